import Command
import Consensus

/// What a searching process tells the one that started it: a line for each seed.
public struct SeedReport: Sendable, Equatable {
  public let seed: UInt64
  /// Of which kind it is, without details; nil: nothing was found.
  public let finding: Finding?
  public let events: UInt64
  public let simulated: Nanoseconds
  /// The history was too entangled to decide.
  public let gaveUp: Bool
  /// Whether it drew real signatures.
  public let isSigned: Bool

  public init(_ outcome: SeedOutcome) {
    seed = outcome.seed
    finding = outcome.finding
    events = outcome.events
    simulated = outcome.simulated
    gaveUp = outcome.gaveUp
    isSigned = outcome.scenario.header.signatures == .ed25519
  }

  /// `72 fine 5340 8712345678 - signed`.
  public var line: String {
    let word =
      switch finding {
      case nil: "fine"
      case .violated(let name, _): Self.violated + name
      case .stuck, .crashed: "stuck"
      case .flooded: "flooded"
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
    case "fine": finding = nil
    case "stuck": finding = .stuck(nil, saw: "")
    case "flooded": finding = .flooded("")
    case let word where word.hasPrefix(Self.violated):
      finding = .violated(name: String(word.dropFirst(Self.violated.count)), detail: "")
    default: return nil
    }
    self.seed = seed
    self.events = events
    self.simulated = simulated
    gaveUp = words[4] == "undecided"
    isSigned = words[5] == "signed"
  }

  private static let violated = "violated:"
}
