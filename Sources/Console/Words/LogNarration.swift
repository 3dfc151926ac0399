import Consensus
import Host

extension Narrator {
  func logNews(of decision: Decision, at node: NodeID, in scene: Scene) -> News? {
    switch decision {
    case .appended(let position, let noOp): return appended(node, position, noOp: noOp, in: scene)
    case .redirectedClient(let leader):
      var values: [Place: Value] = [.node: .node(node)]
      values[.other] = leader.map { .node($0) }
      let sentence: LogSentences = leader == nil ? .redirectedNowhere : .redirected
      return News(rank: isOwn(scene) ? 6 : 2, text: catalogue.say(sentence, values))
    case .storedEntries(let first, let last, let from):
      let values: [Place: Value] = [
        .node: .node(node), .other: .node(from), .index: .number(last), .range: .entries(first, last),
      ]
      return News(
        rank: 3, text: catalogue.say(first >= last ? LogSentences.stored : .storedRange, values))
    case .deletedConflict(let first, let last, let own, let theirs, _):
      return deleted(node, first, last, own: own, theirs: theirs, in: scene)
    case .refusedAppend(let leader, let term, let reason):
      return refused(node, leader, term: term, reason, in: scene)
    case .countedCopy(let from, let index, let copies, let needed, let size):
      let values: [Place: Value] = [
        .node: .node(node), .other: .node(from), .index: .number(index), .count: .count(copies.count),
        .size: .count(size),
      ]
      let rank = copies.count > needed ? 2 : scene.holdsOwn(index, index) ? 6 : 4
      return News(
        rank: rank, text: catalogue.say(from == node ? LogSentences.copiedOwn : .copied, values))
    case .backedUp(let follower, let oldNext, let newNext):
      let values: [Place: Value] = [
        .node: .node(node), .other: .node(follower), .previous: .number(oldNext), .next: .number(newNext),
      ]
      return News(rank: 5, text: catalogue.say(LogSentences.backedUp, values))
    case .committed(let first, let index, let term, let copies, _, let size):
      return committed(node, first, LogPosition(index: index, term: term), copies, size, in: scene)
    case .heldBackOldTerm(let index, let entryTerm, let currentTerm, let copies, let size):
      let values: [Place: Value] = [
        .index: .number(index), .own: .number(entryTerm), .term: .number(currentTerm),
        .count: .count(copies.count), .size: .count(size),
      ]
      return News(rank: 8, text: catalogue.say(LogSentences.heldBack, values))
    case .learnedCommit(let index, let from):
      return News(
        rank: 2,
        text: catalogue.say(
          LogSentences.learned, [.node: .node(node), .other: .node(from), .index: .number(index)]))
    case .ignoredStale(let from, let messageTerm, let currentTerm):
      let values: [Place: Value] = [
        .node: .node(node), .other: .node(from), .old: .number(messageTerm), .current: .number(currentTerm),
      ]
      let late = messageTerm >= currentTerm
      return News(rank: 1, text: catalogue.say(late ? LogSentences.ignoredLate : .ignored, values))
    default: return nil
    }
  }

  /// Whether the request that this event handles is the person's.
  private func isOwn(_ scene: Scene) -> Bool {
    guard case .nodeAsked(let number) = scene.record.what else { return false }
    return scene.operation(number)?.own ?? false
  }

  private func appended(_ node: NodeID, _ position: LogPosition, noOp: Bool, in scene: Scene) -> News {
    var values: [Place: Value] = [
      .node: .node(node), .index: .number(position.index), .term: .number(position.term),
    ]
    if noOp { return News(rank: 6, text: catalogue.say(LogSentences.appendedNoOp, values)) }
    let rank = isOwn(scene) ? 6 : 2
    guard let name = scene.source.describe(position).flatMap({ catalogue.contents(of: $0) }) else {
      return News(rank: rank, text: catalogue.say(LogSentences.appended, values))
    }
    values[.operation] = .text(name)
    return News(rank: rank, text: catalogue.say(LogSentences.appendedOperation, values))
  }

