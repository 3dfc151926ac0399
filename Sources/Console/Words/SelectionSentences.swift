/// The cards of messages, entries, accounts and landmarks, and of the most important thing.
enum SelectionSentences: String, Sentence {
  case eventTitle, entryTitle, messageTitle, nodeTitle, accountTitle, nowTitle, nothingHere, voteRequest,
    voteYes, voteNo, append, heartbeat, appendYes, appendNo, preVote,
    preVoteYes, preVoteNo, timeoutNow, install, installYes, installNo, wouldActOnIt, sentBecause, arrives,
    isHeld, receiverDown,
    receiverStalled, receiverReadsLate, wouldRefuseTerm, wouldRefuseVoted, wouldRefuseLog, wouldVote,
    wouldWeigh,
    wouldCountVote, wouldNotCountVote, wouldTakeNo, wouldStepDown, wouldMissPrevious, wouldConflict,
    wouldStore, wouldHear, wouldCountCopy, wouldGoBack, entryHolds, entryNoOp, entryUnknown, entryCommitted,
    entryCommittedPlain, entryNotKnown, entryLost, entryRivalled, entryOnMajority, entryNoLeader,
    entryCopyArrives, entryLacking, entryDeadDisks, entryDownCounts, entryClient, accountSame,
    accountMissing, accountDown, accountBehind, accountLevel, accountNonce, accountUnknown,
    landmarkElection, landmarkCrash, landmarkRestart, landmarkPartition, landmarkHeal, landmarkOwnCommit,
    landmarkViolation, someone, noLeaderSince, nextTimer, candidateNow, ownAsking, ownReadWaits,
    ownQueued, ownStored, ownCommitted, lagging, alsoHere

