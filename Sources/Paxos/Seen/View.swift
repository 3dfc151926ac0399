import Consensus

extension PaxosReplica {
  public static var entriesKeepTheirTerm: Bool { false }

  public var view: NodeView {
    var view = NodeView(
      role: role, term: currentTerm, votedFor: nil, committed: commitIndex, applied: lastApplied,
      durable: durability.durableIndex, knownLeader: role == .leader ? id : knownLeader, votes: promises,
      timer: NodeView.Timer(role == .leader ? .heartbeat : .election, start: timerStart, deadline: nextWake),
      progress: role == .leader ? peers.map { progressView(of: $0) } : [])
    view.integrity = integrity
    view.membership = membership
    if breaks(.smallQuorums) { view.membership?.quorums.prepare = promisesNeeded }
    view.waitingReads = reads.waiting.count
    view.snapshot = snapshot?.last
    view.receiving = incoming.map {
      NodeView.SnapshotProgress(last: $0.last, done: UInt64($0.bytes.count), total: $0.total)
    }
    return view
  }

  private func progressView(of node: NodeID) -> NodeView.Progress {
    let known = progress[node.number]
    return NodeView.Progress(
      node: node, nextIndex: known.next, matchIndex: matchIndex[node.number],
      flow: known.snapshot == nil ? nil : "snapshot", inFlight: known.next > known.reported + 1 ? 1 : 0,
      snapshot: known.snapshot.map {
        NodeView.SnapshotProgress(
          last: $0.snapshot.last, done: $0.acknowledged, total: UInt64($0.snapshot.data.count))
      })
  }

  /// What an acceptor remembers, what a learner knows, and what the distinguished proposer knows of the others.
  public static func variables(of view: NodeView) -> [NodeView.Variable] {
    let progress = view.role == .leader && !view.progress.isEmpty ? view.progress : nil
    return [
      NodeView.Variable(.persistent, "promised", .number(view.term)),
      NodeView.Variable(.volatile, "chosenThrough", .number(view.committed)),
      NodeView.Variable(.volatile, "executed", .number(view.applied)),
      NodeView.Variable(.leader, "nextSlot[]", .perMember(progress?.map(\.nextIndex))),
      NodeView.Variable(.leader, "accepted[]", .perMember(progress?.map(\.matchIndex))),
    ]
  }

  /// Whose promise it has, whose is on its way, and who has promised no higher ballot.
  public func electors(
    among others: [PaxosReplica], flying: [(from: NodeID, to: NodeID, message: PaxosMessage)]
  ) -> NodeSet {
    let ballot =
      role == .follower ? Ballot.next(after: max(currentTerm, seenBallot), of: id).term : currentTerm
    return promises.union(
      NodeSet(others.filter { $0.currentTerm <= ballot && $0.integrity == .sound }.map(\.id)))
  }
}
