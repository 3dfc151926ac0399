import Canvas
import Consensus
import Host

extension Painter {
  /// One variable of a node, as it is drawn.
  private struct InspectorRow {
    var name: String
    var value = ""
    /// Persistent, volatile, volatile on leaders; nil: beside the protocol's own.
    var kind: Label?
    /// Whether it is on disk; empty where that is no question.
    var durable = ""
    var heading = false
  }

  /// Every variable of the protocol, what kind it is, and whether it is durable yet.
  mutating func drawInspector(_ area: Rect, node id: NodeID, scroll: Int) {
    guard let node = snapshot.node(id) else {
      box(area, style: theme.base, title: id.description, right: keys(.closes) ?? "")
      return
    }
    let leads = node.condition == .up && node.view.role == .leader
    let roomy = area.width >= 60
    let caption = roomy ? say(.inspect, "[\(id)]") : "[\(id)]"
    box(
      area, leads ? glyphs.double : glyphs.single, style: theme.base, title: caption,
      right: "\(nodeMark(node)) \(say(standing(of: node).word)) \(termMark(node).text)")
    let inside = area.inset(1)
    guard node.condition != .unknown else {
      let knower = snapshot.knowledge?.node.description ?? ""
      let lines = wrap(say(.cardUnknown, id, knower), width: inside.width - 2) + [hearsay(node)]
      for (row, line) in lines.prefix(inside.height).enumerated() {
        text(line, x: inside.x + 1, y: inside.y + row, width: inside.width - 1)
      }
      return
    }
    let rows = (roomy ? inspectorRows(node) : narrowRows(node)).flatMap {
      folded($0, width: inside.width, roomy: roomy)
    }
    let first = clamp(scroll, 0, max(0, rows.count - inside.height))
    if rows.count > inside.height, inside.height > 0 {
      let range = "\(first + 1)-\(min(rows.count, first + inside.height))"
      // Beside the ring the arrows keep to the selection.
      let scrolls = if case .inspector = model.overlay { true } else { false }
      let caption = " " + say(scrolls ? .rowsShown : .rowsOf, range, rows.count) + " "
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
    let kindEnd = text(
      row.kind.map { say($0) } ?? "", x: kindX, y: y, style: theme.dim, width: area.right - kindX)
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
      if let kind = row.kind { room -= TextWidth.of(say(kind)) + 2 }
      if !row.durable.isEmpty { room -= TextWidth.of(row.durable) + 2 }
    }
    // A node and its index stay together.
    let lines = wrap(row.value, width: max(8, room)).map { $0.replacing(Self.joint, with: " ") }
    row.value = row.value.replacing(Self.joint, with: " ")
    guard let first = lines.first, lines.count > 1 else { return [row] }
    row.value = first
    return [row] + lines.dropFirst().map { InspectorRow(name: "", value: $0) }
  }

  /// The same rows where they are narrow: the kinds as headings, a line a member for the leader's knowledge.
  private func narrowRows(_ node: NodeSnapshot) -> [InspectorRow] {
    let rows = inspectorRows(node)
    var narrow: [InspectorRow] = []
    for kind in [Label.persistent, .volatileKind, .volatileLeader] {
      narrow.append(InspectorRow(name: say(kind), heading: true))
      let own = rows.filter { $0.kind == kind }
      if kind != .volatileLeader {
        narrow += own
      } else if node.condition != .down, node.view.role == .leader {
        narrow += node.view.progress.map {
          InspectorRow(name: "\($0.node)", value: say(.matchNext, $0.matchIndex, $0.nextIndex))
        }
      } else {
        narrow += own.map { InspectorRow(name: $0.name, value: $0.value) }
      }
    }
    return narrow + rows.filter { $0.kind == nil }
  }

