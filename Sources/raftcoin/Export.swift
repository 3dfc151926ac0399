import ArgumentParser
import Canvas
import Command
import Consensus
import Console
import Host
import Lessons
import Panels
import Posix
import SimulationHost
import Words

/// `raftcoin export`: a run for a page, a slide or a player of terminal recordings.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", _superCommandName: "raftcoin",
    abstract: "Write a run as a sequence diagram, as an asciinema cast, or as pictures.",
    discussion: """
      A lesson is played as its reference student takes it, a scenario as it stands in the file; each at the pace of \
      somebody who reads 15 characters a second. The same input gives the same bytes. A part is a step of a lesson, \
      else a note, or an act where there are none.
      """)

  @ArgumentParser.Argument(
    help:
      "A lesson's name or number, a scenario or a recording: a file, a shipped one's name, or a share line.",
    completion: .file())
  var file: String

  @Option(help: "Write a space-time diagram of all messages to this file, as SVG.", completion: .file())
  var sequence: String?

  @Option(help: "The time at which the diagram begins, as 2.1s; of the others where a scenario does.")
  var from: String?

  @Option(help: "The time at which it ends.")
  var to: String?

  @Option(help: "Of a lesson: the diagram shows this step.")
  var step: String?

  @Option(help: "Write the screen as it changes to this file, as asciicast v2, with a marker at each part.")
  var cast: String?

  @Option(help: "Write a picture of the screen at each part to this folder, as SVG.", completion: .directory)
  var frames: String?

  @Option(help: "Columns and rows of the screen, 60x16 to 400x200.")
  var size = "80x24"

  @Option(help: "dark, light, contrast or mono.")
  var theme: Look.ThemeName = .dark

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  @Option(name: .shortAndLong, help: "The seed, for a scenario that names none; 1 where not given.")
  var seed: UInt64 = 1

  @Flag(help: "Draw with ASCII only.")
  var ascii = false

  func run() throws {
    guard sequence != nil || cast != nil || frames != nil else {
      throw ScenarioFile.wrong("export \(file): expected --sequence FILE, --cast FILE or --frames FOLDER\n")
    }
    let source = try Source(file, seed: seed)
    guard step == nil || source.lesson != nil && from == nil && to == nil && sequence != nil else {
      throw ScenarioFile.wrong("--step: expected with a lesson and --sequence, without --from and --to\n")
    }
    let (start, end) = try (time("--from", from) ?? 0, time("--to", to) ?? .max)
    guard start < end else { throw ScenarioFile.wrong("--to: expected a time after --from\n") }
    if source.lesson != nil, from ?? to != nil, cast ?? frames != nil {
      throw ScenarioFile.wrong("--from and --to: of a lesson expected with --sequence alone\n")
    }
    if let sequence {
      try save(
        try source.diagram(from: start, to: end, step: step, language: shownLanguage).svg, to: sequence)
    }
    guard cast != nil || frames != nil else { return }
    let host = try source.begun(at: start)
    try film(Film(host, options: try options(source.lesson), end: end), source.name)
  }

  private var shownLanguage: Language { language ?? Opening.environmentLanguage }

  private func time(_ option: String, _ text: String?) throws -> Nanoseconds? {
    try text.map { try ScenarioFile.option("\(option) \($0)", try VerbParser.time($0)) }
  }

  private var screenSize: Size {
    get throws {
      let parts = size.split(separator: "x").map { Int($0) ?? 0 }
      guard parts.count == 2, (60...400).contains(parts[0]), (16...200).contains(parts[1]) else {
        throw ScenarioFile.wrong("--size \(size): expected columns and rows, 60x16 to 400x200\n")
      }
      return Size(width: parts[0], height: parts[1])
    }
  }

  /// Of a console for which no real time passes.
  private func options(_ lesson: Lesson?) throws -> ConsoleOptions {
    var options = ConsoleOptions(size: try screenSize)
    options.look = Look(theme: theme, ascii: ascii)
    options.language = shownLanguage
    options.words = lesson == nil ? .paper : .plain
    options.hints = false
    options.mouse = false
    options.lessons = LessonFile.heads(and: lesson).map(ScenarioEntry.init)
    options.opensLesson = lesson?.name
    options.onOpenLesson = { _ in LessonFile.open(lesson) }
    options.workClock = { 0 }
    return options
  }

  private func film(_ film: Film, _ title: String) throws {
    var writer = CastWriter(try screenSize, title: title)
    var pictures = Pictures()
    film.play { shot in
      writer.add(shot)
      pictures.add(shot)
    }
    if let line = film.failedLine {
      throw ScenarioFile.wrong(
        "\(file): line \(line) of the lesson did not come true; see `raftcoin lesson check`\n")
    }
    writer.end()
    if let cast { try save(writer.text, to: cast) }
    guard let frames else { return }
    if !SystemFile.isFolder(frames), mkdir(frames, 0o777) != 0 {
      throw ScenarioFile.wrong(
        "--frames \(frames): \(SystemProblem(errno)); expected a folder, or a new name in one\n")
    }
    for (name, picture) in pictures.all { try save(picture.svg, to: "\(frames)/\(name).svg") }
  }

  /// The file is whole at any moment: the old one or the new one. A pipe or a device is written to.
  private func save(_ text: String, to path: String) throws {
    guard access(path, F_OK) == 0, FileIdentity(of: path) == nil, !SystemFile.isFolder(path) else {
      if FileIdentity(of: path) != nil, FileIdentity(of: path) == FileIdentity(of: file) {
        throw ScenarioFile.wrong("\(path): this is the file that is read; expected a file of its own\n")
      }
      do { return try RecordingFile.save(text, to: path) } catch { throw ScenarioFile.wrong("\(error)\n") }
    }
    let files = try LineFile.openAll([("export", path)])
    files[0]?.write(String(text.dropLast()))
    try files[0]?.close()
  }
}

