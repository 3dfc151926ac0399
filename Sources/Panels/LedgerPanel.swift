import Canvas
import Consensus
import Explanation
import Host

extension View {
  static let ledger = View("ledger")
}

/// Account × node: `~` behind, `–` down; how far each has applied, and its state.
struct LedgerPanel: Panel {
  let view = View.ledger
  let needs = PanelNeeds(size: Size(width: 20, height: 3))
  let standsBesideRing = true

  func draw(in area: Rect, with painter: inout Painter) { painter.drawLedger(area, withUnderWay: false) }

  /// Below it what is under way.
  func drawBesideRing(in area: Rect, with painter: inout Painter) {
    painter.box(
      area, title: painter.title(of: self), right: painter.coinsCaption, bottom: painter.say(.behind))
    painter.drawLedger(area.inset(1), withUnderWay: true)
  }
}

extension Painter {
  /// "400 of 400 coins": counted on the reference, and what must be there.
  var coinsCaption: String {
    guard let node = snapshot.reference else { return say(.coins, snapshot.supply) }
    return say(.coinsOf, node.balances.reduce(0) { $0 &+ ($1 ?? 0) }, snapshot.supply)
  }

  /// The accounts with their places in `balances`: people first, then the treasury while it holds coins.
  var shownAccounts: [(name: String, index: Int)] {
    var people = snapshot.accounts.enumerated().dropFirst().map { (name: $0.element, index: $0.offset) }
    if let treasury = snapshot.accounts.first,
      snapshot.nodes.contains(where: { $0.coins(at: 0) ?? 0 > 0 }) || isSelected(account: treasury)
    {
      people.append((treasury, 0))
    }
    return people
  }

  fileprivate mutating func drawLedger(_ area: Rect, withUnderWay: Bool) {
    let accounts = shownAccounts
    let fixed = 3
    var room = area.height - fixed
    var operations = 0
    if withUnderWay {
      // Accounts first, but one operation always has its place; the rest is theirs.
      operations = max(1, room - accounts.count - 2)
      room -= operations + (room - operations - 1 > accounts.count ? 2 : 1)
    }
    let columns = ledgerColumns(area, accounts)
    drawLedgerHeader(area, columns)
    let shown = accountWindow(accounts, room: max(0, room))
    var y = area.y + 1
    for account in shown.rows {
      drawAccount(account, area, columns, y: y)
      y += 1
    }
    if shown.hidden > 0 {
      text(say(.more, shown.hidden), x: area.x + 1, y: y, style: theme.dim, width: columns.name)
      y += 1
    }
    drawNodeValues(say(.applied), area, columns, y: y) { String($0.view.applied) }
    y += 1
    drawNodeValues(say(.state), area, columns, y: y) { $0.stateHash.map { String($0.prefix(4)) } ?? "" }
    if withUnderWay {
      drawUnderWayTable(
        Rect(x: area.x, y: area.bottom - operations - 1, width: area.width, height: operations + 1))
    }
  }

  private struct Columns {
    var name: Int
    var pitch: Int
    var count: Int
    /// Columns between a value and its mark.
    var gap: Int
  }

  private func ledgerColumns(_ area: Rect, _ accounts: [(name: String, index: Int)]) -> Columns {
    let longest = accounts.map { TextWidth.of(spell($0.name)) }.max() ?? 0
    let nodes = snapshot.nodes.count
    let name = clamp(longest + 2, 8, max(8, min(area.width / 3, area.width - 2 - 5 * nodes)))
    let pitch = clamp((area.width - name - 3) / max(1, nodes), 5, 14)
    let count = clamp((area.width - name - 2) / pitch, 1, nodes)
    return Columns(name: name, pitch: pitch, count: count, gap: pitch >= 7 ? 1 : 0)
  }

  /// The rows that fit, the selected one among them.
  private func accountWindow(_ accounts: [(name: String, index: Int)], room: Int)
    -> (rows: ArraySlice<(name: String, index: Int)>, hidden: Int)
  {
    if accounts.count <= room { return (accounts[...], 0) }
    let count = max(0, room - 1)
    var first = 0
    if let place = accounts.firstIndex(where: { isSelected(account: $0.name) }), place >= count {
      first = place - count + 1
    }
    let rows = accounts[min(first, accounts.count)..<min(first + count, accounts.count)]
    return (rows, room > 0 ? accounts.count - rows.count : 0)
  }

  private mutating func drawLedgerHeader(_ area: Rect, _ columns: Columns) {
    text(say(.account), x: area.x + 1, y: area.y, style: theme.dim, width: columns.name)
    for (index, node) in snapshot.nodes.prefix(columns.count).enumerated() {
      let right = area.x + columns.name + columns.pitch * (index + 1)
      nodeName(node.id, x: right - 3, y: area.y)
      target(Rect(x: right - 3, y: area.y, width: 4, height: 1), .select(.node(node.id)))
    }
  }

  private mutating func drawAccount(
    _ account: (name: String, index: Int), _ area: Rect, _ columns: Columns, y: Int
  ) {
    let name = spell(account.name)
    if isSelected(account: account.name) {
      text(
        "[\(TextWidth.prefix(name, width: columns.name - 2))]", x: area.x, y: y,
        style: theme.selected(theme.strong))
    } else {
      text(name, x: area.x + 1, y: y, width: columns.name - 1)
    }
    let newest = snapshot.reference?.coins(at: account.index)
    for (column, node) in snapshot.nodes.prefix(columns.count).enumerated() {
      let coins = node.coins(at: account.index)
      let value = coins.map { compact($0, width: columns.pitch - 2) }
      // Old, and seen to be so: it has not applied all, and its value is another one.
      let stale = isBehind(node) && coins != newest
      drawValue(value, node, stale: stale, column, area, columns, y: y)
    }
    target(Rect(x: area.x, y: y, width: area.width, height: 1), .select(.account(account.name)))
  }

  func isBehind(_ node: NodeSnapshot) -> Bool { node.view.applied < snapshot.committed }

  private mutating func drawValue(
    _ value: String?, _ node: NodeSnapshot, stale: Bool, _ column: Int, _ area: Rect, _ columns: Columns,
    y: Int
  ) {
    let right = area.x + columns.name + columns.pitch * (column + 1)
    guard node.condition != .down, let value, node.condition != .unknown else {
      let missing = node.condition == .unknown ? String(glyphs.unknown) : glyphs.none
      textRight(missing, right: right, y: y, style: theme.dim, width: columns.pitch)
      return
    }
    textRight(value, right: right, y: y, style: stale ? theme.dim : theme.base, width: columns.pitch)
    if stale { tell(.behind) }
    if stale { mark("~", x: right + columns.gap, y: y, style: theme.strong) }
  }

  private mutating func drawNodeValues(
    _ name: String, _ area: Rect, _ columns: Columns, y: Int, value: (NodeSnapshot) -> String
  ) {
    guard y < area.bottom else { return }
    text(name, x: area.x + 1, y: y, style: theme.dim, width: columns.name - 1)
    for (column, node) in snapshot.nodes.prefix(columns.count).enumerated() {
      let word = value(node)
      drawValue(
        word.isEmpty ? nil : TextWidth.prefix(word, width: columns.pitch - 1), node, stale: isBehind(node),
        column, area, columns, y: y)
    }
  }
}
