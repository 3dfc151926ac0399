import Consensus

/// Log compaction (§7, dissertation §5.1): each server snapshots its own state machine and forgets the
/// entries that the snapshot stands for.
extension RaftReplica {
  func askForSnapshotIsDue(_ applied: LogIndex) -> Bool {
    applied - min(applied, snapshot?.last.index ?? 0) >= UInt64(max(1, configuration.snapshotAfter))
  }

  mutating func askForSnapshotWhenDue(effects: inout RaftEffects) {
    if compaction.askedAt == nil, compaction.write == nil, askForSnapshotIsDue(lastApplied) {
      askForSnapshot(effects: &effects)
    }
  }

  mutating func askForSnapshot(effects: inout RaftEffects) {
    let since = snapshot?.last.index ?? 0
    guard lastApplied > since, compaction.write == nil, integrity == .sound, knowsMembers(at: lastApplied)
    else { return }
    compaction.askedAt = lastApplied
    effects.wantsSnapshot = lastApplied
    effects.decide(.snapshot(.asked(applied: lastApplied, entries: lastApplied - since)))
  }

  /// A snapshot names the configuration that was in force (Figure 13). A new server in a lost one's place does not
  /// know the one before the first that it was sent.
  private func knowsMembers(at index: LogIndex) -> Bool {
    guard let record = memberships.last(where: { $0.index <= index }) else { return false }
    return record.index > 0 || record.membership == Membership(voters: NodeSet(configuration.members))
  }

  /// Somebody needs entries that are gone, and there is no snapshot for them yet.
  mutating func wantSnapshot(effects: inout RaftEffects) {
    if compaction.askedAt == nil { askForSnapshot(effects: &effects) }
  }

  /// The state machine's state as of entry `index`: saved before anything is forgotten.
  mutating func snapshotTaken(
    through index: LogIndex, _ data: [UInt8], now: Nanoseconds, effects: inout RaftEffects
  ) {
    compaction.askedAt = nil
    guard index > snapshot?.last.index ?? 0, index <= lastApplied, compaction.write == nil,
      let term = log.term(at: index)
    else { return }
    let membership = memberships.last { $0.index <= index }?.membership ?? membership
    let taken = Snapshot(
      last: LogPosition(index: index, term: term), membership: membership, data: data)
    snapshot = taken
    compaction.compactThrough = compactionEnd(index, now: now)
    durability.snapshotChanged(
      .init(snapshot: taken, compactThrough: compaction.compactThrough, replacesLog: false),
      lastIndex: log.lastIndex)
    compaction.write = durability.currentNumber
  }

  /// A leader keeps what a follower that answers has not got yet, so that being slow does not cost it a
  /// snapshot.
  private func compactionEnd(_ index: LogIndex, now: Nanoseconds) -> LogIndex {
    guard role == .leader else { return index }
    let living = heardWithin(configuration.electionTimeout.upperBound, now: now)
    var end = index
    for peer in peers where living.contains(peer) {
      let reached = max(
        matchIndex[peer.number], progress[peer.number].snapshot?.snapshot.last.index ?? 0)
      if reached >= log.firstIndex { end = min(end, reached) }
    }
    return end
  }

  /// The snapshot is durable: what it stands for goes from the log in memory too.
  mutating func compact(now: Nanoseconds, effects: inout RaftEffects) {
    compaction.write = nil
    guard let last = snapshot?.last, compaction.compactThrough > log.base.index else { return }
    log.compact(through: compaction.compactThrough)
    forgetMemberships(through: log.base.index)
    effects.decide(.snapshot(.compacted(snapshot: last, through: log.base.index)))
  }
}
