import Consensus
import Host
import Ledger

/// Every invariant, in the order in which they are shown.
enum InvariantName: Int, CaseIterable, Sendable {
  case electionSafety, leaderAppendOnly, logMatching, leaderCompleteness, stateMachineSafety
  case committedEntryUnchanged, durableMajority, termMonotonic, commitMonotonic, voteUnchanged
  case matchIndexDurable, snapshotsEqual, leaseExclusive
  case constantSupply, noNegativeBalance, nonceUsedOnce, transactionAppliedOnce
  /// Of the clients' history; watched by a monitor of its own.
  case linearizability

  /// As `violated NAME` spells it: `election-safety`.
  var name: String { rule.name }
  var section: String { rule.section }

  private var rule: (name: String, section: String) {
    switch self {
    case .electionSafety: ("election-safety", "§5.2, Figure 3")
    case .leaderAppendOnly: ("leader-append-only", "§5.3, Figure 3")
    case .logMatching: ("log-matching", "§5.3, Figure 3")
    case .leaderCompleteness: ("leader-completeness", "§5.4, Figure 3")
    case .stateMachineSafety: ("state-machine-safety", "§5.4.3, Figure 3")
    case .committedEntryUnchanged: ("committed-entry-unchanged", "§5.4.2")
    case .durableMajority: ("durable-majority", "§5.3, Figure 2")
    case .termMonotonic: ("term-monotonic", "§5.1, Figure 2")
    case .commitMonotonic: ("commit-monotonic", "Figure 2")
    case .voteUnchanged: ("vote-unchanged", "§5.2, Figure 2")
    case .matchIndexDurable: ("match-index-durable", "§5.3, Figure 2")
    case .snapshotsEqual: ("snapshots-equal", "§7, Figure 13")
    case .leaseExclusive: ("lease-exclusive", "D§6.4.1")
    case .constantSupply: ("constant-supply", "ledger")
    case .noNegativeBalance: ("no-negative-balance", "ledger")
    case .nonceUsedOnce: ("nonce-used-once", "D§6.3")
    case .transactionAppliedOnce: ("transaction-applied-once", "D§6.3")
    case .linearizability: ("linearizability", "§8")
    }
  }
}

/// How often a rule was compared with something, and when last.
struct CheckCount: Sendable {
  private(set) var evaluations: UInt64 = 0
  private(set) var lastChecked: Nanoseconds = 0

  mutating func count(at time: Nanoseconds) {
    evaluations += 1
    lastChecked = time
  }
}

/// The five properties of Raft Figure 3, what they follow from and what follows from them, and the ledger's own,
/// evaluated after every event at a cost in proportion to what the event changed. Each rule is reported once, when
/// it first breaks.
///
/// A new one has a file of its own, and here a name and a line where it looks; its texts stand by its name in
/// `InvariantNames` and `Explanations`.
struct Invariants: Sendable {
  private var electionSafety = ElectionSafety()
  private var leaderAppendOnly = LeaderAppendOnly()
  private var logMatching = LogMatching()
  private var leaderCompleteness = LeaderCompleteness()
  private var stateMachineSafety = StateMachineSafety()
  private var committedEntryUnchanged = CommittedEntryUnchanged()
  private var durableMajority = DurableMajority()
  private var termMonotonic = TermMonotonic()
  private var commitMonotonic = CommitMonotonic()
  private var voteUnchanged = VoteUnchanged()
  private var matchIndexDurable = MatchIndexDurable()
  private var snapshotsEqual = SnapshotsEqual()
  private var constantSupply = ConstantSupply()
  private var nonceUsedOnce = NonceUsedOnce()
  private var transactionAppliedOnce = TransactionAppliedOnce()
  private var tallies = Array(repeating: CheckCount(), count: InvariantName.allCases.count)
  private var now: Nanoseconds = 0
  /// The names of all rules that broke so far, in order of breaking.
  private(set) var broken: [InvariantName] = []
  /// A checker broken on purpose: breaches of this rule go unseen. Shows that the tests see a broken checker.
  var blind: InvariantName?

