/// A grid of cells with styles and widths. It knows no terminal: what is drawn on it can be read back as
/// text, compared and tested. Drawing outside is cut off, never an error.
public struct Canvas: Sendable, Equatable {
  public let size: Size
  public private(set) var cells: [Cell]

  /// Blanks in this style.
  public init(size: Size, style: Style = .plain) {
    let size = Size(width: max(0, size.width), height: max(0, size.height))
    self.size = size
    cells = Array(repeating: Cell(scalar: 0x20, style: style), count: size.width * size.height)
  }

  public var bounds: Rect { Rect(x: 0, y: 0, width: size.width, height: size.height) }

  /// The cell at a place, or nil outside.
  public subscript(x: Int, y: Int) -> Cell? {
    guard x >= 0, x < size.width, y >= 0, y < size.height else { return nil }
    return cells[y * size.width + x]
  }

  /// Writes one scalar. Half of a wide character that it hits is blanked; a wide one that does not fit
  /// becomes a blank.
  public mutating func put(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style = .plain) {
    let width = TextWidth.of(scalar)
    if width > 0, y >= 0, y < size.height { write(scalar, width: width, x: x, y: y, style: style) }
  }

  /// Writes one scalar in a row of the canvas.
  private mutating func write(_ scalar: Unicode.Scalar, width: Int, x: Int, y: Int, style: Style) {
    guard x < size.width else { return }
    if x < 0 {
      // Only the second half of a wide one would be seen.
      if x + width > 0 { place(0x20, x: 0, y: y, style: style) }
      return
    }
    if width == 1 {
      place(scalar.value, x: x, y: y, style: style)
    } else if x + 1 < size.width {
      place(scalar.value, x: x, y: y, style: style)
      place(0, x: x + 1, y: y, style: style)
    } else {
      place(0x20, x: x, y: y, style: style)
    }
  }

  /// Writes text from `x` on, cut at `width` columns; a wide character is never halved.
  /// - Returns: the column after the text.
  @discardableResult
  public mutating func put(
    _ text: String, x: Int, y: Int, style: Style = .plain, width: Int? = nil
  ) -> Int {
    var column = x
    let end = width.map { x + $0 } ?? Int.max
    let isSeen = y >= 0 && y < size.height
    for scalar in text.unicodeScalars {
      let taken = TextWidth.of(scalar)
      if taken == 0 { continue }
      if column + taken > end { break }
      if isSeen { write(scalar, width: taken, x: column, y: y, style: style) }
      column += taken
    }
    return column
  }

  /// Blanks what lies of `area` on the canvas.
  public mutating func fill(_ area: Rect, style: Style = .plain) {
    let area = area.intersection(bounds)
    guard area.width > 0 else { return }
    let blank = Cell(scalar: 0x20, style: style)
    for y in area.y..<area.bottom {
      detach(x: area.x, y: y)
      detach(x: area.right - 1, y: y)
      for index in (y * size.width + area.x)..<(y * size.width + area.right) { cells[index] = blank }
    }
  }

  /// Changes the style of what is there, but for what lies in one of `kept`.
  public mutating func restyle(_ area: Rect, except kept: [Rect] = [], _ change: (inout Style) -> Void) {
    let area = area.intersection(bounds)
    for y in area.y..<max(area.y, area.bottom) {
      let kept = kept.filter { $0.y <= y && y < $0.bottom }
      for x in area.x..<max(area.x, area.right) where !kept.contains(where: { $0.x <= x && x < $0.right }) {
        change(&cells[y * size.width + x].style)
      }
    }
  }

  /// One row as text, without the blanks at its end.
  public func row(_ y: Int) -> String {
    guard y >= 0, y < size.height else { return "" }
    var text = ""
    for x in 0..<size.width {
      let value = cells[y * size.width + x].scalar
      if value != 0, let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    while text.unicodeScalars.last == " " { text.unicodeScalars.removeLast() }
    return text
  }

  /// All rows, each ended by a newline.
  public var text: String {
    (0..<size.height).map { row($0) + "\n" }.joined()
  }

  /// Writes one cell. Its continuation, if it needs one, is to be placed next.
  private mutating func place(_ value: UInt32, x: Int, y: Int, style: Style) {
    detach(x: x, y: y)
    cells[y * size.width + x] = Cell(scalar: value, style: style)
  }

  /// Blanks the other half of a wide character when one half is about to be overwritten.
  private mutating func detach(x: Int, y: Int) {
    let index = y * size.width + x
    if cells[index].scalar == 0, x > 0 { cells[index - 1].scalar = 0x20 }
    if x + 1 < size.width, cells[index + 1].scalar == 0 { cells[index + 1].scalar = 0x20 }
  }
}
