import ArgumentParser
import Command
import SimulationHost

/// `raftcoin share`: a scenario as one line of text, to be sent in a chat.
struct Share: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share", _superCommandName: "raftcoin",
    abstract: "Print a scenario or recording as one line of text, to be sent in a chat.",
    discussion: """
      `raftcoin LINE` opens it in the console, `raftcoin run LINE` runs it. Comments are left out. A scenario \
      without a seed gets one, so that everybody sees the same run.
      """)

  @ArgumentParser.Argument(
    help: "A scenario: a file, the name of a shipped one, or a share line.", completion: .file())
  var file: String

  @Option(name: .shortAndLong, help: "The seed, for a scenario that names none; drawn where not given.")
  var seed: UInt64?

  func run() throws {
    var scenario = try ScenarioFile.load(file)
    if scenario.header.seed == nil {
      let drawn = seed ?? UInt64.random(in: 0...999_999)
      scenario.header.seed = drawn
      if seed == nil { StandardError.write("the scenario names no seed: it is shared with seed \(drawn)\n") }
    } else if seed != nil {
      throw ScenarioFile.wrong("--seed: the scenario names its seed; expected none here\n")
    }
    do {
      print(try ShareLine.encode(scenario))
    } catch {
      throw ScenarioFile.wrong("\(ScenarioFile.shownName(file)): \(error)\n")
    }
  }
}
