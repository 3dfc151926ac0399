import Command
import Consensus
import Host
import Ledger
import Linearizability
import Raft

/// What is on a disk: what a node has after a crash (Raft Figure 2, persistent state).
public struct DiskState: Sendable, Equatable {
  public let term: Term
  public let vote: NodeID?
  /// Of the first entry that is still there; one past the last where none is.
  public let firstIndex: LogIndex
  /// Of the last entry; of the last one that a snapshot stands for where none is there.
  public let last: LogPosition
  public let standing: Standing
}

/// A world of Raft replicas. It adds nothing to `World` but a place where the compiler makes one fast copy of
/// it for Raft.
public struct RaftWorld: Sendable {
  /// A box of its own: a world has two kilobytes, and who calls a function of a value of that size copies it.
  private var box: Box

  private final class Box: @unchecked Sendable {
    // Written only while one value alone refers to the box, so accesses need no watching.
    @exclusivity(unchecked) var world: World<RaftReplica>
    init(_ world: World<RaftReplica>) { self.world = world }
  }

  private var world: World<RaftReplica> {
    _read { yield box.world }
    _modify {
      if !isKnownUniquelyReferenced(&box) { box = Box(box.world) }
      yield &box.world
    }
  }

  /// A world at time 0, before anything has happened. Throws when the opening balances are impossible.
  public init(header: Header, seed: UInt64, observers: Observers) throws(GenesisError) {
    box = Box(try World(header: header, seed: seed, observers: observers))
  }

  public var now: Nanoseconds { world.now }
  public var eventCount: UInt64 { world.eventCount }
  public var hashText: String { world.hashText }
  /// The number of the newest record; 0 where none are kept.
  public var recordCount: UInt64 { world.recorder.count }
  public var nextTime: Nanoseconds? { world.nextTime }
  public var leader: NodeID? { box.world.group.leaderInPlace() }
  public var violation: ViolationSnapshot? { world.watch.violation }
  public var violatedNames: [String] { world.watch.violatedNames }
  /// What could not be ordered, where `linearizability` broke.
  public var counterexample: Counterexample? { world.watch.counterexample }
  /// How many entries the longest log still holds.
  public var longestLog: Int { world.group.nodes.map { $0.replica.log.count }.max() ?? 0 }

  /// Runs one event at or before `limit`.
  /// - Returns: false when there is none.
  public mutating func runOne(through limit: Nanoseconds = .max) -> Bool { world.runOne(through: limit) }

  /// Runs all events through `time` and moves the clock there; stops at an event that breaks a rule, and once
  /// there were `most` events since the start.
  /// - Returns: false where it stopped for the number of events.
  @discardableResult
  public mutating func runAll(through time: Nanoseconds, upToEvent most: UInt64 = .max) -> Bool {
    world.runAll(through: time, upToEvent: most)
  }

  public mutating func perform(_ verb: Verb) -> ActionOutcome { world.perform(verb) }

  /// Whether the predicate holds now. A look changes nothing: what `random` would draw next stays the same however
  /// often one looks.
  public mutating func satisfies(_ predicate: Predicate) -> Bool {
    let stream = world.group.selectorStream
    defer { world.group.selectorStream = stream }
    return world.holds(predicate)
  }

  /// The same, and what is seen instead.
  public mutating func evaluate(_ predicate: Predicate) -> (holds: Bool, saw: String) {
    let holds = satisfies(predicate)
    let stream = world.group.selectorStream
    defer { world.group.selectorStream = stream }
    return (holds, world.sight(of: predicate))
  }

  /// Whether what the predicate speaks of is watched in this world: rules are not where no observer checks them,
  /// and then neither it nor its contrary can be told.
  public func watches(_ predicate: Predicate) -> Bool { world.watch.watches(predicate) }

  /// So many events of one instant are taken for a loop that takes no time.
  public internal(set) var mostInOneInstant: UInt64 {
    get { world.mostInOneInstant }
    set { world.mostInOneInstant = newValue }
  }
  /// Whether this instant had that many. Then nothing happens any more, and the clock stands still.
  public var standsStill: Bool { world.standsStill }

  public func snapshot(landmarks: [Landmark], leaderlessSince: Nanoseconds?) -> ClusterSnapshot {
    world.snapshot(landmarks: landmarks, leaderlessSince: leaderlessSince)
  }

  /// What may be shown of one node, as `--trace` writes it.
  public func view(of node: NodeID) -> (view: ReplicaView, last: LogPosition, isAlive: Bool) {
    box.world.group.nodes[node.number - 1].seen()
  }

