import Assets
import Canvas
import Command
import Consensus
import SimulationHost
import Testing

@testable import Explanation
@testable import Host
@testable import Panels
@testable import Simulation

/// The logs side by side: Figures 7 and 8 of the Raft paper at a glance.
struct LogPictureTests {
  /// The rows of the logs after the words of a note were said.
  private func rows(_ scenario: String, note words: String, _ size: Size) throws -> [String] {
    let bytes = try #require(ShippedScenarios.bytes(of: scenario))
    let parsed = try ScenarioParser.parse(bytes: bytes, file: scenario, vocabulary: Vocabulary.of).get()
    let host = try SimulationHost(scenario: parsed, seed: parsed.header.seed ?? 1)
    for _ in 0..<200 where host.snapshot().script?.note?.text(in: .english).text.contains(words) != true {
      _ = host.advance(to: host.now + 1_000_000_000, untilNote: true) { true }
    }
    var model = ConsoleModel(
      snapshot: host.snapshot(), size: size, look: Look(), language: .english)
    model.view = .logs
    return Panels.frame(for: model).canvas.text.split(separator: "\n").map(String.init)
  }

  private func row(_ node: String, _ rows: [String]) -> String {
    rows.first { row in ["★", "●", "✗"].contains { row.contains("│ \(node) \($0)") } } ?? ""
  }

  @Test("Figure 8: what entries hold, where the committed ones end, and what was overwritten")
  func figure8() throws {
    let wall = Size(width: 80, height: 24)
    let split = try rows("figure-8", note: "to a majority", wall)
    #expect(row("n1", split).contains("1 c→d 5  │  2 a→b 10"))
    #expect(row("n5", split).contains("1 c→d 5     3 a→b 10→"))
    let overwritten = try rows("figure-8", note: "n5 overwrites", wall)
    #expect(row("n2", overwritten).contains("1 c→d 5  │× 3 a→b 10→"))
    #expect(overwritten.contains { $0.contains("× n2 n3 n4 had 2@2 and lost it") })
  }

  @Test("Figure 7: all twelve entries, on a wall and on a desk, each row with its own committed part")
  func figure7() throws {
    for size in [Size(width: 80, height: 24), Size(width: 120, height: 36)] {
      let rows = try rows("figure-7", note: "meets all of Figure 7", size)
      #expect(rows.contains { $0.contains(" 1  2  3  4  5  6  7  8  9 │ 10 11 12") }, "\(size)")
      #expect(row("n7", rows).contains("1  1  1│ 2  2  2  3  3  3    3→ 3"), "\(size)")
      #expect(row("n6", rows).contains("1  1  1  4  4│ 4  4           →"), "\(size)")
    }
  }
}
