import Foundation
import Testing

@Suite("Standard streams and help", .enabled(if: Program.path != nil))
struct StreamTests {
  private func shell(_ lines: String) throws -> Program {
    try Program.inFolder { folder in
      try Data("raftcoin 1\nseed 1\nat 1s\n".utf8).write(to: folder.appendingPathComponent("a.raftcoin"))
      return try Program(shell: lines, in: folder)
    }
  }

  @Test(
    "a message that nobody can take changes no status",
    arguments: [
      "run nosuch", "run", "--nodes 12", "check --nodes 99", "experiment nosuch", "bench core --nodes 99",
      "help nosuch", "run a.raftcoin --until soon", "share nosuch",
    ])
  func standardError(arguments: String) throws {
    let run = try shell(
      "$R \(arguments) >o 2>&-; echo $?; $R \(arguments) >o 2>/dev/full; echo $?; "
        + "mkfifo p; { sleep 0; } <p & exec 3>p; wait; $R \(arguments) >o 2>&3; echo $?")
    #expect(run.output == "2\n2\n2\n", "\(run.output)")
  }

  @Test("--stats to a closed standard error: the run is as good as it was")
  func stats() throws {
    #expect(try shell("$R run --stats a.raftcoin 2>&- | grep -c hash").output == "1\n")
    #expect(try shell("$R run --stats a.raftcoin >o 2>&-").status == 0)
  }

  @Test("a closed standard stream does not lend its number to a file")
  func closed() throws {
    let run = try shell("$R run --quiet --stats a.raftcoin --trace t >o 2>&-; grep -v '^{' t; cat o | wc -l")
    #expect(run.output == "1\n", "\(run.output)")
    let output = try shell("$R run --quiet a.raftcoin --trace t >&-; echo $?; grep -c hash t")
    #expect(output.output == "2\n0\n", "\(output.output)")
  }

  @Test(
    "what does not fit on a full disk is not reported as done",
    arguments: [
      "--help", "--version", "run --help", "help", "help run", "verbs", "bugs", "run a.raftcoin",
      "share a.raftcoin",
      "--plain --seed 1 --speed 100", "check --seeds 1 --time 1s", "check-worker --tell 1",
    ])
  func fullDisk(arguments: String) throws {
    let run = try shell("timeout 20 $R \(arguments) >/dev/full; echo $?")
    #expect(run.output == "2\n")
    #expect(run.errors.contains("standard output: No space left on device"), "\(run.errors)")
  }

  @Test("what was printed beyond the stream's buffer has failed before the end, and is told too")
  func fullDiskInBetween() throws {
    let run = try shell("$R help console >/dev/full; echo $?")
    #expect(run.output == "2\n")
    #expect(run.errors.hasPrefix("raftcoin: standard output: "), "\(run.errors)")
  }

  @Test(
    "a reader of standard output that has gone away: quiet, and 0",
    arguments: ["--help", "verbs", "help console", "--plain --seed 1"])
  func goneReader(arguments: String) throws {
    let run = try shell("{ timeout 20 $R \(arguments); echo $? >s; } | head -0; cat s")
    #expect(run.output == "0\n" && run.errors.isEmpty, "\(run.output)\(run.errors)")
  }

  // MARK: Languages and misspelt names

  @Test("run and bugs take a language, and a word that is nothing is told the nearest ones")
  func languagesAndNames() throws {
    #expect(try shell("$R bugs --lang zh").output.contains("任期"))
    #expect(try shell("$R bugs --lang en").output.contains("Seen: "))
    let (english, chinese) = try (
      shell("$R run a-transfer --lang en"), shell("$R run a-transfer --lang zh")
    )
    #expect(english.status == 0 && chinese.status == 0)
    #expect(english.output.split(separator: "\n").last == chinese.output.split(separator: "\n").last)
    let wrong = try shell("$R election 2>&1")
    #expect(wrong.status == 2)
    #expect(wrong.output.contains("perhaps: first-election") && wrong.output.contains("`raftcoin --help`"))
    #expect(try shell("$R benhc 2>&1").output.contains("perhaps: bench"))
  }

