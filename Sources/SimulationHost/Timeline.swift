import Command
import Consensus
import Host
import Simulation

/// The tree of runs, and the playhead on one of them. The past is kept as checkpoints and acts: any moment is
/// simulated again from the checkpoint before it, and comes out the same to the byte.
struct Timeline {
  /// Where a jump goes to.
  enum Target {
    /// After all events of this time.
    case time(Nanoseconds)
    /// After the event with this number and what belongs to it.
    case event(UInt64)
  }

  struct Branch {
    /// As it may be shown, but for how far it has come.
    let shown: TimelineSnapshot.Branch
    var checkpoints: Checkpoints
    /// As far as it has been simulated; nil while the playhead is there.
    var end: RunState?
  }

  /// So many checkpoints of one run; with more, gaps double.
  private static let mostCheckpoints = 1000
  /// Checkpoints of the stretch that was simulated again last.
  private static let mostNearby = 12

  private(set) var branches: [Branch]
  private(set) var current = 0
  /// The run at the playhead.
  private(set) var state: RunState
  private(set) var window = RecordWindow()
  private var spacing = CheckpointSpacing()
  /// What a person did on the current branch, further on or earlier; empty when LIVE.
  private var acts: [RecordedAct] = []
  private var nearby = Checkpoints()
  private var segments: [RecordWindow] = []
  /// The states that were compared last.
  private var compared: [BranchID: RunState] = [:]

  init(_ state: RunState) {
    self.state = state
    var checkpoints = Checkpoints()
    checkpoints.append(Checkpoint(state), spacing: spacing)
    branches = [
      Branch(
        shown: TimelineSnapshot.Branch(
          .first, named: "first run", .start, parent: nil, parted: .start),
        checkpoints: checkpoints)
    ]
  }

  var isLive: Bool { branches[current].end == nil }
  /// The current branch as far as it has been simulated.
  var end: RunState { end(of: current) }

  /// A branch as far as it has been simulated.
  func end(of place: Int) -> RunState { branches[place].end ?? state }

  /// When the next act that is known of the current branch comes.
  var nextActTime: Nanoseconds? { acts.first { $0.event > state.moment.event }?.time }

  func place(of id: BranchID) -> Int? { branches.firstIndex { $0.shown.id == id } }

  // MARK: Forward

  /// Runs through `time`; at most to what ends it, or until `mayGoOn`, asked at each checkpoint, says no.
  /// - Returns: whether something ended it.
  @discardableResult
  mutating func advance(
    through time: Nanoseconds, until halts: RunState.Halts = .violation, while mayGoOn: () -> Bool = { true }
  ) -> Bool {
    while true {
      let stop = state.moment.event + spacing.near
      let isHalted = state.advance(
        through: time, upToRecord: stop, acts: acts, until: halts, into: &window.records)
      settle()
      if isHalted || state.moment.event < stop || !mayGoOn() { return isHalted }
    }
  }

  /// Runs to the first moment at which this holds; at most through `time`, until a rule breaks, or until `mayGoOn`,
  /// asked at each checkpoint, says no. What was done further on in a past is done again.
  /// - Returns: whether it holds.
  mutating func advance(
    through time: Nanoseconds, until predicate: Predicate, while mayGoOn: () -> Bool
  ) -> Bool {
    while true {
      let stop = state.moment.event + spacing.near
      let (holds, goesOn) = state.advance(
        through: time, until: predicate, upToRecord: stop, acts: acts, into: &window.records)
      settle()
      if holds || !goesOn || !mayGoOn() { return holds }
    }
  }

  /// Does the next thing; whether there was any.
  mutating func step() -> Bool {
    let before = state.moment.event
    // A line that only waits makes no record and is no step.
    while state.moment.event == before {
      guard advanceOne() else { return false }
    }
    return true
  }

  /// The same, where a line that only waits counts too.
  mutating func advanceOne() -> Bool {
    defer { settle() }
    return state.advanceOne(through: .max, acts: acts, into: &window.records)
  }

  /// Acts at the playhead; in the past, on a branch of its own.
  mutating func perform(_ verb: Verb) -> ActionOutcome {
    if !isLive {
      var attempt = state
      var unseen: [EventRecord] = []
      let outcome = attempt.perform(verb, into: &unseen)
      guard outcome.isDone else { return outcome }
      let name = verb.text(on: outcome.nodes)
      fork(.act(verb), name: "\(name) at \(Quantities.secondsText(state.now)) s")
    }
    compared = [:]
    let outcome = state.perform(verb, into: &window.records)
    settle()
    return outcome
  }

  /// Sees whether the playhead has come to the end of its branch, and keeps a checkpoint when one is due.
  private mutating func settle() {
    window.trim()
    if let end = branches[current].end, state.moment >= end.moment { becomeLive() }
    guard isLive, let last = branches[current].checkpoints.all.last,
      state.moment.event >= last.moment.event + spacing.near
    else { return }
    branches[current].checkpoints.append(Checkpoint(state), spacing: spacing)
    if branches[current].checkpoints.all.count > Self.mostCheckpoints {
      spacing.far *= 2
      for place in branches.indices { branches[place].checkpoints.thin(spacing) }
    }
  }

