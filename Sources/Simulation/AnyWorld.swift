import Command
import Consensus
import Host
import Ledger
import Paxos
import Raft
import Synod

/// A world whatever its protocol. It lies in a box, and copies share it until one of them is changed.
public typealias AnyWorld = any SimulatedWorld

/// A world at time 0, before anything has happened, of the protocol that the header names. Throws when the opening
/// balances are impossible.
public func makeWorld(header: Header, seed: UInt64, observers: Observers) throws(GenesisError) -> AnyWorld {
  try worlds(of: header.consensus).init(header: header, seed: seed, observers: observers)
}

extension Vocabulary {
  /// What clusters of this protocol bring.
  public static func of(_ consensus: ConsensusProtocol) -> Vocabulary {
    var vocabulary = worlds(of: consensus).vocabulary
    vocabulary.consensus = consensus
    return vocabulary
  }
}

private func worlds(of consensus: ConsensusProtocol) -> any WorldOfOneProtocol.Type {
  switch consensus {
  case .raft: RaftWorld.self
  case .paxos: PaxosWorld.self
  case .synod: SynodWorld.self
  }
}

/// The world of Raft replicas.
private struct RaftWorld: WorldOfOneProtocol { var world: World<RaftReplica> }

/// The world of Multi-Paxos replicas.
private struct PaxosWorld: WorldOfOneProtocol { var world: World<PaxosReplica> }

/// The world of single-decree Paxos.
private struct SynodWorld: WorldOfOneProtocol { var world: World<SynodReplica> }

/// What can be done with a world and seen of it. A copy may run on without changing the original, and the same seed
/// and the same verbs give the same events.
public protocol SimulatedWorld: Sendable {
  /// The simulated time, in nanoseconds since the start.
  var now: Nanoseconds { get }
  /// Events so far: deliveries, timers, durable writes, clients' acts.
  var eventCount: UInt64 { get }
  /// The hash of all that has happened so far, in hexadecimal.
  var hashText: String { get }
  /// The number of the newest record; 0 where none are kept.
  var recordCount: UInt64 { get }
  /// When something may happen next; it can turn out to be nothing.
  var nextTime: Nanoseconds? { get }
  /// So many events of one instant are taken for a loop that takes no time.
  var mostInOneInstant: UInt64 { get set }
  /// Whether this instant had that many. Then nothing happens any more, and the clock stands still.
  var standsStill: Bool { get }

  /// Runs one event at or before `limit`.
  /// - Returns: false when there is none.
  mutating func runOne(through limit: Nanoseconds) -> Bool
  /// Runs all events through `time` and moves the clock there; stops at an event that breaks a rule, and once
  /// there were `most` events since the start.
  /// - Returns: false where it stopped for the number of events.
  @discardableResult
  mutating func runAll(through time: Nanoseconds, upToEvent most: UInt64) -> Bool
  /// Acts now. Verbs that only move the clock or the screen are not for a world.
  mutating func perform(_ verb: Verb) -> ActionOutcome
  /// Draws all chance from here on anew; what has been drawn stays.
  mutating func redraw(_ seed: UInt64)
  /// Adds a record that belongs to no event: a note or an expectation of a file.
  mutating func note(_ what: EventRecord.What)

  /// Whether the predicate holds now. A look changes nothing: what `random` would draw next stays the same however
  /// often one looks.
  mutating func holds(_ predicate: Predicate) -> Bool
  /// The same, and what is seen instead.
  mutating func evaluate(_ predicate: Predicate) -> (holds: Bool, saw: String)
  /// Whether what the predicate speaks of is watched in this world: rules are not where no observer checks them,
  /// and then neither it nor its contrary can be told.
  func watches(_ predicate: Predicate) -> Bool
  /// From now on what these predicates wait for is noticed: a decision is made only where somebody wants it. Changes
  /// no event.
  mutating func notice(_ predicates: [Predicate])
  /// The first rule that broke and was not to break.
  var violation: ViolationSnapshot? { get }
  /// How many such rules broke.
  var unexpectedCount: Int { get }
  /// The names of all rules that broke, in order of breaking.
  var violatedNames: [String] { get }
  /// What could not be ordered, where `linearizability` broke.
  var unorderedHistory: UnorderedHistory? { get }

