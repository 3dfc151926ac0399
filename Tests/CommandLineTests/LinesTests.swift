import Foundation
import Testing

/// The console as question and answer, through a pipe.
@Suite("--lines", .enabled(if: Program.path != nil))
struct LinesTests {
  private func take(_ arguments: String, _ lines: [String], language: String = "en") throws -> Program {
    try Program.inFolder { folder in
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent("typed"))
      return try Program(
        shell: "XDG_STATE_HOME=. timeout 60 $R \(arguments) --lines --lang \(language) < typed", in: folder)
    }
  }

  private static let reference =
    [
      "2", "next", "next", "2", "next", "next", "next", "next", "kill leader", "5", "next", "next",
      "3", "next", "restart 2",
    ]
    + ["next", "next", "3", "next", "next", "3", "next", "quit"]
  private static let silent = Array(repeating: "", count: 60)
  /// Tries other acts, answers each question wrong, and goes back.
  private static let wrong =
    [
      "1", "next", "next", "1", "next", "next", "home", "next", "next", "next", "kill 4", "next", "heal",
      "k 5",
    ]
    + [
      "run 200ms", "next", "kill leader", "9", "1", "next", "next", "drop 1", "kill 5", "run 200ms",
      "previous",
    ]
    + [
      "next", "1", "next", "kill leader", "next", "restart 2", "next", "next", "1", "next", "next", "1",
      "next",
    ]

  @Test(
    "three students of lesson 2, in both languages",
    arguments: [("reference", reference), ("silent", silent), ("wrong", wrong)], ["en", "zh"])
  func lesson(student: (name: String, lines: [String]), language: String) throws {
    let run = try take("lesson election", student.lines, language: language)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains(language == "en" ? "The lesson is over" : "这一课结束了"), "\(run.output)")
    #expect(run.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    let wrongs = run.output.components(separatedBy: language == "en" ? "Not so." : "不对。").count - 1
    #expect((student.name == "wrong") == (wrongs >= 5), "\(wrongs)")
  }

  @Test("the end of the input ends it, whatever came before; what cannot be read ends with 2")
  func ends() throws {
    #expect(try take("--seed 1", ["\u{1B}[2J", "kill 1", "nosuch"]).status == 0)
    #expect(try take("", []).status == 0)
    let folder = try Program.inFolder { try Program(shell: "$R --lines < .", in: $0) }
    #expect(folder.status == 2 && folder.errors.contains("standard input"))
    let gone = try Program.inFolder { folder in
      try Program(
        shell: "{ yes next 2>/dev/null | timeout 20 $R --lines; echo $? >s; } | head -3 >o; cat s", in: folder
      )
    }
    #expect(gone.output == "0\n" && gone.errors.isEmpty, "\(gone.errors)")
  }

  @Test("--plain says why it ends where the scenario does not")
  func plain() throws {
    let run = try Program.inFolder { folder in
      try Program(shell: "timeout 30 $R --plain --load off --seed 1 --speed 100", in: folder)
    }
    #expect(run.status == 0 && run.errors.contains("heartbeats"), "\(run.errors)")
  }
}
