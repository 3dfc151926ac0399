import Command
import Consensus
import Host

/// A run beside the host's: the scenario's lines come when they are due there, and what a person did is done at the
/// same times.
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

extension SimulationHost {
  /// So much virtual time is compared at once.
  private static let compared: Nanoseconds = 20_000_000
  /// A run with more events is not compared.
  private static let mostCompared: UInt64 = 400_000

  /// The act that broke a rule which is still broken.
  private func breaking(_ rule: String) -> RecordedAct? {
    tree.state.acts.last { $0.verb == .bug(name: rule, on: true) && $0.outcome.isDone }
  }

  public func divergence() -> Divergence? {
    let found = snapshot().brokenRules.compactMap { rule in
      breaking(rule).flatMap { divergence(from: $0, rule) }
    }
    return found.min { ($0.record?.time ?? 0) < ($1.record?.time ?? 0) }
  }

  public var unorderedHistory: UnorderedHistory? { tree.state.runner.world.unorderedHistory }

  public func branch(keeping rule: String) -> BranchID? {
    breaking(rule).map { tree.branch(without: $0) }
  }

  /// Runs both from the act on, side by side, to the first event of which they make something else.
  private func divergence(from act: RecordedAct, _ rule: String) -> Divergence? {
    let end = tree.state.moment
    guard end.event - act.event <= Self.mostCompared else { return nil }
    let acts = tree.end.acts.filter(\.byPerson)
    var run = tree.state(after: act.event - 1)
    var other = OtherRun(run, without: act, of: tree.state.acts)
    while run.moment < end {
      let (before, otherBefore) = (run, other)
      let limit = min(end.time, run.now.after(Self.compared))
      var made: [EventRecord] = []
      run.advance(through: limit, upToRecord: end.event, acts: acts, into: &made)
      let others = other.advance(through: limit)
      made.removeAll { $0.number == act.event }
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
    let next = others.dropFirst(place).first
    guard made.indices.contains(place), made[place].time <= next?.time ?? .max else { return (nil, next) }
    var place = place
    // That a rule broke is no event: the one before it broke it.
    while place > 0, case .violation = made[place].what { place -= 1 }
    let first = made[place]
    return (first, others.dropFirst(place).first { $0.time == first.time && $0.node == first.node })
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
