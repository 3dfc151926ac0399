import Posix

/// Why a call of the operating system failed.
public struct SystemProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// One of the numbers of `errno`.
  public let number: Int32

  public init(_ number: Int32) { self.number = number }

  /// What the system says: "No space left on device".
  public var description: String { String(cString: strerror(number)) }
}

/// Reads and writes that go on to the end, where the system's own stop in the middle or for a signal.
public enum SystemFile {
  /// Writes some bytes to a file; replaced where a test wants a full disk.
  typealias Writing = (_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int

  /// Writes all of it.
  /// - Parameter file: The descriptor of an open file.
  public static func write(_ bytes: [UInt8], to file: Int32) throws(SystemProblem) {
    try write(bytes, to: file) { Posix.write($0, $1.baseAddress, $1.count) }
  }

  static func write(_ bytes: [UInt8], to file: Int32, by writing: Writing) throws(SystemProblem) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writing(file, $0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemProblem(count < 0 ? errno : EIO) }
      rest = rest.dropFirst(count)
    }
  }

  /// Waits until something can be read.
  /// - Parameter most: So many bytes at most.
  /// - Returns: what there is; empty at the end.
  public static func readSome(from file: Int32, most: Int = 1 << 16) throws(SystemProblem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: most)
    while true {
      let count = bytes.withUnsafeMutableBytes { Posix.read(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemProblem(errno) }
      return Array(bytes.prefix(count))
    }
  }

  /// Reads to the end.
  /// - Parameter most: So many bytes at most; what follows is left.
  public static func read(from file: Int32, most: Int = .max) throws(SystemProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < most {
      let chunk = try readSome(from: file, most: min(1 << 16, most - bytes.count))
      if chunk.isEmpty { break }
      bytes += chunk
    }
    return bytes
  }

  /// Opens a file and reads it to its end.
  /// - Parameter most: So many bytes at most; what follows is left.
  public static func read(path: String, most: Int = .max) throws(SystemProblem) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemProblem(errno) }
    defer { Posix.close(file) }
    return try read(from: file, most: most)
  }

  /// Closes a file. Some file systems say only now that what was written has no room.
  public static func close(_ file: Int32) throws(SystemProblem) {
    guard Posix.close(file) == 0 else { throw SystemProblem(errno) }
  }

  /// Whether a folder is there, or a link to one.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
