/// The parts of an SVG document that charts, pictures of the screen and diagrams share.
public enum SVG {
  /// A document on a white or other ground; sizes in pixels.
  /// - Parameter style: Attributes of the whole, as fonts.
  public static func document(
    width: Double, height: Double, style: String, ground: String = "white", _ body: String
  ) -> String {
    let (width, height) = (number(width), number(height))
    return #"""
      <svg xmlns="http://www.w3.org/2000/svg" width="\#(width)" height="\#(height)" \#
      viewBox="0 0 \#(width) \#(height)" \#(style)>
      <rect width="100%" height="100%" fill="\#(ground)"/>

      """# + body + "</svg>\n"
  }

  public static func text(_ text: String, _ x: String, _ y: String, _ attributes: String) -> String {
    #"<text x="\#(x)" y="\#(y)" \#(attributes)>\#(escaped(text))</text>"# + "\n"
  }

  /// With one decimal, the same on every machine; "0" for what is no number.
  public static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "0" }
    let tenths = Int64((abs(value) * 10).rounded())
    return (value < 0 && tenths > 0 ? "-" : "") + "\(tenths / 10).\(tenths % 10)"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

extension Canvas {
  /// Pixels of a cell: of a monospaced font of 16 pixels.
  private static let cell = (width: 9.6, height: 19.0)

  /// The picture as an SVG document: every word stands at its cell, whatever font there is.
  public var svg: String {
    var body = ""
    for y in 0..<size.height {
      for run in runs(ofRow: y) { body += Self.ground(run, y) }
      for run in runs(ofRow: y) { for word in words(run, y) { body += Self.text(word, run.style, y) } }
    }
    return SVG.document(
      width: Double(size.width) * Self.cell.width, height: Double(size.height) * Self.cell.height,
      style: #"font-family="monospace" font-size="16" xml:space="preserve""#,
      ground: Style.rgb(cells.first?.style.background ?? Style.default) ?? "#000000", body)
  }

  /// Cells side by side of one style.
  public struct Run {
    public var columns: Range<Int>
    public var style: Style
  }

  /// A row as runs, from its first column to its last.
  public func runs(ofRow y: Int) -> [Run] {
    var runs: [Run] = []
    for x in 0..<size.width {
      let style = cells[y * size.width + x].style
      if runs.last?.style == style {
        runs[runs.count - 1].columns = runs[runs.count - 1].columns.lowerBound..<(x + 1)
      } else {
        runs.append(Run(columns: x..<(x + 1), style: style))
      }
    }
    return runs
  }

  /// What is written in a run, cut at blanks and around wide characters: so a font of other widths moves nothing far.
  private func words(_ run: Run, _ y: Int) -> [(x: Int, text: String)] {
    var words: [(x: Int, text: String)] = []
    var goesOn = false
    for x in run.columns {
      let value = cells[y * size.width + x].scalar
      guard value != 0, value != 0x20, let scalar = Unicode.Scalar(value) else {
        goesOn = false
        continue
      }
      let isWide = TextWidth.of(scalar) > 1
      if goesOn, !isWide {
        words[words.count - 1].text.unicodeScalars.append(scalar)
      } else {
        words.append((x, String(Character(scalar))))
      }
      goesOn = !isWide
    }
    return words
  }

  private static func ground(_ run: Run, _ y: Int) -> String {
    guard let colour = run.style.shownColours.back else { return "" }
    let (x, width) = (Double(run.columns.lowerBound) * cell.width, Double(run.columns.count) * cell.width)
    return #"<rect x="\#(SVG.number(x))" y="\#(SVG.number(Double(y) * cell.height))" "#
      + #"width="\#(SVG.number(width))" height="\#(SVG.number(cell.height))" fill="\#(colour)"/>"# + "\n"
  }

  private static func text(_ word: (x: Int, text: String), _ style: Style, _ y: Int) -> String {
    var attributes = #"fill="\#(style.shownColours.front)""#
    if style.attributes.contains(.bold) { attributes += #" font-weight="bold""# }
    if style.attributes.contains(.dim) { attributes += #" opacity="0.6""# }
    if style.attributes.contains(.underline) { attributes += #" text-decoration="underline""# }
    return SVG.text(
      word.text, SVG.number(Double(word.x) * cell.width), SVG.number(Double(y) * cell.height + 14.5),
      attributes)
  }
}

extension Style {
  /// What a terminal of light on dark shows; the ground is nil where it is the terminal's own.
  fileprivate var shownColours: (front: String, back: String?) {
    let (front, back) = (Self.rgb(foreground), Self.rgb(background))
    return attributes.contains(.reverse)
      ? (back ?? "#000000", front ?? "#dddddd") : (front ?? "#dddddd", back)
  }

  /// A colour of the palette as xterm has it; nil: the terminal's own.
  fileprivate static func rgb(_ index: Int16) -> String? {
    guard (0...255).contains(index) else { return nil }
    let value = Int(index)
    if value < 16 {
      if value == 7 { return "#e5e5e5" }
      if value == 8 { return "#7f7f7f" }
      return hex((0..<3).map { value >> $0 & 1 == 0 ? 0 : value < 8 ? 0xCD : 0xFF })
    }
    if value >= 232 { return hex(Array(repeating: 8 + (value - 232) * 10, count: 3)) }
    let cube = value - 16
    return hex([cube / 36, cube / 6 % 6, cube % 6].map { $0 == 0 ? 0 : 55 + $0 * 40 })
  }

  private static func hex(_ parts: [Int]) -> String {
    "#" + parts.map { String(0x100 + $0, radix: 16).dropFirst() }.joined()
  }
}
