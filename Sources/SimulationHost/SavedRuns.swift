import Command
import Host
import Posix

#if canImport(Glibc)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Runs that are kept without being asked for: in the folder that the XDG Base Directory Specification names
/// for state, the newest few of them.
public struct SavedRuns: Sendable {
  /// So many are kept.
  public static let kept = 60
  private static let beginning = "run-"
  private static let ending = ".raftcoin"

  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// `$XDG_STATE_HOME/raftcoin`, or `~/.local/state/raftcoin` where that is not set to an absolute path; nil without a
  /// home. The environment is the program's own where none is given.
  public init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      self.init(folder: state + "/raftcoin")
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      self.init(folder: home + "/.local/state/raftcoin")
    } else {
      return nil
    }
  }

  /// Saves a run under a name of its own and removes the oldest of those that were saved so.
  /// - Parameters:
  ///   - date: Names the file, in UTC.
  ///   - program: The version that writes it, which stands in the file.
  /// - Returns: the path of the file.
  public func save(_ recording: Scenario, date: Date, by program: String) throws(SavingProblem) -> String {
    try Self.makeFolder(folder)
    let path = try reservedPath(date)
    do {
      try RecordingFile.save(WriterLine.added(to: recording.text, by: program), to: path)
    } catch {
      unlink(path)
      throw error
    }
    removeOldest()
    return path
  }

  /// Appends what somebody answered or reached to `results/NAME.jsonl`, one line each: what a crash cut off is one line,
  /// which the next one does not go on with.
  public func note(_ result: JSONObject, in name: String) throws(SavingProblem) {
    let results = folder + "/results"
    try Self.makeFolder(results)
    let path = "\(results)/\(name).jsonl"
    do throws(SystemProblem) {
      let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw SystemProblem(errno) }
      defer { close(file) }
      var last: UInt8 = 0x0A
      let size = lseek(file, 0, SEEK_END)
      if size > 0 { pread(file, &last, 1, size - 1) }
      try SystemFile.write(Array(((last == 0x0A ? "" : "\n") + result.json + "\n").utf8), to: file)
    } catch {
      throw SavingProblem(path: path, error)
    }
  }

  /// The files of results, by name.
  public var results: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/results")) ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.sorted().map { "\(folder)/results/\($0)" }
  }

  /// The newest of the runs.
  public var newest: String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter(Self.isOurs).max { $0.dropLast(Self.ending.count) < $1.dropLast(Self.ending.count) }
      .map { "\(folder)/\($0)" }
  }

  // MARK: Where somebody was

  private var placePath: String { folder + "/last-lesson" }

  /// Keeps the place in a lesson as it changes, so that it survives whatever ends the program.
  public func keep(place: String) throws(SavingProblem) {
    try Self.makeFolder(folder)
    try RecordingFile.save(place, to: placePath)
  }

  /// nil: none is kept.
  public var place: String? {
    (try? SystemFile.read(path: placePath, most: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
  }

  public func forgetPlace() { unlink(placePath) }

  /// Makes a folder and those above it where they are missing, for nobody else to read.
  static func makeFolder(_ folder: String) throws(SavingProblem) {
    let slashes = folder.utf8.indices.dropFirst().filter { folder.utf8[$0] == UInt8(ascii: "/") }
    for end in slashes + [folder.endIndex] {
      let path = String(folder[..<end])
      guard mkdir(path, 0o700) != 0 else { continue }
      // That a file stands there shows only as a name that is taken.
      let problem = SystemProblem(errno == EEXIST ? ENOTDIR : errno)
      guard SystemFile.isFolder(path) else { throw SavingProblem(path: path, problem) }
    }
  }

  /// The path of a new, empty file: two consoles that end in one second must not take the same name.
  private func reservedPath(_ date: Date) throws(SavingProblem) -> String {
    // In UTC, as `20261124 140205`.
    let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, dateTimeSeparator: .space)
      .year().month().day().time(includingFractionalSeconds: false).timeSeparator(.omitted)
    let time = date.formatted(style).replacing(" ", with: "-")
    for suffix in [""] + (1001...1999).map({ "-" + String($0).dropFirst() }) {
      let path = "\(folder)/\(Self.beginning)\(time)\(suffix)\(Self.ending)"
      let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o666)
      if file >= 0 {
        close(file)
        return path
      }
      guard errno == EEXIST else { throw SavingProblem(path: path, SystemProblem(errno)) }
    }
    throw SavingProblem(path: folder, reason: "all names of this second are taken")
  }

  /// By name, which is by date; nothing else in the folder is touched.
  private func removeOldest() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let ours = names.filter(Self.isOurs).map { $0.dropLast(Self.ending.count) }.sorted()
    for name in ours.dropLast(Self.kept) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)\(Self.ending)")
    }
  }

  /// `run-20261124-140205.raftcoin`, with or without a number.
  private static func isOurs(_ name: String) -> Bool {
    name.wholeMatch(of: /run-[0-9]{8}-[0-9]{6}(-[^-]*)?\.raftcoin/) != nil
  }
}
