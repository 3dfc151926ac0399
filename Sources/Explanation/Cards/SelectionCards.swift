import Consensus
import Host

extension Narrator {
  /// What is selected, explained as it stands now. With nothing selected: the most important thing now.
  package func card(for selection: Selection?, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> WhyCard
  {
    switch selection {
    case nil: return mostImportant(in: snapshot, source: source)
    case .node(let id): return nodeCard(id, in: snapshot, source: source)
    case .message(let number):
      guard let message = snapshot.messages.first(where: { $0.number == number }) else {
        let title = catalogue.say(SelectionSentences.messageTitle, [.number: .number(number)])
        return WhyCard(title: title, sentences: [catalogue.say(SelectionSentences.nothingHere)], cause: nil)
      }
      return messageCard(message, in: snapshot, source: source)
    case .entry(let position, _): return entryCard(position, in: snapshot, source: source)
    case .account(let name): return accountCard(name, in: snapshot)
    case .landmark(let event): return landmarkCard(event, in: snapshot, source: source)
    }
  }

  private func landmarkCard(_ event: UInt64, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> WhyCard
  {
    if let record = source.record(event) {
      return card(of: Scene(record: record, snapshot: snapshot, source: source))
    }
    guard let landmark = snapshot.landmarks.last(where: { $0.event == event }) else {
      return WhyCard(
        title: catalogue.say(SelectionSentences.nowTitle, [.time: .time(snapshot.time)]),
        sentences: [catalogue.say(SelectionSentences.nothingHere)], cause: nil)
    }
    let title = catalogue.say(
      SelectionSentences.eventTitle, [.number: .number(event), .time: .time(landmark.time)])
    return WhyCard(title: title, sentences: [text(of: landmark)], cause: nil)
  }

  private func text(of landmark: Landmark) -> String {
    let sentence: SelectionSentences =
      switch landmark.kind {
      case .election: .landmarkElection
      case .crash: .landmarkCrash
      case .restart: .landmarkRestart
      case .partition: .landmarkPartition
      case .heal: .landmarkHeal
      case .ownCommit: .landmarkOwnCommit
      case .violation: .landmarkViolation
      }
    let node = landmark.node.map { Value.node($0) } ?? .text(catalogue.say(SelectionSentences.someone))
    return catalogue.say(sentence, [.time: .time(landmark.time), .node: node])
  }
}

// The most important thing now: broken rule, no leader, own transfer waits, partition, lagging node, last
// landmark.
extension Narrator {
  private func mostImportant(in snapshot: ClusterSnapshot, source: any RecordSource) -> WhyCard {
    let title = catalogue.say(SelectionSentences.nowTitle, [.time: .time(snapshot.time)])
    if let violation = snapshot.violation {
      return WhyCard(
        title: title,
        sentences: [news(of: violation).text, catalogue.say(SelectionSentences.violationGoesOn)]
          + rules(of: violation), cause: violation.event)
    }
    if snapshot.leader == nil {
      let lost = snapshot.landmarks.last { $0.kind == .crash || $0.kind == .partition }
      return WhyCard(title: title, sentences: leaderless(snapshot), cause: lost?.event)
    }
    if let operation = snapshot.operations.last(where: { $0.own && $0.isUnderWay }) {
      return WhyCard(title: title, sentences: waiting(operation, in: snapshot, source: source), cause: nil)
    }
    if let state = networkState(snapshot) {
      let cut = snapshot.landmarks.last { $0.kind == .partition }
      return WhyCard(
        title: title, sentences: [state, catalogue.say(RuleSentences.minority)], cause: cut?.event)
    }
    if let behind = lagging(in: snapshot) {
      return WhyCard(
        title: title, sentences: [behind, catalogue.text(.rule, of: "learned-commit")], cause: nil)
    }
    if let landmark = snapshot.landmarks.last {
      return landmarkCard(landmark.event, in: snapshot, source: source)
    }
    guard let leader = snapshot.leader else { return WhyCard(title: title, sentences: [], cause: nil) }
    return nodeCard(leader, in: snapshot, source: source)
  }

  private func leaderless(_ snapshot: ClusterSnapshot) -> [String] {
    if snapshot.time == 0, snapshot.highestTerm == 0 {
      return [opening(snapshot).text, catalogue.text(.rule, of: "started-election")]
    }
    let since = snapshot.leaderlessSince ?? snapshot.time
    var sentences = [
      catalogue.say(
        SelectionSentences.noLeaderSince,
        [
          .waited: .duration(snapshot.time.since(since)), .count: .count(snapshot.upCount),
          .size: .count(snapshot.voterCount), .needed: .count(snapshot.majority),
        ])
    ]
    for node in snapshot.nodes where node.condition == .up && node.view.role == .candidate {
      sentences.append(
        catalogue.say(
          SelectionSentences.candidateNow,
          [
            .node: .node(node.id), .term: .number(node.view.term),
            .count: .count(node.view.votes.count), .size: .count(snapshot.nodes.count),
            .needed: .count(snapshot.majority),
          ]))
    }
    if let next = snapshot.nextElectionTimer {
      let left = next.view.timerDeadline.since(snapshot.time)
      sentences.append(
        catalogue.say(SelectionSentences.nextTimer, [.node: .node(next.id), .left: .duration(left)]))
    }
    return sentences + [catalogue.text(.rule, of: "became-leader")]
  }

  private func waiting(
    _ operation: OperationSnapshot, in snapshot: ClusterSnapshot, source: any RecordSource
  ) -> [String] {
    var values: [Place: Value] = [.operation: .operation(operation.kind)]
    switch operation.state {
    case .queued: return [catalogue.say(SelectionSentences.ownQueued, values)]
    case .stored(let position):
      values[.index] = .number(position.index)
      values[.term] = .number(position.term)
      return [catalogue.say(SelectionSentences.ownStored, values)]
        + entryStatus(position, in: snapshot, waitingFor: operation.kind)
    case .committed(let position):
      values[.index] = .number(position.index)
      return [catalogue.say(SelectionSentences.ownCommitted, values)]
    case .asking(let node) where operation.kind == .balances && snapshot.holdsReads(node):
      values[.node] = .node(node)
      return [
        catalogue.say(SelectionSentences.ownReadWaits, values), catalogue.text(.rule, of: "took-read-index"),
        catalogue.text(.otherwise, of: "took-read-index"),
      ]
    case .asking, .answered, .refused, .turnedAway, .unknown:
      return [
        catalogue.say(SelectionSentences.ownAsking, values), catalogue.text(.rule, of: "redirected-client"),
      ]
    }
  }

  /// The live node that is furthest behind what is committed, if one lags by more than what is on its way.
  private func lagging(in snapshot: ClusterSnapshot) -> String? {
    let behind = snapshot.nodes.filter {
      $0.condition != .down && $0.view.applied < snapshot.committed
    }
    guard let worst = behind.min(by: { ($0.view.applied, $0.id) < ($1.view.applied, $1.id) }) else {
      return nil
    }
    return catalogue.say(
      SelectionSentences.lagging,
      [
        .node: .node(worst.id), .number: .number(worst.view.applied),
        .index: .number(snapshot.committed),
      ])
  }
}

extension OperationSnapshot {
  var isUnderWay: Bool {
    switch state {
    case .queued, .asking, .stored, .committed: true
    case .answered, .refused, .turnedAway, .unknown: false
    }
  }
}

extension ClusterSnapshot {
  /// Whether reads wait at this node until it knows that it still leads.
  fileprivate func holdsReads(_ node: NodeID) -> Bool { (self.node(node)?.view.waitingReads ?? 0) > 0 }
}

extension Narrator {
  func accountCard(_ name: String, in snapshot: ClusterSnapshot) -> WhyCard {
    let title = catalogue.say(SelectionSentences.accountTitle, [.account: .text(name)])
    guard let column = snapshot.accounts.firstIndex(of: name) else {
      let text = catalogue.say(SelectionSentences.accountUnknown, [.account: .text(name)])
      return WhyCard(title: title, sentences: [text], cause: nil)
    }
    var groups: [(coins: UInt64, nodes: NodeSet)] = []
    var missing = NodeSet()
    var down = NodeSet()
    for node in snapshot.nodes {
      guard node.condition != .down, node.balances.indices.contains(column) else {
        down.insert(node.id)
        continue
      }
      guard let coins = node.balances[column] else {
        missing.insert(node.id)
        continue
      }
      if let place = groups.firstIndex(where: { $0.coins == coins }) {
        groups[place].nodes.insert(node.id)
      } else {
        groups.append((coins, [node.id]))
      }
    }
    let account = Value.text(name)
    var sentences = groups.map { group in
      catalogue.say(
        SelectionSentences.accountSame,
        [.account: account, .coins: .number(group.coins), .nodes: .nodes(group.nodes)])
    }
    if !missing.isEmpty {
      sentences.append(
        catalogue.say(SelectionSentences.accountMissing, [.account: account, .nodes: .nodes(missing)]))
    }
    if !down.isEmpty {
      sentences.append(catalogue.say(SelectionSentences.accountDown, [.nodes: .nodes(down)]))
    }
    sentences += lags(in: snapshot)
    sentences.append(catalogue.say(SelectionSentences.accountNonce))
    return WhyCard(title: title, sentences: sentences, cause: nil)
  }

  private func lags(in snapshot: ClusterSnapshot) -> [String] {
    let alive = snapshot.nodes.filter { $0.condition != .down }
    let behind = alive.filter { $0.view.applied < snapshot.committed }
    guard !behind.isEmpty else {
      guard !alive.isEmpty, snapshot.committed > 0 else { return [] }
      return [
        catalogue.say(SelectionSentences.accountLevel, [.index: .number(snapshot.committed)])
      ]
    }
    return behind.map { node in
      catalogue.say(
        SelectionSentences.accountBehind,
        [
          .node: .node(node.id), .number: .number(node.view.applied),
          .index: .number(snapshot.committed),
          .count: .number(snapshot.committed - node.view.applied),
        ])
    }
  }
}
