import Command
import Consensus
import Host
import Testing

@testable import Simulation

/// The tests of MIT 6.5840's lab 3, under its names: 3A elections, 3B agreement, 3C persistence. The commands are
/// transfers, so that agreement shows in coins; after each test every rule has been kept.
@Suite("MIT 6.5840 lab 3")
struct LabTests {
  private func start(_ nodes: Int, seed: UInt64 = 1) throws -> AnyWorld {
    var world = try world(seed: seed, nodes: nodes)
    expect(&world, reaches: .leader(nil))
    return world
  }

  private func pay(_ world: inout AnyWorld, _ count: Int = 1, from: String = "alice", to: String = "bob") {
    for _ in 0..<count { _ = world.perform(.transfer(from: from, to: to, amount: 1)) }
  }

  /// Everything healed: all end with the same log, in which alice has paid `count` coins to bob.
  private func agree(_ world: inout AnyWorld, paid count: UInt64, within span: Nanoseconds = 30 * second) {
    world.repairEverything()
    expect(&world, reaches: .balance(name: "bob", .equal, 100 + count, on: nil), within: span)
    expect(&world, reaches: .converged, within: span)
    #expect(world.holdsBalance("alice", 100 - count) && world.violation == nil)
  }

  private func isolate(_ world: inout AnyWorld, _ numbers: [Int]) {
    for number in numbers { _ = world.perform(.isolate([node(number)])) }
  }

  private func rejoinAll(_ world: inout AnyWorld) { _ = world.perform(.heal) }

  // MARK: 3A

  @Test("3A InitialElection: one leader, and without failures it stays")
  func initialElection() throws {
    var world = try start(3)
    world.run(100 * millisecond)
    let term = world.view(of: NodeID(1)).view.term
    #expect(term >= 1)
    world.run(2 * second)
    #expect((1...3).allSatisfy { world.view(of: NodeID($0)).view.term == term })
  }

  @Test("3A ReElection")
  func reElection() throws {
    var world = try start(3)
    let first = try #require(world.leaderAndOthers)
    isolate(&world, [first.leader])
    expect(&world, reaches: .leader(node(first.others[0])), orReaches: .leader(node(first.others[1])))
    let second = try #require(world.leader)
    // The old leader comes back and disturbs nobody.
    rejoinAll(&world)
    world.run(500 * millisecond)
    #expect(world.leader == second)
    // No leader without a quorum: two of three are cut off.
    let rest = try #require(world.leaderAndOthers)
    isolate(&world, [rest.leader, rest.others[0]])
    world.run(2_000 * millisecond)
    #expect(world.view(of: NodeID(rest.others[1])).view.role != .leader)
    rejoinAll(&world)
    expect(&world, reaches: .leader(nil))
    #expect(world.violation == nil)
  }

  @Test("3A ManyElections: seven servers, three of them cut off, ten times")
  func manyElections() throws {
    var world = try start(7)
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<10 {
      var cut: [Int] = []
      while cut.count < 3 {
        let number = 1 + Int(generator.below(7))
        if !cut.contains(number) { cut.append(number) }
      }
      isolate(&world, cut)
      world.run(1500 * millisecond)
      let leaders = (1...7).filter { number in
        !cut.contains(number) && world.view(of: NodeID(number)).view.role == .leader
      }
      #expect(leaders.count == 1)
      rejoinAll(&world)
      world.run(500 * millisecond)
      expect(&world, reaches: .leader(nil))
    }
    #expect(world.violation == nil)
  }

  // MARK: 3B

  @Test("3B BasicAgree: nothing is committed before it is asked for, and then everywhere, in order")
  func basicAgree() throws {
    var world = try start(3)
    world.run(500 * millisecond)
    #expect(world.holdsBalance("bob", 100))
    for count in 1...3 as ClosedRange<UInt64> {
      pay(&world)
      expect(&world, reaches: .balance(name: "bob", .equal, 100 + count, on: nil))
    }
    agree(&world, paid: 3)
  }

  @Test("3B FollowerFailure: agreement goes on with one of three cut off, and stops with two")
  func followerFailure() throws {
    var world = try start(3)
    let (leader, others) = try #require(world.leaderAndOthers)
    isolate(&world, [others[0]])
    pay(&world)
    expect(&world, reaches: .balance(name: "bob", .equal, 101, on: node(leader)))
    isolate(&world, others)
    pay(&world)
    world.run(2 * second)
    #expect(!world.holds(.balance(name: "bob", .atLeast, 102, on: nil)))
    agree(&world, paid: 2)
  }

