import Command
import Consensus
import Simulation

/// Plays a run once more, step by step, and asks before each act whether Raft must survive it, and before each
/// wait whether the cluster owes it: what the draw asked of itself, asked of a run that was made shorter.
struct Fairness {
  /// The first excuse there is; nil: whatever the run showed is a bug.
  private(set) var excuse: Excuse?
  private(set) var events: UInt64 = 0

  /// - Parameters:
  ///   - scenario: Each step is at a time, a wait, or right after the one before.
  ///   - failed: The run that failed; nothing is played that came after that.
  init(_ scenario: Scenario, _ failed: Trial) {
    let header = scenario.header
    guard var world = scenario.world(observers: []) else { return }
    let bug = Self.brokenRule(of: scenario)
    var isAsked = false
    for step in scenario.steps where excuse == nil {
      switch step.when {
      case .at(let time):
        if time > failed.time { return }
        world.runAll(through: time, upToEvent: failed.events)
      case .when(let predicate, let span):
        excuse = Healing.excuse(for: predicate, within: span, header, world, asked: isAsked)
        if excuse == nil { Self.wait(for: predicate, in: &world, failed) }
      case .after, nil: break
      }
      events = world.eventCount
      guard excuse == nil, let verb = step.verb else { continue }
      excuse = FaultBounds.excuse(for: verb, header, world, bug: bug)
      _ = world.perform(verb)
      if case .open(Healing.witness, Healing.witnessCoins) = verb { isAsked = true }
    }
  }

  /// The rule that is broken from the beginning, if any.
  private static func brokenRule(of scenario: Scenario) -> String? {
    guard case .bug(let name, true)? = scenario.steps.first?.verb else { return nil }
    return name
  }

  private static func wait(for predicate: Predicate, in world: inout AnyWorld, _ failed: Trial) {
    while !world.holds(predicate), world.eventCount < failed.events {
      guard let next = world.nextTime, next <= failed.time else { return }
      world.runAll(through: next, upToEvent: failed.events)
    }
  }
}
