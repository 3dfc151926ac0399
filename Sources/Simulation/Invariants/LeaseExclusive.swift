import Consensus
import Host

/// While a leader serves reads by its lease, nobody else is elected: "once the leader's heartbeats were acknowledged
/// by a majority of the cluster, the leader would extend its lease to start + election timeout / clock drift bound,
/// since the followers shouldn't time out before then" (dissertation §6.4.1).
///
/// It is the world's own time that counts: of each lease, when its leader's clock will show that it is over. A leader
/// that hands over (§3.10) gives its lease up before, and has none. Clocks that drift by more than the stated bound
/// break this rule although every server keeps its own.
///
/// Looked at when a node becomes leader.
enum LeaseExclusive {
  /// A lease of a leader that knows of no later term.
  struct Lease {
    let leader: NodeID
    let term: Term
    /// In the world's time.
    let until: Nanoseconds
  }

  static func check(_ seen: Observation, _ leases: [Lease], now: Nanoseconds) -> Breach? {
    guard seen.becameLeader else { return nil }
    // Late votes can still make a leader of a term that is over; nobody follows it.
    guard
      let lease = leases.first(where: {
        $0.leader != seen.node && $0.term < seen.term && $0.until > now
      })
    else { return nil }
    return Breach(
      invariant: .leaseExclusive, nodes: [lease.leader, seen.node],
      detail: .electedDuringLease(
        seen.node, term: seen.term, lease.leader, itsTerm: lease.term, left: lease.until - now))
  }
}

extension ViolationDetail {
  /// The first was elected while the second's lease had so long to run.
  static func electedDuringLease(
    _ node: NodeID, term: Term, _ other: NodeID, itsTerm: Term, left: Nanoseconds
  ) -> Self {
    Self(
      "elected-during-lease",
      ["node": node, "term": term, "other": other, "otherTerm": itsTerm, "left_ns": .span(left)],
      "\(node) was elected in term \(term) while the lease of \(other), leader of term \(itsTerm), "
        + "had \(left / 1_000_000) ms to run")
  }
}
