import Consensus

/// The rules of Raft that can be broken on purpose.
public enum BrokenRule: UInt8, BreakableRule {
  /// A leader commits entries of earlier terms by counting replicas (Raft §5.4.2, Figure 8).
  case countOldTerm
  /// A vote is not written to disk, so a restarted node may vote twice in a term (Figure 2, §5.2).
  case forgetVote
  /// What was acknowledged as durable is lost from the log's end in a crash (Figure 2, §5.3).
  case loseLogTail
  /// `lastApplied` survives a restart although the ledger starts empty (Figure 2).
  case keepLastApplied
  /// A majority is counted of the nodes heard from lately, not of all members (§5.2, §5.3).
  case livingMajority
  /// A vote is given without comparing the logs (§5.4.1).
  case voteAnyLog
  /// AppendEntries is accepted without an entry that matches the previous one (§5.3).
  case skipPreviousCheck
  /// Every AppendEntries cuts the log behind it, also an old one (Figure 2, AppendEntries rule 3).
  case truncateOnStale
  /// Any message resets the election timer: a liveness fault (§5.2).
  case anyMessageResetsTimer
  /// A vote that arrives twice counts twice (§5.2).
  case countVoteTwice
  /// A retried transfer is applied again (§8; dissertation §6.3).
  case applyRetryTwice
  /// A leader answers balance reads from its own ledger without asking whether it still leads (§8).
  case staleLeaderRead
  /// Votes and stored entries are promised before they are on disk (Figure 2, "updated on stable storage
  /// before responding to RPCs").
  case replyBeforeDurable
  /// A new leader changes the configuration before an entry of its own term is committed (dissertation §4.1,
  /// with the author's correction of 2015).
  case changeBeforeCommit
  /// A learner's copy counts towards the majority (dissertation §4.2.1).
  case countLearner
  /// A lease lasts a whole election timeout by the leader's clock, however fast the others' run (dissertation
  /// §6.4.1).
  case leaseWithoutBound
  /// A candidate begins a term without asking first whether it could win: a fault that disturbs (dissertation
  /// §9.6).
  case skipPreVote
  /// Who hears a leader helps others to depose it: a fault that disturbs, and with leases more (dissertation
  /// §4.2.3).
  case voteDespiteLeader
  /// A leader that a configuration leaves out steps down as soon as it has stored it, and not once it is committed: a
  /// fault that disturbs (dissertation §4.2.2).
  case stepDownEarly

  public var name: String {
    switch self {
    case .countOldTerm: "count-old-term"
    case .forgetVote: "forget-vote"
    case .loseLogTail: "lose-log-tail"
    case .keepLastApplied: "keep-last-applied"
    case .livingMajority: "living-majority"
    case .voteAnyLog: "vote-any-log"
    case .skipPreviousCheck: "skip-previous-check"
    case .truncateOnStale: "truncate-on-stale"
    case .anyMessageResetsTimer: "any-message-resets-timer"
    case .countVoteTwice: "count-vote-twice"
    case .applyRetryTwice: "apply-retry-twice"
    case .staleLeaderRead: "stale-leader-read"
    case .replyBeforeDurable: "reply-before-durable"
    case .changeBeforeCommit: "change-before-commit"
    case .countLearner: "count-learner"
    case .leaseWithoutBound: "lease-without-bound"
    case .skipPreVote: "skip-pre-vote"
    case .voteDespiteLeader: "vote-despite-leader"
    case .stepDownEarly: "step-down-early"
    }
  }

  public func missing(in configuration: ReplicaConfiguration) -> String? {
    switch self {
    case .leaseWithoutBound where configuration.reads != .lease: "reads lease"
    case .leaseWithoutBound where configuration.clockBoundPartsPerMillion == 0: "clock-bound 5%"
    case .skipPreVote where !configuration.preVote: "pre-vote on"
    case .voteDespiteLeader where !configuration.preVote && !configuration.checkQuorum: "check-quorum on"
    default: nil
    }
  }
}
