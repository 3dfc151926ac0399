/// Who leads, beyond the paper's Figure 2: pre-vote, check-quorum, the transfer of leadership.
enum LeadershipSentences: String, Sentence {
  case askedPreVote, grantedPreVote, preVoteStale, preVoteBehind, preVoteHears, countedPreVote,
    countedOwnPreVote, wasRefusedPreVote, ignoredVoteRequest, withheldCandidacy, lostQuorum, transferBegan,
    sentTimeoutNow, receivedTimeoutNow, transferGivenUp, refusedTransfer, heldBackCommand
  case rulePreVote, ruleLoyalty, ruleQuorum, ruleTransfer
  case otherwisePreVote, otherwiseLoyalty, otherwiseQuorum, otherwiseTransfer

  var texts: Texts { preVoteTexts ?? quorumTexts ?? transferTexts ?? cardTexts }

  private var preVoteTexts: Texts? {
    switch self {
    case .askedPreVote:
      Texts(
        """
        {node} heard from no leader for {waited}: before it begins term {term} it asks whether it could \
        win it (D§9.6)
        """,
        "{node} 已有 {waited} 没收到领导者的消息：开始任期 {term} 之前，它先问能否当选（D§9.6）")
    case .grantedPreVote:
      Texts(
        "{node} tells {other} that it would vote for it in term {term}; its own term stays (D§9.6)",
        "{node} 告诉 {other}：任期 {term} 它会投给它；自己的任期不变（D§9.6）")
    case .preVoteStale:
      Texts(
        "{node} would not vote for {other} in term {term}: it is in term {current} itself (D§9.6)",
        "{node} 不会在任期 {term} 投给 {other}：它自己已在任期 {current}（D§9.6）")
    case .preVoteBehind:
      Texts(
        """
        {node} would not vote for {other} in term {term}: its own log is more up to date; it ends in: \
        {own} (D§9.6, §5.4.1)
        """,
        "{node} 不会在任期 {term} 投给 {other}：它自己的日志更新，最后是：{own}（D§9.6、§5.4.1）")
    case .preVoteHears:
      Texts(
        "{node} would not vote for {other} in term {term}: it heard from its leader {waited} ago (D§9.6)",
        "{node} 不会在任期 {term} 投给 {other}：它在 {waited} 前还收到领导者的消息（D§9.6）")
    case .countedPreVote:
      Texts(
        "{other} would vote for {node} in term {term}: {count} of {size} would, {needed} are needed (D§9.6)",
        "{other} 会在任期 {term} 投给 {node}：{size} 个中有 {count} 个会，需要 {needed} 个（D§9.6）")
    case .countedOwnPreVote:
      Texts(
        "{node} would vote for itself in term {term}: {count} of {size} would, {needed} are needed (D§9.6)",
        "{node} 会在任期 {term} 投给自己：{size} 个中有 {count} 个会，需要 {needed} 个（D§9.6）")
    case .wasRefusedPreVote:
      Texts(
        "{other} would not vote for {node} in term {term} (D§9.6)",
        "{other} 不会在任期 {term} 投给 {node}（D§9.6）")
    default: nil
    }
  }

  private var quorumTexts: Texts? {
    switch self {
    case .ignoredVoteRequest:
      Texts(
        """
        {node} passes over {other}'s request for a vote in term {term}: it heard from its leader {waited} \
        ago (D§4.2.3)
        """,
        "{node} 不理会 {other} 在任期 {term} 的投票请求：它在 {waited} 前还收到领导者的消息（D§4.2.3）")
    case .withheldCandidacy:
      Texts(
        "{node} does not stand for election: {reason} (D§4.2.3)",
        "{node} 不参选：{reason}（D§4.2.3）")
    case .lostQuorum:
      Texts(
        """
        {node}, leader of term {term}, heard from {count} of {size} within an election timeout, itself \
        included, and {needed} are needed: it steps down (D§6.2)
        """,
        """
        任期 {term} 的领导者 {node} 在一个选举超时内只收到 {size} 个中 {count} 个（含自己）的消息，需要 \
        {needed} 个：它退位（D§6.2）
        """)
    default: nil
    }
  }