  /// All that may be shown of it now.
  /// - Parameters:
  ///   - landmarks: Of its past, which the host knows.
  ///   - leaderlessSince: When the last leader was lost; told where none leads.
  func snapshot(landmarks: [Landmark], leaderlessSince: Nanoseconds?) -> ClusterSnapshot
  /// How often a person was asked to decide for a node.
  var questionCount: Int { get }
  /// The live leader of the highest term.
  var leader: NodeID? { get }
  /// How many servers there are or were, those included that were added: they are numbered from 1.
  var nodeCount: Int { get }
  /// Whether who is a member can change.
  var changesMembers: Bool { get }
  /// Whether it is not down; a process that does nothing is alive.
  func isAlive(_ node: NodeID) -> Bool
  /// What may be shown of one node, and the end of its log; of a dead one, what its disk has.
  func view(of node: NodeID) -> (view: NodeView, last: LogPosition, isAlive: Bool)
  /// What a node's disk holds now, whether the node is alive or not.
  func disk(of node: NodeID) -> DiskState
  /// Whether a node still holds all that it has promised, in memory and on its disk: a repair that is not on disk
  /// is undone by a crash.
  func isSound(_ node: NodeID) -> Bool
  /// What was done to it and not undone.
  var faults: FaultsInForce { get }
  /// How many entries the longest log still holds.
  var longestLog: Int { get }
  /// Demo operations a second, in thousandths; nil: off.
  var loadMilliRate: UInt64? { get }
  /// Every account at the start with its coins, the treasury first.
  var openingBalances: [(name: String, coins: UInt64)] { get }
  /// What an entry holds; nil: no node has it any more.
  func describe(_ position: LogPosition) -> EntryDescription?
  /// What the receiver of a message in flight would decide, had it arrived by now.
  func foresee(_ message: UInt64) -> [AnyDecision]
  /// Whether the operation with this number was typed by a person or written in a file.
  func isOwn(operation number: UInt64) -> Bool

  /// Hands over the records made since the last call.
  mutating func takeRecords() -> [EventRecord]
  /// Hands over the crashes and restarts since the last call, and whether it was the live leader of the highest term.
  mutating func takeChanges() -> [(landmark: Landmark, ofLeader: Bool)]
  /// Hands over the messages sent since the last call, in order.
  mutating func takeSends() -> [MessageSnapshot]
  /// Hands over the client history made since the last call.
  mutating func takeHistory() -> [HistoryEvent]
}

extension SimulatedWorld {
  /// Runs the next event.
  /// - Returns: false when there is none.
  public mutating func runOne() -> Bool { runOne(through: .max) }

  /// Runs all events through `time` and moves the clock there; stops at an event that breaks a rule.
  @discardableResult
  public mutating func runAll(through time: Nanoseconds) -> Bool { runAll(through: time, upToEvent: .max) }
}

/// What is on a disk: what a node has after a crash (Raft Figure 2, persistent state).
public struct DiskState: Sendable, Equatable {
  /// The latest term that it has seen.
  public let term: Term
  /// For whom it voted in that term.
  public let vote: NodeID?
  /// Index of the first entry on the disk; one past the last when there is none.
  public let firstIndex: LogIndex
  /// Position of the last entry, or of the snapshot's last when the log is empty.
  public let last: LogPosition
  /// Whether it still holds what was promised; damage that no restart has found yet is not in it.
  public let integrity: DiskIntegrity

  init(_ durable: some DurableState) {
    term = durable.term
    vote = durable.vote
    firstIndex = durable.log.firstIndex
    last = durable.log.last
    integrity = durable.integrity
  }
}

/// A type of one protocol alone, so that the compiler makes of `World` one fast copy for it.
private protocol WorldOfOneProtocol: SimulatedWorld {
  associatedtype R: Replica
  var world: World<R> { get set }
  init(world: World<R>)
}

extension WorldOfOneProtocol {
  init(header: Header, seed: UInt64, observers: Observers) throws(GenesisError) {
    self.init(world: try World(header: header, seed: seed, observers: observers))
  }

  static var vocabulary: Vocabulary {
    Vocabulary(
      brokenRules: R.Rule.allCases.map(\.name), messageKinds: R.Message.kindNames + [Vocabulary.heartbeat],
      decisions: R.decisionNames)
  }

  var now: Nanoseconds { world.now }
  var eventCount: UInt64 { world.eventCount }
  var hashText: String { world.hash.hexadecimal }
  var recordCount: UInt64 { world.recorder.count }
  var nextTime: Nanoseconds? { world.queue.nextTime }
  var mostInOneInstant: UInt64 {
    get { world.mostInOneInstant }
    set { world.mostInOneInstant = newValue }
  }
  var standsStill: Bool { world.standsStill }

