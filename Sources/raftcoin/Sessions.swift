import ArgumentParser
import Assets
import Canvas
import Command
import Consensus
import Console
import Explanation
import Host
import Lessons
import Panels
import Posix
import Simulation
import SimulationHost
import Terminal
import Words

#if canImport(Glibc)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The console in a terminal: waits for keys and frames, hands both on.
final class ConsoleSession {
  private let opening: Opening
  private let screen: TerminalScreen
  private let controller: ConsoleController
  private let clock = WorkClock.since(.now)
  private let socket: ClassSocket?

  /// - Parameters:
  ///   - lesson: Which lesson it opens with.
  ///   - challenge: Which challenge it opens with.
  ///   - path: What leads to where the lesson was left.
  ///   - compared: Two clusters in the place of the one that is opened.
  ///   - isClass: It opens with the plan of a class.
  ///   - socket: Where terminals join it.
  init(
    _ opening: Opening, lesson: Lesson? = nil, challenge: Challenge? = nil, path: [LessonAct] = [],
    compared: ComparisonHost? = nil, isClass: Bool = false, socket: ClassSocket? = nil
  ) throws {
    self.opening = opening
    self.socket = socket
    let arguments = opening.arguments
    let host: any ClusterHost
    var isLeft = false
    if let compared {
      host = compared
    } else {
      let own = try makeHost(opening.scenario, seed: opening.seed)
      isLeft = !arguments.now && own.runToWhereItWasLeft()
      if arguments.file != nil { own.runToBreakWithoutNotes() }
      host = own
    }
    do {
      screen = try TerminalScreen.open(
        options: TerminalOptions(mouse: !arguments.noMouse, ascii: arguments.ascii))
    } catch {
      throw ScenarioFile.wrong("raftcoin: \(error); try --plain\n")
    }
    screen.settle()
    let colours = Look.ColourDepth(rawValue: screen.colourDepth) ?? .none
    let look = Look(theme: arguments.theme, colours: colours, ascii: arguments.ascii || !screen.unicode)
    var options = ConsoleOptions(size: screen.size)
    options.look = look
    // Elsewhere other letters than ours would be a row of question marks.
    options.language = screen.isUTF8 ? opening.language : .english
    options.speedThousandths = opening.speed
    options.hints = !arguments.noHints
    options.mouse = !arguments.noMouse
    options.waitsAtStart = isLeft || (!arguments.now && arguments.file == nil)
    options.stopsAtNotes = !arguments.noStops
    options.marksChanges = !arguments.still
    options.story = arguments.file.map(ScenarioFile.story)
    options.showsStart = arguments.file == nil && lesson == nil && challenge == nil
    options.done = SavedRuns()?.done ?? []
    options.plan = ClassCommand.plan
    options.opensPlan = isClass
    options.connect(opening, lesson: lesson, challenge: challenge, path: path)
    if compared != nil { options.view = .branches }
    controller = ConsoleController(host: host, options: options)
    if let socket { controller.openClassroom(path: socket.path) }
  }

  func run() throws {
    defer { screen.close() }
    var mouse = controller.mouseOn
    var host = controller.host
    while !controller.wantsQuit {
      let frame = controller.frame()
      screen.present(frame.canvas, cursor: frame.cursor)
      for event in nextEvents() {
        if event == .redraw { screen.repaint() }
        controller.handle(event, wall: clock())
      }
      controller.tick(wall: clock())
      socket?.share(controller, wall: clock())
      if controller.host !== host {
        // Another scenario has taken the place of this run.
        _ = save(host)
        host = controller.host
      }
      if mouse != controller.mouseOn {
        mouse = controller.mouseOn
        screen.setMouse(mouse)
      }
      if let text = controller.takeCopy() { screen.copy(text) }
    }
    let place = controller.isInLesson ? opening.language.text(SavingWords.lessonAgain) : nil
    let farewell = [place, save(host)].compactMap { $0.map { $0 + "\n" } }.joined()
    socket?.close(opening.language)
    screen.close(farewell: farewell)
    if let number = screen.terminationSignal {
      signal(number, SIG_DFL)
      raise(number)
    }
  }
}

extension ConsoleSession {
  /// Waits for the person, for time, or for a joined terminal that changes something: one that has only drawn its frame
  /// changes nothing here.
  private func nextEvents() -> [InputEvent] {
    while true {
      let wall = clock()
      let wakes = [controller.nextWake, socket?.nextWake].compactMap(\.self)
      let due = wakes.min()
      var others = socket?.descriptors ?? []
      let events = screen.poll(timeoutNanoseconds: due.map { $0 > wall ? $0 - wall : 0 }, beside: &others)
      let isNew = socket?.serve(others, controller, wall: clock()) ?? false
      if isNew || !events.isEmpty || due.map({ clock() >= $0 }) ?? false { return events }
    }
  }

