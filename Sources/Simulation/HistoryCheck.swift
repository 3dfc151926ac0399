import Consensus
import Host
import Linearizability

extension HistoryEvent {
  /// What was asked, in the checker's terms.
  var action: Linearizability.Operation.Action {
    switch operation {
    case .transfer(let from, let to, let amount): .transfer(from: from, to: to, amount: amount)
    case .open(let name, let amount): .open(name: name, amount: amount)
    case .balances: .read
    }
  }

  /// What was learned; nil for an invocation.
  ///
  /// "Insufficient funds" was decided where the transfer was applied, and so tells something of the balances.
  /// All other refusals may come from a node that knew less than others (an account that it has not seen
  /// opened), or speak of serial numbers; they only say that nothing happened.
  var outcome: Linearizability.Operation.Outcome? {
    switch kind {
    case .invoke: nil
    case .ok: value.map { .balances($0) } ?? .done
    case .fail: error == "insufficient funds" ? .insufficientFunds : .noEffect
    case .info: .unknown
    }
  }
}

extension OperationHistory {
  /// The history of a world's clients.
  /// - Parameter opening: Every account at the start, the treasury first.
  public init(opening: [(name: String, coins: UInt64)], _ events: some Sequence<HistoryEvent>) {
    self.init(opening: opening.map { Holding($0.name, $0.coins) })
    for event in events { add(event) }
  }

  /// Adds what a client asked or learned.
  public mutating func add(_ event: HistoryEvent) {
    if let outcome = event.outcome {
      complete(process: event.process, outcome, at: event.time)
    } else {
      invoke(process: event.process, event.action, at: event.time)
    }
  }
}

extension LinearizabilityMonitor {
  /// - Returns: What cannot be ordered, now that this happened.
  mutating func add(_ event: HistoryEvent) -> Counterexample? {
    guard let outcome = event.outcome else {
      invoke(process: event.process, event.action, at: event.time)
      return nil
    }
    return complete(process: event.process, outcome, at: event.time)
  }
}

extension World {
  /// What could not be ordered, with who asked and which node answered.
  var unorderedHistory: UnorderedHistory? {
    guard let found = watch.counterexample else { return nil }
    let last = found.operations.filter { $0.outcome != .unknown }.max { $0.returned ?? 0 < $1.returned ?? 0 }
    return UnorderedHistory(
      start: found.start.map(\.balance),
      operations: found.operations.map { operation in
        let kind = operation.action.kind
        return UnorderedHistory.Operation(
          kind: kind, client: clients.name(ofProcess: operation.process),
          node: clients.operations.last { $0.kind == kind && $0.ended == operation.returned }?.asked,
          begun: operation.invoked, ended: operation.returned, answer: operation.outcome.answer,
          isImpossible: operation == last)
      })
  }
}

extension Holding {
  fileprivate var balance: Balance { Balance(account: name, coins: coins) }
}

extension Linearizability.Operation.Action {
  fileprivate var kind: OperationSnapshot.Kind {
    switch self {
    case .transfer(let from, let to, let amount): .transfer(from: from, to: to, amount: amount)
    case .open(let name, let amount): .open(name: name, amount: amount)
    case .read: .balances
    }
  }
}

extension Linearizability.Operation.Outcome {
  fileprivate var answer: UnorderedHistory.Operation.Answer {
    switch self {
    case .done: .done
    case .balances(let seen): .balances(seen.map(\.balance))
    case .insufficientFunds: .tooLittle
    case .noEffect: .refused
    case .unknown: .unknown
    }
  }
}

extension ViolationDetail {
  /// So many of the clients' operations cannot be put in any order.
  static func notOrdered(operations: Int) -> Self {
    Self(
      "not-ordered", ["operations": operations],
      "no order of \(operations) operations explains a client's answer")
  }
}
