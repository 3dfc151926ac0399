import ArgumentParser
import Assets
import Console
import Explanation
import Lessons
import Posix
import SimulationHost
import Words

/// `raftcoin class`: for a teacher, a class from the program alone.
struct ClassCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "class", _superCommandName: "raftcoin",
    abstract: "Hold a class: a plan of 60 minutes with votes, handouts, results.",
    discussion: """
      Without more it opens the console with the plan: which lessons, how long, what to leave out when late. At a \
      planned vote the question fills the screen; `poll` does that at any question of a lesson, and `hands 31 12 14 3` \
      takes the count.
      With --socket, terminals of this machine join by `raftcoin join PATH`. Whoever may open the folder of PATH and \
      belongs to the socket's group can join, so make a folder for the group of your students, once: \
      `sudo install -d -o $USER -g students -m 2750 /srv/class`, then `raftcoin class --socket /srv/class/s`. In a \
      folder of your own (mode 700) only you can join.
      """,
    subcommands: [Hold.self, Results.self, HandoutCommand.self], defaultSubcommand: Hold.self)

  /// `raftcoin class`.
  struct Hold: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "hold", abstract: "Open the console with the plan.", shouldDisplay: false)

    @ArgumentParser.Argument(
      parsing: .allUnrecognized, help: "Options of the console, as --lang zh; see `raftcoin help console`.")
    var options: [String] = []

    @Option(
      help: "Where terminals of this machine can join the class: a socket, which is made and removed.",
      completion: .file())
    var socket: String?

    func run() throws {
      let console = try Raftcoin.parse(options)
      guard isatty(STDOUT_FILENO) != 0 else {
        throw ScenarioFile.wrong("class: it is held in the console; expected a terminal\n")
      }
      let opening = try Opening(console)
      let classSocket = try socket.map { try ClassSocket($0) }
      defer { classSocket?.close(opening.language) }
      try ConsoleSession(opening, isClass: true, socket: classSocket).run()
    }
  }

  /// nil: a test says that it can be read.
  static var plan: ClassPlan? { ClassPlan(text: String(decoding: ShippedPlan.bytes, as: UTF8.self)) }

  /// `raftcoin class results [FILE…] --csv`.
  struct Results: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "results",
      abstract: "Put what students answered into one table, the hardest questions first.",
      discussion: """
        A row a student, 1 where the first answer was right and 0 where not. Results are kept on each machine, in \
        ~/.local/state/raftcoin/results, without a name; a file's own name is the student's here.
        """)

    @ArgumentParser.Argument(
      help: "Files of results; without any those of this machine.", completion: .file())
    var files: [String] = []

    @Flag(help: "As comma-separated values, which is the one form there is.")
    var csv = false

    func run() throws {
      var table = ResultTable()
      let paths =
        files.isEmpty ? SavedRuns()?.results ?? [] : files
      if paths.isEmpty { throw ScenarioFile.wrong("class results: nothing was kept yet; expected files\n") }
      for path in paths {
        table.add(try ScenarioFile.read(path), of: files.isEmpty ? "this machine" : name(path))
      }
      print(table.csv, terminator: "")
      if table.unreadable > 0 {
        StandardError.write("raftcoin: lines passed over that are no results: \(table.unreadable)\n")
      }
    }

    /// The file's own name, or all of the path where several have the same.
    private func name(_ path: String) -> String {
      func own(_ path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.split(separator: ".").first.map(String.init) ?? file
      }
      return files.count { own($0) == own(path) } == 1 ? own(path) : path
    }
  }

  /// `raftcoin class handout [LESSON…]`.
  struct HandoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "handout",
      abstract: "Print lessons on paper: captions, questions, logs and timers to fill in.",
      discussion: "As Markdown, or with --html as a page that a browser prints on A4.")

    @ArgumentParser.Argument(help: "Lessons, by name, number or file; without any those of the plan.")
    var lessons: [String] = []

    @Flag(help: "As a page of HTML.")
    var html = false

    @Flag(help: "For the teacher: with the answers, why, and notes.")
    var key = false

    @Option(name: [.customLong("lang")], help: Language.optionHelp)
    var language: Language?

    func run() throws {
      let names =
        lessons.isEmpty
        ? (ClassCommand.plan?.items ?? []).filter { $0.kind != .vote }.map(\.lesson) : lessons
      let language = language ?? Opening.environmentLanguage
      let handout = try Handout(
        try names.map(LessonFile.load), language, isKey: key,
        words: PlainWord.allCases.map { language.text($0) }, open: LessonFile.open)
      print(html ? handout.html : handout.markdown, terminator: "")
    }
  }
}

extension SavedRuns {
  /// Keeps what came of a lesson. Nobody's lesson stops where that fails.
  func keep(_ note: LessonNote) {
    do {
      switch note {
      case .place(let place): try keep(place: place.text)
      case .left: forgetPlace()
      case .step(let lesson, let step): try self.note(["lesson": lesson, "step": step], in: "lessons")
      case .answer(let lesson, let question, let picked, let right):
        try self.note(
          ["lesson": lesson, "question": question, "picked": picked, "right": right], in: "lessons")
      case .vote(let lesson, let question, let number, let hands, let right):
        try self.note(
          ["lesson": lesson, "question": question, "vote": number, "hands": hands, "right": right],
          in: "lessons")
      }
    } catch {}
  }
}