  /// Saves a run before it is left.
  /// - Returns: how to come back to it; nil where nothing has happened.
  private func save(_ host: any ClusterHost) -> String? {
    guard host.now > 0, let recording = try? host.recording() else { return nil }
    guard let runs = SavedRuns() else {
      return unsaved(opening.language.text(SavingWords.noHomeFolder), host)
    }
    do {
      // This run is what was last, not an older lesson.
      if !controller.isInLesson { runs.forgetPlace() }
      let path = quoted(try runs.save(recording, date: Date(), by: Raftcoin.version))
      let line = opening.language.text(SavingWords.openAgain, ["line": "raftcoin \(path)"])
      return ([line] + saveBranches(host, runs)).joined(separator: "\n")
    } catch {
      return unsaved("\(error.path): \(error.reason)", host)
    }
  }

  /// More branches than this are not kept: each undo grows one.
  private static let mostBranches = 9

  /// Saves the newest of the other branches.
  /// - Returns: how to come back to them; empty where there are none.
  private func saveBranches(_ host: any ClusterHost, _ runs: SavedRuns) -> [String] {
    guard let timeline = host.timeline else { return [] }
    let explainer = Explainer(language: opening.language)
    let others = timeline.branches.filter { $0.id != timeline.currentID && $0.end > $0.parted }
    guard !others.isEmpty else { return [] }
    var lines = [opening.language.text(SavingWords.otherBranches)]
    for branch in others.suffix(Self.mostBranches) {
      guard let recording = try? host.recording(of: branch.id),
        let path = try? runs.save(recording, date: Date(), by: Raftcoin.version)
      else { continue }
      lines.append("  raftcoin \(quoted(path))  # \(explainer.name(of: branch))")
    }
    let left = others.count - (lines.count - 1)
    if left > 0 { lines.append("  " + opening.language.text(SavingWords.moreBranches, ["count": left])) }
    return lines
  }

  /// Why a run could not be saved; the line that holds all of it is another way back.
  private func unsaved(_ reason: String, _ host: any ClusterHost) -> String {
    let line = (try? host.shareLine()).map { "raftcoin \($0)" } ?? "–"
    return opening.language.text(SavingWords.notSaved, ["reason": reason, "line": line])
  }

  /// As a shell takes it for one word.
  private func quoted(_ path: String) -> String {
    let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+,:@%".contains($0) }
    return isPlain ? path : "'" + path.replacing("'", with: #"'\''"#) + "'"
  }
}

extension ConsoleOptions {
  /// What is opened in a console, and what is kept of it.
  /// - Parameters:
  ///   - lesson: Which lesson it opens with.
  ///   - challenge: Which challenge it opens with.
  ///   - path: What leads to where the lesson was left.
  mutating func connect(_ opening: Opening, lesson: Lesson?, challenge: Challenge?, path: [LessonAct] = []) {
    let (arguments, seed, runs) = (opening.arguments, opening.seed, SavedRuns())
    words = arguments.words ?? (arguments.file == nil ? .plain : .paper)
    onDone = { runs?.add(done: $0) }
    lessons = LessonFile.heads(and: lesson).map(ScenarioEntry.init)
    opensLesson = lesson?.name
    var left = path
    onOpenLesson = { name in
      let opened = LessonFile.open(name == lesson?.name ? lesson : LessonFile.whole(name))
      if case .success(let player) = opened { player.follow(left) }
      left = []
      return opened
    }
    challenges = ChallengeFile.shipped(and: challenge)
    opensChallenge = challenge?.name
    onOpenChallenge = { challenge in
      Result { try ChallengeFile.open(challenge) }.mapError { ScenarioProblem("\($0)") }
    }
    onChallenge = { runs?.note($0, run: $1) }
    onLesson = { runs?.keep($0) }
    onAnswer = { runs?.note($0, moment: $1) }
    onDecision = { runs?.note($1, of: $0) }
    scenarios = ShippedScenarios.entries
    onOpenScenario = { ShippedScenarios.open($0, seed: seed) }
  }
}

/// The console without a screen: news as lines.
struct PlainSession {
  private let opening: Opening

  init(_ opening: Opening) { self.opening = opening }

  func run() throws {
    let host = try makeHost(opening.scenario, seed: opening.seed)
    let clock = WorkClock.since(.now)
    var isOpen = true
    func write(_ line: String) { isOpen = isOpen && StandardOutput.write(line) }
    if isatty(STDIN_FILENO) != 0, isatty(STDOUT_FILENO) != 0 {
      StandardError.write("raftcoin: \(opening.language.text(LineWords.plainReads))\n")
    }
    write("seed \(opening.seed)")
    let printer = PlainPrinter(
      host: host, language: opening.language,
      speedThousandths: opening.speed, write: write)
    while isOpen, let wake = printer.nextWake {
      let wall = clock()
      if wake > wall { usleep(UInt32(min(wake - wall, 100_000_000) / 1000)) }
      printer.tick(wall: clock())
    }
    guard isOpen else { return }
    tell(printer.end)
    try host.requireMotion()
  }

