import Command
import Consensus
import Host
import Simulation

/// What became of one `expect`, or of a `when` or `at` that could not be kept.
public struct ExpectationResult: Sendable, Equatable {
  public let line: Int
  public let text: String
  public let held: Bool
  /// Whether it could be told at all: of rules that are not watched nobody knows whether they broke.
  public let isChecked: Bool
  /// What was seen, where it did not hold.
  public let saw: String
  public let time: Nanoseconds
}

/// A line whose verb did nothing, and why.
public struct VainLine: Sendable, Equatable {
  public let line: Int
  public let verb: Verb
  public let reason: ActionRefusal
}

/// Plays a scenario's lines on a world, exactly when `Assets/README.md` says: a verb takes no time, only WHEN waits,
/// and every action acts after all events of its instant. Also remembers all that was done, so that the run
/// can be recorded.
public struct ScenarioRunner: Sendable {
  public private(set) var world: AnyWorld
  private let steps: [Step]
  private var next = 0
  /// When the previous line acted.
  private var lastTime: Nanoseconds = 0
  /// When the wait for the next line began.
  private var waitBegan: Nanoseconds = 0
  public private(set) var results: [ExpectationResult] = []
  public private(set) var vainLines: [VainLine] = []
  /// How many notes were said, the last of them, and its event.
  private(set) var noteNumber = 0
  private var note: (note: Note, event: UInt64)?
  private let noteCount: Int
  /// A WHEN that could not be kept: the file's remaining lines never run.
  public private(set) var hasFailed = false
  /// That WHEN.
  public var missed: When? { hasFailed ? steps[next].when : nil }

  /// What was done so far, by lines and by a person, in order; notes and expectations too.
  public private(set) var acts: [RecordedAct] = []
  /// Events of this instant may be left; no line acts before they have happened.
  private var isMidInstant = false
  /// When something last changed the world from outside, and how many events there were then.
  private var lastAct: (time: Nanoseconds, events: UInt64)?
  /// A line that would have acted among the consequences of an earlier act of the same instant acts here.
  private var putOffTo: Nanoseconds?

  /// A verb whose lines are passed over.
  private var omitted: Verb?

  /// - Parameter asked: What is going to be asked besides the lines' own predicates.
  public init(world: AnyWorld, steps: [Step], asked: [Predicate] = []) {
    self.world = world
    self.steps = steps
    self.world.notice(steps.flatMap(\.predicates) + asked)
    noteCount = steps.count { if case .note = $0.verb { true } else { false } }
  }

  /// All lines have run (or can no longer run).
  public var isFinished: Bool { hasFailed || next >= steps.count }

  /// The lines that have not run: those that are still to come, or never will once one could not be kept.
  public var remainingSteps: ArraySlice<Step> { steps[min(steps.count, hasFailed ? next + 1 : next)...] }

  /// How far its lines have come; nil: there are none.
  var script: ScriptSnapshot? {
    guard !steps.isEmpty else { return nil }
    return ScriptSnapshot(
      note: note?.note, noteEvent: note?.event ?? 0, noteNumber: noteNumber, noteCount: noteCount,
      metCount: results.count(where: \.held), missed: results.filter { !$0.held }.map(\.text),
      isOver: isFinished)
  }

  /// The line that ran last, or could not be kept.
  public var lastLine: Step? { hasFailed ? steps[next] : steps[..<next].last }

  /// Gives access for looks and for taking records. Acts go through `perform`.
  public mutating func withWorld<Result>(_ body: (inout AnyWorld) -> Result) -> Result { body(&world) }

  /// From now on lines with this verb are passed over, as if the file had none.
  mutating func omit(_ verb: Verb) { omitted = verb }

  // MARK: Lines

  /// What the next line does at this instant, whose events have all happened.
  private enum Dueness {
    case now
    case notYet
    case failed(saw: String)
    /// It waits for something that nobody watches.
    case unchecked
  }

  private static let unwatched = "nobody checks the rules in this run"

