import Command
import Consensus
import Host
import Simulation

/// What became of one `expect`, or of a `when` or `at` that could not be kept.
public struct ExpectationResult: Sendable, Equatable {
  public let line: Int
  public let text: String
  public let held: Bool
  /// What was seen, where it did not hold.
  public let saw: String
  public let time: Nanoseconds
}

/// Plays a scenario's lines on a world, exactly when `verbs.md` says: a verb takes no time, only WHEN waits,
/// and every action acts after all events of its instant.
public struct ScenarioRunner: Sendable {
  public private(set) var world: RaftWorld
  private let steps: [Step]
  private var next = 0
  /// When the previous line acted.
  private var lastTime: Nanoseconds = 0
  /// When the wait for the next line began.
  private var waitBegan: Nanoseconds = 0
  public private(set) var results: [ExpectationResult] = []
  /// A WHEN that could not be kept: the file's remaining lines never run.
  public private(set) var hasFailed = false

  public init(world: RaftWorld, steps: [Step]) {
    self.world = world
    self.steps = steps
  }

  /// All lines have run (or can no longer run).
  public var isFinished: Bool { hasFailed || next >= steps.count }

  /// Gives access for actions, looks and taking records.
  public mutating func withWorld<Result>(_ body: (inout RaftWorld) -> Result) -> Result { body(&world) }

  /// Runs the lines that are due at this instant, whose events have all happened.
  private mutating func runDueLines() {
    while !isFinished {
      let step = steps[next]
      switch dueness(of: step) {
      case .notYet: return
      case .failed(let saw):
        fail(step, saw)
        return
      case .now:
        next += 1
        lastTime = world.now
        waitBegan = world.now
        if let verb = step.verb { act(verb, line: step.line) }
      }
    }
  }

  private enum Dueness {
    case now
    case notYet
    case failed(saw: String)
  }

  private mutating func dueness(of step: Step) -> Dueness {
    switch step.when {
    case nil: return .now
    case .at(let time):
      if world.now > time { return .failed(saw: "it was \(world.now) ns already") }
      return world.now == time ? .now : .notYet
    case .after(let time): return world.now >= lastTime + time ? .now : .notYet
    case .when(let predicate, let within):
      let (holds, saw) = world.evaluate(predicate)
      if holds { return .now }
      return world.now >= waitBegan + within ? .failed(saw: saw) : .notYet
    }
  }

  /// The instant at which the next line must be looked at even if no event happens then.
  private var nextLineTime: Nanoseconds? {
    guard !isFinished else { return nil }
    switch steps[next].when {
    case nil: return world.now
    case .at(let time): return max(time, world.now)
    case .after(let time): return max(lastTime + time, world.now)
    case .when(_, let within): return max(waitBegan + within, world.now)
    }
  }

  private mutating func act(_ verb: Verb, line: Int) {
    switch verb {
    case .expect(let predicate):
      let (holds, saw) = world.evaluate(predicate)
      results.append(
        ExpectationResult(line: line, text: predicate.description, held: holds, saw: saw, time: world.now))
      world.note(.expectation(predicate.description, held: holds, saw: saw))
    case .note(let text): world.note(.note(text))
    case .speed, .pauseClock, .play, .step, .back, .goto, .fork: break
    default: _ = world.perform(verb)
    }
  }

  private mutating func fail(_ step: Step, _ saw: String) {
    hasFailed = true
    let text = step.when.map(\.description) ?? ""
    results.append(ExpectationResult(line: step.line, text: text, held: false, saw: saw, time: world.now))
    world.note(.expectation(text, held: false, saw: saw))
  }

  /// Runs events and lines up to and including `limit`, at most until something broke.
  public mutating func run(through limit: Nanoseconds) {
    let broken = world.violatedNames.count
    runDueLines()
    while world.violatedNames.count == broken {
      let event = world.nextTime ?? .max
      let line = nextLineTime ?? .max
      let time = min(event, line)
      guard time <= limit, time != .max else { break }
      world.runAll(through: time)
      if world.violatedNames.count != broken { return }
      runDueLines()
    }
    if world.violatedNames.count == broken, limit != .max { world.runAll(through: limit) }
  }

  /// Runs to the end of the lines, or to `limit`, telling `observe` after each event and each line. Rules
  /// that break do not end it.
  public mutating func runToEnd(limit: Nanoseconds?, observe: (inout RaftWorld) -> Void) {
    let limit = limit ?? .max
    runDueLines()
    observe(&world)
    while !isFinished || limit != .max {
      let time = min(world.nextTime ?? .max, nextLineTime ?? .max)
      guard time <= limit, time != .max else { break }
      while world.runOne(through: time) { observe(&world) }
      world.runAll(through: time)
      runDueLines()
      observe(&world)
    }
    if limit != .max { world.runAll(through: limit) }
    observe(&world)
  }

  /// Runs one event, and what lies due at its instant.
  /// - Returns: false when nothing will ever happen again.
  public mutating func runOneEvent() -> Bool {
    runDueLines()
    let line = nextLineTime ?? .max
    if line < world.nextTime ?? .max {
      world.runAll(through: line)
      runDueLines()
    }
    let ran = world.runOne()
    if world.nextTime.map({ $0 > world.now }) ?? true { runDueLines() }
    return ran
  }
}
