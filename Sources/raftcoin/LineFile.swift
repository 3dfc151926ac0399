import Posix
import SimulationHost

/// A file by what it is: links and other paths may lead to the same one.
struct FileIdentity: Equatable {
  private let device: dev_t
  private let number: ino_t

  /// nil for what is no regular file (a pipe, a terminal), since nothing in it can be overwritten.
  init?(of descriptor: Int32) { self.init { fstat(descriptor, &$0) } }

  init?(of path: String) { self.init { stat(path, &$0) } }

  private init?(_ look: (inout stat) -> Int32) {
    var status = stat()
    guard look(&status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = status.st_dev
    number = status.st_ino
  }
}

/// A file of lines, written in large pieces.
final class LineFile {
  private let path: String
  private let descriptor: Int32
  /// What nothing else may write or read; nil where that does no harm.
  private let identity: FileIdentity?
  private let isNew: Bool
  private var buffer: [UInt8] = []
  private var problem: SystemProblem?
  private var isBegun: Bool

  /// Opens what is there or makes a file: a pipe, a device or a link is written to, never replaced. What a file
  /// held stays until the first lines are written.
  private init(_ path: String) throws {
    self.path = path
    isNew = access(path, F_OK) != 0
    let opened = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard opened >= 0 else {
      throw ScenarioFile.wrong(
        "\(path): cannot be written (\(SystemProblem(errno))); expected a file in a folder that exists\n")
    }
    let identity = FileIdentity(of: opened)
    let standard = [STDOUT_FILENO, STDERR_FILENO].first {
      identity != nil && FileIdentity(of: $0) == identity
    }
    if let standard {
      // Named as `/dev/stdout` or otherwise: the lines go where the rest goes, which has a place in it already.
      try? SystemFile.close(opened)
      descriptor = fcntl(standard, F_DUPFD_CLOEXEC, 0)
      self.identity = nil
      isBegun = true
    } else {
      descriptor = opened
      self.identity = identity
      isBegun = false
    }
  }

  /// Opens the files that a command writes besides its output; nil where none was asked for. Each must be a file of
  /// its own, and none the one that is read, whatever paths lead there: one would destroy the other.
  /// - Parameter input: What the command reads; it may be no file at all.
  static func openAll(_ outputs: [(option: String, path: String?)], besides input: String? = nil) throws
    -> [LineFile?]
  {
    var taken: [(identity: FileIdentity, use: String)] = []
    if let input, let identity = FileIdentity(of: input) {
      taken.append((identity, "that is read: \(input)"))
    }
    var files: [LineFile?] = []
    for (option, path) in outputs {
      let file = try path.map { try LineFile($0) }
      files.append(file)
      guard let path, let identity = file?.identity else { continue }
      if let other = taken.first(where: { $0.identity == identity }) {
        for file in files { file?.discard() }
        throw ScenarioFile.wrong(
          "\(option) \(path): this is the file \(other.use); expected a file of its own\n")
      }
      taken.append((identity, "of \(option) too"))
    }
    return files
  }

  /// Leaves all as it was.
  private func discard() {
    try? SystemFile.close(descriptor)
    guard isNew, let goal = realpath(path, nil) else { return }
    unlink(goal)
    free(goal)
  }

  func write(_ line: String) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(0x0A)
    if buffer.count > 1 << 16 { flush() }
  }

  private func flush() {
    // Fails on a pipe or a device, where there is nothing to empty.
    if !isBegun { _ = ftruncate(descriptor, 0) }
    isBegun = true
    // After a failure the rest would have a hole before it.
    if problem == nil { do { try SystemFile.write(buffer, to: descriptor) } catch { problem = error } }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes the rest; throws what went wrong on the way. A reader that has gone away had what it wanted.
  func close() throws {
    flush()
    do { try SystemFile.close(descriptor) } catch { problem = problem ?? error }
    guard let problem, problem.number != EPIPE else { return }
    throw ScenarioFile.wrong(
      "\(path): could not be written to its end (\(problem)); expected room for it\n")
  }
}
