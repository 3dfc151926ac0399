import Command
import Consensus
import Explanation
import Host
import Panels

// Time: playing, pausing, stepping, running to a landmark.
extension ConsoleController {
  func pause() {
    lesson?.isHeld = true
    finishGlide()
    motion = .paused
  }

  func play() {
    goesOnWithAnswer = false
    start()
    finishGlide()
    closeCard()
    unfreeze()
    motion = .playing
    playedUntil = wall
  }

  /// The person has seen the broken rule: the run may go on.
  func unfreeze() {
    host.continuePastViolation()
    model.violationPassed = true
  }

  func togglePlay() {
    if motion == .playing || isSeeking { pause() } else { play() }
  }

  /// Turns the wall time since the last tick into virtual time.
  func run() {
    switch motion {
    case .paused: playedUntil = wall
    case .playing: runOn()
    case .gliding(let from, let to, let since): glideOn(from: from, to: to, since: since)
    case .glidingBack(let from, let since):
      if glidedTime(from: from, since: since) == nil { finishGlide() }
    case .seeking(.landmark(let after, let isNote), let until):
      seekOn(after: after, until: until, isForNote: isNote)
    case .seeking(.moment(let predicate), let until): seekOn(until: until, predicate)
    }
  }

  private func runOn() {
    let elapsed = min(wall.since(playedUntil ?? wall), Self.longestTick)
    playedUntil = wall
    guard elapsed > 0 else { return }
    let speed = pace.speed(played: played)
    played = played.addingSaturated(elapsed)
    let goal = min(
      host.now.addingSaturated(clock.virtual(wall: elapsed, thousandths: speed)), prediction?.stop ?? .max)
    // A host that cannot keep up loses wall time; the screen must not freeze.
    let start = options.workClock()
    isMidInstant = false
    isBehind = false
    while host.now < goal, !isMidInstant {
      let next = min(goal, host.now.addingSaturated(Self.slice))
      let isStopped = advance(
        to: next, since: start, longest: Self.longestWork, untilNote: options.stopsAtNotes)
      if isStopped || host.now < next { break }
      isBehind = options.workClock().since(start) >= Self.longestWork
      if isBehind { break }
    }
  }

  /// Runs the host on, for no longer than a span of the work clock; where that is too short, some events of the
  /// instant may be left.
  /// - Returns: whether a broken rule or a note stopped it.
  @discardableResult
  private func advance(
    to time: Nanoseconds, since start: UInt64, longest: UInt64, untilNote: Bool = false
  ) -> Bool {
    isMidInstant = false
    let mayGoOn = {
      self.isMidInstant = self.options.workClock().since(start) >= longest
      return !self.isMidInstant
    }
    guard let player = lesson?.player else {
      return host.advance(to: time, untilNote: untilNote, while: mayGoOn)
    }
    player.advance(to: time, while: mayGoOn)
    return !player.isRunning
  }

  /// Lets the rest of an instant happen of which only a part was looked at, since an act comes after all of it.
  /// - Returns: false where that does not end within a while.
  func finishInstant() -> Bool {
    guard isMidInstant, !isPast else { return true }
    advance(to: host.now, since: options.workClock(), longest: 10 * Self.longestWork)
    return !isMidInstant
  }

  // MARK: Steps

  /// One event on: pauses first, then glides there, so that the eye sees what moved.
  func stepOn() {
    if lesson != nil, !isPast { return stepInLesson() }
    let wasMoving = motion == .playing || isSeeking
    pause()
    closeCard()
    if wasMoving { takeRecords() }
    unfreeze()
    guard let next = host.nextEventTime else {
      return notify(.nothingMore)
    }
    motion = .gliding(from: host.now, to: next, since: wall)
    if next <= host.now { finishGlide() }
  }

  private func glideOn(from: Nanoseconds, to: Nanoseconds, since: UInt64) {
    let passed = wall.since(since)
    guard passed < Self.glide, to > from else { return finishGlide() }
    // Before the event's time nothing happens: only the flight goes on.
    let time = min(from + (to - from).share(passed, of: Self.glide), to - 1)
    if time > host.now { host.advance(to: time) }
  }

  /// Does the event that a glide leads to.
  func finishGlide() {
    if case .glidingBack = motion {
      motion = .paused
      model.snapshot = host.snapshot()
      return
    }
    guard case .gliding = motion else { return }
    motion = .paused
    playedUntil = wall
    guard let record = host.step() else { return }
    isMidInstant = true
    stepped = record
    vain = nil
    takeRecords()
    show(.step(record), event: record.number)
  }

