import Consensus
import Host
import Ledger

/// Every invariant, in the order in which they are shown.
enum InvariantName: Int, CaseIterable, Sendable {
  case electionSafety, leaderAppendOnly, logMatching, leaderCompleteness, stateMachineSafety
  case committedEntryUnchanged, durableMajority, termMonotonic, commitMonotonic, voteUnchanged
  case matchIndexDurable, snapshotsEqual, leaseExclusive
  case promiseKept, oneValueABallot, chosenKept, chosenOnce, chosenProposed, executedChosen
  case constantSupply, noNegativeBalance, nonceUsedOnce, transactionAppliedOnce
  /// Of the clients' history; watched by a monitor of its own.
  case linearizability

  /// As `violated NAME` spells it: `election-safety`.
  var name: String { rule.name }

  /// Where it stands: in Raft's paper; of a cluster in which entries do not keep their term in Paxos's.
  func section(keepsTerms: Bool) -> String { keepsTerms ? rule.section : sectionOfPaxos ?? rule.section }

  private var sectionOfPaxos: String? {
    switch self {
    case .electionSafety: "PMS §2.5"
    case .durableMajority, .matchIndexDurable, .termMonotonic: "PMS §2.2"
    case .commitMonotonic: "PMS §2.3"
    case .stateMachineSafety, .snapshotsEqual: "PMS §3"
    default: nil
    }
  }

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
    case .promiseKept: ("promise-kept", "PMS §2.2")
    case .oneValueABallot: ("one-value-a-ballot", "PMS §2.2")
    case .chosenKept: ("chosen-kept", "PMS §2.2")
    case .chosenOnce: ("chosen-once", "PMS §2.1")
    case .chosenProposed: ("chosen-was-proposed", "PMS §2.1")
    case .executedChosen: ("executed-was-chosen", "PMS §2.1, §3")
    case .constantSupply: ("constant-supply", "ledger")
    case .noNegativeBalance: ("no-negative-balance", "ledger")
    case .nonceUsedOnce: ("nonce-used-once", "D§6.3")
    case .transactionAppliedOnce: ("transaction-applied-once", "D§6.3")
    case .linearizability: ("linearizability", "§8")
    }
  }

  /// Whether it speaks of clusters in which an entry keeps its term, as in Raft, or of such in which it does not, as in
  /// Paxos; nil: of both.
  var needsKeptTerms: Bool? {
    switch self {
    case .leaderAppendOnly, .logMatching, .leaderCompleteness, .committedEntryUnchanged, .voteUnchanged,
      .leaseExclusive:
      true
    case .promiseKept, .oneValueABallot, .chosenKept, .chosenOnce, .chosenProposed, .executedChosen: false
    case .electionSafety, .stateMachineSafety, .durableMajority, .termMonotonic, .commitMonotonic,
      .matchIndexDurable, .snapshotsEqual, .constantSupply, .noNegativeBalance, .nonceUsedOnce,
      .transactionAppliedOnce, .linearizability:
      nil
    }
  }
}

/// The five properties of Raft Figure 3, what they follow from and what follows from them, and the ledger's own,
/// evaluated after every event at a cost in proportion to what the event changed. Each rule is reported once, when
/// it first breaks.
///
/// A new one has a file of its own, and here a name and a line where it looks; its texts stand by its name in
/// `InvariantNames` and `Explanations`.
struct Invariants: Sendable {
  /// Whether an entry keeps its term (`Replica.entriesKeepTheirTerm`).
  let keepsTerms: Bool
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
  private var slots = SlotRecords()
  private var promiseKept = PromiseKept()
  private var executedChosen = ExecutedChosen()
  private var constantSupply = ConstantSupply()
  private var nonceUsedOnce = NonceUsedOnce()
  private var transactionAppliedOnce = TransactionAppliedOnce()
  /// Of each rule, how often it was compared with something, and when last.
  private(set) var tallies: [InvariantSnapshot]
  /// The same of those rules that speak of this protocol.
  var talliesOfProtocol: [InvariantSnapshot] {
    zip(InvariantName.allCases, tallies).filter { $0.0.needsKeptTerms ?? keepsTerms == keepsTerms }.map(\.1)
  }
  /// Each rule that broke so far, in order of breaking.
  private(set) var violations: [ViolationSnapshot] = []
  /// The event or the act that is being handled.
  var moment = Moment.start
  /// A checker broken on purpose: breaches of this rule go unseen. Shows that the tests see a broken checker.
  var blind: InvariantName?

  init(keepsTerms: Bool = true) {
    self.keepsTerms = keepsTerms
    tallies = InvariantName.allCases.map {
      InvariantSnapshot($0.name, section: $0.section(keepsTerms: keepsTerms))
    }
  }

  private mutating func count(_ name: InvariantName) {
    tallies[name.rawValue].evaluations += 1
    tallies[name.rawValue].lastChecked = moment.time
  }

