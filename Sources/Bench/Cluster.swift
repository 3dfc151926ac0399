import Consensus

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

/// A message on its way, wrapped already as what its receiver will be given. A tuple is taken apart without a copy
/// of its parts.
typealias Delivery<Message: Sendable> = (to: Int, input: Input<Message>)

/// A replica and its state machine, which work where they lie: to read one field of an array's element is to copy
/// the element first.
///
/// It is no `Machine`: that keeps what its disk holds, and here there is no disk. With one a command costs half as
/// much again, or a quarter where 64 are under way.
struct Member<R: Replica, Load: Workload> {
  typealias Effects = Consensus.Effects<R.Message, R.Durable.Write, R.Decision>

  private var replica: R
  private(set) var machine: Load.Machine
  /// How many commands the state machine has applied.
  private(set) var applied = 0
  /// When the replica next wants to wake.
  private(set) var wake: Nanoseconds
  /// What is wrong with the first command applied that is wrong.
  private(set) var wrong: String?

  init(_ replica: R, _ machine: Load.Machine) {
    self.replica = replica
    self.machine = machine
    wake = replica.nextWake
  }

  var isLeader: Bool { replica.role == .leader }

  /// One step without what its write brings. That of the step before is on disk meanwhile; to hear of the last
  /// write is to hear of all.
  mutating func begin(
    _ input: consuming Input<R.Message>, now: Nanoseconds, effects: inout Effects
  ) {
    if effects.write != nil { effects.write = nil }
    replica.step(input, now: now, effects: &effects)
  }

  /// One step. The disk is memory, so the replica hears of its write before anything else happens; and applies
  /// what is committed.
  mutating func step(
    _ input: consuming Input<R.Message>, now: Nanoseconds, effects: inout Effects
  ) {
    replica.step(input, now: now, effects: &effects)
    while let number = effects.write?.number {
      effects.write = nil
      replica.step(.durable(upTo: number), now: now, effects: &effects)
    }
    wake = replica.nextWake
    if effects.applies.isEmpty { return }
    Self.apply(effects.applies, of: replica.log, number: &applied, to: &machine, wrong: &wrong)
  }

  /// - Parameter number: that of the next command.
  private static func apply(
    _ range: Range<LogIndex>, of log: EntryLog, number: inout Int, to machine: inout Load.Machine,
    wrong: inout String?
  ) {
    log.forEachRun(of: range) { first, entries in
      for place in entries.indices where entries[place].kind == .command {
        let found = Load.apply(
          entries[place].payload, number: number, index: first + UInt64(place), to: &machine)
        if let found { wrong = wrong ?? found }
        number += 1
      }
    }
  }
}

/// Replicas of one protocol in one thread, the queue between them and one client, driven until every command is
/// applied everywhere. A write is durable at once.
struct Cluster<R: Replica, Load: Workload>: ~Copyable {
  /// The virtual time that one step takes: heartbeats happen, and seldom.
  private static var stepTime: Nanoseconds { 1000 }
  /// The most AppendEntries with entries under way to one follower: enough to keep it busy, and few, so that
  /// what is proposed meanwhile goes together.
  private static var underWay: Int { 2 }
  /// The position of the member that is made the leader.
  private static var leader: Int { 0 }

  private(set) var load: Load
  private let window: Int
  private var members: [Member<R, Load>] = []
  private var effects = Member<R, Load>.Effects(recordsDecisions: false)
  private var queue = MessageQueue<Delivery<R.Message>>()
  private var now: Nanoseconds = 0
  /// The wall time that was read last.
  private var moment: UInt64 = 0
  private var proposed = 0
  /// How many the leader has applied.
  private var answered = 0
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
    var configuration = ReplicaConfiguration(
      members: (1...nodes).map { NodeID($0) }, electionTimeout: 150_000_000...300_000_000,
      heartbeatInterval: 50_000_000, appendLimit: appendLimit, noOp: true)
    configuration.window = min(window, Self.underWay)
    for id in configuration.members {
      let replica = R(
        id: id, configuration: configuration, durable: R.Durable(), seed: UInt64(id.number), now: 0)
      members.append(Member(replica, load.makeMachine()))
    }
  }

  /// Makes the first member the leader, by an election.
  mutating func elect() throws(BenchProblem) {
    step(Self.leader, .fireElectionTimer)
    while deliverOne() {}
    guard members[Self.leader].isLeader else { throw BenchProblem("no leader was elected") }
    messages = 0
  }

  /// Proposes, delivers and lets time pass until every replica has applied every command.
  mutating func replicate() throws(BenchProblem) {
    moment = Meter.wall()
    var idle = 0
    while true {
      try proposeWhatFits()
      if members[Self.leader].wake <= now { step(Self.leader, .wake) }
      if deliverOne() {
        idle = 0
        continue
      }
      if let problem { throw problem }
      for (position, member) in members.enumerated() {
        if let wrong = member.wrong { throw BenchProblem("n\(position + 1): \(wrong)") }
      }
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

  /// What is proposed together goes to the disk together.
  private mutating func proposeWhatFits() throws(BenchProblem) {
    while proposed < load.count, proposed - answered < window {
      let number = proposed
      let command = try load.command(number, leader: members[Self.leader].machine)
      began[number] = Load.isSlow ? Meter.wall() : moment
      proposed += 1
      let proposal = Input<R.Message>.propose(token: UInt64(number), command: command)
      if proposed < load.count, proposed - answered < window {
        now += Self.stepTime
        members[Self.leader].begin(proposal, now: now, effects: &effects)
      } else {
        step(Self.leader, proposal)
      }
    }
  }

  /// - Returns: false when nothing is under way.
  private mutating func deliverOne() -> Bool {
    guard case (let to, let input)? = queue.popFirst() else { return false }
    step(to, input)
    return true
  }

  /// Lets the time come at which the next replica wants to act.
  private mutating func wakeNext() {
    var next = 0
    for position in members.indices where members[position].wake < members[next].wake { next = position }
    now = max(now, members[next].wake)
    step(next, .wake)
  }

  private mutating func step(_ position: Int, _ input: consuming Input<R.Message>) {
    now += Self.stepTime
    members[position].step(input, now: now, effects: &effects)
    finish(position)
  }

  /// Does what the last steps of one replica want done.
  private mutating func finish(_ position: Int) {
    if position == Self.leader, !effects.applies.isEmpty { noteLatencies() }
    for reply in effects.replies {
      if case .notLeader = reply.outcome { problem = BenchProblem("n1 lost its leadership on the way") }
    }
    let from = NodeID(position + 1)
    messages += UInt64(effects.sends.count)
    queue.append(count: effects.sends.count) {
      effects.sends.popLast().map {
        (to: $0.to.number - 1, input: .receive(from: from, $0.message))
      }
    }
    effects.removeAll()
  }

  /// The leader has applied commands.
  private mutating func noteLatencies() {
    moment = Meter.wall()
    let applied = members[Self.leader].applied
    while answered < applied {
      latencies[answered] = moment - began[answered]
      answered += 1
    }
  }
}
