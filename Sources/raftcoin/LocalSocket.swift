import Posix
import SimulationHost

/// Connections between processes of one machine, by a path.
enum LocalSocket {
  /// Of a path, in bytes; a zero ends it.
  static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  /// Calls with the address of a path.
  private static func withAddress<Value>(_ path: String, _ use: (UnsafePointer<sockaddr>, socklen_t) -> Value)
    throws(SystemProblem) -> Value
  {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard !bytes.isEmpty else { throw SystemProblem(ENOENT) }
    guard bytes.count <= longestPath else { throw SystemProblem(ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { use($0, length) }
    }
  }

  private static func make() throws(SystemProblem) -> Int32 {
    #if canImport(Glibc)
      let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let file = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    guard file >= 0 else { throw SystemProblem(errno) }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }

  /// Calls, and gives the file up where that fails.
  private static func checked(_ file: Int32, _ status: Int32) throws(SystemProblem) -> Int32 {
    guard status == 0 else {
      let number = errno
      close(file)
      throw SystemProblem(number)
    }
    return file
  }

  static func connect(to path: String) throws(SystemProblem) -> Int32 {
    let file = try make()
    return try checked(file, withAddress(path) { Posix.connect(file, $0, $1) })
  }

  /// Makes a socket at this path, open to its owner and its group alone, and listens.
  static func listen(at path: String) throws(SystemProblem) -> Int32 {
    let file = try make()
    let mask = umask(0o117)
    let status: Int32
    do { status = try withAddress(path) { bind(file, $0, $1) } } catch {
      umask(mask)
      close(file)
      throw error
    }
    umask(mask)
    _ = try checked(file, status)
    return try checked(file, Posix.listen(file, 64))
  }

  /// Whoever waits to be accepted; nil: nobody.
  static func accept(_ listener: Int32) -> Int32? {
    let file = Posix.accept(listener, nil, nil)
    guard file >= 0 else { return nil }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }

  static func stopBlocking(_ file: Int32) { _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK) }

  /// The user at the other end, as the system knows it; nil: it does not say.
  static func user(of file: Int32) -> UInt32? {
    #if os(Linux)
      // struct ucred: process, user, group.
      var credentials: [UInt32] = [0, 0, 0]
      var length = socklen_t(12)
      return getsockopt(file, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 ? credentials[1] : nil
    #else
      var (user, group) = (uid_t(), gid_t())
      return getpeereid(file, &user, &group) == 0 ? user : nil
    #endif
  }
}
