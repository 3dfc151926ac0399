import Consensus
import Raft

/// How large the world is that is explored whole.
public struct ExhaustiveOptions: Sendable, Equatable {
  public let nodes: Int
  /// How many events long the runs are.
  public let depth: Int
  public let bug: BrokenRule?
  /// How often these may happen in one run: election timers that fire, crashes, proposals, and messages that arrive
  /// twice.
  public private(set) var timeouts = 3
  public private(set) var crashes = 1
  public private(set) var proposals = 1
  public private(set) var duplicates = 0
  let appendLimit = 1
  private(set) var noOp = true
  /// The exploration ends with so many states.
  let mostStates = 20_000_000

  /// A world for looking for a broken rule: with what it needs, and without what only makes more states.
  public init(nodes: Int, depth: Int, bug: BrokenRule? = nil) {
    self.nodes = nodes
    self.depth = depth
    self.bug = bug
    guard let bug else { return }
    timeouts = 2
    crashes = 0
    proposals = 0
    switch bug {
    case .forgetVote, .replyBeforeDurable:
      crashes = 1
      noOp = false
    case .loseLogTail, .keepLastApplied: crashes = 1
    case .countVoteTwice, .truncateOnStale, .applyRetryTwice: duplicates = 1
    case .countOldTerm, .skipPreviousCheck:
      timeouts = 4
      proposals = 2
      noOp = false
    default: break
    }
  }
}

/// Explores all interleavings of a small world, breadth first, so that what it finds is as short as can be.
/// States that were seen are not looked at again, whichever way they were reached.
public struct ExhaustiveSearch {
  /// How much was explored, and what was found.
  public struct Result: Sendable {
    /// Different states, the first included.
    public let states: Int
    /// Events that were tried.
    public let events: Int
    /// How many events long the longest runs are.
    public let depth: Int
    /// Whether all runs of the length asked for were explored.
    public let isWhole: Bool
    /// What broke, and the events that led there.
    public let violation: (rule: String, path: [String])?
  }

  public static let rules = SmallWorldRules.names

  private let options: ExhaustiveOptions

  public init(_ options: ExhaustiveOptions) { self.options = options }

  /// - Parameter progress: Told the depth and the number of states after each level.
  public func run(progress: (Int, Int) -> Void = { _, _ in }) -> Result {
    let first = SmallWorld(options)
    var seen: Set<UInt128> = [fingerprint(first)]
    // Each state of a level with the way to it, as places in the lists of events.
    var level: [(world: SmallWorld, path: [UInt16])] = [(first, [])]
    var tried = 0
    var depth = 0
    while depth < options.depth, !level.isEmpty {
      var next: [(world: SmallWorld, path: [UInt16])] = []
      for (world, path) in level {
        for (place, event) in world.events.enumerated() {
          var after = world
          after.perform(event)
          tried += 1
          let way = path + [UInt16(truncatingIfNeeded: place)]
          if let violation = after.violation {
            return Result(
              states: seen.count, events: tried, depth: depth + 1, isWhole: false,
              violation: (violation, story(way)))
          }
          if seen.insert(fingerprint(after)).inserted, depth + 1 < options.depth { next.append((after, way)) }
        }
        if seen.count >= options.mostStates {
          return Result(states: seen.count, events: tried, depth: depth, isWhole: false, violation: nil)
        }
      }
      level = next
      depth += 1
      progress(depth, seen.count)
    }
    return Result(states: seen.count, events: tried, depth: depth, isWhole: true, violation: nil)
  }

  /// Among ten million states two are taken for one with a chance of less than one in 10^24.
  private func fingerprint(_ world: SmallWorld) -> UInt128 {
    var words: [UInt64] = []
    words.reserveCapacity(128)
    world.appendState(to: &words)
    var high: UInt64 = 0x9E37_79B9_7F4A_7C15
    var low: UInt64 = 0xD1B5_4A32_D192_ED03
    for word in words {
      high = Self.mix(high ^ word)
      low = Self.mix(low &+ word &* 0xFF51_AFD7_ED55_8CCD)
    }
    return UInt128(high) << 64 | UInt128(low)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &* 0xBF58_476D_1CE4_E5B9
    mixed ^= mixed >> 29
    return mixed &* 0x94D0_49BB_1331_11EB ^ mixed >> 32
  }

  private func story(_ path: [UInt16]) -> [String] {
    var world = SmallWorld(options)
    return path.map { place in
      let event = world.events[Int(place)]
      let text = world.describe(event)
      world.perform(event)
      return text
    }
  }
}
