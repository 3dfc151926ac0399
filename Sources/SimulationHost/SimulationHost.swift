import Command
import Consensus
import Host
import Simulation

/// The simulation as a host: virtual time, one seed, a scenario's lines on the way. It keeps the newest
/// records and the landmarks of the run.
public final class SimulationHost: ClusterHost {
  private static let recordsKept = 20_000
  private static let landmarksKept = 512

  private var runner: ScenarioRunner
  private var kept: [EventRecord] = []
  private var landmarks: [Landmark] = []
  private var leaderlessSince: Nanoseconds? = 0
  public let scenario: Scenario

  /// - Parameter seed: Used where the scenario names none.
  /// - Throws: `GenesisError` when the opening balances are impossible.
  public init(scenario: Scenario, seed: UInt64) throws {
    var scenario = scenario
    let seed = scenario.header.seed ?? seed
    scenario.header.seed = seed
    self.scenario = scenario
    let world = try RaftWorld(
      header: scenario.header, seed: seed, observers: [.records, .invariants, .linearizability])
    runner = ScenarioRunner(world: world, steps: scenario.steps)
  }

  public var now: Nanoseconds { runner.world.now }
  public var nextEventTime: Nanoseconds? { runner.world.nextTime }

  public func snapshot() -> ClusterSnapshot {
    runner.world.snapshot(landmarks: landmarks, leaderlessSince: leaderlessSince)
  }

  public func advance(to time: Nanoseconds) {
    runner.run(through: time)
    collect()
  }

  public func step() -> EventRecord? {
    let before = lastRecordNumber
    guard runner.runOneEvent() else { return nil }
    collect()
    return records(after: before).first
  }

  public func perform(_ verb: Verb) -> ActionOutcome {
    if let reason = unavailability(of: verb) { return .nothing(.unavailable(reason)) }
    let outcome = runner.withWorld { $0.perform(verb) }
    collect()
    return outcome
  }

  public func unavailability(of verb: Verb) -> Phrase? { VerbTable.unavailability(of: verb) }

  private var lastRecordNumber: UInt64 { kept.last?.number ?? 0 }

  public func records(after number: UInt64) -> [EventRecord] {
    Array(kept[position(after: number)...])
  }

  public func record(_ number: UInt64) -> EventRecord? {
    guard number > 0 else { return nil }
    let position = position(after: number - 1)
    guard position < kept.count, kept[position].number == number else { return nil }
    return kept[position]
  }

  /// The first position in `kept` of a record with a greater number; they are in order.
  private func position(after number: UInt64) -> Int {
    var low = 0
    var high = kept.count
    while low < high {
      let middle = (low + high) / 2
      if kept[middle].number <= number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  public func describe(_ position: LogPosition) -> EntryDescription? { runner.world.describe(position) }

  /// Takes over what happened since the last call and finds its landmarks.
  private func collect() {
    let fresh = runner.withWorld { $0.takeRecords() }.sorted { $0.number < $1.number }
    let changes = runner.withWorld { $0.takeChanges() }
    for record in fresh { note(record, changes: changes) }
    kept += fresh
    if kept.count > Self.recordsKept * 2 { kept.removeFirst(kept.count - Self.recordsKept) }
    if landmarks.count > Self.landmarksKept { landmarks.removeFirst(landmarks.count - Self.landmarksKept) }
    if runner.world.leader != nil {
      leaderlessSince = nil
    } else if leaderlessSince == nil {
      leaderlessSince = lostLeaderAt ?? now
    }
    lostLeaderAt = nil
  }

  private var lostLeaderAt: Nanoseconds?

  private func note(_ record: EventRecord, changes: [NodeChange]) {
    for decision in record.decisions {
      if case .becameLeader = decision {
        mark(.election, record)
        lostLeaderAt = nil
      }
      if case .steppedDown(.leader, _, _, _) = decision { lostLeaderAt = record.time }
    }
    for applied in record.applied {
      if let number = applied.operation, runner.world.operation(number)?.own == true {
        mark(.ownCommit, record)
      }
    }
    switch record.what {
    case .violation: mark(.violation, record)
    case .action(let text, .done):
      for change in changes where change.event == record.number {
        landmarks.append(
          Landmark(
            kind: change.isCrash ? .crash : .restart, time: change.time, node: change.node,
            event: change.event))
        if change.wasLeader { lostLeaderAt = change.time }
      }
      if text.hasPrefix("partition") || text.hasPrefix("isolate") { mark(.partition, record) }
      if text == "heal" { mark(.heal, record) }
    default: break
    }
  }

  private func mark(_ kind: Landmark.Kind, _ record: EventRecord) {
    landmarks.append(Landmark(kind: kind, time: record.time, node: record.node, event: record.number))
  }
}
