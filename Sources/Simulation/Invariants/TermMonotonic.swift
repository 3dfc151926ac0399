import Consensus
import Host

/// The stored term never goes back ("increases monotonically", Raft Figure 2 and §5.1), whatever a crash left
/// of an unfinished write.
struct TermMonotonic: Sendable {
  private var stored = PerNode<Term>(0)

  mutating func check(_ node: NodeID, _ term: Term) -> Breach? {
    let before = stored[node]
    stored[node] = max(before, term)
    if term >= before { return nil }
    return Breach(
      invariant: .termMonotonic, nodes: [node], detail: .termWentBack(node, from: before, to: term))
  }

  /// Its disk was emptied.
  mutating func forget(_ node: NodeID) { stored[node] = 0 }
}

extension ViolationDetail {
  static func termWentBack(_ node: NodeID, from old: Term, to new: Term) -> Self {
    Self(
      "term-went-back", ["node": node, "oldTerm": old, "newTerm": new],
      "the term on the disk of \(node) went back from \(old) to \(new)")
  }
}
