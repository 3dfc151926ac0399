import Canvas
import Command
import Consensus
import Explanation
import Host
import Lessons
import Panels
import Words

// A lesson: its player drives the cluster, its keys go on, back and out of it.
extension ConsoleController {
  /// Opens the lesson of this name, or comes back to where it was left.
  func openLesson(_ name: String) {
    if let left = leftLesson, left.name == name, left.challenge == nil {
      begin(left)
      return atStep { $0.home() }
    }
    switch options.onOpenLesson(name) {
    case .success(let player):
      let number = options.lessons.firstIndex { $0.name == name }.map { $0 + 1 } ?? 0
      begin(LessonSession(player, name: name, number: number, of: options.lessons.count))
    case .failure(let problem): notify(.phrase(Phrase(verbatim: problem.text)))
    }
  }

  func begin(_ session: LessonSession) {
    start()
    put(session.player.host)
    lesson = session
    lesson?.notice(wall: wall)
    leftLesson = nil
    motion = .paused
    begin()
  }

  /// Free play in the same world; `o` comes back.
  private func leaveLesson() {
    leftLesson = lesson
    lesson = nil
    motion = .paused
    options.onLesson(.left)
    notify(.lessonLeft)
  }

  // MARK: Following

  /// Brings the screen to where the lesson stands: its world, its light, what it asks of the screen, its hints.
  func followLesson() {
    guard let player = lesson?.player else {
      model.lesson = prediction?.model(model.language, points: score.points) ?? handStage
      return
    }
    if player.host !== host {
      put(player.host)
      lookAnew()
    }
    arriveWhereLessonIs()
    for verb in player.takeScreenVerbs() { performForLesson(verb) }
    if lesson?.follow() == true { turnLight(player.run.spotlight) }
    // What the world does takes its time; hints are counted from where it stands.
    if player.isRunning { lesson?.notice(wall: wall) }
    if let due = lesson?.hintDue, wall >= due { lesson?.giveHint(wall: wall) }
    for note in lesson?.takeNotes() ?? [] { options.onLesson(note) }
    if lesson?.challenge != nil {
      followChallenge()
    } else if player.task == .ended, let name = lesson?.name {
      noteDone(Gallery.lessons.mark(of: name))
      classSession?.finish(lesson: name)
    }
    openPlannedPoll()
    // Nothing goes on behind what is being read.
    let isRunning =
      player.isRunning && lesson?.isHeld == false && model.card == nil && model.overlay == nil
      && prompt == nil
    if isRunning, motion == .paused {
      motion = .playing
      playedUntil = wall
    } else if !isRunning, motion == .playing {
      motion = .paused
    }
    model.violationPassed = model.violationPassed || !player.isRunning && player.task == .go
    model.lesson = lesson?.model(model.language, in: model.snapshot, offer: transferOffer)
    if let classSession {
      let left = classSession.minutesLeft(wall: wall)
      let text = model.language.text(ClassWords.minutesLeft, ["left": left])
      model.lesson?.title += text
    }
    if let poll = lesson?.poll {
      model.overlay = .poll(withTerminals(poll, poll.model(model.language, wall: wall)))
    } else if case .poll = model.overlay {
      model.overlay = nil
    }
  }

  /// The lesson may have gone back in time, or to another branch.
  func arriveWhereLessonIs() {
    guard host.snapshot().eventCount < lastRecord else { return }
    arrive(onOtherBranch: true)
  }

  private func turnLight(_ targets: [LessonTarget]) {
    let first = targets.first?.spots(in: model.snapshot).first
    if case .thing(let selection) = first { model.selection = selection } else { model.selection = nil }
  }

  /// Beside the ring all of a panel is in sight already.
  private func performForLesson(_ verb: Verb) {
    if case .view(let name) = verb, Layout.isDesk(model), View(rawValue: name)?.isBesideRing == true {
      return
    }
    perform([verb])
    // Nobody asked for this pace.
    if case .speed = verb { notice = nil }
  }

  // MARK: Keys

  /// - Returns: whether the key is one of the lesson's here.
  func pressInLesson(_ key: InputEvent.Key) -> Bool {
    guard let player = lesson?.player else { return false }
    let (escapes, offersHelp) = (lesson?.escapes ?? 0, lesson?.offersHelp == true)
    lesson?.notice(wall: wall)
    lesson?.escapes = 0
    if pressInPoll(key) { return true }
    let isOpen = model.overlay != nil || model.card != nil
    if pressInChallenge(key) { return true }
    switch key {
    case .character(" "), .pageDown: goOn()
    case .pageUp:
      atStep {
        guard !$0.previousStep() else { return }
        $0.home()
        self.notify(.lessonBegins)
      }
    case .home: atStep { $0.home() }
    case .character(let scalar) where player.task == .question && ("1"..."9").contains(scalar) && !isOpen:
      if !player.answer(Int(scalar.value) - 0x31) { notify(.noSuchChoice) }
    case .enter where offersHelp && !isOpen: player.proceed()
    case .escape where !isOpen:
      if escapes > 0 {
        leaveLesson()
      } else {
        goBack()
        lesson?.escapes = 1
        notify(.escLeaves)
      }
    default: return false
    }
    return true
  }

  /// Goes on where that is up to the person; else lets time stand or run.
  private func goOn() {
    closeOverlay()
    closeCard()
    guard let player = lesson?.player else { return }
    if player.task == .ended { return openNextLesson() }
    if lesson?.shownVerdict != nil { lesson?.verdict = nil }
    if player.key() {
      lesson?.isHeld = false
    } else if player.isRunning {
      lesson?.isHeld.toggle()
    } else {
      notify(.lessonWaits)
    }
  }

  private func openNextLesson() {
    if lesson?.challenge != nil { return open(.challenges) }
    if classSession != nil { return openPlan() }
    guard let lesson, lesson.hasNext else { return open(.lessons) }
    openLesson(options.lessons[lesson.number].name)
  }

  /// Goes to the start of a step.
  func atStep(_ go: (LessonPlayer) -> Void) {
    closeOverlay()
    closeCard()
    guard let player = lesson?.player else { return }
    lesson?.isHeld = false
    lesson?.verdict = nil
    go(player)
    arriveWhereLessonIs()
  }

  /// To the next event, where the world is to run at all.
  func stepInLesson() {
    guard let player = lesson?.player, player.isRunning, let next = host.nextEventTime else {
      return notify(.lessonWaits)
    }
    lesson?.isHeld = true
    player.advance(to: next)
  }
}
