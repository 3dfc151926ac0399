/// Coins are wider than 64 bits here, so that no sum of a wrong history can overflow.
typealias Coins = Int128

/// A change of the balances: coins leave one account and arrive at another.
struct Effect: Sendable, Hashable {
  let from: Int
  let to: Int
  let amount: Coins
  /// Whether it makes the account `to`.
  let opens: Bool

  /// What `to` gains; an account that does not exist counts as -1.
  var gain: Coins { opens ? amount + 1 : amount }

  func isPossible(in state: [Coins]) -> Bool {
    state[from] >= amount && (opens ? state[to] < 0 : state[to] >= 0)
  }

  func apply(to state: inout [Coins]) {
    state[from] -= amount
    state[to] += gain
  }
}

/// One operation as the search sees it.
struct Item: Sendable {
  enum Kind: Sendable {
    case effect(Effect)
    /// A read: the whole state at one moment.
    case sees([Coins])
    /// A refusal for want of funds: the account held less than this at one moment.
    case lacks(account: Int, amount: Coins)
  }
  let kind: Kind
  let begin: Int
  /// Until when it takes effect; `.max`: at any time from `begin` on.
  let end: Int
  /// Whether it may also never take effect.
  let isOptional: Bool

  var effect: Effect? { if case .effect(let effect) = kind { effect } else { nil } }

  /// Whether it takes effect by its end, or never.
  var isLimitedOption: Bool { isOptional && end != .max }

  func isSeen(in state: [Coins]) -> Bool {
    switch kind {
    case .effect: false
    case .sees(let balances): balances == state
    case .lacks(let account, let amount): state[account] < amount
    }
  }
}

/// A history as numbers: accounts by position, operations as items, and their begins and ends in order.
struct LedgerProblem: Sendable {
  struct Event: Sendable {
    let place: Int
    let item: Int
    let isEnd: Bool
  }

  let start: [Coins]
  let items: [Item]
  /// Which operation each item stands for, by its place.
  let origins: [Int]
  private(set) var events: [Event] = []

  init(start: [Coins], items: [Item], origins: [Int]) {
    self.start = start
    self.items = items
    self.origins = origins
    for (index, item) in items.enumerated() {
      events.append(Event(place: item.begin, item: index, isEnd: false))
      if item.end != .max { events.append(Event(place: item.end, item: index, isEnd: true)) }
    }
    events.sort { $0.place < $1.place }
  }
}

/// Translates operations into items. Accounts are numbered in order of appearance.
struct LedgerModel: Sendable {
  private(set) var names: [String] = []
  private var positions: [String: Int] = [:]

  init(opening: [Holding], operations: [Operation]) {
    for holding in opening { number(holding.name) }
    for operation in operations { add(operation) }
  }

  mutating func add(_ operation: Operation) {
    switch operation.action {
    case .transfer(let from, let to, _):
      number(from)
      number(to)
    case .open(let name, _): number(name)
    case .read: break
    }
    if case .balances(let seen) = operation.outcome { for holding in seen { number(holding.name) } }
  }

  private mutating func number(_ name: String) {
    guard positions[name] == nil else { return }
    positions[name] = names.count
    names.append(name)
  }

  /// A state; accounts that are not named do not exist in it.
  func state(_ holdings: [Holding]) -> [Coins] {
    var state = [Coins](repeating: -1, count: names.count)
    for holding in holdings {
      if let position = positions[holding.name] { state[position] = Coins(holding.coins) }
    }
    return state
  }

  func effect(of action: Operation.Action) -> Effect? {
    switch action {
    case .transfer(let from, let to, let amount):
      guard let from = positions[from], let to = positions[to] else { return nil }
      return Effect(from: from, to: to, amount: Coins(amount), opens: false)
    case .open(let name, let amount):
      guard let to = positions[name], !names.isEmpty else { return nil }
      return Effect(from: 0, to: to, amount: Coins(amount), opens: true)
    case .read: return nil
    }
  }

  /// The item of an operation; nil when it constrains nothing and changes nothing.
  /// - Parameter binds: When false, only its possible effect counts, at any time from its invocation on, or
  ///   never.
  func item(_ operation: Operation, binds: Bool = true) -> Item? {
    let effect = effect(of: operation.action)
    let kind: Item.Kind
    var end = operation.end
    var isOptional = false
    switch operation.outcome {
    case .done:
      guard let effect else { return nil }
      kind = .effect(effect)
      isOptional = operation.isFree
    case .unknown:
      guard let effect else { return nil }
      kind = .effect(effect)
      end = operation.settled
      isOptional = true
    case .balances(let seen):
      guard binds, !operation.isFree else { return nil }
      kind = .sees(state(seen))
    case .insufficientFunds:
      guard binds, !operation.isFree, let effect else { return nil }
      kind = .lacks(account: effect.from, amount: effect.amount)
    case .noEffect: return nil
    }
    if !binds { (end, isOptional) = (.max, true) }
    return Item(kind: kind, begin: operation.begin, end: end, isOptional: isOptional)
  }
}
