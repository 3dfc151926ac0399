import Foundation
import Testing

/// The built program, run as a person runs it.
struct Program {
  let status: Int32
  let output: String
  let errors: String

  static var path: URL? {
    for argument in CommandLine.arguments {
      guard let bundle = argument.range(of: ".xctest") else { continue }
      let folder = URL(fileURLWithPath: String(argument[..<bundle.upperBound])).deletingLastPathComponent()
      let file = folder.appendingPathComponent("raftcoin")
      if FileManager.default.isExecutableFile(atPath: file.path) { return file }
    }
    return nil
  }

  init(_ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = Program.path
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let output = Pipe()
    let errors = folder.appendingPathComponent("errors.txt")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    self.output = String(decoding: data, as: UTF8.self)
    self.errors = try String(contentsOf: errors, encoding: .utf8)
  }
}

@Suite("raftcoin check", .enabled(if: Program.path != nil))
struct CheckTests {
  private func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

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
    }
  }

  @Test(
    "wrong usage: 2, with what was expected",
    arguments: [
      ["--seeds", "0"], ["--seeds", "x"], ["--jobs", "0"], ["--nodes", "2"], ["--nodes", "10"],
      ["--bug", "none"], ["--faults", "fire"], ["--time", "1ms"], ["--protocol", "paxos"], ["--depth"],
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
      #expect(lines.last?.hasPrefix("3 fine ") == true)
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
