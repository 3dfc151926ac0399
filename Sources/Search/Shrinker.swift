import Command
import Consensus
import Host
import Linearizability
import Simulation

/// Makes a scenario that fails as short as it gets while it still fails in the same way: fewer nodes, actions,
/// operations and dials, less time (Zeller and Hildebrandt's delta debugging, with what is known of scenarios).
///
/// A step that does not work with the scenario's seed may work with another; so other seeds are tried where
/// much is to be gained.
public struct Shrinker {
  /// The shortest scenario that still fails in the same way, and what was tried for it.
  public struct Result: Sendable {
    public let scenario: Scenario
    public let finding: Finding
    /// When it fails, in simulated time.
    public let time: Nanoseconds
    /// How many actions there were and are.
    public let before: Int
    public let after: Int
    public let trials: Int
  }

  /// Runs a scenario up to a time.
  public typealias Judge = (Scenario, Nanoseconds) -> Trial

  /// So many events are simulated on the way; what is short by then is short enough.
  public static let mostEvents: UInt64 = 12_000_000
  private static let otherSeeds: UInt64 = 12
  /// A shorter scenario may take a little longer to fail.
  private static let slack: Nanoseconds = 500_000_000

  private let original: Scenario
  private let finding: Finding
  private let judge: Judge
  private var eventsLeft: UInt64
  private var parts: ScenarioParts
  private let before: Int
  private(set) var trials = 0
  private var last: Trial

  /// - Parameters:
  ///   - failed: The run that failed; its time bounds all others.
  ///   - mostEvents: After so many simulated events `run` stops with what it has.
  public init(
    _ scenario: Scenario, _ failed: Trial, finding: Finding, mostEvents: UInt64 = Self.mostEvents,
    judge: @escaping Judge = { Trial($0, limit: $1, checksHistory: true) }
  ) {
    original = scenario
    self.finding = finding
    self.judge = judge
    eventsLeft = mostEvents
    parts = ScenarioParts(scenario, finding: finding, time: failed.time)
    before = parts.count
    last = failed
  }

  /// Shrinks for as long as it helps, and until `mostEvents` events have been simulated.
  public mutating func run() -> Result {
    // Taken apart it must still fail; if not, it stays as it is.
    let fails = attempt(parts)
    if fails { shrink() }
    let finding = last.finding ?? finding
    return Result(
      scenario: fails ? parts.final(finding, at: last.time) : original, finding: finding, time: last.time,
      before: before, after: parts.count, trials: trials)
  }

  private mutating func shrink() {
    letGoOfActions()
    writeOutLoad()
    var size: Int
    repeat {
      size = parts.count
      letGoOfActions()
      letGoOfNodes()
      useUsualDials()
      letGoOfAccounts()
      shortenTime()
      letGoWithOtherSeeds()
    } while parts.count < size && eventsLeft > 0
    roundTimes()
  }

  /// What kills the program is run by others only.
  private var isCrash: Bool { if case .crashed = finding { true } else { false } }

  /// Takes a candidate over if it fails in the same way.
  private mutating func attempt(_ candidate: ScenarioParts) -> Bool {
    guard eventsLeft > 0 else { return false }
    trials += 1
    let isStuck = !candidate.recovery.isEmpty
    let limit = candidate.limit
    let trial = judge(candidate.scenario, limit)
    eventsLeft -= min(eventsLeft, trial.events)
    guard let seen = trial.finding, seen.isSame(as: finding), isFair(candidate, trial) else { return false }
    if candidate.bug != nil {
      // Whoever keeps the rules must get through it.
      let fair = judge(candidate.withoutBug, limit)
      eventsLeft -= min(eventsLeft, fair.events)
      if fair.finding != nil { return false }
    }
    parts = candidate
    if !isStuck { parts.end = min(parts.end, trial.time + Self.slack) }
    last = trial
    return true
  }

  /// Whether Raft must survive all that is done in the run that failed, and owes what was waited for. What kills
  /// the program is wrong whatever was done.
  private mutating func isFair(_ candidate: ScenarioParts, _ failed: Trial) -> Bool {
    if isCrash { return true }
    let fairness = Fairness(candidate.scenario, failed)
    eventsLeft -= min(eventsLeft, fairness.events)
    return fairness.excuse == nil
  }

