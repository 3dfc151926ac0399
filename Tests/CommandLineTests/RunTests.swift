import Foundation
import Testing

@Suite("raftcoin run", .enabled(if: Program.path != nil))
struct RunTests {
  /// Runs lines of a shell in a folder with these scenarios, `a.raftcoin` and so on.
  private func shell(_ lines: String, _ scenarios: String...) throws -> Program {
    try Program.inFolder { folder in
      for (letter, text) in zip("abcdefgh", scenarios) {
        try Data(("raftcoin 1\nseed 1\nnodes 3\n" + text).utf8)
          .write(to: folder.appendingPathComponent("\(letter).raftcoin"))
      }
      return try Program(shell: lines, in: folder)
    }
  }

  // MARK: Files

  @Test("neither the scenario nor a file of another option is written onto, whatever path leads there")
  func ontoInput() throws {
    let text = "expect alive 3\n"
    let before = "cp a.raftcoin b; ln -s a.raftcoin soft; ln a.raftcoin hard; mkdir f; "
    for path in ["a.raftcoin", "./a.raftcoin", "f/../a.raftcoin", "$PWD/a.raftcoin", "soft", "hard"] {
      for option in ["--trace", "--history"] {
        let run = try shell(
          before + "$R run --quiet a.raftcoin \(option) \(path); echo $?; cmp a.raftcoin b", text)
        #expect(run.output == "2\n", "\(option) \(path): \(run.output)")
        #expect(run.errors.contains("this is the file that is read: a.raftcoin; expected a file of its own"))
      }
    }
    let stdin = try shell(
      "cp a.raftcoin b; $R run a.raftcoin --trace /dev/stdin <a.raftcoin; echo $?; cmp a.raftcoin b", text)
    #expect(stdin.output == "2\n")
  }

  @Test("two outputs are two files; what was in one stays, and none is left behind")
  func ontoEachOther() throws {
    let text = "expect alive 3\n"
    for (one, other) in [("t", "t"), ("t", "./t"), ("old", "soft"), ("hard", "old"), ("dangling", "t")] {
      let run = try shell(
        "echo old >old; ln -s old soft; ln old hard; ln -s t dangling; "
          + "$R run --quiet a.raftcoin --trace \(one) --history \(other); echo $?; cat old; ls", text)
      #expect(
        run.output == "2\nold\na.raftcoin\ndangling\nerrors.txt\nhard\nold\nsoft\n",
        "\(one) \(other): \(run.output)")
      #expect(run.errors.contains("this is the file of --trace too; expected a file of its own"))
    }
    let trials = try shell("$R experiment split-vote --trials 1 --csv c --svg ./c; echo $?; ls")
    #expect(trials.output == "2\nerrors.txt\n")
    // Nothing can be lost where nothing is kept, or in a pipe.
    #expect(try shell("$R run --quiet a.raftcoin --trace /dev/null --history /dev/null", text).status == 0)
    #expect(
      try shell("$R run --quiet a.raftcoin --trace /dev/stdout --history /dev/stdout | wc -l", text).status
        == 0)
  }

  @Test("standard output in a file gets the trace and the hash, each whole")
  func ontoStandardOutput() throws {
    let run = try shell(
      "$R run --quiet a.raftcoin --trace t >h; $R run --quiet a.raftcoin --trace /dev/stdout >o; "
        + "sort t h >one; sort o >other; cmp one other && grep -c hash o", "at 1s\nexpect leader\n")
    #expect(run.output == "1\n", "\(run.output)\(run.errors)")
  }

  @Test("a reader that has gone away had what it wanted; a full disk is told in words")
  func readers() throws {
    let text = "at 10s\n"
    let gone = try shell(
      "for o in --trace --history; do { $R run --quiet $o /dev/stdout a.raftcoin; echo $? >s; } "
        + "| head -1 >/dev/null; cat s; done; mkfifo p; head -1 p >/dev/null & $R run --quiet --trace p a.raftcoin >/dev/null; echo $?",
      text)
    #expect(gone.output == "0\n0\n0\n" && gone.errors.isEmpty, "\(gone.output)\(gone.errors)")
    let full = try shell("$R run --quiet --trace /dev/full a.raftcoin; echo $?", text)
    #expect(full.output == "2\n")
    #expect(full.errors.hasPrefix("/dev/full: could not be written to its end (No space left on device)"))
  }
}
