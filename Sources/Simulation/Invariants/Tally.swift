import Consensus

/// How often a rule was compared with something, and when last.
struct Tally: Sendable {
  private(set) var evaluations: UInt64 = 0
  private(set) var lastChecked: Nanoseconds = 0

  mutating func count(at time: Nanoseconds) {
    evaluations += 1
    lastChecked = time
  }
}

/// The tally of each rule.
struct Tallies: Sendable {
  var electionSafety = Tally()
  var leaderAppendOnly = Tally()
  var logMatching = Tally()
  var leaderCompleteness = Tally()
  var stateMachineSafety = Tally()
  var committedEntryUnchanged = Tally()
  var durableMajority = Tally()
  var termMonotonic = Tally()
  var commitMonotonic = Tally()
  var voteUnchanged = Tally()
  var matchIndexDurable = Tally()
  var snapshotsEqual = Tally()
  var leaseExclusive = Tally()
  var constantSupply = Tally()
  var noNegativeBalance = Tally()
  var nonceUsedOnce = Tally()
  var transactionAppliedOnce = Tally()
  var linearizability = Tally()
}

extension InvariantName {
  var tally: KeyPath<Tallies, Tally> {
    switch self {
    case .electionSafety: \.electionSafety
    case .leaderAppendOnly: \.leaderAppendOnly
    case .logMatching: \.logMatching
    case .leaderCompleteness: \.leaderCompleteness
    case .stateMachineSafety: \.stateMachineSafety
    case .committedEntryUnchanged: \.committedEntryUnchanged
    case .durableMajority: \.durableMajority
    case .termMonotonic: \.termMonotonic
    case .commitMonotonic: \.commitMonotonic
    case .voteUnchanged: \.voteUnchanged
    case .matchIndexDurable: \.matchIndexDurable
    case .snapshotsEqual: \.snapshotsEqual
    case .leaseExclusive: \.leaseExclusive
    case .constantSupply: \.constantSupply
    case .noNegativeBalance: \.noNegativeBalance
    case .nonceUsedOnce: \.nonceUsedOnce
    case .transactionAppliedOnce: \.transactionAppliedOnce
    case .linearizability: \.linearizability
    }
  }
}