  // MARK: Actions

  private mutating func letGoOfActions() {
    _ = lettingGo(
      of: parts.actions, while: { eventsLeft > 0 },
      suffices: { fewer in
        var candidate = parts
        candidate.actions = fewer
        return attempt(candidate)
      })
    letGoOfHealing()
  }

  /// What of the healing undoes nothing, or is waited for before what fails, may go.
  private mutating func letGoOfHealing() {
    letGoOneByOne(\.recovery) { $0.attempt($1) }
    // A node that is deaf to some only is worse off than one that hears all, or none.
    var candidate = parts
    candidate.recovery.removeAll { if case .cut = $0.verb { true } else { false } }
    if candidate != parts { _ = attempt(candidate) }
  }

  /// One action less, with another seed.
  private mutating func letGoWithOtherSeeds() { letGoOneByOne(\.actions) { $0.attemptWithOtherSeeds($1) } }

  private mutating func letGoOneByOne(
    _ steps: WritableKeyPath<ScenarioParts, [Step]>, _ attempt: (inout Shrinker, ScenarioParts) -> Bool
  ) {
    var place = 0
    while place < parts[keyPath: steps].count, eventsLeft > 0 {
      var candidate = parts
      candidate[keyPath: steps].remove(at: place)
      if !attempt(&self, candidate) { place += 1 }
    }
  }

  private mutating func attemptWithOtherSeeds(_ candidate: ScenarioParts) -> Bool {
    if attempt(candidate) { return true }
    var candidate = candidate
    for seed in 1...Self.otherSeeds where eventsLeft > 0 {
      candidate.header.seed = seed
      if attempt(candidate) { return true }
    }
    return false
  }

  // MARK: Operations

  /// The operations of the load as transfers of their own, so that single ones can go.
  private mutating func writeOutLoad() {
    guard let place = parts.actions.firstIndex(where: \.isLoad) else { return }
    if !isCrash {
      var candidate = parts
      candidate.actions.removeAll(where: \.isLoad)
      candidate.actions += operations().map { Step(when: .at($0.time), verb: $0.verb) }
      candidate.actions.sort { $0.time < $1.time }
      if attempt(candidate) {
        letGoOfActions()
        return
      }
    }
    for rate: UInt64 in [1_000, 2_000, 5_000, 10_000, 20_000] {
      var candidate = parts
      candidate.actions[place].verb = .load(milliRate: rate)
      if candidate != parts, attempt(candidate) { return }
    }
  }

  /// What the load's clients asked for.
  private func operations() -> [(time: Nanoseconds, verb: Verb)] {
    guard var world = parts.scenario.world(observers: [.history, .invariants]) else { return [] }
    // What is asked for in lines of its own is not the load's.
    var own: [OperationSnapshot.Kind] = []
    for step in parts.scenario.steps {
      guard case .at(let time) = step.when else { break }
      while world.now < time, !world.standsStill { world.runAll(through: time) }
      guard let verb = step.verb else { continue }
      _ = world.perform(verb)
      if let operation = Self.operation(of: verb) { own.append(operation) }
    }
    return world.takeHistory().compactMap { event in
      guard event.kind == .invoke else { return nil }
      if let place = own.firstIndex(of: event.operation) {
        own.remove(at: place)
        return nil
      }
      switch event.operation {
      case .transfer(let from, let to, let amount):
        return (event.time, .transfer(from: from, to: to, amount: amount))
      case .balances:
        let names = parts.header.accounts.map(\.name)
        return (event.time, .balance(name: names[event.process % names.count], from: nil, stale: false))
      case .open: return nil
      }
    }
  }

  private static func operation(of verb: Verb) -> OperationSnapshot.Kind? {
    switch verb {
    case .transfer(let from, let to, let amount, _, _): .transfer(from: from, to: to, amount: amount)
    case .open(let name, let amount): .open(name: name, amount: amount ?? 0)
    case .balance(_, _, let isStale): isStale ? nil : .balances
    default: nil
    }
  }

