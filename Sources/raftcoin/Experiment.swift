import ArgumentParser
import Assets
import Command
import Consensus
import Experiments
import Posix

/// `raftcoin experiment`: the papers' figures, and questions that they leave open.
struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment", _superCommandName: "raftcoin",
    abstract: "Reproduce a figure of the papers, or answer a question that they leave open.",
    discussion: """
      Without a name it lists them. Figures 7 and 8 are scenarios: they open in the console, or print every \
      node's log with --plain. The others run trials, draw the curve beside the published one and say where it misses.
      """)

  @ArgumentParser.Argument(help: "Which; without it the list.")
  var name: String?

  @Option(help: "Trials for each curve; without it as many as were published.")
  var trials: Int?

  @Option(help: "The seed that decides all trials, 1 where none is given; for a figure the scenario's own.")
  var seed: UInt64?

  @Option(help: "election-timeout: one way through the network, as 0.2ms..0.3ms.")
  var latency: String?

  @Option(help: "election-timeout: one durable write, as 0.1ms..14.4ms.")
  var disk: String?

  @Option(help: "Write the curves to this file, as comma-separated values.", completion: .file())
  var csv: String?

  @Option(help: "Write the chart to this file, as SVG.", completion: .file())
  var svg: String?

  @Flag(help: "Print a figure's logs instead of opening the console; the others print in any case.")
  var plain = false

  func run() throws {
    guard let name else {
      if let option = given.first {
        throw ScenarioFile.wrong(
          "\(option): expected with the name of an experiment, one of:\n" + Experiment.list)
      }
      print(Experiment.list, terminator: "")
      return
    }
    guard let experiment = Experiment(rawValue: name) else {
      throw ScenarioFile.wrong("\(name): there is no such experiment; expected one of:\n" + Experiment.list)
    }
    if let scenario = experiment.scenario {
      if let option = given.first(where: { $0 != "--seed" && $0 != "--plain" }) {
        throw ScenarioFile.wrong(
          "\(option): \(name) is a scenario, not a row of trials; expected --seed or --plain\n")
      }
      try show(scenario)
      return
    }
    if experiment == .partialNetwork { return try showPartialNetwork() }
    let broadcast = try broadcast(for: experiment)
    let outputs = try LineFile.openAll([("--csv", csv), ("--svg", svg)])
    let (csvFile, svgFile) = (outputs[0], outputs[1])
    let result: ExperimentResult
    do {
      result = try Interruption.heldBack { () throws(ExperimentProblem) in
        try experiment.run(
          trials: trials, seed: seed ?? 1, broadcast: broadcast, published: PublishedFigures.raftFigure16,
          isStopped: { Interruption.isPending }, tell: Self.show)
      }
    } catch {
      if error.isStop { StandardError.show(bar: "") }
      let wrong = ScenarioFile.wrong("raftcoin experiment: \(error)\n")
      Interruption.letThrough()
      throw wrong
    }
    print(result.text(width: Self.width), terminator: "")
    // The file ends the last line itself.
    csvFile?.write(String(result.csv.dropLast()))
    svgFile?.write(String(result.svg.dropLast()))
    try csvFile?.close()
    try svgFile?.close()
  }

  /// The options that were given, by name.
  private var given: [String] {
    [
      trials.map { _ in "--trials" }, seed.map { _ in "--seed" }, latency.map { _ in "--latency" },
      disk.map { _ in "--disk" }, csv.map { _ in "--csv" }, svg.map { _ in "--svg" }, plain ? "--plain" : nil,
    ].compactMap { $0 }
  }

  /// Opens a scenario in the console, or prints its notes with every node's log.
  private func show(_ name: String) throws {
    guard plain || isatty(STDOUT_FILENO) == 0 else {
      let console = try Raftcoin.parse([name] + (seed.map { ["--seed", "\($0)"] } ?? []))
      try console.run()
      return
    }
    let isFine: Bool
    do {
      var scenario = try ScenarioFile.load(name)
      if let seed { scenario.header.seed = seed }
      isFine = try FigureText.play(scenario, seed: 1) { print($0, terminator: "") }
    } catch {
      throw ScenarioFile.wrong("\(name): \(error)\n")
    }
    if !isFine { throw ExitCode(1) }
  }

  /// Each trial is a seed of whole clusters.
  private func showPartialNetwork() throws {
    if let option = given.first(where: { !["--seed", "--trials", "--plain"].contains($0) }) {
      throw ScenarioFile.wrong("\(option): partial-network draws no curve; expected --seed or --trials\n")
    }
    let (first, count) = (seed ?? 1, trials ?? 10)
    guard (1...1000).contains(count), first <= UInt64.max - 1000 else {
      throw ScenarioFile.wrong(
        "--trials \(count): expected 1 to 1000, and a --seed that leaves room for them\n")
    }
    let text = try PartialNetwork.table(seeds: first..<first + UInt64(count)) { done, all in
      StandardError.show(bar: "", done: done, of: all)
    }
    StandardError.show(bar: "")
    print(text, terminator: "")
  }

  private func broadcast(for experiment: Experiment) throws -> Broadcast {
    var broadcast = Broadcast()
    if experiment != .electionTimeout, latency != nil || disk != nil {
      throw ScenarioFile.wrong("--latency and --disk: expected with election-timeout only\n")
    }
    if let latency { broadcast.latency = try Self.times(latency, option: "--latency") }
    if let disk { broadcast.disk = try Self.times(disk, option: "--disk") }
    return broadcast
  }

  /// A range of times, read as the verbs read it.
  private static func times(_ text: String, option: String) throws -> ClosedRange<Nanoseconds> {
    let verb = try ScenarioFile.option(option, try VerbParser.parse(syntax: "latency \(text)"))
    if case .latency(let range, nil) = verb { return range }
    throw ScenarioFile.wrong("\(option) \(text): expected two times, as 5ms..15ms\n")
  }

  /// A bar that is gone when the trials are done.
  private static func show(_ progress: Experiments.Progress) {
    let (done, total) = (progress.done, progress.total)
    if done == total { return StandardError.show(bar: "") }
    StandardError.show(bar: "\(done * 100 / total)% \(progress.curve)", done: done, of: total)
  }

  /// The terminal's columns, or as many as a page has.
  private static var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
    return min(max(Int(size.ws_col), 60), 140)
  }
}
