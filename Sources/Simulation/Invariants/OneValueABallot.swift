import Consensus
import Host

/// A proposal is a number and a value, "and different proposals have different numbers" (Paxos Made Simple §2.2): under
/// one ballot at most one value is proposed, and accepted, in a slot.
enum OneValueABallot {
  static func check(_ new: SlotRecords.Proposal, at slot: LogIndex, _ known: SlotRecords.Slot) -> Breach? {
    guard let other = known.proposals.first(where: { $0.ballot == new.ballot && $0.value != new.value })
    else { return nil }
    return breach([other.node, new.node], slot, new.ballot)
  }

  static func check(_ new: AcceptedSlot, _ known: SlotRecords.Slot) -> Breach? {
    guard let other = known.acceptances.first(where: { $0.ballot == new.ballot && $0.value != new.value })
    else { return nil }
    return breach(other.acceptors.union([new.node]), new.slot, new.ballot)
  }

  private static func breach(_ nodes: NodeSet, _ slot: LogIndex, _ ballot: Term) -> Breach {
    Breach(invariant: .oneValueABallot, nodes: nodes, detail: .twoValues(slot: slot, ballot: ballot, nodes))
  }
}

extension ViolationDetail {
  static func twoValues(slot: LogIndex, ballot: Term, _ nodes: NodeSet) -> Self {
    Self(
      "two-values", ["index": slot, "ballot": Ballot(ballot).description, "nodes": nodes],
      "two values in slot \(slot) under the one ballot \(Ballot(ballot)): \(nodes)")
  }
}