  /// Runs the next line if it is due.
  /// - Returns: whether it was.
  private mutating func runDueLine() -> Bool {
    guard !isFinished, !waitsForTime else { return false }
    let step = steps[next]
    switch dueness(of: step) {
    case .notYet: return false
    case .failed(let saw): fail(step, saw)
    case .unchecked: fail(step, Self.unwatched, isChecked: false)
    case .now:
      if let verb = step.verb, mustPutOff(verb) {
        putOffTo = world.now + 1
        return false
      }
      putOffTo = nil
      next += 1
      lastTime = world.now
      waitBegan = world.now
      if let verb = step.verb, verb != omitted, case .nothing(let reason) = act(verb, line: step.line) {
        vainLines.append(VainLine(line: step.line, verb: verb, reason: reason))
      }
    }
    return true
  }

  /// The time for which the next line waits, if that is what it waits for.
  private var waitedFor: Nanoseconds? {
    switch steps[next].when {
    case .at(let time): time
    case .after(let span): lastTime.after(span)
    case .when, nil: nil
    }
  }

  /// Whether the next line's time has not come; asked after each event, so it copies no line.
  private var waitsForTime: Bool { waitedFor.map { world.now < $0 } ?? false }

  private mutating func dueness(of step: Step) -> Dueness {
    if let putOffTo { return world.now >= putOffTo ? .now : .notYet }
    switch step.when {
    case .at(let time) where world.now > time:
      return .failed(saw: "it was \(Quantities.timeText(world.now)) already")
    case .when(let predicate, let within):
      guard world.watches(predicate) else { return .unchecked }
      if world.holds(predicate) { return .now }
      guard world.now >= waitBegan.after(within) else { return .notYet }
      return .failed(saw: world.evaluate(predicate).saw)
    default: return waitsForTime ? .notYet : .now
    }
  }

  /// The instant at which the next line must be looked at even if no event happens then.
  private var nextLineTime: Nanoseconds? {
    guard !isFinished else { return nil }
    if let putOffTo { return max(putOffTo, world.now) }
    if case .when(_, let within) = steps[next].when { return max(waitBegan.after(within), world.now) }
    return max(waitedFor ?? 0, world.now)
  }

  /// When the next thing happens: an event, which may turn out to be none, or a line that acts or has waited
  /// too long. Nil: nothing ever will.
  public var nextTime: Nanoseconds? {
    if let next = world.nextTime, next <= world.now { return world.now }
    // To look at a line may draw a node (`leader random`): what is drawn for this look is drawn by a copy.
    var look = self
    switch isFinished ? .notYet : look.dueness(of: steps[next]) {
    case .now, .failed, .unchecked: return world.now
    case .notYet: return [world.nextTime, nextLineTime].compactMap { $0 }.min()
    }
  }

  /// Events of this instant have come since an act of this same instant. A recording names acts by their
  /// times alone and plays those of one instant in one go, so a further act needs an instant of its own.
  private var isAmongConsequences: Bool {
    guard let lastAct, lastAct.time == world.now else { return false }
    return lastAct.events != world.eventCount
  }

  private func mustPutOff(_ verb: Verb) -> Bool {
    isAmongConsequences && verb.form.scope == .world
  }

  private mutating func act(_ verb: Verb, line: Int) -> ActionOutcome {
    switch verb {
    case .expect(let predicate):
      let isChecked = world.watches(predicate)
      let (holds, saw) = isChecked ? world.evaluate(predicate) : (false, Self.unwatched)
      note(line, predicate.description, held: holds, isChecked: isChecked, saw: saw)
      remember(verb, .done(), event: world.recordCount, byPerson: false)
    case .note(let note):
      world.note(.note(note))
      noteNumber += 1
      self.note = (note, world.recordCount)
      remember(verb, .done(), event: world.recordCount, byPerson: false)
    case _ where verb.form.scope == .clock: break
    default: return change(verb, byPerson: false)
    }
    return .done()
  }

  private mutating func note(_ line: Int, _ text: String, held: Bool, isChecked: Bool = true, saw: String) {
    results.append(
      ExpectationResult(
        line: line, text: text, held: held, isChecked: isChecked, saw: saw, time: world.now))
    world.note(.expectation(text, held: held, saw: saw))
  }

  private mutating func change(_ verb: Verb, byPerson: Bool) -> ActionOutcome {
    let event = world.recordCount + 1
    let outcome = world.perform(verb)
    lastAct = (world.now, world.eventCount)
    remember(verb, outcome, event: event, byPerson: byPerson)
    return outcome
  }

