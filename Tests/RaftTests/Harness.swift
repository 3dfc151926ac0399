import Consensus
import Testing

@testable import Raft

/// An entry that says where it belongs, so that two different entries never look alike.
func entry(_ term: Term, at index: LogIndex) -> Entry {
  Entry(
    term: term, kind: .command, payload: [UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: term)])
}

func position(_ index: LogIndex, _ term: Term) -> LogPosition { LogPosition(index: index, term: term) }

/// The entries of these terms, from `first` on.
func entries(_ terms: [Term], from first: LogIndex = 1) -> [Entry] {
  terms.enumerated().map { entry($1, at: first + UInt64($0)) }
}

/// A disk that holds these terms' entries, a current term and a vote.
func disk(terms: [Term], term: Term, vote: NodeID? = nil) -> RaftDurableState {
  var state = RaftDurableState()
  state.perform(
    RaftDurableState.Write(
      number: 1, changes: [.termAndVote(term: term, vote: vote)],
      entries: EntryBatch(entries(terms)), firstIndex: 1))
  return state
}

/// One replica stepped by hand, and its disk: fast (each write is durable at once) or slow (writes wait for
/// `flushDisk`).
struct Server {
  static let electionTimeout: ClosedRange<Nanoseconds> = 150...300
  static let heartbeat: Nanoseconds = 50

  var configuration: ReplicaConfiguration
  var machine: Machine<RaftReplica>
  var now: Nanoseconds = 0
  var diskIsFast = true
  /// What was answered to requests, in order.
  private(set) var answers: [RequestReply.Outcome] = []
  /// The last snapshot that replaced the state machine's state.
  private(set) var loaded: Snapshot?

  var id: NodeID { machine.id }
  var replica: RaftReplica {
    get { machine.replica }
    set { machine.replica = newValue }
  }
  var disk: RaftDurableState {
    get { machine.durable }
    set { machine.durable = newValue }
  }

  init(
    _ number: Int = 1, of size: Int = 5, log: [Term] = [], term: Term? = nil, vote: NodeID? = nil,
    noOp: Bool = false, appendLimit: Int = 64, broken: [BrokenRule] = [],
    configure: (inout ReplicaConfiguration) -> Void = { _ in }
  ) {
    var configuration = ReplicaConfiguration(
      members: (1...size).map { NodeID($0) }, electionTimeout: Self.electionTimeout,
      heartbeatInterval: Self.heartbeat, appendLimit: appendLimit, noOp: noOp,
      broken: BrokenRules(broken))
    configure(&configuration)
    self.configuration = configuration
    machine = Machine(
      id: NodeID(number), configuration: configuration,
      durable: RaftTests.disk(terms: log, term: term ?? log.last ?? 0, vote: vote), seed: UInt64(number))
  }

  /// Steps the replica; where the disk is fast, writes and what their durability brings are part of it.
  @discardableResult
  mutating func step(_ input: Input<RaftMessage>) -> RaftEffects {
    var all = stepOnce(input)
    while diskIsFast, !machine.writes.isEmpty { merge(flushDisk(), into: &all) }
    return all
  }

  /// Makes durable what was asked for so far, and tells the replica.
  @discardableResult
  mutating func flushDisk() -> RaftEffects {
    guard machine.beginWrite(), let written = machine.endWrite() else {
      return RaftEffects(recordsDecisions: true)
    }
    return stepOnce(.durable(upTo: written.number))
  }

  /// Loses memory and what was not durable; comes back from the disk.
  mutating func restart() {
    machine.crash()
    machine.restart(configuration, seed: 99, now: now)
  }

  /// Damages a stored entry, which must be there.
  mutating func damage(_ index: LogIndex) {
    if !disk.corrupt(.entry(index)) { Issue.record("no entry is stored at \(index)") }
  }

  @discardableResult
  mutating func receive(_ message: RaftMessage, from sender: Int) -> RaftEffects {
    step(.receive(from: NodeID(sender), message))
  }

  /// Lets the election timer fire and takes the votes of these nodes.
  @discardableResult
  mutating func elect(votes voters: [Int]) -> RaftEffects {
    var all = step(.fireElectionTimer)
    for voter in voters { merge(receive(vote(true, term: replica.currentTerm), from: voter), into: &all) }
    return all
  }

  private mutating func stepOnce(_ input: Input<RaftMessage>) -> RaftEffects {
    var effects = RaftEffects(recordsDecisions: true)
    machine.step(input, now: now, effects: &effects)
    answers += effects.replies.map(\.outcome)
    if let load = effects.restore { loaded = load }
    return effects
  }

  private func merge(_ more: RaftEffects, into all: inout RaftEffects) {
    all.sends += more.sends
    if let load = more.restore { all.restore = load }
    if let wanted = more.wantsSnapshot { all.wantsSnapshot = wanted }
    if !more.applies.isEmpty {
      #expect(all.applies.isEmpty || all.applies.upperBound == more.applies.lowerBound)
      all.applies = (all.applies.isEmpty ? more : all).applies.lowerBound..<more.applies.upperBound
    }
    all.replies += more.replies
    all.decisions += more.decisions
  }