  /// What a node's disk holds now, whether the node is alive or not.
  public func disk(of node: NodeID) -> DiskState {
    box.world.group.nodes[node.number - 1].disk()
  }

  /// How many servers there are or were, those included that were added: they are numbered from 1.
  public var nodeCount: Int { world.group.nodes.count }

  public func isAlive(_ node: NodeID) -> Bool { box.world.group.nodes[node.number - 1].isAliveInPlace() }

  /// What was done to it and not undone.
  public var faults: FaultsInForce { box.world.group.faultsInForce(header: world.header) }

  /// Demo operations a second, in thousandths; nil: off.
  public var loadMilliRate: UInt64? { world.clients.load.milliRate }

  /// Whether a node still holds all that it has promised, in memory and on its disk: a repair that is not on disk
  /// is undone by a crash.
  public func isSound(_ node: NodeID) -> Bool {
    box.world.group.nodes[node.number - 1].isSound()
  }

  /// Whether its disk was lost, and it has not come back as a new server.
  public func hasLostDisk(_ node: NodeID) -> Bool {
    box.world.group.nodes[node.number - 1].durableStanding() == .wiped
  }

  public func describe(_ position: LogPosition) -> EntryDescription? { world.describe(position) }

  /// What the receiver of a message in flight would decide, had it arrived by now.
  public func foresee(_ message: UInt64) -> [AnyDecision] {
    world.group.foresee(message, at: world.now)
  }

  /// The operation with this number, under way or among the latest that ended.
  public func operation(_ number: UInt64) -> OperationSnapshot? {
    world.clients.operation(number)
  }

  /// Whether the operation with this number was typed by a person or written in a file.
  public func isOwn(operation number: UInt64) -> Bool { world.clients.isOwn(operation: number) }

  /// Hands over the records made since the last call.
  public mutating func takeRecords() -> [EventRecord] {
    defer { world.recorder.records.removeAll(keepingCapacity: true) }
    return world.recorder.records
  }

  /// Hands over the crashes and restarts since the last call.
  public mutating func takeChanges() -> [NodeChange] {
    defer { world.recorder.changes.removeAll(keepingCapacity: true) }
    return world.recorder.changes
  }

  /// Hands over the messages sent since the last call, in order.
  public mutating func takeSends() -> [MessageSnapshot] {
    defer { world.recorder.sends.removeAll(keepingCapacity: true) }
    return world.recorder.sends
  }

  /// Hands over the client history made since the last call.
  public mutating func takeHistory() -> [HistoryEvent] {
    if box.world.recorder.history.isEmpty { return [] }
    defer { world.recorder.history.removeAll(keepingCapacity: true) }
    return world.recorder.history
  }

  /// Adds a record that belongs to no event: a note or an expectation of a file.
  public mutating func note(_ what: EventRecord.What) { world.recorder.add(what, node: nil, at: world.now) }

  /// Every account at the start with its coins, the treasury first.
  public var openingBalances: [(name: String, coins: UInt64)] {
    Array(zip(world.group.genesis.names, world.group.genesis.coins)).map { (name: $0.0, coins: $0.1) }
  }
}

// `mutating` so that they work in place, like all that is asked often.
extension SimulatedNode<RaftReplica> {
  fileprivate mutating func isSound() -> Bool {
    (!isAlive || machine.replica.standing == .sound) && machine.durable.standing == .sound
      && !machine.durable.isDamaged
  }

  fileprivate mutating func durableStanding() -> Standing { machine.durable.standing }

  fileprivate mutating func disk() -> DiskState {
    DiskState(
      term: machine.durable.term, vote: machine.durable.vote, firstIndex: machine.durable.log.firstIndex,
      last: machine.durable.log.last,
      standing: machine.durable.standing)
  }

  /// With the timer in the world's time; of a dead node only what its disk has.
  fileprivate mutating func seen() -> (view: ReplicaView, last: LogPosition, isAlive: Bool) {
    var view = machine.replica.view
    view.timerStart = clock.time(of: view.timerStart)
    view.timerDeadline = clock.time(of: view.timerDeadline)
    if isAlive { return (view, machine.replica.log.last, true) }
    view.role = .follower
    view.currentTerm = machine.durable.term
    view.votedFor = machine.durable.vote
    view.commitIndex = 0
    return (view, machine.durable.log.last, false)
  }
}
