import Consensus
import Host
import Words

extension Explainer {
  /// What is selected, explained as it stands now. With nothing selected: the most important thing now.
  package func card(for selection: Selection?, in snapshot: ClusterSnapshot, _ source: any RecordSource)
    -> WhyCard
  {
    switch selection {
    case nil: return mostImportant(in: snapshot, source)
    case .node(let id): return nodeCard(id, in: snapshot)
    case .message(let number):
      if let message = snapshot.messages.first(where: { $0.number == number }) {
        return messageCard(message, in: snapshot, source)
      }
      let title = say(SelectionSentences.messageTitle, [.number: .number(number)])
      return WhyCard(title: title, sentences: [say(SelectionSentences.nothingHere)])
    case .entry(let position, _): return entryCard(position, in: snapshot, source)
    case .account(let name): return accountCard(name, in: snapshot)
    case .landmark(let event): return landmarkCard(event, in: snapshot, source)
    case .rule(let name): return ruleCard(name, in: snapshot)
    }
  }

  /// What an invariant asks for.
  package func rule(ofInvariant name: String) -> String { text(.rule, of: name) }

  private func ruleCard(_ name: String, in snapshot: ClusterSnapshot) -> WhyCard {
    WhyCard(
      title: self.name(ofInvariant: name),
      sentences: [rule(ofInvariant: name), standing(ofRule: name, in: snapshot)])
  }

  /// Whether an invariant holds, and how often that was looked at.
  package func standing(ofRule name: String, in snapshot: ClusterSnapshot) -> String {
    if let violation = snapshot.violation, violation.invariant == name { return news(of: violation).text }
    guard let rule = snapshot.invariants.first(where: { $0.name == name }), rule.evaluations > 0 else {
      return say(SelectionSentences.ruleNotSeen)
    }
    return say(
      SelectionSentences.ruleHolds, [.number: .number(rule.evaluations), .time: .time(rule.lastChecked)])
  }

  private func landmarkCard(_ event: UInt64, in snapshot: ClusterSnapshot, _ source: any RecordSource)
    -> WhyCard
  {
    if let record = source.record(event) { return card(of: Scene(record, in: snapshot, source)) }
    guard let landmark = snapshot.landmarks.last(where: { $0.event == event }) else {
      return WhyCard(title: nowTitle(snapshot), sentences: [say(SelectionSentences.nothingHere)])
    }
    let values: [Place: Value] = [.number: .number(event), .time: .time(landmark.time)]
    return WhyCard(title: say(SelectionSentences.eventTitle, values), sentences: [text(of: landmark)])
  }

  private func nowTitle(_ snapshot: ClusterSnapshot) -> String {
    say(SelectionSentences.nowTitle, [.time: .time(snapshot.time)])
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
      case .note: .landmarkNote
      }
    let node = landmark.node.map { Value.node($0) } ?? .text(say(SelectionSentences.someone))
    return say(sentence, [.time: .time(landmark.time), .node: node])
  }
}

// The most important thing now, where no rule is broken, which has a story of its own: no leader, own transfer waits,
// partition, lagging node, last landmark.
extension Explainer {
  private func mostImportant(in snapshot: ClusterSnapshot, _ source: any RecordSource) -> WhyCard {
    func card(_ sentences: [String], cause: UInt64? = nil) -> WhyCard {
      WhyCard(title: nowTitle(snapshot), sentences: sentences, cause: cause)
    }
    if snapshot.leader == nil {
      let lost = snapshot.landmarks.last { $0.kind == .crash || $0.kind == .partition }
      return card(leaderless(snapshot), cause: lost?.event)
    }
    if let operation = snapshot.operations.last(where: { $0.isByPerson && $0.isUnderWay }) {
      let cut = snapshot.landmarks.last { $0.kind == .partition }
      guard let state = networkState(snapshot) else { return card(waiting(operation, in: snapshot)) }
      return card(waiting(operation, in: snapshot) + [state], cause: cut?.event)
    }
    if let refusal = newestRefusal(in: snapshot) {
      let commit = snapshot.landmarks.last { $0.kind == .ownCommit && $0.time >= refusal.begun }
      return card([ended(refusal).text, say(RuleSentences.stateMachine)], cause: commit?.event)
    }
    if let state = networkState(snapshot) {
      let cut = snapshot.landmarks.last { $0.kind == .partition }
      let isRule = snapshot.sides != nil && snapshot.brokenRules.isEmpty
      return card([state] + (isRule ? [say(RuleSentences.minority)] : []), cause: cut?.event)
    }
    if let behind = lagging(in: snapshot) { return card([behind, text(.rule, of: "learned-commit")]) }
    if let landmark = snapshot.landmarks.last { return landmarkCard(landmark.event, in: snapshot, source) }
    return snapshot.leader.map { nodeCard($0, in: snapshot) } ?? card([])
  }

  /// The person's newest operation, where it was refused and nothing but its own commit was of note since.
  private func newestRefusal(in snapshot: ClusterSnapshot) -> OperationSnapshot? {
    guard let operation = snapshot.operations.last(where: \.isByPerson), case .refused = operation.state,
      let end = operation.ended,
      !snapshot.landmarks.contains(where: { $0.kind != .ownCommit && $0.time > end })
    else { return nil }
    return operation
  }

