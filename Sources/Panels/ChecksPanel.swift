import Canvas
import Consensus
import Explanation
import Host

extension View {
  static let checks = View("checks")
}

/// Each invariant: whether it holds, its section, when it was last evaluated, and how often. Where not all
/// fit, a broken one comes first and the last row counts the rest.
struct ChecksPanel: Panel {
  let view = View.checks
  let needs = PanelNeeds(size: Size(width: 13, height: 1), allSeeing: true)

  func marksSelection(_ painter: Painter) -> Bool {
    if case .rule = painter.model.selection { true } else { false }
  }

  func draw(in area: Rect, with painter: inout Painter) { painter.drawChecks(area) }
}

extension Painter {
  fileprivate mutating func drawChecks(_ area: Rect) {
    var y = area.y
    let columns = CheckColumns(area)
    let detail =
      snapshot.violation.map { wrap(spell(explainer.text(of: $0.detail)), width: area.width - 2) } ?? []
    var invariants = snapshot.invariants
    if area.height >= 4 {
      drawChecksHeader(columns, y: y)
      y += 1
    }
    let room = max(0, area.bottom - y - (detail.isEmpty ? 0 : min(3, detail.count + 1)))
    if invariants.count > room {
      let shown = max(0, room - 1)
      text(
        say(.more, invariants.count - shown), x: columns.name, y: y + shown, style: theme.dim,
        width: area.right - columns.name)
      mark(glyphs.check, x: area.x + 1, y: y + shown, style: theme.dim)
      let first = invariants.filter { isBroken($0) || isSelected($0) }
      invariants = Array((first + invariants.filter { !isBroken($0) && !isSelected($0) }).prefix(shown))
    }
    for invariant in invariants {
      drawCheck(invariant, columns, y: y)
      y += 1
    }
    for (row, line) in detail.enumerated() where y + 1 + row < area.bottom {
      text(line, x: area.x + 1, y: y + 1 + row, style: theme.strong, width: area.width - 2)
    }
  }

  private struct CheckColumns {
    let name: Int
    let section: Int
    /// When it was last looked at; nil where it is too narrow for that.
    let last: Int?
    let right: Int
    /// Wide enough for how often, too.
    let counts: Bool

    init(_ area: Rect) {
      let roomy = area.width >= 56
      counts = area.width >= 70
      name = area.x + 3
      section = roomy ? area.x + 30 : area.right - 6
      last = roomy ? area.x + (counts ? 47 : 41) : nil
      right = area.right
    }
  }

  private func isBroken(_ invariant: InvariantSnapshot) -> Bool {
    snapshot.violation?.invariant == invariant.name || snapshot.brokenInvariants.contains(invariant.name)
  }

  private func isSelected(_ invariant: InvariantSnapshot) -> Bool { model.selection == .rule(invariant.name) }

  private mutating func drawChecksHeader(_ columns: CheckColumns, y: Int) {
    text(say(.invariant), x: columns.name, y: y, style: theme.dim, width: columns.section - columns.name - 1)
    guard let last = columns.last else {
      return textRight(say(.section), right: columns.right, y: y, style: theme.dim, width: 12)
    }
    text(say(.section), x: columns.section, y: y, style: theme.dim, width: last - columns.section)
    text(say(.lastEvaluated), x: last, y: y, style: theme.dim, width: columns.right - last)
    if columns.counts {
      textRight(say(.evaluations), right: columns.right - 1, y: y, style: theme.dim, width: 12)
    }
  }

  private mutating func drawCheck(_ invariant: InvariantSnapshot, _ columns: CheckColumns, y: Int) {
    let broken = isBroken(invariant)
    let style = broken ? theme.alarm : theme.base
    mark(broken ? glyphs.down : glyphs.check, x: columns.name - 2, y: y, style: style)
    let name = (broken ? say(.broken) + " " : "") + explainer.name(ofInvariant: invariant.name)
    let chosen = isSelected(invariant)
    let shown = cut(name, width: columns.section - columns.name - 2)
    text(
      chosen ? "[\(shown)]" : shown, x: columns.name - (chosen ? 1 : 0), y: y,
      style: chosen ? theme.selected(theme.strong) : style)
    target(
      Rect(x: columns.name - 2, y: y, width: columns.right - columns.name, height: 1),
      .select(.rule(invariant.name)))
    // Where it is narrow the section stands alone, without the figure.
    let alone = invariant.section.split(separator: ",").first.map(String.init) ?? ""
    let section = spell(columns.counts ? invariant.section : alone)
    if TextWidth.of(section) <= (columns.last.map { $0 - 1 } ?? columns.right) - columns.section {
      text(section, x: columns.section, y: y, style: theme.dim)
    }
    guard let last = columns.last else { return }
    let when =
      invariant.evaluations == 0 ? say(.notYet) : say(.secondsUnit, seconds(invariant.lastChecked))
    text(when, x: last, y: y, width: columns.right - last - 1)
    if columns.counts {
      textRight(String(invariant.evaluations), right: columns.right - 1, y: y, width: 14)
    }
  }
}
