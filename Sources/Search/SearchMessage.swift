import Command
import Consensus

/// What a searching process tells the one that started it: a line for each seed.
public struct SeedReport: Sendable, Equatable {
  /// What the seed's run came to.
  public enum Result: Sendable, Equatable {
    case fine
    case violated(String)
    case stuck
    case flooded
  }
  public var seed: UInt64
  public var result: Result
  public var events: UInt64
  public var simulated: Nanoseconds
  /// The history was too entangled to decide.
  public var gaveUp: Bool
  /// Whether it drew real signatures.
  public var isSigned: Bool

  public init(_ outcome: SeedOutcome) {
    seed = outcome.seed
    result = Result(outcome.finding)
    events = outcome.events
    simulated = outcome.simulated
    gaveUp = outcome.gaveUp
    isSigned = outcome.scenario.header.signatures == .ed25519
  }

  /// Of a scenario that was run as it is written.
  public init(_ trial: Trial, of scenario: Scenario) {
    seed = scenario.header.seed ?? 0
    result = Result(trial.finding)
    events = trial.events
    simulated = trial.time
    gaveUp = false
    isSigned = scenario.header.signatures == .ed25519
  }

  /// `72 fine 5340 8712345678 - s`.
  public var line: String {
    let word: String
    switch result {
    case .fine: word = "fine"
    case .violated(let name): word = "violated:\(name)"
    case .stuck: word = "stuck"
    case .flooded: word = "flooded"
    }
    return "\(seed) \(word) \(events) \(simulated) \(gaveUp ? "undecided" : "-") \(isSigned ? "signed" : "-")"
  }

  /// nil where the line is no report.
  public init?(line: some StringProtocol) {
    let words = line.split(separator: " ")
    guard words.count == 6, let seed = UInt64(words[0]), let events = UInt64(words[2]),
      let simulated = UInt64(words[3])
    else { return nil }
    switch words[1] {
    case "fine": result = .fine
    case "stuck": result = .stuck
    case "flooded": result = .flooded
    default:
      guard words[1].hasPrefix("violated:") else { return nil }
      result = .violated(String(words[1].dropFirst("violated:".count)))
    }
    self.seed = seed
    self.events = events
    self.simulated = simulated
    gaveUp = words[4] == "undecided"
    isSigned = words[5] == "signed"
  }
}

extension SeedReport.Result {
  fileprivate init(_ finding: Finding?) {
    switch finding {
    case nil: self = .fine
    case .violated(let name, _): self = .violated(name)
    case .stuck, .crashed: self = .stuck
    case .flooded: self = .flooded
    }
  }
}
