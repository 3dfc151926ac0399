import Canvas
import Consensus
import Explanation
import Host

extension View {
  static let sequence = View("sequence")
}

/// A space-time diagram: a column a node, time downwards; an arrow on the row of its arrival, lost ones
/// cut short; what still flies stands under the line of the present, as far as it has come.
struct SequencePanel: Panel {
  let view = View.sequence
  let needs = PanelNeeds(size: Size(width: 40, height: 4))

  func draw(in area: Rect, with painter: inout Painter) { painter.drawSequence(area) }
}

extension Painter {
  /// A row of the diagram.
  private enum SequenceRow {
    case record(EventRecord)
    /// Under the line of the present: what still flies.
    case flying(MessageSnapshot)
    case now
  }

  fileprivate mutating func drawSequence(_ area: Rect) {
    guard !snapshot.nodes.isEmpty else { return }
    let flying = Array(snapshot.messages.prefix(area.height / 3))
    let room = area.height - 1 - 1 - flying.count
    let records = Array(sequenceRecords(room))
    if records.isEmpty, flying.isEmpty {
      text(say(.sequenceEmpty), x: area.x + 1, y: area.y + 2, style: theme.dim, width: area.width - 1)
    }
    let left = area.x + 10
    let pitch = max(5, (area.width - 12) / snapshot.nodes.count)
    let columns = snapshot.nodes.indices.map { left + pitch * $0 + pitch / 2 }
    for (node, x) in zip(snapshot.nodes, columns) {
      tellStanding(of: node)
      nodeName(node.id, x: x - 1, y: area.y)
      mark(nodeMark(node), x: x + 3, y: area.y, style: theme.strong)
      target(Rect(x: x - 1, y: area.y, width: 5, height: 1), .select(.node(node.id)))
    }
    let rows = records.map { SequenceRow.record($0) } + [.now] + flying.map { .flying($0) }
    for (offset, row) in rows.enumerated() where area.y + 1 + offset < area.bottom {
      let y = area.y + 1 + offset
      for (node, x) in zip(snapshot.nodes, columns) {
        let still = node.condition == .down
        mark(still ? glyphs.linkDot : glyphs.single.vertical, x: x, y: y, style: theme.dim)
      }
      drawSequenceRow(row, area, columns, y: y)
    }
  }

  /// The newest records that show something, oldest first.
  private func sequenceRecords(_ count: Int) -> ReversedCollection<[EventRecord]> {
    var found: [EventRecord] = []
    for record in recent.reversed() where found.count < count {
      switch record.what {
      case .delivered, .lost, .timer, .action, .violation: found.append(record)
      default: continue
      }
    }
    return found.reversed()
  }

  private func column(of node: NodeID, _ columns: [Int]) -> Int? {
    snapshot.nodes.firstIndex { $0.id == node }.map { columns[$0] }
  }

  private mutating func drawSequenceRow(_ row: SequenceRow, _ area: Rect, _ columns: [Int], y: Int) {
    switch row {
    case .now:
      text(seconds(snapshot.time), x: area.x + 1, y: y, style: theme.strong, width: 9)
      for x in (area.x + 10)..<(area.right - 1) where !columns.contains(x) {
        mark(glyphs.single.horizontal, x: x, y: y, style: theme.dim)
      }
      let word = " " + say(.now) + " "
      text(word, x: area.x + 10, y: y, style: theme.strong, width: max(0, (columns.first ?? 0) - area.x - 10))
    case .flying(let message):
      text(
        "+" + span(message.arrives.since(snapshot.time)), x: area.x + 1, y: y, style: theme.dim, width: 9)
      drawArrow(message, columns, y: y, lost: false, flying: true)
    case .record(let record):
      text(seconds(record.time), x: area.x + 1, y: y, style: theme.dim, width: 9)
      drawRecord(record, area, columns, y: y)
    }
  }

