import Consensus

/// What a step of Paxos wants done.
public typealias PaxosEffects = Effects<PaxosMessage, StoredState.Write, PaxosDecision>

/// One server of Multi-Paxos as a value, which is proposer, acceptor and learner in one (Paxos Made Simple §2.5, §3);
/// `Paxos.swift` says where each rule stands.
///
/// ## Durability
/// "An acceptor must remember" what it has promised and accepted "even if it fails and then restarts" (§2.2, §2.5). So
/// Promise and Accepted wait until that is on disk. Prepare leaves at once; but the proposer's own promise of its
/// ballot is on disk before it proposes anything under it, so no ballot is ever used twice. Accept leaves at once too:
/// the proposer counts its own acceptance when that is on disk.
public struct PaxosReplica: Replica {
  public typealias Rule = BrokenPaxosRule

  public let id: NodeID
  var configuration: ReplicaConfiguration
  /// The acceptors, for ever the same.
  public let membership: Membership
  let peers: [NodeID]

  // The acceptor; on disk once the write that carries it is durable.
  /// The highest ballot that it has promised, or accepted anything under.
  public internal(set) var currentTerm: Term
  /// What it has accepted: each entry with the ballot under which it was, up to the first hole.
  public internal(set) var log: EntryLog
  /// What it has accepted behind that.
  public internal(set) var ahead: [LogIndex: Entry]
  /// Whether the disk still holds what was promised and accepted.
  public internal(set) var integrity: DiskIntegrity
  /// What stands for the slots before the log's first, once there is something.
  var snapshot: Snapshot?

  // The learner.
  /// Every slot up to here is known to be chosen.
  public internal(set) var commitIndex: LogIndex
  public internal(set) var lastApplied: LogIndex
  /// Every slot up to here is known to be chosen, or accepted under this ballot; found out by `through(under:)`.
  var accepted: (ballot: Term, through: LogIndex)

  // The proposer.
  /// `candidate` in phase 1, `leader` as the distinguished proposer.
  public internal(set) var role: Role = .follower
  var knownLeader: NodeID?
  /// The highest ballot that another's refusal has named.
  var seenBallot: Term = 0
  var preparation: Preparation?
  /// As the proposer: every slot from here on that has a value has it under its ballot.
  var proposedFrom: LogIndex = 1
  /// The last slot for which it had to take over what others had accepted, as the proposer.
  var adoptedThrough: LogIndex = 0
  /// By node number, as the proposer: up to where each is known to have accepted, its own disk included.
  @usableFromInline var matchIndex: [LogIndex]
  var progress: [AcceptorProgress]
  var reads = ReadState()

  var incoming: IncomingSnapshot?
  var compaction = CompactionState()
  /// Set while a damaged log's repair is on its way to the disk: the write, and up to where.
  var repair: (write: UInt64, through: LogIndex)?
  /// What the restart found and was not told yet.
  var findings: [IntegrityDecision] = []

  public internal(set) var leadsSince: Nanoseconds = 0
  var timerStart: Nanoseconds
  public internal(set) var nextWake: Nanoseconds
  var generator: SeededGenerator
  var durability: Durability<PaxosMessage>

  public init(
    id: NodeID, configuration: ReplicaConfiguration, durable stored: StoredState, seed: UInt64,
    now: Nanoseconds
  ) {
    let reading = stored.read()
    let durable = reading.state
    self.id = id
    self.configuration = configuration
    membership = Membership(voters: NodeSet(configuration.members), quorums: configuration.quorums)
    peers = configuration.members.filter { $0 != id }
    currentTerm = durable.term
    log = durable.log
    ahead = durable.ahead
    integrity = durable.integrity
    snapshot = durable.snapshot
    // Volatile: what stands for the log's discarded front was executed in the state that comes with it.
    commitIndex = max(durable.log.base.index, durable.snapshot?.last.index ?? 0)
    lastApplied = commitIndex
    accepted = (durable.term, commitIndex)
    matchIndex = Array(repeating: 0, count: NodeID.highest + 1)
    progress = Array(repeating: AcceptorProgress(), count: NodeID.highest + 1)
    timerStart = now
    nextWake = now
    generator = SeededGenerator(seed: seed)
    durability = Durability(durableIndex: durable.log.lastIndex)
    forgetDamage(reading, before: stored)
    resetTimer(now: now)
  }

