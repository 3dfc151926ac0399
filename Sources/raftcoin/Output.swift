import SimulationHost

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

enum StandardStreams {
  /// A standard stream that is closed would lend its number to the next file that is opened, and messages would
  /// go into that. What is opened in its place fails as a closed one does.
  static func keepNumbers() {
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
  static func write(_ text: String) { try? SystemFile.write(Array(text.utf8), to: STDERR_FILENO) }
}

enum StandardOutput {
  /// Writes out what was printed. A result that did not fit on the disk is not reported as one: that would end
  /// with 0 and half a file. A reader that has gone away (`| head`) had what it wanted.
  static func flush() {
    let isWritten = fflush(nil) == 0
    let number = errno
    if !isWritten, number != EPIPE { fail(SystemProblem(number)) }
  }

  /// Ends the program with 2.
  static func fail(_ problem: SystemProblem) -> Never {
    StandardError.write("raftcoin: standard output: \(problem)\n")
    exit(Main.usageStatus)
  }
}
