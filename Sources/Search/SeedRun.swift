import Command
import Consensus
import Linearizability
import Simulation

/// Runs one seed: first safety under any faults, then liveness of a majority that is healed for good. What it
/// does is written down as a scenario on the way.
public struct SeedRun {
  let options: SearchOptions
  let seed: UInt64
  let header: Header
  var world: AnyWorld
  var draw: FaultDraw
  var changes: ChangeDraw
  private var asks: AskDraw
  private(set) var steps: [Step] = []
  /// The same without waits, every action with its time.
  private var timed: [Step] = []
  var history: OperationHistory
  var gaveUp = false
  private var gauge = FloodGauge()
  /// Whether a wait has ended, so that times are no longer known beforehand.
  private var hasWaited = false
  /// Is given each line of the scenario before it acts, so that something is left if the program dies.
  public var tell: ((String) -> Void)?

  /// - Throws: `GenesisError` when the opening balances are impossible, which no draw makes them.
  public init(seed: UInt64, options: SearchOptions) throws {
    self.seed = seed
    self.options = options
    header = HeaderDraw.header(seed: seed, options: options)
    world = try makeWorld(
      header: header, seed: seed, observers: [.invariants, .history, .linearizability, .unhashed])
    let kinds = Swarm.kinds(seed: seed, header: header, options: options)
    draw = FaultDraw(header: header, seed: seed, kinds: kinds, options: options)
    changes = ChangeDraw(header: header, seed: seed, kinds: kinds, options: options)
    asks = AskDraw(header: header, seed: seed)
    history = OperationHistory(opening: world.openingBalances, [])
  }

  /// Runs the seed to its end, once: what it found, and the scenario that shows it.
  public mutating func run() -> SeedOutcome {
    for line in header.lines { tell?(line) }
    let finding = storm() ?? recover()
    return SeedOutcome(
      seed: seed, finding: finding, scenario: Scenario(header: header, steps: lines(finding)),
      events: world.eventCount, simulated: world.now, gaveUp: gaveUp)
  }

  /// Where a wait failed, with the waits; what broke otherwise does so at its time, whatever is waited for.
  private func lines(_ finding: Finding?) -> [Step] {
    switch finding {
    case nil, .stuck: steps
    case .violated(let name, _): timed + [Step(when: .at(world.now), verb: .expect(.violated(name)))]
    case .flooded, .crashed: timed + [Step(when: .at(world.now))]
    }
  }

  // MARK: Safety

  private mutating func storm() -> Finding? {
    if let bug = options.bugName { act(.bug(name: bug, on: true)) }
    // With what people ask beside it, the bank is about as busy.
    let most: UInt64 = asks.isSilent ? 40_000 : 20_000
    act(.load(milliRate: draw.generator.pick([5_000, 10_000, 20_000, most])))
    let end = options.time
    // With a last act before the healing, in some seeds.
    let hasFinale =
      options.faults.contains(.cut)
      && (draw.generator.below(8) == 0 || options.bug == .anyMessageResetsTimer)
    let finale = hasFinale ? end - min(end, 3 * header.electionTimeout.upperBound) : end
    while world.now < finale {
      let time = min(draw.nextTime, changes.nextTime ?? .max, asks.nextTime ?? .max, finale)
      if let finding = run(through: time) { return finding }
      for verb in draw.takeDue(at: time, world) { act(verb) }
      for verb in changes.takeDue(at: time, world) { act(verb) }
      for verb in asks.takeDue(at: time, world) { act(verb) }
    }
    return hasFinale ? lastAct(until: end) : nil
  }

  private mutating func lastAct(until end: Nanoseconds) -> Finding? {
    // Everybody is well, so that there is a leader to be deposed.
    forgetPlans()
    for verb in Healing.repairs(of: world.servers, header, world) { act(verb) }
    if let finding = run(through: world.now + 3 * header.electionTimeout.upperBound) { return finding }
    guard let verbs = draw.deafLeader(world) else { return nil }
    for verb in verbs { act(verb) }
    while let time = draw.plans.nextTime {
      if let finding = run(through: time) { return finding }
      for verb in draw.plans.takeDue(at: time, world) { act(verb) }
    }
    return nil
  }

  mutating func forgetPlans() {
    draw.plans.removeAll()
    changes.plans.removeAll()
  }

  // MARK: Acts, time, waits

  /// Acts now and writes it down, unless it is more than Raft must survive.
  mutating func act(_ verb: Verb) {
    guard FaultBounds.excuse(for: verb, header, world, bug: options.bugName) == nil else { return }
    // After a wait the time is whatever it took.
    steps.append(Step(when: hasWaited ? nil : .at(world.now), verb: verb))
    timed.append(Step(when: .at(world.now), verb: verb))
    tell?(timed[timed.count - 1].description)
    _ = world.perform(verb)
  }

  /// Runs on; returns what broke.
  mutating func run(through time: Nanoseconds) -> Finding? {
    repeat {
      world.runAll(through: min(time, gauge.end), upToEvent: gauge.limit)
      gauge.note(now: world.now, events: world.eventCount)
      for event in world.takeHistory() { history.add(event) }
      if world.unexpectedCount > 0, let violation = world.violation {
        return Finding(violation, of: header.consensus)
      }
      if let flood = gauge.flood { return flood }
    } while world.now < time
    return nil
  }

  /// Waits for what the healed cluster owes; what it does not owe is not waited for.
  mutating func wait(for predicate: Predicate) -> Finding? {
    let patience = Healing.patience(header, for: predicate)
    guard Healing.excuse(for: predicate, within: patience, header, world) == nil else { return nil }
    steps.append(Step(when: .when(predicate, within: patience)))
    hasWaited = true
    let end = world.now + patience
    while !world.holds(predicate) {
      guard world.now < end else { return .stuck(predicate, saw: world.evaluate(predicate).saw) }
      if let finding = run(through: min(world.nextTime ?? end, end)) { return finding }
    }
    return nil
  }
}
