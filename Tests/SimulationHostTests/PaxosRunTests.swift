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