  private mutating func becomeLive() {
    branches[current].end = nil
    acts = []
  }

  private mutating func leaveEnd() {
    guard isLive else { return }
    branches[current].end = state
    acts = state.acts.filter(\.byPerson)
  }

  // MARK: Jumps

  /// Moves the playhead along the current branch; beyond its end the run is simulated on, at most until a rule
  /// breaks.
  mutating func jump(to target: Target) {
    let end = self.end
    let isBeyond: Bool =
      switch target {
      case .time(let time): time >= end.now
      case .event(let event): event >= end.moment.event
      }
    if isBeyond {
      moveToEnd()
      if case .time(let time) = target, time > state.now { advance(through: time) }
      return
    }
    leaveEnd()
    if !isNear(target) {
      let base = self.base(for: target, on: current)
      state = base.state
      window = RecordWindow()
    }
    simulateAgain(to: target)
  }

  mutating func moveToEnd() {
    guard let end = branches[current].end else { return }
    state = end
    window = RecordWindow()
    becomeLive()
  }

  /// Whether going on from the playhead is the shortest way.
  private func isNear(_ target: Target) -> Bool {
    let event = state.moment.event
    let base = self.base(for: target, on: current).moment.event
    return switch target {
    case .time(let time): state.now < time && base <= event
    case .event(let number): event <= number && base <= event
    }
  }

  private func base(for target: Target, on place: Int) -> Checkpoint {
    let kept = branches[place].checkpoints
    let candidates = [kept] + (place == current ? [nearby] : [])
    return candidates.compactMap { $0.last(before: target) }.max { $0.moment < $1.moment } ?? kept.all[0]
  }

  /// From the playhead on, keeping checkpoints close by for the next move.
  private mutating func simulateAgain(to target: Target) {
    let (limit, last) =
      switch target {
      case .time(let time): (time, UInt64.max)
      case .event(let event): (Nanoseconds.max, event)
      }
    var passed: [Checkpoint] = []
    while true {
      let stop = min(last, state.moment.event + spacing.near)
      state.advance(through: limit, upToRecord: stop, acts: acts, into: &window.records)
      if state.moment.event < stop || stop == last { break }
      passed.append(Checkpoint(state))
    }
    window.trim()
    remember(passed)
  }

  private mutating func remember(_ passed: [Checkpoint]) {
    guard let first = passed.first else { return }
    var all = nearby.all.filter { $0.moment.event < first.moment.event } + passed
    if all.count > Self.mostNearby { all.removeFirst(all.count - Self.mostNearby) }
    nearby = Checkpoints(all: all)
  }

  /// So many stops back: a stop is an event, a line or an act with all that belongs to it.
  /// - Returns: false at the start.
  mutating func goBack(_ count: Int) -> Bool {
    let here = state.moment.event
    guard here > 0, count > 0 else { return false }
    leaveEnd()
    var reach = UInt64(clamping: count) * 4 + 16
    while true {
      let from = here > reach ? here - reach : 0
      let stops = self.stops(from: from, before: here)
      if stops.count >= count || from == 0 {
        jump(to: .event(stops.count >= count ? stops[stops.count - count] : 0))
        return true
      }
      reach *= 4
    }
  }

  /// The event numbers at which one can stand, from about `first` up to but not including `last`.
  private func stops(from first: UInt64, before last: UInt64) -> [UInt64] {
    var state = base(for: .event(first), on: current).state
    var ignored: [EventRecord] = []
    state.advance(through: .max, upToRecord: first, acts: acts, into: &ignored)
    var stops: [UInt64] = []
    while state.moment.event < last {
      if stops.last != state.moment.event { stops.append(state.moment.event) }
      guard state.advanceOne(through: .max, acts: acts, into: &ignored) else { break }
    }
    return stops
  }

  // MARK: Branches

  /// Begins a branch at the playhead and goes over to it.
  mutating func fork(_ origin: TimelineSnapshot.Origin, name: String) {
    leaveEnd()
    branch(off: state, origin, name: name, end: nil)
    current = branches.count - 1
    acts = []
    forgetOtherRuns()
  }

  /// Adds a branch that parts from the current one, or an ancestor of it, at a state of it.
  /// - Parameter end: As far as it has been simulated; nil: the playhead goes over to it.
  private mutating func branch(
    off state: RunState, _ origin: TimelineSnapshot.Origin, name: String, end: RunState?
  ) {
    var checkpoints = branches[current].checkpoints.past(of: state.moment)
    checkpoints.append(Checkpoint(state), spacing: spacing)
    // Before the current branch parted, one stands on an ancestor.
    var owner = current
    while branches[owner].shown.parted >= state.moment,
      let parent = branches[owner].shown.parent.flatMap({ place(of: $0) })
    {
      owner = parent
    }
    let id = BranchID((branches.last?.shown.id.number ?? 0) + 1)
    let names = [name] + (2...branches.count + 1).map { "\(name) (\($0))" }
    let free = names.first { name in !branches.contains { $0.shown.name == name } } ?? name
    branches.append(
      Branch(
        shown: TimelineSnapshot.Branch(
          id, named: free, origin, parent: branches[owner].shown.id, parted: state.moment),
        checkpoints: checkpoints, end: end))
  }

