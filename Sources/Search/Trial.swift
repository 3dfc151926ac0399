import Command
import Consensus
import Linearizability
import Simulation
import SimulationHost

/// Runs a scenario as it is written and says what came of it.
public struct Trial {
  public let finding: Finding?
  /// When it failed, or ended.
  public let time: Nanoseconds
  public let events: UInt64
}

extension Trial {
  /// - Parameters:
  ///   - limit: Nothing is run beyond this time.
  ///   - checksHistory: Whether the whole history is checked at the end, not only what the world's own monitor
  ///     looks back on.
  ///   - tell: Is given the time and the number of events now and then.
  public init(
    _ scenario: Scenario, limit: Nanoseconds, checksHistory: Bool = false,
    tell: (Nanoseconds, UInt64) -> Void = { _, _ in }
  ) {
    var observers: Observers = [.invariants, .linearizability]
    if checksHistory { observers.insert(.history) }
    guard let world = scenario.world(observers: observers) else {
      (finding, time, events) = (nil, 0, 0)
      return
    }
    var history = OperationHistory(opening: world.openingBalances, [])
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    var gauge = FloodGauge()
    while !runner.isFinished, runner.world.violation == nil, gauge.flood == nil, runner.world.now < limit {
      // The lines' own end ends it, so the clock goes on in small pieces.
      runner.run(through: min(limit, gauge.end), upToEvent: gauge.limit)
      gauge.note(now: runner.world.now, events: runner.world.eventCount)
      tell(runner.world.now, runner.world.eventCount)
      if checksHistory { for event in runner.withWorld({ $0.takeHistory() }) { history.add(event) } }
    }
    time = runner.world.now
    events = runner.world.eventCount
    if let violation = runner.world.violation {
      finding = Finding(violation, of: scenario.header.consensus)
    } else if let flood = gauge.flood {
      finding = flood
    } else if runner.hasFailed, let failed = runner.results.last {
      if case .when(let predicate, _) = runner.missed {
        finding = .stuck(predicate, saw: failed.saw)
      } else {
        finding = .stuck(nil, saw: "not `\(failed.text)`; saw: \(failed.saw)")
      }
    } else if checksHistory, case .notLinearizable(let found) = LinearizabilityChecker.check(history) {
      finding = Finding(found)
    } else {
      finding = nil
    }
  }
}