  public mutating func redraw(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  public var durableIndex: LogIndex { durability.durableIndex }

  @inlinable @inline(__always)
  public func matchIndex(of node: NodeID) -> LogIndex { role == .leader ? matchIndex[node.number] : 0 }

  /// A leader that is heard keeps nobody from preparing a ballot of its own.
  public func leaderHeard(now: Nanoseconds) -> LeaderHeard? { nil }

  public mutating func step(
    _ input: consuming Input<PaxosMessage>, now: Nanoseconds, effects: inout PaxosEffects
  ) {
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
      durability.flush(term: promiseToStore, vote: nil, integrity: integrity, log: log, effects: &effects)
    }
  }

  private mutating func wake(now: Nanoseconds, effects: inout PaxosEffects) {
    guard now >= nextWake else { return }
    if role == .leader {
      sendHeartbeats(now: now, effects: &effects)
    } else {
      timerFired(now: now, effects: &effects)
    }
  }

  /// What a person or the host asks for, besides commands.
  private mutating func handleRequest(
    _ input: Input<PaxosMessage>, now: Nanoseconds, effects: inout PaxosEffects
  ) {
    switch input {
    case .fireElectionTimer: if role != .leader { timerFired(now: now, effects: &effects) }
    case .setElectionTimer(let deadline): if role != .leader { nextWake = max(now, deadline) }
    case .setIndex(let which, let acceptor, let index):
      guard role == .leader, peers.contains(acceptor) else { break }
      switch which {
      case .next: progress[acceptor.number].next = max(1, index)
      case .match:
        // Nothing checks it: it counts as accepted at once.
        matchIndex[acceptor.number] = min(index, log.lastIndex)
        countAcceptances(from: acceptor, now: now, effects: &effects)
      }
    case .breakRules(let rules): configuration.broken = rules
    case .receiveAnyway(let from, let message):
      let rules = configuration.broken
      configuration.broken.insert(BrokenPaxosRule.acceptDespitePromise)
      receive(message, from: from, now: now, effects: &effects)
      configuration.broken = rules
    case .changeMembership(let token, let change):
      decline(.fixedMembers(change.node), token: token, effects: &effects)
    case .transferLeadership(let token, let to): decline(.noHandOver(to), token: token, effects: &effects)
    case .propositionStep(let token, let step): take(step, token: token, now: now, effects: &effects)
    case .takeSnapshot: askForSnapshot(effects: &effects)
    case .snapshotTaken(let index, let data): snapshotTaken(through: index, data, effects: &effects)
    case .wake, .receive, .propose, .durable, .read: break
    }
  }

  private mutating func receive(
    _ message: consuming PaxosMessage, from: NodeID, now: Nanoseconds, effects: inout PaxosEffects
  ) {
    guard membership.voters.contains(from), from != id else { return }
    switch consume message {
    case .prepare(let request): handle(request, from: from, now: now, effects: &effects)
    case .promise(let part): handle(part, from: from, now: now, effects: &effects)
    case .accept(let request): handle(request, from: from, now: now, effects: &effects)
    case .accepted(let reply): handle(reply, from: from, now: now, effects: &effects)
    case .nack(let refusal): handle(refusal, from: from, now: now, effects: &effects)
    case .installSnapshot(let request): handle(request, from: from, now: now, effects: &effects)
    case .installSnapshotReply(let reply): handle(reply, from: from, now: now, effects: &effects)
    }
  }

