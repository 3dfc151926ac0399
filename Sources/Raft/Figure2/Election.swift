import Consensus

/// Leader election (§5.2) and its restriction (§5.4.1).
extension RaftReplica {
  /// A person wants the election timer to fire before its time, which no timer of its own does while a leader is
  /// heard: it has waited for the shortest election timeout at least. Leases stand on that (dissertation §6.4.1),
  /// so where the rules of §4.2.3 are on it holds for this one too.
  mutating func forceElectionTimer(now: Nanoseconds, effects: inout RaftEffects) {
    guard role != .leader else { return }
    if let heard = leaderHeard(now: now) {
      effects.decide(.leadership(.withheldCandidacy(heard)))
      return
    }
    electionTimerFired(now: now, effects: &effects)
  }

  /// Sets the election timer to `deadline`, never earlier than §4.2.3 allows this node to stand.
  mutating func setElectionTimer(to deadline: Nanoseconds, now: Nanoseconds) {
    guard role != .leader, mayStand else { return }
    nextWake = max(now + (leaderHeard(now: now)?.left ?? 0), deadline)
  }

  /// Nothing was heard of a leader for an election timeout: who could win an election begins one, at once or
  /// after asking (dissertation §9.6).
  mutating func electionTimerFired(now: Nanoseconds, effects: inout RaftEffects) {
    guard mayStand else {
      nextWake = .max
      return
    }
    guard integrity == .sound else { return withholdCandidacy(now: now, effects: &effects) }
    if configuration.preVote, !breaks(.skipPreVote) {
      askPreVotes(now: now, effects: &effects)
    } else {
      startElection(now: now, effects: &effects)
    }
  }

  /// "On conversion to candidate: increment currentTerm, vote for self, reset election timer, send
  /// RequestVote RPCs to all other servers" (Figure 2, Candidates).
  mutating func startElection(now: Nanoseconds, isTransfer: Bool = false, effects: inout RaftEffects) {
    noteElectionRanOut(effects: &effects)
    let waited = now - min(now, timerStart)
    role = .candidate
    knownLeader = nil
    votes = []
    isPreVoting = false
    voteArrivals = 0
    currentTerm += 1
    votedFor = id
    durability.termOrVoteChanged()
    resetElectionTimer(now: now)
    let lastLog = durableEnd
    effects.decide(.startedElection(term: currentTerm, waited: waited, last: lastLog))
    for peer in peers where membership.deciders.contains(peer) {
      effects.send(.requestVote(.init(term: currentTerm, lastLog: lastLog, isTransfer: isTransfer)), to: peer)
    }
    ownVoteWrite = durability.currentNumber
  }

  func noteElectionRanOut(effects: inout RaftEffects) {
    guard role == .candidate, !isPreVoting else { return }
    effects.decide(.electionRanOut(term: currentTerm, votes: votes, needed: needed, of: size))
  }

  /// The last durable entry. Only what is durable is named to voters: a crash must not leave some who trusted
  /// a longer log.
  var durableEnd: LogPosition { log.position(at: durability.durableIndex) }

  /// Receiver implementation of RequestVote (Figure 2).
  mutating func handle(
    _ request: RaftMessage.RequestVote, from candidate: NodeID, now: Nanoseconds,
    effects: inout RaftEffects
  ) {
    // Its term may have come here by another way, which is no reason to vote in it.
    if request.term == currentTerm, votedFor == nil,
      ignores(.requestVote(request), from: candidate, now: now, effects: &effects)
    {
      return
    }
    if let refusal = voteRefusal(of: request, from: candidate) {
      effects.decide(.refusedVote(candidate: candidate, term: request.term, refusal))
      reply(granted: false, to: candidate, effects: &effects)
      return
    }
    if let refusal = integrityRefusal(of: candidate, term: request.term) {
      effects.decide(.integrity(refusal))
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
  private func voteRefusal(
    of request: RaftMessage.RequestVote, from candidate: NodeID
  ) -> Decision.VoteRefusal? {
    if request.term < currentTerm { return .staleTerm(currentTerm: currentTerm) }
    if let votedFor, votedFor != candidate { return .alreadyVoted(for: votedFor) }
    if !breaks(.voteAnyLog), !request.lastLog.isAtLeastAsUpToDate(as: log.last) {
      return .logBehind(own: log.last, candidate: request.lastLog)
    }
    return nil
  }

  private mutating func reply(granted: Bool, to candidate: NodeID, effects: inout RaftEffects) {
    sendWhenDurable(
      .requestVoteReply(.init(term: currentTerm, voteGranted: granted)), to: candidate, effects: &effects)
  }

  mutating func handle(
    _ reply: RaftMessage.RequestVoteReply, from voter: NodeID, now: Nanoseconds,
    effects: inout RaftEffects
  ) {
    guard reply.term == currentTerm, role == .candidate, !isPreVoting else {
      ignore(reply.term, from: voter, effects: &effects)
      return
    }
    guard reply.voteGranted else {
      effects.decide(.wasRefused(by: voter, term: currentTerm))
      return
    }
    countVote(of: voter, now: now, effects: &effects)
  }

  mutating func countOwnVoteIfDurable(now: Nanoseconds, effects: inout RaftEffects) {
    guard !isPreVoting, durability.isDurable(ownVoteWrite), !votes.contains(id) else { return }
    countVote(of: id, now: now, effects: &effects)
  }

  /// A vote counts once however often it arrives; a majority of all members makes a leader (§5.2), but never
  /// before the own vote, and with it the term, is on disk.
  private mutating func countVote(of voter: NodeID, now: Nanoseconds, effects: inout RaftEffects) {
    votes.insert(voter)
    voteArrivals += 1
    effects.decide(
      .countedVote(from: voter, term: currentTerm, votes: votes, needed: needed, of: size))
    let hasWon = breaks(.countVoteTwice) ? voteArrivals >= needed : decidingMembership.isQuorum(votes)
    if hasWon, votes.contains(id) { becomeLeader(now: now, effects: &effects) }
  }

  /// "Upon election: send initial empty AppendEntries RPCs to each server" (Figure 2, Leaders); here they
  /// carry the term's opening entry (§8) where that is on.
  private mutating func becomeLeader(now: Nanoseconds, effects: inout RaftEffects) {
    role = .leader
    leadsSince = now
    effects.decide(.becameLeader(term: currentTerm, votes: votes, needed: needed, of: size))
    for number in progress.indices {
      progress[number] = FollowerProgress(nextIndex: log.lastIndex + 1)
      matchIndex[number] = 0
    }
    matchIndex[id.number] = durability.durableIndex
    uncounted = []
    reads = ReadState()
    transfer = nil
    incoming = nil
    if stepsDownEarly(now: now, effects: &effects) { return }
    if configuration.noOp {
      append(Entry(term: currentTerm, kind: .noOp), effects: &effects)
    }
    sendHeartbeats(now: now, effects: &effects)
  }
}
