import ArgumentParser
import Bench
import Canvas
import Command
import Console
import Terminal

/// `raftcoin bench`: how fast its parts are on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", _superCommandName: "raftcoin",
    abstract: "Measure how fast the parts are on this machine.",
    discussion: "Build with -c release; a debug build is many times slower.",
    subcommands: [Core.self, Sim.self, LedgerTransfers.self, ConsoleFrames.self])

  struct Core: BenchPart {
    static let configuration = CommandConfiguration(
      commandName: "core", abstract: "The replicas alone: one thread, in memory, durable at once.")
    @Option(name: .customLong("protocol"), help: "Whose replicas: raft or paxos.")
    var consensus = ConsensusProtocol.raft.rawValue
    @Option(help: "Replicas, 1 to 9.") var nodes = 3
    @Option(help: "Proposals in flight.") var window = 1
    @Option(help: "Commands.") var count = 300_000
    @Option(help: "Bytes of one command, at least 8.") var payload = 128
    @Flag(help: "One line of JSON.") var json = false

    func report() throws -> Report {
      guard let consensus = ConsensusProtocol(rawValue: consensus) else {
        throw ScenarioFile.wrong("--protocol \(consensus): expected raft or paxos\n")
      }
      return try CoreBench.run(consensus, nodes: nodes, window: window, count: count, payload: payload).report
    }
  }

  struct Sim: BenchPart {
    static let configuration = CommandConfiguration(
      commandName: "sim", abstract: "The simulated world under demo load.")
    @Option(help: "Nodes, 1 to 9.") var nodes = 5
    @Option(help: "Simulated seconds.") var seconds = 600
    @Option(help: "Demo operations a simulated second.") var rate = 200
    @Option(help: "The seed of the run.") var seed: UInt64 = 42
    @Flag(name: .customLong("no-invariants"), help: "Do not check the invariants after every event.")
    var noInvariants = false
    @Flag(help: "One line of JSON.") var json = false

    func report() throws -> Report {
      try SimulationBench.run(
        nodes: nodes, seconds: seconds, rate: rate, invariants: !noInvariants, seed: seed
      )
    }
  }

  struct LedgerTransfers: BenchPart {
    static let configuration = CommandConfiguration(
      commandName: "ledger", abstract: "Signed transfers: signed, checked, agreed on and applied.")
    @Option(help: "Replicas, 1 to 9.") var nodes = 3
    @Option(help: "Transfers in flight.") var window = 64
    @Option(help: "Transfers.") var count = 10_000
    @Flag(help: "One line of JSON.") var json = false

    func report() throws -> Report {
      try LedgerBench.run(nodes: nodes, window: window, count: count).report
    }
  }

  struct ConsoleFrames: BenchPart {
    static let configuration = CommandConfiguration(
      commandName: "console", abstract: "The console's frames: run on, draw, turn into bytes.")
    @Option(help: "Frames.") var frames = 1200
    @Option(help: "Columns.") var width = 120
    @Option(help: "Rows.") var height = 36
    @Option(help: "A shipped scenario or a file; without it five nodes under demo load.") var scenario:
      String?
    @Flag(help: "One line of JSON.") var json = false

    func report() throws -> Report {
      let bench = try FrameBench(frames: frames, width: width, height: height)
      let size = Size(width: width, height: height)
      let renderer = FrameRenderer(terminal: "xterm-256color", size: size, unicode: true, colours: true)
      guard let renderer else {
        throw ScenarioFile.wrong("raftcoin bench: terminfo has no entry for xterm-256color\n")
      }
      let scenario = try scenario.map(ScenarioFile.load) ?? Scenario(steps: [.demoLoad(milliRate: 2000)])
      let controller = ConsoleController(
        host: try makeHost(scenario, seed: 42, for: "raftcoin bench"),
        options: ConsoleOptions(size: size))
      return bench.run(
        advance: { controller.tick(wall: $0) }, draw: { controller.frame() },
        encode: { renderer.render($0.canvas, cursor: $0.cursor).count }
      )
    }
  }
}

/// What `raftcoin bench` measures one of.
protocol BenchPart: ParsableCommand {
  var json: Bool { get }
  func report() throws -> Report
}

extension BenchPart {
  /// Prints the report, or what kept it from being made. Wrong numbers end with 2, as wrong arguments do elsewhere.
  func run() throws {
    do {
      let report = try report()
      print(json ? report.json + "\n" : report.text, terminator: "")
    } catch let error as BenchProblem {
      if error.isUsage { throw ScenarioFile.wrong("\(error)\n") }
      StandardError.write("raftcoin bench: \(error)\n")
      throw ExitCode(1)
    }
  }
}
