import Command
import Consensus
import Host
import Ledger

/// The servers of a world with the network between them: what each has in memory and on disk, and what is on
/// its way. The world decides what happens to it, and when.
struct Group<R: Replica>: Sendable {
  /// What every replica is told; the broken rules of the moment are part of it.
  var configuration: ReplicaConfiguration
  /// Of the run: the wallets' keys come from it, and chance until that is drawn anew.
  let seed: UInt64
  /// From which the replicas' seeds are drawn.
  private var chance: UInt64
  let genesis: Genesis
  let diskLatency: ClosedRange<Nanoseconds>
  var nodes: [SimulatedNode<R>] = []
  var network: Network
  var flights = Flights<R.Message>()
  var calls = Slots<Call>()
  /// The slots of those that wait for their link's release, in order of arrival.
  var heldCalls: [Int] = []
  private var lastMessageNumber: UInt64 = 0
  /// What a step wants done.
  var effects: Effects<R.Message, R.Durable.Write, R.Decision>
  /// The entries that a step applies.
  var applied: [CommittedEntry] = []
  /// What the leader answered to the last request of a verb.
  var requestOutcome: RequestReply.Outcome?
  /// Draws what `random` means in a verb.
  var selectorStream: SeededGenerator
  /// The ledger as of the logs' common base: what a restart begins with.
  var checkpoint: LedgerState
  /// The highest commitIndex that any node has reached.
  var committed: LogIndex = 0
  /// What `committed` was when the logs were trimmed last.
  var lastTrim: LogIndex = 0
  /// Whether all live replicas were the same when that was last asked for; nil once something has changed that
  /// this depends on: a log, a commitIndex, a ledger, who is alive.
  var knownConverged: Bool?

  init(header: Header, seed: UInt64, recordsDecisions: Bool) throws(GenesisError) {
    configuration = ReplicaConfiguration(
      members: (1...max(1, header.nodes)).map { NodeID($0) }, electionTimeout: header.electionTimeout,
      heartbeatInterval: header.heartbeat, appendLimit: header.appendLimit, noOp: header.noOp)
    configuration.take(header)
    self.seed = seed
    chance = seed
    genesis = try Genesis(
      seed: seed, accounts: header.accounts.map { ($0.name, $0.coins) }, treasury: header.treasury,
      signatures: header.signatures)
    diskLatency = header.disk
    network = Network(seed: seed, latency: header.latency)
    effects = Effects(recordsDecisions: recordsDecisions)
    selectorStream = Self.selectorStream(of: seed)
    checkpoint = LedgerState(genesis: genesis)
  }

  /// The rules that are broken on purpose now.
  var broken: BrokenRules { configuration.broken }

  mutating func takeMessageNumber() -> UInt64 {
    lastMessageNumber += 1
    return lastMessageNumber
  }

  // MARK: Servers

  /// A server with nothing on its disk.
  mutating func addServer(at now: Nanoseconds) {
    let id = NodeID(nodes.count + 1)
    var ledger = LedgerState(genesis: genesis)
    ledger.appliesRetriesTwice = broken.contains(R.Rule.applyRetryTwice)
    knownConverged = nil
    nodes.append(
      SimulatedNode(
        machine: Machine(
          id: id, configuration: configuration, seed: replicaSeed(id, incarnation: 1), now: now),
        diskLatency: diskLatency, diskStream: Self.diskStream(of: chance, id),
        ledger: ledger))
  }

  private func replicaSeed(_ id: NodeID, incarnation: UInt64) -> UInt64 {
    var generator = SeededGenerator(seed: chance, stream: UInt64(0x4000 + id.number) &+ incarnation << 16)
    return generator.next()
  }

  private static func diskStream(of seed: UInt64, _ id: NodeID) -> SeededGenerator {
    SeededGenerator(seed: seed, stream: UInt64(0x100 + id.number))
  }

  private static func selectorStream(of seed: UInt64) -> SeededGenerator {
    SeededGenerator(seed: seed, stream: 0x11)
  }

