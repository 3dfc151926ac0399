import Command
import Consensus
import Host
import Ledger
import Linearizability

/// The whole simulated world as a value: nodes, disks, network, clients and clock. Copying it and running the
/// copy on changes nothing in the original. The same seed and the same actions give the same events.
public struct World<R: Replica>: Sendable {
  let header: Header
  let seed: UInt64
  /// What every replica is told; the broken rules of the moment are part of it.
  var configuration: ReplicaConfiguration
  let genesis: Genesis

  public internal(set) var now: Nanoseconds = 0
  var queue = EventQueue()
  var nodes: [SimulatedNode<R>] = []
  var network: Network
  var flights = Flights<R.Message>()
  var requests = Slots<Request>()
  var responses = Slots<Response>()
  /// Those of `requests` and `responses` that wait for their link's release, in order of arrival.
  var heldCalls: [HeldCall] = []
  var nextMessageNumber: UInt64 = 1
  var effects: Effects<R.Message, R.Durable.Write>
  var clients: Clients
  var recorder: Recorder
  /// The sets of which the newest commitment needed a majority each.
  var decidingVoters: [NodeSet] = []
  /// What the leader answered to the last request of a verb.
  var requestOutcome: ProposalReply.Outcome?
  /// Draws what `random` means in a verb.
  var selectorStream: SeededGenerator

  /// The ledger as of the logs' common base: what a restart begins with.
  var checkpoint: LedgerState
  /// The highest commitIndex that any node has reached.
  public internal(set) var committed: LogIndex = 0
  var lastTrim: LogIndex = 0

  /// Whether all live replicas were the same when that was last asked for; nil once something has changed that
  /// this depends on: a log, a commitIndex, a ledger, who is alive.
  var knownConverged: Bool?

  var invariants: Invariants?
  var monitor: LinearizabilityMonitor?
  /// What could not be ordered, where `linearizability` broke.
  public internal(set) var counterexample: Counterexample?
  public internal(set) var violation: ViolationSnapshot?
  public internal(set) var violatedNames: [String] = []
  /// Violations that have no record yet.
  var untold: [ViolationSnapshot] = []

  /// So many events of one instant are a loop that takes no time: far more than any instant has that ends.
  var mostInOneInstant: UInt64 = 1_000_000
  /// The instant in which events were counted last, and how many it had.
  private var counted: (time: Nanoseconds, events: UInt64) = (0, 0)
  /// Whether this instant had too many events. Then nothing happens any more, and the clock stands still.
  public private(set) var standsStill = false

  /// Simulated events so far: deliveries, timers, durable writes, clients' acts.
  public internal(set) var eventCount: UInt64 = 0
  var hash = RunHash()
  /// The entries that this step applies.
  var stepCommitted: [CommittedEntry] = []
  /// What each entry applied in this step did; kept only for the invariants.
  var stepEffects: [AppliedEffect] = []

  public init(header: Header, seed: UInt64, observers: Observers) throws(GenesisError) {
    self.header = header
    self.seed = seed
    recorder = Recorder(observers)
    configuration = ReplicaConfiguration(
      members: (1...max(1, header.nodes)).map { NodeID($0) }, electionTimeout: header.electionTimeout,
      heartbeatInterval: header.heartbeat, appendLimit: header.appendLimit, noOp: header.noOp)
    configuration.take(header)
    genesis = try Genesis(
      seed: seed, accounts: header.accounts.map { ($0.name, $0.coins) }, treasury: header.treasury,
      signatures: header.signatures)
    network = Network(seed: seed, latency: header.latency)
    effects = Effects(recordsDecisions: observers.contains(.records))
    clients = Clients(header: header, seed: seed, genesis: genesis, servers: header.nodes)
    selectorStream = SeededGenerator(seed: seed, stream: 0x11)
    checkpoint = LedgerState(genesis: genesis)
    invariants = observers.contains(.invariants) ? Invariants() : nil
    for id in configuration.members { addEmptyNode(id) }
    if observers.contains(.linearizability) {
      monitor = LinearizabilityMonitor(opening: zip(genesis.names, genesis.coins).map { Holding($0, $1) })
    }
    absorbHeader()
    for position in nodes.indices { scheduleWake(position) }
  }

