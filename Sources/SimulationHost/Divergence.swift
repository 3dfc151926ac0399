import Command
import Consensus
import Host

/// A run beside the host's, as it would go on, as it would have been without one of its acts, or with a rule kept from
/// some event on: the scenario's lines come when they are due there, and what a person did is done at the same times.
struct OtherRun {
  var state: RunState
  /// Those of a person that are still to come.
  private var acts: ArraySlice<RecordedAct>

  /// A run from here on as it was, or will be.
  init(_ state: RunState, acts: [RecordedAct]) {
    self.state = state
    self.acts = acts.filter { $0.byPerson && $0.event > state.moment.event }[...]
  }

  /// A run as it would have been without one of its acts.
  /// - Parameters:
  ///   - state: The run right before the act.
  ///   - all: The acts of the run.
  init(_ state: RunState, without act: RecordedAct, of all: [RecordedAct]) {
    self.state = state
    self.state.omit(act.verb)
    acts = all.filter { $0.byPerson && $0.event > act.event }[...]
  }

  /// - Parameters:
  ///   - state: The run right before the event with this number, in which the rule is broken.
  ///   - all: The acts of the run.
  init(_ state: RunState, keeping rule: String, from event: UInt64, of all: [RecordedAct]) {
    self.state = state
    self.state.keep(rule)
    acts = all.filter { $0.byPerson && $0.event >= event }[...]
  }

  /// Nothing of a person is to come any more.
  mutating func forgetActs() { acts = [] }

  /// Does the next thing at or before `limit`.
  /// - Returns: false when there was nothing; the clock has moved there.
  mutating func advanceOne(through limit: Nanoseconds, into records: inout [EventRecord]) -> Bool {
    let act = acts.first
    let time = min(limit, act?.time ?? .max)
    if state.advanceOne(through: time, acts: [], into: &records) { return true }
    state.moveClock(to: time)
    guard let act, act.time <= limit, state.now == act.time else { return false }
    acts.removeFirst()
    _ = state.perform(act.verb, into: &records)
    return true
  }

  /// Runs through `limit`, or until there are so many records.
  /// - Returns: what it made.
  mutating func advance(through limit: Nanoseconds, upToRecord last: UInt64 = .max) -> [EventRecord] {
    var records: [EventRecord] = []
    while let act = acts.first, act.time <= limit {
      state.advance(through: act.time, upToRecord: last, acts: [], into: &records)
      guard state.moment.event < last else { return records }
      _ = state.perform(act.verb, into: &records)
      acts.removeFirst()
    }
    state.advance(through: limit, upToRecord: last, acts: [], into: &records)
    return records
  }
}

extension EventRecord {
  /// Whether two runs made the same of it. Numbers of events and messages are not compared: they differ by as much as
  /// one run had acts that the other had not.
  fileprivate func comesOut(as other: EventRecord) -> Bool {
    time == other.time && node == other.node && decisions == other.decisions && applied == other.applied
  }
}

/// What came of a broken rule.
private enum Harm {
  case violation(ViolationSnapshot)
  /// Nothing broke, but a leader was deposed: the event.
  case deposed(EventRecord)

  var event: UInt64 {
    switch self {
    case .violation(let violation): violation.event
    case .deposed(let record): record.number
    }
  }

  var time: Nanoseconds {
    switch self {
    case .violation(let violation): violation.time
    case .deposed(let record): record.time
    }
  }

  /// Whether it comes in this run too, until the time at which it came here.
  func comes(in run: OtherRun) -> Bool {
    var run = run
    let records = run.advance(through: time)
    return switch self {
    case .violation(let violation): run.state.runner.world.violatedNames.contains(violation.invariant)
    case .deposed: records.contains(where: \.deposes)
    }
  }
}

extension EventRecord {
  /// Whether a leader steps down in it.
  fileprivate var deposes: Bool {
    decisions.contains { if case .stepsDown(from: .leader) = $0.sign { true } else { false } }
  }

  fileprivate var isViolation: Bool { if case .violation = what { true } else { false } }
}