  /// Without an end it would be cut by the time limit.
  @Test("--plain ends where the scenario is over", .timeLimit(.minutes(1)))
  func plainEnds() throws {
    #expect(try shell("$R first-election --plain --speed 100").status == 0)
  }

  // MARK: Help

  @Test("--help fits a terminal of 24 rows and 80 columns, and names every option and subcommand")
  func page() throws {
    let page = try shell("$R --help")
    #expect(page.status == 0)
    let lines = page.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= 23 && lines.allSatisfy { $0.count <= 80 })
    #expect(try shell("$R -h").output == page.output && shell("$R help").output == page.output)
    #expect(try shell("$R leader-crash --nodes 5 --help").output == page.output)
    // The generated help knows all of them.
    let whole = try shell("$R help console").output
    let words = whole.split { $0.isWhitespace || $0 == "/" || $0 == "," }.map(String.init)
    let options = Set(
      words.filter { $0.hasPrefix("-") && !$0.hasPrefix("--no-pre") && !$0.hasPrefix("--no-check") })
    #expect(options.count > 18)
    for option in options {
      let shown =
        ["--pre-vote", "--check-quorum"].contains(option) ? "--[no-]" + option.dropFirst(2) : option
      #expect(page.output.contains(shown), "\(option)")
    }
    let commands = whole.split(separator: "SUBCOMMANDS:").last.map(String.init) ?? ""
    for line in commands.split(separator: "\n") where line.hasPrefix("  ") && !line.hasPrefix("   ") {
      guard let name = line.split(separator: " ").first, name != "See" else { continue }
      #expect(page.output.contains(name), "\(name)")
    }
  }

  @Test(
    "help of a subcommand is its --help",
    arguments: ["run", "check", "share", "verbs", "bugs", "bench", "experiment", "bench core"])
  func helpOf(command: String) throws {
    let help = try shell("$R help \(command)")
    #expect(help.status == 0 && help.output.contains("USAGE: raftcoin \(command)"))
    #expect(try shell("$R \(command) --help").output == help.output)
  }

  @Test("help of what there is not: 2, with what there is")
  func helpOfNothing() throws {
    let help = try shell("$R help nosuch")
    #expect(help.status == 2 && help.errors.contains("expected one of: console, run, compare, check"))
  }

  // MARK: Times and versions

  @Test("times in hours, as the messages offer them")
  func hours() throws {
    #expect(try shell("$R check --time 2h --seeds 1").errors == "--time 2h: expected a time from 1s to 1h\n")
    #expect(try shell("$R run --quiet --until 0.001h a.raftcoin").status == 0)
    #expect(try shell("$R run --until 2x a.raftcoin").errors.contains("`1h`, at most `1000h`"))
  }

  @Test("a file of another version says which, what is not known, and what to do")
  func versions() throws {
    let newer = try shell(
      "printf 'raftcoin 1\n# written by raftcoin 99.1\nseed 1\nshards 4\nat 1s reshard 2\n' >n; $R run n; echo $?"
    )
    #expect(newer.output == "2\n")
    #expect(newer.errors.contains("n:4:1: `shards` is neither a line of the header nor a verb"))
    #expect(newer.errors.contains("n: written by raftcoin 99.1, and this is raftcoin "))
    let later = try shell("printf 'raftcoin 2\nshards 4\n' >n; $R n; echo $?")
    #expect(
      later.errors.hasPrefix(
        "n:1:10: format 2 is newer than this program, which reads format 1, and one line"))
    #expect(
      try shell("printf 'raftcoin 0\nheal\n' >n; $R run n").errors.hasPrefix("n:1:10: format 0 is none that"))
    #expect(
      try shell("$R run raftcoin2:AAAA; echo $?").errors
        .hasPrefix(
          "raftcoin: a share line of version 2, which a newer raftcoin wrote; expected a newer raftcoin"))
  }
}
