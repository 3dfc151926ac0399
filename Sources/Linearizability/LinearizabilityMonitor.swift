/// Follows a history while it grows, at a cost that does not grow with it: it keeps one order that explains all
/// answers so far, and looks for another only when an answer does not fit it.
///
/// It looks back over a bounded number of operations. What it reports is wrong for certain; a contradiction
/// that needs more of the past than it keeps is for `LinearizabilityChecker` to find.
public struct LinearizabilityMonitor: Sendable {
  /// The operations looked back on; when there are more, those before the newest read are let go.
  private static let window = 256
  private static let mostConfigurations = 20_000

  private var history: OperationHistory
  private var frontier: Frontier
  /// Nothing is known of the balances until the next read ends.
  private var isLost = false
  private var longest = window
  /// How many answers were checked.
  public private(set) var evaluations: UInt64 = 0

  public init(opening: [Holding]) {
    history = OperationHistory(opening: opening)
    frontier = Frontier(history)
  }

  public mutating func invoke(process: Int, _ action: Operation.Action, at time: UInt64) {
    history.invoke(process: process, action, at: time)
    if !isLost { frontier.invoked(history) }
  }

  /// What this process gave up can no longer take effect; whether it did stays unknown.
  public mutating func settle(process: Int) { history.settle(process: process) }

  /// - Returns: What cannot be ordered, now that this answer is there. It is told once: the next read's balances
  ///   are then believed and the history goes on from them.
  public mutating func complete(process: Int, _ outcome: Operation.Outcome, at time: UInt64)
    -> Counterexample?
  {
    guard let place = history.complete(process: process, outcome, at: time) else { return nil }
    evaluations += 1
    if isLost {
      if case .balances = outcome { startFrom(history.operations[place]) }
      return nil
    }
    if !frontier.completed(place, history) {
      if let found = checkWindow() { return found }
    }
    if history.operations.count > longest, case .balances = outcome { startFrom(history.operations[place]) }
    return nil
  }

  /// Looks for any order of all that is kept.
  private mutating func checkWindow() -> Counterexample? {
    let attempt = Attempt(history)
    let problem = attempt.problem()
    var search = LinearizabilitySearch(problem, mostConfigurations: Self.mostConfigurations)
    switch search.run() {
    case .linearizable(let configuration):
      frontier = Frontier(history, attempt.model, problem, configuration)
      return nil
    case .gaveUp:
      isLost = true
      return nil
    case .notLinearizable(let event):
      isLost = true
      var minimizer = Minimizer(attempt, stuckAt: problem.events[event].place)
      return minimizer.counterexample()
    }
  }

  /// Lets go of what came before a read.
  private mutating func startFrom(_ read: Operation) {
    guard let suffix = history.suffix(after: read) else { return }
    history = suffix
    frontier = Frontier(history)
    isLost = false
    longest = Self.window + 2 * history.operations.count
  }
}

/// One order that explains all answers so far: the balances it leads to, and what may still happen.
private struct Frontier: Sendable {
  private var model: LedgerModel
  private var state: [Coins]
  /// Effects that were asked for and have not happened in this order, by place.
  private var pending: [Int] = []
  /// The states of this order since the first read that still waits was asked for, with the place in the
  /// history until which each was the newest.
  private var passed: [(place: Int, state: [Coins])] = []

  /// At the start of a history whose operations, if any, are all of unknown outcome.
  init(_ history: OperationHistory) {
    model = LedgerModel(opening: history.opening, operations: history.operations)
    state = model.state(history.opening)
    pending = history.operations.indices.filter { model.effect(of: history.operations[$0].action) != nil }
  }

  /// Where a search of the whole window ended.
  init(
    _ history: OperationHistory, _ model: LedgerModel, _ problem: LedgerProblem,
    _ configuration: Configuration
  ) {
    self.model = model
    state = configuration.state
    pending = configuration.pending.map { problem.origins[$0] }
  }

  mutating func invoked(_ history: OperationHistory) {
    guard let operation = history.operations.last else { return }
    learn(operation)
    if operation.action == .read {
      passed.append((operation.begin, state))
    } else {
      pending.append(history.operations.count - 1)
    }
  }

  private mutating func learn(_ operation: Operation) {
    model.add(operation)
    while state.count < model.names.count {
      state.append(-1)
      for index in passed.indices { passed[index].state.append(-1) }
    }
  }

  /// - Returns: Whether this order, or a small step from it, explains the answer.
  mutating func completed(_ place: Int, _ history: OperationHistory) -> Bool {
    let operation = history.operations[place]
    if operation.isFree { return true }
    switch operation.outcome {
    case .unknown: return true
    case .noEffect, .insufficientFunds:
      guard let index = pending.firstIndex(of: place) else { return operation.action == .read }
      pending.remove(at: index)
      guard operation.outcome == .insufficientFunds, let effect = model.effect(of: operation.action) else {
        return true
      }
      return state[effect.from] < effect.amount
    case .done:
      guard pending.contains(place) else { return true }
      guard model.effect(of: operation.action)?.isPossible(in: state) ?? false else { return false }
      apply([place], history, at: operation.end)
      return true
    case .balances(let seen):
      learn(operation)
      defer { forgetStates(history) }
      guard explains(model.state(seen), operation, history) else { return false }
      // What was settled before the read was asked for is part of what it saw, or never happens.
      pending.removeAll { history.operations[$0].settled < operation.begin }
      return true
    }
  }

  private mutating func explains(_ target: [Coins], _ read: Operation, _ history: OperationHistory) -> Bool {
    if state == target || passed.contains(where: { $0.place >= read.begin && $0.state == target }) {
      return true
    }
    // Those that still wait for an answer most likely happened; those given up have no end.
    let items = pending.compactMap { place in
      model.effect(of: history.operations[place].action).map {
        Item(
          kind: .effect($0), begin: history.operations[place].begin,
          end: history.isOpen(place) && !history.operations[place].isFree ? .max - 1 : .max)
      }
    }
    guard items.count == pending.count else { return false }
    var solver = DifferenceSolver(
      pending: Array(items.indices), items: items, accounts: state.count, mostSolutions: 1, mostSteps: 2_000)
    solver.solve(from: state, to: target)
    guard let solution = solver.solutions.first,
      let order = DifferenceSolver.order(solution, items, from: state)
    else { return false }
    apply(order.map { pending[$0] }, history, at: read.end)
    return true
  }

  private mutating func apply(_ places: [Int], _ history: OperationHistory, at end: Int) {
    for place in places {
      guard let effect = model.effect(of: history.operations[place].action) else { continue }
      if !passed.isEmpty { passed.append((end, state)) }
      effect.apply(to: &state)
      pending.removeAll { $0 == place }
    }
  }

  /// Forgets the states that no waiting read can have seen.
  private mutating func forgetStates(_ history: OperationHistory) {
    guard !passed.isEmpty else { return }
    let waiting = history.openReads
    guard let first = waiting.map({ history.operations[$0].begin }).min() else {
      passed.removeAll(keepingCapacity: true)
      return
    }
    passed.removeAll { $0.place < first }
  }
}
