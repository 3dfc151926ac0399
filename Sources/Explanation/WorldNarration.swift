import Command
import Consensus
import Host
import Words

extension Explainer {
  /// What the event itself was, where that is news: a person's act and what it did, a client's step, a lost
  /// message, a broken rule.
  func acts(of scene: Scene) -> [News] {
    switch scene.record.what {
    case .action(let verb, let outcome): return action(verb, outcome, in: scene)
    case .note(let note): return [News(rank: 8, text: text(of: note))]
    case .expectation(let text, let held, let saw):
      let values: [Place: Value] = [.text: .text(text), .detail: .text(saw)]
      let sentence: WorldSentences = held ? .expectationHeld : .expectationFailed
      return [News(rank: held ? 5 : 9, text: say(sentence, values), alarm: !held)]
    case .violation(let violation): return [news(of: violation)]
    case .lost(let message, let reason):
      return message.summary.update == .heartbeat ? [] : [lost(message, reason)]
    case .asked(let message):
      return [News(rank: 8, text: say(HandSentences.asked, values(of: message)))]
    case .clientAsked, .nodeAsked, .clientEnded, .clientRetries:
      return clientNews(in: scene).map { [$0] } ?? []
    case .delivered, .timer, .written, .internalStep: return []
    }
  }

  /// In this language; else in another, which is named.
  package func text(of note: Note) -> String {
    let text = note.text(in: language)
    guard let other = text.language, other != language else { return text.text }
    return say(WorldSentences.note, [.text: .text(text.text), .other: .text(other.name)])
  }

  func news(of violation: ViolationSnapshot) -> News {
    let name = name(ofInvariant: violation.invariant)
    let rule = say(PartSentences.brokenRule, [.rule: .text(violation.invariant), .text: .text(name)])
    // A section as the language writes it.
    let section = violation.section.split(separator: ", ").joined(separator: language.text(Formats.listComma))
      .replacing("Figure", with: say(PartSentences.figure))
    let text = say(
      WorldSentences.violated,
      [.rule: .text(rule), .detail: .text(self.text(of: violation.detail)), .section: .text(section)])
    return News(rank: 9, text: text, alarm: true)
  }

  private func action(_ verb: Verb, _ outcome: ActionOutcome, in scene: Scene) -> [News] {
    let own = voice == .person
    let act = Value.text(verb.text(on: outcome.nodes) + named(verb, in: scene))
    switch (verb, outcome) {
    case (_, .nothing(let reason)):
      let values: [Place: Value] = [.act: act, .reason: .text(text(of: reason))]
      return [News(rank: 7, text: say(own ? WorldSentences.actInVain : .actOfFileInVain, values))]
    case (.load(let rate), .done) where !own:
      let number = Value.text(Quantities.decimalText(rate ?? 0, scale: 1000))
      let text = say(rate == nil ? WorldSentences.loadEnds : .loadBegins, [.number: number])
      return [News(rank: 6, text: text)]
    case (_, .done(let nodes)):
      let told = News(rank: 6, text: say(own ? WorldSentences.act : .actOfFile, [.act: act]))
      return [told] + [consequence(of: verb, on: nodes, in: scene)].compactMap(\.self)
    }
  }

  /// Which message a verb means that names it by its number: ", AppendEntries n1→n2".
  private func named(_ verb: Verb, in scene: Scene) -> String {
    let selector: MessageSelector? =
      switch verb {
      case .drop(let message), .duplicateMessage(let message), .holdMessage(let message),
        .releaseMessage(let message):
        message
      default: nil
      }
    guard case .number(let number) = selector else { return "" }
    let dropped = (scene.record.number - min(2, scene.record.number)...scene.record.number.after(2)).lazy
      .compactMap {
        event -> MessageSnapshot? in
        guard case .lost(let message, .dropped) = scene.source.record(event)?.what else { return nil }
        return message.number == number ? message : nil
      }.first
    guard let message = scene.snapshot.messages.first(where: { $0.number == number }) ?? dropped else {
      return ""
    }
    return language.text(Formats.comma) + write(self.message(message.summary.kind))
      + " \(message.from)→\(message.to)"
  }