  /// A server with nothing on its disk.
  mutating func addEmptyNode(_ id: NodeID) {
    let durable = R.Durable()
    let ledger = LedgerState(genesis: genesis)
    invariants?.nodeStarted(id, ledger: ledger)
    knownConverged = nil
    nodes.append(
      SimulatedNode(
        id: id,
        replica: R(
          id: id, configuration: configuration, durable: durable, seed: Self.replicaSeed(seed, id, life: 1),
          now: now),
        durable: durable, ledger: ledger, diskLatency: header.disk,
        diskStream: SeededGenerator(seed: seed, stream: UInt64(0x100 + id.number))))
    nodes[nodes.count - 1].ledger.appliesRetriesTwice = broken.contains(.applyRetryTwice)
    clients.servers = nodes.count
  }

  static func replicaSeed(_ seed: UInt64, _ id: NodeID, life: UInt64) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: UInt64(0x4000 + id.number) &+ life << 16)
    return generator.next()
  }

  private mutating func absorbHeader() {
    hash.absorb(seed)
    hash.absorb(header.consensus.rawValue)
    for line in header.lines where !line.hasPrefix("seed") { hash.absorb(line) }
  }

  /// The hash of all that has happened so far, in hexadecimal.
  public var hashText: String { hash.hexadecimal }

  // MARK: Running

  /// When something may happen next; it can turn out to be nothing.
  public var nextTime: Nanoseconds? { queue.nextTime }

  /// Runs one event.
  /// - Returns: false when nothing is left to happen, or nothing up to `limit`, or the clock stands still.
  @discardableResult
  mutating func runOne(through limit: Nanoseconds) -> Bool {
    guard !standsStill else { return false }
    while let next = queue.nextTime, next <= limit, let event = queue.pop() {
      now = event.time
      guard handle(event) else { continue }
      counted = counted.time == now ? (now, counted.events + 1) : (now, 1)
      standsStill = counted.events >= mostInOneInstant
      return true
    }
    return false
  }

  /// Runs all events up to and including `time`, and sets the clock to it; stops at a violation, and once there
  /// were `most` events since the start.
  /// - Returns: false where it stopped for the number of events.
  @discardableResult
  mutating func runAll(through time: Nanoseconds, upToEvent most: UInt64 = .max) -> Bool {
    let before = violatedNames.count
    while runOne(through: time) {
      if violatedNames.count != before { return true }
      if eventCount >= most { return false }
    }
    if time > now, !standsStill { now = time }
    return true
  }

  /// - Returns: whether it was an event, and not a timer that has been moved meanwhile.
  private mutating func handle(_ event: QueuedEvent) -> Bool {
    let index = Int(event.index)
    switch event.kind {
    case .wake: return wake(index, at: event.time)
    case .disk: return diskWrote(index, life: event.stamp)
    case .report: return reportWrites(index, life: event.stamp)
    case .unread: return readNext(index, life: event.stamp)
    case .message: return deliver(index)
    case .request: return requestArrives(index)
    case .response: return responseArrives(index)
    case .client: return clientTimer(index, serial: event.stamp)
    case .load: return loadTick(serial: event.stamp)
    }
  }

  /// The rules that are broken on purpose now.
  var broken: BrokenRules { configuration.broken }

  /// Counts an event and opens its record.
  mutating func begin(_ kind: EventKind, _ first: UInt64, _ second: UInt64) {
    eventCount += 1
    hash.absorb(now)
    hash.absorb(UInt64(kind.rawValue) | first << 8)
    hash.absorb(second)
    recorder.open()
    invariants?.eventHappened(at: now)
  }

  /// Closes the record that `begin` opened, with what the step decided and applied.
  mutating func record(_ what: EventRecord.What, node: NodeID?, cause: UInt64) {
    guard recorder.keepsRecords else { return }
    recorder.close(what, node: node, cause: cause, at: now)
    tellViolations()
  }
}
