import CTerminal
import Canvas
import Posix

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The person's terminal, taken over until `close()`: canvases go out, input events come in.
///
/// One per process, used from one thread. However the process ends, the terminal
/// is put back as it was and what was written to standard error meanwhile is shown then.
public final class TerminalScreen {
  /// In columns and rows, at most 1000×500: what a window has beyond stays blank. Changes only in `poll`, which
  /// tells by `.resize`.
  public var size: Size { renderer.size }
  /// How many colours may be used: 0, 8, 16 or 256. 0 with `NO_COLOR` (no-color.org) or without colours.
  public var colourDepth: Int { renderer.palette.depth }
  /// Characters beyond ASCII come out right and in the width that `TextWidth` says. May turn false by the
  /// terminal's answer (`.ambiguousIsWide`).
  public private(set) var unicode: Bool
  /// The locale is UTF-8: without it no script but Latin can be shown.
  public var isUTF8: Bool { renderer.unicode }
  /// The terminal by name; where terminfo does not know it, "NAME, taken for xterm-256color".
  public let termDescription: String
  /// Whether mouse reports are switched on.
  public private(set) var mouse: Bool
  /// The signal behind `.terminate`, if there was one. After `close()` a program in good manners ends by it.
  public private(set) var terminationSignal: Int32?

  private let renderer: FrameRenderer
  private var decoder = InputDecoder(
    escapeDelay: InputDecoder.escapeDelay(milliseconds: TerminalScreen.environment("ESCDELAY")))
  private var probe = WidthProbe()
  private var queue: [InputEvent] = []
  /// Nobody is there any more: no input comes, and nothing is sent.
  private var isLost = false
  private var isClosed = false
  private var buffer = [UInt8](repeating: 0, count: 4096)
  /// So much is taken from one `poll`, in bytes: frames must go on while a big paste arrives.
  private static let inputLimit = 65_536

  // MARK: - Opening

  /// Takes over the terminal of standard input and output.
  ///
  /// The terminal is asked about its character widths at once; `settle()`, or the first `present`, waits for
  /// its answer.
  public static func open(options: TerminalOptions = TerminalOptions()) throws(TerminalError)
    -> TerminalScreen
  {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "standard input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "standard output") }
    let utf8 = terminal_use_locale() == 1
    guard terminal_guard_record() == 0 else { throw .alreadyOpen }
    let name = environment("TERM")
    let colours = options.colours && environment("NO_COLOR") == nil
    let size = measure()
    for candidate in [name, "xterm-256color", "xterm", "vt100"] {
      guard let candidate else { continue }
      guard
        let renderer = FrameRenderer(terminal: candidate, size: size, unicode: utf8, colours: colours)
      else { continue }
      guard renderer.capabilities.placesCursor else {
        terminal_guard_forget()
        throw .cannotPlaceCursor(terminal: candidate)
      }
      return try TerminalScreen(renderer: renderer, named: name, options: options)
    }
    terminal_guard_forget()
    throw .notDescribed(terminal: name ?? "unknown")
  }

  private init(renderer: FrameRenderer, named name: String?, options: TerminalOptions) throws(TerminalError) {
    self.renderer = renderer
    let known = renderer.terminal
    termDescription = name == known ? known : "\(name ?? "unnamed terminal"), taken for \(known)"
    unicode = renderer.unicode && !options.ascii && !(name ?? "").hasPrefix("linux")
    mouse = options.mouse && renderer.capabilities.hasMouse
    let undo = renderer.capabilities.leave
    var failure = terminal_guard_open(STDIN_FILENO, STDOUT_FILENO, undo, undo.count)
    if failure != 0 {
      terminal_guard_forget()
      throw .system(operation: "cannot read the terminal's modes", number: failure)
    }
    let greeting = renderer.capabilities.enter(mouse: mouse) + (unicode ? WidthProbe.question : [])
    failure = terminal_guard_enter(greeting, greeting.count)
    if failure != 0 {
      terminal_guard_close(nil, 0)
      throw .system(operation: "cannot set the terminal's modes", number: failure)
    }
    if unicode { probe.askedAt = terminal_monotonic_time() }
  }

