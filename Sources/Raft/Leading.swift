import Consensus

/// The leader's half of log replication (§5.3) and the commitment rule (§5.4.2).
extension RaftReplica {
  /// "If command received from client: append entry to local log, respond after entry applied to state
  /// machine" (Figure 2, Leaders). Others name the leader they know (§8).
  mutating func propose(
    _ command: [UInt8], token: UInt64, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    guard role == .leader else {
      effects.decide(.redirectedClient(knownLeader: knownLeader))
      effects.replies.append(ProposalReply(token: token, outcome: .notLeader(hint: knownLeader)))
      return
    }
    append(Entry(term: currentTerm, kind: .command, payload: command), effects: &effects)
    effects.replies.append(ProposalReply(token: token, outcome: .accepted(log.last)))
    var batch: (from: LogIndex, entries: [Entry])?
    for position in peers.indices where !progress[position].awaitsReply {
      sendAppend(to: position, batch: &batch, effects: &effects)
    }
  }

  mutating func append(_ entry: Entry, effects: inout Effects<RaftMessage, RaftDurableState.Write>) {
    log.append(entry)
    durability.logAppended([entry], lastIndex: log.lastIndex)
    effects.decide(.appended(log.last, noOp: entry.kind == .noOp))
  }

  /// To each follower, in each heartbeat interval, "repeat during idle periods to prevent election timeouts"
  /// (Figure 2, Leaders); with what it has not acknowledged yet.
  mutating func sendHeartbeats(
    now: Nanoseconds, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    timerStart = now
    nextWake = now + configuration.heartbeatInterval
    var batch: (from: LogIndex, entries: [Entry])?
    for position in peers.indices {
      sendAppend(to: position, batch: &batch, effects: &effects)
    }
  }

  /// Sends what follows `nextIndex`, possibly nothing. `batch` keeps the entries for the next follower that
  /// needs the same ones.
  private mutating func sendAppend(
    to position: Int, batch: inout (from: LogIndex, entries: [Entry])?,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    let next = progress[position].nextIndex
    let entries: [Entry]
    if let batch, batch.from == next {
      entries = batch.entries
    } else {
      entries = log.entries(from: next, limit: configuration.appendLimit)
      batch = (next, entries)
    }
    progress[position].sentThrough = next - 1 + UInt64(entries.count)
    let previous = LogPosition(index: next - 1, term: log.term(at: next - 1) ?? 0)
    effects.sends.append(
      Outgoing(
        to: peers[position],
        message: .appendEntries(
          .init(term: currentTerm, previous: previous, leaderCommit: commitIndex, entries: entries))))
  }

  mutating func handle(
    _ reply: RaftMessage.AppendEntriesReply, from follower: NodeID,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    guard role == .leader, reply.term == currentTerm,
      let position = peers.firstIndex(of: follower)
    else {
      if reply.term < currentTerm {
        effects.decide(
          .ignoredStale(from: follower, messageTerm: reply.term, currentTerm: currentTerm))
      }
      return
    }
    switch reply.result {
    case .stored(let match):
      // Replies may come late, twice or out of order: what is known to be stored only grows.
      if match > progress[position].matchIndex {
        progress[position].matchIndex = match
        advanceCommitIndex(from: follower, effects: &effects)
      }
      progress[position].nextIndex = max(progress[position].nextIndex, match + 1)
    case .refused(let previous, let conflictTerm, let conflictIndex):
      // A refusal of an AppendEntries that is not the one under way says nothing new.
      guard previous == progress[position].nextIndex - 1, previous > progress[position].matchIndex
      else { return }
      backUp(position, refused: previous, conflictTerm: conflictTerm, conflictIndex: conflictIndex, &effects)
    case .staleTerm:
      return
    }
    if !progress[position].awaitsReply, progress[position].nextIndex <= log.lastIndex {
      var batch: (from: LogIndex, entries: [Entry])?
      sendAppend(to: position, batch: &batch, effects: &effects)
    }
  }

  /// "After AppendEntries fails because of log inconsistency: decrement nextIndex and retry" (Figure 2), in
  /// steps of a whole term (§5.3, end): back to the leader's own last entry of the conflicting term where it
  /// has one, else past all the follower's entries of that term.
  private mutating func backUp(
    _ position: Int, refused previous: LogIndex, conflictTerm: Term?, conflictIndex: LogIndex,
    _ effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    var next = min(conflictIndex, previous)
    if let conflictTerm {
      var index = previous
      while index >= log.firstIndex, let term = log.term(at: index), term > conflictTerm { index -= 1 }
      if index >= log.firstIndex, log.term(at: index) == conflictTerm { next = min(index + 1, previous) }
    }
    next = max(next, progress[position].matchIndex + 1, log.firstIndex)
    effects.decide(
      .backedUp(follower: peers[position], oldNext: progress[position].nextIndex, newNext: next))
    progress[position].nextIndex = next
    progress[position].sentThrough = progress[position].matchIndex
    var batch: (from: LogIndex, entries: [Entry])?
    sendAppend(to: position, batch: &batch, effects: &effects)
  }

  /// "If there exists an N such that N > commitIndex, a majority of matchIndex[i] >= N, and log[N].term ==
  /// currentTerm: set commitIndex = N" (Figure 2, Leaders; §5.3, §5.4). The leader's own copy counts when it
  /// is on its disk.
  mutating func advanceCommitIndex(
    from node: NodeID, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    let replicated = majorityMatchIndex()
    if effects.recordsDecisions {
      let newest = node == id ? durability.durableIndex : matchIndex(of: node)
      if newest > commitIndex, log.term(at: newest) == currentTerm {
        effects.decide(
          .countedCopy(
            from: node, index: newest, copies: copies(of: newest), needed: needed, of: peers.count + 1))
      }
    }
    guard replicated > commitIndex else { return }
    // Copies of an entry that its own log lacks are only reported where a rule is broken.
    guard let term = log.term(at: replicated) else { return }
    guard term == currentTerm || breaks(.countOldTerm) else {
      effects.decide(
        .heldBackOldTerm(
          index: replicated, entryTerm: term, currentTerm: currentTerm,
          copies: copies(of: replicated), of: peers.count + 1))
      return
    }
    let first = commitIndex + 1
    commitIndex = replicated
    effects.decide(
      .committed(
        first: first, index: replicated, term: term, copies: copies(of: replicated), needed: needed,
        of: peers.count + 1))
    applyCommitted(effects: &effects)
  }

  /// The highest index that a majority of all members holds durably.
  private func majorityMatchIndex() -> LogIndex {
    // At most nine members: the needed-th largest by counting, without sorting or allocating.
    var best: LogIndex = 0
    let own = durability.durableIndex
    if count(atLeast: own) >= needed { best = own }
    for peer in progress where peer.matchIndex > best && count(atLeast: peer.matchIndex) >= needed {
      best = peer.matchIndex
    }
    return best
  }

  private func count(atLeast index: LogIndex) -> Int {
    var count = durability.durableIndex >= index ? 1 : 0
    for peer in progress where peer.matchIndex >= index { count += 1 }
    return count
  }

  private func matchIndex(of node: NodeID) -> LogIndex {
    peers.firstIndex(of: node).map { progress[$0].matchIndex } ?? 0
  }

  private func copies(of index: LogIndex) -> NodeSet {
    var nodes = NodeSet()
    if durability.durableIndex >= index { nodes.insert(id) }
    for (peer, known) in zip(peers, progress) where known.matchIndex >= index { nodes.insert(peer) }
    return nodes
  }
}
