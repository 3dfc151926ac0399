import Consensus
import Host
import Ledger

/// What the invariants are told of a world.
extension World {
  /// A node has made a step.
  mutating func observe(
    _ position: Int, _ outcome: SimulatedNode<R>.StepOutcome, changedFrom: LogIndex?, isNewlyCommitted: Bool
  ) {
    let isLeader = outcome.role == .leader
    let isNewLeader = isLeader && !outcome.wasLeader
    let node = NodeID(position + 1)
    guard isNewLeader || changedFrom != nil || !stepCommitted.isEmpty || isLeader != outcome.wasLeader
    else {
      // Nothing else can have changed what an invariant speaks of.
      if let breach = invariants?.checkCommit(
        node, commitIndex: outcome.commitIndex, lastApplied: outcome.lastApplied)
      {
        broke(breach)
      }
      return
    }
    let (term, log) = nodes[position].termAndLog()
    var seen = Observation(
      node: node, role: outcome.role, term: term, becameLeader: isNewLeader, log: log,
      changedFrom: changedFrom, applied: stepCommitted)
    seen.effects = stepEffects
    seen.commitIndex = outcome.commitIndex
    seen.lastApplied = outcome.lastApplied
    if isNewlyCommitted, let term = seen.log.term(at: outcome.commitIndex) {
      let membership = nodes[position].replica.membership
      decidingVoters = [membership.voters] + (membership.isJoint ? [membership.outgoing] : [])
      seen.commit = facts(of: LogPosition(index: outcome.commitIndex, term: term))
    }
    var leaders: [(NodeID, Term, EntryLog)] = []
    if isNewlyCommitted {
      for place in nodes.indices where nodes[place].leads() {
        let (term, log) = nodes[place].termAndLog()
        leaders.append((NodeID(place + 1), term, log))
      }
    }
    let ledger = nodes[position].ledgerInPlace()
    if let breaches = invariants?.check(seen, ledger: ledger, leaders: leaders), !breaches.isEmpty {
      for breach in breaches { broke(breach) }
    }
    stepEffects.removeAll(keepingCapacity: true)
  }

  /// A disk has finished a write.
  mutating func observeDisk(_ position: Int, changedFrom: LogIndex) {
    let term = nodes[position].durableTerm()
    if let breach = invariants?.diskWritten(NodeID(position + 1), term: term) { broke(breach) }
    let newest = invariants?.newestCommitted ?? .origin
    if changedFrom <= newest.index { checkDisks(newest) }
  }

  /// Whether what is committed is still on a majority of the disks, one of which has lost something.
  mutating func checkDisks(_ newest: LogPosition) {
    guard newest.index > 0 else { return }
    let facts = facts(of: newest)
    for breach in invariants?.diskLost(facts) ?? [] { broke(breach) }
  }

  private mutating func facts(of position: LogPosition) -> CommitFacts {
    var logHolders = NodeSet()
    var diskHolders = NodeSet()
    for place in nodes.indices {
      if nodes[place].holdsInMemory(position) { logHolders.insert(NodeID(place + 1)) }
      if nodes[place].holdsOnDisk(position) { diskHolders.insert(NodeID(place + 1)) }
    }
    return CommitFacts(
      position: position, logHolders: logHolders, diskHolders: diskHolders, voters: decidingVoters)
  }

  /// A record for each violation that the last event or act has brought.
  mutating func tellViolations() {
    guard !untold.isEmpty else { return }
    for snapshot in untold { extraRecord(.violation(snapshot), node: nil) }
    untold.removeAll()
  }

  mutating func broke(_ breach: Breach) {
    let snapshot = ViolationSnapshot(
      invariant: breach.invariant.rawValue, section: breach.invariant.section, time: now,
      event: currentRecord, nodes: breach.nodes, detail: breach.detail)
    if violation == nil { violation = snapshot }
    violatedNames.append(breach.invariant.rawValue)
    if keepsRecords { untold.append(snapshot) }
  }
}
