import Command
import Consensus
import Host

extension Narrator {
  /// Why a node is what it is, what it waits for, and what it would take to change that.
  func nodeCard(_ id: NodeID, in snapshot: ClusterSnapshot, source: any RecordSource) -> WhyCard {
    let title = catalogue.say(SelectionSentences.nodeTitle, [.node: .node(id)])
    guard let node = snapshot.node(id) else {
      return WhyCard(title: title, sentences: [catalogue.say(SelectionSentences.nothingHere)], cause: nil)
    }
    let cause = snapshot.landmarks.last { $0.node == id }?.event
    if node.condition == .down {
      return WhyCard(title: title, sentences: downCard(node, in: snapshot), cause: cause)
    }
    var sentences: [String] = []
    if node.condition == .stalled {
      sentences.append(
        catalogue.say(
          node.unread == nil ? NodeSentences.stalled : .stalledQueued,
          [.node: .node(id), .time: .time(node.since), .count: .count(node.unread ?? 0)]))
    }
    switch node.view.role {
    case .leader: sentences += leaderCard(node, in: snapshot)
    case .candidate: sentences += candidateCard(node, in: snapshot)
    case .follower: sentences += followerCard(node, in: snapshot)
    }
    sentences += logCard(node, in: snapshot)
    return WhyCard(title: title, sentences: sentences, cause: cause)
  }

  private func downCard(_ node: NodeSnapshot, in snapshot: ClusterSnapshot) -> [String] {
    let values: [Place: Value] = [
      .node: .node(node.id), .time: .time(node.since), .term: .number(node.view.term),
      .index: .number(node.view.durable), .count: .count(snapshot.upCount),
      .size: .count(snapshot.voterCount), .needed: .count(snapshot.majority),
    ]
    let kept: NodeSentences = node.view.durable == 0 ? .downEmpty : .down
    return [
      catalogue.say(kept, values), catalogue.say(NodeSentences.downCounts, values),
      catalogue.say(RuleSentences.volatile),
    ]
  }

  private func leaderCard(_ node: NodeSnapshot, in snapshot: ClusterSnapshot) -> [String] {
    let view = node.view
    var values: [Place: Value] = [
      .node: .node(node.id), .term: .number(view.term),
      .left: .duration(view.timerDeadline.since(snapshot.time)), .index: .number(node.lastIndex),
      .size: .count(snapshot.voterCount), .needed: .count(snapshot.majority),
    ]
    var sentences = [catalogue.say(NodeSentences.leader, values)]
    let later = snapshot.nodes.filter { $0.view.term > view.term }
    if let ahead = later.max(by: { $0.view.term < $1.view.term }) {
      values[.other] = .node(ahead.id)
      values[.current] = .number(ahead.view.term)
      sentences.append(catalogue.say(NodeSentences.leaderOutdated, values))
    } else {
      sentences.append(catalogue.say(NodeSentences.leaderStays, values))
    }
    let reached = snapshot.answering(node.id)
    if reached.count < snapshot.majority {
      values[.count] = .count(reached.count)
      sentences.append(catalogue.say(NodeSentences.leaderWithoutMajority, values))
    }
    let unconfirmed = NodeSet(view.progress.filter { $0.matchIndex < node.lastIndex }.map(\.node))
      .subtracting([node.id])
    if unconfirmed.isEmpty {
      guard !view.progress.isEmpty, node.lastIndex > 0 else { return sentences }
      sentences.append(catalogue.say(NodeSentences.leaderAllConfirmed, values))
    } else {
      values[.nodes] = .nodes(unconfirmed)
      sentences.append(catalogue.say(NodeSentences.leaderUnconfirmed, values))
    }
    return sentences
  }

  private func candidateCard(_ node: NodeSnapshot, in snapshot: ClusterSnapshot) -> [String] {
    let view = node.view
    let values: [Place: Value] = [
      .node: .node(node.id), .term: .number(view.term), .nodes: .nodes(view.votes),
      .count: .count(view.votes.count), .size: .count(snapshot.voterCount),
      .needed: .count(snapshot.majority), .left: .duration(view.timerDeadline.since(snapshot.time)),
    ]
    return [
      catalogue.say(view.votes.isEmpty ? NodeSentences.candidateNoVotes : .candidate, values),
      catalogue.say(NodeSentences.candidateTimer, values),
    ]
  }

  private func followerCard(_ node: NodeSnapshot, in snapshot: ClusterSnapshot) -> [String] {
    let view = node.view
    var values: [Place: Value] = [
      .node: .node(node.id), .term: .number(view.term), .size: .count(snapshot.voterCount),
      .needed: .count(snapshot.majority), .left: .duration(view.timerDeadline.since(snapshot.time)),
    ]
    var sentences: [String] = []
    if let leader = view.knownLeader, leader != node.id {
      values[.other] = .node(leader)
      sentences.append(catalogue.say(NodeSentences.follower, values))
    } else {
      sentences.append(catalogue.say(NodeSentences.followerAlone, values))
    }
    let voters = snapshot.nodes.filter { other in
      other.condition == .up && node.last.isAtLeastAsUpToDate(as: other.last)
    }
    values[.nodes] = .nodes(NodeSet(voters.map(\.id)).union([node.id]))
    sentences.append(catalogue.say(NodeSentences.couldLead, values))
    if view.term > 0 {
      values[.voted] = view.votedFor.map { .node($0) }
      let vote: NodeSentences =
        switch view.votedFor {
        case nil: .notVoted
        case node.id?: .votedItself
        default: .voted
        }
      sentences.append(catalogue.say(vote, values))
    }
    return sentences
  }

  private func logCard(_ node: NodeSnapshot, in snapshot: ClusterSnapshot) -> [String] {
    let view = node.view
    var sentences: [String] = []
    if node.lastIndex > 0 {
      sentences.append(
        catalogue.say(
          NodeSentences.upToDate,
          [
            .last: .number(node.lastIndex), .index: .number(view.committed),
            .number: .number(view.applied),
          ]))
    }
    if view.applied < snapshot.committed {
      sentences.append(
        catalogue.say(
          NodeSentences.behind,
          [
            .index: .number(snapshot.committed), .count: .number(snapshot.committed - view.applied),
          ]))
    }
    if let end = node.writingUntil {
      sentences.append(
        catalogue.say(NodeSentences.writing, [.left: .duration(end.since(snapshot.time))]))
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
