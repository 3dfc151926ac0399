/// Decisions about snapshots and the compaction of the log (dissertation ch. 5).
public enum SnapshotDecision: Sendable, Equatable {
  /// So many entries were applied since the last snapshot: the state machine is asked for a new one.
  case asked(applied: LogIndex, entries: UInt64)
  /// A snapshot is durable: the entries up to `through` are forgotten.
  case compacted(snapshot: LogPosition, through: LogIndex)
  /// The entries that a follower needs are gone: it is sent the snapshot instead.
  case began(follower: NodeID, snapshot: LogPosition, needs: LogIndex, bytes: UInt64)
  /// The follower has the bytes up to `offset` already: sending goes on from there.
  case resumed(follower: NodeID, snapshot: LogPosition, offset: UInt64)
  /// The follower holds the snapshot: entries follow from the next on.
  case finished(follower: NodeID, snapshot: LogPosition)
  /// The follower's bytes did not match the checksum: all is sent again.
  case again(follower: NodeID, snapshot: LogPosition)
  case received(from: NodeID, snapshot: LogPosition, through: UInt64, total: UInt64)
  /// The bytes received do not make the checksum that was announced: they are thrown away.
  case refused(from: NodeID, snapshot: LogPosition)
  /// The snapshot replaces the state; of the log `kept` entries behind it stay.
  case installed(from: NodeID, snapshot: LogPosition, kept: UInt64)
  /// A snapshot of what is committed here already.
  case passedOver(from: NodeID, snapshot: LogPosition, committed: LogIndex)
}

extension SnapshotDecision: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .asked(let applied, let entries):
      tell("asked-for-snapshot", "D§5.1", rank: 4, ["applied": applied, "entries": entries])
    case .compacted(let snapshot, let through):
      tell("compacted-log", "D§5.1", rank: 6, ["snapshot": snapshot, "through": through])
    case .began(let follower, let snapshot, let needs, let bytes):
      tell(
        "began-snapshot", "D§5, §7", rank: 8, sign: .sendsSnapshot(to: follower),
        ["follower": follower, "snapshot": snapshot, "needs": needs, "bytes": bytes])
    case .resumed(let follower, let snapshot, let offset):
      tell(
        "resumed-snapshot", "D§5, §7", rank: 6,
        ["follower": follower, "snapshot": snapshot, "offset": offset])
    case .finished(let follower, let snapshot):
      tell(
        "finished-snapshot", "D§5, §7", rank: 7, sign: .sentSnapshot(to: follower),
        ["follower": follower, "snapshot": snapshot])
    case .again(let follower, let snapshot):
      tell("sends-snapshot-again", "D§5, §7", rank: 8, ["follower": follower, "snapshot": snapshot])
    case .received(let from, let snapshot, let through, let total):
      tell(
        "received-snapshot", "D§5, §7", rank: 4,
        ["from": from, "snapshot": snapshot, "through": through, "total": total])
    case .refused(let from, let snapshot):
      tell("refused-snapshot", "D§5, §7", rank: 8, ["from": from, "snapshot": snapshot])
    case .installed(let from, let snapshot, let kept):
      tell("installed-snapshot", "D§5, §7", rank: 8, ["from": from, "snapshot": snapshot, "kept": kept])
    case .passedOver(let from, let snapshot, let committed):
      tell(
        "passed-over-snapshot", "D§5, §7", rank: 3,
        ["from": from, "snapshot": snapshot, "committed": committed])
    }
  }
}
