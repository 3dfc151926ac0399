import Consensus
import Host

extension Narrator {
  /// The sentence about one decision; nil where it is not news.
  func news(of decision: Decision, at node: NodeID, in scene: Scene) -> News? {
    switch decision {
    case .startedElection, .electionRanOut, .grantedVote, .refusedVote, .countedVote, .wasRefused,
      .becameLeader, .steppedDown, .adoptedTerm, .followsLeader:
      electionNews(of: decision, at: node, in: scene)
    case .appended, .redirectedClient, .storedEntries, .deletedConflict, .refusedAppend, .countedCopy,
      .backedUp, .committed, .heldBackOldTerm, .learnedCommit, .ignoredStale:
      logNews(of: decision, at: node, in: scene)
    case .leadership, .membership, .reading, .snapshot, .changedFlow:
      extensionNews(of: decision, at: node)
    case .standing(let decision): standingNews(of: decision, at: node)
    }
  }

  private func electionNews(of decision: Decision, at node: NodeID, in scene: Scene) -> News? {
    switch decision {
    case .startedElection(let term, let waited, _):
      return started(node, term: term, waited: waited, in: scene)
    case .electionRanOut(let term, let votes, let needed, let size):
      return ranOut(node, term: term, votes: votes, needed: needed, size: size, in: scene)
    case .grantedVote(let candidate, let term, let own, let last):
      return granted(node, candidate, term: term, own: own, theirs: last)
    case .refusedVote(let candidate, let term, let reason):
      return refused(node, candidate, term: term, reason)
    case .countedVote(let from, let term, let votes, let needed, let size):
      let values: [Place: Value] = [
        .node: .node(node), .other: .node(from), .term: .number(term), .count: .count(votes.count),
        .needed: .count(needed), .size: .count(size),
      ]
      // A majority without its own vote is possible: that one counts once it is durable.
      let unwritten = votes.count >= needed && !votes.contains(node)
      let sentence: ElectionSentences = from == node ? .countedOwn : unwritten ? .countedUnwritten : .counted
      return News(rank: 5, text: catalogue.say(sentence, values))
    case .wasRefused(let other, let term):
      return News(
        rank: 3,
        text: catalogue.say(
          ElectionSentences.wasRefused,
          [.node: .node(node), .other: .node(other), .term: .number(term)]))
    case .becameLeader(let term, let votes, _, let size):
      let values: [Place: Value] = [
        .node: .node(node), .term: .number(term), .nodes: .nodes(votes), .count: .count(votes.count),
        .size: .count(size),
      ]
      return News(rank: 9, text: catalogue.say(ElectionSentences.leads, values))
    case .steppedDown(let role, let oldTerm, let newTerm, let other):
      return steppedDown(node, from: role, oldTerm, newTerm, other)
    case .adoptedTerm(let oldTerm, let newTerm, let other):
      return News(
        rank: 3, text: catalogue.say(ElectionSentences.adoptedTerm, terms(node, oldTerm, newTerm, other)))
    case .followsLeader(let leader, let term):
      return News(
        rank: 4,
        text: catalogue.say(
          ElectionSentences.follows,
          [.node: .node(node), .other: .node(leader), .term: .number(term)]))
    default: return nil
    }
  }

  private func terms(_ node: NodeID, _ old: Term, _ new: Term, _ other: NodeID) -> [Place: Value] {
    [.node: .node(node), .old: .number(old), .term: .number(new), .other: .node(other)]
  }

  private func started(_ node: NodeID, term: Term, waited: Nanoseconds, in scene: Scene) -> News {
    // Fired by a person, or with timers set by hand, it is not the timeout that was drawn.
    let byHand =
      if case .action = scene.record.what { true } else { !scene.snapshot.electionTimeout.contains(waited) }
    return News(
      rank: 8,
      text: catalogue.say(
        byHand ? ElectionSentences.startedByHand : .started,
        [.node: .node(node), .waited: .duration(waited), .term: .number(term)]))
  }

  private func ranOut(
    _ node: NodeID, term: Term, votes: NodeSet, needed: Int, size: Int, in scene: Scene
  ) -> News {
    var values: [Place: Value] = [
      .node: .node(node), .term: .number(term), .count: .count(votes.count), .needed: .count(needed),
      .size: .count(size),
    ]
    guard votes.count < needed else {
      return News(rank: 7, text: catalogue.say(ElectionSentences.ranOutUnwritten, values))
    }
    guard scene.hasNoWinner(of: term, besides: node, needed: needed) else {
      return News(rank: 7, text: catalogue.say(ElectionSentences.ranOut, values))
    }
    let rivals = scene.snapshot.nodes.filter { $0.id != node && $0.stands(in: term) }
    let all = rivals.map { Tally(node: $0.id, votes: $0.view.votes.count) }
    let tally = (all + [Tally(node: node, votes: votes.count)]).sorted { $0.node < $1.node }
    let down = NodeSet(scene.snapshot.nodes.filter { $0.condition == .down }.map(\.id))
    values[.tally] = .tally(tally)
    values[.down] = .nodes(down)
    let sentence: ElectionSentences =
      down.isEmpty ? .noWinner : down.count == 1 ? .noWinnerOneDown : .noWinnerManyDown
    return News(rank: 9, text: catalogue.say(sentence, values))
  }

