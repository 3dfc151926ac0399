import Command
import Consensus
import Host
import Testing

@testable import Simulation

@Suite("Faults of single messages and links")
struct MessageFaultTests {
  /// A world with a leader and a first committed entry, and AppendEntries with entries in flight.
  private func busy(seed: UInt64 = 1) throws -> AnyWorld {
    var world = try world(seed: seed, observers: [.records, .invariants])
    expect(&world, reaches: .committed(.atLeast, 1))
    world.run(200 * millisecond)
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    expect(&world, reaches: .inFlight("AppendEntries", nil))
    return world
  }

  private func messages(_ world: AnyWorld) -> [MessageSnapshot] {
    world.snapshot(landmarks: [], leaderlessSince: nil).messages
  }

  private func first(_ world: AnyWorld) throws -> MessageSnapshot { try #require(messages(world).first) }

  @Test("every kind of message is found in flight by its name", arguments: Vocabulary.of(.raft).messageKinds)
  func kinds(kind: String) throws {
    var world = try world(seed: 1, nodes: 3) {
      $0.preVote = true
      $0.snapshotAfter = 5
    }
    #expect(!world.holds(.inFlight(kind, nil)))
    _ = world.perform(.load(milliRate: 50_000))
    let isEarly = ["PreVote", "PreVoteReply", "RequestVote", "RequestVoteReply"].contains(kind)
    if !isEarly { expect(&world, reaches: .committed(.atLeast, 20)) }
    let follower = try isEarly ? 1 : #require(world.leaderAndOthers).others[0]
    switch kind {
    case "TimeoutNow": _ = world.perform(.lead(node(follower)))
    case "InstallSnapshot", "InstallSnapshotReply": _ = world.perform(.add(NodeID(4), learner: true))
    default: break
    }
    expect(&world, reaches: .inFlight(kind, nil))
  }

  @Test("a dropped message never arrives, and is told as dropped")
  func drop() throws {
    var world = try busy()
    let message = try first(world)
    _ = world.takeRecords()
    #expect(world.perform(.drop(.number(message.number))).isDone)
    #expect(!messages(world).contains { $0.number == message.number })
    let dropped = world.takeRecords().compactMap { record in
      if case .lost(let lost, .dropped) = record.what { lost.number } else { nil }
    }
    #expect(dropped == [message.number])
    world.run(second)
    #expect(!world.takeRecords().contains { Self.delivers($0, message.number) })
    #expect(!world.perform(.drop(.number(message.number))).isDone)
    #expect(world.violation == nil)
  }

  private static func delivers(_ record: EventRecord, _ number: UInt64) -> Bool {
    if case .delivered(let message) = record.what { message.number == number } else { false }
  }

  @Test("by kind and link the next to arrive is meant")
  func byKind() throws {
    var world = try busy()
    let leader = try #require(world.leader)
    let meant = try #require(
      messages(world).first { $0.from == leader && $0.summary.kind.name == "AppendEntries" })
    let link = Link(from: meant.from, to: meant.to)
    #expect(world.perform(.drop(.kind("AppendEntries", link))).isDone)
    #expect(!messages(world).contains { $0.number == meant.number })
    #expect(
      world.perform(.drop(.kind("RequestVote", nil))) == .nothing(.noMessage(.kind("RequestVote", nil))))
  }

  @Test("a doubled message arrives twice, the copy after it, and the copy can be held")
  func duplicate() throws {
    var world = try busy()
    let message = try first(world)
    #expect(world.perform(.duplicateMessage(.number(message.number))).isDone)
    let copy = try #require(messages(world).max { $0.number < $1.number })
    #expect(copy.number > message.number)
    #expect(copy.arrives == message.arrives && copy.summary == message.summary)
    #expect(copy.from == message.from && copy.to == message.to)
    _ = world.takeRecords()
    world.run(second)
    let records = world.takeRecords()
    let places = [message.number, copy.number].map { number in
      records.firstIndex { Self.delivers($0, number) }
    }
    #expect(try #require(places[0]) < #require(places[1]))
    #expect(world.violation == nil)
  }

  @Test("what a held link carries waits, is shown as held, and arrives in order when released")
  func holdLink() throws {
    var world = try busy()
    let leader = try #require(world.leader)
    let other = NodeID(leader.number % 5 + 1)
    let link = Link(from: leader, to: other)
    #expect(world.perform(.hold(link)).isDone)
    #expect(world.perform(.hold(link)) == .nothing(.linkHeldAlready(link)))
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).heldLinks == [link])
    _ = world.takeRecords()
    world.run(120 * millisecond)
    let held = messages(world).filter { $0.from == leader && $0.to == other }
    #expect(held.count >= 2 && held.allSatisfy(\.isHeld))
    let meanwhile = world.takeRecords()
    #expect(held.allSatisfy { message in !meanwhile.contains { Self.delivers($0, message.number) } })
    #expect(world.perform(.release(link)).isDone)
    #expect(messages(world).allSatisfy { !$0.isHeld })
    world.run(30 * millisecond)
    let delivered = world.takeRecords().compactMap { record -> UInt64? in
      if case .delivered(let message) = record.what, message.from == leader, message.to == other {
        return message.number
      }
      return nil
    }
    #expect(Array(delivered.prefix(held.count)) == held.map(\.number))
    #expect(world.perform(.release(link)) == .nothing(.nothingHeld(link)))
    #expect(world.violation == nil)
  }

  @Test("a single message is held and let go, also against its link")
  func holdMessage() throws {
    var world = try busy()
    let message = try first(world)
    let link = Link(from: message.from, to: message.to)
    #expect(world.perform(.holdMessage(.number(message.number))).isDone)
    #expect(
      world.perform(.holdMessage(.number(message.number))) == .nothing(.heldAlready(message: message.number)))
    world.run(100 * millisecond)
    #expect(messages(world).first { $0.number == message.number }?.isHeld == true)
    _ = world.perform(.hold(link))
    _ = world.takeRecords()
    #expect(world.perform(.releaseMessage(.number(message.number))).isDone)
    world.run(millisecond)
    #expect(world.takeRecords().contains { Self.delivers($0, message.number) })
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).heldLinks == [link])
    #expect(!world.perform(.releaseMessage(.number(message.number))).isDone)
    #expect(world.perform(.releaseAll).isDone)
    #expect(world.perform(.releaseAll) == .nothing(.nothingHeld(nil)))
  }

  @Test("a held message can be dropped, whether or not its time has come", arguments: [0, 100])
  func dropHeld(wait: UInt64) throws {
    var world = try busy()
    let message = try first(world)
    _ = world.perform(.holdMessage(.number(message.number)))
    world.run(wait * millisecond)
    #expect(world.perform(.drop(.number(message.number))).isDone)
    _ = world.takeRecords()
    #expect(!world.perform(.releaseAll).isDone)
    world.run(second)
    #expect(!world.takeRecords().contains { Self.delivers($0, message.number) })
    #expect(world.violation == nil && world.holds(.converged))
  }

  @Test("holding and dropping shift no draw: what other messages do stays as it was")
  func noShift() throws {
    var plain = try busy()
    var faulty = try busy()
    let message = try first(faulty)
    _ = faulty.perform(.holdMessage(.number(message.number)))
    let others = messages(plain).filter { $0.number != message.number }
    #expect(messages(faulty).filter { !$0.isHeld } == others)
    _ = faulty.perform(.releaseMessage(.number(message.number)))
    plain.run(second)
    faulty.run(second)
    #expect(plain.hashText == faulty.hashText)
  }

  @Test("the same faults give the same bytes, and a copy goes on as the original does")
  func deterministic() throws {
    func run() throws -> String {
      var world = try busy(seed: 9)
      _ = world.perform(.load(milliRate: 20_000))
      for link in [Link(from: NodeID(1), to: NodeID(2)), Link(from: NodeID(3), to: NodeID(1))] {
        _ = world.perform(.hold(link))
      }
      world.run(500 * millisecond)
      var copy = world
      _ = world.perform(.releaseAll)
      _ = copy.perform(.releaseAll)
      world.run(second)
      copy.run(second)
      #expect(world.hashText == copy.hashText)
      return world.hashText
    }
    #expect(try run() == run())
  }
}
