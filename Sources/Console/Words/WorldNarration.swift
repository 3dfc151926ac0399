import Command
import Consensus
import Host
import Words

extension Narrator {
  /// What the event itself was, where that is news: a person's act and what it did, a client's step, a lost
  /// message, a broken rule.
  func acts(of scene: Scene) -> [News] {
    switch scene.record.what {
    case .action(let text, let outcome): return action(text, outcome, in: scene)
    case .note(let text):
      return [News(rank: 8, text: catalogue.say(WorldSentences.note, [.text: .text(text)]))]
    case .expectation(let text, let held, let saw):
      let values: [Place: Value] = [.text: .text(text), .detail: .text(saw)]
      let sentence: WorldSentences = held ? .expectationHeld : .expectationFailed
      return [News(rank: held ? 5 : 9, text: catalogue.say(sentence, values), alarm: !held)]
    case .violation(let violation): return [news(of: violation)]
    case .lost(let message, let reason):
      return message.summary.kind == .heartbeat ? [] : [lost(message, reason)]
    case .clientAsked, .nodeAsked, .clientEnded, .clientRetries:
      return clientNews(in: scene).map { [$0] } ?? []
    case .delivered, .timer, .written, .internalStep: return []
    }
  }

  func news(of violation: ViolationSnapshot) -> News {
    let values: [Place: Value] = [
      .rule: .text(
        catalogue.say(
          PartSentences.brokenRule,
          [.rule: .text(violation.invariant), .text: .text(Label.invariant(violation.invariant, language))])),
      .detail: .text(catalogue.text(of: violation.detail)),
      .section: .text(section(violation.section)),
    ]
    return News(rank: 9, text: catalogue.say(WorldSentences.violated, values), alarm: true)
  }

  /// A section as the language writes it.
  private func section(_ section: String) -> String {
    section.split(separator: ", ").joined(separator: language.text(Formats.listComma))
      .replacing("Figure", with: catalogue.say(PartSentences.figure))
  }

  private func action(_ text: String, _ outcome: ActionOutcome, in scene: Scene) -> [News] {
    let own = voice == .person
    switch outcome {
    case .nothing(let reason):
      let sentence: WorldSentences = own ? .actInVain : .actOfFileInVain
      return [
        News(
          rank: 7,
          text: catalogue.say(sentence, [.act: .text(text), .reason: .text(catalogue.text(of: reason))]))
      ]
    case .done where !own && text.hasPrefix("load "):
      let rate = String(text.dropFirst("load ".count))
      let sentence: WorldSentences = rate == "off" ? .loadEnds : .loadBegins
      return [News(rank: 6, text: catalogue.say(sentence, [.number: .text(rate)]))]
    case .done:
      let sentence: WorldSentences = own ? .act : .actOfFile
      let act = News(rank: 6, text: catalogue.say(sentence, [.act: .text(text)]))
      return [act] + [consequence(of: text, in: scene)].compactMap(\.self)
    }
  }

  private func consequence(of text: String, in scene: Scene) -> News? {
    let words = text.split(separator: " ")
    guard let verb = words.first else { return nil }
    switch verb {
    case "kill": return crashed(affected(by: words, .crash, in: scene), in: scene)
    case "restart":
      let nodes = affected(by: words, .restart, in: scene)
      guard !nodes.isEmpty else { return nil }
      let sentence: WorldSentences = nodes.count == 1 ? .restarted : .restartedMany
      return News(rank: 8, text: catalogue.say(sentence, [.nodes: .nodes(nodes)]))
    case "pause", "resume":
      let nodes = affected(by: words, nil, in: scene)
      guard words.count > 1, !nodes.isEmpty else { return nil }
      let readsLate = nodes.contains { scene.snapshot.node($0)?.unread != nil }
      let sentence: WorldSentences =
        verb == "pause"
        ? readsLate ? .stalledQueued : .stalled : readsLate ? .resumedQueued : .resumed
      return News(rank: 7, text: catalogue.say(sentence, [.nodes: .nodes(nodes)]))
    case "cut" where words.last?.contains(Link.End.clients.description) == true:
      return clientsState(scene.snapshot).map { News(rank: 8, text: $0) }
    case "partition", "isolate", "cut": return networkCut(in: scene)
    case "heal":
      guard scene.snapshot.cutLinks.isEmpty else { return nil }
      return News(rank: 8, text: catalogue.say(WorldSentences.healed))
    default: return nil
    }
  }

  /// The nodes that an act met: by its landmarks, else by the numbers in its text.
  private func affected(by words: [Substring], _ kind: Landmark.Kind?, in scene: Scene) -> NodeSet {
    var nodes = NodeSet()
    if let kind {
      for landmark in scene.snapshot.landmarks
      where landmark.event == scene.record.number && landmark.kind == kind {
        if let node = landmark.node { nodes.insert(node) }
      }
    }
    if nodes.isEmpty, let node = scene.record.node { nodes.insert(node) }
    guard nodes.isEmpty else { return nodes }
    for word in words.dropFirst().flatMap({ $0.split(separator: ",") }) {
      let digits = word.first == "n" ? word.dropFirst() : word
      guard let number = Int(digits), scene.snapshot.node(NodeID(number)) != nil else { continue }
      nodes.insert(NodeID(number))
    }
    return nodes
  }

