import Consensus
import Host

extension Explainer {
  /// Whether an entry is committed, and why or why not.
  func entryCard(_ position: LogPosition, in snapshot: ClusterSnapshot, _ source: any RecordSource) -> WhyCard
  {
    var values: [Place: Value] = [
      .index: snapshot.hasRival(position) ? .text(consensus.cell(position)) : .number(position.index)
    ]
    let title = say(SelectionSentences.entryTitle, values)
    values = [.index: .number(position.index), .term: .number(position.term)]
    let operation = snapshot.operations.last { $0.position == position }
    let entry = source.describe(position)
    values[.text] = entry.flatMap { contents(of: $0) }
    let holds: SelectionSentences =
      entry == nil ? .entryUnknown : values[.text] == nil ? .entryNoOp : .entryHolds
    let status = entryStatus(position, in: snapshot, waitingFor: operation?.kind)
    return WhyCard(title: title, sentences: [say(holds, values)] + status)
  }

  /// Whether it is committed; if not, what it waits for.
  /// - Parameter kind: the operation whose client waits for it, where there is one.
  func entryStatus(
    _ position: LogPosition, in snapshot: ClusterSnapshot, waitingFor kind: OperationSnapshot.Kind?
  ) -> [String] {
    let holders = snapshot.holders(of: position)
    var values: [Place: Value] = [
      .index: .number(position.index), .nodes: .nodes(holders), .count: .count(holders.count),
    ]
    switch snapshot.fate(of: position) {
    case .committed: return committedStatus(position, values, in: snapshot)
    case .beaten(let theirs):
      values[.theirs] = .number(theirs)
      values[.nodes] = .nodes(snapshot.keepers(of: position))
      // With a rule off nothing says that it gives way.
      let isKept = snapshot.violation == nil && snapshot.brokenRules.isEmpty
      let sentence: SelectionSentences = isKept ? .entryLost : .entryBeaten
      return [say(sentence, values, in: snapshot)]
    case .lost(let theirs):
      values[.theirs] = .number(theirs)
      values[.time] = snapshot.posting(at: position).map { .time($0.time) } ?? Value.none
      return [say(SelectionSentences.entryTakenBack, values, in: snapshot)]
    case .open:
      let waits = kind.map { [say(SelectionSentences.entryClient, [.client: client($0)])] } ?? []
      return openStatus(position, values, on: holders, in: snapshot)
        + lacking(on: holders, in: snapshot) + waits
    }
  }

  private func committedStatus(
    _ position: LogPosition, _ values: [Place: Value], in snapshot: ClusterSnapshot
  ) -> [String] {
    // Of an entry long ago the snapshot may not show who holds it.
    let shown = snapshot.holders(of: position).count >= snapshot.neededToCommit
    let committed = say(
      shown ? SelectionSentences.entryCommitted : .entryCommittedPlain, values, in: snapshot)
    let ignorant = snapshot.nodes.filter { $0.condition != .down && $0.view.committed < position.index }
    guard !ignorant.isEmpty else { return [committed] }
    let nodes = Value.nodes(NodeSet(ignorant.map(\.id)))
    return [committed, say(SelectionSentences.entryNotKnown, [.nodes: nodes])]
  }

  private func openStatus(
    _ position: LogPosition, _ values: [Place: Value], on holders: NodeSet, in snapshot: ClusterSnapshot
  ) -> [String] {
    var values = values
    let leader = snapshot.leader.flatMap { snapshot.node($0) }
    let leaderHolds = leader?.term(at: position.index) == position.term
    var sentences: [String] = []
    if let leader {
      values[.other] = .node(leader.id)
      values[.term] = .number(leader.view.term)
    }
    if holders.isEmpty {
      sentences.append(say(SelectionSentences.entryWaitsNowhere, values, in: snapshot))
    } else if holders.count < snapshot.neededToCommit {
      sentences.append(say(SelectionSentences.entryWaits, values, in: snapshot))
    } else if let leader, leaderHolds {
      sentences.append(
        position.term < leader.view.term
          ? heldBack(position, by: leader.view.term, on: holders, of: snapshot.voterCount)
          : say(SelectionSentences.entryOnMajority, values, in: snapshot))
    }
    guard let leader else { return sentences + [say(SelectionSentences.entryNoLeader, values, in: snapshot)] }
    if leaderHolds { return sentences + copiesUnderWay(position, besides: holders, in: snapshot) }
    guard leader.lastIndex < position.index || leader.term(at: position.index) != nil else {
      return sentences
    }
    values[.nodes] = .nodes(snapshot.keepers(of: position))
    return sentences + [say(SelectionSentences.entryRivalled, values, in: snapshot)]
  }

