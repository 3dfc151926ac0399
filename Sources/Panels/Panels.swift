import Canvas
import Command
import Consensus
import Host
import Words

/// Draws the console: a pure function of the model.
package enum Panels {
  /// The topics of this room.
  static let topics: [any TextKey.Type] = [Label.self, View.self, TabName.self, ScreenSign.self]

  /// The panels, in the order of their tabs.
  static let all: [any Panel] = [
    ClusterPanel(), SynodPanel(), LogsPanel(), LedgerPanel(), CoinsPanel(), SequencePanel(), ChartsPanel(),
    ChecksPanel(),
    BranchesPanel(),
  ]

  /// What is shown first.
  static func overview(of consensus: ConsensusProtocol) -> any Panel {
    all.first { $0.needs.protocols.contains(consensus) } ?? all[0]
  }

  /// How many rows of the opened card lie below those that are shown, were it not scrolled.
  package static func hiddenCardRows(of model: ConsoleModel) -> Int {
    let painter = Painter(model)
    guard Layout.showsPicture(model.size), let area = painter.layout.card else { return 0 }
    return max(0, painter.cardLines(width: area.width).count - area.height)
  }

  /// The frame that shows this model at its size, any size from 0×0 on. Below 60×16 one line says what is
  /// needed.
  package static func frame(for model: ConsoleModel) -> Frame {
    var painter = Painter(model)
    painter.drawAll()
    return Frame(canvas: painter.canvas, cursor: painter.cursor, targets: painter.targets)
  }
}

extension Painter {
  mutating func drawAll() {
    let size = canvas.size
    guard size.width > 0, size.height > 0 else { return }
    guard Layout.showsPicture(size) else { return drawTooSmall() }
    let layout = layout
    drawStatus(y: layout.status)
    if let y = layout.alarm, let violation = snapshot.violation { drawAlarm(violation, y: y) }
    if model.big {
      drawWall(layout)
      return drawKeys(layout.keys)
    }
    if let area = layout.stage { drawStage(area) }
    drawPicture(layout)
    if let area = layout.underWay { drawUnderWayRows(area) }
    drawSpotlight(layout)
    drawWhy(layout)
    if let y = layout.hint { layout.why.height > 0 ? drawHint(y: y) : drawLatest(y: y) }
    if let area = layout.bar { drawBar(area) }
    drawKeys(layout.keys)
  }

  /// Where everything lies now.
  var layout: Layout { Layout.make(canvas.size, Layout.Needs(model, stage: stageHeight)) }

  private mutating func drawTooSmall() {
    let size = canvas.size
    let need = say(.tooSmall, size.width, size.height) + "; " + say(.tooSmallQuit)
    for (y, line) in wrap(need, width: size.width).prefix(size.height).enumerated() {
      text(line, x: 0, y: y, width: size.width)
    }
  }

  /// The upper panels, or the overlay in their place: whole panels give way, so that no box stays open.
  private mutating func drawPicture(_ layout: Layout) {
    if let overlay = model.overlay {
      if case .inspector(let node, let scroll) = overlay, let side = layout.side {
        drawMain(layout.main, newsroom: true)
        if layout.inspector != nil { drawBesideRing(layout) }
        return drawInspector(layout.inspector ?? side, node: node, scroll: scroll)
      }
      let main = layout.main
      return drawOverlay(overlay, Rect(x: 0, y: main.y, width: canvas.size.width, height: main.height))
    }
    drawMain(layout.main, newsroom: layout.side != nil)
    drawBesideRing(layout)
    if let docked = layout.inspector, let node = inspected { drawInspector(docked, node: node, scroll: 0) }
  }

  private mutating func drawBesideRing(_ layout: Layout) {
    for (view, area) in layout.besideRing { view.panel.drawBesideRing(in: area, with: &self) }
  }

  /// The node that the docked inspector shows.
  private var inspected: NodeID? {
    switch model.selection {
    case .node(let node): node
    case .entry(_, let node): node
    default: snapshot.leader ?? snapshot.nodes.first?.id
    }
  }

