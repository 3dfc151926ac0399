import Canvas
import Consensus
import Explanation
import Host

extension View {
  static let logs = View("logs")
}

/// Index × node: terms in cells and, where there is room, what the entries hold; in each row `│` after the entries
/// that are committed, and where the leader stands with that node; where logs differ, and what was overwritten.
struct LogsPanel: Panel {
  let view = View.logs
  let needs = PanelNeeds(size: Size(width: 21, height: 2), protocols: [.raft, .paxos])
  let standsBesideRing = true

  func draw(in area: Rect, with painter: inout Painter) { painter.drawLogs(area) }

  /// With what the marks mean in the frame.
  func drawBesideRing(in area: Rect, with painter: inout Painter) {
    let right = if case .entry = painter.model.selection { painter.selectionName ?? "" } else { "" }
    painter.box(area, title: painter.title(of: self), right: right, bottom: painter.logsLegend)
    painter.draw(self, in: area.inset(1))
  }
}

extension Painter {
  /// Which indexes are shown, and where each one's cell is.
  private struct Grid {
    var first: LogIndex
    var last: LogIndex
    /// Left edge of each cell: a column for marks, and the term.
    var cells: [Int] = []
    /// Where the cell of the entry after the last one would begin.
    var end = 0
    var digits: Int
    /// What the entries hold, where that is known.
    var texts: [LogPosition: String]
    /// Columns of that, behind the terms; 0: not shown.
    var contents = 0
    /// Columns of the leader's knowledge in numbers; 0: not shown.
    var details = 0
    var commitX: Int?
    var selected: LogIndex?

    var places: [(index: LogIndex, x: Int)] {
      cells.enumerated().map { (first + LogIndex($0), $1) }
    }
    var width: Int { digits + (contents > 0 ? contents + 1 : 0) }

    func x(of index: LogIndex) -> Int? {
      guard index >= first, index <= last else { return nil }
      return cells[Int(index - first)]
    }

    /// The column for marks before this entry, which may be the next that a log gets.
    func mark(before index: LogIndex) -> Int? { index == last &+ 1 ? end : x(of: index) }
  }

  /// Once a rule is broken, what is committed may be lost, so nothing is promised.
  var logsLegend: String {
    snapshot.violation == nil
      ? say(.logsLegend, glyphs.commitPoint, glyphs.right, glyphs.check, glyphs.hole) : ""
  }

  fileprivate mutating func drawLogs(_ area: Rect) {
    let newest = snapshot.nodes.flatMap { [newestShown($0)] + $0.ahead.keys }.max() ?? 0
    guard newest > 0 else {
      text(say(.emptyLog), x: area.x + 1, y: area.y, style: theme.dim, width: area.width - 1)
      for (row, node) in snapshot.nodes.enumerated() where row + 1 < area.height {
        drawLogName(node, x: area.x, y: area.y + 1 + row)
      }
      return
    }
    let grid = makeGrid(area, newest: newest)
    tell(.cells, .commitPoint)
    if grid.details > 0 { tell(.progress) }
    drawLogHeader(grid, y: area.y)
    for (row, node) in snapshot.nodes.enumerated() where row + 1 < area.height {
      drawLogRow(node, grid, area, y: area.y + 1 + row)
    }
    drawBelowLogs(
      grid,
      Rect(
        x: area.x, y: area.y + 1 + snapshot.nodes.count, width: area.width,
        height: area.height - 1 - snapshot.nodes.count))
  }

