import Canvas
import Consensus
import Host
import Words

/// Draws the console: a pure function of the model.
package enum Panels {
  /// The topics of this room.
  static let topics: [any TextKey.Type] = [Label.self, View.self, TabName.self]

  /// The panels, in the order of their tabs.
  static let all: [any Panel] = [
    ClusterPanel(), LogsPanel(), LedgerPanel(), SequencePanel(), ChartsPanel(), ChecksPanel(),
    BranchesPanel(),
  ]

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
    let whyLines = whyContent(width: size.width)
    let layout = Layout.make(size, Layout.Needs(model, card: model.card == nil ? 0 : whyLines.count))
    drawStatus(y: layout.status)
    drawPicture(layout)
    if let area = layout.underWay { drawUnderWayRows(area) }
    drawWhy(layout, whyLines)
    if let y = layout.hint { drawHint(y: y) }
    if let area = layout.bar { drawBar(area) }
    drawKeys(layout.keys)
  }

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
        drawMain(layout.main, desk: true)
        if layout.inspector != nil { drawBesideRing(layout) }
        return drawInspector(layout.inspector ?? side, node: node, scroll: scroll)
      }
      let main = layout.main
      return drawOverlay(overlay, Rect(x: 0, y: main.y, width: canvas.size.width, height: main.height))
    }
    drawMain(layout.main, desk: layout.side != nil)
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
  private mutating func drawMain(_ area: Rect, desk: Bool) {
    // What stands beside the ring on a desk is the overview there.
    let panel = desk && model.view.panel.standsBesideRing ? Panels.all[0] : model.view.panel
    let captions = desk ? (left: "", right: "") : bottomCaptions(width: area.width)
    box(area, bottom: captions.left, bottomRight: captions.right)
    drawTabs(area, panel, desk: desk)
    draw(panel, in: area.inset(1))
    if !desk { accountTargets(captions.left, x: area.x + 2, y: area.bottom - 1) }
  }

  /// "[cluster]  logs  ledger …" in the frame's upper border.
  private mutating func drawTabs(_ area: Rect, _ panel: any Panel, desk: Bool) {
    let views = View.available(model.timeline, onDesk: desk)
    let names = views.map { title(of: $0.panel, onDesk: desk) }
    var right = say(.tabNext)
    if let name = selectionName, !panel.marksSelection(self) { right = name + "  " + right }
    let room = area.width - 2
    var all = names.reduce(0) { $0 + TextWidth.of($1) + 2 } + 2
    let showsAll = all <= room
    if !showsAll { all = TextWidth.of(title(of: panel, onDesk: desk)) + 4 }
    var x = area.x + 1
    text(" ", x: x, y: area.y)
    x += 1
    for (index, view) in views.enumerated() where showsAll || view == panel.view {
      let width = TextWidth.of(names[index])
      if view == panel.view {
        text("[" + names[index] + "]", x: x, y: area.y, style: theme.selected(theme.strong))
        target(Rect(x: x, y: area.y, width: width + 2, height: 1), .view(view))
        x += width + 2
        text("  ", x: x, y: area.y)
        x += index == views.count - 1 || !showsAll ? 1 : 2
      } else {
        text(names[index] + "  ", x: x, y: area.y)
        target(Rect(x: x, y: area.y, width: width, height: 1), .view(view))
        x += width + (index == views.count - 1 ? 1 : 2)
      }
    }
    mark(glyphs.single.horizontal, x: x, y: area.y, style: theme.dim)
    let rightWidth = TextWidth.of(right) + 2
    if x + rightWidth + 2 <= area.right - 1 {
      text(" " + right + " ", x: area.right - 2 - rightWidth, y: area.y)
    }
  }

  /// The leader's balances, and the coins of all: "alice 85  bob 120", "400 of 400 coins".
  private func bottomCaptions(width: Int) -> (left: String, right: String) {
    let right = model.big && canvas.size.height > 28 ? say(.enlarge) : coinsCaption
    let room = width - 2 - TextWidth.of(right) - 2 - 3
    guard let node = snapshot.reference else { return ("", right) }
    var left = ""
    for (name, index) in shownAccounts {
      guard let coins = node.coins(at: index) else { continue }
      let word = isSelected(account: name) ? "[\(spell(name))]" : spell(name)
      let piece = (left.isEmpty ? "" : "  ") + "\(word) \(coins)"
      if TextWidth.of(left) + TextWidth.of(piece) > room { break }
      left += piece
    }
    return (left, right)
  }

  private mutating func accountTargets(_ caption: String, x: Int, y: Int) {
    var x = x
    for piece in caption.split(separator: "  ") {
      let width = TextWidth.of(piece)
      let bare = piece.prefix { $0 != " " }.filter { $0 != "[" && $0 != "]" }
      if let account = snapshot.accounts.first(where: { spell($0) == bare }) {
        target(Rect(x: x, y: y, width: width, height: 1), .select(.account(account)))
      }
      x += width + 2
    }
  }
}
