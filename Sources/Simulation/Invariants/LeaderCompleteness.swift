import Consensus
import Host

/// "If a log entry is committed in a given term, then that entry will be present in the logs of the leaders
/// for all higher-numbered terms" (Raft §5.4, Figure 3). Looked at when a node becomes leader, and when an
/// entry is found committed while a leader of a later term is there. Together with Log Matching, the newest
/// committed entry stands for all before it.
struct LeaderCompleteness: Sendable {
  private var newest: LogIndex = 0
  /// The term in which the newest was committed: its leader's, which is the first to apply it. It can be later
  /// than the entry's own (§5.4.2), and leaders of the terms between owe it nothing.
  private var committedIn: Term = 0

  mutating func check(
    _ seen: Observation, leaders: [(NodeID, Term, EntryLog)], committed: LogPosition
  ) -> Breach? {
    let isNew = committed.index > newest
    if isNew {
      newest = committed.index
      committedIn = seen.term
    }
    // Late votes can still make a leader of a term that is over; it owes nothing to the terms after its own.
    if seen.becameLeader, seen.term > committedIn,
      let breach = check(seen.node, seen.term, seen.log, committed)
    {
      return breach
    }
    guard isNew else { return nil }
    for (node, term, log) in leaders where term > committedIn {
      if let breach = check(node, term, log, committed) { return breach }
    }
    return nil
  }

  private func check(_ node: NodeID, _ term: Term, _ log: EntryLog, _ committed: LogPosition) -> Breach? {
    if committed.index <= log.base.index || log.term(at: committed.index) == committed.term { return nil }
    return Breach(
      invariant: .leaderCompleteness, nodes: [node],
      detail: .leaderLacks(node, term: term, entry: committed, instead: log.term(at: committed.index)))
  }
}

extension ViolationDetail {
  /// A leader without a committed entry; `instead` is the term of what it holds there.
  static func leaderLacks(
    _ node: NodeID, term: Term, entry: LogPosition, instead: Term?
  ) -> Self {
    Self(
      "leader-lacks", ["node": node, "term": term, "entry": entry, "instead": instead],
      variants: [instead == nil ? nil : "another"],
      "\(node) leads term \(term) without the committed entry \(entry): it has "
        + (instead.map { "an entry of term \($0)" } ?? "nothing") + " there")
  }
}
