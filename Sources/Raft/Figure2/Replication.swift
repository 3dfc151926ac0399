import Consensus

/// A leader replicates its log (§5.3): what clients propose, heartbeats, and the followers' answers.
extension RaftReplica {
  /// "If command received from client: append entry to local log, respond after entry applied to state
  /// machine" (Figure 2, Leaders).
  mutating func propose(_ command: consuming [UInt8], token: UInt64, effects: inout RaftEffects) {
    guard role == .leader else { return redirectClient(token, effects: &effects) }
    if let transfer {
      effects.decide(.leadership(.heldBackCommand(successor: transfer.target)))
      effects.reply(.notLeader(hint: nil), to: token)
      return
    }
    append(Entry(term: currentTerm, kind: .command, payload: command), effects: &effects)
    effects.reply(.accepted(log.last), to: token)
    sendWhereFree(effects: &effects)
  }

  /// Who does not lead names the leader that it knows (§8), whatever it was asked for.
  func redirectClient(_ token: UInt64, effects: inout RaftEffects) {
    effects.decide(.redirectedClient(knownLeader: knownLeader))
    effects.reply(.notLeader(hint: knownLeader), to: token)
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
      ignore(reply.term, from: follower, effects: &effects)
      return
    }
    if reply.integrity != .sound || !uncounted.isEmpty { note(reply, from: follower, effects: &effects) }
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
}

/// How a leader sends entries to a follower: probe, then pipelined up to a window (dissertation §10.2.1), or a snapshot.
extension RaftReplica {
  private var pipelines: Bool { configuration.window > 1 }

  private func isFree(_ peer: NodeID) -> Bool {
    progress[peer.number].isFree(match: matchIndex[peer.number], window: configuration.window)
  }

  /// After an append: sends to each follower that may get more.
  mutating func sendWhereFree(effects: inout RaftEffects) {
    for position in peers.indices where isFree(peers[position]) {
      sendEntries(to: peers[position], effects: &effects)
    }
  }

  /// After an answer: sends what waits.
  mutating func sendMore(to peer: NodeID, effects: inout RaftEffects) {
    while isFree(peer), progress[peer.number].nextIndex <= log.lastIndex {
      let next = progress[peer.number].nextIndex
      sendEntries(to: peer, effects: &effects)
      if progress[peer.number].nextIndex == next { return }
    }
  }

  mutating func sendHeartbeat(to peer: NodeID, effects: inout RaftEffects) {
    progress[peer.number].hasBackedUp = false
    progress[peer.number].waits = false
    switch progress[peer.number].state {
    case .snapshot: sendPiece(to: peer, effects: &effects)
    case .replicate where pipelines && !progress[peer.number].inFlight.isEmpty:
      // Refused if anything before it was lost, which starts sending again.
      send(EntryBatch(), to: peer, after: progress[peer.number].nextIndex - 1, effects: &effects)
    case .probe, .replicate: sendEntries(to: peer, effects: &effects)
    }
  }

  /// Sends what follows `nextIndex`, possibly nothing.
  private mutating func sendEntries(to peer: NodeID, effects: inout RaftEffects) {
    if progress[peer.number].nextIndex <= log.base.index {
      if beginSnapshot(to: peer, effects: &effects) { return }
      // What it needs is gone, and the snapshot not there yet. It may have the rest of it meanwhile.
      progress[peer.number].nextIndex = log.firstIndex
    }
    let next = progress[peer.number].nextIndex
    // Where more messages may follow at once, one ends where its entries would have to be copied together.
    let entries =
      pipelines
      ? log.sharedEntries(from: next, limit: configuration.appendLimit)
      : log.entries(from: next, limit: configuration.appendLimit)
    let last = next - 1 + UInt64(entries.count)
    progress[peer.number].sent(through: last, window: configuration.window)
    send(entries, to: peer, after: next - 1, effects: &effects)
  }

  @inline(__always)
  func send(
    _ entries: consuming EntryBatch, to peer: NodeID, after index: LogIndex, effects: inout RaftEffects
  ) {
    effects.send(
      .appendEntries(
        .init(
          term: currentTerm, previous: log.position(at: index), leaderCommit: commitIndex, entries: entries,
          round: reads.round)), to: peer)
  }

  /// A follower holds everything up to `match`; `isNew`: that was not known.
  mutating func progressed(
    _ follower: NodeID, match: LogIndex, isNew: Bool, effects: inout RaftEffects
  ) {
    let number = follower.number
    progress[number].acknowledged(match, isNew: isNew)
    if progress[number].state == .replicate { return }
    if progress[number].state == .snapshot { endSnapshot(to: follower, reached: match, effects: &effects) }
    // A probe is answered by who holds what precedes it, not by a late answer to something earlier.
    if progress[number].state == .probe, progress[number].nextIndex == matchIndex[number] + 1 {
      change(follower, to: .replicate, effects: &effects)
    }
  }

  /// Without pipelining, that probing ends is not told: nothing changes with it.
  mutating func change(_ follower: NodeID, to state: ReplicationState, effects: inout RaftEffects) {
    let old = progress[follower.number].state
    guard old != state else { return }
    progress[follower.number].state = state
    progress[follower.number].inFlight.removeAll(keepingCapacity: true)
    if pipelines || old == .snapshot || state == .snapshot {
      effects.decide(
        .changedFlow(
          follower: follower, old: old, new: state, next: progress[follower.number].nextIndex))
    }
  }

  /// A refusal of an AppendEntries that is not under way says nothing new.
  func isNews(refusedAt previous: LogIndex, by follower: NodeID) -> Bool {
    guard previous > matchIndex[follower.number] else { return false }
    switch progress[follower.number].state {
    case .snapshot: return false
    case .replicate where pipelines:
      return previous < progress[follower.number].nextIndex && !progress[follower.number].hasBackedUp
    case .probe, .replicate: return previous == progress[follower.number].nextIndex - 1
    }
  }

  /// "After AppendEntries fails because of log inconsistency: decrement nextIndex and retry" (Figure 2), in
  /// steps of a whole term (§5.3, end): back to the leader's own last entry of the conflicting term where it
  /// has one, else past all the follower's entries of that term.
  mutating func backUp(
    _ follower: NodeID, refused previous: LogIndex, conflictTerm: Term?, conflictIndex: LogIndex,
    effects: inout RaftEffects
  ) {
    var next = min(conflictIndex, previous)
    if let conflictTerm {
      var index = previous
      while index >= log.firstIndex, let term = log.term(at: index), term > conflictTerm { index -= 1 }
      if index >= log.firstIndex, log.term(at: index) == conflictTerm { next = min(index + 1, previous) }
    }
    next = max(next, matchIndex[follower.number] + 1)
    if next < log.firstIndex, !canSendSnapshot {
      // Whoever lacks entries from before the log's front needs a snapshot, once there is one.
      if next <= log.base.index { wantSnapshot(effects: &effects) }
      next = log.firstIndex
    }
    let oldNext = progress[follower.number].nextIndex
    effects.decide(.backedUp(follower: follower, oldNext: oldNext, newNext: next))
    progress[follower.number].nextIndex = next
    progress[follower.number].sentThrough = matchIndex[follower.number]
    progress[follower.number].hasBackedUp = true
    change(follower, to: .probe, effects: &effects)
    // At the log's front nothing else can be sent until the snapshot is there: the next heartbeat asks again.
    if next == oldNext { progress[follower.number].waits = true }
    if isFree(follower) { sendEntries(to: follower, effects: &effects) }
  }
}