  @Test("3B LeaderFailure: the next leader goes on; without a quorum nobody does")
  func leaderFailure() throws {
    var world = try start(3)
    let (first, _) = try #require(world.leaderAndOthers)
    _ = world.perform(.kill([node(first)]))
    pay(&world)
    expect(&world, reaches: .balance(name: "bob", .equal, 101, on: nil))
    let second = try #require(world.leader)
    _ = world.perform(.kill([.node(second)]))
    pay(&world)
    world.run(2_000 * millisecond)
    #expect(!world.holds(.balance(name: "bob", .atLeast, 102, on: nil)))
    agree(&world, paid: 2)
  }

  @Test("3B FailAgree: a follower that was cut off catches up")
  func failAgree() throws {
    var world = try start(3)
    let (_, others) = try #require(world.leaderAndOthers)
    isolate(&world, [others[0]])
    pay(&world, 4)
    expect(&world, reaches: .balance(name: "bob", .equal, 104, on: nil))
    rejoinAll(&world)
    pay(&world, 2)
    agree(&world, paid: 6)
  }

  @Test("3B FailNoAgree: with three of five cut off nothing is committed")
  func failNoAgree() throws {
    var world = try start(5)
    let (_, others) = try #require(world.leaderAndOthers)
    world.run(500 * millisecond)
    isolate(&world, Array(others.prefix(3)))
    pay(&world)
    world.run(2 * second)
    #expect(world.holdsBalance("bob", 100))
    agree(&world, paid: 1)
  }

  @Test("3B ConcurrentStarts: several clients at once, each command once")
  func concurrentStarts() throws {
    var world = try start(3)
    for (from, to) in [("alice", "bob"), ("carol", "bob"), ("dave", "bob"), ("bob", "alice")] {
      pay(&world, 3, from: from, to: to)
    }
    world.run(3 * second)
    expect(&world, reaches: .converged)
    #expect(world.holdsBalance("bob", 106) && world.holdsBalance("alice", 100) && world.violation == nil)
  }

  @Test("3B Rejoin: a leader with commands that nobody else has comes back", arguments: 1...3)
  func rejoin(seed: Int) throws {
    var world = try start(3, seed: UInt64(seed))
    let (first, others) = try #require(world.leaderAndOthers)
    isolate(&world, [first])
    pay(&world, 3)
    expect(
      &world, reaches: .leader(node(others[0])), orReaches: .leader(node(others[1])))
    let next = try #require(world.leader)
    _ = world.perform(.heal)
    isolate(&world, [next.number])
    pay(&world, 1)
    world.run(2 * second)
    agree(&world, paid: 4)
  }

  @Test("3B Backup: leaders with long wrong logs are set right")
  func backup() throws {
    var world = try start(5)
    let (first, others) = try #require(world.leaderAndOthers)
    // The leader and one follower take commands that never get a majority.
    isolate(&world, Array(others.suffix(3)))
    pay(&world, 15)
    world.run(second)
    rejoinAll(&world)
    isolate(&world, [first, others[0]])
    pay(&world, 15, from: "carol", to: "dave")
    world.run(3 * second)
    agree(&world, paid: 15, within: 60 * second)
    #expect(world.holdsBalance("dave", 115))
  }

  // MARK: 3C

  @Test("3C Persist1: everybody crashes and comes back; the leader crashes; a follower crashes")
  func persist1() throws {
    var world = try start(3)
    pay(&world)
    expect(&world, reaches: .balance(name: "bob", .equal, 101, on: nil))
    _ = world.perform(.kill([.all]))
    _ = world.perform(.restart([.all]))
    pay(&world)
    expect(&world, reaches: .balance(name: "bob", .equal, 102, on: nil), within: 10 * second)
    for selector in [NodeSelector.leader, .follower] {
      let before = world.leader
      _ = world.perform(.kill([selector]))
      pay(&world)
      world.run(3 * second)
      _ = world.perform(.restart([.all]))
      #expect(before != nil)
    }
    agree(&world, paid: 4)
  }

  @Test("3C Persist2: five times round, majorities and minorities crash in turn")
  func persist2() throws {
    var world = try start(5)
    for round in 0..<5 {
      let (leader, others) = try #require(world.leaderAndOthers)
      pay(&world)
      world.run(500 * millisecond)
      _ = world.perform(.kill([node(others[0]), node(others[1])]))
      pay(&world)
      world.run(500 * millisecond)
      _ = world.perform(.kill([node(leader), node(others[2]), node(others[3])]))
      _ = world.perform(.restart([node(others[0]), node(others[1])]))
      world.run(second)
      _ = world.perform(.restart([node(others[2])]))
      expect(&world, reaches: .leader(nil), within: 20 * second)
      _ = world.perform(.restart([.all]))
      expect(
        &world, reaches: .balance(name: "bob", .equal, UInt64(102 + 2 * round), on: nil), within: 30 * second)
    }
    agree(&world, paid: 10)
  }

