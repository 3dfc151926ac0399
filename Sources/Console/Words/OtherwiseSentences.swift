/// What would have changed an outcome, as a card gives it.
enum OtherwiseSentences: String, Sentence {
  case started, ranOut, granted, staleVote, voted, logBehind, counted, wasRefused, leads, higherTerm,
    meetsLeader, follows, appended, noOp, redirected, stored, deleted, deletedBroken, missing, staleAppend,
    copies, backedUp, committed, heldBack, learned, ignored, crash, repeated, lost

  var texts: Texts {
    switch self {
    case .started:
      Texts(
        """
        Otherwise: had a leader's message come in time, the timer would have started again and {node} \
        would not have stood.
        """,
        "否则：若领导者的消息及时到达，定时器会重新开始，{node} 就不会参选。")
    case .ranOut:
      Texts(
        "Otherwise: with {needed} votes it would have led term {term}.",
        "否则：有 {needed} 票它就会成为任期 {term} 的领导者。")
    case .granted:
      Texts(
        """
        Otherwise: with its vote of term {term} given to another, or with a log more up to date than \
        {other}'s, it would have refused.
        """,
        "否则：若任期 {term} 的票已给别人，或自己的日志比 {other} 的新，它就会拒绝。")
    case .staleVote:
      Texts(
        "Otherwise: a request of term {current} or later would not have been refused for its term.",
        "否则：任期 {current} 或更高的请求不会因任期被拒绝。")
    case .voted:
      Texts(
        """
        Otherwise: had {other} asked before the vote went to {voted}, its vote could have been \
        {other}'s.
        """,
        "否则：若 {other} 在票投给 {voted} 之前来问，这一票可能就是 {other} 的。")
    case .logBehind:
      Texts(
        "Otherwise: {other} would need a log that is at least as up to date as one ending in: {own}.",
        "否则：{other} 的日志要至少和这样结尾的日志一样新：{own}。")
    case .counted:
      Texts(
        """
        Otherwise: with fewer than {needed} votes it would stay a candidate until its timer ends, or \
        until it hears of another leader.
        """,
        "否则：不足 {needed} 票，它就一直是候选人，直到定时器到期或得知别的领导者。")
    case .wasRefused:
      Texts(
        """
        Otherwise: a yes would have been counted; the votes of others can still make {node} the \
        leader.
        """,
        "否则：若投了票就会计入；{node} 仍可凭其余节点的票成为领导者。")
    case .leads:
      Texts(
        "Otherwise: with {less} votes it would have stayed a candidate.",
        "否则：只有 {less} 票，它仍是候选人。")
    case .higherTerm:
      Texts(
        "Otherwise: a message of term {old} or lower would not have changed its term.",
        "否则：任期 {old} 或更低的消息不会改变它的任期。")
    case .meetsLeader:
      Texts(
        """
        Otherwise: it would have stayed a candidate, but could not have won term {term}: {other} had \
        won it already.
        """,
        "否则：它仍是候选人，却赢不了任期 {term}：{other} 已经赢了。")
    case .follows:
      Texts(
        "Otherwise: without messages from a leader its election timer would run out.",
        "否则：没有领导者的消息，它的选举定时器会到期。")
    case .appended:
      Texts(
        "Otherwise: a node that is not the leader would have turned the client away.",
        "否则：不是领导者的节点会拒绝客户端。")
    case .noOp:
      Texts(
        """
        Otherwise: entries of older terms would wait until a client's command of this term is \
        committed (§5.4.2)
        """,
        "否则：旧任期的日志要等到本任期有客户端命令提交为止（§5.4.2）")
    case .redirected:
      Texts(
        "Otherwise: as the leader it would have taken the command into its log.",
        "否则：它若是领导者，就会把命令写进日志。")
    case .stored:
      Texts(
        """
        Otherwise: if the entry before {first} were of another term here, it would have refused them \
        all.
        """,
        "否则：若这里第 {first} 条的前一条属于别的任期，它会全部拒绝。")
    case .deleted:
      Texts(
        """
        Otherwise: an entry of the leader's term {theirs} would have been kept. A committed entry is \
        never deleted: every later leader has it (§5.4)
        """,
        """
        否则：属于任期 {theirs} 的、与领导者相同的日志会保留。已提交的日志从不删除：以后的领导者都有它\
        （§5.4）
        """)
    case .deletedBroken:
      Texts(
        "Otherwise: an entry of the leader's term {theirs} would have been kept.",
        "否则：属于任期 {theirs} 的、与领导者相同的日志会保留。")
    case .missing:
      Texts(
        """
        Otherwise: with entry {previous} of term {theirs} in its log it would have taken what was \
        sent.
        """,
        "否则：日志里若有任期 {theirs} 的第 {previous} 条，它就会接受所发的内容。")
    case .staleAppend:
      Texts(
        "Otherwise: from a leader of term {current} or later it would have gone on to compare the logs.",
        "否则：若来自任期 {current} 或更高的领导者，它会接着比较日志。")
    case .copies:
      Texts(
        """
        Otherwise: without this copy there would be one less to count towards the {needed} that a \
        commit takes.
        """,
        "否则：没有这份副本，离提交所需的 {needed} 个就少一个。")
    case .backedUp:
      Texts(
        "Otherwise: a yes would have moved matchIndex and nextIndex of {other} forward.",
        "否则：若得到肯定答复，{other} 的 matchIndex 和 nextIndex 会前进。")
    case .committed:
      Texts(
        "Otherwise: with {less} copies it would still wait, and a later leader could lack it.",
        "否则：只有 {less} 个副本，它仍在等待，以后的领导者可能没有它。")
    case .heldBack:
      Texts(
        """
        Otherwise: of term {term}, these copies would commit it. As it is, a leader with a later last \
        term could still replace it (Figure 8)
        """,
        """
        否则：若属于任期 {term}，这些副本就能提交它。现在，最后一条任期更大的领导者仍可能覆盖它（图 8\
        ）
        """)
    case .learned:
      Texts(
        "Otherwise: until it learns so, it applies nothing, even of what is committed.",
        "否则：在得知之前，即使已提交的它也不执行。")
    case .ignored:
      Texts(
        "Otherwise: in time and in its term the answer would have counted.",
        "否则：若及时并在本任期到达，答复就会算数。")
    case .crash:
      Texts(
        """
        Otherwise: while {needed} of {size} are up and reach each other, they can elect a leader and \
        commit.
        """,
        "否则：只要 {size} 个中有 {needed} 个在线并能互通，就能选出领导者并提交。")
    case .repeated:
      Texts(
        "Otherwise: under a new request number it would have been a second payment.",
        "否则：用新的请求编号就会付第二次。")
    case .lost:
      Texts(
        "Otherwise: it would have reached {other} and been answered or taken there.",
        "否则：它会到达 {other}，在那里得到答复或被接受。")
    }
  }
}
