import Consensus
import Host

/// "Each server will vote for at most one candidate in a given term" (Raft §5.2), and votedFor is persistent
/// (Figure 2): a vote that is on a disk neither changes nor vanishes while the term beside it stays.
struct VoteUnchanged: Sendable {
  private struct Stored: Sendable {
    var term: Term = 0
    var vote: NodeID?
  }
  private var stored = PerNode<Stored>(Stored())

  mutating func check(_ node: NodeID, term: Term, vote: NodeID?) -> Breach? {
    let before = stored[node]
    if before.term == term, before.vote == vote { return nil }
    stored[node] = Stored(term: term, vote: vote)
    guard term == before.term, let first = before.vote else { return nil }
    return Breach(
      invariant: .voteUnchanged, nodes: [node], detail: .voteChanged(node, term: term, from: first, to: vote))
  }

  /// Its disk was emptied or damaged.
  mutating func forget(_ node: NodeID) { stored[node] = Stored() }
}

extension ViolationDetail {
  /// A vote on a disk that became another one, or none, within its term.
  static func voteChanged(_ node: NodeID, term: Term, from old: NodeID, to new: NodeID?) -> Self {
    Self(
      "vote-changed", ["node": node, "term": term, "old": old, "new": new],
      variants: [new == nil ? "gone" : nil],
      "the vote of \(node) in term \(term) was for \(old), and "
        + (new.map { "on its disk it is for \($0) now" } ?? "is gone from its disk"))
  }
}
