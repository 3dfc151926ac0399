import Consensus
import Host
import Simulation

/// A run's trace as JSON lines: each event with its node's state after it, its decisions, and its whole message; each
/// message as it is sent; and what a disk holds whenever that has changed. `README.md` describes the format.
public struct TraceWriter {
  /// What was told last, by node.
  private var disks: [DiskState] = []

  public init() {}

  /// The lines for what has happened since the last call. To be called after each event, since they show nodes as
  /// they are now.
  public mutating func lines(of world: inout AnyWorld) -> [String] {
    let records = world.takeRecords().sorted { $0.number < $1.number }
    var sends = world.takeSends()[...]
    var lines: [String] = []
    for record in records {
      lines.append(Self.line(record, world: world))
      while let first = sends.first, first.cause <= record.number {
        lines.append(Self.line(sent: first))
        sends.removeFirst()
      }
    }
    lines += sends.map(Self.line(sent:))
    if let first = records.first { lines += diskLines(world, cause: first.number) }
    return lines
  }

  private static func line(sent message: MessageSnapshot) -> String {
    var object = JSONObject()
    object.add("t_ns", message.sent)
    object.add("cause", message.cause)
    object.add("event", "send")
    object.add("node", UInt64(message.from.number))
    object.add("message", json: text(of: message))
    return object.closed
  }

  private mutating func diskLines(_ world: AnyWorld, cause: UInt64) -> [String] {
    var lines: [String] = []
    for place in 0..<world.nodeCount {
      let disk = world.disk(of: NodeID(place + 1))
      if place < disks.count {
        guard disks[place] != disk else { continue }
        disks[place] = disk
      } else {
        disks.append(disk)
      }
      var object = JSONObject()
      object.add("t_ns", world.now)
      object.add("cause", cause)
      object.add("event", "disk")
      object.add("node", UInt64(place + 1))
      object.add("disk", json: Self.text(of: disk))
      lines.append(object.closed)
    }
    return lines
  }

  private static func text(of disk: DiskState) -> String {
    var object = JSONObject()
    object.add("term", disk.term)
    add(vote: disk.vote, to: &object)
    object.add("firstIndex", disk.firstIndex)
    object.add("lastIndex", disk.last.index)
    object.add("lastTerm", disk.last.term)
    if disk.standing != .sound { object.add("standing", disk.standing.name) }
    return object.closed
  }

  private static func add(vote: NodeID?, to object: inout JSONObject) {
    if let vote {
      object.add("votedFor", UInt64(vote.number))
    } else {
      object.add("votedFor", json: "null")
    }
  }

  private static func line(_ record: EventRecord, world: AnyWorld) -> String {
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

  private static func state(of node: NodeID, _ world: AnyWorld) -> String {
    let (view, last, isAlive) = world.view(of: node)
    var state = JSONObject()
    state.add("role", isAlive ? view.role.rawValue : "down")
    state.add("term", view.currentTerm)
    add(vote: view.votedFor, to: &state)
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
      object.add("verb", verb.description)
      if !outcome.nodes.isEmpty { object.add("on", json: JSONObject.list(outcome.nodes)) }
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
