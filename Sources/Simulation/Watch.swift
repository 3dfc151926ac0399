import Command
import Consensus
import Host
import Ledger
import Linearizability

/// Looks whether what must hold does, after every event: the invariants of the group, and the monitor of the
/// clients' history; each only where somebody asked for it.
struct Watch: Sendable {
  /// Whether somebody asked for the invariants; else nothing is told to them.
  let hasInvariants: Bool
  var invariants: Invariants
  private(set) var monitor: LinearizabilityMonitor?
  /// What could not be ordered, where `linearizability` broke.
  private(set) var counterexample: Counterexample?
  /// How many of the rules that broke have their record.
  private var told = 0
  /// The rules that are to break.
  private let declared: [String]
  /// Of these sets the newest commitment needed so many each.
  private var decidingVoters: [(NodeSet, needed: Int)] = []
  /// What each entry applied in this step did.
  var effects: [AppliedEffect] = []

  init(_ observers: Observers, genesis: Genesis, breaks declared: [String], keepsTerms: Bool) {
    invariants = Invariants(keepsTerms: keepsTerms)
    self.declared = declared
    hasInvariants = observers.contains(.invariants)
    if hasInvariants, observers.contains(.linearizability) {
      monitor = LinearizabilityMonitor(opening: zip(genesis.names, genesis.coins).map { Holding($0, $1) })
    }
  }

  /// An event or an act is being handled, which has this record.
  mutating func begin(at now: Nanoseconds, record: UInt64) {
    invariants.moment = Moment(time: now, event: record)
  }

  /// Each rule that broke, in order of breaking.
  var violations: [ViolationSnapshot] { invariants.violations }

  /// Those that were not to break, in order of breaking.
  var unexpected: [ViolationSnapshot] {
    declared.isEmpty ? violations : violations.filter { !declared.contains($0.invariant) }
  }

  /// What the last event or act has violated, once.
  mutating func takeUntold() -> ArraySlice<ViolationSnapshot> {
    defer { told = violations.count }
    return violations[told...]
  }

  /// Whether what a predicate speaks of is watched. Rules are not where nobody asked for it, and then nobody can
  /// tell whether one broke.
  func watches(_ predicate: Predicate) -> Bool {
    switch predicate {
    case .safe: monitor != nil
    case .violated(let name):
      Self.invariant(name) == InvariantName.linearizability.name ? monitor != nil : hasInvariants
    case .not(let inner): watches(inner)
    case .all(let parts), .any(let parts): parts.allSatisfy(watches)
    default: true
    }
  }

  var violatedNames: [String] { violations.map(\.invariant) }

  func hasViolated(_ name: String) -> Bool { violatedNames.contains(Self.invariant(name)) }

  private static func invariant(_ name: String) -> String {
    name.split(separator: " ").joined(separator: "-")
  }

  /// Every rule that is watched, and how often it was looked at.
  var snapshots: [InvariantSnapshot] {
    guard hasInvariants else { return [] }
    return invariants.talliesOfProtocol.filter {
      $0.name != InvariantName.linearizability.name || monitor != nil
    }
  }

  // MARK: History

  /// A client has begun or ended an operation.
  mutating func heard(_ event: HistoryEvent) {
    guard monitor != nil else { return }
    invariants.historyChecked()
    guard let found = monitor?.add(event), !violatedNames.contains(InvariantName.linearizability.name)
    else { return }
    counterexample = found
    invariants.report(
      Breach(
        invariant: .linearizability, nodes: [],
        detail: .notOrdered(operations: found.operations.count)))
  }

  /// What this process gave up is not applied any more.
  mutating func settle(process: Int) { monitor?.settle(process: process) }

  // MARK: Nodes

  /// A node has made a step.
  mutating func stepped<R>(
    _ position: Int, of group: inout Group<R>, _ outcome: SimulatedNode<R>.StepOutcome, isNewlyCommitted: Bool
  ) {
    let isLeader = outcome.role == .leader
    let isNewLeader = isLeader && !outcome.wasLeader
    let node = NodeID(position + 1)
    if let proposal = group.nodes[position].proposal() {
      invariants.proposed(proposal, by: node)
    }
    guard
      isNewLeader || outcome.changedFrom != nil || !group.applied.isEmpty || isLeader != outcome.wasLeader
    else {
      // Nothing else can have changed what an invariant speaks of.
      invariants.checkCommit(node, commitIndex: outcome.commitIndex, lastApplied: outcome.lastApplied)
      return
    }
    let (term, log) = group.nodes[position].termAndLog()
    var seen = Observation(
      node: node, role: outcome.role, term: term, becameLeader: isNewLeader, log: log,
      changedFrom: outcome.changedFrom, applied: [])
    // Both lists are moved in and out again, so that they keep their memory.
    swap(&seen.applied, &group.applied)
    swap(&seen.effects, &effects)
    seen.commitIndex = outcome.commitIndex
    seen.lastApplied = outcome.lastApplied
    if isNewlyCommitted, let term = seen.log.term(at: outcome.commitIndex) {
      let membership = outcome.membership
      decidingVoters =
        [(membership.voters, membership.neededToCommit)]
        + (membership.isJoint ? [(membership.outgoing, membership.outgoing.majority)] : [])
      seen.commit = facts(
        of: LogPosition(index: outcome.commitIndex, term: term), seen.log.entry(at: outcome.commitIndex),
        &group)
    }
    let leaders = isNewlyCommitted ? group.leadersAndLogs() : []
    let leases = isNewLeader ? group.runningLeases : []
    invariants.check(seen, leaders: leaders, leases: leases)
    if !seen.effects.isEmpty { group.nodes[position].withLedger { invariants.checkLedger(seen, $0) } }
    swap(&seen.applied, &group.applied)
    swap(&seen.effects, &effects)
    effects.removeEach()
  }

