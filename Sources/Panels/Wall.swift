import Canvas
import Consensus
import Explanation
import Host

// The picture for nine metres (`b`): who leads, on which side of a partition, and how many copies or votes there are,
// so large that it can be read from the last row. Roles are told by filled boxes, by their shape and by a word.
extension Painter {
  mutating func drawWall(_ layout: Layout) {
    if let overlay = model.overlay {
      let width = canvas.size.width
      return drawOverlay(
        overlay, Rect(x: 0, y: layout.main.y, width: width, height: layout.keys.y - layout.main.y))
    }
    let places = wallPlaces(layout.main)
    drawWallNodes(places, layout)
    if let area = layout.messages { drawWallMessages(places, area) }
    if let area = layout.stage { drawStage(area) }
    if let area = layout.counter { drawCounter(area, layout.digits) }
    if let y = layout.balances { drawWallBalances(y: y) }
    drawWhy(layout)
  }

  // MARK: Sides

  /// The nodes by who can hear whom, directly or over others; one side where nobody is cut off.
  private var wallSides: [[NodeSnapshot]] {
    guard let sides = snapshot.sides else { return [snapshot.nodes] }
    return sides.map { side in snapshot.nodes.filter { side.contains($0.id) } }
  }

  /// Where the boxes stand, side by side, and the walls between the sides.
  private struct WallPlaces {
    var sides: [(nodes: [NodeSnapshot], area: Rect)] = []
    var boxes: [NodeID: Rect] = [:]
    var walls: [Rect] = []
  }

  private func wallPlaces(_ area: Rect) -> WallPlaces {
    let sides = wallSides
    let count = snapshot.nodes.count
    // A wall gives way before a box does.
    func boxWidth(_ wall: Int) -> Int {
      (area.width - wall * (sides.count - 1) - (count - sides.count)) / max(1, count)
    }
    let wall = [7, 5, 3, 1].first { boxWidth($0) >= 5 } ?? 1
    let width = clamp(boxWidth(wall), 3, 24)
    let used = width * count + (count - sides.count) + wall * (sides.count - 1)
    var places = WallPlaces()
    var x = area.x + max(0, area.width - used) / 2
    for (index, side) in sides.enumerated() {
      if index > 0 {
        let thick = min(wall, 3)
        places.walls.append(Rect(x: x + (wall - thick) / 2, y: area.y, width: thick, height: area.height))
        x += wall
      }
      let start = x
      for node in side {
        places.boxes[node.id] = Rect(x: x, y: area.y, width: width, height: area.height)
        x += width + 1
      }
      x -= 1
      places.sides.append((side, Rect(x: start, y: area.y, width: x - start, height: area.height)))
    }
    return places
  }

  private mutating func drawWallNodes(_ places: WallPlaces, _ layout: Layout) {
    for node in snapshot.nodes {
      if let box = places.boxes[node.id] { drawWallNode(node, box, layout.digits) }
    }
    guard places.walls.count > 0 else { return }
    tell(.cut)
    let brick: Unicode.Scalar = glyphs.ascii ? "#" : "█"
    for wall in places.walls {
      for y in wall.y..<(wall.bottom + (layout.messages?.height ?? 0)) {
        for x in wall.x..<wall.right { mark(brick, x: x, y: y, style: theme.strong) }
      }
    }
  }