  private mutating func remember(_ verb: Verb, _ outcome: ActionOutcome, event: UInt64, byPerson: Bool) {
    acts.append(
      RecordedAct(time: world.now, event: event, verb: verb, outcome: outcome, byPerson: byPerson))
  }

  private mutating func fail(_ step: Step, _ saw: String, isChecked: Bool = true) {
    hasFailed = true
    note(step.line, step.when.map(\.description) ?? "", held: false, isChecked: isChecked, saw: saw)
  }

  // MARK: Running

  /// Does the next thing that lies at or before `limit`: an event, or a line that is due.
  /// - Returns: false when there is none; the clock then shows the last instant at which something happened. Also
  ///   where the world stands still: no line acts before its instant has ended.
  public mutating func advanceOne(through limit: Nanoseconds) -> Bool {
    while !world.standsStill {
      if isMidInstant {
        if world.runOne(through: world.now) { return true }
        isMidInstant = false
      }
      if runDueLine() { return true }
      let time = min(world.nextTime ?? .max, nextLineTime ?? .max)
      guard time <= limit, time != .max else { return false }
      if world.runOne(through: time) {
        isMidInstant = true
        return true
      }
      world.runAll(through: time)
    }
    return false
  }

  /// Whether this holds, where a line could act: not before all events of this instant have happened.
  mutating func holdsAtRest(_ predicate: Predicate) -> Bool {
    let isAtRest = !isMidInstant || (world.nextTime ?? .max) > world.now
    return isAtRest && world.holds(predicate)
  }

  /// Runs events and lines up to and including `limit`; at most until something broke or, where that is asked for, a
  /// note was said or a person asked to decide, or until there are `records` records, or were `events` events since the start.
  public mutating func run(
    through limit: Nanoseconds, untilNote: Bool = false, untilQuestion: Bool = false,
    upToRecord records: UInt64 = .max,
    upToEvent events: UInt64 = .max
  ) {
    let (broken, notes, questions) = (world.unexpectedCount, noteNumber, world.questionCount)
    guard world.recordCount < records else { return }
    while advanceOne(through: limit) {
      if world.unexpectedCount != broken || world.recordCount >= records { return }
      if untilNote, noteNumber != notes { return }
      if untilQuestion, world.questionCount != questions { return }
      if world.eventCount >= events { return }
    }
    if limit != .max { world.runAll(through: limit) }
  }

  /// Runs to the end of the lines, or to `limit`. Rules that break do not end it.
  /// - Parameter observe: Told after each event and each line; where nobody looks, all events before the instant of
  ///   the next line happen in one go.
  public mutating func runToEnd(limit: Nanoseconds?, observe: ((inout AnyWorld) -> Void)? = nil) {
    let end = limit ?? .max
    while !isFinished || limit != nil {
      if observe == nil, !isFinished, waitsForTime, let time = nextLineTime {
        world.runAll(through: max(world.now, min(end, time - 1)))
        isMidInstant = false
      }
      guard advanceOne(through: end) else { break }
      observe?(&world)
    }
    if let limit { world.runAll(through: limit) }
    observe?(&world)
  }

  /// Acts for a person, after all events and lines of this instant; among the consequences of an earlier act
  /// of this instant one nanosecond later.
  public mutating func perform(_ verb: Verb) -> ActionOutcome {
    finishInstant()
    return change(verb, byPerson: true)
  }

  /// Lets all happen that comes before a further act at this instant. That is not what an act that was the
  /// last thing to happen sets off; but once some of that has happened, all of it must, and the next act has
  /// an instant of its own.
  /// - Parameter events: At most about so many: those of an instant may set off each other for ever.
  public mutating func finishInstant(atMost events: UInt64 = .max) {
    let last = world.eventCount + min(events, .max - world.eventCount)
    if !isMidInstant, let lastAct, lastAct == (world.now, world.eventCount) {
      while runDueLine() {}
      return
    }
    var limit = world.now
    while world.eventCount < last, advanceOne(through: limit) {}
    while isAmongConsequences, !world.standsStill, world.eventCount < last {
      limit += 1
      while world.eventCount < last, advanceOne(through: limit) {}
      world.runAll(through: limit, upToEvent: last)
    }
  }
}
