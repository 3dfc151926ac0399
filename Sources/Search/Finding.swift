import Command
import Consensus

/// What a run of a scenario came to.
public enum Finding: Sendable, Equatable {
  /// A rule broke: its name, and how in English.
  case violated(name: String, detail: String)
  /// The part that was healed for good made no progress within its time; what was waited for.
  case stuck(String)
  /// Messages multiply without end, so that the run never does; how many in which time.
  case flooded(String)
  /// The process died; with which signal or status, and what it said.
  case crashed(String)

  /// Whether another run failed in the same way: the same rule broke, progress stopped too, or the process died
  /// with the same words.
  public func isSame(as other: Finding) -> Bool {
    switch (self, other) {
    case (.violated(let left, _), .violated(let right, _)): left == right
    case (.stuck, .stuck), (.flooded, .flooded): true
    case (.crashed(let left), .crashed(let right)): left == right
    default: false
    }
  }

  /// A word for a file's name.
  public var name: String {
    switch self {
    case .violated(let rule, _): rule
    case .stuck: "stuck"
    case .flooded: "flood"
    case .crashed: "crash"
    }
  }

  /// The exit status of `raftcoin check`.
  public var exitStatus: Int32 {
    switch self {
    case .violated: 1
    case .stuck, .flooded: 3
    case .crashed: 4
    }
  }
}

/// One seed's run.
public struct SeedOutcome: Sendable {
  public let seed: UInt64
  public let finding: Finding?
  /// The header and every action, whatever drew them: running it again gives the same run. With its time each,
  /// but for what comes after a wait in a run that found nothing or got stuck.
  public let scenario: Scenario
  public let events: UInt64
  public let simulated: Nanoseconds
  /// The history was too entangled to decide.
  public let gaveUp: Bool
}
