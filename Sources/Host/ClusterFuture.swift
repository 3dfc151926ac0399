import Command
import Consensus

/// One way in which a run may go on: a copy of it, so that nothing done here changes the host.
public protocol ClusterFuture {
  /// Nanoseconds since the start of the run.
  var now: Nanoseconds { get }
  func snapshot() -> ClusterSnapshot
  /// Draws all chance from here on anew: how long messages take and which are lost, how long disks write, how long
  /// nodes wait for a leader, what the demo load asks. What has been drawn stays: messages under way, timers that run.
  mutating func redraw(_ seed: UInt64)
  /// Acts now, as `ClusterHost.perform` does. What was done further on in the host's run does not happen here then.
  mutating func perform(_ verb: Verb) -> ActionOutcome
  /// Runs through `time`. A run without end in one instant is left after many events.
  mutating func run(through time: Nanoseconds)
  /// The same, at most until the record that is enough: that is the last one then.
  mutating func advance(through time: Nanoseconds, until isEnough: (EventRecord) -> Bool) -> [EventRecord]
}
