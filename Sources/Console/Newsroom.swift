import Command
import Consensus
import Explanation
import Host
import Panels
import Words

/// Decides which sentences become news, and when: at most one new line a second, the higher rank first, of
/// equal rank the newest, and a line stays for two. What waited too long, or happened before what is shown, is
/// dropped: the panel tells how things stand, and is no log. Only events of rank (a crash, a leader that steps down)
/// are always told, in their order. Pure: wall time comes in.
struct Newsroom: Sendable, Equatable {
  /// Where a line's words come from, so that another language can be put in its place.
  enum Source: Sendable, Equatable {
    /// Its greatest news, or one of all; told as the person's act or as the scenario's.
    case record(EventRecord, part: Int?, byPerson: Bool)
    /// Exactly what one step did.
    case step(EventRecord)
    case phrase(Phrase)
    /// The first line of a run, about how it looked then.
    case opening(ClusterSnapshot)
    /// The event that a step back took away.
    case takenBack(EventRecord)
    /// The verb that was undone.
    case undone(String)
    /// A new branch, by an act in the past.
    case grown(BranchID)
    /// A branch that was switched to.
    case onBranch(BranchID)
  }

  struct Item: Sendable, Equatable {
    var source: Source
    var time: Nanoseconds
    var event: UInt64
    var rank: Int
    var text: String
    var alarm: Bool
    /// Wall time of its offer, then of its showing.
    var since: UInt64 = 0

    /// Whether it is told, however late.
    var isSure: Bool { rank >= Newsroom.sureRank }

    var line: NewsLine { NewsLine(time: time, text: text, event: event, alarm: alarm) }
  }

  static let spacing: UInt64 = 1_000_000_000
  static let shortestStay: UInt64 = 2_000_000_000
  /// What waited longer than this is no news; while time is hurried, after a third of it.
  static let patience: UInt64 = 3_000_000_000
  /// Virtual time goes quicker than real time: news are old the sooner.
  var isHurried = false
  /// From this rank on nothing is left out.
  static let sureRank = 8
  /// So many lines are seen at once.
  var rows = 3
  static let kept = 60
  static let waiting = 12

  private(set) var shown: [Item] = []
  private(set) var pending: [Item] = []
  var firstUses = FirstUses()

  var lines: [NewsLine] { shown.map { $0.line } }

  /// Something that may become news when its turn comes.
  mutating func offer(_ item: Item, wall: UInt64) {
    var item = item
    item.since = wall
    // An alarm takes no time from what waits for its own: that a rule broke has a row as well.
    if item.alarm, !pending.contains(where: \.isSure) { return show(item, wall: wall) }
    pending.append(item)
    if pending.count(where: { !$0.isSure }) > Self.waiting,
      let weakest = pending.indices.min(by: { isWeaker($0, $1) })
    {
      pending.remove(at: weakest)
    }
  }

  /// Something that the person did or asked for: shown at once.
  mutating func show(_ item: Item, wall: UInt64) {
    // What happened before the newest line would read as if it came after.
    let earlier = pending.filter { $0.event < item.event && $0.isSure }.sorted { $0.event < $1.event }
    pending.removeAll { $0.event < item.event }
    for var item in earlier + [item] {
      item.since = wall
      item.text = firstUses.glossed(item.text, event: item.event)
      shown.append(item)
    }
    if shown.count > Self.kept { shown.removeFirst(shown.count - Self.kept) }
  }

  /// What a step back took away has happened again: that it was taken back is no longer so.
  mutating func happenedAgain(through event: UInt64) {
    shown.removeAll { if case .takenBack(let record) = $0.source { record.number <= event } else { false } }
  }

  /// Takes back what is told of later events.
  mutating func forget(after event: UInt64) {
    shown.removeAll { $0.event > event }
    pending.removeAll { $0.event > event }
  }

  mutating func clear() {
    shown = []
    pending = []
  }

  /// Lets the next line appear when its time has come.
  /// - Returns: whether one appeared.
  @discardableResult
  mutating func release(wall: UInt64) -> Bool {
    let patience = isHurried ? Self.patience / 3 : Self.patience
    pending.removeAll { !$0.isSure && wall.since($0.since) > patience }
    guard let free = nextRelease, wall >= free else { return false }
    guard var best = pending.indices.max(by: { isWeaker($0, $1) }) else { return false }
    let sure = pending.indices.filter { pending[$0].isSure }.sorted { pending[$0].event < pending[$1].event }
    // As many at once as there are rows: what is told late misleads.
    if isHurried, sure.count > rows { best = sure[rows - 1] }
    show(pending.remove(at: best), wall: wall)
    return true
  }

  /// When the next pending line may appear; nil when none waits.
  var nextRelease: UInt64? {
    guard !pending.isEmpty else { return nil }
    guard let last = shown.last else { return 0 }
    var free = last.since.addingSaturated(Self.spacing)
    if shown.count >= rows {
      free = max(free, shown[shown.count - rows].since.addingSaturated(Self.shortestStay))
    }
    return free
  }

  /// Writes every line anew, in another language.
  mutating func rewrite(_ text: (Source) -> String?) {
    for index in shown.indices {
      guard let words = text(shown[index].source) else { continue }
      shown[index].text = firstUses.glossed(words, event: shown[index].event)
    }
    for index in pending.indices { pending[index].text = text(pending[index].source) ?? pending[index].text }
  }

  /// Lower rank, or of equal rank the older one; of two that are told for sure the later one.
  private func isWeaker(_ left: Int, _ right: Int) -> Bool {
    let (a, b) = (pending[left], pending[right])
    if a.isSure, b.isSure { return a.event > b.event }
    return a.rank != b.rank ? a.rank < b.rank : a.event < b.event
  }
}
