import ArgumentParser
import Command
import Consensus
import Paxos
import Posix
import Raft
import Search
import SimulationHost

#if canImport(Glibc)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `raftcoin check`: draws clusters, dials and faults by the thousand and looks for what breaks.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", _superCommandName: "raftcoin",
    abstract: "Search for a run that breaks a rule, and shrink it.",
    discussion: """
      Each seed draws its own cluster, dials, faults, and what people ask of the bank, all of it such that the \
      protocol must survive it; then a random majority is healed for good. It must make progress, and whatever is \
      under way must come to an end. Seeds run in processes of their own. What is found is shrunk to a scenario and \
      saved. Exit status: 0 nothing found, 1 a rule broke or clients saw something that is not linearizable, 2 wrong \
      usage, 3 no progress, or messages without end, 4 the program crashed, or used up its memory or time.
      """)

  @Option(help: "How many seeds.")
  var seeds: UInt64 = 1000

  @Option(help: "The first seed.")
  var from: UInt64 = 1

  @OptionGroup var drawing: DrawingOptions

  @Option(help: "How many seeds run at a time; without it as many as there are processors.")
  var jobs: Int?

  @Option(help: "Where a finding is saved; without it a new file in this folder.", completion: .file())
  var out: String?

  @Option(
    help: "The program that runs the seeds, as another build of raftcoin; without it this one.",
    completion: .file())
  var worker: String?

  @Flag(help: "Explore all interleavings of a small cluster without time, instead of drawing seeds.")
  var exhaustive = false

  @Option(help: "With --exhaustive: how many events long the runs are.")
  var depth = 9

  func run() throws {
    let options = try drawing.searchOptions()
    if exhaustive {
      guard options.consensus == .raft else {
        throw ScenarioFile.wrong("--exhaustive: Raft alone is explored so far\n")
      }
      try ExhaustiveReport(nodes: options.nodes ?? 3, depth: depth, bug: options.bug).run()
      return
    }
    let jobs = self.jobs ?? ProcessInfo.processInfo.activeProcessorCount
    guard (1...256).contains(jobs) else {
      throw ScenarioFile.wrong("--jobs \(jobs): expected a number from 1 to 256\n")
    }
    let (end, isTooFar) = from.addingReportingOverflow(seeds)
    guard seeds >= 1, !isTooFar else {
      throw ScenarioFile.wrong("--seeds \(seeds): expected at least 1, and no seed above \(UInt64.max)\n")
    }
    tellPlan(options, jobs: jobs)
    let command = try workerCommand(jobs: jobs)
    var pool = SearchPool(seeds: from..<end, jobs: jobs, command: command)
    var progress = SearchProgress()
    let result: SeedFinding?
    do {
      result = try pool.run { progress.show($0) }
    } catch {
      throw ScenarioFile.wrong(
        "\(command.program): cannot be run (\(error)); expected a program\n")
    }
    progress.end()
    print(pool.tally.summary)
    guard let found = result else {
      print("nothing found")
      return
    }
    let status = try FindingReport(
      found: found, options: options, command: command, isOwn: worker == nil, out: out
    ).write()
    throw ExitCode(status)
  }

  private func workerCommand(jobs: Int) throws -> WorkerCommand {
    guard let program = worker ?? WorkerCommand.ownProgram else {
      throw ScenarioFile.wrong("raftcoin: the program cannot find its own file; expected it after --worker\n")
    }
    let mebibytes = WorkerLimits.memory(jobs: jobs) >> 20
    return WorkerCommand(
      program, [CheckWorker.name, "--memory", String(mebibytes)] + drawing.arguments)
  }

  private func tellPlan(_ options: SearchOptions, jobs: Int) {
    let faults = options.faults.map(\.rawValue).joined(separator: ", ")
    let last = from + (seeds - 1)
    print("seeds \(from) to \(last), \(jobs) at a time; faults: \(faults.isEmpty ? "none" : faults)")
    if let bug = options.bugName { print("with the rule broken: \(bug)") }
    if !options.realSignatures {
      print("signatures: one seed in 16 draws real ones, the others a cheap stand-in")
    }
  }
}

/// What both the search and its child processes must be told.
struct DrawingOptions: ParsableArguments {
  @Option(help: "Nodes, 1 to 9; without it each seed draws its own number.")
  var nodes: Int?

