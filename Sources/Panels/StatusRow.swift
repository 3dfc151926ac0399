import Canvas
import Command
import Consensus
import Explanation
import Host

extension Painter {
  /// Parts of the status row, in the order in which they give way: the last first. Where the rules are
  /// checked, the supply is one of them and its number only fills spare room.
  private enum StatusPart: Int, CaseIterable {
    case pace, leader, time, safe, up, bugs, committed, coins, seed, spareCoins, dials, branch
  }

  private struct StatusPiece {
    var part: StatusPart
    var text: String
    var strong = false
    /// Follows the piece before it without a separator.
    var glued = false

    /// With what stands before it.
    var columns: Int { TextWidth.of(text) + (glued ? 2 : 3) }
  }

  mutating func drawStatus(y: Int) {
    let width = canvas.size.width
    if isPast { canvas.fill(Rect(x: 0, y: y, width: width, height: 1), style: rowStyle(theme.strong)) }
    let pieces =
      fitting(statusPieces(long: true), least: .seed, width: width)
      ?? fitting(statusPieces(long: false), least: .pace, width: width) ?? []
    var x = 1
    for (index, piece) in pieces.enumerated() {
      if index > 0, !piece.glued {
        mark(glyphs.separator, x: x + 1, y: y, style: isPast ? rowStyle(theme.base) : theme.dim)
      }
      if index > 0 { x += piece.glued ? 2 : 3 }
      x = text(piece.text, x: x, y: y, style: rowStyle(piece.strong ? theme.strong : theme.base))
    }
  }

  /// In the past the whole row is reversed.
  private func rowStyle(_ style: Style) -> Style { isPast ? theme.selected(style) : style }

  var isPast: Bool { model.timeline?.isPast ?? false }

  /// Drops pieces from the end of the order until the row fits; nil when even `least` would have to go.
  private func fitting(_ pieces: [StatusPiece], least: StatusPart, width: Int) -> [StatusPiece]? {
    var columns = pieces.reduce(-2) { $0 + $1.columns }
    var kept = pieces
    while columns > width {
      guard let last = kept.indices.max(by: { kept[$0].part.rawValue < kept[$1].part.rawValue }),
        kept[last].part.rawValue > least.rawValue
      else { return nil }
      columns -= kept[last].columns
      kept.remove(at: last)
    }
    return kept
  }

  private func statusPieces(long: Bool) -> [StatusPiece] {
    var pieces = timePieces(long: long)
    func add(_ part: StatusPart, _ text: String, strong: Bool = false) {
      pieces.append(StatusPiece(part: part, text: text, strong: strong))
    }
    add(.leader, leaderPiece(long: long), strong: true)
    add(.up, say(long ? .upLong : .upShort, snapshot.upCount, snapshot.voterCount, neededText))
    add(.committed, say(.committed, snapshot.committed))
    if let violation = snapshot.violation {
      let name = explainer.name(ofInvariant: violation.invariant)
      // Where the run stands at it, the row below names it.
      if !model.standsAtBreak { add(.safe, "\(glyphs.down) " + say(.broken) + " " + name, strong: true) }
    } else if !snapshot.invariants.isEmpty {
      add(.safe, "\(glyphs.check) " + say(.safe))
    }
    if let bug = snapshot.brokenRules.first {
      let count = snapshot.brokenRules.count
      add(.bugs, count == 1 ? say(.brokenByHand, bug) : say(.brokenCount, count), strong: true)
    }
    guard !model.big else { return pieces }
    add(.seed, snapshot.consensus.rawValue + "  " + say(.seed, snapshot.seed))
    add(snapshot.invariants.isEmpty ? .coins : .spareCoins, say(.coins, snapshot.supply))
    guard long else { return pieces }
    add(.dials, dials)
    if let branch = model.timeline?.current, branch.parent != nil {
      add(.branch, say(.branch) + " " + branchName(branch))
    }
    return pieces
  }

  private var dials: String {
    let rate =
      snapshot.loadMilliRate.map { say(.load, Quantities.decimalText($0, scale: 1000)) } ?? say(.loadOff)
    let latency = say(
      .latency, snapshot.latency.lowerBound / 1_000_000, span(snapshot.latency.upperBound))
    let loss = say(.loss, Quantities.decimalText(UInt64(snapshot.lossPartsPerMillion), scale: 10_000))
    return [rate, latency, loss].joined(separator: "  ")
  }

  func branchName(_ branch: TimelineSnapshot.Branch) -> String {
    spell(explainer.name(of: branch))
  }

  private func timePieces(long: Bool) -> [StatusPiece] {
    if isPast, let end = model.timeline?.current?.end.time {
      let times = say(.past, seconds(snapshot.time), seconds(end))
      let past = glyphs.past + " " + times + (model.playing ? "  " + playState : "")
      return [StatusPiece(part: .pace, text: past, strong: true)]
    }
    let time = say(.secondsUnit, seconds(snapshot.time)) + (long ? "  " + say(.live) : "")
    return [
      StatusPiece(part: .pace, text: playState, strong: true),
      StatusPiece(part: .time, text: time, strong: true, glued: true),
    ]
  }

  /// "► auto 0.01×", "‖ paused 0.25×".
  var playState: String {
    let speed = Quantities.decimalText(model.speedThousandths, scale: 1000) + glyphs.times
    guard model.playing else { return [glyphs.paused, say(.paused), speed].joined(separator: " ") }
    return glyphs.playing + (model.paceIsAutomatic ? " " + say(.auto) : "") + " " + speed
  }

  private func leaderPiece(long: Bool) -> String {
    let gap = long ? "  " : " "
    // The leader's own: a candidate that a partition keeps from winning may be terms ahead.
    let leading = snapshot.leader.flatMap { snapshot.node($0)?.view.term }
    let term = say(.termNumber, leading ?? snapshot.highestTerm)
    if let leader = snapshot.leader {
      let name = "\(glyphs.leader) " + (long ? say(.leads, leader) : leader.description)
      return term + gap + name
    }
    guard let since = snapshot.leaderlessSince, since <= snapshot.time else {
      return term + gap + say(.noLeader)
    }
    return term + gap + say(.noLeaderFor, span(snapshot.time - since))
  }

  /// A row of its own for the rule that broke, as long as the run stands there.
  mutating func drawAlarm(_ violation: ViolationSnapshot, y: Int) {
    let width = canvas.size.width
    canvas.fill(Rect(x: 0, y: y, width: width, height: 1), style: theme.alarm)
    let name = explainer.name(ofInvariant: violation.invariant)
    let tail = "  " + say(.pressW)
    let detail = spell(explainer.text(of: violation.detail))
    // The figure beside it stands in the card.
    let section = violation.section.split(separator: ",").first.map(String.init) ?? ""
    let sign = " \(glyphs.down) "
    let room = width - TextWidth.of(tail)
    var body = sign + say(.brokenRule, name, detail, spell(section))
    // Where it is too long the section goes first, then words from its end.
    if TextWidth.of(body) > room { body = cutAtWord(sign + say(.brokenRuleAlone, name, detail), width: room) }
    let end = text(body, x: 0, y: y, style: theme.alarm)
    text(tail, x: end, y: y, style: theme.alarm)
  }
}
