import Canvas
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The whole room in a real terminal, driven through the small program in `Demo`.
@Suite(.serialized, .enabled(if: PseudoTerminal.builtProduct("terminal-demo") != nil))
struct PseudoTerminalTests {
  static func demo(
    environment: [(String, String)] = [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8")],
    ambiguousIsWide: Bool = false, answers: Bool = true
  ) throws -> PseudoTerminal {
    let program = try #require(PseudoTerminal.builtProduct("terminal-demo"))
    return try PseudoTerminal(
      program: program, environment: environment, ambiguousIsWide: ambiguousIsWide, answers: answers)
  }

  static func running(_ settings: [(String, String)] = []) throws -> PseudoTerminal {
    let terminal = try demo(environment: settings + [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8")])
    try #require(terminal.wait(for: "demo 80x24"))
    #expect(terminal.screen.alternate)
    return terminal
  }

  /// A key and how the program ends by it; small letters do it in another thread.
  static let ways: [(String, PseudoTerminal.Ending)] = [
    ("q", .exited(0)), ("\u{3}", .exited(0)), ("E", .exited(7)), ("S", .signalled(SIGSEGV)),
    ("N", .signalled(SIGSEGV)), ("O", .signalled(SIGSEGV)), ("A", .signalled(SIGABRT)),
    ("U", .signalled(SIGUSR1)),
    ("n", .signalled(SIGSEGV)), ("e", .exited(7)),
  ]

  @Test(arguments: ways) func restoredAfterKey(key: String, ending: PseudoTerminal.Ending) throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.type(key)
    #expect(terminal.waitForEnd() == ending)
    #expect(terminal.leftBehind == [])
  }

  @Test(arguments: ["F", "I", "f"]) func `a trap restores and its message can be read`(key: String) throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.type(key)
    guard case .signalled? = terminal.waitForEnd() else {
      Issue.record("ended by \(String(describing: terminal.ending))")
      return
    }
    #expect(terminal.leftBehind == [])
    #expect(terminal.screen.text.contains("Fatal error") || terminal.raw.contains(subsequence: "Fatal error"))
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT]) func restoredAfterSignal(signal: Int32) throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.send(signal)
    #expect(terminal.waitForEnd() == .signalled(signal))
    #expect(terminal.leftBehind == [])
  }

  /// With the runtime's report of crashes on, which asks for a key and lets the program go on afterwards: who
  /// ends the program from outside gets an end, and no frame on the shell's screen.
  @Test(arguments: [SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE])
  func `a signal from outside ends it without a report`(signal: Int32) throws {
    let terminal = try PseudoTerminalTests.running([("SWIFT_BACKTRACE", "enable=yes,interactive=yes")])
    terminal.send(signal)
    #expect(terminal.waitForEnd() == .signalled(signal))
    #expect(terminal.leftBehind == [])
    #expect(!terminal.screen.text.contains("crashed"))
  }

  /// The program's own crash is reported, on the shell's screen, and is the end all the same.
  @Test(arguments: [("A", SIGABRT), ("S", SIGSEGV), ("N", SIGSEGV), ("n", SIGSEGV)])
  func `after the report of a crash the program is over`(key: String, signal: Int32) throws {
    let quick =
      "enable=yes,interactive=no,symbolicate=off,threads=crashed,registers=none,images=none,color=no"
    let terminal = try PseudoTerminalTests.running([("SWIFT_BACKTRACE", quick)])
    terminal.type(key)
    #expect(terminal.waitForEnd(seconds: 30) == .signalled(signal))
    #expect(terminal.leftBehind == [])
  }

  @Test func `what a shell has had ignored stays ignored`() throws {
    let program = try #require(PseudoTerminal.builtProduct("terminal-demo"))
    let terminal = try PseudoTerminal(program: "/bin/sh", arguments: ["-c", "trap '' QUIT; exec \(program)"])
    try #require(terminal.wait(for: "demo 80x24"))
    terminal.send(SIGQUIT)
    terminal.type("x")
    #expect(terminal.wait(for: "character(\"x\")"))
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
    #expect(terminal.leftBehind == [])
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func `a program that is stuck ends when it is told to`(signal: Int32) throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.type("L")
    terminal.drain(seconds: 0.1)
    terminal.send(signal)
    #expect(terminal.waitForEnd() == .signalled(signal))
    #expect(terminal.leftBehind == [])
  }

  /// With a frame that waits to be written, or the first bytes of all.
  @Test(arguments: [SIGTERM, SIGINT, SIGHUP], [false, true])
  func `a terminal that takes nothing holds up no end`(signal: Int32, fromStart: Bool) throws {
    let program = try #require(PseudoTerminal.builtProduct("terminal-demo"))
    let terminal = try PseudoTerminal(program: "/bin/sh", arguments: ["-c", "read line; exec \(program)"])
    if fromStart { terminal.stop() }
    terminal.type("\n")
    if !fromStart {
      try #require(terminal.wait(for: "demo 80x24"))
      terminal.stop()
      terminal.type("WW")
    }
    terminal.drain(seconds: 0.3)
    terminal.send(signal)
    // The alarm for programs that are stuck would end it after 2.5 s.
    #expect(terminal.waitForEnd(seconds: 2.4) == .signalled(signal))
    #expect(!terminal.leftBehind.contains { $0.hasSuffix("modes") })
  }

  @Test func `a terminal that takes its time is put back`() throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.stop()
    terminal.type("W")
    terminal.drain(seconds: 0.1)
    terminal.send(SIGTERM)
    terminal.drain(seconds: 0.1)
    terminal.resume()
    #expect(terminal.waitForEnd() == .signalled(SIGTERM))
    #expect(terminal.leftBehind == [])
    #expect(terminal.screen.text.contains("a warning"))
  }

  @Test func `a warning is shown after the screen, not on it`() throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.type("W")
    try #require(terminal.wait(for: "character(\"W\")"))
    #expect(!terminal.raw.contains(subsequence: "a warning"))
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
    #expect(terminal.screen.text.contains("a warning"))
  }

  @Test func `resizing is told and drawn`() throws {
    let terminal = try PseudoTerminalTests.running()
    for size in [Size(width: 120, height: 36), Size(width: 60, height: 16), Size(width: 200, height: 50)] {
      terminal.resize(to: size)
      #expect(terminal.wait(for: "resize \(size.width)x\(size.height)"))
      #expect(terminal.wait(for: "demo \(size.width)x\(size.height)"))
    }
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
    #expect(terminal.leftBehind == [])
  }

  /// No memory holds the cells of the largest window that a terminal can claim to have.
  @Test func `a window beyond reason is used in part`() throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.claim(.max, .max)
    #expect(terminal.wait { _ in terminal.raw.contains(subsequence: "demo 1000x500") })
    terminal.claim(1, .max)
    terminal.claim(.max, 1)
    #expect(terminal.wait { _ in terminal.raw.contains(subsequence: "demo 1000x1 ") })
    terminal.claim(80, 24)
    #expect(terminal.wait(for: "demo 80x24"))
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
    #expect(terminal.leftBehind.filter { !$0.hasPrefix("not understood") } == [])
  }

  @Test func `a size from the environment is used in part too`() throws {
    let terminal = try PseudoTerminalTests.demo(environment: [
      ("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("LINES", "65535"), ("COLUMNS", "65535"),
    ])
    #expect(terminal.wait(for: "demo 80x24"))
    terminal.claim(0, 0)
    #expect(terminal.wait { _ in terminal.raw.contains(subsequence: "demo 1000x500") })
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
  }

  @Test func `the mouse can be switched off and on`() throws {
    let terminal = try PseudoTerminalTests.running()
    #expect(terminal.screen.modes.isSuperset(of: [1002, 1006, 2004]))
    terminal.type("\u{1B}[<0;6;7M\u{1B}[<0;6;7m")
    #expect(terminal.wait(for: "mouse click 5,6"))
    terminal.type("M")
    #expect(terminal.wait(for: "mouse false"))
    #expect(terminal.screen.modes.isDisjoint(with: [1000, 1002, 1006]))
    terminal.type("M")
    #expect(terminal.wait { $0.modes.isSuperset(of: [1002, 1006]) })
  }

  @Test func `a long paste arrives whole`() throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.type("\u{1B}[200~" + String(repeating: "transfer alice bob 1\r", count: 5000) + "\u{1B}[201~")
    #expect(terminal.wait(for: "paste 105000"))
  }

  @Test func `a lone Escape and a split sequence`() throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.type("\u{1B}")
    #expect(terminal.wait(for: "key escape"))
    terminal.type("\u{1B}[")
    terminal.drain(seconds: 0.05)
    terminal.type("5~")
    #expect(terminal.wait(for: "key pageUp"))
  }

  @Test func `a slow line cuts no key in two`() throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.type("\u{1B}")
    terminal.drain(seconds: 0.06)
    terminal.type("[D")
    #expect(terminal.wait(for: "key left"))
    #expect(!terminal.screen.text.contains("key escape"))
  }

  @Test func `ESCDELAY makes a slower line's keys whole, and a late paste is one`() throws {
    let terminal = try PseudoTerminalTests.running([("ESCDELAY", "1500")])
    terminal.type("\u{1B}")
    terminal.drain(seconds: 0.3)
    terminal.type("[D")
    #expect(terminal.wait(for: "key left"))
    #expect(!terminal.screen.text.contains("key escape"))
    let quick = try PseudoTerminalTests.running([("ESCDELAY", "10")])
    quick.type("\u{1B}")
    #expect(quick.wait(for: "key escape"))
    quick.type("[200~k1\u{1B}[201~")
    #expect(quick.wait(for: "paste 2 \"k1\""))
    #expect(!quick.screen.text.contains("character"))
  }

  @Test func `Ctrl-Z under a shell stops, and fg goes on`() throws {
    let program = try #require(PseudoTerminal.builtProduct("terminal-demo"))
    let terminal = try PseudoTerminal(
      program: "/bin/sh", arguments: ["-mc", "\(program); echo now stopped; sleep 0.3; fg; echo at the end"])
    try #require(terminal.wait(for: "demo 80x24"))
    terminal.type("\u{1A}")
    try #require(terminal.wait(for: "now stopped"))
    #expect(terminal.leftBehind == [])
    try #require(terminal.wait(for: "redraw"))
    #expect(terminal.screen.alternate)
    #expect(terminal.screen.modes.isSuperset(of: [1002, 2004]))
    terminal.type("q")
    #expect(terminal.wait(for: "at the end"))
    #expect(terminal.leftBehind == [])
  }

  @Test func `stopped from outside without a warning, it enters again`() throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.send(SIGSTOP)
    terminal.drain(seconds: 0.05)
    terminal.send(SIGCONT)
    #expect(terminal.wait(for: "redraw"))
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
    #expect(terminal.leftBehind == [])
  }

  @Test func `a terminal that vanishes ends the program`() throws {
    let terminal = try PseudoTerminalTests.running()
    terminal.hangUp()
    #expect(terminal.waitForEnd() != nil)
  }

  @Test(arguments: [
    (false, true, "unicode true"), (true, true, "unicode false"), (false, false, "unicode true"),
  ])
  func `asks for the width of ambiguous characters`(wide: Bool, answers: Bool, shown: String) throws {
    let terminal = try PseudoTerminalTests.demo(ambiguousIsWide: wide, answers: answers)
    #expect(terminal.wait(for: shown))
    #expect(terminal.raw.contains(subsequence: "\u{1B}[6n"))
    if !answers {
      terminal.type("\u{1B}[2;3R")
      #expect(terminal.wait(for: "ambiguous is wide"))
      #expect(terminal.wait(for: "unicode false"))
    }
  }

  /// TERM, locale, and what the first line says.
  @Test(arguments: [
    ("xterm-256color", "C.UTF-8", "colours 256 unicode true mouse true xterm-256color"),
    ("xterm-kitty", "C.UTF-8", "colours 256 unicode true mouse true xterm-kitty, taken"),
    ("xterm-256color", "C", "colours 256 unicode false"),
    ("linux", "C.UTF-8", "colours 8 unicode false"),
    ("vt100", "C.UTF-8", "colours 0 unicode true mouse false vt100"),
    ("", "C.UTF-8", "colours 256 unicode true mouse true unnamed terminal, taken"),
  ])
  func surroundings(term: String, locale: String, shown: String) throws {
    let terminal = try PseudoTerminalTests.demo(environment: [("TERM", term), ("LC_ALL", locale)])
    #expect(terminal.wait(for: shown))
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
    #expect(terminal.leftBehind.filter { !$0.hasPrefix("not understood") } == [])
  }

  @Test func `NO_COLOR leaves no colours`() throws {
    let terminal = try PseudoTerminalTests.demo(environment: [
      ("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("NO_COLOR", "1"),
    ])
    #expect(terminal.wait(for: "colours 0"))
  }

  @Test func `a terminal that cannot place its cursor is refused in words`() throws {
    let terminal = try PseudoTerminalTests.demo(environment: [("TERM", "dumb"), ("LC_ALL", "C.UTF-8")])
    #expect(terminal.waitForEnd() == .exited(2))
    #expect(terminal.screen.text.contains("cannot place its cursor"))
    #expect(terminal.leftBehind == [])
  }
}

