import Consensus
import Host

/// No committed entry changes (Raft §5.4.2): what one node took for committed at an index every node takes
/// for committed there, and no node deletes or replaces it once its log holds it.
///
/// A node that is still in a term before the one in which the entry was committed may do so: it was not needed for
/// that, and a late message of an earlier leader that lacked the entry reaches it first (Figure 8). The leader of
/// the later term gives it the entry again.
struct CommittedEntryUnchanged: Sendable {
  private struct Committed: Sendable {
    /// The entry's own.
    let term: Term
    /// The term of the node that first took it for committed: its leader.
    let committedIn: Term
  }

  /// Each committed entry, as the first node had it; with the index that names the entry.
  private var terms = IndexedRecords<Committed>()
  /// Up to where each node's log is known to hold the committed entries.
  private var agreed = PerNode<LogIndex>(0)
  /// Up to where each node's commitIndex has been looked at in this life.
  private var looked = PerNode<LogIndex>(0)

  /// The newest entry that any node took for committed.
  var newest: LogPosition { LogPosition(index: terms.lastIndex, term: terms.last?.term ?? 0) }

  mutating func check(_ seen: Observation) -> Breach? {
    let breach = lost(seen) ?? committed(seen)
    if seen.changedFrom != nil || seen.commit != nil { agree(seen.node, seen.log) }
    if let commit = seen.commit {
      var bits = commit.logHolders.bits
      while bits != 0 {
        let node = NodeID(bits.trailingZeroBitCount)
        bits &= bits - 1
        agreed[node] = max(agreed[node], commit.position.index)
      }
    }
    return breach
  }

  /// The log was changed where it held committed entries.
  private mutating func lost(_ seen: Observation) -> Breach? {
    guard let from = seen.changedFrom, from <= agreed[seen.node] else { return nil }
    agreed[seen.node] = from - min(from, 1)
    guard let known = terms[from], seen.log.term(at: from) != known.term else { return nil }
    guard seen.term >= known.committedIn || looked[seen.node] >= from else { return nil }
    let term = known.term
    return Breach(
      invariant: .committedEntryUnchanged, nodes: [seen.node],
      detail: .committedEntryLost(
        seen.node, entry: LogPosition(index: from, term: term), instead: seen.log.term(at: from)))
  }

  /// The node takes more for committed than before.
  private mutating func committed(_ seen: Observation) -> Breach? {
    guard seen.commitIndex > looked[seen.node] else { return nil }
    var index = max(looked[seen.node], terms.base, seen.log.base.index) + 1
    looked[seen.node] = seen.commitIndex
    while index <= seen.commitIndex, let term = seen.log.term(at: index) {
      if let known = terms[index]?.term {
        if known != term {
          return Breach(
            invariant: .committedEntryUnchanged, nodes: [seen.node],
            detail: .committedDifferently(
              seen.node, entry: LogPosition(index: index, term: term), before: known))
        }
      } else {
        terms.append(Committed(term: term, committedIn: seen.term), at: index)
      }
      index += 1
    }
    return nil
  }

  private mutating func agree(_ node: NodeID, _ log: EntryLog) {
    let index = min(log.lastIndex, terms.lastIndex)
    if index > agreed[node], let known = terms[index], log.term(at: index) == known.term {
      agreed[node] = index
    }
  }

  /// A node begins a life with this log.
  mutating func begin(_ node: NodeID, log: EntryLog) {
    looked[node] = 0
    agreed[node] = 0
    agree(node, log)
  }

  mutating func discard(through index: LogIndex) { terms.discard(through: index) }
}

extension ViolationDetail {
  /// A log that held a committed entry holds none there, or one of another term.
  static func committedEntryLost(_ node: NodeID, entry: LogPosition, instead: Term?) -> Self {
    Self(
      "committed-entry-lost", ["node": node, "entry": entry, "instead": instead],
      variants: [instead == nil ? nil : "another"],
      "\(node) held the committed entry \(entry), and now has "
        + (instead.map { "an entry of term \($0)" } ?? "nothing") + " there")
  }

  /// `before` is the term of what was committed at this index first.
  static func committedDifferently(_ node: NodeID, entry: LogPosition, before: Term) -> Self {
    Self(
      "committed-differently", ["node": node, "entry": entry, "before": before],
      "\(node) takes entry \(entry) for committed, and at this index one of term \(before) was committed before"
    )
  }
}