  mutating func eventHappened(at time: Nanoseconds) { now = time }

  private mutating func count(_ name: InvariantName) { tallies[name.rawValue].count(at: now) }

  func tally(of name: InvariantName) -> CheckCount { tallies[name.rawValue] }

  /// The clients' history was looked at, by its own monitor.
  mutating func historyChecked() { count(.linearizability) }

  /// Looks at a node after a step.
  /// - Returns: the rules that broke for the first time.
  mutating func check(
    _ seen: Observation, leaders: [(NodeID, Term, EntryLog)], leases: [LeaseExclusive.Lease] = []
  ) -> [Breach] {
    var breaches: [Breach] = []
    judge(
      .commitMonotonic,
      commitMonotonic.check(seen.node, commitIndex: seen.commitIndex, lastApplied: seen.lastApplied),
      &breaches)
    if seen.becameLeader {
      judge(.electionSafety, electionSafety.check(seen), &breaches)
      judge(.leaseExclusive, LeaseExclusive.check(seen, leases, now: now), &breaches)
      matchIndexDurable.begin(seen.node)
    }
    if seen.role == .leader { count(.leaderAppendOnly) }
    report(leaderAppendOnly.check(seen), &breaches)
    if seen.changedFrom != nil {
      judge(.logMatching, logMatching.check(seen), &breaches)
    }
    if !seen.applied.isEmpty {
      judge(.stateMachineSafety, stateMachineSafety.check(seen), &breaches)
    }
    if seen.becameLeader || !seen.applied.isEmpty {
      count(.leaderCompleteness)
      let newest = stateMachineSafety.newest
      report(leaderCompleteness.check(seen, leaders: leaders, committed: newest), &breaches)
    }
    report(committedEntryUnchanged.check(seen), &breaches)
    count(.committedEntryUnchanged)
    if let facts = seen.commit { check(facts, &breaches) }
    return breaches
  }

  /// The same for a step that changed neither log nor role, and applied nothing.
  mutating func checkCommit(_ node: NodeID, commitIndex: LogIndex, lastApplied: LogIndex) -> Breach? {
    count(.commitMonotonic)
    guard
      let breach = commitMonotonic.check(node, commitIndex: commitIndex, lastApplied: lastApplied)
    else { return nil }
    var breaches: [Breach] = []
    report(breach, &breaches)
    return breaches.first
  }

  /// What a node's ledger has become by what it applied.
  mutating func checkLedger(_ seen: Observation, _ ledger: borrowing LedgerState) -> [Breach] {
    var breaches: [Breach] = []
    count(.constantSupply)
    count(.noNegativeBalance)
    count(.nonceUsedOnce)
    count(.transactionAppliedOnce)
    for (item, effect) in zip(seen.applied, seen.effects) {
      let (node, index) = (seen.node, item.index)
      report(constantSupply.check(node, index, effect, ledger), &breaches)
      report(NoNegativeBalance.check(node, index, effect, ledger), &breaches)
      report(nonceUsedOnce.check(node, index, effect, ledger), &breaches)
      report(transactionAppliedOnce.check(node, index, effect, ledger), &breaches)
    }
    return breaches
  }

  private mutating func check(_ facts: CommitFacts, _ breaches: inout [Breach]) {
    judge(.durableMajority, durableMajority.check(facts), &breaches)
  }

  /// A disk's newest state after a write.
  mutating func diskWritten(_ node: NodeID, term: Term, vote: NodeID?) -> [Breach] {
    var breaches: [Breach] = []
    judge(.termMonotonic, termMonotonic.check(node, term), &breaches)
    judge(.voteUnchanged, voteUnchanged.check(node, term: term, vote: vote), &breaches)
    return breaches
  }

