@testable import Linearizability

/// What a history is made of, in the order in which it happened; each event takes a microsecond.
struct Script: Sendable {
  enum Event: Sendable {
    case invoke(process: Int, Linearizability.Operation.Action)
    case complete(process: Int, Linearizability.Operation.Outcome)
    /// What the process gave up can no longer take effect.
    case settle(process: Int)

    var process: Int {
      switch self {
      case .invoke(let process, _), .complete(let process, _), .settle(let process): process
      }
    }
  }

  let opening: [Holding]
  var events: [Event] = []

  init(opening: [Holding]) { self.opening = opening }

  /// Lines, one event each: `1 transfer alice bob 30` (process 1 asks), `1 ok`, `1 fail` (insufficient funds),
  /// `1 refused` (no effect), `1 info` (gave up), `1 settled`, `2 read`, `2 sees 70 130`, `1 open carol 5`.
  init(_ text: String, opening: [Holding] = [Holding("alice", 100), Holding("bob", 100)]) {
    self.opening = opening
    var names = opening.map(\.name)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 2, let process = Int(words[0]) else { continue }
      switch words[1] {
      case "transfer":
        let amount = UInt64(words[4]) ?? 0
        events.append(.invoke(process: process, .transfer(from: words[2], to: words[3], amount: amount)))
      case "open":
        events.append(.invoke(process: process, .open(name: words[2], amount: UInt64(words[3]) ?? 0)))
        names.append(words[2])
      case "read": events.append(.invoke(process: process, .read))
      case "ok": events.append(.complete(process: process, .done))
      case "fail": events.append(.complete(process: process, .insufficientFunds))
      case "refused": events.append(.complete(process: process, .noEffect))
      case "info": events.append(.complete(process: process, .unknown))
      case "settled": events.append(.settle(process: process))
      default:
        let seen = zip(names, words.dropFirst(2)).map { Holding($0, UInt64($1) ?? 0) }
        events.append(.complete(process: process, .balances(Array(seen))))
      }
    }
  }

  var history: OperationHistory {
    var history = OperationHistory(opening: opening)
    for (number, event) in events.enumerated() {
      let time = UInt64(number) * 1_000
      switch event {
      case .invoke(let process, let action): history.invoke(process: process, action, at: time)
      case .complete(let process, let outcome): history.complete(process: process, outcome, at: time)
      case .settle(let process): history.settle(process: process)
      }
    }
    return history
  }

  /// What a monitor finds first.
  func monitored(window: Int = 256) -> Counterexample? {
    var monitor = LinearizabilityMonitor(opening: opening, window: window)
    for (number, event) in events.enumerated() {
      let time = UInt64(number) * 1_000
      switch event {
      case .invoke(let process, let action): monitor.invoke(process: process, action, at: time)
      case .complete(let process, let outcome):
        if let found = monitor.complete(process: process, outcome, at: time) { return found }
      case .settle(let process): monitor.settle(process: process)
      }
    }
    return nil
  }
}

func isLinearizable(_ history: OperationHistory) -> Bool {
  LinearizabilityChecker.check(history) == .linearizable
}

/// The definition, word for word: tries every order of every choice of unknown outcomes. It shares nothing with
/// what it judges.
enum BruteForce {
  static func isLinearizable(_ operations: [Linearizability.Operation], opening: [Holding]) -> Bool {
    let rest = operations.filter { operation in
      operation.outcome != .noEffect && !(operation.action == .read && operation.outcome == .unknown)
    }
    let balances = Dictionary(uniqueKeysWithValues: opening.map { ($0.name, $0.coins) })
    return canGoOn(rest, balances, treasury: opening[0].name)
  }

  /// Whether what is told of a history is a proof: there is no order of these operations, whatever became of all
  /// others that were not refused. So many others that to try all of it takes long are not tried.
  static func isProven(_ found: Counterexample, by history: OperationHistory) -> Bool {
    let others = history.operations.filter { operation in
      ![.noEffect, .insufficientFunds].contains(operation.outcome)
        && !found.operations.contains { $0.begin == operation.begin }
        && found.anchor.map { operation.after($0) != nil } ?? true
    }
    if others.count > 5 { return true }
    let unbound = others.map { operation in
      var operation = operation
      (operation.outcome, operation.end, operation.settled) = (.unknown, .max, .max)
      return operation
    }
    return !isLinearizable(found.operations + unbound, opening: found.start)
  }

  private static func canGoOn(
    _ rest: [Linearizability.Operation], _ balances: [String: UInt64], treasury: String
  ) -> Bool {
    if rest.allSatisfy({ $0.outcome == .unknown }) { return true }
    for (place, next) in rest.enumerated() {
      // Nothing that was answered before this one was asked for may be left.
      if rest.contains(where: { $0.outcome != .unknown && $0.end < next.begin }) { continue }
      guard let after = effect(of: next, on: balances, treasury: treasury) else { continue }
      var left = rest
      left.remove(at: place)
      // What was settled before this one was asked for can no longer happen.
      left.removeAll { $0.settled < next.begin }
      if canGoOn(left, after, treasury: treasury) { return true }
    }
    return false
  }

  /// The balances after the operation; nil where it cannot happen.
  private static func effect(
    of operation: Linearizability.Operation, on balances: [String: UInt64], treasury: String
  ) -> [String: UInt64]? {
    if case .balances(let seen) = operation.outcome {
      return seen.count == balances.count && seen.allSatisfy { balances[$0.name] == $0.coins }
        ? balances : nil
    }
    let (from, to, amount, opens) =
      switch operation.action {
      case .transfer(let from, let to, let amount): (from, to, amount, false)
      case .open(let name, let amount): (treasury, name, amount, true)
      case .read: ("", "", 0, false)
      }
    let funds = balances[from]
    if operation.outcome == .insufficientFunds { return funds.map { $0 < amount } ?? true ? balances : nil }
    guard let funds, funds >= amount, (balances[to] == nil) == opens else { return nil }
    var after = balances
    after[from] = funds - amount
    after[to, default: 0] += amount
    return after
  }
}
