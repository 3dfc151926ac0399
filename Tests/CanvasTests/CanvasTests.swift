import Canvas
import Testing

@Suite struct CanvasTests {
  static func canvas(_ width: Int, _ height: Int = 1, _ text: String = "") -> Canvas {
    var canvas = Canvas(size: Size(width: width, height: height))
    canvas.put(text, x: 0, y: 0)
    return canvas
  }

  /// No half of a wide character stands alone.
  static func isWhole(_ canvas: Canvas) -> Bool {
    for y in 0..<canvas.size.height {
      for x in 0..<canvas.size.width {
        guard let cell = canvas[x, y] else { return false }
        if cell.scalar == 0 {
          guard let base = canvas[x - 1, y], let scalar = Unicode.Scalar(base.scalar),
            TextWidth.of(scalar) == 2
          else { return false }
        } else if let scalar = Unicode.Scalar(cell.scalar), TextWidth.of(scalar) == 2 {
          guard canvas[x + 1, y]?.scalar == 0 else { return false }
        }
      }
    }
    return true
  }

  @Test func `a new canvas is blank`() {
    let canvas = Canvas(size: Size(width: 3, height: 2))
    #expect(canvas.cells == Array(repeating: .blank, count: 6))
    #expect(canvas.text == "\n\n")
    #expect(Canvas(size: Size(width: -1, height: 5)).size == Size(width: 0, height: 5))
  }

  @Test(arguments: [(-1, 0), (0, -1), (3, 0), (0, 2), (99, 99)]) func outside(x: Int, y: Int) {
    var canvas = Canvas(size: Size(width: 3, height: 2))
    #expect(canvas[x, y] == nil)
    canvas.put("a", x: x, y: y)
    #expect(canvas == Canvas(size: Size(width: 3, height: 2)))
  }

  /// Where text starts, how much of it may show, what the row shows and the column after it.
  @Test(
    arguments: [
      ("abc", 0, nil, "abc", 3), ("abc", 3, nil, "   ab", 6), ("abc", -1, nil, "bc", 2),
      ("abc", -9, nil, "", -6),
      ("任期", 0, nil, "任期", 4), ("任期", 1, nil, " 任期", 5), ("任期", 2, nil, "  任", 6), ("任期", -1, nil, " 期", 3),
      ("任期", -2, nil, "期", 2), ("任期", 4, nil, "", 8), ("任期", 0, 3, "任", 2), ("abc", 0, 2, "ab", 2),
      ("abc", 1, 0, "", 1), ("a\u{301}b\nc", 0, nil, "abc", 3),
    ] as [(String, Int, Int?, String, Int)])
  func put(text: String, x: Int, width: Int?, row: String, after: Int) {
    var canvas = Canvas(size: Size(width: 5, height: 1))
    #expect(canvas.put(text, x: x, y: 0, width: width) == after)
    #expect(canvas.row(0) == row)
    #expect(CanvasTests.isWhole(canvas))
  }

  /// What is written where over 任期 in four columns.
  @Test(arguments: [
    ("a", 0, "a 期"), ("a", 1, " a期"), ("a", 2, "任a"), ("a", 3, "任 a"), ("ab", 1, " ab"), ("领", 1, " 领"),
    ("领", 0, "领期"), ("领", 3, "任"), ("领", -1, "  期"),
  ])
  func `a half that is overwritten takes the other with it`(text: String, x: Int, row: String) {
    var canvas = CanvasTests.canvas(4, 1, "任期")
    canvas.put(text, x: x, y: 0)
    #expect(canvas.row(0) == row)
    #expect(CanvasTests.isWhole(canvas))
  }

  @Test func `a blank that stands for a cut wide character has its style`() {
    let style = Style(background: 42)
    for x in [-1, 2] {
      var canvas = Canvas(size: Size(width: 3, height: 1))
      canvas.put("任", x: x, y: 0, style: style)
      #expect(canvas[max(0, x), 0] == Cell(scalar: 0x20, style: style))
    }
  }

