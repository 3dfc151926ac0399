/// Looks for an order of all operations in which each takes effect at one moment between its invocation and
/// its answer (Wing and Gong, *Testing and Verifying Concurrent Objects*, 1993), with the improvements of Lowe
/// (*Testing for Linearizability*, 2017): an operation is given its place no earlier than it must have one,
/// and no configuration is looked at twice.
///
/// The ledger helps. Transfers commute, so the set of those that happened gives the balances; reads and
/// refusals change nothing, so they have their moment as soon as the balances fit; what a read saw tells which
/// pending transfers must come before it, however many of unknown outcome there are; and a transfer can wait
/// unless another one needs its coins (`Enablers`).
struct LinearizabilitySearch {
  enum Result {
    case linearizable(Configuration)
    /// No order exists; the history is right up to this place, not with it.
    case notLinearizable(stuckAt: Int)
    case gaveUp
  }

  private enum Frame {
    /// Go on from here.
    case open(Configuration)
    /// Go on from here, unless what the next read saw cannot come about.
    case guess(Configuration)
    /// The answer of `item` needs more than its own effect: all other ways to get there.
    case alternatives(Configuration, item: Int)
  }

  /// So many steps towards what a read saw count as much as a configuration.
  private static let stepsPerConfiguration = 64

  private let problem: LedgerProblem
  private let mostConfigurations: Int
  private let provesOnly: Bool
  private(set) var configurations = 0
  private var steps = 0
  private var visited: Set<Configuration> = []
  private var stack: [Frame] = []
  private var furthest = 0
  private var isComplete = true

  /// - Parameters:
  ///   - mostConfigurations: Where it gives up.
  ///   - provesOnly: Whether it gives up, too, as soon as it can no longer prove that there is no order.
  init(_ problem: LedgerProblem, mostConfigurations: Int, provesOnly: Bool = false) {
    self.problem = problem
    self.mostConfigurations = mostConfigurations
    self.provesOnly = provesOnly
  }

  private var items: [Item] { problem.items }

  /// What was done, in configurations.
  var work: Int { max(configurations, steps / Self.stepsPerConfiguration) }

  mutating func run() -> Result {
    stack = [.open(Configuration(state: problem.start))]
    while let frame = stack.popLast() {
      if work >= mostConfigurations || provesOnly && !isComplete { return .gaveUp }
      configurations += 1
      switch frame {
      case .guess(let configuration):
        if let end = deadEnd(configuration) {
          furthest = max(furthest, end)
        } else {
          stack.append(.open(configuration))
        }
      case .open(var configuration):
        guard let item = advance(&configuration) else { return .linearizable(configuration) }
        furthest = max(furthest, configuration.next)
        if visited.insert(configuration).inserted { choose(configuration, item) }
      case .alternatives(let configuration, let item): pushAlternatives(configuration, item)
      }
    }
    return isComplete ? .notLinearizable(stuckAt: problem.events[furthest].place) : .gaveUp
  }

  /// Goes on to an answer whose operation has no place yet, and returns the operation; nil at the end.
  private func advance(_ configuration: inout Configuration) -> Int? {
    while configuration.next < problem.events.count {
      let event = problem.events[configuration.next]
      let isEffect = items[event.item].effect != nil
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
      if effect.isPossible(in: configuration.state) {
        push(configuration, [item], isGuess: items[item].isOptional)
      }
      if items[item].isOptional {
        var without = configuration
        without.pending.removeAll { $0 == item }
        stack.append(.guess(without))
      }
    case .sees(let target):
      if let first = ways(from: configuration, to: target, mostSolutions: 1).first {
        push(configuration, first)
      }
    case .lacks: break
    }
  }

  private mutating func push(_ configuration: Configuration, _ effects: [Int], isGuess: Bool = true) {
    var next = configuration
    for index in effects { next.apply(index, items) }
    stack.append(isGuess ? .guess(next) : .open(next))
  }

  /// The answer of the next read, when no effects, those that must happen before it among them, lead to what it
  /// saw.
  private mutating func deadEnd(_ configuration: Configuration) -> Int? {
    guard configuration.next < problem.events.count else { return nil }
    let now = problem.events[configuration.next].place
    var candidates = configuration.pending
    for place in configuration.next..<problem.events.count {
      let event = problem.events[place]
      let item = items[event.item]
      switch item.kind {
      case .effect: if !event.isEnd { candidates.append(event.item) }
      case .sees(let target):
        guard event.isEnd, item.begin >= now || configuration.waiting.contains(event.item) else { continue }
        return canLead(from: configuration.state, to: target, by: candidates, before: item.begin)
          ? nil : place
      case .lacks: break
      }
    }
    return nil
  }

