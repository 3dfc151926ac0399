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

  /// So many configurations are looked at unless told otherwise; a history of thousands of operations of a
  /// right ledger needs about two for each operation.
  public static let usualLimit = 200_000

  /// Checks a whole history. Operations without an answer may take effect at any time from their invocation
  /// on, or never.
  /// - Parameter mostConfigurations: Where the search gives up.
  public static func check(_ history: OperationHistory, mostConfigurations: Int = usualLimit) -> Verdict {
    let attempt = Attempt(history)
    var search = LinearizabilitySearch(attempt.problem(), mostConfigurations: mostConfigurations)
    switch search.run() {
    case .linearizable: return .linearizable
    case .gaveUp: return .gaveUp(configurations: search.configurations)
    case .notLinearizable(let event):
      var minimizer = Minimizer(attempt, stuckAt: attempt.problem().events[event].place)
      return .notLinearizable(minimizer.counterexample())
    }
  }
}

/// Part of a history as a problem: from where it starts, and which operations bind.
struct Attempt {
  let model: LedgerModel
  var start: [Holding]
  /// The read that saw `start`; nil at the start of the history.
  private(set) var anchor: Operation?
  /// In order of invocation.
  var operations: [Operation]

  init(_ history: OperationHistory) {
    model = LedgerModel(opening: history.opening, operations: history.operations)
    start = history.opening
    anchor = history.anchor
    operations = history.operations
  }

  /// - Parameter binds: Which operations (by place in `operations`) constrain the order; of the others only the
  ///   possible effect counts, at any time from their invocation on, or never. nil: all bind.
  func problem(binding binds: Set<Int>? = nil) -> LedgerProblem {
    var items: [Item] = []
    var origins: [Int] = []
    for (place, operation) in operations.enumerated() {
      if let item = model.item(operation, binds: binds?.contains(place) ?? true) {
        items.append(item)
        origins.append(place)
      }
    }
    return LedgerProblem(start: model.state(start), items: items, origins: origins)
  }

  /// Whether the operation says more than that its effect may happen at any time from its invocation on, or
  /// never.
  func isBinding(_ place: Int) -> Bool {
    let operation = operations[place]
    return switch operation.outcome {
    case .done: true
    case .balances, .insufficientFunds: !operation.isFree
    case .unknown: operation.settled != .max
    case .noEffect: false
    }
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

  /// Only what was asked before `place`; answers that came later are not known yet.
  func prefix(through place: Int) -> Attempt {
    var result = self
    result.operations = operations.filter { $0.begin <= place }.map { operation in
      var operation = operation
      if operation.end > place {
        operation.outcome = .unknown
        operation.returned = nil
        operation.end = .max
      }
      if operation.settled > place { operation.settled = .max }
      return operation
    }
    return result
  }

  /// The history from what a read saw on: operations that ended before it are part of what it saw; of those
  /// that overlap it, nobody knows whether they are.
  ///
  /// Every order of the whole history gives one of this part, so this part has none only if the whole has none.
  /// Of a read that overlaps the one from which this part already starts there is none: it may have seen a
  /// state from before that.
  func suffix(after read: Operation) -> Attempt? {
    guard !read.isFree, case .balances(let seen) = read.outcome else { return nil }
    var result = self
    result.start = seen
    result.anchor = read
    result.operations = operations.compactMap { $0.after(read) }
    return result
  }
}
