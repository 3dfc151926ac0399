import Command
import Consensus
import Host
import Testing

@testable import Simulation

/// A stopped process whose machine goes on receiving: it reads late what a deaf one never hears.
@Suite("Processes that read late")
struct PauseTests {
  private func led(seed: UInt64 = 1) throws -> (world: AnyWorld, leader: NodeID, follower: NodeID) {
    var world = try world(seed: seed, observers: [.records, .invariants, .history])
    expect(&world, reaches: .committed(.atLeast, 1))
    world.run(200 * millisecond)
    let leader = try #require(world.leader)
    return (world, leader, NodeID(leader.number % 5 + 1))
  }

  private func received(_ records: [EventRecord], by node: NodeID) -> [MessageSnapshot] {
    records.compactMap { record in
      if case .delivered(let message) = record.what, message.to == node { message } else { nil }
    }
  }

  private func lost(_ records: [EventRecord], by node: NodeID) -> Int {
    records.count { record in
      if case .lost(let message, .receiverPaused) = record.what { message.to == node } else { false }
    }
  }

  @Test("what arrives waits, and is read in order at once when it is resumed")
  func inOrder() throws {
    var (world, leader, follower) = try led()
    _ = world.perform(.load(milliRate: 20_000))
    _ = world.takeRecords()
    #expect(world.perform(.pause([.node(follower)], queued: true)).isDone)
    #expect(world.node(follower.number).unread == 0)
    world.run(2 * second)
    let waiting = try #require(world.node(follower.number).unread)
    #expect(waiting > 20)
    let meanwhile = world.takeRecords()
    #expect(received(meanwhile, by: follower).isEmpty && lost(meanwhile, by: follower) == 0)
    let resumed = world.now
    #expect(world.perform(.resume([.node(follower)])).isDone)
    world.run(0)
    let read = received(world.takeRecords(), by: follower)
    #expect(read.count == waiting && read.allSatisfy { $0.arrives <= resumed })
    #expect(read.filter { $0.from == leader }.map(\.number) == read.map(\.number).sorted())
    #expect(world.node(follower.number).unread == nil)
    world.repairEverything()
    world.run(2 * second)
    #expect(world.leader == leader, "it read the leader's heartbeats before it looked at its timer")
    #expect(world.holds(.converged) && world.violation == nil)
  }

  @Test("a deaf process loses all that; one that reads late loses what comes after 1,024")
  func bounded() throws {
    var (world, _, follower) = try led()
    var deaf = world
    _ = deaf.perform(.pause([.node(follower)]))
    deaf.run(second)
    #expect(deaf.node(follower.number).unread == nil)
    #expect(lost(deaf.takeRecords(), by: follower) >= 10)
    _ = world.perform(.pause([.node(follower)], queued: true))
    world.run(70 * second)
    #expect(world.node(follower.number).unread == 1024)
    #expect(lost(world.takeRecords(), by: follower) > 100)
    _ = world.perform(.resume([.node(follower)]))
    world.run(2 * second)
    #expect(world.holds(.converged) && world.violation == nil)
  }

  @Test("requests of clients wait too: a short pause costs no second attempt")
  func requests() throws {
    var (world, leader, _) = try led()
    _ = world.perform(.balance(name: "alice", from: .node(leader), stale: false))
    world.run(second)
    _ = world.takeHistory()
    _ = world.takeRecords()
    _ = world.perform(.pause([.node(leader)], queued: true))
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(60 * millisecond)
    #expect(world.node(leader.number).unread.map { $0 > 0 } == true)
    _ = world.perform(.resume([.node(leader)]))
    world.run(200 * millisecond)
    #expect(world.holdsBalance("bob", 130) && world.takeHistory().contains { $0.kind == .ok })
    let attempts = world.takeRecords().count { if case .clientAsked = $0.what { true } else { false } }
    #expect(attempts == 1)
  }

  @Test("what arrived before a cut is read all the same, and a crash loses it")
  func cutAndCrash() throws {
    var (world, leader, follower) = try led()
    _ = world.perform(.pause([.node(follower)], queued: true))
    world.run(300 * millisecond)
    let waiting = try #require(world.node(follower.number).unread)
    var crashed = world
    _ = world.perform(.cut(Link(from: leader, to: follower)))
    _ = world.takeRecords()
    _ = world.perform(.resume([.node(follower)]))
    world.run(0)
    #expect(received(world.takeRecords(), by: follower).count == waiting)
    _ = crashed.perform(.kill([.node(follower)]))
    #expect(crashed.node(follower.number).unread == nil)
    _ = crashed.takeRecords()
    _ = crashed.perform(.restart([.node(follower)]))
    crashed.run(0)
    #expect(received(crashed.takeRecords(), by: follower).isEmpty)
  }

  @Test("paused again between two of what it reads, it keeps the rest")
  func pausedWhileReading() throws {
    var (world, _, follower) = try led()
    _ = world.perform(.pause([.node(follower)], queued: true))
    world.run(500 * millisecond)
    let waiting = try #require(world.node(follower.number).unread)
    _ = world.perform(.resume([.node(follower)]))
    let isRead = world.runOne()
    #expect(isRead)
    _ = world.perform(.pause([.node(follower)]))
    world.run(0)
    #expect(world.node(follower.number).unread == waiting - 1)
    _ = world.perform(.resume([.node(follower)]))
    world.run(second)
    #expect(world.node(follower.number).unread == nil && world.violation == nil)
  }

  /// Late readers, clients cut off and doubled answers under load, with leases, which live on what is late.
  @Test("late messages break no rule, and all come together", arguments: 0..<20)
  func storm(seed: Int) throws {
    func run() throws -> String {
      var generator = SeededGenerator(seed: UInt64(seed), stream: 0xA5)
      var world = try world(seed: UInt64(seed), observers: [.invariants, .history, .linearizability]) {
        $0.signatures = .standIn
        $0.checkQuorum = seed % 2 == 0
        $0.preVote = seed % 4 < 2
        $0.reads = seed % 2 == 0 ? .lease : .index
      }
      _ = world.perform(.load(milliRate: 30_000))
      while world.now < 8 * second, world.violation == nil {
        world.run(generator.draw(10, 400) * millisecond)
        let victim = generator.below(2) == 0 ? .leader : node(Int(generator.below(5)) + 1)
        let end = Link.End.node(NodeID(Int(generator.below(5)) + 1))
        switch generator.below(8) {
        case 0...2: _ = world.perform(.pause([victim], queued: true))
        case 3...5: _ = world.perform(.resume([.all]))
        case 6: _ = world.perform(.cut(Link(from: .clients, to: end)))
        default: _ = world.perform(.heal)
        }
      }
      #expect(world.violation == nil, "\(String(describing: world.violation))")
      world.repairEverything()
      world.run(3 * second)
      expect(&world, reaches: .converged)
      return world.hashText
    }
    #expect(try run() == run())
  }
}
