import Command
import Consensus
import Host
import Simulation

/// A run at one moment, with what a host notes along the way: a value, so that a copy is a checkpoint.
struct RunState: Sendable {
  private static let landmarksKept = 2048
  /// The first ones are those that count.
  private static let milestonesKept = 1024

  private(set) var runner: ScenarioRunner
  /// Those so far, oldest first.
  private(set) var landmarks: [Landmark] = []
  /// Those so far; nil: this run is compared with none.
  private(set) var milestones: [Milestone]?
  /// Demo load has paid: it pays as its clients are free, so two runs are not given the same to do.
  private var hadLoad = false
  private(set) var leaderlessSince: Nanoseconds? = 0
  private var lostLeaderAt: Nanoseconds?

  init(runner: ScenarioRunner, isCompared: Bool = false) {
    self.runner = runner
    milestones = isCompared ? [] : nil
  }

  var now: Nanoseconds { runner.world.now }
  var moment: Moment { Moment(time: now, event: runner.world.recordCount) }
  var acts: [RecordedAct] { runner.acts }

  func snapshot() -> ClusterSnapshot {
    var snapshot = runner.world.snapshot(landmarks: landmarks, leaderlessSince: leaderlessSince)
    snapshot.script = runner.script
    return snapshot
  }

  /// The instant that this run cannot leave.
  var standstill: Nanoseconds? { runner.world.standsStill ? now : nil }

  /// How many rules have broken so far that were not to break.
  var brokenCount: Int { runner.world.unexpectedCount }

  // MARK: Moving on

  /// What ends a run before its limit.
  struct Halts: OptionSet {
    let rawValue: Int
    /// A rule breaks.
    static let violation = Halts(rawValue: 1)
    /// A note is said.
    static let note = Halts(rawValue: 2)
    /// A person is asked to decide for a node, and nothing further on answers.
    static let question = Halts(rawValue: 4)
  }

  /// What must not change where these end a run.
  private func haltCount(_ halts: Halts) -> Int {
    (halts.contains(.violation) ? brokenCount : 0) + (halts.contains(.note) ? runner.noteNumber : 0)
      + (halts.contains(.question) ? runner.world.questionCount : 0)
  }

  /// Runs through `limit`, or until there are so many records, and does on the way what a person did further
  /// on in this run.
  /// - Parameters:
  ///   - acts: The person's acts of this run, in order; those done already are passed over.
  ///   - halts: What else ends it.
  ///   - records: Takes what it made.
  /// - Returns: whether one of the halts ended it.
  @discardableResult
  mutating func advance(
    through limit: Nanoseconds, upToRecord last: UInt64 = .max, acts: [RecordedAct], until halts: Halts = [],
    into records: inout [EventRecord]
  ) -> Bool {
    let count = haltCount(halts.subtracting(.question))
    var questions = runner.world.questionCount
    while moment.event < last {
      let act = acts.first { $0.event > moment.event }
      let stop = min(last, act.map { $0.event - 1 } ?? .max)
      if stop > moment.event {
        let before = haltCount(halts.union(.violation))
        runner.run(
          through: limit, untilNote: halts.contains(.note), untilQuestion: halts.contains(.question),
          upToRecord: stop)
        collect(into: &records)
        if moment.event < stop, haltCount(halts.union(.violation)) == before { return false }
      } else if !redo(act, through: limit, into: &records) {
        return false
      }
      if haltCount(halts.subtracting(.question)) != count { return true }
      if halts.contains(.question), isAsked(since: &questions, acts) { return true }
    }
    return false
  }

  /// Whether a person was asked since there were so many questions, and neither a line that has not run nor one of
  /// these acts further on answers, or hands a node to somebody else.
  private func isAsked(since questions: inout Int, _ acts: [RecordedAct]) -> Bool {
    guard runner.world.questionCount != questions else { return false }
    questions = runner.world.questionCount
    func answers(_ verb: Verb?) -> Bool {
      switch verb {
      case .answer, .hand: true
      default: false
      }
    }
    return !runner.remainingSteps.contains { answers($0.verb) }
      && !acts.contains { $0.event > moment.event && answers($0.verb) }
  }

  /// The same to the first moment at which this holds, or until a rule breaks or a person is asked.
  /// - Returns: whether it holds, and whether it was the number of records alone that ended it.
  mutating func advance(
    through limit: Nanoseconds, until predicate: Predicate, upToRecord last: UInt64, acts: [RecordedAct],
    into records: inout [EventRecord]
  ) -> (holds: Bool, goesOn: Bool) {
    runner.withWorld { $0.notice([predicate]) }
    let broken = brokenCount
    var questions = runner.world.questionCount
    while moment.event < last {
      if runner.holdsAtRest(predicate) { return (true, false) }
      guard advanceOne(through: limit, acts: acts, into: &records) else {
        moveClock(to: limit)
        return (runner.holdsAtRest(predicate), false)
      }
      if brokenCount != broken { return (false, false) }
      if isAsked(since: &questions, acts) { return (false, false) }
    }
    return (false, true)
  }

