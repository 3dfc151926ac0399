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
  func apply(_ payload: [UInt8], number: Int, index: LogIndex, to machine: inout Machine) -> String?
  /// The same on two replicas that applied the same commands in the same order.
  func digest(_ machine: Machine) -> UInt64
}

/// Replicas of `Raft` in one thread, the queue between them and one client, driven until every command is
/// applied everywhere. A write is durable at once.
struct Cluster<Load: Workload> {
  private struct Delivery {
    let from: NodeID
    let to: Int
    let message: RaftMessage
  }

  private struct Member {
    var replica: RaftReplica
    var machine: Load.Machine
    var applied = 0
  }

  /// The virtual time that one step takes: heartbeats happen, and seldom.
  private static var stepTime: Nanoseconds { 1000 }
  /// The position of the member that is made the leader.
  private static var leader: Int { 0 }

  private(set) var load: Load
  private let window: Int
  private var members: [Member] = []
  private var effects = Effects<RaftMessage, RaftDurableState.Write>(recordsDecisions: false)
  /// Messages leave `arriving` from its end while new ones gather in `sent`; what was sent is turned round when
  /// the other is empty. Together they are a queue.
  private var arriving: [Delivery] = []
  private var sent: [Delivery] = []
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
    began = Array(repeating: 0, count: load.count)
    latencies = Array(repeating: 0, count: load.count)
    let configuration = ReplicaConfiguration(
      members: (1...nodes).map { NodeID($0) }, electionTimeout: 150_000_000...300_000_000,
      heartbeatInterval: 50_000_000, appendLimit: appendLimit, noOp: true)
    for id in configuration.members {
      let replica = RaftReplica(
        id: id, configuration: configuration, durable: RaftDurableState(), seed: UInt64(id.number), now: 0)
      members.append(Member(replica: replica, machine: load.makeMachine()))
    }
  }

  /// Makes the first member the leader, by an election.
  mutating func elect() throws(BenchProblem) {
    step(Self.leader, .fireElectionTimer)
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
      if members[Self.leader].replica.nextWake <= now { step(Self.leader, .wake) }
      if deliverOne() {
        idle = 0
        continue
      }
      if let problem { throw problem }
      if members.allSatisfy({ $0.applied == load.count }) { return }
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
    let digests = members.map { load.digest($0.machine) }
    for (position, digest) in digests.enumerated() where digest != digests[0] {
      throw BenchProblem("n\(position + 1) applied other commands than n1")
    }
    return digests[0]
  }

  private mutating func proposeWhatFits() throws(BenchProblem) {
    while proposed < load.count, proposed - members[Self.leader].applied < window {
      let number = proposed
      let command = try load.command(number, leader: members[Self.leader].machine)
      began[number] = Load.isSlow ? Meter.wall() : moment
      proposed += 1
      step(Self.leader, .propose(token: UInt64(number), command: command))
    }
  }

  /// - Returns: false when nothing is under way.
  private mutating func deliverOne() -> Bool {
    if arriving.isEmpty {
      guard !sent.isEmpty else { return false }
      swap(&sent, &arriving)
      arriving.reverse()
    }
    let delivery = arriving.removeLast()
    step(delivery.to, .receive(from: delivery.from, delivery.message))
    return true
  }

  /// Lets the time come at which the next replica wants to act.
  private mutating func wakeNext() {
    var next = 0
    for position in members.indices
    where members[position].replica.nextWake < members[next].replica.nextWake {
      next = position
    }
    now = max(now, members[next].replica.nextWake)
    step(next, .wake)
  }

  private mutating func step(_ position: Int, _ input: Input<RaftMessage>) {
    now += Self.stepTime
    members[position].replica.step(input, now: now, effects: &effects)
    // The disk is memory, so the replica hears of its write before anything else happens.
    while let number = effects.write?.number {
      effects.write = nil
      members[position].replica.step(.durable(upTo: number), now: now, effects: &effects)
    }
    let from = NodeID(position + 1)
    for outgoing in effects.sends {
      sent.append(Delivery(from: from, to: outgoing.to.number - 1, message: outgoing.message))
    }
    messages += UInt64(effects.sends.count)
    if !effects.applies.isEmpty { apply(position) }
    for reply in effects.replies {
      if case .notLeader = reply.outcome { problem = BenchProblem("n1 lost its leadership on the way") }
    }
    effects.removeAll()
  }

  private mutating func apply(_ position: Int) {
    let isLeader = position == Self.leader
    for committed in effects.applies where committed.entry.kind == .command {
      let number = members[position].applied
      let wrong = load.apply(
        committed.entry.payload, number: number, index: committed.index, to: &members[position].machine)
      if let wrong { problem = problem ?? BenchProblem("n\(position + 1): \(wrong)") }
      members[position].applied = number + 1
    }
    guard isLeader else { return }
    moment = Meter.wall()
    let last = members[position].applied
    let fresh = effects.applies.count(where: { $0.entry.kind == .command })
    for number in (last - fresh)..<last { latencies[number] = moment - began[number] }
  }
}