  var terms: [Term] {
    (0..<replica.log.count).map { replica.log[replica.log.firstIndex + UInt64($0)].term }
  }
}

// MARK: Messages

func vote(_ granted: Bool, term: Term) -> RaftMessage {
  .requestVoteReply(.init(term: term, voteGranted: granted))
}

func requestVote(term: Term, last: LogPosition = .origin) -> RaftMessage {
  .requestVote(.init(term: term, lastLog: last))
}

/// AppendEntries with entries of these terms after `previous`.
func append(
  term: Term, after previous: LogPosition = .origin, _ terms: [Term] = [], commit: LogIndex = 0
) -> RaftMessage {
  .appendEntries(
    .init(
      term: term, previous: previous, leaderCommit: commit,
      entries: EntryBatch(entries(terms, from: previous.index + 1))))
}

func stored(_ index: LogIndex, term: Term, _ integrity: DiskIntegrity = .sound) -> RaftMessage {
  .appendEntriesReply(.init(term: term, result: .stored(through: index), integrity: integrity))
}

extension Effects where Message == RaftMessage, Decision: Explained {
  var voteReplies: [Bool] {
    sends.compactMap {
      if case .requestVoteReply(let reply) = $0.message { reply.voteGranted } else { nil }
    }
  }
  var appendReplies: [RaftMessage.AppendEntriesReply.Result] {
    sends.compactMap {
      if case .appendEntriesReply(let reply) = $0.message { reply.result } else { nil }
    }
  }
  var voteRequests: [RaftMessage.RequestVote] {
    sends.compactMap { if case .requestVote(let request) = $0.message { request } else { nil } }
  }
  var appends: [(to: NodeID, RaftMessage.AppendEntries)] {
    sends.compactMap { if case .appendEntries(let request) = $0.message { ($0.to, request) } else { nil } }
  }
  var decisionNames: [String] { decisions.map(\.name) }
}

/// Several servers and the messages between them, delivered in order of sending.
struct Group {
  var servers: [Server]
  var cut = NodeSet()
  private(set) var delivered = 0
  /// What the last step answered, and all that steps decided.
  private(set) var lastReplies: [RequestReply] = []
  private(set) var replies: [RequestReply] = []
  private(set) var decisions: [Decision] = []
  private var queue: [(from: NodeID, to: NodeID, message: RaftMessage)] = []

  init(_ servers: [Server]) { self.servers = servers }

  /// Servers 1…size, each with this log, and spares that are no members yet.
  init(
    _ size: Int, spare: Int = 0, logs: [Int: [Term]] = [:], term: Term? = nil, noOp: Bool = true,
    configure: (inout ReplicaConfiguration) -> Void = { _ in }
  ) {
    servers = (1...(size + spare)).map {
      Server($0, of: size, log: logs[$0] ?? [], term: term, noOp: noOp, configure: configure)
    }
  }

  /// Moves every server's clock; nobody wakes.
  mutating func wait(_ span: Nanoseconds) {
    for position in servers.indices { servers[position].now += span }
  }

  /// The servers that lead, by number.
  var leaders: [Int] { servers.filter { $0.replica.role == .leader }.map(\.id.number) }

  /// What `number` answers to a request, at once or while the group settles.
  mutating func request(_ number: Int, _ input: Input<RaftMessage>) -> [RequestReply.Outcome] {
    let before = servers[number - 1].answers.count
    step(number, input)
    settle()
    return Array(servers[number - 1].answers[before...])
  }

  subscript(number: Int) -> Server {
    get { servers[number - 1] }
    set { servers[number - 1] = newValue }
  }

  mutating func step(_ number: Int, _ input: Input<RaftMessage>) {
    let effects = servers[number - 1].step(input)
    lastReplies = effects.replies
    replies += effects.replies
    decisions += effects.decisions
    queue += effects.sends.map { (NodeID(number), $0.to, $0.message) }
  }

  /// Delivers until nothing is on its way; messages of cut servers are lost.
  mutating func settle() {
    while !queue.isEmpty, delivered < 100_000 {
      let next = queue.removeFirst()
      if cut.contains(next.from) || cut.contains(next.to) { continue }
      delivered += 1
      step(next.to.number, .receive(from: next.from, next.message))
    }
  }

  /// Makes `number` ask for votes, and settles.
  mutating func elect(_ number: Int) {
    step(number, .fireElectionTimer)
    settle()
  }

  /// A heartbeat of `number`, and what comes of it.
  mutating func heartbeat(_ number: Int) {
    let now = max(servers[number - 1].now, servers[number - 1].replica.nextWake)
    for position in servers.indices { servers[position].now = max(servers[position].now, now) }
    step(number, .wake)
    settle()
  }
}
