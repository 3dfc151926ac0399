import Canvas
import Consensus
import Host

extension Painter {
  /// An overlay takes the whole place of the upper panels, so that no box below it stays half open.
  mutating func drawOverlay(_ overlay: Overlay, _ area: Rect) {
    switch overlay {
    case .list(let list): drawList(list, area)
    case .inspector(let node, let scroll): drawInspector(area, node: node, scroll: scroll)
    case .card(let title, let lines): drawCard(title: title, lines: lines, area)
    }
  }

  /// A list with its filter; the marked row in brackets and reverse, and always in sight.
  private mutating func drawList(_ list: ListModel, _ area: Rect) {
    box(area, style: theme.base, title: spell(list.title), right: say(.closes))
    let inside = area.inset(1)
    guard inside.height >= 2, inside.width >= 10 else { return }
    let start = text(say(.filter) + " ", x: inside.x + 1, y: inside.y, style: theme.dim)
    let end = text(list.filter, x: start, y: inside.y, style: theme.strong, width: inside.right - start - 1)
    cursor = Point(x: min(end, inside.right - 1), y: inside.y)
    var rows = Rect(x: inside.x, y: inside.y + 1, width: inside.width, height: inside.height - 1)
    guard !list.rows.isEmpty else {
      text(say(.noMatch), x: rows.x + 1, y: rows.y, style: theme.dim, width: rows.width - 1)
      return
    }
    let marked = clamp(list.marked, 0, list.rows.count - 1)
    let widest = list.rows.filter { !$0.heading }.map { TextWidth.of(spell($0.left)) }.max() ?? 0
    let left = clamp(widest + 2, 4, max(4, rows.width / 2))
    drawListFoot(list, marked: marked, room: rows.width - 3 - left, &rows)
    let first = clamp(marked - rows.height / 2, 0, max(0, list.rows.count - rows.height))
    for (offset, row) in list.rows[first...].prefix(rows.height).enumerated() {
      let index = first + offset
      drawListRow(row, marked: index == marked, left: left, rows, y: rows.y + offset)
      if !row.heading {
        target(Rect(x: rows.x, y: rows.y + offset, width: rows.width, height: 1), .listRow(index))
      }
    }
  }

  /// Where some rows are too long, the marked one stands in full below the list.
  private mutating func drawListFoot(_ list: ListModel, marked: Int, room: Int, _ rows: inout Rect) {
    let longest = list.rows.map { $0.heading ? 0 : TextWidth.of(spell($0.right)) }.max() ?? 0
    guard longest > room, rows.height >= 8 else { return }
    let height = min(3, wrap(String(repeating: "m", count: longest), width: rows.width - 3).count)
    rows.height -= height + 1
    let text = spell(list.rows[marked].right)
    for (offset, line) in wrap(text, width: rows.width - 3).prefix(height).enumerated() {
      self.text(line, x: rows.x + 2, y: rows.bottom + 1 + offset, style: theme.strong, width: rows.width - 3)
    }
  }

  private mutating func drawListRow(
    _ row: ListModel.Row, marked: Bool, left: Int, _ area: Rect, y: Int
  ) {
    if row.heading {
      text(spell(row.left), x: area.x + 1, y: y, style: theme.strong, width: area.width - 2)
      return
    }
    let words = TextWidth.prefix(spell(row.left), width: left - 1)
    let right = area.x + 2 + left
    text(cut(spell(row.right), width: area.right - 1 - right), x: right, y: y)
    if marked {
      text("[" + words + "]", x: area.x + 1, y: y, style: theme.selected(theme.strong))
    } else {
      text(words, x: area.x + 2, y: y, style: theme.strong)
    }
  }

  private mutating func drawCard(title: String, lines: [String], _ area: Rect) {
    box(area, style: theme.base, title: spell(title), right: say(.closes))
    let inside = area.inset(1)
    guard inside.width > 4 else { return }
    let wrapped = lines.flatMap { wrap(spell($0), width: inside.width - 2) }
    for (row, line) in wrapped.prefix(inside.height).enumerated() {
      text(line, x: inside.x + 1, y: inside.y + row, width: inside.width - 2)
    }
  }
}
