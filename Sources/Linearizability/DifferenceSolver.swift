/// Finds which pending effects together turn one state into another: what a read saw says it at once, where
/// trying every order of every subset would not end.
struct DifferenceSolver {
  private let classes: [EffectClass]
  private let items: [Item]
  /// The most by which the classes from a position on can raise and lower each account.
  private var raises: [[Coins]] = []
  private var lowers: [[Coins]] = []
  private var chosen: [Int] = []
  private var optionalLeft = 0
  private var stepsLeft: Int
  private let mostSolutions: Int
  private(set) var solutions: [[Int]] = []
  /// Whether every solution was found.
  private(set) var isComplete = true

  /// - Parameter mostSolutions: The search ends with so many.
  init(pending: [Int], items: [Item], accounts: Int, mostSolutions: Int, mostSteps: Int) {
    self.items = items
    self.mostSolutions = mostSolutions
    stepsLeft = mostSteps
    // What must happen anyway first, then the newest of unknown outcome.
    classes = EffectClass.classes(of: pending, items).sorted {
      let (left, right) = (items[$0.members[0]], items[$1.members[0]])
      if left.isOptional != right.isOptional { return !left.isOptional }
      return left.isOptional ? left.begin > right.begin : left.begin < right.begin
    }
    raises = Array(repeating: Array(repeating: 0, count: accounts), count: classes.count + 1)
    lowers = raises
    for position in classes.indices.reversed() {
      raises[position] = raises[position + 1]
      lowers[position] = lowers[position + 1]
      let (effect, count) = (classes[position].effect, Coins(classes[position].members.count))
      raises[position][effect.to] += effect.gain * count
      lowers[position][effect.from] += effect.amount * count
    }
  }

  /// Sets of pending effects whose sum is `target - state`, those first that need the fewest operations of
  /// unknown outcome.
  mutating func solve(from state: [Coins], to target: [Coins]) {
    var difference = target
    for account in state.indices { difference[account] -= state[account] }
    let optional = classes.reduce(0) { $0 + $1.members.count { items[$0].isOptional } }
    var limit = 0
    var isFirst = true
    while solutions.count < mostSolutions, stepsLeft > 0 {
      optionalLeft = min(limit, optional)
      visit(0, difference, exactly: !isFirst)
      if limit >= optional { return }
      isFirst = false
      limit += 1
    }
    isComplete = false
  }

  /// - Parameter exactly: Only sets that use all optional effects allowed; the smaller ones are known.
  private mutating func visit(_ position: Int, _ difference: [Coins], exactly: Bool) {
    guard stepsLeft > 0, solutions.count < mostSolutions else {
      isComplete = false
      return
    }
    stepsLeft -= 1
    for account in difference.indices {
      let wanted = difference[account]
      if wanted > raises[position][account] || -wanted > lowers[position][account] { return }
    }
    guard position < classes.count else {
      if !exactly || optionalLeft == 0 { solutions.append(chosen) }
      return
    }
    let (effect, members) = (classes[position].effect, classes[position].members)
    visit(position + 1, difference, exactly: exactly)
    var rest = difference
    let (length, left) = (chosen.count, optionalLeft)
    for member in members {
      if items[member].isOptional {
        if optionalLeft == 0 { break }
        optionalLeft -= 1
      }
      chosen.append(member)
      rest[effect.from] += effect.amount
      rest[effect.to] -= effect.gain
      visit(position + 1, rest, exactly: exactly)
    }
    chosen.removeSubrange(length...)
    optionalLeft = left
  }

  /// An order of these effects in which each is possible; nil when there is none.
  static func order(_ effects: [Int], _ items: [Item], from state: [Coins]) -> [Int]? {
    var state = state
    var rest = effects
    var order: [Int] = []
    // Mostly any order will do.
    while let place = rest.firstIndex(where: { possible($0, items, state) }) {
      let index = rest.remove(at: place)
      if case .effect(let effect) = items[index].kind { effect.apply(to: &state) }
      order.append(index)
    }
    if rest.isEmpty { return order }
    guard effects.count <= 12 else { return nil }
    for index in order {
      if case .effect(let effect) = items[index].kind {
        state[effect.from] += effect.amount
        state[effect.to] -= effect.gain
      }
    }
    var dead: Set<UInt16> = []
    return arrange(effects, done: 0, items, state, &dead)
  }

  private static func possible(_ index: Int, _ items: [Item], _ state: [Coins]) -> Bool {
    if case .effect(let effect) = items[index].kind { effect.isPossible(in: state) } else { false }
  }

  private static func arrange(
    _ effects: [Int], done: UInt16, _ items: [Item], _ state: [Coins], _ dead: inout Set<UInt16>
  ) -> [Int]? {
    if done.nonzeroBitCount == effects.count { return [] }
    if dead.contains(done) { return nil }
    for (place, index) in effects.enumerated() where done & (1 << UInt16(place)) == 0 {
      guard possible(index, items, state), case .effect(let effect) = items[index].kind else { continue }
      var after = state
      effect.apply(to: &after)
      if let rest = arrange(effects, done: done | 1 << UInt16(place), items, after, &dead) {
        return [index] + rest
      }
    }
    dead.insert(done)
    return nil
  }
}
