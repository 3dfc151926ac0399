import Consensus

/// What is on a Raft server's disk.
public typealias RaftDurableState = StoredState

/// What a step of Raft wants done.
public typealias RaftEffects = Effects<RaftMessage, RaftDurableState.Write, Decision>

/// One Raft server as a value: Figure 2 and §5.1–§5.4 of the paper, the empty entry of §8, and from the dissertation
/// what `ReplicaConfiguration` or an input asks for; `Raft.swift` says where each stands.
///
/// ## Durability
/// Each write has a number. A message that promises something (a granted vote, a stored entry) names state
/// that must survive a crash, so it is held until all writes asked for before it are durable. The others leave
/// at once: AppendEntries, for which a leader counts its own copy only once that is on its disk (dissertation
/// §10.2.1); RequestVote, which names only the durable log, while the candidate's own vote counts once durable
/// and no leader is made without it; and PreVote, its answer, TimeoutNow and InstallSnapshot, which promise
/// nothing. So a leader's term is always on its disk, and no server ever leads one term twice.
///
/// ## Where the paper leaves room
/// - `window` AppendEntries with entries are under way to a follower at a time; what is proposed meanwhile
///   goes together in the next. With a window of one a heartbeat carries again what the follower has not
///   acknowledged (§5.3: "the leader retries AppendEntries RPCs indefinitely"); with a larger one it is
///   refused where something before it was lost, and sending starts again from there.
/// - A refused AppendEntries carries the hint that the paper sketches at the end of §5.3.
/// - Followers learn a new commitIndex with the next AppendEntries, as in Figure 2.
public struct RaftReplica: Replica {
  public typealias Rule = BrokenRule

  public let id: NodeID
  var configuration: ReplicaConfiguration

  // Persistent state on all servers (Figure 2); on disk once the write that carries it is durable.
  public internal(set) var currentTerm: Term
  var votedFor: NodeID?
  public internal(set) var log: EntryLog
  /// Whether the disk still holds what was promised.
  public internal(set) var integrity: DiskIntegrity
  /// What stands for the entries before the log's first, once there is something.
  var snapshot: Snapshot?

  // Volatile state on all servers (Figure 2).
  public internal(set) var commitIndex: LogIndex
  public internal(set) var lastApplied: LogIndex
  public internal(set) var role: Role = .follower
  var knownLeader: NodeID?

  /// The configurations that the log shows, oldest first; the first element is the one in force before the
  /// log's first entry. The last is in use (dissertation §4.1).
  @usableFromInline var memberships: [MembershipRecord]
  /// What decides: the configuration in use; narrower only where `livingMajority` breaks the rule.
  var decidingMembership: Membership
  /// The others that receive the log, in order.
  var peers: [NodeID]

  /// Votes of the current election, or pre-votes; the own vote once durable.
  var votes: NodeSet = []
  /// Whether the votes are only answers to the question of §9.6.
  var isPreVoting = false
  /// How many votes arrived in the current election, the same one twice included; never decides but where
  /// `countVoteTwice` breaks the rule.
  var voteArrivals = 0
  /// The write that carries the own vote of the current election.
  var ownVoteWrite: UInt64 = 0
  /// When a message of a current leader last came; nil: not in this life, and none can have been promised
  /// anything in an earlier one.
  var heardLeaderAt: Nanoseconds?
  /// Who that was; nil: nobody in this life.
  var lastLeader: NodeID?

  // By node number.
  /// When each server last answered something: what it sends of its own says not that it hears this one.
  var heardAt: [Nanoseconds]
  /// Volatile state on leaders (Figure 2), with the own durable index; meaningless unless leader.
  @usableFromInline var matchIndex: [LogIndex]
  var progress: [FollowerProgress]
  /// Followers that lost promised state: nothing of them counts for a quorum (dissertation §3.8). Empty
  /// unless leader.
  var uncounted: NodeSet = []

  var reads = ReadState()
  var transfer: TransferState?
  var incoming: IncomingSnapshot?
  var compaction = CompactionState()

