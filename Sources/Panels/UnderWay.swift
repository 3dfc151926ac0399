import Canvas
import Consensus
import Host

extension Painter {
  /// The operations to show: the person's own first, then what has not ended, then the rest; of equals the
  /// newest.
  private func operationsShown(_ count: Int) -> [OperationSnapshot] {
    let now = snapshot.time
    func rank(_ operation: OperationSnapshot) -> Int {
      // The outcome of the person's own stays in sight for two seconds.
      let fresh = operation.ended.map { now < $0 || now - $0 < 2_000_000_000 } ?? true
      if operation.state == .queued { return operation.isByPerson ? 3 : 1 }
      if operation.isByPerson, fresh { return operation.ended == nil ? 5 : 4 }
      return operation.ended == nil ? 2 : 0
    }
    let newest = snapshot.operations.enumerated().sorted { left, right in
      let (a, b) = (rank(left.element), rank(right.element))
      return a != b ? a > b : left.offset > right.offset
    }
    return newest.prefix(count).map(\.element)
  }

  /// "alice→dave 15"
  func name(of operation: OperationSnapshot) -> (who: String, coins: String) {
    switch operation.kind {
    case .transfer(let from, let to, let amount):
      (spell(from) + "\(glyphs.right)" + spell(to), String(amount))
    case .open(let name, let amount): (say(.opens, spell(name)), String(amount))
    case .balances: (operation.account.map { say(.readBalance, spell($0)) } ?? say(.readBalances), "")
    }
  }

  /// What ended it or keeps it waiting, where that is no station; and what a read told.
  func verdict(_ operation: OperationSnapshot) -> String? {
    if let answer = operation.answer {
      let coins = operation.account.flatMap { answer.coins(of: $0) }.map(\.description) ?? glyphs.none
      let node = operation.asked?.description ?? glyphs.none
      return answer.behind > 0
        ? say(.readBehind, coins, node, answer.through, answer.behind)
        : say(.readNewest, coins, node, answer.through)
    }
    return switch operation.state {
    case .queued: say(.queued)
    case .refused(let reason, _): say(.refused, spell(reason))
    case .turnedAway(let node, let leader?): say(.turnedAway, node, leader)
    case .turnedAway(let node, nil): say(.turnedAwayNowhere, node)
    case .unknown: say(.unknown)
    default: nil
    }
  }

  func askedText(_ operation: OperationSnapshot) -> String {
    guard let node = operation.asked else { return glyphs.none }
    guard case .asking = operation.state else { return "\(node) \(glyphs.check)" }
    return operation.attempts > 1 ? say(.askedTry, node, operation.attempts) : "\(node) \(glyphs.ellipsis)"
  }

  /// How far it has come, as a check mark for what is done.
  private func done(_ operation: OperationSnapshot) -> (committed: String, answered: String) {
    let check = String(glyphs.check)
    return switch operation.state {
    case .committed: (check, glyphs.none)
    case .answered: (check, check)
    default: (glyphs.none, glyphs.none)
    }
  }

  mutating func entryTarget(of operation: OperationSnapshot, _ area: Rect, y: Int) {
    guard let position = operation.position, let node = holders(of: position).first else { return }
    target(Rect(x: area.x, y: y, width: area.width, height: 1), .select(.entry(position, on: node)))
  }

  // MARK: Rows, on a wall

  mutating func drawUnderWayRows(_ area: Rect) {
    let operations = operationsShown(area.height)
    if !operations.isEmpty { tell(.done, .none) }
    if operations.isEmpty {
      text(say(.nothingUnderWay), x: area.x + 1, y: area.y, style: theme.dim, width: area.width - 1)
    }
    for (row, operation) in operations.enumerated() {
      let y = area.y + row
      let (who, coins) = name(of: operation)
      let title = coins.isEmpty ? who : "\(who) \(coins)"
      let style = drawOwner(of: operation, x: area.x, y: y)
      let x = text(title, x: area.x + 1, y: y, style: style, width: area.width - 2) + 2
      if let verdict = verdict(operation) {
        text(cut(verdict, width: area.width - x), x: x, y: y)
      } else {
        drawStations(operation, x: x, y: y, right: area.right)
      }
      entryTarget(of: operation, area, y: y)
    }
  }

