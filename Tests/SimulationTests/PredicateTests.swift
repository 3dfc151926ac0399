import Command
import Consensus
import Host
import Testing

@testable import Simulation

/// Predicates as they are written, each seen true and false in a run.
@Suite struct PredicateTests {
  private func predicate(_ text: String) throws -> Predicate {
    let verb = try VerbParser.parse(syntax: "expect \(text)")
    guard case .expect(let predicate) = verb else { fatalError("\(verb)") }
    return predicate
  }

  private func check(
    _ world: AnyWorld, holds: [String], fails: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for text in holds {
      let saw = try world.saw(predicate(text))
      #expect(try world.holds(predicate(text)), "\(text): \(saw)", sourceLocation: sourceLocation)
    }
    for text in fails {
      #expect(try !world.holds(predicate(text)), "\(text)", sourceLocation: sourceLocation)
    }
  }

  private func act(_ world: inout AnyWorld, _ lines: String...) throws {
    for line in lines { #expect(world.perform(try VerbParser.parse(syntax: line)).isDone, "\(line)") }
  }

  private func reach(_ world: inout AnyWorld, _ text: String) throws {
    expect(&world, reaches: try predicate(text))
  }

  private func start(nodes: Int = 3, _ change: (inout Header) -> Void = { _ in }) throws -> AnyWorld {
    var world = try world(seed: 1, nodes: nodes) {
      $0.signatures = .standIn
      change(&$0)
    }
    try act(&world, "timeout 1")
    try reach(&world, "all: leads 1, committed 1")
    world.run(second)
    return world
  }

  @Test("roles, terms, votes and what a node knows") func nodes() throws {
    var world = try start()
    try check(
      world,
      holds: [
        "leads 1", "leads leader", "follower 2", "term 2 = 1", "voted 2 for 1", "knows 3 committed 1",
        "leaders = 1", "leaders >= 1 for 500ms", "elections 1 within 5s", "all: leads 1, follower 2",
        "any: leads 2, follower 2", "members 1,2,3", "next-index 1>2 = 2", "match-index 1>2 = 1",
      ],
      fails: [
        "leads 2", "candidate 2", "follower 1", "term 2 = 2", "voted 2 for 3", "knows 3 committed 2",
        "leaders >= 2", "no leader for 100ms", "elections 1 within 500ms", "all: leads 1, follower 1",
        "any: leads 2, leads 3", "members 1,2", "learner 3", "next-index 1>2 = 3", "match-index 2>1 = 1",
      ])
    try act(&world, "isolate 1", "timeout 2")
    try reach(&world, "leads 2")
    try check(
      world, holds: ["leads 1", "leaders = 2", "term 2 = 2", "term 1 = 1", "elections = 2 within 5s"],
      fails: ["leaders >= 2 for 10ms", "leader 1"])
    world.run(second)
    try check(world, holds: ["leaders >= 2 for 900ms"], fails: [])
    try act(&world, "kill 1,2")
    try check(world, holds: ["no leader", "term 2 = 2", "voted 2 for 2"], fails: ["leads 2", "follower 1"])
    world.run(50 * millisecond)
    try check(world, holds: ["no leader for 50ms"], fails: ["no leader for 60ms"])
  }

  @Test("an election is won although the winner gives up in the same step") func givesUpAtOnce() throws {
    var world = try start(nodes: 2)
    try act(&world, "bug step-down-early on", "remove 1")
    try reach(&world, "elections >= 3 within 5s")
    try check(world, holds: ["no leader"], fails: ["leads 1"])
  }

  @Test("logs and the disks that hold an entry") func logs() throws {
    var world = try start()
    try check(
      world, holds: ["log 1 = 1", "log 2 ends 1", "logs equal 1 2", "copies 1@1 3", "copies 1 by 1,2,3"],
      fails: ["log 1 = 1 1", "log 1 empty", "log 1 ends 2", "vanished 1@1", "copies 1 by 1,2", "copies 2 1"])
    try act(&world, "isolate 1", "transfer alice bob 10 via 1")
    try reach(&world, "log 1 = 1 1")
    world.run(20 * millisecond)
    try check(
      world, holds: ["copies 2@1 = 1", "copies 2 by 1", "logs equal 1 2 to 1", "operation stored on 1"],
      fails: ["logs equal 1 2", "logs equal 1 2 to 2", "operation stored on 2"])
    try act(&world, "timeout 2")
    try reach(&world, "log 2 = 1 2 2")
    try act(&world, "heal")
    try reach(&world, "all: converged, vanished 2@1, copies 3@2 3")
    try check(world, holds: ["log 1 = 1 2 2"], fails: ["log 1 = 1 1"])
  }

  @Test("the fate of one's own operations, and what a read returned") func operations() throws {
    var world = try start()
    try check(
      world, holds: [], fails: ["operation asked", "read bob 100", "paid within 5s", "operation answered"])
    try check(world, holds: [], fails: ["not paid within 5s"])
    try act(&world, "transfer alice bob 10 via 2")
    try check(world, holds: ["operation asked", "operation unanswered"], fails: ["operation answered"])
    try reach(&world, "operation answered")
    try check(
      world,
      holds: [
        "operation 1 answered", "operation retried 1 times", "paid within 1s", "committed grew 1 within 1s",
        "operation stored on 2",
      ],
      fails: [
        "operation 2 answered", "operation unanswered", "operation retried 2 times", "not paid within 1s",
      ])
    try act(&world, "balance bob")
    try reach(&world, "read bob 110")
    try check(world, holds: ["read alice 90"], fails: ["read bob 100"])
    world.run(6 * second)
    try check(
      world, holds: ["not paid within 5s", "gap 10s", "latency 1s", "available <= 50% over 5s"],
      fails: [
        "paid within 5s", "committed grew 1 within 5s", "gap 5s", "available 10% over 5s", "latency 1ms",
      ])
    try act(&world, "kill all", "transfer bob carol 1")
    world.run(10 * second)
    try check(world, holds: ["latency >= 4s"], fails: ["latency 1s"])
  }

  @Test("a transfer that is asked once ends unknown where nobody answers, and is never asked again")
  func once() throws {
    var world = try start()
    try act(&world, "kill 1", "transfer alice bob 10 via 1 once")
    world.run(4 * second)
    try check(
      world, holds: ["operation asked", "operation unanswered", "balance bob 100"],
      fails: ["operation unknown", "operation retried 1 times"])
    world.run(2 * second)
    try check(world, holds: ["not unanswered", "operation unknown"], fails: ["operation answered"])
    #expect(try world.saw(predicate("operation answered")).contains("unknown"))
  }

  @Test("what a client gives up has an unknown outcome, may still happen, and is paid once at most")
  func abandon() throws {
    var world = try start()
    try act(&world, "cut 1>2", "cut 1>3", "transfer alice bob 10 via 1")
    world.run(second / 10)
    try act(&world, "abandon alice")
    try check(world, holds: ["operation 1 unknown"], fails: ["operation 1 answered"])
    #expect(
      world.perform(try VerbParser.parse(syntax: "abandon alice")) == .nothing(.nothingToAbandon("alice")))
    try act(&world, "heal", "transfer alice bob 5")
    try reach(&world, "operation 2 answered")
    world.run(second)
    let bob = try [105, 115].filter { world.holds(try predicate("balance bob \($0)")) }
    #expect(bob.count == 1, "it was done or not, and the next one is done once")
    try check(world, holds: ["safe"], fails: [])
  }

