import Canvas
import Command
import Consensus
import Explanation
import Host

extension Painter {
  /// One node of the ring: its role in mark, word and frame, its term, the end of its log, its timer.
  mutating func drawNodeBox(_ node: NodeSnapshot, _ area: Rect) {
    tellStanding(of: node)
    tell(.termOfNode)
    let leads = [.up, .unknown].contains(node.condition) && node.view.role == .leader
    let style = node.condition == .down ? theme.dim : leads ? theme.strong : theme.base
    box(area, node.condition == .down ? glyphs.dotted : leads ? glyphs.double : glyphs.single, style: style)
    drawNodeTitle(node, area, style: style)
    let room = area.width - 6
    // Whole notes as far as they fit; the first one at least in part.
    let notes = (truths(about: node.id) + nodeNotes(node)).reduce("") { notes, note in
      let longer = notes.isEmpty ? note : notes + ", " + note
      return notes.isEmpty || TextWidth.of(longer) <= room ? longer : notes
    }
    if !notes.isEmpty {
      let caption = " " + cut(notes, width: room) + " "
      text(caption, x: area.x + 2, y: area.bottom - 1, style: theme.strong, width: area.width - 3)
    }
    let inside = area.inset(1)
    if inside.height >= 2 {
      drawLogTail(node, x: inside.x + 1, y: inside.y, width: inside.width - 1)
      drawNodeState(node, x: inside.x + 1, y: inside.y + 1, width: inside.width - 2)
      if inside.height >= 3, node.condition != .unknown {
        let vote = node.view.votedFor?.description ?? say(.nobody)
        let values = "votedFor \(vote)  commit \(node.view.committed)"
        text(values, x: inside.x + 1, y: inside.y + 2, style: theme.dim, width: inside.width - 2)
      }
    } else {
      let state = shortState(node)
      let width = TextWidth.of(state)
      drawLogTail(node, x: inside.x, y: inside.y, width: inside.width - width - 1)
      text(state, x: inside.right - width, y: inside.y, style: node.condition == .up ? theme.base : theme.dim)
    }
    target(area, .select(.node(node.id)))
  }

  /// "n1 ● follower ─ t3" in the upper border; narrower boxes use a shorter word.
  private mutating func drawNodeTitle(_ node: NodeSnapshot, _ area: Rect, style: Style) {
    let (term, termStyle) = termMark(node)
    let (mark, long, short) = standing(of: node)
    let word = say(long)
    let room = area.width - 2
    let termWidth = TextWidth.of(term)
    let wide = 4 + 2 + TextWidth.of(word) + 1 + termWidth + 2 <= room
    // The brackets of the selection take a column more.
    let tight = (isSelected(node.id) ? 4 : 3) + 2 + TextWidth.of(word) + 1 + termWidth <= room
    let chosen = wide || tight ? word : say(short)
    var x = area.x + 1
    if wide || isSelected(node.id) {
      text("    ", x: x, y: area.y, style: style)
      nodeName(node.id, x: x, y: area.y)
      x += 4
    } else {
      x = text("\(node.id) ", x: x, y: area.y, style: theme.strong)
    }
    let termX = area.right - 1 - termWidth - (wide ? 1 : 0)
    let name = "\(mark) " + chosen + " "
    text(name, x: x, y: area.y, style: theme.strong, width: termX - 1 - x)
    if wide { self.mark(" ", x: area.right - 2, y: area.y, style: style) }
    self.mark(" ", x: termX - 1, y: area.y, style: style)
    text(term, x: termX, y: area.y, style: termStyle)
  }

  /// What is unusual about a node's surroundings: its clock, its disk, its links to the clients.
  func nodeNotes(_ node: NodeSnapshot) -> [String] {
    var notes = workNotes(node)
    if node.skewPartsPerMillion != 0 { notes.append(say(.clockSkew, percent(node.skewPartsPerMillion))) }
    switch node.view.integrity {
    case .sound: break
    case .damaged: notes.append(say(.damagedNote))
    case .wiped: notes.append(say(.wipedNote))
    }
    if let slow = node.slowDisk { notes.append(say(.slowDisk, span(slow.upperBound))) }
    if let unread = node.unread { notes.append(say(.unread, unread)) }
    if snapshot.cutLinks.contains(where: { $0.clientsNode == node.id }) { notes.append(say(.clientsCut)) }
    return notes
  }

  /// "+10", "-0.5": parts per million as a percentage with its sign.
  func percent(_ partsPerMillion: Int64) -> String {
    (partsPerMillion < 0 ? "-" : "+") + Quantities.decimalText(partsPerMillion.magnitude, scale: 10_000)
  }

  // MARK: Log tail

