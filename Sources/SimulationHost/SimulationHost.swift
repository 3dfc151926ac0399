import Command
import Consensus
import Host
import Simulation

/// The simulation as a host: virtual time, one seed, a scenario's lines on the way. Its past is kept as
/// checkpoints and acts, and acting there grows a branch, on which the scenario's lines that are still due
/// come too.
public final class SimulationHost: ClusterHost {
  var tree: Timeline
  public let scenario: Scenario
  public internal(set) var frozenAt: ViolationSnapshot?

  /// - Parameters:
  ///   - seed: Used where the scenario names none.
  ///   - isCompared: Whether it counts what the run costs, and keeps what tells it from another protocol's.
  /// - Throws: `GenesisError` when the opening balances are impossible.
  public init(scenario: Scenario, seed: UInt64, isCompared: Bool = false) throws {
    var scenario = scenario
    let seed = scenario.header.seed ?? seed
    scenario.header.seed = seed
    self.scenario = scenario
    var observers: Observers = [.records, .invariants, .linearizability]
    if isCompared { observers.insert(.figures) }
    let world = try makeWorld(header: scenario.header, seed: seed, observers: observers)
    let runner = ScenarioRunner(world: world, steps: scenario.steps, asked: scenario.asked)
    tree = Timeline(RunState(runner: runner, isCompared: isCompared))
  }

  public var now: Nanoseconds { tree.state.now }
  /// The hash of the run up to the playhead, as `raftcoin run` prints it.
  public var hashText: String { tree.state.runner.world.hashText }
  /// What became of the lines of the scenario, up to the playhead.
  public var runner: ScenarioRunner { tree.state.runner }
  /// All lines of the scenario have run, or can no longer run.
  public var isFinished: Bool { tree.state.runner.isFinished }

  public var standstill: Nanoseconds? { tree.state.standstill }

  public var nextEventTime: Nanoseconds? {
    guard standstill == nil else { return nil }
    return [tree.state.runner.nextTime, tree.nextActTime].compactMap { $0 }.min()
  }

  public func snapshot() -> ClusterSnapshot { tree.state.snapshot() }
  public var vocabulary: Vocabulary { .of(scenario.header.consensus) }

  // MARK: Forward

  @discardableResult
  public func advance(to time: Nanoseconds, untilNote: Bool, while mayGoOn: () -> Bool) -> Bool {
    guard frozenAt == nil else { return true }
    let halts: RunState.Halts = untilNote ? [.violation, .note, .question] : [.violation, .question]
    return watching { tree.advance(through: time, until: halts, while: mayGoOn) }
  }

  public func advance(to time: Nanoseconds, until predicate: Predicate, while mayGoOn: () -> Bool) -> Bool? {
    guard frozenAt == nil else { return false }
    return watching { tree.advance(through: time, until: predicate, while: mayGoOn) }
  }

  public func foretell(_ predicates: [Predicate], trying verbs: [Verb], after span: Nanoseconds)
    -> [Foretold]?
  {
    var other = tree.state.runner
    guard predicates.allSatisfy({ other.world.watches($0) }) else { return nil }
    other.withWorld { $0.notice(predicates) }
    for verb in verbs { _ = other.perform(verb) }
    let end = other.world.now.after(span)
    while other.world.now < end, !other.world.standsStill { other.run(through: end) }
    return predicates.map { predicate in
      let (holds, saw) = other.withWorld { $0.evaluate(predicate) }
      return Foretold(holds: holds, saw: saw)
    }
  }

  public func step() -> EventRecord? {
    guard frozenAt == nil else { return nil }
    let before = tree.state.moment.event
    guard watching({ tree.step() }) else { return nil }
    return tree.window.records(after: before).first
  }

  public func perform(_ verb: Verb) -> ActionOutcome {
    switch verb {
    case .step(let count):
      for _ in 0..<max(1, count) where step() == nil { break }
      return .done()
    case .back(let count): return move(.back(count))
    case .goto(let time): return move(.time(time))
    case .fork: return move(.fork(nil))
    default:
      if let standstill {
        return .notHere(.standsStill, ["time": "\(Quantities.secondsText(standstill)) s"])
      }
      return watching { tree.perform(verb) }
    }
  }

  /// Freezes where a rule breaks meanwhile.
  func watching<Result>(_ body: () -> Result) -> Result {
    let before = tree.state.brokenCount
    let event = tree.state.moment.event
    let result = body()
    if tree.state.brokenCount > before { frozenAt = violation(after: event) }
    return result
  }

  /// One event may break several rules; the first is the one that is shown.
  private func violation(after event: UInt64) -> ViolationSnapshot? {
    let breaks = scenario.header.breaks
    let found = tree.window.records(after: event).lazy.compactMap { record in
      if case .violation(let violation) = record.what, !breaks.contains(violation.invariant) {
        violation
      } else {
        nil
      }
    }
    return found.first ?? tree.state.runner.world.violation
  }

  public func continuePastViolation() { frozenAt = nil }

  /// So many events are looked at ahead.
  private static let mostAhead: UInt64 = 50_000

  public func comesLandmark(within span: Nanoseconds, while mayGoOn: () -> Bool) -> Bool? {
    var ahead = tree.state
    var ignored: [EventRecord] = []
    let known = ahead.landmarks.last?.event ?? 0
    let (end, isTooLarge) = now.addingReportingOverflow(span)
    let last = ahead.moment.event + Self.mostAhead
    while ahead.moment.event < last, mayGoOn() {
      // In small parts: a landmark is mostly near.
      let before = ahead.moment
      ahead.advance(
        through: isTooLarge ? .max : end, upToRecord: before.event + 1000, acts: [], into: &ignored)
      if (ahead.landmarks.last?.event ?? 0) > known { return true }
      if ahead.moment.event < before.event + 1000 { return false }
      ignored = []
    }
    return nil
  }

  // MARK: What happened

  public func records(after number: UInt64) -> [EventRecord] { tree.records(after: number) }

  public func record(_ number: UInt64) -> EventRecord? { tree.record(number) }

  public func snapshot(after number: UInt64) -> ClusterSnapshot? {
    number <= tree.state.moment.event ? tree.state(after: number).snapshot() : nil
  }

  public func describe(_ position: LogPosition) -> EntryDescription? {
    tree.state.runner.world.describe(position)
  }

  public func foresee(_ message: UInt64) -> [AnyDecision]? { tree.state.runner.world.foresee(message) }
}
