import Consensus
import Host

/// Each server snapshots its state "independently, covering just the committed entries" (Raft §7): so what two
/// servers save for the same index is the same to the byte, with the last entry's term and the configuration
/// beside it (Figure 13), whether it was taken there or sent by a leader.
///
/// Looked at when a snapshot is on a disk.
struct SnapshotsEqual: Sendable {
  private struct Saved: Sendable {
    let snapshot: Snapshot
    let node: NodeID
  }
  /// The newest of them, each as the first node saved it.
  private var saved: [Saved] = []
  private static var kept: Int { 64 }

  /// - Parameter byTerm: Whether the last entry has the same term everywhere.
  mutating func check(_ node: NodeID, _ snapshot: Snapshot, byTerm: Bool = true) -> Breach? {
    guard let first = saved.last(where: { $0.snapshot.last.index == snapshot.last.index }) else {
      saved.append(Saved(snapshot: snapshot, node: node))
      // Nodes that are so far behind get a newer one.
      if saved.count > Self.kept { saved.removeFirst() }
      return nil
    }
    if byTerm ? first.snapshot == snapshot : first.snapshot.data == snapshot.data { return nil }
    return Breach(
      invariant: .snapshotsEqual, nodes: [first.node, node],
      detail: .differentSnapshots(first.node, node, entry: snapshot.last))
  }
}

extension ViolationDetail {
  /// Two snapshots that stand for the same entries.
  static func differentSnapshots(_ node: NodeID, _ other: NodeID, entry: LogPosition) -> Self {
    Self(
      "different-snapshots", ["node": node, "other": other, "entry": entry],
      "\(node) and \(other) saved different snapshots of what ends with entry \(entry)")
  }
}
