import Consensus

/// Leader election (§5.2) and its restriction (§5.4.1).
extension RaftReplica {
  /// "On conversion to candidate: increment currentTerm, vote for self, reset election timer, send
  /// RequestVote RPCs to all other servers" (Figure 2, Candidates).
  mutating func startElection(
    now: Nanoseconds, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    if role == .candidate {
      effects.decide(
        .electionRanOut(term: currentTerm, votes: votes, needed: needed, of: peers.count + 1))
    }
    let waited = now - min(now, timerStart)
    role = .candidate
    knownLeader = nil
    votes = []
    voteArrivals = 0
    currentTerm += 1
    votedFor = id
    durability.termOrVoteChanged()
    resetElectionTimer(now: now)
    // Only what is durable is named: a crash must not leave voters who trusted a longer log.
    let lastIndex = durability.durableIndex
    let lastLog = LogPosition(index: lastIndex, term: log.term(at: lastIndex) ?? 0)
    effects.decide(.startedElection(term: currentTerm, waited: waited, last: lastLog))
    for peer in peers {
      effects.sends.append(
        Outgoing(to: peer, message: .requestVote(.init(term: currentTerm, lastLog: lastLog))))
    }
    ownVoteWrite = durability.currentNumber
  }

  /// Receiver implementation of RequestVote (Figure 2).
  mutating func handle(
    _ request: RaftMessage.RequestVote, from candidate: NodeID, now: Nanoseconds,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    if let refusal = refusal(of: request, from: candidate) {
      effects.decide(.refusedVote(candidate: candidate, term: request.term, refusal))
      reply(granted: false, to: candidate, effects: &effects)
      return
    }
    if votedFor != candidate {
      votedFor = candidate
      durability.termOrVoteChanged()
    }
    resetElectionTimer(now: now)
    effects.decide(
      .grantedVote(
        candidate: candidate, term: currentTerm, own: log.last, candidateLast: request.lastLog))
    reply(granted: true, to: candidate, effects: &effects)
  }

  /// Why a vote is not given: an old term (§5.1), a vote given already (§5.2), or a log less up to date than
  /// the voter's (§5.4.1).
  private func refusal(of request: RaftMessage.RequestVote, from candidate: NodeID) -> Decision.VoteRefusal? {
    if request.term < currentTerm { return .staleTerm(currentTerm: currentTerm) }
    if let votedFor, votedFor != candidate { return .alreadyVoted(for: votedFor) }
    if !breaks(.voteAnyLog), !request.lastLog.isAtLeastAsUpToDate(as: log.last) {
      return .logBehind(own: log.last, candidate: request.lastLog)
    }
    return nil
  }

  private mutating func reply(
    granted: Bool, to candidate: NodeID, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    sendWhenDurable(
      .requestVoteReply(.init(term: currentTerm, voteGranted: granted)), to: candidate, effects: &effects)
  }

  mutating func handle(
    _ reply: RaftMessage.RequestVoteReply, from voter: NodeID, now: Nanoseconds,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    guard reply.term == currentTerm, role == .candidate else {
      if reply.term < currentTerm {
        effects.decide(
          .ignoredStale(from: voter, messageTerm: reply.term, currentTerm: currentTerm))
      }
      return
    }
    guard reply.voteGranted else {
      effects.decide(.wasRefused(by: voter, term: currentTerm))
      return
    }
    countVote(of: voter, now: now, effects: &effects)
  }

  mutating func countOwnVoteIfDurable(
    now: Nanoseconds, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    guard durability.isDurable(ownVoteWrite), !votes.contains(id) else { return }
    countVote(of: id, now: now, effects: &effects)
  }

  /// A vote counts once however often it arrives; a majority of all members makes a leader (§5.2), but never
  /// before the own vote, and with it the term, is on disk.
  private mutating func countVote(
    of voter: NodeID, now: Nanoseconds, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    votes.insert(voter)
    voteArrivals += 1
    effects.decide(
      .countedVote(from: voter, term: currentTerm, votes: votes, needed: needed, of: peers.count + 1))
    let count = breaks(.countVoteTwice) ? voteArrivals : votes.count
    if count >= needed, votes.contains(id) { becomeLeader(now: now, effects: &effects) }
  }

  /// "Upon election: send initial empty AppendEntries RPCs to each server" (Figure 2, Leaders); here they
  /// carry the term's opening entry (§8) where that is on.
  private mutating func becomeLeader(
    now: Nanoseconds, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    role = .leader
    effects.decide(
      .becameLeader(term: currentTerm, votes: votes, needed: needed, of: peers.count + 1))
    progress = peers.map { _ in PeerProgress(nextIndex: log.lastIndex + 1) }
    if configuration.noOp {
      append(Entry(term: currentTerm, kind: .noOp), effects: &effects)
    }
    sendHeartbeats(now: now, effects: &effects)
  }
}