  deinit { close() }

  /// Puts the terminal back, shows what was written to standard error, and then a last text. Calls after the
  /// first do nothing. Nothing of it waits for more than half a second for a terminal that takes nothing, as
  /// `print` would.
  public func close(farewell: String = "") {
    guard !isClosed else { return }
    isClosed = true
    // An answer still on its way would turn up in the shell.
    awaitAnswer()
    let bytes = Array(farewell.utf8)
    terminal_guard_close(bytes, bytes.count)
  }

  // MARK: - Drawing

  /// Waits for what the terminal says of its widths: at most until 50 ms after `open`, and not at all if it
  /// has answered. Then `unicode` holds; worth calling before the first frame is drawn.
  public func settle() {
    guard !isClosed else { return }
    awaitAnswer()
  }

  /// Shows a canvas: what differs from the last one goes out in one write. A canvas of another size than the
  /// terminal's is cut, or filled up with blanks, at its right and bottom.
  /// - Parameter cursor: where the terminal's cursor stands; nil hides it.
  public func present(_ canvas: Canvas, cursor: Point? = nil) {
    guard !isClosed, !isLost else { return }
    awaitAnswer()
    let frame = renderer.render(canvas, cursor: cursor)
    guard !frame.isEmpty else { return }
    send(frame)
  }

  /// The next frame draws everything anew, whatever is on the screen.
  public func repaint() { renderer.repaint() }

  /// Switches mouse reports on or off, so that the person can select text. Nothing without a mouse.
  public func setMouse(_ on: Bool) {
    guard !isClosed, renderer.capabilities.hasMouse, on != mouse else { return }
    mouse = on
    send(on ? Capabilities.mouseOn[...] : Capabilities.mouseOff[...])
  }

  /// Asks the terminal to put a text into the clipboard (xterm's OSC 52). Those that do not know it, or do not
  /// allow it, do nothing, and say nothing.
  public func copy(_ text: String) {
    guard !isClosed, !isLost, renderer.capabilities.enterScreen != nil else { return }
    send(Array("\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{7}".utf8)[...])
  }

  private func send(_ bytes: ArraySlice<UInt8>) {
    // Who was told to end must not wait for a terminal that may take nothing.
    guard terminationSignal == nil else { return }
    let failure = bytes.withUnsafeBytes { terminal_guard_write($0.baseAddress, $0.count) }
    switch failure {
    case 0: break
    case EINTR: renderer.repaint()
    default: loseTerminal()
    }
  }

  // MARK: - Input

  /// Waits for events and returns all there are. Uses no processor while it waits.
  /// - Parameter timeoutNanoseconds: 0 returns at once; nil waits for the next event. Empty when the time is over.
  public func poll(timeoutNanoseconds: UInt64?) -> [InputEvent] {
    var none: [pollfd] = []
    return poll(timeoutNanoseconds: timeoutNanoseconds, beside: &none)
  }

  /// The same, and returns as soon as something can be done with one of the other descriptors, 256 at most; what can
  /// be done is left in them.
  public func poll(timeoutNanoseconds: UInt64?, beside others: inout [pollfd]) -> [InputEvent] {
    guard !isClosed else { return [] }
    let end = timeoutNanoseconds.map { deadline(after: $0) }
    while queue.isEmpty {
      if wait(until: [end, decoder.deadline].compactMap { $0 }.min(), beside: &others) { break }
      if end.map({ terminal_monotonic_time() >= $0 }) ?? false { break }
    }
    defer { queue.removeAll(keepingCapacity: true) }
    return queue
  }

  private func deadline(after nanoseconds: UInt64) -> UInt64 {
    let (sum, overflow) = terminal_monotonic_time().addingReportingOverflow(nanoseconds)
    return overflow ? .max : sum
  }

  private func wait(until limit: UInt64?) {
    var none: [pollfd] = []
    _ = wait(until: limit, beside: &none)
  }

