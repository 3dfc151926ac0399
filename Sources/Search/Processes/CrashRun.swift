import Command
import Consensus
import Simulation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Runs what kills its process in processes of its own: first the seed, which tells each line before it acts,
/// then the candidates of the shrinking.
public struct CrashRun {
  /// A crash costs a new process, which takes as long as so many events.
  private static let leastCost: UInt64 = 40_000

  private let command: WorkerCommand
  private let folder: URL

  /// - Parameters:
  ///   - command: Understands `--tell SEED` and `--trial FILE --until NANOSECONDS`.
  ///   - folder: Where candidates are written for it.
  public init(_ command: WorkerCommand, folder: URL = FileManager.default.temporaryDirectory) {
    self.command = command
    self.folder = folder
  }

  /// What a seed had told when it died, and how it died; nil when it does not die again.
  public func tell(seed: UInt64) throws -> (scenario: Scenario, death: String)? {
    let ending = try command.run(["--tell", String(seed)])
    guard let death = ending.death, let scenario = Self.scenario(from: ending.output) else { return nil }
    return (scenario, death)
  }

  /// The lines that a dying process had told.
  private static func scenario(from output: String) -> Scenario? {
    var lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    // The last line may be torn.
    while !lines.isEmpty {
      if case .success(let scenario) = ScenarioParser.parse(
        text: lines.joined(separator: "\n"), file: "crash", vocabulary: Vocabulary.of)
      {
        return scenario
      }
      lines.removeLast()
    }
    return nil
  }

  /// Runs a scenario as it is written, in a process of its own.
  public func trial(_ scenario: Scenario, until limit: Nanoseconds) -> Trial {
    let file = folder.appendingPathComponent("\(UUID().uuidString).raftcoin")
    defer { try? FileManager.default.removeItem(at: file) }
    guard (try? Data(scenario.text.utf8).write(to: file)) != nil,
      let ending = try? command.run(["--trial", file.path, "--until", String(limit)])
    else { return Trial(finding: nil, time: limit, events: Self.leastCost) }
    let lines = ending.output.split(separator: "\n")
    let told = lines.last { $0.hasPrefix(Self.progressWord) }?.split(separator: " ")
    let time = told.flatMap { $0.count == 3 ? UInt64($0[1]) : nil } ?? 0
    let events = max(Self.leastCost, told.flatMap { $0.count == 3 ? UInt64($0[2]) : nil } ?? 0)
    guard let death = ending.death else {
      return Trial(finding: nil, time: limit, events: events)
    }
    // It died in the part of the run after the one that it told of last.
    return Trial(finding: .crashed(death), time: min(limit, time + FloodGauge.span), events: events)
  }

  private static let progressWord = "ran "

  /// How a worker tells how far a trial is, so that something is known when it dies.
  public static func progress(_ time: Nanoseconds, _ events: UInt64) -> String {
    "\(progressWord)\(time) \(events)"
  }

  /// Shrinks what a seed told to a scenario that dies with the same words.
  public func shrink(_ scenario: Scenario, death: String) -> Shrinker.Result {
    let last = scenario.steps.map(\.time).max() ?? 0
    let failed = Trial(
      finding: .crashed(death), time: last + 2 * Healing.patience(scenario.header), events: 0)
    var shrinker = Shrinker(
      scenario, failed, finding: .crashed(death), judge: { trial($0, until: $1) })
    return shrinker.run()
  }
}
