import Consensus

/// When an entry is committed (§5.3, §5.4.2).
extension RaftReplica {
  /// "If there exists an N such that N > commitIndex, a majority of matchIndex[i] >= N, and log[N].term ==
  /// currentTerm: set commitIndex = N" (Figure 2, Leaders; §5.3, §5.4); of a joint configuration a majority
  /// of each half (dissertation §4.3). The leader's own copy counts when it is on its disk.
  mutating func advanceCommitIndex(from node: NodeID, now: Nanoseconds, effects: inout RaftEffects) {
    var replicated =
      uncounted.isEmpty
      ? decidingMembership.agreedValue(matchIndex, above: commitIndex)
      : decidingMembership.agreedValue(countedMatchIndex, above: commitIndex)
    if breaks(.countLearner) { replicated = max(replicated, agreedWithLearners(countedMatchIndex)) }
    if effects.recordsDecisions { noteCopy(on: node, effects: &effects) }
    guard replicated > commitIndex else { return }
    // Copies of an entry that its own log lacks are only reported where a rule is broken.
    guard let term = log.term(at: replicated) else { return }
    guard mayCountCopies(of: term) else {
      effects.decide(
        .heldBackOldTerm(
          index: replicated, entryTerm: term, currentTerm: currentTerm,
          copies: copies(of: replicated), of: size))
      return
    }
    let first = commitIndex + 1
    commitIndex = replicated
    effects.decide(
      .committed(
        first: first, index: replicated, term: term, copies: copies(of: replicated), needed: needed,
        of: size))
    applyCommitted(effects: &effects)
    serveWaiting(effects: &effects)
    // A joint one may be older: its leader fell before it could leave it, and so it is left now.
    if membershipIndex <= commitIndex, membershipIndex >= first || membership.isJoint {
      membershipCommitted(now: now, effects: &effects)
    }
  }

  /// "Raft never commits log entries from previous terms by counting replicas. Only log entries from the leader's
  /// current term are committed by counting replicas" (§5.4.2; Figure 8 shows what would be lost). Earlier ones
  /// are committed with the first of the leader's own term.
  private func mayCountCopies(of term: Term) -> Bool { term == currentTerm || breaks(.countOldTerm) }

  private func noteCopy(on node: NodeID, effects: inout RaftEffects) {
    let newest = matchIndex[node.number]
    guard newest > commitIndex, log.term(at: newest) == currentTerm, !uncounted.contains(node) else { return }
    effects.decide(
      .countedCopy(from: node, index: newest, copies: copies(of: newest), needed: needed, of: size))
  }

  private func copies(of index: LogIndex) -> NodeSet {
    var nodes = NodeSet()
    for number in 1...NodeID.highest where matchIndex[number] >= index { nodes.insert(NodeID(number)) }
    return nodes.intersection(countedMembers).subtracting(uncounted)
  }
}
