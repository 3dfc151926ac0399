import Canvas
import Consensus
import Host

extension Painter {
  /// One variable of a node, as it is drawn.
  struct InspectorRow: Equatable {
    var name: String
    var value: String
    /// Persistent, volatile, volatile on leaders, or beside the protocol's own.
    var kind: String
    /// Whether it is on disk; empty where that is no question.
    var durable: String
    var heading = false
  }

  /// Every variable of the protocol, what kind it is, and whether it is durable yet.
  mutating func drawInspector(_ area: Rect, node id: NodeID, scroll: Int) {
    guard let node = snapshot.node(id) else {
      box(area, style: theme.base, title: id.description, right: say(.closes))
      return
    }
    let leads = node.condition == .up && node.view.role == .leader
    let roomy = area.width >= 60
    let caption = roomy ? say(.inspect, "[\(id)]") : "[\(id)]"
    box(
      area, leads ? glyphs.double : glyphs.single, style: theme.base, title: caption,
      right: "\(nodeMark(node)) \(roleWords(node).word) t\(node.view.term)")
    let inside = area.inset(1)
    let rows = (roomy ? inspectorRows(node) : narrowRows(node)).flatMap {
      folded($0, width: inside.width, roomy: roomy)
    }
    let first = clamp(scroll, 0, max(0, rows.count - inside.height))
    if rows.count > inside.height, inside.height > 0 {
      let range = "\(first + 1)-\(min(rows.count, first + inside.height))"
      // Beside the ring the arrows keep to the selection.
      let scrolls = if case .inspector = model.overlay { true } else { false }
      let caption = " " + say(scrolls ? .rowsShown : .rowsOf, range, String(rows.count)) + " "
      textRight(caption, right: area.right - 2, y: area.bottom - 1, style: theme.dim, width: area.width - 4)
    }
    for (offset, row) in rows[first...].prefix(inside.height).enumerated() {
      drawInspectorRow(row, inside, y: inside.y + offset, roomy: roomy)
    }
  }

  private mutating func drawInspectorRow(_ row: InspectorRow, _ area: Rect, y: Int, roomy: Bool) {
    if row.heading {
      text(row.name, x: area.x + 1, y: y, style: theme.strong, width: area.width - 1)
      return
    }
    let x = area.x + 1
    guard roomy else {
      text(row.name, x: x, y: y, style: theme.dim, width: 12)
      text(row.value, x: x + 13, y: y, style: theme.strong, width: area.right - x - 13)
      return
    }
    let columns = Self.columns
    text(row.name, x: x, y: y, style: theme.dim, width: columns.name - 1)
    // A long value moves the columns after it.
    let end = text(
      row.value, x: x + columns.name, y: y, style: theme.strong, width: area.right - x - columns.name)
    let kindX = max(x + area.width - columns.kind - columns.durable, end + 2)
    let kindEnd = text(row.kind, x: kindX, y: y, style: theme.dim, width: area.right - kindX)
    let durableX = max(x + area.width - columns.durable, kindEnd + 2)
    text(row.durable, x: durableX, y: y, width: area.right - durableX)
  }

  /// A blank at which no line is broken.
  private static let joint = "\u{A0}"
  private static let columns = (name: 15, kind: 17, durable: 20)

  /// A row as it is drawn: a value that is too long goes on in the rows below.
  private func folded(_ row: InspectorRow, width: Int, roomy: Bool) -> [InspectorRow] {
    guard !row.heading else { return [row] }
    var row = row
    if !roomy, !row.durable.isEmpty {
      row.value += ", " + row.durable
      row.durable = ""
    }
    var room = width - 14
    if roomy {
      room = width - Self.columns.name - 1
      for part in [row.kind, row.durable] where !part.isEmpty { room -= TextWidth.of(part) + 2 }
    }
    // A node and its index stay together.
    let lines = wrap(row.value, width: max(8, room)).map { $0.replacing(Self.joint, with: " ") }
    row.value = row.value.replacing(Self.joint, with: " ")
    guard let first = lines.first, lines.count > 1 else { return [row] }
    row.value = first
    return [row] + lines.dropFirst().map { InspectorRow(name: "", value: $0, kind: "", durable: "") }
  }

