import Command
import Simulation
import SimulationHost
import Testing

/// A run of Paxos, held by its hash as the transcripts hold those of Raft: load and transfers, a crash of the proposer,
/// one cut off from all, a restart. A change of the hash is a change of what saved recordings mean.
struct PaxosRunTests {
  static let lines = """
    raftcoin 1
    protocol paxos
    seed 7
    load 20
    at 1s transfer alice bob 5
    at 1500ms kill leader
    at 3s isolate leader
    transfer bob carol 7
    at 5s heal
    restart all
    at 6s transfer carol dave 2
    at 8s expect safe
    """

  @Test("slots behind a hole count as copies, and a log is written with its holes")
  func holes() throws {
    let text = """
      raftcoin 1
      protocol paxos
      nodes 3
      latency 5ms..5ms
      disk 1ms..1ms
      timeout 1
      when leader 1
      cut 1>3
      transfer alice bob 30 via 1
      when operation 1 answered
      heal
      transfer bob carol 20 via 1
      when copies 2@1.1 by 1,2,3
      expect log 3 = _ 1.1
      expect log 3 ends 1.n1
      expect not copies 1@1.1 by 1,2,3
      expect log 1 = 1.1
      when log 3 = 1.1 1.1
      expect term 3 = 1.1
      """
    let scenario = try ScenarioParser.parse(text: text, file: "test", vocabulary: Vocabulary.of).get()
    let world = try makeWorld(header: scenario.header, seed: 7, observers: [])
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    runner.runToEnd(limit: nil)
    #expect(runner.isFinished && runner.results.map(\.held) == [true, true, true, false, true])
    #expect(runner.results.map(\.saw)[3] == "the log of n1 is 1.1 1.1")
    #expect(runner.results.map(\.text)[1] == "log n3 ends 1.1")
  }

  @Test(
    "a run of Paxos keeps its hash, whoever watches",
    arguments: [[], [.records, .history, .sends]] as [Observers])
  func hashIsKept(observers: Observers) throws {
    let scenario = try ScenarioParser.parse(text: Self.lines, file: "test").get()
    let world = try makeWorld(header: scenario.header, seed: 7, observers: observers.union(.invariants))
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    runner.runToEnd(limit: nil)
    #expect(runner.world.violatedNames.isEmpty && runner.isFinished)
    #expect(runner.world.hashText == "cd06eeb92cf291c4b26b5599bc0c813a67e9dd93ca39f91fd19c02841ba909f7")
  }
}
