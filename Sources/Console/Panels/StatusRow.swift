import Canvas
import Consensus
import Host

extension Painter {
  /// Parts of the status row, in the order in which they give way: the last first. Where the rules are
  /// checked, the supply is one of them and its number only fills spare room.
  private enum StatusPart: Int, CaseIterable {
    case pace, leader, safe, up, committed, time, coins, seed, spareCoins, dials
  }

  mutating func drawStatus(y: Int) {
    if let violation = snapshot.violation { return drawViolation(violation, y: y) }
    let width = canvas.size.width
    func fitting(_ least: StatusPart, long: Bool) -> [(text: String, strong: Bool)]? {
      var kept = StatusPart.allCases
      while let last = kept.last, last.rawValue >= least.rawValue {
        let pieces = statusPieces(kept, long: long)
        if pieces.reduce(-2, { $0 + TextWidth.of($1.text) + 3 }) <= width { return pieces }
        kept.removeLast()
      }
      return nil
    }
    let pieces = fitting(.seed, long: true) ?? fitting(.pace, long: false) ?? []
    var x = 1
    for (index, piece) in pieces.enumerated() {
      if index > 0 {
        mark(glyphs.separator, x: x + 1, y: y, style: theme.dim)
        x += 3
      }
      x = text(piece.text, x: x, y: y, style: piece.strong ? theme.strong : theme.base)
    }
  }

  private func statusPieces(_ kept: [StatusPart], long: Bool) -> [(text: String, strong: Bool)] {
    var pieces: [(text: String, strong: Bool)] = []
    var first = playState
    if kept.contains(.time) {
      first += "  " + say(.secondsUnit, seconds(snapshot.time))
      if long { first += "  " + say(.live) }
    }
    if kept.contains(.pace) { pieces.append((first, true)) }
    if kept.contains(.leader) { pieces.append((leaderPiece(long: long), true)) }
    if kept.contains(.up) {
      let values = [snapshot.upCount, snapshot.nodes.count, snapshot.majority].map(String.init)
      pieces.append((say(long ? .upLong : .upShort, values[0], values[1], values[2]), false))
    }
    if kept.contains(.committed) { pieces.append((say(.committed, String(snapshot.committed)), false)) }
    if kept.contains(.safe), !snapshot.invariants.isEmpty {
      pieces.append(("\(glyphs.check) " + say(.safe), false))
    }
    if kept.contains(.seed), !model.big {
      pieces.append((snapshot.consensus.rawValue + "  " + say(.seed, String(snapshot.seed)), false))
    }
    if kept.contains(snapshot.invariants.isEmpty ? .coins : .spareCoins), !model.big {
      pieces.append((say(.coins, String(snapshot.supply)), false))
    }
    if kept.contains(.dials), long, !model.big {
      let rate = snapshot.loadMilliRate.map { say(.load, thousandths($0)) } ?? say(.loadOff)
      let low = String(snapshot.latency.lowerBound / 1_000_000)
      let dials = say(.latency, low, span(snapshot.latency.upperBound))
      let loss = say(.loss, thousandths(UInt64(snapshot.lossPartsPerMillion) / 10))
      pieces.append(([rate, dials, loss].joined(separator: "  "), false))
    }
    return pieces
  }

  /// "► auto 0.01×", "‖ paused 0.25×".
  var playState: String {
    let speed = thousandths(model.speedThousandths) + glyphs.times
    var words = [model.playing ? glyphs.playing : glyphs.paused]
    if !model.playing { words.append(say(.paused)) }
    if model.pace == .auto, model.playing { words.append(say(.auto)) }
    words.append(speed)
    return words.joined(separator: " ")
  }

  private func leaderPiece(long: Bool) -> String {
    let gap = long ? "  " : " "
    // The leader's own: a candidate that a partition keeps from winning may be terms ahead.
    let leading = snapshot.leader.flatMap { snapshot.node($0)?.view.currentTerm }
    let term = say(.termNumber, String(leading ?? snapshot.highestTerm))
    if let leader = snapshot.leader {
      let name = "\(glyphs.leader) " + (long ? say(.leads, leader.description) : leader.description)
      return term + gap + name
    }
    guard let since = snapshot.leaderlessSince, since <= snapshot.time else {
      return term + gap + say(.noLeader)
    }
    return term + gap + say(.noLeaderFor, span(snapshot.time - since))
  }

  /// A broken rule takes the whole row; play state, leader and term follow where they fit.
  private mutating func drawViolation(_ violation: ViolationSnapshot, y: Int) {
    let width = canvas.size.width
    canvas.fill(Rect(x: 0, y: y, width: width, height: 1), style: theme.alarm)
    let name = Label.invariant(violation.invariant, model.language)
    let state = "  " + (model.playing ? glyphs.playing : glyphs.paused + " " + say(.paused)) + "  "
    let tail = "  " + say(.pressW)
    let body =
      " \(glyphs.down) "
      + say(
        .brokenRule, name, spell(Catalogue(language: model.language).text(of: violation.detail)),
        spell(violation.section))
    let room = width - TextWidth.of(tail)
    text(body, x: 0, y: y, style: theme.alarm, width: room)
    let end = min(TextWidth.of(body), room)
    text(tail, x: end, y: y, style: theme.alarm)
    let more = state + leaderPiece(long: false) + " "
    let used = end + TextWidth.of(tail)
    if used + TextWidth.of(more) <= width {
      textRight(more, right: width, y: y, style: theme.alarm, width: width)
    }
  }
}
