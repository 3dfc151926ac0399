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

  static func fields(_ fields: [Field]) -> String {
    var object = JSONObject()
    for field in fields {
      switch field.value {
      case .number(let value): object.add(field.name, value)
      case .flag(let value): object.add(field.name, value)
      case .text(let value): object.add(field.name, value)
      case .node(let node): object.add(field.name, UInt64(node.number))
      case .nodes(let nodes):
        object.add(field.name, json: "[" + nodes.map { String($0.number) }.joined(separator: ",") + "]")
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
      for (name, balance) in value { balances.add(name, balance) }
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

/// The trace as JSON lines: each event with its node's state after it, its decisions, and its whole message.
public enum TraceLines {
  public static func line(_ record: EventRecord, world: RaftWorld) -> String {
    var object = JSONObject()
    object.add("t_ns", record.time)
    object.add("number", record.number)
    if let cause = record.cause { object.add("cause", cause) }
    object.add("event", name(of: record.what))
    if let node = record.node {
      object.add("node", UInt64(node.number))
      object.add("state", json: state(of: node, world))
    } else {
      object.add("node", json: "null")
    }
    if !record.decisions.isEmpty {
      let decisions = record.decisions.map { decision in
        var entry = JSONObject()
        entry.add("rule", decision.name)
        entry.add("section", decision.section)
        entry.add("numbers", json: JSONObject.fields(decision.fields))
        return entry.closed
      }
      object.add("decisions", json: "[" + decisions.joined(separator: ",") + "]")
    }
    if !record.applied.isEmpty {
      object.add("applied", json: "[" + record.applied.map(applied).joined(separator: ",") + "]")
    }
    add(record.what, to: &object)
    return object.closed
  }

  private static func name(of what: EventRecord.What) -> String {
    switch what {
    case .delivered: "deliver"
    case .lost: "lose"
    case .timer(.election): "election-timer"
    case .timer(.heartbeat): "heartbeat-timer"
    case .written: "durable"
    case .clientAsked: "client-asks"
    case .nodeAsked: "request"
    case .clientEnded: "client-ends"
    case .clientRetries: "client-retries"
    case .action: "action"
    case .note: "note"
    case .expectation: "expect"
    case .violation: "violation"
    case .internalStep: "client"
    }
  }

  private static func state(of node: NodeID, _ world: RaftWorld) -> String {
    let (view, last, isAlive) = world.view(of: node)
    var state = JSONObject()
    state.add("role", isAlive ? view.role.rawValue : "down")
    state.add("term", view.currentTerm)
    if let vote = view.votedFor {
      state.add("votedFor", UInt64(vote.number))
    } else {
      state.add("votedFor", json: "null")
    }
    state.add("commitIndex", view.commitIndex)
    state.add("lastIndex", last.index)
    state.add("lastTerm", last.term)
    return state.closed
  }

  private static func applied(_ applied: EventRecord.Applied) -> String {
    var object = JSONObject()
    object.add("index", applied.position.index)
    object.add("term", applied.position.term)
    switch applied.outcome {
    case .noOp: object.add("outcome", "no-op")
    case .done: object.add("outcome", "done")
    case .refused(let reason):
      object.add("outcome", "refused")
      object.add("reason", reason)
    case .repeated(let first):
      object.add("outcome", "repeated")
      object.add("first", first)
    case .read: object.add("outcome", "read")
    }
    return object.closed
  }

  private static func add(_ what: EventRecord.What, to object: inout JSONObject) {
    switch what {
    case .delivered(let message): object.add("message", json: text(of: message))
    case .lost(let message, let reason):
      object.add("reason", reason.rawValue)
      object.add("message", json: text(of: message))
    case .clientAsked(let number, let attempt):
      object.add("operation", number)
      object.add("attempt", UInt64(attempt))
    case .nodeAsked(let number), .clientEnded(let number), .clientRetries(let number, _):
      object.add("operation", number)
    case .action(let verb, let outcome):
      object.add("verb", verb)
      if case .nothing(let reason) = outcome { object.add("nothing", reason.description) }
    case .note(let text): object.add("text", text)
    case .expectation(let text, let held, let saw):
      object.add("text", text)
      object.add("held", held)
      object.add("saw", saw)
    case .violation(let violation):
      object.add("invariant", violation.invariant)
      object.add("detail", violation.detail.description)
    case .timer, .written, .internalStep: break
    }
  }

  private static func text(of message: MessageSnapshot) -> String {
    var object = JSONObject()
    object.add("number", message.number)
    object.add("kind", message.summary.kind.name)
    object.add("from", UInt64(message.from.number))
    object.add("to", UInt64(message.to.number))
    object.add("sent_ns", message.sent)
    object.add("fields", json: JSONObject.fields(message.summary.fields))
    return object.closed
  }
}
