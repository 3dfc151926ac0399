import Foundation

/// Bytes to a descriptor, all of them.
enum Output {
  /// - Returns: The number of the error that kept them from being written to their end; nil where none did.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }

  /// A standard stream that is closed would lend its number to the next file that is opened, and messages would
  /// go into that. What is opened in its place fails as a closed one does.
  static func keepStandardNumbers() {
    for (descriptor, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ]
    where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", mode)
    }
  }
}

enum StandardError {
  /// Where it cannot be written, because it is closed or full or nobody reads it, the exit status must do.
  static func write(_ text: String) { _ = Output.write(Array(text.utf8), to: STDERR_FILENO) }
}

enum StandardOutput {
  /// Writes out what was printed. A result that did not fit on the disk is not reported as one: that would end
  /// with 0 and half a file. A reader that has gone away (`| head`) had what it wanted.
  static func flush() {
    let isWritten = fflush(nil) == 0
    let number = errno
    if !isWritten, number != EPIPE { fail(number) }
  }

  /// Ends the program with 2.
  static func fail(_ number: Int32) -> Never {
    StandardError.write("raftcoin: standard output: \(Output.reason(number))\n")
    Foundation.exit(Main.usageStatus)
  }
}
