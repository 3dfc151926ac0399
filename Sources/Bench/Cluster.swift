import Consensus
import Raft

/// What a client proposes, and what a replica's state machine makes of it.
protocol Workload {
  associatedtype Machine
  /// Whether making a command takes so long that each needs a look at the clock of its own. Otherwise those that
  /// are proposed together count from the moment that made room for them.
  static var isSlow: Bool { get }
  /// How many commands there are.
  var count: Int { get }
  func makeMachine() -> Machine
  /// Command `number`, counted from 0, in bytes of its own, as a client would send them. `leader` is the
  /// state machine where it enters.
  mutating func command(_ number: Int, leader: borrowing Machine) throws(BenchProblem) -> [UInt8]
  /// Applies the command that must be number `number` in the common order.
  /// - Returns: what is wrong with it, if anything is.
  static func apply(_ payload: [UInt8], number: Int, index: LogIndex, to machine: inout Machine) -> String?
  /// The same on two replicas that applied the same commands in the same order.
  func digest(_ machine: Machine) -> UInt64
}

// Outside the generic type: what is nested in it would be handled through its metadata.

/// A message on its way, wrapped already as what its receiver will be given. There is one of it: a copy would count
/// references.
struct Delivery: ~Copyable {
  let to: Int
  let input: Input<RaftMessage>
}

/// A replica that works where it lies: to read one field of an array's element is to copy the element first.
struct Member {
  var replica: RaftReplica

  /// - Returns: when it next wants to wake.
  mutating func step(
    _ input: borrowing Input<RaftMessage>, now: Nanoseconds,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) -> Nanoseconds {
    replica.step(input, now: now, effects: &effects)
    // The disk is memory, so the replica hears of its write before anything else happens.
    while let number = effects.write?.number {
      effects.write = nil
      replica.step(.durable(upTo: number), now: now, effects: &effects)
    }
    return replica.nextWake
  }
}

/// Replicas of `Raft` in one thread, the queue between them and one client, driven until every command is
/// applied everywhere. A write is durable at once.
struct Cluster<Load: Workload>: ~Copyable {
  /// The virtual time that one step takes: heartbeats happen, and seldom.
  private static var stepTime: Nanoseconds { 1000 }
  /// The most AppendEntries with entries under way to one follower: enough to keep it busy, and few, so that
  /// what is proposed meanwhile goes together.
  private static var underWay: Int { 2 }
  /// The position of the member that is made the leader.
  private static var leader: Int { 0 }

  private(set) var load: Load
  private let window: Int
  private var members: [Member] = []
  // By position in `members`.
  private var machines: [Load.Machine] = []
  private var applied: [Int]
  private var wakes: [Nanoseconds]
  private var effects = Effects<RaftMessage, RaftDurableState.Write>(recordsDecisions: false)
  private var queue = MessageQueue<Delivery>()
  private var now: Nanoseconds = 0
  /// The wall time that was read last.
  private var moment: UInt64 = 0
  private var proposed = 0
  private var began: [UInt64]
  private var problem: BenchProblem?

  /// Messages between members in the measured part.
  private(set) var messages: UInt64 = 0
  /// From each proposal to its application on the leader, in nanoseconds.
  private(set) var latencies: [UInt64]

  /// - Parameters:
  ///   - window: commands proposed and not yet applied on the leader, at most.
  ///   - appendLimit: the most entries in one AppendEntries.
  init(nodes: Int, window: Int, appendLimit: Int, load: Load) {
    self.load = load
    self.window = window
    applied = Array(repeating: 0, count: nodes)
    wakes = Array(repeating: 0, count: nodes)
    began = Array(repeating: 0, count: load.count)
    latencies = Array(repeating: 0, count: load.count)
    var configuration = ReplicaConfiguration(
      members: (1...nodes).map { NodeID($0) }, electionTimeout: 150_000_000...300_000_000,
      heartbeatInterval: 50_000_000, appendLimit: appendLimit, noOp: true)
    configuration.window = min(window, Self.underWay)
    for id in configuration.members {
      let replica = RaftReplica(
        id: id, configuration: configuration, durable: RaftDurableState(), seed: UInt64(id.number), now: 0)
      members.append(Member(replica: replica))
      machines.append(load.makeMachine())
      wakes[id.number - 1] = replica.nextWake
    }
  }

