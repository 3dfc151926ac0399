import Command
import Consensus
import Host

extension SimulationHost {
  public func future() -> (any ClusterFuture)? {
    guard frozenAt == nil, standstill == nil else { return nil }
    return OtherRun(tree.state, acts: tree.end.acts)
  }
}

extension OtherRun: ClusterFuture {
  /// So many events are run at most.
  private static let most: UInt64 = 100_000

  var now: Nanoseconds { state.now }

  func snapshot() -> ClusterSnapshot { state.snapshot() }

  mutating func redraw(_ seed: UInt64) { state.redraw(seed) }

  mutating func perform(_ verb: Verb) -> ActionOutcome {
    forgetActs()
    var ignored: [EventRecord] = []
    return state.perform(verb, into: &ignored)
  }

  mutating func run(through time: Nanoseconds) {
    _ = advance(through: time, upToRecord: state.moment.event + Self.most)
  }

  mutating func advance(through time: Nanoseconds, until isEnough: (EventRecord) -> Bool) -> [EventRecord] {
    var records: [EventRecord] = []
    let last = state.moment.event + Self.most
    while state.moment.event < last {
      let known = records.count
      guard advanceOne(through: time, into: &records) else { break }
      if records[known...].contains(where: isEnough) { break }
    }
    return records
  }
}
