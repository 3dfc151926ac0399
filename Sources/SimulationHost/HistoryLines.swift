import Consensus
import Simulation

/// The client history as JSON lines, for linearizability checkers.
public enum HistoryLines {
  /// The first line: every account with its coins at the start, the treasury included.
  public static func header(_ accounts: [(name: String, coins: UInt64)]) -> String {
    let balances = JSONObject(accounts.map { ($0.name, $0.coins) })
    return "{\"header\":{\"accounts\":\(balances.json)}}"
  }

  /// A line for each thing that a client did or learned; `time_ns` is in nanoseconds since the start.
  public static func line(_ event: HistoryEvent) -> String {
    var operation: JSONObject =
      switch event.operation {
      case .transfer(let from, let to, let amount):
        ["kind": "transfer", "from": from, "to": to, "amount": amount]
      case .open(let name, let amount): ["kind": "open", "name": name, "amount": amount]
      case .balances: ["kind": "balances"]
      }
    if let value = event.value { operation.add("value", JSONObject(value.map { ($0.name, $0.coins) })) }
    var line: JSONObject = ["process": event.process, "type": event.kind.rawValue, "op": operation]
    if let error = event.error { line.add("error", error) }
    line.add("time_ns", event.time)
    return line.json
  }
}
