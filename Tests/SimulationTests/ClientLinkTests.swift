import Command
import Consensus
import Host
import Testing

@testable import Simulation

/// Clients are an end of a link like any node: what they ask and what they are answered is cut, held and lost.
@Suite("Links between the clients and the nodes")
struct ClientLinkTests {
  private func led(seed: UInt64 = 1) throws -> (world: AnyWorld, leader: NodeID) {
    var world = try world(seed: seed, observers: [.records, .invariants, .history])
    expect(&world, reaches: .committed(.atLeast, 1))
    world.run(200 * millisecond)
    return (world, try #require(world.leader))
  }

  private func cutLinks(_ world: AnyWorld) -> [Link] {
    world.snapshot(landmarks: [], leaderlessSince: nil).cutLinks
  }

  @Test("a client that cannot reach the leader pays nothing until the link is healed")
  func requestsCut() throws {
    var (world, leader) = try led()
    let link = Link(from: .clients, to: .node(leader))
    #expect(world.perform(.cut(link)).isDone)
    #expect(world.perform(.cut(link)) == .nothing(.cutAlready(link)))
    #expect(cutLinks(world) == [link])
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(10 * second)
    #expect(world.leader == leader, "the nodes still hear each other")
    #expect(world.holdsBalance("bob", 100))
    #expect(world.perform(.heal).isDone)
    #expect(cutLinks(world).isEmpty)
    expect(&world, reaches: .balance(name: "bob", .equal, 130, on: nil))
  }

  @Test("a client that hears no answer asks again, and is paid once")
  func answersCut() throws {
    var (world, leader) = try led()
    #expect(world.perform(.cut(Link(from: .node(leader), to: .clients))).isDone)
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    expect(&world, reaches: .balance(name: "bob", .equal, 130, on: nil))
    world.run(5 * second)
    let asked = world.takeRecords().count { if case .clientAsked = $0.what { true } else { false } }
    #expect(asked > 2, "it asks in turn, and again")
    #expect(!world.takeHistory().contains { $0.kind == .ok })
    _ = world.perform(.heal)
    world.run(10 * second)
    #expect(world.takeHistory().contains { $0.kind == .ok })
    #expect(world.holdsBalance("bob", 130))
  }

  @Test(
    "what a held link between clients and a node carries waits for its release", arguments: [true, false])
  func held(isRequest: Bool) throws {
    var (world, leader) = try led()
    let end = Link.End.node(leader)
    let link = isRequest ? Link(from: .clients, to: end) : Link(from: end, to: .clients)
    _ = world.perform(.balance(name: "alice", from: .node(leader), stale: false))
    world.run(second)
    _ = world.takeHistory()
    #expect(world.perform(.hold(link)).isDone)
    #expect(world.perform(.hold(link)) == .nothing(.linkHeldAlready(link)))
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).heldLinks == [link])
    _ = world.perform(.balance(name: "alice", from: .node(leader), stale: false))
    world.run(250 * millisecond)
    #expect(!world.takeHistory().contains { $0.kind == .ok })
    var copy = world
    #expect(world.perform(.release(link)).isDone)
    #expect(world.perform(.release(link)) == .nothing(.nothingHeld(link)))
    world.run(100 * millisecond)
    #expect(world.takeHistory().contains { $0.kind == .ok })
    #expect(copy.perform(.releaseAll).isDone)
    copy.run(100 * millisecond)
    #expect(copy.hashText == world.hashText)
  }

  @Test("a dial of such a link turns that link alone")
  func lossy() throws {
    var (world, leader) = try led()
    _ = world.perform(.loss(partsPerMillion: 1_000_000, Link(from: .clients, to: .node(leader))))
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 30))
    world.run(5 * second)
    #expect(world.holdsBalance("bob", 100))
    _ = world.perform(.loss(partsPerMillion: 0, nil))
    expect(&world, reaches: .balance(name: "bob", .equal, 130, on: nil))
  }

  @Test("answers are doubled where their link is named, and by no dial of all links")
  func doubledAnswers() throws {
    let (node, clients) = (1, Link.End.clients.number)
    var network = Network(seed: 1, latency: millisecond...millisecond)
    let all: (inout Network.Dials) -> Void = { $0.duplicatePartsPerMillion = 1_000_000 }
    network.turn(nil, all)
    #expect(network.fate(from: clients, to: node, now: 0).copyArrives != nil)
    #expect(network.fate(from: node, to: clients, now: 0).copyArrives == nil)

    let (led, leader) = try led()
    let link = Link(from: .node(leader), to: .clients)
    func events(_ verbs: [Verb]) -> UInt64 {
      var world = led
      for verb in verbs { #expect(world.perform(verb).isDone) }
      _ = world.perform(.balance(name: "alice", from: .node(leader), stale: true))
      world.run(300 * millisecond)
      #expect(world.violation == nil)
      return world.eventCount
    }
    let plain = events([])
    let named = Verb.duplicate(partsPerMillion: 1_000_000, link)
    #expect(events([named]) == plain + 1, "a second answer to one question")
    #expect(events([named, .duplicate(partsPerMillion: 0, nil)]) == plain)
  }

  @Test("a cut shifts no draw: where nobody asks, the run stays as it was")
  func noShift() throws {
    var (plain, leader) = try led()
    _ = plain.perform(.transfer(from: "alice", to: "bob", amount: 1))
    plain.run(second)
    var cut = plain
    for number in 1...5 where number != leader.number {
      _ = cut.perform(.cut(Link(from: .clients, to: .node(NodeID(number)))))
    }
    for _ in 0..<3 {
      _ = plain.perform(.transfer(from: "alice", to: "bob", amount: 1))
      _ = cut.perform(.transfer(from: "alice", to: "bob", amount: 1))
    }
    plain.run(2 * second)
    cut.run(2 * second)
    #expect(plain.hashText == cut.hashText)
  }

  @Test("a link to a node that is not there is none")
  func noLink() throws {
    var (world, _) = try led()
    let link = Link(from: .clients, to: .node(NodeID(9)))
    #expect(world.perform(.cut(link)) == .nothing(.noLink(link)))
    #expect(world.perform(.hold(link)) == .nothing(.noLink(link)))
  }
}
