import Command
import Consensus
import Foundation
import Search
import SimulationHost

/// Runs a finding again, shrinks it, saves it and says so.
struct FindingReport {
  let found: Found
  let options: SearchOptions
  let drawing: DrawingOptions
  let out: String?

  /// - Returns: The exit status of the search.
  func write() throws -> Int32 {
    switch found.kind {
    case .report: return try writeFailure()
    case .crashed(let reason): return try writeCrash(reason)
    }
  }

  private func writeFailure() throws -> Int32 {
    var run = try SeedRun(seed: found.seed, options: options)
    let outcome = run.run()
    guard let finding = outcome.finding else {
      throw Failure(
        "seed \(found.seed) failed in its own process, and not here: the simulation is not deterministic")
    }
    print("seed \(found.seed): \(Self.text(finding))")
    let failed = Trial(outcome.scenario, limit: outcome.simulated, checksHistory: true)
    var shrinker = Shrinker(outcome.scenario, failed, finding: finding)
    let began = ContinuousClock.now
    let result = shrinker.run()
    let seconds = Int((began.duration(to: .now) / .seconds(1)).rounded())
    print(
      "shrunk from \(result.before) actions to \(result.after), "
        + "\(outcome.scenario.header.nodes) nodes to \(result.scenario.header.nodes), in \(result.trials) runs, \(seconds) s"
    )
    print(Self.text(result.finding))
    let story = Story.tell(result.scenario, result.finding, at: result.time)
    let name: String
    switch result.finding {
    case .violated(let rule, _): name = rule
    case .stuck: name = "stuck"
    case .crashed: name = "crash"
    }
    try save(story, name: name)
    return finding.exitStatus
  }

  static func text(_ finding: Finding) -> String {
    switch finding {
    case .violated(let name, let detail): "BROKEN \(name): \(detail)"
    case .stuck(let what): "STUCK: \(what)"
    case .crashed(let reason): "CRASHED: \(reason)"
    }
  }

  private func save(_ scenario: Scenario, name: String) throws {
    let path = out ?? Self.freeName("found-\(options.bug.map { $0.name + "-" } ?? "")\(name)")
    do {
      let file = try LineFile(path)
      file.write(scenario.text.hasSuffix("\n") ? String(scenario.text.dropLast()) : scenario.text)
      try file.close()
    } catch {
      // What a long search found is not lost for want of a folder.
      print("open it with: raftcoin \(try ShareLine.encode(scenario))")
      throw error
    }
    print("saved as \(path); open it with: raftcoin \(path)")
  }

  /// A file that is not there yet.
  private static func freeName(_ stem: String) -> String {
    var number = 1
    var name = stem + ".raftcoin"
    while FileManager.default.fileExists(atPath: name) {
      number += 1
      name = "\(stem)-\(number).raftcoin"
    }
    return name
  }

  // MARK: Crashes

  /// Runs the seed once more in a process that tells each line before it acts, and shrinks what it told in
  /// further processes.
  private func writeCrash(_ reason: String) throws -> Int32 {
    let finding = Finding.crashed(reason)
    print("seed \(found.seed): \(Self.text(finding))")
    let (output, died) = try child(["--tell", String(found.seed)])
    guard died != nil, let scenario = Self.scenario(from: output) else {
      print("it does not crash when run again; start it as: raftcoin check --from \(found.seed) --seeds 1")
      return finding.exitStatus
    }
    try save(scenario, name: "crash")
    return finding.exitStatus
  }

  /// The lines that a dying process had told.
  private static func scenario(from output: String) -> Scenario? {
    var lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    // The last line may be torn.
    while !lines.isEmpty {
      if case .success(let scenario) = ScenarioParser.parse(
        text: lines.joined(separator: "\n"), file: "crash")
      {
        return scenario
      }
      lines.removeLast()
    }
    return nil
  }

  /// - Returns: What the child printed, and how it died; nil when it ended well.
  private func child(_ extra: [String]) throws -> (output: String, died: String?) {
    guard let path = Bundle.main.executableURL else { throw Failure("the program cannot find its own file") }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = path
    process.arguments = [CheckWorker.name] + drawing.arguments + extra
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let isFine = process.terminationReason == .exit && process.terminationStatus == 0
    return (String(decoding: data, as: UTF8.self), isFine ? nil : "\(process.terminationStatus)")
  }
}
