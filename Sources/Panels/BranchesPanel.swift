import Canvas
import Consensus
import Explanation
import Host

extension View {
  package static let branches = View("branches")
}

/// Two branches at the same virtual time, side by side from the moment they parted; what differs stands
/// between them as a mark.
struct BranchesPanel: Panel {
  let view = View.branches
  let needs = PanelNeeds(size: Size(width: 40, height: 4), branches: 2, allSeeing: true)

  func draw(in area: Rect, with painter: inout Painter) { painter.drawBranches(area) }
}

extension Painter {
  fileprivate mutating func drawBranches(_ area: Rect) {
    guard let comparison = model.comparison, let timeline = model.timeline else {
      let words = (model.timeline?.branches.count ?? 0) > 1 ? say(.otherBranch) : say(.noBranch)
      text(words, x: area.x + 1, y: area.y, style: theme.dim, width: area.width - 2)
      return
    }
    let half = (area.width - 5) / 2
    let left = Rect(x: area.x + 1, y: area.y, width: half, height: area.height)
    let right = Rect(x: area.right - 1 - half, y: area.y, width: half, height: area.height)
    let middle = left.right + 1
    if comparison.leftSnapshot.figures != nil { return drawProtocols(comparison, area, left, right) }
    for (branch, place) in [(comparison.left, left), (comparison.right, right)] {
      guard let branch = timeline.branch(branch) else { continue }
      text(cut(branchName(branch), width: half), x: place.x, y: area.y, style: theme.strong, width: half)
      target(Rect(x: place.x, y: area.y, width: half, height: 1), .branch(branch.id))
    }
    // No node is left out: when they parted stands on the bar, too, and who leads beside the nodes.
    let spare = area.height - 1 - comparison.leftSnapshot.nodes.count
    var y = area.y + 1
    if spare >= 2 {
      let times = say(
        comparison.isSame ? .sameSoFar : .partedAt, seconds(comparison.parted.time), seconds(comparison.time))
      text(times, x: area.x + 1, y: y, style: theme.dim, width: area.width - 2)
      y += 1
    }
    for row in comparedRows(comparison).dropFirst(spare >= 1 ? 0 : 1) where y < area.bottom {
      drawCompared(row, comparison, left, right, middle: middle, y: y)
      y += 1
    }
  }

  /// One line of the comparison.
  private enum ComparedRow {
    case cluster
    case node(NodeID)
    case account(String)
    case blank
  }

  private func comparedRows(_ comparison: BranchComparison) -> [ComparedRow] {
    let nodes = comparison.leftSnapshot.nodes.map { ComparedRow.node($0.id) }
    var names = Array(comparison.leftSnapshot.accounts.dropFirst())
    for name in comparison.rightSnapshot.accounts.dropFirst() where !names.contains(name) {
      names.append(name)
    }
    return [.cluster] + nodes + [.blank] + names.map { .account($0) }
  }

  private mutating func drawCompared(
    _ row: ComparedRow, _ comparison: BranchComparison, _ left: Rect, _ right: Rect, middle: Int, y: Int
  ) {
    if differs(row, comparison) {
      text(glyphs.differs, x: middle, y: y, style: theme.selected(theme.strong))
    }
    let own = snapshot
    for (snapshot, place) in [(comparison.leftSnapshot, left), (comparison.rightSnapshot, right)] {
      // The other branch's picture, with its own commit point.
      self.snapshot = snapshot
      drawCompared(row, Rect(x: place.x, y: y, width: place.width, height: 1))
    }
    snapshot = own
  }

  private mutating func drawCompared(_ row: ComparedRow, _ place: Rect) {
    switch row {
    case .blank: break
    case .cluster:
      let leader = snapshot.leader.map { "\(glyphs.leader) \($0)" } ?? say(.noLeader)
      let term = snapshot.leader.flatMap { snapshot.node($0)?.view.term } ?? snapshot.highestTerm
      let words = [
        say(.termNumber, snapshot.consensus.name(ofTerm: term)), leader, say(.committed, snapshot.committed),
      ]
      // Whole words, as many as fit.
      let forms = (1...words.count).reversed().map { words.prefix($0).joined(separator: "  ") }
      let shown = forms.first { TextWidth.of($0) <= place.width } ?? words[0]
      text(shown, x: place.x, y: place.y, width: place.width)
    case .node(let id):
      guard let node = snapshot.node(id) else { return }
      nodeName(id, x: place.x - 1, y: place.y)
      mark(nodeMark(node), x: place.x + 3, y: place.y, style: theme.strong)
      let term = snapshot.consensus.mark(ofTerm: node.view.term)
      text(term, x: place.x + 5, y: place.y, style: theme.term(node.view.term))
      let tail = place.x + 6 + max(2, term.utf8.count)
      drawLogTail(node, x: tail, y: place.y, width: place.right - tail)
      target(place, .select(.node(id)))
    case .account(let name):
      let coins = snapshot.coins(of: name).map { String($0) } ?? glyphs.none
      text(spell(name), x: place.x, y: place.y, width: place.width - 8)
      textRight(coins, right: min(place.right, place.x + 20), y: place.y, width: 12)
      target(place, .select(.account(name)))
    }
  }

