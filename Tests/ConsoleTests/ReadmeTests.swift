import Assets
import Canvas
import Command
import Foundation
import Host
import SimulationHost
import Testing

@testable import Console
@testable import Explanation
@testable import Panels

extension KeyTable {
  /// The table for the README: one row for each key.
  static var markdown: String {
    let rows = bindings.map { binding in
      let keys = binding.label.split(separator: " ").map { "`\($0)`" }.joined(separator: " ")
      let verbs = binding.verb.split(separator: ", ").map { "`\($0)`" }.joined(separator: " ")
      return "| \(keys) | \(binding.text.english) | \(verbs) |"
    }
    return (["| key | does | verb |", "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
  }
}

/// The README's picture and the table of keys come from the code. `RAFTCOIN_REGENERATE=1` writes them anew.
@Suite struct ReadmeTests {
  /// What stands between `<!-- NAME -->` and `<!-- end NAME -->`.
  private func check(_ name: String, in path: String, _ wanted: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(path)
    let text = try String(contentsOf: file, encoding: .utf8)
    let (open, close) = ("<!-- \(name) -->\n", "<!-- end \(name) -->")
    let start = try #require(text.range(of: open)).upperBound
    let end = try #require(text.range(of: close, range: start..<text.endIndex)).lowerBound
    guard text[start..<end] != wanted else { return }
    guard ProcessInfo.processInfo.environment["RAFTCOIN_REGENERATE"] == "1" else {
      Issue.record("\(path) differs from the code in its part \(name)")
      return
    }
    try (text[..<start] + wanted + text[end...]).write(to: file, atomically: true, encoding: .utf8)
  }

  @Test func pictureAndKeysAreThoseOfTheCode() throws {
    let frame = Panels.frame(withKeysFor: Story.waiting.model(Size(width: 80, height: 24)))
    try check("picture", in: "README.md", "```\n" + frame.canvas.text + "```\n")
    try check("keys", in: "Assets/README.md", KeyTable.markdown)
  }

  /// The six schedules under both protocols, in which everything holds that their files expect.
  @Test func comparisonIsThatOfTheSchedules() throws {
    var rows = [
      "| schedule | protocol | messages | for elections | entries in these | bytes | durable writes | nobody leads | "
        + "answered after: median, 99 % |",
      "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for (name, bytes) in ShippedScenarios.all where name.hasPrefix("compare-") {
      let scenario = try ScenarioParser.parse(bytes: bytes, file: name).get()
      let host = try ComparisonHost(scenario: scenario, seed: 1)
      _ = host.runToEnd()
      for side in host.hosts {
        let picture = side.snapshot()
        #expect(side.runner.results.allSatisfy(\.held) && picture.brokenInvariants.isEmpty, "\(name)")
        let figures = try #require(picture.figures)
        let explainer = Explainer(language: .english, consensus: picture.consensus)
        let leaderless = explainer.duration(figures.leaderless(at: picture.time))
        let latencies = [50, 99].compactMap { figures.latency(percent: $0).map(explainer.duration) }
        let cells = [
          String(name.dropFirst(8)), explainer.protocolName, "\(figures.messages)",
          "\(figures.electionMessages)",
          "\(figures.electionEntries)", "\(figures.bytes)", "\(figures.writes)",
          "\(leaderless), \(figures.leaderlessCount)×", latencies.joined(separator: ", "),
        ]
        rows.append("| \(cells.joined(separator: " | ")) |")
      }
    }
    try check("comparison", in: "README.md", rows.joined(separator: "\n") + "\n")
  }
}
