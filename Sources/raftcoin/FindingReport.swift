import Command
import Consensus
import Posix
import Search
import SimulationHost

/// Runs a finding again, shrinks it, saves it and says so.
struct FindingReport {
  let found: SeedFinding
  let options: SearchOptions
  let command: WorkerCommand
  /// Whether the seeds ran in this same program.
  let isOwn: Bool
  let out: String?

  /// - Returns: The exit status of the search.
  func write() throws -> Int32 {
    if case .crashed = found.finding { try writeCrash(found.finding) } else { try writeFailure() }
  }

  private func writeFailure() throws -> Int32 {
    var run = try SeedRun(seed: found.seed, options: options)
    let outcome = run.run()
    guard let finding = outcome.finding else {
      let reason = isOwn ? "the simulation is not deterministic" : "it is another program"
      throw Failure("seed \(found.seed) failed in its own process, and not here: \(reason)")
    }
    print("seed \(found.seed): \(Self.text(finding))")
    let failed = Trial(outcome.scenario, limit: outcome.simulated, checksHistory: true)
    var shrinker = Shrinker(outcome.scenario, failed, finding: finding)
    let began = ContinuousClock.now
    try tell(shrinker.run(), from: outcome.scenario, since: began)
    return finding.exitStatus
  }

  private func tell(
    _ result: Shrinker.Result, from scenario: Scenario, since began: ContinuousClock.Instant
  ) throws {
    let seconds = Int((began.duration(to: .now) / .seconds(1)).rounded())
    print(
      "shrunk from \(result.before) actions to \(result.after), "
        + "\(scenario.header.nodes) nodes to \(result.scenario.header.nodes), in \(result.trials) runs, \(seconds) s"
    )
    print(Self.text(result.finding))
    try save(Story.tell(result.scenario, result.finding, at: result.time), name: result.finding.name)
  }

  static func text(_ finding: Finding) -> String {
    switch finding {
    case .violated(let name, let detail): "BROKEN \(name): \(detail)"
    case .stuck(let predicate, let saw): "STUCK: \(Finding.text(stuck: predicate, saw: saw))"
    case .flooded(let what): "FLOODED: messages multiply without end, \(what)"
    case .crashed(let reason): "CRASHED: \(reason)"
    }
  }

  private func save(_ scenario: Scenario, name: String) throws {
    let path = out ?? Self.freeName("found-\(options.bugName.map { $0 + "-" } ?? "")\(name)")
    do {
      let file = try LineFile.openAll([("--out", path)], besides: command.program)[0]
      file?.write(scenario.text.hasSuffix("\n") ? String(scenario.text.dropLast()) : scenario.text)
      try file?.close()
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
    while access(name, F_OK) == 0 {
      number += 1
      name = "\(stem)-\(number).raftcoin"
    }
    return name
  }

  // MARK: Crashes

  /// Runs the seed once more in a process that tells each line before it acts, and shrinks what it told in
  /// further processes.
  private func writeCrash(_ first: Finding) throws -> Int32 {
    print("seed \(found.seed): \(Self.text(first))")
    let crash = CrashRun(command)
    guard let (scenario, death) = try crash.tell(seed: found.seed) else {
      print("it does not crash when run again; start it as: raftcoin check --from \(found.seed) --seeds 1")
      return first.exitStatus
    }
    let began = ContinuousClock.now
    let result = crash.shrink(scenario, death: death)
    try tell(result, from: scenario, since: began)
    return result.finding.exitStatus
  }
}
