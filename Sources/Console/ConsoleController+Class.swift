import Canvas
import Lessons
import Panels
import Words

// A class: its plan, and the votes of the room.
extension ConsoleController {
  /// A lesson of more stops goes round in circles.
  private static let mostStops = 1000

  func openPlan() {
    guard let session = classSession ?? options.plan.map(ClassSession.init) else { return }
    classSession = session
    open(list: .plan)
    session.next(wall: wall).map { list?.mark(beginning: ClassSession.name(of: $0)) }
  }

  /// Opens an item of the plan: a lesson where it was left, or else anew; a vote where its question is asked.
  func openPlanned(_ place: Int) {
    classSession?.begin(wall: wall)
    guard let item = classSession?.plan.items[place] else { return }
    if lesson != nil { leftLesson = lesson }
    if item.kind == .vote || leftLesson?.player.task == .ended { leftLesson = nil }
    openLesson(item.lesson)
    guard let question = item.question, let player = lesson?.player else { return }
    for _ in 0..<Self.mostStops {
      player.advance(to: .max)
      if player.task == .question, player.run.question?.name == question { break }
      if player.task == .ended { return }
      player.proceed()
    }
    lesson?.passOver()
    arriveWhereLessonIs()
    openPoll()
  }

  // MARK: Votes

  /// Opens the question at hand to the room.
  func openPoll() {
    guard let player = lesson?.player, player.task == .question, let question = player.run.question else {
      return notify(.noQuestion)
    }
    lesson?.poll = Poll(question, right: player.run.rightChoices)
  }

  /// A vote that is planned opens by itself, once.
  func openPlannedPoll() {
    guard let plan = classSession, let lesson, lesson.poll == nil, lesson.player.task == .question,
      let question = lesson.player.run.question, !lesson.closedPolls.contains(question.name),
      let place = plan.plan.vote(on: question.name, of: lesson.name), !plan.done.contains(place)
    else { return }
    openPoll()
  }

  func count(_ hands: [Int]) {
    guard lesson?.poll != nil else { return notify(.noPoll) }
    guard lesson?.poll?.count(hands, wall: wall) == true else { return notify(.noSuchHands) }
    guard let lesson, let poll = lesson.poll, let vote = poll.votes.last else { return }
    options.onLesson(
      .vote(
        lesson.name, question: poll.question.name, number: poll.votes.count, hands: vote,
        right: (poll.right.first ?? 0) + 1))
    classSession?.finish(vote: poll.question.name, of: lesson.name)
  }

  /// - Returns: whether the key is the vote's.
  func pressInPoll(_ key: InputEvent.Key) -> Bool {
    guard let poll = lesson?.poll else { return false }
    switch key {
    case .character("h"): open(.palette, text: "hands ")
    case .character(let scalar) where ("0"..."9").contains(scalar): open(.palette, text: "hands \(scalar)")
    case .character(" "), .pageDown: poll.awaitsCount ? count([]) : closePoll(poll)
    case .escape, .pageUp: endPoll(poll)
    default: return false
    }
    return true
  }

  private func endPoll(_ poll: Poll) {
    lesson?.poll = nil
    lesson?.closedPolls.insert(poll.question.name)
  }

  /// Straight to the run: the room's answer is the one with the most hands. What was right is told where the run has
  /// shown it.
  private func closePoll(_ poll: Poll) {
    endPoll(poll)
    guard let player = lesson?.player, let favourite = poll.favourite else { return }
    lesson?.verdict = LessonSession.Verdict(poll: poll, host: player.host, time: player.host.now)
    player.answer(favourite)
    lesson?.passOver()
    lesson?.isHeld = false
    if player.task == .answered { player.key() }
  }
}
