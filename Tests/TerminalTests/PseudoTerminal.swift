import Canvas

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program in a pseudo-terminal of its own: what it writes is drawn on a `ScreenModel`, what a test types
/// it reads. It leads its own session, so the terminal's signals reach it as they would a shell's job.
final class PseudoTerminal {
  enum Ending: Equatable {
    case exited(Int32)
    case signalled(Int32)
  }

  struct Failure: Error, CustomStringConvertible {
    let operation: String
    let number: Int32
    var description: String { "\(operation): \(String(cString: strerror(number)))" }
  }

  private(set) var screen: ScreenModel
  /// Every byte that the program wrote.
  private(set) var raw: [UInt8] = []
  private(set) var ending: Ending?
  let process: pid_t

  private var controller: Int32
  /// Held open, so that the modes can be looked at when the program has ended.
  private var terminal: Int32
  private let modesBefore: termios

  /// - Parameters:
  ///   - ambiguousIsWide: the terminal draws ● ★ │ in two cells.
  ///   - answers: it tells where its cursor is when asked.
  init(
    program: String, arguments: [String] = [],
    environment: [(String, String)] = [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8")],
    size: Size = Size(width: 80, height: 24), ambiguousIsWide: Bool = false, answers: Bool = true
  ) throws {
    screen = ScreenModel(size: size, ambiguousIsWide: ambiguousIsWide, answers: answers)
    controller = -1
    terminal = -1
    var window = PseudoTerminal.window(size)
    guard openpty(&controller, &terminal, nil, nil, &window) == 0 else {
      throw Failure(operation: "openpty", number: errno)
    }
    // `ttyname` shares one buffer with all threads, and suites run in parallel.
    var name = [CChar](repeating: 0, count: 128)
    let failure = ttyname_r(terminal, &name, name.count)
    guard failure == 0 else { throw Failure(operation: "ttyname_r", number: failure) }
    let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    _ = fcntl(controller, F_SETFD, FD_CLOEXEC)
    _ = fcntl(terminal, F_SETFD, FD_CLOEXEC)
    var modes = termios()
    tcgetattr(terminal, &modes)
    modesBefore = modes
    process = try PseudoTerminal.spawn(program, arguments, environment + PseudoTerminal.inherited, on: path)
  }

  deinit {
    if ending == nil {
      kill(process, SIGKILL)
      kill(process, SIGCONT)
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }
    close(terminal)
    close(controller)
  }

  /// A product of this package, beside the tests' own bundle; nil if it was not built.
  static func builtProduct(_ name: String) -> String? {
    for argument in CommandLine.arguments {
      guard let bundle = argument.range(of: ".xctest") else { continue }
      let folder = argument[..<bundle.lowerBound].split(separator: "/", omittingEmptySubsequences: false)
        .dropLast()
      let path = (folder + [name[...]]).joined(separator: "/")
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }

  // MARK: - The person

  func type(_ text: String) { type(Array(text.utf8)) }

  func type(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // A full line: the program must read first, and to do so may have to write.
      var room = pollfd(fd: controller, events: Int16(POLLOUT | POLLIN), revents: 0)
      guard poll(&room, 1, 5000) > 0 else { return }
      if room.revents & Int16(POLLIN) != 0 { take(milliseconds: 0) }
      guard room.revents & Int16(POLLOUT) != 0 else { continue }
      let count = rest.prefix(512).withUnsafeBytes { write(controller, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Makes the window another size; the program is told by SIGWINCH.
  func resize(to size: Size) {
    screen.resize(to: size)
    var window = PseudoTerminal.window(size)
    _ = ioctl(controller, UInt(TIOCSWINSZ), &window)
  }

  /// The terminal says of itself that it is so large, and stays as it is.
  func claim(_ columns: UInt16, _ rows: UInt16) {
    var window = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(controller, UInt(TIOCSWINSZ), &window)
  }

  /// The terminal takes no more output, as one that nobody reads, until `resume`.
  func stop() { tcflow(terminal, TCOOFF) }
  func resume() { tcflow(terminal, TCOON) }

  func send(_ signal: Int32) { kill(process, signal) }

  /// The window is closed: there is no terminal any more.
  func hangUp() {
    close(terminal)
    close(controller)
    terminal = -1
    controller = -1
  }

  // MARK: - Waiting

  /// Reads until the screen is as wanted. False when that does not come true in time.
  func wait(seconds: Double = 10, until holds: (ScreenModel) -> Bool) -> Bool {
    let end = PseudoTerminal.time() + seconds
    while !holds(screen) {
      guard PseudoTerminal.time() < end else { return false }
      take(milliseconds: 10)
      reap()
      if ending != nil {
        while take(milliseconds: 0) { continue }
        return holds(screen)
      }
    }
    return true
  }

  /// Reads until a text can be read on the screen.
  func wait(for text: String, seconds: Double = 10) -> Bool {
    wait(seconds: seconds) { $0.text.contains(text) }
  }

  /// Reads until nothing more comes for so long.
  func drain(seconds: Double) {
    while take(milliseconds: Int32(seconds * 1000)) { continue }
  }

  /// Reads until the program has ended, and the rest after it; nil when it does not end in time.
  func waitForEnd(seconds: Double = 10) -> Ending? {
    _ = wait(seconds: seconds) { _ in ending != nil }
    if controller >= 0 { while take(milliseconds: 0) { continue } }
    return ending
  }

  /// What of the terminal is not as the program found it; empty if all is well.
  var leftBehind: [String] {
    var modes = termios()
    tcgetattr(terminal, &modes)
    var wrong = screen.leftBehind
    if modes.c_lflag != modesBefore.c_lflag { wrong.append("local modes") }
    if modes.c_iflag != modesBefore.c_iflag { wrong.append("input modes") }
    if modes.c_oflag != modesBefore.c_oflag { wrong.append("output modes") }
    if modes.c_cflag != modesBefore.c_cflag { wrong.append("control modes") }
    return wrong
  }

  // MARK: - Below

  @discardableResult private func take(milliseconds: Int32) -> Bool {
    var ready = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, milliseconds) > 0, ready.revents & Int16(POLLIN) != 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = read(controller, &buffer, buffer.count)
    guard count > 0 else { return false }
    raw += buffer[..<count]
    screen.take(buffer[..<count])
    let answer = screen.takeAnswers()
    if !answer.isEmpty { type(answer) }
    return true
  }

  private func reap() {
    var status: Int32 = 0
    guard ending == nil, waitpid(process, &status, WNOHANG) == process else { return }
    let signal = status & 0x7F
    ending = signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
  }

  private static func time() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  private static func window(_ size: Size) -> winsize {
    winsize(ws_row: UInt16(size.height), ws_col: UInt16(size.width), ws_xpixel: 0, ws_ypixel: 0)
  }

  /// Swift does not import it from glibc, which hides it behind `_GNU_SOURCE`.
  private static var startsSession: Int32 {
    #if canImport(Darwin)
      POSIX_SPAWN_SETSID
    #else
      0x80
    #endif
  }

  /// What a program needs to start at all. Crashes are not explained at length.
  private static var inherited: [(String, String)] {
    ["PATH", "HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH", "TMPDIR"].compactMap {
      name in
      getenv(name).map { (name, String(cString: $0)) }
    } + [("SWIFT_BACKTRACE", "enable=no")]
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [(String, String)], on path: String
  ) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // The first terminal that the leader of a session opens becomes its controlling terminal.
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var standard = sigset_t()
    sigemptyset(&standard)
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGWINCH] {
      sigaddset(&standard, signal)
    }
    posix_spawnattr_setsigdefault(&attributes, &standard)
    let flags = startsSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let settings = environment.map { strdup("\($0.0)=\($0.1)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var process: pid_t = 0
    let failure = posix_spawnp(&process, program, &actions, &attributes, words, settings)
    guard failure == 0 else { throw Failure(operation: program, number: failure) }
    return process
  }
}

extension StringProtocol {
  /// The first place of a text in this one.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text), let end = index(start, offsetBy: text.count, limitedBy: endIndex) {
        return start..<end
      }
      start = index(after: start)
    }
    return nil
  }
}
