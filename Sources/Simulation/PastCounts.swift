import Consensus

/// What is remembered of a run, so that it can be counted over time. Of each list the newest are kept, at least
/// `kept`: a time that reaches further back is told by these alone.
struct PastCounts: Sendable {
  private static let kept = 4096
  /// By slots of so long it is said how much of the time the clients were answered.
  static let slot: Nanoseconds = 100_000_000

  /// How many lead since when.
  private var leaders: [(since: Nanoseconds, count: UInt64)] = [(0, 0)]
  private var elections: [Nanoseconds] = []
  private var commits: [(since: Nanoseconds, index: LogIndex)] = [(0, 0)]
  /// The slots in which a client was answered, ascending.
  private var answeredSlots: [UInt64] = []
  private var lastPaid: Nanoseconds?
  private var lastAnswer: Nanoseconds?
  private var longestGap: Nanoseconds = 0
  /// Of the operations that were answered, the longest time from being asked for to the answer.
  private(set) var longestLatency: Nanoseconds = 0

  private static func add<Element>(_ element: Element, to list: inout [Element]) {
    if list.count >= 2 * kept { list.removeFirst(kept) }
    list.append(element)
  }

  // MARK: What happens

  mutating func leading(_ count: UInt64, at now: Nanoseconds) {
    if leaders.last?.count != count { Self.add((now, count), to: &leaders) }
  }

  mutating func elected(at now: Nanoseconds) { Self.add(now, to: &elections) }

  mutating func committed(_ index: LogIndex, at now: Nanoseconds) { Self.add((now, index), to: &commits) }

  mutating func answered(at now: Nanoseconds, begun: Nanoseconds) {
    longestLatency = max(longestLatency, now - begun)
    longestGap = longestGap(at: now)
    lastAnswer = now
    let slot = now / Self.slot
    if answeredSlots.last != slot { Self.add(slot, to: &answeredSlots) }
  }

  mutating func paid(at now: Nanoseconds) { lastPaid = now }

  // MARK: What is counted

  /// Whether `holds` was true of the number of leaders without a break for this long.
  func leaderCount(_ holds: (UInt64) -> Bool, for span: Nanoseconds, at now: Nanoseconds) -> Bool {
    guard now >= span, let newest = leaders.last, holds(newest.count) else { return false }
    var until = newest.since
    for (since, count) in leaders.dropLast().reversed() {
      if until <= now - span { return true }
      // What began and ended in one instant was there for no time.
      if since < until, !holds(count) { return false }
      until = since
    }
    return true
  }

  func elections(within span: Nanoseconds, at now: Nanoseconds) -> UInt64 {
    UInt64(elections.reversed().prefix { $0 + span > now }.count)
  }

  func growth(within span: Nanoseconds, at now: Nanoseconds) -> UInt64 {
    guard let last = commits.last else { return 0 }
    let before = commits.last { $0.since + span <= now } ?? commits[0]
    return last.index - before.index
  }

  /// How long ago a client has learned last that its transfer is done; nil: never.
  func sincePaid(at now: Nanoseconds) -> Nanoseconds? { lastPaid.map { now - $0 } }

  /// In parts per million of the whole slots that lie within the latest `span`; nil: there is none.
  func availability(over span: Nanoseconds, at now: Nanoseconds) -> UInt64? {
    let end = now / Self.slot
    let count = min(span / Self.slot, end)
    guard count > 0 else { return nil }
    let answered = answeredSlots.reversed().drop { $0 >= end }.prefix { $0 >= end - count }.count
    return UInt64(answered) * 1_000_000 / count
  }

  /// Between two answers, or since the last one.
  func longestGap(at now: Nanoseconds) -> Nanoseconds {
    max(longestGap, lastAnswer.map { now - $0 } ?? 0)
  }
}

/// The decisions that a predicate waits for. Decisions are made only where somebody wants them; that one is made
/// changes nothing else.
struct NoticedDecisions: Sendable {
  /// Of each name that is wanted, which nodes have decided so at `time`.
  private var latest: [String: (time: Nanoseconds, nodes: NodeSet)] = [:]

  var isEmpty: Bool { latest.isEmpty }

  mutating func want(_ name: String) {
    if latest[name] == nil { latest[name] = (0, []) }
  }

  mutating func note(_ decisions: [some Explained], of node: NodeID, at now: Nanoseconds) {
    for decision in decisions {
      let name = decision.name
      guard let before = latest[name] else { continue }
      latest[name] = (now, before.time == now ? before.nodes.union([node]) : [node])
    }
  }

  /// The nodes that have decided so at this instant.
  func nodes(deciding name: String, at now: Nanoseconds) -> NodeSet {
    guard let (time, nodes) = latest[name], time == now else { return [] }
    return nodes
  }
}
