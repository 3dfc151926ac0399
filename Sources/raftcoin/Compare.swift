import ArgumentParser
import Assets
import Canvas
import Command
import Consensus
import Explanation
import Host
import Posix
import SimulationHost
import Words

/// `raftcoin compare`: one schedule under Raft and under Multi-Paxos.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", _superCommandName: "raftcoin",
    abstract: "Run one schedule under Raft and under Multi-Paxos, side by side.",
    discussion: """
      Two worlds with the same seed, latencies, faults and transfers, and one clock; `leader`, `when` and nodes are \
      looked up in each. The console shows both, what each has cost, and where they first differ and why; --plain and \
      --json print that for the whole run, with the hash of each, as `raftcoin run` gives it. A `when` that is not kept \
      in one world ends that world's lines, not the other's. A file that speaks of one protocol alone is refused; its \
      line `protocol` does not count. FILE may be the name of a shipped schedule: \(schedules.joined(separator: ", ")). \
      Exit status: 0, 1 an expectation failed in one of them or a rule broke, 2 a wrong file or option, 3 events \
      without end.
      """)

  /// The shipped ones, as they are called here.
  static let schedules = ShippedScenarios.all.map(\.name).filter { $0.hasPrefix(prefix) }
    .map { String($0.dropFirst(prefix.count)) }
  private static let prefix = "compare-"

  @ArgumentParser.Argument(
    help: "A schedule: a file, the name of a shipped one, or a share line.", completion: .file())
  var file: String

  @Flag(help: "Print the table instead of opening the console.")
  var plain = false

  @Flag(help: "Print the same as one JSON object.")
  var json = false

  @Option(name: .shortAndLong, help: "The seed, in the place of the file's.")
  var seed: UInt64?

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  @ArgumentParser.Argument(
    parsing: .allUnrecognized, help: "Options of the console, as --ascii; see `raftcoin help console`.")
  var options: [String] = []

  func run() throws {
    let name = Self.schedules.contains(file) ? Self.prefix + file : file
    var scenario = try ScenarioFile.load(name, for: ComparisonHost.protocols)
    scenario.header.seed = seed ?? scenario.header.seed ?? UInt64.random(in: 0...999_999)
    var console = try Raftcoin.parse(options)
    guard console.file == nil, console.nodes == nil, console.load == nil,
      try console.raft.applied(to: scenario.header) == scenario.header
    else {
      throw ScenarioFile.wrong(
        "\(options.joined(separator: " ")): not here; expected options of the screen, and what both clusters are in the "
          + "file\n")
    }
    let host: ComparisonHost
    do {
      host = try ComparisonHost(scenario: scenario, seed: 0)
    } catch {
      throw ScenarioFile.wrong("\(ScenarioFile.shownName(file)): \(error)\n")
    }
    if json || plain || isatty(STDOUT_FILENO) == 0 { return try report(host, name, scenario) }
    console.file = name
    console.language = language
    console.seed = scenario.header.seed
    try ConsoleSession(Opening(console), compared: host).run()
  }

  private func report(_ host: ComparisonHost, _ name: String, _ scenario: Scenario) throws {
    let report = ComparisonReport(
      host, name: ScenarioFile.shownName(name), language: language ?? Opening.environmentLanguage)
    print(json ? report.json : report.text, terminator: "")
    for host in host.hosts { try host.requireMotion() }
    if !report.isFine { throw ExitCode(1) }
  }
}