extension Divergence {
  /// Whether both decide the same, and the logs differ after it.
  fileprivate var keepsAnotherLog: Bool {
    guard let made, let instead, made.record.comesOut(as: instead.record) else { return false }
    return made.snapshot.nodes.map(\.terms) != instead.snapshot.nodes.map(\.terms)
  }
}

extension SimulationHost {
  /// So much virtual time is compared at once.
  private static let compared: Nanoseconds = 20_000_000
  /// A run with more events is not compared.
  private static let mostCompared: UInt64 = 400_000
  /// The event on which a harm depends is looked for among so many before it.
  private static let mostSearched: UInt64 = 50_000

  /// The act that broke a rule last, though it may be kept again by now.
  private func breaking(_ rule: String) -> RecordedAct? {
    tree.state.acts.last { $0.verb == .bug(name: rule, on: true) && $0.outcome.isDone }
  }

  public func divergence(before violation: ViolationSnapshot?) -> Divergence? {
    let rules = tree.state.acts.compactMap { act -> String? in
      if case .bug(let rule, on: true) = act.verb { rule } else { nil }
    }
    // What breaks later breaks by the same decision.
    let first = tree.state.runner.world.violation.flatMap { $0.event < violation?.event ?? 0 ? $0 : nil }
    let found = rules.compactMap { rule in
      breaking(rule).flatMap { divergence(since: $0, rule, first ?? violation) }
    }
    return found.min { ($0.record?.time ?? 0) < ($1.record?.time ?? 0) }
  }

  public var unorderedHistory: UnorderedHistory? { tree.state.runner.world.unorderedHistory }

  public func branch(keeping rule: String) -> BranchID? {
    breaking(rule).map { tree.branch(without: $0) }
  }

  /// Where the harm was decided, and the first event from there on that comes out differently.
  private func divergence(
    since act: RecordedAct, _ rule: String, _ violation: ViolationSnapshot?
  ) -> Divergence? {
    var end = violation.map { Moment(time: $0.time, event: $0.event) } ?? tree.state.moment
    guard end.event > act.event, end.event - act.event <= Self.mostCompared else { return nil }
    let acts = tree.end.acts.filter(\.byPerson)
    let harm =
      violation.map { .violation($0) } ?? deposition(after: act.event, acts).map { Harm.deposed($0) }
    let deciding = harm.flatMap { decidingEvent(of: $0, after: act.event, rule) }
    if let harm, deciding != nil { end = Moment(time: harm.time, event: harm.event) }
    let first = deciding ?? act.event + 1
    let (start, otherStart) = (tree.state(after: first - 1), run(keeping: rule, from: first))
    var there: Divergence?
    if deciding != nil {
      var (run, other) = (start, otherStart)
      var made: [EventRecord] = []
      run.advance(through: end.time, upToRecord: first, acts: acts, into: &made)
      let others = other.advance(through: end.time, upToRecord: other.state.moment.event + 1)
      there = Divergence(
        rule: rule, made: made.first.map { happening($0, after: start, acts) },
        instead: others.first.map { happening($0, after: otherStart) })
    }
    // Where nothing is decided differently, it is what a disk keeps in this event.
    if let there, there.keepsAnotherLog { return there }
    guard let found = firstDifference(start, otherStart, until: end, acts, rule) else { return there }
    return alwaysKept(found, since: act)
  }

  /// Where the right program would only have left something out: what it does there where it was right from the start,
  /// if that is more. A lease that was taken before is as long as it was.
  private func alwaysKept(_ found: Divergence, since act: RecordedAct) -> Divergence {
    guard let made = found.made?.record, let less = found.instead?.record.decisions, !less.isEmpty,
      less.allSatisfy(made.decisions.contains)
    else { return found }
    let start = run(keeping: found.rule, from: act.event + 1)
    var other = start
    let right = other.advance(through: made.time).last { record in
      record.time == made.time && record.node == made.node && less.allSatisfy(record.decisions.contains)
        && !record.decisions.allSatisfy(made.decisions.contains)
    }
    guard let right else { return found }
    return Divergence(rule: found.rule, made: found.made, instead: happening(right, after: start))
  }

