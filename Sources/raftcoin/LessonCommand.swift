import ArgumentParser
import Assets
import Command
import Host
import Lessons
import Panels
import Posix
import SimulationHost
import Words

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `raftcoin lesson`: plays a lesson, lists them all, begins a new one, checks one.
struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", _superCommandName: "raftcoin",
    abstract: "List the lessons, play one, write or check one of your own.",
    discussion: """
      Without a name it lists the lessons: those that come with the program, and the .lesson files in \
      ~/.config/raftcoin/lessons. The format of a lesson is that of a scenario, cut into steps: see what `raftcoin \
      lesson new NAME` writes.
      """,
    subcommands: [Play.self, New.self, CheckLesson.self], defaultSubcommand: Play.self)

  /// `raftcoin lesson [NAME]`.
  struct Play: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "play", abstract: "Play a lesson, or list them all.", shouldDisplay: false)

    @ArgumentParser.Argument(
      help: "A lesson: its name or number in the list, or a file.", completion: .file())
    var name: String?

    @Option(name: [.customLong("lang")], help: Language.optionHelp)
    var language: Language?

    @ArgumentParser.Argument(
      parsing: .allUnrecognized, help: "Options of the console, as --ascii; see `raftcoin help console`.")
    var options: [String] = []

    func run() throws {
      guard let name else { return LessonFile.list(language ?? Opening.environmentLanguage) }
      var console = try Raftcoin.parse(options)
      console.language = language
      try LessonFile.play(name, in: console)
    }
  }

  /// `raftcoin lesson new NAME`.
  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new", abstract: "Write the beginning of a lesson to NAME.lesson.")

    @ArgumentParser.Argument(help: "Its name: letters, digits and hyphens.")
    var name: String

    func run() throws {
      guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" }) else {
        throw ScenarioFile.wrong("lesson new \(name): expected letters, digits and hyphens\n")
      }
      let path = "\(name).lesson"
      guard !FileManager.default.fileExists(atPath: path) else {
        throw ScenarioFile.wrong("\(path): it is there already; expected another name\n")
      }
      do { try RecordingFile.save(ShippedLessons.template(named: name), to: path) } catch {
        throw ScenarioFile.wrong("\(path): \(error.reason)\n")
      }
      print("\(path)  check it: raftcoin lesson check \(path)")
    }
  }

  /// `raftcoin lesson check FILE…`.
  struct CheckLesson: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Play lessons as three students do, and look at their pages.",
      discussion: """
        The reference student does what is awaited, twice; the silent one does nothing and is helped; the wrong one \
        tries other acts and every wrong answer, and goes back. All must come to the end by the same run. Exit status: \
        0 nothing is wrong, 1 something is, 2 a file is wrong.
        """)

    @ArgumentParser.Argument(help: "Lessons: files or names; without any all that come with the program.")
    var names: [String] = []

    func run() throws {
      let known = try LessonFile.shipped()
      let lessons = try names.isEmpty ? known : names.map(LessonFile.load)
      var isFine = true
      for lesson in lessons {
        var check = LessonFile.check(lesson, known: known)
        let findings = check.run()
        for finding in findings { print("\(lesson.name): \(finding)") }
        if findings.isEmpty {
          print("ok  \(lesson.name): \(lesson.mainSteps.count) steps, \(lesson.questions.count) questions")
        }
        isFine = isFine && findings.isEmpty
      }
      if !isFine { throw ExitCode(1) }
    }
  }
}

/// Where lessons come from: files, those that ship inside the program, and the person's own folder.
enum LessonFile {
  /// Reads a file, or the lesson of this name or number.
  static func load(_ name: String) throws -> Lesson {
    if FileManager.default.fileExists(atPath: name), !SystemFile.isFolder(name) {
      return try parse(ScenarioFile.read(name), file: name)
    }
    if let number = Int(name), ShippedLessons.all.indices.contains(number - 1) {
      let lesson = ShippedLessons.all[number - 1]
      return try parse(lesson.bytes, file: lesson.name)
    }
    if let lesson = (ShippedLessons.all + ShippedQuiz.raft + ShippedQuiz.paxos).first(where: {
      $0.name == name
    }) {
      return try parse(lesson.bytes, file: name)
    }
    if let path = ownFiles.first(where: { $0.hasSuffix("/\(name).lesson") }) {
      return try parse(ScenarioFile.read(path), file: path)
    }
    let near = nearest(3, to: name, in: ShippedLessons.all.map(\.name)).joined(separator: ", ")
    throw ScenarioFile.wrong(
      "\(name): there is no file and no lesson of this name; expected one, perhaps: \(near). All of them: "
        + "`raftcoin lesson`\n")
  }