  /// An end that the scenario itself does not have.
  private func tell(_ end: PlainPrinter.End?) {
    let (text, span): (LineWords, Nanoseconds)
    switch end {
    case .quiet(let time): (text, span) = (.plainQuiet, time)
    case .bound(let time): (text, span) = (.plainBound, time)
    case .told, nil: return
    }
    let time = Explainer(language: opening.language).duration(span)
    StandardError.write("raftcoin: \(opening.language.text(text, ["time": time]))\n")
  }
}

func makeHost(_ scenario: Scenario, seed: UInt64, for command: String = "raftcoin") throws -> SimulationHost {
  do {
    return try SimulationHost(scenario: scenario, seed: seed)
  } catch {
    throw ScenarioFile.wrong("\(command): \(error)\n")
  }
}

extension ClusterHost {
  /// Says where time stands still for good, and ends the program with 3 there.
  func requireMotion() throws {
    guard let time = standstill else { return }
    StandardError.write(
      "raftcoin: at \(Quantities.timeText(time)) there are events without end, and none of them takes time\n")
    throw ExitCode(Main.endlessStatus)
  }
}

extension SimulationHost {
  /// The most work that is done before the first picture.
  private static let longestOpening: UInt64 = 2_000_000_000

  /// A recording, which says nothing and whose lines are all acts at their times, is opened at the last of them.
  /// - Returns: whether it is one.
  fileprivate func runToWhereItWasLeft() -> Bool {
    let times = scenario.steps.compactMap { step -> Nanoseconds? in
      guard case .at(let time) = step.when else { return nil }
      return time
    }
    guard let last = times.last, times.count == scenario.steps.count, snapshot().script?.tellsStory == false,
      !scenario.steps.contains(where: { $0.verb?.form.scope == .file })
    else { return false }
    let clock = WorkClock.since(.now)
    advance(to: last, untilNote: false) { clock() < Self.longestOpening }
    return true
  }

  /// A run in which a rule breaks, and whose file says nothing on the way, is opened where it breaks, with all
  /// that led to it to go back through.
  fileprivate func runToBreakWithoutNotes() {
    let hasNotes = (snapshot().script?.noteCount ?? 0) > 0
    if !hasNotes, !scenario.expectedViolations.isEmpty { runToFirstViolation() }
  }
}

extension ScenarioFile {
  /// What is known of a scenario by its name: the line about it, where it is a shipped one.
  fileprivate static func story(_ name: String) -> ScenarioEntry {
    ShippedScenarios.entries.first { $0.name == name }
      ?? ScenarioEntry(name: shownName(name).split(separator: "/").last.map(String.init) ?? name, lines: [:])
  }
}

extension LessonFile {
  static func open(_ lesson: Lesson?) -> Result<LessonPlayer, ScenarioProblem> {
    guard let lesson else {
      return .failure(
        ScenarioProblem("there is no such lesson, or `raftcoin lesson check` finds mistakes in it"))
    }
    return Result { try LessonPlayer(lesson, open: open) }.mapError { ScenarioProblem("\($0)") }
  }
}

extension ScenarioEntry {
  init(_ lesson: Lesson) {
    let lines = Language.allCases.map { ($0, lesson.title.text(in: $0)) }
    self.init(
      name: lesson.name, lines: Dictionary(uniqueKeysWithValues: lines), minutes: lesson.minutes)
  }
}

extension ShippedScenarios {
  static func open(_ name: String, seed: UInt64) -> Result<any ClusterHost, ScenarioProblem> {
    do {
      guard let shipped = all.first(where: { $0.name == name }) else {
        throw ScenarioProblem("there is no scenario named \(name)")
      }
      let scenario = try ScenarioParser.parse(bytes: shipped.bytes, file: name, vocabulary: Vocabulary.of)
        .get()
      let host = try SimulationHost(scenario: scenario, seed: seed)
      host.runToBreakWithoutNotes()
      return .success(host)
    } catch {
      return .failure(error as? ScenarioProblem ?? ScenarioProblem("\(error)"))
    }
  }

  static var entries: [ScenarioEntry] {
    all.map { scenario in
      let lines = Language.allCases.compactMap { language in
        description(of: scenario.name, language: language).map { (language, $0) }
      }
      return ScenarioEntry(name: scenario.name, lines: Dictionary(uniqueKeysWithValues: lines))
    }
  }
}