  /// Where logs differ, what was lost, and what the marks mean, as far as there are rows.
  private mutating func drawBelowLogs(_ grid: Grid, _ area: Rect) {
    guard area.height > 0 else { return }
    var y = area.y
    if drawDivergence(grid, area, y: y) { y += 1 }
    if y < area.bottom, let lost = lostText(grid) {
      text(lost, x: area.x + 1, y: y, width: area.width - 1)
      y += 1
    }
    // On a desk they stand in the frame.
    if y + 1 < area.bottom {
      text(logsLegend, x: area.x + 1, y: area.bottom - 1, style: theme.dim, width: area.width - 1)
    }
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

  // MARK: Cells

  private func makeGrid(_ area: Rect, newest: LogIndex) -> Grid {
    let widest = snapshot.nodes.flatMap { $0.terms + $0.ahead.values }.max() ?? 0
    let digits = max(2, String(newest).utf8.count, snapshot.consensus.cell(widest).utf8.count)
    // Name and mark take six columns, the commit point two, a selected index one more.
    let room = area.width - 6 - 2 - 1
    let unsettled = newest - min(settledThrough(newest), newest - min(newest, 4))
    let texts = contentTexts
    let held = min(12, texts.values.map { TextWidth.of($0) }.max() ?? 0)
    var grid = Grid(first: 1, last: 0, digits: digits, texts: texts)
    var pitch = digits + 1
    if held > 0, UInt64(room / (pitch + held + 1)) >= unsettled {
      grid.contents = held
      pitch += held + 1
    }
    let details = progressWidth
    if details > 0, UInt64(max(0, room - details - 1) / pitch) >= min(newest, 12) {
      grid.details = details
    }
    let count = UInt64(clamp((room - (grid.details > 0 ? details + 1 : 0)) / pitch, 1, 40))
    return placed(grid, from: area.x + 6, count: count, pitch: pitch, newest: newest)
  }

  private func placed(_ grid: Grid, from left: Int, count: UInt64, pitch: Int, newest: LogIndex) -> Grid {
    var grid = grid
    let oldest = max(1, snapshot.nodes.map(\.firstShown).min() ?? 1)
    grid.first = max(newest > count ? newest - count + 1 : 1, min(oldest, newest))
    // A long tail that is not committed must not push the commit point out of sight.
    if snapshot.committed >= oldest { grid.first = min(grid.first, max(1, snapshot.committed)) }
    grid.selected = (selectedEntry?.position.index).flatMap { $0 >= 1 && $0 <= newest ? $0 : nil }
    if let selected = grid.selected {
      if selected < grid.first { grid.first = max(1, selected) }
      if selected >= grid.first + count { grid.first = selected - count + 1 }
    }
    grid.last = min(newest, grid.first + count - 1)
    var x = left
    var index = grid.first
    if snapshot.committed == grid.first - 1 {
      grid.commitX = x
      x += 1
    }
    while index <= grid.last {
      grid.cells.append(x)
      x += pitch + (index == grid.selected ? 1 : 0)
      if index == snapshot.committed {
        grid.commitX = x + 1
        x += 2
      }
      index += 1
    }
    grid.end = x
    return grid
  }

  /// The last index up to which every log ends with, or holds, the committed entries: what is behind it is the story
  /// that must be seen whole.
  private func settledThrough(_ newest: LogIndex) -> LogIndex {
    let first = newest - min(newest, 24) + 1
    return snapshot.nodes.map { committedEnd(of: $0, from: first) }.min() ?? newest
  }

  /// The last entry of this log up to which, from `first` on, all are committed: not what the node knows of that.
  func committedEnd(of node: NodeSnapshot, from first: LogIndex) -> LogIndex {
    var end = max(first, node.firstShown, 1) - 1
    while end < snapshot.committed, let term = node.term(at: end + 1),
      snapshot.fate(of: LogPosition(index: end + 1, term: term)) == .committed
    {
      end += 1
    }
    return end
  }

  /// A dead node knows of no commit, and once a rule is broken nothing is certain to stay.
  func showsCommitPoint(of node: NodeSnapshot) -> Bool {
    node.condition != .down && snapshot.violation == nil
  }

  /// "a→b 10": what an entry holds, with the shortest names that tell the accounts apart.
  private func contentText(_ entry: EntryDescription, _ shortName: (String) -> String) -> String {
    switch entry {
    case .noOp: say(.entryEmpty)
    case .transfer(let from, let to, let amount, _):
      shortName(from) + String(glyphs.right) + shortName(to) + " " + String(amount)
    case .open(let name, let amount): "+" + shortName(name) + " " + String(amount)
    case .balances: say(.entryRead)
    case .configuration: say(.entryMembers)
    }
  }

  /// Of all entries, each name shortened once.
  private var contentTexts: [LogPosition: String] {
    var known: [String: String] = [:]
    func short(_ name: String) -> String {
      if let short = known[name] { return short }
      let short = shortName(name)
      known[name] = short
      return short
    }
    return snapshot.contents.mapValues { contentText($0, short) }
  }

  private func shortName(_ name: String) -> String {
    let others = snapshot.accounts.filter { $0 != name }
    let short = name.indices.lazy.map { name[...$0] }.first { start in
      !others.contains { $0.hasPrefix(start) }
    }
    return spell(String(short ?? name[...]))
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

  private mutating func drawLogRow(_ node: NodeSnapshot, _ grid: Grid, _ area: Rect, y: Int) {
    drawLogName(node, x: area.x, y: y)
    drawMarks(of: node, grid, y: y)
    for (index, x) in grid.places {
      guard let term = node.term(at: index) else {
        let isHidden = node.condition == .unknown && index > node.lastIndex
        if isHidden { mark(glyphs.unknown, x: x + grid.digits, y: y, style: theme.dim) }
        if node.hasHole(at: index) {
          tell(.hole)
          mark(glyphs.hole, x: x + grid.digits, y: y, style: theme.strong)
        }
        continue
      }
      let number = snapshot.consensus.cell(term)
      let position = LogPosition(index: index, term: term)
      // Two leaders of one term wrote other things under one index and term.
      let rival = node.rivals[index].map { contentText($0, shortName) }
      let held = grid.contents > 0 ? (rival ?? grid.texts[position]).map { " " + $0 } ?? "" : ""
      let shown = TextWidth.prefix(held, width: grid.contents + 1)
      let start = x + 1 + grid.digits - number.utf8.count
      if model.selection == .entry(position, on: node.id) {
        text("[" + number + shown + "]", x: start - 1, y: y, style: theme.selected(theme.strong))
      } else {
        text(shown, x: text(number, x: start, y: y, style: theme.term(term)), y: y)
      }
      target(Rect(x: x, y: y, width: grid.width + 1, height: 1), .select(.entry(position, on: node.id)))
    }
    guard grid.details > 0, let leader = snapshot.leader.flatMap({ snapshot.node($0) }) else { return }
    if node.id == leader.id {
      textRight(say(.leaderInLogs), right: area.right - 1, y: y, style: theme.dim, width: grid.details)
    } else if let progress = leader.view.progress.first(where: { $0.node == node.id }) {
      textRight(progressText(progress), right: area.right - 1, y: y, style: theme.dim, width: grid.details)
    }
  }

  /// `│` after the committed entries; `→` before the one that the leader sends next, and `✓` after the last that it
  /// knows to match where that is not the one before; `×` before one that stands where another was lost, and where
  /// one was lost.
  private mutating func drawMarks(of node: NodeSnapshot, _ grid: Grid, y: Int) {
    var filled: LogIndex?
    for lost in lostShown(of: node, grid) {
      guard let x = grid.x(of: lost.index) else { continue }
      mark(glyphs.cut, x: x, y: y, style: theme.dim)
      let number = snapshot.consensus.cell(lost.term)
      if number.utf8.count == grid.digits { filled = lost.index }
      text(number, x: x + 1 + grid.digits - number.utf8.count, y: y, style: theme.dim)
    }
    let committed = committedEnd(of: node, from: grid.first)
    let bar = committed == snapshot.committed ? grid.commitX : grid.mark(before: committed &+ 1)
    if let leader = snapshot.leader.flatMap({ snapshot.node($0) }),
      let progress = leader.view.progress.first(where: { $0.node == node.id })
    {
      if let x = grid.mark(before: progress.nextIndex), x != bar || filled != progress.nextIndex {
        mark(glyphs.right, x: x == bar ? x + 1 : x, y: y, style: theme.dim)
      }
      let match = progress.matchIndex
      if match > 0, match &+ 1 != progress.nextIndex, let x = grid.mark(before: match &+ 1) {
        mark(glyphs.check, x: x, y: y, style: theme.dim)
      }
    }
    if let bar, showsCommitPoint(of: node) { mark(glyphs.commitPoint, x: bar, y: y, style: theme.strong) }
  }

  // MARK: What was lost

  /// How long an entry that a node has lost is remembered here.
  private static let memory: Nanoseconds = 300_000_000

  private func lostShown(of node: NodeSnapshot, _ grid: Grid) -> [LogPosition] {
    node.lost.filter {
      snapshot.time.since($0.time) <= Self.memory && grid.x(of: $0.position.index) != nil
        && node.term(at: $0.position.index) != $0.position.term
    }.map(\.position)
  }

  /// "× n2 n3 had 2@2 and lost it": of the oldest that is still remembered.
  private func lostText(_ grid: Grid) -> String? {
    let lost = snapshot.nodes.flatMap { node in lostShown(of: node, grid).map { (node.id, $0) } }
    guard let position = lost.map(\.1).min(by: { $0.index < $1.index }) else { return nil }
    let nodes = lost.filter { $0.1 == position }.map(\.0.description).joined(separator: " ")
    return say(.lostEntry, glyphs.cut, nodes, snapshot.consensus.cell(position))
  }

  // MARK: Where logs differ

  /// An index at which some logs hold another entry than the committed, or than each other.
  struct Divergence: Equatable {
    var index: LogIndex
    var nodes: [NodeID]
    /// What is said of theirs.
    var label: Label
  }

  func divergence(_ first: LogIndex, _ last: LogIndex) -> Divergence? {
    guard first <= last else { return nil }
    for index in first...last {
      let holders = snapshot.nodes.compactMap { node in node.term(at: index).map { (node, $0) } }
      if let (_, term) = holders.first(where: { $0.0.view.committed >= index }) {
        let others = holders.filter { $0.1 != term }.map(\.0.id)
        let isLost = holders.contains { holder in
          guard case .lost = snapshot.fate(of: LogPosition(index: index, term: holder.1)) else {
            return false
          }
          return true
        }
        if !others.isEmpty {
          let isSure = snapshot.violation == nil
          return Divergence(
            index: index, nodes: others,
            label: isLost ? .committedToo : isSure ? .neverCommitted : .rivalEntry)
        }
      } else if let newest = holders.map(\.1).max() {
        let others = holders.filter { $0.1 != newest }.map(\.0.id)
        if !others.isEmpty { return Divergence(index: index, nodes: others, label: .otherEntry) }
      }
    }
    return nil
  }

  /// - Returns: whether they do.
  private mutating func drawDivergence(_ grid: Grid, _ area: Rect, y: Int) -> Bool {
    guard let found = divergence(grid.first, grid.last), let cell = grid.x(of: found.index) else {
      return false
    }
    let names = found.nodes.map(\.description).joined(separator: " ")
    let words = say(found.label, names)
    let column = cell + grid.digits
    let width = TextWidth.of(words)
    if column + width <= area.right {
      text(words, x: column, y: y)
    } else {
      // Too near the end: the words stand before the mark.
      mark("^", x: column, y: y)
      textRight(String(words.dropFirst(2)), right: column - 1, y: y, width: column - 1 - area.x)
    }
    return true
  }
}
