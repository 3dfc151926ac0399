import Canvas
import Command
import Consensus
import Explanation
import Host
import Panels
import Predictions
import Words

/// Turns keys, mouse and time into verbs for a host and into the model that the panels draw. Used from one
/// thread; wall times are nanoseconds of a clock that only goes forward.
package final class ConsoleController {
  enum Motion: Equatable {
    case paused
    case playing
    /// One event on, shown as a glide from the time it began to the event's, since a wall time.
    case gliding(from: Nanoseconds, to: Nanoseconds, since: UInt64)
    /// The host is one event back; the picture follows from this time, since a wall time.
    case glidingBack(from: Nanoseconds, since: UInt64)
    /// At the latest until a virtual time.
    case seeking(Sought, until: Nanoseconds)
  }

  enum Sought: Equatable {
    /// The landmark after this event, or the note.
    case landmark(after: UInt64, isNote: Bool)
    /// The first moment at which this holds.
    case moment(Predicate)
  }

  enum CardSource: Equatable {
    case record(EventRecord)
    case selection(Selection?)
    /// The end of the scenario.
    case end
    /// How a rule broke.
    case story(ViolationSnapshot)
  }

  /// 30 frames a second: a terminal far away shows no more, and each costs.
  static let frameSpan: UInt64 = 33_333_333
  /// The wall time that a late tick catches up at most: after a suspend nothing leaps.
  static let longestTick: UInt64 = 250_000_000
  static let longestWork: UInt64 = 20_000_000
  /// The virtual time between two looks at the work clock.
  static let slice: Nanoseconds = 10_000_000
  static let glide: UInt64 = 150_000_000
  static let noticeSpan: UInt64 = 2_000_000_000
  static let vainSpan: UInt64 = 10_000_000_000
  static let longestSeek: Nanoseconds = 60_000_000_000
  /// The wall time for which keys may go unanswered.
  static let longestDeaf: UInt64 = 250_000_000
  static let recentKept = 400
  /// The most events of one tick whose sentences are looked at.
  static let toldPerTick = 64
  static let usualLoad: UInt64 = 2000

  /// Whether the person wants to leave.
  package internal(set) var wantsQuit = false
  /// Whether the terminal is to report the mouse.
  package internal(set) var mouseOn: Bool
  /// What is drawn.
  var model: ConsoleModel

  let options: ConsoleOptions
  /// What is watched and driven now; opening a scenario puts another in its place.
  package internal(set) var host: any ClusterHost
  var hints: HintChooser
  var lastAct: PersonAct?
  var pace = PaceMaker()
  var clock = VirtualClock()
  var newsroom = Newsroom()
  var sampler = ChartSampler()
  var balanceMarks = BalanceMarks()

  var motion = Motion.playing
  /// No key has come yet, and time waits for one.
  var waitsForKey = false
  /// The latest wall time told.
  var wall: UInt64 = 0
  private var lastTick: UInt64 = 0
  /// Up to when wall time was turned into virtual time.
  var playedUntil: UInt64?
  /// Events of the host's instant may be left.
  var isMidInstant = false
  /// The host had not done what the clock asked for.
  var isBehind = false
  /// Wall time spent playing.
  var played: UInt64 = 0
  var lastRecord: UInt64 = 0
  /// The scenario that is played; nil: none.
  var story: ScenarioEntry?
  /// The end of the scenario was told.
  var endIsTold = false
  /// The event of the violation at which the picture stood still last.
  var violationShown: UInt64?

  var prompt: Prompt?
  var list: ListState?
  /// What was done, as `Gallery.mark` calls it.
  var done: Set<String>
  /// The lesson that is on.
  var lesson: LessonSession?
  package var isInLesson: Bool { lesson != nil }
  /// The lesson that was left last, in free play.
  var leftLesson: LessonSession?
  /// The class that is on, with its plan.
  var classSession: ClassSession?
  /// The terminals that have joined it; nil: none can.
  package internal(set) var classroom: Classroom?
  /// The question that is on, and what came of those before.
  var prediction: PredictionSession?
  /// Wall time at which a question was offered last.
  var offeredAt: UInt64?
  var score = Score()
  var cardSource: CardSource?
  /// What the last step did: what `w` explains while nothing is selected.
  var stepped: EventRecord?
  /// The person's last act, where it did nothing: what `w` explains while nothing is selected, for so much
  /// played time.
  var vain: (record: EventRecord, until: UInt64)?
  /// Time was going on when a person was asked to decide for a node, and does so again with the answer.
  var goesOnWithAnswer = false
  var notice: (text: Saying, until: UInt64)?
  var transfers = CommandHistory()
  var commands = CommandHistory()
  var rememberedLoad = ConsoleController.usualLoad
  /// What the branch view compares with; nil: the parent.
  var comparedWith: BranchID?
  var copied: String?
  private var shownFrame: Frame?

  package init(host: any ClusterHost, options: ConsoleOptions) {
    self.host = host
    self.options = options
    mouseOn = options.mouse
    story = options.story
    done = options.done
    hints = HintChooser(language: options.language)
    model = ConsoleModel(
      snapshot: host.snapshot(), size: options.size, look: options.look, language: options.language)
    model.view = options.view
    newsroom.firstUses.language = options.language
    balanceMarks = BalanceMarks(isOn: options.marksChanges)
    if let speed = options.speedThousandths { pace.fix(speed) }
    begin()
    if options.waitsAtStart {
      waitsForKey = true
      pause()
      if options.showsStart { if options.opensPlan { openPlan() } else { open(list: .start) } }
      refresh()
    }
    if let name = options.opensLesson { openLesson(name) }
    if let name = options.opensChallenge { openChallenge(name) }
  }

  /// Begins with this host as it stands.
  func begin() {
    lookAnew()
    if host.frozenAt != nil { pause() }
    refresh()
  }

  /// Takes what this host shows.
  func lookAnew() {
    let snapshot = host.snapshot()
    model.snapshot = snapshot
    model.timeline = host.timeline
    comparedWith = nil
    hints.hasPast = model.timeline != nil
    hints.hasGallery = !listSource.breakableRules.isEmpty
    violationShown = (host.frozenAt ?? snapshot.violation)?.event
    lastRecord = 0
    isMidInstant = false
    // A run that opens where a rule broke has long begun: to say that nobody leads would be wrong.
    if snapshot.time == 0 { show(.opening(snapshot), event: 0) }
    takeRecords()
  }

  /// Opens another cluster.
  func open(_ newHost: any ClusterHost, _ newStory: ScenarioEntry? = nil) {
    if lesson != nil {
      (leftLesson, lesson) = (lesson, nil)
      options.onLesson(.left)
    }
    put(newHost, newStory)
    play()
    begin()
  }

  /// Puts another cluster in the place of this one.
  func put(_ newHost: any ClusterHost, _ newStory: ScenarioEntry? = nil) {
    host = newHost
    story = newStory
    endIsTold = false
    newsroom = Newsroom()
    newsroom.firstUses.language = model.language
    sampler = ChartSampler()
    balanceMarks = BalanceMarks(isOn: options.marksChanges)
    restartPace()
    hints = HintChooser(language: model.language)
    lastAct = nil
    model.recent = []
    model.selection = nil
    model.eyes = nil
    prompt = nil
    closeOverlay()
    closeCard()
    stepped = nil
    vain = nil
  }

  /// Time waits at its start.
  var waitsToStart: Bool { waitsForKey && model.snapshot.eventCount == 0 }

  /// The first key has come: time begins.
  func start() {
    guard waitsForKey else { return }
    waitsForKey = false
    if motion == .paused { play() }
  }

  // MARK: Frames

  /// The frame that shows the console now.
  package func frame() -> Frame {
    let frame = Panels.frame(for: model)
    shownFrame = frame
    return frame
  }

  /// What lies at a place of the frame that was shown last.
  func target(at point: Point) -> Frame.Target? { (shownFrame ?? frame()).target(at: point) }

  /// The section whose name stands there.
  func shownSection(at point: Point) -> Section? { (shownFrame ?? frame()).section(at: point) }

  /// Wall time of the next frame wanted; nil: nothing moves until a key comes.
  package var nextWake: UInt64? {
    let waits = [
      notice?.until, balanceMarks.until, lesson?.hintDue, newsroom.nextRelease.map { max($0, wall) },
      lesson?.poll?.nextTick(wall: wall), classSession?.nextTick(wall: wall), classroom?.nextTick(wall: wall),
    ].compactMap {
      $0
    }.min()
    guard motion != .paused, motion != .playing || host.nextEventTime != nil else { return waits }
    // Who cannot keep up has no time to wait.
    if isSeeking || isBehind { return lastTick }
    // From the last tick, not the last event: a stream of mouse events must not hold the frames up.
    return lastTick.addingSaturated(Self.frameSpan)
  }

  // MARK: Events

  /// Handles what a person did.
  package func handle(_ event: InputEvent, wall: UInt64) {
    self.wall = max(self.wall, wall)
    switch event {
    case .key(let key): press(key)
    case .paste(let text): if Layout.showsPicture(model.size) { paste(text) }
    case .mouse(let mouse): if mouseOn, Layout.showsPicture(model.size) { handle(mouse) }
    case .resize(let size): model.size = Size(width: max(0, size.width), height: max(0, size.height))
    case .terminate: wantsQuit = true
    case .redraw: break
    case .ambiguousIsWide: model.look.ascii = true
    }
    refresh()
  }

  /// Lets wall time pass: the cluster runs on, news appear, notices go.
  package func tick(wall: UInt64) {
    self.wall = max(self.wall, wall)
    lastTick = self.wall
    run()
    if let notice, self.wall >= notice.until { self.notice = nil }
    refresh()
  }

  // MARK: The model

  /// Brings the model up to what is known now.
  func refresh() {
    takeRecords()
    followPrediction()
    followLesson()
    newsroom.rows = Layout.newsRows(of: model)
    newsroom.isHurried = model.speedThousandths > 1000
    newsroom.release(wall: wall)
    model.news = newsroom.lines
    model.samples = sampler.samples
    if model.big {
      balanceMarks.observe(model.snapshot.balances, wall: wall)
      model.changedBalances = balanceMarks.changes
    }
    model.playing = motion == .playing || isSeeking
    model.paceIsAutomatic = pace.fixed == nil
    model.speedThousandths = pace.speed(played: played)
    model.hint = options.hints && model.lesson == nil ? hint : nil
    model.prompt = prompt?.model(promptScene)
    model.notice = notice?.text.text(in: model.language)
    if case .plan = list?.purpose { list?.rebuild(listSource) }
    if let list { model.overlay = .list(list.model(listSource)) }
    model.keyRows = KeyRow.lines(for: model)
    compare()
    if case .glidingBack(let from, let since) = motion, let time = glidedTime(from: from, since: since) {
      model.snapshot.time = time
    }
  }

  var isSeeking: Bool {
    if case .seeking = motion { true } else { false }
  }

  // MARK: Records

  /// Takes what happened since the last call: news, pace, samples, the selection.
  func takeRecords(byPerson: Bool = false) {
    let records = host.records(after: lastRecord)
    let snapshot = host.snapshot()
    model.snapshot = snapshot
    // The first violation stays in the snapshot; the one where the run stands still is the one to show.
    if let frozen = host.frozenAt { model.snapshot.violation = frozen }
    model.timeline = host.timeline
    lastRecord = records.last?.number ?? lastRecord
    newsroom.happenedAgain(through: lastRecord)
    model.recent.append(contentsOf: records.suffix(Self.recentKept))
    if model.recent.count > Self.recentKept {
      model.recent.removeFirst(model.recent.count - Self.recentKept)
    }
    pace.observe(records, snapshot: snapshot, played: played)
    sampler.observe(snapshot)
    tell(records, byPerson: byPerson)
    hold(to: records)
    stopAtNote(records)
    stopAtQuestion(records)
    stopAtViolation()
    stopAtEnd()
  }

  /// Time waits at each note, until somebody lets it go on.
  private func stopAtNote(_ records: [EventRecord]) {
    guard options.stopsAtNotes, motion == .playing, model.snapshot.standsAtNote, !records.isEmpty else {
      return
    }
    pause()
  }

  /// A scenario ends with a card of what was seen, once.
  private func stopAtEnd() {
    guard !endIsTold, let script = model.snapshot.script, script.isOver, script.tellsStory, !isPast,
      motion == .playing || isSeeking
    else { return }
    endIsTold = true
    noteDone()
    pause()
    openCard(.end)
  }

  private func hold(to records: [EventRecord]) {
    let next = SelectionRules.handedOn(model.selection, records: records, in: model.snapshot)
    if next != model.selection { model.selection = next }
  }

  /// Each broken rule freezes the picture, once.
  private func stopAtViolation() {
    let violation = host.frozenAt ?? (violationShown == nil ? model.snapshot.violation : nil)
    guard let violation, violation.event != violationShown else { return }
    violationShown = violation.event
    model.violationPassed = false
    // A lesson goes on by its own lines.
    guard lesson == nil else { return }
    noteDone()
    pause()
    notify(.ruleBroke)
  }
}
