import Command
import Consensus
import Explanation
import Host
import Linearizability
import Words

/// What a run of a scenario came to.
public enum Finding: Sendable, Equatable {
  /// A rule broke: its name, and how in English.
  case violated(name: String, detail: String)
  /// The part that was healed for good did not come to what it owes within its time: what was waited for, and what
  /// was seen instead. nil where a line of a file could not be kept for another reason, which `saw` tells.
  case stuck(Predicate?, saw: String)
  /// Messages multiply without end, so that the run never does; how many in which time.
  case flooded(String)
  /// The process died; with which signal or status, and what it said.
  case crashed(String)

  /// In Paxos with ballots as people write them, which the detail itself cannot: to it a ballot is a term.
  init(_ violation: ViolationSnapshot, of consensus: ConsensusProtocol) {
    let detail = violation.detail
    self = .violated(
      name: violation.invariant,
      detail: consensus == .raft
        ? detail.description : Explainer(language: .english, consensus: consensus).text(of: detail))
  }

  init(_ found: Counterexample) {
    self = .violated(name: "linearizability", detail: found.lines.joined(separator: " "))
  }

  /// Whether another run failed in the same way: the same rule broke, the same was waited for in vain, or the
  /// process died with the same words.
  public func isSame(as other: Finding) -> Bool {
    switch (self, other) {
    case (.violated(let left, _), .violated(let right, _)): left == right
    // Numbers and times aside.
    case (.stuck(.balance(let left, _, _, _), _), .stuck(.balance(let right, _, _, _), _)): left == right
    case (.stuck(.leads, _), .stuck(.leads, _)): true
    case (.stuck(let left, _), .stuck(let right, _)): left == right
    case (.flooded, .flooded): true
    case (.crashed(let left), .crashed(let right)): left == right
    default: false
    }
  }

  /// What was waited for in vain.
  public static func text(stuck predicate: Predicate?, saw: String) -> String {
    predicate.map { "not `\($0)`; saw: \(saw)" } ?? saw
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
