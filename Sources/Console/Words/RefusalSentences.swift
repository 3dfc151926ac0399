import Consensus
import Words

/// The rules by which a leader refuses to change the cluster or to hand over, and a follower to stand for election,
/// and what would follow without them.
enum RefusalSentences: String, Sentence {
  case ruleOneAtATime, ruleOwnTerm, ruleMajority, ruleCaughtUp, ruleWho, ruleSuccessor, ruleHears
  case otherwiseOneAtATime, otherwiseOwnTerm, otherwiseMajority, otherwiseCaughtUp, otherwiseWho,
    otherwiseSuccessor, otherwiseHears
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
