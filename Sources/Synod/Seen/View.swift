import Consensus

extension SynodReplica {
  public static var entriesKeepTheirTerm: Bool { false }

  public var view: NodeView {
    var view = NodeView(
      role: role, term: currentTerm, votedFor: nil, committed: commitIndex, applied: lastApplied,
      durable: durability.durableIndex, knownLeader: nil, votes: attempt?.promises ?? [],
      timer: nextWake < .max ? NodeView.Timer(.election, start: timerStart, deadline: nextWake) : nil,
      progress: [])
    view.integrity = integrity
    view.membership = membership
    view.part = PaxosPart(
      isProposer: roles.proposers.contains(id), isAcceptor: roles.acceptors.contains(id),
      ballot: attempt?.ballot, wanted: asked.first?.command, adopted: attempt?.adopted,
      proposal: attempt?.proposal, accepted: accepted, chosen: chosen, marks: marks)
    return view
  }

  /// What an acceptor remembers, and what a learner knows.
  public static func variables(of view: NodeView) -> [NodeView.Variable] {
    [
      NodeView.Variable(.persistent, "promised", .number(view.term)),
      NodeView.Variable(.persistent, "accepted", .number(view.part?.accepted?.term ?? 0)),
      NodeView.Variable(.volatile, "chosen", .number(view.part?.chosen?.term ?? 0)),
    ]
  }

  /// Nobody votes for a proposer.
  public func electors(
    among others: [SynodReplica], flying: [(from: NodeID, to: NodeID, message: SynodMessage)]
  ) -> NodeSet { [] }

  /// What it proposes under its own number stands in no log of its own.
  public var proposal: Entry? { attempt?.proposal }
}
