import Consensus

/// "If a server has applied a log entry at a given index to its state machine, no other server will ever
/// apply a different log entry for the same index" (Raft §5.4.3, Figure 3); and since the state machine is
/// deterministic, what applying it did is the same everywhere: the receipt, and the balances of the accounts
/// it speaks of.
struct StateMachineSafety: Sendable {
  private struct Applied: Sendable {
    let entry: Entry
    let node: NodeID
    let result: AppliedEffect.Result?
  }
  private var applied = IndexedRecords<Applied>()
  /// The last entry that any server applied.
  private(set) var newest = LogPosition.origin

  mutating func check(_ seen: Observation) -> Breach? {
    var breach: Breach?
    for (place, item) in seen.applied.enumerated() {
      let result = place < seen.effects.count ? seen.effects[place].result : nil
      guard let first = applied[item.index] else {
        guard item.index > applied.lastIndex else { continue }
        if item.index > applied.lastIndex + 1 { applied.discard(through: item.index - 1) }
        applied.append(Applied(entry: item.entry, node: seen.node, result: result))
        newest = LogPosition(index: item.index, term: item.entry.term)
        continue
      }
      breach = breach ?? Self.difference(first, item, result, seen.node)
    }
    return breach
  }

  private static func difference(
    _ first: Applied, _ item: CommittedEntry, _ result: AppliedEffect.Result?, _ node: NodeID
  ) -> Breach? {
    let entry = LogPosition(index: item.index, term: item.entry.term)
    if first.entry != item.entry {
      return Breach(
        invariant: .stateMachineSafety, nodes: [first.node, node],
        detail: .appliedDifferently(
          first.node, LogPosition(index: item.index, term: first.entry.term), node, entry))
    }
    guard let result, let before = first.result, result != before else { return nil }
    return Breach(
      invariant: .stateMachineSafety, nodes: [first.node, node],
      detail: .appliedWithOtherResult(first.node, node, entry: entry))
  }

  mutating func discard(through index: LogIndex) { applied.discard(through: min(index, applied.lastIndex)) }
}
