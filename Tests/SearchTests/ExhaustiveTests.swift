import Consensus
import Testing

@testable import Search

@Suite("All interleavings of a small world")
struct ExhaustiveTests {
  @Test("who keeps the rules breaks none in any run of five events, whatever the size", arguments: 1...3)
  func kept(nodes: Int) {
    let result = ExhaustiveSearch(ExhaustiveOptions(nodes: nodes, depth: 5)).run()
    #expect(result.isWhole)
    #expect(result.violation == nil)
    #expect(result.states < result.events, "what is the same is counted once")
  }

  @Test("more events reach more states, and the number does not depend on the run")
  func counts() {
    let counts = (1...4).map { ExhaustiveSearch(ExhaustiveOptions(nodes: 3, depth: $0)).run().states }
    #expect(counts == counts.sorted() && Set(counts).count == counts.count)
    #expect(ExhaustiveSearch(ExhaustiveOptions(nodes: 3, depth: 4)).run().states == counts[3])
    // One event: three timers, three crashes of nodes that have nothing to lose are the state as it was but for
    // the one crash used up.
    #expect(counts[0] == 1 + 3 + 1)
  }

  @Test("the shortest way to two leaders of one term, when promises are made before they are on disk")
  func brokenRule() throws {
    let result = ExhaustiveSearch(ExhaustiveOptions(nodes: 3, depth: 9, bug: .replyBeforeDurable)).run()
    let violation = try #require(result.violation)
    #expect(violation.rule.hasPrefix("election-safety"))
    #expect(violation.path.count == 9)
    #expect(violation.path.contains { $0.contains("crashes") })
  }
}