  var texts: Texts {
    switch self {
    case .eventTitle:
      Texts(
        "event {number} at {time}",
        "事件 {number}，{time}")
    case .entryTitle:
      Texts(
        "[entry {index}]",
        "[第 {index} 条]")
    case .messageTitle:
      Texts(
        "[message {number}]",
        "[消息 {number}]")
    case .nodeTitle:
      Texts(
        "[{node}]",
        "[{node}]")
    case .accountTitle:
      Texts(
        "[{account}]",
        "[{account}]")
    case .nowTitle:
      Texts(
        "now, {time}",
        "现在，{time}")
    case .nothingHere:
      Texts(
        "It is gone: what it was is among the news.",
        "它已经不在了：请看新闻。")
    case .voteRequest:
      Texts(
        "{node} asks {other} for its vote in term {term} (§5.2)",
        "{node} 请求 {other} 在任期 {term} 投票给它（§5.2）")
    case .voteYes:
      Texts(
        "{node} tells {other}: yes, you have my vote of term {term} (§5.2)",
        "{node} 告诉 {other}：任期 {term} 的票投给你（§5.2）")
    case .voteNo:
      Texts(
        "{node} tells {other}: no vote, and its own term is {term} (§5.2)",
        "{node} 告诉 {other}：不投票，自己在任期 {term}（§5.2）")
    case .append:
      Texts(
        "{node}, as leader of term {term}, sends {other} log entries to store: {range} (§5.3)",
        "任期 {term} 的领导者 {node} 请 {other} 保存：{range}（§5.3）")
    case .heartbeat:
      Texts(
        "{node}, as leader of term {term}, tells {other} that it is there (§5.2)",
        "任期 {term} 的领导者 {node} 告诉 {other} 自己还在（§5.2）")
    case .appendYes:
      Texts(
        "{node} tells {other} that its log matches through entry {index} and is on disk (§5.3)",
        "{node} 告诉 {other}：自己的日志直到第 {index} 条都吻合，并已写入磁盘（§5.3）")
    case .appendNo:
      Texts(
        "{node} tells {other} that it refuses AppendEntries; its own term is {term} (§5.3)",
        "{node} 告诉 {other}：拒绝 AppendEntries，自己在任期 {term}（§5.3）")
    case .preVote:
      Texts(
        "{node} asks {other} whether it would vote for it in term {term} (D§9.6)",
        "{node} 问 {other} 在任期 {term} 会不会投票给它（D§9.6）")
    case .preVoteYes:
      Texts(
        "{node} tells {other}: yes, I would vote for you; its own term is {term} (D§9.6)",
        "{node} 告诉 {other}：会投给你；自己在任期 {term}（D§9.6）")
    case .preVoteNo:
      Texts(
        "{node} tells {other}: no, I would not vote for you; its own term is {term} (D§9.6)",
        "{node} 告诉 {other}：不会投给你；自己在任期 {term}（D§9.6）")
    case .timeoutNow:
      Texts(
        "{node}, leader of term {term}, tells {other} to stand for election at once (D§3.10)",
        "任期 {term} 的领导者 {node} 让 {other} 立即参选（D§3.10）")
    case .install:
      Texts(
        """
        {node}, as leader of term {term}, sends {other} a piece of the snapshot of entry {index}, up to \
        byte {number} of {size} (§7, D§5)
        """,
        "任期 {term} 的领导者 {node} 给 {other} 发第 {index} 条快照的一块，到 {size} 字节中的 {number} 字节（§7、D§5）")
    case .installYes:
      Texts(
        "{node} tells {other} that it has the snapshot up to byte {number} (§7, D§5)",
        "{node} 告诉 {other}：快照已收到第 {number} 字节（§7、D§5）")
    case .installNo:
      Texts(
        "{node} tells {other} that it refuses InstallSnapshot; its own term is {term} (§7, D§5)",
        "{node} 告诉 {other}：拒绝 InstallSnapshot，自己在任期 {term}（§7、D§5）")
    case .wouldActOnIt:
      Texts(
        "As things are, {other} would act on it: its term is not behind (§5.1)",
        "照现在的情形，{other} 会照办：它的任期并不落后（§5.1）")
    case .sentBecause:
      Texts(
        "It was sent because of event {number} at {time}: {text}",
        "发送的原因是事件 {number}（{time}）：{text}")
    case .arrives:
      Texts(
        "It arrives in {left}, at {time}.",
        "还有 {left} 到达，时间 {time}。")
    case .isHeld:
      Texts(
        "It is held back: it arrives when it is released (z).",
        "它被扣住：放行（z）后才会到达。")
    case .receiverDown:
      Texts(
        "{other} is down: if it stays so, this message would be lost (§5.5)",
        "{other} 已宕机：若一直如此，这条消息会丢失（§5.5）")
    case .receiverStalled:
      Texts(
        "{other} is stalled: if it stays so, this message would be lost (§5.5)",
        "{other} 正停顿：若一直如此，这条消息会丢失（§5.5）")
    case .receiverReadsLate:
      Texts(
        "{other} is stalled: this message would wait there until {other} wakes up (§5.5)",
        "{other} 正停顿：这条消息会在那里等到 {other} 醒来（§5.5）")
    case .wouldRefuseTerm:
      Texts(
        """
        As things are, {other} would refuse it: it is in term {current}, the message of term {term} \
        (§5.1)
        """,
        "照现在的情形，{other} 会拒绝：它已在任期 {current}，消息属于任期 {term}（§5.1）")
    case .wouldRefuseVoted:
      Texts(
        "As things are, {other} would refuse: its vote of term {term} went to {voted} (§5.2)",
        "照现在的情形，{other} 会拒绝：它在任期 {term} 的票已投给 {voted}（§5.2）")
    case .wouldRefuseLog:
      Texts(
        """
        As things are, {other} would refuse: its own log is more up to date; it ends in: {own} \
        (§5.4.1)
        """,
        "照现在的情形，{other} 会拒绝：它自己的日志更新，最后是：{own}（§5.4.1）")
    case .wouldVote:
      Texts(
        """
        As things are, {other} would vote yes: its vote of term {term} is not given to another, and \
        {node}'s log is at least as up to date (§5.2, §5.4.1)
        """,
        """
        照现在的情形，{other} 会投票：它在任期 {term} 没有把票投给别人，而且 {node} 的日志至少一样新（\
        §5.2、§5.4.1）
        """)
    case .wouldWeigh:
      Texts(
        "{other} would compare terms, then its vote, then the two logs (§5.2, §5.4.1)",
        "{other} 会先比任期，再看投票，最后比较两份日志（§5.2、§5.4.1）")
    case .wouldCountVote:
      Texts(
        "{other} would count this vote if it is still a candidate in term {term} (§5.2)",
        "{other} 若仍是任期 {term} 的候选人，就会计入这一票（§5.2）")
    case .wouldNotCountVote:
      Texts(
        "{other} would not count it: it is no longer a candidate in term {term} (§5.2)",
        "{other} 不会计入：它已不是任期 {term} 的候选人（§5.2）")
    case .wouldTakeNo:
      Texts(
        """
        {other} would gain nothing from it; if the term in it is higher than its own, it would step \
        down (§5.1, §5.2)
        """,
        "{other} 不会因此得票；若其中的任期更高，它会退为跟随者（§5.1、§5.2）")
    case .wouldStepDown:
      Texts(
        """
        {other} would step down: the message is of term {term}, and {other} is in term {current} \
        (§5.1)
        """,
        "{other} 会退为跟随者：消息属于任期 {term}，而 {other} 在任期 {current}（§5.1）")
    case .wouldMissPrevious:
      Texts(
        """
        As things are, {other} would refuse it: entry {previous} of term {theirs} must come before, \
        and its log ends at {last} (§5.3)
        """,
        """
        照现在的情形，{other} 会拒绝：前面必须有任期 {theirs} 的第 {previous} 条，而它的日志止于 \
        {last}（§5.3）
        """)
    case .wouldConflict:
      Texts(
        """
        As things are, {other} would refuse it: entry {previous} before it must be of term {theirs}, \
        and there it is of term {own} (§5.3)
        """,
        """
        照现在的情形，{other} 会拒绝：前面的第 {previous} 条必须属于任期 {theirs}，而那里属于任期 \
        {own}（§5.3）
        """)
    case .wouldStore:
      Texts(
        """
        {other} would restart its election timer, check the entry before these, store them and answer \
        once they are on disk (§5.3)
        """,
        "{other} 会重新开始选举定时器，检查前一条，保存这些日志，写入磁盘后答复（§5.3）")
    case .wouldHear:
      Texts(
        """
        {other} would restart its election timer, and learn from leaderCommit what is committed (§5.2, \
        §5.3)
        """,
        "{other} 会重新开始选举定时器，并从 leaderCommit 得知哪些已提交（§5.2、§5.3）")
    case .wouldCountCopy:
      Texts(
        """
        {other} would count {node} among the copies of all entries through {index}, if it still leads \
        term {term} (§5.3)
        """,
        "{other} 若仍是任期 {term} 的领导者，就会把 {node} 计为直到第 {index} 条的副本（§5.3）")
    case .wouldGoBack:
      Texts(
        """
        {other} would send again from an earlier entry, if it still leads; a higher term in it would \
        make it step down (§5.1, §5.3)
        """,
        "{other} 若仍是领导者，会从更早的日志重发；若其中任期更高，它会退为跟随者（§5.1、§5.3）")
    case .entryHolds:
      Texts(
        "Entry {index} of term {term} holds: {text}.",
        "任期 {term} 的第 {index} 条内容是：{text}。")
    case .entryNoOp:
      Texts(
        "Entry {index} is the empty entry with which the leader opened term {term} (§8)",
        "第 {index} 条是领导者开启任期 {term} 时的空日志（§8）")
    case .entryUnknown:
      Texts(
        "What entry {index} of term {term} holds is no longer kept by any node.",
        "任期 {term} 的第 {index} 条的内容已没有节点保留。")
    case .entryCommitted:
      Texts(
        """
        It is committed: {nodes} stored it, {count} of {size}, and {needed} are needed. Every later \
        leader will have it (§5.3, §5.4)
        """,
        """
        它已提交：{nodes} 已保存，{size} 个中的 {count} 个，需要 {needed} 个。以后的领导者都会有它（§5\
        .3、§5.4）
        """)
    case .entryCommittedPlain:
      Texts(
        "It is committed: a majority stored it, and every later leader will have it (§5.3, §5.4)",
        "它已提交：多数派已保存，以后的领导者都会有它（§5.3、§5.4）")
    case .entryNotKnown:
      Texts(
        "It is committed, but not known to be so by: {nodes} (§5.3)",
        "它已提交，但这些节点还不知道：{nodes}（§5.3）")
    case .entryLost:
      Texts(
        """
        Another entry {index}, of term {theirs}, is committed: this one never was, and gives way when \
        a leader reaches {nodes} (§5.3)
        """,
        """
        另一个第 {index} 条（任期 {theirs}）已提交：这一条从未提交，领导者联系上 {nodes} 时会被删除（§\
        5.3）
        """)
    case .entryRivalled:
      Texts(
        """
        {other} leads term {term} and has no such entry: this one would give way when {other} sends \
        its own to {nodes} (§5.3)
        """,
        """
        {other} 是任期 {term} 的领导者，没有这一条：等 {other} 把自己的日志发给 {nodes} 时，它会被删除\
        （§5.3）
        """)
    case .entryOnMajority:
      Texts(
        """
        It is on disk on {nodes}, {count} of {size}, but {other} has not heard of all these copies \
        yet; then it would commit (§5.3)
        """,
        """
        它已在 {nodes} 的磁盘上，{size} 个中的 {count} 个，但 {other} 还没得知全部副本；得知后就会提交\
        （§5.3）
        """)
    case .entryNoLeader:
      Texts(
        "No node leads: the next leader may have it or not. If not, it would give way (§5.4.1)",
        "没有领导者：下一个领导者可能有它，也可能没有。若没有，它会被删除（§5.4.1）")
    case .entryCopyArrives:
      Texts(
        "A copy is under way to {other} and arrives in {left} (§5.3)",
        "一份副本正发往 {other}，还有 {left} 到达（§5.3）")
    case .entryLacking:
      Texts(
        "Not on the disks of: {nodes} (§5.3)",
        "尚未存入磁盘的节点：{nodes}（§5.3）")
    case .entryDeadDisks:
      Texts(
        "Also on the disk of nodes that are down: {nodes}; after a restart it is still there (Figure 2)",
        "宕机节点的磁盘上也有：{nodes}；重启后仍在（图 2）")
    case .entryDownCounts:
      Texts(
        "Down and without it: {nodes}; they still count in the {size} (§5.3)",
        "已宕机且没有它的：{nodes}；仍计入 {size} 个（§5.3）")
    case .entryClient:
      Texts(
        "Until then {client} gets no answer (§8)",
        "在此之前{client}得不到答复（§8）")
    case .accountSame:
      Texts(
        "{account} has {coins} on {nodes}.",
        "{account} 在 {nodes} 上有 {coins} 枚币。")
    case .accountMissing:
      Texts(
        "{account} is not known yet to the ledgers of {nodes}.",
        "这些节点的账本还不知道 {account}：{nodes}。")
    case .accountDown:
      Texts(
        """
        A ledger lives in memory: none on {nodes}, until the log is applied again after a restart \
        (Figure 2)
        """,
        "账本在内存里：{nodes} 上没有，重启后要重新执行日志（图 2）")
    case .accountBehind:
      Texts(
        """
        The ledger of {node} is {count} behind: it applied up to entry {number}, and {index} is \
        committed (§5.3)
        """,
        "{node} 的账本差 {count} 条：它执行到第 {number} 条，而已提交到第 {index} 条（§5.3）")
    case .accountLevel:
      Texts(
        "No ledger is behind: all that run applied up to entry {index} (§5.3)",
        "没有落后的账本：在线的都已执行到第 {index} 条（§5.3）")
    case .accountNonce:
      Texts(
        """
        Its transfers carry a nonce and are applied in that order, each once; one is outstanding, \
        others queue (§8, D§6.3)
        """,
        "它的转账带有编号，按编号顺序各执行一次；一次只发出一笔，其余排队（§8，D§6.3）")
    case .accountUnknown:
      Texts(
        "No account has the name {account}.",
        "没有名为 {account} 的账户。")
    case .landmarkElection:
      Texts(
        "At {time}, {node} won an election (§5.2)",
        "{time}，{node} 当选（§5.2）")
    case .landmarkCrash:
      Texts(
        "At {time}, {node} crashed: its memory is lost, its disk is not (Figure 2)",
        "{time}，{node} 宕机：内存丢失，磁盘还在（图 2）")
    case .landmarkRestart:
      Texts(
        "At {time}, {node} restarted from its disk (Figure 2)",
        "{time}，{node} 从磁盘重启（图 2）")
    case .landmarkPartition:
      Texts(
        "At {time}, links between nodes were cut (§5.5)",
        "{time}，节点间的链路被切断（§5.5）")
    case .landmarkHeal:
      Texts(
        "At {time}, the links between nodes were healed (§5.5)",
        "{time}，节点间的链路恢复（§5.5）")
    case .landmarkOwnCommit:
      Texts(
        "At {time}, an operation of yours was committed (§5.3)",
        "{time}，你的一个操作已提交（§5.3）")
    case .landmarkViolation:
      Texts(
        "At {time}, a rule broke (Figure 3)",
        "{time}，一条规则被破坏（图 3）")
    case .someone:
      Texts(
        "a node",
        "某个节点")
    case .noLeaderSince:
      Texts(
        """
        No node leads, for {waited} now; {count} of {size} are up, and {needed} are needed to elect \
        one (§5.2)
        """,
        "没有领导者已有 {waited}；{size} 个中 {count} 个在线，选举需要 {needed} 个（§5.2）")
    case .nextTimer:
      Texts(
        "The next election timer is {node}'s: it ends in {left} unless a message restarts it (§5.2)",
        "下一个到期的选举定时器是 {node} 的：若没有消息让它重新开始，{left} 后到期（§5.2）")
    case .candidateNow:
      Texts(
        "{node} stands in term {term} with {count} of {size} votes, and {needed} are needed (§5.2)",
        "{node} 在任期 {term} 参选，{size} 票中得 {count} 票，需要 {needed} 票（§5.2）")
    case .ownAsking:
      Texts(
        "{operation} waits: no leader has taken it into its log yet (§8)",
        "{operation} 在等待：还没有领导者把它写进日志（§8）")
    case .ownReadWaits:
      Texts(
        """
        {operation} waits at {node}, which leads: it answers from its own ledger once a majority has \
        answered a heartbeat sent after the read came, and what was committed then is applied (D§6.4)
        """,
        "{operation} 在领导者 {node} 处等待：多数派答复了在它之后发出的心跳，而且当时已提交的都已应用，才用自己的账本回答（D§6.4）")
    case .ownQueued:
      Texts(
        "{operation} waits until the earlier request of the same account has ended (D§6.3)",
        "{operation} 在等同一账户先前的请求结束（D§6.3）")
    case .ownStored:
      Texts(
        "{operation} is entry {index} of term {term} and not yet committed (§5.3)",
        "{operation} 是任期 {term} 的第 {index} 条，尚未提交（§5.3）")
    case .ownCommitted:
      Texts(
        "{operation} is committed as entry {index}; its answer is on the way (§8)",
        "{operation} 已作为第 {index} 条提交；答复在路上（§8）")
    case .lagging:
      Texts(
        """
        {node} lags: it has applied up to entry {number}, and the cluster has committed up to {index} \
        (§5.3)
        """,
        "{node} 落后：它执行到第 {number} 条，而集群已提交到第 {index} 条（§5.3）")
    case .alsoHere:
      Texts(
        "In the same event: {text}",
        "同一事件中：{text}")
    }
  }
}
