import CNcurses
import CTerminal
import Canvas
import Posix

/// Turns canvases into the bytes that change the screen from the last one to the next.
///
/// ncurses writes into a nameless file instead of the terminal: it flushes at cursor moves, some 47 times a
/// typical frame, and what it wrote goes out from here in one piece. It neither knows nor touches the modes
/// of the terminal and never reads; keys and restoring are not its business. So there need be no terminal behind
/// it, as where what a frame costs is measured. One at a time per process, `TerminalScreen`'s own included, since
/// ncurses keeps its state in globals.
public final class FrameRenderer {
  /// The entry of terminfo that is in use.
  let terminal: String
  private(set) var size = Size(width: 1, height: 1)
  let palette: ColourPairs
  let capabilities: Capabilities
  /// The locale is UTF-8; otherwise all that is not ASCII is drawn as "?".
  let unicode: Bool

  private let screen: OpaquePointer
  private let file: UnsafeMutablePointer<FILE>
  private var last: [Cell] = []
  private var row: [Cell] = []
  private var run: [cchar_t] = []
  private var glyphs: [UInt32: Bool] = [:]
  private var repaints = true
  private var cursorShown = false
  private var frame: [UInt8] = []

  /// Nil if terminfo knows no such terminal.
  public init?(terminal: String, size: Size, unicode: Bool, colours: Bool) {
    let descriptor = terminal_memory_file()
    guard descriptor >= 0, let file = fdopen(descriptor, "w") else { return nil }
    // The size comes from here alone: ncurses would make room for whatever LINES and COLUMNS say. It may ask
    // the terminal, which a file is not; where it may do neither, it knows no size for some terminals.
    use_env(false)
    use_tioctl(true)
    guard let screen = newterm(terminal, file, curses_input()) else {
      fclose(file)
      return nil
    }
    self.terminal = terminal
    self.screen = screen
    self.file = file
    self.unicode = unicode
    capabilities = Capabilities()
    palette = ColourPairs(enabled: colours)
    // It must not look for typed keys before it draws.
    typeahead(-1)
    resize(to: size)
    // What it says on its own account is said by `Capabilities` instead, at the right time.
    doupdate()
    readBytes()
  }

  deinit {
    delscreen(screen)
    fclose(file)
  }

  /// The next frame draws everything.
  func repaint() { repaints = true }

  /// The terminal was left and entered again: its cursor is hidden now.
  func reenter() {
    repaints = true
    cursorShown = false
  }

  func resize(to size: Size) {
    self.size = Size(width: max(1, size.width), height: max(1, size.height))
    curses_resize(Int32(self.size.height), Int32(self.size.width))
    werase(curses_window())
    last = Array(repeating: .blank, count: self.size.width * self.size.height)
    row = Array(repeating: .blank, count: self.size.width)
    repaints = true
  }

  /// The bytes of a frame, to be written at once; empty if nothing changed. A canvas of another size is cut,
  /// or filled up with blanks, at its right and bottom. The result is valid until the next call.
  public func render(_ canvas: Canvas, cursor: Point?) -> ArraySlice<UInt8> {
    guard let window = curses_window() else { return [] }
    palette.beginFrame()
    if palette.overflowed {
      palette.reset()
      for index in last.indices { last[index].scalar = .max }
      repaints = true
    }
    for y in 0..<size.height { push(y, of: canvas, into: window) }
    let visible = cursor.flatMap { capabilities.showCursor == nil ? nil : $0 }
    leaveok(window, visible == nil)
    if let cursor = visible {
      wmove(
        window, Int32(min(max(0, cursor.y), size.height - 1)), Int32(min(max(0, cursor.x), size.width - 1)))
    }
    if repaints, let physical = curses_physical_window() { clearok(physical, true) }
    repaints = false
    wnoutrefresh(window)
    doupdate()
    return assemble(showsCursor: visible != nil)
  }

