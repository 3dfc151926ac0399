import Consensus

/// Check-quorum: a leader that does not hear from a quorum steps down (dissertation §6.2), and who hears from
/// a leader does not help others to depose it (§4.2.3). Leases stand on the second rule.
extension RaftReplica {
  /// "If a server receives a RequestVote request within the minimum election timeout of hearing from a
  /// current leader, it does not update its term or grant its vote" (§4.2.3), unless the leader itself asked
  /// for the election.
  func ignores(
    _ message: RaftMessage, from candidate: NodeID, now: Nanoseconds, effects: inout RaftEffects
  ) -> Bool {
    guard configuration.checkQuorum, case .requestVote(let request) = message, !request.isTransfer,
      let ago = leaderHeardAgo(now: now)
    else { return false }
    effects.decide(
      .leadership(.ignoredVoteRequest(candidate: candidate, term: request.term, ago: ago)))
    return true
  }

  /// The same rule for who heard the leader itself: it does not stand, unless the leader asks it to.
  public func leaderHeard(now: Nanoseconds) -> LeaderHeard? {
    guard configuration.checkQuorum, let ago = leaderHeardAgo(now: now) else { return nil }
    return LeaderHeard(
      leader: role == .leader ? id : lastLeader, ago: ago, atLeast: configuration.electionTimeout.lowerBound)
  }

  /// The time at which this leader must have heard from a quorum again: an election timeout, the longest one,
  /// after it last did.
  var quorumDeadline: Nanoseconds {
    guard configuration.checkQuorum else { return .max }
    var heard = heardAt
    heard[id.number] = .max
    for node in uncounted { heard[node.number] = 0 }
    let (deadline, overflows) = max(leadsSince, decidingMembership.agreedValue(heard))
      .addingReportingOverflow(
        configuration.electionTimeout.upperBound)
    return overflows ? .max : deadline
  }

  /// "A leader steps down if an election timeout elapses without a successful round of heartbeats to a
  /// majority of its cluster" (§6.2).
  mutating func stepDownWithoutQuorum(now: Nanoseconds, effects: inout RaftEffects) {
    let heard = heardWithin(configuration.electionTimeout.upperBound - 1, now: now).subtracting(uncounted)
    effects.decide(
      .leadership(
        .lostQuorum(
          term: currentTerm, heard: heard.intersection(decidingMembership.deciders), needed: needed, of: size)
      ))
    becomeFollower(now: now, effects: &effects)
  }
}
