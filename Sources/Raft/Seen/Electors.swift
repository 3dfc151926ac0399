import Consensus

extension RaftReplica {
  /// Who votes for this server or could. Of a candidate: whose votes it has counted, whose are under way, and the
  /// voters that are still free to say yes: one vote a term (Raft §5.2). Of another server: those whose logs are not
  /// ahead of its own (§5.4.1).
  public func electors(
    among others: [RaftReplica], flying: [(from: NodeID, to: NodeID, message: RaftMessage)]
  ) -> NodeSet {
    guard role == .candidate else {
      return NodeSet(others.filter { log.last.isAtLeastAsUpToDate(as: $0.log.last) }.map(\.id)).union([id])
    }
    var electors = votes
    for (from, to, message) in flying where message.term == currentTerm {
      switch message {
      case .requestVote where from == id: electors.insert(to)
      case .requestVoteReply(let reply) where to == id && reply.voteGranted: electors.insert(from)
      default: break
      }
    }
    // A request may be sent again; the dead do not hear it.
    for voter in others where voter.currentTerm <= currentTerm {
      let isFree = voter.currentTerm < currentTerm || voter.votedFor == nil
      if isFree || voter.votedFor == id { electors.insert(voter.id) }
    }
    return electors
  }
}