  mutating func runOne(through limit: Nanoseconds) -> Bool { world.runOne(through: limit) }
  mutating func runAll(through time: Nanoseconds, upToEvent most: UInt64) -> Bool {
    world.runAll(through: time, upToEvent: most)
  }
  mutating func perform(_ verb: Verb) -> ActionOutcome { world.perform(verb) }
  mutating func redraw(_ seed: UInt64) {
    world.group.redraw(seed)
    world.clients.load.redraw(seed)
  }
  mutating func note(_ what: EventRecord.What) { world.recorder.add(what, node: nil, at: world.now) }

  mutating func holds(_ predicate: Predicate) -> Bool { look(at: predicate, tells: false).holds }
  mutating func evaluate(_ predicate: Predicate) -> (holds: Bool, saw: String) {
    look(at: predicate, tells: true)
  }
  private mutating func look(at predicate: Predicate, tells: Bool) -> (holds: Bool, saw: String) {
    let stream = world.group.selectorStream
    defer { world.group.selectorStream = stream }
    return world.look(at: predicate, tells: tells)
  }
  func watches(_ predicate: Predicate) -> Bool { world.watch.watches(predicate) }
  mutating func notice(_ predicates: [Predicate]) {
    for name in predicates.flatMap(\.events) { world.want(name) }
  }
  var violation: ViolationSnapshot? { world.watch.unexpected.first }
  var unexpectedCount: Int { world.watch.unexpected.count }
  var violatedNames: [String] { world.watch.violatedNames }
  var unorderedHistory: UnorderedHistory? { world.unorderedHistory }

  func snapshot(landmarks: [Landmark], leaderlessSince: Nanoseconds?) -> ClusterSnapshot {
    world.snapshot(landmarks: landmarks, leaderlessSince: leaderlessSince)
  }
  var questionCount: Int { world.questionCount }
  var leader: NodeID? { world.group.leader }
  var nodeCount: Int { world.group.nodes.count }
  func isAlive(_ node: NodeID) -> Bool { world.group.isAlive(node.number - 1) }
  func view(of node: NodeID) -> (view: NodeView, last: LogPosition, isAlive: Bool) {
    let place = node.number - 1
    return (world.group.view(of: place), world.group.log(of: place).last, isAlive(node))
  }
  var changesMembers: Bool { R.refusal(of: .add(NodeID(1))) == nil }
  func disk(of node: NodeID) -> DiskState { DiskState(world.group.nodes[node.number - 1].machine.durable) }
  func isSound(_ node: NodeID) -> Bool {
    let (nodes, place) = (world.group.nodes, node.number - 1)
    return (!isAlive(node) || nodes[place].machine.replica.integrity == .sound)
      && nodes[place].machine.durable.integrity == .sound && !nodes[place].machine.durable.isDamaged
  }
  var faults: FaultsInForce { world.group.faultsInForce(header: world.header) }
  var longestLog: Int { world.group.nodes.map(\.replica.log.count).max() ?? 0 }
  var loadMilliRate: UInt64? { world.clients.load.milliRate }
  var openingBalances: [(name: String, coins: UInt64)] {
    zip(world.group.genesis.names, world.group.genesis.coins).map { (name: $0, coins: $1) }
  }
  func describe(_ position: LogPosition) -> EntryDescription? { world.describe(position) }
  func foresee(_ message: UInt64) -> [AnyDecision] { world.group.foresee(message, at: world.now) }
  func isOwn(operation number: UInt64) -> Bool { world.clients.isOwn(operation: number) }

  mutating func takeRecords() -> [EventRecord] { world.recorder.records.takeAll() }
  mutating func takeChanges() -> [(landmark: Landmark, ofLeader: Bool)] { world.recorder.changes.takeAll() }
  mutating func takeSends() -> [MessageSnapshot] { world.recorder.sends.takeAll() }
  mutating func takeHistory() -> [HistoryEvent] { world.recorder.history.takeAll() }
}

extension Array {
  /// All elements, which are then gone; their memory is kept.
  fileprivate mutating func takeAll() -> [Element] {
    if isEmpty { return [] }
    defer { removeAll(keepingCapacity: true) }
    return self
  }
}
