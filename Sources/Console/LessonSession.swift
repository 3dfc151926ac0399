import Command
import Consensus
import Explanation
import Host
import Lessons
import Panels
import Words

/// A lesson that is on: who drives it, and what the console keeps beside it.
struct LessonSession {
  /// A hint comes after so long without a key, and the next after as long again.
  static let hintAfter: UInt64 = 20_000_000_000
  /// Captions that stay in sight where there is room.
  private static let kept = 3

  let player: LessonPlayer
  /// By which it is opened and kept as done.
  let name: String
  /// Its place in the course, from 1; 0: it is none of it.
  let number: Int
  /// Whether another one follows it there.
  let hasNext: Bool
  /// The person has stopped the time of a world that would run.
  var isHeld = false
  /// Wall time from which the next hint is counted; nil: not yet.
  var quietSince: UInt64?
  /// There is no further hint: the program does it, if it is asked to.
  var offersHelp = false
  /// The vote that is open.
  var poll: Poll?
  /// Questions on which the room has voted or was not to.
  var closedPolls: Set<String> = []
  /// The vote before, until it is told what was right.
  var verdict: Verdict?
  /// Presses of Esc in a row that had nothing to close.
  var escapes = 0
  /// The challenge that is played as this lesson.
  var challenge: ChallengeSession?
  private var captions: [LessonText] = []
  private var spotlight: [LessonTarget] = []
  private var step = 0
  // What was kept of it: the acts, the steps, the answers.
  private var keptActs: (step: Int, count: Int)?
  private var keptSteps: Set<Int> = []
  private var keptAnswers = 0

  init(_ player: LessonPlayer, name: String, number: Int, of count: Int = 0) {
    self.player = player
    self.name = name
    self.number = number
    hasNext = 0 < number && number < count
    passOver()
  }

  /// A vote, and where its question was asked.
  struct Verdict {
    let poll: Poll
    let host: any ClusterHost
    let time: Nanoseconds
  }

  /// The verdict once the run has shown it.
  var shownVerdict: Poll? {
    guard let verdict, !player.isRunning, player.run.question == nil || player.run.choice == nil else {
      return nil
    }
    let hasShown =
      !verdict.poll.question.isShownLater || player.task == .ended || player.host !== verdict.host
      || player.host.now > verdict.time
    return hasShown ? verdict.poll : nil
  }

  /// Answers up to here are nobody's own.
  mutating func passOver() { keptAnswers = player.answers.count }

  /// What is new since the last call, to be kept on this machine.
  mutating func takeNotes() -> [LessonNote] {
    let run = player.run
    var notes: [LessonNote] = []
    if keptActs.map({ $0 != (run.step, run.path.count) }) ?? true {
      keptActs = (run.step, run.path.count)
      notes.append(.place(LessonPlace(lesson: name, path: run.path)))
    }
    if keptSteps.insert(run.step).inserted {
      notes.append(.step(name, player.lesson.steps[run.step].name))
    }
    for answer in player.answers[keptAnswers...] {
      notes.append(.answer(name, question: answer.question, picked: answer.picked, right: answer.right))
    }
    passOver()
    return notes
  }

  /// Keeps the captions in mind.
  /// - Returns: whether the light has moved.
  mutating func follow() -> Bool {
    let run = player.run
    if run.step < step { captions = [] }
    if let caption = run.caption, caption != captions.last {
      captions = (captions + [caption]).suffix(Self.kept + 1)
    }
    defer { (step, spotlight) = (run.step, run.spotlight) }
    return run.spotlight != spotlight || run.step != step
  }

  /// A key was pressed: hints are counted from now.
  mutating func notice(wall: UInt64) {
    quietSince = wall
    offersHelp = false
  }

  /// When the next hint is due; nil: nothing is up to the person, or all was offered.
  var hintDue: UInt64? {
    guard !offersHelp else { return nil }
    switch player.task {
    case .act, .question: return quietSince?.addingSaturated(Self.hintAfter)
    case .go, .answered, .world, .aside, .failed, .ended: return nil
    }
  }

  mutating func giveHint(wall: UInt64) {
    quietSince = wall
    if !player.hint() { offersHelp = true }
  }

  // MARK: For the panels

  func model(_ language: Language, in snapshot: ClusterSnapshot, offer: String) -> LessonModel {
    if let challenge { return challenge.model(player, isHeld: isHeld, language) }
    let run = player.run
    let (step, steps) = player.progress
    // What is said belongs to where the lesson stands, not to what is tried beside it.
    let caption = player.task == .aside ? nil : run.caption
    var model = LessonModel(
      number: number, title: player.lesson.title.text(in: language), step: step, steps: steps,
      caption: caption?.text(in: language) ?? "", task: task(language, offer: offer))
    (model.part, model.parts) = player.part
    model.hasNext = hasNext
    model.earlier = (caption == nil ? captions : captions.dropLast()).map { $0.text(in: language) }
    model.answer = answer(language)
    let hint = run.hints.last?.text(in: language)
    model.hint = offersHelp ? language.text(LessonWords.offer) : hint
    model.spotlight = run.spotlight.flatMap { $0.spots(in: snapshot) }
    return model
  }

