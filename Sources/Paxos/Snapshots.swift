import Consensus

/// Slots that are chosen and executed need not be kept: a snapshot stands for them. Nothing that is accepted and not
/// known to be chosen is ever forgotten.
extension PaxosReplica {
  mutating func askForSnapshotWhenDue(effects: inout PaxosEffects) {
    let since = lastApplied - min(lastApplied, snapshot?.last.index ?? 0)
    if compaction.askedAt == nil, since >= UInt64(configuration.snapshotAfter) {
      askForSnapshot(effects: &effects)
    }
  }

  mutating func askForSnapshot(effects: inout PaxosEffects) {
    let since = snapshot?.last.index ?? 0
    guard lastApplied > since, compaction.write == nil, integrity == .sound else { return }
    compaction.askedAt = lastApplied
    effects.wantsSnapshot = lastApplied
    effects.decide(.snapshot(.asked(applied: lastApplied, entries: lastApplied - since)))
  }

  /// The state machine's state as of slot `index`: saved before anything is forgotten.
  mutating func snapshotTaken(through index: LogIndex, _ data: [UInt8], effects: inout PaxosEffects) {
    compaction.askedAt = nil
    guard index > snapshot?.last.index ?? 0, index <= lastApplied, compaction.write == nil,
      let ballot = log.term(at: index)
    else { return }
    let taken = Snapshot(last: LogPosition(index: index, term: ballot), membership: membership, data: data)
    snapshot = taken
    compaction.compactThrough = compactionEnd(index)
    durability.snapshotChanged(
      .init(snapshot: taken, compactThrough: compaction.compactThrough, replacesLog: false),
      lastIndex: log.lastIndex)
    compaction.write = durability.currentNumber
  }

  /// A proposer keeps what an acceptor that answers has not got yet, so that being slow does not cost it a snapshot.
  private func compactionEnd(_ index: LogIndex) -> LogIndex {
    guard role == .leader else { return index }
    return peers.reduce(index) { end, peer in
      let known = progress[peer.number]
      let reached = max(known.reported, known.snapshot?.snapshot.last.index ?? 0)
      return known.silence <= 2 && reached >= log.firstIndex ? min(end, reached) : end
    }
  }

  /// The snapshot is durable: what it stands for goes from the log in memory too.
  mutating func compact(effects: inout PaxosEffects) {
    compaction.write = nil
    guard let last = snapshot?.last, compaction.compactThrough > log.base.index else { return }
    log.compact(through: compaction.compactThrough)
    effects.decide(.snapshot(.compacted(snapshot: last, through: log.base.index)))
  }
}

/// A snapshot for an acceptor that needs slots which are gone, a piece at a time.
extension PaxosReplica {
  /// - Returns: false where there is none to send.
  mutating func beginSnapshot(to acceptor: NodeID, effects: inout PaxosEffects) -> Bool {
    guard let snapshot, snapshot.last.index >= log.base.index, compaction.write == nil else {
      if compaction.askedAt == nil { askForSnapshot(effects: &effects) }
      return false
    }
    effects.decide(
      .snapshot(
        .began(
          follower: acceptor, snapshot: snapshot.last, needs: progress[acceptor.number].next,
          bytes: UInt64(snapshot.data.count))))
    progress[acceptor.number].snapshot = SnapshotTransfer(snapshot)
    sendPiece(to: acceptor, effects: &effects)
    return true
  }

  /// The next piece, or again the one that was not answered.
  func sendPiece(to acceptor: NodeID, effects: inout PaxosEffects) {
    guard let transfer = progress[acceptor.number].snapshot else { return }
    let snapshot = transfer.snapshot
    let piece = transfer.piece(atMost: configuration.snapshotChunk)
    effects.send(
      .installSnapshot(
        .init(
          ballot: currentTerm, last: snapshot.last, offset: UInt64(piece.lowerBound),
          data: snapshot.data[piece],
          total: UInt64(snapshot.data.count), checksum: snapshot.checksum, round: reads.round)), to: acceptor)
  }

