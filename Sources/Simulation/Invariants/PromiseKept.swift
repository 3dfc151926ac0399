import Consensus
import Host

/// "An acceptor can accept a proposal numbered n iff it has not responded to a prepare request having a number greater
/// than n" (Paxos Made Simple §2.2, P1a): nothing gets onto a disk under a lower ballot than that disk has promised.
struct PromiseKept: Sendable {
  private var promised = PerNode<Term>(0)

  func check(_ new: AcceptedSlot) -> Breach? {
    let promise = promised[new.node]
    guard new.ballot < promise else { return nil }
    return Breach(
      invariant: .promiseKept, nodes: [new.node],
      detail: .brokenPromise(new.node, slot: new.slot, ballot: new.ballot, promised: promise))
  }

  /// A disk holds this promise.
  mutating func note(_ node: NodeID, _ ballot: Term) { promised[node] = max(promised[node], ballot) }

  /// Its disk was emptied or damaged.
  mutating func forget(_ node: NodeID) { promised[node] = 0 }
}

extension ViolationDetail {
  static func brokenPromise(_ node: NodeID, slot: LogIndex, ballot: Term, promised: Term) -> Self {
    Self(
      "broken-promise",
      [
        "node": node, "index": slot, "ballot": Ballot(ballot).description,
        "promised": Ballot(promised).description,
      ],
      "\(node) accepted a value in slot \(slot) under \(Ballot(ballot)) and had promised \(Ballot(promised))"
    )
  }
}
