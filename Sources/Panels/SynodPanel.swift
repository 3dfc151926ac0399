import Canvas
import Consensus
import Explanation
import Host

extension View {
  static let synod = View("synod")
}

/// Single-decree Paxos as two tables: what each proposer tries, and what each acceptor has promised and accepted, a
/// column for each ballot. Below them how far it has come, and what arrives next.
struct SynodPanel: Panel {
  let view = View.synod
  let needs = PanelNeeds(size: Size(width: 40, height: 4), allSeeing: true, protocols: [.synod])

  func marksSelection(_ painter: Painter) -> Bool {
    if case .node = painter.model.selection { true } else { false }
  }

  func draw(in area: Rect, with painter: inout Painter) { painter.drawSynod(area) }
}

extension Painter {
  /// Where the columns of both tables begin.
  private struct Columns {
    let name: Int
    let ballot: Int
    let third: Int
    let promises: Int
    let proposes: Int
    /// The first of the acceptors' ballots, and how many fit.
    let marks: Int
    let count: Int
    let right: Int

    init(_ area: Rect) {
      name = area.x + 1
      ballot = name + 9
      third = ballot + 10
      promises = third + 10
      let isWide = area.width >= 70
      proposes = promises + (isWide ? 14 : 9)
      marks = third + (isWide ? 26 : 18)
      right = area.right - 1
      count = max(0, (right - marks) / Columns.pitch)
    }

    /// Columns of one ballot.
    static let pitch = 7
  }

  fileprivate mutating func drawSynod(_ area: Rect) {
    let columns = Columns(area)
    let acceptors = snapshot.nodes.filter { $0.view.part?.isAcceptor == true }
    let all = snapshot.nodes.filter { $0.view.part?.isProposer == true }
    // Who tries nothing gives way where the screen is small.
    let proposers =
      2 + all.count + acceptors.count < area.height
      ? all : all.filter { $0.view.part.map { $0.ballot != nil || $0.wanted != nil } ?? false }
    let lines = explainer.synodLines(in: snapshot).flatMap { wrap(spell($0), width: area.width - 2) }
    let rows = 2 + max(1, proposers.count) + acceptors.count
    // Blank rows give way before anything else, then the lines.
    let blanks = max(0, min(2, area.height - rows - lines.count))
    var y = drawProposers(proposers, columns, y: area.y, bottom: area.bottom)
    if blanks > 0 { y += 1 }
    y = drawAcceptors(acceptors, columns, y: y, bottom: area.bottom)
    if blanks > 1 { y += 1 }
    for line in lines where y < area.bottom {
      text(line, x: columns.name, y: y, width: area.width - 2)
      y += 1
    }
    if y < area.bottom, proposers.count > 0 {
      text(say(.synodLegend), x: columns.name, y: area.bottom - 1, style: theme.dim, width: area.width - 2)
    }
  }

  // MARK: Proposers

  private mutating func drawProposers(_ proposers: [NodeSnapshot], _ columns: Columns, y: Int, bottom: Int)
    -> Int
  {
    let heads: [(Label, Int)] = [
      (.synodProposer, columns.name), (.synodBallot, columns.ballot), (.synodPhase, columns.third),
      (.synodPromises, columns.promises), (.synodProposes, columns.proposes),
    ]
    for (label, x) in heads { text(say(label), x: x, y: y, style: theme.dim, width: columns.right - x) }
    if proposers.isEmpty {
      text(
        say(.synodNobody), x: columns.name, y: y + 1, style: theme.dim, width: columns.right - columns.name)
    }
    var y = y + 1
    for node in proposers where y < bottom {
      if let part = node.view.part { drawProposer(node, part, columns, y: y) }
      y += 1
    }
    return max(y, proposers.isEmpty ? y + 1 : y)
  }

