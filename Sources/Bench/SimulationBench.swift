import Command
import Consensus
import Host
import Simulation

/// `raftcoin bench sim`: how fast the simulated world runs under demo load.
public enum SimulationBench {
  /// - Parameters:
  ///   - nodes: 1 to 9.
  ///   - seconds: Virtual seconds to run.
  ///   - rate: Demo operations a virtual second.
  ///   - invariants: Whether the invariants are checked after every event.
  /// - Throws: What is wrong with a number, or which rule broke.
  public static func run(
    nodes: Int = 5, seconds: Int = 600, rate: Int = 200, invariants: Bool = true, seed: UInt64 = 42
  ) throws(BenchProblem) -> Report {
    try Bounds.check("nodes", nodes, 1...NodeID.highest)
    try Bounds.check("seconds", seconds, 1...1_000_000)
    try Bounds.check("rate", rate, 0...10_000)
    var header = Header()
    header.seed = seed
    header.nodes = nodes
    var world: AnyWorld
    do {
      world = try makeWorld(header: header, seed: seed, observers: invariants ? [.invariants] : [])
    } catch {
      throw BenchProblem("\(error)")
    }
    _ = world.perform(.load(milliRate: rate == 0 ? nil : UInt64(rate) * 1000))
    let spent = Meter.measure { world.runAll(through: UInt64(seconds) * 1_000_000_000) }
    if let violation = world.violation {
      throw BenchProblem("\(violation.invariant) broke: \(violation.detail)")
    }
    let events = world.eventCount
    var report = Report(
      mode: "sim", "the simulated world", invariants ? "invariants checked" : "invariants not checked")
    report.add("nodes", .number(UInt64(nodes)), "nodes")
    report.add("rate", .number(UInt64(rate)), "demo operations a simulated second")
    report.add("n", .number(events), "events")
    report.add("simulated_s", .number(UInt64(seconds)), "simulated seconds")
    report.add("events_per_s", .measure(spent.perSecond(events), decimals: 0), "events a second")
    report.add(
      "simulated_s_per_s", .measure(spent.perSecond(seconds), decimals: 1), "simulated seconds a second")
    report.add(
      "cpu_ns_per_event", .measure(spent.processorEach(events), decimals: 0),
      "processor nanoseconds for an event")
    report.add("hash", .text(world.hashText), "of the run")
    return report
  }
}
