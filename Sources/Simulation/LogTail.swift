import Consensus
import Host

/// The newest entries of a server's log as they were last seen, and those that it held and lost: only to be shown.
struct LogTail: Sendable {
  private static let kept = 16

  private var last = LogPosition.origin
  /// Of the entries up to `last`.
  private var terms: [Term] = []
  /// Overwritten, or in memory alone at a crash; oldest first.
  private(set) var lost: [LostEntry] = []

  /// To be called after whatever may have changed the log. Terms never go back in a log, so its last entry tells
  /// whether it only grew.
  mutating func look(at log: EntryLog, now: Nanoseconds) {
    guard log.last != last else { return }
    if log.term(at: last.index) != last.term { lose(from: log, now: now) }
    last = log.last
    let first = max(log.firstIndex, last.index - min(last.index, LogIndex(Self.kept - 1)), 1)
    terms.removeAll(keepingCapacity: true)
    var index = first
    while index <= last.index, let term = log.term(at: index) {
      terms.append(term)
      index += 1
    }
  }

  private mutating func lose(from log: EntryLog, now: Nanoseconds) {
    for (place, term) in terms.enumerated() {
      let index = last.index + 1 + LogIndex(place) - LogIndex(terms.count)
      guard index >= log.firstIndex, log.term(at: index) != term else { continue }
      lost.append(LostEntry(LogPosition(index: index, term: term), at: now))
    }
    if lost.count > Self.kept { lost.removeFirst(lost.count - Self.kept) }
  }
}
