import ArgumentParser
import Assets
import Command
import Console
import Explanation
import Host
import Lessons
import Panels
import Posix
import SimulationHost
import Words

/// Finds the command that is meant, runs it, and ends with its status.
@main
enum Main {
  /// Wrong usage ends with 2, as `raftcoin run` promises for wrong files and arguments.
  static let usageStatus: Int32 = 2
  /// Events without end, as with `raftcoin check`.
  static let endlessStatus: Int32 = 3

  static func main() {
    StandardStreams.keepNumbers()
    // A closed output pipe shows as a failed write, which ends the program quietly.
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    // A subcommand goes by its name in first place; any other word there is a scenario, which the parser
    // cannot tell apart by itself. The parser brings a `help` of its own, which would only read the generated page.
    let commands = Raftcoin.configuration.subcommands + [Help.self]
    let named = commands.first { $0.configuration.commandName == arguments.first }
    if named == nil, Help.isWanted(arguments) {
      print(Help.text, terminator: "")
      StandardOutput.flush()
      return
    }
    run(named ?? Raftcoin.self, named == nil ? arguments : Array(arguments.dropFirst()))
  }

  private static func run(_ type: any ParsableCommand.Type, _ arguments: [String]) {
    do {
      var command = try type.parseAsRoot(arguments)
      try command.run()
      StandardOutput.flush()
    } catch {
      let status = type.exitCode(for: error)
      let text = type.fullMessage(for: error)
      if status == .success, !text.isEmpty { print(text) }
      StandardOutput.flush()
      if status == .success { exit(0) }
      if !text.isEmpty { StandardError.write(text + "\n") }
      exit(status == .validationFailure ? usageStatus : status.rawValue)
    }
  }
}

/// `raftcoin`: the console, or the same as lines.
struct Raftcoin: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "raftcoin",
    abstract: "See, break and understand consensus: nodes agree by Raft on one coin ledger.",
    discussion: """
      Without a subcommand it opens the console: five nodes elect a leader and coins move. Keys: k Enter kills \
      the leader, t Enter sends coins, w says why, ? lists all keys, q quits.
      """,
    version: version,
    subcommands: [
      Run.self, Compare.self, Check.self, Bugs.self, Share.self, Export.self, Verbs.self, LessonCommand.self,
      ChallengeCommand.self, ClassCommand.self, JoinCommand.self, Predict.self, Quiz.self, BenchCommand.self,
      ExperimentCommand.self, CheckWorker.self,
    ])

  @ArgumentParser.Argument(
    help: "A scenario: a file, the name of a shipped one, or a share line.", completion: .file())
  var file: String?

  @Option(name: .shortAndLong, help: "Nodes, 1 to 9.")
  var nodes: Int?

  @Option(name: .shortAndLong, help: "The seed that decides the whole run; drawn and shown where not given.")
  var seed: UInt64?

  @Option(help: "Speed, 0.001 to 100 times real time; without it the pace follows what matters.")
  var speed: String?

  @Option(help: "Demo operations a second, or off. Without a file 2.")
  var load: String?

  @Option(help: "dark, light, contrast or mono.")
  var theme: Look.ThemeName = .dark

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  @OptionGroup(title: "Raft beyond Figure 2")
  var raft: RaftOptions

  @Flag(help: "Draw with ASCII only.")
  var ascii = false

  @Flag(name: .customLong("no-mouse"), help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Option(help: "plain or paper: whether news cite sections. Without it paper for a scenario, else plain.")
  var words: WordLevel?

  @Flag(name: .customLong("no-hints"), help: "No questions of what to try.")
  var noHints = false

  @Flag(help: "Time begins at once; without it the console waits for a key, unless a scenario is given.")
  var now = false

  @Flag(name: .customLong("no-stops"), help: "Time goes on at the notes of a scenario.")
  var noStops = false

  @Flag(help: "Big (b) marks no balance that changes.")
  var still = false

  @Flag(help: "Come back to where the last session was: the lesson and its step, or the run.")
  var last = false

  @Flag(help: "Print events as lines; it reads no keys, and ends by itself.")
  var plain = false

  @Flag(help: "A line in, an answer out: every verb and lesson, for screen readers and pipes.")
  var lines = false

  func run() throws {
    if let file, file.hasSuffix(".lesson") {
      var console = self
      console.file = nil
      return try LessonFile.play(file, in: console)
    }
    if last { return try openLast() }
    let opening = try Opening(self)
    if lines {
      try LinesSession(opening).run()
    } else if plain || isatty(STDOUT_FILENO) == 0 {
      try PlainSession(opening).run()
    } else {
      try ConsoleSession(opening).run()
    }
  }
}

extension Raftcoin {
  /// A lesson stays where it was until it is left, however the program ended; else the newest run is opened.
  private func openLast() throws {
    var console = self
    console.last = false
    let runs = SavedRuns()
    if let place = runs?.place.flatMap(LessonPlace.init(text:)),
      let lesson = try? LessonFile.load(place.lesson)
    {
      return try ConsoleSession(Opening(console), lesson: lesson, path: place.path).run()
    }
    guard let newest = runs?.newest else {
      throw ScenarioFile.wrong("--last: nothing was kept yet; expected an earlier session\n")
    }
    console.file = newest
    try console.run()
  }
}

extension Look.ThemeName: ExpressibleByArgument {}
extension WordLevel: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {
  /// Of `--lang`.
  static var optionHelp: ArgumentHelp {
    "\(allCases.map(\.rawValue).joined(separator: " or ")); without it from LANG."
  }
}

/// Ends the program with a message for people.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
