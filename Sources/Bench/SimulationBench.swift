import Command
import Consensus
import Host
import Simulation

/// `raftcoin bench sim`: how fast the simulated world runs under demo load.
public struct SimulationBench: Sendable {
  /// Which world runs, and for how long.
  public struct Options: Sendable, Equatable {
    public var nodes: Int
    /// Virtual seconds to run.
    public var seconds: Int
    /// Demo operations a virtual second.
    public var rate: Int
    /// Whether the invariants are checked after every event.
    public var invariants: Bool
    public var seed: UInt64

    public init(
      nodes: Int = 5, seconds: Int = 600, rate: Int = 200, invariants: Bool = true, seed: UInt64 = 42
    ) {
      self.nodes = nodes
      self.seconds = seconds
      self.rate = rate
      self.invariants = invariants
      self.seed = seed
    }

    /// What is wrong with them and what was expected; nil when they can be run.
    public var problem: String? {
      Bounds.problem("nodes", nodes, 1...NodeID.highest)
        ?? Bounds.problem("seconds", seconds, 1...1_000_000) ?? Bounds.problem("rate", rate, 0...10_000)
    }
  }

  /// What was measured.
  public struct Result: Sendable {
    let options: Options
    let spent: Spent
    let events: UInt64
    /// Of the whole run: the same for the same options.
    let hash: String

    public var report: Report {
      var report = Report()
      report.add("peer", .text("raftcoin"), "the simulated world")
      report.add("mode", .text("sim"), options.invariants ? "invariants checked" : "invariants not checked")
      report.add("nodes", .number(UInt64(options.nodes)), "nodes")
      report.add("rate", .number(UInt64(options.rate)), "demo operations a simulated second")
      report.add("n", .number(events), "events")
      report.add("simulated_s", .number(UInt64(options.seconds)), "simulated seconds")
      report.add("events_per_s", .measure(spent.perSecond(events), decimals: 0), "events a second")
      report.add(
        "simulated_s_per_s", .measure(spent.perSecond(options.seconds), decimals: 1),
        "simulated seconds a second")
      report.add(
        "cpu_ns_per_event", .measure(spent.processorEach(events), decimals: 0),
        "processor nanoseconds for an event")
      report.add("hash", .text(hash), "of the run")
      return report
    }
  }

  /// Throws when the options are wrong, or a rule broke.
  public static func run(_ options: Options) throws(BenchProblem) -> Result {
    if let problem = options.problem { throw BenchProblem(problem) }
    var header = Header()
    header.seed = options.seed
    header.nodes = options.nodes
    var world: AnyWorld
    do {
      world = try makeWorld(
        header: header, seed: options.seed, observers: options.invariants ? [.invariants] : [])
    } catch {
      throw BenchProblem("\(error)")
    }
    _ = world.perform(.load(milliRate: options.rate == 0 ? nil : UInt64(options.rate) * 1000))
    let spent = Meter.measure { world.runAll(through: UInt64(options.seconds) * 1_000_000_000) }
    if let violation = world.violation {
      throw BenchProblem("\(violation.invariant) broke: \(violation.detail)")
    }
    return Result(options: options, spent: spent, events: world.eventCount, hash: world.hashText)
  }
}
