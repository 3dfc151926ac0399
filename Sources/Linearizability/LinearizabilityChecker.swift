/// Whether a history of transfers and reads of all balances could have come from one ledger that does one
/// operation after the other.
public enum LinearizabilityChecker {
  /// What is known of a history after the check.
  public enum Verdict: Sendable, Equatable {
    case linearizable
    case notLinearizable(Counterexample)
    /// Neither an order nor the proof that there is none was found within so many configurations.
    case gaveUp(configurations: Int)
  }

  /// Checks a whole history. Operations without an answer may take effect at any time from their invocation
  /// on, or never.
  /// - Parameter mostConfigurations: Where the search gives up. A history of thousands of operations of a right
  ///   ledger needs about two for each operation.
  public static func check(_ history: OperationHistory, mostConfigurations: Int = 200_000) -> Verdict {
    let attempt = Attempt(history)
    var search = LinearizabilitySearch(attempt.problem(), mostConfigurations: mostConfigurations)
    switch search.run() {
    case .linearizable: return .linearizable
    case .gaveUp: return .gaveUp(configurations: search.configurations)
    case .notLinearizable(let place): return .notLinearizable(attempt.counterexample(stuckAt: place))
    }
  }
}

/// Part of a history as a problem: from where it starts, and which operations bind.
struct Attempt {
  let model: LedgerModel
  private(set) var history: OperationHistory

  init(_ history: OperationHistory) {
    model = LedgerModel(opening: history.opening, operations: history.operations)
    self.history = history
  }

  /// Another part of the history, with the accounts numbered as they are.
  func part(_ history: OperationHistory) -> Attempt {
    var part = self
    part.history = history
    return part
  }

  /// - Parameter binds: Which operations (by place in the history) constrain the order; of the others only the
  ///   possible effect counts, at any time from their invocation on, or never. nil: all bind.
  func problem(binding binds: Set<Int>? = nil) -> LedgerProblem {
    var items: [Item] = []
    var origins: [Int] = []
    for (place, operation) in history.operations.enumerated() {
      if let item = model.item(operation, binds: binds?.contains(place) ?? true) {
        items.append(item)
        origins.append(place)
      }
    }
    return LedgerProblem(start: model.state(history.opening), items: items, origins: origins)
  }

  /// Whether the operation says more than that its effect may happen at any time from its invocation on, or
  /// never.
  func isBinding(_ place: Int) -> Bool {
    let operation = history.operations[place]
    return switch operation.outcome {
    case .done: true
    case .balances, .insufficientFunds: !operation.isFree
    case .unknown: operation.settled != .max
    case .noEffect: false
    }
  }

  /// The smallest proof found that there is no order, of a history that is right up to this place.
  func counterexample(stuckAt place: Int) -> Counterexample {
    var minimizer = Minimizer(self, stuckAt: place)
    return minimizer.counterexample()
  }

  /// - Parameter budget: The configurations that may still be looked at, in all; those looked at are taken off.
  func cannotBeOrdered(binding binds: Set<Int>? = nil, within budget: inout Int, atMost most: Int) -> Bool {
    var search = LinearizabilitySearch(
      problem(binding: binds), mostConfigurations: min(budget, most), provesOnly: true)
    let result = search.run()
    budget -= search.work
    if case .notLinearizable = result { return true }
    return false
  }
}