  @Test("3C Persist3: a leader and one follower cut off; the leader crashes and comes back")
  func persist3() throws {
    var world = try start(3)
    pay(&world)
    expect(&world, reaches: .balance(name: "bob", .equal, 101, on: nil))
    let (leader, others) = try #require(world.leaderAndOthers)
    isolate(&world, [others[1]])
    pay(&world)
    expect(&world, reaches: .balance(name: "bob", .equal, 102, on: node(leader)))
    _ = world.perform(.kill([node(leader), node(others[0])]))
    rejoinAll(&world)
    _ = world.perform(.restart([node(leader)]))
    pay(&world)
    expect(&world, reaches: .balance(name: "bob", .equal, 103, on: nil), within: 20 * second)
    agree(&world, paid: 3)
  }

  /// Leaders crash soon after they have taken a command, with torn writes; of five at least three are up.
  private func figure8(unreliable: Bool, seed: UInt64) throws {
    var world = try start(5, seed: seed)
    var generator = SeededGenerator(seed: seed)
    if unreliable {
      _ = world.perform(.loss(partsPerMillion: 100_000, nil))
      _ = world.perform(.reorder(true))
    }
    _ = world.perform(.load(milliRate: 40_000))
    for _ in 0..<60 {
      world.run((generator.below(10) == 0 ? 300 : 13) * millisecond)
      if world.leader != nil { _ = world.perform(.kill([.leader])) }
      let up = (1...5).count { world.isAlive(NodeID($0)) }
      if up < 3 { _ = world.perform(.restart([node(1 + Int(generator.below(5)))])) }
      if up < 3 { _ = world.perform(.restart([.all])) }
      #expect(world.violation == nil)
    }
    world.repairEverything()
    expect(&world, reaches: .converged, within: 30 * second)
    #expect(world.violation == nil)
  }

  @Test("3C Figure8", arguments: 1...4 as ClosedRange<UInt64>)
  func figure8(seed: UInt64) throws { try figure8(unreliable: false, seed: seed) }

  @Test("3C Figure8Unreliable", arguments: 1...4 as ClosedRange<UInt64>)
  func figure8Unreliable(seed: UInt64) throws { try figure8(unreliable: true, seed: seed) }

  @Test("3C UnreliableAgree: agreement over a network that loses and delays")
  func unreliableAgree() throws {
    var world = try start(5)
    _ = world.perform(.loss(partsPerMillion: 100_000, nil))
    _ = world.perform(.reorder(true))
    pay(&world, 20, from: "carol", to: "dave")
    pay(&world, 20)
    expect(&world, reaches: .balance(name: "dave", .equal, 120, on: nil), within: 120 * second)
    agree(&world, paid: 20, within: 120 * second)
    #expect(world.holdsBalance("carol", 80))
  }

  /// Clients go on while servers are cut off, crash and come back at random.
  private func churn(unreliable: Bool) throws {
    var world = try start(5)
    var generator = SeededGenerator(seed: 8)
    if unreliable { _ = world.perform(.loss(partsPerMillion: 100_000, nil)) }
    _ = world.perform(.load(milliRate: 30_000))
    pay(&world, 5)
    for _ in 0..<20 {
      let some = node(1 + Int(generator.below(5)))
      switch generator.below(5) {
      case 0: _ = world.perform(.isolate([some]))
      case 1: _ = world.perform(.heal)
      case 2: _ = world.perform(.kill([some]))
      default: _ = world.perform(.restart([.all]))
      }
      world.run(350 * millisecond)
    }
    world.repairEverything()
    expect(&world, reaches: .converged, within: 30 * second)
    #expect(world.violation == nil)
    let committed = world.view(of: NodeID(1)).view.committed
    #expect(committed > 30)
  }

  @Test("3C ReliableChurn") func reliableChurn() throws { try churn(unreliable: false) }
  @Test("3C UnreliableChurn") func unreliableChurn() throws { try churn(unreliable: true) }
}

/// Runs until one of two predicates holds.
private func expect(
  _ world: inout AnyWorld, reaches first: Predicate, orReaches other: Predicate,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for _ in 0..<5000 {
    if world.holds(first) || world.holds(other) { return }
    world.run(millisecond)
  }
  Issue.record("neither \(first) nor \(other)", sourceLocation: sourceLocation)
}