  @Option(name: .customLong("protocol"), help: "raft or paxos.")
  var consensus: String?

  @Option(help: "Kinds of faults, as crash,loss, or all, or none.")
  var faults: String?

  @Option(help: "A rule to break (`raftcoin bugs` lists them).")
  var bug: String?

  @Option(help: "How long faults go on in each seed, in simulated time.")
  var time: String?

  @Flag(name: .customLong("signatures"), help: "Real signatures in every seed.")
  var signatures = false

  func searchOptions() throws -> SearchOptions {
    var options = SearchOptions(nodes: nodes, realSignatures: signatures)
    if let nodes, !(1...NodeID.highest).contains(nodes) {
      throw ScenarioFile.wrong("--nodes \(nodes): expected a number from 1 to \(NodeID.highest)\n")
    }
    if let consensus {
      guard let named = ConsensusProtocol(rawValue: consensus), named != .synod else {
        throw ScenarioFile.wrong("--protocol \(consensus): expected raft or paxos\n")
      }
      options.consensus = named
    }
    if let faults {
      do {
        options.faults = try FaultKind.list(faults)
      } catch {
        throw ScenarioFile.wrong("--faults \(faults): \(error)\n")
      }
    }
    if let bug {
      switch options.consensus {
      case .raft: options.bug = try Self.rule(bug)
      case .paxos: options.paxosBug = try Self.rule(bug)
      case .synod: break
      }
    }
    if let time {
      options.time = try ScenarioFile.option("--time \(time)", try VerbParser.time(time))
      guard (1_000_000_000...3_600_000_000_000).contains(options.time) else {
        throw ScenarioFile.wrong("--time \(time): expected a time from 1s to 1h\n")
      }
    }
    return options
  }

  private static func rule<Rule: BreakableRule>(_ name: String) throws -> Rule {
    if let rule = Rule(name: name) { return rule }
    let names = Rule.allCases.map(\.name).joined(separator: ", ")
    throw ScenarioFile.wrong("--bug \(name): there is no such rule; expected one of \(names)\n")
  }

  /// The same options again, for a child process.
  var arguments: [String] {
    var words: [String] = []
    if let nodes { words += ["--nodes", String(nodes)] }
    if let consensus { words += ["--protocol", consensus] }
    if let faults { words += ["--faults", faults] }
    if let bug { words += ["--bug", bug] }
    if let time { words += ["--time", time] }
    if signatures { words.append("--signatures") }
    return words
  }
}

/// The hidden subcommand that a search starts itself with: runs the seeds that come on standard input.
struct CheckWorker: ParsableCommand {
  static let name = "check-worker"
  static let configuration = CommandConfiguration(
    commandName: name, _superCommandName: "raftcoin",
    abstract: "Run seeds for `raftcoin check`.", shouldDisplay: false)

  @OptionGroup var drawing: DrawingOptions

  @Option(help: "Run this one seed and print its scenario line by line before it acts.")
  var tell: UInt64?

  @Option(help: "Run this scenario instead, and tell now and then how far it is.")
  var trial: String?

  @Option(help: "How far that scenario is run, in nanoseconds.")
  var until: UInt64 = 3_600_000_000_000

  @Option(help: "MiB of address space.")
  var memory: UInt64 = 4096

  func run() throws {
    let options = try drawing.searchOptions()
    let limits = WorkerLimits(memory: min(memory, 1 << 20) << 20, simulated: options.time)
    limits.begin()
    limits.beginSeed()
    if let trial {
      let scenario = try ScenarioFile.load(trial)
      // Whoever asks looks only at how far it comes, and how it ends.
      _ = Trial(scenario, limit: until, checksHistory: true) { Self.write(CrashRun.progress($0, $1)) }
      return
    }
    if let tell {
      var run = try SeedRun(seed: tell, options: options)
      run.tell = Self.write
      _ = run.run()
      return
    }
    while let line = readLine() {
      guard let seed = UInt64(line) else { continue }
      limits.beginSeed()
      var run = try SeedRun(seed: seed, options: options)
      Self.write(SeedReport(run.run()).line)
    }
  }

  /// At once, as the other side waits for it; where that is gone, nobody wants more.
  private static func write(_ line: String) {
    if !StandardOutput.write(line) { exit(withError: ExitCode.success) }
  }
}
