/// Whether a member's disk still holds what the member has promised. It is itself on disk.
///
/// A member that lost promised state "cannot safely rejoin the cluster with its prior identity" (Raft dissertation
/// §3.8; it holds for every protocol whose quorums rely on what members have stored). How much it may still do depends
/// on what it lost: an entry can be had again from a leader, a vote or a promise cannot.
public enum DiskIntegrity: Sendable, Equatable {
  /// All that it promised is there.
  case sound
  /// Its log held a damaged entry, and it forgot that one and all behind it. When it was last sound its log ended
  /// with `formerLast`, so it may have acknowledged entries up to there that it has no more. Of a server that began
  /// anew after a lost disk: the last entry that was committed then, and the term of then. Kept apart, so that the
  /// messages of every day stay small.
  indirect case damaged(formerLast: LogPosition)
  /// Its disk was lost with all that it had promised. It follows, and decides nothing until it has been removed and
  /// added again.
  ///
  /// So does one whose record of its term and vote, or promise, is damaged: it has its log and counts for nothing.
  case wiped

  /// With which entry a damaged log ended when it was last sound; nil: it is not that which was lost.
  public var formerLast: LogPosition? {
    if case .damaged(let formerLast) = self { formerLast } else { nil }
  }

  /// A stable name for files.
  public var name: String {
    switch self {
    case .sound: "sound"
    case .damaged: "damaged"
    case .wiped: "wiped"
    }
  }
}

/// A part of what a member keeps on its disk, with a checksum of its own.
public enum StoredPart: Hashable, Sendable, CustomStringConvertible {
  case entry(LogIndex)
  /// The snapshot that stands for the log's front.
  case snapshot
  /// The record of term and vote, or of the promise.
  case termAndVote

  /// As the verb spells it: `7`, `snapshot`, `record`.
  public var description: String {
    switch self {
    case .entry(let index): "\(index)"
    case .snapshot: "snapshot"
    case .termAndVote: "record"
    }
  }
}
