import Canvas
import Consensus
import Explanation
import Host

extension Painter {
  /// Lines only where something flies or nothing can; then the chips, which cover lines but no box.
  mutating func drawLinks(_ ring: Ring, area: Rect, taken: [Rect]) {
    var order: [Int?] = Array(repeating: nil, count: NodeID.highest + 1)
    for (index, node) in snapshot.nodes.enumerated() where order.indices.contains(node.id.number) {
      order[node.id.number] = index
    }
    func place(_ node: NodeID) -> Int? { order.indices.contains(node.number) ? order[node.number] : nil }
    var drawn: [(Int, Int)] = []
    func line(_ painter: inout Painter, _ a: Int, _ b: Int) {
      let pair = (min(a, b), max(a, b))
      if drawn.contains(where: { $0 == pair }) { return }
      drawn.append(pair)
      painter.drawLine(ring.path(from: pair.0, to: pair.1), taken: taken)
    }
    var cuts: [(from: Int, to: Int)] = []
    // Between the sides of a partition stands a wall instead.
    let sides = snapshot.sides ?? []
    func side(_ node: NodeID) -> Int? { sides.firstIndex { $0.contains(node) } }
    for link in snapshot.cutLinks.compactMap(\.nodes) where sides.isEmpty || side(link.from) == side(link.to)
    {
      guard let from = place(link.from), let to = place(link.to), from != to else { continue }
      line(&self, from, to)
      cuts.append((from, to))
    }
    let heldLinks = snapshot.heldLinks.compactMap(\.nodes)
    for link in heldLinks {
      if let from = place(link.from), let to = place(link.to), from != to { line(&self, from, to) }
    }
    var flights = Flights()
    for message in snapshot.messages {
      guard let from = place(message.from), let to = place(message.to), from != to else { continue }
      line(&self, from, to)
      flights.add(message, from: from, to: to)
    }
    if !sides.isEmpty { drawWall(snapshot.nodes.map { side($0.id) ?? 0 }, ring, area, taken: taken) }
    // Labels keep a blank between them, boxes need none.
    var occupied = ring.boxes + taken.dropFirst(ring.boxes.count).map(Self.apart)
    for cut in cuts { drawCut(cut, cuts, ring, &occupied) }
    for link in heldLinks {
      guard let from = place(link.from), let to = place(link.to), from != to else { continue }
      // `‖` near the receiver of a link whose messages are held back.
      let path = ring.path(from: from, to: to)
      drawOnLine(glyphs.paused, path, near: path.count * 3 / 4, &occupied)
    }
    // The selected message first, so that it has the best place.
    func holdsSelected(_ group: Flights.Group) -> Bool {
      group.messages.contains { $0.number == selectedMessage }
    }
    for group in flights.groups.filter(holdsSelected) + flights.groups.filter({ !holdsSelected($0) }) {
      drawChips(group, ring, area, &occupied)
    }
    drawArrivals(ring, place, &occupied)
  }

  private mutating func drawLine(_ path: [Point], taken: [Rect]) {
    guard let first = path.first, let last = path.last else { return }
    let flat = abs(last.x - first.x) > abs(last.y - first.y)
    for point in path where !flat || point.x % 2 == 0 {
      if taken.contains(where: { $0.contains(point) }) { continue }
      mark(glyphs.linkDot, x: point.x, y: point.y, style: theme.dim)
    }
  }

  /// The wall between the sides of a partition: the cells beyond which another side is nearer.
  /// - Parameter sides: Of each node, by its place in the ring.
  private mutating func drawWall(_ sides: [Int], _ ring: Ring, _ area: Rect, taken: [Rect]) {
    func nearest(_ x: Int, _ y: Int) -> Int {
      var best = (distance: Int.max, side: 0)
      for (box, side) in zip(ring.boxes, sides) {
        // A cell is twice as high as wide.
        let across = max(box.x - x, x - box.right + 1, 0)
        let down = 2 * max(box.y - y, y - box.bottom + 1, 0)
        let distance = across * across + down * down
        if distance < best.distance { best = (distance, side) }
      }
      return best.side
    }
    var row = (area.x...area.right).map { nearest($0, area.y) }
    for y in area.y..<area.bottom {
      let below = (area.x...area.right).map { nearest($0, y + 1) }
      for x in area.x..<area.right {
        let place = x - area.x
        guard row[place] != row[place + 1] || row[place] != below[place],
          !taken.contains(where: { $0.contains(Point(x: x, y: y)) })
        else { continue }
        mark(glyphs.wall, x: x, y: y, style: theme.strong)
      }
      row = below
    }
  }

