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

  public var name: String {
    switch self {
    case .asked: "asked-for-snapshot"
    case .compacted: "compacted-log"
    case .began: "began-snapshot"
    case .resumed: "resumed-snapshot"
    case .finished: "finished-snapshot"
    case .again: "sends-snapshot-again"
    case .received: "received-snapshot"
    case .refused: "refused-snapshot"
    case .installed: "installed-snapshot"
    case .passedOver: "passed-over-snapshot"
    }
  }

  public var section: String {
    switch self {
    case .asked, .compacted: "D§5.1"
    default: "D§5, §7"
    }
  }

  public var fields: [Field] {
    switch self {
    case .asked(let applied, let entries):
      [Field("applied", .number(applied)), Field("entries", .number(entries))]
    case .compacted(let snapshot, let through):
      [Field("snapshot", .position(snapshot)), Field("through", .number(through))]
    case .began(let follower, let snapshot, let needs, let bytes):
      [
        Field("follower", .node(follower)), Field("snapshot", .position(snapshot)),
        Field("needs", .number(needs)), Field("bytes", .number(bytes)),
      ]
    case .resumed(let follower, let snapshot, let offset):
      [
        Field("follower", .node(follower)), Field("snapshot", .position(snapshot)),
        Field("offset", .number(offset)),
      ]
    case .finished(let follower, let snapshot), .again(let follower, let snapshot):
      [Field("follower", .node(follower)), Field("snapshot", .position(snapshot))]
    case .received(let from, let snapshot, let through, let total):
      [
        Field("from", .node(from)), Field("snapshot", .position(snapshot)),
        Field("through", .number(through)), Field("total", .number(total)),
      ]
    case .refused(let from, let snapshot):
      [Field("from", .node(from)), Field("snapshot", .position(snapshot))]
    case .installed(let from, let snapshot, let kept):
      [
        Field("from", .node(from)), Field("snapshot", .position(snapshot)), Field("kept", .number(kept)),
      ]
    case .passedOver(let from, let snapshot, let committed):
      [
        Field("from", .node(from)), Field("snapshot", .position(snapshot)),
        Field("committed", .number(committed)),
      ]
    }
  }
}
