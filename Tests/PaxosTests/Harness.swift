import Consensus

@testable import Paxos

/// Ballot `round.node` as it travels.
func ballot(_ round: UInt64, _ node: Int) -> Term { Ballot(round: round, node: NodeID(node)).term }

/// A value that is told from all others by this number.
func value(_ number: UInt64, under ballot: Term = 0) -> Entry {
  Entry(term: ballot, kind: .command, payload: withUnsafeBytes(of: number.bigEndian) { Array($0) })
}

/// A disk that holds this promise and these slots, from the first on; nil is a hole.
func disk(promised: Term, _ slots: [Entry?] = []) -> StoredState {
  var state = StoredState()
  state.perform(
    StoredState.Write(
      number: 1, changes: [.termAndVote(term: promised, vote: nil)], entries: EntryBatch(), firstIndex: 1))
  for (place, entry) in slots.enumerated() {
    guard let entry else { continue }
    state.perform(
      StoredState.Write(
        number: 2, changes: [], entries: [entry], firstIndex: LogIndex(place + 1), takesPlaces: true))
  }
  return state
}

/// One replica stepped by hand, and its disk: fast (each write is durable at once) or slow (writes wait for
/// `flushDisk`).
struct Server {
  var configuration: ReplicaConfiguration
  var machine: Machine<PaxosReplica>
  var now: Nanoseconds = 0
  var diskIsFast = true
  private(set) var answers: [RequestReply.Outcome] = []

  var id: NodeID { machine.id }
  var replica: PaxosReplica { machine.replica }

  init(
    _ number: Int = 1, of size: Int = 3, disk: StoredState = StoredState(), broken: [BrokenPaxosRule] = [],
    configure: (inout ReplicaConfiguration) -> Void = { _ in }
  ) {
    var configuration = ReplicaConfiguration(
      members: (1...size).map { NodeID($0) }, electionTimeout: 150...300, heartbeatInterval: 50,
      appendLimit: 64,
      noOp: true, broken: BrokenRules(broken))
    configure(&configuration)
    self.configuration = configuration
    machine = Machine(id: NodeID(number), configuration: configuration, durable: disk, seed: UInt64(number))
  }

  /// Steps the replica; where the disk is fast, writes and what their durability brings are part of it.
  @discardableResult
  mutating func step(_ input: Input<PaxosMessage>) -> PaxosEffects {
    var all = stepOnce(input)
    while diskIsFast, !machine.writes.isEmpty { Self.merge(flushDisk(), into: &all) }
    return all
  }

  @discardableResult
  mutating func receive(_ message: PaxosMessage, from sender: Int) -> PaxosEffects {
    step(.receive(from: NodeID(sender), message))
  }

  /// Makes durable what was asked for so far, and tells the replica.
  @discardableResult
  mutating func flushDisk() -> PaxosEffects {
    guard machine.beginWrite(), let written = machine.endWrite() else {
      return PaxosEffects(recordsDecisions: true)
    }
    return stepOnce(.durable(upTo: written.number))
  }

  /// Loses memory and what was not durable, but for the first units of the next write; comes back from the disk.
  mutating func restart(tearing units: Int = 0) {
    _ = machine.beginWrite()
    machine.crash(units: units)
    machine.restart(configuration, seed: 99 + now, now: now)
  }

  private mutating func stepOnce(_ input: Input<PaxosMessage>) -> PaxosEffects {
    var effects = PaxosEffects(recordsDecisions: true)
    machine.step(input, now: now, effects: &effects)
    answers += effects.replies.map(\.outcome)
    return effects
  }

  private static func merge(_ more: PaxosEffects, into all: inout PaxosEffects) {
    all.sends += more.sends
    if let load = more.restore { all.restore = load }
    if let wanted = more.wantsSnapshot { all.wantsSnapshot = wanted }
    if !more.applies.isEmpty {
      all.applies = (all.applies.isEmpty ? more : all).applies.lowerBound..<more.applies.upperBound
    }
    all.replies += more.replies
    all.decisions += more.decisions
  }
}

