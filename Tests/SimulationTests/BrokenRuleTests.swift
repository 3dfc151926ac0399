import Command
import Consensus
import Host
import Ledger
import Raft
import Testing

@testable import Simulation

@Suite("Rules broken on purpose, on the world's side")
struct BrokenRuleTests {
  private func running(seed: UInt64 = 1, _ rule: BrokenRule? = nil) throws -> AnyWorld {
    var world = try world(seed: seed)
    if let rule { #expect(world.perform(.bug(name: rule.name, on: true)).isDone) }
    expect(&world, reaches: .committed(.atLeast, 1))
    return world
  }

  @Test("a rule is broken once and mended once; unknown names and repeats are said")
  func verb() throws {
    var world = try running()
    #expect(world.perform(.bug(name: "no-such", on: true)) == .nothing(.noBrokenRule("no-such")))
    #expect(world.perform(.bug(name: "forget-vote", on: false)) == .nothing(.notBroken("forget-vote")))
    #expect(world.perform(.bug(name: "forget-vote", on: true)).isDone)
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).brokenRules == ["forget-vote"])
    #expect(world.perform(.bug(name: "forget-vote", on: true)) == .nothing(.brokenAlready("forget-vote")))
    #expect(world.perform(.bug(name: "forget-vote", on: false)).isDone)
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).brokenRules.isEmpty)
  }

  @Test("lose-log-tail: a crash loses entries that the disk had confirmed", arguments: [false, true])
  func loseLogTail(isBroken: Bool) throws {
    var world = try running(isBroken ? .loseLogTail : nil)
    for _ in 0..<3 { _ = world.perform(.transfer(from: "alice", to: "bob", amount: 1)) }
    world.run(second)
    let before = world.node(1)
    #expect(before.view.durable == before.lastIndex && before.lastIndex >= 4)
    _ = world.perform(.kill([node(1)]))
    #expect((world.node(1).lastIndex < before.lastIndex) == isBroken)
  }

  @Test("lose-log-tail: in each life an entry goes, wherever there is one", arguments: 1...6)
  func loseLogTailOfShortLogs(lives: Int) throws {
    var world = try world(seed: 1, nodes: 3)
    expect(&world, reaches: .leader(nil))
    let (leader, others) = try #require(world.leaderAndOthers)
    // One entry, the leader's first; whoever is down meanwhile gets to its life with an empty log.
    _ = world.perform(.isolate([node(others[0])]))
    for _ in 1..<lives {
      _ = world.perform(.kill([node(others[0])]))
      _ = world.perform(.restart([node(others[0])]))
    }
    #expect(world.node(others[0]).lastIndex <= 1)
    _ = world.perform(.heal)
    expect(&world, reaches: .converged)
    let before = world.node(others[0]).lastIndex
    #expect((1...3).contains(before) && world.node(leader).lastIndex == before)
    _ = world.perform(.bug(name: BrokenRule.loseLogTail.name, on: true))
    _ = world.perform(.kill([node(others[0])]))
    #expect(world.node(others[0]).lastIndex < before)
  }

  private func running(_ rule: BrokenRule?) throws -> AnyWorld { try running(seed: 1, rule) }

  @Test(
    "keep-last-applied: after a restart the ledger lacks what was applied before", arguments: [false, true])
  func keepLastApplied(isBroken: Bool) throws {
    var world = try running(isBroken ? .keepLastApplied : nil)
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(second)
    let number = try #require(world.leaderAndOthers).others[0]
    _ = world.perform(.kill([node(number)]))
    _ = world.perform(.restart([node(number)]))
    world.run(2 * second)
    #expect(world.holds(.balance(name: "bob", .equal, isBroken ? 100 : 130, on: node(number))))
    #expect(world.holds(.converged) == !isBroken)
  }

  @Test("apply-retry-twice: a transfer that was retried moves its coins twice", arguments: [false, true])
  func applyRetryTwice(isBroken: Bool) throws {
    var world = try running(isBroken ? .applyRetryTwice : nil)
    // Requests arrive twice, so the leader stores the transfer twice.
    _ = world.perform(.duplicate(partsPerMillion: 1_000_000, nil))
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(2 * second)
    #expect(world.holdsBalance("bob", isBroken ? 160 : 130))
    _ = world.perform(.kill([.all]))
    _ = world.perform(.restart([.all]))
    world.run(3 * second)
    #expect(world.holdsBalance("bob", isBroken ? 160 : 130), "a restart breaks or keeps the same rule")
  }

  @Test("stale-leader-read: a leader that was deposed answers from its own ledger", arguments: [false, true])
  func staleLeaderRead(isBroken: Bool) throws {
    var world = try world(seed: 1, observers: [.history, .invariants])
    if isBroken { _ = world.perform(.bug(name: BrokenRule.staleLeaderRead.name, on: true)) }
    expect(&world, reaches: .committed(.atLeast, 1))
    let (leader, others) = try #require(world.leaderAndOthers)
    // Carol learns who leads.
    _ = world.perform(.transfer(from: "carol", to: "dave", amount: 1))
    world.run(second)
    _ = world.perform(.isolate([node(leader)]))
    expect(&world, reaches: .balance(name: "dave", .equal, 101, on: node(others[0])))
    world.run(second)
    _ = world.perform(.transfer(from: "alice", to: "dave", amount: 50))
    expect(&world, reaches: .balance(name: "dave", .equal, 151, on: nil))
    _ = world.takeHistory()
    _ = world.perform(.balance(name: "carol", from: node(leader), stale: false))
    world.run(500 * millisecond)
    let read = world.takeHistory().first { $0.kind == .ok && $0.operation == .balances }
    let dave = read?.value?.first { $0.name == "dave" }?.coins
    #expect(
      dave == (isBroken ? 101 : nil),
      "the old leader's balance, or no answer from a leader without a majority")
  }

  /// Each rule by itself, and all together: whatever comes of it, nothing traps, and the same seed gives the
  /// same bytes.
  @Test("storms with broken rules run on to their end", arguments: Array(BrokenRule.allCases) + [nil])
  func storm(rule: BrokenRule?) throws {
    func run(seed: UInt64) throws -> String {
      var generator = SeededGenerator(seed: seed, stream: 0xB0)
      var world = try world(seed: seed, observers: [.invariants, .history]) {
        $0.appendLimit = 2
        $0.signatures = .standIn
      }
      for broken in rule.map({ [$0] }) ?? Array(BrokenRule.allCases) {
        _ = world.perform(.bug(name: broken.name, on: true))
      }
      _ = world.perform(.load(milliRate: 100_000))
      while world.now < 12 * second {
        let until = world.now + generator.draw(10, 300) * millisecond
        while world.now < until { world.runAll(through: until) }
        _ = world.perform(FaultScheduleTests.fault(&generator, of: 5))
      }
      world.repairEverything()
      let end = world.now + 2 * second
      while world.now < end { world.runAll(through: end) }
      _ = world.snapshot(landmarks: [], leaderlessSince: nil)
      _ = world.holds(.converged)
      return world.hashText
    }
    for seed in [1, 2, 3] as [UInt64] { #expect(try run(seed: seed) == run(seed: seed)) }
  }
}