/// The driver itself, on programs that every system has.
@Suite struct PseudoTerminalDriverTests {
  @Test func `a program has a terminal of the size given, and is told of another`() throws {
    let terminal = try PseudoTerminal(
      program: "/bin/sh",
      arguments: ["-c", "trap 'stty size' WINCH; stty size; read line; read line; exit 3"],
      size: Size(width: 91, height: 17))
    #expect(terminal.wait(for: "17 91"))
    terminal.resize(to: Size(width: 64, height: 20))
    terminal.type("\n")
    #expect(terminal.wait(for: "20 64"))
    terminal.type("\n\n")
    #expect(terminal.waitForEnd() == .exited(3))
  }

  @Test func `modes left behind are found`() throws {
    let terminal = try PseudoTerminal(
      program: "/bin/sh",
      arguments: ["-c", "stty raw -echo; printf '\\033[?1049h\\033[?25l\\033[?2004h\\033[31m'"])
    #expect(terminal.waitForEnd() == .exited(0))
    #expect(terminal.leftBehind.contains("alternate screen"))
    #expect(terminal.leftBehind.contains("cursor hidden"))
    #expect(terminal.leftBehind.contains("mode 2004"))
    #expect(terminal.leftBehind.contains("colours or attributes"))
    #expect(terminal.leftBehind.contains("local modes"))
  }

  @Test func `a program that does not exist is an error`() {
    #expect(throws: PseudoTerminal.Failure.self) { try PseudoTerminal(program: "/no/such/program") }
  }
}

extension [UInt8] {
  /// Whether a text is in these bytes.
  fileprivate func contains(subsequence text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard count >= wanted.count else { return false }
    return (0...(count - wanted.count)).contains { self[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }
}