  /// Set while a damaged log's repair is on its way to the disk.
  var repair: Repair?
  /// What the restart found and was not told yet.
  var findings: [IntegrityDecision] = []

  /// When it last began to lead.
  public internal(set) var leadsSince: Nanoseconds = 0
  /// A leader's next heartbeat.
  var heartbeatDue: Nanoseconds = 0
  var timerStart: Nanoseconds
  public internal(set) var nextWake: Nanoseconds
  var generator: SeededGenerator

  var durability: Durability<RaftMessage>

  public init(
    id: NodeID, configuration: ReplicaConfiguration, durable stored: RaftDurableState, seed: UInt64,
    now: Nanoseconds
  ) {
    let reading = stored.read()
    let durable = reading.state
    self.id = id
    self.configuration = configuration
    currentTerm = durable.term
    votedFor = durable.vote
    log = durable.log
    integrity = durable.integrity
    snapshot = durable.snapshot
    // Volatile: what stands for the log's discarded front was applied to the state that comes with it.
    commitIndex = max(durable.log.base.index, durable.snapshot?.last.index ?? 0)
    lastApplied = commitIndex
    memberships = Self.memberships(in: durable, first: configuration.members)
    decidingMembership = memberships.last?.membership ?? Membership(voters: [])
    peers = []
    // An earlier life may have heard a leader just before the crash; a server without a term has had none.
    heardLeaderAt = stored.term > 0 ? now : nil
    heardAt = Array(repeating: now, count: NodeID.highest + 1)
    matchIndex = Array(repeating: 0, count: NodeID.highest + 1)
    progress = Array(repeating: FollowerProgress(), count: NodeID.highest + 1)
    timerStart = now
    nextWake = now
    generator = SeededGenerator(seed: seed)
    durability = Durability(durableIndex: durable.log.lastIndex)
    forgetWhatIsLost(reading)
    forgetDamage(in: durable)
    noteFindings(reading, before: stored)
    peers = otherMembers
    resetElectionTimer(now: now)
  }

