import Command
import Consensus
import Raft
import Simulation

/// Draws the faults of one seed, with a look at the world: a crash of whoever leads does more than one of
/// anybody. Every fault is one that Raft must survive, in any number, so that whatever breaks is a bug.
struct FaultDraw {
  static let millisecond: Nanoseconds = 1_000_000

  let header: Header
  let bug: BrokenRule?
  var generator: SeededGenerator
  let kinds: [FaultKind]
  /// What may be drawn at all; some faults are made of several kinds.
  let allowed: [FaultKind]
  private let gap: Nanoseconds
  private var next: Nanoseconds
  var plans = Plans()

  init(header: Header, seed: UInt64, kinds: [FaultKind], options: SearchOptions) {
    self.header = header
    bug = options.bug
    allowed = options.faults
    self.kinds = kinds.filter { !$0.isOfChangeDraw }
    generator = SeededGenerator(seed: seed, stream: 0x5EA1)
    gap = generator.pick([30, 80, 150, 300, 600]) * Self.millisecond
    next = header.electionTimeout.upperBound
    if kinds.contains(.clients), allows(.loss, .duplicate, .reorder, .latency, .timeout),
      generator.flip()
    {
      planUnknownOutcomes()
    }
  }

  mutating func node(_ world: AnyWorld) -> NodeID { generator.node(of: world.nodeCount) }

  /// Whoever leads, half of the time.
  mutating func victim(_ world: AnyWorld) -> NodeID {
    let other = node(world)
    return generator.flip() ? world.leader ?? other : other
  }

  /// One direction between two nodes; nil where the draw names one node twice.
  mutating func link(_ world: AnyWorld) -> Link? {
    let from = node(world)
    let to = node(world)
    return from == to ? nil : Link(from: from, to: to)
  }

  mutating func span(_ low: UInt64, _ high: UInt64) -> Nanoseconds {
    generator.draw(low * Self.millisecond, high * Self.millisecond)
  }

  mutating func plan(_ verb: Verb, at time: Nanoseconds) { plans.add(verb, at: time) }

  func allows(_ kinds: FaultKind...) -> Bool { kinds.allSatisfy(allowed.contains) }

  /// When something is due.
  var nextTime: Nanoseconds { min(next, plans.nextTime ?? .max) }

  mutating func takeDue(at now: Nanoseconds, _ world: AnyWorld) -> [Verb] {
    let due = plans.takeDue(at: now, world)
    guard now >= next else { return due }
    let drawn = draw(world)
    next = now + generator.draw(gap / 4, gap * 2)
    return due.isEmpty ? drawn : due + drawn
  }

  /// Draws a fault that begins now; what ends it is planned.
  private mutating func draw(_ world: AnyWorld) -> [Verb] {
    guard !kinds.isEmpty else { return [] }
    switch generator.pick(kinds) {
    case .crash: return crash(world)
    case .pause: return pause(world)
    case .disk: return slowDisk(world)
    case .skew: return skew(world)
    case .timeout: return elections(world)
    case .partition: return partition(world)
    case .cut: return cut(world)
    case .clients: return clientLinks(world)
    case .message: return messages(world)
    case .loss, .duplicate, .reorder, .latency: return dial(world)
    case .membership, .lead, .snapshot, .corrupt, .wipe: return []
    }
  }
}
