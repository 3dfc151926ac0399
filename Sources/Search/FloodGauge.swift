import Consensus

/// Tells a run in which messages multiply without end from one that is only busy: by the number of events in a
/// short span of simulated time. Such a run would never come to its end, or use up all memory on the way.
struct FloodGauge {
  static let span: Nanoseconds = 100_000_000
  /// Nine nodes under load, every message doubled, have fewer than a thousandth of it.
  static let most: UInt64 = 100_000

  private var began: Nanoseconds = 0
  private var eventsThen: UInt64 = 0
  /// What is told once there were too many.
  private(set) var flood: Finding?

  /// When the span ends that the world is in.
  var end: Nanoseconds { began + Self.span }
  /// With this event there are too many in the span.
  var limit: UInt64 { eventsThen + Self.most }

  /// To be told after each part of a run, none of which goes beyond `end` or `limit`.
  mutating func note(now: Nanoseconds, events: UInt64) {
    if events >= limit {
      flood = .flooded(
        "\(events - eventsThen) events within \(Self.span / 1_000_000) ms, from \(began / 1_000_000) ms on")
    }
    guard now >= end else { return }
    began = now
    eventsThen = events
  }
}
