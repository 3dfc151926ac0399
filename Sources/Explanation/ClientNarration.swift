import Consensus
import Host

extension Narrator {
  /// What a client did or was told: the person's own loud, demo load low.
  func clientNews(in scene: Scene) -> News? {
    switch scene.record.what {
    case .clientAsked(let number, let attempt):
      return scene.operation(number).map { asked($0, attempt: attempt, in: scene) }
    case .nodeAsked(let number):
      // What the node decided says more, where it decided.
      guard scene.record.decisions.isEmpty, let node = scene.record.node,
        let operation = scene.operation(number)
      else { return nil }
      let values: [Place: Value] = [.operation: .operation(operation.kind), .node: .node(node)]
      return News(rank: operation.own ? 4 : 0, text: catalogue.say(ClientSentences.reached, values))
    case .clientEnded(let number): return scene.operation(number).map { ended($0) }
    case .clientRetries(let number, let reason):
      return scene.operation(number).map { retries($0, reason, in: scene) }
    default: return nil
    }
  }

  private func asked(_ operation: OperationSnapshot, attempt: Int, in scene: Scene) -> News {
    var values: [Place: Value] = [
      .operation: .operation(operation.kind), .client: .client(operation.kind), .number: .count(attempt),
    ]
    let text: String
    if scene.snapshot.leader == nil {
      text = catalogue.say(ClientSentences.noLeader, values)
    } else if let node = scene.record.node ?? operation.asked {
      values[.node] = .node(node)
      text = catalogue.say(attempt > 1 ? ClientSentences.askedAgain : .asked, values)
    } else {
      text = catalogue.say(ClientSentences.askedSomebody, values)
    }
    return News(rank: operation.own ? 6 : 1, text: text)
  }

  private func retries(_ operation: OperationSnapshot, _ reason: EventRecord.RetryReason, in scene: Scene)
    -> News
  {
    var values: [Place: Value] = [
      .operation: .operation(operation.kind), .client: .client(operation.kind),
    ]
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
    return News(rank: operation.own ? 7 : 1, text: catalogue.say(sentence, values))
  }

  private func ended(_ operation: OperationSnapshot) -> News {
    var values: [Place: Value] = [.operation: .operation(operation.kind)]
    let sentence: ClientSentences
    switch operation.state {
    case .answered(let position?):
      // A read may not have gone through the log at all.
      sentence = operation.kind == .balances ? .answeredRead : .answered
      values[.index] = .number(position.index)
    case .answered(nil): sentence = .answeredPlain
    case .refused(let reason, _):
      sentence = .refused
      values[.reason] = .text(reason)
    case .turnedAway(let node, let leader):
      sentence = leader == nil ? .turnedAwayNowhere : .turnedAway
      values[.node] = .node(node)
      if let leader { values[.other] = .node(leader) }
    case .unknown: sentence = .unknown
    case .queued, .asking, .stored, .committed: sentence = .ended
    }
    let text = catalogue.say(sentence, values)
    switch operation.state {
    case .refused, .turnedAway, .unknown: return News(rank: operation.own ? 9 : 4, text: text)
    default: return News(rank: operation.own ? 8 : 1, text: text)
    }
  }
}
