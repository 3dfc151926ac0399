import Command
import Consensus
import Host

extension Explainer {
  /// Why a node is what it is, what it waits for, and what it would take to change that.
  func nodeCard(_ id: NodeID, in snapshot: ClusterSnapshot) -> WhyCard {
    let title = say(SelectionSentences.nodeTitle, [.node: .node(id)])
    guard let node = snapshot.node(id) else {
      return WhyCard(title: title, sentences: [say(SelectionSentences.nothingHere)])
    }
    return WhyCard(
      title: title, sentences: sentences(about: node, in: snapshot),
      cause: snapshot.landmarks.last { $0.node == id }?.event)
  }

  private func sentences(about node: NodeSnapshot, in snapshot: ClusterSnapshot) -> [String] {
    let view = node.view
    var values: [Place: Value] = [
      .node: .node(node.id), .time: .time(node.since), .term: .number(view.term),
    ]
    values[.left] = view.timer.map { .duration($0.deadline.since(snapshot.time)) }
    if node.condition == .down { return downCard(node, values, in: snapshot) }
    let card =
      switch view.role {
      case .leader: leaderCard(node, values, in: snapshot)
      case .candidate: candidateCard(node, values, in: snapshot)
      case .follower: followerCard(node, values, in: snapshot)
      }
    guard node.condition == .stalled else { return card + logCard(node, in: snapshot) }
    var stalled = values
    stalled[.count] = .count(node.unread ?? 0)
    return [say(node.unread == nil ? NodeSentences.stalled : .stalledQueued, stalled)] + card
      + logCard(node, in: snapshot)
  }

  private func downCard(_ node: NodeSnapshot, _ values: [Place: Value], in snapshot: ClusterSnapshot)
    -> [String]
  {
    var values = values
    values[.index] = .number(node.view.durable)
    return [
      say(node.view.durable == 0 ? NodeSentences.downEmpty : .down, values),
      say(NodeSentences.downCounts, values, in: snapshot), say(RuleSentences.volatile),
    ]
  }

  private func leaderCard(_ node: NodeSnapshot, _ values: [Place: Value], in snapshot: ClusterSnapshot)
    -> [String]
  {
    let view = node.view
    var values = values
    values[.index] = .number(node.lastIndex)
    var sentences = [say(view.timer == nil ? NodeSentences.leaderUntimed : .leader, values, in: snapshot)]
    let later = snapshot.nodes.filter { $0.view.term > view.term }
    let ahead = later.max { $0.view.term < $1.view.term }
    values[.other] = ahead.map { .node($0.id) }
    values[.current] = ahead.map { .number($0.view.term) }
    sentences.append(say(ahead == nil ? NodeSentences.leaderStays : .leaderOutdated, values, in: snapshot))
    let reached = snapshot.answering(node.id)
    if reached.count < snapshot.neededToCommit {
      values[.count] = .count(reached.count)
      sentences.append(say(NodeSentences.leaderWithoutMajority, values, in: snapshot))
    }
    let unconfirmed = NodeSet(view.progress.filter { $0.matchIndex < node.lastIndex }.map(\.node))
      .subtracting([node.id])
    if !unconfirmed.isEmpty {
      values[.nodes] = .nodes(unconfirmed)
      sentences.append(say(NodeSentences.leaderUnconfirmed, values))
    } else if !view.progress.isEmpty, node.lastIndex > 0 {
      sentences.append(say(NodeSentences.leaderAllConfirmed, values))
    }
    return sentences
  }

  private func candidateCard(_ node: NodeSnapshot, _ values: [Place: Value], in snapshot: ClusterSnapshot)
    -> [String]
  {
    var values = values
    values[.nodes] = .nodes(node.view.votes)
    values[.count] = .count(node.view.votes.count)
    if let ballot = node.view.part?.ballot { values[.term] = .number(ballot) }
    values[.needed] = .count(node.view.membership?.neededToLead ?? snapshot.neededToLead)
    let votes: NodeSentences = node.view.votes.isEmpty ? .candidateNoVotes : .candidate
    return [say(votes, values, in: snapshot)]
      + (node.view.timer == nil ? [] : [say(NodeSentences.candidateTimer, values)])
  }

  private func followerCard(_ node: NodeSnapshot, _ values: [Place: Value], in snapshot: ClusterSnapshot)
    -> [String]
  {
    let view = node.view
    var values = values
    let leader = view.knownLeader == node.id ? nil : view.knownLeader
    values[.other] = leader.map { .node($0) }
    // Who never stands has no vote to speak of either.
    guard view.timer != nil else {
      return [say(leader == nil ? NodeSentences.aloneUntimed : .followerUntimed, values, in: snapshot)]
    }
    let up = NodeSet(snapshot.nodes.filter { $0.condition == .up }.map(\.id))
    values[.nodes] = .nodes(node.electors.intersection(up).union([node.id]))
    values[.voted] = view.votedFor.map { .node($0) }
    let sentences = [
      say(leader == nil ? NodeSentences.followerAlone : .follower, values, in: snapshot),
      say(
        NodeSentences.couldLead, values.merging([.needed: .count(snapshot.neededToLead)]) { $1 }, in: snapshot
      ),
    ]
    guard view.term > 0 else { return sentences }
    let vote: NodeSentences =
      switch view.votedFor {
      case nil: .notVoted
      case node.id?: .votedItself
      default: .voted
      }
    return sentences + [say(vote, values)]
  }

  private func logCard(_ node: NodeSnapshot, in snapshot: ClusterSnapshot) -> [String] {
    let view = node.view
    var sentences: [String] = []
    if node.lastIndex > 0 {
      let values: [Place: Value] = [
        .last: .number(node.lastIndex), .index: .number(view.committed), .number: .number(view.applied),
      ]
      sentences.append(say(NodeSentences.upToDate, values))
    }
    if view.applied < snapshot.committed {
      let missing = Value.number(snapshot.committed - view.applied)
      sentences.append(say(NodeSentences.behind, [.index: .number(snapshot.committed), .count: missing]))
    }
    if let end = node.writingUntil {
      sentences.append(say(NodeSentences.writing, [.left: .duration(end.since(snapshot.time))]))
    }
    return sentences
  }
}

extension ClusterSnapshot {
  /// The nodes that hear a leader and can answer it, itself included.
  func answering(_ leader: NodeID) -> NodeSet {
    NodeSet(
      nodes.filter { other in
        guard other.condition == .up else { return false }
        if other.id == leader { return true }
        return !cutLinks.contains(Link(from: leader, to: other.id))
          && !cutLinks.contains(Link(from: other.id, to: leader))
      }.map(\.id))
  }
}