  private func leaderless(_ snapshot: ClusterSnapshot) -> [String] {
    if snapshot.time == 0, snapshot.highestTerm == 0 {
      return [opening(snapshot).text, text(.rule, of: beginsElections)]
    }
    let since = snapshot.leaderlessSince ?? snapshot.time
    let waited = Value.duration(snapshot.time.since(since))
    var sentences = [noLeader(for: waited, in: snapshot)]
    for node in snapshot.nodes where node.condition == .up && node.view.role == .candidate {
      // It counts by the configuration that it knows.
      let members = node.view.membership ?? Membership(voters: snapshot.voters)
      let voters = members.voters
      let values: [Place: Value] = [
        .node: .node(node.id), .term: .number(node.view.term),
        .count: .count(node.view.votes.intersection(voters).count), .size: .count(voters.count),
        .needed: .count(members.neededToLead),
      ]
      sentences.append(say(SelectionSentences.candidateNow, values))
    }
    if let next = snapshot.nextElectionTimer {
      let left = Value.duration(next.deadline.since(snapshot.time))
      sentences.append(say(SelectionSentences.nextTimer, [.node: .node(next.node), .left: left]))
    }
    return sentences + [text(.rule, of: "became-leader")]
  }

  /// How many it takes to elect one, unless those that run go by different configurations.
  private func noLeader(for waited: Value, in snapshot: ClusterSnapshot) -> String {
    let known = snapshot.configurations
    guard known.count > 1 else {
      let values: [Place: Value] = [.waited: waited, .needed: .count(snapshot.neededToLead)]
      return say(SelectionSentences.noLeaderSince, values, in: snapshot)
    }
    let each = known.map { "\(write(.nodes($0.nodes))): \(text(of: $0.membership))" }
      .joined(separator: language.text(Formats.semicolon))
    return say(SelectionSentences.noLeaderApart, [.waited: waited, .text: .text(each)])
  }

  private func waiting(_ operation: OperationSnapshot, in snapshot: ClusterSnapshot) -> [String] {
    var values: [Place: Value] = [.operation: self.operation(operation)]
    switch operation.state {
    case .queued: return [say(SelectionSentences.ownQueued, values)]
    case .stored(let position):
      values[.index] = .number(position.index)
      values[.term] = .number(position.term)
      return [say(SelectionSentences.ownStored, values)]
        + entryStatus(position, in: snapshot, waitingFor: operation.kind)
    case .committed(let position):
      values[.index] = .number(position.index)
      return [say(SelectionSentences.ownCommitted, values)]
    case .asking(let node) where operation.kind == .balances && snapshot.holdsReads(node):
      values[.node] = .node(node)
      return [
        say(SelectionSentences.ownReadWaits, values), text(.rule, of: "took-read-index"),
        text(.otherwise, of: "took-read-index"),
      ]
    case .asking, .answered, .refused, .turnedAway, .unknown:
      return [say(SelectionSentences.ownAsking, values), text(.rule, of: "redirected-client")]
    }
  }

  /// The live member that is furthest behind what is committed, if one lags by more than what is on its way.
  private func lagging(in snapshot: ClusterSnapshot) -> String? {
    let members = snapshot.membership?.all ?? NodeSet(snapshot.nodes.map(\.id))
    let behind = snapshot.nodes.filter {
      $0.condition != .down && members.contains($0.id) && snapshot.lags($0)
    }
    return behind.min { ($0.view.applied, $0.id) < ($1.view.applied, $1.id) }.map { worst in
      say(
        SelectionSentences.lagging,
        [
          .node: .node(worst.id), .number: .number(worst.view.applied),
          .index: .number(snapshot.committed),
        ])
    }
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
  /// The configurations by which those that run go, and who goes by each.
  package var configurations: [(membership: Membership, nodes: NodeSet)] {
    var found: [(membership: Membership, nodes: NodeSet)] = []
    for node in nodes where node.condition == .up {
      guard let own = node.view.membership else { continue }
      if let place = found.firstIndex(where: { $0.membership == own }) {
        found[place].nodes.insert(node.id)
      } else {
        found.append((own, [node.id]))
      }
    }
    return found
  }

  /// Whether reads wait at this node until it knows that it still leads.
  fileprivate func holdsReads(_ node: NodeID) -> Bool { (self.node(node)?.view.waitingReads ?? 0) > 0 }

  /// Whether a node is behind what is committed by more than is usual: a follower hears of a commit with the next
  /// heartbeat (Raft §5.3), which is on its way for a while.
  fileprivate func lags(_ node: NodeSnapshot) -> Bool {
    guard node.view.applied < committed else { return false }
    guard let next = postings.first(where: { $0.position.index > node.view.applied }) else {
      // Committed, and applied by nobody yet; or nobody says when it was.
      return postings.isEmpty
    }
    return time.since(next.time) > heartbeatInterval.after(latency.upperBound)
  }
}
