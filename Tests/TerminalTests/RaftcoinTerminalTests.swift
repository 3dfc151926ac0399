import Canvas
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The program itself in a real terminal: what only ncurses and a person can break.
@Suite(.serialized, .enabled(if: PseudoTerminal.builtProduct("raftcoin") != nil))
struct RaftcoinTerminalTests {
  /// Where the program saves runs: not among those of whoever runs the tests.
  static let state = FileManager.default.temporaryDirectory.appendingPathComponent(
    "raftcoin-state-\(ProcessInfo.processInfo.processIdentifier)")

  static func console(_ arguments: [String] = []) throws -> PseudoTerminal {
    let program = try #require(PseudoTerminal.builtProduct("raftcoin"))
    let terminal = try PseudoTerminal(
      program: program, arguments: ["--seed", "42", "--now"] + arguments,
      environment: [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("XDG_STATE_HOME", state.path)])
    try #require(terminal.wait(for: "need 3"))
    return terminal
  }

  @Test func quitLeavesTheTerminalAsItWas() throws {
    let terminal = try Self.console()
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
    #expect(terminal.leftBehind == [])
  }

  @Test func quittingSavesTheRunAndSaysHowToComeBack() throws {
    try? FileManager.default.removeItem(at: Self.state)
    let terminal = try Self.console(["--speed", "1"])
    try #require(terminal.wait(for: "★ n"))
    terminal.type("k\r")
    #expect(terminal.wait(for: "4/5 up"))
    terminal.type("q")
    #expect(terminal.wait(for: "to open this run again: raftcoin"))
    #expect(terminal.waitForEnd() == .exited(0))
    let folder = Self.state.appendingPathComponent("raftcoin")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let file = try #require(files.first)
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("seed 42\n") && text.contains(" kill "))
    let again = try Self.console([file.path])
    again.type("q")
    #expect(again.waitForEnd() == .exited(0))
    try FileManager.default.removeItem(at: Self.state)
  }

  @Test func controlCInAPromptLeavesTheTerminalAsItWas() throws {
    let terminal = try Self.console()
    terminal.type(":")
    terminal.type("transfer ali\u{3}")
    #expect(terminal.waitForEnd() == .exited(0))
    #expect(terminal.leftBehind == [])
  }

  @Test(arguments: [SIGTERM, SIGHUP]) func aSignalLeavesTheTerminalAsItWas(number: Int32) throws {
    let terminal = try Self.console()
    // Paused, so that no frame is on its way: one cut in two confuses the model, which, unlike terminals, does
    // not take an escape as the end of a sequence begun before.
    terminal.type(" ")
    try #require(terminal.wait(for: "paused"))
    terminal.send(number)
    #expect(terminal.waitForEnd() == .signalled(number))
    #expect(terminal.leftBehind == [])
  }

  /// Frames and the last line wait for a terminal that nobody reads; the end does not.
  @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func aStuckTerminalHoldsUpNoEnd(number: Int32) throws {
    let terminal = try Self.console()
    terminal.stop()
    terminal.drain(seconds: 0.3)
    terminal.send(number)
    // The alarm for programs that are stuck would end it after 2.5 s.
    #expect(terminal.waitForEnd(seconds: 2.4) == .signalled(number))
    #expect(!terminal.leftBehind.contains { $0.hasSuffix("modes") })
  }

  @Test func resizeDrawsTheDesk() throws {
    let terminal = try Self.console()
    terminal.resize(to: Size(width: 120, height: 36))
    #expect(terminal.wait(for: "majority is 3"))
    terminal.resize(to: Size(width: 40, height: 8))
    #expect(terminal.wait(for: "60x16"))
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
  }

  @Test func aClickOnATabOpensItsView() throws {
    let terminal = try Self.console()
    // Row 1, on the word "ledger" of the tabs.
    terminal.type("\u{1B}[<0;22;2M\u{1B}[<0;22;2m")
    #expect(terminal.wait(for: "[ledger]"))
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
  }

  @Test func killingTheLeaderTakesTwoKeys() throws {
    let terminal = try Self.console(["--speed", "1"])
    try #require(terminal.wait(for: "★ n"))
    terminal.type("k")
    #expect(terminal.wait(for: "kill"))
    #expect(terminal.wait(for: "5/5 up"))
    terminal.type("\r")
    #expect(terminal.wait(for: "4/5 up"))
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
  }

  /// Trials that are broken off say how far they came, take their bar away and leave files as they were.
  @Test func controlCInTheMidstOfTrialsSaysWhatWasDone() throws {
    let program = try #require(PseudoTerminal.builtProduct("raftcoin"))
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "raftcoin-trials-\(ProcessInfo.processInfo.processIdentifier).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try "before\n".write(to: file, atomically: true, encoding: .utf8)
    let terminal = try PseudoTerminal(
      program: program,
      arguments: ["experiment", "wan-election", "--trials", "1000000", "--csv", file.path],
      environment: [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8")])
    try #require(terminal.wait(for: "0 down"))
    terminal.type("\u{3}")
    #expect(terminal.wait(for: "stopped after "))
    #expect(terminal.waitForEnd() == .signalled(SIGINT))
    #expect(terminal.leftBehind == [])
    #expect(try String(contentsOf: file, encoding: .utf8) == "before\n")
  }

  @Test func aFigureOpensWithTheSeedThatWasAskedFor() throws {
    try? FileManager.default.removeItem(at: Self.state)
    let program = try #require(PseudoTerminal.builtProduct("raftcoin"))
    let terminal = try PseudoTerminal(
      program: program, arguments: ["experiment", "figure-7", "--seed", "31337"],
      environment: [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("XDG_STATE_HOME", Self.state.path)])
    try #require(terminal.wait(for: "note 1 of"))
    terminal.type(" ")
    try #require(terminal.wait(for: "note 2 of"))
    terminal.type("q")
    #expect(terminal.waitForEnd() == .exited(0))
    let folder = Self.state.appendingPathComponent("raftcoin")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    #expect(try String(contentsOf: #require(files.first), encoding: .utf8).contains("seed 31337\n"))
    try FileManager.default.removeItem(at: Self.state)
  }
}
