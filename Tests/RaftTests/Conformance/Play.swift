import Consensus

@testable import Raft

/// A play for several servers, told as a text: commands, and below each what the servers decided and sent.
///
/// A line that begins with `>` is a command whose effects are shown, one with `-` a command whose effects are
/// not, `#` a comment. Time is counted in small units: election timeouts are 150…300, a heartbeat 50.
///
/// | command | what it does |
/// |---|---|
/// | `nodes 3 [spare=4] [OPTION…]` | the servers 1…3, each member of the first configuration; spares are not |
/// | `log 2 1,1,2 [term=3]` | server 2 starts from a disk with entries of these terms |
/// | `campaign 1` | its election timer fires |
/// | `deliver [1>2 or 2 …]` | delivers what is in flight now (on these links, or to these servers), in order |
/// | `drop 1>2` | loses what is in flight there |
/// | `stabilize [1 2 …]` | delivers (to these servers) until nothing moves |
/// | `propose 1 TEXT` `read 1` | to server 1 |
/// | `add 1 4` `learner 1 4` `promote 1 4` `remove 1 4` `lead 1 2` `snapshot 1` | requests to server 1 |
/// | `cut 3` `heal` | whatever is sent from or to server 3 is lost when delivered |
/// | `tick 1` | the clock moves to server 1's next deadline, and it wakes |
/// | `run 200` | the clock runs: every server wakes at its time, messages take no time |
/// | `wait 200` | the clock moves, nobody wakes |
/// | `slow-disk 2` `flush 2` | writes wait; they become durable |
/// | `restart 2` `damage 2 5` `wipe 2` | what a crash leaves; a damaged entry and a lost disk, seen at a restart |
/// | `state [1 …]` `entries 1` `applied 1` | prints |
struct Play {
  private(set) var servers: [Server] = []
  private(set) var machines: [[String]] = []
  private var flights: [(from: NodeID, to: NodeID, message: RaftMessage)] = []
  private var cut = NodeSet()
  private var now: Nanoseconds = 0
  private var token: UInt64 = 0
  private var output: [String] = []

  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  /// The text again, with what the commands print now.
  static func retold(_ text: String) throws -> String {
    var play = Play()
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      guard let mark = line.first else { continue }
      switch mark {
      case "#":
        if lines.last?.hasPrefix("#") == false { lines.append("") }
        lines.append(line)
      case ">", "-":
        play.output.removeAll()
        do { try play.perform(line.dropFirst().split(separator: " ").map(String.init)) } catch {
          throw Mistake(description: "\(line): \(error)")
        }
        if mark == ">", lines.last?.isEmpty == false { lines.append("") }
        lines.append(line)
        if mark == ">" { lines += play.output.map { "  " + $0 } }
      default: continue
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Commands

  private mutating func perform(_ words: [String]) throws {
    guard let verb = words.first else { throw Mistake(description: "a command was expected") }
    let arguments = Array(words.dropFirst())
    switch verb {
    case "nodes": try build(arguments)
    case "log": try store(arguments)
    case "deliver": try deliver(to: arguments)
    case "stabilize": try stabilize(NodeSet(arguments.map { try node($0) }))
    case "drop": try drop(arguments)
    case "heal": cut = []
    case "wait": now += try number(arguments, 0)
    case "run": try run(for: number(arguments, 0))
    case "state":
      let wanted = NodeSet(try arguments.map { try node($0) })
      for server in servers where wanted.isEmpty || wanted.contains(server.id) {
        output.append(Self.state(of: server))
      }
    default: try perform(verb, on: position(arguments), arguments)
    }
  }

  private mutating func perform(_ verb: String, on position: Int, _ arguments: [String]) throws {
    token += 1
    switch verb {
    case "campaign": step(position, .fireElectionTimer)
    case "propose": step(position, .propose(token: token, command: Array((arguments.last ?? "").utf8)))
    case "read": step(position, .read(token: token))
    case "add": try change(position, .add(node(arguments, 1)))
    case "learner": try change(position, .addLearner(node(arguments, 1)))
    case "promote": try change(position, .promote(node(arguments, 1)))
    case "remove": try change(position, .remove(node(arguments, 1)))
    case "lead": try step(position, .transferLeadership(token: token, to: node(arguments, 1)))
    case "snapshot": step(position, .takeSnapshot)
    case "cut": cut.insert(servers[position].id)
    case "tick":
      now = max(now, servers[position].replica.nextWake)
      step(position, .wake)
    case "slow-disk": servers[position].diskIsFast = false
    case "flush":
      servers[position].now = now
      absorb(servers[position].flushDisk(), position)
    case "restart", "wipe", "damage":
      if verb == "wipe" { servers[position].disk.wipe() }
      if verb == "damage" { try servers[position].damage(number(arguments, 1)) }
      servers[position].now = now
      servers[position].restart()
      machines[position] = servers[position].disk.snapshot.map { Self.commands(in: $0.data) } ?? []
    case "entries": output.append(servers[position].terms.map(String.init).joined(separator: " "))
    case "applied": output.append(machines[position].joined(separator: " "))
    default: throw Mistake(description: "there is no such command")
    }
  }

  private mutating func change(_ position: Int, _ change: MembershipChange) {
    step(position, .changeMembership(token: token, change))
  }

  private mutating func build(_ arguments: [String]) throws {
    let size = Int(try number(arguments, 0))
    var options: [String: String] = [:]
    for argument in arguments.dropFirst() {
      let parts = argument.split(separator: "=").map(String.init)
      options[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
    func value(_ name: String, _ other: Int) -> Int { options[name].flatMap { Int($0) } ?? other }
    let all = max(size, value("spare", size))
    let log = options["log"].map { $0.split(separator: ",").compactMap { Term($0) } } ?? []
    servers = (1...all).map { number in
      Server(
        number, of: size, log: log, noOp: options["no-op"] != nil, appendLimit: value("append-limit", 64)
      ) {
        $0.preVote = options["pre-vote"] != nil
        $0.checkQuorum = options["check-quorum"] != nil
        $0.window = value("window", 1)
        $0.snapshotAfter = value("snapshot-after", 0)
        $0.snapshotChunk = value("snapshot-chunk", 4096)
        $0.reads = options["reads"].flatMap { ReadRule(rawValue: $0) } ?? .log
        $0.jointChanges = options["one-at-once"] == nil
      }
    }
    machines = servers.map { _ in [] }
  }

  private mutating func store(_ arguments: [String]) throws {
    let position = try position(arguments)
    guard arguments.count > 1 else { throw Mistake(description: "terms were expected") }
    let terms = arguments[1] == "-" ? [] : arguments[1].split(separator: ",").compactMap { Term($0) }
    let term = arguments.count > 2 ? Term(arguments[2].dropFirst(5)) : terms.last
    servers[position].disk = disk(terms: terms, term: term ?? 0)
    servers[position].restart()
  }

  // MARK: Messages

  private mutating func step(_ position: Int, _ input: Input<RaftMessage>) {
    servers[position].now = now
    absorb(servers[position].step(input), position)
  }

  private mutating func absorb(_ effects: RaftEffects, _ position: Int) {
    let id = servers[position].id
    for decision in effects.decisions {
      output.append("\(id) \(decision.name)\(Self.text(decision.fields))")
    }
    if let load = effects.restore { machines[position] = Self.commands(in: load.data) }
    for item in servers[position].replica.log.entries(in: effects.applies)
    where item.entry.kind == .command {
      machines[position].append(String(decoding: item.entry.payload, as: UTF8.self))
    }
    for reply in effects.replies { output.append("\(id) answers \(Self.text(reply.outcome))") }
    for send in effects.sends {
      output.append(Self.text(id, send.to, send.message))
      flights.append((id, send.to, send.message))
    }
    if effects.wantsSnapshot != nil {
      let data = Array(machines[position].joined(separator: " ").utf8)
      step(position, .snapshotTaken(through: servers[position].replica.lastApplied, data: data))
    }
  }

  private static func commands(in data: [UInt8]) -> [String] {
    String(decoding: data, as: UTF8.self).split(separator: " ").map(String.init)
  }

  private mutating func deliver(where isWanted: (NodeID, NodeID) -> Bool) -> Bool {
    let current = flights
    flights = flights.filter { !isWanted($0.from, $0.to) }
    var moved = false
    for flight in current where isWanted(flight.from, flight.to) {
      moved = true
      if cut.contains(flight.from) || cut.contains(flight.to) { continue }
      step(flight.to.number - 1, .receive(from: flight.from, flight.message))
    }
    return moved
  }

  private mutating func deliver(to arguments: [String]) throws {
    let links = try arguments.filter { $0.contains(">") }.map { try link($0) }
    let targets = NodeSet(try arguments.filter { !$0.contains(">") }.map { try node($0) })
    _ = deliver { from, to in
      arguments.isEmpty || targets.contains(to) || links.contains { $0 == from && $1 == to }
    }
  }

  private mutating func stabilize(_ nodes: NodeSet) throws {
    for _ in 0..<10_000 where !deliver(where: { nodes.isEmpty || nodes.contains($1) }) { return }
    throw Mistake(description: "it never comes to rest")
  }

  private mutating func drop(_ arguments: [String]) throws {
    for argument in arguments {
      let (from, to) = try link(argument)
      flights.removeAll { $0.from == from && $0.to == to }
    }
  }

  private mutating func run(for span: Nanoseconds) throws {
    let end = now + span
    try stabilize([])
    while let next = servers.map(\.replica.nextWake).min(), next <= end {
      now = max(now, next)
      for position in servers.indices where servers[position].replica.nextWake <= now {
        step(position, .wake)
        try stabilize([])
      }
    }
    now = end
  }

  // MARK: Words

  private func number(_ arguments: [String], _ place: Int) throws -> UInt64 {
    guard place < arguments.count, let number = UInt64(arguments[place]) else {
      throw Mistake(description: "a number was expected as argument \(place + 1)")
    }
    return number
  }

  private func node(_ text: String) throws -> NodeID {
    guard let number = Int(text), servers.indices.contains(number - 1) else {
      throw Mistake(description: "\(text) is no server")
    }
    return NodeID(number)
  }

  private func node(_ arguments: [String], _ place: Int) throws -> NodeID {
    guard place < arguments.count else { throw Mistake(description: "a server was expected") }
    return try node(arguments[place])
  }

  private func position(_ arguments: [String]) throws -> Int { try node(arguments, 0).number - 1 }

  private func link(_ text: String) throws -> (NodeID, NodeID) {
    let ends = text.split(separator: ">").map(String.init)
    guard ends.count == 2 else { throw Mistake(description: "a link was expected, as 1>2") }
    return (try node(ends[0]), try node(ends[1]))
  }
}

// MARK: Notation

extension Play {
  /// "n1@3 leader last=58@3 commit=57 vote=n1 progress={n2:57→58 n3:0→9 probe}"
  private static func state(of server: Server) -> String {
    let view = server.replica.view
    var line = "\(server.id)@\(view.term) \(view.isPreVoting ? "pre-candidate" : view.role.rawValue)"
    line += " last=\(server.replica.log.last) commit=\(view.committed)"
    if let vote = view.votedFor { line += " vote=\(vote)" }
    if let leader = view.knownLeader, view.role != .leader { line += " leader=\(leader)" }
    if let membership = view.membership, view.membershipIndex > 0 { line += " members={\(membership)}" }
    if let snapshot = view.snapshot { line += " snapshot=\(snapshot)" }
    if view.integrity != .sound { line += " \(view.integrity.name)" }
    if view.role == .leader {
      let peers = view.progress.map {
        "\($0.node):\($0.matchIndex)→\($0.nextIndex) \($0.flow ?? "replicate")"
      }
      line += " progress={\(peers.joined(separator: ", "))}"
    }
    return line
  }

  private static func text(_ from: NodeID, _ to: NodeID, _ message: RaftMessage) -> String {
    "\(from) → \(to) \(message.summary.kind.name)\(text(message.summary.fields))"
  }

  private static func text(_ fields: [Field]) -> String {
    fields.map { " \($0.name)=\(text($0.value))" }.joined()
  }

  private static func text(_ value: Field.Value) -> String {
    switch value {
    case .number(let number), .duration(let number), .time(let number): String(number)
    case .count(let count): String(count)
    case .reason(let reason): reason.name
    case .flag(let flag): flag ? "yes" : "no"
    case .text(let text): text
    case .node(let node): node.description
    case .nodes(let nodes): nodes.isEmpty ? "-" : nodes.map(\.description).joined(separator: "+")
    case .position(let position): position.description
    case .numbers(let numbers): "[" + numbers.map(String.init).joined(separator: ",") + "]"
    case .none: "-"
    }
  }

  private static func text(_ outcome: RequestReply.Outcome) -> String {
    switch outcome {
    case .accepted(let position): "accepted \(position)"
    case .notLeader(let hint): "not the leader\(hint.map { ", that is \($0)" } ?? "")"
    case .readable(let index, let rule): "readable from \(index) by \(rule.rawValue)"
    case .readThroughLog: "read through the log"
    case .transferring(let node): "handing over to \(node)"
    case .refused(let refusal): "refused: \(refusal.text)"
    }
  }
}