  private func consequence(of verb: Verb, on nodes: NodeSet, in scene: Scene) -> News? {
    let readsLate = nodes.contains { scene.snapshot.node($0)?.unread != nil }
    func told(_ rank: Int, _ sentence: WorldSentences) -> News? {
      nodes.isEmpty ? nil : News(rank: rank, text: say(sentence, [.nodes: .nodes(nodes)]))
    }
    switch verb {
    case .kill: return crashed(nodes, in: scene)
    case .restart:
      // With a rule off a disk may not hold what it should.
      guard scene.snapshot.brokenRules.isEmpty else { return told(8, .restartedBroken) }
      return told(8, nodes.count == 1 ? .restarted : .restartedMany)
    case .pause: return told(7, readsLate ? .stalledQueued : .stalled)
    case .resume: return told(7, readsLate ? .resumedQueued : .resumed)
    case .cut(let link) where link.clientsNode != nil:
      return clientsState(scene.snapshot).map { News(rank: 8, text: $0) }
    case .partition, .isolate, .cut: return networkState(scene.snapshot).map { News(rank: 8, text: $0) }
    case .heal where scene.snapshot.cutLinks.isEmpty:
      return News(rank: 8, text: say(WorldSentences.healed))
    case .corrupt: return told(8, .corrupted)
    case .skew(_, let parts):
      let percent = Quantities.decimalText(parts.magnitude, scale: 10_000)
      let sentence: WorldSentences = parts == 0 ? .skewedNot : parts > 0 ? .skewedFast : .skewedSlow
      return News(rank: 7, text: say(sentence, [.nodes: .nodes(nodes), .number: .text(percent)]))
    case .slowDisk(_, let span):
      return News(
        rank: 7, text: say(WorldSentences.slowed, [.nodes: .nodes(nodes), .span: .duration(span.upperBound)]))
    case .hand(_, let name): return handed(name, nodes)
    case .answer: return scene.atItsTime.snapshot.hand?.answer.map { News(rank: 8, text: verdict(on: $0)) }
    case .align: return News(rank: 7, text: say(WorldSentences.aligned))
    case .spread: return News(rank: 7, text: say(WorldSentences.spreadOut))
    case .bug(let name, true):
      return scene.snapshot.idleRules[name].map { line in
        News(rank: 8, text: say(WorldSentences.ruleIdle, [.rule: .text(name), .text: .text(line)]))
      }
    default: return nil
    }
  }

  private func crashed(_ nodes: NodeSet, in scene: Scene) -> News? {
    let snapshot = scene.snapshot
    guard let first = nodes.first(where: { _ in true }) else { return nil }
    var values: [Place: Value] = [.node: .node(first), .nodes: .nodes(nodes)]
    let up = snapshot.upCount(after: nodes, at: scene.record.time)
    values[.count] = .count(up)
    let ledTheCluster =
      nodes.count == 1 && snapshot.leader == nil && snapshot.leaderlessSince == scene.record.time
      && snapshot.highestTerm > 0
    let cannotElect = snapshot.leader == nil && up < snapshot.neededToLead
    let needed = cannotElect ? snapshot.neededToLead : snapshot.neededToCommit
    values[.needed] = .count(needed)
    let enough = up >= needed
    var sentence: WorldSentences =
      enough ? .crashed : ledTheCluster && cannotElect ? .leaderCrashedNoMajority : .crashedNoMajority
    if enough, ledTheCluster, let next = snapshot.nextElectionTimer,
      next.deadline >= scene.record.time
    {
      sentence = .leaderCrashed
      values[.other] = .node(next.node)
      values[.left] = .duration(next.deadline - scene.record.time)
    }
    return News(rank: 9, text: say(sentence, values, in: snapshot))
  }

  /// What is cut now and who can go on; nil when nothing is cut.
  func networkState(_ snapshot: ClusterSnapshot) -> String? {
    let cut = snapshot.cutLinks.compactMap(\.nodes)
    guard let link = cut.first else { return clientsState(snapshot) }
    var values: [Place: Value] = [
      .node: .node(link.from), .other: .node(link.to), .count: .count(cut.count),
      .number: .count(snapshot.neededToLead),
    ]
    guard let sides = snapshot.sides else {
      return say(cut.count == 1 ? WorldSentences.cutOneWay : .cutLinks, values, in: snapshot)
    }
    values[.sides] = .text(sides.map(\.description).joined(separator: " | "))
    guard snapshot.configurations.count < 2 else {
      return say(WorldSentences.partitionedApart, values)
    }
    // Learners and servers that were removed decide nothing.
    let up = NodeSet(snapshot.nodes.filter { $0.condition == .up }.map(\.id)).intersection(snapshot.voters)
    guard let able = sides.first(where: { snapshot.canGoOn($0.intersection(up)) }) else {
      return say(WorldSentences.partitionedNoSide, values, in: snapshot)
    }
    values[.nodes] = .nodes(able.intersection(snapshot.voters))
    values[.count] = .count(able.intersection(up).count)
    return say(
      snapshot.brokenRules.isEmpty ? WorldSentences.partitioned : .partitionedBroken, values, in: snapshot)
  }

