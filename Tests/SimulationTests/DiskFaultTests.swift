import Command
import Consensus
import Host
import Raft
import Testing

@testable import Simulation

@Suite("Disks that lose what they held (dissertation §3.8)")
struct DiskFaultTests {
  private func running(
    seed: UInt64 = 1, nodes: Int = 5, _ change: (inout Header) -> Void = { _ in }
  ) throws -> AnyWorld {
    var world = try world(seed: seed, nodes: nodes, observers: [.records, .invariants]) {
      $0.signatures = .standIn
      change(&$0)
    }
    expect(&world, reaches: .committed(.atLeast, 1))
    for _ in 0..<3 { _ = world.perform(.transfer(from: "alice", to: "bob", amount: 10)) }
    world.run(2 * second)
    return world
  }

  private func decisions(_ world: inout AnyWorld, of number: Int) -> [IntegrityDecision] {
    world.takeRecords().filter { $0.node?.number == number }.flatMap(\.decisions).compactMap { decision in
      if case .integrity(let integrity) = decision.value as? Decision { integrity } else { nil }
    }
  }

  @Test(
    "a damaged entry is found at the restart, and repaired from the leader",
    arguments: [nil, 1, 3] as [LogIndex?])
  func corrupt(index: LogIndex?) throws {
    var world = try running()
    let number = try #require(world.leaderAndOthers).others[0]
    let last = world.view(of: NodeID(number)).last
    #expect(world.perform(.corrupt([node(number)], index.map { .entry($0) })).isDone)
    world.run(second)
    #expect(world.node(number).view.integrity == .sound, "nobody has read the disk yet")
    _ = world.perform(.kill([node(number)]))
    _ = world.perform(.restart([node(number)]))
    #expect(world.node(number).view.integrity == .damaged(formerLast: last))
    #expect(world.node(number).lastIndex == (index ?? last.index) - 1)
    _ = world.takeRecords()
    world.run(2 * second)
    let told = decisions(&world, of: number)
    #expect(told.contains(.foundDamage(first: index ?? last.index, formerLast: last)))
    #expect(told.contains { if case .repaired = $0 { true } else { false } })
    #expect(world.node(number).view.integrity == .sound)
    #expect(world.holds(.converged) && world.violation == nil)
    #expect(world.holds(.balance(name: "bob", .equal, 130, on: node(number))))
  }

