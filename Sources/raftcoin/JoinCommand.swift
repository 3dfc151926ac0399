import ArgumentParser
import Canvas
import Console
import Joining
import Panels
import Posix
import SimulationHost
import Terminal
import Words

/// `raftcoin join PATH`: a terminal of somebody in a class on this machine.
struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join", _superCommandName: "raftcoin",
    abstract: "Join a class that is held on this machine.",
    discussion: """
      PATH is what the teacher named in `raftcoin class --socket PATH`. You see what the class sees, at your own size, \
      and vote: a digit and Enter. As a wallet you have an account and pay from it: pay NAME AMOUNT Enter; one that \
      does not exist is opened with 10 coins, or with none where the treasury has none left. As a node you are asked \
      what it decides: y or n. A class is on this machine alone: log in there first, say by ssh.
      """)

  @ArgumentParser.Argument(help: "The socket of the class.", completion: .file())
  var path: String

  @Option(help: "Be this node, by its number: see what it sees, and decide for it.")
  var node: Int?

  @Option(help: "Have the account of this name, and pay from it.")
  var wallet: String?

  @Flag(help: "See the notes and the plan, and turn the page: only who holds the class.")
  var teacher = false

  @Option(help: "How you are called there; without it as you logged in.")
  var name: String?

  @Option(help: "dark, light, contrast or mono.")
  var theme: Look.ThemeName = .dark

  @Flag(help: "Draw with ASCII only.")
  var ascii = false

  func validate() throws {
    guard [node != nil, wallet != nil, teacher].count(where: \.self) <= 1 else {
      throw ValidationError("--node, --wallet and --teacher: expected one of them at most")
    }
    if let node, !(1...9).contains(node) { throw ValidationError("--node \(node): expected 1 to 9") }
    if let name = [wallet, name].compactMap(\.self).first(where: {
      $0.isEmpty || $0.contains { $0.isWhitespace }
    }) {
      throw ValidationError("\(name.debugDescription) is no name; expected one word")
    }
  }

  func run() throws {
    guard isatty(STDOUT_FILENO) != 0 else {
      throw ScenarioFile.wrong("join: a class is joined in a terminal; expected one\n")
    }
    let file: Int32
    do { file = try LocalSocket.connect(to: path) } catch {
      throw ScenarioFile.wrong("join \(path): \(why(error))\n")
    }
    let session: JoinSession
    do {
      session = try JoinSession(file, self)
    } catch {
      throw ScenarioFile.wrong("raftcoin: \(error)\n")
    }
    try session.run()
  }

  private func why(_ problem: SystemProblem) -> String {
    var there = stat()
    switch problem.number {
    case EACCES, EPERM: return "you may not join; ask your teacher to let your group into that folder"
    case ECONNREFUSED where stat(path, &there) == 0 && there.st_mode & S_IFMT == S_IFSOCK:
      return "the class that was held there is over"
    case ECONNREFUSED, ENOENT, ENOTDIR, ENOTSOCK, ENAMETOOLONG:
      return "no class is held there; expected the path that your teacher names"
    default: return "\(problem)"
    }
  }

  var part: Part {
    if teacher { return .teacher }
    return node.map { .node($0) } ?? wallet.map { .wallet($0) } ?? .watcher
  }

  /// The given name, the wallet's, or that of the login without what no name may have.
  var shownName: String {
    if let name = name ?? wallet { return name }
    let login = getpwuid(getuid()).flatMap { String(validatingCString: $0.pointee.pw_name) } ?? "user"
    let word = login.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" ? String($0) : "-" }.joined()
    return String((word.first?.isLetter == true ? word : "_" + word).prefix(24))
  }
}

/// A joined terminal: shows what the class sends, and sends what is typed.
final class JoinSession {
  /// Lines of a terminal's own, at its foot.
  private static let mostOwnRows = 4
  private static let longestText = 100

  private let file: Int32
  private let part: Part
  /// Because somebody wants it so.
  private let isASCII: Bool
  private let screen: TerminalScreen
  private var lines = LineBuffer(most: Joining.longestLine)
  private var picture = JoinedPicture()
  private var typed = ""
  private var wantsQuit = false
  /// Why the class has gone; nil: it is there.
  private var end: (text: String, isInOrder: Bool)?

  init(_ file: Int32, _ command: JoinCommand) throws(TerminalError) {
    self.file = file
    part = command.part
    isASCII = command.ascii
    screen = try TerminalScreen.open(options: TerminalOptions(mouse: false, ascii: command.ascii))
    screen.settle()
    send(
      .join(
        Introduction(
          part: part, name: command.shownName, size: screen.size, colours: screen.colourDepth,
          ascii: command.ascii || !screen.unicode, theme: command.theme.rawValue)))
  }

