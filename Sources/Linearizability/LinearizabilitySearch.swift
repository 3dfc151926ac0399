/// Looks for an order of all operations in which each takes effect at one moment between its invocation and
/// its answer (Wing and Gong, *Testing and Verifying Concurrent Objects*, 1993), with the improvements of Lowe
/// (*Testing for Linearizability*, 2017): an operation is given its place no earlier than it must have one,
/// and no configuration is looked at twice.
///
/// The ledger helps. Transfers commute, so the set of those that happened gives the balances; reads and
/// refusals change nothing, so they have their moment as soon as the balances fit; and what a read saw tells
/// which pending transfers must come before it, however many of unknown outcome there are.
struct LinearizabilitySearch {
  enum Result {
    case linearizable(Configuration)
    /// No order exists; the history is right up to this event, not with it.
    case notLinearizable(stuckAt: Int)
    case gaveUp
  }

  private enum Frame {
    /// Go on from here.
    case open(Configuration)
    /// The answer of `item` needs more than its own effect: all other ways to get there.
    case alternatives(Configuration, item: Int)
  }

  private let problem: LedgerProblem
  private let mostConfigurations: Int
  private(set) var configurations = 0
  private var visited: Set<Configuration.Key> = []
  private var stack: [Frame] = []
  private var furthest = 0
  private var isComplete = true

  init(_ problem: LedgerProblem, mostConfigurations: Int) {
    self.problem = problem
    self.mostConfigurations = mostConfigurations
  }

  private var items: [Item] { problem.items }

  mutating func run() -> Result {
    stack = [.open(Configuration(state: problem.start))]
    while let frame = stack.popLast() {
      if configurations >= mostConfigurations { return .gaveUp }
      configurations += 1
      switch frame {
      case .open(var configuration):
        guard let item = advance(&configuration) else { return .linearizable(configuration) }
        furthest = max(furthest, configuration.next)
        if visited.insert(configuration.key).inserted { choose(configuration, item) }
      case .alternatives(let configuration, let item): pushAlternatives(configuration, item)
      }
    }
    return isComplete ? .notLinearizable(stuckAt: furthest) : .gaveUp
  }

  /// Goes on to an answer whose operation has no place yet, and returns the operation; nil at the end.
  private func advance(_ configuration: inout Configuration) -> Int? {
    while configuration.next < problem.events.count {
      let event = problem.events[configuration.next]
      let isEffect: Bool
      if case .effect = items[event.item].kind { isEffect = true } else { isEffect = false }
      if !event.isEnd {
        if isEffect {
          configuration.pending.append(event.item)
        } else if !items[event.item].isSeen(in: configuration.state) {
          configuration.waiting.append(event.item)
        }
      } else if isEffect
        ? configuration.pending.contains(event.item) : configuration.waiting.contains(event.item)
      {
        return event.item
      }
      configuration.next += 1
    }
    return nil
  }

  /// The likeliest way first: the effect itself, or what a read's balances say.
  private mutating func choose(_ configuration: Configuration, _ item: Int) {
    stack.append(.alternatives(configuration, item: item))
    switch items[item].kind {
    case .effect(let effect):
      if effect.isPossible(in: configuration.state) { push(configuration, [item]) }
    case .sees(let target):
      if let first = ways(from: configuration, to: target, mostSolutions: 1).first {
        push(configuration, first)
      }
    case .lacks: break
    }
  }

  private mutating func push(_ configuration: Configuration, _ effects: [Int]) {
    var next = configuration
    for index in effects { next.apply(index, items) }
    stack.append(.open(next))
  }

  /// Ordered sets of pending effects that lead to a state.
  private mutating func ways(from configuration: Configuration, to target: [Coins], mostSolutions: Int)
    -> [[Int]]
  {
    var solver = DifferenceSolver(
      pending: configuration.pending, items: items, accounts: problem.start.count,
      mostSolutions: mostSolutions, mostSteps: 20_000)
    solver.solve(from: configuration.state, to: target)
    if !solver.isComplete, mostSolutions > 1 { isComplete = false }
    return solver.solutions.compactMap { solution in
      if solution.isEmpty { return nil }
      return DifferenceSolver.order(solution, items, from: configuration.state)
    }
  }

  /// All other ways to go on: towards what a waiting read saw, and by single effects where funds are so short
  /// that their order matters. The one likeliest to succeed is pushed last, and so tried first.
  private mutating func pushAlternatives(_ configuration: Configuration, _ item: Int) {
    let short = shortAccounts(configuration)
    for effectClass in EffectClass.classes(of: configuration.pending, items).reversed() {
      let effect = effectClass.effect
      guard short.contains(effect.from) || short.contains(effect.to),
        effect.isPossible(in: configuration.state)
      else { continue }
      push(configuration, [effectClass.members[0]])
    }
    for index in configuration.waiting.reversed() {
      guard case .sees(let target) = items[index].kind else { continue }
      for way in ways(from: configuration, to: target, mostSolutions: 64).reversed() {
        push(configuration, way)
      }
    }
  }

  /// Accounts at which the order of the pending effects matters: what must leave is more than they hold, or
  /// they do not exist yet, or a refusal says that they held less. With them those that may have to pay them
  /// first.
  private func shortAccounts(_ configuration: Configuration) -> Set<Int> {
    let state = configuration.state
    var must = [Coins](repeating: 0, count: state.count)
    var may = must
    var short: Set<Int> = []
    var effects: [Effect] = []
    for index in configuration.pending {
      guard case .effect(let effect) = items[index].kind else { continue }
      effects.append(effect)
      may[effect.from] += effect.amount
      if !items[index].isOptional { must[effect.from] += effect.amount }
      if state[effect.to] < 0 { short.insert(effect.to) }
    }
    for account in state.indices where must[account] > state[account] { short.insert(account) }
    for index in configuration.waiting {
      switch items[index].kind {
      case .lacks(let account, let amount):
        if state[account] - may[account] < amount { short.insert(account) }
      case .sees(let target):
        // An effect on the way to what a read saw may have to wait for funds.
        for account in state.indices where may[account] > state[account] && target[account] < state[account] {
          short.insert(account)
        }
      case .effect: break
      }
    }
    var grows = true
    while grows {
      grows = false
      for effect in effects where short.contains(effect.to) && may[effect.from] > state[effect.from] {
        if short.insert(effect.from).inserted { grows = true }
      }
    }
    return short
  }
}
