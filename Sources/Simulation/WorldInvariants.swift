import Consensus
import Host
import Ledger

/// What the invariants are told of a world.
extension World {
  /// A node has made a step.
  /// - Parameters:
  ///   - membership: The configuration that it used before the step, by which it committed what it did.
  mutating func observe(
    _ position: Int, _ outcome: SimulatedNode<R>.StepOutcome, by membership: Membership,
    changedFrom: LogIndex?, isNewlyCommitted: Bool
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
      changedFrom: changedFrom, applied: [])
    // Both lists are moved in and out again, so that they keep their memory.
    swap(&seen.applied, &stepCommitted)
    swap(&seen.effects, &stepEffects)
    seen.commitIndex = outcome.commitIndex
    seen.lastApplied = outcome.lastApplied
    if isNewlyCommitted, let term = seen.log.term(at: outcome.commitIndex) {
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
    let leases = isNewLeader ? runningLeases : []
    for breach in invariants?.check(seen, leaders: leaders, leases: leases) ?? [] { broke(breach) }
    if !seen.effects.isEmpty {
      let ledger = nodes[position].ledgerInPlace()
      for breach in invariants?.checkLedger(seen, ledger) ?? [] { broke(breach) }
    }
    swap(&seen.applied, &stepCommitted)
    swap(&seen.effects, &stepEffects)
    stepEffects.removeEach()
  }

  /// The leases of all leaders, when each ends by its leader's own clock.
  private var runningLeases: [LeaseExclusive.Lease] {
    guard configuration.reads == .lease else { return [] }
    return nodes.compactMap { node in
      guard node.isAlive, node.replica.role == .leader, let until = node.replica.view.leaseUntil else {
        return nil
      }
      return LeaseExclusive.Lease(
        leader: node.id, term: node.replica.currentTerm, until: node.clock.time(of: until))
    }
  }

  /// A leader has made a step that may have told it what a follower, or its own disk, holds.
  mutating func observeMatch(_ leader: NodeID, of follower: NodeID) {
    let match = nodes[leader.number - 1].matchInPlace(of: follower)
    guard invariants?.isNewMatch(leader, of: follower, match) == true else { return }
    checkMatch(leader, of: follower, match)
  }

  private mutating func checkMatch(_ leader: NodeID, of follower: NodeID, _ match: LogIndex) {
    let (term, log) = nodes[leader.number - 1].termAndLog()
    // What the leader has compacted away it cannot name.
    guard let entryTerm = log.term(at: match) else { return }
    let entry = LogPosition(index: match, term: entryTerm)
    let isOnDisk = nodes[follower.number - 1].bearsOut(entry, toLeaderOf: term)
    let breaches = invariants?.checkMatch(leader, term: term, of: follower, entry, isOnDisk: isOnDisk)
    for breach in breaches ?? [] { broke(breach) }
  }

  /// A disk has deleted or added entries from `index` on: whether leaders still know what it holds.
  private mutating func checkMatches(_ follower: NodeID, from index: LogIndex) {
    guard invariants?.isMatched(follower, from: index) == true else { return }
    for place in nodes.indices where place + 1 != follower.number && nodes[place].leads() {
      let match = nodes[place].matchInPlace(of: follower)
      if match > 0, match >= index { checkMatch(NodeID(place + 1), of: follower, match) }
    }
  }

  /// A disk has finished a write.
  mutating func observeDisk(_ position: Int, changedFrom: LogIndex) {
    let node = NodeID(position + 1)
    let (term, vote) = nodes[position].durableTermAndVote()
    for breach in invariants?.diskWritten(node, term: term, vote: vote) ?? [] { broke(breach) }
    let newest = invariants?.newestCommitted ?? .origin
    if changedFrom <= newest.index { checkDisks(newest) }
    checkMatches(node, from: changedFrom)
  }

  /// A disk has saved a snapshot.
  mutating func observeSnapshot(_ position: Int, _ snapshot: Snapshot) {
    for breach in invariants?.snapshotSaved(NodeID(position + 1), snapshot) ?? [] { broke(breach) }
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
    for snapshot in untold { recorder.add(.violation(snapshot), node: nil, at: now) }
    untold.removeAll()
  }

  mutating func broke(_ breach: Breach) {
    let snapshot = ViolationSnapshot(
      invariant: breach.invariant.rawValue, section: breach.invariant.section, time: now,
      event: recorder.current, nodes: breach.nodes, detail: breach.detail)
    if violation == nil { violation = snapshot }
    violatedNames.append(breach.invariant.rawValue)
    if recorder.keepsRecords { untold.append(snapshot) }
  }
}
