import Canvas
import Consensus
import Explanation
import Host
import Words

extension View {
  package static let cluster = View("cluster")
}

/// The ring; on a desk, with logs and ledger beside it, it is the overview.
struct ClusterPanel: Panel {
  let view = View.cluster
  let needs = PanelNeeds(protocols: [.raft, .paxos])

  func title(onDesk: Bool, _ language: Language) -> String {
    onDesk ? Label.overview.text(language) : language.text(TabName(view))
  }

  func marksSelection(_ painter: Painter) -> Bool {
    switch painter.model.selection {
    case .node, .message: true
    case .entry: painter.meterSubject.isSelectedEntry
    default: false
    }
  }

  func draw(in area: Rect, with painter: inout Painter) { painter.drawCluster(area) }
}

extension Painter {
  /// The ring with its links, messages and quorum meter, or the table where the ring does not fit.
  fileprivate mutating func drawCluster(_ area: Rect) {
    var meter = meterLines
    func fitting(_ lines: [(text: String, selected: Bool)]) -> Ring? {
      let width = lines.map { TextWidth.of($0.text) }.max() ?? 0
      return Ring.fitting(
        area, count: snapshot.nodes.count, meter: Size(width: width, height: max(4, lines.count)))
    }
    var place = fitting(meter)
    if let told = leadersCount {
      let both = meter + [(told, false)]
      if let roomier = fitting(both), roomier.boxes == place?.boxes { (meter, place) = (both, roomier) }
    }
    guard let ring = place else { return drawNodeTable(area, meter: meter) }
    drawLinks(ring, area: area, taken: ring.boxes + [ring.meter])
    for (node, box) in zip(snapshot.nodes, ring.boxes) { drawNodeBox(node, box) }
    drawMeter(meter, ring.meter)
  }

  // MARK: Quorum meter

  /// What the meter counts.
  enum MeterSubject {
    case votes(for: NodeSnapshot)
    case entry(LogPosition, selected: Bool)
    case nothing

    var isSelectedEntry: Bool {
      if case .entry(_, let selected) = self { selected } else { false }
    }
  }

  /// During an election the votes; else the copies of the selected, of the person's newest, or of the
  /// newest entry that is not committed.
  var meterSubject: MeterSubject {
    if let (position, _) = selectedEntry { return .entry(position, selected: true) }
    if snapshot.leader == nil {
      let candidates = snapshot.nodes.filter {
        $0.condition == .up && ($0.view.role == .candidate || $0.view.isPreVoting)
          && $0.view.term == snapshot.highestTerm
      }
      // The one that is ahead; of equals the lowest number.
      if let best = candidates.max(by: { $0.view.votes.count < $1.view.votes.count }) {
        return .votes(for: best)
      }
    }
    // Of an entry that is in no log any more there is nothing to count.
    let leader = snapshot.leader.flatMap { snapshot.node($0) }
    let own = snapshot.operations.filter { $0.isByPerson && $0.ended == nil }.compactMap(\.position)
    func lies(_ position: LogPosition, in node: NodeSnapshot) -> Bool {
      holds(node, position) || node.term(at: position.index) == position.term
    }
    // One that the leader has goes before all, and what the leader is about to commit before one of a deposed leader.
    if let position = leader.flatMap({ leader in
      own.last { lies($0, in: leader) } ?? (leader.last.index > leader.view.committed ? leader.last : nil)
    }) ?? own.last(where: { position in snapshot.nodes.contains { lies(position, in: $0) } }) {
      return .entry(position, selected: false)
    }
    // In another's eyes the leader's log may be unknown.
    let newest =
      leader.flatMap { $0.condition == .unknown && $0.last.index == 0 ? nil : $0.last }
      ?? snapshot.nodes.map(\.last).max { ($0.term, $0.index) < ($1.term, $1.index) }
    return newest.flatMap { $0.index > 0 ? .entry($0, selected: false) : nil } ?? .nothing
  }

  /// How many of what the meter counts are needed.
  var neededByMeter: Int {
    if case .votes = meterSubject { snapshot.neededToLead } else { snapshot.neededToCommit }
  }