  @Test(arguments: [
    (Rect(x: 1, y: 0, width: 2, height: 1), ["#  ##", "#####"]),
    (Rect(x: -5, y: -5, width: 20, height: 20), ["", ""]),
    (Rect(x: 4, y: 1, width: 9, height: 9), ["#####", "####"]),
    (Rect(x: 2, y: 0, width: 0, height: 2), ["#####", "#####"]),
    (Rect(x: 9, y: 9, width: 2, height: 2), ["#####", "#####"]),
    (Rect(x: 0, y: 0, width: -3, height: 1), ["#####", "#####"]),
  ])
  func fill(area: Rect, rows: [String]) {
    var canvas = CanvasTests.canvas(5, 2, "#####")
    canvas.put("#####", x: 0, y: 1)
    canvas.fill(area)
    for (y, row) in rows.enumerated() { #expect(canvas.row(y) == row) }
  }

  @Test func `filling blanks the halves at its edges`() {
    var canvas = CanvasTests.canvas(8, 1, "任期领导")
    canvas.fill(Rect(x: 1, y: 0, width: 4, height: 1))
    #expect(canvas.row(0) == "      导")
    #expect(CanvasTests.isWhole(canvas))
  }

  @Test func `restyling changes no text`() {
    var canvas = CanvasTests.canvas(4, 1, "a任b")
    canvas.restyle(Rect(x: 0, y: 0, width: 2, height: 1)) { $0.attributes.insert(.reverse) }
    #expect(canvas.row(0) == "a任b")
    #expect(canvas[0, 0]?.style == Style(attributes: .reverse))
    #expect(canvas[3, 0]?.style == .plain)
  }

  @Test func `a thousand random strokes leave no half character`() {
    var state: UInt64 = 5
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    var canvas = Canvas(size: Size(width: 13, height: 3))
    let pieces = ["任期", "ab", "领", "x任", "│", " "]
    for _ in 0..<1000 {
      let area = Rect(x: next(10) - 2, y: next(3), width: next(12), height: next(3))
      let piece = pieces[next(pieces.count)]
      canvas.put(piece, x: next(17) - 3, y: next(3))
      if next(9) == 0 { canvas.fill(area) }
      #expect(CanvasTests.isWhole(canvas))
      for y in 0..<3 { #expect(TextWidth.of(canvas.row(y)) <= 13) }
    }
  }
}

@Suite("Canvas for other media")
struct CanvasExportTests {
  @Test("only the cells that differ are sent, whole wide characters, each with its style")
  func ansi() {
    var old = Canvas(size: Size(width: 8, height: 2))
    old.put("a任b", x: 0, y: 0)
    #expect(old.ansi(after: old).isEmpty)
    #expect(old.ansi(after: nil).hasPrefix("\u{1B}[0m\u{1B}[2J\u{1B}[1;1H\u{1B}[0ma任b"))
    var new = old
    new.put("期", x: 1, y: 0, style: Style(foreground: 1, background: 4, attributes: .bold))
    #expect(new.ansi(after: old) == "\u{1B}[1;2H\u{1B}[0;1;38;5;1;48;5;4m期")
  }

  @Test("as SVG every word stands at its cell, in its colours, with signs of XML escaped")
  func svg() {
    var canvas = Canvas(size: Size(width: 12, height: 1))
    canvas.put(
      "a<b 任期", x: 1, y: 0, style: Style(foreground: 9, background: 231, attributes: [.bold, .reverse]))
    let svg = canvas.svg
    #expect(svg.contains(##"<rect x="9.6" y="0.0" width="76.8" height="19.0" fill="#ff0000"/>"##))
    #expect(svg.contains(##"<text x="9.6" y="14.5" fill="#ffffff" font-weight="bold">a&lt;b</text>"##))
    #expect(svg.contains(##"<text x="48.0" y="14.5" fill="#ffffff" font-weight="bold">任</text>"##))
    #expect(svg.contains(##"<text x="67.2" y="14.5" fill="#ffffff" font-weight="bold">期</text>"##))
  }
}
