import Command
import Consensus
import Host
import Simulation
import SimulationHost

/// A figure of logs as text: each note of its scenario, and under it every node's log as it then is.
enum FigureText {
  /// Plays the scenario to its end, as fast as it goes.
  /// - Returns: whether every expectation held.
  static func play(_ scenario: Scenario, seed: UInt64, write: @escaping (String) -> Void) throws -> Bool {
    let world = try makeWorld(
      header: scenario.header, seed: scenario.header.seed ?? seed,
      observers: [.records, .invariants, .linearizability])
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    runner.runToEnd(limit: nil) { world in
      for record in world.takeRecords() {
        switch record.what {
        case .note(let note):
          let text = note.text(in: .english).text
          write("\(Quantities.secondsText(record.time)) s  \(text)\n")
          logs(world.snapshot(landmarks: [], leaderlessSince: nil)).forEach(write)
        case .expectation(let text, let held, let saw):
          write(held ? "  ok    \(text)\n" : "  FAIL  \(text); saw: \(saw)\n")
        default: continue
        }
      }
    }
    return runner.isFinished && runner.results.allSatisfy(\.held) && runner.world.violatedNames.isEmpty
  }

  /// A line for each node: its log's terms, as in the paper's Figures 6 to 8.
  private static func logs(_ snapshot: ClusterSnapshot) -> [String] {
    let leader = snapshot.nodes.filter { $0.condition == .up && $0.view.role == .leader }.max {
      $0.view.term < $1.view.term
    }
    return snapshot.nodes.map { node in
      let terms = node.terms.map { snapshot.consensus.cell($0) }.joined(separator: " ")
      let mark =
        node.condition != .up
        ? "down"
        : node.id == leader?.id ? "leader, term \(snapshot.consensus.name(ofTerm: node.view.term))" : ""
      let log = terms.isEmpty ? "(empty)" : terms
      return "  \(node.id)  \(log)" + (mark.isEmpty ? "\n" : "   \(mark)\n")
    }
  }
}
