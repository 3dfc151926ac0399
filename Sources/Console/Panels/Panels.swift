import Canvas
import Consensus
import Host

/// Draws the console: a pure function of the model.
public enum Panels {
  /// The frame that shows this model at its size, any size from 0×0 on. Below 60×16 one line says what is
  /// needed.
  public static func frame(for model: ConsoleModel) -> Frame {
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
    let needs = Layout.Needs(
      nodes: snapshot.nodes.count, big: model.big, card: model.card == nil ? 0 : whyLines.count,
      branches: (model.timeline?.branches.count ?? 0) > 1, checks: snapshot.invariants.count)
    let layout = Layout.make(size, needs)
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
    let need = say(.tooSmall, String(size.width), String(size.height)) + "; " + say(.tooSmallQuit)
    for (y, line) in wrap(need, width: size.width).prefix(size.height).enumerated() {
      text(line, x: 0, y: y, width: size.width)
    }
  }

  /// The upper panels, or the overlay in their place: whole panels give way, so that no box stays open.
  private mutating func drawPicture(_ layout: Layout) {
    let desk = layout.logs != nil
    if let overlay = model.overlay {
      if case .inspector(let node, let scroll) = overlay, desk {
        drawMain(layout.main, desk: true)
        if let docked = layout.inspector {
          drawSide(layout)
          drawInspector(docked, node: node, scroll: scroll)
        } else if let logs = layout.logs, let ledger = layout.ledger {
          let area = Rect(x: logs.x, y: logs.y, width: logs.width, height: logs.height + ledger.height)
          drawInspector(area, node: node, scroll: scroll)
        }
        return
      }
      var area = layout.main
      if desk {
        area = Rect(x: 0, y: area.y, width: canvas.size.width, height: area.height)
      }
      return drawOverlay(overlay, area)
    }
    drawMain(layout.main, desk: desk)
    drawSide(layout)
    if let docked = layout.inspector, let node = inspected { drawInspector(docked, node: node, scroll: 0) }
  }

  private mutating func drawSide(_ layout: Layout) {
    if let area = layout.logs { drawLogsPanel(area) }
    if let area = layout.ledger { drawLedgerPanel(area) }
    if let area = layout.checks { drawChecksPanel(area) }
  }

  /// The node that the docked inspector shows.
  private var inspected: NodeID? {
    switch model.selection {
    case .node(let node): node
    case .entry(_, let node): node
    default: snapshot.leader ?? snapshot.nodes.first?.id
    }
  }

  /// The frame with its tabs, and the current view in it.
  private mutating func drawMain(_ area: Rect, desk: Bool) {
    // On a desk logs and ledger stand beside the ring, so these views are the overview.
    let view = desk && (model.view == .logs || model.view == .ledger) ? View.cluster : model.view
    let inside = area.inset(1)
    let captions = desk ? (left: "", right: "") : bottomCaptions(width: area.width)
    box(area, bottom: captions.left, bottomRight: captions.right)
    drawTabs(area, view: view, desk: desk)
    switch view {
    case .cluster: drawCluster(inside)
    case .logs: drawLogs(inside)
    case .ledger: drawLedger(inside, withUnderWay: false)
    case .sequence: drawSequence(inside)
    case .charts: drawCharts(inside)
    case .checks: drawChecks(inside)
    case .branches: drawBranches(inside)
    }
    if !desk { accountTargets(captions.left, x: area.x + 2, y: area.bottom - 1) }
  }

  /// "[cluster]  logs  ledger …" in the frame's upper border.
  private mutating func drawTabs(_ area: Rect, view: View, desk: Bool) {
    let views = View.available(model.timeline).filter { !desk || ($0 != .logs && $0 != .ledger) }
    let names = views.map { name(of: $0, desk: desk) }
    var right = say(.tabNext)
    if let name = selectionName, !(view == .cluster && selectionIsInRing) { right = name + "  " + right }
    let room = area.width - 2
    var all = names.reduce(0) { $0 + TextWidth.of($1) + 2 } + 2
    let showsAll = all <= room
    if !showsAll { all = TextWidth.of(name(of: view, desk: desk)) + 4 }
    var x = area.x + 1
    text(" ", x: x, y: area.y)
    x += 1
    for (index, view_) in views.enumerated() where showsAll || view_ == view {
      let width = TextWidth.of(names[index])
      if view_ == view {
        text("[" + names[index] + "]", x: x, y: area.y, style: theme.selected(theme.strong))
        target(Rect(x: x, y: area.y, width: width + 2, height: 1), .view(view_))
        x += width + 2
        text("  ", x: x, y: area.y)
        x += index == views.count - 1 || !showsAll ? 1 : 2
      } else {
        text(names[index] + "  ", x: x, y: area.y)
        target(Rect(x: x, y: area.y, width: width, height: 1), .view(view_))
        x += width + (index == views.count - 1 ? 1 : 2)
      }
    }
    mark(glyphs.single.horizontal, x: x, y: area.y, style: theme.dim)
    let rightWidth = TextWidth.of(right) + 2
    if x + rightWidth + 2 <= area.right - 1 {
      text(" " + right + " ", x: area.right - 2 - rightWidth, y: area.y)
    }
  }

  private func name(of view: View, desk: Bool) -> String {
    say(desk && view == .cluster ? .overview : .view(view))
  }

  private var selectionIsInRing: Bool {
    switch model.selection {
    case .node, .message: true
    case .entry: meterSubject.isSelectedEntry
    default: false
    }
  }

  /// The leader's balances, and the coins of all: "alice 85  bob 120", "400 of 400 coins".
  private func bottomCaptions(width: Int) -> (left: String, right: String) {
    let right = model.big && canvas.size.height > 28 ? say(.enlarge) : coinsCaption
    let room = width - 2 - TextWidth.of(right) - 2 - 3
    guard let node = reference else { return ("", right) }
    var left = ""
    for (name, index) in shownAccounts {
      guard index < node.balances.count, let coins = node.balances[index] else { continue }
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