  /// "…3 3 3 3│3 3": the newest terms, with `│` after those of its entries that it knows to be committed.
  mutating func drawLogTail(_ node: NodeSnapshot, x: Int, y: Int, width: Int) {
    let last = newestShown(node)
    guard last > 0 else {
      let isKnown = node.condition != .unknown
      text(isKnown ? say(.emptyLog) : String(glyphs.unknown), x: x, y: y, style: theme.dim, width: width)
      return
    }
    tell(.cells)
    var x = x
    let end = x + width
    let first = tailStart(node, width: width - TextWidth.of(glyphs.ellipsis))
    if first > 1 {
      x = text(glyphs.ellipsis, x: x, y: y, style: theme.dim)
    }
    var index = first
    var committed = committedEnd(of: node, from: first)
    if node.condition != .unknown { committed = min(committed, node.view.committed) }
    while index <= last, let term = node.term(at: index) {
      let digits = snapshot.consensus.cell(term)
      guard x + digits.utf8.count <= end else { break }
      x = text(digits, x: x, y: y, style: theme.term(term))
      if x < end, index == committed, showsCommitPoint(of: node) {
        tell(.commitPoint)
        mark(glyphs.commitPoint, x: x, y: y, style: theme.strong)
      }
      x += 1
      index += 1
    }
    if node.condition == .unknown { text(" \(glyphs.unknown)", x: x, y: y, style: theme.dim, width: end - x) }
    if node.condition == .down { text(say(.onDisk), x: x, y: y, style: theme.dim, width: end - x) }
  }

  /// The newest entry whose term is known; 0 when there is none.
  func newestShown(_ node: NodeSnapshot) -> LogIndex {
    let (next, overflow) = node.firstShown.addingReportingOverflow(UInt64(node.terms.count))
    return node.terms.isEmpty || overflow || next == 0 ? 0 : next - 1
  }

  /// The first entry of the tail: the last four committed ones and all after them, as far as they fit; of
  /// a log that ends before, its last three.
  private func tailStart(_ node: NodeSnapshot, width: Int) -> LogIndex {
    let committed = snapshot.committed
    let before: LogIndex = committed > 3 ? committed - 3 : 1
    let last = newestShown(node)
    var start = last >= committed ? before : min(before, last > 2 ? last - 2 : 1)
    start = max(start, node.firstShown, 1)
    var room = width + 1
    if node.condition == .down { room -= TextWidth.of(say(.onDisk)) }
    var first = last + 1
    while first > start, let term = node.term(at: first - 1) {
      room -= snapshot.consensus.cell(term).utf8.count + 1
      if room < 0 { break }
      first -= 1
    }
    return min(first, last)
  }

  // MARK: Timer, heartbeat, votes

  private mutating func drawNodeState(_ node: NodeSnapshot, x: Int, y: Int, width: Int) {
    let since = say(.since, seconds(node.since))
    switch node.condition {
    case .down: text(since, x: x, y: y, style: theme.dim, width: width)
    case .unknown: text(hearsay(node), x: x, y: y, style: theme.dim, width: width)
    case .stalled:
      let both = say(.role(of: node.view)) + " " + since
      text(TextWidth.of(both) <= width ? both : since, x: x, y: y, style: theme.dim, width: width)
    case .up:
      switch node.view.isPreVoting ? .candidate : node.view.role {
      case .leader:
        guard let left = timeLeft(node) else { break }
        let long = say(.heartbeatIn, left)
        text(TextWidth.of(long) <= width ? long : say(.heartbeatShort, left), x: x, y: y, width: width)
      case .candidate:
        let votes = say(.votesNeeded, node.view.votes.count, votesNeededText(for: node))
        let end = text(votes, x: x, y: y, style: theme.strong, width: width)
        if let left = timeLeft(node), end + 2 + left.utf8.count <= x + width {
          text(left, x: end + 2, y: y)
        }
      case .follower where !mayStand(node):
        // It never stands for election: its timer means nothing.
        text(say(.noVote), x: x, y: y, style: theme.dim, width: width)
      case .follower:
        let cells = min(width - 8, width > 22 ? 12 : 8)
        drawTimer(node, x: x, y: y, width: width, cells: cells)
      }
    }
  }

  /// What a one-line box says beside the log.
  func shortState(_ node: NodeSnapshot) -> String {
    if node.condition != .up { return "" }
    return node.view.role == .candidate
      ? say(.votesShort, node.view.votes.count, votesNeededText(for: node)) : timeLeft(node) ?? ""
  }

  /// Until its timer fires; nil where none runs.
  func timeLeft(_ node: NodeSnapshot) -> String? {
    node.view.timer.map { span($0.deadline.since(snapshot.time)) }
  }

  /// What is left of its timer, which empties to the left, and the time beside it; all in `style`, if one is given.
  mutating func drawTimer(
    _ node: NodeSnapshot, x: Int, y: Int, width: Int, cells: Int, style: Style? = nil
  ) {
    guard let timer = node.view.timer, let left = timeLeft(node) else { return }
    tell(.timer)
    let cells = max(0, cells)
    let whole = timer.deadline.since(timer.start)
    let full = share(min(timer.deadline.since(snapshot.time), whole), of: whole, cells: cells)
    for cell in 0..<cells {
      mark(
        cell < full ? glyphs.timerLeft : glyphs.timerGone, x: x + cell, y: y,
        style: style ?? (cell < full ? theme.base : theme.dim))
    }
    text(left, x: x + cells + 1, y: y, style: style ?? theme.base, width: width - cells - 1)
  }
}
