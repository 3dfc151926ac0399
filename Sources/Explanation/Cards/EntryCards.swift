import Consensus
import Host

extension Narrator {
  /// Whether an entry is committed, and why or why not.
  func entryCard(_ position: LogPosition, in snapshot: ClusterSnapshot, source: any RecordSource) -> WhyCard {
    var values: [Place: Value] = [.index: .number(position.index), .term: .number(position.term)]
    let title = catalogue.say(SelectionSentences.entryTitle, values)
    let operation = snapshot.operations.last { $0.position == position }
    let holds: String
    switch source.describe(position) {
    case nil: holds = catalogue.say(SelectionSentences.entryUnknown, values)
    case .noOp?: holds = catalogue.say(SelectionSentences.entryNoOp, values)
    case let content?:
      values[.text] = .text(catalogue.contents(of: content) ?? "")
      holds = catalogue.say(SelectionSentences.entryHolds, values)
    }
    let status = entryStatus(position, in: snapshot, waitingFor: operation?.kind)
    return WhyCard(title: title, sentences: [holds] + status, cause: nil)
  }

  /// Whether it is committed; if not, what it waits for.
  /// - Parameter kind: the operation whose client waits for it, where there is one.
  func entryStatus(
    _ position: LogPosition, in snapshot: ClusterSnapshot, waitingFor kind: OperationSnapshot.Kind?
  ) -> [String] {
    switch snapshot.fate(of: position) {
    case .committed: return committedStatus(position, in: snapshot)
    case .beaten(let theirs):
      var values = counts(position, in: snapshot)
      values[.theirs] = .number(theirs)
      values[.nodes] = .nodes(snapshot.keepers(of: position))
      return [catalogue.say(SelectionSentences.entryLost, values)]
    case .open: return openStatus(position, in: snapshot, waitingFor: kind)
    }
  }

  private func counts(_ position: LogPosition, in snapshot: ClusterSnapshot) -> [Place: Value] {
    let holders = snapshot.holders(of: position)
    return [
      .index: .number(position.index), .nodes: .nodes(holders), .count: .count(holders.count),
      .size: .count(snapshot.voterCount), .needed: .count(snapshot.majority),
    ]
  }

  private func committedStatus(_ position: LogPosition, in snapshot: ClusterSnapshot) -> [String] {
    var values = counts(position, in: snapshot)
    // Of an entry long ago the snapshot may not show who holds it.
    let shown = snapshot.holders(of: position).count >= snapshot.majority
    var sentences = [
      catalogue.say(shown ? SelectionSentences.entryCommitted : .entryCommittedPlain, values)
    ]
    let ignorant = snapshot.nodes.filter {
      $0.condition != .down && $0.view.committed < position.index
    }
    if !ignorant.isEmpty {
      values[.nodes] = .nodes(NodeSet(ignorant.map(\.id)))
      sentences.append(catalogue.say(SelectionSentences.entryNotKnown, values))
    }
    return sentences
  }

  private func openStatus(
    _ position: LogPosition, in snapshot: ClusterSnapshot, waitingFor kind: OperationSnapshot.Kind?
  ) -> [String] {
    var values = counts(position, in: snapshot)
    let holders = snapshot.holders(of: position)
    let leader = snapshot.leader.flatMap { snapshot.node($0) }
    let leaderHolds = leader?.term(at: position.index) == position.term
    var sentences: [String] = []
    if holders.isEmpty {
      sentences.append(catalogue.say(SelectionSentences.entryWaitsNowhere, values))
    } else if holders.count < snapshot.majority {
      sentences.append(catalogue.say(SelectionSentences.entryWaits, values))
    } else if let leader, leaderHolds {
      values[.other] = .node(leader.id)
      values[.term] = .number(leader.view.term)
      sentences.append(
        position.term < leader.view.term
          ? heldBack(position, by: leader.view.term, on: holders, of: snapshot.voterCount)
          : catalogue.say(SelectionSentences.entryOnMajority, values))
    }
    if let leader, !leaderHolds, leader.lastIndex < position.index || leader.term(at: position.index) != nil {
      values[.other] = .node(leader.id)
      values[.term] = .number(leader.view.term)
      values[.nodes] = .nodes(snapshot.keepers(of: position))
      sentences.append(catalogue.say(SelectionSentences.entryRivalled, values))
    } else if leader == nil {
      sentences.append(catalogue.say(SelectionSentences.entryNoLeader, values))
    } else if leaderHolds {
      sentences += copiesUnderWay(position, besides: holders, in: snapshot)
    }
    sentences += lacking(position, in: snapshot)
    if let kind {
      sentences.append(catalogue.say(SelectionSentences.entryClient, [.client: .client(kind)]))
    }
    return sentences
  }

  /// As the leader would say it, had it decided so in the event before.
  private func heldBack(_ position: LogPosition, by term: Term, on holders: NodeSet, of size: Int) -> String {
    let fields = [
      Field("index", .number(position.index)), Field("entryTerm", .number(position.term)),
      Field("currentTerm", .number(term)), Field("copies", .nodes(holders)), Field("of", .count(size)),
    ]
    return catalogue.text(.says, of: Explanation(name: "held-back-old-term", fields: fields)) ?? ""
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
      return catalogue.say(
        SelectionSentences.entryCopyArrives,
        [.other: .node(message.to), .left: .duration(message.arrives.since(snapshot.time))])
    }
  }

  /// Who does not hold it on disk, and which of the dead do.
  private func lacking(_ position: LogPosition, in snapshot: ClusterSnapshot) -> [String] {
    let holders = snapshot.holders(of: position)
    let dead = NodeSet(snapshot.nodes.filter { $0.condition == .down }.map(\.id))
    let lacking = NodeSet(snapshot.nodes.map(\.id)).subtracting(holders)
    let size = Value.count(snapshot.nodes.count)
    func say(_ sentence: SelectionSentences, _ nodes: NodeSet) -> [String] {
      nodes.isEmpty ? [] : [catalogue.say(sentence, [.nodes: .nodes(nodes), .size: size])]
    }
    return say(.entryLacking, lacking.subtracting(dead)) + say(.entryDownCounts, lacking.intersection(dead))
      + say(.entryDeadDisks, holders.intersection(dead))
  }
}

/// What is decided about an entry.
enum EntryFate: Equatable {
  case committed
  /// Another entry, of this term, is committed at its index.
  case beaten(by: Term)
  case open
}

extension ClusterSnapshot {
  /// What is decided about an entry, as far as the shown part of the logs tells.
  func fate(of position: LogPosition) -> EntryFate {
    for node in nodes where node.view.committed >= position.index {
      guard let term = node.term(at: position.index) else { continue }
      return term == position.term ? .committed : .beaten(by: term)
    }
    guard position.index <= committed else { return .open }
    // Every node that knew has crashed since, or shows only later entries. A leader whose term nobody has
    // passed has every committed entry (Raft §5.4); and what is committed stays on a majority of disks, so
    // no rival of it can be on one.
    if let leader = leader.flatMap({ node($0) }), leader.view.term == highestTerm,
      let term = leader.term(at: position.index)
    {
      return term == position.term ? .committed : .beaten(by: term)
    }
    let shownNowhere = nodes.allSatisfy { $0.term(at: position.index) == nil }
    return shownNowhere || holders(of: position).count >= majority ? .committed : .open
  }

  /// The nodes whose log shows this entry, on disk or not.
  func keepers(of position: LogPosition) -> NodeSet {
    NodeSet(nodes.filter { $0.term(at: position.index) == position.term }.map(\.id))
  }
}
