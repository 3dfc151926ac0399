import Command
import Consensus
import Host
import Linearizability

/// What a run of a scenario came to.
public enum Finding: Sendable, Equatable {
  /// A rule broke: its name, and how in English.
  case violated(name: String, detail: String)
  /// The part that was healed for good did not come to what it owes within its time.
  case stuck(Stuck)
  /// Messages multiply without end, so that the run never does; how many in which time.
  case flooded(String)
  /// The process died; with which signal or status, and what it said.
  case crashed(String)

  init(_ violation: ViolationSnapshot) {
    self = .violated(name: violation.invariant, detail: violation.detail.description)
  }

  init(_ found: Counterexample) {
    self = .violated(name: "linearizability", detail: found.lines.joined(separator: " "))
  }

  /// Whether another run failed in the same way: the same rule broke, the same was waited for in vain, or the
  /// process died with the same words.
  public func isSame(as other: Finding) -> Bool {
    switch (self, other) {
    case (.violated(let left, _), .violated(let right, _)): left == right
    case (.stuck(let left), .stuck(let right)): left.isSame(as: right)
    case (.flooded, .flooded): true
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

/// A wait in vain.
public struct Stuck: Sendable, Equatable, CustomStringConvertible {
  /// What was waited for; nil where a line of a file could not be kept for another reason.
  public let predicate: Predicate?
  /// What was seen instead.
  public let saw: String

  public init(_ predicate: Predicate?, saw: String) {
    self.predicate = predicate
    self.saw = saw
  }

  public var description: String { predicate.map { "not `\($0)`; saw: \(saw)" } ?? saw }

  /// Whether it waited for the same kind of thing: numbers and times aside.
  public func isSame(as other: Stuck) -> Bool {
    switch (predicate, other.predicate) {
    case (.balance(let left, _, _, _), .balance(let right, _, _, _)): left == right
    case (.leads, .leads): true
    default: predicate == other.predicate
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
