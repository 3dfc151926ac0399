import Consensus

/// When a value is chosen, and how that becomes known (Paxos Made Simple §2.2, §2.3, §3).
extension PaxosReplica {
  /// A value is chosen when enough have accepted it under one ballot (§2.2): here all up to some slot are, for what
  /// is acknowledged has no hole. Unlike in Raft, what an earlier ballot left counts as soon as it is accepted under
  /// this one.
  mutating func countAcceptances(from node: NodeID, now: Nanoseconds, effects: inout PaxosEffects) {
    if effects.recordsDecisions { noteAcceptance(by: node, effects: &effects) }
    let agreed = min(membership.agreedValue(matchIndex, above: commitIndex), log.lastIndex)
    guard agreed > commitIndex else { return }
    let first = commitIndex + 1
    commitIndex = agreed
    effects.decide(
      .chosen(
        first: first, index: agreed, ballot: currentTerm, acceptors: acceptors(of: agreed),
        needed: acceptancesNeeded, of: size))
    executeChosen(effects: &effects)
    serveWaiting(effects: &effects)
  }

  private func noteAcceptance(by node: NodeID, effects: inout PaxosEffects) {
    let newest = matchIndex[node.number]
    guard newest > commitIndex else { return }
    effects.decide(
      .countedAcceptance(
        from: node, index: newest, ballot: currentTerm, acceptors: acceptors(of: newest),
        needed: acceptancesNeeded, of: size))
  }

  private func acceptors(of index: LogIndex) -> NodeSet {
    NodeSet(membership.voters.filter { matchIndex[$0.number] >= index })
  }

  /// The proposer of this ballot knows slots to be chosen. A value that is stored here is the one that was chosen only
  /// if it was accepted under this ballot: what an older one left may be another.
  mutating func learn(_ request: PaxosMessage.Accept, from proposer: NodeID, effects: inout PaxosEffects) {
    guard request.chosenThrough > commitIndex else { return }
    if breaks(.executeOverHole), !ahead.isEmpty, through(under: request.ballot) == log.lastIndex {
      // The rule that is broken: the hole counts as a no-op, and what lies behind it is executed.
      let hole: EntryBatch = [Entry(term: request.ballot, kind: .noOp)]
      log.place(hole, at: log.lastIndex + 1, ahead: &ahead)
    }
    let known = breaks(.learnByNumber) ? log.lastIndex : through(under: request.ballot)
    learn(through: min(request.chosenThrough, known), from: proposer, effects: &effects)
    // Between two heartbeats it may be on its way.
    if commitIndex < request.chosenThrough, request.entries.isEmpty, effects.recordsDecisions {
      let slot = commitIndex + 1
      effects.decide(
        .cannotLearn(slot: slot, stored: log.term(at: slot), ballot: request.ballot, from: proposer))
    }
  }

  mutating func learn(through index: LogIndex, from proposer: NodeID?, effects: inout PaxosEffects) {
    guard index > commitIndex else { return }
    commitIndex = index
    effects.decide(.learned(index: index, from: proposer))
    executeChosen(effects: &effects)
  }

  /// Commands are executed in the order of their slots, each once all before it are (§3).
  private mutating func executeChosen(effects: inout PaxosEffects) {
    let end = min(commitIndex, log.lastIndex)
    if lastApplied < end {
      let first = effects.applies.isEmpty ? lastApplied + 1 : effects.applies.lowerBound
      lastApplied = end
      effects.applies = first..<(end + 1)
    }
    if configuration.snapshotAfter > 0 { askForSnapshotWhenDue(effects: &effects) }
  }
}
