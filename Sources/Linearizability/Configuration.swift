/// Where a search stands: how far in the history, and what has been given its place in the order so far.
///
/// All effects commute, so the balances follow from the set of effects that have happened; two configurations
/// of the same place with the same operations left are the same (Lowe, *Testing for Linearizability*, 2017).
struct Configuration: Sendable {
  /// The next event.
  var next = 0
  var state: [Coins]
  /// Effects that were asked for and have not happened, in order; those of unknown outcome stay.
  var pending: [Int] = []
  /// Reads and refusals that were asked for and have not yet had their moment.
  var waiting: [Int] = []

  struct Key: Hashable {
    let next: Int
    let pending: [Int]
    let waiting: [Int]
  }
  var key: Key { Key(next: next, pending: pending, waiting: waiting) }

  /// What changes nothing has its moment as soon as the state allows: that hinders nothing else.
  mutating func settle(_ items: [Item]) {
    if waiting.isEmpty { return }
    waiting.removeAll { items[$0].isSeen(in: state) }
  }

  /// Gives an effect its place in the order, now.
  mutating func apply(_ index: Int, _ items: [Item]) {
    guard case .effect(let effect) = items[index].kind else { return }
    effect.apply(to: &state)
    pending.removeAll { $0 == index }
    settle(items)
  }
}

/// Pending effects that change the same balances in the same way: interchangeable, so the one that must happen
/// first goes first.
struct EffectClass {
  let effect: Effect
  /// Those with an end first, in order of it; then those without, in order of invocation.
  var members: [Int]

  static func classes(of pending: [Int], _ items: [Item]) -> [EffectClass] {
    var classes: [EffectClass] = []
    var places: [Effect: Int] = [:]
    for index in pending {
      guard case .effect(let effect) = items[index].kind else { continue }
      if let place = places[effect] {
        classes[place].members.append(index)
      } else {
        places[effect] = classes.count
        classes.append(EffectClass(effect: effect, members: [index]))
      }
    }
    for place in classes.indices where classes[place].members.count > 1 {
      classes[place].members.sort { (items[$0].end, items[$0].begin) < (items[$1].end, items[$1].begin) }
    }
    return classes
  }
}
