/// What a person does at a terminal, whatever terminal it is.
public enum InputEvent: Sendable, Equatable {
  case key(Key)
  /// Pasted text, line ends as `\n`. Never to be taken for keys.
  case paste(String)
  case mouse(Mouse)
  case resize(Size)
  /// SIGTERM or SIGHUP: end in good order.
  case terminate
  /// Back from Ctrl-Z, or Ctrl-L: draw everything again.
  case redraw
  /// The terminal draws ambiguous characters (● ★ │) in two cells: use ASCII.
  case ambiguousIsWide

  /// A key, as far as a terminal tells it from others. Function keys count from 1.
  public enum Key: Sendable, Equatable {
    case character(Unicode.Scalar)
    /// Control with a letter, as "c" for Ctrl-C.
    case control(Unicode.Scalar)
    case function(Int)
    case enter, escape, tab, backTab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
  }

  /// What the mouse did, and over which cell.
  public struct Mouse: Sendable, Equatable {
    /// What was done with a button or with the wheel.
    public enum Action: Sendable, Equatable {
      case click, doubleClick, rightClick, wheelUp, wheelDown
      case drag
    }
    public var action: Action
    public var at: Point
    public init(action: Action, at: Point) {
      self.action = action
      self.at = at
    }
  }
}
