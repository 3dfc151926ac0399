import Canvas
import Command
import Consensus
import Explanation
import Host
import Panels
import Words

/// What the console says of a node for which a person decides, besides the question.
enum HandWords: String, TextKey {
  case title, idle, keys, anywayKeys, noKeys, eyes, lineKeys
}

// A node in somebody's hands: time waits for each decision, and `y` and `n` are the answers.
extension ConsoleController {
  /// Time waits where the host has stopped at a question, until it is answered or somebody lets it go on.
  func stopAtQuestion(_ records: [EventRecord]) {
    guard lesson == nil, motion == .playing || isSeeking, let last = records.last, case .asked = last.what,
      last.time == host.now, let hand = model.snapshot.hand, hand.question != nil
    else { return }
    pause()
    goesOnWithAnswer = true
    // So that `i` draws the picture in its eyes.
    if model.eyes != hand.node { model.selection = .node(hand.node) }
  }

  /// - Returns: whether the key answers the question.
  func pressInHand(_ key: InputEvent.Key) -> Bool {
    guard lesson == nil, model.overlay == nil, let hand = model.snapshot.hand,
      hand.question != nil
    else { return false }
    let answer: Verb.Answer
    switch key {
    case .character("y"): answer = refusedYes == nil ? .yes : .anyway
    case .character("n"): answer = .no
    default: return false
    }
    closeCard()
    perform([.answer(.node(hand.node), answer)])
    // The stage says it, for as long as the question is open.
    notice = nil
    return true
  }

  /// What was selected for the question is so no more, and time goes on where it did.
  func goOnAfterAnswer(of hand: HandSnapshot?) {
    if let hand, model.selection == .node(hand.node) { model.selection = nil }
    if goesOnWithAnswer { play() }
  }

  /// Why the rule refuses the yes that was given to the open question; nil: none was given.
  private var refusedYes: ActionRefusal? {
    guard let record = vain?.record, case .action(.answer, .nothing(let reason)) = record.what,
      case .ruleSaysNo = reason
    else { return nil }
    return reason
  }

  /// The node's place on the stage, for as long as a person has it.
  var handStage: LessonModel? {
    guard let hand = model.snapshot.hand else { return nil }
    let values = ["name": hand.name, "node": hand.node.description]
    func say(_ text: HandWords) -> String { model.language.text(text, values) }
    var stage = LessonModel(
      number: 0, title: say(.title), step: 0, steps: 0, caption: say(.idle), task: .wait(say(.noKeys)))
    stage.answer = hand.answer.map {
      LessonModel.Answer(isRight: $0.isRight, text: inWords(explainer.verdict(on: $0)))
    }
    guard let question = explainer.question(of: hand, in: model.snapshot) else { return stage }
    stage.caption = inWords(question)
    stage.task = .act(say(.keys))
    if let refusedYes {
      stage.answer = LessonModel.Answer(isRight: false, text: inWords(explainer.refusedYes(refusedYes)))
      if case .ruleSaysNo(_, of: _, canOverrule: true) = refusedYes { stage.task = .act(say(.anywayKeys)) }
    } else if model.eyes == nil {
      stage.hint = say(.eyes)
    }
    return stage
  }
}

extension ConsoleOptions {
  /// Keeps what a person decided, and whether the rule decides so.
  /// - Parameters:
  ///   - hand: What was asked.
  ///   - now: The same after it.
  func noteDecision(
    _ verb: Verb, of hand: HandSnapshot?, _ outcome: ActionOutcome, now: @autoclosure () -> HandSnapshot?
  ) {
    guard case .answer(_, let given) = verb, let hand, let question = hand.question else { return }
    switch outcome {
    case .done: if let answer = now()?.answer { onDecision(hand.name, answer) }
    case .nothing(.ruleSaysNo(let rule, of: _, canOverrule: _)) where given == .yes:
      let answer = HandSnapshot.Answer(given, to: question, rule: rule, ruleGrants: false)
      onDecision(hand.name, answer)
    case .nothing: break
    }
  }
}
