/// Follows a history while it grows, at a cost that does not grow with it: it keeps one order that explains all
/// answers so far, and looks for another only when an answer does not fit it.
///
/// It looks back over a bounded number of operations. What it reports is wrong for certain; a contradiction
/// that needs more of the past than it keeps is for `LinearizabilityChecker` to find. As long as it has let go
/// of nothing, and no search gave up, it finds whatever that finds.
public struct LinearizabilityMonitor: Sendable {
  private static let mostConfigurations = 20_000

  /// The operations looked back on; when there are more, those before the newest read are let go.
  private let window: Int
  private var history: OperationHistory
  private var frontier: Frontier
  /// Nothing is known of the balances until the next read ends.
  private var isLost = false
  private var longest: Int
  /// How many answers were checked.
  public private(set) var evaluations: UInt64 = 0

  public init(opening: [Holding]) { self.init(opening: opening, window: 256) }

  init(opening: [Holding], window: Int) {
    self.window = window
    longest = window
    history = OperationHistory(opening: opening)
    frontier = Frontier(history)
  }

  /// A process asks, at a time in nanoseconds. One that already waits for an answer leaves that operation's
  /// outcome unknown.
  public mutating func invoke(process: Int, _ action: Operation.Action, at time: UInt64) {
    history.invoke(process: process, action, at: time)
    if !isLost { frontier.invoked(history) }
  }

  /// What this process gave up can no longer take effect; whether it did stays unknown.
  public mutating func settle(process: Int) {
    history.settle(process: process)
    frontier.hasSettled = true
  }

  /// - Returns: What cannot be ordered, now that this answer is there. It is told once: the next read's balances
  ///   are then believed and the history goes on from them.
  public mutating func complete(process: Int, _ outcome: Operation.Outcome, at time: UInt64)
    -> Counterexample?
  {
    guard let place = history.complete(process: process, outcome, at: time) else { return nil }
    evaluations += 1
    if !isLost, !frontier.completed(place, history), let found = checkWindow() { return found }
    if isLost || history.operations.count > longest { startFrom(history.operations[place]) }
    return nil
  }

  /// Looks for any order of all that is kept.
  private mutating func checkWindow() -> Counterexample? {
    let attempt = Attempt(history)
    let problem = attempt.problem()
    var search = LinearizabilitySearch(problem, mostConfigurations: Self.mostConfigurations)
    switch search.run() {
    case .linearizable(let configuration):
      frontier = Frontier(attempt.model, problem, configuration)
      return nil
    case .gaveUp:
      isLost = true
      return nil
    case .notLinearizable(let place):
      isLost = true
      return attempt.counterexample(stuckAt: place)
    }
  }

  /// Lets go of what came before a read.
  private mutating func startFrom(_ read: Operation) {
    guard let suffix = history.suffix(after: read) else { return }
    history = suffix
    frontier = Frontier(history)
    isLost = false
    longest = window + 2 * history.operations.count
  }
}

/// One order that explains all answers so far: the balances it leads to, and what may still happen.
private struct Frontier: Sendable {
  private var model: LedgerModel
  private var state: [Coins]
  /// Effects that were asked for, have not happened in this order and still can, by place.
  private var pending: [Int] = []
  /// The states of this order since the first read that still waits was asked for, with the place in the
  /// history until which each was the newest.
  private var passed: [(place: Int, state: [Coins])] = []
  /// Whether something was settled since the last invocation or answer. In this order it can still have happened
  /// just before that: the answer that tells that it is settled may tell, too, that it happened.
  var hasSettled = false

  /// At the start of a history. What has ended is taken to be part of what the history starts from.
  init(_ history: OperationHistory) {
    model = LedgerModel(opening: history.opening, operations: history.operations)
    state = model.state(history.opening)
    pending = history.operations.indices.filter { place in
      let operation = history.operations[place]
      return operation.outcome == .unknown && operation.settled == .max && operation.action != .read
    }
  }

  /// Where a search of the whole window ended.
  init(_ model: LedgerModel, _ problem: LedgerProblem, _ configuration: Configuration) {
    self.model = model
    state = configuration.state
    pending = configuration.pending.map { problem.origins[$0] }
  }

  mutating func invoked(_ history: OperationHistory) {
    guard let operation = history.operations.last else { return }
    forgetSettled(history)
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
    if case .balances(let seen) = operation.outcome {
      if !operation.isFree {
        learn(operation)
        guard explains(model.state(seen), operation, history) else { return false }
      }
      forgetStates(history)
      forgetSettled(history)
      return true
    }
    forgetSettled(history)
    if operation.outcome == .unknown { return true }
    guard let index = pending.firstIndex(of: place) else {
      // It has happened in this order.
      return operation.outcome == .done || operation.action == .read
    }
    let effect = model.effect(of: operation.action)
    // What may be part of what the history starts from is, if it did not happen since.
    if operation.outcome == .done, !operation.isFree {
      guard let effect, effect.isPossible(in: state) else { return false }
      apply(effect, of: place, at: operation.end)
      return true
    }
    pending.remove(at: index)
    guard operation.outcome == .insufficientFunds, !operation.isFree, let effect else { return true }
    return state[effect.from] < effect.amount
  }

  private mutating func explains(_ target: [Coins], _ read: Operation, _ history: OperationHistory) -> Bool {
    if state == target || passed.contains(where: { $0.place >= read.begin && $0.state == target }) {
      return true
    }
    // Those that still wait for an answer most likely happened.
    let items = pending.compactMap { place -> Item? in
      let operation = history.operations[place]
      return model.effect(of: operation.action).map {
        Item(
          kind: .effect($0), begin: operation.begin, end: .max,
          isOptional: operation.isFree || !history.isOpen(place))
      }
    }
    guard items.count == pending.count else { return false }
    let solver = DifferenceSolver(
      Array(items.indices), items, from: state, to: target, mostSolutions: 1, mostSteps: 2_000)
    var ordering = EffectOrder(items)
    guard let solution = solver.solutions.first, let order = ordering.find(solution, from: state) else {
      return false
    }
    let places = order.map { pending[$0] }
    for place in places {
      guard let effect = model.effect(of: history.operations[place].action) else { continue }
      apply(effect, of: place, at: read.end)
    }
    return true
  }

  private mutating func apply(_ effect: Effect, of place: Int, at end: Int) {
    if !passed.isEmpty { passed.append((end, state)) }
    effect.apply(to: &state)
    pending.removeAll { $0 == place }
  }

  /// Forgets the states that no waiting read can have seen.
  private mutating func forgetStates(_ history: OperationHistory) {
    guard !passed.isEmpty else { return }
    let first = history.firstOpenRead
    passed.removeAll { $0.place < first }
  }

  /// Whatever is settled and has not happened in this order never does.
  private mutating func forgetSettled(_ history: OperationHistory) {
    guard hasSettled else { return }
    hasSettled = false
    pending.removeAll { history.operations[$0].settled != .max }
  }
}