  private mutating func drawWallNode(_ node: NodeSnapshot, _ area: Rect, _ digits: BigDigits) {
    let leads = node.condition == .up && node.view.role == .leader
    let standing = standing(of: node)
    let style = theme.role(standing.word)
    tellStanding(of: node)
    canvas.fill(area, style: style)
    box(area, node.condition == .down ? glyphs.dotted : leads ? glyphs.double : glyphs.single, style: style)
    let room = area.width - 2
    let title =
      [say(standing.word), say(standing.short), ""].lazy
      .map { "\(standing.mark) " + $0 }.first { TextWidth.of($0) <= room } ?? "\(standing.mark)"
    text(title, x: area.x + 1 + max(0, room - TextWidth.of(title)) / 2, y: area.y, style: style, width: room)
    let wide = digits.width(of: node.id.number)
    let x = area.x + 1 + max(0, room - wide) / 2
    big(node.id.number, digits, x: x, y: area.y + 1, style: style)
    if x - 2 > area.x {
      text(isSelected(node.id) ? "[n" : " n", x: x - 2, y: area.y + digits.height, style: style)
    }
    if isSelected(node.id), x + wide < area.right - 1 {
      text("]", x: x + wide, y: area.y + digits.height, style: style)
    }
    // In another's eyes it may be unknown.
    let term =
      node.condition == .unknown ? "\(glyphs.unknown)" : snapshot.consensus.name(ofTerm: node.view.term)
    var lines = [[say(.termNumber, term), "t" + term], wallSeat(node)].filter { !$0.isEmpty }
    let rows = area.height - 2 - digits.height
    lines = Array(lines.prefix(rows))
    var y = area.y + 1 + digits.height
    for choices in lines {
      if let line = choices.first(where: { TextWidth.of($0) <= room }) {
        text(line, x: area.x + 1 + (room - TextWidth.of(line)) / 2, y: y, style: style, width: room)
      }
      y += 1
    }
    if lines.count < rows, room >= 7, node.condition == .up, node.view.role == .follower, mayStand(node) {
      let cells = clamp(room - 9, 0, 8)
      let x = area.x + 1 + max(0, room - cells - 7) / 2
      drawTimer(node, x: x, y: y, width: room, cells: cells, style: style)
    }
    target(area, .select(.node(node.id)))
  }

  /// Whether it has what is counted, in words, or by its sign alone.
  private func wallSeat(_ node: NodeSnapshot) -> [String] {
    let has: Bool
    switch meterSubject {
    case .votes(let candidate): has = candidate.view.votes.contains(node.id)
    case .entry(let position, _): has = holds(node, position)
    case .nothing: return []
    }
    let sign = has ? glyphs.stored : glyphs.notStored
    return ["\(sign) " + say(has ? .wallHas : .wallHasNot), "\(sign)"]
  }

  // MARK: Messages

  /// Which side can decide; then a row a message: its words on the way from the one column to the other.
  private mutating func drawWallMessages(_ places: WallPlaces, _ area: Rect) {
    var y = area.y
    if places.sides.count > 1 {
      for (nodes, side) in places.sides {
        let voters = nodes.count { snapshot.voters.contains($0.id) }
        let decides = snapshot.canGoOn(NodeSet(nodes.map(\.id)))
        // Where a rule is broken on purpose, a minority may decide too.
        let choices: [Label] =
          decides
          ? [.sideDecides, .sideDecidesShort]
          : snapshot.brokenRules.isEmpty ? [.sideStuck, .sideStuckShort] : [.storedOf]
        let words = choices.map { say($0, voters, snapshot.voterCount) }
        guard let line = words.first(where: { TextWidth.of($0) <= side.width + 2 }) else { continue }
        text(line, x: side.x + (side.width - TextWidth.of(line)) / 2, y: y, style: theme.strong)
      }
      y += 1
    }
    // What says no more than that somebody leads comes last.
    let messages =
      snapshot.messages.filter { $0.summary.update != .heartbeat }
      + snapshot.messages.filter { $0.summary.update == .heartbeat }
    let shown = messages.count <= area.bottom - y ? messages.count : max(0, area.bottom - y - 1)
    for message in messages.prefix(shown) {
      drawWallMessage(message, places, area, y: y)
      y += 1
    }
    if messages.count > shown, y < area.bottom {
      text(" " + say(.moreMessages, messages.count - shown), x: area.x, y: y, style: theme.dim)
    }
  }