  /// As the leader would say it, had it decided so in the event before.
  private func heldBack(_ position: LogPosition, by term: Term, on holders: NodeSet, of size: Int) -> String {
    let fields = [
      Field("index", .number(position.index)), Field("entryTerm", .number(position.term)),
      Field("currentTerm", .number(term)), Field("copies", .nodes(holders)), Field("of", .count(size)),
    ]
    return text(.says, of: Explanation(name: "held-back-old-term", fields: fields)) ?? ""
  }

  private func copiesUnderWay(_ position: LogPosition, besides holders: NodeSet, in snapshot: ClusterSnapshot)
    -> [String]
  {
    var told = holders
    return snapshot.messages.compactMap { message in
      guard message.from == snapshot.leader, !told.contains(message.to),
        case .entries(let first, let last) = message.summary.update,
        first <= position.index, position.index <= last
      else { return nil }
      told.insert(message.to)
      let left = Value.duration(message.arrives.since(snapshot.time))
      return say(SelectionSentences.entryCopyArrives, [.other: .node(message.to), .left: left])
    }
  }

  /// Who does not hold it on disk, and which of the dead do.
  private func lacking(on holders: NodeSet, in snapshot: ClusterSnapshot) -> [String] {
    let dead = NodeSet(snapshot.nodes.filter { $0.condition == .down }.map(\.id))
    let lacking = NodeSet(snapshot.nodes.map(\.id)).subtracting(holders)
    let size = Value.count(snapshot.nodes.count)
    func told(_ sentence: SelectionSentences, _ nodes: NodeSet) -> [String] {
      nodes.isEmpty ? [] : [say(sentence, [.nodes: .nodes(nodes), .size: size])]
    }
    return told(.entryLacking, lacking.subtracting(dead)) + told(.entryDownCounts, lacking.intersection(dead))
      + told(.entryDeadDisks, holders.intersection(dead))
  }
}

/// What is decided about an entry.
package enum EntryFate: Equatable {
  case committed
  /// It was committed and applied, and another entry, of this term, is committed at its index: a rule is broken.
  case lost(to: Term)
  /// Another entry, of this term, is committed at its index.
  case beaten(by: Term)
  case open
}

extension ClusterSnapshot {
  /// What is decided about an entry, as far as the shown part of the logs tells.
  package func fate(of position: LogPosition) -> EntryFate {
    guard position.index <= committed else { return .open }
    if consensus != .raft { return fateInSlot(of: position) }
    let wasApplied = posting(at: position) != nil
    var theirs: Term?
    for node in nodes where node.view.committed >= position.index {
      guard let term = node.term(at: position.index) else { continue }
      if term == position.term, !wasApplied { return .committed }
      if term != position.term { theirs = term }
    }
    if let theirs { return wasApplied ? .lost(to: theirs) : .beaten(by: theirs) }
    if wasApplied { return .committed }
    // Every node that knew has crashed since, or shows only later entries. A leader whose term nobody has
    // passed has every committed entry (Raft §5.4); and what is committed stays on a majority of disks, so
    // no rival of it can be on one.
    if let leader = leader.flatMap({ node($0) }), leader.view.term == highestTerm,
      let term = leader.term(at: position.index)
    {
      return term == position.term ? .committed : .beaten(by: term)
    }
    let shownNowhere = nodes.allSatisfy { $0.term(at: position.index) == nil }
    return shownNowhere || holders(of: position).count >= neededToCommit ? .committed : .open
  }

  /// The same where a value may have been accepted under several ballots: what is chosen there, as a node has it that
  /// knows.
  private func fateInSlot(of position: LogPosition) -> EntryFate {
    for node in nodes where node.view.committed >= position.index {
      guard let ballot = node.term(at: position.index) else { continue }
      let chosen = LogPosition(index: position.index, term: ballot)
      return chosen == position || contents[chosen] == contents[position] ? .committed : .beaten(by: ballot)
    }
    return .committed
  }

  /// The nodes whose log shows this entry, on disk or not.
  package func keepers(of position: LogPosition) -> NodeSet {
    NodeSet(nodes.filter { $0.term(at: position.index) == position.term }.map(\.id))
  }
}