  /// The run as it would be without one of its acts, at the time of the playhead, as a branch; the playhead stays.
  mutating func branch(without act: RecordedAct) -> BranchID {
    let other = OtherRun(self.state(after: act.event - 1), without: act, of: state.acts)
    if let known = branches.first(where: {
      $0.shown.origin == .undone(act.verb) && $0.shown.parted == other.state.moment
    }) {
      return known.shown.id
    }
    var run = other
    _ = run.advance(through: state.now)
    let name = act.verb.text(on: act.outcome.nodes)
    branch(
      off: other.state, .undone(act.verb), name: "without \(name) at \(Quantities.secondsText(act.time)) s",
      end: run.state)
    return branches[branches.count - 1].shown.id
  }

  /// The current run right after the event with this number, which it has reached.
  func state(after event: UInt64) -> RunState {
    var found = base(for: .event(event), on: current).state
    var ignored: [EventRecord] = []
    found.advance(through: .max, upToRecord: event, acts: end.acts.filter(\.byPerson), into: &ignored)
    return found
  }

  /// Goes over to another branch, at the same time or to its end.
  mutating func goOver(to place: Int) {
    guard place != current else { return }
    leaveEnd()
    let time = state.now
    current = place
    acts = end.acts.filter(\.byPerson)
    forgetOtherRuns()
    if let end = branches[place].end, time < end.now {
      state = base(for: .time(time), on: place).state
      window = RecordWindow()
      simulateAgain(to: .time(time))
    } else {
      moveToEnd()
    }
  }

  private mutating func forgetOtherRuns() {
    nearby = Checkpoints()
    segments = []
    compared = [:]
  }

  /// To just before the person's last act, on a branch of its own.
  /// - Returns: the act; nil when there was none.
  mutating func undo() -> RecordedAct? {
    guard let act = state.acts.last(where: { $0.byPerson && $0.outcome.isDone }) else { return nil }
    jump(to: .event(act.event - 1))
    leaveEnd()
    state.moveClock(to: act.time)
    let name = act.verb.text(on: act.outcome.nodes)
    fork(.undone(act.verb), name: "without \(name) at \(Quantities.secondsText(act.time)) s")
    return act
  }

  /// The state of a branch at a time, without moving the playhead; beyond its end as it would go on.
  mutating func state(of place: Int, at time: Nanoseconds) -> RunState {
    let id = branches[place].shown.id
    let end = end(of: place)
    var found: RunState
    if let kept = compared[id], kept.now <= time {
      found = kept
    } else if end.now <= time {
      found = end
    } else {
      found = base(for: .time(time), on: place).state
    }
    let acts = end.acts.filter(\.byPerson)
    while found.now < time {
      var ignored: [EventRecord] = []
      let before = found.moment
      found.advance(
        through: time, upToRecord: found.moment.event + spacing.far, acts: acts, into: &ignored)
      if found.moment == before { break }
    }
    compared[id] = found
    return found
  }

  // MARK: Records

  /// The record with this number, simulated again where it is not at hand.
  mutating func record(_ number: UInt64) -> EventRecord? {
    guard number > 0, number <= state.moment.event else { return nil }
    if let record = window.record(number) { return record }
    if let record = segments.lazy.compactMap({ $0.record(number) }).first { return record }
    let segment = simulateRecords(from: number, to: min(state.moment.event, number + spacing.near))
    segments = segments.suffix(3) + [segment]
    return segment.record(number)
  }

  /// The kept records with greater numbers; after a jump some from before it are simulated again.
  mutating func records(after number: UInt64) -> [EventRecord] {
    let wanted = UInt64(RecordWindow.least)
    let first = window.records.first?.number ?? state.moment.event + 1
    if first > 1, number + 1 < first, window.records.count < RecordWindow.least {
      let from = first > wanted ? first - wanted : 1
      let older = simulateRecords(from: from, to: first - 1).records.filter { $0.number < first }
      window.records.insert(contentsOf: older, at: 0)
    }
    return window.records(after: number)
  }

  private func simulateRecords(from first: UInt64, to last: UInt64) -> RecordWindow {
    var segment = RecordWindow()
    var state = base(for: .event(first - 1), on: current).state
    state.advance(
      through: .max, upToRecord: last, acts: end.acts.filter(\.byPerson),
      into: &segment.records)
    // Who asks for one asks for its causes next, which lie before it.
    segment.keep(from: first - min(first, spacing.near))
    return segment
  }
}