extension Export {
  /// Some events of a run, by number: after the first, through the last.
  private struct Stretch {
    var host: any ClusterHost
    var first: UInt64
    var last: UInt64
  }

  /// What is exported.
  private struct Source {
    let name: String
    let lesson: Lesson?
    let scenario: Scenario
    let seed: UInt64

    init(_ name: String, seed: UInt64) throws {
      lesson = LessonFile.isKnown(name) ? try LessonFile.load(name) : nil
      scenario = try lesson?.worlds[0] ?? ScenarioFile.load(name)
      self.name = lesson?.name ?? ScenarioFile.shownName(name)
      self.seed = scenario.header.seed ?? seed
    }

    /// The run of the scenario at a time.
    func begun(at time: Nanoseconds) throws -> SimulationHost {
      let host = try makeHost(scenario, seed: seed, for: name)
      while host.now < time, host.advance(to: time, untilNote: false, while: { host.standstill == nil }) {
        host.continuePastViolation()
      }
      return host
    }

    func diagram(from: Nanoseconds, to: Nanoseconds, step: String?, language: Language) throws
      -> SequenceDiagram
    {
      let host: any ClusterHost
      let last: UInt64
      if let lesson {
        let stretch = try Self.stretch(of: lesson, step)
        (host, last) = (stretch.host, stretch.last)
        _ = host.move(from > 0 ? .time(from) : stretch.first > 0 ? .event(stretch.first) : .start)
      } else {
        (host, last) = (try begun(at: from), .max)
      }
      let isWhole = lesson == nil && to == .max
      let diagram = SequenceDiagram(of: host, to: to, name: name, language: language) {
        isWhole && (host as? SimulationHost)?.isFinished == true || host.snapshot().eventCount >= last
      }
      guard !diagram.isTooLong else {
        throw ScenarioFile.wrong(
          "\(name): more than \(SequenceDiagram.mostMessages) messages; expected a shorter stretch, "
            + "as --from \(Quantities.timeText(from)) --to \(Quantities.timeText(diagram.to))\n")
      }
      guard !diagram.isEmpty else {
        throw ScenarioFile.wrong(
          "\(name): nothing happens there; expected another stretch, as --from 2.1s --to 2.3s\n")
      }
      return diagram
    }

    /// The world of a step and its events there, from the stop before it to the first one after it; without a step all
    /// of the lesson's first world.
    private static func stretch(of lesson: Lesson, _ step: String?) throws -> Stretch {
      let player = try LessonPlayer(lesson, open: LessonFile.open)
      var found: Stretch?
      var stop: (run: LessonRun, host: any ClusterHost, event: UInt64)?
      while stop?.run != player.run {
        player.advance(to: .max)
        let before = stop.map { $0.host === player.host ? $0.event : 0 } ?? 0
        let event = player.host.snapshot().eventCount
        // What is done at the last stop belongs to the step, and so does what comes of it.
        let isMeant = [player.run.step, stop?.run.step].contains { $0.map { lesson.steps[$0].name } == step }
        if isMeant || step == nil, found == nil || found?.host === player.host {
          found = Stretch(host: player.host, first: step == nil ? 0 : found?.first ?? before, last: event)
        }
        stop = (player.run, player.host, event)
        player.proceed()
      }
      guard let found else {
        let names = lesson.steps.map(\.name).joined(separator: ", ")
        throw ScenarioFile.wrong(
          "--step \(step ?? ""): \(lesson.name) has no such step; expected one of: \(names)\n")
      }
      return found
    }
  }
}

/// Writes a film as asciicast, version 2: a line of JSON for each change of the screen, in seconds since the start.
private struct CastWriter {
  private(set) var text: String
  private var last: Canvas?
  private var seconds = "0.000"

  init(_ size: Size, title: String) {
    let header: JSONObject = [
      "version": 2, "width": size.width, "height": size.height, "title": title,
      "env": ["TERM": "xterm-256color"] as JSONObject,
    ]
    text = header.json + "\n"
  }

  mutating func add(_ shot: Film.Shot) {
    seconds = Quantities.secondsText(shot.time)
    if last == nil { line("o", "\u{1B}[?25l") }
    if let name = shot.beginning?.name { line("m", name) }
    let change = shot.canvas.ansi(after: last)
    if !change.isEmpty { line("o", change) }
    last = shot.canvas
  }

  /// Gives the terminal back, below the last picture.
  mutating func end() { line("o", "\u{1B}[0m\u{1B}[\(last?.size.height ?? 1)H\r\n\u{1B}[?25h") }

  private mutating func line(_ kind: String, _ data: String) {
    text += "[\(seconds),\(kind.json),\(data.json)]\n"
  }
}

/// One picture of each part of a film: where it first stands still, else its last.
private struct Pictures {
  private(set) var all: [(name: String, picture: Canvas)] = []
  private var stands = false

  mutating func add(_ shot: Film.Shot) {
    if let (part, name) = shot.beginning {
      let words = name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.prefix(5).map {
        $0.lowercased()
      }
      all.append((([part < 10 ? "0\(part)" : "\(part)"] + words).joined(separator: "-"), shot.canvas))
      stands = false
    }
    guard !stands, !all.isEmpty else { return }
    stands = shot.stands
    all[all.count - 1].picture = shot.canvas
  }
}
