import Canvas

@testable import Terminal

/// What a terminal shows after some bytes: as much of xterm as its entry in terminfo makes programs use.
/// What it does not understand it lists, so that no test passes by ignorance.
struct ScreenModel {
  private(set) var size: Size
  private(set) var cells: [Cell]
  private(set) var cursor = Point(x: 0, y: 0)
  private(set) var modes: Set<Int> = [25, 7]
  /// What was not understood.
  private(set) var unknown: [String] = []
  private(set) var style = Style.plain

  private let ambiguousIsWide: Bool
  private let answersCursor: Bool
  private var answers: [UInt8] = []
  private var wrapsNext = false
  private var region: ClosedRange<Int>
  private var saved = Point(x: 0, y: 0)
  private var mainScreen: (cells: [Cell], cursor: Point)?
  private var utf8 = UTF8Decoder()
  private var sequence: [UInt8]?
  private var lastScalar: Unicode.Scalar = " "

  init(size: Size, ambiguousIsWide: Bool = false, answers: Bool = true) {
    self.size = size
    self.ambiguousIsWide = ambiguousIsWide
    answersCursor = answers
    cells = Array(repeating: .blank, count: size.width * size.height)
    region = 0...(size.height - 1)
  }

  var alternate: Bool { mainScreen != nil }

