import Posix

/// Why there is no screen, in words for the person who started the program.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// Standard input or output is a file or a pipe.
  case notATerminal(stream: String)
  /// The terminal cannot place its cursor, as TERM says.
  case cannotPlaceCursor(terminal: String)
  /// Of no terminal, not even of the usual ones, terminfo has a description.
  case notDescribed(terminal: String)
  /// A screen is open already; there is one per process.
  case alreadyOpen
  /// The system refused. `number` is an `errno`.
  case system(operation: String, number: Int32)

  public var description: String {
    switch self {
    case .notATerminal(let stream):
      "\(stream) is not a terminal, and the console needs one"
    case .cannotPlaceCursor(let terminal):
      "the terminal \"\(terminal)\" (TERM) cannot place its cursor, which the console needs"
    case .notDescribed(let terminal):
      "nothing says how to draw on the terminal \"\(terminal)\" (TERM), nor on an xterm or vt100; expected the "
        + "terminfo files (ncurses-base on Debian), or their folder in TERMINFO"
    case .alreadyOpen:
      "the terminal is in use by this program already"
    case .system(let operation, let number):
      "\(operation): \(String(cString: strerror(number)))"
    }
  }
}

/// What a person may switch off.
public struct TerminalOptions: Sendable, Equatable {
  /// Clicks, the wheel and dragging are reported, where there is a mouse.
  public var mouse: Bool
  /// Draw with ASCII characters even where the terminal could do more; it is then not asked about widths.
  public var ascii: Bool
  /// Draw with colours, where there are any and `NO_COLOR` is not set.
  public var colours: Bool

  public init(mouse: Bool = true, ascii: Bool = false, colours: Bool = true) {
    self.mouse = mouse
    self.ascii = ascii
    self.colours = colours
  }
}