  private func inspectorRows(_ node: NodeSnapshot) -> [InspectorRow] {
    let durable = node.view.durable
    let log = InspectorRow(
      name: "log[]", value: node.lastIndex > 0 ? node.last.description : say(.entriesNone),
      kind: .persistent,
      durable: durable >= node.lastIndex ? say(.onDiskNow) : say(.notDurable, durable))
    func rows(_ kind: NodeView.Variable.Kind) -> [InspectorRow] {
      node.view.variables.filter { $0.kind == kind }.map { row($0, of: node) }
    }
    return rows(.persistent) + [log] + rows(.volatile) + rows(.leader)
      + [InspectorRow(name: say(.notInFigure), heading: true)] + otherRows(node)
  }

  private func row(_ variable: NodeView.Variable, of node: NodeSnapshot) -> InspectorRow {
    let down = node.condition == .down
    let (kind, durable): (Label, Label?) =
      switch variable.kind {
      // While a write runs, the variable may be part of it; when the disk is idle all is there.
      case .persistent: (.persistent, node.writingUntil == nil || down ? .onDiskNow : .inWrite)
      case .volatile: (.volatileKind, down ? .whileDown : nil)
      case .leader: (.volatileLeader, node.view.role == .leader ? nil : .notLeader)
      }
    let value =
      switch variable.value {
      case .number(let number) where variable.name == "promised": snapshot.consensus.name(ofTerm: number)
      case .number(let number): String(number)
      case .node(let node): node?.description ?? say(.nobody)
      case .perMember(nil): glyphs.none
      case .perMember(let numbers?):
        zip(node.view.progress, numbers).map { "\($0.node)\(Self.joint)\($1)" }.joined(separator: " ")
      }
    return InspectorRow(
      name: variable.name, value: value, kind: kind, durable: durable.map { say($0) } ?? "")
  }

  /// What is beside the protocol's own variables, and those of its further parts where they are in use.
  private func otherRows(_ node: NodeSnapshot) -> [InspectorRow] {
    let view = node.view
    let runs = node.condition != .down
    var rows: [InspectorRow] = []
    func add(_ name: String, _ value: String?) {
      if let value { rows.append(InspectorRow(name: name, value: value)) }
    }
    if runs { add(say(.role), say(.role(of: view))) }
    add("durableIndex", String(view.durable))
    add(say(.configuration), view.membership.map { spell(explainer.text(of: $0)) })
    switch view.integrity {
    case .sound: break
    case .damaged(let last): add(say(.standingRow), say(.standingDamaged, last.index))
    case .wiped: add(say(.standingRow), say(.standingWiped))
    }
    add("snapshot", view.snapshot?.description)
    if runs {
      add(say(.receivingRow), view.receiving.map { "\($0.last) \(part($0))" })
      add(say(.leaseRow), view.leaseUntil.map { span($0.since(snapshot.time)) })
      if view.waitingReads > 0 { add(say(.readsRow), String(view.waitingReads)) }
      add(say(.handOverRow), view.transferTarget?.description)
      let flows = view.progress.compactMap { progress in
        progress.flow.map { "\(progress.node) \($0)" + (progress.snapshot.map { " " + part($0) } ?? "") }
      }
      if !flows.isEmpty { add(say(.flowRow), flows.joined(separator: "  ")) }
    }
    if node.skewPartsPerMillion != 0 { add(say(.clockRow), percent(node.skewPartsPerMillion) + "%") }
    add(say(.diskRow), node.slowDisk.map { span($0.lowerBound) + ".." + span($0.upperBound) })
    guard runs else { return rows }
    add("knownLeader", view.knownLeader?.description ?? say(.nobody))
    if view.role == .candidate { add("votes", view.votes.isEmpty ? say(.nobody) : view.votes.description) }
    if view.role == .leader || mayStand(node), let left = timeLeft(node) {
      add("timer", say(view.timer?.kind == .election ? .timerFires : .heartbeatFires, left))
    }
    add("disk", node.writingUntil.map { say(.diskBusy, span($0.since(snapshot.time))) } ?? say(.diskIdle))
    return rows
  }
}
