import Consensus
import Host

/// "Only a value that has been proposed may be chosen" (Paxos Made Simple §2.1).
enum ChosenProposed {
  static func check(chosenAt slot: LogIndex, _ known: SlotRecords.Slot) -> Breach? {
    guard let chosen = known.chosen, !known.proposals.contains(where: { $0.value == chosen.value }) else {
      return nil
    }
    return Breach(
      invariant: .chosenProposed, nodes: [], detail: .neverProposed(slot: slot, ballot: chosen.ballot))
  }
}

extension ViolationDetail {
  static func neverProposed(slot: LogIndex, ballot: Term) -> Self {
    Self(
      "never-proposed", ["index": slot, "ballot": Ballot(ballot).description],
      "the value that is chosen in slot \(slot) under \(Ballot(ballot)) was proposed by nobody")
  }
}