  /// Draws all chance from here on anew.
  mutating func redraw(_ seed: UInt64) {
    chance = seed
    network.redraw(seed)
    selectorStream = Self.selectorStream(of: seed)
    for place in nodes.indices {
      let id = nodes[place].id
      nodes[place].diskStream = Self.diskStream(of: seed, id)
      nodes[place].replica.redraw(replicaSeed(id, incarnation: nodes[place].incarnation))
    }
  }

  mutating func crash(_ position: Int, at now: Nanoseconds) {
    knownConverged = nil
    nodes[position].crash(at: now, losesTail: broken.contains(R.Rule.loseLogTail))
  }

  /// Starts a server from its disk.
  /// - Returns: whether its term and vote cannot be read: what this disk holds is as good as lost, and its term may
  ///   go back.
  mutating func restart(_ position: Int, at now: Nanoseconds, cause: UInt64) -> Bool {
    knownConverged = nil
    let losesVote = nodes[position].restart(
      configuration, seed: replicaSeed(NodeID(position + 1), incarnation: nodes[position].incarnation),
      at: now,
      cause: cause)
    nodes[position].ledger = ledgerOnDisk(position)
    return losesVote
  }

  /// What a restarted server begins with: its snapshot, or what stands for the entries that its log has lost.
  func ledgerOnDisk(_ position: Int) -> LedgerState {
    // The replica has read the disk: a log that it forgot with a damaged snapshot begins anew.
    let base = nodes[position].replica.log.base.index
    var ledger = checkpoint
    if let snapshot = nodes[position].durable.snapshot, snapshot.last.index >= base,
      let saved = LedgerState(snapshot: snapshot.data, chain: genesis.chain)
    {
      ledger = saved
    } else if let older = nodes[position].olderCheckpoint, older.applied == base {
      ledger = older
    } else if base == 0 {
      ledger = LedgerState(genesis: genesis)
    }
    ledger.appliesRetriesTwice = broken.contains(R.Rule.applyRetryTwice)
    return ledger
  }

  /// What a server that is replaced has sent to others must not be read any more.
  mutating func forgetUnread(from sender: NodeID) {
    for position in nodes.indices {
      nodes[position].unread?.removeAll { arrival in
        if case .message(let flight, _) = arrival { flight.from == sender } else { false }
      }
    }
  }

  // MARK: Who

  /// The positions of the nodes meant; `all` means all to which the verb applies.
  mutating func resolve(_ selectors: [NodeSelector], where applies: (SimulatedNode<R>) -> Bool) -> [Int] {
    var result: [Int] = []
    for selector in selectors {
      switch selector {
      case .node(let id): if id.number <= nodes.count { result.append(id.number - 1) }
      case .leader: result += leader.map { [$0.number - 1] } ?? []
      case .follower:
        result +=
          nodes.firstIndex { $0.isUp && $0.replica.role == .follower }.map { [$0] } ?? []
      case .random:
        let candidates = nodes.indices.filter { applies(nodes[$0]) }
        let draw = selectorStream.next()
        if !candidates.isEmpty { result.append(candidates[Int(draw % UInt64(candidates.count))]) }
      case .all: result += nodes.indices.filter { applies(nodes[$0]) }
      }
    }
    return result
  }

  /// The live leader of the highest term.
  var leader: NodeID? {
    var best: (node: NodeID, term: Term)?
    // Asked after each event by who waits for it: so it reads stored properties, for which no node is copied.
    for place in nodes.indices where nodes[place].machine.replica.role == .leader {
      let term = nodes[place].machine.replica.currentTerm
      if nodes[place].condition != .down, term > best?.term ?? 0 { best = (NodeID(place + 1), term) }
    }
    return best?.node
  }

  var electionTimers: [Int] {
    nodes.indices.filter { nodes[$0].hasElectionTimer }
  }

  func ids(of positions: [Int]) -> NodeSet { NodeSet(positions.map { nodes[$0].id }) }

