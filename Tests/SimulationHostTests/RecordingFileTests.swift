import Command
import Consensus
import Foundation
import Host
import Simulation
import Testing

@testable import SimulationHost

struct RecordingFileTests {
  /// A folder of its own for a test, removed behind it.
  static func inFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "raftcoin-test-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  static func content(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  static func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func aFileIsReplacedAsAWhole() throws {
    try Self.inFolder { folder in
      let path = folder + "/run.raftcoin"
      try RecordingFile.save("one\n", to: path)
      #expect(Self.content(path) == "one\n")
      try RecordingFile.save("two\n", to: path)
      #expect(Self.content(path) == "two\n")
      #expect(try Self.names(folder) == ["run.raftcoin"])
    }
  }

  @Test func theModeOfAnOldFileStays() throws {
    try Self.inFolder { folder in
      let path = folder + "/run.raftcoin"
      try RecordingFile.save("one\n", to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      try RecordingFile.save("two\n", to: path)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o640)
    }
  }

  @Test func aLinkStaysALink() throws {
    try Self.inFolder { folder in
      try RecordingFile.save("one\n", to: folder + "/real")
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "real")
      try RecordingFile.save("two\n", to: folder + "/link")
      #expect(Self.content(folder + "/real") == "two\n")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "real")
    }
  }

  /// A disk that is full from the beginning, in the middle, and that takes bytes one by one until then.
  @Test(arguments: [0, 1, 7, 4095]) func onAFullDiskTheOldFileStays(room: Int) throws {
    try Self.inFolder { folder in
      let path = folder + "/run.raftcoin"
      try RecordingFile.save("old\n", to: path)
      var left = room
      let problem = #expect(throws: SavingProblem.self) {
        try RecordingFile.save(String(repeating: "x", count: 5000), to: path) { file, bytes in
          guard left > 0 else {
            errno = ENOSPC
            return -1
          }
          let count = write(file, bytes.baseAddress, min(left, bytes.count, 1000))
          left -= count
          return count
        }
      }
      #expect(problem?.description == "\(path) was not saved: No space left on device")
      #expect(Self.content(path) == "old\n")
      #expect(try Self.names(folder) == ["run.raftcoin"])
    }
  }

  @Test func anInterruptedWriteGoesOn() throws {
    try Self.inFolder { folder in
      var calls = 0
      try RecordingFile.save("abcdef", to: folder + "/run") { file, bytes in
        calls += 1
        guard calls % 2 == 0 else {
          errno = EINTR
          return -1
        }
        return write(file, bytes.baseAddress, 1)
      }
      #expect(Self.content(folder + "/run") == "abcdef")
    }
  }

  @Test func whatCannotBeSavedIsSaid() throws {
    try Self.inFolder { folder in
      for (path, reason) in [
        (folder, "Is a directory"), (folder + "/none/run", "No such file or directory"),
        ("/proc/run.raftcoin", "No such file or directory"), ("", "No such file or directory"),
      ] {
        let problem = #expect(throws: SavingProblem.self) { try RecordingFile.save("x", to: path) }
        #expect(problem?.reason == reason || path == "", "\(path): \(problem?.reason ?? "saved")")
      }
      let names = try Self.names(folder)
      #expect(names.isEmpty)
    }
  }

  @Test func noMoreIsReadThanAskedFor() throws {
    try Self.inFolder { folder in
      #expect(try SystemFile.read(path: "/dev/zero", most: 100_000) == [UInt8](repeating: 0, count: 100_000))
      try RecordingFile.save("abcdef", to: folder + "/run")
      #expect(try SystemFile.read(path: folder + "/run") == Array("abcdef".utf8))
      #expect(try SystemFile.read(path: folder + "/run", most: 4) == Array("abcd".utf8))
      #expect(throws: SystemProblem(EISDIR)) { try SystemFile.read(path: folder) }
      #expect(throws: SystemProblem(ENOENT)) { try SystemFile.read(path: folder + "/none") }
    }
  }

  /// A slash that a mark is put over is a slash to the system all the same.
  @Test func aNameMayBeginWithAMark() throws {
    try Self.inFolder { folder in
      try RecordingFile.save("one\n", to: folder + "/\u{301}run")
      #expect(try Self.names(folder) == ["\u{301}run"])
    }
  }

  // MARK: Saved runs

  @Test func theFolderOfTheState() {
    #expect(SavedRuns(environment: ["XDG_STATE_HOME": "/x", "HOME": "/h"])?.folder == "/x/raftcoin")
    #expect(SavedRuns(environment: ["HOME": "/h"])?.folder == "/h/.local/state/raftcoin")
    // The specification: a path that is not absolute is to be ignored.
    #expect(
      SavedRuns(environment: ["XDG_STATE_HOME": "x", "HOME": "/h"])?.folder == "/h/.local/state/raftcoin")
    #expect(SavedRuns(environment: [:]) == nil)
  }

  @Test func aFolderThatCannotBeMadeIsSaid() throws {
    try Self.inFolder { folder in
      try RecordingFile.save("", to: folder + "/file")
      let date = Date(timeIntervalSince1970: 1_795_000_000)
      for (path, problem) in [
        (folder + "/file/state/raftcoin", "\(folder)/file was not saved: Not a directory"),
        ("/proc/state/raftcoin", "/proc/state was not saved: No such file or directory"),
      ] {
        let thrown = #expect(throws: SavingProblem.self) {
          try SavedRuns(folder: path).save(Scenario(), date: date, by: "0")
        }
        #expect(thrown?.description == problem)
      }
      _ = try SavedRuns(folder: folder + "/a/b").save(Scenario(), date: date, by: "0")
      let mode = try FileManager.default.attributesOfItem(atPath: folder + "/a")[.posixPermissions] as? Int
      #expect(mode == 0o700)
    }
  }

  @Test func whatWasDoneIsKept() throws {
    try Self.inFolder { folder in
      let runs = SavedRuns(folder: folder + "/state/raftcoin")
      #expect(runs.done.isEmpty)
      runs.add(done: "story figure-8")
      runs.add(done: "story split-vote")
      // A program that is ended in the middle of a line loses that line.
      let text = try #require(Self.content(runs.folder + "/done")) + "story fir"
      try RecordingFile.save(text, to: runs.folder + "/done")
      #expect(runs.done.isSuperset(of: ["story figure-8", "story split-vote"]))
      SavedRuns(folder: "/proc/none").add(done: "story figure-8")
    }
  }

  /// A program that is ended in the middle of a line loses that line and no other.
  @Test func resultsAreLinesOfJSON() throws {
    try Self.inFolder { folder in
      let runs = SavedRuns(folder: folder + "/state/raftcoin")
      try runs.note(["template": "vote", "choices": ["yes", "no"], "sure": true], in: "predictions")
      let path = runs.folder + "/results/predictions.jsonl"
      let first = #"{"template":"vote","choices":["yes","no"],"sure":true}"# + "\n"
      #expect(Self.content(path) == first)
      try RecordingFile.save(first + #"{"templ"#, to: path)
      try runs.note(["ms": 7], in: "predictions")
      #expect(Self.content(path) == first + #"{"templ"# + "\n" + #"{"ms":7}"# + "\n")
      #expect(throws: SavingProblem.self) { try SavedRuns(folder: "/proc/none").note([:], in: "x") }
    }
  }

  /// Two consoles that end in one second: each keeps its run, also where the other has not written yet.
  @Test func aNameThatIsTakenIsNotTakenAgain() throws {
    try Self.inFolder { folder in
      let runs = SavedRuns(folder: folder)
      let date = Date(timeIntervalSince1970: 1_795_000_000)
      let first = try runs.save(Scenario(), date: date, by: "1.2.3")
      try RecordingFile.save("", to: first)
      let second = try runs.save(Scenario(), date: date, by: "1.2.3")
      #expect(first != second)
      #expect(try Self.names(folder).count == 2)
    }
  }

  @Test func theNewestRunsAreKept() throws {
    try Self.inFolder { folder in
      let runs = SavedRuns(folder: folder + "/state/raftcoin")
      var saved: [String] = []
      for second in 0..<SavedRuns.kept + 5 {
        // Every run of two is saved within the same second.
        let date = Date(timeIntervalSince1970: 1_795_000_000 + Double(second / 2))
        saved.append(try runs.save(Scenario(), date: date, by: "1.2.3"))
        if second == 3 {
          for other in ["notes.txt", "run-mine.raftcoin", "lesson.raftcoin"] {
            try RecordingFile.save("mine", to: runs.folder + "/" + other)
          }
        }
      }
      #expect(Set(saved).count == SavedRuns.kept + 5)
      #expect(saved[0].hasSuffix("/run-20261118-\(saved[0].suffix(15).prefix(6)).raftcoin"))
      let names = try Self.names(runs.folder)
      let kept = saved.suffix(SavedRuns.kept).map { String($0.split(separator: "/").last ?? "") }
      #expect(Set(names) == Set(kept + ["notes.txt", "run-mine.raftcoin", "lesson.raftcoin"]))
    }
  }

  @Test func aSavedRunSaysWhichProgramWroteIt() throws {
    try Self.inFolder { folder in
      let runs = SavedRuns(folder: folder)
      let path = try runs.save(Scenario(), date: Date(timeIntervalSince1970: 1_795_000_000), by: "1.2.3-beta")
      let bytes = Array(try #require(FileManager.default.contents(atPath: path)))
      #expect(WriterLine.program(of: bytes) == "1.2.3-beta")
      // It is a comment: the run is the same.
      #expect(try ScenarioParser.parse(bytes: bytes, file: path).get() == Scenario())
    }
  }

  @Test func aFileThatDoesNotSayWhoWroteIt() {
    let far = String(repeating: "#\n", count: 5000) + "# written by raftcoin 1.2.3\n"
    for text in ["", "# written by raftcoin \n", "# written by raftcoin `rm`\n", far] {
      #expect(WriterLine.program(of: Array("raftcoin 1\n\(text)".utf8)) == nil)
    }
  }
}
