/// Who belongs to the cluster: configurations in the log, learners, refused requests.
enum MembershipSentences: String, Sentence {
  case plainNote, learnersNote, jointNote, jointLearnersNote
  case appended, appendedJoint, adopted, wentBack, committed, committedJoint, refused, caughtUp,
    removedLeader
  case ruleNewest, ruleJoint, ruleLearner, ruleRemoved
  case otherwiseNewest, otherwiseJoint, otherwiseLearner, otherwiseRemoved
  case reasonUnderWayNote, reasonNoCommitNote, reasonNoNodeNote, reasonMemberNote, reasonLastNote,
    reasonMajorityNote, reasonBehindNote, reasonLeadsNote, reasonNoVoteNote, reasonSilentNote,
    reasonTransferNote, reasonHearsNote, reasonStartedNote

  var texts: Texts { noteTexts ?? reasonTexts ?? newsTexts ?? cardTexts }

  private var noteTexts: Texts? {
    switch self {
    case .plainNote: Texts("voters {nodes}", "投票者 {nodes}")
    case .learnersNote: Texts("voters {nodes}, learners {learners}", "投票者 {nodes}，学习者 {learners}")
    case .jointNote:
      Texts(
        "voters {nodes} together with the old ones, {outgoing}", "投票者 {nodes}，连同旧的 {outgoing}")
    case .jointLearnersNote:
      Texts(
        "voters {nodes} together with the old ones, {outgoing}; learners {learners}",
        "投票者 {nodes}，连同旧的 {outgoing}；学习者 {learners}")
    default: nil
    }
  }

  private var reasonTexts: Texts? {
    switch self {
    case .reasonUnderWayNote:
      Texts(
        "the change at entry {index} is not finished, and there is one at a time",
        "第 {index} 条的变更还没完成，一次只能有一个")
    case .reasonNoCommitNote:
      Texts(
        "the leader has not yet committed an entry of its own term {term}", "领导者还没提交自己任期 {term} 的日志")
    case .reasonNoNodeNote: Texts("{node} is no member", "{node} 不是成员")
    case .reasonMemberNote: Texts("{node} is a member already", "{node} 已经是成员")
    case .reasonLastNote: Texts("{node} is the last voter", "{node} 是最后一个投票者")
    case .reasonMajorityNote:
      Texts(
        "of the {size} voters of that configuration {count} answer, and {needed} are needed",
        "那个配置的 {size} 个投票者中有 {count} 个在答复，需要 {needed} 个")
    case .reasonBehindNote:
      Texts("{node} has entries up to {index} of {last} only", "{node} 只有 {last} 条中直到第 {index} 条的日志")
    case .reasonLeadsNote: Texts("{node} leads already", "{node} 已经是领导者")
    case .reasonNoVoteNote: Texts("{node} has no vote, so it cannot lead", "{node} 没有投票权，不能当选")
    case .reasonSilentNote: Texts("{node} has not answered for {waited}", "{node} 已有 {waited} 没有答复")
    case .reasonTransferNote: Texts("leadership is being handed to {node}", "正在移交给 {node}")
    case .reasonHearsNote:
      Texts(
        "{node} heard {other} {waited} ago; it does not stand within {span}, the shortest election timeout",
        "{node} 在 {waited} 前还收到 {other} 的消息；不到最短选举超时 {span} 不参选")
    case .reasonStartedNote:
      Texts(
        """
        {node} started {waited} ago and may have heard a leader before; it does not stand within {span}, the \
        shortest election timeout
        """,
        "{node} 在 {waited} 前才启动，此前可能收到过领导者的消息；不到最短选举超时 {span} 不参选")
    default: nil
    }
  }

  private var newsTexts: Texts? {
    switch self {
    case .appended:
      Texts(
        "{node}, the leader, appends a configuration as entry {index}: {detail} (D§4.1)",
        "领导者 {node} 把配置写成第 {index} 条：{detail}（D§4.1）")
    case .appendedJoint:
      Texts(
        """
        {node}, the leader, appends a joint configuration as entry {index}: {detail}; both need a majority \
        (D§4.3)
        """,
        "领导者 {node} 把联合配置写成第 {index} 条：{detail}；两边都要多数派（D§4.3）")
    case .adopted:
      Texts(
        "{node} uses the configuration of entry {index} from now on: {detail} (D§4.1)",
        "{node} 从现在起使用第 {index} 条的配置：{detail}（D§4.1）")
    case .wentBack:
      Texts(
        "{node} lost the entry with its configuration and goes back to that of entry {index}: {detail} (D§4.1)",
        "{node} 的配置那一条被删，退回第 {index} 条的配置：{detail}（D§4.1）")
    case .committed:
      Texts(
        "The configuration of entry {index} is committed: {detail} (D§4.1)",
        "第 {index} 条的配置已提交：{detail}（D§4.1）")
    case .committedJoint:
      Texts(
        "The joint configuration of entry {index} is committed on a majority of both sides (D§4.3)",
        "第 {index} 条的联合配置已在两边的多数派上提交（D§4.3）")
    case .refused:
      Texts(
        "{node}, the leader, refuses the change ({act} {other}): {reason} ({section})",
        "领导者 {node} 拒绝变更（{act} {other}）：{reason}（{section}）")
    case .caughtUp:
      Texts(
        "{other} has caught up, with {index} of {last} entries: {node} gives it a vote (D§4.2.1)",
        "{other} 已赶上，有 {last} 条中的第 {index} 条：{node} 给它投票权（D§4.2.1）")
    case .removedLeader:
      Texts(
        """
        {node} led until the configuration without it was committed at entry {index}: now it steps down \
        (D§4.2.2)
        """,
        "{node} 领导到不含它的配置在第 {index} 条提交为止：现在它退位（D§4.2.2）")
    default: nil
    }
  }

  private var cardTexts: Texts {
    switch self {
    case .ruleNewest:
      Texts(
        "Rule: a node uses the newest configuration in its log, committed or not (D§4.1)",
        "规则：节点使用自己日志中最新的配置，不论是否已提交（D§4.1）")
    case .ruleJoint:
      Texts(
        """
        Rule: between two configurations elections and commits need a majority of both, so that never two \
        of them decide alone (D§4.3)
        """,
        "规则：两个配置之间，选举和提交要两边各自的多数派，不会各自单独决定（D§4.3）")
    case .ruleLearner:
      Texts(
        "Rule: a new node first receives the log without a vote, so that it does not hold up commits (D§4.2.1)",
        "规则：新节点先接收日志而没有投票权，免得拖住提交（D§4.2.1）")
    case .ruleRemoved:
      Texts(
        """
        Rule: a leader that is removed manages the change, not counting itself, and steps down once the \
        new configuration is committed (D§4.2.2)
        """,
        "规则：被移除的领导者主持变更，不把自己计入，新配置提交后退位（D§4.2.2）")
    case .otherwiseNewest:
      Texts(
        "Otherwise: without that entry it would still use the configuration before it.",
        "否则：没有那一条，它仍用之前的配置。")
    case .otherwiseJoint:
      Texts(
        """
        Otherwise: if each node went over by itself, two groups could each hold a majority of their own \
        configuration at one time.
        """,
        "否则：若各节点自行切换，两组节点可能同时各有自己配置的多数派。")
    case .otherwiseLearner:
      Texts(
        "Otherwise: with a vote from the start, its empty log could have kept entries from being committed.",
        "否则：若一开始就有投票权，它的空日志可能使日志无法提交。")
    default:
      Texts(
        "Otherwise: as a member of the new configuration it would have gone on as leader.",
        "否则：若在新配置中，它会继续做领导者。")
    }
  }
}