  /// A snapshot is on a disk.
  mutating func snapshotSaved(_ node: NodeID, _ snapshot: Snapshot) -> [Breach] {
    var breaches: [Breach] = []
    judge(.snapshotsEqual, snapshotsEqual.check(node, snapshot), &breaches)
    return breaches
  }

  /// Whether a leader's matchIndex of a follower has grown.
  mutating func isNewMatch(_ leader: NodeID, of follower: NodeID, _ match: LogIndex) -> Bool {
    matchIndexDurable.isNews(leader, of: follower, match: match)
  }

  /// Whether a leader may count on entries of this follower from `index` on.
  mutating func isMatched(_ follower: NodeID, from index: LogIndex) -> Bool {
    matchIndexDurable.reaches(index, on: follower)
  }

  /// A leader counts on an entry of a follower.
  mutating func checkMatch(
    _ leader: NodeID, term: Term, of follower: NodeID, _ entry: LogPosition, isOnDisk: Bool
  ) -> [Breach] {
    var breaches: [Breach] = []
    judge(
      .matchIndexDurable,
      matchIndexDurable.check(leader, term: term, of: follower, entry, isOnDisk: isOnDisk), &breaches)
    return breaches
  }

  /// A disk lost entries, or a write deleted some: what is committed must still be on a majority.
  mutating func diskLost(_ facts: CommitFacts) -> [Breach] {
    var breaches: [Breach] = []
    check(facts, &breaches)
    return breaches
  }

  /// The newest entry that any node took for committed.
  @inline(__always) var newestCommitted: LogPosition { committedEntryUnchanged.newest }

  /// The rule was compared with something: with what outcome.
  @inline(__always)
  private mutating func judge(_ name: InvariantName, _ breach: Breach?, _ breaches: inout [Breach]) {
    count(name)
    report(breach, &breaches)
  }

  @inline(__always)
  private mutating func report(_ breach: Breach?, _ breaches: inout [Breach]) {
    guard let breach, breach.invariant != blind, !broken.contains(breach.invariant) else { return }
    broken.append(breach.invariant)
    breaches.append(breach)
  }

  /// Nothing is known any more of what a node's volatile state was.
  mutating func nodeCrashed(_ node: NodeID) { leaderAppendOnly.forget(node) }

  /// A node begins its first life.
  mutating func nodeStarted(_ node: NodeID, ledger: borrowing LedgerState) {
    constantSupply.begin(node, ledger)
  }

  /// A snapshot took the place of a node's ledger.
  mutating func ledgerReplaced(_ node: NodeID, ledger: borrowing LedgerState) {
    constantSupply.begin(node, ledger)
    nonceUsedOnce.begin(node)
    transactionAppliedOnce.begin(node)
  }

  /// A node's disk was emptied or damaged: its term may be older, its log shorter.
  mutating func diskDamaged(_ node: NodeID) {
    termMonotonic.forget(node)
    voteUnchanged.forget(node)
  }

  /// A restarted node's log is what its disk held, and its ledger the checkpoint.
  mutating func nodeRestarted(
    _ node: NodeID, log: EntryLog, ledger: borrowing LedgerState, term: Term = 0, commitIndex: LogIndex = 0,
    lastApplied: LogIndex = 0
  ) -> [Breach] {
    var breaches: [Breach] = []
    let seen = Observation(
      node: node, role: .follower, term: term, becameLeader: false, log: log, changedFrom: log.firstIndex,
      applied: [])
    commitMonotonic.begin(node, commitIndex: commitIndex, lastApplied: lastApplied)
    committedEntryUnchanged.begin(node, log: log)
    constantSupply.begin(node, ledger)
    nonceUsedOnce.begin(node)
    transactionAppliedOnce.begin(node)
    report(termMonotonic.check(node, term), &breaches)
    report(logMatching.check(seen), &breaches)
    return breaches
  }

  mutating func discard(through index: LogIndex) {
    logMatching.discard(through: index)
    stateMachineSafety.discard(through: index)
    committedEntryUnchanged.discard(through: index)
  }
}
