import Canvas
import Consensus
import Explanation
import Host

// Who belongs to the cluster, as panels show it (dissertation ch. 4).
extension Painter {
  func isLearner(_ node: NodeID) -> Bool { snapshot.membership?.learners.contains(node) ?? false }

  func isMember(_ node: NodeID) -> Bool { snapshot.membership?.all.contains(node) ?? true }

  /// Whether its election timer means anything: it has a vote, and knows that it has.
  func mayStand(_ node: NodeSnapshot) -> Bool {
    node.view.timer != nil && isMember(node.id) && !isLearner(node.id)
  }

  /// Whether as many make a leader as commit an entry, as always in Raft.
  var isOneSize: Bool { snapshot.neededToLead == snapshot.neededToCommit }

  /// How many make a decision: "3", or "4+2" where electing and committing take different numbers.
  var neededText: String {
    isOneSize ? copiesNeededText : "\(snapshot.neededToLead)+\(copiesNeededText)"
  }

  /// How many copies commit an entry: "3", or "2+3" while the old and the new configuration decide together.
  var copiesNeededText: String { neededText(snapshot.neededToCommit, by: snapshot.membership) }

  /// How many votes make a leader, by the configuration that this node uses, which may be another one.
  func votesNeededText(for node: NodeSnapshot) -> String {
    let membership = node.view.membership ?? snapshot.membership
    return neededText(membership?.neededToLead ?? snapshot.neededToLead, by: membership)
  }

  private func neededText(_ own: Int, by membership: Membership?) -> String {
    guard let outgoing = membership?.outgoing, !outgoing.isEmpty else { return String(own) }
    return "\(majority(of: outgoing.count))+\(own)"
  }

  /// "n1 n2", or that there are none.
  func names(_ nodes: [NodeID]) -> String {
    nodes.isEmpty ? glyphs.none : nodes.map(\.description).joined(separator: " ")
  }

  /// The voters that hold an entry durably; learners hold it too, and do not count.
  func votersHolding(_ position: LogPosition) -> [NodeID] {
    let voters = snapshot.voters
    return holders(of: position).filter { voters.contains($0) }
  }

  /// The same of what was asked for.
  func votersHolding(_ operation: OperationSnapshot) -> [NodeID] {
    let all = operation.position.map { votersHolding($0) } ?? []
    // Index and term tell, unless two leaders of one term wrote.
    return snapshot.nodes.allSatisfy(\.rivals.isEmpty)
      ? all : Array(snapshot.holders(of: operation).intersection(snapshot.voters))
  }

  /// What a node is and does: as a mark, in a word, and in a shorter one.
  func standing(of node: NodeSnapshot) -> (mark: Unicode.Scalar, word: Label, short: Label) {
    switch node.condition {
    case .down: (glyphs.down, .down, .shortDown)
    case .stalled: (glyphs.stalled, .stalled, .shortStalled)
    case .unknown where node.view.role == .leader: (glyphs.leader, .leader, .shortLeader)
    case .unknown: (glyphs.unknown, .unknownNode, .unknownNode)
    case .up where node.view.role == .leader: (glyphs.leader, .leader, .shortLeader)
    case .up where !isMember(node.id): (glyphs.learner, .outside, .shortOutside)
    case .up where isLearner(node.id): (glyphs.learner, .learner, .shortLearner)
    case .up where node.view.isPreVoting: (glyphs.candidate, .preVoter, .shortPreVoter)
    case .up where node.view.role == .candidate: (glyphs.candidate, .candidate, .shortCandidate)
    case .up: (glyphs.follower, .follower, .shortFollower)
    }
  }

  /// "t3" in the colour of its term, a ballot as "4.n3"; "t?" or "?" where nobody has told.
  func termMark(_ node: NodeSnapshot) -> (text: String, style: Style) {
    node.condition == .unknown && node.view.role != .leader
      ? (snapshot.consensus == .raft ? "t\(glyphs.unknown)" : "\(glyphs.unknown)", theme.dim)
      : (snapshot.consensus.mark(ofTerm: node.view.term), theme.term(node.view.term))
  }

  /// What a leader in whose eyes the picture is drawn knows of another's log; else that nothing is known.
  func hearsay(_ node: NodeSnapshot) -> String {
    let knower = snapshot.knowledge.flatMap { snapshot.node($0.node) }
    guard let told = knower?.view.progress.first(where: { $0.node == node.id }) else {
      return String(glyphs.unknown)
    }
    return say(.matchNext, told.matchIndex, told.nextIndex)
  }

  func nodeMark(_ node: NodeSnapshot) -> Unicode.Scalar { standing(of: node).mark }

  /// What a leader is busy with beside its heartbeats, and what of a snapshot has arrived.
  func workNotes(_ node: NodeSnapshot) -> [String] {
    let view = node.view
    guard node.condition == .up else { return [] }
    var notes: [String] = []
    if view.role == .leader, !isMember(node.id) { notes.append(say(.leaving)) }
    if let target = view.transferTarget { notes.append(say(.handingOver, target)) }
    if let until = view.leaseUntil, until > snapshot.time {
      notes.append(say(.lease, span(until - snapshot.time)))
    }
    if view.waitingReads > 0 { notes.append(say(.waitingReads, view.waitingReads)) }
    if let receiving = view.receiving { notes.append(say(.snapshotPart, part(receiving))) }
    return notes
  }

  /// "40%"
  func part(_ transfer: NodeView.SnapshotProgress) -> String {
    "\(share(transfer.done, of: max(1, transfer.total), cells: 100))%"
  }
}
