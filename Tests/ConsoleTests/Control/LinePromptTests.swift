import Assets
import Canvas
import Command
import Foundation
import Host
import Lessons
import SimulationHost
import Testing
import Words

@testable import Console

/// The console as question and answer. Transcripts stand in `Lines`; `RAFTCOIN_REGENERATE=1` writes them anew.
struct LinePromptTests {
  private static let lessons = ShippedLessons.all.compactMap { shipped in
    try? LessonParser.parse(bytes: shipped.bytes, file: shipped.name, vocabulary: Vocabulary.of).get()
  }

  private static func prompt(
    _ language: Language = .english, _ header: String = "seed 7\naccounts alice 100, bob 100",
    lesson: String? = nil,
    onDone: @escaping (String) -> Void = { _ in }
  ) throws -> LinePrompt {
    let scenario = try ScenarioParser.parse(
      text: "raftcoin 1\n\(header)\n", file: "test", vocabulary: Vocabulary.of
    ).get()
    return LinePrompt(
      host: try SimulationHost(scenario: scenario, seed: 7),
      options: ConsoleOptions(
        size: Size(width: 80, height: 24), language: language, words: .plain, onDone: onDone,
        lessons: lessons.map { lesson in
          let lines = Language.allCases.map { ($0, lesson.title.text(in: $0)) }
          return ScenarioEntry(name: lesson.name, lines: Dictionary(uniqueKeysWithValues: lines))
        }, opensLesson: lesson,
        onOpenLesson: { name in
          guard let lesson = lessons.first(where: { $0.name == name }),
            let player = try? LessonPlayer(lesson, open: { try SimulationHost(scenario: $0, seed: 1) })
          else { return .failure(ScenarioProblem("no lesson \(name)")) }
          return .success(player)
        }))
  }

  /// What stands on the paper of a terminal that prints.
  private static func transcript(_ prompt: inout LinePrompt, _ lines: [String]) -> String {
    var text = prompt.takeLines().map { $0 + "\n" }.joined()
    for line in lines {
      text += prompt.mark + line + "\n"
      let answer = prompt.answer(line)
      #expect(answer.count <= LinePrompt.mostLines)
      text += answer.map { $0 + "\n" }.joined()
    }
    return text
  }

  private static func expectNoControls(_ text: String) {
    #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
  }

