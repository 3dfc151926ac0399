import Assets
import Command
import Consensus
import Simulation
import SimulationHost
import Testing
import Words

@testable import Search

@Suite("The gallery of broken rules")
struct GalleryTests {
  /// Of both protocols: each name once.
  private static let rules =
    Vocabulary.of(.raft).brokenRules
    + Vocabulary.of(.paxos).brokenRules.filter { !Vocabulary.of(.raft).brokenRules.contains($0) }

  private func scenario(_ rule: String) throws -> Scenario {
    let bytes = try #require(ShippedScenarios.bytes(of: "bug-" + rule))
    return try ScenarioParser.parse(bytes: bytes, file: rule).get()
  }

  @Test("each has a scenario that breaks it", arguments: rules)
  func shipped(rule: String) throws {
    let scenario = try scenario(rule)
    #expect(scenario.steps.contains { $0.verb == .bug(name: rule, on: true) })
    for language in Language.allCases {
      #expect(ShippedScenarios.description(of: "bug-" + rule, language: language) != nil)
    }
    let tellsCoins = scenario.steps.contains { step in
      if case .expect(.balance) = step.verb { true } else { false }
    }
    #expect(tellsCoins, "the harm is shown in coins")
  }

  @Test("with the rule kept nothing breaks", arguments: rules)
  func kept(rule: String) throws {
    var scenario = try scenario(rule)
    scenario.steps.removeAll { step in
      switch step.verb {
      case .bug, .expect: true
      default: false
      }
    }
    let trial = Trial(scenario, limit: 60_000_000_000)
    if case .violated(let name, let detail) = trial.finding { Issue.record("\(name): \(detail)") }
    #expect(trial.events > 50)
  }

  /// What the file expects is the broken rule's doing: with the rule kept the run goes another way.
  @Test("with the rule kept the scenario's story does not come about", arguments: rules)
  func differs(rule: String) throws {
    func failed(_ scenario: Scenario) throws -> Bool {
      let world = try makeWorld(
        header: scenario.header, seed: scenario.header.seed ?? 0, observers: [.invariants, .linearizability])
      var runner = ScenarioRunner(world: world, steps: scenario.steps)
      runner.runToEnd(limit: nil)
      return !runner.isFinished || runner.results.contains { !$0.held }
    }
    var scenario = try scenario(rule)
    #expect(try !failed(scenario))
    scenario.steps.removeAll { if case .bug = $0.verb { true } else { false } }
    #expect(try failed(scenario))
  }
}
