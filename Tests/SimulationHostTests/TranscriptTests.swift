import Assets
import Command
import Consensus
import Foundation
import Host
import Simulation
import SimulationHost
import Testing

/// Each shipped scenario with its transcript beside it. `RAFTCOIN_REGENERATE=1 swift test --filter
/// TranscriptTests` writes the transcripts anew; read them in the diff.
struct TranscriptTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Transcripts")

  static func scenario(_ name: String) throws -> Scenario {
    let bytes = try #require(ShippedScenarios.bytes(of: name))
    return try ScenarioParser.parse(bytes: bytes, file: name).get()
  }

  struct Played {
    var lines: [String] = []
    var hash = ""
    var results: [ExpectationResult] = []
    var violations: [String] = []
  }

  static func play(_ scenario: Scenario, observers: Observers) throws -> Played {
    let world = try makeWorld(
      header: scenario.header, seed: scenario.header.seed ?? 1, observers: observers)
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    var played = Played()
    runner.runToEnd(limit: nil) { world in
      for record in world.takeRecords() {
        if let line = Self.line(record) { played.lines.append(line) }
      }
    }
    played.hash = runner.world.hashText
    played.results = runner.results
    played.violations = runner.world.violatedNames
    return played
  }

  /// One line for each event that decided or applied something, or came from the file.
  static func line(_ record: EventRecord) -> String? {
    let decisions = record.decisions.map { decision in
      decision.name + "(" + decision.fields.map { "\($0.name)=\(text($0.value))" }.joined(separator: " ")
        + ")"
    }
    let applied = record.applied.map { "applied \($0.position)" }
    let what: String
    switch record.what {
    case .delivered(let message):
      if decisions.isEmpty, applied.isEmpty { return nil }
      what = "\(message.from) -> \(message.to) \(message.summary.kind.name)"
    case .lost(let message, let reason):
      what = "\(message.from) -> \(message.to) \(message.summary.kind.name) lost: \(reason.rawValue)"
    case .timer(let timer):
      if timer == .heartbeat { return nil }
      what = "timer"
    case .written:
      if decisions.isEmpty { return nil }
      what = "durable"
    case .clientAsked(let operation, let attempt): what = "client asks #\(operation) try \(attempt)"
    case .clientEnded(let operation): what = "client ends #\(operation)"
    case .clientRetries(let operation, let reason): what = "client retries #\(operation) \(reason)"
    case .nodeAsked(let operation): what = "request #\(operation)"
    case .action(let verb, let outcome): what = outcome.isDone ? "\(verb)" : "\(verb): \(outcome)"
    case .note(let note): what = "note \(note.text(in: .english).text)"
    case .expectation(let text, let held, let saw):
      what = "expect \(text): " + (held ? "held" : "FAILED, \(saw)")
    case .violation(let violation): what = "BROKEN \(violation.invariant): \(violation.detail)"
    case .asked(let message): what = "asked about \(message.summary.kind.name) of \(message.from)"
    case .internalStep: return nil
    }
    let time = "\(record.time / 1_000_000).\(String(record.time % 1_000_000 + 1_000_000).dropFirst())"
    return ([time, record.node?.description ?? "-", what] + decisions + applied).joined(separator: "  ")
  }

  static func text(_ value: Field.Value) -> String {
    switch value {
    case .number(let number), .duration(let number), .time(let number): String(number)
    case .count(let count): String(count)
    case .reason(let reason): reason.name
    case .flag(let flag): String(flag)
    case .text(let text): text
    case .node(let node): node.description
    case .nodes(let nodes): "{\(nodes)}"
    case .position(let position): position.description
    case .numbers(let numbers): numbers.map { String($0) }.joined(separator: ",")
    case .none: "-"
    }
  }

  @Test(arguments: ShippedScenarios.all.map(\.name))
  func shippedScenarioIsAsItsTranscriptTells(name: String) throws {
    let scenario = try Self.scenario(name)
    let played = try Self.play(scenario, observers: [.records, .history, .invariants, .linearizability])
    #expect(played.results.filter { !$0.held } == [])
    let breaks = scenario.steps.compactMap { step in
      if case .expect(.violated(let rule)) = step.verb { rule } else { nil }
    }
    #expect(played.violations.sorted() == breaks.sorted(), "what breaks is what the file says")
    #expect(played.results.contains { $0.held }, "a scenario that expects nothing proves nothing")
    let text = (played.lines + ["hash \(played.hash)"]).joined(separator: "\n") + "\n"
    let file = Self.folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["RAFTCOIN_REGENERATE"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "the transcript of \(name) changed: regenerate and read the diff")
  }

  /// The transcript's hash is that of a run with observers.
  @Test(arguments: ShippedScenarios.all.map(\.name))
  func observersDoNotChangeTheRun(name: String) throws {
    let bare = try Self.play(Self.scenario(name), observers: [])
    let file = Self.folder.appendingPathComponent(name + ".txt")
    #expect(try String(contentsOf: file, encoding: .utf8).hasSuffix("\nhash \(bare.hash)\n"))
  }
}
