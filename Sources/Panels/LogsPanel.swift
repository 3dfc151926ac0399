import Canvas
import Consensus
import Explanation
import Host

extension View {
  static let logs = View("logs")
}

/// Index × node: terms in cells, `│` the commit point, match and next, and where logs differ.
struct LogsPanel: Panel {
  let view = View.logs
  let needs = PanelNeeds(size: Size(width: 21, height: 2))
  let standsBesideRing = true

  func draw(in area: Rect, with painter: inout Painter) { painter.drawLogs(area) }

  /// With what the commit point means in the frame.
  func drawBesideRing(in area: Rect, with painter: inout Painter) {
    let right = if case .entry = painter.model.selection { painter.selectionName ?? "" } else { "" }
    let caption =
      painter.snapshot.violation != nil ? "" : painter.say(.committedLeft, painter.glyphs.commitPoint)
    painter.box(
      area, title: painter.title(of: self), right: right, bottom: caption)
    painter.draw(self, in: area.inset(1))
  }
}

extension Painter {
  /// Which indexes are shown, and where each one's cell is.
  private struct Grid {
    var first: LogIndex
    var last: LogIndex
    /// Left edge of each cell; a cell is a blank and its digits.
    var cells: [Int]
    var digits: Int
    var commitX: Int?
    var selected: LogIndex?

    var places: [(index: LogIndex, x: Int)] {
      cells.enumerated().map { (first + LogIndex($0), $1) }
    }

    func x(of index: LogIndex) -> Int? {
      guard index >= first, index <= last else { return nil }
      return cells[Int(index - first)]
    }
  }

  fileprivate mutating func drawLogs(_ area: Rect) {
    let newest = snapshot.nodes.map { newestShown($0) }.max() ?? 0
    guard newest > 0 else {
      text(say(.emptyLog), x: area.x + 1, y: area.y, style: theme.dim, width: area.width - 1)
      for (row, node) in snapshot.nodes.enumerated() where row + 1 < area.height {
        drawLogName(node, x: area.x, y: area.y + 1 + row)
      }
      return
    }
    let details = progressWidth
    tell(.cells, .commitPoint)
    if details > 0 { tell(.progress) }
    let grid = makeGrid(area, newest: newest, details: details)
    drawLogHeader(grid, y: area.y)
    for (row, node) in snapshot.nodes.enumerated() where row + 1 < area.height {
      drawLogRow(node, grid, area, y: area.y + 1 + row, details: details)
    }
    let y = area.y + 1 + snapshot.nodes.count
    if y < area.bottom { drawDivergence(grid, area, y: y) }
  }

  /// The leader's knowledge of the others, where it is shown.
  private var progressWidth: Int {
    guard let leader = snapshot.leader.flatMap({ snapshot.node($0) }) else { return 0 }
    let widest = leader.view.progress.map { TextWidth.of(progressText($0)) }.max() ?? 0
    return max(widest, TextWidth.of(say(.leader)))
  }

  private func progressText(_ progress: NodeView.Progress) -> String {
    let width = max(2, String(snapshot.nodes.map(\.lastIndex).max() ?? 0).utf8.count)
    func number(_ value: LogIndex) -> String { TextWidth.fit(String(value), width: width, alignRight: true) }
    if let snapshot = progress.snapshot {
      return say(.flowSnapshot, part(snapshot), number(progress.nextIndex))
    }
    let isUsual = progress.flow == nil || progress.matchIndex == 0
    return say(isUsual ? .matchNext : .flowProbe, number(progress.matchIndex), number(progress.nextIndex))
  }

  private func makeGrid(_ area: Rect, newest: LogIndex, details: Int) -> Grid {
    let widest = snapshot.nodes.flatMap(\.terms).max() ?? 0
    let digits = max(2, String(max(newest, widest)).utf8.count)
    let pitch = digits + 1
    // Name and mark take six columns, the commit point two, a selected index one more.
    let room = area.width - 6 - 2 - (details > 0 ? details + 2 : 1)
    let count = UInt64(clamp(room / pitch, 1, 40))
    let oldest = max(1, snapshot.nodes.map(\.firstShown).min() ?? 1)
    var first = max(newest > count ? newest - count + 1 : 1, min(oldest, newest))
    // A long tail that is not committed must not push the commit point out of sight.
    if snapshot.committed >= oldest { first = min(first, max(1, snapshot.committed)) }
    let selected = (selectedEntry?.position.index).flatMap { $0 >= 1 && $0 <= newest ? $0 : nil }
    if let selected {
      if selected < first { first = max(1, selected) }
      if selected >= first + count { first = selected - count + 1 }
    }
    let last = min(newest, first + count - 1)
    var grid = Grid(first: first, last: last, cells: [], digits: digits, commitX: nil, selected: selected)
    var x = area.x + 6
    var index = first
    if snapshot.committed == first - 1 {
      grid.commitX = x
      x += 1
    }
    while index <= last {
      grid.cells.append(x)
      x += pitch + (index == selected ? 1 : 0)
      if index == snapshot.committed {
        grid.commitX = x + 1
        x += 2
      }
      index += 1
    }
    return grid
  }