  private func deleted(
    _ node: NodeID, _ first: LogIndex, _ last: LogIndex, own: Term, theirs: Term, in scene: Scene
  ) -> News {
    var values: [Place: Value] = [
      .node: .node(node), .index: .number(first), .range: .entries(first, last), .own: .number(own),
      .theirs: .number(theirs),
    ]
    // With a broken rule a committed entry may be lost, so nothing is claimed.
    if scene.isBroken { return News(rank: 8, text: catalogue.say(LogSentences.deletedBroken, values)) }
    if first < last { return News(rank: 8, text: catalogue.say(LogSentences.deletedRange, values)) }
    guard let others = scene.otherKeepers(of: LogPosition(index: first, term: own), besides: node) else {
      return News(rank: 8, text: catalogue.say(LogSentences.deletedUnknown, values))
    }
    values[.nodes] = .nodes(others.union([node]))
    return News(rank: 8, text: catalogue.say(LogSentences.deleted, values))
  }

  private func refused(
    _ node: NodeID, _ leader: NodeID, term: Term, _ reason: Decision.AppendRefusal, in scene: Scene
  ) -> News {
    var values: [Place: Value] = [.node: .node(node), .other: .node(leader), .term: .number(term)]
    // A heartbeat carries no entry that could be refused.
    let carriesEntries =
      if case .delivered(let message) = scene.record.what, case .append = message.summary.kind {
        true
      } else {
        false
      }
    let sentence: LogSentences
    switch reason {
    case .staleTerm(let current):
      sentence = .refusedSender
      values[.current] = .number(current)
    case .missingPrevious(let previous, let lastIndex):
      sentence =
        !carriesEntries ? .refusedMissingBare : lastIndex == 0 ? .refusedMissingEmpty : .refusedMissing
      values[.index] = .number(previous.index &+ 1)
      values[.previous] = .number(previous.index)
      values[.theirs] = .number(previous.term)
      values[.last] = .number(lastIndex)
      values[.next] = .number(lastIndex &+ 1)
    case .conflictingPrevious(let previous, let ownTerm):
      sentence = carriesEntries ? .refusedConflict : .refusedConflictBare
      values[.index] = .number(previous.index &+ 1)
      values[.previous] = .number(previous.index)
      values[.theirs] = .number(previous.term)
      values[.own] = .number(ownTerm)
    }
    return News(rank: 7, text: catalogue.say(sentence, values))
  }

  private func committed(
    _ node: NodeID, _ first: LogIndex, _ position: LogPosition, _ copies: NodeSet, _ size: Int,
    in scene: Scene
  ) -> News {
    let values: [Place: Value] = [
      .node: .node(node), .index: .number(position.index), .range: .entries(first, position.index),
      .term: .number(position.term), .nodes: .nodes(copies), .count: .count(copies.count),
      .size: .count(size),
    ]
    if scene.holdsOwn(first, position.index) {
      let sentence: LogSentences = first < position.index ? .committedRange : .committed
      return News(rank: 8, text: catalogue.say(sentence, values))
    }
    if scene.source.describe(position) == .noOp {
      return News(rank: 7, text: catalogue.say(LogSentences.committedNoOp, values))
    }
    let sentence: LogSentences = first < position.index ? .committedRange : .committed
    return News(rank: 5, text: catalogue.say(sentence, values))
  }
}

extension Scene {
  /// The other nodes whose log or disk holds this entry; nil where the snapshot cannot tell.
  func otherKeepers(of position: LogPosition, besides node: NodeID) -> NodeSet? {
    guard logsAreUnchanged else { return nil }
    var keepers = NodeSet()
    for other in snapshot.nodes where other.id != node && other.lastIndex >= position.index {
      guard let term = other.term(at: position.index) else { return nil }
      if term == position.term { keepers.insert(other.id) }
    }
    return keepers
  }
}
