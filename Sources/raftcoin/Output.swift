import Posix
import SimulationHost

/// The three streams that the program is started with.
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

/// Where messages go.
enum StandardError {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// A line that takes the place of the one before, where it is read on a terminal; an empty one takes it away.
  static func show(bar: String) {
    if isTerminal { write("\r\u{1B}[K" + bar) }
  }

  /// The same, with a bar before it of how much is done.
  static func show(bar text: String, done: some BinaryInteger, of total: some BinaryInteger) {
    show(bar: "[\(bar(done: done, of: total))] \(text)")
  }

  /// Full only once all is done.
  static func bar(done: some BinaryInteger, of total: some BinaryInteger) -> String {
    let filled = Int(min(1, Double(done) / Double(max(total, 1))) * 24)
    return String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
  }

  /// Where it cannot be written, because it is closed or full or nobody reads it, the exit status must do.
  static func write(_ text: String) { try? SystemFile.write(Array(text.utf8), to: STDERR_FILENO) }
}

/// Where results go.
enum StandardOutput {
  /// Writes a line at once.
  /// - Returns: false where the reader has gone away, who had what it wanted then.
  static func write(_ line: String) -> Bool {
    do {
      try SystemFile.write(Array((line + "\n").utf8), to: STDOUT_FILENO)
    } catch {
      guard error.number == EPIPE else { fail(error) }
      return false
    }
    return true
  }

  /// Writes out what was printed. A result that did not fit on the disk is not reported as one: that would end
  /// with 0 and half a file. A reader that has gone away (`| head`) had what it wanted.
  static func flush() {
    let isWritten = fflush(nil) == 0
    let number = errno
    if !isWritten, number != EPIPE { fail(SystemProblem(number)) }
    // What was printed beyond the stream's buffer has failed earlier, and the stream keeps no number of that.
    if isWritten, standardOutputHasFailed, !hasLostItsReader { fail("what was printed could not be written") }
  }

  private static var hasLostItsReader: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    return poll(&output, 1, 0) == 1 && output.revents & Int16(POLLERR) != 0
  }

  /// Ends the program with 2.
  static func fail(_ problem: some CustomStringConvertible) -> Never {
    StandardError.write("raftcoin: standard output: \(problem)\n")
    exit(Main.usageStatus)
  }
}
