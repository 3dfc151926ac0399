import Command
import Consensus

/// What a run of a scenario came to.
public enum Finding: Sendable, Equatable {
  /// A rule broke: its name, and how in English.
  case violated(name: String, detail: String)
  /// The part that was healed for good made no progress within its time; what was waited for.
  case stuck(String)
  /// The process died; with which signal or status.
  case crashed(String)

  /// Whether another run failed in the same way: the same rule broke, or progress stopped too.
  public func isSame(as other: Finding) -> Bool {
    switch (self, other) {
    case (.violated(let left, _), .violated(let right, _)): left == right
    case (.stuck, .stuck), (.crashed, .crashed): true
    default: false
    }
  }

  /// The exit status of `raftcoin check`.
  public var exitStatus: Int32 {
    switch self {
    case .violated: 1
    case .stuck: 3
    case .crashed: 4
    }
  }
}

/// One seed's run.
public struct SeedOutcome: Sendable {
  public let seed: UInt64
  public let finding: Finding?
  /// The header and every action with its time, whatever drew them: running it again gives the same run.
  public let scenario: Scenario
  public let events: UInt64
  public let simulated: Nanoseconds
  /// The history was too entangled to decide.
  public let gaveUp: Bool
}
