import ArgumentParser
import Assets
import Command
import Simulation
import SimulationHost
import Words

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where scenarios come from: files, those that ship inside the program, and share lines.
enum ScenarioFile {
  /// Bytes that are read of a file at most.
  private static let longest = 1 << 23

  /// Reads a file, a shipped scenario of this name, or a share line; a file may hold a share line too. Every
  /// error of a wrong file is told, and ends with 2.
  static func load(_ name: String) throws -> Scenario {
    switch try content(of: name) {
    case .line(let line): return try open(line: line)
    case .bytes(let bytes):
      switch ScenarioParser.parse(bytes: bytes, file: name, vocabulary: Vocabulary.of) {
      case .success(let scenario): return scenario
      case .failure(let errors):
        throw wrong(errors.shortened(to: 10) + "\n" + otherWriter(of: bytes, name))
      }
    }
  }

  /// The same of a file that makes sense by each of these protocols, whichever its header names. Of one that does not,
  /// every line is told with the protocol that has no such word.
  static func load(_ name: String, for protocols: [ConsensusProtocol]) throws -> Scenario {
    let bytes: [UInt8]
    switch try content(of: name) {
    case .line(let line): bytes = Array(try open(line: line).text.utf8)
    case .bytes(let own): bytes = own
    }
    let file = shownName(name)
    let readings = protocols.map { consensus in
      ScenarioParser.parse(bytes: bytes, file: file, vocabulary: Vocabulary.of, by: consensus)
    }
    let wrongs = readings.map { reading -> [Diagnostic] in
      if case .failure(let errors) = reading { errors.diagnostics } else { [] }
    }
    let always = wrongs[0].filter { problem in wrongs.allSatisfy { $0.contains(problem) } }
    if !always.isEmpty { throw wrong(ScenarioErrors(always).shortened(to: 10) + "\n") }
    guard wrongs.allSatisfy(\.isEmpty), case .success(let scenario) = readings[0] else {
      let lines = zip(protocols, wrongs).flatMap { consensus, problems in
        problems.prefix(10).map { "\($0), under \(consensus.rawValue)\n" }
      }
      throw wrong(
        "\(file): cannot be compared, for these lines speak of one protocol alone; expected words that both have, such "
          + "as `message replicate 1>2 in flight`\n" + lines.joined())
    }
    return scenario
  }

  private enum Content {
    case bytes([UInt8])
    /// A share line.
    case line(String)
  }

  private static func content(of name: String) throws -> Content {
    if ShareLine.isMeant(by: name) { return .line(name) }
    if FileManager.default.fileExists(atPath: name), !SystemFile.isFolder(name) {
      let bytes = try read(name)
      let text = String(decoding: bytes.prefix(4 * ShareLine.longest), as: UTF8.self)
      return ShareLine.isMeant(by: text) ? .line(text) : .bytes(bytes)
    } else if let shipped = ShippedScenarios.all.first(where: { $0.name == name }) {
      return .bytes(shipped.bytes)
    } else {
      if SystemFile.isFolder(name) { throw wrong("\(name): this is a folder; expected a scenario file\n") }
      let names = ShippedScenarios.all.map(\.name) + Help.topics.map(\.name)
      let near = nearest(3, to: name, in: names).joined(separator: ", ")
      throw wrong(
        "\(name): there is no file, scenario or subcommand of this name; expected one, perhaps: \(near). All of them: "
          + "`raftcoin --help`; the scenarios: o in the console\n")
    }
  }

  /// Which version to open a file with that this one cannot read; nothing where that is not known.
  private static func otherWriter(of bytes: [UInt8], _ name: String) -> String {
    guard let program = WriterLine.program(of: bytes), program != Raftcoin.version else { return "" }
    return
      "\(name): written by raftcoin \(program), and this is raftcoin \(Raftcoin.version); expected \(program) to "
      + "open it, or these lines to be put right\n"
  }

  /// What a scenario is called in messages: a share line's own text says nothing to people.
  static func shownName(_ name: String) -> String { ShareLine.isMeant(by: name) ? "shared" : name }

  private static func open(line: String) throws -> Scenario {
    do {
      return try ShareLine.decode(line)
    } catch {
      throw wrong("raftcoin: \(error)\n")
    }
  }

