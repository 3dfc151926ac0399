import Command
import Consensus
import Simulation

/// What a draw has yet to do: at a time, or at the moment when the world comes to a state that a time only meets by
/// chance.
struct Plans {
  enum Act {
    case verb(Verb)
    /// Whoever leads then.
    case killLeader(otherThan: NodeID)
    /// As soon as the moment is there; not at all where it does not come until then.
    case once(Moment, until: Nanoseconds, then: [(after: Nanoseconds, verb: Verb)])
  }

  /// How often a moment that is waited for is looked for: well within one write of a slow disk.
  private static let glance = 5 * FaultDraw.millisecond

  /// By time; of the same time in the order in which they came.
  private var planned: [(time: Nanoseconds, act: Act)] = []

  mutating func add(_ act: Act, at time: Nanoseconds) {
    let place = planned.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
    planned.insert((time, act), at: place)
  }

  mutating func add(_ verb: Verb, at time: Nanoseconds) { add(.verb(verb), at: time) }

  mutating func removeAll() { planned.removeAll() }

  /// When the next one is due.
  var nextTime: Nanoseconds? { planned.first?.time }

  /// Takes what is due, in order.
  mutating func takeDue(at now: Nanoseconds, _ world: AnyWorld) -> [Verb] {
    guard let first = planned.first, first.time <= now else { return [] }
    let due = Array(planned.prefix { $0.time <= now })
    planned.removeFirst(due.count)
    return due.flatMap { verbs($0.act, now: now, world) }
  }

  private mutating func verbs(_ act: Act, now: Nanoseconds, _ world: AnyWorld) -> [Verb] {
    switch act {
    case .verb(let verb): return [verb]
    case .killLeader(let other):
      guard let leader = world.leader, leader != other else { return [] }
      return [.kill([.node(leader)])]
    case .once(let moment, let end, let verbs):
      if moment.isThere(in: world) {
        for (after, verb) in verbs where after > 0 { add(.verb(verb), at: now + after) }
        return verbs.filter { $0.after == 0 }.map(\.verb)
      }
      if now < end { add(act, at: now + Self.glance) }
      return []
    }
  }
}

/// A moment in which a crash costs a server what it has in memory and not yet on its disk.
enum Moment {
  /// Its log ends with entries of a later term than its disk's, mostly in the place of others, and its disk knows
  /// all but these.
  case replacesLog(NodeID)
  /// Its damaged log grows again.
  case repairsLog(NodeID)
  /// Its damaged log is on its disk again, but not that it is sound.
  case recordsRepair(NodeID)

  func isThere(in world: AnyWorld) -> Bool {
    let disk = world.disk(of: node)
    switch (self, disk.integrity) {
    case (.replacesLog, .sound):
      let memory = world.view(of: node)
      return memory.isAlive && disk.term == memory.view.term && disk.last.term < memory.last.term
    case (.repairsLog, .damaged):
      let memory = world.view(of: node)
      return memory.isAlive && disk.last.index < memory.last.index
    case (.recordsRepair, .damaged(let former)):
      return disk.last.index >= former.index || disk.last.term > former.term
    default: return false
    }
  }

  private var node: NodeID {
    switch self {
    case .replacesLog(let node), .repairsLog(let node), .recordsRepair(let node): node
    }
  }
}