  /// Waits once, takes what came, and settles what waited too long.
  /// - Returns: whether something can be done with one of the others.
  private func wait(until limit: UInt64?, beside others: inout [pollfd]) -> Bool {
    var timeout: Int64 = -1
    if let limit {
      let now = terminal_monotonic_time()
      timeout = limit > now ? Int64(min(limit - now, UInt64(Int64.max))) : 0
    }
    let count = others.count
    let ready = Int(terminal_guard_wait(isLost ? 0 : 1, timeout, &others, count))
    if ready & TERMINAL_READY_NOTICE != 0 { takeNotices() }
    if ready & TERMINAL_READY_INPUT != 0 { takeInput() }
    handle(decoder.expire(at: terminal_monotonic_time()))
    return ready & TERMINAL_READY_OTHER != 0
  }

  private func takeInput() {
    var taken = 0
    repeat {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR || errno == EAGAIN { return }
      // End of file and EIO alike: nobody will ever type here again.
      guard count > 0 else { return loseTerminal() }
      handle(decoder.feed(buffer[..<count], at: terminal_monotonic_time()))
      taken += count
    } while taken < TerminalScreen.inputLimit
      && Int(terminal_guard_wait(1, 0, nil, 0)) & TERMINAL_READY_INPUT != 0
  }

  private func handle(_ outputs: [InputDecoder.Output]) {
    for output in outputs {
      switch output {
      case .event(.key(.control("z"))): suspend(wholeGroup: true)
      case .event(.redraw):
        renderer.repaint()
        queue.append(.redraw)
      case .event(let event): queue.append(event)
      case .cursorReport(let row, let column):
        guard probe.answer(row: row, column: column) == true else { break }
        unicode = false
        queue.append(.ambiguousIsWide)
      }
    }
  }

  private func awaitAnswer() {
    while let limit = probe.deadline, !isLost, terminal_monotonic_time() < limit {
      wait(until: limit)
    }
  }

  private func loseTerminal() {
    guard !isLost else { return }
    isLost = true
    queue.append(.terminate)
  }

  // MARK: - Signals

  private func takeNotices() {
    let notices = Int(terminal_guard_take_notices())
    if notices & TERMINAL_NOTICE_STOP != 0 {
      suspend(wholeGroup: false)
    } else if notices & TERMINAL_NOTICE_CONTINUE != 0 {
      // Stopped without a warning: whoever ran meanwhile may have left the terminal in any state.
      reenter()
    }
    if notices & TERMINAL_NOTICE_RESIZE != 0 { takeSize() }
    let ends = [
      (TERMINAL_NOTICE_TERMINATE, SIGTERM), (TERMINAL_NOTICE_INTERRUPT, SIGINT),
      (TERMINAL_NOTICE_HANGUP, SIGHUP),
    ]
    for (notice, signal) in ends where notices & notice != 0 {
      terminationSignal = terminationSignal ?? signal
      queue.append(.terminate)
    }
  }

  private func takeSize() {
    let measured = TerminalScreen.measure()
    guard measured != size else { return }
    renderer.resize(to: measured)
    queue.append(.resize(measured))
  }

  private func suspend(wholeGroup: Bool) {
    terminal_guard_leave()
    terminal_guard_stop(wholeGroup ? 1 : 0)
    reenter()
  }

  private func reenter() {
    let greeting = renderer.capabilities.enter(mouse: mouse)
    if terminal_guard_enter(greeting, greeting.count) != 0 { return loseTerminal() }
    renderer.reenter()
    takeSize()
    queue.append(.redraw)
  }

  // MARK: - Surroundings

  /// More than any real window has; some that are none claim 65535×65535, whose cells no memory holds.
  private static let largest = Size(width: 1000, height: 500)

  /// The terminal's size; where it does not know, that of `COLUMNS` and `LINES`, or 80×24. Never more than
  /// `largest`.
  private static func measure() -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    var size = Size(width: 80, height: 24)
    if terminal_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 {
      size = Size(width: Int(columns), height: Int(rows))
    } else {
      size.width = environment("COLUMNS").flatMap { Int($0) } ?? size.width
      size.height = environment("LINES").flatMap { Int($0) } ?? size.height
    }
    return Size(
      width: min(max(1, size.width), largest.width), height: min(max(1, size.height), largest.height))
  }

  /// A variable that is set and not empty.
  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