  private func crashed(_ nodes: NodeSet, in scene: Scene) -> News? {
    let snapshot = scene.snapshot
    guard let first = nodes.first(where: { _ in true }) else { return nil }
    var values: [Place: Value] = [
      .node: .node(first), .nodes: .nodes(nodes), .count: .count(snapshot.upCount),
      .size: .count(snapshot.voterCount), .needed: .count(snapshot.majority),
    ]
    let enough = snapshot.upCount >= snapshot.majority
    let ledTheCluster =
      nodes.count == 1 && snapshot.leader == nil && snapshot.leaderlessSince == scene.record.time
      && snapshot.highestTerm > 0
    guard ledTheCluster else {
      return News(rank: 9, text: catalogue.say(enough ? WorldSentences.crashed : .crashedNoMajority, values))
    }
    guard enough else {
      return News(rank: 9, text: catalogue.say(WorldSentences.leaderCrashedNoMajority, values))
    }
    guard let next = snapshot.nextElectionTimer, next.view.timerDeadline >= scene.record.time else {
      return News(rank: 9, text: catalogue.say(WorldSentences.crashed, values))
    }
    values[.other] = .node(next.id)
    values[.left] = .duration(next.view.timerDeadline - scene.record.time)
    return News(rank: 9, text: catalogue.say(WorldSentences.leaderCrashed, values))
  }

  private func networkCut(in scene: Scene) -> News? {
    networkState(scene.snapshot).map { News(rank: 8, text: $0) }
  }

  /// What is cut now and who can go on; nil when nothing is cut.
  func networkState(_ snapshot: ClusterSnapshot) -> String? {
    let cut = snapshot.cutLinks.compactMap(\.nodes)
    guard let link = cut.first else { return clientsState(snapshot) }
    var values: [Place: Value] = [
      .node: .node(link.from), .other: .node(link.to), .count: .count(cut.count),
      .size: .count(snapshot.voterCount), .needed: .count(snapshot.majority),
    ]
    guard let sides = snapshot.sides else {
      return catalogue.say(cut.count == 1 ? WorldSentences.cutOneWay : .cutLinks, values)
    }
    values[.sides] = .sides(sides)
    let up = NodeSet(snapshot.nodes.filter { $0.condition == .up }.map(\.id))
    guard let able = sides.first(where: { $0.intersection(up).count >= snapshot.majority }) else {
      return catalogue.say(WorldSentences.partitionedNoSide, values)
    }
    values[.nodes] = .nodes(able)
    values[.count] = .count(able.intersection(up).count)
    return catalogue.say(WorldSentences.partitioned, values)
  }

  /// Where clients are cut off from nodes; nil when they are not.
  private func clientsState(_ snapshot: ClusterSnapshot) -> String? {
    let unheard = NodeSet(snapshot.cutLinks.filter { $0.from == .clients }.compactMap(\.clientsNode))
    let silenced = NodeSet(snapshot.cutLinks.filter { $0.to == .clients }.compactMap(\.clientsNode))
    if unheard.isEmpty {
      guard !silenced.isEmpty else { return nil }
      return catalogue.say(WorldSentences.answersCut, [.nodes: .nodes(silenced)])
    }
    let sentence: WorldSentences = unheard == silenced ? .clientsCut : .requestsCut
    return catalogue.say(sentence, [.nodes: .nodes(unheard)])
  }

  private func lost(_ message: MessageSnapshot, _ reason: EventRecord.LossReason) -> News {
    let values: [Place: Value] = [
      .message: .message(message.summary.kind), .node: .node(message.from), .other: .node(message.to),
    ]
    let sentence: WorldSentences =
      switch reason {
      case .loss: .lost
      case .cut: .lostCut
      case .receiverDown: .lostDown
      case .receiverStalled: .lostStalled
      case .dropped: .lostDropped
      }
    let text = catalogue.say(sentence, values)
    return News(rank: reason == .dropped ? 7 : 1, text: text)
  }

  /// A sentence about an event that is no news.
  func plainText(of scene: Scene) -> String {
    let node = scene.record.node.map { Value.node($0) } ?? .text(catalogue.say(SelectionSentences.someone))
    switch scene.record.what {
    case .delivered(let message):
      let values: [Place: Value] = [
        .message: .message(message.summary.kind), .node: .node(message.from), .other: .node(message.to),
      ]
      let heartbeat = message.summary.kind == .heartbeat
      return catalogue.say(heartbeat ? WorldSentences.heartbeatDelivered : .delivered, values)
    case .timer(.heartbeat): return catalogue.say(WorldSentences.heartbeatTimer, [.node: node])
    case .timer(.election): return catalogue.say(WorldSentences.timer, [.node: node])
    case .written: return catalogue.say(WorldSentences.written, [.node: node])
    case .lost(let message, let reason): return lost(message, reason).text
    case .clientAsked, .nodeAsked, .clientEnded, .clientRetries, .action, .note, .expectation,
      .violation, .internalStep:
      return catalogue.say(WorldSentences.quiet)
    }
  }
}

extension ClusterSnapshot {
  /// The live node whose election timer ends first.
  var nextElectionTimer: NodeSnapshot? {
    nodes.filter { $0.condition == .up && $0.view.timer == .election }
      .min { ($0.view.timerDeadline, $0.id) < ($1.view.timerDeadline, $1.id) }
  }

  /// The groups of nodes that hear nothing of each other, in either direction; nil where there is one group,
  /// or where something still passes between two.
  var sides: [NodeSet]? {
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