  /// A file that has no end is not read to its end.
  static func read(_ name: String) throws -> [UInt8] {
    do {
      let bytes = try SystemFile.read(path: name, most: longest + 1)
      guard bytes.count <= longest else {
        throw wrong("\(name): longer than \(longest) bytes; expected a scenario file\n")
      }
      return bytes
    } catch let error as ExitCode {
      throw error
    } catch {
      throw wrong("\(name): cannot be read; expected a scenario file\n")
    }
  }

  /// Reads an option's text as the verbs are read; what is wrong with it ends the program with 2.
  static func option<Value>(
    _ option: String, _ read: @autoclosure () throws(Diagnostic) -> Value
  ) throws -> Value {
    do { return try read() } catch { throw wrong("\(option): \(error.sentence)\n") }
  }

  /// Tells what is wrong and gives the error that ends the program with 2.
  static func wrong(_ text: String) -> ExitCode {
    StandardError.write(text)
    return ExitCode(Main.usageStatus)
  }
}

extension Diagnostic {
  /// What is wrong and what was expected, without the place.
  var sentence: String { "\(problem.english); expected \(expected.english)" }
}

extension Step {
  /// The demo load, as soon as the cluster works. Who leads by Paxos has no entry of its own to commit.
  static func demoLoad(milliRate: UInt64?, by consensus: ConsensusProtocol = .raft) -> Step {
    let works: When =
      switch consensus {
      case .raft: .when(.committed(.atLeast, 1), within: When.usualPatience)
      case .paxos: .when(.leads(nil, for: 0), within: When.usualPatience)
      case .synod: .at(0)
      }
    return Step(when: works, verb: .load(milliRate: milliRate))
  }
}

/// What the console opens with.
struct Opening {
  let arguments: Raftcoin
  let scenario: Scenario
  let seed: UInt64
  /// In thousandths; nil is the automatic pace.
  let speed: UInt64?
  let language: Language

  init(_ arguments: Raftcoin) throws {
    self.arguments = arguments
    var scenario = try arguments.file.map(ScenarioFile.load) ?? Scenario()
    // A newcomer would ask whose the other thousand coins are.
    if arguments.file == nil { scenario.header.treasury = 0 }
    if let nodes = arguments.nodes {
      guard (1...9).contains(nodes) else {
        throw ScenarioFile.wrong("--nodes \(nodes): a cluster has 1 to 9 nodes\n")
      }
      scenario.header.nodes = nodes
      try Self.check(scenario, fits: nodes, name: arguments.file)
    }
    seed = arguments.seed ?? scenario.header.seed ?? UInt64.random(in: 0...999_999)
    scenario.header.seed = seed
    scenario.header = try arguments.raft.applied(to: scenario.header)
    let load = try arguments.load.map { try Self.thousandths("load", $0) }
    // Who goes line by line would hear of nothing else.
    if let rate = load ?? (arguments.file == nil && !arguments.lines ? 2000 : nil) {
      scenario.steps.insert(.demoLoad(milliRate: rate, by: scenario.header.consensus), at: 0)
    }
    self.scenario = scenario
    speed = try arguments.speed.flatMap { try Self.thousandths("speed", $0) }
    language = arguments.language ?? Self.environmentLanguage
  }

  /// A scenario that speaks of a node which a smaller cluster lacks is refused, as in a file.
  private static func check(_ scenario: Scenario, fits nodes: Int, name: String?) throws {
    guard let name,
      case .failure(let errors) = ScenarioParser.parse(
        text: scenario.text, file: name, vocabulary: Vocabulary.of),
      let first = errors.diagnostics.first
    else { return }
    throw ScenarioFile.wrong(
      "--nodes \(nodes): \(ScenarioFile.shownName(name)) does not fit: \(first.problem.english); expected as many "
        + "nodes as it speaks of, or more\n")
  }

  /// An option that says what the verb of its name says; nil is off or automatic.
  private static func thousandths(_ verb: String, _ text: String) throws -> UInt64? {
    switch try ScenarioFile.option("--\(verb)", try VerbParser.parse(syntax: "\(verb) \(text)")) {
    case .load(let number), .speed(let number): number
    default: nil
    }
  }

  /// The language that the environment asks for.
  static var environmentLanguage: Language {
    let environment = ProcessInfo.processInfo.environment
    let name =
      ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return Language(locale: name) ?? .english
  }
}
