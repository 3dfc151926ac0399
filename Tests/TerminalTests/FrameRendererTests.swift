import Canvas
import Testing

@testable import CTerminal
@testable import Terminal

/// Draws frames on a model of a terminal and compares what it shows with the canvas. ncurses keeps its state
/// in globals, hence one test at a time.
@Suite(.serialized) struct FrameRendererTests {
  /// A renderer and the terminal it draws on.
  struct Pair {
    let renderer: FrameRenderer
    var model: ScreenModel

    init(_ terminal: String = "xterm-256color", size: Size, unicode: Bool = true, colours: Bool = true) throws
    {
      #expect(terminal_use_locale() == 1, "the tests need a UTF-8 locale")
      renderer = try #require(
        FrameRenderer(terminal: terminal, size: size, unicode: unicode, colours: colours))
      model = ScreenModel(size: size)
    }

    @discardableResult
    mutating func draw(_ canvas: Canvas, cursor: Point? = nil) -> Int {
      let bytes = renderer.render(canvas, cursor: cursor)
      model.take(bytes)
      return bytes.count
    }
  }

  /// Blanks look alike whatever their ink.
  static func visible(_ cells: [Cell]) -> [Cell] {
    cells.map { cell in
      guard cell.scalar == 0x20, cell.style.attributes.isDisjoint(with: [.reverse, .underline]) else {
        return cell
      }
      return Cell(scalar: 0x20, style: Style(background: cell.style.background))
    }
  }

  static let alphabet = Array("ab n2 ★●│─■任期领导者 0123 →é".unicodeScalars)

  static func scribble(on canvas: inout Canvas, _ random: inout Lehmer, strokes: Int) {
    for _ in 0..<strokes {
      let style = Style(
        foreground: [Style.default, 0, 9, 69, 231][random.next(5)],
        background: [Style.default, 1, 42, 202][random.next(4)],
        attributes: [[], .bold, .reverse, .underline, .dim, [.bold, .reverse]][random.next(6)])
      let x = random.next(canvas.size.width)
      let y = random.next(canvas.size.height)
      switch random.next(8) {
      case 0: canvas.fill(Rect(x: x, y: y, width: random.next(20), height: random.next(4)), style: style)
      case 1: canvas.put(String(repeating: "任", count: canvas.size.width / 2), x: 0, y: y, style: style)
      default:
        let text = (0..<random.next(12)).map { _ in String(alphabet[random.next(alphabet.count)]) }.joined()
        canvas.put(text, x: x, y: y, style: style)
      }
    }
  }

  @Test(arguments: [
    Size(width: 80, height: 24), Size(width: 160, height: 45), Size(width: 7, height: 3),
    Size(width: 1, height: 1),
  ])
  func `a hundred random frames come out as drawn`(size: Size) throws {
    var pair = try Pair(size: size)
    var random = Lehmer(seed: 7)
    var canvas = Canvas(size: size)
    for frame in 0..<100 {
      if frame % 50 == 49 { canvas = Canvas(size: size) }
      FrameRendererTests.scribble(on: &canvas, &random, strokes: 1 + random.next(12))
      pair.draw(canvas)
      try #require(
        FrameRendererTests.visible(pair.model.cells) == FrameRendererTests.visible(canvas.cells),
        "frame \(frame):\n\(canvas.text)\nshown:\n\(pair.model.text)")
    }
    #expect(pair.model.unknown == [])
  }

  @Test func `an unchanged canvas sends nothing`() throws {
    var pair = try Pair(size: Size(width: 40, height: 10))
    var canvas = Canvas(size: Size(width: 40, height: 10))
    canvas.put("任期 3 ★ n2", x: 2, y: 2, style: Style(foreground: 0, background: 69))
    #expect(pair.draw(canvas) > 0)
    #expect(pair.draw(canvas) == 0)
    canvas.put("4", x: 7, y: 2, style: Style(foreground: 0, background: 69))
    let bytes = pair.draw(canvas)
    #expect(bytes > 0 && bytes < 60)
  }

  @Test func `a frame stands between marks of one update`() throws {
    let pair = try Pair(size: Size(width: 10, height: 2))
    let text = String(
      decoding: pair.renderer.render(Canvas(size: pair.renderer.size), cursor: nil), as: UTF8.self)
    #expect(text.hasPrefix("\u{1B}[?2026h"))
    #expect(text.hasSuffix("\u{1B}[?2026l"))
  }

  @Test func `repaint draws everything, whatever is on the screen`() throws {
    var pair = try Pair(size: Size(width: 20, height: 4))
    var canvas = Canvas(size: Size(width: 20, height: 4))
    canvas.put("all of it", x: 1, y: 1, style: Style(attributes: .bold))
    pair.draw(canvas)
    pair.model.take(Array("\u{1B}[2J\u{1B}[Hgarbage\u{1B}[0m".utf8))
    pair.renderer.repaint()
    pair.draw(canvas)
    #expect(FrameRendererTests.visible(pair.model.cells) == FrameRendererTests.visible(canvas.cells))
  }

  @Test(arguments: [
    (Size(width: 30, height: 5), Size(width: 20, height: 4)),
    (Size(width: 12, height: 2), Size(width: 20, height: 4)),
    (Size(width: 12, height: 9), Size(width: 20, height: 4)),
    (Size(width: 0, height: 0), Size(width: 20, height: 4)),
  ])
  func `a canvas of another size is cut or filled up`(drawn: Size, shown: Size) throws {
    var pair = try Pair(size: shown)
    var canvas = Canvas(size: drawn)
    for y in 0..<drawn.height {
      canvas.put(String(repeating: "x", count: drawn.width), x: 0, y: y, style: Style(attributes: .bold))
    }
    pair.draw(canvas)
    for y in 0..<shown.height {
      let width = y < drawn.height ? min(drawn.width, shown.width) : 0
      #expect(pair.model.rows[y] == String(repeating: "x", count: width))
    }
  }

  @Test func `a wide character at the cut becomes a blank`() throws {
    var pair = try Pair(size: Size(width: 5, height: 1))
    var canvas = Canvas(size: Size(width: 8, height: 1))
    canvas.put("任期任期", x: 0, y: 0)
    pair.draw(canvas)
    #expect(pair.model.rows == ["任期"])
  }

  @Test func `a change of the second half alone draws the whole character`() throws {
    var pair = try Pair(size: Size(width: 6, height: 1))
    var canvas = Canvas(size: Size(width: 6, height: 1))
    canvas.put("任期", x: 0, y: 0)
    pair.draw(canvas)
    canvas.restyle(Rect(x: 1, y: 0, width: 1, height: 1)) { $0.attributes.insert(.bold) }
    pair.draw(canvas)
    #expect(pair.model.rows == ["任期"])
  }

  @Test func `resizing shows the next canvas whole`() throws {
    var pair = try Pair(size: Size(width: 20, height: 4))
    var random = Lehmer(seed: 3)
    for size in [Size(width: 30, height: 8), Size(width: 10, height: 2), Size(width: 20, height: 4)] {
      pair.model.resize(to: size)
      pair.renderer.resize(to: size)
      var canvas = Canvas(size: size)
      FrameRendererTests.scribble(on: &canvas, &random, strokes: 20)
      pair.draw(canvas)
      #expect(FrameRendererTests.visible(pair.model.cells) == FrameRendererTests.visible(canvas.cells))
    }
  }

  @Test func `the cursor shows where it is wanted, and hides`() throws {
    var pair = try Pair(size: Size(width: 20, height: 4))
    pair.model.take(Array("\u{1B}[?25l".utf8))
    let canvas = Canvas(size: Size(width: 20, height: 4))
    pair.draw(canvas, cursor: Point(x: 7, y: 2))
    #expect(pair.model.modes.contains(25))
    #expect(pair.model.cursor == Point(x: 7, y: 2))
    pair.draw(canvas, cursor: Point(x: 99, y: 99))
    #expect(pair.model.cursor == Point(x: 19, y: 3))
    pair.draw(canvas, cursor: nil)
    #expect(!pair.model.modes.contains(25))
  }

  @Test(arguments: [
    ("xterm-256color", true, 256), ("xterm-256color", false, 0), ("xterm", true, 8), ("linux", true, 8),
    ("vt100", true, 0), ("screen-256color", true, 256),
  ])
  func `depth of colours`(terminal: String, wanted: Bool, depth: Int) throws {
    let pair = try Pair(terminal, size: Size(width: 4, height: 2), colours: wanted)
    #expect(pair.renderer.palette.depth == depth)
  }

  @Test func `without colours none is sent`() throws {
    var pair = try Pair(size: Size(width: 20, height: 2), colours: false)
    var canvas = Canvas(size: Size(width: 20, height: 2))
    canvas.put("term 3", x: 0, y: 0, style: Style(foreground: 0, background: 69, attributes: .reverse))
    pair.draw(canvas)
    #expect(pair.model.cells[0].style == Style(attributes: .reverse))
  }

  @Test(arguments: [(Int16(9), Int16(1), true), (3, 3, false), (231, Style.default, false)])
  func `eight colours stand for more`(wanted: Int16, shown: Int16, bold: Bool) throws {
    var pair = try Pair("xterm", size: Size(width: 4, height: 1))
    var canvas = Canvas(size: Size(width: 4, height: 1))
    canvas.put("a", x: 0, y: 0, style: Style(foreground: wanted))
    pair.draw(canvas)
    #expect(pair.model.cells[0].style == Style(foreground: shown, attributes: bold ? .bold : []))
  }

  /// xterm with eight colours has 64 pairs.
  @Test func `pairs that run out are given out anew`() throws {
    var pair = try Pair("xterm", size: Size(width: 60, height: 1))
    for shift in 0..<3 {
      var canvas = Canvas(size: Size(width: 60, height: 1))
      for x in 0..<30 {
        let number = x + shift * 20
        canvas.put(
          "a", x: x, y: 0, style: Style(foreground: Int16(number % 8), background: Int16(number / 8 % 8)))
      }
      pair.draw(canvas)
      // A frame that finds none left is put right by the next.
      pair.draw(canvas)
      #expect(FrameRendererTests.visible(pair.model.cells) == FrameRendererTests.visible(canvas.cells))
    }
  }

  @Test(arguments: [("é★任x", false, "??? x"), ("é★任x", true, "é★任x")])
  func `outside UTF-8 a question mark stands for what is not ASCII`(
    text: String, unicode: Bool, shown: String
  )
    throws
  {
    var pair = try Pair(size: Size(width: 10, height: 1), unicode: unicode)
    var canvas = Canvas(size: Size(width: 10, height: 1))
    canvas.put(text, x: 0, y: 0)
    pair.draw(canvas)
    #expect(pair.model.rows == [shown])
  }

  @Test func `an unknown terminal makes no renderer`() {
    #expect(
      FrameRenderer(
        terminal: "no-such-terminal", size: Size(width: 9, height: 9), unicode: true, colours: true) == nil)
  }

  @Test func `what the console draws has the same width to the C library`() {
    #expect(terminal_use_locale() == 1)
    for scalar in "│─┌┐└┘╔╗╚╝║═├┤┬┴┼·…★●▲✗✓■□○█░↑↓←→≠►◄–×±§任期领导者，。：？（）　".unicodeScalars {
      #expect(Int(terminal_columns(scalar.value)) == TextWidth.of(scalar), "\(scalar)")
    }
  }
}

/// Numbers that look random and are the same every time.
struct Lehmer {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(1, limit)
  }
}