  /// The first leader that was deposed after this event.
  private func deposition(after event: UInt64, _ acts: [RecordedAct]) -> EventRecord? {
    var run = tree.state(after: event)
    var records: [EventRecord] = []
    let end = tree.state.moment
    run.advance(through: end.time, upToRecord: end.event, acts: acts, into: &records)
    return records.first(where: \.deposes)
  }

  private func run(keeping rule: String, from event: UInt64) -> OtherRun {
    OtherRun(tree.state(after: event - 1), keeping: rule, from: event, of: tree.state.acts)
  }

  /// The event on which the harm depends: with the rule kept from it on, the harm does not come; kept only after it,
  /// it does. It is looked for from the harm backwards in growing steps, and then between the last two of them.
  /// - Returns: nil where even the rule kept at once would not have prevented it, or that is too long ago to tell.
  private func decidingEvent(of harm: Harm, after act: UInt64, _ rule: String) -> UInt64? {
    func comes(_ event: UInt64) -> Bool { harm.comes(in: run(keeping: rule, from: event)) }
    var (early, late, step) = (harm.event, harm.event + 1, UInt64(1))
    while comes(early) {
      guard early > act + 1, step <= Self.mostSearched else { return nil }
      late = early
      early = harm.event - min(step, harm.event - act - 1)
      step *= 2
    }
    while late - early > 1 {
      let middle = early + (late - early) / 2
      if comes(middle) { late = middle } else { early = middle }
    }
    return early
  }

  /// Runs both side by side to the first event of which they make something else.
  private func firstDifference(
    _ start: RunState, _ otherStart: OtherRun, until end: Moment, _ acts: [RecordedAct], _ rule: String
  ) -> Divergence? {
    var (run, other) = (start, otherStart)
    while run.moment < end {
      let (before, otherBefore) = (run, other)
      let limit = min(end.time, run.now.after(Self.compared))
      var made: [EventRecord] = []
      run.advance(through: limit, upToRecord: end.event, acts: acts, into: &made)
      // That a rule broke is no event: the one before it broke it.
      made.removeAll(where: \.isViolation)
      let others = other.advance(through: limit).filter { !$0.isViolation }
      let differing = made.indices.first { place in
        !others.indices.contains(place) || !made[place].comesOut(as: others[place])
      }
      let isLonger = differing == nil && limit < end.time && others.count > made.count
      if let place = differing ?? (isLonger ? made.count : nil) {
        let pair = Self.pair(made, others, from: place)
        return Divergence(
          rule: rule, made: pair.made.map { happening($0, after: before, acts) },
          instead: pair.instead.map { happening($0, after: otherBefore) })
      }
      if run.moment == before.moment { break }
    }
    return nil
  }

  /// What is to be told of two runs that go on differently: the event here and what the other made of it, or what comes
  /// first in the other alone.
  private static func pair(
    _ made: [EventRecord], _ others: [EventRecord], from place: Int
  ) -> (made: EventRecord?, instead: EventRecord?) {
    let rest = others.dropFirst(place)
    guard made.indices.contains(place), made[place].time <= rest.first?.time ?? .max else {
      return (nil, rest.first)
    }
    return (made[place], rest.first { $0.time == made[place].time && $0.node == made[place].node })
  }

  private func happening(
    _ record: EventRecord, after state: RunState, _ acts: [RecordedAct]
  ) -> Divergence.Happening {
    var state = state
    var ignored: [EventRecord] = []
    state.advance(through: record.time, upToRecord: record.number, acts: acts, into: &ignored)
    return Divergence.Happening(record: record, snapshot: state.snapshot())
  }

  private func happening(_ record: EventRecord, after run: OtherRun) -> Divergence.Happening {
    var run = run
    _ = run.advance(through: record.time, upToRecord: record.number)
    return Divergence.Happening(record: record, snapshot: run.state.snapshot())
  }
}