  private static func check(_ name: String, _ text: String) throws {
    expectNoControls(text)
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Lines/\(name).txt")
    if ProcessInfo.processInfo.environment["RAFTCOIN_REGENERATE"] == "1" {
      return try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let wanted = try String(contentsOf: file, encoding: .utf8)
    #expect(text == wanted, "\(name) differs")
  }

  // MARK: A cluster

  @Test(arguments: Language.allCases)
  func aRun(language: Language) throws {
    var prompt = try Self.prompt(language)
    let lines = [
      "where", "next", "run until committed 1", "more", "where", "node 2", "node", "more", "log 3", "t",
      "what flies",
      "run 50ms", "more", "balances", "k", "why", "more", "run until leader", "more", "more", "k2",
      "balances",
      "step", "back 2", "wher", "node 7", "run", "run until leder", "view logs", "3", "kill 9", "more",
      "help", "more",
      "quit",
    ]
    try Self.check("run-\(language.rawValue)", Self.transcript(&prompt, lines))
    #expect(prompt.wantsQuit)
  }

  @Test func whatIsTypedBringsNoControl() throws {
    var prompt = try Self.prompt()
    let text = Self.transcript(&prompt, ["\u{1B}[2J", "\u{7}kill\t2", "\u{9B}1m", "note \u{0}", "１"])
      .replacing(/>.*\n/, with: "")
    Self.expectNoControls(text)
    Self.expectNoControls(LinePrompt.clean("a\u{1B}\u{7}\tb"))
  }

  @Test func aMisspeltWordIsToldWhatWasExpected() throws {
    var prompt = try Self.prompt()
    #expect(prompt.answer("balancs")[0].contains("balances"))
    #expect(prompt.answer("kil 2")[0].contains("kill"))
    #expect(prompt.answer("transfer alice bbo 10")[0].contains("bob"))
    #expect(prompt.answer("lesson nosuch")[0].contains("election"))
    #expect(prompt.answer("run 5")[0].contains("expected"))
  }

  @Test func aQuestionAboutWhatComes() throws {
    var prompt = try Self.prompt()
    _ = prompt.answer("run until committed 1")
    let asked = prompt.answer("predict kill leader")
    #expect(asked.count == 3 && asked[0].contains("kill") && prompt.asked != nil)
    let right = try #require(prompt.asked?.question.right)
    #expect(prompt.answer("9g").count == 1)
    #expect(prompt.answer("\(right + 1)g")[0].contains("+1"))
    #expect(prompt.asked == nil && prompt.answer("where")[0].contains("4 of 5"))
    _ = prompt.answer("g")
    _ = prompt.answer("leave")
    #expect(prompt.asked == nil)
  }

  // MARK: A lesson

  /// Plays the lesson that is on as a student does.
  private static func take(_ student: String, _ prompt: inout LinePrompt) -> String {
    var text = prompt.takeLines().map { $0 + "\n" }.joined()
    for _ in 0..<300 {
      guard let player = prompt.lesson?.player, player.task != .ended else { break }
      for line in lines(of: student, at: player) {
        text += prompt.mark + line + "\n"
        text += prompt.answer(line).map { $0 + "\n" }.joined()
      }
    }
    return text
  }

  private static func lines(of student: String, at player: LessonPlayer) -> [String] {
    switch (student, player.task) {
    case ("silent", _): [""]
    case (_, .question): ["\((player.run.rightChoices.first ?? 0) + 1)"]
    case (_, .act): [player.awaited?.description ?? ""]
    default: ["next"]
    }
  }

  @Test(arguments: Language.allCases, ["reference", "silent"])
  func aStudentComesToTheEnd(language: Language, student: String) throws {
    var prompt = try Self.prompt(language, lesson: "election")
    let text = Self.take(student, &prompt)
    #expect(prompt.lesson?.player.task == .ended)
    try Self.check("lesson-\(student)-\(language.rawValue)", text)
  }

  /// Somebody who does something else first, gives a wrong answer each time, and asks what that was.
  @Test func theWrongStudentComesToTheEnd() throws {
    final class Marks { var kept: [String] = [] }
    let marks = Marks()
    var prompt = try Self.prompt(lesson: "election") { marks.kept.append($0) }
    var text = prompt.takeLines().joined(separator: "\n")
    for _ in 0..<200 {
      guard let player = prompt.lesson?.player, player.task != .ended else { break }
      let lines: [String]
      switch player.task {
      case .question:
        let wrong = (0..<9).first { !player.run.rightChoices.contains($0) } ?? 0
        lines = ["9", "what flies", "\(wrong + 1)"]
      case .act:
        lines = ["heal", "run 200ms", "kill 5", "next", "2", "where", player.awaited?.description ?? ""]
      default: lines = ["3", "next"]
      }
      for line in lines { text += prompt.answer(line).joined(separator: "\n") + "\n" }
    }
    #expect(prompt.lesson?.player.task == .ended)
    #expect(marks.kept.contains("lesson election"))
    Self.expectNoControls(text)
    #expect(text.contains("Not so."))
  }

  @Test func allLessonsCanBeTakenByWhoSaysNothing() throws {
    for lesson in Self.lessons {
      var prompt = try Self.prompt(lesson: lesson.name)
      Self.expectNoControls(Self.take("silent", &prompt))
      #expect(prompt.lesson?.player.task == .ended, "\(lesson.name)")
    }
  }

  @Test func theWordsOfALesson() throws {
    var prompt = try Self.prompt()
    #expect(prompt.answer("hint") == prompt.answer("home"))
    #expect(prompt.answer("lesson 2")[0].contains("Who leads?"))
    #expect(prompt.answer("run 100ms").count == 1)
    #expect(prompt.answer("9") != [])
    let first = prompt.answer("lesson")
    #expect(prompt.answer("home").last == first.last)
    #expect(prompt.answer("leave").count == 1 && prompt.lesson == nil)
    #expect(prompt.answer("run until leader") != [])
  }
}
