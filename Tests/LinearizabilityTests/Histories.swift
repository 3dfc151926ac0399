@testable import Linearizability

/// A history written as lines, one event each:
/// `1 transfer alice bob 30` (process 1 asks), `1 ok`, `1 fail` (insufficient funds), `1 refused` (no effect),
/// `1 info` (gave up), `2 read`, `2 sees 70 130`, `1 open carol 5`. Times are the line numbers, in microseconds.
func history(_ text: String, opening: [Holding] = [Holding("alice", 100), Holding("bob", 100)])
  -> OperationHistory
{
  var history = OperationHistory(opening: opening)
  var names = opening.map(\.name)
  for (number, line) in text.split(separator: "\n").enumerated() {
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 2, let process = Int(words[0]) else { continue }
    let time = UInt64(number) * 1_000
    switch words[1] {
    case "transfer":
      history.invoke(
        process: process, .transfer(from: words[2], to: words[3], amount: UInt64(words[4]) ?? 0), at: time)
    case "open":
      history.invoke(process: process, .open(name: words[2], amount: UInt64(words[3]) ?? 0), at: time)
      names.append(words[2])
    case "read": history.invoke(process: process, .read, at: time)
    case "ok": history.complete(process: process, .done, at: time)
    case "fail": history.complete(process: process, .insufficientFunds, at: time)
    case "refused": history.complete(process: process, .noEffect, at: time)
    case "info": history.complete(process: process, .unknown, at: time)
    default:
      let seen = zip(names, words.dropFirst(2)).map { Holding($0, UInt64($1) ?? 0) }
      history.complete(process: process, .balances(Array(seen)), at: time)
    }
  }
  return history
}

/// Feeds a history to a monitor, event by event, until it finds something.
func monitor(_ history: OperationHistory) -> [Counterexample] {
  var monitor = LinearizabilityMonitor(opening: history.opening)
  var events: [(place: Int, operation: Linearizability.Operation, isEnd: Bool)] = []
  for operation in history.operations {
    events.append((operation.begin, operation, false))
    if operation.end != .max { events.append((operation.end, operation, true)) }
  }
  var found: [Counterexample] = []
  for event in events.sorted(by: { $0.place < $1.place }) {
    if event.isEnd {
      let time = event.operation.returned ?? 0
      if let one = monitor.complete(process: event.operation.process, event.operation.outcome, at: time) {
        found.append(one)
        return found
      }
    } else {
      monitor.invoke(process: event.operation.process, event.operation.action, at: event.operation.invoked)
    }
  }
  return found
}

func isLinearizable(_ history: OperationHistory) -> Bool {
  LinearizabilityChecker.check(history) == .linearizable
}

/// Wing and Gong's definition, word for word: tries every order of every choice of unknown outcomes.
enum BruteForce {
  static func isLinearizable(_ history: OperationHistory) -> Bool {
    let model = LedgerModel(opening: history.opening, operations: history.operations)
    let items = history.operations.compactMap { model.item($0) }
    return extend(Array(items.indices), items, model.state(history.opening))
  }

  private static func extend(_ rest: [Int], _ items: [Item], _ state: [Coins]) -> Bool {
    if rest.allSatisfy({ items[$0].isOptional }) { return true }
    for index in rest {
      // Nothing that ended before this one began may be left.
      if rest.contains(where: { items[$0].end < items[index].begin }) { continue }
      var after = state
      switch items[index].kind {
      case .effect(let effect):
        guard effect.isPossible(in: state) else { continue }
        effect.apply(to: &after)
      case .sees, .lacks: guard items[index].isSeen(in: state) else { continue }
      }
      if extend(rest.filter { $0 != index }, items, after) { return true }
    }
    return false
  }
}