  /// The clients' history was looked at, by its own monitor.
  mutating func historyChecked() { count(.linearizability) }

  /// Looks at a node after a step.
  mutating func check(
    _ seen: Observation, leaders: [(NodeID, Term, EntryLog)], leases: [LeaseExclusive.Lease] = []
  ) {
    checkCommit(seen.node, commitIndex: seen.commitIndex, lastApplied: seen.lastApplied)
    if seen.becameLeader {
      judge(.electionSafety, electionSafety.check(seen))
      judge(.leaseExclusive, LeaseExclusive.check(seen, leases, now: moment.time))
      matchIndexDurable.begin(seen.node)
    }
    if !seen.applied.isEmpty {
      judge(.stateMachineSafety, stateMachineSafety.check(seen, byTerm: keepsTerms))
    }
    if keepsTerms { checkTerms(seen, leaders: leaders) } else { checkBallots(seen) }
    if let facts = seen.commit { checkDisks(facts) }
  }

  /// What holds where an entry keeps its term.
  private mutating func checkTerms(_ seen: Observation, leaders: [(NodeID, Term, EntryLog)]) {
    if seen.role == .leader { count(.leaderAppendOnly) }
    report(leaderAppendOnly.check(seen))
    if seen.changedFrom != nil { judge(.logMatching, logMatching.check(seen)) }
    if seen.becameLeader || !seen.applied.isEmpty {
      let newest = stateMachineSafety.newest
      judge(.leaderCompleteness, leaderCompleteness.check(seen, leaders: leaders, committed: newest))
    }
    judge(.committedEntryUnchanged, committedEntryUnchanged.check(seen))
  }

  /// What holds of ballots: what a proposer has put into its log under its own, and what is executed.
  private mutating func checkBallots(_ seen: Observation) {
    if seen.role == .leader, let from = seen.changedFrom {
      let last = seen.log.lastIndex
      for item in seen.log.entries(in: min(from, last)..<(last + 1)) where item.entry.term == seen.term {
        propose(
          SlotRecords.Proposal(ballot: seen.term, value: SlotValue(item.entry), node: seen.node),
          at: item.index)
      }
    }
    if !seen.applied.isEmpty { judge(.executedChosen, executedChosen.check(seen, slots)) }
  }

  private mutating func propose(_ new: SlotRecords.Proposal, at index: LogIndex) {
    let known = slots[index] ?? SlotRecords.Slot()
    judge(.oneValueABallot, OneValueABallot.check(new, at: index, known))
    judge(.chosenKept, ChosenKept.check(new, at: index, known))
    slots.update(index) { $0.proposals.append(new) }
  }

  /// A proposer proposes this now, if it has not before, and has no log that shows it.
  mutating func proposed(_ entry: Entry, by node: NodeID) {
    let new = SlotRecords.Proposal(ballot: entry.term, value: SlotValue(entry), node: node)
    if slots[1]?.proposals.contains(new) != true { propose(new, at: 1) }
  }

  /// A disk of an acceptor holds this now, and `promised`, if it has not before.
  mutating func accepted(_ new: AcceptedSlot, of members: Membership) {
    let known = slots[new.slot] ?? SlotRecords.Slot()
    let place = known.acceptances.firstIndex { $0.ballot == new.ballot && $0.value == new.value }
    if let place, known.acceptances[place].acceptors.contains(new.node) { return }
    judge(.promiseKept, promiseKept.check(new))
    judge(.oneValueABallot, OneValueABallot.check(new, known))
    judge(.chosenKept, ChosenKept.check(new, known))
    var acceptance =
      place.map { known.acceptances[$0] }
      ?? SlotRecords.Acceptance(ballot: new.ballot, value: new.value, acceptors: [])
    acceptance.acceptors.insert(new.node)
    let isChosen = members.voters.intersection(acceptance.acceptors).count >= members.neededToCommit
    if isChosen { judge(.chosenOnce, ChosenOnce.check(acceptance, at: new.slot, known)) }
    slots.update(new.slot) { slot in
      if let place { slot.acceptances[place] = acceptance } else { slot.acceptances.append(acceptance) }
      guard isChosen else { return }
      let isFirst = slot.chosen.map { $0.value == new.value && $0.ballot > new.ballot } ?? true
      if isFirst { slot.chosen = (new.ballot, new.value) }
    }
    guard isChosen, let known = slots[new.slot] else { return }
    judge(.chosenKept, ChosenKept.check(chosenAt: new.slot, known))
    judge(.chosenProposed, ChosenProposed.check(chosenAt: new.slot, known))
  }

  /// A disk holds this promise, from after what was written with it.
  mutating func promised(_ node: NodeID, _ ballot: Term) { promiseKept.note(node, ballot) }

  /// The same for a step that changed neither log nor role, and applied nothing.
  mutating func checkCommit(_ node: NodeID, commitIndex: LogIndex, lastApplied: LogIndex) {
    judge(.commitMonotonic, commitMonotonic.check(node, commitIndex: commitIndex, lastApplied: lastApplied))
  }

