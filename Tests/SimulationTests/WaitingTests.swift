import Command
import Consensus
import Host
import Raft
import Testing

@testable import Simulation

/// What who waits asks after every event: the answers are kept and counted, and must be those of a look at
/// everything.
@Suite("Waiting")
struct WaitingTests {
  private static let kinds =
    Vocabulary.of(.raft).messageKinds + MessagePurpose.allCases.map(\.rawValue)

  private static func means(_ kind: String, _ summary: MessageSummary) -> Bool {
    switch (kind, summary.update) {
    case (Vocabulary.heartbeat, let update): update == .heartbeat
    case ("elect", _): summary.kind.name == "RequestVote"
    case ("replicate", .entries): true
    default: summary.kind.name == kind
    }
  }

  /// Messages and convergence as whoever looks at all nodes and messages sees them.
  private func look(at world: inout AnyWorld, _ comment: Comment) {
    let converged = world.evaluate(.converged)
    #expect(converged.holds == (converged.saw == "converged"), comment)
    let messages = world.snapshot(landmarks: [], leaderlessSince: nil).messages
    for kind in Self.kinds {
      let meant = messages.filter { Self.means(kind, $0.summary) }
      let seen = world.evaluate(.inFlight(kind, nil))
      #expect(seen.holds == !meant.isEmpty, comment)
      #expect(seen.saw == "\(meant.count) such messages among \(messages.count) in flight", comment)
      guard let first = meant.first else { continue }
      let onLink = meant.count { $0.from == first.from && $0.to == first.to }
      let seenThere = world.evaluate(.inFlight(kind, Link(from: first.from, to: first.to))).saw
      #expect(
        seenThere == "\(onLink) such messages among \(messages.count) in flight", comment)
    }
  }

  @Test("what is known without looking is what is there", arguments: 0..<12)
  func kept(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 0x3A17)
    let size = 3 + Int(seed % 3)
    var world = try world(seed: seed, nodes: size) {
      $0.preVote = seed % 2 == 0
      $0.snapshotAfter = seed % 3 == 0 ? 8 : 0
    }
    _ = world.perform(.load(milliRate: 20_000))
    for turn in 0..<250 {
      // Now and then nothing moves for a while, so that replicas converge.
      let isQuiet = turn % 50 > 40
      let act = isQuiet ? .load(milliRate: nil) : Self.act(&generator, of: size)
      _ = world.perform(act)
      look(at: &world, "\(act) at \(world.now)")
      if turn % 50 == 0 { _ = world.perform(.load(milliRate: 20_000)) }
      let end = world.now + generator.below(40) * millisecond
      while world.now < end {
        let before = world.eventCount
        world.runAll(through: end, upToEvent: before + 1 + generator.below(5))
        look(at: &world, "at \(world.now)")
        if world.eventCount == before { break }
      }
    }
  }

  private static func act(_ generator: inout SeededGenerator, of size: Int) -> Verb {
    let kind = kinds[Int(generator.below(UInt64(kinds.count)))]
    let meant = MessageSelector.kind(kind, nil)
    let number = Int(generator.below(UInt64(size))) + 1
    let link = Link(from: NodeID(number), to: NodeID(number % size + 1))
    switch generator.below(14) {
    case 0: return .drop(meant)
    case 1: return .holdMessage(meant)
    case 2: return .releaseMessage(meant)
    case 3: return .duplicateMessage(meant)
    case 4: return .hold(link)
    case 5: return .release(link)
    case 6: return .releaseAll
    case 7: return .wipe([node(number)])
    case 8: return .add(NodeID(number), learner: false)
    case 9: return .remove(node(number))
    case 10: return .snapshot([.all])
    case 11: return .restart([.all])
    default: return FaultScheduleTests.fault(&generator, of: size)
    }
  }

  @Test("the heartbeats of a cluster at rest let nobody compare logs again")
  func restsAtRest() throws {
    var world = try World<RaftReplica>(header: Header(), seed: 1, observers: [])
    world.runAll(through: 2 * second)
    let hasConverged = world.look(at: .converged, tells: false).holds
    let events = world.eventCount
    world.runAll(through: 3 * second)
    #expect(hasConverged && world.group.knownConverged == true)
    #expect(world.eventCount > events + 100)
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 1))
    world.runAll(through: 4 * second)
    #expect(world.group.knownConverged == nil)
  }

  @Test("a rule that nobody checks can be told neither broken nor kept")
  func unwatched() throws {
    let none = try world(seed: 1, observers: [])
    let invariants = try world(seed: 1, observers: [.invariants])
    let all = try world(seed: 1, observers: [.invariants, .linearizability])
    for predicate: Predicate in [.safe, .not(.safe), .not(.not(.safe))] {
      #expect(!none.watches(predicate) && !invariants.watches(predicate) && all.watches(predicate))
    }
    let supply = Predicate.violated("constant-supply")
    #expect(!none.watches(supply) && invariants.watches(supply) && all.watches(supply))
    let history = Predicate.not(.violated("linearizability"))
    #expect(!none.watches(history) && !invariants.watches(history) && all.watches(history))
    #expect(none.watches(.converged) && none.watches(.not(.leader(nil))))
  }
}

/// Where messages take no time an instant may have many events, and with a fault in the program no end.
@Suite("Instants without end")
struct StandstillTests {
  private func world(limit: UInt64) throws -> AnyWorld {
    var world = try SimulationTests.world(seed: 1, nodes: 3) {
      $0.latency = 0...0
      $0.disk = 0...0
    }
    world.mostInOneInstant = limit
    return world
  }

  @Test("the clock stands still at the instant that has too many events")
  func standsStill() throws {
    var world = try world(limit: 8)
    world.runAll(through: 10 * second)
    #expect(world.standsStill && world.eventCount >= 8)
    let (time, events, hash) = (world.now, world.eventCount, world.hashText)
    #expect(time > 0 && time < second)
    world.runAll(through: 20 * second)
    let goesOn = world.runOne(through: .max)
    #expect(!goesOn)
    #expect(world.now == time && world.eventCount == events && world.hashText == hash)
  }

  @Test("events are counted for each instant anew")
  func counted() throws {
    var world = try world(limit: 400)
    _ = world.perform(.load(milliRate: 20_000))
    world.runAll(through: 10 * second)
    #expect(!world.standsStill && world.now == 10 * second && world.eventCount > 800)
  }

  @Test("a run that stands still is the same each time")
  func deterministic() throws {
    var (one, other) = (try world(limit: 8), try world(limit: 8))
    one.runAll(through: 10 * second)
    while other.runOne() {}
    #expect(one.now == other.now && one.hashText == other.hashText && other.standsStill)
  }
}
