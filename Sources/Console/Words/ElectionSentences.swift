/// Elections: timers, votes, leaders and terms (Raft §5.1, §5.2, §5.4.1).
enum ElectionSentences: String, Sentence {
  case opening, openingAlone, started, startedByHand, noWinner, noWinnerOneDown, noWinnerManyDown, ranOut,
    ranOutUnwritten,
    grantedEmpty, grantedSame, grantedLater, grantedOverEmpty, grantedLonger, granted, refusedStale,
    refusedVoted, refusedVotedItself, refusedLog, refusedShorter, refusedEmpty, counted, countedUnwritten,
    countedOwn,
    wasRefused, leads, leaderStepsDown, candidateStepsDown, candidateMeetsLeader, adoptedTerm, follows

  var texts: Texts {
    switch self {
    case .opening:
      Texts(
        """
        {sizeWord} nodes, no leader. Each waits its own random {span}; who wakes first asks for votes \
        (§5.2)
        """,
        "{sizeWord}个节点，没有领导者。各自随机等待 {span}，先醒的请其余节点投票（§5.2）")
    case .openingAlone:
      Texts(
        """
        One node, no leader. It waits a random {span}, then votes for itself: 1 of 1 is a majority \
        (§5.2)
        """,
        "一个节点，没有领导者。它随机等待 {span}，然后投自己一票：1 个中的 1 个就是多数派（§5.2）")
    case .started:
      Texts(
        """
        {node} heard from no leader for {waited}, its election timeout: it starts term {term}, votes \
        for itself and asks the others (§5.2)
        """,
        """
        {node} 已有 {waited} 没收到领导者的消息，选举超时：它开始任期 {term}，先投自己一票，再请其余节\
        点投票（§5.2）
        """)
    case .startedByHand:
      Texts(
        """
        {node}'s election timer fires after {waited} without a leader: it starts term {term}, votes \
        for itself and asks the others (§5.2)
        """,
        """
        {node} 的选举定时器在没有领导者 {waited} 后触发：它开始任期 {term}，先投自己一票，再请其余节点\
        投票（§5.2）
        """)
    case .noWinner:
      Texts(
        """
        Term {term} has no winner: {tally}, and {needed} are needed. Each waits a new random time \
        (§5.2)
        """,
        "任期 {term} 无人当选：{tally}，需要 {needed} 票。各自重新随机等待（§5.2）")
    case .noWinnerOneDown:
      Texts(
        """
        Term {term} has no winner: {tally}, and {needed} are needed; {down} is down and still counts. \
        Each waits a new random time (§5.2)
        """,
        """
        任期 {term} 无人当选：{tally}，需要 {needed} 票；{down} 已宕机，但仍计入总数。各自重新随机等待\
        （§5.2）
        """)
    case .noWinnerManyDown:
      Texts(
        """
        Term {term} has no winner: {tally}, and {needed} are needed; {down} are down and still count. \
        Each waits a new random time (§5.2)
        """,
        """
        任期 {term} 无人当选：{tally}，需要 {needed} 票；{down} 已宕机，但仍计入总数。各自重新随机等待\
        （§5.2）
        """)
    case .ranOut:
      Texts(
        """
        {node}'s election in term {term} ran out: it counted {count} of {size} votes, and {needed} are \
        needed (§5.2)
        """,
        "{node} 在任期 {term} 的选举超时：{size} 票中它只数到 {count} 票，需要 {needed} 票（§5.2）")
    case .ranOutUnwritten:
      Texts(
        """
        {node}'s election in term {term} ran out: {count} of {size} voted for it, but its own vote was \
        not on disk yet (§5.2)
        """,
        "{node} 在任期 {term} 的选举超时：{size} 票中得 {count} 票，但自己的票还没写入磁盘（§5.2）")
    case .grantedEmpty:
      Texts(
        """
        {node} votes for {other} in term {term}: it gave its vote to nobody else, and both logs are \
        empty (§5.2, §5.4.1)
        """,
        "{node} 在任期 {term} 投票给 {other}：它没有把票投给别人，而且两边日志都是空的（§5.2、§5.4.1）")
    case .grantedSame:
      Texts(
        """
        {node} votes for {other} in term {term}: it gave its vote to nobody else, and both logs end at \
        entry {index} of term {last} (§5.2, §5.4.1)
        """,
        """
        {node} 在任期 {term} 投票给 {other}：它没有把票投给别人，而且两边日志都止于任期 {last} 的第 \
        {index} 条（§5.2、§5.4.1）
        """)
    case .grantedLater:
      Texts(
        """
        {node} votes for {other} in term {term}: its vote went to nobody else, and {other}'s last \
        entry is of term {theirs}, its own of term {own} (§5.2, §5.4.1)
        """,
        """
        {node} 在任期 {term} 投票给 {other}：它没有把票投给别人，而且 {other} 最后一条日志属于任期 \
        {theirs}，自己的属于任期 {own}（§5.2、§5.4.1）
        """)
    case .grantedOverEmpty:
      Texts(
        """
        {node} votes for {other} in term {term}: its vote went to nobody else, and its own log is \
        empty (§5.2, §5.4.1)
        """,
        "{node} 在任期 {term} 投票给 {other}：它没有把票投给别人，而且自己的日志是空的（§5.2、§5.4.1）")
    case .grantedLonger:
      Texts(
        """
        {node} votes for {other} in term {term}: its vote went to nobody else; both last entries are \
        of term {last}, and {other}'s log is longer, {theirs} against {own} (§5.2, §5.4.1)
        """,
        """
        {node} 在任期 {term} 投票给 {other}：它没有把票投给别人；两边最后一条都属于任期 {last}，而 \
        {other} 的日志更长，{theirs} 条对 {own} 条（§5.2、§5.4.1）
        """)
    case .granted:
      Texts(
        "{node} votes for {other} in term {term} (§5.2, §5.4.1)",
        "{node} 在任期 {term} 投票给 {other}（§5.2、§5.4.1）")
    case .refusedStale:
      Texts(
        """
        {node} refuses {other}: it asks for term {term}, which is over; {node} is in term {current} \
        (§5.1)
        """,
        "{node} 拒绝 {other}：它请求的是任期 {term}，已经过去；{node} 已在任期 {current}（§5.1）")
    case .refusedVoted:
      Texts(
        "{node} refuses {other}: one vote per term, and its vote of term {term} went to {voted} (§5.2)",
        "{node} 拒绝 {other}：每个任期只投一票，任期 {term} 的票已投给 {voted}（§5.2）")
    case .refusedVotedItself:
      Texts(
        "{node} refuses {other}: one vote per term, and its vote of term {term} went to itself (§5.2)",
        "{node} 拒绝 {other}：每个任期只投一票，任期 {term} 的票已投给自己（§5.2）")
    case .refusedLog:
      Texts(
        """
        {node} refuses {other}: {node}'s last entry is of term {own}, {other}'s of term {theirs}; the \
        later last term wins, and only if equal the longer log (§5.4.1)
        """,
        """
        {node} 拒绝 {other}：{node} 最后一条日志属于任期 {own}，{other} 的属于任期 {theirs}；先比最后\
        一条的任期，相同才比长度（§5.4.1）
        """)
    case .refusedShorter:
      Texts(
        """
        {node} refuses {other}: both last entries are of term {last}, so the longer log wins: {node}'s \
        ends at {own}, {other}'s at {theirs} (§5.4.1)
        """,
        """
        {node} 拒绝 {other}：两边最后一条都属于任期 {last}，于是比长度：{node} 的日志止于 {own}，\
        {other} 的止于 {theirs}（§5.4.1）
        """)
    case .refusedEmpty:
      Texts(
        """
        {node} refuses {other}: {other}'s log is empty, and {node}'s ends at entry {index} of term \
        {own} (§5.4.1)
        """,
        """
        {node} 拒绝 {other}：{other} 的日志是空的，而 {node} 的止于任期 {own} 的第 {index} 条（§5.4.1\
        ）
        """)
    case .counted:
      Texts(
        "{node} counts {other}'s vote: {count} of {size} in term {term}, and {needed} are needed (§5.2)",
        "{node} 收到 {other} 的票：任期 {term} 中 {size} 票得 {count} 票，需要 {needed} 票（§5.2）")
    case .countedUnwritten:
      Texts(
        """
        {node} counts {other}'s vote: {count} of {size} in term {term}; it would lead once its own vote is on \
        disk (§5.2)
        """,
        "{node} 收到 {other} 的票：任期 {term} 中 {size} 票得 {count} 票；等自己的票写入磁盘就会当选（§5.2）")
    case .countedOwn:
      Texts(
        """
        {node}'s vote for itself is on disk and counts: {count} of {size} in term {term}, and {needed} \
        are needed (§5.2)
        """,
        """
        {node} 投给自己的票已写入磁盘，可以计数：任期 {term} 中 {size} 票得 {count} 票，需要 {needed} \
        票（§5.2）
        """)
    case .wasRefused:
      Texts(
        "{other} says no to {node} in term {term}: {node}'s votes stay as many as they were (§5.2)",
        "{other} 在任期 {term} 没有投票给 {node}：{node} 的票数不变（§5.2）")
    case .leads:
      Texts(
        """
        {node} leads term {term}: {nodes} voted for it, {count} of {size}. Any two majorities share a \
        node, and a node votes once a term: term {term} has no other leader (§5.2)
        """,
        """
        {node} 成为任期 {term} 的领导者：{nodes} 投了票，{size} 票中得 {count} 票。任意两个多数派必有\
        共同节点，而每个节点只投一票：任期 {term} 不会有第二个领导者（§5.2）
        """)
    case .leaderStepsDown:
      Texts(
        "{node} steps down: it led term {old} and hears of term {term}; the higher term wins (§5.1)",
        "{node} 退为跟随者：它是任期 {old} 的领导者，收到了任期 {term} 的消息；任期高者为准（§5.1）")
    case .candidateStepsDown:
      Texts(
        """
        {node} steps down: it was a candidate of term {old} and hears of term {term}; the higher term \
        wins (§5.1)
        """,
        "{node} 退为跟随者：它是任期 {old} 的候选人，收到了任期 {term} 的消息；任期高者为准（§5.1）")
    case .candidateMeetsLeader:
      Texts(
        """
        {node} gives up as a candidate: {other} leads its term {term} already and says so by \
        AppendEntries (§5.2)
        """,
        "{node} 不再是候选人：{other} 已是任期 {term} 的领导者，并以 AppendEntries 表明（§5.2）")
    case .adoptedTerm:
      Texts(
        """
        {node} moves from term {old} to term {term}: a message from {other} carries it, and the higher \
        term wins (§5.1)
        """,
        "{node} 从任期 {old} 进入任期 {term}：{other} 的消息带来了它，任期高者为准（§5.1）")
    case .follows:
      Texts(
        "{node} learns that {other} leads term {term}: only a leader sends AppendEntries (§5.2)",
        "{node} 得知 {other} 是任期 {term} 的领导者：只有领导者才发送 AppendEntries（§5.2）")
    }
  }
}