  private var transferTexts: Texts? {
    switch self {
    case .transferBegan:
      Texts(
        """
        {node}, the leader, hands over to {other}: it takes no more commands until {other} has its whole \
        log, {index} of {last} so far (D§3.10)
        """,
        "领导者 {node} 移交给 {other}：在 {other} 有全部日志之前不再接受命令，现在是 {last} 条中的第 {index} 条（D§3.10）")
    case .sentTimeoutNow:
      Texts(
        "{other} has every entry up to {last}: {node} tells it to stand for election at once (D§3.10)",
        "{other} 已有直到第 {last} 条的全部日志：{node} 让它立即参选（D§3.10）")
    case .receivedTimeoutNow:
      Texts(
        "{node} is told by {other}, the leader of term {term}, to stand at once (D§3.10)",
        "任期 {term} 的领导者 {other} 让 {node} 立即参选（D§3.10）")
    case .transferGivenUp:
      Texts(
        """
        {other} did not take over within an election timeout, with {index} of {last} entries: {node} goes \
        on as leader (D§3.10)
        """,
        "{other} 在一个选举超时内没有接任，它有 {last} 条中的第 {index} 条：{node} 继续做领导者（D§3.10）")
    case .refusedTransfer:
      Texts(
        "{node} does not hand over to {other}: {reason} (D§3.10)",
        "{node} 不移交给 {other}：{reason}（D§3.10）")
    case .heldBackCommand:
      Texts(
        "{node} takes no command while it hands over to {other}: the client asks again (D§3.10)",
        "{node} 移交给 {other} 期间不接受命令：客户端会再来（D§3.10）")
    default: nil
    }
  }

  private var cardTexts: Texts {
    switch self {
    case .rulePreVote:
      Texts(
        """
        Rule: who heard no leader asks first; the others say yes if they too hear none and its log is at \
        least as up to date as theirs; only with a majority does a new term begin (D§9.6)
        """,
        """
        规则：没收到领导者消息的节点先询问；其余节点若也没收到，而且它的日志至少一样新，就答应；有多数派\
        答应才开始新任期（D§9.6）
        """)
    case .ruleLoyalty:
      Texts(
        """
        Rule: a request for a vote that comes within the shortest election timeout of hearing a leader \
        changes neither term nor vote (D§4.2.3)
        """,
        "规则：收到领导者消息后不到最短选举超时，投票请求不改变任期，也得不到票（D§4.2.3）")
    case .ruleQuorum:
      Texts(
        """
        Rule: a leader that hears from no majority for an election timeout steps down, so that its clients \
        look for another (D§6.2)
        """,
        "规则：领导者在一个选举超时内没收到多数派的消息就退位，让客户端去找别人（D§6.2）")
    case .ruleTransfer:
      Texts(
        """
        Rule: a leader hands over by bringing its successor up to date and telling it to stand at once; \
        after an election timeout it gives up (D§3.10)
        """,
        "规则：领导者先让接任者的日志完整，再让它立即参选；过了一个选举超时就放弃（D§3.10）")
    case .otherwisePreVote:
      Texts(
        """
        Otherwise: without pre-vote it would have raised its term at once, and every node that heard of \
        the new term would have left its leader.
        """,
        "否则：若不先询问，它会立即提高任期，听到新任期的节点都会离开自己的领导者。")
    case .otherwiseLoyalty:
      Texts(
        "Otherwise: had the leader been silent for the shortest election timeout, the request would have counted.",
        "否则：若领导者沉默了最短选举超时那么久，这个请求就会算数。")
    case .otherwiseQuorum:
      Texts(
        "Otherwise: with answers from {needed} it would have gone on as leader.",
        "否则：收到 {needed} 个的答复，它会继续做领导者。")
    default:
      Texts(
        "Otherwise: without a transfer the cluster would wait for an election timeout when its leader leaves.",
        "否则：不移交的话，领导者离开时集群要等一个选举超时。")
    }
  }
}
