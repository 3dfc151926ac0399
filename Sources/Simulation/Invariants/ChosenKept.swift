import Consensus
import Host

/// "If a proposal with value v is chosen, then every higher-numbered proposal issued by any proposer has value v"
/// (Paxos Made Simple §2.2, P2b). Looked at when something is proposed, accepted or chosen; what has been chosen is
/// found on the disks, whether anybody knows it or not. (A published specification asks whether a value is decided
/// under all ballots at once, which is hardly ever so, and its check hardly ever fails.)
enum ChosenKept {
  static func check(_ new: SlotRecords.Proposal, at slot: LogIndex, _ known: SlotRecords.Slot) -> Breach? {
    check(new.ballot, new.value, by: new.node, at: slot, known)
  }

  static func check(_ new: AcceptedSlot, _ known: SlotRecords.Slot) -> Breach? {
    check(new.ballot, new.value, by: new.node, at: new.slot, known)
  }

  private static func check(
    _ ballot: Term, _ value: SlotValue, by node: NodeID, at slot: LogIndex, _ known: SlotRecords.Slot
  ) -> Breach? {
    guard let chosen = known.chosen, ballot > chosen.ballot, value != chosen.value else { return nil }
    return breach([node], slot, ballot, chosen.ballot)
  }

  /// A value has just been chosen.
  static func check(chosenAt slot: LogIndex, _ known: SlotRecords.Slot) -> Breach? {
    guard let chosen = known.chosen,
      let other = known.proposals.first(where: { $0.ballot > chosen.ballot && $0.value != chosen.value })
    else { return nil }
    return breach([other.node], slot, other.ballot, chosen.ballot)
  }

  private static func breach(_ nodes: NodeSet, _ slot: LogIndex, _ ballot: Term, _ chosen: Term) -> Breach {
    Breach(
      invariant: .chosenKept, nodes: nodes,
      detail: .chosenOverruled(nodes, slot: slot, ballot: ballot, chosenUnder: chosen))
  }
}

extension ViolationDetail {
  static func chosenOverruled(_ nodes: NodeSet, slot: LogIndex, ballot: Term, chosenUnder chosen: Term)
    -> Self
  {
    Self(
      "chosen-overruled",
      [
        "nodes": nodes, "index": slot, "ballot": Ballot(ballot).description,
        "chosenUnder": Ballot(chosen).description,
      ],
      "another value than was chosen in slot \(slot) under \(Ballot(chosen)) is proposed there under "
        + "\(Ballot(ballot)): \(nodes)")
  }
}
