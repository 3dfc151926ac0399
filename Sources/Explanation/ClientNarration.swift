import Consensus
import Host

extension Explainer {
  /// What a client did or was told: the person's own loud, demo load low.
  func clientNews(in scene: Scene) -> News? {
    switch scene.record.what {
    case .clientAsked(let number, let attempt):
      scene.operation(number).map { asked($0, attempt: attempt, in: scene) }
    case .nodeAsked(let number): scene.operation(number).flatMap { reached($0, in: scene) }
    case .clientEnded(let number): scene.operation(number).map { ended($0) }
    case .clientRetries(let number, let reason):
      scene.operation(number).map { retries($0, reason, in: scene) }
    default: nil
    }
  }

  private func asked(_ operation: OperationSnapshot, attempt: Int, in scene: Scene) -> News {
    let node = scene.record.node ?? operation.asked
    let sentence: ClientSentences =
      scene.snapshot.leader == nil
      ? .noLeader : node == nil ? .askedSomebody : attempt > 1 ? .askedAgain : .asked
    var values = values(of: operation)
    values[.number] = .count(attempt)
    values[.node] = node.fieldValue
    return News(rank: operation.isByPerson ? 6 : 1, text: say(sentence, values))
  }

  private func values(of operation: OperationSnapshot) -> [Place: Value] {
    [.operation: self.operation(operation), .client: client(operation.kind)]
  }

  /// What the node decided says more, where it decided.
  private func reached(_ operation: OperationSnapshot, in scene: Scene) -> News? {
    guard scene.record.decisions.isEmpty, let node = scene.record.node else { return nil }
    let values: [Place: Value] = [.operation: self.operation(operation), .node: .node(node)]
    return News(rank: operation.isByPerson ? 4 : 0, text: say(ClientSentences.reached, values))
  }

  private func retries(_ operation: OperationSnapshot, _ reason: EventRecord.RetryReason, in scene: Scene)
    -> News
  {
    var values = values(of: operation)
    let sentence: ClientSentences
    switch reason {
    case .timedOut(let span):
      sentence = .timedOut
      values[.waited] = .duration(span)
    case .redirected(let node?):
      sentence = .redirected
      values[.other] = .node(node)
    case .undecided: sentence = .undecided
    case .redirected(nil): sentence = scene.snapshot.leader == nil ? .noLeader : .redirectedNowhere
    }
    return News(rank: operation.isByPerson ? 7 : 1, text: say(sentence, values))
  }

  /// What a read told its client, who told it, and how old it was.
  func answer(to operation: OperationSnapshot) -> String? {
    guard let answer = operation.answer, let account = operation.account else { return nil }
    var values: [Place: Value] = [
      .account: .text(account), .node: operation.asked.fieldValue, .index: .number(answer.through),
      .count: .number(answer.behind),
    ]
    guard let coins = answer.coins(of: account) else { return say(ClientSentences.readUnknown, values) }
    values[.coins] = .number(coins)
    return say(answer.behind > 0 ? ClientSentences.readBehind : .read, values)
  }

  func ended(_ operation: OperationSnapshot) -> News {
    var values = values(of: operation)
    let sentence: ClientSentences
    var isTrouble = false
    switch operation.state {
    case .answered(let position?) where operation.kind != .balances:
      sentence = .answered
      values[.index] = .number(position.index)
    case .answered: sentence = .answeredPlain
    case .refused(let reason, _):
      (sentence, isTrouble) = (.refused, true)
      values[.reason] = .text(reason)
    case .turnedAway(let node, let leader):
      (sentence, isTrouble) = (leader == nil ? .turnedAwayNowhere : .turnedAway, true)
      values[.node] = .node(node)
      values[.other] = leader.fieldValue
    case .unknown: (sentence, isTrouble) = (.unknown, true)
    case .queued, .asking, .stored, .committed: sentence = .ended
    }
    let rank = isTrouble ? (operation.isByPerson ? 9 : 4) : (operation.isByPerson ? 8 : 1)
    return News(rank: rank, text: answer(to: operation) ?? say(sentence, values))
  }
}
