import Command
import Consensus
import Host
import Testing

@testable import Simulation

@Suite("A run is decided by its seed and its actions")
struct DeterminismTests {
  /// A run that touches every stream of randomness.
  private func eventful(_ world: inout AnyWorld) {
    _ = world.perform(.load(milliRate: 50_000))
    world.run(second)
    _ = world.perform(.loss(partsPerMillion: 100_000, nil))
    _ = world.perform(.duplicate(partsPerMillion: 100_000, nil))
    _ = world.perform(.reorder(true))
    _ = world.perform(.kill([.leader]))
    world.run(second)
    _ = world.perform(.restart([.all]))
    _ = world.perform(.kill([.random]))
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 3))
    world.run(second)
  }

  @Test("the same seed and actions give the same hash", arguments: [1, 2, 77] as [UInt64])
  func same(seed: UInt64) throws {
    var first = try world(seed: seed)
    var second = try world(seed: seed)
    eventful(&first)
    eventful(&second)
    #expect(first.hashText == second.hashText)
    #expect(first.eventCount == second.eventCount)
    #expect(
      first.snapshot(landmarks: [], leaderlessSince: nil)
        == second.snapshot(landmarks: [], leaderlessSince: nil))
  }

  @Test("another seed, another action, another time or another header gives another hash")
  func different() throws {
    var worlds = [
      try world(seed: 1), try world(seed: 2), try world(seed: 1, nodes: 3),
      try world(seed: 1) { $0.heartbeat = 40 * millisecond }, try world(seed: 1), try world(seed: 1),
    ]
    for position in worlds.indices { worlds[position].run(second) }
    _ = worlds[4].perform(.transfer(from: "alice", to: "bob", amount: 1))
    worlds[5].run(10 * millisecond)
    _ = worlds[5].perform(.transfer(from: "alice", to: "bob", amount: 1))
    for position in worlds.indices { worlds[position].runAll(through: 2 * second) }
    let hashes = worlds.map(\.hashText)
    #expect(Set(hashes).count == hashes.count)
    #expect(hashes.allSatisfy { $0.count == 64 })
  }

  @Test("observers change nothing", arguments: [0, 1, 2, 3, 4, 7])
  func observers(rawValue: Int) throws {
    var plain = try world(seed: 5, observers: [])
    var observed = try world(seed: 5, observers: Observers(rawValue: rawValue))
    eventful(&plain)
    eventful(&observed)
    #expect(plain.hashText == observed.hashText)
    #expect(observed.takeRecords().isEmpty == (rawValue & 1 == 0))
    #expect(observed.takeHistory().isEmpty == (rawValue & 2 == 0))
    #expect(plain.takeRecords().isEmpty && plain.takeHistory().isEmpty)
  }

  @Test("running in small steps is the same as running at once")
  func steps() throws {
    var atOnce = try world(seed: 9)
    var inSteps = try world(seed: 9)
    atOnce.runAll(through: 2 * second)
    for _ in 0..<200 { inSteps.run(10 * millisecond) }
    #expect(atOnce.hashText == inSteps.hashText)
    var singly = try world(seed: 9)
    while singly.runOne(through: 2 * second) {}
    #expect(atOnce.hashText == singly.hashText)
  }

  @Test("a world is a value: a copy in mid-run goes on as the original does, and neither disturbs the other")
  func copies() throws {
    var original = try world(seed: 3)
    _ = original.perform(.load(milliRate: 50_000))
    original.run(1_234 * millisecond)
    let before = original.hashText
    var copy = original
    eventful(&copy)
    #expect(original.hashText == before)
    var another = original
    _ = another.perform(.kill([.leader]))
    another.run(second)
    eventful(&original)
    #expect(original.hashText == copy.hashText)
    #expect(another.hashText != copy.hashText)
  }

  @Test("records are numbered in order and causes come before their effects")
  func records() throws {
    var observed = try world(seed: 4, observers: [.records])
    eventful(&observed)
    let records = observed.takeRecords()
    #expect(records.count > 1000)
    #expect(zip(records, records.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(Set(records.map(\.number)).count == records.count)
    #expect(records.allSatisfy { $0.cause ?? 0 < $0.number })
    #expect(observed.takeRecords().isEmpty)
  }
}