  @Test(
    "a log that ended with entries of nobody else is repaired in a cluster at rest, which can then bear a crash"
  )
  func corruptOldTail() throws {
    var world = try running(nodes: 3)
    let old = try #require(world.leaderAndOthers).leader
    // Who is cut off takes the same transfers again and again, from clients that get no answer.
    _ = world.perform(.isolate([.all]))
    for name in ["alice", "bob", "carol", "dave"] {
      _ = world.perform(.transfer(from: name, to: name == "bob" ? "alice" : "bob", amount: 1))
    }
    world.run(10 * second)
    let long = world.node(old).lastIndex
    _ = world.perform(.kill([node(old)]))
    _ = world.perform(.corrupt([node(old)], nil))
    _ = world.perform(.heal)
    expect(&world, reaches: .balance(name: "dave", .equal, 99, on: nil), within: 20 * second)
    _ = world.perform(.restart([node(old)]))
    world.run(second)
    let (leader, others) = try #require(world.leaderAndOthers)
    #expect(world.node(leader).lastIndex < long, "it will never be as long, if nobody asks for more")
    #expect(world.node(old).view.integrity == .sound && world.holds(.converged))
    _ = world.perform(.kill([node(try #require(others.first { $0 != old }))]))
    _ = world.perform(.transfer(from: "carol", to: "dave", amount: 7))
    expect(&world, reaches: .balance(name: "dave", .equal, 106, on: nil))
    #expect(world.violation == nil)
  }

  @Test("while it is damaged it counts for no quorum: with two others dead nothing commits")
  func damagedCountsNot() throws {
    var world = try running()
    let (leader, others) = try #require(world.leaderAndOthers)
    _ = world.perform(.kill([node(others[0]), node(others[1])]))
    _ = world.perform(.corrupt([node(others[2])], .entry(1)))
    _ = world.perform(.kill([node(others[2]), node(leader)]))
    _ = world.perform(.restart([node(others[2]), node(leader)]))
    let committed = world.snapshot(landmarks: [], leaderlessSince: nil).committed
    world.run(5 * second)
    #expect(world.leader == nil, "two sound nodes of five elect nobody")
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).committed == committed)
    _ = world.perform(.restart([.all]))
    expect(&world, reaches: .leader(nil))
    world.run(2 * second)
    #expect(world.holds(.converged) && world.violation == nil)
    #expect(world.node(others[2]).view.integrity == .sound)
  }

  @Test("a wiped node follows and decides nothing; removed and added again it is a voter")
  func wipe() throws {
    var world = try running()
    let number = try #require(world.leaderAndOthers).others[0]
    #expect(world.perform(.wipe([node(number)])).isDone)
    #expect(!world.isAlive(NodeID(number)), "the machine is gone with its disk")
    #expect(world.node(number).lastIndex == 0)
    #expect(world.perform(.wipe([node(number)])) == .nothing(.wipedAlready(NodeID(number))))
    _ = world.perform(.restart([node(number)]))
    world.run(2 * second)
    #expect(world.node(number).view.integrity == .wiped)
    #expect(world.holds(.balance(name: "bob", .equal, 130, on: node(number))), "it follows")
    #expect(world.perform(.remove(.node(NodeID(number)))).isDone)
    world.run(2 * second)
    #expect(world.perform(.add(NodeID(number), learner: false)).isDone)
    world.run(3 * second)
    #expect(world.node(number).view.integrity == .sound)
    #expect(world.violation == nil, "\(String(describing: world.violation))")
    #expect(world.holds(.balance(name: "bob", .equal, 130, on: node(number))))
    // It counts: with two others dead, it is needed and enough.
    let others = try #require(world.leaderAndOthers).others.filter { $0 != number }
    _ = world.perform(.kill([node(others[0]), node(others[1])]))
    _ = world.perform(.transfer(from: "carol", to: "dave", amount: 7))
    expect(&world, reaches: .balance(name: "dave", .equal, 107, on: nil))
  }

  @Test("what a damaged disk once held still counts for its leader when that disk is lost too")
  func damagedThenLost() throws {
    // n1 leads, and commits with the copy of n2, which is damaged and lost before n1's own copy is on disk.
    let text = """
      raftcoin 1
      seed 2
      nodes 3
      accounts alice 100, bob 100
      election-timeout 150ms..450ms
      latency 1.14826ms..14.713583ms
      pre-vote on
      check-quorum on
      reads index
      window 8
      at 0s load 20
      at 1.9s snapshot all
      at 2.07s kill 1
      at 2.08s kill 2
      at 2.3s slow-disk 2 31.570046ms..217.742162ms
      at 2.7s restart 1
      at 2.8s slow-disk 1 50.074071ms..167.003135ms
      at 3.1s restart 2
      at 3.2s kill 3
      at 3.6s corrupt 2
      at 3.66s kill 2
      at 3.66s restart 2
      at 3.7s wipe 2
      """
    let scenario = try ScenarioParser.parse(text: text, file: "test").get()
    var world = try makeWorld(header: scenario.header, seed: 2, observers: [.invariants])
    for step in scenario.steps {
      if case .at(let time) = step.when { world.runAll(through: time) }
      if let verb = step.verb { _ = world.perform(verb) }
    }
    let committed = world.snapshot(landmarks: [], leaderlessSince: nil).committed
    world.run(10 * millisecond)
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).committed > committed)
    #expect(world.violation == nil)
  }

  @Test("a damaged snapshot is found at the restart, and had again from a leader")
  func damagedSnapshot() throws {
    var world = try running { $0.snapshotAfter = 10 }
    _ = world.perform(.load(milliRate: 40_000))
    world.run(3 * second)
    _ = world.perform(.load(milliRate: nil))
    world.run(second)
    let number = try #require(world.leaderAndOthers).others[0]
    let last = world.node(number).lastIndex
    #expect(world.perform(.corrupt([node(number)], .snapshot)).isDone)
    world.run(second)
    #expect(world.node(number).view.integrity == .sound && !world.isSound(NodeID(number)))
    _ = world.perform(.kill([node(number)]))
    _ = world.perform(.restart([node(number)]))
    guard case .damaged(let former) = world.node(number).view.integrity else {
      Issue.record("\(world.node(number).view.integrity)")
      return
    }
    #expect(former.index == last && world.node(number).lastIndex == 0)
    _ = world.takeRecords()
    world.run(2 * second)
    let told = decisions(&world, of: number).map(\.name)
    #expect(told.contains("found-damaged-snapshot") && told.contains("repaired"))
    #expect(world.isSound(NodeID(number)) && world.node(number).view.snapshot != nil)
    #expect(world.holds(.converged) && world.violation == nil, "\(String(describing: world.violation))")
  }

