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

  @Test("a rule that was not checked is not said to have held")
  func unchecked() throws {
    for predicate in ["safe", "not safe", "violated log-matching", "not violated linearizability"] {
      let run = try shell("$R run --no-invariants a.raftcoin", "expect alive 3\nexpect \(predicate)\n")
      #expect(run.status == 1)
      #expect(run.output.contains("ok   a.raftcoin:4: alive 3\nnot checked a.raftcoin:5: \(predicate);"))
    }
    let wait = try shell("$R run --quiet --no-invariants a.raftcoin", "when safe kill 1\nexpect alive 2\n")
    #expect(wait.status == 1)
    #expect(wait.output.contains("not checked a.raftcoin:4: when safe;"))
    #expect(wait.output.contains("not reached a.raftcoin:5: alive 2;"))
    #expect(try shell("$R run --no-invariants a.raftcoin", "expect alive 3\n").status == 0)
  }

  @Test("a rule that the header says is to break")
  func toBreak() throws {
    let kept = try shell("$R run a.raftcoin", "breaks supply\nat 1s\n")
    #expect(kept.status == 1 && kept.output.contains("NOT BROKEN supply"))
    #expect(try shell("$R run --no-invariants a.raftcoin", "breaks supply\nat 1s\n").status == 0)
  }

  @Test("expectations that --until cuts off are named, and the status says so")
  func notReached() throws {
    let text = "at 1s kill 1\nat 2s\nexpect balance bob 999\nwhen alive 3\nexpect safe\nheal\n"
    let run = try shell("$R run --until 500ms a.raftcoin", text)
    #expect(run.status == 1)
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(
      lines.dropLast() == [
        "not reached a.raftcoin:6: balance bob 999; the run ended at 500ms",
        "not reached a.raftcoin:7: when alive 3; the run ended at 500ms",
        "not reached a.raftcoin:8: safe; the run ended at 500ms",
        "not reached a.raftcoin:4: at 1s kill n1 and 2 more; the run ended at 500ms",
      ])
    // Where nothing would have been checked the run is as good as it was.
    let acts = try shell("$R run --until 500ms a.raftcoin", "expect alive 3\nat 1s kill 1\n")
    #expect(acts.status == 0 && acts.output.contains("not reached a.raftcoin:5: at 1s kill n1;"))
    // What a wait in vain has kept from running is named too.
    let failed = try shell("$R run a.raftcoin", "when alive 1 within 1s\nexpect safe\n")
    #expect(failed.status == 1)
    #expect(failed.output.contains("FAIL a.raftcoin:4: when alive 1 within 1s; saw: alive 3\n"))
    #expect(failed.output.contains("not reached a.raftcoin:5: safe; the run ended at 1s\n"))
  }

  @Test("a verb that did nothing is said, between the expectations, and changes no status")
  func vain() throws {
    let text = "kill 1\nexpect alive 2\nkill 1\nexpect alive 2\nheal\n"
    let run = try shell("$R run a.raftcoin", text)
    #expect(run.status == 0)
    #expect(
      run.output.hasPrefix(
        "ok   a.raftcoin:5: alive 2\ndid nothing a.raftcoin:6: kill n1; n1 is down already\n"
          + "ok   a.raftcoin:7: alive 2\ndid nothing a.raftcoin:8: heal; no link is cut\nhash "))
    #expect(try shell("$R run --quiet a.raftcoin", text).output.hasPrefix("hash "))
  }

  @Test("waits whose sum no clock holds are an error with its line, in a file and in a share line")
  func overflow() throws {
    let waits = String(repeating: "after 1000h\n", count: 5200)
    let run = try shell("$R run a.raftcoin; echo $?", "kill all\n" + waits)
    #expect(run.output == "2\n")
    #expect(run.errors.hasPrefix("a.raftcoin:1005:7: up to here the lines may wait longer than `1000000h`"))
    // The line of 5200 waits of 1000 hours, as an earlier program wrote it.
    let line =
      "raftcoin1:aYCdh-3UIQ6AMAwFUM8pOAIzuw8hnV4yBMcnbI5MYkhe3ZP_p-27szTNln6SrS9Tf6_jrPL2TENE"
      + String(repeating: "RE", count: 99) + "T8hnHVOM617SWWGw"
    let shared = try shell("$R run \(line); echo $?")
    #expect(shared.output == "2\n")
    #expect(shared.errors.contains("the shared scenario:1015:7: up to here the lines may wait longer"))
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