  /// Whether a lesson is called so, or is a file there.
  static func isKnown(_ name: String) -> Bool {
    if name.hasSuffix(".lesson") { return true }
    return !FileManager.default.fileExists(atPath: name)
      && (Int(name) != nil || ShippedLessons.all.contains { $0.name == name }
        || ownFiles.contains { $0.hasSuffix("/\(name).lesson") })
  }

  /// Opens the console, or the same line by line, with a lesson.
  static func play(_ name: String, in console: Raftcoin) throws {
    let lesson = try load(name)
    if console.lines { return try LinesSession(Opening(console), lesson: lesson).run() }
    guard isatty(STDOUT_FILENO) != 0 else {
      throw ScenarioFile.wrong("lesson \(name): expected a terminal, or --lines\n")
    }
    try ConsoleSession(Opening(console), lesson: lesson).run()
  }

  private static func parse(_ bytes: [UInt8], file: String) throws -> Lesson {
    switch LessonParser.parse(bytes: bytes, file: file, vocabulary: Vocabulary.of) {
    case .success(let lesson): return lesson
    case .failure(let errors): throw ScenarioFile.wrong("\(errors)\n")
    }
  }

  /// Those that come with the program, in teaching order.
  static func shipped() throws -> [Lesson] {
    try ShippedLessons.all.map { try parse($0.bytes, file: $0.name) }
  }

  /// The protocols that the published study asks about.
  static let quizzed: [ConsensusProtocol] = [.raft, .paxos]

  /// Its questions on one of them, in its order.
  static func quiz(on subject: ConsensusProtocol) throws -> [Lesson] {
    let files = subject == .raft ? ShippedQuiz.raft : ShippedQuiz.paxos
    return try files.map { try parse($0.bytes, file: $0.name) }
  }

  /// The files in the person's own folder, by name.
  static var ownFiles: [String] {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"].map { $0 + "/.config" }
    guard let folder = environment["XDG_CONFIG_HOME"].flatMap({ $0.isEmpty ? nil : $0 }) ?? home else {
      return []
    }
    let path = folder + "/raftcoin/lessons"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".lesson") }.sorted().map { "\(path)/\($0)" }
  }

  static func list(_ language: Language) {
    let shipped = (try? shipped()) ?? []
    for (number, lesson) in shipped.enumerated() {
      let place = number < 9 ? " \(number + 1)" : "\(number + 1)"
      print("\(place)  \(lesson.name.padded(to: 14)) \(lesson.title.text(in: language))")
    }
    for lesson in quizzed.flatMap({ (try? quiz(on: $0)) ?? [] }) {
      print("    \(lesson.name.padded(to: 14)) \(lesson.title.text(in: language))")
    }
    for path in ownFiles {
      let bytes = (try? ScenarioFile.read(path)) ?? []
      let title = try? LessonParser.parse(bytes: bytes, file: path, vocabulary: Vocabulary.of).get().title
      print("    \(path)  \(title?.text(in: language) ?? "-")")
    }
  }

  /// All that can be read, in the order of their list, each up to its first world: that is soon done, before the
  /// first picture; and one that is opened, where it is not among them.
  static func heads(and opened: Lesson?) -> [Lesson] {
    let known = files.compactMap { file -> Lesson? in
      let text = String(decoding: file.bytes, as: UTF8.self)
      guard let end = text.firstRange(of: "\nworld") else { return nil }
      return read(text[..<end.lowerBound] + "\nworld\nseed 1\nstep none\nend\n", file: file.name)
    }
    return known + [opened].compactMap(\.self).filter { new in !known.contains { $0.name == new.name } }
  }

  /// All of the lesson with this name; nil: it cannot be read.
  static func whole(_ name: String) -> Lesson? {
    files.lazy.compactMap { read(String(decoding: $0.bytes, as: UTF8.self)[...], file: $0.name) }
      .first { $0.name == name }
  }

  private static var files: [(name: String, bytes: [UInt8])] {
    ShippedLessons.all + ownFiles.map { (name: $0, bytes: (try? SystemFile.read(path: $0)) ?? []) }
  }

  private static func read(_ text: some StringProtocol, file: String) -> Lesson? {
    try? LessonParser.parse(bytes: Array(text.utf8), file: file, vocabulary: Vocabulary.of).get()
  }

  /// The cluster of a lesson's world.
  static func open(_ world: Scenario) throws -> any ClusterHost {
    try SimulationHost(scenario: world, seed: 1)
  }

  static func check(_ lesson: Lesson, known: [Lesson]) -> LessonCheck {
    LessonCheck(
      lesson, known: known, open: open, hash: { ($0 as? SimulationHost)?.hashText ?? "" },
      rows: { wrap($0, width: $1) })
  }
}

extension String {
  func padded(to width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}
