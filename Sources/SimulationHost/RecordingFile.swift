import Command
import Foundation
import Host

/// Why a recording could not be saved. What stood in the file before still stands there.
public struct SavingProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  /// What the system says: "No space left on device".
  public let reason: String
  public var description: String { "\(path) was not saved: \(reason)" }
}

/// Files of recordings: written beside the old one and renamed over it, so that at any moment the name leads
/// to a whole file, the old or the new.
public enum RecordingFile {
  /// Writes some bytes to a file; replaced where a test wants a full disk.
  typealias Writing = (_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int

  /// - Throws: when it cannot be written to its end and made durable.
  public static func save(_ text: String, to path: String) throws(SavingProblem) {
    try save(text, to: path) { file, bytes in write(file, bytes.baseAddress, bytes.count) }
  }

  static func save(_ text: String, to path: String, writing: Writing) throws(SavingProblem) {
    // Of a link, the file that it leads to is replaced, not the link.
    let goal = destination(of: path)
    let folder = (goal as NSString).deletingLastPathComponent
    // mkstemp(3) puts a name of its own in the place of six X.
    let drawn = String(repeating: "X", count: 6)
    var name = Array(
      ((folder.isEmpty ? "." : folder) as NSString).appendingPathComponent(
        ".\((goal as NSString).lastPathComponent).\(drawn)"
      ).utf8CString)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: goal, isDirectory: &isFolder), isFolder.boolValue {
      throw SavingProblem(path: path, reason: reason(EISDIR))
    }
    let file = mkstemp(&name)
    guard file >= 0 else { throw SavingProblem(path: path, reason: reason(errno)) }
    let problem =
      fill(file, with: Array(text.utf8), mode: mode(of: goal), writing)
      ?? (rename(name, goal) == 0 ? nil : errno)
    if let problem {
      unlink(name)
      throw SavingProblem(path: path, reason: reason(problem))
    }
    makeDurable(folder: folder.isEmpty ? "." : folder)
  }

  /// Writes all of it and closes the file; the error's number, if there was one.
  private static func fill(_ file: Int32, with bytes: [UInt8], mode: mode_t, _ writing: Writing) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writing(file, $0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let problem = count < 0 ? errno : EIO
        close(file)
        return problem
      }
      rest = rest.dropFirst(count)
    }
    guard fchmod(file, mode) == 0, fsync(file) == 0 else {
      let problem = errno
      close(file)
      return problem
    }
    return close(file) == 0 ? nil : errno
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

  private static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
}