  /// With a blank on each side.
  private static func apart(_ place: Rect) -> Rect {
    Rect(x: place.x - 1, y: place.y, width: place.width + 2, height: place.height)
  }

  /// `×` in the middle when both directions are cut, else near the receiver that hears nothing.
  private mutating func drawCut(
    _ cut: (from: Int, to: Int), _ all: [(from: Int, to: Int)], _ ring: Ring, _ occupied: inout [Rect]
  ) {
    tell(.cut)
    let both = all.contains { $0.from == cut.to && $0.to == cut.from }
    if both, cut.from > cut.to { return }
    let path = ring.path(from: cut.from, to: cut.to)
    drawOnLine(String(glyphs.cut), path, near: both ? path.count / 2 : path.count * 3 / 4, &occupied)
  }

  /// A mark in the free cell of a line that is nearest to a wish.
  private mutating func drawOnLine(_ mark: String, _ path: [Point], near wish: Int, _ occupied: inout [Rect])
  {
    let free = path.indices.filter { index in !occupied.contains { $0.contains(path[index]) } }
    guard let place = free.min(by: { abs($0 - wish) < abs($1 - wish) }).map({ path[$0] }) else { return }
    let end = text(mark, x: place.x, y: place.y, style: theme.strong)
    occupied.append(Self.apart(Rect(x: place.x, y: place.y, width: end - place.x, height: 1)))
  }

  // MARK: Chips

  /// Whether a message is too quick for the eye: under six frames at sixty a second on the wall. Where a lesson stands
  /// still nothing is, since its text speaks of what flies.
  func isQuick(_ message: MessageSnapshot) -> Bool {
    if message.isHeld || model.lesson != nil && !model.playing { return false }
    let flight = message.arrives.since(message.sent)
    // flight / (speed / 1000) < 6 frames of 1/60 s, which is 100 ms.
    let (sixFrames, overflow) = model.speedThousandths.multipliedReportingOverflow(by: 100_000)
    return overflow || flight < sixFrames
  }

  /// How far it has flown of so many cells.
  func flown(_ message: MessageSnapshot, cells: Int) -> Int {
    share(snapshot.time.since(message.sent), of: message.arrives.since(message.sent), cells: cells)
  }

  /// Where it is, as one of `count` cells.
  private func step(_ message: MessageSnapshot, of count: Int) -> Int {
    let place = clamp(flown(message, cells: count - 1), 0, count - 1)
    // What is held does not reach its goal.
    return message.isHeld ? min(place, count * 2 / 3) : place
  }

  private mutating func drawChips(
    _ group: Flights.Group, _ ring: Ring, _ area: Rect, _ occupied: inout [Rect]
  ) {
    let path = ring.path(from: group.from, to: group.to)
    guard let next = group.messages.first, !path.isEmpty else { return }
    if group.messages.count > 2, !group.messages.contains(where: { $0.number == selectedMessage }) {
      let count = say(.chipCount, group.messages.count)
      drawChip(count, next, at: path[step(next, of: path.count)], area, &occupied)
      return
    }
    for message in group.messages {
      if isQuick(message), message.number != selectedMessage {
        guard let goal = path.last else { continue }
        drawChip(String(glyphs.heartbeat), message, at: goal, area, &occupied)
      } else {
        let chip = chipText(message, path)
        drawChip(chip, message, at: path[step(message, of: path.count)], area, &occupied)
      }
    }
  }

  /// Direction, kind and entry: "→58", "52-58←", "V?", "+", "-", "ok58", "•".
  private func chipText(_ message: MessageSnapshot, _ path: [Point]) -> String {
    let dx = (path.last?.x ?? 0) - (path.first?.x ?? 0)
    let dy = (path.last?.y ?? 0) - (path.first?.y ?? 0)
    let arrow =
      abs(dx) > 2 * abs(dy) ? (dx < 0 ? glyphs.left : glyphs.right) : dy < 0 ? glyphs.up : glyphs.downwards
    return chip(message, arrow: arrow)
  }

