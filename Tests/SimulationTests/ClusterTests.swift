import Command
import Consensus
import Host
import Testing

@testable import Simulation

@Suite("A simulated cluster")
struct ClusterTests {
  /// A world that has elected a leader and committed its opening entry.
  private func running(seed: UInt64 = 1, nodes: Int = 5) throws -> AnyWorld {
    var world = try world(seed: seed, nodes: nodes)
    expect(&world, reaches: .leader(nil))
    expect(&world, reaches: .committed(.atLeast, 1))
    return world
  }

  @Test("clusters of every size elect exactly one leader", arguments: 1...9)
  func election(size: Int) throws {
    var world = try running(nodes: size)
    world.run(second)
    let snapshot = world.snapshot(landmarks: [], leaderlessSince: nil)
    #expect(snapshot.nodes.count { $0.view.role == .leader } == 1)
    #expect(Set(snapshot.nodes.map(\.view.term)).count == 1)
    #expect(world.holds(.converged) && world.violation == nil)
  }

  @Test("a transfer is applied once, on every replica")
  func transfer() throws {
    var world = try running()
    #expect(world.perform(.transfer(from: "alice", to: "bob", amount: 30)).isDone)
    expect(&world, reaches: .balance(name: "bob", .equal, 130, on: nil))
    world.run(second)
    for number in 1...5 {
      #expect(world.holds(.balance(name: "alice", .equal, 70, on: node(number))))
      #expect(world.holds(.balance(name: "bob", .equal, 130, on: node(number))))
    }
    let operations = world.snapshot(landmarks: [], leaderlessSince: nil).operations
    #expect(operations.map(\.isByPerson) == [true])
    if case .answered = operations.first?.state {} else { Issue.record("not answered: \(operations)") }
  }

  @Test("a transfer is applied once although every message is doubled and many are lost", arguments: 1...10)
  func transferOnce(seed: Int) throws {
    var world = try world(seed: UInt64(seed))
    _ = world.perform(.duplicate(partsPerMillion: 1_000_000, nil))
    _ = world.perform(.loss(partsPerMillion: 300_000, nil))
    _ = world.perform(.reorder(true))
    for _ in 0..<3 { _ = world.perform(.transfer(from: "alice", to: "bob", amount: 10)) }
    world.run(5 * second)
    world.repairEverything()
    world.run(8 * second)
    #expect(world.holdsBalance("alice", 70) && world.holdsBalance("bob", 130))
    #expect(world.holds(.converged) && world.violation == nil)
  }