  /// Rows as text, without the blanks at their ends.
  var rows: [String] {
    (0..<size.height).map { y in
      var text = ""
      for cell in cells[(y * size.width)..<((y + 1) * size.width)] where cell.scalar != 0 {
        if let scalar = Unicode.Scalar(cell.scalar) { text.unicodeScalars.append(scalar) }
      }
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  var text: String { rows.joined(separator: "\n") }

  /// What a program should have put back before it ended.
  var leftBehind: [String] {
    var wrong = unknown.map { "not understood: \($0)" }
    if alternate { wrong.append("alternate screen") }
    if !modes.contains(25) { wrong.append("cursor hidden") }
    for mode in [1000, 1002, 1003, 1004, 1006, 2004, 2026] where modes.contains(mode) {
      wrong.append("mode \(mode)")
    }
    if style != .plain { wrong.append("colours or attributes") }
    return wrong
  }

  mutating func takeAnswers() -> [UInt8] {
    defer { answers = [] }
    return answers
  }

  mutating func resize(to new: Size) {
    var kept = Array(repeating: Cell.blank, count: new.width * new.height)
    for y in 0..<min(size.height, new.height) {
      for x in 0..<min(size.width, new.width) { kept[y * new.width + x] = cells[y * size.width + x] }
    }
    size = new
    cells = kept
    region = 0...(new.height - 1)
    cursor = Point(x: min(cursor.x, new.width - 1), y: min(cursor.y, new.height - 1))
    if mainScreen != nil { mainScreen?.cells = Array(repeating: .blank, count: new.width * new.height) }
  }

  mutating func take(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { take(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    if var open = sequence {
      open.append(byte)
      sequence = nil
      if ScreenModel.isWhole(open) { obey(open) } else { sequence = open }
      return
    }
    switch byte {
    case 0x1B: sequence = []
    case 0x08: move(to: Point(x: cursor.x - 1, y: cursor.y))
    case 0x09: move(to: Point(x: (cursor.x / 8 + 1) * 8, y: cursor.y))
    case 0x0A: lineFeed()
    case 0x0D: move(to: Point(x: 0, y: cursor.y))
    case 0x00..<0x20, 0x7F: break
    case 0x20..<0x7F: print(Unicode.Scalar(byte))
    default: if let scalar = utf8.take(byte) { print(scalar) }
    }
  }

  private static func isWhole(_ sequence: [UInt8]) -> Bool {
    guard let first = sequence.first, let last = sequence.last else { return false }
    switch first {
    case 0x5B: return sequence.count > 1 && (0x40...0x7E).contains(last)
    case 0x28, 0x29: return sequence.count == 2
    default: return true
    }
  }

  // MARK: - Printing

  private mutating func print(_ scalar: Unicode.Scalar) {
    var width = TextWidth.of(scalar)
    guard width > 0 else { return }
    if ambiguousIsWide, scalar.value >= 0x2500, scalar.value < 0x2700 { width = 2 }
    if wrapsNext || cursor.x + width > size.width {
      cursor.x = 0
      lineFeed()
    }
    put(Cell(scalar: scalar.value, style: style), x: cursor.x)
    if width == 2 {
      put(Cell(scalar: 0, style: style), x: cursor.x + 1)
      cells[cursor.y * size.width + cursor.x].scalar = scalar.value
    }
    lastScalar = scalar
    wrapsNext = cursor.x + width >= size.width
    cursor.x = min(cursor.x + width, size.width - 1)
  }

  private mutating func put(_ cell: Cell, x: Int) {
    let index = cursor.y * size.width + x
    if cells[index].scalar == 0, x > 0 { cells[index - 1].scalar = 0x20 }
    if x + 1 < size.width, cells[index + 1].scalar == 0 { cells[index + 1].scalar = 0x20 }
    cells[index] = cell
  }

  private mutating func move(to place: Point) {
    cursor = Point(x: min(max(0, place.x), size.width - 1), y: min(max(0, place.y), size.height - 1))
    wrapsNext = false
  }

  private mutating func lineFeed() {
    wrapsNext = false
    if cursor.y == region.upperBound {
      scroll(region, by: 1)
    } else if cursor.y < size.height - 1 {
      cursor.y += 1
    }
  }

  /// What erasing leaves: xterm's terminfo says `bce`.
  private var erased: Cell { Cell(scalar: 0x20, style: Style(background: style.background)) }

  private mutating func erase(_ range: Range<Int>) {
    for index in range { cells[index] = erased }
  }

  /// Rows go up, or down when `count` is negative.
  private mutating func scroll(_ rows: ClosedRange<Int>, by count: Int) {
    let order = count > 0 ? Array(rows) : rows.reversed()
    for y in order {
      let from = y + count
      for x in 0..<size.width {
        cells[y * size.width + x] = rows.contains(from) ? cells[from * size.width + x] : erased
      }
    }
  }

  // MARK: - Sequences

  private mutating func obey(_ sequence: [UInt8]) {
    if sequence[0] == 0x5B { return obeyControl(sequence.dropFirst()) }
    switch sequence[0] {
    case 0x28, 0x29, 0x3D, 0x3E: break
    case 0x37: saved = cursor
    case 0x38: move(to: saved)
    case 0x4D:
      if cursor.y == region.lowerBound {
        scroll(region, by: -1)
      } else {
        move(to: Point(x: cursor.x, y: cursor.y - 1))
      }
    default: unknown.append("ESC " + String(decoding: sequence, as: UTF8.self))
    }
  }

  private mutating func obeyControl(_ body: ArraySlice<UInt8>) {
    guard let final = body.last else { return }
    let text = String(decoding: body, as: UTF8.self)
    let parameters = String(text.dropLast())
    if parameters.hasPrefix("?") {
      let numbers = parameters.dropFirst().split(separator: ";").compactMap { Int($0) }
      guard final == 0x68 || final == 0x6C else { return unknown.append("CSI " + text) }
      for number in numbers { setMode(number, on: final == 0x68) }
      return
    }
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let count = max(1, numbers.first ?? 1)
    let second = numbers.count > 1 ? max(1, numbers[1]) : 1
    switch Character(Unicode.Scalar(final)) {
    case "A": move(to: Point(x: cursor.x, y: cursor.y - count))
    case "B": move(to: Point(x: cursor.x, y: cursor.y + count))
    case "C": move(to: Point(x: cursor.x + count, y: cursor.y))
    case "D": move(to: Point(x: cursor.x - count, y: cursor.y))
    case "G": move(to: Point(x: count - 1, y: cursor.y))
    case "d": move(to: Point(x: cursor.x, y: count - 1))
    case "H": move(to: Point(x: second - 1, y: count - 1))
    case "J", "K", "X", "P", "@": edit(final, numbers.first ?? 0, count)
    case "L": if region.contains(cursor.y) { scroll(cursor.y...region.upperBound, by: -count) }
    case "M": if region.contains(cursor.y) { scroll(cursor.y...region.upperBound, by: count) }
    case "S": scroll(region, by: count)
    case "T": scroll(region, by: -count)
    case "b": for _ in 0..<count { print(lastScalar) }
    case "m": rendition(numbers)
    case "n":
      if count == 6, answersCursor { answers += Array("\u{1B}[\(cursor.y + 1);\(cursor.x + 1)R".utf8) }
    case "r":
      let bottom = numbers.count > 1 && numbers[1] > 0 ? numbers[1] : size.height
      region = (count - 1)...(min(bottom, size.height) - 1)
      move(to: Point(x: 0, y: 0))
    case "h", "l":
      if count != 4 { unknown.append("CSI " + text) }
    case "t": break
    default: unknown.append("CSI " + text)
    }
  }

  private mutating func edit(_ final: UInt8, _ kind: Int, _ count: Int) {
    let row = cursor.y * size.width
    let here = row + cursor.x
    let end = row + size.width
    switch Character(Unicode.Scalar(final)) {
    case "J": erase(kind == 0 ? here..<cells.count : kind == 1 ? 0..<(here + 1) : 0..<cells.count)
    case "K": erase(kind == 0 ? here..<end : kind == 1 ? row..<(here + 1) : row..<end)
    case "X": erase(here..<min(end, here + count))
    case "P":
      for index in here..<end { cells[index] = index + count < end ? cells[index + count] : erased }
    default:
      for index in (here..<end).reversed() {
        cells[index] = index - count >= here ? cells[index - count] : erased
      }
    }
  }

  private mutating func setMode(_ mode: Int, on: Bool) {
    if on { modes.insert(mode) } else { modes.remove(mode) }
    guard mode == 1049 else { return }
    if on, mainScreen == nil {
      mainScreen = (cells, cursor)
      cells = Array(repeating: .blank, count: cells.count)
    } else if !on, let main = mainScreen {
      cells = main.cells
      move(to: main.cursor)
      mainScreen = nil
    }
  }

  private mutating func rendition(_ numbers: [Int]) {
    var index = 0
    while index < max(1, numbers.count) {
      let number = index < numbers.count ? numbers[index] : 0
      switch number {
      case 0: style = .plain
      case 1: style.attributes.insert(.bold)
      case 2: style.attributes.insert(.dim)
      case 4: style.attributes.insert(.underline)
      case 7: style.attributes.insert(.reverse)
      case 22: style.attributes.subtract([.bold, .dim])
      case 24: style.attributes.remove(.underline)
      case 27: style.attributes.remove(.reverse)
      case 30...37: style.foreground = Int16(number - 30)
      case 90...97: style.foreground = Int16(number - 82)
      case 39: style.foreground = Style.default
      case 40...47: style.background = Int16(number - 40)
      case 100...107: style.background = Int16(number - 92)
      case 49: style.background = Style.default
      case 38, 48:
        guard index + 2 < numbers.count, numbers[index + 1] == 5 else {
          return unknown.append("SGR \(numbers)")
        }
        if number == 38 {
          style.foreground = Int16(numbers[index + 2])
        } else {
          style.background = Int16(numbers[index + 2])
        }
        index += 2
      default: unknown.append("SGR \(number)")
      }
      index += 1
    }
  }
}
