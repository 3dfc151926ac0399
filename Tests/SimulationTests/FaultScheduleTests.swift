import Command
import Consensus
import Host
import Testing

@testable import Simulation

/// Random faults under load, drawn from a seed; then everything is repaired, and the cluster must be whole.
@Suite("Random fault schedules")
struct FaultScheduleTests {
  private static func selectors(_ generator: inout SeededGenerator, of size: Int) -> [NodeSelector] {
    switch generator.below(4) {
    case 0: [.leader]
    case 1: [.random]
    default: [node(Int(generator.below(UInt64(size))) + 1)]
    }
  }

  static func fault(_ generator: inout SeededGenerator, of size: Int) -> Verb {
    let parts = UInt32(generator.below(5)) * 100_000
    let low = generator.below(20) * millisecond
    let high = low + generator.below(80) * millisecond
    let names = ["alice", "bob", "carol", "dave"]
    let numbers = (1...size).shuffled(using: &generator)
    let chosen = selectors(&generator, of: size)
    switch generator.below(24) {
    case 0...3: return .kill(chosen)
    case 4...7: return .restart(generator.below(2) == 0 ? [.all] : [.random])
    case 8, 9:
      let split = Int(generator.below(UInt64(size - 1))) + 1
      return .partition([numbers[..<split].map { node($0) }, numbers[split...].map { node($0) }])
    case 10: return .isolate(chosen)
    case 11: return .cut(Link(from: NodeID(numbers[0]), to: NodeID(numbers[1])))
    case 12, 13: return .heal
    case 14: return .loss(partsPerMillion: parts, nil)
    case 15: return .duplicate(partsPerMillion: parts, nil)
    case 16: return .reorder(parts < 300_000)
    case 17: return .latency(low...high, nil)
    case 18: return .pause(chosen)
    case 19: return .resume([.all])
    case 20, 21: return .timeout(generator.below(3) == 0 ? [.all] : chosen)
    case 22: return .slowDisk(chosen, low...high)
    default:
      return .transfer(
        from: names[numbers[0] % 4], to: names[(numbers[0] + 1) % 4], amount: generator.draw(1, 40))
    }
  }

  @Test("no rule breaks, and all replicas converge after repair", arguments: 0..<200)
  func schedule(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed), stream: 0xFA)
    let size = [3, 5, 5, 4, 7][seed % 5]
    var world = try world(seed: UInt64(seed), nodes: size, observers: [.invariants, .history]) {
      $0.noOp = seed % 8 != 7
      $0.appendLimit = seed % 3 == 0 ? 2 : 64
    }
    _ = world.perform(.load(milliRate: 20_000))
    let end = (5 + generator.below(6)) * second
    var actions: [String] = []
    while world.now < end {
      world.run(generator.draw(10, 400) * millisecond)
      let verb = Self.fault(&generator, of: size)
      actions.append("\(world.now / millisecond)ms \(verb.description)")
      _ = world.perform(verb)
      if world.violation != nil { break }
    }
    world.repairEverything()
    world.run(second)
    // Without the empty entry of §8 a new leader commits nothing until it is asked for something.
    _ = world.perform(.balance(name: "treasury", from: nil, stale: false))
    world.run(4 * second)
    // An operation or a new commitIndex may just be under way.
    let isWhole = world.run(until: .converged, within: 2 * second)
    let saw = world.evaluate(.converged).saw
    #expect(isWhole, "\(saw)\n\(actions.joined(separator: "\n"))")
    #expect(
      world.violation == nil, "\(String(describing: world.violation))\n\(actions.joined(separator: "\n"))")
    expectConstantSupply(&world)
    expectSoundHistory(world.takeHistory())
  }

  private func expectConstantSupply(_ world: inout AnyWorld) {
    let snapshot = world.snapshot(landmarks: [], leaderlessSince: nil)
    for replica in snapshot.nodes {
      #expect(replica.balances.compactMap { $0 }.reduce(0, +) == snapshot.supply)
    }
    #expect(world.openingBalances.map(\.coins).reduce(0, +) == snapshot.supply)
  }

  /// Every process has one operation at a time, and every read sees the whole supply.
  private func expectSoundHistory(_ history: [HistoryEvent]) {
    var open = Array(repeating: false, count: (history.map(\.process).max() ?? 0) + 1)
    for event in history {
      #expect(open[event.process] == (event.kind != .invoke))
      open[event.process] = event.kind == .invoke
      if let value = event.value { #expect(value.map(\.coins).reduce(0, +) == 1_400) }
    }
    #expect(history.contains { $0.kind == .ok })
  }

  @Test(
    "a fifth of all messages lost, doubled, and out of order: safe, and whole afterwards", arguments: 1...10)
  func roughNetwork(seed: Int) throws {
    var world = try world(seed: UInt64(seed))
    _ = world.perform(.loss(partsPerMillion: 200_000, nil))
    _ = world.perform(.duplicate(partsPerMillion: 200_000, nil))
    _ = world.perform(.reorder(true))
    _ = world.perform(.load(milliRate: 20_000))
    world.run(10 * second)
    #expect(world.violation == nil)
    #expect(world.holds(.committed(.atLeast, 20)), "it makes progress all the same")
    world.repairEverything()
    world.run(5 * second)
    expect(&world, reaches: .converged, within: 2 * second)
    #expect(world.violation == nil)
  }
}