  /// Several steps at once; a screen shows only where they lead.
  func step(_ count: Int) {
    guard count > 1, lesson == nil else { return stepOn() }
    pause()
    closeCard()
    host.continuePastViolation()
    isMidInstant = true
    let start = options.workClock()
    for done in 1..<count {
      guard let record = host.step() else { break }
      if violationShown == nil, isBroken(by: record) { break }
      if options.workClock().since(start) >= 10 * Self.longestWork {
        notify(.stepsTookLong, ["done": done, "count": count])
        break
      }
    }
    takeRecords()
    guard let next = host.nextEventTime, motion == .paused else { return }
    motion = .gliding(from: host.now, to: next, since: wall)
    finishGlide()
  }

  // MARK: Landmarks

  func seekLandmark(isForNote: Bool = false) {
    if lesson != nil { return stepInLesson() }
    pause()
    closeCard()
    host.continuePastViolation()
    guard host.nextEventTime != nil else {
      return notify(.nothingMore)
    }
    waitsForKey = false
    // Where none comes, nobody wants to be a minute further on.
    let start = options.workClock()
    let comes = host.comesLandmark(within: Self.longestSeek) {
      options.workClock().since(start) < Self.longestDeaf
    }
    if comes == false { return isForNote ? play() : notify(.noLandmark) }
    let last = model.snapshot.landmarks.last?.event ?? 0
    motion = .seeking(
      .landmark(after: last, isNote: isForNote), until: host.now.addingSaturated(Self.longestSeek))
  }

  /// Runs on to the first moment at which this holds; a lesson goes by its own steps.
  func seek(_ predicate: Predicate) {
    if lesson != nil { return stepInLesson() }
    pause()
    closeCard()
    host.continuePastViolation()
    waitsForKey = false
    motion = .seeking(.moment(predicate), until: host.now.addingSaturated(Self.longestSeek))
  }

  private func seekOn(until: Nanoseconds, _ predicate: Predicate) {
    playedUntil = wall
    isMidInstant = true
    let start = options.workClock()
    let holds = host.advance(to: until, until: predicate) {
      options.workClock().since(start) < Self.longestWork
    }
    if holds == false, host.now < until, host.frozenAt == nil, host.standstill == nil { return }
    pause()
    takeRecords()
    if holds != true { notify(.notYet) }
  }

  private func seekOn(after: UInt64, until: Nanoseconds, isForNote: Bool) {
    playedUntil = wall
    isMidInstant = true
    let start = options.workClock()
    while true {
      guard host.now < until, let record = host.step() else {
        pause()
        return notify(.noLandmark)
      }
      if case .asked = record.what, !isPast { return takeRecords() }
      if mayBeLandmark(record) || isBroken(by: record), let landmark = host.snapshot().landmarks.last,
        landmark.event > after, !isForNote || landmark.kind == .note || landmark.kind == .violation
      {
        pause()
        takeRecords()
        if !isForNote { model.selection = .landmark(event: landmark.event) }
        return
      }
      if options.workClock().since(start) >= Self.longestWork { return }
    }
  }

  /// Landmarks are elections, commits of one's own, acts, notes and broken rules; a look at all others is spared.
  private func mayBeLandmark(_ record: EventRecord) -> Bool {
    switch record.what {
    case .action, .violation, .note: return true
    default: break
    }
    return record.number % 256 == 0
      || record.decisions.contains { decision in
        switch decision.sign {
        case .leads, .commits: true
        default: false
        }
      }
  }

  /// Whether this event, or the check right after it, found a broken rule.
  private func isBroken(by record: EventRecord) -> Bool {
    [record, host.record(record.number + 1)].contains { record in
      if case .violation = record?.what { true } else { false }
    }
  }

  // MARK: Speed

  /// The automatic pace begins anew; a fixed one stays.
  func restartPace() {
    let fixed = pace.fixed
    pace = PaceMaker()
    if let fixed { pace.fix(fixed) }
    clock.reset()
  }

  func change(faster: Bool) { pace.change(faster: faster, played: played) }

  func setSpeed(_ thousandths: UInt64?) {
    if let thousandths { return pace.fix(thousandths) }
    pace.automate(played: played)
    notify(.autoPace)
  }
}
