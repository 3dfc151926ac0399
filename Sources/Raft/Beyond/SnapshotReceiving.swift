import Consensus

/// InstallSnapshot, the follower's half (§7, Figure 13; dissertation §5.3).
extension RaftReplica {
  mutating func handle(
    _ request: RaftMessage.InstallSnapshot, from leader: NodeID, now: Nanoseconds,
    effects: inout RaftEffects
  ) {
    if request.term < currentTerm {
      effects.decide(
        .refusedAppend(leader: leader, term: request.term, .staleTerm(currentTerm: currentTerm)))
      answer(.staleTerm, request, to: leader, effects: &effects)
      return
    }
    follow(leader, now: now, effects: &effects)
    if request.last.index <= commitIndex {
      effects.decide(
        .snapshot(.passedOver(from: leader, snapshot: request.last, committed: commitIndex)))
      incoming = nil
      answer(.installed, request, to: leader, effects: &effects)
      return
    }
    let received = take(request)
    effects.decide(
      .snapshot(
        .received(from: leader, snapshot: request.last, through: received, total: request.total)))
    guard received == request.total, let whole = incoming else {
      answer(.received(through: received), request, to: leader, effects: &effects)
      return
    }
    incoming = nil
    let snapshot = Snapshot(
      last: request.last, membership: request.membership, data: whole.bytes, checksum: request.checksum)
    guard snapshot.isIntact else {
      effects.decide(.snapshot(.refused(from: leader, snapshot: request.last)))
      answer(.refused, request, to: leader, effects: &effects)
      return
    }
    install(snapshot, from: leader, now: now, effects: &effects)
    answer(.installed, request, to: leader, effects: &effects)
  }

  /// Keeps a piece that continues what is there; another snapshot begins anew, the same one goes on.
  /// - Returns: how many bytes there are now.
  private mutating func take(_ request: RaftMessage.InstallSnapshot) -> UInt64 {
    let (last, checksum, total) = (request.last, request.checksum, request.total)
    if incoming?.isOf(last: last, checksum: checksum, total: total) != true {
      incoming = IncomingSnapshot(last: last, checksum: checksum, total: total)
    }
    return incoming?.take(request.data, at: request.offset) ?? 0
  }

  /// "If existing log entry has same index and term as snapshot's last included entry, retain log entries
  /// following it; discard the entire log; reset state machine using snapshot contents" (Figure 13).
  private mutating func install(
    _ new: Snapshot, from leader: NodeID, now: Nanoseconds, effects: inout RaftEffects
  ) {
    let matches = log.term(at: new.last.index) == new.last.term
    snapshot = new
    compaction = CompactionState()
    if matches {
      log.compact(through: new.last.index)
    } else {
      log = EntryLog(base: new.last)
      memberships = []
    }
    memberships = memberships.filter { $0.index > new.last.index }
    memberships.insert(MembershipRecord(index: new.last.index, membership: new.membership), at: 0)
    commitIndex = new.last.index
    lastApplied = new.last.index
    durability.snapshotChanged(
      .init(snapshot: new, compactThrough: new.last.index, replacesLog: !matches),
      lastIndex: log.lastIndex)
    effects.restore = new
    effects.applies = 0..<0
    effects.decide(
      .snapshot(.installed(from: leader, snapshot: new.last, kept: UInt64(log.count))))
    membershipChanged(now: now)
    matchedLeader(through: new.last.index, effects: &effects)
  }

  private mutating func answer(
    _ result: RaftMessage.InstallSnapshotReply.Result, _ request: RaftMessage.InstallSnapshot,
    to leader: NodeID, effects: inout RaftEffects
  ) {
    sendWhenDurable(
      .installSnapshotReply(
        .init(
          term: currentTerm, last: request.last, result: result, round: request.round, integrity: integrity)
      ),
      to: leader,
      effects: &effects)
  }
}