  /// Two protocols that run the same: the clusters, what each has cost, and where they first differ. Where that does not
  /// fit, the clusters are left out.
  private mutating func drawProtocols(
    _ comparison: BranchComparison, _ area: Rect, _ left: Rect, _ right: Rect
  ) {
    let sides = [(comparison.left, comparison.leftSnapshot), (comparison.right, comparison.rightSnapshot)]
    let figures = sides.map { explainer(of: $0.1).figures(of: $0.1) }
    let nodes = comparison.leftSnapshot.nodes.map { ComparedRow.node($0.id) }
    let difference = comparison.firstDifference.map {
      [($0.left, 0), ($0.right, 1)].map { explainer(of: sides[$1].1).did($0) }
    }
    let isTable = area.height < 1 + nodes.count + figures[0].count + 2
    let labels = (figures[0].map { TextWidth.of($0.name) }.max() ?? 0) + 2
    // Under the clusters where a half is wide enough.
    let columns =
      left.width >= labels + 20
      ? [left.x + labels, right.x]
      : [area.x + 1 + labels, area.x + 1 + labels + (area.width - 2 - labels) / 2]
    let own = snapshot
    for ((branch, picture), half) in zip(sides, [left, right]) {
      snapshot = picture
      let place = Rect(x: half.x, y: area.y, width: half.width, height: 1)
      text(protocolRow(width: place.width), x: place.x, y: place.y, style: theme.strong)
      target(place, .branch(branch))
    }
    snapshot = own
    var y = area.y + 1
    for row in isTable ? [] : nodes {
      drawCompared(row, comparison, left, right, middle: left.right + 1, y: y)
      y += 1
    }
    for (left, right) in zip(figures[0], figures[1]) where y < area.bottom {
      text(left.name, x: area.x + 1, y: y, style: theme.dim, width: labels)
      text(cut(left.value, width: columns[1] - columns[0] - 1), x: columns[0], y: y)
      text(cut(right.value, width: area.right - 1 - columns[1]), x: columns[1], y: y)
      y += 1
    }
    // A row each at least, so that the second is seen.
    let rows = max(1, (area.bottom - y) / 2)
    for line in (difference ?? []).flatMap({ wrapped($0, width: area.width - 2, rows: rows) })
    where y < area.bottom {
      text(line, x: area.x + 1, y: y)
      y += 1
    }
  }

  /// A sentence in so many rows; where it is longer, its section stays at the end.
  private func wrapped(_ sentence: String, width: Int, rows: Int) -> [String] {
    let lines = wrap(sentence, width: width)
    guard lines.count > rows, let end = sentence.lastIndex(where: { "(（".contains($0) }) else {
      return Array(lines.prefix(rows))
    }
    let section = String(sentence[end...])
    let rest = lines[(rows - 1)...].joined(separator: " ")
    return lines.prefix(rows - 1) + [
      cutAtWord(rest, width: width - TextWidth.of(section) - 1) + " " + section
    ]
  }

  /// "Raft  ★ n2  committed 88  term 4"; whole words, as many as fit.
  private func protocolRow(width: Int) -> String {
    let leader = snapshot.leader.map { "\(glyphs.leader) \($0)" } ?? say(.noLeader)
    let broken = snapshot.brokenInvariants.first.map {
      "\(glyphs.down) " + explainer(of: snapshot).name(ofInvariant: $0)
    }
    let term = snapshot.leader.flatMap { snapshot.node($0)?.view.term } ?? snapshot.highestTerm
    let words = [
      explainer(of: snapshot).protocolName, broken, leader, say(.committed, snapshot.committed),
      say(.termNumber, snapshot.consensus.name(ofTerm: term)),
    ].compactMap(\.self)
    let forms = (1...words.count).reversed().map { words.prefix($0).joined(separator: "  ") }
    return forms.first { TextWidth.of($0) <= width } ?? words[0]
  }

  private func explainer(of snapshot: ClusterSnapshot) -> Explainer {
    Explainer(language: model.language, consensus: snapshot.consensus)
  }

  private func differs(_ row: ComparedRow, _ comparison: BranchComparison) -> Bool {
    switch row {
    case .cluster: comparison.clusterDiffers
    case .node(let id): comparison.differingNodes.contains(id)
    case .blank: false
    case .account(let name):
      comparison.leftSnapshot.coins(of: name) != comparison.rightSnapshot.coins(of: name)
    }
  }
}
