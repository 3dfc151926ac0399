import Consensus
import Host

/// Within one life of a node, commitIndex and lastApplied never go back ("increases monotonically", Raft
/// Figure 2).
struct CommitMonotonic: Sendable {
  private struct Seen: Sendable {
    var commitIndex: LogIndex = 0
    var lastApplied: LogIndex = 0
  }
  private var seen = PerNode<Seen>(Seen())

  @inline(__always)
  mutating func check(_ node: NodeID, commitIndex: LogIndex, lastApplied: LogIndex) -> Breach? {
    let before = seen[node]
    if commitIndex == before.commitIndex, lastApplied == before.lastApplied { return nil }
    seen[node] = Seen(commitIndex: commitIndex, lastApplied: lastApplied)
    if commitIndex < before.commitIndex {
      return breach(node, .commitWentBack(node, from: before.commitIndex, to: commitIndex))
    }
    if lastApplied < before.lastApplied {
      return breach(node, .appliedWentBack(node, from: before.lastApplied, to: lastApplied))
    }
    return nil
  }

  private func breach(_ node: NodeID, _ detail: ViolationDetail) -> Breach {
    Breach(invariant: .commitMonotonic, nodes: [node], detail: detail)
  }

  /// A new life.
  mutating func begin(_ node: NodeID, commitIndex: LogIndex, lastApplied: LogIndex) {
    seen[node] = Seen(commitIndex: commitIndex, lastApplied: lastApplied)
  }
}

extension ViolationDetail {
  static func commitWentBack(_ node: NodeID, from old: LogIndex, to new: LogIndex) -> Self {
    Self(
      "commit-went-back", ["node": node, "old": old, "new": new],
      "commitIndex of \(node) went back from \(old) to \(new)")
  }

  static func appliedWentBack(_ node: NodeID, from old: LogIndex, to new: LogIndex) -> Self {
    Self(
      "applied-went-back", ["node": node, "old": old, "new": new],
      "lastApplied of \(node) went back from \(old) to \(new)")
  }
}
