import Consensus
import Host
import Simulation

/// Writes one JSON object in a fixed order of keys, so that the same run gives the same bytes.
struct JSONObject {
  private(set) var text = "{"

  private mutating func key(_ name: String) {
    if text != "{" { text += "," }
    text += Self.quoted(name) + ":"
  }

  mutating func add(_ name: String, _ value: UInt64) {
    key(name)
    text += String(value)
  }
  mutating func add(_ name: String, _ value: Bool) {
    key(name)
    text += value ? "true" : "false"
  }
  mutating func add(_ name: String, _ value: String?) {
    key(name)
    text += value.map(Self.quoted) ?? "null"
  }
  mutating func add(_ name: String, json: String) {
    key(name)
    text += json
  }

  var closed: String { text + "}" }

  static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  static func list(_ nodes: NodeSet) -> String {
    "[" + nodes.map { String($0.number) }.joined(separator: ",") + "]"
  }

  static func fields(_ fields: [Field]) -> String {
    var object = JSONObject()
    for field in fields {
      switch field.value {
      case .number(let value), .duration(let value), .time(let value): object.add(field.name, value)
      case .count(let value): object.add(field.name, UInt64(value))
      case .reason(let reason): object.add(field.name, reason.name)
      case .flag(let value): object.add(field.name, value)
      case .text(let value): object.add(field.name, value)
      case .node(let node): object.add(field.name, UInt64(node.number))
      case .nodes(let nodes):
        object.add(field.name, json: list(nodes))
      case .position(let position):
        object.add(field.name, json: "{\"index\":\(position.index),\"term\":\(position.term)}")
      case .numbers(let numbers):
        object.add(field.name, json: "[" + numbers.map { String($0) }.joined(separator: ",") + "]")
      case .none: object.add(field.name, json: "null")
      }
    }
    return object.closed
  }
}

/// The client history as JSON lines, for linearizability checkers.
public enum HistoryLines {
  /// The first line: every account with its coins at the start, the treasury included.
  public static func header(_ accounts: [(name: String, coins: UInt64)]) -> String {
    var balances = JSONObject()
    for (name, coins) in accounts { balances.add(name, coins) }
    return "{\"header\":{\"accounts\":\(balances.closed)}}"
  }

  /// A line for each thing that a client did or learned; `time_ns` is in nanoseconds since the start.
  public static func line(_ event: HistoryEvent) -> String {
    var operation = JSONObject()
    switch event.operation {
    case .transfer(let from, let to, let amount):
      operation.add("kind", "transfer")
      operation.add("from", from)
      operation.add("to", to)
      operation.add("amount", amount)
    case .open(let name, let amount):
      operation.add("kind", "open")
      operation.add("name", name)
      operation.add("amount", amount)
    case .balances: operation.add("kind", "balances")
    }
    if let value = event.value {
      var balances = JSONObject()
      for holding in value { balances.add(holding.name, holding.coins) }
      operation.add("value", json: balances.closed)
    }
    var object = JSONObject()
    object.add("process", UInt64(event.process))
    object.add("type", event.kind.rawValue)
    object.add("op", json: operation.closed)
    if let error = event.error { object.add("error", error) }
    object.add("time_ns", event.time)
    return object.closed
  }
}