  private mutating func canLead(
    from state: [Coins], to target: [Coins], by candidates: [Int], before begin: Int
  ) -> Bool {
    var state = state
    let rest = candidates.filter { index in
      guard !items[index].isOptional, items[index].end < begin, let effect = items[index].effect else {
        return true
      }
      effect.apply(to: &state)
      return false
    }
    let solver = DifferenceSolver(
      rest, items, from: state, to: target, mostSolutions: 1, mostSteps: 2_000, fewestFirst: false)
    steps += solver.steps
    return !solver.solutions.isEmpty || !solver.isComplete
  }

  /// Ordered sets of pending effects that lead to a state.
  private mutating func ways(from configuration: Configuration, to target: [Coins], mostSolutions: Int)
    -> [[Int]]
  {
    let solver = DifferenceSolver(
      configuration.pending, items, from: configuration.state, to: target, mostSolutions: mostSolutions,
      mostSteps: 20_000)
    steps += solver.steps
    var areComplete = solver.isComplete
    let ways = solver.solutions.compactMap { solution -> [Int]? in
      var order = EffectOrder(items)
      defer { areComplete = areComplete && order.isComplete }
      return solution.isEmpty ? nil : order.find(solution, from: configuration.state)
    }
    if !areComplete, mostSolutions > 1 { isComplete = false }
    return ways
  }

  /// All other ways to go on. Whatever comes next in the order, before the answer, leads to the moment of a
  /// waiting read or refusal or is needed by the answer's own effect. The way likeliest to succeed is pushed
  /// last, and so tried first.
  private mutating func pushAlternatives(_ configuration: Configuration, _ item: Int) {
    var enablers = Enablers(configuration, items)
    if let effect = items[item].effect { enablers.need(effect) }
    for index in configuration.waiting {
      if case .lacks(let account, let amount) = items[index].kind {
        enablers.need(lessThan: amount, at: account)
      }
    }
    for index in enablers.found.reversed() where index != item { push(configuration, [index]) }
    for index in configuration.waiting.reversed() {
      guard case .sees(let target) = items[index].kind else { continue }
      for way in ways(from: configuration, to: target, mostSolutions: 64).reversed() {
        push(configuration, way)
      }
    }
  }
}

/// Pending effects that may have to come before others.
///
/// Of two effects in a row the first can wait for the second unless it brings the coins, or the account, that
/// the second needs: the second leaves the first no less to pay with, for both were possible in this order. So
/// what comes before an effect need only be what brings coins to a payer who may be short of them, directly or
/// by way of others; before a refusal for want of funds, also what takes coins from that payer.
private struct Enablers {
  private let state: [Coins]
  private let classes: [EffectClass]
  /// What each account is to pay, and may pay, in all.
  private var owed: [Coins]
  private var isWanted: [Bool]
  private var isFound: [Bool]

  init(_ configuration: Configuration, _ items: [Item]) {
    state = configuration.state
    classes = EffectClass.classes(of: configuration.pending, items)
    owed = Array(repeating: 0, count: state.count)
    isWanted = Array(repeating: false, count: state.count)
    isFound = Array(repeating: false, count: classes.count)
    for one in classes { owed[one.effect.from] += one.effect.amount * Coins(one.members.count) }
  }

  /// One of each kind that is possible now, in order of invocation.
  var found: [Int] {
    classes.indices.filter { isFound[$0] && classes[$0].effect.isPossible(in: state) }
      .map { classes[$0].members[0] }
  }

  mutating func need(_ effect: Effect) {
    if owed[effect.from] > state[effect.from] { want(effect.from) }
    if state[effect.to] < 0 { want(effect.to) }
  }

  mutating func need(lessThan amount: Coins, at account: Int) {
    guard state[account] - owed[account] < amount else { return }
    for place in classes.indices where classes[place].effect.from == account { find(place) }
  }

  /// Coins, or the account itself.
  private mutating func want(_ account: Int) {
    guard !isWanted[account] else { return }
    isWanted[account] = true
    for place in classes.indices where classes[place].effect.to == account { find(place) }
  }

  private mutating func find(_ place: Int) {
    guard !isFound[place] else { return }
    isFound[place] = true
    need(classes[place].effect)
  }
}
