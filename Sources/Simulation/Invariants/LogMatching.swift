import Consensus
import Host

/// "If two logs contain an entry with the same index and term, then the logs are identical in all entries up
/// through the given index" (Raft §5.3, Figure 3).
///
/// Each entry ever stored is kept once with the term of the entry before it: if every log that holds an
/// (index, term) holds the same bytes there and the same term before, identity follows by induction.
struct LogMatching: Sendable {
  private struct Known: Sendable {
    let entry: Entry
    let previousTerm: Term
    let node: NodeID
  }
  /// One element for each index: the first entry seen there, and those of other terms.
  private struct Place: Sendable {
    var first: Known
    var others: [Known] = []
  }
  private var places = IndexedRecords<Place>()

  mutating func check(_ seen: Observation) -> Breach? {
    guard let from = seen.changedFrom else { return nil }
    var index = max(from, seen.log.firstIndex)
    while index <= seen.log.lastIndex {
      let known = Known(
        entry: seen.log[index], previousTerm: seen.log.term(at: index - 1) ?? 0, node: seen.node)
      if let breach = check(known, at: index) { return breach }
      index += 1
    }
    return nil
  }

  private mutating func check(_ new: Known, at index: LogIndex) -> Breach? {
    guard let place = places[index] else {
      if index > places.lastIndex { places.append(Place(first: new), at: index) }
      return nil
    }
    let old =
      place.first.entry.term == new.entry.term
      ? place.first : place.others.first { $0.entry.term == new.entry.term }
    guard let old else {
      places.update(at: index) { $0.others.append(new) }
      return nil
    }
    if old.entry == new.entry && old.previousTerm == new.previousTerm { return nil }
    let entry = LogPosition(index: index, term: new.entry.term)
    return Breach(
      invariant: .logMatching, nodes: [old.node, new.node],
      detail: old.entry == new.entry
        ? .differentPrevious(
          old.node, new.node, entry: entry, previous: old.previousTerm, otherPrevious: new.previousTerm)
        : .differentCommands(old.node, new.node, entry: entry))
  }

  mutating func discard(through index: LogIndex) { places.discard(through: index) }
}

extension ViolationDetail {
  /// The same index and term with other bytes.
  static func differentCommands(_ node: NodeID, _ other: NodeID, entry: LogPosition) -> Self {
    Self(
      "different-commands", ["node": node, "other": other, "entry": entry],
      "\(node) and \(other) both stored entry \(entry), and they hold different commands")
  }

  /// The same index and term after entries of other terms.
  static func differentPrevious(
    _ node: NodeID, _ other: NodeID, entry: LogPosition, previous: Term, otherPrevious: Term
  ) -> Self {
    Self(
      "different-previous",
      ["node": node, "other": other, "entry": entry, "previous": previous, "otherPrevious": otherPrevious],
      "\(node) and \(other) both stored entry \(entry), and the entries before it are of terms \(previous) "
        + "and \(otherPrevious)")
  }
}
