/// The card of a node: why it is what it is, what it waits for, what it would take.
enum NodeSentences: String, Sentence {
  case leader, leaderStays, leaderOutdated, leaderWithoutMajority, leaderAllConfirmed, leaderUnconfirmed,
    candidate, candidateNoVotes, candidateTimer, follower, followerAlone, couldLead, voted, votedItself,
    notVoted, upToDate, behind, writing, down, downEmpty, downCounts, stalled, stalledQueued

  var texts: Texts {
    switch self {
    case .leader:
      Texts(
        """
        {node} leads term {term}: a majority of all nodes voted for it. Its next heartbeat goes out in \
        {left} (§5.2)
        """,
        "{node} 是任期 {term} 的领导者：全部节点的多数派投了它。下一次心跳在 {left} 后发出（§5.2）")
    case .leaderStays:
      Texts(
        "It stays leader while it runs and hears of no higher term (§5.1)",
        "只要它在运行，且没有得知更高的任期，它就一直是领导者（§5.1）")
    case .leaderOutdated:
      Texts(
        """
        It does not know that {other} is in term {current}: hearing of that, it would step down at \
        once (§5.1)
        """,
        "它不知道 {other} 已在任期 {current}：一旦得知，它会立刻退为跟随者（§5.1）")
    case .leaderWithoutMajority:
      Texts(
        """
        Only {count} of {size} nodes can hear it and answer, and {needed} are needed: it can commit \
        nothing now (§5.3)
        """,
        """
        {size} 个节点中只有 {count} 个能收到它的消息并答复，需要 {needed} 个：它现在什么都提交不了（§5\
        .3）
        """)
    case .leaderAllConfirmed:
      Texts(
        "Every other node has confirmed its whole log, up to entry {index} (§5.3)",
        "其余节点都已确认它的全部日志，直到第 {index} 条（§5.3）")
    case .leaderUnconfirmed:
      Texts(
        "Not confirmed through its last entry {index}: {nodes} (§5.3)",
        "尚未确认到最后第 {index} 条的节点：{nodes}（§5.3）")
    case .candidate:
      Texts(
        """
        {node} is a candidate in term {term}: {nodes} voted for it, {count} of {size}, and {needed} \
        are needed (§5.2)
        """,
        """
        {node} 是任期 {term} 的候选人：{nodes} 投了票，{size} 票中得 {count} 票，需要 {needed} 票（§5.\
        2）
        """)
    case .candidateNoVotes:
      Texts(
        """
        {node} is a candidate in term {term}: no vote counts yet, its own is still being written to \
        disk; {needed} of {size} are needed (§5.2)
        """,
        """
        {node} 是任期 {term} 的候选人：还没有票，自己的票正在写入磁盘；{size} 票中需要 {needed} 票（§5\
        .2）
        """)
    case .candidateTimer:
      Texts(
        "Without a majority within {left} it would start a new election, in a new term (§5.2)",
        "{left} 内得不到多数派，它会在新任期重新选举（§5.2）")
    case .follower:
      Texts(
        """
        {node} follows {other}, the leader of term {term}. Its election timer ends in {left} unless it \
        hears from {other} before (§5.2)
        """,
        """
        {node} 跟随任期 {term} 的领导者 {other}。若收不到 {other} 的消息，它的选举定时器在 {left} 后到\
        期（§5.2）
        """)
    case .followerAlone:
      Texts(
        """
        {node} is a follower in term {term} and knows no leader. If none speaks within {left}, its \
        timer ends and it stands for election (§5.2)
        """,
        """
        {node} 是任期 {term} 的跟随者，不知道谁是领导者。若 {left} 内没有领导者发消息，定时器到期，它\
        就参选（§5.2）
        """)
    case .couldLead:
      Texts(
        """
        To lead it would need silence for that time, then {needed} of {size} votes; of those that are \
        up, {nodes} could vote for its log (§5.4.1)
        """,
        """
        要成为领导者，它需要这段时间没有消息，再得到 {size} 票中的 {needed} 票；在线的节点中，按日志能\
        投它的有 {nodes}（§5.4.1）
        """)
    case .voted:
      Texts(
        "Its vote of term {term} went to {voted} (§5.2)",
        "它在任期 {term} 的票投给了 {voted}（§5.2）")
    case .votedItself:
      Texts(
        "Its vote of term {term} went to itself (§5.2)",
        "它在任期 {term} 的票投给了自己（§5.2）")
    case .notVoted:
      Texts(
        "Its vote of term {term} is still free (§5.2)",
        "它在任期 {term} 的票还没有投（§5.2）")
    case .upToDate:
      Texts(
        """
        Its log ends at entry {last}; it knows entries to be committed up to {index} and has applied \
        up to {number} (Figure 2)
        """,
        "它的日志止于第 {last} 条；它知道已提交到第 {index} 条，已执行到第 {number} 条（图 2）")
    case .behind:
      Texts(
        "The cluster has committed up to entry {index}; this node's ledger is {count} behind (§5.3)",
        "集群已提交到第 {index} 条；这个节点的账本还差 {count} 条（§5.3）")
    case .writing:
      Texts(
        "A disk write is under way and ends in {left}; what needs it is not said before (Figure 2)",
        "正在写磁盘，{left} 后完成；在此之前不会作出依赖它的答复（图 2）")
    case .down:
      Texts(
        """
        {node} is down since {time}. Its disk keeps term {term}, its vote and its log through entry \
        {index} (Figure 2)
        """,
        "{node} 从 {time} 起宕机。磁盘上留有任期 {term}、投票和直到第 {index} 条的日志（图 2）")
    case .downEmpty:
      Texts(
        """
        {node} is down since {time}. Its disk keeps term {term} and its vote; no entry is on it \
        (Figure 2)
        """,
        "{node} 从 {time} 起宕机。磁盘上留有任期 {term} 和投票，没有日志（图 2）")
    case .downCounts:
      Texts(
        "It still counts: {count} of {size} are up, and a majority is {needed} of {size} (§5.2)",
        "它仍计入总数：{size} 个中 {count} 个在线，多数派是 {size} 个中的 {needed} 个（§5.2）")
    case .stalled:
      Texts(
        "{node} is stalled since {time}: alive, memory intact, but it hears nothing (§5.5)",
        "{node} 从 {time} 起停顿：还活着，内存完好，但听不见（§5.5）")
    case .stalledQueued:
      Texts(
        "{node} is stalled since {time}: alive, memory intact; messages that wait for it to read them: {count} (§5.5)",
        "{node} 从 {time} 起停顿：还活着，内存完好；等它来读的消息：{count} 条（§5.5）")
    }
  }
}
