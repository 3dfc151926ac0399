import Command
import Consensus
import Host
import Testing

@testable import Simulation

@Suite("What is under way, and that it comes to an end")
struct UnderWayTests {
  private func running(nodes: Int = 3, _ change: (inout Header) -> Void = { _ in }) throws -> AnyWorld {
    var world = try world(seed: 1, nodes: nodes) {
      $0.signatures = .standIn
      change(&$0)
    }
    expect(&world, reaches: .committed(.atLeast, 1))
    world.run(second)
    return world
  }

  /// Until it begins, and until it has ended.
  private func passes(_ predicate: Predicate, _ world: inout AnyWorld) {
    expect(&world, reaches: predicate)
    expect(&world, reaches: .not(predicate))
  }

  @Test("an added server waits for its vote, then a joint configuration for its end")
  func membership() throws {
    var world = try running()
    #expect(!world.holds(.joint) && !world.holds(.joining))
    #expect(world.perform(.add(NodeID(4), learner: false)).isDone)
    expect(&world, reaches: .joining)
    passes(.joint, &world)
    expect(&world, reaches: .not(.joining))
    #expect(world.saw(.joining) == "no server waits for its vote")
  }

  @Test("a learner waits for nothing, and neither does a server that is down")
  func learners() throws {
    var world = try running()
    #expect(world.perform(.add(NodeID(4), learner: true)).isDone)
    expect(&world, staysOutOf: .joining, for: second)
    #expect(world.perform(.add(NodeID(5), learner: false)).isDone)
    _ = world.perform(.kill([node(5)]))
    expect(&world, staysOutOf: .joining, for: second)
  }

  @Test("a damaged disk, until it is repaired; of a server that is down nothing is known")
  func damaged() throws {
    var world = try running()
    let number = try #require(world.leaderAndOthers).others[0]
    _ = world.perform(.corrupt([node(number)], nil))
    _ = world.perform(.kill([node(number)]))
    #expect(!world.holds(.damaged))
    _ = world.perform(.restart([node(number)]))
    #expect(world.holds(.damaged))
    #expect(world.saw(.damaged).hasPrefix("n\(number) is damaged"))
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 1))
    expect(&world, reaches: .not(.damaged))
  }

  @Test("a leader that hands over")
  func transfer() throws {
    var world = try running()
    let (leader, others) = try #require(world.leaderAndOthers)
    #expect(world.perform(.lead(node(others[0]))).isDone)
    #expect(world.holds(.handingOver))
    #expect(world.saw(.handingOver) == "n\(leader) hands over to n\(others[0])")
    expect(&world, reaches: .not(.handingOver))
  }

  @Test("what somebody asked for waits for its answer; the load's operations do not count")
  func unanswered() throws {
    var world = try running()
    _ = world.perform(.load(milliRate: 100_000))
    expect(&world, staysOutOf: .unanswered, for: second)
    _ = world.perform(.load(milliRate: nil))
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 1))
    _ = world.perform(.balance(name: "alice", from: nil, stale: false))
    #expect(world.saw(.unanswered).hasPrefix("alice has no answer to operation"))
    expect(&world, reaches: .not(.unanswered))
    _ = world.perform(.kill([node(1), node(2)]))
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 1))
    expect(&world, staysOutOf: .not(.unanswered), for: 3 * second)
    _ = world.perform(.restart([node(1), node(2)]))
    expect(&world, reaches: .not(.unanswered))
  }

  @Test("who asks one node that is down gives up in the end")
  func askedOfTheDead() throws {
    var world = try running()
    let number = try #require(world.leaderAndOthers).others[0]
    _ = world.perform(.balance(name: "alice", from: node(number), stale: true))
    _ = world.perform(.kill([node(number)]))
    expect(&world, staysOutOf: .not(.unanswered), for: 4 * second)
    expect(&world, reaches: .not(.unanswered), within: 2 * second)
  }
}

@Suite("Faults in force")
struct FaultsInForceTests {
  @Test("each is seen until it is undone")
  func each() throws {
    let link = Link(from: NodeID(1), to: NodeID(2))
    let cases: [(act: Verb, undo: Verb, is: (FaultsInForce) -> Bool)] = [
      (.kill([node(2)]), .restart([node(2)]), { $0.down == [NodeID(2)] }),
      (.pause([node(2)]), .resume([node(2)]), { $0.stalled == [NodeID(2)] }),
      (
        .slowDisk([node(2)], second...second), .slowDisk([node(2)], Header().disk),
        { $0.slowDisks == [NodeID(2)] }
      ),
      (
        .skew([node(2)], partsPerMillion: 5), .skew([node(2)], partsPerMillion: 0),
        { $0.skews == [0, 5, 0] }
      ),
      (.cut(link), .heal, { $0.cutLinks == [link] }),
      (.hold(link), .release(link), { $0.holdsMessages }),
      (.loss(partsPerMillion: 1, link), .loss(partsPerMillion: 0, nil), { $0.losesMessages }),
      (.duplicate(partsPerMillion: 1, nil), .duplicate(partsPerMillion: 0, nil), { $0.doublesMessages }),
      (.latency(second...second, link), .latency(Header().latency, nil), { $0.changesLatency }),
      (.reorder(true), .reorder(false), { $0.reordersMessages }),
    ]
    var world = try world(seed: 1, nodes: 3)
    let calm = world.faults
    for (act, undo, isInForce) in cases {
      #expect(!isInForce(world.faults), "\(act)")
      _ = world.perform(act)
      #expect(isInForce(world.faults), "\(act)")
      _ = world.perform(undo)
      #expect(world.faults == calm, "\(undo)")
    }
  }

  @Test("a single message that is held")
  func heldMessage() throws {
    var world = try world(seed: 1, nodes: 3)
    expect(&world, reaches: .inFlight("RequestVote", nil))
    #expect(world.perform(.holdMessage(.kind("RequestVote", nil))).isDone)
    #expect(world.faults.holdsMessages)
    _ = world.perform(.releaseAll)
    #expect(!world.faults.holdsMessages)
  }
}

private func expect(
  _ world: inout AnyWorld, staysOutOf predicate: Predicate, for span: Nanoseconds,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if world.run(until: predicate, within: span) {
    Issue.record("came to \(predicate) at \(world.now) ns", sourceLocation: sourceLocation)
  }
}

extension SimulatedWorld {
  func saw(_ predicate: Predicate) -> String {
    var copy = self
    return copy.evaluate(predicate).saw
  }
}
