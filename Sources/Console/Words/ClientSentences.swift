/// The clients and their operations (Raft §8, dissertation §6.3).
enum ClientSentences: String, Sentence {
  case asked, askedSomebody, askedAgain, noLeader, redirected, redirectedNowhere, timedOut, answered,
    answeredRead, answeredPlain, refused, turnedAway, turnedAwayNowhere, undecided, unknown, ended, reached

  var texts: Texts {
    switch self {
    case .asked:
      Texts(
        "{operation}: the client asks {node} (§8)",
        "{operation}：客户端请求 {node}（§8）")
    case .askedSomebody:
      Texts(
        "{operation}: the client asks a node (§8)",
        "{operation}：客户端请求一个节点（§8）")
    case .askedAgain:
      Texts(
        "{operation}: the client asks {node}, try {number}, under the same request number (§8)",
        "{operation}：客户端第 {number} 次请求，这次是 {node}，请求编号不变（§8）")
    case .noLeader:
      Texts(
        "No node leads: {client} asks one after the other until one does (§8)",
        "没有领导者：{client}会逐个询问，直到有节点成为领导者（§8）")
    case .redirected:
      Texts(
        "{operation}: the node asked does not lead and names {other}; the client asks there (§8)",
        "{operation}：被问的节点不是领导者，它指向 {other}；客户端改问那里（§8）")
    case .redirectedNowhere:
      Texts(
        "{operation}: the node asked knows no leader; the client asks another one (§8)",
        "{operation}：被问的节点不知道谁是领导者；客户端改问别的节点（§8）")
    case .timedOut:
      Texts(
        """
        {operation}: no answer for {waited}, so the client asks again under the same request number: \
        it counts once (§8, D§6.3)
        """,
        "{operation}：{waited} 没有答复，客户端用同一请求编号再问：只算一次（§8，D§6.3）")
    case .answered:
      Texts(
        "{operation} is answered: it was applied as entry {index} (§8)",
        "{operation} 已答复：它作为第 {index} 条执行了（§8）")
    case .answeredRead:
      Texts(
        "{operation}: the answer is as of entry {index} (§8, D§6.4)",
        "{operation}：按第 {index} 条答复（§8、D§6.4）")
    case .answeredPlain:
      Texts(
        "{operation} is answered (§8)",
        "{operation} 已答复（§8）")
    case .refused:
      Texts(
        "{operation} is refused: {reason}. No coin moved (§2)",
        "{operation} 被拒绝：{reason}。币没有动（§2）")
    case .turnedAway:
      Texts(
        "{operation}: {node} does not lead; it names {other}. Only a leader may answer, so it ends there (§8)",
        "{operation}：{node} 不是领导者；它指向 {other}。只有领导者可以答复，所以到此结束（§8）")
    case .turnedAwayNowhere:
      Texts(
        "{operation}: {node} does not lead and knows no leader. Only a leader may answer, so it ends there (§8)",
        "{operation}：{node} 不是领导者，也不知道谁是。只有领导者可以答复，所以到此结束（§8）")
    case .undecided:
      Texts(
        """
        {operation}: the payer's account is not open, so nothing is decided; the client asks again, for a copy \
        may still be applied (D§6.3)
        """,
        "{operation}：付款账户尚未开立，还没有定论；客户端会再问，因为副本仍可能被执行（D§6.3）")
    case .unknown:
      Texts(
        "{operation}: the client gave up without an answer. It may or may not have happened (§8)",
        "{operation}：客户端没等到答复就放弃了。可能已执行，也可能没有（§8）")
    case .ended:
      Texts(
        "{operation}: the client is done with it (§8)",
        "{operation}：客户端已处理完（§8）")
    case .reached:
      Texts(
        "{operation} reaches {node} (§8)",
        "{operation} 到达 {node}（§8）")
    }
  }
}
