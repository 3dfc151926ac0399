/// The rule that a card quotes.
enum RuleSentences: String, Sentence {
  case election, electionAgain, vote, oneVote, upToDate, staleTerm, higherTerm, majority, sameTermLeader,
    leaderKnown, leaderAppends, noOp, clients, consistency, conflict, copies, backUp, commit, oldTerm,
    learnCommit, stale, durable, volatile, once, stateMachine, retry, minority, heartbeat, safety

  var texts: Texts {
    switch self {
    case .election:
      Texts(
        """
        Rule: who hears from no leader within its election timeout raises its term, votes for itself \
        and sends RequestVote to all others (§5.2)
        """,
        """
        规则：在选举超时内没收到领导者消息的节点把任期加一，投自己一票，并向其余节点发送 RequestVote（\
        §5.2）
        """)
    case .electionAgain:
      Texts(
        """
        Rule: a candidate without a majority when its timer ends starts a new election in a new term; \
        random timeouts make another tie unlikely (§5.2)
        """,
        "规则：定时器到期仍没得到多数派的候选人在新任期重新选举；随机的超时使再次平票不太可能（§5.2）")
    case .vote:
      Texts(
        """
        Rule: a node grants a vote if it gave none to another in that term, and if the candidate's log \
        is at least as up to date as its own (§5.2, §5.4.1)
        """,
        "规则：节点若在该任期没投给别人，而且候选人的日志至少和自己的一样新，就投票给它（§5.2、§5.4.1）")
    case .oneVote:
      Texts(
        """
        Rule: a node votes for at most one candidate in a term, first come, first served; its vote is \
        on disk, so a crash does not free it (§5.2)
        """,
        "规则：节点在一个任期最多投给一个候选人，先到先得；票记在磁盘上，宕机也不会重来（§5.2）")
    case .upToDate:
      Texts(
        """
        Rule: of two logs the one with the later last term is more up to date, and only if those are \
        equal the longer one. So a leader has every committed entry (§5.4.1)
        """,
        """
        规则：两份日志中最后一条任期更大的更新，任期相同才比长度。所以领导者必有全部已提交的日志（§5.4\
        .1）
        """)
    case .staleTerm:
      Texts(
        "Rule: a request of a lower term than the receiver's is refused (§5.1)",
        "规则：任期低于接收者的请求一律拒绝（§5.1）")
    case .higherTerm:
      Texts(
        "Rule: who sees a higher term takes it over and becomes a follower, whatever it was (§5.1)",
        "规则：见到更高任期的节点采用它并成为跟随者，不论原来是什么（§5.1）")
    case .majority:
      Texts(
        """
        Rule: a candidate wins with the votes of a majority of all nodes, those that are down included \
        in the count (§5.2)
        """,
        "规则：候选人得到全部节点的多数派的票才当选，宕机的节点也计入总数（§5.2）")
    case .sameTermLeader:
      Texts(
        """
        Rule: a candidate that gets AppendEntries from a leader of its own term or a later one becomes \
        its follower (§5.2)
        """,
        "规则：候选人收到同一任期或更高任期的领导者的 AppendEntries，就成为它的跟随者（§5.2）")
    case .leaderKnown:
      Texts(
        """
        Rule: a term has at most one leader, and only it sends AppendEntries; so its sender is the \
        leader of that term (§5.2)
        """,
        "规则：一个任期最多一个领导者，只有它发送 AppendEntries；所以发送者就是该任期的领导者（§5.2）")
    case .leaderAppends:
      Texts(
        "Rule: the leader appends each command to its own log first, then has the others copy it (§5.3)",
        "规则：领导者先把命令写进自己的日志，再让其余节点复制（§5.3）")
    case .noOp:
      Texts(
        """
        Rule: a new leader has all committed entries but does not know which those are; an empty entry \
        of its own term, once committed, tells it (§8)
        """,
        "规则：新的领导者有全部已提交的日志，却不知道是哪些；提交一条自己任期的空日志就知道了（§8）")
    case .clients:
      Texts(
        """
        Rule: only the leader takes commands; any other node turns the client away and names the \
        leader it knows (§8)
        """,
        "规则：只有领导者接受命令；其余节点拒绝客户端，并告诉它自己所知的领导者（§8）")
    case .consistency:
      Texts(
        """
        Rule: entries are taken only if the one before them has the same index and term as the \
        leader's; then all before it is the same too (§5.3)
        """,
        "规则：只有前一条与领导者的序号和任期都相同，才接受后面的日志；那么更早的也都相同（§5.3）")
    case .conflict:
      Texts(
        """
        Rule: an entry with the leader's index but another term is deleted, with all that follow it; \
        the leader never deletes its own (§5.3)
        """,
        "规则：序号与领导者相同而任期不同的日志要删除，连同其后全部；领导者从不删除自己的（§5.3）")
    case .copies:
      Texts(
        """
        Rule: a copy counts once its node has it on disk and says so; a majority of all nodes is \
        needed (§5.3)
        """,
        "规则：节点把日志写入磁盘并告知后，副本才算数；需要全部节点的多数派（§5.3）")
    case .backUp:
      Texts(
        """
        Rule: after a refusal the leader lowers nextIndex for that follower until both logs meet \
        (§5.3)
        """,
        "规则：被拒绝后，领导者降低该跟随者的 nextIndex，直到两边日志吻合（§5.3）")
    case .commit:
      Texts(
        """
        Rule: an entry of the leader's own term is committed once a majority of all nodes stored it, \
        and all entries before it with it (§5.3, §5.4)
        """,
        "规则：领导者当前任期的日志一旦被全部节点的多数派保存就已提交，之前的也随之提交（§5.3、§5.4）")
    case .oldTerm:
      Texts(
        """
        Rule: a leader never commits an entry of an older term by counting its copies (§5.4.2, Figure \
        8)
        """,
        "规则：领导者从不靠数副本来提交旧任期的日志（§5.4.2，图 8）")
    case .learnCommit:
      Texts(
        """
        Rule: a follower sets commitIndex to the smaller of leaderCommit and the last entry that it \
        knows to match (§5.3)
        """,
        "规则：跟随者把 commitIndex 设为 leaderCommit 与已知吻合的最后一条中较小者（§5.3）")
    case .stale:
      Texts(
        "Rule: an answer from an earlier term or role changes nothing (§5.1)",
        "规则：早先任期或角色的答复不起作用（§5.1）")
    case .durable:
      Texts(
        "Rule: currentTerm, votedFor and the log must be on disk before a node answers (Figure 2)",
        "规则：currentTerm、votedFor 和日志写入磁盘后，节点才可以答复（图 2）")
    case .volatile:
      Texts(
        """
        Rule: currentTerm, votedFor and the log survive a crash; commitIndex, lastApplied, nextIndex \
        and matchIndex do not (Figure 2)
        """,
        """
        规则：currentTerm、votedFor 和日志宕机后仍在；commitIndex、lastApplied、nextIndex 和 \
        matchIndex 不在（图 2）
        """)
    case .once:
      Texts(
        """
        Rule: a client numbers its requests, and the ledger keeps the last number with its answer; a \
        repeated request is answered, not applied again (§8, D§6.3)
        """,
        "规则：客户端给请求编号，账本记住最后的编号和答复；重复的请求只答复，不再执行（§8，D§6.3）")
    case .stateMachine:
      Texts(
        """
        Rule: every replica applies the same entries in the same order, so each comes to the same \
        answer (§2)
        """,
        "规则：每个副本按相同顺序执行相同的日志，所以得出相同的答复（§2）")
    case .retry:
      Texts(
        """
        Rule: messages may be lost; the sender tries again, and a message that comes twice does no \
        harm (§5.5)
        """,
        "规则：消息可能丢失；发送方会重试，重复收到也无害（§5.5）")
    case .minority:
      Texts(
        """
        Rule: electing and committing take a majority of all nodes, so at most one side of a split can \
        do either (§5.2, §5.3)
        """,
        "规则：选举和提交都需要全部节点的多数派，所以分开后最多一边能做到（§5.2、§5.3）")
    case .heartbeat:
      Texts(
        """
        Rule: the leader sends AppendEntries to all at fixed intervals, empty if need be; each \
        restarts the receiver's election timer (§5.2)
        """,
        """
        规则：领导者定时向所有节点发送 AppendEntries，没有内容也发；每次都让接收者的选举定时器重新开始\
        （§5.2）
        """)
    case .safety:
      Texts(
        """
        Rule: the properties of Figure 3 hold at every moment; they are checked after every event \
        (Figure 3)
        """,
        "规则：图 3 的性质任何时刻都成立；每个事件之后都会检查（图 3）")
    }
  }
}