  private mutating func drawProposer(_ node: NodeSnapshot, _ part: PaxosPart, _ columns: Columns, y: Int) {
    drawName(of: node, columns, y: y)
    text(part.ballot.map { "\(Ballot($0))" } ?? glyphs.none, x: columns.ballot, y: y)
    text(say(phase(of: part)), x: columns.third, y: y, width: 9)
    let promises = node.view.votes
    let isQuorum = node.view.membership?.isQuorum(promises) == true
    text(
      names(Array(promises)) + (isQuorum ? " \(glyphs.check)" : ""), x: columns.promises, y: y,
      width: columns.proposes - columns.promises - 1)
    text(
      cut(proposal(of: part), width: columns.right - columns.proposes), x: columns.proposes, y: y,
      style: part.proposal == nil ? theme.dim : theme.base)
  }

  private func phase(of part: PaxosPart) -> Label {
    if part.chosen != nil { return .phaseKnows }
    if part.proposal != nil { return .phaseAccept }
    return part.ballot == nil ? .phaseWaits : .phasePrepare
  }

  private func proposal(of part: PaxosPart) -> String {
    if let proposal = part.proposal { return value(proposal.payload) }
    if let adopted = part.adopted { return value(adopted.payload) }
    return part.wanted.map { say(.synodOwn, value($0)) } ?? glyphs.none
  }

  private func value(_ payload: [UInt8]) -> String {
    snapshot.values[payload].flatMap(explainer.text(of:)).map(spell) ?? String(glyphs.unknown)
  }

  // MARK: Acceptors

  private mutating func drawAcceptors(_ acceptors: [NodeSnapshot], _ columns: Columns, y: Int, bottom: Int)
    -> Int
  {
    let heads: [(Label, Int)] = [
      (.synodAcceptor, columns.name), (.synodPromised, columns.ballot), (.synodAccepted, columns.third),
    ]
    for (label, x) in heads { text(say(label), x: x, y: y, style: theme.dim, width: columns.marks - x - 1) }
    let ballots = Array(
      Set(acceptors.flatMap { $0.view.part?.marks.map(\.ballot) ?? [] }).sorted().suffix(columns.count))
    for (place, ballot) in ballots.enumerated() {
      text("\(Ballot(ballot))", x: columns.marks + place * Columns.pitch, y: y, style: theme.dim)
    }
    var y = y + 1
    for node in acceptors where y < bottom {
      if let part = node.view.part { drawAcceptor(node, part, ballots, columns, y: y) }
      y += 1
    }
    return y
  }

  private mutating func drawAcceptor(
    _ node: NodeSnapshot, _ part: PaxosPart, _ ballots: [Term], _ columns: Columns, y: Int
  ) {
    drawName(of: node, columns, y: y)
    text(node.view.term == 0 ? glyphs.none : "\(Ballot(node.view.term))", x: columns.ballot, y: y)
    let accepted = part.accepted.map { "\(Ballot($0.term))  " + value($0.payload) } ?? glyphs.none
    text(cut(accepted, width: columns.marks - columns.third - 1), x: columns.third, y: y)
    for (place, ballot) in ballots.enumerated() {
      let own = part.marks.filter { $0.ballot == ballot }
      let signs = [false, true].map { isAcceptance in
        own.contains { $0.isAcceptance == isAcceptance } ? (isAcceptance ? "A" : "P") : " "
      }
      text(
        signs.joined(separator: " "), x: columns.marks + place * Columns.pitch, y: y,
        style: part.hasAccepted(under: ballot) ? theme.strong : theme.base)
    }
  }

  private mutating func drawName(of node: NodeSnapshot, _ columns: Columns, y: Int) {
    let isUp = node.condition == .up
    let name = isUp ? node.id.description : "\(node.id) \(glyphs.down)"
    let isChosen = isSelected(node.id)
    text(
      isChosen ? "[\(name)]" : name, x: columns.name - (isChosen ? 1 : 0), y: y,
      style: isChosen ? theme.selected(theme.strong) : isUp ? theme.base : theme.dim)
    target(
      Rect(x: columns.name, y: y, width: columns.right - columns.name, height: 1), .select(.node(node.id)))
  }
}
