import Consensus
import Host

/// "A process never learns that a value has been chosen unless it actually has been" (Paxos Made Simple §2.1); and
/// commands are executed in the order of their slots, never over a hole (§3).
struct ExecutedChosen: Sendable {
  private var executed = PerNode<LogIndex>(0)

  mutating func check(_ seen: Observation, _ records: SlotRecords) -> Breach? {
    for item in seen.applied {
      let before = executed[seen.node]
      executed[seen.node] = item.index
      if item.index != before + 1 {
        return breach(seen.node, .executedOverHole(seen.node, slot: item.index, after: before))
      }
      // What every server has executed is not kept.
      guard let known = records[item.index] else { continue }
      if known.chosen?.value != SlotValue(item.entry) {
        return breach(
          seen.node, .executedUnchosen(seen.node, slot: item.index, isAnother: known.chosen != nil))
      }
    }
    return nil
  }

  private func breach(_ node: NodeID, _ detail: ViolationDetail) -> Breach {
    Breach(invariant: .executedChosen, nodes: [node], detail: detail)
  }

  /// A new life, or a snapshot.
  mutating func begin(_ node: NodeID, through index: LogIndex) { executed[node] = index }
}

extension ViolationDetail {
  static func executedOverHole(_ node: NodeID, slot: LogIndex, after: LogIndex) -> Self {
    Self(
      "executed-over-hole", ["node": node, "index": slot, "after": after],
      "\(node) executed slot \(slot) right after \(after)")
  }

  static func executedUnchosen(_ node: NodeID, slot: LogIndex, isAnother: Bool) -> Self {
    Self(
      "executed-unchosen", ["node": node, "index": slot], variants: [isAnother ? "another" : nil],
      "\(node) executed a value in slot \(slot), and " + (isAnother ? "another is chosen" : "none is chosen"))
  }
}
