import Consensus

/// InstallSnapshot, the leader's half (§7; dissertation §5.3), a piece at a time.
extension RaftReplica {
  /// Whether a snapshot stands for everything before the log's first entry.
  var canSendSnapshot: Bool {
    guard let snapshot else { return false }
    return snapshot.last.index >= log.base.index && compaction.write == nil
  }

  /// - Returns: false when there is no snapshot to send.
  mutating func beginSnapshot(to follower: NodeID, effects: inout RaftEffects) -> Bool {
    guard canSendSnapshot, let snapshot else {
      wantSnapshot(effects: &effects)
      return false
    }
    effects.decide(
      .snapshot(
        .began(
          follower: follower, snapshot: snapshot.last, needs: progress[follower.number].nextIndex,
          bytes: UInt64(snapshot.data.count))))
    progress[follower.number].snapshot = SnapshotTransfer(snapshot)
    change(follower, to: .snapshot, effects: &effects)
    sendPiece(to: follower, effects: &effects)
    return true
  }

  /// The next piece, or again the one that was not answered.
  mutating func sendPiece(to follower: NodeID, effects: inout RaftEffects) {
    guard let transfer = progress[follower.number].snapshot else { return }
    let snapshot = transfer.snapshot
    let piece = transfer.piece(atMost: configuration.snapshotChunk)
    effects.send(
      .installSnapshot(
        .init(
          term: currentTerm, last: snapshot.last, membership: snapshot.membership,
          offset: UInt64(piece.lowerBound),
          data: snapshot.data[piece], total: UInt64(snapshot.data.count), checksum: snapshot.checksum,
          round: reads.round)), to: follower)
  }

  mutating func handle(
    _ reply: RaftMessage.InstallSnapshotReply, from follower: NodeID, now: Nanoseconds,
    effects: inout RaftEffects
  ) {
    guard role == .leader, reply.term == currentTerm, reply.result != .staleTerm,
      membership.all.contains(follower), follower != id
    else {
      ignore(reply.term, from: follower, effects: &effects)
      return
    }
    if reply.integrity != .sound { leaveOut(follower, reply.integrity, effects: &effects) }
    if reply.round > 0 { noteAnswer(reply.round, from: follower, now: now, effects: &effects) }
    guard let transfer = progress[follower.number].snapshot, transfer.snapshot.last == reply.last
    else { return }
    switch reply.result {
    case .received(let through): received(through, by: follower, transfer, effects: &effects)
    case .refused:
      guard !progress[follower.number].hasBackedUp else { return }
      progress[follower.number].hasBackedUp = true
      effects.decide(.snapshot(.again(follower: follower, snapshot: reply.last)))
      progress[follower.number].snapshot?.acknowledged = 0
      sendPiece(to: follower, effects: &effects)
    case .installed:
      let isNew = reply.last.index > matchIndex[follower.number]
      if isNew { matchIndex[follower.number] = reply.last.index }
      progressed(follower, match: reply.last.index, isNew: isNew, effects: &effects)
      advanceCommitIndex(from: follower, now: now, effects: &effects)
      if role == .leader { sendMore(to: follower, effects: &effects) }
    case .staleTerm: break
    }
  }

  /// What the follower has, it need not be sent again: it may have it of an earlier attempt, or have lost it.
  private mutating func received(
    _ through: UInt64, by follower: NodeID, _ transfer: SnapshotTransfer, effects: inout RaftEffects
  ) {
    guard through != transfer.acknowledged, through <= UInt64(transfer.snapshot.data.count) else { return }
    // A late answer says less than the follower has; whether it lost the rest, the next heartbeat shows.
    if through < transfer.acknowledged {
      guard !progress[follower.number].hasBackedUp else { return }
      progress[follower.number].hasBackedUp = true
    }
    let expected = transfer.acknowledged + UInt64(max(1, configuration.snapshotChunk))
    if through > expected || through < transfer.acknowledged {
      effects.decide(
        .snapshot(.resumed(follower: follower, snapshot: transfer.snapshot.last, offset: through)))
    }
    progress[follower.number].snapshot?.acknowledged = through
    if through < UInt64(transfer.snapshot.data.count) { sendPiece(to: follower, effects: &effects) }
  }

  /// The follower has what the snapshot stands for, by whatever way.
  mutating func endSnapshot(to follower: NodeID, reached match: LogIndex, effects: inout RaftEffects) {
    guard let transfer = progress[follower.number].snapshot, match >= transfer.snapshot.last.index
    else { return }
    effects.decide(.snapshot(.finished(follower: follower, snapshot: transfer.snapshot.last)))
    progress[follower.number].snapshot = nil
    progress[follower.number].nextIndex = match + 1
    progress[follower.number].sentThrough = match
    change(follower, to: .probe, effects: &effects)
  }
}
