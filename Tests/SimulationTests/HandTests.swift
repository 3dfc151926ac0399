import Command
import Consensus
import Host
import Testing

@testable import Simulation

/// A person decides for a node, checked against the rule.
@Suite("A node in a person's hands")
struct HandTests {
  private static let records: Observers = [.records, .invariants]

  /// Three nodes that stand at the same instant: n3 is asked by both others in a term in which it voted for itself.
  private func split() throws -> AnyWorld {
    var world = try world(seed: 7, nodes: 3, observers: Self.records)
    _ = world.perform(.hand(node(3), to: "ann"))
    _ = world.perform(.align)
    try ask(&world)
    return world
  }

  private func ask(_ world: inout AnyWorld, within span: Nanoseconds = 5 * second) throws {
    let (count, end) = (world.questionCount, world.now + span)
    while world.questionCount == count, world.runOne(through: end) {}
    try #require(world.hand?.question != nil, "nobody was asked")
  }

  /// A follower in a person's hands whose leader has just sent it an entry.
  private func follower(_ header: (inout Header) -> Void = { _ in }) throws -> (world: AnyWorld, node: Int) {
    var world = try world(seed: 1, observers: Self.records, header)
    expect(&world, reaches: .committed(.atLeast, 1))
    world.run(200 * millisecond)
    let (_, others) = try #require(world.leaderAndOthers)
    #expect(world.perform(.hand(node(others[0]), to: "ann")).isDone)
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 5))
    try ask(&world)
    return (world, others[0])
  }

  /// A deposed leader in a person's hands: before the entry that the new one sends, another stands in its log.
  private func conflict(next index: LogIndex = 4) throws -> (world: AnyWorld, old: Int, leader: Int) {
    var world = try world(seed: 1, observers: Self.records)
    expect(&world, reaches: .committed(.atLeast, 1))
    let (old, _) = try #require(world.leaderAndOthers)
    _ = world.perform(.isolate([node(old)]))
    for name in ["alice", "carol"] {
      _ = world.perform(.transfer(from: name, to: "bob", amount: 1, via: node(old), once: true))
      world.run(100 * millisecond)
    }
    expect(&world, reaches: .not(.leader(node(old))))
    let leader = try #require(world.leader?.number)
    for name in ["bob", "dave"] {
      _ = world.perform(.transfer(from: name, to: "alice", amount: 1))
      world.run(300 * millisecond)
    }
    _ = world.perform(.heal)
    _ = world.perform(.hand(node(old), to: "ann"))
    _ = world.perform(.setIndex(.next, Link(from: NodeID(leader), to: NodeID(old)), index))
    try ask(&world)
    return (world, old, leader)
  }

  private func refusal(_ outcome: ActionOutcome) -> (rule: String, section: String, canOverrule: Bool)? {
    guard case .nothing(.ruleSaysNo(let rule, of: _, let canOverrule)) = outcome else { return nil }
    return (rule.name, rule.section, canOverrule)
  }

  // MARK: A vote

  @Test("a vote that the rule gives: yes gives it, no is a slow node")
  func voteByTheRule() throws {
    var world = try world(seed: 3, observers: Self.records)
    _ = world.perform(.hand(node(3), to: "ann"))
    try ask(&world)
    let question = try #require(world.hand?.question)
    #expect(question.summary.kind.name == "RequestVote" && question.to == NodeID(3))
    #expect(world.node(3).view.votedFor == nil && world.hand?.answer == nil)
    var deaf = world

    #expect(world.perform(.answer(node(3), .yes)) == .done(on: [NodeID(3)]))
    world.run(0)
    #expect(world.node(3).view.votedFor == question.from)
    let answer = try #require(world.hand?.answer)
    #expect(answer.isRight && answer.ruleGrants && answer.rule?.name == "granted-vote")

    _ = deaf.takeRecords()
    #expect(deaf.perform(.answer(node(3), .no)).isDone)
    deaf.run(0)
    #expect(deaf.node(3).view.votedFor == nil && deaf.node(3).unread == nil)
    #expect(deaf.hand?.answer?.isRight == false)
    let lost = deaf.takeRecords().contains {
      if case .lost(question, .dropped) = $0.what { true } else { false }
    }
    #expect(lost, "it is as if it had never arrived")
  }

  @Test("a vote that the rule refuses: no sends the refusal, yes is told the rule, anyway does it")
  func voteAgainstTheRule() throws {
    var world = try split()
    let candidate = try #require(world.hand?.question?.from)
    #expect(world.node(3).view.votedFor == NodeID(3))
    var refusing = world
    #expect(refusing.perform(.answer(node(3), .no)).isDone)
    refusing.run(0)
    #expect(refusing.node(3).view.votedFor == NodeID(3))
    #expect(refusing.hand?.answer?.isRight == true)
    let told = refusing.takeRecords().flatMap(\.decisions).map(\.name)
    #expect(told.last { $0.hasSuffix("vote") } == "refused-vote")

    let hash = world.hashText
    let why = try #require(refusal(world.perform(.answer(node(3), .yes))))
    #expect(why == ("refused-vote", "§5.2", true))
    #expect(world.hashText == hash && world.hand?.question != nil, "nothing changed")
    #expect(world.perform(.answer(node(3), .anyway)).isDone)
    world.run(0)
    #expect(world.node(3).view.votedFor == candidate)
    #expect(world.hand?.answer?.isRight == false)
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).brokenRules.isEmpty)
  }

  @Test("two votes of one node in one term make two leaders, and election safety sees it")
  func twoLeaders() throws {
    var world = try split()
    // The other candidate's question waits behind the first.
    world.run(30 * millisecond)
    #expect(world.node(3).unread.map { $0 >= 2 } == true)
    #expect(world.perform(.answer(node(3), .anyway)).isDone)
    world.run(0)
    #expect(world.hand?.question != nil)
    #expect(world.perform(.answer(node(3), .anyway)).isDone)
    for _ in 0..<50 { world.run(10 * millisecond) }
    #expect(world.violatedNames.contains("election-safety"))
    #expect(world.violatedNames.contains("vote-unchanged"))
  }

  // MARK: Entries

  @Test("entries that the rule takes: yes stores them, no has the leader send them again")
  func storeByTheRule() throws {
    var (world, place) = try follower()
    let question = try #require(world.hand?.question)
    #expect(question.summary.kind.name == "AppendEntries")
    let before = world.node(place).lastIndex
    var deaf = world
    #expect(world.perform(.answer(node(place), .yes)).isDone)
    world.run(0)
    #expect(world.node(place).lastIndex == before + 1)
    #expect(world.hand?.answer?.rule?.name == "stored-entries" && world.hand?.answer?.isRight == true)

    #expect(deaf.perform(.answer(node(place), .no)).isDone)
    deaf.run(0)
    #expect(deaf.node(place).lastIndex == before)
    try ask(&deaf)
    #expect(deaf.perform(.answer(node(place), .yes)).isDone)
    expect(&deaf, reaches: .converged)
  }

  @Test("entries behind another one: anyway stores them, and log matching sees it")
  func storeAgainstTheRule() throws {
    var (world, old, _) = try conflict()
    let why = try #require(refusal(world.perform(.answer(node(old), .yes))))
    #expect(why == ("refused-append", "§5.3", true))
    var refusing = world
    #expect(refusing.perform(.answer(node(old), .no)).isDone)
    // The leader goes back until it fits.
    while !refusing.holds(.converged) {
      try ask(&refusing)
      if !refusing.perform(.answer(node(old), .yes)).isDone {
        _ = refusing.perform(.answer(node(old), .no))
      }
      refusing.run(20 * millisecond)
    }
    #expect(refusing.violatedNames.isEmpty)

    #expect(world.perform(.answer(node(old), .anyway)).isDone)
    for _ in 0..<50 { world.run(10 * millisecond) }
    #expect(world.violatedNames.contains("log-matching"))
  }

  @Test("entries behind a gap: no rule that could be broken stands in the way")
  func noWayAroundAGap() throws {
    var (world, node) = try follower()
    let why: (rule: String, section: String, canOverrule: Bool)
    do {
      var other = world
      _ = other.perform(.answer(.node(NodeID(node)), .no))
      let leader = try #require(other.leader)
      _ = other.perform(.transfer(from: "carol", to: "bob", amount: 5))
      other.run(30 * millisecond)
      _ = other.perform(.setIndex(.next, Link(from: leader, to: NodeID(node)), 3))
      _ = other.perform(.transfer(from: "dave", to: "bob", amount: 5))
      try ask(&other)
      why = try #require(refusal(other.perform(.answer(.node(NodeID(node)), .anyway))))
      world = other
    }
    #expect(why == ("refused-append", "§5.3", false))
    #expect(world.perform(.answer(.node(NodeID(node)), .no)).isDone)
  }

  // MARK: What waits

  @Test("what arrives behind a question waits for it, and nothing overtakes")
  func order() throws {
    var (world, place) = try follower()
    _ = world.perform(.load(milliRate: 40_000))
    world.run(500 * millisecond)
    let waiting = try #require(world.node(place).unread)
    #expect(waiting > 5)
    _ = world.takeRecords()
    _ = world.perform(.load(milliRate: nil))
    for _ in 0..<3 {
      #expect(world.perform(.answer(node(place), .yes)).isDone)
      world.run(0)
    }
    #expect(world.perform(.hand(node(place), to: nil)).isDone)
    world.run(0)
    let records = world.takeRecords()
    let requests = records.count { if case .nodeAsked = $0.what { $0.node == NodeID(place) } else { false } }
    let read = records.compactMap { record -> UInt64? in
      if case .delivered(let message) = record.what, message.to == NodeID(place) {
        message.number
      } else {
        nil
      }
    }
    #expect(read.count > 5 && read.count + requests == waiting && read == read.sorted())
    #expect(world.node(place).unread == nil && world.hand == nil)
    expect(&world, reaches: .converged)
  }

  @Test("a node that dies or sleeps is asked nothing; awake it is asked again")
  func deadAndPaused() throws {
    let (world, place) = try follower()
    var dead = world
    _ = dead.perform(.kill([node(place)]))
    #expect(dead.hand?.question == nil && dead.hand?.name == "ann")
    #expect(dead.perform(.answer(node(place), .yes)) == .nothing(.noQuestion(NodeID(place))))
    _ = dead.perform(.restart([node(place)]))
    try ask(&dead)

    var paused = world
    let question = paused.hand?.question
    _ = paused.perform(.pause([node(place)]))
    #expect(paused.hand?.question == nil)
    paused.run(20 * millisecond)
    _ = paused.perform(.resume([node(place)]))
    try ask(&paused)
    #expect(paused.hand?.question?.number == question?.number)
    #expect(paused.perform(.answer(node(place), .yes)).isDone)
    expect(&paused, reaches: .not(.unanswered))
  }

  @Test("one node at a time, and only who was given is taken back")
  func oneAtATime() throws {
    var world = try world(seed: 1)
    #expect(world.perform(.hand(node(3), to: "ann")) == .done(on: [NodeID(3)]))
    #expect(world.perform(.hand(node(2), to: "bo")) == .nothing(.handedAlready(NodeID(3), to: "ann")))
    #expect(world.perform(.hand(node(2), to: nil)) == .nothing(.handedToNobody(NodeID(2))))
    #expect(world.perform(.answer(node(3), .yes)) == .nothing(.noQuestion(NodeID(3))))
    #expect(world.perform(.hand(node(9), to: nil)) == .nothing(.nobody(node(9))))
    #expect(world.perform(.hand(node(3), to: nil)).isDone)
    #expect(world.perform(.hand(node(2), to: "bo")).isDone)
  }

  // MARK: Whatever is done

  @Test("whatever else happens, a cluster gets well once its rules decide again", arguments: 0..<12)
  func random(seed: UInt64) throws {
    var world = try world(seed: seed, observers: .invariants) {
      $0.preVote = seed % 3 == 0
      $0.checkQuorum = seed % 2 == 0
    }
    var draw = SeededGenerator(seed: seed)
    _ = world.perform(.load(milliRate: 20_000))
    for _ in 0..<200 {
      let who = [node(1 + Int(draw.below(5)))]
      let verb: Verb =
        switch draw.below(12) {
        case 0: .hand(who[0], to: draw.below(3) == 0 ? nil : "ann")
        case 1: .kill(who)
        case 2: .restart(who)
        case 3: .pause(who, queued: draw.below(2) == 0)
        case 4: .resume(who)
        case 5: .timeout(who)
        default: .answer(.node(world.hand?.node ?? NodeID(1)), draw.below(3) == 0 ? .no : .yes)
        }
      _ = world.perform(verb)
      world.run(draw.below(40) * millisecond)
    }
    if let node = world.hand?.node { _ = world.perform(.hand(.node(node), to: nil)) }
    world.repairEverything()
    expect(&world, reaches: .converged, within: 20 * second)
    #expect(world.violatedNames.isEmpty)
  }
}

extension SimulatedWorld {
  fileprivate var hand: HandSnapshot? { snapshot(landmarks: [], leaderlessSince: nil).hand }
}
