import Command
import Consensus
import Host

/// Something that is done at a time of a run.
public struct TimedVerb: Sendable, Equatable {
  /// In nanoseconds since the start.
  public let time: Nanoseconds
  public let verb: Verb
}

/// A future in which something is tried, and what was done and happened there.
struct Rehearsal {
  private(set) var future: any ClusterFuture
  private(set) var acts: [TimedVerb] = []
  private(set) var records: [EventRecord] = []
  /// The record that was waited for last.
  private(set) var found: EventRecord?

  init(_ future: any ClusterFuture) { self.future = future }

  var snapshot: ClusterSnapshot { future.snapshot() }

  /// - Returns: whether it was done.
  @discardableResult
  mutating func perform(_ verb: Verb) -> Bool {
    let isDone = future.perform(verb).isDone
    acts.append(TimedVerb(time: future.now, verb: verb))
    return isDone
  }

  /// Runs on until something happens; nil: it does not within the span.
  mutating func first(
    within span: Nanoseconds, where matches: (EventRecord) -> Bool
  ) -> EventRecord? {
    let made = future.advance(through: future.now.after(span), until: matches)
    records += made
    guard let record = made.last(where: matches) else { return nil }
    found = record
    return record
  }

  mutating func run(_ span: Nanoseconds) { future.run(through: future.now.after(span)) }

  /// The same future with another fate, of which nothing is kept.
  func drawnAnew(_ seed: UInt64) -> Rehearsal {
    var future = future
    future.redraw(seed)
    return Rehearsal(future)
  }
}

extension Nanoseconds {
  static let millisecond: Nanoseconds = 1_000_000
  static let second: Nanoseconds = 1_000_000_000

  /// In whole milliseconds.
  var milliseconds: UInt64 { self / .millisecond }
}
