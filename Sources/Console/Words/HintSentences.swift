/// What to try: one experiment that fits this moment, as a question.
enum HintSentences: String, Sentence {
  case quiet, ownWaits, ownAnswered, noLeader, nodeDown, allUp, split, why, healed, undo, gallery, broken,
    before

  var texts: Texts {
    switch self {
    case .quiet:
      Texts(
        "sends {coins} coins, {account} to {other}: paid when stored or when committed?",
        "从 {account} 转 {coins} 枚币给 {other}。何时算付清：保存时，还是提交时？")
    case .ownWaits:
      Texts(
        "kills the leader now. {coins} coins: lost, paid once, or paid twice?",
        "现在就让领导者宕机。这 {coins} 枚币会丢失、付一次，还是付两次？")
    case .ownAnswered:
      Texts(
        "kills the leader. What happens to the coins?",
        "让领导者宕机。币会怎样？")
    case .noLeader:
      Texts(
        "sends {coins} coins while no node leads: who will answer?",
        "没有领导者时转 {coins} 枚币：谁来答复？")
    case .nodeDown:
      Texts(
        "restarts {node}: what does it still know?",
        "重启 {node}：它还记得什么？")
    case .allUp:
      Texts(
        "splits n1 and n2 from the rest: which side can pay?",
        "把 n1、n2 与其余节点分开：哪一边还能付款？")
    case .split:
      Texts(
        "sends {coins} coins: which side answers? w then says why.",
        "在网络分开时转 {coins} 枚币，再看为什么。谁会得到答复？")
    case .why:
      Texts(
        "asks again: and why that?",
        "再问一次：那又是为什么？")
    case .undo:
      Texts(
        "takes back your last act, as a new branch: what happens without it?",
        "撤销你上一个动作，成为新分支：没有它会怎样？")
    case .gallery:
      Texts(
        "then End: rules that you can break. Which one makes coins vanish?",
        "再按 End：可以破坏的规则。破坏哪一条会让币消失？")
    case .broken:
      Texts(
        "says which rule broke, and where. What should have stopped it?",
        "说明哪条规则在哪里被破坏。本该由什么来阻止？")
    case .before:
      Texts(
        "goes one event back: what did each node know then?",
        "后退一个事件：那时各节点知道什么？")
    case .healed:
      Texts(
        "looks along the logs: which entries vanished?",
        "沿着日志看：哪些条目消失了？")
    }
  }
}