  /// Does the next thing at or before `limit`: an event, a line that is due, or an act whose turn has come.
  /// - Returns: false when there was nothing.
  mutating func advanceOne(
    through limit: Nanoseconds, acts: [RecordedAct], into records: inout [EventRecord]
  ) -> Bool {
    let act = acts.first { $0.event > moment.event }
    if act?.event == moment.event + 1 { return redo(act, through: limit, into: &records) }
    defer { collect(into: &records) }
    return runner.advanceOne(through: limit)
  }

  /// Does again what a person did, now that all that came before it has happened.
  private mutating func redo(
    _ act: RecordedAct?, through limit: Nanoseconds, into records: inout [EventRecord]
  ) -> Bool {
    guard let act else { return false }
    moveClock(to: min(act.time, limit))
    guard act.time <= limit else { return false }
    _ = perform(act.verb, into: &records)
    return true
  }

  /// Acts for a person, after all that belongs to this instant.
  mutating func perform(_ verb: Verb, into records: inout [EventRecord]) -> ActionOutcome {
    defer { collect(into: &records) }
    return runner.perform(verb)
  }

  /// Draws all chance from here on anew.
  mutating func redraw(_ seed: UInt64) { runner.withWorld { $0.redraw(seed) } }

  /// From now on lines with this verb are passed over.
  mutating func omit(_ verb: Verb) { runner.omit(verb) }

  /// From here on this rule is kept, and nobody's act is that.
  mutating func keep(_ rule: String) {
    _ = runner.withWorld { $0.perform(.bug(name: rule, on: false)) }
    var ignored: [EventRecord] = []
    collect(into: &ignored)
  }

  /// Lets all that belongs to this instant happen, at most about so many events.
  mutating func finishInstant(atMost events: UInt64, into records: inout [EventRecord]) {
    runner.finishInstant(atMost: events)
    collect(into: &records)
  }

  /// Moves the clock on over a span in which nothing happens.
  mutating func moveClock(to time: Nanoseconds) {
    if time > now { runner.run(through: time) }
  }

  // MARK: What is noted

  /// Takes over what happened since the last call and finds its landmarks. What is found depends on what
  /// happened alone, not on how often this is called: the past must look the same the second time.
  private mutating func collect(into records: inout [EventRecord]) {
    let fresh = runner.withWorld { $0.takeRecords() }.sorted { $0.number < $1.number }
    let changes = runner.withWorld { $0.takeChanges() }
    for record in fresh {
      note(record, changes: changes)
      if milestones != nil { noteMilestones(record) }
    }
    records += fresh
    if landmarks.count > Self.landmarksKept { landmarks.removeFirst(landmarks.count - Self.landmarksKept) }
    if runner.world.leader != nil {
      leaderlessSince = nil
    } else if leaderlessSince == nil {
      leaderlessSince = lostLeaderAt ?? now
    }
    lostLeaderAt = nil
  }

  private mutating func note(_ record: EventRecord, changes: [(landmark: Landmark, ofLeader: Bool)]) {
    for decision in record.decisions {
      switch decision.sign {
      case .leads:
        mark(.election, record)
        leaderlessSince = nil
        lostLeaderAt = nil
      case .stepsDown(from: .leader): lostLeaderAt = record.time
      default: break
      }
    }
    for applied in record.applied {
      if let number = applied.operation, runner.world.isOwn(operation: number) { mark(.ownCommit, record) }
    }
    switch record.what {
    case .violation: mark(.violation, record)
    case .note: mark(.note, record)
    case .action(let verb, .done):
      for (landmark, ofLeader) in changes where landmark.event == record.number {
        landmarks.append(landmark)
        if ofLeader { lostLeaderAt = landmark.time }
      }
      switch verb {
      case .partition, .isolate: mark(.partition, record)
      case .heal: mark(.heal, record)
      default: break
      }
    default: break
    }
  }

  /// What of a record matters where this run is compared with another protocol's.
  private mutating func noteMilestones(_ record: EventRecord) {
    guard let node = record.node, let known = milestones?.count, known < Self.milestonesKept else { return }
    var found: [Milestone] = []
    func add(_ kind: Milestone.Kind, _ decision: AnyDecision) {
      found.append(Milestone(kind, at: record.time, of: node, decision))
    }
    for decision in record.decisions {
      switch decision.sign {
      case .leads: add(.leads(node), decision)
      case .refuses(let candidate): add(.refuses(node, candidate), decision)
      case .supports(let candidate): add(.supports(node, candidate), decision)
      case .holdsBack: add(.holdsBack(node), decision)
      default: break
      }
    }
    let commits = record.decisions.last { if case .commits = $0.sign { true } else { false } }
    hadLoad = hadLoad || runner.world.loadMilliRate != nil
    for applied in record.applied where applied.outcome == .done && !hadLoad {
      guard let decision = commits ?? record.decisions.last,
        let entry = runner.world.describe(applied.position),
        milestones?.contains(where: { $0.kind == .executes(entry) }) == false
      else { continue }
      add(.executes(entry), decision)
    }
    milestones? += found
  }

  private mutating func mark(_ kind: Landmark.Kind, _ record: EventRecord) {
    landmarks.append(Landmark(kind: kind, time: record.time, node: record.node, event: record.number))
  }
}