  func run() throws {
    defer { screen.close() }
    while !wantsQuit, end == nil {
      var connection = [pollfd(fd: file, events: Int16(POLLIN), revents: 0)]
      let patience = picture.number == 0 ? Feed.patience : nil
      let events = screen.poll(timeoutNanoseconds: patience, beside: &connection)
      for event in events { handle(event) }
      if events.isEmpty, connection[0].revents == 0 { end = (Self.own(.noAnswer), false) }
      let isNew = connection[0].revents != 0 && receive()
      if isNew || !events.isEmpty { draw() }
      if isNew { send(.seen(picture.number)) }
    }
    close(file)
    screen.close(farewell: end.map { "raftcoin join: \($0.text)\n" } ?? "")
    if let number = screen.terminationSignal {
      signal(number, SIG_DFL)
      raise(number)
    }
    if end?.isInOrder == false { throw ExitCode.failure }
  }

  // MARK: The class

  /// That the class is gone shows when it is read.
  private func send(_ message: TerminalMessage) {
    try? SystemFile.write(Array((message.line + "\n").utf8), to: file)
  }

  /// - Returns: whether there is a new frame.
  private func receive() -> Bool {
    var isNew = false
    do {
      let bytes = try SystemFile.readSome(from: file)
      if bytes.isEmpty { end = end ?? (Self.own(.gone), false) }
      for line in try lines.take(bytes) { isNew = try picture.take(line) || isNew }
      if let farewell = picture.farewell { end = (farewell, picture.number > 0 && bytes.isEmpty == false) }
    } catch let fault as ProtocolFault {
      end = ("the class says what this program does not understand: \(fault)", false)
    } catch {
      end = (Self.own(.gone), false)
    }
    return isNew
  }

  /// What this program says, and not the class.
  private static func own(_ text: JoinWords) -> String { Opening.environmentLanguage.text(text) }

  private func say(_ text: String) { send(.say(text, seeing: picture.number)) }

  // MARK: The person

  private func handle(_ event: InputEvent) {
    switch event {
    case .key(let key): press(key)
    case .paste(let text): type(text)
    case .resize(let size): send(.size(size))
    case .terminate: wantsQuit = true
    case .redraw: screen.repaint()
    case .mouse, .ambiguousIsWide: break
    }
  }

  private func press(_ key: InputEvent.Key) {
    if key == .control("c") { wantsQuit = true }
    if typed.isEmpty, pressAlone(key) { return }
    switch key {
    case .character(let scalar): type(String(scalar))
    case .backspace: if !typed.isEmpty { typed.removeLast() }
    case .escape, .control("u"): typed = ""
    case .enter:
      if !typed.isEmpty { say(typed) }
      typed = ""
    default: break
    }
  }

  /// A key that means something by itself, where nothing was typed.
  private func pressAlone(_ key: InputEvent.Key) -> Bool {
    switch (part, key) {
    case (_, .character("q")): wantsQuit = true
    case (.node, .character("y")): say("y")
    case (.node, .character("n")): say("n")
    case (.teacher, .character(" ")), (.teacher, .pageDown): say("next")
    case (.teacher, .pageUp): say("back")
    case (.teacher, .character("p")): say("poll")
    default: return false
    }
    return true
  }

  private func type(_ text: String) {
    let room = max(0, Self.longestText - typed.count)
    typed += text.filter { !$0.isNewline }.prefix(room)
  }

  // MARK: The screen

  /// The class's picture, and over its foot what is this terminal's own: what is typed, or what it is told.
  private func draw() {
    let size = screen.size
    var canvas = Canvas(size: size)
    let shown = picture.canvas
    if shown.size == size { canvas = shown }
    let style = Style(attributes: .bold.union(.reverse))
    var text = typed.isEmpty ? picture.own : "> " + typed
    if !isASCII, !screen.unicode, shown.text.utf8.contains(where: { $0 >= 0x80 }) {
      text = Self.own(.noUnicode) + "\n" + text
    }
    let rows = wrap(text, width: max(1, size.width - 2)).suffix(Self.mostOwnRows)
    let top = max(0, size.height - rows.count)
    canvas.fill(Rect(x: 0, y: top, width: size.width, height: size.height - top), style: style)
    var cursor: Point?
    for (row, line) in rows.enumerated() {
      let end = canvas.put(line, x: 1, y: top + row, style: style, width: size.width - 1)
      if !typed.isEmpty { cursor = Point(x: min(end, size.width - 1), y: top + row) }
    }
    screen.present(canvas, cursor: cursor)
  }
}
