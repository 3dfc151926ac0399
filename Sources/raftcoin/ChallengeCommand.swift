import ArgumentParser
import Assets
import Command
import Console
import Host
import Lessons
import Posix
import SimulationHost
import Words

/// `raftcoin challenge`: lists the challenges, plays one, judges a run of one.
struct ChallengeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "challenge", _superCommandName: "raftcoin",
    abstract: "List the challenges, play one, or judge a run of one.",
    discussion: """
      A challenge is a goal that is to be reached with as few acts as possible: 3 stars with par, 2 with two acts more, \
      1 with any; each hint costs one. With --check it judges a run: a recording, or a file with lines `at TIME VERB`. \
      Exit status then: 0 the goal is reached, 1 it is not, 2 a file is wrong.
      """)

  @ArgumentParser.Argument(help: "Its name or number in the list, or a .challenge file; without it the list.")
  var name: String?

  @Option(help: "A run to judge: a file, or a share line.", completion: .file())
  var check: String?

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  @ArgumentParser.Argument(
    parsing: .allUnrecognized, help: "Options of the console, as --ascii; see `raftcoin help console`.")
  var options: [String] = []

  func run() throws {
    guard let name else { return ChallengeFile.list(language ?? Opening.environmentLanguage) }
    let challenge = try ChallengeFile.load(name)
    if let check { return try ChallengeFile.judge(challenge, check) }
    var console = try Raftcoin.parse(options)
    console.language = language
    if console.lines { return try LinesSession(Opening(console), challenge: challenge).run() }
    guard isatty(STDOUT_FILENO) != 0 else {
      throw ScenarioFile.wrong("challenge \(name): expected a terminal, --lines, or --check\n")
    }
    try ConsoleSession(Opening(console), challenge: challenge).run()
  }
}

/// Where challenges come from, and how a run of one is judged.
enum ChallengeFile {
  static func load(_ name: String) throws -> Challenge {
    if name.hasSuffix(".challenge") { return try parse(ScenarioFile.read(name), file: name) }
    let all = ShippedChallenges.all
    let place = all.firstIndex { $0.name == name } ?? Int(name).map { $0 - 1 } ?? -1
    guard all.indices.contains(place) else {
      let near = nearest(3, to: name, in: all.map(\.name)).joined(separator: ", ")
      throw ScenarioFile.wrong(
        "\(name): there is no challenge of this name; expected one, perhaps: \(near). All of them: `raftcoin challenge`\n"
      )
    }
    return try parse(all[place].bytes, file: all[place].name)
  }

  /// Those that come with the program, the easier ones first.
  static var shipped: [Challenge] { ShippedChallenges.all.compactMap { try? parse($0.bytes, file: $0.name) } }

  /// And before them one that does not.
  static func shipped(and challenge: Challenge?) -> [Challenge] {
    let shipped = shipped
    return (challenge.map { [$0] } ?? []).filter { !shipped.contains($0) } + shipped
  }

  private static func parse(_ bytes: [UInt8], file: String) throws -> Challenge {
    switch ChallengeParser.parse(bytes: bytes, file: file, vocabulary: Vocabulary.of) {
    case .success(let challenge): return challenge
    case .failure(let errors): throw ScenarioFile.wrong("\(errors)\n")
    }
  }

  static func list(_ language: Language) {
    let done = SavedRuns()?.done ?? []
    for (number, challenge) in shipped.enumerated() {
      let stars = Challenge.stars(of: challenge.name, in: done)
      let place = number < 9 ? " \(number + 1)" : "\(number + 1)"
      let marks = String(repeating: "*", count: stars).padded(to: 3)
      print("\(place)  \(marks)  \(challenge.name.padded(to: 16))\(challenge.title.text(in: language))")
    }
  }

  static func open(_ challenge: Challenge) throws -> LessonPlayer {
    try LessonPlayer(challenge.lesson, open: LessonFile.open)
  }

  /// Tells what the acts of a run come to.
  static func judge(_ challenge: Challenge, _ file: String) throws {
    let run = try ScenarioFile.load(file)
    let name = ScenarioFile.shownName(file)
    guard let acts = challenge.acts(in: run) else {
      throw ScenarioFile.wrong(
        "\(name): it is a run of another cluster; expected a run of \(challenge.name), or the line `raftcoin 1` and then "
          + "acts alone\n")
    }
    if let other = acts.first(where: { if case .at = $0.when { $0.verb == nil } else { true } }) {
      throw ScenarioFile.wrong("\(name):\(other.line):1: `\(other)`; expected a line `at TIME VERB`\n")
    }
    let outcome = challenge.outcome(of: acts, in: try open(challenge))
    for place in outcome.vain {
      print("FAIL \(name):\(acts[place].line): \(acts[place]): not allowed, or it did nothing")
    }
    let cost = challenge.cost(of: acts)
    let par = "par \(challenge.par)\(challenge.parIsExact ? "" : ", the best known")"
    let time = Quantities.timeText(outcome.time)
    guard outcome.isWon, outcome.vain.isEmpty else {
      print("FAIL \(challenge.name): \(cost) acts, \(par); at \(time) saw: \(outcome.saw)")
      throw ExitCode(1)
    }
    for place in challenge.needless(of: acts, open: { try? open(challenge) }) {
      print("     \(acts[place]): was not needed")
    }
    print(
      "ok   \(challenge.name): \(cost) acts, \(par); reached at \(time); \(challenge.stars(cost: cost, hints: 0)) of 3 stars"
    )
  }
}

extension SavedRuns {
  /// Keeps how a challenge has ended for whoever looks at results later.
  func note(_ result: ChallengeResult, run: String) {
    let line: JSONObject = [
      "challenge": result.name, "won": result.isWon, "stars": result.stars, "acts": result.cost,
      "par": result.par,
      "hints": result.hints, "run": run,
    ]
    do { try note(line, in: "challenges") } catch { StandardError.write("raftcoin: \(error)\n") }
  }
}
