import Canvas
import Command
import Consensus
import Explanation
import Host

extension Painter {
  /// Parts of the status row, in the order in which they give way: the last first. Where the rules are
  /// checked, the supply is one of them and its number only fills spare room.
  private enum StatusPart: Int, CaseIterable {
    case pace, eyes, safe, leader, time, up, bugs, committed, coins, seed, spareCoins, dials, branch
  }

  /// The row in one of its lengths.
  private struct StatusForm {
    var long = false
    /// "► 0.01×", "‖ paused".
    var terse = false
    var sides = SidesForm.inFull
    /// Columns between two parts.
    var gap = 3
    /// The last part that may not give way in it.
    var least: StatusPart
  }

  /// How the two sides of a partition are told, the longest first.
  private enum SidesForm {
    /// "n1 n2 n3: ★ n1 | n4 n5: no leader"
    case inFull
    /// "n1-n3: ★ n1 | n4 n5: no leader"
    case asRanges
    /// "★ n1 n2 n3 | n4 n5", "★ n2 n1 | n3-n5"
    case alone
  }

  /// The longest that fits is drawn.
  private static let statusForms = [
    StatusForm(long: true, least: .seed), StatusForm(least: .committed),
    StatusForm(gap: 1, least: .committed), StatusForm(sides: .asRanges, gap: 1, least: .up),
    StatusForm(gap: 1, least: .time), StatusForm(sides: .asRanges, gap: 1, least: .time),
    StatusForm(terse: true, sides: .asRanges, gap: 1, least: .time),
    StatusForm(sides: .alone, gap: 1, least: .time),
    StatusForm(terse: true, sides: .alone, gap: 1, least: .pace),
  ]

  private struct StatusPiece {
    var part: StatusPart
    var text: String
    var strong = false
    /// Follows the piece before it without a separator.
    var glued = false
  }

  mutating func drawStatus(y: Int) {
    tell(isPast ? .past : model.playing ? .playing : .paused)
    let width = canvas.size.width
    if isPast { canvas.fill(Rect(x: 0, y: y, width: width, height: 1), style: rowStyle(theme.strong)) }
    let (pieces, gap) = statusRow(width: width)
    var x = 1
    for (index, piece) in pieces.enumerated() {
      if index > 0, !piece.glued {
        mark(glyphs.separator, x: x + gap / 2, y: y, style: isPast ? rowStyle(theme.base) : theme.dim)
      }
      if index > 0 { x += piece.glued ? 2 : gap }
      let style = piece.strong ? theme.strong : theme.base
      x = text(piece.text, x: x, y: y, style: piece.part == .eyes ? theme.selected(style) : rowStyle(style))
    }
  }

  /// The longest form that fits, and its gap.
  private func statusRow(width: Int) -> (pieces: [StatusPiece], gap: Int) {
    for form in Self.statusForms {
      if let pieces = fitting(statusPieces(form), form, width: width) { return (pieces, form.gap) }
    }
    return ([], 1)
  }

  /// In the past the whole row is reversed.
  private func rowStyle(_ style: Style) -> Style { isPast ? theme.selected(style) : style }

  var isPast: Bool { model.timeline?.isPast ?? false }

  /// Drops pieces from the end of the order until the row fits; nil when even the form's least would have to go.
  private func fitting(_ pieces: [StatusPiece], _ form: StatusForm, width: Int) -> [StatusPiece]? {
    func columns(_ piece: StatusPiece) -> Int { TextWidth.of(piece.text) + (piece.glued ? 2 : form.gap) }
    var total = pieces.reduce(1 - form.gap) { $0 + columns($1) }
    var kept = pieces
    while total > width {
      guard let last = kept.indices.max(by: { kept[$0].part.rawValue < kept[$1].part.rawValue }),
        kept[last].part.rawValue > form.least.rawValue
      else { return nil }
      total -= columns(kept[last])
      kept.remove(at: last)
    }
    return kept
  }

