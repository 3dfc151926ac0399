import Canvas
import Consensus
import Host

extension Painter {
  /// The checks beside the ring.
  mutating func drawChecksPanel(_ area: Rect) {
    box(area, title: say(.checks))
    drawChecks(area.inset(1))
  }

  /// Each invariant: whether it holds, its section, when it was last evaluated, and how often.
  mutating func drawChecks(_ area: Rect) {
    guard area.height > 0, area.width > 12 else { return }
    let roomy = area.width >= 56
    var y = area.y
    let name = area.x + 3
    let section = roomy ? area.x + 30 : area.right - 6
    let last = area.x + 41
    if roomy {
      text(say(.invariant), x: name, y: y, style: theme.dim)
      text(say(.section), x: section, y: y, style: theme.dim, width: 10)
      text(say(.lastEvaluated), x: last, y: y, style: theme.dim, width: area.right - last)
      if area.width >= 70 {
        textRight(say(.evaluations), right: area.right - 1, y: y, style: theme.dim, width: 12)
      }
      y += 1
    }
    for invariant in snapshot.invariants where y < area.bottom {
      let broken = snapshot.violation?.invariant == invariant.name
      let style = broken ? theme.alarm : theme.base
      mark(broken ? glyphs.down : glyphs.check, x: area.x + 1, y: y, style: style)
      let spoken = Label.invariant(invariant.name, model.language)
      text(
        broken ? say(.broken) + " " + spoken : spoken, x: name, y: y, style: style, width: section - name - 1)
      text(spell(invariant.section), x: section, y: y, style: theme.dim, width: roomy ? 10 : 7)
      if roomy {
        let when =
          invariant.evaluations == 0 ? say(.notYet) : say(.secondsUnit, seconds(invariant.lastChecked))
        text(when, x: last, y: y, width: area.right - last - 1)
        if area.width >= 70 {
          textRight(String(invariant.evaluations), right: area.right - 1, y: y, width: 14)
        }
      }
      y += 1
    }
    guard let violation = snapshot.violation, y + 1 < area.bottom else { return }
    for line in wrap(
      spell(Catalogue(language: model.language).text(of: violation.detail)), width: area.width - 2
    ).prefix(area.bottom - y - 1) {
      text(line, x: area.x + 1, y: y + 1, style: theme.strong, width: area.width - 2)
      y += 1
    }
  }
}
