import Command
import Consensus
import Testing

@testable import Simulation

/// The runs of DSLabs' lab 3 (PaxosTest.java) that need time and clients, under its names; those of single messages are
/// in PaxosTests.
@Suite("DSLabs lab 3")
struct PaxosLabTests {
  private func start() throws -> AnyWorld {
    var world = try world(seed: 3) { $0.consensus = .paxos }
    expect(&world, reaches: .leader(nil))
    _ = world.perform(.load(milliRate: 20_000))
    return world
  }

  private func settles(_ world: inout AnyWorld) {
    world.repairEverything()
    expect(&world, reaches: .converged, within: 10 * second)
    #expect(world.violation == nil)
  }

  @Test("Two clients, five servers, multiple leader changes")
  func leaderChanges() throws {
    var world = try start()
    var leaders: Set<NodeID> = []
    for number in 1...10 {
      _ = world.perform(.timeout([node(1 + number % 5)]))
      world.run(500 * millisecond)
      if let leader = world.leader { leaders.insert(leader) }
    }
    #expect(leaders.count == 5)
    settles(&world)
  }

  @Test("Constant repartitioning, check maximum wait time")
  func repartitioning() throws {
    var world = try start()
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<10 {
      var side: Set<Int> = []
      while side.count < 3 { side.insert(1 + Int(generator.below(5))) }
      _ = world.perform(.heal)
      _ = world.perform(
        .partition([side.sorted().map(node), (1...5).filter { !side.contains($0) }.map(node)]))
      world.run(second)
    }
    // A majority hears each other all the time, but for the moment in which its members change: the longest without
    // an answer is an election and a client's way to who won it.
    #expect(world.holds(.gap(.atMost, 2 * second)))
    settles(&world)
  }
}
