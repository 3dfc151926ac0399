import Consensus
import Host

/// What of a decision only the scene knows: which of its sentences fits, and how great a piece of news it is.
extension Explainer {
  /// A decision with what its scene adds, as `node` made it.
  func telling(_ decision: AnyDecision, at node: NodeID, in scene: Scene) -> Telling {
    var told = Telling(what: decision.explanation(at: node), more: [("self", .node(node))])
    switch told.what.sign {
    case .stands: started(&told, in: scene)
    case .electionRanOut: ranOut(&told, at: node, in: scene)
    case .appends(let position): appended(&told, position, in: scene)
    case .redirects: if scene.isOwn { told.what.rank = 6 }
    case .deletesEntries: deleted(&told, at: node, in: scene)
    case .needsRepair: refusedAppend(&told, in: scene)
    // A copy beyond the majority stays what it is.
    case .countsCopy(let index): if told.what.rank == 4, scene.holdsOwn(index, index) { told.what.rank = 6 }
    case .commits: committed(&told, in: scene)
    default: break
    }
    // A leader hears of the repair one answer later.
    if told.what.name == "did-not-count-damaged", case .node(let from) = told.what["from"],
      scene.snapshot.node(from)?.view.integrity == .sound
    {
      told.fits("repaired-since")
    }
    // With a broken rule a vote may have been given twice and a committed entry be lost, so nothing is claimed.
    if scene.isBroken { told.fits("unsure") }
    if told.what.name == "became-leader", told.what.nodes("votes").count < told.what.number("needed") ?? 0 {
      told.fits("short")
    }
    if told.what.name == "deleted-conflict", told.what.number("ownTerm") == told.what.number("leaderTerm") {
      told.fits("same")
    }
    if told.what.name == "ignored-vote-request", scene.snapshot.node(node)?.view.role == .leader {
      told.fits("leads")
    }
    return told
  }

  func news(of told: Telling) -> News? {
    text(.says, of: told).map { News(rank: told.what.rank, text: $0) }
  }

  /// Fired by a person, or with timers set by hand, it is not the timeout that was drawn.
  private func started(_ told: inout Telling, in scene: Scene) {
    let timeout = scene.snapshot.electionTimeout
    told.more.append(("electionTimeout", span(timeout)))
    let isAct = if case .action = scene.record.what { true } else { false }
    if isAct || !timeout.contains(told.what.number("waited_ns") ?? 0) { told.fits("by-hand") }
  }

  private func ranOut(_ told: inout Telling, at node: NodeID, in scene: Scene) {
    let votes = told.what.nodes("votes").count
    guard let term = told.what.number("term"),
      let needed = told.what.number("needed").map(Int.init(clamping:)),
      votes < needed, scene.hasNoWinner(of: term, besides: node, needed: needed)
    else { return }
    let rivals = scene.snapshot.nodes.filter { $0.id != node && $0.stands(in: term) }
    let all = rivals.map { (node: $0.id, count: $0.view.votes.count) } + [(node: node, count: votes)]
    let down = NodeSet(scene.snapshot.nodes.filter { $0.condition == .down }.map(\.id))
    told.more += [("tally", tally(all.sorted { $0.node < $1.node })), ("down", .nodes(down))]
    told.what.rank = 9
    told.fits(down.isEmpty ? "no-winner" : down.count == 1 ? "no-winner-one-down" : "no-winner-many-down")
  }

  private func appended(_ told: inout Telling, _ position: LogPosition, in scene: Scene) {
    told.more += [
      ("majority", .count(scene.snapshot.neededToCommit)), ("voterCount", .count(scene.snapshot.voterCount)),
    ]
    if scene.isOwn { told.what.rank = 6 }
    guard told.what.variants.isEmpty,
      let contents = scene.source.describe(position).flatMap({ contents(of: $0) })
    else { return }
    told.more.append(("operation", contents))
    told.fits("operation")
  }

  private func deleted(_ told: inout Telling, at node: NodeID, in scene: Scene) {
    guard told.what.variants.isEmpty, let first = told.what.number("first"),
      let term = told.what.number("ownTerm"),
      let others = scene.otherKeepers(of: LogPosition(index: first, term: term), besides: node)
    else { return }
    told.more.append(("keepers", .nodes(others.union([node]))))
    told.fits("kept")
  }

  /// A heartbeat carries no entry that could be refused.
  private func refusedAppend(_ told: inout Telling, in scene: Scene) {
    if case .delivered(let message) = scene.record.what, case .entries = message.summary.update { return }
    if case .text(let reason) = told.what["reason"] { told.fits(reason + "-bare") }
  }

  private func committed(_ told: inout Telling, in scene: Scene) {
    guard let first = told.what.number("first"), let index = told.what.number("index"),
      let term = told.what.number("term")
    else { return }
    if scene.holdsOwn(first, index) {
      told.what.rank = 8
    } else if scene.source.describe(LogPosition(index: index, term: term)) == .noOp {
      told.what.rank = 7
      told.fits("no-op")
    }
  }
}

extension NodeSnapshot {
  /// Whether it is a candidate of this term, alive or stalled.
  func stands(in term: Term) -> Bool {
    condition != .down && view.role == .candidate && view.term == term
  }
}

extension Scene {
  /// Whether the request that this event handles is the person's.
  fileprivate var isOwn: Bool {
    guard case .nodeAsked(let number) = record.what else { return false }
    return operation(number)?.isByPerson ?? false
  }

  /// Whether nobody won `term`, and nobody else can any more: true only if those who voted for another
  /// candidate, or still could, are too few.
  fileprivate func hasNoWinner(of term: Term, besides node: NodeID, needed: Int) -> Bool {
    for other in snapshot.nodes {
      let view = other.view
      if view.role == .leader, view.term == term { return false }
      // An entry or a known leader of the term shows that it had one.
      if view.term == term, view.knownLeader != nil { return false }
      if other.terms.contains(term) { return false }
    }
    return !snapshot.nodes.contains {
      $0.id != node && $0.stands(in: term) && $0.electors.count >= needed
    }
  }

  /// The other nodes whose log or disk holds this entry; nil where the snapshot cannot tell.
  fileprivate func otherKeepers(of position: LogPosition, besides node: NodeID) -> NodeSet? {
    guard logsAreUnchanged else { return nil }
    var keepers = NodeSet()
    for other in snapshot.nodes where other.id != node && other.lastIndex >= position.index {
      guard let term = other.term(at: position.index) else { return nil }
      if term == position.term { keepers.insert(other.id) }
    }
    return keepers
  }
}
