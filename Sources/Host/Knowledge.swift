import Consensus

/// Whose knowledge a picture shows, and where the world is otherwise.
public struct Knowledge: Sendable, Equatable {
  /// What its node takes to be so, and how it is.
  public enum Mistake: Sendable, Equatable {
    /// There is a later term.
    case term(Term)
    /// Not the one that it follows leads, but this node; nil: nobody.
    case leader(NodeID?)
    /// More is committed.
    case committed(LogIndex)
    /// This node has confirmed entries that its disk does not hold.
    case copies(on: NodeID)
  }
  public var node: NodeID
  public var mistakes: [Mistake] = []
}

extension ClusterSnapshot {
  /// The same moment as one of its nodes knows it: what that node holds itself, and of the others what it was told.
  /// All else is `unknown`: who runs, what flies, which links are cut.
  public func asKnown(by id: NodeID) -> ClusterSnapshot {
    guard let own = node(id) else { return self }
    var known = self
    known.leader = own.condition != .down && own.view.role == .leader ? id : own.view.knownLeader
    known.leaderlessSince = nil
    known.committed = own.view.committed
    known.nodes = nodes.map { $0.id == id ? own : own.hearsay(of: $0.id, leads: $0.id == known.leader) }
    known.messages = []
    known.cutLinks = []
    known.heldLinks = []
    known.invariants = []
    known.landmarks = landmarks.filter { $0.node == id || $0.kind == .note || $0.kind == .violation }
    known.operations = operations.compactMap(own.known)
    let told = accounts.indices.filter { own.balances.indices.contains($0) && own.balances[$0] != nil }
    known.accounts = told.map { accounts[$0] }
    for index in known.nodes.indices where known.nodes[index].id == id {
      known.nodes[index].balances = told.map { own.balances[$0] }
    }
    known.knowledge = Knowledge(
      node: id, mistakes: own.condition == .down ? [] : mistakes(of: own, following: known.leader))
    return known
  }

  private func mistakes(of own: NodeSnapshot, following believed: NodeID?) -> [Knowledge.Mistake] {
    var mistakes: [Knowledge.Mistake] = []
    if highestTerm > own.view.term { mistakes.append(.term(highestTerm)) }
    if believed != nil, believed != leader { mistakes.append(.leader(leader)) }
    if committed > own.view.committed { mistakes.append(.committed(committed)) }
    for progress in own.view.progress where progress.matchIndex > 0 {
      guard let other = node(progress.node), progress.matchIndex >= other.firstShown,
        let term = own.term(at: progress.matchIndex)
      else { continue }
      let position = LogPosition(index: progress.matchIndex, term: term)
      if !other.durablyHolds(position) { mistakes.append(.copies(on: other.id)) }
    }
    return mistakes
  }
}

extension NodeSnapshot {
  /// What it knows of another: that it leads this term, and as a leader itself which entries the other has confirmed,
  /// which are then the same as its own (the Log Matching Property, Raft §5.3).
  fileprivate func hearsay(of other: NodeID, leads: Bool) -> NodeSnapshot {
    let confirmed = view.progress.first { $0.node == other }?.matchIndex ?? 0
    var told = NodeView(
      role: leads ? .leader : .follower, term: leads ? view.term : 0,
      votedFor: view.votes.contains(other) ? id : nil, committed: 0, applied: 0, durable: confirmed,
      knownLeader: nil, votes: [], timer: nil, progress: [])
    told.membership = view.membership
    told.membershipIndex = view.membershipIndex
    var node = NodeSnapshot(other, told)
    node.condition = .unknown
    node.firstShown = firstShown
    node.terms = Array(terms.prefix(Int(confirmed.after(1).since(firstShown))))
    node.lastIndex = confirmed
    return node
  }

  /// An operation whose entry is in its log, as far as it knows of it.
  fileprivate func known(_ operation: OperationSnapshot) -> OperationSnapshot? {
    guard let position = operation.position, term(at: position.index) == position.term else { return nil }
    var known = operation
    known.state = position.index <= view.committed ? .committed(position) : .stored(position)
    known.asked = view.role == .leader ? id : nil
    known.ended = nil
    return known
  }
}
