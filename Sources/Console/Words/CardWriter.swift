import Command
import Consensus
import Host

extension Narrator {
  /// Why an event ended as it did: what happened, the rule, the numbers that decided, what would have
  /// changed it. `cause` is the event before it.
  public func card(for record: EventRecord, in snapshot: ClusterSnapshot, source: some RecordSource)
    -> WhyCard
  {
    card(of: Scene(record: record, snapshot: snapshot, source: source))
  }

  func card(of scene: Scene) -> WhyCard {
    let record = scene.record
    var title = catalogue.say(
      SelectionSentences.eventTitle, [.number: .number(record.number), .time: .time(record.time)])
    if let node = scene.decider { title += " · \(node)" }
    let sentences = chief(of: scene).map { decision, node in
      card(of: decision, at: node, in: scene) + besides(decision, at: node, in: scene)
    }
    return WhyCard(title: title, sentences: sentences ?? worldCard(of: scene), cause: record.cause)
  }

  /// The decision that a card is about: the one that is the greatest news, unless the event itself is
  /// greater.
  private func chief(of scene: Scene) -> (Decision, NodeID)? {
    guard let node = scene.decider else { return nil }
    var best: (decision: Decision, rank: Int)?
    for decision in scene.record.decisions {
      let rank = news(of: decision, at: node, in: scene)?.rank ?? 0
      if rank > (best?.rank ?? -1) { best = (decision, rank) }
    }
    let greatestAct = acts(of: scene).map(\.rank).max() ?? -1
    let verdicts = scene.record.applied.compactMap { application(of: $0, in: scene)?.rank }
    let greatestApplication = verdicts.max() ?? -1
    guard let best, best.rank >= max(greatestAct, greatestApplication) else { return nil }
    return (best.decision, node)
  }

  /// The other decisions of the same event.
  private func besides(_ decision: Decision, at node: NodeID, in scene: Scene) -> [String] {
    scene.record.decisions.filter { $0 != decision }.compactMap { other in
      news(of: other, at: node, in: scene).map {
        catalogue.say(SelectionSentences.alsoHere, [.text: .text($0.text)])
      }
    }
  }

  /// The four parts for a decision.
  func card(of decision: Decision, at node: NodeID, in scene: Scene) -> [String] {
    let happened = news(of: decision, at: node, in: scene).map { [$0.text] } ?? []
    if let rest = extensionCard(of: decision) { return happened + rest }
    return happened + [
      ruleText(of: decision), numbers(of: decision, at: node, in: scene),
      otherwise(of: decision, at: node, in: scene),
    ]
  }

  private func ruleText(of decision: Decision) -> String {
    if case .standing(let decision) = decision { return catalogue.say(standingRule(of: decision)) }
    return catalogue.say(rule(of: decision))
  }

  private func rule(of decision: Decision) -> RuleSentences {
    switch decision {
    case .startedElection: .election
    case .electionRanOut: .electionAgain
    case .grantedVote: .vote
    case .refusedVote(_, _, .staleTerm): .staleTerm
    case .refusedVote(_, _, .alreadyVoted): .oneVote
    case .refusedVote(_, _, .logBehind): .upToDate
    case .countedVote, .wasRefused, .becameLeader: .majority
    case .steppedDown(_, let old, let new, _): old == new ? .sameTermLeader : .higherTerm
    case .adoptedTerm: .higherTerm
    case .followsLeader: .leaderKnown
    case .appended(_, let noOp): noOp ? .noOp : .leaderAppends
    case .redirectedClient: .clients
    case .storedEntries: .consistency
    case .deletedConflict: .conflict
    case .refusedAppend(_, _, .staleTerm): .staleTerm
    case .refusedAppend: .consistency
    case .countedCopy: .copies
    case .backedUp: .backUp
    case .committed: .commit
    case .heldBackOldTerm: .oldTerm
    case .learnedCommit: .learnCommit
    case .ignoredStale: .stale
    // These have cards of their own.
    case .leadership, .membership, .reading, .snapshot, .changedFlow, .standing: .safety
    }
  }

