import Command
import Consensus
import Host
import Testing

@testable import SimulationHost

/// One schedule under two protocols: what moves with what, and where they first differ.
struct ComparisonTests {
  private func host(_ lines: String) throws -> ComparisonHost {
    let scenario = try ScenarioParser.parse(text: "raftcoin 1\nseed 3\nnodes 3\n" + lines, file: "test").get()
    return try ComparisonHost(scenario: scenario, seed: 1)
  }

  @Test("one clock: on, back, to the start and to the other cluster")
  func oneClock() throws {
    let host = try host("timeout 1\nat 100ms transfer alice bob 1\n")
    host.advance(to: 200_000_000)
    let hashes = host.hosts.map(\.hashText)
    func times() -> [Nanoseconds] { host.hosts.map(\.now) }
    #expect(times() == [200_000_000, 200_000_000])
    for move in [TimeMove.time(50_000_000), .back(3), .branch(BranchID(2)), .previousLandmark] {
      #expect(host.move(move).isDone && Set(times()) == [host.now], "\(move)")
    }
    #expect(host.snapshot().consensus == .paxos && host.step() != nil && Set(times()) == [host.now])
    #expect(host.move(.start).isDone && times() == [0, 0])
    // The past is the same the second time.
    host.advance(to: 200_000_000)
    #expect(host.hosts.map(\.hashText) == hashes)
    #expect(!host.move(.undo).isDone && !host.perform(.fork).isDone)
  }

  @Test("an act is done in both clusters or in none")
  func acts() throws {
    let host = try host("timeout 1\n")
    host.advance(to: 200_000_000)
    #expect(host.perform(.kill([.leader])).isDone)
    #expect(host.hosts.allSatisfy { $0.snapshot().upCount == 2 })
    // Paxos has no change of members.
    guard case .nothing = host.perform(.add(NodeID(4), learner: false)) else {
      return #expect(Bool(false), "a member was added")
    }
    #expect(host.hosts.allSatisfy { $0.snapshot().nodes.count == 3 })
    #expect(host.unavailability(of: .hand(.node(NodeID(2)), to: "ann")) != nil)
  }

  private func milestone(_ kind: Milestone.Kind, _ time: Nanoseconds, _ node: Int = 1) -> Milestone {
    Milestone(kind, at: time, of: NodeID(node), AnyDecision(ReadDecision.turnedAway(count: 1)))
  }

  @Test("where two runs first differ")
  func firstDifference() throws {
    let (n1, n2) = (NodeID(1), NodeID(2))
    func differ(_ left: [Milestone], _ right: [Milestone], at now: Nanoseconds = 1000) -> FirstDifference? {
      FirstDifference(left, right, at: now, patience: 100)
    }
    let paid = Milestone.Kind.executes(.transfer(from: "alice", to: "bob", amount: 1, nonce: 1))
    let leads = [milestone(.leads(n1), 10)]
    #expect(differ(leads, [milestone(.leads(n1), 90)]) == nil)
    // Later than patience allows, and not yet.
    #expect(differ(leads, [], at: 100) == nil)
    #expect(differ(leads, [])?.left == leads[0])
    #expect(differ([milestone(paid, 10)], [milestone(paid, 110)]) == nil)
    #expect(differ([], [milestone(paid, 10)])?.right == milestone(paid, 10))
    // A refusal stands beside what the other did with the same request, not beside what comes next there.
    let refused = leads + [milestone(.refuses(n2, n1), 300, 2)]
    let supported = leads + [milestone(.supports(n2, n1), 310, 2), milestone(.leads(n1), 320)]
    #expect(differ(refused, supported)?.right == supported[1])
    #expect(differ(supported, refused)?.time == 300)
    let heldBack = [milestone(.holdsBack(n1), 300)]
    #expect(differ(heldBack, [milestone(paid, 290)])?.left == heldBack[0])
  }
}
