import Canvas
import Consensus
import Explanation
import Host

extension View {
  package static let checks = View("checks")
}

/// Each invariant: whether it holds, its section, when it was last evaluated, and how often. Where not all
/// fit, a broken one comes first and the last row counts the rest.
struct ChecksPanel: Panel {
  let view = View.checks
  let needs = PanelNeeds(size: Size(width: 13, height: 1))

  func draw(in area: Rect, with painter: inout Painter) { painter.drawChecks(area) }
}

extension Painter {
  fileprivate mutating func drawChecks(_ area: Rect) {
    let roomy = area.width >= 56
    var y = area.y
    let columns = CheckColumns(area, roomy: roomy)
    let detail = violationLines(width: area.width - 2)
    var invariants = snapshot.invariants
    if roomy, invariants.count < area.height {
      drawChecksHeader(columns, y: y)
      y += 1
    }
    let room = max(0, area.bottom - y - (detail.isEmpty ? 0 : min(3, detail.count + 1)))
    if invariants.count > room {
      invariants = invariants.filter { isBroken($0) } + invariants.filter { !isBroken($0) }
      let hidden = invariants.count - max(0, room - 1)
      invariants = Array(invariants.prefix(max(0, room - 1)))
      mark(glyphs.check, x: area.x + 1, y: y + invariants.count, style: theme.dim)
      text(
        say(.more, String(hidden)), x: columns.name, y: y + invariants.count, style: theme.dim,
        width: area.right - columns.name)
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
    let mark: Int
    let name: Int
    let section: Int
    let last: Int
    let right: Int
    let roomy: Bool
    let counts: Bool

    init(_ area: Rect, roomy: Bool) {
      mark = area.x + 1
      name = area.x + 3
      section = roomy ? area.x + 30 : area.right - 6
      counts = area.width >= 70
      last = area.x + (counts ? 47 : 41)
      right = area.right
      self.roomy = roomy
    }
  }

  private func isBroken(_ invariant: InvariantSnapshot) -> Bool {
    snapshot.violation?.invariant == invariant.name
  }

  private func violationLines(width: Int) -> [String] {
    guard let violation = snapshot.violation else { return [] }
    return wrap(spell(catalogue.text(of: violation.detail)), width: width)
  }

  private mutating func drawChecksHeader(_ columns: CheckColumns, y: Int) {
    text(say(.invariant), x: columns.name, y: y, style: theme.dim)
    text(say(.section), x: columns.section, y: y, style: theme.dim, width: columns.last - columns.section)
    text(say(.lastEvaluated), x: columns.last, y: y, style: theme.dim, width: columns.right - columns.last)
    if columns.counts {
      textRight(say(.evaluations), right: columns.right - 1, y: y, style: theme.dim, width: 12)
    }
  }

  private mutating func drawCheck(_ invariant: InvariantSnapshot, _ columns: CheckColumns, y: Int) {
    let broken = isBroken(invariant)
    let style = broken ? theme.alarm : theme.base
    mark(broken ? glyphs.down : glyphs.check, x: columns.mark, y: y, style: style)
    let spoken = catalogue.name(ofInvariant: invariant.name)
    let name = broken ? say(.broken) + " " + spoken : spoken
    text(cut(name, width: columns.section - columns.name - 1), x: columns.name, y: y, style: style)
    // Where it is narrow the section stands alone, without the figure.
    let alone = invariant.section.split(separator: ",").first.map(String.init) ?? ""
    let section = spell(columns.counts ? invariant.section : alone)
    let end = columns.roomy ? columns.last - 1 : columns.right
    if TextWidth.of(section) <= end - columns.section {
      text(section, x: columns.section, y: y, style: theme.dim)
    }
    guard columns.roomy else { return }
    let when =
      invariant.evaluations == 0 ? say(.notYet) : say(.secondsUnit, seconds(invariant.lastChecked))
    text(when, x: columns.last, y: y, width: columns.right - columns.last - 1)
    if columns.counts {
      textRight(String(invariant.evaluations), right: columns.right - 1, y: y, width: 14)
    }
  }
}
