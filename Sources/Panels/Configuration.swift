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
    if isLearner(node.id) || !isMember(node.id) { return false }
    guard let own = node.view.membership else { return true }
    return own.voters.contains(node.id) || own.outgoing.contains(node.id)
  }

  /// How many make a decision: "3", or "2+3" while the old and the new configuration decide together.
  var neededText: String {
    guard let outgoing = snapshot.membership?.outgoing, !outgoing.isEmpty else {
      return String(snapshot.majority)
    }
    return "\(majority(of: outgoing.count))+\(snapshot.majority)"
  }

  /// The voters that hold an entry durably; learners hold it too, and do not count.
  func votersHolding(_ position: LogPosition) -> [NodeID] {
    let voters = snapshot.voters
    return holders(of: position).filter { voters.contains($0) }
  }

  /// The mark that stands for what a node is and does.
  func nodeMark(_ node: NodeSnapshot) -> Unicode.Scalar {
    if node.condition == .up, node.view.role != .leader, isLearner(node.id) || !isMember(node.id) {
      return glyphs.learner
    }
    return node.condition == .up && node.view.isPreVoting ? glyphs.candidate : glyphs.mark(of: node)
  }

  /// What a leader is busy with beside its heartbeats, and what of a snapshot has arrived.
  func workNotes(_ node: NodeSnapshot) -> [String] {
    let view = node.view
    guard node.condition == .up else { return [] }
    var notes: [String] = []
    if view.role == .leader, !isMember(node.id) { notes.append(say(.leaving)) }
    if let target = view.transferTarget { notes.append(say(.handingOver, target.description)) }
    if let until = view.leaseUntil, until > snapshot.time {
      notes.append(say(.lease, span(until - snapshot.time)))
    }
    if view.waitingReads > 0 { notes.append(say(.waitingReads, String(view.waitingReads))) }
    if let receiving = view.receiving { notes.append(say(.snapshotPart, part(receiving))) }
    return notes
  }

  /// "40%"
  func part(_ transfer: NodeView.Transfer) -> String {
    "\(share(transfer.done, of: max(1, transfer.total), cells: 100))%"
  }

  // MARK: Inspector

  /// The variables of the dissertation's parts, where they are in use.
  func extensionRows(_ node: NodeSnapshot) -> [(name: String, value: String)] {
    let view = node.view
    var rows: [(name: String, value: String)] = []
    if let membership = view.membership {
      rows.append((say(.configuration), spell(catalogue.text(of: membership))))
    }
    switch view.standing {
    case .sound: break
    case .damaged(let last): rows.append((say(.standingRow), say(.standingDamaged, String(last.index))))
    case .wiped: rows.append((say(.standingRow), say(.standingWiped)))
    }
    if let snapshot = view.snapshot { rows.append(("snapshot", snapshot.description)) }
    guard node.condition != .down else { return rows }
    if let receiving = view.receiving {
      rows.append((say(.receivingRow), "\(receiving.last) \(part(receiving))"))
    }
    if let until = view.leaseUntil {
      let left = until > self.snapshot.time ? until - self.snapshot.time : 0
      rows.append((say(.leaseRow), span(left)))
    }
    if view.waitingReads > 0 { rows.append((say(.readsRow), String(view.waitingReads))) }
    if let target = view.transferTarget { rows.append((say(.handOverRow), target.description)) }
    let flows = view.progress.compactMap { progress in
      progress.flow.map { "\(progress.node) \($0)" + (progress.snapshot.map { " " + part($0) } ?? "") }
    }
    if !flows.isEmpty { rows.append((say(.flowRow), flows.joined(separator: "  "))) }
    return rows
  }
}
