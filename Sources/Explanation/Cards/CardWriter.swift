import Command
import Consensus
import Host

extension Narrator {
  /// Why an event ended as it did: what happened, the rule, the numbers that decided, what would have
  /// changed it. `cause` is the event before it.
  package func card(for record: EventRecord, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> WhyCard
  {
    card(of: Scene(record: record, snapshot: snapshot, source: source))
  }

  func card(of scene: Scene) -> WhyCard {
    let record = scene.record
    var title = catalogue.say(
      SelectionSentences.eventTitle, [.number: .number(record.number), .time: .time(record.time)])
    if let node = scene.decider { title += " · \(node)" }
    return WhyCard(title: title, sentences: chiefCard(of: scene) ?? worldCard(of: scene), cause: record.cause)
  }

  /// What happened, the rule, the values that decided and what would have changed it, of the decision that is
  /// the greatest news, and what else was decided in the event; nil where the event itself is greater.
  private func chiefCard(of scene: Scene) -> [String]? {
    guard let node = scene.decider else { return nil }
    let decisions = scene.record.decisions
    let told = decisions.map { telling($0, at: node, in: scene) }
    let greatestAct = acts(of: scene).map(\.rank).max() ?? -1
    let verdicts = scene.record.applied.compactMap { application(of: $0, in: scene)?.rank }
    guard let rank = told.map(\.what.rank).max(), rank >= max(greatestAct, verdicts.max() ?? -1),
      let chief = told.firstIndex(where: { $0.what.rank == rank })
    else { return nil }
    let others = decisions.indices.filter { decisions[$0] != decisions[chief] }
    return [catalogue.text(.says, of: told[chief])].compactMap(\.self) + catalogue.card(of: told[chief])
      + others.compactMap { place in
        catalogue.text(.says, of: told[place]).map {
          catalogue.say(SelectionSentences.alsoHere, [.text: .text($0)])
        }
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
      let reason = refusal.explanation()
      sentences += [catalogue.text(.rule, of: reason), catalogue.text(.otherwise, of: reason)].compactMap(
        \.self)
    case .action(let verb, .done): sentences += actCard(verb, up)
    case .clientAsked, .clientEnded, .clientRetries, .nodeAsked: sentences += clientCard(scene)
    case .lost(let message, _):
      sentences += [
        catalogue.say(RuleSentences.retry), numbers(of: message),
        catalogue.say(OtherwiseSentences.lost, [.other: .node(message.to)]),
      ]
    case .delivered(let message):
      let heartbeat = message.summary.update == .heartbeat
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
    let rule = catalogue.text(.rule, of: Explanation(name: violation.invariant, fields: []))
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
    case .heal: [catalogue.text(.rule, of: "adopted-term"), catalogue.text(.rule, of: "deleted-conflict")]
    case .timeout: [catalogue.text(.rule, of: "started-election")]
    case .transfer, .open, .balance: [catalogue.text(.rule, of: "redirected-client")]
    default: []
    }
  }

  private func clientCard(_ scene: Scene) -> [String] {
    switch scene.record.what {
    case .clientAsked(_, let attempt) where attempt > 1: [catalogue.say(RuleSentences.once)]
    case .clientEnded: [catalogue.say(RuleSentences.stateMachine)]
    case .clientRetries(_, .timedOut): [catalogue.say(RuleSentences.once)]
    default: [catalogue.text(.rule, of: "redirected-client")]
    }
  }
}
