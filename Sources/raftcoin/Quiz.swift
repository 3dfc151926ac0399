import ArgumentParser
import Assets
import Canvas
import Command
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
      study of 2013 (CC-BY), with its logs, points and rubric. One question as a lesson: `raftcoin lesson paxos-2`. \
      Answers are kept on this machine, in ~/.local/state/raftcoin/results/quiz.jsonl.
      """)

  @ArgumentParser.Argument(help: "The subject: raft or paxos.")
  var subject = "raft"

  @Flag(help: "A digit answers; the score stands alone.")
  var choice = false

  @Flag(help: "Answers are written and marked by yourself; the score stands beside the study's.")
  var paper = false

  @Flag(help: "What the study's participants scored, on Raft and on Paxos.")
  var scores = false

  @Option(help: "Only this question, 1 to 8.")
  var question: Int?

  @Option(help: "How many minutes there are on paper; they are only shown.")
  var minutes = 60

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  func run() throws {
    let language = language ?? Opening.environmentLanguage
    if scores { return ScoreTable(language).lines.forEach(tell) }
    guard let consensus = LessonFile.quizzed.first(where: { $0.rawValue == subject }) else {
      throw ScenarioFile.wrong("quiz \(subject): expected raft or paxos\n")
    }
    guard choice != paper else {
      if choice { throw ScenarioFile.wrong("quiz: expected --choice or --paper, not both\n") }
      QuizSession.about(in: language).forEach(tell)
      return
    }
    var questions = try LessonFile.quiz(on: consensus)
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
      questions, study: ShippedQuiz.study(on: consensus), mode: mode, minutes: minutes, language: language,
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
  static func study(on subject: ConsensusProtocol) -> StudyScores {
    StudyScores(scores: studyScores, questions: studyQuestions, of: subject.rawValue)
  }
}

/// What the study's participants scored on each protocol, side by side in 80 columns.
private struct ScoreTable {
  private let language: Language
  private let studies = LessonFile.quizzed.map { ShippedQuiz.study(on: $0) }

  init(_ language: Language) { self.language = language }

  var lines: [String] {
    let heads = studies.map { study in
      language.text(
        QuizWords.studyHead,
        [
          "name": study.subject.capitalized, "count": study.scores.count,
          "mean": QuizSession.text(study.mean, digits: 1),
          "deviation": QuizSession.text(study.deviation, digits: 1),
        ])
    }
    let bands = stride(from: 0, to: 60, by: 5).map { low in
      let band = low...(low == 55 ? 60 : low + 4)
      let bars = studies.map { study in
        String(repeating: "#", count: study.scores.count { band.contains($0.halves / 2) })
      }
      return row("\(band.lowerBound)–\(band.upperBound)", bars, width: 34)
    }
    return [language.text(QuizWords.studyTitle), row(language.text(QuizWords.studyPoints), heads, width: 34)]
      + bands
      + [row(language.text(QuizWords.studyQuestion), (1...8).map { "\($0)" }, width: 6)]
      + [row(language.text(QuizWords.studyOf), studies[0].points.map(String.init), width: 6)]
      + studies.map { study in
        row(study.subject.capitalized, study.means.map { QuizSession.text($0, digits: 2) }, width: 6)
      }
  }

  private func row(_ head: String, _ cells: [String], width: Int) -> String {
    let padded = [TextWidth.fit(head, width: 10)] + cells.map { TextWidth.fit($0, width: width) }
    return String(padded.joined().reversed().drop { $0 == " " }.reversed())
  }
}
