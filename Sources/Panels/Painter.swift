import Canvas
import Command
import Consensus
import Explanation
import Host

/// What the panels draw with: the canvas, the look, and the places that a click selects.
struct Painter {
  let model: ConsoleModel
  let explainer: Explainer
  let glyphs: Glyphs
  let theme: Theme
  var snapshot: ClusterSnapshot
  var canvas: Canvas
  var targets: [(area: Rect, target: Frame.Target)] = []
  var cursor: Point?
  /// Where the quorum meter was drawn.
  var meterArea: Rect?
  /// What was drawn that may want explaining.
  var shown = OnScreen()

  init(_ model: ConsoleModel) {
    self.model = model
    explainer = Explainer(language: model.language, consensus: model.snapshot.consensus)
    snapshot = model.eyes.map(model.snapshot.asKnown) ?? model.snapshot
    glyphs = Glyphs(ascii: model.look.ascii)
    let theme = Theme(model.look)
    self.theme = theme
    canvas = Canvas(size: model.size, style: theme.base)
  }

  // MARK: Words

  /// What a key does; nil on a joined terminal, where none does.
  func keys(_ label: Label) -> String? { model.keyRows.isEmpty ? nil : say(label) }

  func say(_ label: Label, _ values: any CustomStringConvertible...) -> String {
    glyphs.spell(label.text(model.language, values.map(\.description), of: snapshot.consensus))
  }

  /// Text that came from outside the panels, in this look's glyphs.
  func spell(_ text: String) -> String { glyphs.spell(text) }

  // MARK: Drawing

  /// - Returns: the column after the text.
  @discardableResult
  mutating func text(_ text: String, x: Int, y: Int, style: Style? = nil, width: Int? = nil) -> Int {
    if let width, width <= 0 { return x }
    return canvas.put(text, x: x, y: y, style: style ?? theme.base, width: width)
  }

  /// Text that ends before column `right`, cut to `width` columns.
  mutating func textRight(_ text: String, right: Int, y: Int, style: Style? = nil, width: Int) {
    let cut = TextWidth.prefix(text, width: width)
    canvas.put(cut, x: right - TextWidth.of(cut), y: y, style: style ?? theme.base)
  }

  /// The text in at most `width` columns, with an ellipsis where something was left out.
  func cut(_ text: String, width: Int) -> String {
    if TextWidth.of(text) <= width { return text }
    let room = width - TextWidth.of(glyphs.ellipsis)
    return room < 0 ? "" : TextWidth.prefix(text, width: room) + glyphs.ellipsis
  }

  /// The same, ending with a whole word where that loses little.
  func cutAtWord(_ text: String, width: Int) -> String {
    if TextWidth.of(text) <= width { return text }
    let short = TextWidth.prefix(text, width: max(0, width - TextWidth.of(glyphs.ellipsis)))
    let next = text.dropFirst(short.count).first
    guard next != " ", let blank = short.lastIndex(of: " "), short[blank...].count <= 16 else {
      return cut(text, width: width)
    }
    return short[..<blank] + glyphs.ellipsis
  }

  mutating func mark(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style? = nil) {
    canvas.put(scalar, x: x, y: y, style: style ?? theme.base)
  }

  /// A box with captions in its borders; a caption that does not fit is left out.
  mutating func box(
    _ area: Rect, _ glyphs: Glyphs.Box? = nil, style: Style? = nil, title: String = "", right: String = "",
    bottom: String = "", bottomRight: String = ""
  ) {
    guard area.width >= 2, area.height >= 2 else { return }
    let box = glyphs ?? self.glyphs.single
    let style = style ?? theme.dim
    for x in (area.x + 1)..<(area.right - 1) {
      mark(box.horizontal, x: x, y: area.y, style: style)
      mark(box.horizontal, x: x, y: area.bottom - 1, style: style)
    }
    for y in (area.y + 1)..<max(area.y + 1, area.bottom - 1) {
      mark(box.vertical, x: area.x, y: y, style: style)
      mark(box.vertical, x: area.right - 1, y: y, style: style)
    }
    mark(box.topLeft, x: area.x, y: area.y, style: style)
    mark(box.topRight, x: area.right - 1, y: area.y, style: style)
    mark(box.bottomLeft, x: area.x, y: area.bottom - 1, style: style)
    mark(box.bottomRight, x: area.right - 1, y: area.bottom - 1, style: style)
    captions(area, y: area.y, left: title, right: right, leftStyle: theme.strong)
    captions(area, y: area.bottom - 1, left: bottom, right: bottomRight, leftStyle: theme.base)
  }

