/// What happens around the protocol: acts, crashes, the network, checks.
enum WorldSentences: String, Sentence {
  case act, actOfFile, loadBegins, loadEnds, actInVain, actOfFileInVain, leaderCrashed,
    leaderCrashedNoMajority, crashed,
    crashedNoMajority, restarted, restartedMany, stalled, stalledQueued, resumed, resumedQueued, partitioned,
    partitionedNoSide,
    cutOneWay, cutLinks, requestsCut, answersCut, clientsCut, healed, violated, expectationHeld,
    expectationFailed, note, lost, lostCut, lostDown, lostStalled, lostDropped, delivered, heartbeatDelivered,
    heartbeatTimer, timer, written, quiet

  var texts: Texts {
    switch self {
    case .act:
      Texts(
        "you: {act}",
        "你：{act}")
    case .actOfFile:
      Texts(
        "the scenario: {act}",
        "场景：{act}")
    case .loadBegins:
      Texts(
        "Demo clients begin: {number} operations a second, transfers and reads; l turns them off.",
        "演示客户端开始：每秒 {number} 个操作，转账和读；l 关闭。")
    case .loadEnds:
      Texts(
        "Demo clients end.",
        "演示客户端停止。")
    case .actInVain:
      Texts(
        "you: {act}. Nothing changed: {reason}",
        "你：{act}。没有变化：{reason}")
    case .actOfFileInVain:
      Texts(
        "the scenario: {act}. Nothing changed: {reason}",
        "场景：{act}。没有变化：{reason}")
    case .leaderCrashed:
      Texts(
        "{node} crashed. The next timer is {other}'s, in {left} (§5.2)",
        "{node} 宕机了。下一个到期的定时器是 {other} 的，还有 {left}（§5.2）")
    case .leaderCrashedNoMajority:
      Texts(
        """
        {node}, the leader, crashed: {count} of {size} are up and {needed} are needed, so no other can \
        be elected (§5.2)
        """,
        "领导者 {node} 宕机了：{size} 个中 {count} 个在线，需要 {needed} 个，选不出新的（§5.2）")
    case .crashed:
      Texts(
        """
        {nodes} crashed: {count} of {size} are up and {needed} are needed, so the cluster can go on \
        (§5.5)
        """,
        "{nodes} 宕机了：{size} 个中 {count} 个在线，需要 {needed} 个，集群还能继续（§5.5）")
    case .crashedNoMajority:
      Texts(
        """
        {nodes} crashed: {count} of {size} are up and {needed} are needed, so nothing can be committed \
        (§5.3)
        """,
        "{nodes} 宕机了：{size} 个中 {count} 个在线，需要 {needed} 个，什么都提交不了（§5.3）")
    case .restarted:
      Texts(
        """
        {nodes} restarts: term, vote and log come from disk; commitIndex starts at 0 until a leader \
        tells it (Figure 2)
        """,
        "{nodes} 重启：任期、投票和日志来自磁盘；commitIndex 从 0 开始，直到领导者告诉它（图 2）")
    case .restartedMany:
      Texts(
        """
        {nodes} restart: term, vote and log come from disk; commitIndex starts at 0 until a leader \
        tells it (Figure 2)
        """,
        "{nodes} 重启：任期、投票和日志来自磁盘；commitIndex 从 0 开始，直到领导者告诉它们（图 2）")
    case .stalled:
      Texts(
        "{nodes} stalled: alive but deaf. The others cannot tell that from a crash (§5.5)",
        "{nodes} 停顿了：还活着，但听不见。其余节点分不清这和宕机（§5.5）")
    case .stalledQueued:
      Texts(
        "{nodes} stalled: what arrives waits unread. The others cannot tell that from a crash (§5.5)",
        "{nodes} 停顿了：到达的消息放着没读。其余节点分不清这和宕机（§5.5）")
    case .resumedQueued:
      Texts(
        "{nodes} woke up with memory intact: what waited is read now, in order and late (§5.5)",
        "{nodes} 醒来了，内存完好：积下的消息现在才按次序读（§5.5）")
    case .resumed:
      Texts(
        "{nodes} woke up with memory intact: what was missed must be sent again (§5.5)",
        "{nodes} 醒来了，内存完好：错过的要重新发送（§5.5）")
    case .partitioned:
      Texts(
        """
        The network is split: {sides}. Only {nodes} can elect a leader and commit: {count} are up \
        there, and {needed} of {size} are needed (§5.2)
        """,
        """
        网络被分开：{sides}。只有 {nodes} 能选出领导者并提交：那里 {count} 个在线，{size} 个中需要 \
        {needed} 个（§5.2）
        """)
    case .partitionedNoSide:
      Texts(
        """
        The network is split: {sides}. No side has {needed} of {size} nodes up, so nothing can be \
        committed (§5.2)
        """,
        "网络被分开：{sides}。没有一边有 {size} 个中的 {needed} 个在线，什么都提交不了（§5.2）")
    case .cutOneWay:
      Texts(
        "Nothing gets from {node} to {other} now; what {other} sends still reaches {node} (§5.5)",
        "现在 {node} 发给 {other} 的都到不了；{other} 发的 {node} 仍能收到（§5.5）")
    case .cutLinks:
      Texts(
        """
        {count} one-way links between nodes are cut now; no group of nodes is cut off from all others \
        in both directions (§5.5)
        """,
        "现在节点间有 {count} 条单向链路不通；没有哪组节点与其余节点双向隔绝（§5.5）")
    case .requestsCut:
      Texts(
        "What clients ask of {nodes} gets lost now: they wait in vain, then ask another node (D§6.2)",
        "现在客户端发给 {nodes} 的请求都会丢失：它们白等一阵，再去问别的节点（D§6.2）")
    case .answersCut:
      Texts(
        """
        The answers of {nodes} to clients get lost now: clients ask again, and what was done already is not \
        done twice (D§6.3)
        """,
        "现在 {nodes} 给客户端的答复都会丢失：客户端会再次请求，已经做过的不会做第二次（D§6.3）")
    case .clientsCut:
      Texts(
        "Clients and {nodes} cannot hear each other now; the nodes still can (D§6.2)",
        "现在客户端与 {nodes} 彼此听不见；节点之间仍能通信（D§6.2）")
    case .healed:
      Texts(
        """
        All links carry messages again: the highest term wins, and its leader makes all logs like its \
        own (§5.1, §5.3)
        """,
        "所有链路恢复：任期高者为准，它的领导者会让所有日志与自己一致（§5.1、§5.3）")
    case .violated:
      Texts(
        "BROKEN {rule}: {detail} ({section})",
        "规则被破坏 {rule}：{detail}（{section}）")
    case .expectationHeld:
      Texts(
        "Expected and seen: {text}.",
        "符合预期：{text}。")
    case .expectationFailed:
      Texts(
        "Expected, not seen: {text}; seen instead: {detail}.",
        "不符合预期：{text}；实际是 {detail}。")
    case .note:
      Texts(
        "{text}",
        "{text}")
    case .lost:
      Texts(
        """
        Lost on the way: {message} from {node} to {other}; the sender would have to send it again (§5.5)
        """,
        "{node} 发给 {other} 的 {message} 在途中丢失；发送方要重发才行（§5.5）")
    case .lostCut:
      Texts(
        "Lost: {message} from {node} to {other}; that link is cut (§5.5)",
        "{node} 发给 {other} 的 {message} 丢失：这条链路已断（§5.5）")
    case .lostDown:
      Texts(
        "Lost: {message} from {node} to {other}, which is down (§5.5)",
        "{node} 发来的 {message} 丢失：收件的 {other} 已宕机（§5.5）")
    case .lostStalled:
      Texts(
        "Lost: {message} from {node} to {other}, which is stalled (§5.5)",
        "{node} 发来的 {message} 丢失：收件的 {other} 正停顿（§5.5）")
    case .lostDropped:
      Texts(
        "Dropped by hand: {message} from {node} to {other} (§5.5)",
        "{node} 发给 {other} 的 {message} 被人为丢弃（§5.5）")
    case .delivered:
      Texts(
        "{other} gets {message} from {node} (Figure 2)",
        "{other} 收到 {node} 的 {message}（图 2）")
    case .heartbeatDelivered:
      Texts(
        "{other} hears from {node}, the leader: its election timer starts again (§5.2)",
        "{other} 收到领导者 {node} 的心跳：选举定时器重新开始（§5.2）")
    case .heartbeatTimer:
      Texts(
        """
        {node}, the leader, sends the others AppendEntries, so that none of them starts an election \
        (§5.2)
        """,
        "领导者 {node} 向其余节点发送 AppendEntries，免得它们发起选举（§5.2）")
    case .timer:
      Texts(
        "A timer of {node} fires and decides nothing (§5.2)",
        "{node} 的一个定时器触发，没有决定什么（§5.2）")
    case .written:
      Texts(
        "{node}'s disk write is done: what it holds now survives a crash (Figure 2)",
        "{node} 的磁盘写入完成：写下的内容宕机也不会丢（图 2）")
    case .quiet:
      Texts(
        "Nothing that can be seen happened in this event.",
        "这个事件没有引起看得见的变化。")
    }
  }
}