  /// What an operator knows who asks all servers: the members as the one that knows most committed entries has
  /// them, those that are being replaced included.
  var membersNow: KnownMembers {
    mutating get {
      var known = KnownMembers(members: NodeSet(configuration.members), committed: 0, term: 0)
      for place in nodes.indices {
        if let other = nodes[place].knownMembers(), other.committed >= known.committed { known = other }
      }
      return known
    }
  }

  /// The live leaders with their terms and logs.
  mutating func leadersAndLogs() -> [(NodeID, Term, EntryLog)] {
    var leaders: [(NodeID, Term, EntryLog)] = []
    for place in nodes.indices where nodes[place].leads() {
      let (term, log) = nodes[place].termAndLog()
      leaders.append((NodeID(place + 1), term, log))
    }
    return leaders
  }

  /// The leases of all leaders, when each ends by its leader's own clock.
  var runningLeases: [LeaseExclusive.Lease] {
    guard configuration.reads == .lease else { return [] }
    return nodes.compactMap { node in
      guard node.isAlive, node.replica.role == .leader, let until = node.replica.view.leaseUntil else {
        return nil
      }
      return LeaseExclusive.Lease(
        leader: node.id, term: node.replica.currentTerm, until: node.clock.time(of: until))
    }
  }

  /// Who holds an entry, dead nodes included where it is on disk.
  /// - Parameter value: Where entries do not keep their term, what it holds.
  mutating func holders(of position: LogPosition, _ value: Entry?) -> (inMemory: NodeSet, onDisk: NodeSet) {
    var holders = (inMemory: NodeSet(), onDisk: NodeSet())
    for place in nodes.indices {
      if nodes[place].holdsInMemory(position, value) { holders.inMemory.insert(NodeID(place + 1)) }
      if nodes[place].holdsOnDisk(position, value) { holders.onDisk.insert(NodeID(place + 1)) }
    }
    return holders
  }

  // MARK: Log length

  /// Entries kept behind what every node has applied and stored, so that they can be shown.
  static var shownEntries: LogIndex { 256 }

  /// Discards what every node, dead ones included, has applied and stored durably, but for what is shown.
  /// Nothing can ask for it any more: all later leaders hold it, and so does every follower.
  /// - Returns: Through where nothing needs to be known of the logs any more.
  mutating func trimLogs() -> LogIndex {
    lastTrim = committed
    guard configuration.snapshotAfter == 0 else {
      // The replicas compact their own logs; only what is watched beside them is to be forgotten here.
      return nodes.map { $0.replica.log.base.index }.min() ?? 0
    }
    for position in nodes.indices { nodes[position].noteSafe() }
    let members = membersNow.members
    var common = LogIndex.max
    for position in nodes.indices where members.contains(NodeID(position + 1)) {
      common = min(common, nodes[position].safeIndex)
    }
    guard common != .max, common > checkpoint.applied + Self.shownEntries,
      let source = nodes.first(where: {
        $0.isAlive && $0.safeIndex >= common && $0.replica.log.firstIndex <= checkpoint.applied + 1
      })
    else { return 0 }
    let step = EntryLog.discardedTogether
    let target = (common - Self.shownEntries) / step * step
    guard target > checkpoint.applied else { return 0 }
    let log = source.replica.log
    var advanced = checkpoint
    while advanced.applied < target {
      let index = advanced.applied + 1
      // With a rule broken, a log may be shorter than what its node once stored.
      guard let entry = log.entry(at: index) else { return 0 }
      if entry.kind != .command {
        advanced.skip(at: index)
      } else {
        _ = advanced.apply(entry.payload, at: index)
      }
    }
    // A removed server keeps its log, and so what stands for the entries before that.
    for position in nodes.indices where nodes[position].safeIndex < target {
      if nodes[position].durable.log.base.index == checkpoint.applied {
        nodes[position].olderCheckpoint = checkpoint
      }
    }
    checkpoint = advanced
    knownConverged = nil
    for position in nodes.indices where nodes[position].safeIndex >= target {
      nodes[position].replica.discardLog(through: target)
      nodes[position].durable.discardLog(through: target)
    }
    return target
  }
}
