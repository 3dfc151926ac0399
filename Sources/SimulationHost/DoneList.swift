import Host
import Posix

/// What a person has done, such as "story figure-8": a line each of a small file beside the saved runs.
extension SavedRuns {
  private var doneFile: String { folder + "/done" }
  /// More is not read.
  private static let longestDoneFile = 1 << 16

  /// Empty where nothing was kept, or where it cannot be read.
  public var done: Set<String> {
    let bytes = (try? SystemFile.read(path: doneFile, most: Self.longestDoneFile)) ?? []
    return Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
  }

  /// Adds a line at once. What cannot be kept is forgotten: nobody's lesson stops for it.
  public func add(done line: String) {
    guard (try? Self.makeFolder(folder)) != nil else { return }
    let file = open(doneFile, O_WRONLY | O_CREAT | O_APPEND, 0o666)
    guard file >= 0 else { return }
    defer { close(file) }
    let bytes = Array((line + "\n").utf8)
    _ = write(file, bytes, bytes.count)
  }
}
