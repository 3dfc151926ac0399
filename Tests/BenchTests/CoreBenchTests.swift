import Command
import Testing

@testable import Bench

/// Benchmarks are not timed here: these tests say that what is measured is real work, done in one order.
struct CoreBenchTests {
  static let protocols = [ConsensusProtocol.raft, .paxos]

  @Test(arguments: protocols, [(1, 1), (2, 1), (3, 1), (3, 16), (5, 256), (9, 7)])
  func everyReplicaAppliesEveryCommandInOrder(consensus: ConsensusProtocol, size: (nodes: Int, window: Int))
    throws
  {
    let result = try CoreBench.run(consensus, nodes: size.nodes, window: size.window, count: 500, payload: 16)
    var expected: UInt64 = 0
    for number in 0..<500 { expected = expected &* 31 &+ UInt64(number) }
    #expect(result.digest == expected)
  }

  @Test(arguments: protocols)
  func oneInFlightTakesTwoMessagesForEachFollower(consensus: ConsensusProtocol) throws {
    let each = try #require(
      try CoreBench.run(consensus, nodes: 3, window: 1, count: 1000, payload: 8).report.measure("msgs_per_op")
    )
    // Each command goes to two followers and is answered; a few heartbeats carry the last commitIndex.
    #expect(each >= 4)
    #expect(each < 4.1)
  }

  @Test(arguments: protocols)
  func moreInFlightShareMessages(consensus: ConsensusProtocol) throws {
    let each = try #require(
      try CoreBench.run(consensus, nodes: 3, window: 256, count: 10_000, payload: 8).report.measure(
        "msgs_per_op"))
    #expect(each < 1)
  }

  @Test func theSameOptionsGiveTheSameWork() throws {
    let first = try CoreBench.run(nodes: 5, window: 32, count: 2000, payload: 64)
    let second = try CoreBench.run(nodes: 5, window: 32, count: 2000, payload: 64)
    #expect(first.report.measure("msgs_per_op") == second.report.measure("msgs_per_op"))
    #expect(first.digest == second.digest)
  }

  @Test func wrongNumbersAreNamed() {
    func expect(_ problem: String, _ run: () throws -> Any) {
      #expect(throws: BenchProblem(problem, isUsage: true)) { try run() }
    }
    expect("--nodes 0: expected 1 to 9") { try CoreBench.run(nodes: 0) }
    expect("--nodes 10: expected 1 to 9") { try CoreBench.run(nodes: 10) }
    expect("--window 0: expected 1 to 100000") { try CoreBench.run(window: 0) }
    expect("--count -1: expected 1 to 20000000") { try CoreBench.run(count: -1) }
    expect("--payload 7: expected 8 to 1000000") { try CoreBench.run(payload: 7) }
  }

  @Test func theLineHasThePeersKeysInOrder() throws {
    let names = try CoreBench.run(count: 10).report.items.map(\.name)
    #expect(
      names.prefix(10) == [
        "peer", "mode", "nodes", "window", "n", "payload", "ops_per_s", "p50_us", "p99_us", "cpu_ns_per_op",
      ])
  }
}
