import Testing

@testable import Bench

/// Benchmarks are not timed here: these tests say that what is measured is real work, done in one order.
struct CoreBenchTests {
  @Test(arguments: [(1, 1), (2, 1), (3, 1), (3, 16), (5, 256), (9, 7)])
  func everyReplicaAppliesEveryCommandInOrder(nodes: Int, window: Int) throws {
    let options = CoreBench.Options(nodes: nodes, window: window, count: 500, payload: 16)
    let result = try CoreBench.run(options)
    var expected: UInt64 = 0
    for number in 0..<500 { expected = expected &* 31 &+ UInt64(number) }
    #expect(result.digest == expected)
  }

  @Test func oneInFlightTakesTwoMessagesForEachFollower() throws {
    let result = try CoreBench.run(.init(nodes: 3, window: 1, count: 1000, payload: 8))
    // Each command goes to two followers and is answered; a few heartbeats carry the last commitIndex.
    #expect(result.messages >= 4000)
    #expect(result.messages < 4100)
  }

  @Test func moreInFlightShareMessages() throws {
    let result = try CoreBench.run(.init(nodes: 3, window: 256, count: 10_000, payload: 8))
    #expect(result.messages < 10_000)
  }

  @Test func theSameOptionsGiveTheSameWork() throws {
    let options = CoreBench.Options(nodes: 5, window: 32, count: 2000, payload: 64)
    let first = try CoreBench.run(options)
    let second = try CoreBench.run(options)
    #expect(first.messages == second.messages)
    #expect(first.digest == second.digest)
  }

  @Test(arguments: [
    (CoreBench.Options(nodes: 0), "--nodes 0: expected 1 to 9"),
    (CoreBench.Options(nodes: 10), "--nodes 10: expected 1 to 9"),
    (CoreBench.Options(window: 0), "--window 0: expected 1 to 100000"),
    (CoreBench.Options(count: -1), "--count -1: expected 1 to 20000000"),
    (CoreBench.Options(payload: 7), "--payload 7: expected 8 to 1000000"),
  ])
  func wrongNumbersAreNamed(options: CoreBench.Options, problem: String) {
    #expect(options.problem == problem)
    #expect(throws: BenchProblem(problem)) { try CoreBench.run(options) }
  }

  @Test func theLineHasThePeersKeysInOrder() throws {
    let names = try CoreBench.run(.init(count: 10)).report.items.map(\.name)
    #expect(
      names.prefix(10) == [
        "peer", "mode", "nodes", "window", "n", "payload", "ops_per_s", "p50_us", "p99_us", "cpu_ns_per_op",
      ])
  }
}
