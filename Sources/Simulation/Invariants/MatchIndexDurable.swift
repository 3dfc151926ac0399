import Consensus
import Host

/// A leader's "matchIndex[]: for each server, index of highest log entry known to be replicated on server" (Raft
/// Figure 2), and a server answers only after "updated on stable storage" (there): so the entry is on that
/// server's disk, the leader's own included (dissertation §10.2.1), and stays there for that term. But for disks
/// that were wiped or damaged since, and for servers that a later leader has reached, who may delete it (§5.3).
///
/// Looked at when a leader's matchIndex grows, and when a disk loses what a leader counts on.
struct MatchIndexDurable: Sendable {
  /// By leader and follower: matchIndex as it was last seen.
  private var seen: [LogIndex] = Array(repeating: 0, count: width * width)
  /// By follower: the highest of any leader.
  private var highest = PerNode<LogIndex>(0)
  private static var width: Int { NodeID.highest + 1 }

  /// Whether `match` is more than was known.
  mutating func isNews(_ leader: NodeID, of follower: NodeID, match: LogIndex) -> Bool {
    let place = leader.number * Self.width + follower.number
    let before = seen[place]
    guard match != before else { return false }
    seen[place] = match
    guard match > before else { return false }
    highest[follower] = max(highest[follower], match)
    return true
  }

  /// Whether some leader may count on an entry of this follower from `index` on.
  func reaches(_ index: LogIndex, on follower: NodeID) -> Bool { highest[follower] >= index }

  /// A leader begins with a matchIndex of 0 for all.
  mutating func begin(_ leader: NodeID) {
    let first = leader.number * Self.width
    for place in first..<(first + Self.width) { seen[place] = 0 }
  }

  /// - Parameter isOnDisk: Whether the follower's disk bears it out.
  func check(_ leader: NodeID, term: Term, of follower: NodeID, _ entry: LogPosition, isOnDisk: Bool)
    -> Breach?
  {
    if isOnDisk { return nil }
    return Breach(
      invariant: .matchIndexDurable, nodes: [leader, follower],
      detail: .matchNotOnDisk(leader, term: term, follower, entry: entry))
  }
}

extension ViolationDetail {
  /// A leader counts on an entry of another's disk, or of its own, and it is not there.
  static func matchNotOnDisk(_ leader: NodeID, term: Term, _ other: NodeID, entry: LogPosition) -> Self {
    Self(
      "match-not-on-disk", ["node": leader, "term": term, "other": other, "entry": entry],
      "\(leader), leader of term \(term), counts on entry \(entry) of \(other), which is not on that disk")
  }
}
