import Command
import Consensus
import Host

extension Explainer {
  /// Why an event ended as it did: what happened, the rule, the numbers that decided, what would have
  /// changed it. `cause` is the event before it.
  package func card(of scene: Scene) -> WhyCard {
    let scene = scene.atItsTime
    let record = scene.record
    var title = say(
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
    let others = acts(of: scene) + scene.record.applied.compactMap { application(of: $0, in: scene) }
    guard let rank = told.map(\.what.rank).max(), rank >= others.map(\.rank).max() ?? -1,
      let chief = told.firstIndex(where: { $0.what.rank == rank })
    else { return nil }
    let also = decisions.indices.filter { decisions[$0] != decisions[chief] }
      .compactMap { text(.says, of: told[$0]) }
    return [text(.says, of: told[chief])].compactMap(\.self) + reasons(of: told[chief])
      + also.map { say(SelectionSentences.alsoHere, [.text: .text($0)]) }
  }

  /// The card of an event whose interest is not a decision: an act, a client's step, a loss, a broken rule.
  private func worldCard(of scene: Scene) -> [String] {
    let told = allNews(of: scene).map(\.text)
    let sentences = told.isEmpty ? [plainText(of: scene)] : told
    let verdicts = scene.record.applied.flatMap { verdictCard($0, in: scene) }
    return sentences + (verdicts.isEmpty ? ruleCard(of: scene) : verdicts)
  }

  private func ruleCard(of scene: Scene) -> [String] {
    switch scene.record.what {
    case .action(_, .nothing(.request(let refusal))):
      let reason = refusal.explanation()
      return [text(.rule, of: reason), text(.otherwise, of: reason)].compactMap(\.self)
    case .action(let verb, .done(let nodes)): return actCard(verb, on: nodes, in: scene)
    case .clientAsked, .clientEnded, .clientRetries, .nodeAsked: return clientCard(scene)
    case .lost(let message, _):
      return [
        say(RuleSentences.retry), say(NumberSentences.message, values(of: message)),
        say(OtherwiseSentences.lost, [.other: .node(message.to)]),
      ]
    case .delivered(let message):
      let heartbeat = message.summary.update == .heartbeat
      return [
        say(heartbeat ? RuleSentences.heartbeat : .durable),
        say(NumberSentences.message, values(of: message)),
      ]
    case .timer(.heartbeat): return [say(RuleSentences.heartbeat)]
    case .written: return [say(RuleSentences.durable)]
    case .violation(let violation): return rules(of: violation)
    case .asked, .timer(.election), .action, .note, .expectation, .internalStep: return []
    }
  }

  /// What the broken rule demands, and that all of them are looked at after every event.
  func rules(of violation: ViolationSnapshot) -> [String] {
    let rule = text(.rule, of: Explanation(name: violation.invariant, fields: []))
    return [rule, say(RuleSentences.safety)].compactMap(\.self)
  }

  /// The rule behind a verdict of the ledger that is news: a repeated or refused request.
  private func verdictCard(_ applied: EventRecord.Applied, in scene: Scene) -> [String] {
    switch applied.outcome {
    case .noOp, .done, .read: return []
    case .refused: return [say(RuleSentences.stateMachine)]
    case .repeated(let first):
      var sentences = [say(RuleSentences.once)]
      if case .transfer(let from, let to, let amount, let nonce)? = scene.source.describe(applied.position) {
        let client = client(.transfer(from: from, to: to, amount: amount))
        sentences.append(
          say(NumberSentences.request, [.number: .number(nonce), .client: client, .first: .number(first)]))
      }
      return sentences + [say(OtherwiseSentences.repeated)]
    }
  }

  private func actCard(_ verb: Verb, on nodes: NodeSet, in scene: Scene) -> [String] {
    let snapshot = scene.snapshot
    var values: [Place: Value] = [:]
    if case .kill = verb { values[.count] = .count(snapshot.upCount(after: nodes, at: scene.record.time)) }
    let up = say(NumberSentences.up, values, in: snapshot)
    let crash = say(OtherwiseSentences.crash, in: snapshot)
    return switch verb {
    case .kill: [say(RuleSentences.volatile), up, crash]
    case .restart: [say(RuleSentences.volatile), up]
    case .pause, .resume: [say(RuleSentences.retry), up]
    case .partition, .isolate, .cut: [say(RuleSentences.minority), up, crash]
    case .heal: [text(.rule, of: "adopted-term"), text(.rule, of: "deleted-conflict")]
    case .timeout: [text(.rule, of: beginsElections)]
    case .transfer, .open, .balance: [text(.rule, of: "redirected-client")]
    default: []
    }
  }

  private func clientCard(_ scene: Scene) -> [String] {
    switch scene.record.what {
    case .clientAsked(_, let attempt) where attempt > 1: [say(RuleSentences.once)]
    case .clientEnded: [say(RuleSentences.stateMachine)]
    case .clientRetries(_, .timedOut): [say(RuleSentences.once)]
    default: [text(.rule, of: "redirected-client")]
    }
  }
}
