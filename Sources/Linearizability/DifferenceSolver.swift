/// Finds which pending effects together turn one state into another: what a read saw says it at once, where
/// trying every order of every subset would not end.
struct DifferenceSolver {
  private let classes: [EffectClass]
  private let items: [Item]
  /// By how much the classes from a position on can raise and lower each account, at most: at
  /// `position * accounts + account`. With and without what may never happen.
  private var reach: Reach
  private var firmReach: Reach
  /// What is still to be gained by each account.
  private var difference: [Coins]
  private var chosen: [Int] = []
  private var optionalLeft = 0
  /// How many effects of the classes from a position on may never happen.
  private var optional: [Int]
  private let mostSolutions: Int
  private let mostSteps: Int
  private(set) var steps = 0
  private(set) var solutions: [[Int]] = []
  /// Whether every solution was found.
  private(set) var isComplete = true

  private struct Reach {
    var raises: [Coins]
    var lowers: [Coins]

    init(_ classes: [EffectClass], accounts: Int, counting count: (EffectClass) -> Int) {
      raises = Array(repeating: 0, count: accounts * (classes.count + 1))
      lowers = raises
      for position in classes.indices.reversed() {
        let place = position * accounts
        for account in place..<place + accounts {
          raises[account] = raises[account + accounts]
          lowers[account] = lowers[account + accounts]
        }
        let (effect, count) = (classes[position].effect, Coins(count(classes[position])))
        raises[place + effect.to] += effect.gain * count
        lowers[place + effect.from] += effect.amount * count
      }
    }
  }

  /// Looks for sets of pending effects whose sum is `target - state`.
  /// - Parameters:
  ///   - mostSolutions: The search ends with so many.
  ///   - fewestFirst: Those first that need the fewest operations of unknown outcome; this takes longer where there
  ///     are none.
  init(
    _ pending: [Int], _ items: [Item], from state: [Coins], to target: [Coins], mostSolutions: Int,
    mostSteps: Int, fewestFirst: Bool = true
  ) {
    self.items = items
    difference = zip(target, state).map { $0 - $1 }
    self.mostSolutions = mostSolutions
    self.mostSteps = mostSteps
    // What must happen anyway first, then the newest of unknown outcome.
    classes = EffectClass.classes(of: pending, items).sorted {
      let (left, right) = (items[$0.members[0]], items[$1.members[0]])
      if left.isOptional != right.isOptional { return !left.isOptional }
      return left.isOptional ? left.begin > right.begin : left.begin < right.begin
    }
    reach = Reach(classes, accounts: state.count) { $0.members.count }
    firmReach = Reach(classes, accounts: state.count) { $0.members.count { !items[$0].isOptional } }
    optional = Array(repeating: 0, count: classes.count + 1)
    for position in classes.indices.reversed() {
      optional[position] = optional[position + 1] + classes[position].members.count { items[$0].isOptional }
    }
    solve(fewestFirst: fewestFirst)
  }

  private mutating func solve(fewestFirst: Bool) {
    var limit = fewestFirst ? 0 : optional[0]
    var isFirst = true
    while solutions.count < mostSolutions, steps < mostSteps {
      optionalLeft = limit
      visit(0, exactly: !isFirst)
      if limit == optional[0] { return }
      isFirst = false
      limit += 1
    }
    isComplete = false
  }

  /// - Parameter exactly: Only sets that use all optional effects allowed; the smaller ones are known.
  private mutating func visit(_ position: Int, exactly: Bool) {
    guard steps < mostSteps, solutions.count < mostSolutions else {
      isComplete = false
      return
    }
    steps += 1
    if exactly, optionalLeft > optional[position] { return }
    guard canReach(position) else { return }
    guard position < classes.count else {
      solutions.append(chosen)
      return
    }
    visit(position + 1, exactly: exactly)
    let (effect, members) = (classes[position].effect, classes[position].members)
    let (length, left) = (chosen.count, optionalLeft)
    for member in members {
      if items[member].isOptional {
        if optionalLeft == 0 { break }
        optionalLeft -= 1
      }
      chosen.append(member)
      difference[effect.from] += effect.amount
      difference[effect.to] -= effect.gain
      visit(position + 1, exactly: exactly)
    }
    let taken = Coins(chosen.count - length)
    difference[effect.from] -= effect.amount * taken
    difference[effect.to] += effect.gain * taken
    chosen.removeSubrange(length...)
    optionalLeft = left
  }

  private func canReach(_ position: Int) -> Bool {
    let (place, isFirm) = (position * difference.count, optionalLeft == 0)
    for account in difference.indices {
      let wanted = difference[account]
      let raise = isFirm ? firmReach.raises[place + account] : reach.raises[place + account]
      let lower = isFirm ? firmReach.lowers[place + account] : reach.lowers[place + account]
      if wanted > raise || -wanted > lower { return false }
    }
    return true
  }
}

/// Puts effects that are all to happen in an order in which each is possible.
struct EffectOrder {
  private let items: [Item]
  private var stepsLeft = 4_000
  /// Those left where no order was found.
  private var dead: Set<[Int]> = []
  /// Whether an order was found if there is one.
  private(set) var isComplete = true

  init(_ items: [Item]) { self.items = items }

  /// - Returns: nil when there is no such order, or none was found in so many steps.
  mutating func find(_ effects: [Int], from state: [Coins]) -> [Int]? {
    var (rest, state) = (effects, state)
    var order = applyHarmless(&rest, &state)
    if rest.isEmpty { return order }
    if dead.contains(rest) { return nil }
    guard stepsLeft > 0 else {
      isComplete = false
      return nil
    }
    stepsLeft -= 1
    for (place, index) in rest.enumerated() {
      guard let effect = items[index].effect, effect.isPossible(in: state) else { continue }
      var (fewer, after) = (rest, state)
      fewer.remove(at: place)
      effect.apply(to: &after)
      if let tail = find(fewer, from: after) {
        order.append(index)
        return order + tail
      }
    }
    dead.insert(rest)
    return nil
  }

  /// Mostly any order will do: whatever the payer can pay besides all else that it is to pay hinders nothing, so
  /// it goes first.
  private func applyHarmless(_ rest: inout [Int], _ state: inout [Coins]) -> [Int] {
    var owed = [Coins](repeating: 0, count: state.count)
    for index in rest {
      if let effect = items[index].effect { owed[effect.from] += effect.amount }
    }
    var order: [Int] = []
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      rest.removeAll { index in
        guard let effect = items[index].effect, owed[effect.from] <= state[effect.from],
          effect.isPossible(in: state)
        else { return false }
        owed[effect.from] -= effect.amount
        effect.apply(to: &state)
        order.append(index)
        isGrowing = true
        return true
      }
    }
    return order
  }
}