  private mutating func captions(_ area: Rect, y: Int, left: String, right: String, leftStyle: Style) {
    let room = area.width - 2
    let leftWidth = left.isEmpty ? 0 : TextWidth.of(left) + 2
    if leftWidth > 0, leftWidth <= room {
      text(" " + left + " ", x: area.x + 1, y: y, style: leftStyle)
    }
    let rightWidth = right.isEmpty ? 0 : TextWidth.of(right) + 2
    if rightWidth > 0, leftWidth + rightWidth + 1 <= room {
      text(" " + right + " ", x: area.right - 1 - rightWidth, y: y)
    }
  }

  mutating func target(_ area: Rect, _ target: Frame.Target) { targets.append((area, target)) }

  // MARK: In whose eyes

  /// In whose eyes the picture is drawn, as the frame says it.
  var eyesCaption: String? { snapshot.knowledge.map { say(.eyes, $0.node) } }

  /// The newest events, oldest first; in a node's eyes those that happened to it.
  var recent: [EventRecord] {
    guard let knower = snapshot.knowledge?.node else { return model.recent }
    return model.recent.filter { record in
      guard record.node == knower else { return false }
      if case .lost = record.what { return false }
      return true
    }
  }

  /// How the world is where the knower takes it to be otherwise, for a mark beside its box: "≠ term 4".
  func truths(about node: NodeID) -> [String] {
    let knower = snapshot.knowledge?.node
    return (snapshot.knowledge?.mistakes ?? []).compactMap { mistake in
      switch mistake {
      case .term(let term): knower == node ? say(.termNumber, term) : nil
      case .committed(let index): knower == node ? say(.committed, index) : nil
      case .leader(let leader):
        snapshot.leader == node ? leader.map { say(.leads, $0) } ?? say(.noLeader) : nil
      case .copies(let holder): holder == node ? say(.notHeld) : nil
      }
    }.map { glyphs.differs + " " + $0 }
  }

  // MARK: What is selected

  func isSelected(_ node: NodeID) -> Bool { model.selection == .node(node) }
  func isSelected(account: String) -> Bool { model.selection == .account(account) }
  var selectedEntry: (position: LogPosition, node: NodeID)? {
    if case .entry(let position, let node) = model.selection { (position, node) } else { nil }
  }
  var selectedMessage: UInt64? {
    if case .message(let number) = model.selection { number } else { nil }
  }
  var selectedLandmark: UInt64? {
    if case .landmark(let event) = model.selection { event } else { nil }
  }

  /// "[entry 58]": the selection by name, for a panel's caption.
  var selectionName: String? {
    switch model.selection {
    case .node(let node): "[\(node)]"
    case .message(let number): "[" + say(.messageNumber, number) + "]"
    case .entry(let position, _): "[" + entryName(position) + "]"
    case .account(let name): "[" + spell(name) + "]"
    case .landmark(let event):
      snapshot.landmarks.first { $0.event == event }.map { "[" + say(.landmark($0.kind)) + "]" }
    case .rule(let name): "[" + spell(explainer.name(ofInvariant: name)) + "]"
    case nil: nil
    }
  }

  /// "entry 2"; "entry 2@3", with its term, where another entry 2 is known.
  func entryName(_ position: LogPosition) -> String {
    say(.entry, snapshot.hasRival(position) ? snapshot.consensus.cell(position) : String(position.index))
  }

  /// " n1 ", or "[n1]" in reverse when it is selected. Takes four columns.
  mutating func nodeName(_ node: NodeID, x: Int, y: Int, style: Style? = nil) {
    let style = style ?? theme.strong
    if isSelected(node) {
      text("[\(node)]", x: x, y: y, style: theme.selected(style))
    } else {
      text("\(node)", x: x + 1, y: y, style: style)
    }
  }
}

extension Rect {
  func intersects(_ other: Rect) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
}

