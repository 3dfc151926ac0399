import Canvas
import Consensus
import Explanation
import Host

extension View {
  static let coins = View("coins")
}

/// The transfers, newest first: number, entry, term, state, time, and what was on the accounts after each. Where an
/// account is selected, only those that name it.
struct CoinsPanel: Panel {
  let view = View.coins
  let needs = PanelNeeds(size: Size(width: 40, height: 2))

  func marksSelection(_ painter: Painter) -> Bool {
    if case .account = painter.model.selection { true } else { false }
  }

  func draw(in area: Rect, with painter: inout Painter) { painter.drawCoins(area) }
}

extension Painter {
  private struct CoinsColumns {
    var number: Int
    var name: Int
    var entry: Int
    var state: Int
    var time: Int
    var after: Int
  }

  /// The account whose statement is shown; nil: all of them are.
  private var statementAccount: String? {
    if case .account(let name) = model.selection { name } else { nil }
  }

  fileprivate mutating func drawCoins(_ area: Rect) {
    let operations = snapshot.operations.reversed().filter(isListed)
    let columns = coinsColumns(area, operations)
    drawCoinsHeader(area, columns)
    if operations.isEmpty {
      text(say(.noTransferYet), x: area.x + 1, y: area.y + 1, style: theme.dim, width: area.width - 1)
    }
    for (row, operation) in operations.prefix(area.height - 1).enumerated() {
      drawTransfer(operation, area, columns, y: area.y + 1 + row)
    }
  }

  /// Reads of the demo load move nothing and would push the transfers out.
  private func isListed(_ operation: OperationSnapshot) -> Bool {
    let names: [String?]
    switch operation.kind {
    case .transfer(let from, let to, _): names = [from, to]
    case .open(let name, _): names = [snapshot.accounts.first, name]
    case .balances:
      guard operation.isByPerson else { return false }
      names = [operation.account]
    }
    return statementAccount.map { names.contains($0) } ?? true
  }

  private func coinsColumns(_ area: Rect, _ operations: [OperationSnapshot]) -> CoinsColumns {
    let shown = operations.prefix(area.height - 1)
    let widest = shown.map { TextWidth.of(title(of: $0)) }.max() ?? 0
    let number = max(3, shown.map { String($0.number).utf8.count + 1 }.max() ?? 0)
    let name = clamp(widest, 8, max(8, area.width / 4))
    var columns = CoinsColumns(
      number: area.x + 1, name: area.x + 1 + number, entry: 0, state: 0, time: 0, after: area.right)
    columns.time = columns.name + name + 2
    columns.entry = columns.time + 9
    columns.state = columns.entry + 11
    if statementAccount != nil {
      columns.after = area.right - 9
    } else if area.width >= 72 {
      columns.after = area.right - min(26, area.width / 3)
    }
    return columns
  }

  /// "alice→dave 15"
  private func title(of operation: OperationSnapshot) -> String {
    let (who, coins) = name(of: operation)
    return coins.isEmpty ? who : "\(who) \(coins)"
  }

  private mutating func drawCoinsHeader(_ area: Rect, _ columns: CoinsColumns) {
    func head(_ label: Label, _ x: Int, _ painter: inout Painter) {
      painter.text(painter.say(label), x: x, y: area.y, style: painter.theme.dim, width: area.right - x)
    }
    text("#", x: columns.number, y: area.y, style: theme.dim)
    head(.transfer, columns.name, &self)
    head(.timeHead, columns.time, &self)
    head(.entryAtTerm, columns.entry, &self)
    head(.state, columns.state, &self)
    if columns.after < area.right { head(.after, columns.after, &self) }
  }

  private mutating func drawTransfer(
    _ operation: OperationSnapshot, _ area: Rect, _ columns: CoinsColumns, y: Int
  ) {
    // The person's own stand out, as they do where they are under way.
    let style = operation.isByPerson ? theme.strong : theme.base
    text(String(operation.number), x: columns.number, y: y, style: theme.dim)
    let title = cut(title(of: operation), width: columns.time - columns.name - 2)
    text(title, x: columns.name, y: y, style: style)
    text(seconds(operation.ended ?? operation.begun), x: columns.time, y: y)
    text(operation.position?.description ?? glyphs.none, x: columns.entry, y: y)
    let after = columns.after < area.right ? afterText(operation) : nil
    let right = after == nil ? area.right : columns.after - 1
    text(cut(stateText(operation), width: right - columns.state), x: columns.state, y: y)
    if let after { text(cut(after, width: area.right - columns.after), x: columns.after, y: y) }
    entryTarget(of: operation, area, y: y)
  }

  private func stateText(_ operation: OperationSnapshot) -> String {
    switch operation.state {
    case .asking: say(.askedWall, askedText(operation))
    case .stored: storedWall(operation)
    case .committed: say(.committedWall, glyphs.check)
    case .answered where operation.answer == nil: say(.answeredWall, glyphs.check)
    default: verdict(operation) ?? ""
    }
  }

  /// What was on the accounts after it: "alice 85  dave 115"; of the selected account alone "85". nil: nothing was
  /// applied, or it moves nothing.
  private func afterText(_ operation: OperationSnapshot) -> String? {
    guard let position = operation.position,
      let posting = snapshot.postings.last(where: { $0.position == position })
    else { return nil }
    if let account = statementAccount { return posting.coins(of: account)?.description }
    let names: [String]
    switch posting.entry {
    case .transfer(let from, let to, _, _): names = [from, to]
    case .open(let name, _): names = [name]
    default: return nil
    }
    return names.map { "\(spell($0)) \(posting.coins(of: $0)?.description ?? glyphs.none)" }
      .joined(separator: "  ")
  }
}
