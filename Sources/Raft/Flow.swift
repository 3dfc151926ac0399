import Consensus

/// What a leader knows of one follower besides its matchIndex (Figure 2, volatile state on leaders).
struct PeerProgress: Sendable {
  /// The next entry to send to it; while messages follow each other, the one after those sent.
  var nextIndex: LogIndex = 1
  /// The highest entry sent and not yet answered, where one message at a time is sent; at or below matchIndex
  /// when nothing is under way.
  var sentThrough: LogIndex = 0
  var flow = FollowerFlow.probe
  /// The last entries of the messages under way, oldest first, where more than one may be.
  var inFlight: [LogIndex] = []
  /// The snapshot that it is being sent.
  var snapshot: SnapshotTransfer?
  /// Sending to it has begun anew since the last heartbeat and since it last acknowledged an entry. Until either,
  /// no other answer makes it begin again: in a network that doubles and reorders messages, each copy of an old
  /// answer would have what is under way sent once more, and each of those is answered in several copies.
  var hasBackedUp = false
  /// Nothing leaves before the next heartbeat or an acknowledgement.
  var waits = false

  init(nextIndex: LogIndex = 1) { self.nextIndex = nextIndex }

  /// Whether another message with entries may leave to it, `match` being its matchIndex.
  func isFree(match: LogIndex, window: Int) -> Bool {
    if waits { return false }
    return switch flow {
    case .replicate where window > 1: inFlight.count < window
    case .probe, .replicate: sentThrough <= match
    case .snapshot: false
    }
  }

  /// Entries up to `last` leave, possibly none.
  mutating func sent(through last: LogIndex, window: Int) {
    sentThrough = last
    guard window > 1, flow == .replicate, last >= nextIndex else { return }
    nextIndex = last + 1
    inFlight.append(last)
  }

  /// Everything up to `match` has arrived; `isNew`: that was not known.
  mutating func acknowledged(_ match: LogIndex, isNew: Bool) {
    if isNew {
      hasBackedUp = false
      waits = false
    }
    var done = 0
    while done < inFlight.count, inFlight[done] <= match { done += 1 }
    if done > 0 { inFlight.removeFirst(done) }
    nextIndex = max(nextIndex, match + 1)
  }
}

/// Sending entries: probe, then pipelined up to a window (dissertation §10.2.1), or a snapshot.
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
    switch progress[peer.number].flow {
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
      ? log.run(from: next, limit: configuration.appendLimit)
      : log.entries(from: next, limit: configuration.appendLimit)
    let last = next - 1 + UInt64(entries.count)
    progress[peer.number].sent(through: last, window: configuration.window)
    send(entries, to: peer, after: next - 1, effects: &effects)
  }

  @inline(__always)
  private func send(
    _ entries: consuming EntryBatch, to peer: NodeID, after index: LogIndex, effects: inout RaftEffects
  ) {
    effects.sends.append(
      Outgoing(
        to: peer,
        message: .appendEntries(
          .init(
            term: currentTerm, previous: LogPosition(index: index, term: log.term(at: index) ?? 0),
            leaderCommit: commitIndex, entries: entries, round: reads.round))))
  }

  /// A follower holds everything up to `match`; `isNew`: that was not known.
  mutating func progressed(
    _ follower: NodeID, match: LogIndex, isNew: Bool, effects: inout RaftEffects
  ) {
    let number = follower.number
    progress[number].acknowledged(match, isNew: isNew)
    if progress[number].flow == .replicate { return }
    if progress[number].flow == .snapshot { endSnapshot(to: follower, reached: match, effects: &effects) }
    // A probe is answered by who holds what precedes it, not by a late answer to something earlier.
    if progress[number].flow == .probe, progress[number].nextIndex == matchIndex[number] + 1 {
      change(follower, to: .replicate, effects: &effects)
    }
  }

  /// Without pipelining, that probing ends is not told: nothing changes with it.
  mutating func change(_ follower: NodeID, to flow: FollowerFlow, effects: inout RaftEffects) {
    let old = progress[follower.number].flow
    guard old != flow else { return }
    progress[follower.number].flow = flow
    progress[follower.number].inFlight.removeAll(keepingCapacity: true)
    if pipelines || old == .snapshot || flow == .snapshot {
      effects.decide(
        .changedFlow(
          follower: follower, old: old, new: flow, next: progress[follower.number].nextIndex))
    }
  }

  /// A refusal of an AppendEntries that is not under way says nothing new.
  func isNews(refusedAt previous: LogIndex, by follower: NodeID) -> Bool {
    guard previous > matchIndex[follower.number] else { return false }
    switch progress[follower.number].flow {
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
