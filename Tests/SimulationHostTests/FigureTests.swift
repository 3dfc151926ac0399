import Command
import Consensus
import Host
import Simulation
import SimulationHost
import Testing

/// The figures of the Raft paper, entry by entry, at the moment that they show.
struct FigureTests {
  /// The terms of every node's log at the first moment at which `holds`.
  static func logs(of name: String, when holds: @escaping (AnyWorld) -> Bool) throws -> [[Term]] {
    let scenario = try TranscriptTests.scenario(name)
    let world = try makeWorld(
      header: scenario.header, seed: scenario.header.seed ?? 1, observers: [.records])
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    var logs: [[Term]] = []
    runner.runToEnd(limit: nil) { world in
      _ = world.takeRecords()
      guard logs.isEmpty, holds(world) else { return }
      logs = world.snapshot(landmarks: [], leaderlessSince: nil).nodes.map(\.terms)
    }
    return logs
  }

  static func leads(_ node: Int, term: Term) -> (AnyWorld) -> Bool {
    { world in
      let state = world.view(of: NodeID(node))
      return state.isAlive && state.view.role == .leader && state.view.term == term
    }
  }

  @Test func figure7HasThePapersLogsWhenTheLeaderOfTerm8ComesToPower() throws {
    let logs = try Self.logs(of: "figure-7", when: Self.leads(1, term: 8))
    try #require(logs.count == 7)
    #expect(logs[0] == [1, 1, 1, 4, 4, 5, 5, 6, 6, 6])
    #expect(logs[1] == [1, 1, 1, 4, 4, 5, 5, 6, 6], "(a)")
    #expect(logs[2] == [1, 1, 1, 4], "(b)")
    #expect(logs[3] == [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6], "(c)")
    #expect(logs[4] == [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7], "(d)")
    #expect(logs[5] == [1, 1, 1, 4, 4, 4, 4], "(e)")
    #expect(logs[6] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3], "(f)")
  }

  @Test func figure8OverwritesWhatWasOnAMajority() throws {
    // (c): the entry of term 2 is on n1, n2, n3 and n4 while n1 leads term 4, and n5 has its own of term 3.
    let before = try Self.logs(of: "figure-8") { world in
      Self.leads(1, term: 4)(world) && [3, 4].allSatisfy { world.view(of: NodeID($0)).last.term == 2 }
    }
    #expect(before == [[1, 2], [1, 2], [1, 2], [1, 2], [1, 3]])
    // (d): n5 leads term 5 and all that are up have its entry instead.
    let after = try Self.logs(of: "figure-8") { world in
      Self.leads(5, term: 5)(world) && [2, 3, 4].allSatisfy { world.view(of: NodeID($0)).last.term == 3 }
    }
    #expect(after == [[1, 2], [1, 3], [1, 3], [1, 3], [1, 3]])
  }
}
