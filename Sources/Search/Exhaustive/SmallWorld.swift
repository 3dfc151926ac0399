import Consensus
import Raft

/// A cluster without time: any message may arrive next, any timer fire, any write end, any node crash.
struct SmallWorld {
  /// Something that may happen next.
  enum Event {
    case deliver(Int)
    /// It arrives, and a copy of it stays on its way.
    case duplicate(Int)
    case timeout(NodeID)
    case propose(NodeID)
    case written(NodeID)
    /// A crash that leaves so many units of the write under way, and a start from disk.
    case crash(NodeID, units: Int)
  }

  struct Message {
    let from: NodeID
    let to: NodeID
    let content: RaftMessage
    /// From, to and all fields: the same message twice is one.
    let words: [UInt64]
  }

  private let limits: ExhaustiveOptions
  private let configuration: ReplicaConfiguration
  private var nodes: [Machine<RaftReplica>]
  /// In flight, sorted, so that the same messages in another order are the same state. One that never arrives
  /// is lost.
  private(set) var messages: [Message] = []
  private var effects = RaftEffects(recordsDecisions: false)
  private var crashes = 0
  private var timeouts = 0
  private var proposals = 0
  private var duplicates = 0
  private var rules = SmallWorldRules()
  /// What broke, if anything has.
  var violation: String? { rules.violation }

  init(_ options: ExhaustiveOptions) {
    limits = options
    // All times are 0, so that no state differs by them.
    configuration = ReplicaConfiguration(
      members: (1...options.nodes).map { NodeID($0) }, electionTimeout: 0...0, heartbeatInterval: 0,
      appendLimit: options.appendLimit, noOp: options.noOp,
      broken: BrokenRules(options.bug.map { [$0] } ?? []))
    nodes = configuration.members.map { [configuration] in
      Machine(id: $0, configuration: configuration, seed: Self.seed)
    }
  }

  private static let seed: UInt64 = 1

  /// Everything that may happen now, in a fixed order.
  var events: [Event] {
    var events: [Event] = []
    for place in messages.indices {
      events.append(.deliver(place))
      if duplicates < limits.duplicates { events.append(.duplicate(place)) }
    }
    for (position, node) in nodes.enumerated() {
      let id = NodeID(position + 1)
      if !node.writes.isEmpty { events.append(.written(id)) }
      if timeouts < limits.timeouts, node.replica.role != .leader { events.append(.timeout(id)) }
      if proposals < limits.proposals, node.replica.role == .leader { events.append(.propose(id)) }
      if crashes < limits.crashes {
        for units in 0...(node.writes.first.map { max(0, $0.units - 1) } ?? 0) {
          events.append(.crash(id, units: units))
        }
      }
    }
    return events
  }

  mutating func perform(_ event: Event) {
    switch event {
    case .deliver(let place): deliver(messages.remove(at: place))
    case .duplicate(let place):
      duplicates += 1
      deliver(messages[place])
    case .timeout(let id):
      timeouts += 1
      step(id, .fireElectionTimer)
    case .propose(let id):
      proposals += 1
      step(id, .propose(token: 0, command: [UInt8(truncatingIfNeeded: proposals)]))
    case .written(let id):
      // Each write that was asked for is written by itself.
      if nodes[id.number - 1].beginWrite(of: 1), let written = nodes[id.number - 1].endWrite() {
        step(id, .durable(upTo: written.number))
      }
    case .crash(let id, let units): crash(id, units: units)
    }
  }

  private mutating func deliver(_ message: Message) {
    step(message.to, .receive(from: message.from, message.content))
  }

  private mutating func crash(_ id: NodeID, units: Int) {
    crashes += 1
    let position = id.number - 1
    if nodes[position].beginWrite(of: 1) { nodes[position].crash(units: units) }
    if limits.bug == .loseLogTail, nodes[position].durable.log.lastIndex > 0 {
      nodes[position].durable.loseLogTail(from: nodes[position].durable.log.lastIndex)
    }
    nodes[position].restart(configuration, seed: Self.seed)
    rules.crashed(id)
  }

  private mutating func step(_ id: NodeID, _ input: Input<RaftMessage>) {
    let position = id.number - 1
    let wasLeader = nodes[position].replica.role == .leader
    nodes[position].step(input, now: 0, effects: &effects)
    for outgoing in effects.sends { send(outgoing.message, from: id, to: outgoing.to) }
    rules.check(
      nodes[position].replica, wasLeader: wasLeader,
      applied: nodes[position].replica.log.entries(in: effects.applies),
      logs: nodes.map(\.replica.log))
    effects.removeAll()
  }

  private mutating func send(_ content: RaftMessage, from: NodeID, to: NodeID) {
    var words: [UInt64] = [UInt64(from.number) << 8 | UInt64(to.number)]
    for byte in content.encoded() { words.append(UInt64(byte)) }
    let message = Message(from: from, to: to, content: content, words: words)
    // A message that is in flight already stands for any number of the same.
    let place = messages.firstIndex { !$0.words.lexicographicallyPrecedes(words) } ?? messages.count
    if place < messages.count, messages[place].words == words { return }
    messages.insert(message, at: place)
  }

  /// Everything that decides what may still happen, as numbers.
  func appendState(to words: inout [UInt64]) {
    words.append(
      UInt64(crashes) << 48 | UInt64(timeouts) << 32 | UInt64(proposals) << 16 | UInt64(duplicates))
    for node in nodes {
      node.replica.appendState(to: &words)
      words.append(node.durable.term << 8 | UInt64(node.durable.vote?.number ?? 0))
      words.append(node.durable.log.lastIndex)
      words.append(node.durable.log.lastTerm)
    }
    for message in messages { words.append(contentsOf: message.words) }
    rules.appendState(to: &words)
  }

  /// What happens, for people.
  func describe(_ event: Event) -> String {
    switch event {
    case .deliver(let place):
      let message = messages[place]
      let summary = message.content.summary
      return "\(summary.kind.name) of \(message.from), term \(summary.term), arrives at \(message.to)"
    case .duplicate(let place): return describe(.deliver(place)) + ", and a copy of it is under way"
    case .timeout(let node): return "the election timer of \(node) fires"
    case .propose(let node): return "\(node) gets a command"
    case .written(let node): return "\(node)'s write ends"
    case .crash(let node, let units):
      return "\(node) crashes, \(units) units of its write done, and starts again"
    }
  }
}
