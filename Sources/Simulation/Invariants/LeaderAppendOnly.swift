import Consensus
import Host

/// "A leader never overwrites or deletes entries in its log; it only appends new entries" (Raft §5.3,
/// Figure 3).
struct LeaderAppendOnly: Sendable {
  /// For each node number: the term it leads, and the end of its log when last seen.
  private var seenAsLeader: [(term: Term, last: LogPosition)?] = Array(repeating: nil, count: 16)

  mutating func check(_ seen: Observation) -> Breach? {
    let number = seen.node.number
    guard seen.role == .leader else {
      seenAsLeader[number] = nil
      return nil
    }
    defer { seenAsLeader[number] = (seen.term, seen.log.last) }
    guard let before = seenAsLeader[number], before.term == seen.term else { return nil }
    if seen.log.lastIndex < before.last.index || seen.log.term(at: before.last.index) != before.last.term {
      return Breach(
        invariant: .leaderAppendOnly, nodes: [seen.node],
        detail: .leaderLostEntry(seen.node, term: seen.term, entry: before.last))
    }
    if let changed = seen.changedFrom, changed <= before.last.index {
      return Breach(
        invariant: .leaderAppendOnly, nodes: [seen.node],
        detail: .leaderRewrote(seen.node, term: seen.term, from: changed))
    }
    return nil
  }

  mutating func forget(_ node: NodeID) { seenAsLeader[node.number] = nil }
}

extension ViolationDetail {
  static func leaderLostEntry(_ node: NodeID, term: Term, entry: LogPosition) -> Self {
    Self(
      "leader-lost-entry", ["node": node, "term": term, "entry": entry],
      "\(node), leader of term \(term), no longer holds its entry \(entry)")
  }

  static func leaderRewrote(_ node: NodeID, term: Term, from index: LogIndex) -> Self {
    Self(
      "leader-rewrote", ["node": node, "term": term, "index": index],
      "\(node), leader of term \(term), rewrote its log from entry \(index)")
  }
}