  mutating func handle(
    _ reply: PaxosMessage.InstallSnapshotReply, from acceptor: NodeID, now: Nanoseconds,
    effects: inout PaxosEffects
  ) {
    guard role == .leader, reply.ballot == currentTerm else {
      return ignore(reply.ballot, from: acceptor, effects: &effects)
    }
    let number = acceptor.number
    progress[number].silence = 0
    noteAnswer(reply.round, from: acceptor, isSound: reply.integrity == .sound, effects: &effects)
    guard let transfer = progress[number].snapshot, transfer.snapshot.last == reply.last else { return }
    switch reply.result {
    case .received(let through):
      // What it has it need not be sent again; a late answer that names less is passed over but once a heartbeat.
      guard through != transfer.acknowledged, through <= UInt64(transfer.snapshot.data.count),
        through > transfer.acknowledged || !progress[number].isMended
      else { return }
      if through < transfer.acknowledged { progress[number].isMended = true }
      progress[number].snapshot?.acknowledged = through
      if through < UInt64(transfer.snapshot.data.count) { sendPiece(to: acceptor, effects: &effects) }
    case .refused:
      guard !progress[number].isMended else { return }
      progress[number].isMended = true
      effects.decide(.snapshot(.again(follower: acceptor, snapshot: reply.last)))
      progress[number].snapshot?.acknowledged = 0
      sendPiece(to: acceptor, effects: &effects)
    case .installed:
      effects.decide(.snapshot(.finished(follower: acceptor, snapshot: reply.last)))
      progress[number].snapshot = nil
      progress[number].reported = reply.last.index
      progress[number].next = reply.last.index + 1
      progress[number].sentThrough = reply.last.index
      note(reply.integrity, of: acceptor, through: reply.last.index, effects: &effects)
      countAcceptances(from: acceptor, now: now, effects: &effects)
      sendEntries(to: acceptor, effects: &effects)
    }
  }

  mutating func handle(
    _ request: PaxosMessage.InstallSnapshot, from proposer: NodeID, now: Nanoseconds,
    effects: inout PaxosEffects
  ) {
    guard request.ballot >= currentTerm else {
      effects.decide(.refusedAccept(leader: proposer, ballot: request.ballot, promised: currentTerm))
      effects.send(.nack(.init(ballot: request.ballot, promised: currentTerm, gone: nil)), to: proposer)
      return
    }
    giveWay(to: request.ballot, of: proposer, now: now, effects: &effects)
    if request.ballot > currentTerm { promise(request.ballot) }
    follow(proposer, request.ballot, now: now, effects: &effects)
    guard request.last.index > commitIndex else {
      effects.decide(.snapshot(.passedOver(from: proposer, snapshot: request.last, committed: commitIndex)))
      incoming = nil
      return answer(.installed, request, to: proposer, effects: &effects)
    }
    let received = take(request)
    effects.decide(
      .snapshot(.received(from: proposer, snapshot: request.last, through: received, total: request.total)))
    guard received == request.total, let whole = incoming else {
      return answer(.received(through: received), request, to: proposer, effects: &effects)
    }
    incoming = nil
    let snapshot = Snapshot(
      last: request.last, membership: membership, data: whole.bytes, checksum: request.checksum)
    guard snapshot.isIntact else {
      effects.decide(.snapshot(.refused(from: proposer, snapshot: request.last)))
      return answer(.refused, request, to: proposer, effects: &effects)
    }
    install(snapshot, from: proposer, effects: &effects)
    answer(.installed, request, to: proposer, effects: &effects)
  }

  /// Keeps a piece that continues what is there; another snapshot begins anew.
  /// - Returns: how many bytes there are now.
  private mutating func take(_ request: PaxosMessage.InstallSnapshot) -> UInt64 {
    let (last, checksum, total) = (request.last, request.checksum, request.total)
    if incoming?.isOf(last: last, checksum: checksum, total: total) != true {
      incoming = IncomingSnapshot(last: last, checksum: checksum, total: total)
    }
    return incoming?.take(request.data, at: request.offset) ?? 0
  }

  /// What lies behind the snapshot's last slot is accepted and stays, in the log or behind a hole.
  private mutating func install(_ new: Snapshot, from proposer: NodeID, effects: inout PaxosEffects) {
    snapshot = new
    compaction = CompactionState()
    if log.lastIndex < new.last.index {
      log = EntryLog(base: new.last)
    } else {
      log.compact(through: new.last.index)
    }
    log.absorb(&ahead)
    commitIndex = new.last.index
    lastApplied = new.last.index
    durability.snapshotChanged(
      .init(snapshot: new, compactThrough: new.last.index, replacesLog: false), lastIndex: log.lastIndex)
    effects.restore = new
    effects.applies = 0..<0
    effects.decide(.snapshot(.installed(from: proposer, snapshot: new.last, kept: UInt64(log.count))))
  }

  private mutating func answer(
    _ result: PaxosMessage.InstallSnapshotReply.Result, _ request: PaxosMessage.InstallSnapshot,
    to proposer: NodeID, effects: inout PaxosEffects
  ) {
    durability.send(
      .installSnapshotReply(
        .init(
          ballot: request.ballot, last: request.last, result: result, round: request.round,
          integrity: integrity)),
      to: proposer, effects: &effects)
  }
}