  private func statusPieces(_ form: StatusForm) -> [StatusPiece] {
    let long = form.long
    var pieces = timePieces(form)
    func add(_ part: StatusPart, _ text: String, strong: Bool = false) {
      pieces.append(StatusPiece(part: part, text: text, strong: strong))
    }
    if let eyesCaption { add(.eyes, eyesCaption, strong: true) }
    add(.leader, leaderPiece(long: long, form.sides), strong: true)
    let up = snapshot.knowledge == nil ? String(snapshot.upCount) : String(glyphs.unknown)
    // Where those that run go by different configurations, and none rules, each needs another number.
    let isDisputed = snapshot.leader == nil || snapshot.sides != nil
    if !isDisputed || snapshot.configurations.count < 2 {
      let text =
        long && !isOneSize
        ? say(.upQuorums, up, snapshot.voterCount, snapshot.neededToLead, snapshot.neededToCommit)
        : say(long ? .upLong : .upShort, up, snapshot.voterCount, neededText)
      add(.up, text)
    }
    let committed = truth { if case .committed(let index) = $0 { "\(index)" } else { nil } }
    if snapshot.consensus != .synod { add(.committed, say(.committed, snapshot.committed) + committed) }
    if let violation = snapshot.violation {
      let name = explainer.name(ofInvariant: violation.invariant)
      // Where the run stands at it, the row below names it.
      let broken = "\(glyphs.down) " + say(.broken)
      if !model.standsAtBreak {
        add(.safe, form.sides == .alone ? broken : broken + " " + name, strong: true)
      }
    } else if let name = snapshot.brokenInvariants.first {
      let broken = "\(glyphs.down) " + say(.broken)
      add(.safe, form.sides == .alone ? broken : broken + " " + explainer.name(ofInvariant: name))
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

  /// "≠4": how it is, right behind what is believed; empty where that is so.
  private func truth(_ value: (Knowledge.Mistake) -> String?) -> String {
    (snapshot.knowledge?.mistakes ?? []).compactMap(value).map { glyphs.differs + $0 }.joined()
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

  private func timePieces(_ form: StatusForm) -> [StatusPiece] {
    if isPast, let end = model.timeline?.current?.end.time {
      let times = say(.past, seconds(snapshot.time), seconds(end))
      let past = glyphs.past + " " + times + (model.playing ? "  " + playState : "")
      return [StatusPiece(part: .pace, text: past, strong: true)]
    }
    let time = say(.secondsUnit, seconds(snapshot.time)) + (form.long ? "  " + say(.live) : "")
    return [
      StatusPiece(part: .pace, text: form.terse ? tersePlayState : playState, strong: true),
      StatusPiece(part: .time, text: time, strong: true, glued: true),
    ]
  }

  /// "► auto 0.01×", "‖ paused 0.25×".
  var playState: String {
    let speed = Quantities.decimalText(model.speedThousandths, scale: 1000) + glyphs.times
    guard model.playing else { return [glyphs.paused, say(.paused), speed].joined(separator: " ") }
    return glyphs.playing + (model.paceIsAutomatic ? " " + say(.auto) : "") + " " + speed
  }

  /// "► 0.01×", "‖ paused".
  private var tersePlayState: String {
    guard model.playing else { return glyphs.paused + " " + say(.paused) }
    return glyphs.playing + " " + Quantities.decimalText(model.speedThousandths, scale: 1000) + glyphs.times
  }

  /// Who leads which term. What one node alone believes is told as its belief, with what the others do; while the
  /// network is split, side by side.
  private func leaderPiece(long: Bool, _ form: SidesForm) -> String {
    if snapshot.consensus == .synod {
      let chosen = snapshot.nodes.lazy.compactMap { $0.view.part?.chosen?.term }.first
      return chosen.map { say(.synodChosen, snapshot.consensus.name(ofTerm: $0)) } ?? say(.synodNoneChosen)
    }
    let gap = long ? "  " : " "
    let later = truth { if case .term(let term) = $0 { snapshot.consensus.name(ofTerm: term) } else { nil } }
    let term = say(.termNumber, snapshot.consensus.name(ofTerm: shownTerm)) + later
    if let sides = snapshot.sides {
      return term + gap + sides.map { told($0, form) }.joined(separator: " | ")
    }
    if let leader = snapshot.leader.flatMap({ snapshot.node($0) }) {
      guard !snapshot.leadsAlone(leader) else {
        let others = NodeSet(snapshot.nodes.map(\.id)).subtracting([leader.id])
        return term + gap + [claim(of: [leader.id]), claim(of: others)].joined(separator: " | ")
      }
      // Where a rule is broken a term may have two.
      let rivals = snapshot.nodes.filter { node in
        node.id != leader.id && node.condition == .up && node.view.role == .leader
          && node.view.term == leader.view.term
      }
      let own = "\(glyphs.leader) " + (long ? say(.leads, leader.id) : leader.id.description)
      let name = ([own] + rivals.map { "\(glyphs.leader) \($0.id)" }).joined(separator: gap)
      let other = truth {
        if case .leader(let leader) = $0 { leader?.description ?? say(.nobody) } else { nil }
      }
      return term + gap + name + other
    }
    guard let since = snapshot.leaderlessSince, since <= snapshot.time else {
      return term + gap + say(.noLeader)
    }
    return term + gap + say(.noLeaderFor, span(snapshot.time - since))
  }

  /// The leader's own, as a candidate that a partition keeps from winning may be terms ahead; without one the latest.
  private var shownTerm: Term {
    if let leader = snapshot.leader.flatMap({ snapshot.node($0) }), !snapshot.leadsAlone(leader) {
      return leader.view.term
    }
    return snapshot.knowledge.flatMap { snapshot.node($0.node)?.view.term } ?? snapshot.highestTerm
  }

  /// A side of a partition, and what it does.
  private func told(_ side: NodeSet, _ form: SidesForm) -> String {
    if form == .alone {
      let leaders = side.filter { !leadersMark($0).isEmpty }
      let others = side.subtracting(NodeSet(leaders))
      return (leaders.map { leadersMark($0) + $0.description } + [ranges(others)]).filter { !$0.isEmpty }
        .joined(separator: " ")
    }
    let claim = claim(of: side)
    if side.count == 1, let only = side.first(where: { _ in true }), claim.hasPrefix(only.description) {
      return claim
    }
    return (form == .inFull ? names(Array(side)) : ranges(side)) + ": " + claim
  }

  /// "★ ", or "★? " of a node that leads in its own eyes alone; empty of all others.
  private func leadersMark(_ id: NodeID) -> String {
    guard let node = snapshot.node(id), node.condition == .up, node.view.role == .leader else { return "" }
    return "\(glyphs.leader)" + (snapshot.leadsAlone(node) ? "\(glyphs.unknown) " : " ")
  }

  /// "n1-n3 n5"
  private func ranges(_ nodes: NodeSet) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in nodes.map(\.number) {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { run in
      run.count > 2 ? "n\(run.lowerBound)-n\(run.upperBound)" : run.map { "n\($0)" }.joined(separator: " ")
    }.joined(separator: " ")
  }

  /// What these nodes do: who of them leads or believes that it does, else who stands for election; and in which term,
  /// where that is not the one of the headline.
  private func claim(of side: NodeSet) -> String {
    let running = snapshot.nodes.filter { side.contains($0.id) && $0.condition == .up }
    func newest(_ role: Role) -> NodeSnapshot? {
      running.filter { $0.view.role == role }.max { $0.view.term < $1.view.term }
    }
    guard let node = newest(.leader) ?? newest(.candidate) else { return say(.noLeader) }
    let what =
      node.view.role == .candidate
      ? say(.standsNow, node.id)
      : snapshot.leadsAlone(node) ? say(.thinksItLeads, node.id) : "\(glyphs.leader) \(node.id)"
    return node.view.term == shownTerm ? what : what + " " + snapshot.consensus.mark(ofTerm: node.view.term)
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