  private func assemble(showsCursor: Bool) -> ArraySlice<UInt8> {
    frame.removeAll(keepingCapacity: true)
    frame.append(contentsOf: capabilities.beginUpdate)
    let start = frame.count
    readBytes()
    if showsCursor != cursorShown {
      frame.append(contentsOf: (showsCursor ? capabilities.showCursor : capabilities.hideCursor) ?? [])
      cursorShown = showsCursor
    }
    guard frame.count > start else { return [] }
    frame.append(contentsOf: capabilities.endUpdate)
    return frame[...]
  }

  // MARK: - Rows

  /// Pushes the cells of a row that differ from what is there.
  private func push(_ y: Int, of canvas: Canvas, into window: UnsafeMutablePointer<WINDOW>) {
    load(y, of: canvas)
    let base = y * size.width
    var x = 0
    while x < size.width {
      if row[x] == last[base + x] {
        x += 1
        continue
      }
      // The second half of a wide character is drawn by its first.
      var start = x
      if row[start].scalar == 0, start > 0 { start -= 1 }
      while x < size.width, row[x] != last[base + x] {
        last[base + x] = row[x]
        x += 1
      }
      draw(from: start, to: x, y: y, into: window)
    }
  }

  /// Copies a row in the terminal's width. Halves of wide characters at the cut become blanks.
  private func load(_ y: Int, of canvas: Canvas) {
    let width = y < canvas.size.height ? min(size.width, canvas.size.width) : 0
    let base = y * canvas.size.width
    canvas.cells.withUnsafeBufferPointer { cells in
      for x in 0..<width { row[x] = cells[base + x] }
    }
    for x in width..<max(width, size.width) { row[x] = .blank }
    guard width > 0 else { return }
    if row[0].scalar == 0 { row[0].scalar = 0x20 }
    let edge = row[width - 1].scalar
    if edge > 0x7F, let scalar = Unicode.Scalar(edge), TextWidth.of(scalar) == 2 {
      row[width - 1].scalar = 0x20
    }
  }

  private func draw(from start: Int, to end: Int, y: Int, into window: UnsafeMutablePointer<WINDOW>) {
    run.removeAll(keepingCapacity: true)
    var x = start
    while x < end {
      let cell = row[x]
      let (attributes, pair) = palette.rendition(of: cell.style)
      let isWide = x + 1 < size.width && row[x + 1].scalar == 0
      let isKnown = isKnown(cell.scalar, columns: isWide ? 2 : 1)
      var glyph = cchar_t()
      curses_set_cell(&glyph, isKnown ? wchar_t(cell.scalar) : 0x3F, attributes, pair)
      run.append(glyph)
      if isWide, !isKnown {
        curses_set_cell(&glyph, 0x20, attributes, pair)
        run.append(glyph)
      }
      x += isWide ? 2 : 1
    }
    _ = run.withUnsafeBufferPointer {
      mvwadd_wchnstr(window, Int32(y), Int32(start), $0.baseAddress, Int32($0.count))
    }
  }

  /// Whether a character can be drawn here in so many columns. Where the C library thinks otherwise of its
  /// width, ncurses would lose count of the row.
  private func isKnown(_ value: UInt32, columns: Int) -> Bool {
    if value >= 0x20, value < 0x7F { return columns == 1 }
    guard unicode, value >= 0xA0 else { return false }
    let key = value << 1 | UInt32(columns - 1)
    if let known = glyphs[key] { return known }
    let known = Int(terminal_columns(value)) == columns
    glyphs[key] = known
    return known
  }

  // MARK: - What ncurses wrote

  /// Appends it to the frame. What comes next is written in its place.
  private func readBytes() {
    let descriptor = fileno(file)
    let count = Int(lseek(descriptor, 0, SEEK_CUR))
    lseek(descriptor, 0, SEEK_SET)
    guard count > 0 else { return }
    let start = frame.count
    frame.append(contentsOf: repeatElement(0, count: count))
    let got = frame.withUnsafeMutableBytes {
      pread(descriptor, $0.baseAddress.map { $0 + start }, count, 0)
    }
    if got < count { frame.removeLast(count - max(0, got)) }
  }
}