  /// The same rows where they are narrow: the kinds as headings, a line a member for the leader's knowledge.
  func narrowRows(_ node: NodeSnapshot) -> [InspectorRow] {
    func heading(_ label: Label) -> InspectorRow {
      InspectorRow(name: say(label), value: "", kind: "", durable: "", heading: true)
    }
    var rows = inspectorRows(node)
    let progress = rows.filter { $0.kind == say(.volatileLeader) }
    let own = rows.filter { $0.kind == say(.persistent) }
    let volatile = rows.filter { $0.kind == say(.volatileKind) }
    rows.removeAll { !$0.kind.isEmpty }
    var narrow = [heading(.persistent)] + own + [heading(.volatileKind)] + volatile
    narrow.append(heading(.volatileLeader))
    if node.condition != .down, node.view.role == .leader {
      narrow += node.view.progress.map {
        InspectorRow(
          name: "\($0.node)", value: say(.matchNext, String($0.matchIndex), String($0.nextIndex)), kind: "",
          durable: "")
      }
    } else {
      narrow += progress.map { InspectorRow(name: $0.name, value: $0.value, kind: "", durable: "") }
    }
    return narrow + rows
  }

  func inspectorRows(_ node: NodeSnapshot) -> [InspectorRow] {
    let log = InspectorRow(
      name: "log[]", value: logText(node), kind: say(.persistent),
      durable: node.view.durable >= node.lastIndex
        ? say(.onDiskNow) : say(.notDurable, String(node.view.durable)))
    func rows(_ kind: NodeView.Variable.Kind) -> [InspectorRow] {
      node.view.variables.filter { $0.kind == kind }.map { row($0, of: node) }
    }
    return rows(.persistent) + [log] + rows(.volatile) + rows(.leader)
      + [InspectorRow(name: say(.notInFigure), value: "", kind: "", durable: "", heading: true)]
      + otherRows(node)
  }

  private func row(_ variable: NodeView.Variable, of node: NodeSnapshot) -> InspectorRow {
    let down = node.condition == .down
    let (kind, durable): (Label, Label?) =
      switch variable.kind {
      // While a write runs, the variable may be part of it; when the disk is idle all is there.
      case .persistent: (.persistent, node.writingUntil == nil || down ? .onDiskNow : .inWrite)
      case .volatile: (.volatileKind, down ? .whileDown : nil)
      case .leader: (.volatileLeader, variable.value == .perMember(nil) ? .notLeader : nil)
      }
    let value =
      switch variable.value {
      case .number(let number): String(number)
      case .node(let node): node?.description ?? say(.nobody)
      case .perMember(nil): glyphs.none
      case .perMember(let numbers?):
        zip(node.view.progress, numbers).map { "\($0.node)\(Self.joint)\($1)" }.joined(separator: " ")
      }
    return InspectorRow(
      name: variable.name, value: value, kind: say(kind), durable: durable.map { say($0) } ?? "")
  }

  private func logText(_ node: NodeSnapshot) -> String {
    guard node.lastIndex > 0 else { return say(.entriesNone) }
    let term = node.term(at: node.lastIndex) ?? 0
    return LogPosition(index: node.lastIndex, term: term).description
  }

  private func otherRows(_ node: NodeSnapshot) -> [InspectorRow] {
    let view = node.view
    func row(_ name: String, _ value: String) -> InspectorRow {
      InspectorRow(name: name, value: value, kind: "", durable: "")
    }
    var rows = [row("durableIndex", String(view.durable))]
    rows += extensionRows(node).map { row($0.name, $0.value) }
    if node.skewPartsPerMillion != 0 {
      rows.append(row(say(.clockRow), percent(node.skewPartsPerMillion) + "%"))
    }
    if let slow = node.slowDisk {
      rows.append(row(say(.diskRow), span(slow.lowerBound) + ".." + span(slow.upperBound)))
    }
    guard node.condition != .down else { return rows }
    rows.insert(row(say(.role), say(.role(view.role))), at: 0)
    rows.append(row("knownLeader", view.knownLeader?.description ?? say(.nobody)))
    if view.role == .candidate {
      rows.append(row("votes", view.votes.isEmpty ? say(.nobody) : view.votes.description))
    }
    let left = span(timeLeft(node))
    if view.role == .leader || mayStand(node) {
      rows.append(row("timer", say(view.timer == .election ? .timerFires : .heartbeatFires, left)))
    }
    let busy = node.writingUntil.map { $0 > snapshot.time ? $0 - snapshot.time : 0 }
    rows.append(row("disk", busy.map { say(.diskBusy, span($0)) } ?? say(.diskIdle)))
    return rows
  }
}
