import Command
import Consensus
import Host
import Ledger
import Testing

@testable import Simulation

let millisecond: Nanoseconds = 1_000_000
let second: Nanoseconds = 1_000_000_000

func world(
  seed: UInt64, nodes: Int = 5, observers: Observers = [.invariants],
  _ change: (inout Header) -> Void = { _ in }
) throws -> AnyWorld {
  var header = Header()
  header.nodes = nodes
  change(&header)
  return try makeWorld(header: header, seed: seed, observers: observers)
}

func node(_ number: Int) -> NodeSelector { .node(NodeID(number)) }

/// Runs until the predicate holds, and records an issue when it does not within this time.
func expect(
  _ world: inout AnyWorld, reaches predicate: Predicate, within span: Nanoseconds = 5 * second,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if world.run(until: predicate, within: span) { return }
  let saw = world.evaluate(predicate).saw
  Issue.record("within \(span / second) s: expected \(predicate), saw \(saw)", sourceLocation: sourceLocation)
}

extension SimulatedWorld {
  mutating func run(_ span: Nanoseconds) { runAll(through: now + span) }

  func holds(_ predicate: Predicate) -> Bool {
    var copy = self
    return copy.evaluate(predicate).holds
  }

  /// Runs until the predicate holds.
  /// - Returns: whether it did within this time.
  mutating func run(until predicate: Predicate, within span: Nanoseconds = 5 * second) -> Bool {
    let limit = now + span
    while !holds(predicate) {
      if now >= limit { return false }
      runAll(through: min(limit, now + millisecond))
    }
    return true
  }

  func holdsBalance(_ name: String, _ amount: UInt64) -> Bool {
    holds(.balance(name: name, .equal, amount, on: nil))
  }

  /// Undoes every fault: no cuts, no loss, fast disks, everybody up, no load.
  mutating func repairEverything() {
    _ = perform(.heal)
    _ = perform(.loss(partsPerMillion: 0, nil))
    _ = perform(.duplicate(partsPerMillion: 0, nil))
    _ = perform(.reorder(false))
    _ = perform(.latency(5 * millisecond...15 * millisecond, nil))
    _ = perform(.slowDisk([.all], millisecond...3 * millisecond))
    _ = perform(.restart([.all]))
    _ = perform(.resume([.all]))
    _ = perform(.load(milliRate: nil))
  }

  /// The live leader and two lists of the others.
  var leaderAndOthers: (leader: Int, others: [Int])? {
    guard let leader else { return nil }
    let size = snapshot(landmarks: [], leaderlessSince: nil).nodes.count
    return (leader.number, (1...size).filter { $0 != leader.number })
  }

  func node(_ number: Int) -> NodeSnapshot { snapshot(landmarks: [], leaderlessSince: nil).nodes[number - 1] }
}