  @Test("timers, snapshots and members") func others() throws {
    var world = try start { $0.snapshotAfter = 2 }
    try act(&world, "spread")
    let first = world.holds(try predicate("first timer 2")) ? 2 : 3
    try check(
      world, holds: ["first timer \(first)", "timer \(first) 150ms", "timer gap 1ms"],
      fails: [
        "first timer \(5 - first)", "timer \(first) 100ms", "timer gap 1s", "timer 1 10s", "snapshot 1 2",
      ])
    try act(&world, "transfer alice bob 1", "transfer alice bob 1", "transfer alice bob 1", "add 4 learner")
    try reach(&world, "all: snapshot 1 2, learner 4")
    try check(world, holds: ["members 1,2,3", "not joint"], fails: ["members 1,2,3,4"])
    try reach(&world, "log 1 = _ _ _ 1 1")
  }

  @Test("a nextIndex that is too small or too large costs messages, and nothing else") func nextIndex() throws
  {
    for index in ["1", "3", "99"] {
      var world = try start()
      try act(&world, "transfer alice bob 10", "next-index 1>3 \(index)")
      try check(world, holds: ["next-index 1>3 \(index)"], fails: ["next-index 1>2 \(index)"])
      try act(&world, "transfer alice bob 10")
      try reach(&world, "all: converged, balance bob 120, next-index 1>3 4")
      try check(world, holds: ["safe", "log 3 = 1 1 1"], fails: [])
    }
    var world = try start()
    #expect(
      world.perform(.setIndex(.next, Link(from: NodeID(2), to: NodeID(3)), 2))
        == .nothing(.keepsNoProgress(NodeID(2))))
  }

  @Test("a matchIndex that is too large commits what one disk holds, and it vanishes") func matchIndex()
    throws
  {
    var world = try start()
    try act(&world, "kill 2,3", "transfer alice bob 10")
    world.run(second)
    try check(world, holds: ["copies 2 = 1", "balance bob 100 on 1", "safe"], fails: ["committed 2"])
    try act(&world, "match-index 1>2 2")
    try check(
      world, holds: ["match-index 1>2 2", "committed 2", "copies 2 = 1"], fails: ["match-index 1>3 2"])
    try reach(&world, "balance bob 110 on 1")
    try act(&world, "kill 1", "restart 2,3", "transfer carol dave 5")
    try reach(&world, "violated committed-entry-unchanged")
  }

  @Test("an event holds in its instant, whether or not somebody watches, and changes nothing")
  func events() throws {
    var hashes: [String] = []
    for observers: Observers in [[], .records] {
      var world = try world(seed: 1, nodes: 3, observers: observers)
      var plain = world
      let (won, won2) = (try predicate("event became-leader"), try predicate("event became-leader node 2"))
      world.notice([won, won2])
      while !world.holds(won) { _ = world.runOne() }
      #expect(world.leader != nil && world.holds(won2) == (world.leader == NodeID(2)))
      let time = world.now
      world.run(second)
      #expect(!world.holds(won))
      plain.run(time + second)
      #expect(world.hashText == plain.hashText)
      hashes.append(world.hashText)
    }
    #expect(Set(hashes).count == 1)
  }
}
