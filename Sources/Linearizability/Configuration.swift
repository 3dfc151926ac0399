/// Where a search stands: how far in the history, and what has been given its place in the order so far.
///
/// All effects commute, so it does not matter in which order those that have happened did: two configurations
/// of the same place with the same balances and the same operations left are the same (Lowe, *Testing for
/// Linearizability*, 2017).
struct Configuration: Hashable, Sendable {
  /// The next event.
  var next = 0
  var state: [Coins]
  /// Effects that were asked for and have not happened, in order; those that may never happen stay as long as
  /// they may.
  var pending: [Int] = []
  /// Reads and refusals that were asked for and have not yet had their moment.
  var waiting: [Int] = []

  /// What changes nothing has its moment as soon as the state allows: that hinders nothing else.
  mutating func settle(_ items: [Item]) {
    if waiting.isEmpty { return }
    waiting.removeAll { items[$0].isSeen(in: state) }
  }

  /// Gives an effect its place in the order, now.
  mutating func apply(_ index: Int, _ items: [Item]) {
    guard let effect = items[index].effect else { return }
    effect.apply(to: &state)
    pending.removeAll { $0 == index }
    settle(items)
  }
}

/// Pending effects that change the same balances in the same way: interchangeable, so the one that must happen
/// first goes first.
///
/// One that happens by its end or never is not interchangeable with one that must happen (which of the two is
/// the better one to keep depends on what comes), so these have classes of their own.
struct EffectClass {
  let effect: Effect
  /// Those that must happen first, in order of their end; then those that may never happen.
  var members: [Int]

  private struct Key: Hashable {
    let effect: Effect
    let isLimitedOption: Bool
  }

  static func classes(of pending: [Int], _ items: [Item]) -> [EffectClass] {
    var classes: [EffectClass] = []
    var places: [Key: Int] = [:]
    for index in pending {
      guard let effect = items[index].effect else { continue }
      let key = Key(effect: effect, isLimitedOption: items[index].isLimitedOption)
      if let place = places[key] {
        classes[place].members.append(index)
      } else {
        places[key] = classes.count
        classes.append(EffectClass(effect: effect, members: [index]))
      }
    }
    for place in classes.indices where classes[place].members.count > 1 {
      classes[place].members.sort { left, right in
        let (one, other) = (items[left], items[right])
        if one.isOptional != other.isOptional { return other.isOptional }
        return (one.end, one.begin) < (other.end, other.begin)
      }
    }
    return classes
  }
}
