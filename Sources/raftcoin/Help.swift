import ArgumentParser

/// `raftcoin help [SUBCOMMAND]`, and what `raftcoin --help` says.
struct Help: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "help", _superCommandName: "raftcoin", abstract: "Say how a subcommand is used.")

  /// What `raftcoin --help` says: grouped, and as much as a terminal of 24 rows and 80 columns shows at once.
  static let text = """
    See, break and understand consensus: nodes agree by Raft on one coin ledger.

    USAGE: raftcoin [FILE] [OPTIONS]   the console: k Enter kills the leader,
                                       t Enter sends coins, w says why, ? helps
           raftcoin SUBCOMMAND ...     `raftcoin help SUBCOMMAND` says more
      run, compare FILE  a scenario without a screen; by Raft and Paxos at once
      share, export FILE a run as a line for a chat; as diagram, cast or pictures
      check, bugs        searches for a run that breaks a rule; rules' stories
      lesson, challenge  lessons: list, play, write yours; goals in few acts
      class, join        a class of 60 minutes; see one in a terminal of your own
      predict, quiz      it asks what a cluster will do; a study's questions
      experiment, bench  the papers' figures, anew; how fast the parts are
      verbs, help        a file's words; `help console`: every option below
    FILE is a path, a shipped scenario's name or a share line.
    RUN     -n, --nodes N   -s, --seed N   --load RATE|off   --speed X
    RAFT    --[no-]pre-vote   --[no-]check-quorum   --reads log|index|lease
            --clock-bound PERCENT   --snapshot-after N   --snapshot-chunk BYTES
            --window N   --changes joint|single   --protocol raft|paxos
            --prepare-quorum N   --accept-quorum N
    SCREEN  --theme dark|light|contrast|mono   --lang en|zh   --ascii   --no-mouse
            --no-hints   --now   --no-stops   --still   --words plain|paper
            --plain (events as lines)   --lines (a line in, an answer out)
    ELSE    --last (where you were)   -h, --help   --version

    """

  /// Whether these arguments, which name no subcommand, ask for help.
  static func isWanted(_ arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
  }

  /// What can be asked for; the first is what opens without a subcommand.
  static var topics: [(name: String, command: any ParsableCommand.Type)] {
    let commands = Raftcoin.configuration.subcommands.filter { $0.configuration.shouldDisplay }
    return [("console", Raftcoin.self)] + commands.map { ($0.configuration.commandName ?? "", $0) }
  }

  @ArgumentParser.Argument(help: "A subcommand, or `console`; without it a page on all.")
  var topic: [String] = []

  func run() throws {
    guard let first = topic.first else {
      print(Self.text, terminator: "")
      return
    }
    guard let command = Self.topics.first(where: { $0.name == first })?.command else {
      let names = Self.topics.map(\.name).joined(separator: ", ")
      throw ScenarioFile.wrong("help \(first): there is no such subcommand; expected one of: \(names)\n")
    }
    let part = topic.count > 1 ? topic[1] : nil
    let inner = command.configuration.subcommands.first { $0.configuration.commandName == part }
    print(inner.map { command.helpMessage(for: $0) } ?? command.helpMessage())
  }
}
