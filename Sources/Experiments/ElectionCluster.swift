import Consensus
import HeapModule
import Raft

/// Replicas of `Raft` with a network, disks and clocks, and nothing else: what an election needs, so that
/// thousands of trials take a second. Everything is decided by the seed.
struct ElectionCluster {
  private struct Node {
    var machine: Machine<RaftReplica>
    var isUp = true
    var diskStream: SeededGenerator
    var slackStream: SeededGenerator
    /// What has arrived while the server waits for its disk, and when.
    var waiting: [(time: Nanoseconds, from: NodeID, message: RaftMessage)] = []
    /// What leaves once the write under way is done, where the server waits for it.
    var held: [(to: NodeID, message: RaftMessage)] = []
    /// When it acts next by itself, in true time: the replica's deadline in whole units.
    var wake: Nanoseconds = 0
    /// The replica's own deadline, on its own clock.
    var deadline: Nanoseconds?
    /// Whose AppendEntries it accepted last, and of which term.
    var heard: (leader: NodeID, term: Term)?
  }

  private struct Link {
    var latencyStream: SeededGenerator
    var lossStream: SeededGenerator
    /// Links keep their order, as a connection does.
    var lastArrival: Nanoseconds = 0
  }

  private struct Event: Comparable {
    enum What {
      case message(from: NodeID, RaftMessage)
      case diskWrote
    }
    let time: Nanoseconds
    /// Breaks ties by order of scheduling.
    let sequence: UInt64
    let node: Int
    let what: What

    static func < (left: Event, right: Event) -> Bool {
      left.time != right.time ? left.time < right.time : left.sequence < right.sequence
    }
    static func == (left: Event, right: Event) -> Bool { left.sequence == right.sequence }
  }

  private let setup: ElectionSetup
  private let seed: UInt64
  private var nodes: [Node]
  private var links: [Link]
  private var events = Heap<Event>()
  private var nextSequence: UInt64 = 0
  private var effects = RaftEffects(recordsDecisions: false)
  /// While logs are laid out, messages and disks take no time: they wait here.
  private var instant: [(from: NodeID, to: NodeID, message: RaftMessage)]? = []
  private(set) var now: Nanoseconds = 0
  /// The highest term in which a server became leader, who it was, and when.
  private(set) var newest: (leader: NodeID, term: Term, time: Nanoseconds)?

  init(setup: ElectionSetup, seed: UInt64) {
    self.setup = setup
    self.seed = seed
    nodes = (0..<setup.nodes).map { position in
      Node(
        machine: Machine(
          id: NodeID(position + 1), configuration: Self.configuration(position, setup),
          seed: Self.seed(position, of: seed, incarnation: 1)),
        diskStream: SeededGenerator(seed: seed, stream: UInt64(0x100 + position)),
        slackStream: SeededGenerator(seed: seed, stream: UInt64(0x200 + position)))
    }
    links = (0..<setup.nodes * setup.nodes).map { link in
      Link(
        latencyStream: SeededGenerator(seed: seed, stream: UInt64(0x1000 + link)),
        lossStream: SeededGenerator(seed: seed, stream: UInt64(0x2000 + link)))
    }
    for position in nodes.indices { noteDeadline(position) }
  }

  private static func configuration(_ position: Int, _ setup: ElectionSetup) -> ReplicaConfiguration {
    var configuration = ReplicaConfiguration(
      members: (1...setup.nodes).map { NodeID($0) }, electionTimeout: timeout(position, setup),
      heartbeatInterval: setup.heartbeat, appendLimit: 64, noOp: false)
    configuration.preVote = setup.preVote
    return configuration
  }

