import Consensus
import Host
import Simulation

/// A run's trace as JSON lines: each event with its node's state after it, its decisions, and its whole message; each
/// message as it is sent; and what a disk holds whenever that has changed. `Assets/README.md` describes the format.
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
    let line: JSONObject = [
      "t_ns": message.sent, "cause": message.cause, "event": "send", "node": message.from,
      "message": object(message),
    ]
    return line.json
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
      let line: JSONObject = [
        "t_ns": world.now, "cause": cause, "event": "disk", "node": place + 1, "disk": Self.object(disk),
      ]
      lines.append(line.json)
    }
    return lines
  }

  private static func object(_ disk: DiskState) -> JSONObject {
    var object: JSONObject = [
      "term": disk.term, "votedFor": disk.vote, "firstIndex": disk.firstIndex,
      "lastIndex": disk.last.index, "lastTerm": disk.last.term,
    ]
    if disk.integrity != .sound { object.add("standing", disk.integrity.name) }
    return object
  }

  private static func line(_ record: EventRecord, world: AnyWorld) -> String {
    var line: JSONObject = ["t_ns": record.time, "number": record.number]
    if let cause = record.cause { line.add("cause", cause) }
    let (name, members) = told(record.what)
    line.add("event", name)
    line.add("node", record.node)
    if let node = record.node { line.add("state", state(of: node, world)) }
    if !record.decisions.isEmpty { line.add("decisions", record.decisions.map(object)) }
    if !record.applied.isEmpty { line.add("applied", record.applied.map(object)) }
    line.add(members)
    return line.json
  }

  private static func object(_ fields: [Field]) -> JSONObject {
    JSONObject(fields.map { ($0.name, $0.value) })
  }

  private static func object(_ decision: AnyDecision) -> JSONObject {
    ["rule": decision.name, "section": decision.section, "numbers": object(decision.fields)]
  }

  private static func state(of node: NodeID, _ world: AnyWorld) -> JSONObject {
    let (view, last, isAlive) = world.view(of: node)
    return [
      "role": isAlive ? view.role.rawValue : "down", "term": view.term, "votedFor": view.votedFor,
      "commitIndex": view.committed, "lastIndex": last.index, "lastTerm": last.term,
    ]
  }

  private static func object(_ applied: EventRecord.Applied) -> JSONObject {
    var object: JSONObject = ["index": applied.position.index, "term": applied.position.term]
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
    return object
  }

  /// What the line of an event calls it, and what it tells of it alone.
  private static func told(_ what: EventRecord.What) -> (name: String, members: JSONObject) {
    switch what {
    case .delivered(let message): return ("deliver", ["message": object(message)])
    case .lost(let message, let reason):
      return ("lose", ["reason": reason.rawValue, "message": object(message)])
    case .asked(let message): return ("ask", ["message": object(message)])
    case .timer(.election): return ("election-timer", [:])
    case .timer(.heartbeat): return ("heartbeat-timer", [:])
    case .written: return ("durable", [:])
    case .clientAsked(let number, let attempt):
      return ("client-asks", ["operation": number, "attempt": attempt])
    case .nodeAsked(let number): return ("request", ["operation": number])
    case .clientEnded(let number): return ("client-ends", ["operation": number])
    case .clientRetries(let number, _): return ("client-retries", ["operation": number])
    case .action(let verb, let outcome):
      var members: JSONObject = ["verb": verb.description]
      if !outcome.nodes.isEmpty { members.add("on", outcome.nodes) }
      if case .nothing(let reason) = outcome { members.add("nothing", reason.description) }
      return ("action", members)
    case .note(let note): return ("note", ["text": note.text(in: .english).text])
    case .expectation(let text, let held, let saw):
      return ("expect", ["text": text, "held": held, "saw": saw])
    case .violation(let violation):
      return (
        "violation", ["invariant": violation.invariant, "detail": violation.detail.description]
      )
    case .internalStep: return ("client", [:])
    }
  }

  private static func object(_ message: MessageSnapshot) -> JSONObject {
    [
      "number": message.number, "kind": message.summary.kind.name, "from": message.from, "to": message.to,
      "sent_ns": message.sent, "fields": object(message.summary.fields),
    ]
  }
}
