import Command
import Consensus
import Host
import Raft
import Testing

@testable import Simulation

/// What `timeout`, `align` and `spread` may do where leases stand on check-quorum.
@Suite("Election timers that a person fires or sets (dissertation §4.2.3, §6.4.1)")
struct ForcedTimerTests {
  private static let shortest = 150 * millisecond

  /// A leader with a lease, its followers, and what every node may be told.
  private func leased(
    seed: UInt64 = 1, nodes: Int = 3, _ change: (inout Header) -> Void = { _ in }
  ) throws -> (world: AnyWorld, leader: Int, others: [Int]) {
    var world = try world(
      seed: seed, nodes: nodes, observers: [.records, .history, .invariants, .linearizability]
    ) {
      $0.signatures = .standIn
      $0.latency = 2 * millisecond...2 * millisecond
      $0.disk = millisecond...millisecond
      $0.checkQuorum = true
      $0.reads = .lease
      change(&$0)
    }
    expect(&world, reaches: .leader(nil))
    world.run(300 * millisecond)
    let (leader, others) = try #require(world.leaderAndOthers)
    return (world, leader, others)
  }

  private func refused(_ outcome: ActionOutcome) -> LeaderHeard? {
    if case .nothing(.request(.hearsLeader(_, let heard))) = outcome { heard } else { nil }
  }

  @Test("timeout: who hears a leader says so, with whom and when; then it stands", arguments: [false, true])
  func timeout(preVote: Bool) throws {
    var (world, leader, others) = try leased { $0.preVote = preVote }
    let term = world.view(of: NodeID(leader)).view.term
    _ = world.perform(.kill([node(leader)]))
    world.run(40 * millisecond)
    let outcome = world.perform(.timeout([node(others[0])]))
    let heard = try #require(refused(outcome), "\(outcome)")
    #expect(heard.leader == NodeID(leader) && heard.atLeast == Self.shortest)
    #expect((38...90).contains(heard.ago / millisecond), "sent before the crash, or just arrived after it")
    #expect(world.view(of: NodeID(others[0])).view.term == term)
    let told = world.takeRecords().last { if case .action = $0.what { true } else { false } }
    #expect(told?.decisions == [AnyDecision(Decision.leadership(.withheldCandidacy(heard)))])
    world.run(heard.left - 1)
    #expect(refused(world.perform(.timeout([node(others[0])])))?.left == 1)
    world.run(1)
    #expect(world.perform(.timeout([node(others[0])])).isDone)
    expect(&world, reaches: .leader(node(others[0])), within: second)
    #expect(world.violatedNames.isEmpty)
  }

  @Test("timeout: of several, each says why not; one that stands is enough")
  func several() throws {
    var (world, leader, others) = try leased()
    guard case .nothing(.several(let refusals)) = world.perform(.timeout([.all])) else {
      Issue.record("somebody stands")
      return
    }
    #expect(refusals.count == 2)
    _ = world.perform(.cut(Link(from: NodeID(leader), to: NodeID(others[1]))))
    world.run(Self.shortest)
    #expect(world.perform(.timeout([.all])).isDone)
  }

  @Test("timeout: a node that has just started may have heard a leader in its earlier life")
  func restarted() throws {
    var (world, leader, others) = try leased()
    _ = world.perform(.kill([node(leader), node(others[0])]))
    world.run(second)
    _ = world.perform(.restart([node(others[0])]))
    world.run(millisecond)
    let heard = refused(world.perform(.timeout([node(others[0])])))
    #expect(heard == LeaderHeard(leader: nil, ago: millisecond, atLeast: Self.shortest))
  }