  /// Makes the first member the leader, by an election.
  mutating func elect() throws(BenchProblem) {
    step(Self.leader, .fireElectionTimer)
    send(from: Self.leader)
    while deliverOne() {}
    guard members[Self.leader].replica.role == .leader else { throw BenchProblem("no leader was elected") }
    messages = 0
  }

  /// Proposes, delivers and lets time pass until every replica has applied every command.
  mutating func replicate() throws(BenchProblem) {
    moment = Meter.wall()
    var idle = 0
    while true {
      try proposeWhatFits()
      if wakes[Self.leader] <= now {
        step(Self.leader, .wake)
        send(from: Self.leader)
      }
      if deliverOne() {
        idle = 0
        continue
      }
      if let problem { throw problem }
      if applied.allSatisfy({ $0 == load.count }) { return }
      // The last commitIndex travels with a heartbeat.
      idle += 1
      guard idle < 1000 else {
        throw BenchProblem("the replicas stopped before every command was applied everywhere")
      }
      wakeNext()
    }
  }

  /// That of every replica, if all are the same.
  func commonDigest() throws(BenchProblem) -> UInt64 {
    let digests = machines.map { load.digest($0) }
    for (position, digest) in digests.enumerated() where digest != digests[0] {
      throw BenchProblem("n\(position + 1) applied other commands than n1")
    }
    return digests[0]
  }

  private mutating func proposeWhatFits() throws(BenchProblem) {
    while proposed < load.count, proposed - applied[Self.leader] < window {
      let number = proposed
      let command = try load.command(number, leader: machines[Self.leader])
      began[number] = Load.isSlow ? Meter.wall() : moment
      proposed += 1
      step(Self.leader, .propose(token: UInt64(number), command: command))
      send(from: Self.leader)
    }
  }

  /// - Returns: false when nothing is under way.
  private mutating func deliverOne() -> Bool {
    guard let delivery = queue.first else { return false }
    let position = delivery.pointee.to
    deliver(delivery.pointee)
    queue.removeFirst()
    send(from: position)
    return true
  }

  private mutating func deliver(_ delivery: borrowing Delivery) { step(delivery.to, delivery.input) }

  /// Lets the time come at which the next replica wants to act.
  private mutating func wakeNext() {
    var next = 0
    for position in wakes.indices where wakes[position] < wakes[next] { next = position }
    now = max(now, wakes[next])
    step(next, .wake)
    send(from: next)
  }

  /// One step of one replica, with all that it wants done but for its messages.
  private mutating func step(_ position: Int, _ input: borrowing Input<RaftMessage>) {
    now += Self.stepTime
    wakes[position] = members[position].step(input, now: now, effects: &effects)
    if !effects.applies.isEmpty { apply(position) }
    for reply in effects.replies {
      if case .notLeader = reply.outcome { problem = BenchProblem("n1 lost its leadership on the way") }
    }
  }

  /// What the last step wants sent.
  private mutating func send(from position: Int) {
    let from = NodeID(position + 1)
    messages += UInt64(effects.sends.count)
    queue.append(count: effects.sends.count) {
      effects.sends.popLast().map {
        Delivery(to: $0.to.number - 1, input: .receive(from: from, $0.message))
      }
    }
    effects.removeAll()
  }

  /// - Parameter number: that of the next command.
  /// - Returns: what is wrong with the first that is wrong.
  private static func apply(
    _ committed: CommittedEntries, number: inout Int, to machine: inout Load.Machine
  ) -> String? {
    var wrong: String?
    committed.forEachRun { run in
      // Where they lie: to iterate over them would count each payload's references.
      run.entries.withUnsafeBufferPointer { entries in
        for place in entries.indices where entries[place].kind == .command {
          let found = Load.apply(
            entries[place].payload, number: number, index: run.firstIndex + UInt64(place), to: &machine)
          if let found { wrong = wrong ?? found }
          number += 1
        }
      }
    }
    return wrong
  }

  private mutating func apply(_ position: Int) {
    let before = applied[position]
    let wrong = Self.apply(effects.applies, number: &applied[position], to: &machines[position])
    if let wrong { problem = problem ?? BenchProblem("n\(position + 1): \(wrong)") }
    guard position == Self.leader else { return }
    moment = Meter.wall()
    for number in before..<applied[position] { latencies[number] = moment - began[number] }
  }
}
