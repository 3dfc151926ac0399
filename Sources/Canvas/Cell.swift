/// Foreground, background and attributes of one cell. Colours are indexes of the terminal's palette
/// (0…255), or `Style.default` for the terminal's own.
public struct Style: Hashable, Sendable {
  /// How a cell is drawn besides its colours.
  public struct Attributes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let bold = Attributes(rawValue: 1)
    public static let reverse = Attributes(rawValue: 2)
    public static let underline = Attributes(rawValue: 4)
    public static let dim = Attributes(rawValue: 8)
  }

  /// In the place of a colour's index: the terminal's own colour.
  public static let `default`: Int16 = -1

  public var foreground: Int16
  public var background: Int16
  public var attributes: Attributes

  public init(
    foreground: Int16 = Style.default, background: Int16 = Style.default, attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  public static let plain = Style()
}

/// One cell of the grid. A wide character takes two: its own, and a continuation with scalar 0.
public struct Cell: Hashable, Sendable {
  public var scalar: UInt32
  public var style: Style

  public init(scalar: UInt32, style: Style) {
    self.scalar = scalar
    self.style = style
  }

  public static let blank = Cell(scalar: 0x20, style: .plain)
}

/// The place of a cell.
public struct Point: Hashable, Sendable {
  /// Column and row, from 0 at the top left.
  public var x: Int
  public var y: Int
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}

/// How many columns and rows something has.
public struct Size: Hashable, Sendable {
  public var width: Int
  public var height: Int
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// Cells in columns and rows without a gap: the first column and row, and how many of them.
public struct Rect: Hashable, Sendable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
  /// One past the last column, one past the last row.
  public var right: Int { x + width }
  public var bottom: Int { y + height }
  /// Whether this cell is one of them.
  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < right && point.y >= y && point.y < bottom
  }
  /// The cells of both; maybe none.
  func intersection(_ other: Rect) -> Rect {
    let (x, y) = (max(x, other.x), max(y, other.y))
    return Rect(
      x: x, y: y, width: max(0, min(right, other.right) - x), height: max(0, min(bottom, other.bottom) - y))
  }
  /// What is left without `by` columns and rows at every edge; maybe nothing.
  public func inset(_ by: Int) -> Rect {
    Rect(x: x + by, y: y + by, width: max(0, width - 2 * by), height: max(0, height - 2 * by))
  }
}
