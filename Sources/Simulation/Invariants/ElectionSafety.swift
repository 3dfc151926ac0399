import Consensus
import Host

/// "At most one leader can be elected in a given term" (Raft §5.2, Figure 3).
struct ElectionSafety: Sendable {
  private var leaders: [(term: Term, node: NodeID)] = []

  mutating func check(_ seen: Observation) -> Breach? {
    guard seen.becameLeader else { return nil }
    if let other = leaders.last(where: { $0.term == seen.term }), other.node != seen.node {
      return Breach(
        invariant: .electionSafety, nodes: [other.node, seen.node],
        detail: .bothLead(other.node, seen.node, term: seen.term))
    }
    leaders.append((seen.term, seen.node))
    // Terms come roughly in order: an election of a term this far back cannot end any more.
    if leaders.count > 256 { leaders.removeFirst(128) }
    return nil
  }
}

extension ViolationDetail {
  static func bothLead(_ node: NodeID, _ other: NodeID, term: Term) -> Self {
    Self(
      "both-lead", ["node": node, "other": other, "term": term],
      "\(node) and \(other) both lead term \(term)")
  }
}
