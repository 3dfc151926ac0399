import Consensus
import Host

/// A run at one moment, shared by all branches whose past it is.
final class Checkpoint: Sendable {
  let state: RunState
  let moment: Moment
  init(_ state: RunState) {
    self.state = state
    moment = state.moment
  }
}

/// How far apart checkpoints may lie. A jump simulates at most one gap, and memory is what all checkpoints
/// hold, so gaps are small where a person is looking and grow with the distance from there.
struct CheckpointSpacing: Sendable, Equatable {
  /// Records between two checkpoints close to the newest: about a third of a millisecond of work.
  var near: UInt64 = 256
  /// The largest gap: ten milliseconds of work.
  var far: UInt64 = 4096

  /// The gap wanted so many records behind the newest.
  func gap(behind distance: UInt64) -> UInt64 { min(far, max(near, distance / 8)) }
}

/// The checkpoints of one run, oldest first, thinned as they fall behind.
struct Checkpoints: Sendable {
  private(set) var all: [Checkpoint]

  init(all: [Checkpoint] = []) { self.all = all }

  /// The newest one from which a run can be simulated on to this target.
  func last(before target: Timeline.Target) -> Checkpoint? {
    switch target {
    case .time(let time): all.last { $0.moment.time < time }
    case .event(let event): all.last { $0.moment.event <= event }
    }
  }

  /// Adds one after all others.
  mutating func append(_ checkpoint: Checkpoint, spacing: CheckpointSpacing) {
    all.append(checkpoint)
    thin(spacing)
  }

  /// Those up to and including a moment: the past of a branch that parts there.
  func past(of moment: Moment) -> Checkpoints {
    Checkpoints(all: all.filter { $0.moment <= moment })
  }

  /// Removes what lies closer together than it must; the first one stays.
  mutating func thin(_ spacing: CheckpointSpacing) {
    guard let newest = all.last?.moment.event, all.count > 2 else { return }
    var kept: [Checkpoint] = [all[0]]
    kept.reserveCapacity(all.count)
    for place in 1..<(all.count - 1) {
      let reach = all[place + 1].moment.event - (kept.last?.moment.event ?? 0)
      if reach > spacing.gap(behind: newest - all[place].moment.event) { kept.append(all[place]) }
    }
    kept.append(all[all.count - 1])
    if kept.count < all.count { all = kept }
  }
}
