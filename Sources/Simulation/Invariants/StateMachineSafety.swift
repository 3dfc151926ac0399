import Consensus

/// "If a server has applied a log entry at a given index to its state machine, no other server will ever
/// apply a different log entry for the same index" (Raft §5.4.3, Figure 3).
struct StateMachineSafety: Sendable {
  private struct Applied: Sendable {
    let entry: Entry
    let node: NodeID
  }
  private var applied = IndexedRecords<Applied>()
  /// The last entry that any server applied.
  private(set) var newest = LogPosition.origin

  mutating func check(_ seen: Observation) -> Breach? {
    for item in seen.applied {
      guard let first = applied[item.index] else {
        if item.index == applied.lastIndex + 1 {
          applied.append(Applied(entry: item.entry, node: seen.node))
          newest = LogPosition(index: item.index, term: item.entry.term)
        }
        continue
      }
      if first.entry != item.entry {
        return Breach(
          invariant: .stateMachineSafety, nodes: [first.node, seen.node],
          detail: .appliedDifferently(
            first.node, LogPosition(index: item.index, term: first.entry.term), seen.node,
            LogPosition(index: item.index, term: item.entry.term)))
      }
    }
    return nil
  }

  mutating func discard(through index: LogIndex) { applied.discard(through: index) }
}