  /// The frame with its tabs, and the current panel in it.
  private mutating func drawMain(_ area: Rect, newsroom: Bool) {
    // What stands beside the ring on a desk is the overview there.
    let isElsewhere = newsroom && model.view.panel.standsBesideRing
    let isShown = model.view.panel.needs.protocols.contains(snapshot.consensus)
    let panel = isElsewhere || !isShown ? Panels.overview(of: snapshot.consensus) : model.view.panel
    let coins =
      eyesCaption.map { [$0, keys(.eyesNext)].compactMap(\.self).joined(separator: "  ") } ?? coinsCaption
    // Once a rule is broken the ledgers may differ: whose this is stands before it, or that they do.
    let owner =
      newsroom
      ? nil
      : ledgersDiffer
        ? say(.ledgersDiffer) + "  "
        : snapshot.violation == nil ? nil : snapshot.reference.map { say(.ledgerOf, $0.id) + "  " }
    let ownerWidth = TextWidth.of(owner ?? "")
    let balances = newsroom ? [] : balances(width: area.width - 7 - TextWidth.of(coins) - ownerWidth)
    let hasEyes = eyesCaption != nil
    box(
      area, hasEyes ? glyphs.double : nil, style: hasEyes ? theme.strong : nil,
      bottom: (owner ?? "") + balances.map(\.text).joined(separator: "  "),
      bottomRight: newsroom && !hasEyes ? "" : coins)
    if hasEyes {
      let columns = TextWidth.of(coins) + 2
      let theme = theme
      canvas.restyle(Rect(x: area.right - 1 - columns, y: area.bottom - 1, width: columns, height: 1)) {
        $0 = theme.selected(theme.strong)
      }
    }
    drawTabs(area, panel, newsroom: newsroom)
    var picture = area.inset(1)
    // A card that lies in this frame leaves the rows above it.
    if let card = layout.card, card.y < area.bottom { picture.height = max(0, card.y - 1 - picture.y) }
    draw(panel, in: picture)
    var x = area.x + 2 + ownerWidth
    for (account, text) in balances {
      let width = TextWidth.of(text)
      target(Rect(x: x, y: area.bottom - 1, width: width, height: 1), .select(.account(account)))
      x += width + 2
    }
  }

  /// What the reference says of each account, as far as it fits: "alice 85", "bob 120"; "bob 120~" where it is behind,
  /// and "bob 110/200" where replicas that have applied as much say otherwise.
  private func balances(width: Int) -> [(account: String, text: String)] {
    var balances: [(account: String, text: String)] = []
    var columns = -2
    let mark = snapshot.reference.map { isBehind($0) } ?? false ? "~" : ""
    let equals = equalsOfReference
    for (name, index) in shownAccounts {
      guard let newest = snapshot.reference?.coins(at: index) else { continue }
      let coins = Set([newest] + equals.compactMap { $0.coins(at: index) }).sorted()
        .map { String($0) }.joined(separator: "/")
      let word = isSelected(account: name) ? "[\(spell(name))]" : spell(name)
      let text = "\(word) \(coins)\(mark)"
      columns += TextWidth.of(text) + 2
      if columns > width { break }
      balances.append((name, text))
    }
    return balances
  }

  /// Those that have applied as much as the reference.
  private var equalsOfReference: [NodeSnapshot] {
    snapshot.nodes.filter { $0.condition == .up && $0.view.applied == snapshot.reference?.view.applied }
  }

  /// Whether these say different things of an account that is shown.
  private var ledgersDiffer: Bool {
    shownAccounts.contains { _, index in
      Set(equalsOfReference.compactMap { $0.coins(at: index) }).count > 1
    }
  }

  /// "[cluster]  logs  ledger …" in the frame's upper border.
  private mutating func drawTabs(_ area: Rect, _ panel: any Panel, newsroom: Bool) {
    let views = View.available(model.timeline, onDesk: newsroom, of: snapshot.consensus)
    let names = views.map { title(of: $0.panel, onDesk: newsroom) }
    let selection = panel.marksSelection(self) ? nil : selectionName
    // The other tabs give way before the selection does.
    let reserved = selection.map { TextWidth.of($0) + 4 } ?? 2
    let showsAll = names.reduce(0) { $0 + TextWidth.of($1) + 2 } + reserved <= area.width - 2
    var x = text(" ", x: area.x + 1, y: area.y)
    for (view, name) in zip(views, names) where showsAll || view == panel.view {
      let start = x
      x =
        view == panel.view
        ? text("[" + name + "]", x: x, y: area.y, style: theme.selected(theme.strong))
        : text(name, x: x, y: area.y)
      target(Rect(x: start, y: area.y, width: x - start, height: 1), .view(view))
      text(view == views.last ? " " : "  ", x: x, y: area.y)
      x += view == views.last || !showsAll ? 1 : 2
    }
    if x < area.right - 1 { mark(glyphs.single.horizontal, x: x, y: area.y, style: theme.dim) }
    // What is selected, before what turns the page.
    let both = [selection, keys(.tabNext)].compactMap(\.self).joined(separator: "  ")
    for right in [both, selection ?? keys(.tabShort) ?? ""] where !right.isEmpty {
      let rightWidth = TextWidth.of(right) + 2
      if x + rightWidth + 2 <= area.right - 1 {
        text(" " + right + " ", x: area.right - 2 - rightWidth, y: area.y)
        break
      }
    }
  }
}
