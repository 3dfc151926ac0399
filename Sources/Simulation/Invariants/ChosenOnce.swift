import Consensus
import Host

/// "Only a single value is chosen" (Paxos Made Simple §2.1), in each slot; a value is chosen when a quorum has accepted
/// it under one ballot.
enum ChosenOnce {
  static func check(_ new: SlotRecords.Acceptance, at slot: LogIndex, _ known: SlotRecords.Slot) -> Breach? {
    guard let chosen = known.chosen, chosen.value != new.value else { return nil }
    return Breach(
      invariant: .chosenOnce, nodes: new.acceptors,
      detail: .chosenTwice(slot: slot, first: chosen.ballot, second: new.ballot, acceptors: new.acceptors))
  }
}

extension ViolationDetail {
  static func chosenTwice(slot: LogIndex, first: Term, second: Term, acceptors: NodeSet) -> Self {
    Self(
      "chosen-twice",
      [
        "index": slot, "first": Ballot(first).description, "second": Ballot(second).description,
        "nodes": acceptors,
      ],
      "two values are chosen in slot \(slot), under \(Ballot(first)) and under \(Ballot(second)): \(acceptors)"
    )
  }
}
