import Posix
import SimulationHost

/// Another program, started by this one.
final class ChildProcess {
  private let id: pid_t
  /// What `waitpid(2)` says of its end.
  private var end: Int32?

  /// - Parameters:
  ///   - program: The path of its file.
  ///   - input: What becomes its standard input, as `output` and `errors` become the other two: the descriptor
  ///     of a file, or nil for the null device.
  /// - Throws: When it cannot be started.
  init(
    _ program: String, _ arguments: [String], environment: [String: String], input: Int32?, output: Int32?,
    errors: Int32?
  ) throws(SystemProblem) {
    // Of one that was started with this ignored, as some do, no child's end would be known.
    signal(SIGCHLD, SIG_DFL)
    #if os(Linux)
      var attributes = posix_spawnattr_t()
      var actions = posix_spawn_file_actions_t()
    #else
      var attributes: posix_spawnattr_t?
      var actions: posix_spawn_file_actions_t?
    #endif
    // A thread that holds signals back would hand that on, and the child could not be stopped.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // From the highest down, as a given file may stand in a lower place where this program lacks one of the
    // three itself.
    for (place, file) in [input, output, errors].enumerated().reversed() {
      if let file {
        posix_spawn_file_actions_adddup2(&actions, file, Int32(place))
      } else {
        posix_spawn_file_actions_addopen(&actions, Int32(place), "/dev/null", O_RDWR, 0)
      }
    }
    let words = ([program] + arguments).map { strdup($0) }
    let variables = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { for text in words + variables { free(text) } }
    var id = pid_t()
    let problem = posix_spawn(&id, program, &actions, &attributes, words + [nil], variables + [nil])
    guard problem == 0 else { throw SystemProblem(problem) }
    self.id = id
  }

  /// Waits until it is gone.
  /// - Returns: How it died; nil when it ended well.
  func death() -> String? {
    let end = waited()
    // So the macros of wait(2) read it, which Swift cannot import.
    let (signal, status) = (end & 0x7F, end >> 8 & 0xFF)
    if signal == 0 { return status == 0 ? nil : "exit status \(status)" }
    return "signal \(signal)" + (Self.signalNames[signal].map { " (\($0))" } ?? "")
  }

  /// Ends it, if it has not ended, and waits until it is gone.
  func stop() {
    if end == nil { kill(id, SIGTERM) }
    _ = waited()
  }

  private func waited() -> Int32 {
    if let end { return end }
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    end = status
    return status
  }

  private static let signalNames: [Int32: String] = [
    SIGILL: "illegal instruction", SIGTRAP: "trap", SIGABRT: "abort", SIGBUS: "bus error",
    SIGFPE: "arithmetic error", SIGKILL: "killed", SIGSEGV: "segmentation fault",
    SIGXCPU: "too much processor time",
  ]
}

/// A pipe. Programs that are started get an end of it only where they are given it.
final class Pipe {
  private(set) var reading: Int32
  private(set) var writing: Int32

  init() throws(SystemProblem) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemProblem(errno) }
    // Never in the place of one of the three standard files, which may be closed: what is written there would
    // go through the pipe.
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
    let problem = SystemProblem(errno)
    (reading, writing) = (moved[0], moved[1])
    for end in ends { close(end) }
    guard reading >= 0, writing >= 0 else { throw problem }
  }

  deinit {
    closeReading()
    closeWriting()
  }

  func closeReading() {
    if reading >= 0 { close(reading) }
    reading = -1
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }
}
