import Canvas
import Command
import Consensus
import Explanation
import Host
import Panels

// The past: going back, branches, undo, the share line.
extension ConsoleController {
  var isPast: Bool { model.timeline?.isPast ?? false }

  // MARK: Moves

  /// Moves through time, paused.
  /// - Returns: whether the host did.
  @discardableResult
  func move(_ move: TimeMove) -> Bool {
    // A lesson lets one look back; the way on is its own.
    guard lesson == nil || move.isLook else {
      notify(.timeInLesson)
      return false
    }
    pause()
    let branch = model.timeline?.currentID
    if case .nothing(let reason) = host.move(move) {
      notify(.refusal(reason))
      return false
    }
    arrive(onOtherBranch: host.timeline?.currentID != branch)
    return true
  }

  /// Shows the moment to which the host has moved: what was told of later ones is taken back.
  func arrive(onOtherBranch: Bool) {
    closeCard()
    stepped = nil
    vain = nil
    isMidInstant = false
    let snapshot = host.snapshot()
    let isForward = snapshot.eventCount > lastRecord
    lastRecord = snapshot.eventCount
    let kept = UInt64(Self.recentKept)
    model.recent = host.records(after: lastRecord > kept ? lastRecord - kept : 0)
    if onOtherBranch { newsroom.clear() } else { newsroom.forget(after: lastRecord) }
    sampler.rewind(to: snapshot.time)
    restartPace()
    violationShown = (host.frozenAt ?? snapshot.violation)?.event
    model.snapshot = snapshot
    model.timeline = host.timeline
    takeRecords()
    if isForward, !onOtherBranch { tellPassedOver() }
  }

  /// One event back: pauses first, then glides there, so that the eye sees what moved.
  func stepBack(_ count: Int = 1) {
    pause()
    takeRecords()
    let from = host.now
    let undone = host.record(model.snapshot.eventCount)
    guard move(.back(count)) else { return }
    if count == 1, let undone { show(.takenBack(undone)) }
    if host.now < from { motion = .glidingBack(from: from, since: wall) }
  }

  /// The time that the picture shows while it glides back; the host is there already.
  func glidedTime(from: Nanoseconds, since: UInt64) -> Nanoseconds? {
    let passed = wall.since(since)
    let to = model.snapshot.time
    guard passed < Self.glide, from > to else { return nil }
    return from - (from - to).share(passed, of: Self.glide)
  }

  /// To the newest moment.
  func goLive() {
    let isThere = !isPast
    if move(.live), isThere { notify(.isLive) }
  }

  func previousLandmark() {
    guard move(.previousLandmark) else { return }
    selectLandmarkHere()
  }

  /// In the past the next landmark is known; LIVE has to be simulated on to it.
  func nextLandmark() {
    guard isPast, let timeline = model.timeline,
      timeline.landmarks(along: timeline.currentID).contains(where: { $0.event > timeline.playhead.event })
    else { return seekLandmark() }
    if move(.nextLandmark) { selectLandmarkHere() }
  }

  /// Plays on, as a scenario with notes does after each and after a broken rule; while it plays, goes to the next note
  /// at once. After the last it plays to its end.
  func nextNote() {
    guard let script = model.snapshot.script, script.noteCount > 0, !script.isOver else {
      return nextLandmark()
    }
    if motion != .playing { return play() }
    if isPast { return nextLandmark() }
    if script.noteNumber < script.noteCount { seekLandmark(isForNote: true) }
  }

  /// Back to the note before what is shown.
  func previousNote() {
    let here = model.snapshot.eventCount
    let note = model.snapshot.landmarks.last { $0.kind == .note && $0.event < here }
    guard let note else { return previousLandmark() }
    move(.event(note.event))
  }

  private func selectLandmarkHere() {
    let event = model.snapshot.eventCount
    let landmark = model.snapshot.landmarks.last { $0.event == event } ?? model.snapshot.landmarks.last
    model.selection = landmark.map { .landmark(event: $0.event) }
  }

  /// One notch of the wheel on the bar, or a drag along it.
  func scrub(by step: Int) {
    guard let timeline = model.timeline, let end = timeline.current?.end.time else { return }
    let span = max(end / 64, 1)
    let now = host.now
    let goal = step < 0 ? now.since(span) : min(end, now.addingSaturated(span))
    if goal != now { move(goal >= end ? .live : .time(goal)) }
  }

  func scrub(to time: Nanoseconds) {
    guard let end = model.timeline?.current?.end.time else { return }
    move(time >= end ? .live : .time(time))
  }

  // MARK: Branches

  /// To just before the person's last act, as a new branch.
  func undo() {
    guard let act = model.timeline?.lastAct, move(.undo) else { return }
    personActed(.undo)
    show(.undone("\(act.verb)"))
  }

  func switchBranch(to id: BranchID) {
    guard id != model.timeline?.currentID, move(.branch(id)) else { return }
    show(.onBranch(id))
  }

  /// After an act: in the past it grew a branch.
  func noteBranch(before: BranchID?) {
    model.timeline = host.timeline
    guard let now = model.timeline?.currentID, let before, now != before else { return }
    if case .landmark = model.selection { model.selection = nil }
    show(.grown(now))
  }

  /// Two branches side by side: the current one, and the one it grew from or, for the first, its newest.
  var comparedBranches: (left: BranchID, right: BranchID)? {
    guard let timeline = model.timeline, let current = timeline.current else { return nil }
    if let other = comparedWith, other != current.id, timeline.branch(other) != nil {
      return (current.id, other)
    }
    let newest = timeline.branches.last { $0.parent == current.id }
    return (current.parent ?? newest?.id).map { (current.id, $0) }
  }

  func compare() {
    let pair = model.view.comparesBranches ? comparedBranches : nil
    model.comparison = pair.flatMap { try? host.compare($0.left, $0.right, at: host.now) }
  }

  // MARK: The selected message

  /// nil: none is selected, or it has arrived.
  var selectedMessage: MessageSnapshot? {
    guard case .message(let number) = model.selection else { return nil }
    return model.snapshot.messages.first { $0.number == number }
  }

  func onSelectedMessage(_ verb: (MessageSnapshot) -> Verb) {
    if let message = selectedMessage { perform([verb(message)]) }
  }

  // MARK: Sharing

  /// Copies the share line, and shows it where it can be read and selected.
  func copyShareLine() {
    do {
      let line = try host.shareLine()
      copied = line
      list = nil
      model.overlay = .card(
        title: model.language.text(Menus.shareLine), lines: [line, "", model.language.text(Menus.shared)])
    } catch {
      notify(.phrase(error.reason))
    }
  }

  /// What is to be put into the clipboard, once.
  package func takeCopy() -> String? {
    defer { copied = nil }
    return copied
  }
}

extension TimeMove {
  /// Whether it only shows what has happened on this branch.
  fileprivate var isLook: Bool {
    switch self {
    case .back, .previousLandmark, .nextLandmark, .live: true
    case .time, .event, .start, .branch, .undo, .fork: false
    }
  }
}
