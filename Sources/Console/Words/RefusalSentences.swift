import Consensus

/// The rules by which a leader refuses to change the cluster or to hand over, and a follower to stand for election,
/// and what would follow without them.
enum RefusalSentences: String, Sentence {
  case ruleOneAtATime, ruleOwnTerm, ruleMajority, ruleCaughtUp, ruleWho, ruleSuccessor, ruleHears
  case otherwiseOneAtATime, otherwiseOwnTerm, otherwiseMajority, otherwiseCaughtUp, otherwiseWho,
    otherwiseSuccessor, otherwiseHears

  var texts: Texts { ruleTexts ?? otherwiseTexts }

  private var ruleTexts: Texts? {
    switch self {
    case .ruleOneAtATime:
      Texts(
        "Rule: one change at a time: the next may begin once the one before is committed (D§4.1)",
        "规则：一次只有一个变更：前一个提交之后才能开始下一个（D§4.1）")
    case .ruleOwnTerm:
      Texts(
        """
        Rule: no change before the leader has committed an entry of its own term, since an older leader's \
        change may still be in the way (D§4.1, corrected by its author in 2015)
        """,
        "规则：领导者提交过自己任期的日志之前不得变更，因为旧领导者的变更可能还悬着（D§4.1，作者 2015 年更正）")
    case .ruleMajority:
      Texts(
        """
        Rule: a change is refused where the voters that would then decide have no majority that answers: \
        it could never be committed (D§4.1)
        """,
        "规则：变更后的投票者若没有在答复的多数派，就拒绝：它永远无法提交（D§4.1）")
    case .ruleCaughtUp:
      Texts(
        "Rule: a learner gets a vote only once its log has caught up with the leader's (D§4.2.1)",
        "规则：学习者的日志赶上领导者之后才得到投票权（D§4.2.1）")
    case .ruleWho:
      Texts(
        """
        Rule: who is not a member is added, who is one is removed or promoted, and one voter always stays \
        (D§4.1)
        """,
        "规则：不是成员的才能加入，是成员的才能移除或晋升，总要留下一个投票者（D§4.1）")
    case .ruleSuccessor:
      Texts(
        """
        Rule: leadership is handed to another voter that answers, to one at a time, and given up after an \
        election timeout (D§3.10)
        """,
        "规则：领导权只移交给在答复的另一个投票者，一次一个，过一个选举超时就放弃（D§3.10）")
    case .ruleHears:
      Texts(
        """
        Rule: with check-quorum, who heard a leader within the shortest election timeout does not stand, \
        whoever fires its timer: the leader's lease may rest on that (D§4.2.3, D§6.4.1)
        """,
        "规则：开启 check-quorum 时，在最短选举超时内收到过领导者消息的节点不参选，无论谁让定时器到期：领导者的租约可能依赖于此（D§4.2.3、D§6.4.1）")
    default: nil
    }
  }

  private var otherwiseTexts: Texts {
    switch self {
    case .otherwiseOneAtATime:
      Texts(
        "Otherwise: two changes at once could leave two majorities that share no node, and two leaders.",
        "否则：两个变更同时进行，可能出现没有共同节点的两个多数派，也就有两个领导者。")
    case .otherwiseOwnTerm:
      Texts(
        "Otherwise: with its first entry of this term committed, the change would have become an entry.",
        "否则：它在本任期的第一条提交之后，变更就会成为一条日志。")
    case .otherwiseMajority:
      Texts(
        "Otherwise: with that majority answering, the change would have become an entry of the log.",
        "否则：若那个多数派在答复，变更就会成为一条日志。")
    case .otherwiseCaughtUp:
      Texts(
        "Otherwise: with a vote and without the entries it could keep new ones from being committed.",
        "否则：有了投票权却没有日志，它可能使新的日志无法提交。")
    case .otherwiseWho:
      Texts(
        "Otherwise: the change would alter nothing, or leave nobody to decide.",
        "否则：变更什么也不会改变，或者没有人可以作决定。")
    case .otherwiseHears:
      Texts(
        "Otherwise: it could be elected while the old leader still answers reads by its lease.",
        "否则：它可能在旧领导者还凭租约答复读取时当选。")
    default:
      Texts(
        "Otherwise: its clients would wait for a successor that cannot win.",
        "否则：客户端要白等一个不可能当选的接任者。")
    }
  }
}

extension Catalogue {
  /// The rule behind a refusal, and what would follow without it.
  func card(of refusal: RequestRefusal) -> (rule: String, otherwise: String) {
    let (rule, otherwise): (RefusalSentences, RefusalSentences) =
      switch refusal {
      case .changeUnderWay: (.ruleOneAtATime, .otherwiseOneAtATime)
      case .noCommitInTerm: (.ruleOwnTerm, .otherwiseOwnTerm)
      case .losesMajority: (.ruleMajority, .otherwiseMajority)
      case .notCaughtUp: (.ruleCaughtUp, .otherwiseCaughtUp)
      case .noSuchNode, .memberAlready, .lastNode: (.ruleWho, .otherwiseWho)
      case .leadsAlready, .notVoter, .silent, .transferUnderWay: (.ruleSuccessor, .otherwiseSuccessor)
      case .hearsLeader: (.ruleHears, .otherwiseHears)
      }
    return (say(rule), say(otherwise))
  }
}