  private func granted(
    _ node: NodeID, _ candidate: NodeID, term: Term, own: LogPosition, theirs: LogPosition
  ) -> News {
    var values: [Place: Value] = [.node: .node(node), .other: .node(candidate), .term: .number(term)]
    let sentence: ElectionSentences
    switch (own, theirs) {
    case (.origin, .origin): sentence = .grantedEmpty
    case (.origin, _): sentence = .grantedOverEmpty
    case _ where own == theirs:
      sentence = .grantedSame
      values[.index] = .number(own.index)
      values[.last] = .number(own.term)
    case _ where theirs.term > own.term:
      sentence = .grantedLater
      values[.theirs] = .number(theirs.term)
      values[.own] = .number(own.term)
    case _ where theirs.term == own.term && theirs.index > own.index:
      sentence = .grantedLonger
      values[.last] = .number(own.term)
      values[.theirs] = .number(theirs.index)
      values[.own] = .number(own.index)
    default: sentence = .granted
    }
    return News(rank: 6, text: catalogue.say(sentence, values))
  }

  private func refused(_ node: NodeID, _ candidate: NodeID, term: Term, _ reason: Decision.VoteRefusal)
    -> News
  {
    var values: [Place: Value] = [.node: .node(node), .other: .node(candidate), .term: .number(term)]
    let sentence: ElectionSentences
    switch reason {
    case .staleTerm(let current):
      sentence = .refusedStale
      values[.current] = .number(current)
    case .alreadyVoted(let voted):
      sentence = voted == node ? .refusedVotedItself : .refusedVoted
      values[.voted] = .node(voted)
    case .logBehind(let own, let theirs):
      if theirs.index == 0 {
        sentence = .refusedEmpty
        values[.index] = .number(own.index)
        values[.own] = .number(own.term)
      } else if own.term != theirs.term {
        sentence = .refusedLog
        values[.own] = .number(own.term)
        values[.theirs] = .number(theirs.term)
      } else {
        sentence = .refusedShorter
        values[.last] = .number(own.term)
        values[.own] = .number(own.index)
        values[.theirs] = .number(theirs.index)
      }
    }
    return News(rank: 7, text: catalogue.say(sentence, values))
  }

  private func steppedDown(_ node: NodeID, from role: Role, _ old: Term, _ new: Term, _ other: NodeID)
    -> News
  {
    let values = terms(node, old, new, other)
    switch role {
    case .leader: return News(rank: 8, text: catalogue.say(ElectionSentences.leaderStepsDown, values))
    case .candidate where old == new:
      return News(rank: 6, text: catalogue.say(ElectionSentences.candidateMeetsLeader, values))
    case .candidate:
      return News(rank: 6, text: catalogue.say(ElectionSentences.candidateStepsDown, values))
    case .follower: return News(rank: 3, text: catalogue.say(ElectionSentences.adoptedTerm, values))
    }
  }
}

extension NodeSnapshot {
  /// Whether it is a candidate of this term, alive or stalled.
  func stands(in term: Term) -> Bool {
    condition != .down && view.role == .candidate && view.currentTerm == term
  }
}

extension Scene {
  /// Whether nobody won `term`, and nobody else can any more: true only if the votes that any other
  /// candidate has, and those that could still reach it, are no majority (Raft §5.2).
  func hasNoWinner(of term: Term, besides node: NodeID, needed: Int) -> Bool {
    for other in snapshot.nodes {
      let view = other.view
      if view.role == .leader, view.currentTerm == term { return false }
      // An entry or a known leader of the term shows that it had one.
      if view.currentTerm == term, view.knownLeader != nil { return false }
      if other.terms.contains(term) { return false }
    }
    return !snapshot.nodes.contains { candidate in
      candidate.id != node && candidate.stands(in: term)
        && possibleVotes(of: candidate, in: term).count >= needed
    }
  }

  private func possibleVotes(of candidate: NodeSnapshot, in term: Term) -> NodeSet {
    var votes = candidate.view.votes
    for message in snapshot.messages where message.summary.term == term {
      if message.to == candidate.id, message.summary.kind == .voteReply(granted: true) {
        votes.insert(message.from)
      }
      if message.from == candidate.id, message.summary.kind == .voteRequest { votes.insert(message.to) }
    }
    // A request may be sent again to those that could still say yes; the dead do not hear it.
    for voter in snapshot.nodes where voter.condition != .down && voter.view.currentTerm <= term {
      let free = voter.view.currentTerm < term || voter.view.votedFor == nil
      if free || voter.view.votedFor == candidate.id { votes.insert(voter.id) }
    }
    return votes
  }
}
