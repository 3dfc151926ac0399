import Consensus

/// One Raft server as a value: Figure 2 and §5.1–§5.4 of *In Search of an Understandable Consensus
/// Algorithm* (extended version, Ongaro and Ousterhout, 2014), and the empty entry of §8.
///
/// Time comes in with each input and randomness from a seed; nothing is sent or written here, it is asked
/// for as effects.
///
/// ## Durability
/// Each write has a number. A message that promises something (a granted vote, a stored entry) names state
/// that must survive a crash, so it is held until all writes asked for before it are durable. Two messages
/// need not wait: AppendEntries, for which a leader counts its own copy only once that is on its disk
/// (dissertation §10.2.1); and RequestVote, which names only the durable log, while the candidate's own vote
/// counts once durable and no leader is made without it. So a leader's term is always on its disk, and no
/// server ever leads one term twice.
///
/// ## Where the paper leaves room
/// - One AppendEntries with entries is under way to a follower at a time; what is proposed meanwhile goes
///   together in the next. A heartbeat carries again what the follower has not acknowledged (§5.3: "the
///   leader retries AppendEntries RPCs indefinitely").
/// - A refused AppendEntries carries the hint that the paper sketches at the end of §5.3.
/// - Followers learn a new commitIndex with the next AppendEntries, as in Figure 2.
public struct RaftReplica: Replica {
  public let id: NodeID
  var configuration: ReplicaConfiguration
  /// The other members, in order.
  let peers: [NodeID]
  /// How many votes or copies decide: a majority of all members, dead or alive (see `countLiving`).
  var needed: Int

  // Persistent state on all servers (Figure 2); on disk once the write that carries it is durable.
  public internal(set) var currentTerm: Term
  var votedFor: NodeID?
  public internal(set) var log: EntryLog

  // Volatile state on all servers (Figure 2).
  public internal(set) var commitIndex: LogIndex
  public internal(set) var lastApplied: LogIndex
  public internal(set) var role: Role = .follower
  var knownLeader: NodeID?

  /// Votes of the current election; the own one once durable.
  var votes: NodeSet = []
  /// How many votes arrived in the current election, the same one twice included; never decides but where
  /// `countVoteTwice` breaks the rule.
  var voteArrivals = 0
  /// When each peer was last heard from; empty unless `livingMajority` breaks the rule.
  var lastHeard: [Nanoseconds] = []
  /// The write that carries the own vote of the current election.
  var ownVoteWrite: UInt64 = 0
  /// Volatile state on leaders (Figure 2), by position in `peers`; empty unless leader.
  var progress: [PeerProgress] = []

  var timerStart: Nanoseconds
  public internal(set) var nextWake: Nanoseconds
  var generator: SeededGenerator

  var durability: Durability

  public init(
    id: NodeID, configuration: ReplicaConfiguration, durable: RaftDurableState, seed: UInt64,
    now: Nanoseconds
  ) {
    self.id = id
    self.configuration = configuration
    peers = configuration.members.filter { $0 != id }
    needed = majority(of: configuration.members.count)
    currentTerm = durable.term
    votedFor = durable.vote
    log = durable.log
    // Volatile: what the log's discarded front held was applied to the state that stands in for it.
    commitIndex = durable.log.base.index
    lastApplied = durable.log.base.index
    timerStart = now
    nextWake = now
    generator = SeededGenerator(seed: seed)
    durability = Durability(durableIndex: durable.log.lastIndex)
    breakRules(configuration.broken, now: now)
    resetElectionTimer(now: now)
  }

  public var durableIndex: LogIndex { durability.durableIndex }

  public mutating func step(
    _ input: Input<RaftMessage>, now: Nanoseconds,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    if breaks(.livingMajority) { countLiving(input, now: now) }
    switch input {
    case .wake:
      guard now >= nextWake else { return }
      if role == .leader {
        sendHeartbeats(now: now, effects: &effects)
      } else {
        startElection(now: now, effects: &effects)
      }
    case .receive(let from, let message):
      receive(message, from: from, now: now, effects: &effects)
    case .propose(let token, let command):
      propose(command, token: token, effects: &effects)
    case .durable(let number):
      becameDurable(upTo: number, now: now, effects: &effects)
    case .fireElectionTimer:
      if role != .leader { startElection(now: now, effects: &effects) }
    case .setElectionTimer(let deadline):
      if role != .leader { nextWake = max(now, deadline) }
    case .breakRules(let rules):
      breakRules(rules, now: now)
    }
    durability.flush(term: currentTerm, vote: voteToStore, effects: &effects)
  }