  private func task(_ language: Language, offer: String) -> LessonModel.Task {
    let run = player.run
    switch player.task {
    case .go, .answered: return .goOn
    case .act(let patterns):
      let acts = patterns.map { pattern in
        let verb =
          pattern.verb ?? player.awaited.flatMap { pattern.description.hasPrefix($0.form.name) ? $0 : nil }
        let text = pattern.text(times: run.left(of: pattern))
        guard let verb else { return text }
        return Self.keys(for: verb, offer: offer).map { $0 + "   " + text } ?? ": \(text) Enter"
      }
      return .act(acts.joined(separator: language.text(LessonWords.then)))
    case .question:
      return .question(
        run.question?.text.text(in: language) ?? "",
        choices: run.question?.choices.map { $0.text.text(in: language) } ?? [])
    case .world:
      return .wait(language.text(isHeld ? LessonWords.held : run.hasOtherActs ? .watchActs : .watch))
    case .aside: return .act(language.text(LessonWords.aside))
    case .failed(let line, let saw):
      return .act(language.text(LessonWords.failed, ["line": line, "saw": saw]))
    case .ended: return .over
    }
  }

  private func answer(_ language: Language) -> LessonModel.Answer? {
    let run = player.run
    if let poll = shownVerdict { return LessonModel.Answer(isRight: true, text: poll.told(language)) }
    guard let question = run.question, let isRight = run.isRight else { return nil }
    let because = question.because?.text(in: language) ?? ""
    guard !isRight, let right = run.rightChoices.first, question.choices.indices.contains(right) else {
      return LessonModel.Answer(
        isRight: isRight, text: language.text(isRight ? LessonWords.right : .wrong, ["because": because]))
    }
    let choice = question.choices[right].text.text(in: language)
    let text = language.text(
      LessonWords.wrongRightIs, ["number": right + 1, "choice": choice, "because": because])
    return LessonModel.Answer(isRight: false, text: text)
  }

  /// What a person presses for this verb: "k 1", "t Enter"; nil: its line behind `:`.
  private static func keys(for verb: Verb, offer: String) -> String? {
    let selector = verb.selectors.count == 1 ? verb.selectors.first : nil
    let node: String
    switch selector {
    case .node(let number): node = " \(number.number)"
    case .leader, nil: node = " Enter"
    default: return nil
    }
    switch verb {
    case .kill: return "k" + node
    case .restart: return "r" + node
    case .heal: return "h"
    case .isolate: return "p" + (selector == .leader ? " Enter" : node + " Enter")
    case .partition(let groups):
      guard groups.count == 2 else { return nil }
      let side = (groups.first ?? []).compactMap { selector -> String? in
        if case .node(let node) = selector { String(node.number) } else { nil }
      }
      return "p " + side.joined(separator: " ") + " Enter"
    case .transfer:
      let line = verb.description.dropFirst(verb.form.name.count + 1)
      return line == offer ? "t Enter" : "t \(line) Enter"
    default: return nil
    }
  }
}

extension LessonTarget {
  /// What the light falls on in this picture.
  func spots(in snapshot: ClusterSnapshot) -> [LessonModel.Spot] {
    func nodes(_ isMeant: (NodeSnapshot) -> Bool) -> [LessonModel.Spot] {
      snapshot.nodes.filter(isMeant).map { .thing(.node($0.id)) }
    }
    func panel(_ name: String) -> [LessonModel.Spot] { View(rawValue: name).map { [.panel($0)] } ?? [] }
    switch self {
    case .node(let node): return [.thing(.node(node))]
    case .leader: return nodes { $0.id == snapshot.leader }
    case .leaders: return nodes { $0.condition == .up && $0.view.role == .leader }
    case .candidates: return nodes { $0.condition == .up && $0.view.role == .candidate }
    case .timers: return nodes { $0.condition == .up && $0.view.timer?.kind == .election }
    case .meter: return [.meter]
    case .logs: return panel("logs")
    case .ledger: return panel("ledger")
    case .account(let name): return [.thing(.account(name))]
    case .entry(let index):
      return snapshot.nodes.compactMap { node in
        node.term(at: index).map { .thing(.entry(LogPosition(index: index, term: $0), on: node.id)) }
      }
    case .message(let kind, let link):
      return snapshot.messages.filter { $0.isMeant(kind, link) }.map { .thing(.message($0.number)) }
    case .status: return [.status]
    case .bar: return [.bar]
    case .key: return [.keys]
    }
  }
}