  @Test("timeout, align and spread pass over a learner: it has no timer (§4.2.1)")
  func learner() throws {
    var (world, _, others) = try leased {
      $0.checkQuorum = false
      $0.reads = .index
    }
    let learner = NodeID(4)
    #expect(world.perform(.add(learner, learner: true)).isDone)
    world.run(300 * millisecond)
    #expect(world.view(of: learner).view.timer == nil)
    #expect(world.perform(.timeout([.node(learner)])) == .nothing(.noElectionTimer(learner)))
    let timers = NodeSet(others.map { NodeID($0) })
    #expect(world.perform(.align).nodes == timers && world.perform(.spread).nodes == timers)
  }

  @Test("timeout: without check-quorum, or with the rule broken, nobody is asked what it hears")
  func without() throws {
    var (free, _, others) = try leased {
      $0.checkQuorum = false
      $0.reads = .index
    }
    #expect(free.perform(.timeout([node(others[0])])).isDone)
    var (broken, _, rest) = try leased()
    _ = broken.perform(.bug(name: BrokenRule.voteDespiteLeader.name, on: true))
    #expect(broken.perform(.timeout([node(rest[0])])).isDone)
  }

  @Test(
    "align and spread: no timer is set earlier than its node may stand, and they keep step", arguments: 1...4,
    [0, -400_000, 400_000] as [Int64])
  func align(seed: Int, skew: Int64) throws {
    var (world, leader, others) = try leased(seed: UInt64(seed), nodes: 5)
    if skew != 0 { _ = world.perform(.skew([node(others[1])], partsPerMillion: skew)) }
    // One timer runs out before the others heard nothing for long enough.
    _ = world.perform(.cut(Link(from: NodeID(leader), to: NodeID(others[0]))))
    world.run(140 * millisecond)
    for verb in [Verb.align, .spread] {
      #expect(world.perform(verb).isDone)
      let nodes = others.map { world.node($0) }.filter { $0.view.role == .follower }
      #expect(nodes.count >= 3)
      for node in nodes {
        let timer = try #require(node.view.timer)
        #expect(timer.deadline >= timer.start + Self.shortest, "\(node.id) after \(verb)")
      }
      if skew == 0 {
        #expect(Set(nodes.map(\.view.timer?.deadline)).count == (verb == .align ? 1 : nodes.count))
      }
    }
    #expect(world.violatedNames.isEmpty)
  }

  /// The leader is cut off from its followers while it has a lease; one of them is made to stand, by hand or by the
  /// leader itself, and pays; the old leader is asked for balances. At each of these times: nothing stale.
  @Test(
    "no lease outlives the election of another leader, whenever a timer is fired", arguments: 0..<6,
    [false, true])
  func sweep(seed: Int, preVote: Bool) throws {
    var (start, leader, others) = try leased(seed: UInt64(seed)) { $0.preVote = preVote }
    start.run(UInt64(seed) * 7 * millisecond)
    var (elected, served) = (0, 0)
    for delay in stride(from: UInt64(0), through: 200, by: 10) {
      var world = start
      let (next, other) = (NodeID(others[0]), NodeID(others[1]))
      _ = world.perform(.cut(Link(from: NodeID(leader), to: other)))
      _ = world.perform(.cut(Link(from: other, to: NodeID(leader))))
      if delay % 30 == 20 { _ = world.perform(.lead(.node(next))) }
      world.run(delay * millisecond)
      if delay % 20 == 0 { _ = world.perform(.align) }
      _ = world.perform(.timeout([.node(next)]))
      world.run(millisecond)
      _ = world.perform(.isolate([node(leader)]))
      _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
      for _ in 0..<10 {
        world.run(9 * millisecond)
        _ = world.perform(.balance(name: "bob", from: node(leader), stale: false))
      }
      elected += world.leader == NodeID(leader) ? 0 : 1
      served += world.takeRecords().flatMap(\.decisions).count {
        if case .reading(.served(_, .lease)) = $0.value as? Decision { true } else { false }
      }
      #expect(world.violatedNames.isEmpty, "after \(delay) ms: \(String(describing: world.violation))")
    }
    #expect(elected > 0 && served > 0, "the sweep looks at both sides")
  }
}