  private mutating func drawWallMessage(
    _ message: MessageSnapshot, _ places: WallPlaces, _ area: Rect, y: Int
  ) {
    guard let from = places.boxes[message.from], let to = places.boxes[message.to] else { return }
    tell(message)
    let (start, end) = (from.x + from.width / 2, to.x + to.width / 2)
    let forth = start < end
    for x in min(start, end)...max(start, end) where x % 2 == 0 {
      if !places.walls.contains(where: { $0.x <= x && x < $0.right }) {
        mark(glyphs.linkDot, x: x, y: y, style: theme.dim)
      }
    }
    let name =
      message.summary.update == .heartbeat
      ? say(.heartbeat) : explainer.chip(ofMessage: message.summary.kind, inWords: true)
    let words = spell((message.isHeld ? glyphs.paused : "") + name)
    let line = forth ? "\(words) \(glyphs.right)" : "\(glyphs.left) \(words)"
    let middle = start + (end - start) * min(flown(message, cells: 100), 100) / 100
    let x = clamp(middle - TextWidth.of(line) / 2, area.x, max(area.x, area.right - TextWidth.of(line)))
    let isSelected = message.number == selectedMessage
    let after = text(line, x: x, y: y, style: isSelected ? theme.selected(theme.strong) : theme.strong)
    target(Rect(x: x, y: y, width: after - x, height: 1), .select(.message(message.number)))
  }

  // MARK: Counter and balances

  /// "2 of 5, needs 3", of the entry or the votes that count now.
  private mutating func drawCounter(_ area: Rect, _ digits: BigDigits) {
    let title: String
    let count: Int
    switch meterSubject {
    case .votes(let candidate):
      title = say(.votesFor, candidate.id)
      count = candidate.view.votes.filter(snapshot.voters.contains).count
    case .entry(let position, _):
      title = say(.entry, position.index)
      count = votersHolding(position).count
    case .nothing:
      text(noEntry, x: area.x + 2, y: area.y + area.height / 2, style: theme.strong)
      return
    }
    let middle = area.y + digits.height / 2
    guard snapshot.membership?.outgoing.isEmpty ?? true else {
      // Two configurations decide together: four numbers are too many for large ones.
      text(title + "  " + (meterLines.last?.text ?? ""), x: area.x + 2, y: middle, style: theme.strong)
      return
    }
    let words = [say(.wallOf), say(.wallNeeds)]
    let columns =
      TextWidth.of(title) + words.reduce(0) { $0 + TextWidth.of($1) } + 3 * digits.pitch + 4 * 2 + 3
    var x = area.x + max(1, (area.width - columns) / 2)
    x = text(title, x: x, y: middle, style: theme.strong) + 3
    x = big(count, digits, x: x, y: area.y, style: theme.strong) + 2
    x = text(words[0], x: x, y: middle, style: theme.strong) + 2
    x = big(snapshot.voterCount, digits, x: x, y: area.y, style: theme.strong) + 2
    x = text(words[1], x: x, y: middle, style: theme.strong) + 2
    big(neededByMeter, digits, x: x, y: area.y, style: theme.strong)
    if case .entry(let position, _) = meterSubject, let node = holders(of: position).first {
      target(area, .select(.entry(position, on: node)))
    }
  }

  /// "alice 85  bob 120 +15": what has just changed stands out, once, with how much.
  private mutating func drawWallBalances(y: Int) {
    var x = 1
    if snapshot.violation != nil, let node = snapshot.reference {
      x = text(say(.ledgerOf, node.id), x: x, y: y, style: theme.strong) + 2
    }
    for (name, index) in shownAccounts {
      guard let coins = snapshot.reference?.coins(at: index) else { continue }
      let change = model.changedBalances[name].map { $0 < 0 ? " \($0)" : " +\($0)" } ?? ""
      let words = "\(isSelected(account: name) ? "[\(spell(name))]" : spell(name)) \(coins)\(change)"
      guard x + TextWidth.of(words) < canvas.size.width else { return }
      let end = text(words, x: x, y: y, style: change.isEmpty ? theme.strong : theme.selected(theme.strong))
      target(Rect(x: x, y: y, width: end - x, height: 1), .select(.account(name)))
      x = end + 2
    }
  }
}
