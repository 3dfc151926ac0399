import Consensus

/// Pre-vote (dissertation §9.6): who has heard no leader asks first whether it would be elected, and begins a
/// term only if it would. A server that comes back from a partition so disturbs nobody.
extension RaftReplica {
  mutating func askPreVotes(now: Nanoseconds, effects: inout RaftEffects) {
    noteElectionRanOut(effects: &effects)
    let waited = now - min(now, timerStart)
    role = .candidate
    isPreVoting = true
    knownLeader = nil
    votes = []
    resetElectionTimer(now: now)
    let proposed = currentTerm + 1
    let lastLog = durableEnd
    effects.decide(.leadership(.askedPreVote(term: proposed, waited: waited, last: lastLog)))
    for peer in peers where membership.deciders.contains(peer) {
      effects.send(.preVote(.init(term: proposed, lastLog: lastLog)), to: peer)
    }
    countPreVote(of: id, now: now, effects: &effects)
  }

  /// An answer promises nothing, so it waits for no disk and changes neither term, vote nor timer.
  mutating func handle(
    _ request: RaftMessage.PreVote, from candidate: NodeID, now: Nanoseconds, effects: inout RaftEffects
  ) {
    let unfit = integrityRefusal(of: candidate, term: request.term)
    let refusal = refusal(of: request, now: now)
    if let unfit {
      effects.decide(.integrity(unfit))
    } else if let refusal {
      effects.decide(.leadership(.refusedPreVote(candidate: candidate, term: request.term, refusal)))
    } else {
      effects.decide(.leadership(.grantedPreVote(candidate: candidate, term: request.term)))
    }
    effects.send(
      .preVoteReply(
        .init(term: currentTerm, proposed: request.term, voteGranted: refusal == nil && unfit == nil)),
      to: candidate)
  }

  private func refusal(
    of request: RaftMessage.PreVote, now: Nanoseconds
  ) -> LeadershipDecision.PreVoteRefusal? {
    if request.term <= currentTerm { return .staleTerm(currentTerm: currentTerm) }
    if let ago = leaderHeardAgo(now: now) { return .hearsLeader(ago: ago) }
    if !breaks(.voteAnyLog), !request.lastLog.isAtLeastAsUpToDate(as: log.last) {
      return .logBehind(own: log.last, candidate: request.lastLog)
    }
    return nil
  }

  mutating func handle(
    _ reply: RaftMessage.PreVoteReply, from voter: NodeID, now: Nanoseconds, effects: inout RaftEffects
  ) {
    guard role == .candidate, isPreVoting, reply.proposed == currentTerm + 1 else {
      effects.decide(.ignoredStale(from: voter, messageTerm: reply.term, currentTerm: currentTerm))
      return
    }
    guard reply.voteGranted else {
      effects.decide(.leadership(.wasRefusedPreVote(by: voter, term: reply.proposed)))
      return
    }
    countPreVote(of: voter, now: now, effects: &effects)
  }

  private mutating func countPreVote(of voter: NodeID, now: Nanoseconds, effects: inout RaftEffects) {
    votes.insert(voter)
    effects.decide(
      .leadership(
        .countedPreVote(from: voter, term: currentTerm + 1, votes: votes, needed: needed, of: size)))
    if decidingMembership.isQuorum(votes) { startElection(now: now, effects: &effects) }
  }

  /// How long ago a leader was heard, if within the shortest election timeout; nil: none was. A leader hears
  /// itself.
  func leaderHeardAgo(now: Nanoseconds) -> Nanoseconds? {
    if breaks(.voteDespiteLeader) { return nil }
    if role == .leader { return 0 }
    guard let heardLeaderAt else { return nil }
    let ago = now - min(now, heardLeaderAt)
    return ago < configuration.electionTimeout.lowerBound ? ago : nil
  }
}
