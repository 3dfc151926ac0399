import Consensus
import Words

/// What happens when a rule is broken on purpose: one line for each of the gallery.
enum GallerySentences: String, Sentence {
  case countOldTerm, forgetVote, loseLogTail, keepLastApplied, livingMajority, voteAnyLog, skipPreviousCheck,
    truncateOnStale, anyMessageResetsTimer, countVoteTwice, applyRetryTwice, staleLeaderRead,
    replyBeforeDurable, changeBeforeCommit, countLearner, leaseWithoutBound, skipPreVote,
    voteDespiteLeader

  init(_ rule: BrokenRule) {
    self =
      switch rule {
      case .countOldTerm: .countOldTerm
      case .forgetVote: .forgetVote
      case .loseLogTail: .loseLogTail
      case .keepLastApplied: .keepLastApplied
      case .livingMajority: .livingMajority
      case .voteAnyLog: .voteAnyLog
      case .skipPreviousCheck: .skipPreviousCheck
      case .truncateOnStale: .truncateOnStale
      case .anyMessageResetsTimer: .anyMessageResetsTimer
      case .countVoteTwice: .countVoteTwice
      case .applyRetryTwice: .applyRetryTwice
      case .staleLeaderRead: .staleLeaderRead
      case .replyBeforeDurable: .replyBeforeDurable
      case .changeBeforeCommit: .changeBeforeCommit
      case .countLearner: .countLearner
      case .leaseWithoutBound: .leaseWithoutBound
      case .skipPreVote: .skipPreVote
      case .voteDespiteLeader: .voteDespiteLeader
      }
  }
}