  private mutating func drawLogHeader(_ grid: Grid, y: Int) {
    for (index, x) in grid.places {
      let digits = TextWidth.fit(String(index), width: grid.digits, alignRight: true)
      if index == grid.selected {
        text("[\(digits)]", x: x, y: y, style: theme.selected(theme.strong))
      } else {
        text(digits, x: x + 1, y: y, style: theme.dim)
      }
    }
    if let x = grid.commitX { mark(glyphs.commitPoint, x: x, y: y, style: theme.strong) }
  }

  private mutating func drawLogName(_ node: NodeSnapshot, x: Int, y: Int) {
    tellStanding(of: node)
    nodeName(node.id, x: x, y: y)
    mark(nodeMark(node), x: x + 4, y: y, style: node.condition == .down ? theme.dim : theme.strong)
    target(Rect(x: x, y: y, width: 6, height: 1), .select(.node(node.id)))
  }

  private mutating func drawLogRow(_ node: NodeSnapshot, _ grid: Grid, _ area: Rect, y: Int, details: Int) {
    drawLogName(node, x: area.x, y: y)
    for (index, x) in grid.places {
      guard let term = node.term(at: index) else {
        let isHidden = node.condition == .unknown && index > node.lastIndex
        if isHidden { mark(glyphs.unknown, x: x + grid.digits, y: y, style: theme.dim) }
        continue
      }
      let known = index <= node.view.committed
      let number = String(term)
      let position = LogPosition(index: index, term: term)
      let style = theme.term(term, filled: known)
      if model.selection == .entry(position, on: node.id) {
        text(
          "[\(number)]", x: x + grid.digits - number.utf8.count, y: y, style: theme.selected(theme.strong))
      } else if known {
        // Filled: the whole cell; stored only: the number.
        text(TextWidth.fit(number, width: grid.digits + 1, alignRight: true), x: x, y: y, style: style)
      } else {
        text(number, x: x + 1 + grid.digits - number.utf8.count, y: y, style: style)
      }
      target(Rect(x: x, y: y, width: grid.digits + 1, height: 1), .select(.entry(position, on: node.id)))
    }
    if let x = grid.commitX { mark(glyphs.commitPoint, x: x, y: y, style: theme.strong) }
    guard details > 0, let leader = snapshot.leader.flatMap({ snapshot.node($0) }) else { return }
    // Where the last column is full and comes close, the margin gives way.
    let full = snapshot.nodes.contains { $0.id != leader.id && $0.term(at: grid.last) != nil }
    let close = (grid.cells.last ?? 0) + grid.digits + 1 >= area.right - 1 - details
    let right = full && close ? area.right : area.right - 1
    if node.id == leader.id {
      textRight(say(.leaderInLogs), right: right, y: y, style: theme.dim, width: details)
    } else if let progress = leader.view.progress.first(where: { $0.node == node.id }) {
      textRight(progressText(progress), right: right, y: y, style: theme.dim, width: details)
    }
  }

  // MARK: Where logs differ

  /// An index at which some logs hold another entry than the committed, or than each other.
  struct Divergence: Equatable {
    var index: LogIndex
    var nodes: [NodeID]
    /// The others are committed; else nothing at this index is.
    var committedElsewhere: Bool
  }

  func divergence(_ first: LogIndex, _ last: LogIndex) -> Divergence? {
    guard first <= last else { return nil }
    for index in first...last {
      let holders = snapshot.nodes.compactMap { node in node.term(at: index).map { (node, $0) } }
      if let (_, term) = holders.first(where: { $0.0.view.committed >= index }) {
        let others = holders.filter { $0.1 != term }.map(\.0.id)
        if !others.isEmpty { return Divergence(index: index, nodes: others, committedElsewhere: true) }
      } else if let newest = holders.map(\.1).max() {
        let others = holders.filter { $0.1 != newest }.map(\.0.id)
        if !others.isEmpty { return Divergence(index: index, nodes: others, committedElsewhere: false) }
      }
    }
    return nil
  }

  private mutating func drawDivergence(_ grid: Grid, _ area: Rect, y: Int) {
    guard let found = divergence(grid.first, grid.last), let cell = grid.x(of: found.index) else { return }
    let names = found.nodes.map(\.description).joined(separator: " ")
    // Once a rule is broken, what is lost may have been committed.
    let words = say(
      snapshot.violation != nil ? .lostEntry : found.committedElsewhere ? .neverCommitted : .otherEntry, names
    )
    let column = cell + grid.digits
    let width = TextWidth.of(words)
    if column + width <= area.right {
      text(words, x: column, y: y)
    } else {
      // Too near the end: the words stand before the mark.
      mark("^", x: column, y: y)
      textRight(String(words.dropFirst(2)), right: column - 1, y: y, width: column - 1 - area.x)
    }
  }
}
