import Consensus
import Host

/// "If a server has applied a log entry at a given index to its state machine, no other server will ever
/// apply a different log entry for the same index" (Raft §5.4.3, Figure 3); and since the state machine is
/// deterministic, what applying it did is the same everywhere: the receipt, and the balances of the accounts
/// it speaks of.
///
/// The same entry is one of the same term too: the empty entries that open terms differ in nothing else, and an
/// equal command of another term at the same index is a breach of Raft, though its coins are right.
struct StateMachineSafety: Sendable {
  private struct Applied: Sendable {
    let entry: Entry
    let node: NodeID
    let result: AppliedEffect.Result?
  }
  private var applied = IndexedRecords<Applied>()
  /// The last entry that any server applied.
  private(set) var newest = LogPosition.origin

  /// What was applied here first; nil: nothing, or it is not kept any more.
  func entry(at index: LogIndex) -> Entry? { applied[index]?.entry }

  /// - Parameter byTerm: Whether an entry of another term is another entry.
  mutating func check(_ seen: Observation, byTerm: Bool = true) -> Breach? {
    var breach: Breach?
    for (place, item) in seen.applied.enumerated() {
      let result = place < seen.effects.count ? seen.effects[place].result : nil
      guard let first = applied[item.index] else {
        guard item.index > applied.lastIndex else { continue }
        applied.append(Applied(entry: item.entry, node: seen.node, result: result), at: item.index)
        newest = LogPosition(index: item.index, term: item.entry.term)
        continue
      }
      breach = breach ?? Self.difference(first, item, result, seen.node, byTerm: byTerm)
    }
    return breach
  }

  private static func difference(
    _ first: Applied, _ item: CommittedEntry, _ result: AppliedEffect.Result?, _ node: NodeID, byTerm: Bool
  ) -> Breach? {
    let entry = LogPosition(index: item.index, term: item.entry.term)
    if byTerm ? first.entry != item.entry : SlotValue(first.entry) != SlotValue(item.entry) {
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

  mutating func discard(through index: LogIndex) { applied.discard(through: index) }
}

extension ViolationDetail {
  static func appliedDifferently(
    _ node: NodeID, _ entry: LogPosition, _ other: NodeID, _ otherEntry: LogPosition
  ) -> Self {
    Self(
      "applied-differently", ["node": node, "entry": entry, "other": other, "otherEntry": otherEntry],
      variants: [node == other ? "again" : entry == otherEntry ? "twins" : nil],
      "\(node) applied entry \(entry), and \(other) another: \(otherEntry)")
  }

  /// The same entry, and another receipt or other balances.
  static func appliedWithOtherResult(
    _ node: NodeID, _ other: NodeID, entry: LogPosition
  ) -> Self {
    Self(
      "applied-with-other-result", ["node": node, "other": other, "entry": entry],
      "\(node) and \(other) both applied entry \(entry), and with different results")
  }
}