  /// What nobody can do here: Paxos has no word for it, or it is left out.
  private mutating func decline(_ refusal: RequestRefusal, token: UInt64, effects: inout PaxosEffects) {
    guard role == .leader else { return redirectClient(token, effects: &effects) }
    effects.decide(.declined(refusal))
    effects.reply(.refused(refusal), to: token)
  }

  /// The disk has everything up to write `number`.
  private mutating func becameDurable(upTo number: UInt64, now: Nanoseconds, effects: inout PaxosEffects) {
    durability.confirm(upTo: number, effects: &effects)
    if let write = compaction.write, durability.isDurable(write) { compact(effects: &effects) }
    switch role {
    case .candidate: countOwnPromiseIfDurable(now: now, effects: &effects)
    case .leader:
      matchIndex[id.number] = durability.durableIndex
      countAcceptances(from: id, now: now, effects: &effects)
    case .follower: becomeSoundIfDurable(effects: &effects)
    }
  }

  public mutating func discardLog(through index: LogIndex) {
    log.discardBlocks(through: min(index, lastApplied, durability.durableIndex))
  }

  public mutating func keepLastApplied(_ index: LogIndex) {}

  public static func refusal(of change: MembershipChange) -> RequestRefusal? { .fixedMembers(change.node) }

  @inline(__always)
  func breaks(_ rule: BrokenPaxosRule) -> Bool { configuration.broken.contains(rule) }

  /// How many of `size` acceptors must promise a ballot before anything is proposed under it: so many that every set
  /// of acceptors that can have chosen a value has one of them.
  var promisesNeeded: Int {
    let wanted = membership.neededToLead
    let meeting = size + 1 - acceptancesNeeded
    return breaks(.smallQuorums) ? max(1, min(wanted, meeting - 1)) : max(wanted, meeting)
  }
  /// How many must accept a value under one ballot to choose it.
  var acceptancesNeeded: Int { membership.neededToCommit }
  var size: Int { membership.voters.count }
}

// Who leads, as far as this server knows.
extension PaxosReplica {
  /// Promises this ballot: nothing of a lower one is promised or accepted from now on (§2.2, P1a).
  mutating func promise(_ ballot: Term) {
    currentTerm = ballot
    durability.termOrVoteChanged()
  }

  /// Another ballot goes before its own: back to being an acceptor at once, and a fresh random wait before the next
  /// try, so that the other can finish (§2.4).
  mutating func giveWay(to ballot: Term, of node: NodeID, now: Nanoseconds, effects: inout PaxosEffects) {
    guard role != .follower else { return }
    effects.decide(.gaveWay(from: role, ballot: currentTerm, higher: ballot, heardFrom: node))
    role = .follower
    knownLeader = nil
    preparation = nil
    turnReadsAway(effects: &effects)
    for number in progress.indices { progress[number] = AcceptorProgress() }
    resetTimer(now: now)
  }

  /// Who sends an Accept has enough promises.
  mutating func follow(_ leader: NodeID, _ ballot: Term, now: Nanoseconds, effects: inout PaxosEffects) {
    if knownLeader != leader {
      knownLeader = leader
      effects.decide(.follows(leader: leader, ballot: ballot))
    }
    resetTimer(now: now)
  }

  /// A fresh random wait from a fixed range: it makes it unlikely that two proposers go on preventing each other
  /// (§2.4).
  mutating func resetTimer(now: Nanoseconds) {
    timerStart = now
    let range = configuration.electionTimeout
    nextWake = now + generator.draw(range.lowerBound, range.upperBound)
  }

  /// Who does not lead names the proposer that it knows.
  mutating func redirectClient(_ token: UInt64, effects: inout PaxosEffects) {
    effects.decide(.redirected(knownLeader: knownLeader))
    effects.reply(.notLeader(hint: knownLeader), to: token)
  }

  func ignore(_ ballot: Term, from node: NodeID, effects: inout PaxosEffects) {
    if ballot < currentTerm { effects.decide(.ignored(from: node, ballot: ballot, own: currentTerm)) }
  }
}