  private mutating func receive(
    _ message: RaftMessage, from: NodeID, now: Nanoseconds,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    if message.term > currentTerm {
      adoptTerm(message.term, from: from, now: now, effects: &effects)
    }
    if breaks(.anyMessageResetsTimer), role != .leader { resetElectionTimer(now: now) }
    switch message {
    case .requestVote(let request): handle(request, from: from, now: now, effects: &effects)
    case .requestVoteReply(let reply): handle(reply, from: from, now: now, effects: &effects)
    case .appendEntries(let request): handle(request, from: from, now: now, effects: &effects)
    case .appendEntriesReply(let reply): handle(reply, from: from, effects: &effects)
    }
  }

  /// "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower"
  /// (Figure 2, Rules for Servers; §5.1).
  private mutating func adoptTerm(
    _ term: Term, from: NodeID, now: Nanoseconds,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    let oldTerm = currentTerm
    let oldRole = role
    currentTerm = term
    votedFor = nil
    durability.termOrVoteChanged()
    becomeFollower(now: now)
    if oldRole == .follower {
      effects.decide(.adoptedTerm(oldTerm: oldTerm, newTerm: term, heardFrom: from))
    } else {
      effects.decide(.steppedDown(from: oldRole, oldTerm: oldTerm, newTerm: term, heardFrom: from))
    }
  }

  /// Returns to follower in the current term. A leader has had no election timer until now.
  mutating func becomeFollower(now: Nanoseconds) {
    let wasLeader = role == .leader
    role = .follower
    knownLeader = nil
    votes = []
    progress.removeAll(keepingCapacity: true)
    if wasLeader { resetElectionTimer(now: now) }
  }

  /// A fresh random wait from a fixed range (§5.2).
  mutating func resetElectionTimer(now: Nanoseconds) {
    let range = configuration.electionTimeout
    timerStart = now
    nextWake = now + generator.draw(range.lowerBound, range.upperBound)
  }

  /// Sends a message that promises durable state, as soon as that is durable ("updated on stable storage
  /// before responding to RPCs", Figure 2).
  mutating func sendWhenDurable(
    _ message: RaftMessage, to: NodeID, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    if breaks(.replyBeforeDurable) {
      effects.sends.append(Outgoing(to: to, message: message))
      return
    }
    durability.send(message, to: to, effects: &effects)
  }

  /// The disk has everything up to write `number`.
  private mutating func becameDurable(
    upTo number: UInt64, now: Nanoseconds, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    durability.confirm(upTo: number, effects: &effects)
    switch role {
    case .candidate: countOwnVoteIfDurable(now: now, effects: &effects)
    case .leader: advanceCommitIndex(from: id, effects: &effects)
    case .follower: break
    }
  }

  /// "If commitIndex > lastApplied: increment lastApplied, apply log[lastApplied] to state machine"
  /// (Figure 2, Rules for Servers; §5.3).
  mutating func applyCommitted(effects: inout Effects<RaftMessage, RaftDurableState.Write>) {
    // A log that ends before commitIndex is only left by a broken rule.
    while lastApplied < min(commitIndex, log.lastIndex) {
      lastApplied += 1
      effects.applies.append(CommittedEntry(index: lastApplied, entry: log[lastApplied]))
    }
  }

  public mutating func discardLog(through index: LogIndex) {
    log.discard(through: min(index, lastApplied, durability.durableIndex))
  }

  public var view: ReplicaView {
    ReplicaView(
      role: role, currentTerm: currentTerm, votedFor: votedFor, commitIndex: commitIndex,
      lastApplied: lastApplied, durableIndex: durability.durableIndex,
      knownLeader: role == .leader ? id : knownLeader, votes: votes,
      timer: role == .leader ? .heartbeat : .election, timerStart: timerStart,
      timerDeadline: nextWake,
      progress: zip(peers, progress).map {
        ReplicaView.Progress(node: $0, nextIndex: $1.nextIndex, matchIndex: $1.matchIndex)
      })
  }
}

/// What a leader knows of one follower (Figure 2, volatile state on leaders).
struct PeerProgress: Sendable {
  /// The next entry to send to it.
  var nextIndex: LogIndex
  /// The highest entry known to be durably replicated on it.
  var matchIndex: LogIndex = 0
  /// The highest entry sent and not yet answered; at or below `matchIndex` when nothing is under way.
  var sentThrough: LogIndex = 0

  var awaitsReply: Bool { sentThrough > matchIndex }
}