  private static func seed(_ position: Int, of seed: UInt64, incarnation: UInt64) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: UInt64(0x4000 + position) + incarnation << 16)
    return generator.next()
  }

  /// The range that, rounded up to whole units, gives each of them the same chance.
  private static func timeout(_ position: Int, _ setup: ElectionSetup) -> ClosedRange<Nanoseconds> {
    let range = setup.electionTimeouts[position]
    guard setup.timeoutUnit > 1, range.lowerBound >= setup.timeoutUnit else { return range }
    return (range.lowerBound - setup.timeoutUnit + 1)...range.upperBound
  }

  // MARK: Laying out

  /// Lets `node` start an election, or `propose` a command, and delivers everything between the nodes of
  /// `among` at once; all other messages are lost.
  mutating func instantly(among: NodeSet, _ node: NodeID, _ input: Input<RaftMessage>) {
    step(node.number - 1, input)
    while let waiting = instant, !waiting.isEmpty {
      instant = []
      for item in waiting where among.contains(item.from) && among.contains(item.to) {
        step(item.to.number - 1, .receive(from: item.from, item.message))
      }
    }
  }

  /// From here on messages and disks take their time.
  mutating func begin() { instant = nil }

  /// All servers start anew from their disks, with fresh timers, and those of `down` not at all.
  mutating func restartAll(down: NodeSet) {
    for position in nodes.indices {
      nodes[position].machine.restart(
        Self.configuration(position, setup), seed: Self.seed(position, of: seed, incarnation: 2),
        now: local(position))
      nodes[position].isUp = !down.contains(nodes[position].machine.id)
      nodes[position].heard = nil
      noteDeadline(position)
    }
    newest = nil
  }

  mutating func crash(_ node: NodeID) {
    nodes[node.number - 1].isUp = false
    newest = nil
  }

  // MARK: Looking

  func replica(_ node: NodeID) -> RaftReplica { nodes[node.number - 1].machine.replica }

  var highestTerm: Term { nodes.map(\.machine.replica.currentTerm).max() ?? 0 }

  /// When the node wants to act, in true time.
  func nextWake(of node: NodeID) -> Nanoseconds { nodes[node.number - 1].wake }

  /// The leader of whom every other live server has heard in its term.
  var acknowledgedLeader: NodeID? {
    guard let newest, nodes[newest.leader.number - 1].isUp else { return nil }
    for node in nodes where node.isUp && node.machine.id != newest.leader {
      guard let heard = node.heard, heard.leader == newest.leader, heard.term == newest.term else {
        return nil
      }
    }
    return newest.leader
  }

  // MARK: Running

  /// Runs one event at or before `limit`.
  /// - Returns: false when there is none; the clock then stands at `limit`.
  mutating func runOne(through limit: Nanoseconds) -> Bool {
    var waker: Int?
    var wakeTime = Nanoseconds.max
    for position in nodes.indices where nodes[position].isUp {
      let time = nodes[position].wake
      if time < wakeTime, !isWaiting(position) {
        wakeTime = time
        waker = position
      }
    }
    let eventTime = events.min?.time ?? .max
    guard min(eventTime, wakeTime) <= limit else {
      now = limit
      return false
    }
    if eventTime <= wakeTime, let event = events.popMin() {
      now = event.time
      handle(event)
    } else if let waker {
      now = max(now, wakeTime)
      step(waker, .wake)
    }
    return true
  }

  private mutating func handle(_ event: Event) {
    let position = event.node
    guard nodes[position].isUp else { return }
    switch event.what {
    case .message(let from, let message):
      if isWaiting(position) {
        nodes[position].waiting.append((now, from, message))
      } else {
        step(position, .receive(from: from, message))
      }
    case .diskWrote:
      guard let written = nodes[position].machine.endWrite() else { return }
      startNextWrite(position)
      let held = nodes[position].held
      nodes[position].held = []
      for item in held { send(item.message, from: position, to: item.to.number - 1) }
      step(position, .durable(upTo: written.number))
      catchUp(position)
    }
  }

  /// Whether the server does nothing else until its disk has written.
  private func isWaiting(_ position: Int) -> Bool {
    setup.writing == .holding && nodes[position].machine.underWay > 0
  }

  /// What came due while the server waited for its disk, in the order in which it did.
  private mutating func catchUp(_ position: Int) {
    while !isWaiting(position), let first = nodes[position].waiting.first {
      if nodes[position].wake < first.time {
        step(position, .wake)
      } else {
        nodes[position].waiting.removeFirst()
        step(position, .receive(from: first.from, first.message))
      }
    }
  }

  private mutating func step(_ position: Int, _ input: Input<RaftMessage>) {
    let asksForWrite = nodes[position].machine.step(input, now: local(position), effects: &effects)
      .asksForWrite
    let sends = effects.sends
    effects.removeAll()
    noteDeadline(position)
    note(position, input)
    let from = nodes[position].machine.id
    if instant != nil {
      for outgoing in sends { instant?.append((from, outgoing.to, outgoing.message)) }
      if nodes[position].machine.beginWrite(), let written = nodes[position].machine.endWrite() {
        step(position, .durable(upTo: written.number))
      }
      return
    }
    if asksForWrite { startNextWrite(position, after: input) }
    if isWaiting(position) {
      nodes[position].held += sends.map { ($0.to, $0.message) }
    } else {
      for outgoing in sends { send(outgoing.message, from: position, to: outgoing.to.number - 1) }
    }
  }

  /// How often the disk writes for it, one after the other: a server that waits for its disk first follows the
  /// candidate into the new term and then votes.
  private func writeCount(_ machine: Machine<RaftReplica>, after input: Input<RaftMessage>?) -> Int {
    guard setup.writing == .holding, case .receive(_, .requestVote)? = input,
      let new = machine.writes.last?.termAndVote
    else {
      return 1
    }
    return new.vote != nil && new.term > machine.durable.term ? 2 : 1
  }

  /// Keeps when the node acts next. A new timeout is counted from now, in whole units.
  private mutating func noteDeadline(_ position: Int) {
    let deadline = nodes[position].machine.replica.nextWake
    guard deadline != nodes[position].deadline else { return }
    nodes[position].deadline = deadline
    nodes[position].wake = trueTime(position, deadline)
    guard nodes[position].machine.replica.role != .leader, deadline < Self.never else { return }
    let wait = deadline - min(deadline, local(position))
    let rest = wait % setup.timeoutUnit
    let whole = rest == 0 ? deadline : deadline + setup.timeoutUnit - rest
    let late = setup.timerSlack == 0 ? 0 : nodes[position].slackStream.draw(0, setup.timerSlack)
    nodes[position].wake = trueTime(position, whole + late)
  }

  /// Keeps who became leader, and who has heard of whom.
  private mutating func note(_ position: Int, _ input: Input<RaftMessage>) {
    let replica = nodes[position].machine.replica
    if replica.role == .leader, newest.map({ $0.term < replica.currentTerm }) ?? true {
      newest = (nodes[position].machine.id, replica.currentTerm, now)
    }
    if case .receive(let from, .appendEntries(let request)) = input, request.term == replica.currentTerm {
      nodes[position].heard = (from, request.term)
    }
  }

  /// Writes asked for while one is under way go together in the next.
  private mutating func startNextWrite(_ position: Int, after input: Input<RaftMessage>? = nil) {
    guard nodes[position].machine.beginWrite() else { return }
    var takes: Nanoseconds = 0
    for _ in 0..<writeCount(nodes[position].machine, after: input) {
      if let disk = setup.disk { takes += nodes[position].diskStream.draw(disk.lowerBound, disk.upperBound) }
    }
    schedule(.diskWrote, at: now + takes, node: position)
  }

  private mutating func send(_ message: RaftMessage, from: Int, to: Int) {
    let link = from * setup.nodes + to
    let latency = setup.latencies[from][to]
    let isLost = links[link].lossStream.chance(partsPerMillion: setup.loss)
    let drawn = links[link].latencyStream.draw(latency.lowerBound, latency.upperBound)
    let arrives = max(now + drawn, links[link].lastArrival)
    links[link].lastArrival = arrives
    if !isLost { schedule(.message(from: nodes[from].machine.id, message), at: arrives, node: to) }
  }

  private mutating func schedule(_ what: Event.What, at time: Nanoseconds, node: Int) {
    events.insert(Event(time: time, sequence: nextSequence, node: node, what: what))
    nextSequence += 1
  }

  // MARK: Clocks

  private static let million: UInt64 = 1_000_000
  /// Past all trials; what is later never comes.
  private static let never: Nanoseconds = 1 << 43

  /// What a node's clock shows now.
  private func local(_ position: Int) -> Nanoseconds {
    let rate = Self.rate(setup.drifts[position])
    return rate == Self.million ? now : now * rate / Self.million
  }

  /// The first moment at which a node's clock shows at least `time`.
  private func trueTime(_ position: Int, _ time: Nanoseconds) -> Nanoseconds {
    guard time < Self.never else { return .max }
    let rate = Self.rate(setup.drifts[position])
    return rate == Self.million ? time : (time * Self.million + rate - 1) / rate
  }

  private static func rate(_ drift: Int64) -> UInt64 { UInt64(max(1, Int64(million) + drift)) }
}
