import Consensus
import Host
import Ledger

/// Every invariant by its name in the verbs, with its section.
enum InvariantName: String, CaseIterable, Sendable {
  case electionSafety = "election-safety"
  case leaderAppendOnly = "leader-append-only"
  case logMatching = "log-matching"
  case leaderCompleteness = "leader-completeness"
  case stateMachineSafety = "state-machine-safety"
  case committedEntryUnchanged = "committed-entry-unchanged"
  case durableMajority = "durable-majority"
  case termMonotonic = "term-monotonic"
  case commitMonotonic = "commit-monotonic"
  case voteUnchanged = "vote-unchanged"
  case matchIndexDurable = "match-index-durable"
  case snapshotsEqual = "snapshots-equal"
  case leaseExclusive = "lease-exclusive"
  case constantSupply = "constant-supply"
  case noNegativeBalance = "no-negative-balance"
  case nonceUsedOnce = "nonce-used-once"
  case transactionAppliedOnce = "transaction-applied-once"
  /// Of the clients' history; watched by a monitor of its own.
  case linearizability

  var section: String {
    switch self {
    case .electionSafety: "§5.2, Figure 3"
    case .leaderAppendOnly, .logMatching: "§5.3, Figure 3"
    case .leaderCompleteness: "§5.4, Figure 3"
    case .stateMachineSafety: "§5.4.3, Figure 3"
    case .committedEntryUnchanged: "§5.4.2"
    case .durableMajority: "§5.3, Figure 2"
    case .termMonotonic: "§5.1, Figure 2"
    case .commitMonotonic: "Figure 2"
    case .voteUnchanged: "§5.2, Figure 2"
    case .matchIndexDurable: "§5.3, Figure 2"
    case .snapshotsEqual: "§7, Figure 13"
    case .leaseExclusive: "D§6.4.1"
    case .constantSupply, .noNegativeBalance: "ledger"
    case .nonceUsedOnce, .transactionAppliedOnce: "D§6.3"
    case .linearizability: "§8"
    }
  }
}

/// The five properties of Raft Figure 3, what they follow from and what follows from them, and the ledger's own, evaluated after every
/// event at a cost in proportion to what the event changed. Each rule is reported once, when it first breaks.
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
  private var tallies = Tallies()
  private var now: Nanoseconds = 0
  /// The names of all rules that broke so far, in order of breaking.
  private(set) var broken: [InvariantName] = []
  /// A checker broken on purpose: breaches of this rule go unseen. Shows that the tests see a broken checker.
  var blind: InvariantName?

  mutating func eventHappened(at time: Nanoseconds) { now = time }

  func tally(of name: InvariantName) -> Tally { tallies[keyPath: name.tally] }

  /// The clients' history was looked at, by its own monitor.
  mutating func historyChecked() { tallies.linearizability.count(at: now) }

  /// Looks at a node after a step.
  /// - Returns: the rules that broke for the first time.
  mutating func check(
    _ seen: Observation, leaders: [(NodeID, Term, EntryLog)], leases: [LeaseExclusive.Lease] = []
  ) -> [Breach] {
    var breaches: [Breach] = []
    tallies.commitMonotonic.count(at: now)
    if let breach = commitMonotonic.check(
      seen.node, commitIndex: seen.commitIndex, lastApplied: seen.lastApplied)
    {
      report(breach, &breaches)
    }
    if seen.becameLeader {
      tallies.electionSafety.count(at: now)
      if let breach = electionSafety.check(seen) { report(breach, &breaches) }
      tallies.leaseExclusive.count(at: now)
      if let breach = LeaseExclusive.check(seen, leases, now: now) { report(breach, &breaches) }
      matchIndexDurable.begin(seen.node)
    }
    if seen.role == .leader { tallies.leaderAppendOnly.count(at: now) }
    if let breach = leaderAppendOnly.check(seen) { report(breach, &breaches) }
    if seen.changedFrom != nil {
      tallies.logMatching.count(at: now)
      if let breach = logMatching.check(seen) { report(breach, &breaches) }
    }
    if !seen.applied.isEmpty {
      tallies.stateMachineSafety.count(at: now)
      if let breach = stateMachineSafety.check(seen) { report(breach, &breaches) }
    }
    if seen.becameLeader || !seen.applied.isEmpty {
      tallies.leaderCompleteness.count(at: now)
      let newest = stateMachineSafety.newest
      if let breach = leaderCompleteness.check(seen, leaders: leaders, committed: newest) {
        report(breach, &breaches)
      }
    }
    if let breach = committedEntryUnchanged.check(seen) { report(breach, &breaches) }
    tallies.committedEntryUnchanged.count(at: now)
    if let facts = seen.commit { check(facts, &breaches) }
    return breaches
  }

  /// The same for a step that changed neither log nor role, and applied nothing.
  mutating func checkCommit(_ node: NodeID, commitIndex: LogIndex, lastApplied: LogIndex) -> Breach? {
    tallies.commitMonotonic.count(at: now)
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
    tallies.constantSupply.count(at: now)
    tallies.noNegativeBalance.count(at: now)
    tallies.nonceUsedOnce.count(at: now)
    tallies.transactionAppliedOnce.count(at: now)
    for (item, effect) in zip(seen.applied, seen.effects) {
      let (node, index) = (seen.node, item.index)
      if let breach = constantSupply.check(node, index, effect, ledger) { report(breach, &breaches) }
      if let breach = NoNegativeBalance.check(node, index, effect, ledger) { report(breach, &breaches) }
      if let breach = nonceUsedOnce.check(node, index, effect, ledger) { report(breach, &breaches) }
      if let breach = transactionAppliedOnce.check(node, index, effect, ledger) { report(breach, &breaches) }
    }
    return breaches
  }

  private mutating func check(_ facts: CommitFacts, _ breaches: inout [Breach]) {
    tallies.durableMajority.count(at: now)
    if let breach = durableMajority.check(facts) { report(breach, &breaches) }
  }

  /// A disk's newest state after a write.
  mutating func diskWritten(_ node: NodeID, term: Term, vote: NodeID?) -> [Breach] {
    var breaches: [Breach] = []
    tallies.termMonotonic.count(at: now)
    if let breach = termMonotonic.check(node, term) { report(breach, &breaches) }
    tallies.voteUnchanged.count(at: now)
    if let breach = voteUnchanged.check(node, term: term, vote: vote) { report(breach, &breaches) }
    return breaches
  }

  /// A snapshot is on a disk.
  mutating func snapshotSaved(_ node: NodeID, _ snapshot: Snapshot) -> [Breach] {
    var breaches: [Breach] = []
    tallies.snapshotsEqual.count(at: now)
    if let breach = snapshotsEqual.check(node, snapshot) { report(breach, &breaches) }
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
    tallies.matchIndexDurable.count(at: now)
    if let breach = matchIndexDurable.check(leader, term: term, of: follower, entry, isOnDisk: isOnDisk) {
      report(breach, &breaches)
    }
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

  private mutating func report(_ breach: Breach, _ breaches: inout [Breach]) {
    guard breach.invariant != blind, !broken.contains(breach.invariant) else { return }
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
    if let breach = termMonotonic.check(node, term) { report(breach, &breaches) }
    if let breach = logMatching.check(seen) { report(breach, &breaches) }
    return breaches
  }

  mutating func discard(through index: LogIndex) {
    logMatching.discard(through: index)
    stateMachineSafety.discard(through: index)
    committedEntryUnchanged.discard(through: index)
  }
}