  /// Where clients are cut off from nodes; nil when they are not.
  private func clientsState(_ snapshot: ClusterSnapshot) -> String? {
    let unheard = NodeSet(snapshot.cutLinks.filter { $0.from == .clients }.compactMap(\.clientsNode))
    let silenced = NodeSet(snapshot.cutLinks.filter { $0.to == .clients }.compactMap(\.clientsNode))
    if unheard.isEmpty {
      guard !silenced.isEmpty else { return nil }
      return say(WorldSentences.answersCut, [.nodes: .nodes(silenced)])
    }
    let sentence: WorldSentences = unheard == silenced ? .clientsCut : .requestsCut
    return say(sentence, [.nodes: .nodes(unheard)])
  }

  /// What it is, and between whom.
  func values(of message: MessageSnapshot) -> [Place: Value] {
    [
      .message: self.message(message.summary.kind), .node: .node(message.from), .other: .node(message.to),
      .term: .number(message.summary.term), .time: .time(message.sent),
    ]
  }

  private func lost(_ message: MessageSnapshot, _ reason: EventRecord.LossReason) -> News {
    let sentence: WorldSentences =
      switch reason {
      case .loss: .lost
      case .cut: .lostCut
      case .receiverDown: .lostDown
      case .receiverPaused: .lostStalled
      case .dropped: .lostDropped
      }
    return News(rank: reason == .dropped ? 7 : 1, text: say(sentence, values(of: message)))
  }

  /// A sentence about an event that is no news.
  func plainText(of scene: Scene) -> String {
    let node = scene.record.node.map { Value.node($0) } ?? .text(say(SelectionSentences.someone))
    switch scene.record.what {
    case .delivered(let message):
      let heartbeat = message.summary.update == .heartbeat
      return say(heartbeat ? WorldSentences.heartbeatDelivered : .delivered, values(of: message))
    case .timer(.heartbeat): return say(WorldSentences.heartbeatTimer, [.node: node])
    case .timer(.election): return say(WorldSentences.timer, [.node: node])
    case .written: return say(WorldSentences.written, [.node: node])
    case .lost(let message, let reason): return lost(message, reason).text
    case .asked, .clientAsked, .nodeAsked, .clientEnded, .clientRetries, .action, .note, .expectation,
      .violation, .internalStep:
      return say(WorldSentences.quiet)
    }
  }
}

extension ClusterSnapshot {
  /// How many voters ran right after some crashed; the picture may be of a little later, or of after further acts of
  /// the same instant.
  func upCount(after crash: NodeSet, at time: Nanoseconds) -> Int {
    nodes.count { node in
      let isUp = node.condition == .up
      return voters.contains(node.id) && !crash.contains(node.id) && (node.since > time ? !isUp : isUp)
    }
  }

  /// The live node whose election timer ends first, and when.
  package var nextElectionTimer: (deadline: Nanoseconds, node: NodeID)? {
    nodes.compactMap { node in
      guard node.condition == .up, let timer = node.view.timer, timer.kind == .election else { return nil }
      return (timer.deadline, node.id)
    }.min { $0 < $1 }
  }

  /// Whether this node leads in its own eyes alone: too few voters hear it, or most are in a later term.
  package func leadsAlone(_ leader: NodeSnapshot) -> Bool {
    let cut = Set(cutLinks)
    let following = nodes.count { other in
      voters.contains(other.id) && other.view.term <= leader.view.term
        && !cut.contains(Link(from: leader.id, to: other.id))
    }
    return following < neededToCommit
  }

  /// The groups of nodes that hear nothing of each other, in either direction; nil where there is one group,
  /// or where something still passes between two.
  package var sides: [NodeSet]? {
    let cut = Set(cutLinks)
    func open(_ from: NodeID, _ to: NodeID) -> Bool { !cut.contains(Link(from: from, to: to)) }
    var sides: [NodeSet] = []
    var rest = NodeSet(nodes.map(\.id))
    while let start = rest.first(where: { _ in true }) {
      var side: NodeSet = [start]
      var frontier = [start]
      while let node = frontier.popLast() {
        for other in nodes.map(\.id) where !side.contains(other) && (open(node, other) || open(other, node)) {
          side.insert(other)
          frontier.append(other)
        }
      }
      sides.append(side)
      rest = rest.subtracting(side)
    }
    return sides.count > 1 ? sides : nil
  }
}
