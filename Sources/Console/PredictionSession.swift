import Command
import Consensus
import Panels
import Predictions
import Words

/// A question that is on: from its asking to what the run has shown.
struct PredictionSession {
  enum Stage: Equatable {
    /// With the place that is chosen so far.
    case asked(picked: Int?)
    /// The run goes on to where it shows.
    case running
    case told
  }

  let question: Question
  let occasion: Occasion
  /// What the person was about to do; nil: what the question does happens on a branch of its own.
  let intended: Verb?
  /// Wall time.
  let askedAt: UInt64
  private(set) var stage = Stage.asked(picked: nil)
  /// What was answered, once it was, and what that brings.
  private(set) var answered: (answer: GivenAnswer, points: Int)?
  /// What is still to be done in the run.
  private(set) var acts: ArraySlice<TimedVerb>
  /// Whether the console acts for the question, and not the person.
  var isActing = false

  init(_ question: Question, on occasion: Occasion, intended: Verb?, at wall: UInt64) {
    self.question = question
    self.occasion = occasion
    self.intended = intended
    askedAt = wall
    acts = question.acts[...]
  }

  /// Where time is to stop next.
  var stop: Nanoseconds? { stage == .running ? acts.first?.time ?? question.decided : nil }

  mutating func pick(_ place: Int) { stage = .asked(picked: place) }

  mutating func run(_ answer: GivenAnswer, points: Int) {
    answered = (answer, points)
    stage = .running
  }

  mutating func takeAct() -> TimedVerb? { acts.popFirst() }

  mutating func tell() { stage = .told }

  // MARK: For the panels

  func model(_ language: Language, points: Int) -> LessonModel {
    let lines = PredictionLines(language)
    let title = language.text(GuessWords.title, ["title": lines.title(of: question), "points": points])
    var model = LessonModel(number: 0, title: title, step: 0, steps: 0, caption: "", task: .goOn)
    let verb = lines.act(of: occasion)
    switch stage {
    case .asked(let picked):
      let choices = question.choices.enumerated().map { place, choice in
        let text = choice.text.text(in: language)
        return place == picked ? "[\(text)]" : text
      }
      model.caption = verb ?? language.text(GuessWords.think)
      model.task = .question(question.text.text(in: language), choices: choices)
      model.hint =
        picked.map { language.text(GuessWords.picked, ["number": $0 + 1]) } ?? language.text(GuessWords.pick)
    case .running:
      model.caption = verb ?? ""
      model.task = .wait(language.text(GuessWords.running))
    case .told:
      guard let (answer, points) = answered else { break }
      let verdict = lines.verdict(on: question, picked: answer.picked, points: points)
      model.answer = LessonModel.Answer(isRight: answer.isRight, text: verdict.joined(separator: "\n"))
      model.caption =
        question.text.text(in: language) + " " + question.choices[answer.picked].text.text(in: language)
      model.task = .act(language.text(GuessWords.next))
    }
    return model
  }
}

/// What a question says besides its own texts.
enum GuessWords: String, TextKey {
  case title, think, pick, picked, running, next, offer
}