  @Test("what cannot be paid is refused and moves nothing")
  func overdraft() throws {
    var world = try running()
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 101))
    expect(&world, reaches: .refused(.insufficientFunds))
    #expect(world.holdsBalance("alice", 100) && world.holdsBalance("bob", 100))
  }

  @Test("a new account is opened with the treasury's coins, and pays")
  func open() throws {
    var world = try running()
    _ = world.perform(.open(name: "eve", amount: 40))
    expect(&world, reaches: .balance(name: "eve", .equal, 40, on: nil))
    _ = world.perform(.transfer(from: "eve", to: "bob", amount: 15))
    expect(&world, reaches: .balance(name: "bob", .equal, 115, on: nil))
    #expect(world.holdsBalance("eve", 25) && world.holdsBalance("treasury", 960))
  }

  @Test("when the leader dies another is elected and the transfer completes", arguments: 1...5)
  func leaderDies(seed: Int) throws {
    var world = try running(seed: UInt64(seed))
    let old = try #require(world.leader)
    let term = world.view(of: old).view.term
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(12 * millisecond)
    #expect(world.perform(.kill([.leader])).isDone)
    #expect(world.leader == nil && !world.isAlive(old))
    expect(&world, reaches: .leader(nil))
    let new = try #require(world.leader)
    #expect(new != old && world.view(of: new).view.term > term)
    expect(&world, reaches: .balance(name: "bob", .equal, 130, on: nil))
    #expect(world.perform(.restart([.node(old)])).isDone)
    world.run(2 * second)
    #expect(world.holds(.converged) && world.holdsBalance("alice", 70) && world.violation == nil)
  }

  @Test("`leader for` counts from the election that made it the leader, and starts anew with the next")
  func leadsFor() throws {
    var world = try running()
    let old = try #require(world.leader)
    let began = world.now
    #expect(!world.holds(.leads(nil, for: 2 * second)))
    expect(&world, reaches: .leads(nil, for: 2 * second))
    #expect(world.now - began <= 2 * second && world.holds(.leads(.node(old), for: second)))
    let other = try #require(world.leaderAndOthers).others[0]
    #expect(!world.holds(.leads(node(other), for: 0)))
    _ = world.perform(.kill([.node(old)]))
    #expect(!world.holds(.leads(nil, for: 0)))
    expect(&world, reaches: .leader(nil))
    #expect(world.holds(.leads(nil, for: 0)) && !world.holds(.leads(nil, for: second)))
    // A stalled leader leads on: nobody has told it otherwise.
    _ = world.perform(.pause([.leader]))
    #expect(world.holds(.leads(nil, for: 0)))
  }

  @Test("without a majority nothing commits", arguments: [(2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (9, 5)])
  func majorityNeeded(size: Int, killed: Int) throws {
    var world = try running(nodes: size)
    world.run(second)
    let committed = world.snapshot(landmarks: [], leaderlessSince: nil).committed
    for number in 1...killed { _ = world.perform(.kill([node(number)])) }
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(3 * second)
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).committed == committed)
    #expect(world.holdsBalance("bob", 100))
    _ = world.perform(.restart([.all]))
    expect(&world, reaches: .balance(name: "bob", .equal, 130, on: nil))
  }

  @Test("a leader in the minority cannot commit; the majority goes on; what it stored is overwritten")
  func minorityPartition() throws {
    var world = try running()
    let (leader, others) = try #require(world.leaderAndOthers)
    let before = world.node(leader).lastIndex
    // The client goes on asking the old leader, as it knows no other.
    _ = world.perform(.transfer(from: "carol", to: "dave", amount: 1))
    expect(&world, reaches: .balance(name: "dave", .equal, 101, on: nil))
    world.run(200 * millisecond)
    _ = world.perform(.partition([[node(leader), node(others[0])], others.dropFirst().map { node($0) }]))
    _ = world.perform(.transfer(from: "carol", to: "dave", amount: 9))
    world.run(200 * millisecond)
    let stored = world.node(leader)
    #expect(stored.lastIndex > before + 1, "the old leader stores what it is asked")
    #expect(stored.view.committed < stored.lastIndex, "and cannot commit it")
    let stuck = LogPosition(index: stored.lastIndex, term: stored.view.term)
    expect(&world, reaches: .balance(name: "dave", .equal, 110, on: nil))
    #expect(world.node(leader).view.committed < stuck.index)
    #expect(world.node(leader).view.role == .leader, "it has heard of no other")
    _ = world.perform(.heal)
    world.run(2 * second)
    #expect(world.holds(.converged) && world.violation == nil)
    #expect(world.node(leader).view.role == .follower)
    #expect(world.node(leader).term(at: stuck.index) != stuck.term)
    #expect(world.holdsBalance("carol", 90) && world.holdsBalance("dave", 110))
  }

  @Test("a client leaves a deposed leader and those that still follow it (found by `check`, seed 72)")
  func deposedLeaderKeepsNoClient() throws {
    var world = try world(seed: 1)
    expect(&world, reaches: .committed(.atLeast, 1))
    let (leader, others) = try #require(world.leaderAndOthers)
    // The one whom the client asks after the leader has gone silent stays with the leader and names it again.
    let follower = leader % 5 + 1
    let rest = others.filter { $0 != follower }
    _ = world.perform(.partition([[node(leader), node(follower)], rest.map { node($0) }]))
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    expect(&world, reaches: .balance(name: "bob", .equal, 130, on: node(rest[0])), within: 10 * second)
    #expect(world.node(leader).view.role == .leader, "it still does not know")
  }

  @Test("an isolated follower catches up after the heal; a higher term makes the leader step down")
  func isolatedFollower() throws {
    var world = try running()
    let (_, others) = try #require(world.leaderAndOthers)
    _ = world.perform(.isolate([node(others[0])]))
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(2 * second)
    #expect(world.holds(.balance(name: "bob", .equal, 100, on: node(others[0]))))
    let term = world.node(others[0]).view.term
    _ = world.perform(.heal)
    world.run(2 * second)
    #expect(world.holds(.balance(name: "bob", .equal, 130, on: node(others[0]))))
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).highestTerm >= term)
    #expect(world.holds(.converged))
  }

  @Test("a restart knows its disk alone: commitIndex begins at 0 and is learned again")
  func restart() throws {
    var world = try running()
    let (_, others) = try #require(world.leaderAndOthers)
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(second)
    let before = world.node(others[0])
    _ = world.perform(.kill([node(others[0])]))
    world.run(10 * millisecond)
    _ = world.perform(.restart([node(others[0])]))
    let after = world.node(others[0])
    #expect(before.view.committed == 2)
    #expect(after.view.committed == 0 && after.view.applied == 0)
    #expect(after.view.term == before.view.term && after.view.votedFor == before.view.votedFor)
    #expect(after.terms == before.terms)
    #expect(world.holds(.balance(name: "bob", .equal, 100, on: node(others[0]))))
    world.run(second)
    #expect(world.holds(.balance(name: "bob", .equal, 130, on: node(others[0]))))
  }

  @Test("long logs are discarded in front; restarts begin at the base and lose no coin")
  func discardedLogs() throws {
    var world = try running()
    _ = world.perform(.load(milliRate: 200_000))
    world.run(25 * second)
    let first = world.node(1).firstShown
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).committed > 1000)
    #expect(world.longestLog < 1000 && first > 1)
    _ = world.perform(.kill([node(1), node(2)]))
    world.run(second)
    _ = world.perform(.restart([.all]))
    let base = world.node(1).view.committed
    #expect(base > 0 && base % EntryLog.discardedTogether == 0)
    world.run(3 * second)
    _ = world.perform(.load(milliRate: nil))
    world.run(6 * second)
    #expect(world.holds(.converged) && world.violation == nil)
  }

  @Test("a node that comes back cut off, with an old ledger, does not stop the discarding")
  func discardingAfterLateRestart() throws {
    var world = try running()
    _ = world.perform(.load(milliRate: 200_000))
    expect(&world, reaches: .committed(.atLeast, 900), within: 60 * second)
    _ = world.perform(.kill([node(1)]))
    world.run(10 * millisecond)
    _ = world.perform(.restart([node(1)]))
    _ = world.perform(.isolate([node(1)]))
    expect(&world, reaches: .committed(.atLeast, 1600), within: 60 * second)
    _ = world.perform(.heal)
    expect(&world, reaches: .committed(.atLeast, 3200), within: 120 * second)
    #expect(world.longestLog < 1200)
    #expect(world.violation == nil)
  }

  @Test("a paused node is deaf and forgets nothing; its writes are reported when it wakes")
  func pause() throws {
    var world = try running()
    let (leader, _) = try #require(world.leaderAndOthers)
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(12 * millisecond)
    #expect(world.perform(.pause([node(leader)])).isDone)
    let before = world.node(leader)
    world.run(2 * second)
    let after = world.node(leader)
    #expect(after.condition == .stalled && after.terms == before.terms)
    #expect(after.view.term == before.view.term)
    #expect(world.leader?.number != leader)
    expect(&world, reaches: .balance(name: "bob", .equal, 130, on: nil))
    #expect(world.perform(.resume([node(leader)])).isDone)
    world.run(2 * second)
    #expect(world.holds(.converged) && world.violation == nil)
  }

  @Test("cutting one direction of one link cuts no more")
  func cutOneWay() throws {
    var world = try running()
    let (leader, others) = try #require(world.leaderAndOthers)
    let link = Link(from: NodeID(leader), to: NodeID(others[0]))
    #expect(world.perform(.cut(link)).isDone)
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).cutLinks == [link])
    #expect(!world.perform(.cut(link)).isDone)
    world.run(3 * second)
    #expect(world.violation == nil)
    #expect(world.perform(.heal).isDone)
    #expect(!world.perform(.heal).isDone)
  }

  @Test("an act is recorded as its verb, with the nodes that its roles came to")
  func actsNameTheirNodes() throws {
    var world = try world(seed: 1, observers: [.records, .invariants])
    expect(&world, reaches: .leader(nil))
    let (leader, others) = try #require(world.leaderAndOthers)
    func on(_ verb: Verb) -> NodeSet {
      _ = world.takeRecords()
      let outcome = world.perform(verb)
      #expect(world.takeRecords().contains { $0.what == .action(verb, outcome) })
      return outcome.nodes
    }
    #expect(on(.pause([.leader])) == [NodeID(leader)])
    #expect(on(.pause([.follower])) == [NodeID(others[0])])
    #expect(on(.resume([.all])) == [NodeID(leader), NodeID(others[0])])
    #expect(on(.kill([node(leader), node(9)])) == [NodeID(leader)])
    #expect(on(.restart([.all])) == [NodeID(leader)])
    #expect(on(.restart([.all])) == [])
    #expect(on(.skew([.random], partsPerMillion: 0)).count == 1)
    #expect(on(.latency(0...1, nil)) == [])
  }

  @Test("verbs of the clock, the screen and files do nothing to a cluster, and say so")
  func notOfCluster() throws {
    var world = try running()
    for verb in [Verb.play, .view("logs"), .note(Note("look")), .expect(.safe)] {
      #expect(world.perform(verb) == .nothing(.notOfCluster))
    }
  }

  @Test("what cannot be done changes nothing and says so")
  func impossible() throws {
    var world = try running()
    let before = world.hashText
    let verbs: [Verb] = [
      .restart([node(1)]), .resume([node(1)]), .heal, .transfer(from: "nobody", to: "bob", amount: 1),
      .kill([node(9)]), .cut(Link(from: NodeID(1), to: NodeID(1))), .timeout([.leader]),
    ]
    for verb in verbs {
      if case .nothing(let reason) = world.perform(verb) {
        #expect(!reason.description.isEmpty)
      } else {
        Issue.record("done: \(verb)")
      }
    }
    #expect(world.hashText == before)
  }
}
