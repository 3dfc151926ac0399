import Foundation
import Testing

@Suite("raftcoin check", .enabled(if: Program.path != nil))
struct CheckTests {
  private func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value { try Program.inFolder(body) }

  @Test("nothing found: 0")
  func nothing() throws {
    let run = try inFolder { try Program(["check", "--seeds", "3", "--time", "1s", "--nodes", "3"], in: $0) }
    #expect(run.status == 0 && run.output.contains("nothing found"))
    #expect(run.output.contains("seeds 1 to 3"))
  }

  @Test("a broken rule: 1, with a scenario that `run` finds as it expects")
  func broken() throws {
    try inFolder { folder in
      let run = try Program(
        ["check", "--bug", "living-majority", "--time", "2s", "--nodes", "3", "--out", "f.raftcoin"],
        in: folder)
      #expect(run.status == 1 && run.output.contains("BROKEN") && run.output.contains("shrunk from"))
      #expect(run.output.contains("saved as f.raftcoin"))
      let again = try Program(["run", "f.raftcoin"], in: folder)
      #expect(again.status == 0, "\(again.output)\(again.errors)")
    }
  }

  @Test("a crash: 4, shrunk and saved under a name that is free")
  func crash() throws {
    try inFolder { folder in
      let worker = folder.appendingPathComponent("worker")
      let lines = """
        #!/bin/sh
        case "$*" in
        *--tell*) printf 'raftcoin 1\\nseed 4\\nnodes 3\\nat 1s kill n2\\nat 2s restart n2\\n'; kill -TRAP $$ ;;
        *--trial*)
          for word in "$@"; do case $word in *.raftcoin) grep -q 'kill n2' "$word" && kill -TRAP $$ ;; esac; done
          exit 0 ;;
        esac
        while read seed; do test $seed = 4 && kill -TRAP $$; echo "$seed fine 1 1 - -"; done
        """
      try Data(lines.utf8).write(to: worker)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: worker.path)
      for name in ["found-crash.raftcoin", "found-crash-2.raftcoin"] {
        let run = try Program(["check", "--seeds", "9", "--worker", "worker"], in: folder)
        #expect(run.status == 4, "\(run.errors)")
        #expect(run.output.contains("seed 4: CRASHED: signal 5 (trap)"))
        #expect(run.output.contains("saved as \(name)"))
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        #expect(text.contains("note The program crashes: signal 5 (trap)") && text.contains("kill n2"))
      }
      // What was found is not written onto the program that found it.
      let run = try Program(["check", "--seeds", "9", "--worker", "worker", "--out", "./worker"], in: folder)
      #expect(run.status == 2 && run.errors.contains("--out ./worker: this is the file that is read:"))
      #expect(run.output.contains("open it with: raftcoin raftcoin1:"))
      #expect(try String(contentsOf: worker, encoding: .utf8) == lines)
    }
  }

  @Test(
    "wrong usage: 2, with what was expected",
    arguments: [
      ["--seeds", "0"], ["--seeds", "x"], ["--jobs", "0"], ["--nodes", "0"], ["--nodes", "10"],
      ["--bug", "none"], ["--faults", "fire"], ["--time", "1ms"], ["--protocol", "paxosi"],
      ["--protocol", "paxos", "--bug", "vote-any-log"], ["--depth"],
      ["--seeds", "2", "--from", "18446744073709551615"], ["--worker", "nowhere/at-all"], ["more"],
    ])
  func usage(arguments: [String]) throws {
    let run = try inFolder { try Program(["check"] + arguments, in: $0) }
    #expect(run.status == 2, "\(run.output)")
    #expect(!run.errors.isEmpty && !run.output.contains("found"))
  }

  @Test("a worker runs a scenario and tells how far it is")
  func worker() throws {
    try inFolder { folder in
      let file = folder.appendingPathComponent("s.raftcoin")
      try Data("raftcoin 1\nseed 3\nat 1s kill leader\nat 2s\n".utf8).write(to: file)
      let run = try Program(
        ["check-worker", "--memory", "4096", "--trial", "s.raftcoin", "--until", "1500000000"], in: folder)
      #expect(run.status == 0)
      let lines = run.output.split(separator: "\n")
      #expect(lines.first?.hasPrefix("ran 100000000 ") == true)
      #expect(lines.last?.hasPrefix("ran 1500000000 ") == true)
    }
  }

  @Test("a worker that may use hardly any memory dies of it, and that is seen")
  func memory() throws {
    let run = try inFolder {
      try Program(["check-worker", "--memory", "16", "--tell", "1"], in: $0)
    }
    #expect(run.status != 0)
  }
}
