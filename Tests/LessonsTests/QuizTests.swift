import Assets
import Command
import Host
import Panels
import SimulationHost
import Testing
import Words

@testable import Lessons

/// The published study's questions: each key is what its run shows, and points and scores are the study's.
struct QuizTests {
  private static let files = ShippedQuiz.raft + ShippedQuiz.paxos
  private static let names = files.map(\.name)
  /// Of these a paragraph says the answer: it is about what no cluster here does.
  private static let unproven = ["paxos-3"]
  private static let study = study(on: "raft")

  private static func study(on subject: String) -> StudyScores {
    StudyScores(scores: ShippedQuiz.studyScores, questions: ShippedQuiz.studyQuestions, of: subject)
  }

  private static func text(_ name: String) throws -> String {
    String(decoding: try #require(files.first { $0.name == name }).bytes, as: UTF8.self)
  }

  private static func parse(_ text: String) -> Result<Lesson, ScenarioErrors> {
    LessonParser.parse(bytes: Array(text.utf8), file: "quiz", vocabulary: Vocabulary.of)
  }

  private static func all() throws -> [Lesson] {
    try ShippedQuiz.raft.map { try parse(text($0.name)).get() }
  }

  private static func findings(_ lesson: Lesson) throws -> [LessonCheck.Finding] {
    let known = try ShippedLessons.all.map { try ShippedLessonTests.lesson($0.name) }
    var check = LessonCheck(
      lesson, known: known, open: ShippedLessonTests.open,
      hash: { ($0 as? SimulationHost)?.hashText ?? "" }, rows: { wrap($0, width: $1) })
    return check.run()
  }

  @Test(arguments: names)
  func theRunProvesTheKey(name: String) throws {
    let lesson = try Self.parse(Self.text(name)).get()
    #expect(lesson.name == name)
    #expect(try Self.findings(lesson) == [])
    let proven = lesson.steps.flatMap(\.lines).compactMap { line in
      if case .proof(let question, _, _) = line.what { question } else { nil }
    }
    #expect(Set(proven) == Set(Self.unproven.contains(name) ? [] : lesson.questions.map(\.name)))
  }

  @Test(arguments: names.filter { !unproven.contains($0) })
  func aWrongKeyFails(name: String) throws {
    let text = try Self.text(name)
    for question in try Self.parse(text).get().questions {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let start = try #require(lines.firstIndex(of: "question \(question.name)"))
      let key = try #require(lines[start...].firstIndex(of: "right always"))
      let right = try #require(question.choices.firstIndex { $0.right == .always })
      // One choice further, or one back: each has a line in two languages.
      let isLast = right == question.choices.count - 1
      var wrong = lines
      wrong.remove(at: key)
      wrong.insert("right always", at: isLast ? key - 2 : key + 2)
      guard case .failure(let errors) = Self.parse(wrong.joined(separator: "\n")) else {
        Issue.record("\(name) \(question.name): the key is another one than the run's")
        continue
      }
      #expect(errors.diagnostics.count == 1)
      #expect(errors.description.contains("the key says otherwise"), "\(errors)")
    }
  }

  @Test func aRunThatDoesNotShowTheKeyFails() throws {
    let text = try Self.text("raft-1").replacing(
      "proof b 1 log 1 = 1 1 2 2 2 3", with: "proof b 1 log 1 = 1 1 2 2 2 2")
    let findings = try Self.findings(Self.parse(text).get())
    #expect(findings.map(\.step) == ["b"])
  }

  @Test(arguments: [ShippedQuiz.raft.map(\.name), ShippedQuiz.paxos.map(\.name)])
  func pointsAreTheStudys(names: [String]) throws {
    let lessons = try names.map { try Self.parse(Self.text($0)).get() }
    #expect(lessons.map(\.points.description) == ["4", "6", "10", "5", "5", "10", "10", "10"])
    for lesson in lessons {
      let positive = lesson.rubric.filter { !$0.isInstead && $0.points > Points() }.map(\.points)
      #expect(positive.reduce(Points(), +) == lesson.points, "\(lesson.name)")
      #expect(lesson.points.halves % lesson.questions.count == 0, "each part has its share")
      for line in lesson.rubric {
        #expect(line.text.texts.keys.sorted() == Language.allCases.map(\.rawValue).sorted())
      }
    }
  }

  @Test func scoresAreTheStudys() {
    #expect(Self.study.scores.count == 45)
    #expect(QuizSession.text(Self.study.mean, digits: 2) == "25.73")
    #expect(QuizSession.text(Self.study.deviation, digits: 2) == "10.31")
    #expect(Self.study.below(Points(halves: 62)) == 30)
    #expect(Self.study.means == [3.79, 1.92, 5.26, 3.14, 2.98, 4.16, 3.36, 1.13])
    let paxos = Self.study(on: "paxos")
    #expect(paxos.scores.count == 47 && paxos.points == Self.study.points)
    #expect(QuizSession.text(paxos.mean, digits: 2) == "20.98")
    #expect(paxos.means == [2.47, 2.26, 4.09, 2.29, 2.12, 1.97, 2.64, 3.16])
  }

  @Test func tickedLinesArePoints() throws {
    let lesson = try #require(try Self.all().dropFirst().first)
    #expect(lesson.points(for: [0, 1, 2]).description == "6")
    #expect(lesson.points(for: [0, 3]).description == "4.5")
    #expect(lesson.points(for: [4]).description == "1")
    let network = try Self.all()[4]
    #expect(network.points(for: [0, 2]).description == "4")
    #expect(network.points(for: [2]).description == "0")
    #expect(Points("-0.5")?.halves == -1 && Points("x") == nil && Points("1.2") == nil)
  }

  /// Takes a quiz; what is typed at each prompt follows from the lines before it.
  private static func take(
    _ mode: QuizSession.Mode, _ language: Language, type: (_ last: String) -> String?
  ) throws -> (lines: [String], results: [QuizSession.Result]) {
    var lines: [String] = []
    var results: [QuizSession.Result] = []
    let questions = try all()
    withoutActuallyEscaping(type) { type in
      let session = QuizSession(
        questions, study: study, mode: mode, minutes: 60, language: language,
        QuizSession.Surroundings(
          read: { type(lines.last ?? "") }, write: { lines.append($0) }, open: ShippedLessonTests.open,
          picture: { [$0.nodes.map { "\($0.id) \($0.terms)" }.joined(separator: " ")] }))
      session.run { results.append($0) }
    }
    return (lines, results)
  }

  @Test func theRightDigitsAreAllPoints() throws {
    var right = try Self.all().flatMap { lesson in
      let asked = lesson.steps.flatMap(\.lines).compactMap { line in
        if case .ask(let name) = line.what { lesson.question(name) } else { nil }
      }
      return asked.compactMap { $0.choices.firstIndex { $0.right == .always } }
    }
    let (lines, results) = try Self.take(.choice, .english) { last in
      last.hasPrefix("  ") && last.dropFirst(2).first?.isNumber == true && last.dropFirst(3).hasPrefix("  ")
        ? "\(right.removeFirst() + 1)" : ""
    }
    #expect(results.count == 8 && right.isEmpty)
    #expect(lines.last?.hasPrefix("60 of 60 by choices") == true)
    #expect(
      !lines.contains { $0.contains("study's mean") || $0.contains("better than") },
      "nothing stands beside a score by choices")
    #expect(
      !lines.joined().contains { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } })
  }

  @Test func aScoreOnPaperStandsBesideTheStudys() throws {
    let (lines, results) = try Self.take(.paper, .english) { $0.hasPrefix("  [") ? "y" : "" }
    #expect(results.count == 8)
    // A change that is called necessary, and a log that is cut off, each cost one.
    #expect(
      lines.contains { $0.hasPrefix("you 58 (self) · mean 25.7 · better than 45 of 45") },
      "\(lines.suffix(6))")
    #expect(lines.contains { $0.hasPrefix("Question 2: you 6 of 6 (self) · the study's mean 1.92") })
  }

  @Test func whoStopsGetsNoTotal() throws {
    let (lines, results) = try Self.take(.paper, .english) { _ in nil }
    #expect(results.isEmpty)
    #expect(!lines.contains { $0.contains("better than") })
  }
}