  /// The chip of a message whose line points along `arrow`; selected in brackets, with its number.
  func chip(_ message: MessageSnapshot, arrow: Unicode.Scalar) -> String {
    let body =
      if case .entries(let first, let last) = message.summary.update {
        arrow == glyphs.left ? Self.range(first, last) + "\(arrow)" : "\(arrow)" + Self.range(first, last)
      } else {
        kindText(message.summary)
      }
    let marked = message.isHeld ? glyphs.paused + body : body
    return message.number == selectedMessage ? "[\(message.number) \(marked)]" : marked
  }

  static func range(_ first: LogIndex, _ last: LogIndex) -> String {
    first == last ? "\(first)" : "\(first)-\(last)"
  }

  /// A message's kind without its direction.
  func kindText(_ message: MessageSummary) -> String {
    switch message.update {
    case .heartbeat: return String(glyphs.heartbeat)
    case .entries(let first, let last): return "\(glyphs.right)" + Self.range(first, last)
    default: return explainer.chip(ofMessage: message.kind, inWords: false)
    }
  }

  /// Puts a chip as near as it can to its place: never over a box, the meter or another chip.
  private mutating func drawChip(
    _ chip: String, _ message: MessageSnapshot, at point: Point, _ area: Rect, _ occupied: inout [Rect]
  ) {
    tell(message)
    let width = TextWidth.of(chip)
    guard let place = freePlace(width: width, at: point, area, occupied) else { return }
    let style = message.number == selectedMessage ? theme.selected(theme.strong) : theme.strong
    text(chip, x: place.x, y: place.y, style: style)
    occupied.append(Self.apart(place))
    target(place, .select(.message(message.number)))
  }

  private func freePlace(width: Int, at point: Point, _ area: Rect, _ occupied: [Rect]) -> Rect? {
    guard width <= area.width else { return nil }
    for row in [0, -1, 1, -2, 2] {
      let y = point.y + row
      guard y >= area.y, y < area.bottom else { continue }
      for shift in 0...(width + 8) {
        for x in [point.x - width / 2 - shift, point.x - width / 2 + shift]
        where x >= area.x && x + width <= area.right {
          let place = Rect(x: x, y: y, width: width, height: 1)
          if !occupied.contains(where: { $0.intersects(place) }) { return place }
        }
      }
    }
    return nil
  }

  /// Quick messages that arrived during the last six frames stay as a dot at their goal; lost ones as `×`
  /// where the receiver does not hear them, for half a second of the wall.
  private mutating func drawArrivals(_ ring: Ring, _ place: (NodeID) -> Int?, _ occupied: inout [Rect]) {
    let speed = min(model.speedThousandths, 1_000_000)
    let dotTime = speed * 100_000
    let lossTime = speed * 500_000
    for record in recent.reversed() {
      let age = snapshot.time.since(record.time)
      if age > lossTime { break }
      let (message, glyph): (MessageSnapshot, Unicode.Scalar)
      switch record.what {
      case .delivered(let delivered) where age <= dotTime && isQuick(delivered):
        (message, glyph) = (delivered, glyphs.heartbeat)
      case .lost(let lost, _): (message, glyph) = (lost, glyphs.cut)
      default: continue
      }
      guard let from = place(message.from), let to = place(message.to), from != to,
        let goal = ring.path(from: from, to: to).last
      else { continue }
      if occupied.contains(where: { $0.contains(goal) }) { continue }
      tell(glyph == glyphs.cut ? .lost : .heartbeat)
      mark(glyph, x: goal.x, y: goal.y, style: theme.strong)
      occupied.append(Rect(x: goal.x, y: goal.y, width: 1, height: 1))
    }
  }
}

/// Messages by directed link, in order of arrival.
private struct Flights {
  struct Group {
    var from: Int
    var to: Int
    var messages: [MessageSnapshot]
  }
  private(set) var groups: [Group] = []

  mutating func add(_ message: MessageSnapshot, from: Int, to: Int) {
    if let index = groups.firstIndex(where: { $0.from == from && $0.to == to }) {
      groups[index].messages.append(message)
    } else {
      groups.append(Group(from: from, to: to, messages: [message]))
    }
  }
}
