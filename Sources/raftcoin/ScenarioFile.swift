import ArgumentParser
import Assets
import Command
import Console
import Foundation

/// Where scenarios come from: files, and those that ship inside the program.
enum ScenarioFile {
  /// Reads a file, or a shipped scenario of this name. Every error of a wrong file is told, and ends with 2.
  static func load(_ name: String) throws -> Scenario {
    let bytes: [UInt8]
    if let data = FileManager.default.contents(atPath: name), !isFolder(name) {
      bytes = [UInt8](data)
    } else if let shipped = ShippedScenarios.all.first(where: { $0.name == name }) {
      bytes = shipped.bytes
    } else {
      let names = ShippedScenarios.all.map(\.name).joined(separator: ", ")
      throw wrong("\(name): there is no such file to read; expected a scenario file, or one of: \(names)\n")
    }
    switch ScenarioParser.parse(bytes: bytes, file: name) {
    case .success(let scenario): return scenario
    case .failure(let errors):
      throw wrong(errors.diagnostics.map { $0.description + "\n" }.joined())
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Tells what is wrong and gives the error that ends the program with 2.
  static func wrong(_ text: String) -> ExitCode {
    StandardError.write(text)
    return ExitCode(Main.usageStatus)
  }
}

/// What the console opens with.
struct Opening {
  let arguments: Raftcoin
  let scenario: Scenario
  let seed: UInt64
  /// In thousandths; nil is the automatic pace.
  let speed: UInt64?
  let language: VerbTable.Language

  init(_ arguments: Raftcoin) throws {
    self.arguments = arguments
    var scenario = try arguments.file.map(ScenarioFile.load) ?? Scenario()
    if let nodes = arguments.nodes {
      guard (1...9).contains(nodes) else {
        throw ScenarioFile.wrong("--nodes \(nodes): a cluster has 1 to 9 nodes\n")
      }
      scenario.header.nodes = nodes
    }
    seed = arguments.seed ?? scenario.header.seed ?? UInt64.random(in: 0...999_999)
    scenario.header.seed = seed
    if let rate = try Self.rate(arguments.load, isFile: arguments.file != nil) {
      scenario.steps.insert(
        Step(when: .when(.committed(.atLeast, 1), within: When.usualPatience), verb: .load(milliRate: rate)),
        at: 0)
    }
    self.scenario = scenario
    speed = try Self.speed(arguments.speed)
    language = (arguments.language ?? Self.environmentLanguage) == .chinese ? .chinese : .english
  }

  private static func rate(_ text: String?, isFile: Bool) throws -> UInt64? {
    guard let text else { return isFile ? nil : 2000 }
    switch try verb("load \(text)", option: "--load") {
    case .load(let rate): return rate
    default: return nil
    }
  }

  private static func speed(_ text: String?) throws -> UInt64? {
    guard let text else { return nil }
    switch try verb("speed \(text)", option: "--speed") {
    case .speed(let thousandths): return thousandths
    default: return nil
    }
  }

  private static func verb(_ line: String, option: String) throws -> Verb {
    do {
      return try VerbParser.parse(syntax: line)
    } catch {
      throw ScenarioFile.wrong("\(option): \(error.problem.english); expected \(error.expected.english)\n")
    }
  }

  static var environmentLanguage: Console.Language {
    let environment = ProcessInfo.processInfo.environment
    let name =
      ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return name.hasPrefix("zh") ? .chinese : .english
  }
}