  /// The card of an event whose interest is not a decision: an act, a client's step, a loss, a broken rule.
  private func worldCard(of scene: Scene) -> [String] {
    let told = allNews(of: scene).map(\.text)
    var sentences = told.isEmpty ? [plainText(of: scene)] : told
    let verdicts = scene.record.applied.flatMap { verdictCard($0, in: scene) }
    guard verdicts.isEmpty else { return sentences + verdicts }
    let snapshot = scene.snapshot
    let up: [Place: Value] = [
      .count: .count(snapshot.upCount), .size: .count(snapshot.voterCount),
      .needed: .count(snapshot.majority),
    ]
    switch scene.record.what {
    case .action(_, .nothing(.request(let refusal))):
      let card = catalogue.card(of: refusal)
      sentences += [card.rule, card.otherwise]
    case .action(let verb, .done): sentences += actCard(verb, up)
    case .clientAsked, .clientEnded, .clientRetries, .nodeAsked: sentences += clientCard(scene)
    case .lost(let message, _):
      sentences += [
        catalogue.say(RuleSentences.retry), numbers(of: message),
        catalogue.say(OtherwiseSentences.lost, [.other: .node(message.to)]),
      ]
    case .delivered(let message):
      let heartbeat = message.summary.kind == .heartbeat
      sentences += [catalogue.say(heartbeat ? RuleSentences.heartbeat : .durable), numbers(of: message)]
    case .timer(.heartbeat): sentences.append(catalogue.say(RuleSentences.heartbeat))
    case .written: sentences.append(catalogue.say(RuleSentences.durable))
    case .violation(let violation): sentences += rules(of: violation)
    case .timer(.election), .action, .note, .expectation, .internalStep: break
    }
    return sentences
  }

  /// What the broken rule demands, and that all of them are looked at after every event.
  func rules(of violation: ViolationSnapshot) -> [String] {
    let rule = InvariantSentences(invariant: violation.invariant).map { catalogue.say($0) }
    return [rule, catalogue.say(RuleSentences.safety)].compactMap(\.self)
  }

  /// The rule behind a verdict of the ledger that is news: a repeated or refused request.
  private func verdictCard(_ applied: EventRecord.Applied, in scene: Scene) -> [String] {
    switch applied.outcome {
    case .noOp, .done, .read: return []
    case .refused: return [catalogue.say(RuleSentences.stateMachine)]
    case .repeated(let first):
      var sentences = [catalogue.say(RuleSentences.once)]
      if case .transfer(let from, let to, let amount, let nonce)? = scene.source.describe(applied.position) {
        let client = OperationSnapshot.Kind.transfer(from: from, to: to, amount: amount)
        sentences.append(
          catalogue.say(
            NumberSentences.request,
            [.number: .number(nonce), .client: .client(client), .first: .number(first)]))
      }
      return sentences + [catalogue.say(OtherwiseSentences.repeated)]
    }
  }

  private func numbers(of message: MessageSnapshot) -> String {
    catalogue.say(
      NumberSentences.message,
      [
        .message: .message(message.summary.kind), .term: .number(message.summary.term),
        .node: .node(message.from), .other: .node(message.to), .time: .time(message.sent),
      ])
  }

  private func actCard(_ verb: Verb, _ up: [Place: Value]) -> [String] {
    switch verb {
    case .kill:
      [
        catalogue.say(RuleSentences.volatile), catalogue.say(NumberSentences.up, up),
        catalogue.say(OtherwiseSentences.crash, up),
      ]
    case .restart: [catalogue.say(RuleSentences.volatile), catalogue.say(NumberSentences.up, up)]
    case .pause, .resume: [catalogue.say(RuleSentences.retry), catalogue.say(NumberSentences.up, up)]
    case .partition, .isolate, .cut:
      [
        catalogue.say(RuleSentences.minority), catalogue.say(NumberSentences.up, up),
        catalogue.say(OtherwiseSentences.crash, up),
      ]
    case .heal: [catalogue.say(RuleSentences.higherTerm), catalogue.say(RuleSentences.conflict)]
    case .timeout: [catalogue.say(RuleSentences.election)]
    case .transfer, .open, .balance: [catalogue.say(RuleSentences.clients)]
    default: []
    }
  }

  private func clientCard(_ scene: Scene) -> [String] {
    let rule: RuleSentences =
      switch scene.record.what {
      case .clientAsked(_, let attempt): attempt > 1 ? .once : .clients
      case .clientEnded: .stateMachine
      case .clientRetries(_, .timedOut): .once
      default: .clients
      }
    return [catalogue.say(rule)]
  }
}
