import Canvas

/// A number in digits of three rows, or of five where there is room, to be read from afar.
struct BigDigits {
  /// 1: three rows, three columns a digit; 2: five rows, six columns.
  let scale: Int

  var height: Int { scale == 1 ? 3 : 5 }
  /// Columns of one digit.
  var pitch: Int { 3 * scale }
  func width(of number: Int) -> Int { String(number).count * (pitch + scale) - scale }

  /// Five rows of three points, from the top.
  private static let points: [[Substring]] = [
    "### #.# #.# #.# ###", ".#. ##. .#. .#. ###", "### ..# ### #.. ###", "### ..# ### ..# ###",
    "#.# #.# ### ..# ..#",
    "### #.. ### ..# ###", "### #.. ### #.# ###", "### ..# ..# ..# ..#", "### #.# ### #.# ###",
    "### #.# ### ..# ###",
  ].map { $0.split(separator: " ") }

  /// Three rows in ASCII, which has no half cells.
  private static let plain: [[String]] = [
    [" _ ", "| |", "|_|"], ["   ", "  |", "  |"], [" _ ", " _|", "|_ "], [" _ ", " _|", " _|"],
    ["   ", "|_|", "  |"],
    [" _ ", "|_ ", " _|"], [" _ ", "|_ ", "|_|"], [" _ ", "  |", "  |"], [" _ ", "|_|", "|_|"],
    [" _ ", "|_|", " _|"],
  ]

  /// The rows of a number, each as wide.
  func rows(of number: Int, ascii: Bool) -> [String] {
    let digits = String(max(0, number)).compactMap(\.wholeNumberValue)
    let gap = String(repeating: " ", count: scale)
    return (0..<height).map { row in
      digits.map { digit -> String in
        let points = Self.points[digit]
        if scale == 2 { return points[row].map { $0 == "#" ? (ascii ? "##" : "██") : "  " }.joined() }
        if ascii { return Self.plain[digit][row] }
        let (upper, lower) = (points[2 * row], row < 2 ? points[2 * row + 1] : "...")
        return zip(upper, lower).map { $0 == "#" ? $1 == "#" ? "█" : "▀" : $1 == "#" ? "▄" : " " }.joined()
      }.joined(separator: gap)
    }
  }
}

extension Painter {
  /// - Returns: the column after the number.
  @discardableResult
  mutating func big(_ number: Int, _ digits: BigDigits, x: Int, y: Int, style: Style) -> Int {
    for (row, line) in digits.rows(of: number, ascii: glyphs.ascii).enumerated() {
      text(line, x: x, y: y + row, style: style)
    }
    return x + digits.width(of: number)
  }
}
