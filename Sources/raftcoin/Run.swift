import ArgumentParser
import Command
import Consensus
import Explanation
import Host
import Linearizability
import Posix
import Simulation
import SimulationHost
import Words

/// `raftcoin run`: a scenario without a screen, as fast as it goes.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", _superCommandName: "raftcoin",
    abstract: "Run a scenario without a screen, as fast as it goes.",
    discussion: """
      Prints each expectation with its outcome and each verb that did nothing; the last line is `hash HEX`, the same \
      for the same file on any machine. Exit status: 0 all held, 1 an expectation failed, was not reached or could \
      not be checked, or a rule broke that the file does not expect, 2 the file or the arguments are wrong, 3 events \
      without end in one instant.
      """)

  @ArgumentParser.Argument(
    help: "A scenario: a file, the name of a shipped one, or a share line.", completion: .file())
  var file: String

  @Option(help: "Write all that happens to this file, as JSON lines.", completion: .file())
  var trace: String?

  @Option(help: "Write what clients asked and learned to this file, as JSON lines.", completion: .file())
  var history: String?

  @Option(help: "Run until this time, as 10s or 1.5h; without it the run ends after the last line.")
  var until: String?

  @Option(
    name: [.customLong("lang")],
    help: "en or zh: of what the file says and of how a rule broke; without it English.")
  var language = Language.english

  @Flag(help: "Print only what failed, and the hash.")
  var quiet = false

  @Flag(name: .customLong("no-invariants"), help: "Do not check the invariants after every event.")
  var noInvariants = false

  @Flag(help: "Check at the end that all that clients learned is linearizable; say what is not.")
  var check = false

  @Flag(help: "Print how many events were simulated, and how fast, on standard error.")
  var stats = false

  func run() throws {
    let scenario = try ScenarioFile.load(file)
    let limit = try until.map { try ScenarioFile.option("--until \($0)", try VerbParser.time($0)) }
    let seed = scenario.header.seed ?? UInt64.random(in: 0...999_999)
    if scenario.header.seed == nil, !quiet { print("seed \(seed)") }
    var observers: Observers = noInvariants ? [] : [.invariants, .linearizability]
    if trace != nil { observers.formUnion([.records, .sends]) }
    if history != nil || check { observers.insert(.history) }
    let outputs = try LineFile.openAll([("--trace", trace), ("--history", history)], besides: file)
    let (traceFile, historyFile) = (outputs[0], outputs[1])
    let world: AnyWorld
    do {
      world = try makeWorld(header: scenario.header, seed: seed, observers: observers)
    } catch {
      throw ScenarioFile.wrong("\(ScenarioFile.shownName(file)): \(error)\n")
    }
    historyFile?.write(HistoryLines.header(world.openingBalances))
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    var operations = OperationHistory(opening: world.openingBalances, [])
    var tracer = TraceWriter()
    let began = ContinuousClock.now
    let look = { (world: inout AnyWorld) in
      if let traceFile {
        for line in tracer.lines(of: &world) { traceFile.write(line) }
      }
      for event in world.takeHistory() {
        historyFile?.write(HistoryLines.line(event))
        if check { operations.add(event) }
      }
    }
    let isLookedAt = traceFile != nil || historyFile != nil || check
    runner.runToEnd(limit: limit, observe: isLookedAt ? look : nil)
    if stats { tellSpeed(runner.world, since: began) }
    try traceFile?.close()
    try historyFile?.close()
    let lines = RunReport(
      runner: runner, name: ScenarioFile.shownName(file), quiet: quiet, language: language)
    var isFine = lines.tell()
    isFine = reportRules(runner.world, scenario) && isFine
    if check { isFine = report(LinearizabilityChecker.check(operations), operations, scenario) && isFine }
    print("hash \(runner.world.hashText)")
    if let problem = lines.standstill {
      StandardError.write(problem + "\n")
      throw ExitCode(Main.endlessStatus)
    }
    if !isFine { throw ExitCode(1) }
  }

  private func reportRules(_ world: AnyWorld, _ scenario: Scenario) -> Bool {
    var isFine = true
    let expected = scenario.expectedViolations
    for name in world.violatedNames where !expected.contains(name) {
      isFine = false
      let explainer = Explainer(language: language, consensus: scenario.header.consensus)
      let detail =
        world.violation.flatMap { $0.invariant == name ? ": " + explainer.text(of: $0.detail) : nil } ?? ""
      print("BROKEN \(name)\(detail)")
    }
    for name in scenario.header.breaks
    where world.watches(.violated(name)) && !world.violatedNames.contains(name) {
      isFine = false
      print("NOT BROKEN \(name), although the header says so")
    }
    return isFine
  }

  private func report(
    _ verdict: LinearizabilityChecker.Verdict, _ history: OperationHistory, _ scenario: Scenario
  ) -> Bool {
    let count = history.operations.count
    switch verdict {
    case .linearizable:
      if !quiet {
        print("linearizable: \(count) operations of clients have an order that explains all answers")
      }
      return true
    case .gaveUp(let configurations):
      print(
        "not decided whether \(count) operations of clients are linearizable: gave up after \(configurations) "
          + "configurations")
      return true
    case .notLinearizable(let found):
      for line in found.lines { print(line) }
      return scenario.expectedViolations.contains("linearizability")
    }
  }

  private func tellSpeed(_ world: AnyWorld, since began: ContinuousClock.Instant) {
    let seconds = began.duration(to: .now) / .seconds(1)
    let rate = Double(world.eventCount) / max(seconds, 1e-9)
    let simulated = Double(world.now) / 1e9
    StandardError.write(
      "\(world.eventCount) events, \(simulated) s simulated in \(seconds) s: "
        + "\(Int(rate)) events/s, \(Int(simulated / max(seconds, 1e-9))) times real time, "
        + "longest log \(world.longestLog) entries\n")
  }
}

/// `raftcoin verbs`: the table of verbs, from the parser's own definitions.
struct Verbs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verbs", _superCommandName: "raftcoin", abstract: "Print the table of verbs.")

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  func run() throws {
    let chosen = language ?? Opening.environmentLanguage
    // At once, so that what does not fit on a full disk is told: it is more than the stream's buffer holds.
    _ = StandardOutput.write(String(VerbTable.text(chosen).dropLast()))
  }
}