  public mutating func redraw(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  public var durableIndex: LogIndex { durability.durableIndex }

  @inlinable @inline(__always)
  public func matchIndex(of node: NodeID) -> LogIndex { role == .leader ? matchIndex[node.number] : 0 }

  public mutating func step(
    _ input: consuming Input<RaftMessage>, now: Nanoseconds,
    effects: inout RaftEffects
  ) {
    if breaks(.livingMajority) { countLiving(input, now: now) }
    if !findings.isEmpty { announceFindings(effects: &effects) }
    switch consume input {
    case .receive(let from, let message): receive(message, from: from, now: now, effects: &effects)
    case .propose(let token, let command): propose(command, token: token, effects: &effects)
    case .durable(let number): becameDurable(upTo: number, now: now, effects: &effects)
    case .wake: wake(now: now, effects: &effects)
    case .read(let token): read(token: token, now: now, effects: &effects)
    case let request: handleRequest(request, now: now, effects: &effects)
    }
    if durability.isDirty {
      durability.flush(
        term: currentTerm, vote: voteToStore, integrity: integrity, log: log, effects: &effects)
    }
  }

  /// What a person or the host asks for, besides commands.
  private mutating func handleRequest(
    _ input: Input<RaftMessage>, now: Nanoseconds, effects: inout RaftEffects
  ) {
    switch input {
    case .fireElectionTimer: forceElectionTimer(now: now, effects: &effects)
    case .setElectionTimer(let deadline): setElectionTimer(to: deadline, now: now)
    case .setIndex(let which, let follower, let index):
      guard role == .leader, peers.contains(follower) else { break }
      switch which {
      case .next: progress[follower.number].nextIndex = index
      case .match:
        // Nothing checks it: it counts as a copy at once.
        matchIndex[follower.number] = index
        advanceCommitIndex(from: follower, now: now, effects: &effects)
      }
    case .breakRules(let rules): breakRules(rules, now: now)
    case .receiveAnyway(let from, let message):
      receiveAnyway(message, from: from, now: now, effects: &effects)
    case .changeMembership(let token, let change):
      changeMembership(change, token: token, now: now, effects: &effects)
    case .transferLeadership(let token, let to):
      transferLeadership(to: to, token: token, now: now, effects: &effects)
    case .propositionStep(let token, _): effects.reply(.refused(.noBallots), to: token)
    case .takeSnapshot: askForSnapshot(effects: &effects)
    case .snapshotTaken(let index, let data): snapshotTaken(through: index, data, now: now, effects: &effects)
    case .wake, .receive, .propose, .durable, .read: break
    }
  }

  private mutating func wake(now: Nanoseconds, effects: inout RaftEffects) {
    guard now >= nextWake else { return }
    if role == .leader {
      leaderWakes(now: now, effects: &effects)
    } else {
      electionTimerFired(now: now, effects: &effects)
    }
  }

  /// A person has it grant what its rules refuse, for this one message: a second vote in a term (§5.2), a vote for
  /// a log that is behind (§5.4.1) or against a leader that it hears (dissertation §4.2.3), entries behind one that
  /// does not match (§5.3).
  private mutating func receiveAnyway(
    _ message: RaftMessage, from: NodeID, now: Nanoseconds, effects: inout RaftEffects
  ) {
    let rules = configuration.broken
    for rule in [BrokenRule.voteAnyLog, .voteDespiteLeader, .skipPreviousCheck] {
      configuration.broken.insert(rule)
    }
    if case .requestVote(let request) = message, request.term == currentTerm { votedFor = nil }
    receive(message, from: from, now: now, effects: &effects)
    configuration.broken = rules
  }

  private mutating func receive(
    _ message: consuming RaftMessage, from: NodeID, now: Nanoseconds, effects: inout RaftEffects
  ) {
    guard (1...NodeID.highest).contains(from.number) else { return }
    if message.isAnswer { heardAt[from.number] = now }
    let term = message.term
    if term > currentTerm {
      if ignores(message, from: from, now: now, effects: &effects) { return }
      if !message.isOnlyAsked { adoptTerm(term, from: from, now: now, effects: &effects) }
    }
    if breaks(.anyMessageResetsTimer), role != .leader { resetElectionTimer(now: now) }
    switch consume message {
    case .appendEntries(let request): handle(request, from: from, now: now, effects: &effects)
    case .appendEntriesReply(let reply): handle(reply, from: from, now: now, effects: &effects)
    case .requestVote(let request): handle(request, from: from, now: now, effects: &effects)
    case .requestVoteReply(let reply): handle(reply, from: from, now: now, effects: &effects)
    case .preVote(let request): handle(request, from: from, now: now, effects: &effects)
    case .preVoteReply(let reply): handle(reply, from: from, now: now, effects: &effects)
    case .timeoutNow(let request): handle(request, from: from, now: now, effects: &effects)
    case .installSnapshot(let request): handle(request, from: from, now: now, effects: &effects)
    case .installSnapshotReply(let reply): handle(reply, from: from, now: now, effects: &effects)
    }
  }

  /// "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower"
  /// (Figure 2, Rules for Servers; §5.1).
  private mutating func adoptTerm(
    _ term: Term, from: NodeID, now: Nanoseconds, effects: inout RaftEffects
  ) {
    let oldTerm = currentTerm
    let oldRole = role
    currentTerm = term
    votedFor = nil
    durability.termOrVoteChanged()
    becomeFollower(now: now, effects: &effects)
    if oldRole == .follower {
      effects.decide(.adoptedTerm(oldTerm: oldTerm, newTerm: term, heardFrom: from))
    } else {
      effects.decide(.steppedDown(from: oldRole, oldTerm: oldTerm, newTerm: term, heardFrom: from))
    }
  }

  /// An answer that means nothing here any more: worth a word where its term is over (§5.1).
  func ignore(_ term: Term, from sender: NodeID, effects: inout RaftEffects) {
    if term < currentTerm {
      effects.decide(.ignoredStale(from: sender, messageTerm: term, currentTerm: currentTerm))
    }
  }

  /// Returns to follower in the current term. A leader has had no election timer until now.
  mutating func becomeFollower(now: Nanoseconds, effects: inout RaftEffects) {
    let wasLeader = role == .leader
    role = .follower
    knownLeader = nil
    votes = []
    isPreVoting = false
    guard wasLeader else { return }
    transfer = nil
    uncounted = []
    turnReadsAway(effects: &effects)
    for number in progress.indices { progress[number] = FollowerProgress() }
    resetElectionTimer(now: now)
  }

  /// Who speaks for the current term leads it: "if AppendEntries RPC received from new leader: convert to
  /// follower" (Figure 2, Candidates).
  mutating func follow(_ leader: NodeID, now: Nanoseconds, effects: inout RaftEffects) {
    if role == .candidate {
      effects.decide(
        .steppedDown(from: .candidate, oldTerm: currentTerm, newTerm: currentTerm, heardFrom: leader))
      becomeFollower(now: now, effects: &effects)
    }
    if knownLeader != leader {
      knownLeader = leader
      lastLeader = leader
      effects.decide(.followsLeader(leader: leader, term: currentTerm))
    }
    heardLeaderAt = now
    resetElectionTimer(now: now)
  }

  /// A fresh random wait from a fixed range (§5.2); who has no vote waits for nothing.
  mutating func resetElectionTimer(now: Nanoseconds) {
    timerStart = now
    guard mayStand else {
      nextWake = .max
      return
    }
    let range = configuration.electionTimeout
    nextWake = now + generator.draw(range.lowerBound, range.upperBound)
  }

  /// Sends a message that promises durable state, as soon as that is durable ("updated on stable storage
  /// before responding to RPCs", Figure 2).
  mutating func sendWhenDurable(_ message: RaftMessage, to: NodeID, effects: inout RaftEffects) {
    if breaks(.replyBeforeDurable) {
      effects.send(message, to: to)
      return
    }
    durability.send(message, to: to, effects: &effects)
  }

  /// The disk has everything up to write `number`.
  private mutating func becameDurable(upTo number: UInt64, now: Nanoseconds, effects: inout RaftEffects) {
    durability.confirm(upTo: number, effects: &effects)
    if let write = compaction.write, durability.isDurable(write) { compact(now: now, effects: &effects) }
    switch role {
    case .candidate: countOwnVoteIfDurable(now: now, effects: &effects)
    case .leader:
      matchIndex[id.number] = durability.durableIndex
      advanceCommitIndex(from: id, now: now, effects: &effects)
    case .follower: becomeSoundIfDurable(effects: &effects)
    }
  }

  /// "If commitIndex > lastApplied: increment lastApplied, apply log[lastApplied] to state machine"
  /// (Figure 2, Rules for Servers; §5.3).
  mutating func applyCommitted(effects: inout RaftEffects) {
    // A log that ends before commitIndex is only left by a broken rule.
    let end = min(commitIndex, log.lastIndex)
    if lastApplied < end {
      let first = effects.applies.isEmpty ? lastApplied + 1 : effects.applies.lowerBound
      lastApplied = end
      effects.applies = first..<(end + 1)
    }
    if configuration.snapshotAfter > 0 { askForSnapshotWhenDue(effects: &effects) }
  }

  public mutating func discardLog(through index: LogIndex) {
    log.discardBlocks(through: min(index, lastApplied, durability.durableIndex))
    forgetMemberships(through: log.base.index)
  }
}

extension RaftMessage {
  /// Whether the term it names is one that nobody has begun.
  fileprivate var isOnlyAsked: Bool { if case .preVote = self { true } else { false } }

  /// Whether it shows that something sent has arrived.
  @inline(__always)
  fileprivate var isAnswer: Bool {
    switch self {
    case .appendEntriesReply, .installSnapshotReply, .requestVoteReply, .preVoteReply: true
    case .appendEntries, .installSnapshot, .requestVote, .preVote, .timeoutNow: false
    }
  }
}