/// Lines of at most `width` columns: broken at blanks, or between wide characters, where no closing
/// punctuation may begin a line. A word longer than a line is broken anywhere.
public func wrap(_ text: String, width: Int) -> [String] {
  guard width > 0 else { return [] }
  // Most texts are one line: UTF-8 never takes fewer bytes than columns.
  if text.utf8.count <= width, !text.utf8.contains(0x0A), text.utf8.last != 0x20 { return [text] }
  var lines: [String] = []
  var line = String.UnicodeScalarView()
  var columns = 0
  // Where the line may be broken: scalars that stay, and the columns they take.
  var breakCount = 0
  var breakColumns = 0
  var previousWide = false
  for scalar in text.unicodeScalars {
    if scalar == "\n" {
      lines.append(trimmed(line))
      (line, columns, breakCount, breakColumns) = (String.UnicodeScalarView(), 0, 0, 0)
      continue
    }
    let taken = TextWidth.of(scalar)
    let wide = taken == 2
    let betweenWide =
      (wide || previousWide) && !closes(scalar) && !(line.last.map(opens) ?? false)
    if !line.isEmpty, betweenWide || (scalar == " " && !endsWithFigure(line)) {
      (breakCount, breakColumns) = (line.count, columns)
    }
    previousWide = wide
    if columns + taken > width, !line.isEmpty {
      if breakCount == 0 { (breakCount, breakColumns) = (line.count, columns) }
      lines.append(trimmed(String.UnicodeScalarView(line.prefix(breakCount))))
      var rest = String.UnicodeScalarView(line.dropFirst(breakCount))
      columns -= breakColumns
      while rest.first == " " {
        rest.removeFirst()
        columns -= 1
      }
      line = rest
      (breakCount, breakColumns) = (0, 0)
      if line.isEmpty, scalar == " " { continue }
    }
    line.append(scalar)
    columns += taken
  }
  if !line.isEmpty || lines.isEmpty { lines.append(trimmed(line)) }
  return lines
}

/// Whether it belongs to what follows it, so that no line ends with it.
private func opens(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .openPunctuation, .initialPunctuation: true
  default: false
  }
}

/// Whether it belongs to what stands before it, so that no line begins with it. In Latin text only a blank divides
/// lines.
private func closes(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .closePunctuation, .finalPunctuation: true
  case .otherPunctuation: scalar.value > 0xFF
  default: false
  }
}

/// "Figure 2" stays together.
private func endsWithFigure(_ line: String.UnicodeScalarView) -> Bool {
  line.last == "e" && line.suffix(6).elementsEqual("Figure".unicodeScalars)
}

private func trimmed(_ scalars: String.UnicodeScalarView) -> String {
  var scalars = scalars
  while scalars.last == " " { scalars.removeLast() }
  return String(scalars)
}

// MARK: Numbers as text

/// "12.437": seconds to the millisecond.
func seconds(_ time: Nanoseconds) -> String { Quantities.secondsText(time) }

/// "240 ms", or "12 s" from ten seconds on.
func span(_ time: Nanoseconds) -> String {
  let milliseconds = time / 1_000_000 + (time % 1_000_000 >= 500_000 ? 1 : 0)
  return milliseconds < 10_000 ? "\(milliseconds) ms" : "\(milliseconds / 1000) s"
}

/// The number in at most `width` columns: "1234567" in five is "1.2M", always rounded down.
func compact(_ value: UInt64, width: Int) -> String {
  let plain = String(value)
  if plain.utf8.count <= width { return plain }
  var size: UInt64 = 1
  for unit in "kMGTPE" {
    size *= 1000
    guard value / size < 1000 else { continue }
    let tenths = "\(value / size).\(value % size / (size / 10))\(unit)"
    return tenths.utf8.count <= width ? tenths : "\(value / size)\(unit)"
  }
  return plain
}

func clamp(_ value: Int, _ low: Int, _ high: Int) -> Int { max(low, min(value, high)) }

/// `part` of `whole` as a count of `cells`, rounded to the nearest.
func share(_ part: UInt64, of whole: UInt64, cells: Int) -> Int {
  guard whole > 0, cells > 0 else { return 0 }
  if part >= whole { return cells }
  return Int((UInt128(part) * UInt128(cells) + UInt128(whole / 2)) / UInt128(whole))
}