  /// A leader has made a step that may have told it what a follower, or its own disk, holds.
  mutating func leaderStepped<R>(_ leader: NodeID, of group: inout Group<R>, hearing follower: NodeID) {
    let match = group.nodes[leader.number - 1].matchInPlace(of: follower)
    guard invariants.isNewMatch(leader, of: follower, match) else { return }
    checkMatch(leader, of: follower, match, &group)
  }

  private mutating func checkMatch<R>(
    _ leader: NodeID, of follower: NodeID, _ match: LogIndex, _ group: inout Group<R>
  ) {
    let (term, entryTerm) = group.nodes[leader.number - 1].terms(at: match)
    // What the leader has compacted away it cannot name.
    guard let entryTerm else { return }
    let entry = LogPosition(index: match, term: entryTerm)
    let value =
      R.entriesKeepTheirTerm ? nil : group.nodes[leader.number - 1].entryInPlace(at: match)
    guard R.entriesKeepTheirTerm || value != nil else { return }
    let isOnDisk = group.nodes[follower.number - 1].bearsOut(entry, value, toLeaderOf: term)
    invariants.checkMatch(leader, term: term, of: follower, entry, isOnDisk: isOnDisk)
  }

  /// A disk has finished a write, or lost what was not yet written.
  mutating func diskChanged<R>(_ position: Int, of group: inout Group<R>, from index: LogIndex) {
    guard hasInvariants else { return }
    let node = NodeID(position + 1)
    let written = group.nodes[position].termAndVoteOnDisk()
    invariants.diskWritten(node, term: written.term, vote: written.vote)
    if !R.entriesKeepTheirTerm {
      // Whoever forgot what it promised is no acceptor any more.
      if group.nodes[position].machine.durable.integrity != .wiped {
        let members = group.nodes[position].membershipInPlace()
        for slot in group.nodes[position].slotsOnDisk(from: index) { invariants.accepted(slot, of: members) }
      }
      invariants.promised(node, written.term)
    }
    let newest = invariants.newestCommitted
    let value = R.entriesKeepTheirTerm ? nil : invariants.newestExecuted
    if index <= newest.index, newest.index > 0, R.entriesKeepTheirTerm || value != nil {
      // Whether what is committed is still on enough of the disks.
      invariants.checkDisks(facts(of: newest, value, &group))
    }
    // Whether leaders still know what this disk holds.
    guard invariants.isMatched(node, from: index) else { return }
    for place in group.nodes.indices where place != position && group.nodes[place].leads() {
      let match = group.nodes[place].matchInPlace(of: node)
      if match > 0, match >= index { checkMatch(NodeID(place + 1), of: node, match, &group) }
    }
  }

  /// A disk was emptied or damaged: its term may be older, its log shorter.
  mutating func diskDamaged(_ position: Int) { invariants.diskDamaged(NodeID(position + 1)) }

  /// A disk has saved a snapshot.
  mutating func snapshotSaved(_ position: Int, _ snapshot: Snapshot) {
    if hasInvariants { invariants.snapshotSaved(NodeID(position + 1), snapshot) }
  }

  /// The newest server has begun its first life.
  mutating func serverAdded<R>(to group: borrowing Group<R>) {
    if hasInvariants, let node = group.nodes.last { invariants.nodeStarted(node.id, ledger: node.ledger) }
  }

  mutating func crashed<R>(_ position: Int, of group: inout Group<R>) {
    invariants.nodeCrashed(NodeID(position + 1))
    diskChanged(position, of: &group, from: 0)
  }

  /// - Parameter losesVote: Its term may go back.
  mutating func restarted<R>(_ position: Int, of group: inout Group<R>, losesVote: Bool) {
    guard hasInvariants else { return }
    let node = group.nodes[position]
    if losesVote { diskDamaged(position) }
    invariants.nodeRestarted(
      node.id, log: node.replica.log, ledger: node.ledger, term: node.replica.currentTerm,
      commitIndex: node.replica.commitIndex, lastApplied: node.replica.lastApplied)
  }

  private mutating func facts<R>(
    of position: LogPosition, _ entry: Entry?, _ group: inout Group<R>
  ) -> CommitFacts {
    let holders = group.holders(of: position, R.entriesKeepTheirTerm ? nil : entry)
    return CommitFacts(
      position: position, logHolders: holders.inMemory, diskHolders: holders.onDisk, voters: decidingVoters)
  }
}