  /// What a node's ledger has become by what it applied.
  mutating func checkLedger(_ seen: Observation, _ ledger: borrowing LedgerState) {
    count(.constantSupply)
    count(.noNegativeBalance)
    count(.nonceUsedOnce)
    count(.transactionAppliedOnce)
    for (item, effect) in zip(seen.applied, seen.effects) {
      let (node, index) = (seen.node, item.index)
      report(constantSupply.check(node, index, effect, ledger))
      report(NoNegativeBalance.check(node, index, effect, ledger))
      report(nonceUsedOnce.check(node, index, effect, ledger))
      report(transactionAppliedOnce.check(node, index, effect, ledger))
    }
  }

  /// Something was committed, or a disk lost entries, or a write deleted some: what is committed must be on
  /// enough disks.
  mutating func checkDisks(_ facts: CommitFacts) { judge(.durableMajority, durableMajority.check(facts)) }

  /// A disk's newest state after a write.
  mutating func diskWritten(_ node: NodeID, term: Term, vote: NodeID?) {
    judge(.termMonotonic, termMonotonic.check(node, term))
    if keepsTerms { judge(.voteUnchanged, voteUnchanged.check(node, term: term, vote: vote)) }
  }

  /// A snapshot is on a disk.
  mutating func snapshotSaved(_ node: NodeID, _ snapshot: Snapshot) {
    judge(.snapshotsEqual, snapshotsEqual.check(node, snapshot, byTerm: keepsTerms))
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
  ) {
    judge(
      .matchIndexDurable,
      matchIndexDurable.check(leader, term: term, of: follower, entry, isOnDisk: isOnDisk))
  }

  /// The newest entry that any node took for committed.
  @inline(__always) var newestCommitted: LogPosition {
    keepsTerms ? committedEntryUnchanged.newest : stateMachineSafety.newest
  }
  /// Its entry.
  var newestExecuted: Entry? { stateMachineSafety.entry(at: stateMachineSafety.newest.index) }

  /// The rule was compared with something: with what outcome.
  @inline(__always)
  private mutating func judge(_ name: InvariantName, _ breach: Breach?) {
    count(name)
    report(breach)
  }

  /// Notes a breach, where it is the first of its rule.
  @inline(__always)
  mutating func report(_ breach: Breach?) {
    if let breach { note(breach) }
  }

  private mutating func note(_ breach: Breach) {
    let rule = breach.invariant
    guard rule != blind, !violations.contains(where: { $0.invariant == rule.name }) else { return }
    violations.append(
      ViolationSnapshot(
        invariant: rule.name, section: rule.section(keepsTerms: keepsTerms), time: moment.time,
        event: moment.event,
        nodes: breach.nodes, detail: breach.detail))
  }

  /// Nothing is known any more of what a node's volatile state was.
  mutating func nodeCrashed(_ node: NodeID) { leaderAppendOnly.forget(node) }

  /// A node begins its first life.
  mutating func nodeStarted(_ node: NodeID, ledger: borrowing LedgerState) {
    constantSupply.begin(node, ledger)
  }

  /// A snapshot took the place of a node's ledger.
  mutating func ledgerReplaced(_ node: NodeID, ledger: borrowing LedgerState) {
    executedChosen.begin(node, through: ledger.applied)
    constantSupply.begin(node, ledger)
    nonceUsedOnce.begin(node)
    transactionAppliedOnce.begin(node)
  }

  /// A node's disk was emptied or damaged: its term may be older, its log shorter.
  mutating func diskDamaged(_ node: NodeID) {
    termMonotonic.forget(node)
    voteUnchanged.forget(node)
    promiseKept.forget(node)
  }

  /// A restarted node's log is what its disk held, and its ledger the checkpoint.
  mutating func nodeRestarted(
    _ node: NodeID, log: EntryLog, ledger: borrowing LedgerState, term: Term = 0, commitIndex: LogIndex = 0,
    lastApplied: LogIndex = 0
  ) {
    let seen = Observation(
      node: node, role: .follower, term: term, becameLeader: false, log: log, changedFrom: log.firstIndex,
      applied: [])
    commitMonotonic.begin(node, commitIndex: commitIndex, lastApplied: lastApplied)
    committedEntryUnchanged.begin(node, log: log)
    constantSupply.begin(node, ledger)
    nonceUsedOnce.begin(node)
    transactionAppliedOnce.begin(node)
    executedChosen.begin(node, through: lastApplied)
    report(termMonotonic.check(node, term))
    if keepsTerms { report(logMatching.check(seen)) }
  }

  mutating func discard(through index: LogIndex) {
    logMatching.discard(through: index)
    stateMachineSafety.discard(through: index)
    committedEntryUnchanged.discard(through: index)
    slots.discard(through: index)
  }
}
