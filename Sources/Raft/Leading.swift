import Consensus

/// The leader's log and the commitment rule (§5.3, §5.4.2).
extension RaftReplica {
  /// "If command received from client: append entry to local log, respond after entry applied to state
  /// machine" (Figure 2, Leaders). Others name the leader they know (§8).
  mutating func propose(_ command: consuming [UInt8], token: UInt64, effects: inout RaftEffects) {
    guard role == .leader else {
      effects.decide(.redirectedClient(knownLeader: knownLeader))
      effects.replies.append(ProposalReply(token: token, outcome: .notLeader(hint: knownLeader)))
      return
    }
    if let transfer {
      effects.decide(.leadership(.heldBackCommand(successor: transfer.target)))
      effects.replies.append(ProposalReply(token: token, outcome: .notLeader(hint: nil)))
      return
    }
    append(Entry(term: currentTerm, kind: .command, payload: command), effects: &effects)
    effects.replies.append(ProposalReply(token: token, outcome: .accepted(log.last)))
    sendWhereFree(effects: &effects)
  }

  mutating func append(_ entry: consuming Entry, effects: inout RaftEffects) {
    let kind = entry.kind
    log.append(entry)
    durability.logAppended(from: log.lastIndex, lastIndex: log.lastIndex)
    if kind != .configuration { effects.decide(.appended(log.last, noOp: kind == .noOp)) }
  }

  /// A leader's time: a heartbeat is due, or something that it waits for has run out.
  mutating func leaderWakes(now: Nanoseconds, effects: inout RaftEffects) {
    if now >= quorumDeadline {
      stepDownWithoutQuorum(now: now, effects: &effects)
      return
    }
    if let transfer, now >= transfer.deadline { giveUpTransfer(effects: &effects) }
    if now >= heartbeatDue { sendHeartbeats(now: now, effects: &effects) } else { setLeaderWake() }
  }

  /// To each follower, in each heartbeat interval, "repeat during idle periods to prevent election timeouts"
  /// (Figure 2, Leaders); with what it has not acknowledged yet.
  mutating func sendHeartbeats(now: Nanoseconds, effects: inout RaftEffects) {
    timerStart = now
    heartbeatDue = now + configuration.heartbeatInterval
    beginRound(now: now)
    for peer in peers { sendHeartbeat(to: peer, effects: &effects) }
    if countsRounds { confirmRounds(now: now, effects: &effects) }
    setLeaderWake()
  }

  mutating func setLeaderWake() {
    nextWake = heartbeatDue
    if let transfer { nextWake = min(nextWake, transfer.deadline) }
    if configuration.checkQuorum { nextWake = min(nextWake, quorumDeadline) }
  }

  mutating func handle(
    _ reply: RaftMessage.AppendEntriesReply, from follower: NodeID, now: Nanoseconds,
    effects: inout RaftEffects
  ) {
    guard role == .leader, reply.term == currentTerm, membership.all.contains(follower), follower != id
    else {
      if reply.term < currentTerm {
        effects.decide(
          .ignoredStale(from: follower, messageTerm: reply.term, currentTerm: currentTerm))
      }
      return
    }
    if reply.standing != .sound || !uncounted.isEmpty { note(reply, from: follower, effects: &effects) }
    switch reply.result {
    case .stored(let match): stored(through: match, on: follower, now: now, effects: &effects)
    case .refused(let previous, let conflictTerm, let conflictIndex):
      guard isNews(refusedAt: previous, by: follower) else { break }
      backUp(
        follower, refused: previous, conflictTerm: conflictTerm, conflictIndex: conflictIndex,
        effects: &effects)
    case .staleTerm: return
    }
    guard role == .leader else { return }
    if reply.round > 0 { noteAnswer(reply.round, from: follower, now: now, effects: &effects) }
    sendMore(to: follower, effects: &effects)
    if membership.joining.contains(follower) { promoteIfCaughtUp(follower, now: now, effects: &effects) }
    if transfer != nil { continueTransfer(effects: &effects) }
  }

  /// Replies may come late, twice or out of order: what is known to be stored only grows.
  private mutating func stored(
    through match: LogIndex, on follower: NodeID, now: Nanoseconds, effects: inout RaftEffects
  ) {
    let isNew = match > matchIndex[follower.number]
    if isNew { matchIndex[follower.number] = match }
    progressed(follower, match: match, isNew: isNew, effects: &effects)
    // What is committed already is not counted again.
    if isNew, match > commitIndex { advanceCommitIndex(from: follower, now: now, effects: &effects) }
  }

  /// "If there exists an N such that N > commitIndex, a majority of matchIndex[i] >= N, and log[N].term ==
  /// currentTerm: set commitIndex = N" (Figure 2, Leaders; §5.3, §5.4); of a joint configuration a majority
  /// of each half (dissertation §4.3). The leader's own copy counts when it is on its disk.
  mutating func advanceCommitIndex(from node: NodeID, now: Nanoseconds, effects: inout RaftEffects) {
    var replicated =
      uncounted.isEmpty
      ? decisive.agreedValue(matchIndex, above: commitIndex)
      : decisive.agreedValue(countedMatchIndex, above: commitIndex)
    if breaks(.countLearner) { replicated = max(replicated, agreedWithLearners(countedMatchIndex)) }
    if effects.recordsDecisions { noteCopy(on: node, effects: &effects) }
    guard replicated > commitIndex else { return }
    // Copies of an entry that its own log lacks are only reported where a rule is broken.
    guard let term = log.term(at: replicated) else { return }
    guard term == currentTerm || breaks(.countOldTerm) else {
      effects.decide(
        .heldBackOldTerm(
          index: replicated, entryTerm: term, currentTerm: currentTerm,
          copies: copies(of: replicated), of: size))
      return
    }
    let first = commitIndex + 1
    commitIndex = replicated
    effects.decide(
      .committed(
        first: first, index: replicated, term: term, copies: copies(of: replicated), needed: needed,
        of: size))
    applyCommitted(effects: &effects)
    serveWaiting(effects: &effects)
    // A joint one may be older: its leader fell before it could leave it, and so it is left now.
    if membershipIndex <= commitIndex, membershipIndex >= first || membership.isJoint {
      membershipCommitted(now: now, effects: &effects)
    }
  }

  private func noteCopy(on node: NodeID, effects: inout RaftEffects) {
    let newest = matchIndex[node.number]
    guard newest > commitIndex, log.term(at: newest) == currentTerm, !uncounted.contains(node) else { return }
    effects.decide(
      .countedCopy(from: node, index: newest, copies: copies(of: newest), needed: needed, of: size))
  }

  private func copies(of index: LogIndex) -> NodeSet {
    var nodes = NodeSet()
    for number in 1...NodeID.highest where matchIndex[number] >= index { nodes.insert(NodeID(number)) }
    return nodes.intersection(decisive.voters).subtracting(uncounted)
  }
}