  /// Nobody has an entry, or in another's eyes nobody has one as far as it knows.
  var noEntry: String { snapshot.knowledge.map { say(.noEntryKnown, $0.node) } ?? say(.noEntry) }

  /// Whether this node holds the entry durably, also where the entry is older than what is shown.
  func holds(_ node: NodeSnapshot, _ position: LogPosition) -> Bool {
    if node.durablyHolds(position) { return true }
    return position.index < node.firstShown && position.index <= node.view.committed
      && position.index <= node.view.durable
  }

  func holders(of position: LogPosition) -> [NodeID] {
    snapshot.nodes.filter { holds($0, position) }.map(\.id)
  }

  /// The four lines of the meter: what is counted, the seats, their marks, and how many are needed of all.
  var meterLines: [(text: String, selected: Bool)] {
    let title: String
    var selected = false
    var has: (NodeSnapshot) -> Bool
    switch meterSubject {
    case .votes(let candidate):
      title = say(.votesFor, candidate.id)
      has = { candidate.view.votes.contains($0.id) }
    case .entry(let position, let isSelected):
      let name = entryName(position)
      title = isSelected ? "[\(name)]" : name
      selected = isSelected
      let holders = NodeSet(holders(of: position))
      has = { holders.contains($0.id) }
    case .nothing:
      return [(noEntry, false)]
    }
    let nodes = snapshot.nodes
    let marks = nodes.map { node in
      if isLearner(node.id) { return String(glyphs.learner) }
      if !isMember(node.id) { return glyphs.none }
      if has(node) { return String(glyphs.stored) }
      return switch node.condition {
      case .down: String(glyphs.down)
      case .unknown: String(glyphs.unknown)
      case .up, .stalled: String(glyphs.notStored)
      }
    }
    return [
      (title, selected), (nodes.map { String($0.id.number) }.joined(separator: " "), false),
      (marks.joined(separator: " "), false), (tally(has), false),
    ]
  }

  /// How many copies the leader knows of, where more are on disk: "n1 knows of 2".
  private var leadersCount: String? {
    guard case .entry(let position, _) = meterSubject, snapshot.knowledge == nil,
      let leader = snapshot.leader.flatMap({ snapshot.node($0) }),
      leader.term(at: position.index) == position.term
    else { return nil }
    let told = leader.view.progress.filter { $0.matchIndex >= position.index }.map(\.node)
    let own = leader.durablyHolds(position) ? [leader.id] : []
    let known = NodeSet(told + own).intersection(snapshot.voters)
    let holders = votersHolding(position)
    return known.count < holders.count && known.count < snapshot.neededToCommit
      ? say(.leaderCounts, leader.id, known.count) : nil
  }

  /// How many, and how many are needed: of the voters, or of both configurations while they decide together.
  private func tally(_ has: (NodeSnapshot) -> Bool) -> String {
    func count(_ set: NodeSet) -> Int { snapshot.nodes.count { set.contains($0.id) && has($0) } }
    let voters = snapshot.voters
    guard let outgoing = snapshot.membership?.outgoing, !outgoing.isEmpty else {
      return say(.storedNeeded, count(voters), voters.count, neededByMeter)
    }
    return say(
      .jointNeeded, count(outgoing), outgoing.count, majority(of: outgoing.count), count(voters),
      voters.count, neededByMeter)
  }

  private mutating func drawMeter(_ lines: [(text: String, selected: Bool)], _ area: Rect) {
    meterArea = area
    if lines.count == 4 { tellSeats() }
    for (row, line) in lines.enumerated() {
      let columns = TextWidth.of(line.text)
      // Seats and marks lean right where they cannot stand in the middle.
      let odd = row == 1 || row == 2 ? 1 : 0
      let x = area.x + (area.width - columns + odd) / 2
      let style = row == 1 ? theme.dim : theme.strong
      text(line.text, x: x, y: area.y + row, style: line.selected ? theme.selected(style) : style)
    }
    if case .entry(let position, _) = meterSubject, let node = holders(of: position).first {
      target(area, .select(.entry(position, on: node)))
    }
  }
}
