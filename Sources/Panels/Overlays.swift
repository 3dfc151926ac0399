import Canvas
import Consensus
import Host

extension Painter {
  /// An overlay takes the whole place of the upper panels, so that no box below it stays half open.
  mutating func drawOverlay(_ overlay: Overlay, _ area: Rect) {
    switch overlay {
    case .list(let list): drawList(list, area)
    case .inspector(let node, let scroll): drawInspector(area, node: node, scroll: scroll)
    case .card(let title, let lines): drawCard(title: title, right: keys(.closes) ?? "", lines: lines, area)
    case .page(let title, let lines): drawCard(title: title, right: "", lines: lines, area)
    case .poll(let poll): drawPoll(poll, area)
    }
  }

  /// The most rows that one line of a list takes.
  private static let longestListRow = 3

  /// A list with its head or its filter; the marked row in brackets and reverse, and always in sight.
  private mutating func drawList(_ list: ListModel, _ area: Rect) {
    box(
      area, style: theme.base, title: spell(list.title), right: keys(.closes) ?? "", bottom: spell(list.foot))
    let inside = area.inset(1)
    guard inside.height >= 2, inside.width >= 10 else { return }
    var rows = inside
    for line in list.head.flatMap({ wrap(spell($0), width: inside.width - 2) }).prefix(inside.height / 2) {
      text(line, x: rows.x + 1, y: rows.y, style: theme.strong)
      (rows.y, rows.height) = (rows.y + 1, rows.height - 1)
    }
    if list.head.isEmpty || !list.filter.isEmpty {
      let start = text(say(.filter) + " ", x: rows.x + 1, y: rows.y, style: theme.dim)
      let end = text(list.filter, x: start, y: rows.y, style: theme.strong, width: inside.right - start - 1)
      cursor = Point(x: min(end, inside.right - 1), y: rows.y)
    }
    // Under a head a blank row, where there is room.
    if list.head.isEmpty || rows.height > list.rows.count {
      (rows.y, rows.height) = (rows.y + 1, rows.height - 1)
    }
    guard !list.rows.isEmpty else {
      text(say(.noMatch), x: rows.x + 1, y: rows.y, style: theme.dim, width: rows.width - 1)
      return
    }
    let marked = clamp(list.marked, 0, list.rows.count - 1)
    let widest = list.rows.filter { !$0.heading }.map { TextWidth.of(name(of: $0)) }.max() ?? 0
    let left = clamp(widest + 2, 4, max(4, rows.width / 2))
    func told(most: Int) -> [[String]] {
      list.rows.map { $0.heading ? [""] : lines(of: $0, width: rows.width - 3 - left, most: most) }
    }
    var texts = told(most: Self.longestListRow)
    // A low list shows more rows rather than whole ones.
    if rows.height < 8, texts.joined().count > rows.height { texts = told(most: 1) }
    var y = rows.y
    for index in firstRow(texts.map(\.count), marked: marked, room: rows.height)..<list.rows.count {
      guard y < rows.bottom else { break }
      let row = Rect(x: rows.x, y: y, width: rows.width, height: min(texts[index].count, rows.bottom - y))
      drawListRow(list.rows[index], texts[index], marked: index == marked, left: left, row)
      if !list.rows[index].heading { target(row, .listRow(index)) }
      y = row.bottom
    }
  }

  /// "figure-8 ✓": what was done has a mark.
  private func name(of row: ListModel.Row) -> String {
    spell(row.left) + (row.isDone ? " \(glyphs.check)" : "")
  }

  /// What the row says, in `most` lines at most.
  private func lines(of row: ListModel.Row, width: Int, most: Int) -> [String] {
    let lines = wrap(spell(row.right), width: width)
    guard lines.count > most else { return lines }
    return lines.prefix(most - 1) + [cut(lines[(most - 1)...].joined(separator: " "), width: width)]
  }

  /// The first row to be shown, so that the marked one is seen whole, in the middle where that can be.
  private func firstRow(_ heights: [Int], marked: Int, room: Int) -> Int {
    var first = marked
    var rows = heights[marked]
    while first > 0, rows + heights[first - 1] <= min(room, room / 2 + heights[marked]) {
      first -= 1
      rows += heights[first]
    }
    rows = heights[first...].reduce(0, +)
    while first > 0, rows + heights[first - 1] <= room {
      first -= 1
      rows += heights[first]
    }
    return first
  }

  private mutating func drawListRow(
    _ row: ListModel.Row, _ lines: [String], marked: Bool, left: Int, _ area: Rect
  ) {
    if row.heading {
      text(spell(row.left), x: area.x + 1, y: area.y, style: theme.strong, width: area.width - 2)
      return
    }
    let words = TextWidth.prefix(name(of: row), width: left - 1)
    for (offset, line) in lines.prefix(area.height).enumerated() {
      text(line, x: area.x + 2 + left, y: area.y + offset)
    }
    if marked {
      text("[" + words + "]", x: area.x + 1, y: area.y, style: theme.selected(theme.strong))
    } else {
      text(words, x: area.x + 2, y: area.y, style: theme.strong)
    }
  }

  private mutating func drawCard(title: String, right: String, lines: [String], _ area: Rect) {
    box(area, style: theme.base, title: spell(title), right: right)
    let inside = area.inset(1)
    guard inside.width > 4 else { return }
    let wrapped = lines.flatMap { wrap(spell($0), width: inside.width - 2) }
    for (row, line) in wrapped.prefix(inside.height).enumerated() {
      text(line, x: inside.x + 1, y: inside.y + row, width: inside.width - 2)
    }
  }
}
