import Command
import Consensus
import Host
import Ledger

/// The whole simulated world as a value: nodes, disks, network, clients and clock. Copying it and running the
/// copy on changes nothing in the original. The same seed and the same actions give the same events.
struct World<R: Replica>: Sendable {
  let header: Header
  var now: Nanoseconds = 0
  var queue = EventQueue()
  var hash: RunHash
  var group: Group<R>
  var clients: Clients
  var recorder: Recorder
  var watch: Watch
  var past = PastCounts()
  var noticed = NoticedDecisions()
  /// The node for which a person decides; nil: there is none.
  var hand: Hand?
  /// How often a person was asked.
  var questionCount = 0

  /// So many events of one instant are a loop that takes no time: far more than any instant has that ends.
  var mostInOneInstant: UInt64 = 1_000_000
  /// The instant in which events were counted last, and how many it had.
  private var counted: (time: Nanoseconds, events: UInt64) = (0, 0)
  /// Whether this instant had too many events. Then nothing happens any more, and the clock stands still.
  private(set) var standsStill = false
  /// Simulated events so far: deliveries, timers, durable writes, clients' acts.
  var eventCount: UInt64 = 0

  init(header: Header, seed: UInt64, observers: Observers) throws(GenesisError) {
    self.header = header
    hash = RunHash(isWanted: !observers.contains(.unhashed))
    recorder = Recorder(observers)
    group = try Group(header: header, seed: seed, recordsDecisions: observers.contains(.records))
    clients = Clients(header: header, seed: seed, genesis: group.genesis, servers: header.nodes)
    watch = Watch(
      observers, genesis: group.genesis, breaks: header.breaks, keepsTerms: R.entriesKeepTheirTerm)
    for _ in group.configuration.members { addServer() }
    hash.absorb(seed)
    hash.absorb(header.consensus.rawValue)
    for line in header.linesOfWorld { hash.absorb(line) }
    for position in group.nodes.indices { scheduleWake(position) }
  }

  /// A server with nothing on its disk.
  mutating func addServer() {
    group.addServer(at: now)
    clients.servers = group.nodes.count
    watch.serverAdded(to: group)
  }

  // MARK: Running

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
    let before = watch.invariants.violations.count
    while runOne(through: time) {
      if watch.invariants.violations.count != before { return true }
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
    case .disk: return diskWrote(index, incarnation: event.stamp)
    case .report: return reportWrites(index, incarnation: event.stamp)
    case .unread: return readNext(index, incarnation: event.stamp)
    case .message: return deliver(index)
    case .request, .response: return callArrives(index)
    case .client: return clientTimer(index, serial: event.stamp)
    case .load: return loadTick(serial: event.stamp)
    }
  }

  /// Counts an event and opens its record.
  mutating func begin(_ kind: EventKind, _ first: UInt64, _ second: UInt64) {
    eventCount += 1
    hash.absorb(now, UInt64(kind.rawValue) | first << 8, second)
    recorder.open()
    watch.begin(at: now, record: recorder.current)
  }

  /// Closes the record that `begin` opened, with what the step decided and applied.
  mutating func record(_ what: EventRecord.What, node: NodeID?, cause: UInt64) {
    guard recorder.keepsRecords else { return }
    recorder.close(what, node: node, cause: cause, at: now)
    if let node { group.lookAtLog(of: node.number - 1, now: now) }
    tellViolations()
  }

  /// A record for each violation that the last event or act has brought.
  mutating func tellViolations() {
    for violation in watch.takeUntold() { recorder.add(.violation(violation), node: nil, at: now) }
  }
}