  /// Marks what a person or a line asked for; demo load has no mark.
  /// - Returns: how its name is written.
  private mutating func drawOwner(of operation: OperationSnapshot, x: Int, y: Int) -> Style {
    guard operation.isByPerson else { return theme.base }
    tell(.own)
    mark(glyphs.own, x: x, y: y, style: theme.strong)
    return theme.strong
  }

  private mutating func drawStations(_ operation: OperationSnapshot, x: Int, y: Int, right: Int) {
    let done = done(operation)
    let pieces = [
      say(.askedWall, askedText(operation)), storedWall(operation), say(.committedWall, done.committed),
      say(.answeredWall, done.answered),
    ]
    var x = x
    for (index, piece) in pieces.enumerated() {
      let width = TextWidth.of(piece) + (index > 0 ? 3 : 0)
      guard x + width <= right else { return }
      if index > 0 {
        mark(glyphs.separator, x: x + 1, y: y, style: theme.dim)
        x += 3
      }
      x = text(piece, x: x, y: y)
    }
  }

  private func copies(_ count: Int) -> String { count == 1 ? say(.oneCopy) : say(.copies, count) }

  func storedWall(_ operation: OperationSnapshot) -> String {
    guard operation.position != nil else { return say(.storedWallNone, glyphs.none) }
    let holders = votersHolding(operation)
    let missing = snapshot.neededToCommit - holders.count
    guard missing > 0 else { return say(.storedWallNone, copies(holders.count)) }
    // What is taken for committed waits for no copy, though a rule is broken.
    guard case .stored = operation.state else { return say(.storedWallNone, names(holders)) }
    return say(.storedWall, names(holders), holders.count, snapshot.neededToCommit, missing)
  }

  // MARK: Table, on a desk

  mutating func drawUnderWayTable(_ area: Rect) {
    guard area.height > 1, area.width >= 44 else { return }
    let spare = max(0, area.width - 56)
    let widths = [14 + spare / 3, 7, 14 + spare / 3, 11]
    var columns = [area.x + 1]
    for width in widths { columns.append(columns[columns.count - 1] + width) }
    let heads = [say(.underWay), say(.asked), say(.stored), say(.committedHead), say(.answered)]
    for (head, x) in zip(heads, columns) {
      text(head, x: x, y: area.y, style: theme.dim, width: area.right - x)
    }
    for (row, operation) in operationsShown(area.height - 1).enumerated() {
      let y = area.y + 1 + row
      let (who, coins) = name(of: operation)
      let nameWidth = widths[0] - 1
      let shown = TextWidth.prefix(who, width: max(1, nameWidth - coins.utf8.count - 1))
      let style = drawOwner(of: operation, x: area.x, y: y)
      let end = text(shown, x: columns[0], y: y, style: style)
      // Amounts line up on the right while the names leave room.
      let narrow = min(nameWidth, max(13, TextWidth.of(shown) + 1 + coins.utf8.count))
      textRight(
        coins, right: columns[0] + narrow, y: y, style: style, width: columns[0] + narrow - end)
      if let verdict = verdict(operation) {
        text(cut(verdict, width: area.right - columns[1]), x: columns[1], y: y)
      } else {
        text(askedText(operation), x: columns[1], y: y, width: widths[1] - 1)
        text(storedText(operation, width: widths[2] - 1), x: columns[2], y: y, width: widths[2] - 1)
        let done = done(operation)
        let waits = if case .stored = operation.state { true } else { false }
        text(waits ? say(.waits) : done.committed, x: columns[3], y: y, width: widths[3] - 1)
        text(done.answered, x: columns[4], y: y, width: area.right - columns[4])
      }
      entryTarget(of: operation, area, y: y)
    }
  }

  private func storedText(_ operation: OperationSnapshot, width: Int) -> String {
    guard operation.position != nil else { return glyphs.none }
    let holders = votersHolding(operation)
    if holders.count >= snapshot.neededToCommit { return copies(holders.count) }
    let tally = say(.storedOf, holders.count, snapshot.voterCount)
    let names = TextWidth.fit(holders.map(\.description).joined(separator: " "), width: 5)
    let both = names + " " + tally
    return TextWidth.of(both) <= width ? both : tally
  }
}
