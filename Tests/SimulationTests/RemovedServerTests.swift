import Command
import Consensus
import Host
import Testing

@testable import Simulation

@Suite("Servers that were removed and are added again")
struct RemovedServerTests {
  @Test("one that others outlived by more than the log holds restarts from its own past, and catches up")
  func outlived() throws {
    var world = try world(seed: 3, nodes: 4) {
      $0.signatures = .standIn
      $0.preVote = true
    }
    expect(&world, reaches: .committed(.atLeast, 1))
    _ = world.perform(.load(milliRate: 200_000))
    expect(&world, reaches: .committed(.atLeast, 1100), within: 30 * second)
    let removed = try #require(world.leaderAndOthers).others[0]
    #expect(world.perform(.remove(.node(NodeID(removed)))).isDone)
    _ = world.perform(.open(name: "late", amount: 5))
    expect(&world, reaches: .committed(.atLeast, 3000), within: 30 * second)
    _ = world.perform(.kill([node(removed)]))
    _ = world.perform(.restart([node(removed)]))
    #expect(world.node(removed).view.applied > 0, "the front of its log is gone")
    #expect(!world.holds(.balance(name: "late", .equal, 5, on: node(removed))), "it never heard of it")
    #expect(world.violatedNames.isEmpty, "\(String(describing: world.violation))")
    _ = world.perform(.load(milliRate: nil))
    #expect(world.perform(.add(NodeID(removed), learner: false)).isDone)
    expect(&world, reaches: .converged, within: 10 * second)
    #expect(world.holds(.balance(name: "late", .equal, 5, on: node(removed))))
    #expect(world.violatedNames.isEmpty, "\(String(describing: world.violation))")
  }

  @Test("a server that missed its removal gets no vote from a new server in the place of a lost one")
  func voteOfTheLost() throws {
    // As the search found it: node 2 knows only a configuration in which node 4's vote elects it, and the disk
    // that held node 2's removal is lost.
    var world = try world(seed: 8, nodes: 4) {
      $0.accounts = [OpeningBalance(name: "alice", coins: 40)]
      $0.checkQuorum = true
    }
    func act(at time: Nanoseconds, _ verbs: Verb...) {
      world.runAll(through: time * millisecond)
      for verb in verbs { _ = world.perform(verb) }
    }
    act(at: 1660, .remove(node(1)))
    act(at: 1700, .cut(Link(from: NodeID(4), to: NodeID(2))))
    act(at: 1780, .remove(node(2)))
    act(at: 1830, .add(NodeID(1), learner: false))
    act(at: 2000, .wipe([node(4)]), .heal)
    act(at: 2260, .remove(node(4)))
    act(at: 2300, .hold(Link(from: NodeID(3), to: NodeID(4))))
    act(at: 2400, .add(NodeID(4), learner: false))
    world.run(second)
    #expect(world.leader == NodeID(3) && !world.isSound(NodeID(4)))
    _ = world.perform(.releaseAll)
    world.run(2 * second)
    #expect(world.isSound(NodeID(4)) && world.violatedNames.isEmpty)
    #expect(world.node(4).view.membership?.voters.contains(NodeID(4)) == true)
  }

  @Test("what a lost disk once acknowledged does not speak for the new server in its place")
  func lateAcknowledgements() throws {
    var world = try world(seed: 5, nodes: 3) {
      $0.signatures = .standIn
      $0.preVote = true
    }
    expect(&world, reaches: .committed(.atLeast, 1))
    let (leader, others) = try #require(world.leaderAndOthers)
    let link = Link(from: NodeID(others[0]), to: NodeID(leader))
    _ = world.perform(.load(milliRate: 50_000))
    world.run(second)
    _ = world.perform(.hold(link))
    world.run(100 * millisecond)
    #expect(world.perform(.wipe([node(others[0])])).isDone)
    #expect(world.perform(.remove(.node(NodeID(others[0])))).isDone)
    world.run(100 * millisecond)
    #expect(world.perform(.add(NodeID(others[0]), learner: false)).isDone)
    _ = world.perform(.release(link))
    world.run(second)
    _ = world.perform(.load(milliRate: nil))
    expect(&world, reaches: .converged, within: 10 * second)
    #expect(world.leader == NodeID(leader) && world.isAlive(NodeID(others[0])))
    #expect(world.node(others[0]).lastIndex == world.node(leader).lastIndex)
    #expect(world.violatedNames.isEmpty, "\(String(describing: world.violation))")
  }
}