  @Test("a damaged record of term and vote makes a node that follows and decides nothing, with its log")
  func damagedVote() throws {
    var world = try running()
    let number = try #require(world.leaderAndOthers).others[0]
    let last = world.node(number).lastIndex
    #expect(world.perform(.corrupt([node(number)], .termAndVote)).isDone)
    _ = world.perform(.kill([node(number)]))
    _ = world.perform(.restart([node(number)]))
    #expect(world.node(number).view.integrity == .wiped && world.node(number).lastIndex == last)
    _ = world.takeRecords()
    world.run(2 * second)
    #expect(decisions(&world, of: number).map(\.name).contains("found-damaged-vote"))
    #expect(world.node(number).view.integrity == .wiped && world.holds(.converged))
    #expect(world.perform(.remove(.node(NodeID(number)))).isDone)
    world.run(2 * second)
    #expect(world.perform(.add(NodeID(number), learner: false)).isDone)
    world.run(3 * second)
    #expect(world.node(number).view.integrity == .sound)
    #expect(world.violation == nil, "\(String(describing: world.violation))")
  }

  @Test("what cannot be damaged says so")
  func impossible() throws {
    var world = try world(seed: 1)
    #expect(world.perform(.corrupt([node(1)], nil)) == .nothing(.nothingStored(NodeID(1), nil)))
    for part in [StoredPart.snapshot, .termAndVote] {
      #expect(world.perform(.corrupt([node(1)], part)) == .nothing(.nothingStored(NodeID(1), part)))
    }
    #expect(world.perform(.corrupt([node(1)], .entry(9))) == .nothing(.nothingStored(NodeID(1), .entry(9))))
  }

  /// Damage and restarts under load, never so much that too few sound nodes are left.
  @Test("damaged disks break no rule, and all come together", arguments: 0..<10)
  func storm(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed), stream: 0xD1)
    var world = try running(seed: UInt64(seed)) { $0.appendLimit = 4 }
    _ = world.perform(.load(milliRate: 40_000))
    for _ in 0..<6 {
      world.run(generator.draw(200, 1500) * millisecond)
      let victim = node(Int(generator.below(5)) + 1)
      _ = world.perform(.corrupt([victim], generator.below(3) == 0 ? .entry(1 + generator.below(40)) : nil))
      _ = world.perform(.kill([victim]))
      world.run(generator.draw(1, 300) * millisecond)
      _ = world.perform(.restart([.all]))
      if generator.below(2) == 0 { _ = world.perform(.kill([.leader])) }
      _ = world.takeRecords()
      #expect(world.violation == nil, "\(String(describing: world.violation))")
      world.run(2 * second)
      _ = world.perform(.restart([.all]))
    }
    world.repairEverything()
    world.run(4 * second)
    let isWhole = world.run(until: .converged)
    let saw = world.evaluate(.converged).saw
    #expect(isWhole, "\(saw)")
    #expect(world.violation == nil, "\(String(describing: world.violation))")
  }

  /// The same where the logs are compacted; and one disk forgets what it voted.
  @Test("damaged snapshots and votes break no rule, and all others come together", arguments: 0..<10)
  func snapshotStorm(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed), stream: 0xD2)
    var world = try running(seed: UInt64(seed)) {
      $0.snapshotAfter = 12
      $0.snapshotChunk = 200
    }
    _ = world.perform(.load(milliRate: 40_000))
    let forgetful = Int(generator.below(5)) + 1
    for round in 0..<6 {
      world.run(generator.draw(200, 1500) * millisecond)
      let number = round == 3 ? forgetful : Int(generator.below(5)) + 1
      let part: StoredPart? = round == 3 ? .termAndVote : generator.below(4) == 0 ? nil : .snapshot
      _ = world.perform(.corrupt([node(number)], part))
      _ = world.perform(.kill([node(number)]))
      world.run(generator.draw(1, 300) * millisecond)
      _ = world.perform(.restart([.all]))
      if generator.below(2) == 0 { _ = world.perform(.kill([.leader])) }
      #expect(world.violation == nil, "\(String(describing: world.violation))")
      world.run(2 * second)
      _ = world.perform(.restart([.all]))
    }
    world.repairEverything()
    world.run(4 * second)
    let isWhole = world.run(until: .converged)
    let saw = world.evaluate(.converged).saw
    #expect(isWhole, "\(saw)")
    #expect(world.violation == nil, "\(String(describing: world.violation))")
    for number in 1...5 where number != forgetful { #expect(world.isSound(NodeID(number))) }
    #expect(world.node(forgetful).view.integrity == .wiped)
  }
}