  // MARK: Nodes, dials, accounts

  private mutating func letGoOfNodes() {
    var gone = parts.header.nodes
    while gone >= 1, parts.header.nodes > 3, eventsLeft > 0 {
      var candidate = parts
      candidate.header.nodes -= 1
      candidate.actions = parts.actions.compactMap { $0.without(NodeID(gone)) }
      candidate.recovery = parts.recovery.compactMap { $0.without(NodeID(gone)) }
      if attemptWithOtherSeeds(candidate) {
        letGoOfActions()
        gone = min(gone, parts.header.nodes)
      } else {
        gone -= 1
      }
    }
  }

  private mutating func useUsualDials() {
    func usual<Value>(_ dial: WritableKeyPath<Header, Value>) -> (inout Header) -> Void {
      { $0[keyPath: dial] = Header()[keyPath: dial] }
    }
    let timers = [usual(\.electionTimeout), usual(\.heartbeat)]
    let reads = [usual(\.reads), usual(\.clockBoundPartsPerMillion)]
    let changes = [
      [usual(\.signatures)], [usual(\.appendLimit)], [usual(\.noOp)], [usual(\.latency)], [usual(\.disk)],
      timers, timers + [usual(\.latency), usual(\.disk)], [usual(\.snapshotAfter)],
      [usual(\.snapshotChunk)], [usual(\.window)], [usual(\.jointChanges)], [usual(\.preVote)], reads,
      reads + [usual(\.checkQuorum)], [usual(\.quorums)],
    ]
    for dials in changes {
      var candidate = parts
      for makeUsual in dials { makeUsual(&candidate.header) }
      if candidate != parts { _ = attemptWithOtherSeeds(candidate) }
    }
  }

  private mutating func letGoOfAccounts() {
    let used = Set(
      parts.actions.flatMap { step -> [String] in
        switch step.verb {
        case .transfer(let from, let to, _, _, _): [from, to]
        case .balance(let name, _, _): [name]
        default: []
        }
      })
    if parts.actions.contains(where: \.isLoad) { return }
    var candidate = parts
    candidate.header.accounts.removeAll { !used.contains($0.name) }
    if candidate.header.accounts.isEmpty {
      candidate.header.accounts = Array(parts.header.accounts.prefix(1))
    }
    if candidate != parts { _ = attempt(candidate) }
  }

  // MARK: Time

  /// Moves each action, with all after it, nearer to the one before.
  private mutating func shortenTime() {
    var place = 0
    while place < parts.actions.count, eventsLeft > 0 {
      let before = place == 0 ? 0 : parts.actions[place - 1].time
      let gap = parts.actions[place].time - min(before, parts.actions[place].time)
      for share: Nanoseconds in [1, 2, 4] {
        let saved = gap / share
        guard saved > 1_000_000 else { break }
        if attempt(shifted(from: place, by: saved)) { break }
      }
      place += 1
    }
  }

  private func shifted(from place: Int, by saved: Nanoseconds) -> ScenarioParts {
    var candidate = parts
    for index in place..<candidate.actions.count {
      candidate.actions[index].when = .at(candidate.actions[index].time - saved)
    }
    for index in candidate.recovery.indices {
      if case .at(let time) = candidate.recovery[index].when {
        candidate.recovery[index].when = .at(time - saved)
      }
    }
    if candidate.recovery.isEmpty {
      candidate.end =
        max(candidate.end - min(saved, candidate.end), candidate.actions.last?.time ?? 0) + Self.slack
    }
    return candidate
  }

  /// Round times are easier to read.
  private mutating func roundTimes() {
    for unit: Nanoseconds in [100_000_000, 10_000_000, 1_000_000] {
      for place in parts.actions.indices where parts.actions[place].time % unit != 0 {
        let time = parts.actions[place].time
        let down = time / unit * unit
        for rounded in [down, down + unit] {
          var candidate = parts
          candidate.actions[place].when = .at(rounded)
          let times = candidate.actions.map(\.time)
          if zip(times, times.dropFirst()).allSatisfy({ $0 <= $1 }), attempt(candidate) { break }
        }
      }
    }
  }
}