extension Effects where Message == PaxosMessage, Decision: Explained {
  var promises: [PaxosMessage.Promise] {
    sends.compactMap { if case .promise(let promise) = $0.message { promise } else { nil } }
  }
  var accepts: [PaxosMessage.Accept] {
    sends.compactMap { if case .accept(let accept) = $0.message { accept } else { nil } }
  }
  var accepted: [PaxosMessage.Accepted] {
    sends.compactMap { if case .accepted(let accepted) = $0.message { accepted } else { nil } }
  }
  var nacks: [PaxosMessage.Nack] {
    sends.compactMap { if case .nack(let nack) = $0.message { nack } else { nil } }
  }
  var decisionNames: [String] { decisions.map(\.name) }
}

// MARK: Messages

func prepare(_ ballot: Term, from first: LogIndex = 1) -> PaxosMessage {
  .prepare(.init(ballot: ballot, first: first))
}

func promise(
  _ ballot: Term, asked: LogIndex = 1, _ entries: [Entry] = [], at first: LogIndex = 1, chosen: LogIndex = 0,
  part: Int = 1, of parts: Int = 1
) -> PaxosMessage {
  .promise(
    .init(
      ballot: ballot, asked: asked, part: part, parts: parts, first: first, entries: EntryBatch(entries),
      chosenThrough: chosen))
}

func accept(
  _ ballot: Term, _ values: [UInt64] = [], at first: LogIndex = 1, chosen: LogIndex = 0,
  last: LogIndex? = nil,
  round: UInt64 = 1
) -> PaxosMessage {
  .accept(
    .init(
      ballot: ballot, first: first, entries: EntryBatch(values.map { value($0, under: ballot) }),
      chosenThrough: chosen, last: last ?? first + UInt64(values.count) - 1, round: round))
}

func accepted(
  _ ballot: Term, through: LogIndex, end: LogIndex? = nil, round: UInt64 = 1,
  _ integrity: DiskIntegrity = .sound
) -> PaxosMessage {
  .accepted(.init(ballot: ballot, through: through, end: end ?? through, round: round, integrity: integrity))
}

/// Several servers and the messages between them, delivered in order of sending.
struct Group {
  var servers: [Server]
  /// Links that lose all that is sent over them.
  var cut: Set<[Int]> = []
  private(set) var delivered = 0
  private(set) var decisions: [PaxosDecision] = []
  /// What each executed, by number.
  private(set) var executed: [Int: [Entry]] = [:]
  private var queue: [(from: Int, to: Int, message: PaxosMessage)] = []
  private var token: UInt64 = 0

  init(_ size: Int, configure: (inout ReplicaConfiguration) -> Void = { _ in }) {
    servers = (1...size).map { Server($0, of: size, configure: configure) }
  }

  subscript(number: Int) -> Server {
    get { servers[number - 1] }
    set { servers[number - 1] = newValue }
  }

  var leaders: [Int] { servers.filter { $0.replica.role == .leader }.map(\.id.number) }

  mutating func isolate(_ side: Int...) { isolate(side) }

  mutating func isolate(_ side: some Sequence<Int>) {
    cut = []
    for one in servers.map(\.id.number) {
      for other in servers.map(\.id.number) where side.contains(one) != side.contains(other) {
        cut.insert([one, other])
      }
    }
  }

  mutating func step(_ number: Int, _ input: Input<PaxosMessage>) {
    let effects = servers[number - 1].step(input)
    decisions += effects.decisions
    executed[number, default: []] += servers[number - 1].replica.log.entries(in: effects.applies).map(\.entry)
    queue += effects.sends.map { (number, $0.to.number, $0.message) }
  }

  /// Delivers until nothing is on its way.
  mutating func settle() {
    while !queue.isEmpty, delivered < 100_000 {
      let next = queue.removeFirst()
      if cut.contains([next.from, next.to]) { continue }
      delivered += 1
      step(next.to, .receive(from: NodeID(next.from), next.message))
    }
  }

  mutating func elect(_ number: Int) {
    step(number, .fireElectionTimer)
    settle()
  }

  mutating func propose(_ number: UInt64, at server: Int) {
    token += 1
    step(server, .propose(token: token, command: value(number).payload))
    settle()
  }

  /// A heartbeat of `number`, and what comes of it.
  mutating func heartbeat(_ number: Int) {
    let now = max(servers[number - 1].now, servers[number - 1].replica.nextWake)
    for position in servers.indices { servers[position].now = max(servers[position].now, now) }
    step(number, .wake)
    settle()
  }

  /// What `number` executed, without no-ops.
  func commands(_ number: Int) -> [UInt64] {
    (executed[number] ?? []).filter { $0.kind == .command }.map {
      $0.payload.reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
