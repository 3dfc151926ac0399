import ArgumentParser
import Assets
import Lessons
import Posix
import Predictions
import SimulationHost
import Words

/// `raftcoin quiz`: the published study's questions, each of which ends in the run that shows the answer.
struct Quiz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quiz", _superCommandName: "raftcoin",
    abstract: "Asks a published study's questions, and runs what shows the answer.",
    discussion: """
      Line by line, also through a pipe. The questions are put in our own words after D. Ongaro and J. Ousterhout's user \
      study of 2013 (CC-BY), with its logs, points and rubric. One question as a lesson: `raftcoin lesson raft-2`. \
      Answers are kept on this machine, in ~/.local/state/raftcoin/results/quiz.jsonl.
      """)

  @ArgumentParser.Argument(help: "The subject: raft.")
  var subject = "raft"

  @Flag(help: "A digit answers; the score stands alone.")
  var choice = false

  @Flag(help: "Answers are written and marked by yourself; the score stands beside the study's.")
  var paper = false

  @Option(help: "Only this question, 1 to 8.")
  var question: Int?

  @Option(help: "How many minutes there are on paper; they are only shown.")
  var minutes = 60

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  func run() throws {
    let language = language ?? Opening.environmentLanguage
    guard subject == "raft" else { throw ScenarioFile.wrong("quiz \(subject): expected raft\n") }
    guard choice != paper else {
      if choice { throw ScenarioFile.wrong("quiz: expected --choice or --paper, not both\n") }
      QuizSession.about(in: language).forEach(tell)
      return
    }
    var questions = try LessonFile.quiz()
    if let question {
      guard questions.indices.contains(question - 1) else {
        throw ScenarioFile.wrong("--question \(question): expected 1 to \(questions.count)\n")
      }
      questions = [questions[question - 1]]
    }
    let mode = choice ? QuizSession.Mode.choice : .paper
    let began = ContinuousClock.now
    let lines = PredictionLines(language)
    let session = QuizSession(
      questions, study: ShippedQuiz.study, mode: mode, minutes: minutes, language: language,
      QuizSession.Surroundings(
        read: { readLine() }, write: tell, open: LessonFile.open, picture: lines.logs,
        minute: { 1 + Int(began.duration(to: .now) / .seconds(60)) }))
    let runs = SavedRuns()
    session.run { result in
      do {
        try runs?.note(
          [
            "quiz": subject, "mode": mode.rawValue, "question": result.question,
            "points": result.points.description, "of": result.of.description, "answers": result.answers,
            "ticked": result.ticked, "marked": choice ? "program" : "self",
          ], in: "quiz")
      } catch {
        StandardError.write("raftcoin: \(error)\n")
      }
    }
  }
}

private func tell(_ line: String) {
  if !StandardOutput.write(line) { exit(0) }
}

extension ShippedQuiz {
  static var study: StudyScores { StudyScores(scores: studyScores, questions: studyQuestions, of: "raft") }
}
