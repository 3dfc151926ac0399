import Command
import Host
import Posix

/// Why a recording could not be saved. What stood in the file before still stands there.
public struct SavingProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  /// What the system says: "No space left on device".
  public let reason: String
  public var description: String { "\(path) was not saved: \(reason)" }
}

extension SavingProblem {
  init(path: String, _ problem: SystemProblem) { self.init(path: path, reason: problem.description) }
}

/// Files of recordings: written beside the old one and renamed over it, so that at any moment the name leads
/// to a whole file, the old or the new.
public enum RecordingFile {
  /// - Throws: when it cannot be written to its end and made durable.
  public static func save(_ text: String, to path: String) throws(SavingProblem) {
    try save(text, to: path) { file, bytes in write(file, bytes.baseAddress, bytes.count) }
  }

  static func save(_ text: String, to path: String, writing: SystemFile.Writing) throws(SavingProblem) {
    // Of a link, the file that it leads to is replaced, not the link.
    let goal = destination(of: path)
    let slash = goal.utf8.lastIndex(of: UInt8(ascii: "/"))
    let start = slash.map { goal.utf8.index(after: $0) } ?? goal.startIndex
    let folder = goal[..<start]
    // mkstemp(3) puts a name of its own in the place of six X.
    let drawn = String(repeating: "X", count: 6)
    var name = Array("\(folder).\(goal[start...]).\(drawn)".utf8CString)
    guard !SystemFile.isFolder(goal) else { throw SavingProblem(path: path, SystemProblem(EISDIR)) }
    let file = mkstemp(&name)
    guard file >= 0 else { throw SavingProblem(path: path, SystemProblem(errno)) }
    do throws(SystemProblem) {
      try fill(file, with: Array(text.utf8), mode: mode(of: goal), writing)
      guard rename(name, goal) == 0 else { throw SystemProblem(errno) }
    } catch {
      unlink(name)
      throw SavingProblem(path: path, error)
    }
    makeDurable(folder: folder.isEmpty ? "." : String(folder))
  }

  /// Writes all of it and closes the file.
  private static func fill(
    _ file: Int32, with bytes: [UInt8], mode: mode_t, _ writing: SystemFile.Writing
  ) throws(SystemProblem) {
    do throws(SystemProblem) {
      try SystemFile.write(bytes, to: file, by: writing)
      guard fchmod(file, mode) == 0, fsync(file) == 0 else { throw SystemProblem(errno) }
    } catch {
      close(file)
      throw error
    }
    try SystemFile.close(file)
  }

  private static func destination(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// That of the old file; of a new one what the user's mask leaves.
  private static func mode(of path: String) -> mode_t {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & 0o777 }
    let mask = umask(0)
    umask(mask)
    return 0o666 & ~mask
  }

  /// The new name in its folder. Some file systems cannot sync a folder; the file is whole all the same.
  private static func makeDurable(folder: String) {
    let opened = open(folder, O_RDONLY)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }
}
