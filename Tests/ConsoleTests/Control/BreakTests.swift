import Assets
import Canvas
import Command
import Host
import Raft
import Simulation
import SimulationHost
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// What the console shows where a rule breaks.
@Suite struct BreakTests {
  /// Those in whose scenario something is only disturbed: no invariant breaks.
  static let disturbing: Set = ["any-message-resets-timer", "skip-pre-vote", "vote-despite-leader"]
  static let breaking = BrokenRule.allCases.map(\.name).filter { !disturbing.contains($0) }

  static func host(_ name: String) throws -> SimulationHost {
    let shipped = try #require(ShippedScenarios.all.first { $0.name == name })
    let scenario = try ScenarioParser.parse(
      text: String(decoding: shipped.bytes, as: UTF8.self), file: name, vocabulary: Vocabulary.of
    ).get()
    return try SimulationHost(scenario: scenario, seed: 1)
  }

  /// Somebody who opens the scenario of a rule, and lets it go on at each note until a rule breaks.
  final class Class {
    let console: ConsoleController
    var wall: UInt64 = 0

    init(_ rule: String, fromList: Bool = false, size: Size = Size(width: 80, height: 24)) throws {
      let host = try BreakTests.host(fromList ? "first-election" : "bug-" + rule)
      console = ConsoleController(
        host: host,
        options: ConsoleOptions(
          size: size, speedThousandths: 2000,
          scenarios: ShippedScenarios.all.map { ScenarioEntry(name: $0.name, lines: [:]) },
          onOpenScenario: { name in
            (try? BreakTests.host(name)).map { .success($0) } ?? .failure(ScenarioProblem("none"))
          }, workClock: { 0 }))
      if fromList {
        for _ in 0..<10 { tick() }
        press("o")
        for scalar in ("bug-" + rule).unicodeScalars { console.handle(.key(.character(scalar)), wall: wall) }
        console.handle(.key(.enter), wall: wall)
      }
      for _ in 0..<60 where !isFrozen {
        for _ in 0..<700 where console.model.playing { tick() }
        if !isFrozen { press(" ") }
      }
    }

    var isFrozen: Bool { console.host.frozenAt != nil }
    var rows: [String] { (0..<console.model.size.height).map { console.frame().canvas.row($0) } }

    func tick() {
      wall += 50_000_000
      console.tick(wall: wall)
    }

    func press(_ key: Unicode.Scalar) { console.handle(.key(.character(key)), wall: wall) }
  }

  @Test(arguments: breaking, [false, true])
  func itFreezesHoweverItWasOpened(_ rule: String, fromList: Bool) throws {
    let room = try Class(rule, fromList: fromList)
    #expect(room.isFrozen && !room.console.model.playing)
    let violation = try #require(room.console.host.frozenAt)
    let told = Explainer(language: .english).name(ofInvariant: violation.invariant)
    // Clock, term and play state, and under them the broken rule; keys change nothing of that.
    for key in "mea1wlyTb".unicodeScalars {
      let rows = room.rows
      #expect(rows[0].contains(seconds(room.console.host.now)) && rows[0].contains("term "), "\(rows[0])")
      #expect(rows[0].contains(Label.paused.text(.english)), "\(rows[0])")
      #expect(rows[1].hasPrefix(" ✗ BROKEN \(told)"), "\(rows[1])")
      room.press(key)
      room.tick()
    }
    #expect(room.console.host.frozenAt == violation)
  }
}
