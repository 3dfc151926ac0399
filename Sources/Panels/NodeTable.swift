import Canvas
import Command
import Consensus
import Host

extension Painter {
  /// In place of a ring that does not fit: the meter on one line, a row per node, a lane per message.
  mutating func drawNodeTable(_ area: Rect, meter: [(text: String, selected: Bool)]) {
    var y = area.y
    let nodes = snapshot.nodes
    if area.height > nodes.count || selectedEntry != nil {
      // The seats are told by the order of the marks.
      if meter.count == 4 { tellSeats() }
      let parts = meter.count == 4 ? [meter[0], meter[2], meter[3]] : meter
      var x = area.x + 1
      for part in parts {
        let style = part.selected ? theme.selected(theme.strong) : theme.strong
        x = text(part.text, x: x, y: y, style: style, width: area.right - x) + 2
      }
      y += 1
    }
    // Where not all have room the selected one has.
    let chosen = nodes.firstIndex { isSelected($0.id) } ?? 0
    for node in nodes.dropFirst(max(0, chosen + 1 - (area.bottom - y))) where y < area.bottom {
      drawNodeRow(node, Rect(x: area.x, y: y, width: area.width, height: 1))
      y += 1
    }
    drawLanes(Rect(x: area.x, y: y, width: area.width, height: area.bottom - y))
  }

  /// " n1 ● follower  t3  …3 3 3│3  ███████░ 240 ms"
  private mutating func drawNodeRow(_ node: NodeSnapshot, _ area: Rect) {
    tellStanding(of: node)
    tell(.termOfNode)
    nodeName(node.id, x: area.x, y: area.y)
    mark(nodeMark(node), x: area.x + 4, y: area.y, style: theme.strong)
    text(say(standing(of: node).word), x: area.x + 6, y: area.y, style: theme.strong, width: 9)
    let (term, termStyle) = termMark(node)
    text(term, x: area.x + 16, y: area.y, style: termStyle)
    let tail = area.x + 18 + max(2, term.utf8.count)
    let stateX = area.right - 17
    drawLogTail(node, x: tail, y: area.y, width: min(24, stateX - tail - 1))
    let wrong = truths(about: node.id).first
    switch (node.condition, node.view.role) {
    case (.down, _), (.stalled, _):
      text(say(.since, seconds(node.since)), x: stateX, y: area.y, style: theme.dim, width: 17)
    case _ where wrong != nil:
      text(wrong ?? "", x: stateX, y: area.y, style: theme.strong, width: 17)
    case (.unknown, _): text(hearsay(node), x: stateX, y: area.y, style: theme.dim, width: 17)
    case (.up, .follower) where !mayStand(node):
      text(say(.noVote), x: stateX, y: area.y, style: theme.dim, width: 17)
    case (.up, .follower):
      drawTimer(node, x: stateX, y: area.y, width: 17, cells: 8)
    case (.up, .leader):
      if let left = timeLeft(node) { text(say(.heartbeatShort, left), x: stateX, y: area.y, width: 17) }
    case (.up, .candidate):
      let votes = say(.votesNeeded, node.view.votes.count, votesNeededText(for: node))
      text(votes, x: stateX, y: area.y, style: theme.strong, width: 17)
    }
    target(area, .select(.node(node.id)))
  }

  /// " n2 ·····→58···· n4  4 ms": cut links first, all on one line, then what arrives next.
  private mutating func drawLanes(_ area: Rect) {
    guard area.height > 0 else { return }
    var y = area.y
    if let sides = snapshot.sides {
      let told = sides.map { names(Array($0)) }.joined(separator: " \(glyphs.wall) ")
      text(told, x: area.x + 1, y: y, style: theme.strong, width: area.width - 1)
      y += 1
    } else if !snapshot.cutLinks.isEmpty {
      tell(.cut)
      let pairs = cutPairs.map { cut in
        name(cut.a) + "\(glyphs.cut)" + (cut.both ? "" : "\(glyphs.right)") + name(cut.b)
      }
      text(pairs.joined(separator: "  "), x: area.x + 1, y: y, style: theme.strong, width: area.width - 1)
      y += 1
    }
    let rest = area.bottom - y
    let messages = snapshot.messages
    let shown = messages.count <= rest ? messages.count : max(0, rest - 1)
    var visible = Array(messages.prefix(shown))
    if let number = selectedMessage, !visible.contains(where: { $0.number == number }),
      let selected = messages.first(where: { $0.number == number }), !visible.isEmpty
    {
      visible[visible.count - 1] = selected
    }
    for message in visible {
      drawLane(message, Rect(x: area.x, y: y, width: area.width, height: 1))
      y += 1
    }
    if messages.count > shown, y < area.bottom {
      let others = messages.filter { message in !visible.contains { $0.number == message.number } }
      drawCrowd(others, Rect(x: area.x, y: y, width: area.width, height: 1))
    }
  }

  /// " n1 →2 n2  n1 →2 n3  +2 messages": those that have no row of their own, the selected one first.
  private mutating func drawCrowd(_ messages: [MessageSnapshot], _ area: Rect) {
    let ordered =
      messages.filter { $0.number == selectedMessage } + messages.filter { $0.number != selectedMessage }
    var x = area.x + 1
    for (place, message) in ordered.enumerated() {
      let piece = "\(message.from) \(chip(message, arrow: glyphs.right)) \(message.to)  "
      let rest = say(.moreMessages, ordered.count - place)
      let isLast = place == ordered.count - 1
      guard x + TextWidth.of(piece) + (isLast ? 0 : TextWidth.of(rest)) <= area.right else {
        text(rest, x: x, y: area.y, style: theme.dim)
        return
      }
      tell(message)
      let isSelected = message.number == selectedMessage
      let end = text(piece, x: x, y: area.y, style: isSelected ? theme.strong : theme.dim)
      target(Rect(x: x, y: area.y, width: end - x, height: 1), .select(.message(message.number)))
      x = end
    }
  }

  private func name(_ end: Link.End) -> String {
    if case .node(let node) = end { "\(node)" } else { say(.clients) }
  }

  private var cutPairs: [(a: Link.End, b: Link.End, both: Bool)] {
    var pairs: [(a: Link.End, b: Link.End, both: Bool)] = []
    for link in snapshot.cutLinks {
      if let index = pairs.firstIndex(where: { $0.a == link.to && $0.b == link.from }) {
        pairs[index].both = true
      } else {
        pairs.append((link.from, link.to, false))
      }
    }
    return pairs
  }

  private mutating func drawLane(_ message: MessageSnapshot, _ area: Rect) {
    tell(message)
    let start = text(" \(message.from) ", x: area.x, y: area.y, style: theme.dim)
    let cells = min(area.width - 20, 40)
    guard cells > 4 else { return }
    for x in start..<(start + cells) where x % 2 == 0 {
      mark(glyphs.linkDot, x: x, y: area.y, style: theme.dim)
    }
    let chip = chip(message, arrow: glyphs.right)
    let width = min(TextWidth.of(chip), cells)
    let x = start + flown(message, cells: cells - width)
    let style = message.number == selectedMessage ? theme.selected(theme.strong) : theme.strong
    text(chip, x: x, y: area.y, style: style, width: width)
    let end = text(" \(message.to)  ", x: start + cells, y: area.y, style: theme.dim)
    let rest = message.isHeld ? say(.held) : span(message.arrives.since(snapshot.time))
    text(rest, x: end, y: area.y, style: theme.dim, width: area.right - end)
    target(area, .select(.message(message.number)))
  }
}