  private mutating func drawRecord(_ record: EventRecord, _ area: Rect, _ columns: [Int], y: Int) {
    switch record.what {
    case .delivered(let message):
      drawArrow(message, columns, y: y, lost: false, flying: false)
      if let glyph = changed(record), let node = record.node, let x = column(of: node, columns) {
        mark(glyph, x: x, y: y, style: theme.strong)
      }
    case .lost(let message, _): drawArrow(message, columns, y: y, lost: true, flying: false)
    case .timer(let timer):
      guard let node = record.node, let x = column(of: node, columns) else { return }
      mark(
        changed(record) ?? (timer == .heartbeat ? glyphs.heartbeat : glyphs.candidate), x: x, y: y,
        style: theme.strong)
      if timer == .election {
        text(say(.timerFired), x: x + 2, y: y, style: theme.dim, width: min(9, area.right - x - 2))
      }
    case .action(let verb, let outcome):
      let line = spell(verb.text(on: outcome.nodes))
      text(line, x: area.x + 11, y: y, style: theme.strong, width: area.width - 12)
    case .violation(let violation):
      let line =
        " \(glyphs.down) " + say(.broken) + " " + explainer.name(ofInvariant: violation.invariant)
      text(line, x: area.x + 10, y: y, style: theme.alarm, width: area.width - 11)
    default: break
    }
  }

  /// The mark of a new role, where this event gave one.
  private func changed(_ record: EventRecord) -> Unicode.Scalar? {
    for decision in record.decisions.reversed() {
      switch decision.sign {
      case .leads: return glyphs.leader
      case .stands: return glyphs.candidate
      case .stepsDown: return glyphs.follower
      default: continue
      }
    }
    return nil
  }

  /// "───→58───►" from the sender's column to the receiver's, or as far as it has flown.
  private mutating func drawArrow(
    _ message: MessageSnapshot, _ columns: [Int], y: Int, lost: Bool, flying: Bool
  ) {
    guard let from = column(of: message.from, columns), let to = column(of: message.to, columns), from != to
    else { return }
    let forth = to > from
    let low = min(from, to) + 1
    let high = max(from, to) - 1
    guard high > low else { return }
    let words = sequenceChip(message)
    let width = TextWidth.of(words)
    var (start, end) = (low, high)
    if flying || lost {
      var cells = flown(message, cells: high - low)
      if lost {
        // In a gap half way, where nobody stands.
        let pitch = columns.count > 1 ? columns[1] - columns[0] : high - low
        cells = (high - low + 2) / pitch / 2 * pitch + pitch / 2 - 1
        cells = min(max(cells, width + 1), high - low)
        if columns.contains(forth ? low + cells : high - cells) { cells += 1 }
      }
      if forth { end = low + cells } else { start = high - cells }
    }
    let line = flying ? glyphs.linkDot : glyphs.single.horizontal
    for x in start...end { mark(line, x: x, y: y, style: theme.dim) }
    if lost { tell(.lost) } else { tell(message) }
    let head = lost ? glyphs.cut : forth ? glyphs.right : glyphs.left
    mark(head, x: forth ? end : start, y: y, style: theme.strong)
    let style = message.number == selectedMessage ? theme.selected(theme.strong) : theme.strong
    // Of what has not arrived the chip stands at the sender, clear of the head.
    let room = high - low
    if lost || flying {
      if width <= room { text(words, x: forth ? low : high + 1 - width, y: y, style: style) }
    } else if width <= room {
      let x = forth ? low + (room - width) / 2 : low + 1 + (room - width) / 2
      text(words, x: x, y: y, style: style)
    } else if width <= 3 {
      text(words, x: low, y: y, style: style)
    }
    target(Rect(x: low, y: y, width: high - low + 1, height: 1), .select(.message(message.number)))
  }

  private func sequenceChip(_ message: MessageSnapshot) -> String {
    var words = kindText(message.summary)
    // A refusal's sign would be lost in its line.
    if words == "-" { words = spell(explainer.chip(ofMessage: message.summary.kind, inWords: true)) }
    if case .entries(let first, let last) = message.summary.update {
      words = Self.range(first, last)
    }
    return message.number == selectedMessage ? "[\(message.number) \(words)]" : words
  }
}
