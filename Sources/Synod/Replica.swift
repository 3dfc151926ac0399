import Consensus

/// What a step of single-decree Paxos wants done.
public typealias SynodEffects = Effects<SynodMessage, StoredState.Write, SynodDecision>

/// One server of single-decree Paxos as a value: proposer, acceptor and learner, or what its role is of these;
/// `Synod.swift` says where each rule stands.
///
/// ## Durability
/// Promise and Accepted wait until what they say is on disk (Paxos Made Simple §2.5). Prepare leaves at once; but a
/// proposer "remembers (in stable storage) the highest-numbered proposal it has tried to issue", and proposes nothing
/// before that is there. A server that is acceptor and proposer has one record for both: with its own number it
/// promises it.
public struct SynodReplica: Replica {
  public typealias Rule = BrokenSynodRule

  public let id: NodeID
  var configuration: ReplicaConfiguration
  let roles: PaxosRoles
  /// The acceptors vote; all others only learn.
  public let membership: Membership

  // The acceptor; on disk once the write that carries it is durable.
  /// The highest ballot that it has promised; of a proposer the highest that it has tried, too.
  public internal(set) var currentTerm: Term
  /// What it has accepted last, with the ballot.
  var accepted: Entry?
  /// Whether the disk still holds what was promised and accepted.
  public internal(set) var integrity: DiskIntegrity

  // The learner.
  /// Who has accepted what, as far as it was told.
  var heard: [(entry: Entry, acceptors: NodeSet)] = []
  var chosen: Entry?
  /// Slot 1 alone: what it knows to be chosen, else what it has accepted.
  public internal(set) var log: EntryLog

  // The proposer.
  var attempt: Attempt?
  /// The highest ballot that another's refusal has named.
  var seenBallot: Term = 0
  /// What clients want of it, oldest first: the first is its own value.
  var asked: [(token: UInt64, command: [UInt8])] = []

  /// What it says to itself, each once a write is durable.
  var toItself: [(write: UInt64, message: SynodMessage)] = []
  /// The highest ballot of others that it has promised: all that is left on disk where a rule is broken.
  var promisedOthers: Term
  /// What the restart found and was not told yet.
  var findings: [IntegrityDecision] = []
  /// What it has done as an acceptor since it started, oldest first, for who watches.
  var marks: [BallotMark] = []

  var timerStart: Nanoseconds
  /// Never, unless it is to try again.
  public internal(set) var nextWake: Nanoseconds = .max
  var generator: SeededGenerator
  var durability: Durability<SynodMessage>

  public init(
    id: NodeID, configuration: ReplicaConfiguration, durable stored: StoredState, seed: UInt64,
    now: Nanoseconds
  ) {
    let reading = stored.read()
    let everybody = NodeSet(configuration.members)
    self.id = id
    self.configuration = configuration
    roles =
      configuration.roles ?? PaxosRoles(proposers: everybody, acceptors: everybody, learners: everybody)
    membership = Membership(voters: roles.acceptors, learners: everybody.subtracting(roles.acceptors))
    currentTerm = reading.state.term
    promisedOthers = reading.state.term
    integrity = reading.state.integrity
    log = reading.state.log
    timerStart = now
    generator = SeededGenerator(seed: seed)
    durability = Durability(durableIndex: reading.state.log.lastIndex)
    if reading.state.firstDamagedIndex() != nil {
      log = EntryLog()
      durability.logTruncated(from: 1)
      integrity = .wiped
    }
    accepted = log.entry(at: 1)
    if integrity != stored.integrity { durability.integrityChanged() }
    if integrity != .sound {
      findings = [reading.lacksVote ? .foundDamagedVote(term: currentTerm) : .foundWiped]
    }
  }

  public mutating func redraw(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  public var role: Role { isTrying ? .candidate : .follower }
  public var leadsSince: Nanoseconds { 0 }
  public var commitIndex: LogIndex { chosen == nil ? 0 : 1 }
  public var lastApplied: LogIndex { commitIndex }
  public var durableIndex: LogIndex { durability.durableIndex }
  public func matchIndex(of node: NodeID) -> LogIndex { 0 }
  public func leaderHeard(now: Nanoseconds) -> LeaderHeard? { nil }
  public mutating func discardLog(through index: LogIndex) {}
  public mutating func keepLastApplied(_ index: LogIndex) {}
  public static func refusal(of change: MembershipChange) -> RequestRefusal? { .fixedMembers(change.node) }

  public mutating func step(
    _ input: consuming Input<SynodMessage>, now: Nanoseconds, effects: inout SynodEffects
  ) {
    for finding in findings { effects.decide(.integrity(finding)) }
    findings.removeEach()
    switch consume input {
    case .receive(let from, let message): receive(message, from: from, now: now, effects: &effects)
    case .propose(let token, let command): propose(command, token: token, now: now, effects: &effects)
    case .durable(let number): durability.confirm(upTo: number, effects: &effects)
    case .wake: if now >= nextWake { tryAgain(now: now, effects: &effects) }
    case .fireElectionTimer: if nextWake < .max { tryAgain(now: now, effects: &effects) }
    case .setElectionTimer(let deadline): if nextWake < .max { nextWake = max(now, deadline) }
    case .propositionStep(let token, let step): take(step, token: token, now: now, effects: &effects)
    // Nothing is asked of others: once the one value is known, no later one can change what is read.
    case .read(let token):
      effects.reply(chosen == nil ? .notLeader(hint: nil) : .readable(index: 1, .index), to: token)
    case .breakRules(let rules): configuration.broken = rules
    case .receiveAnyway(let from, let message):
      let rules = configuration.broken
      configuration.broken.insert(BrokenSynodRule.acceptDespitePromise)
      receive(message, from: from, now: now, effects: &effects)
      configuration.broken = rules
    case .changeMembership(let token, let change):
      effects.reply(.refused(.fixedMembers(change.node)), to: token)
    case .transferLeadership(let token, let to): effects.reply(.refused(.noHandOver(to)), to: token)
    case .setIndex, .takeSnapshot, .snapshotTaken: break
    }
    hearItself(now: now, effects: &effects)
    if durability.isDirty {
      durability.flush(term: promiseToStore, vote: nil, integrity: integrity, log: log, effects: &effects)
    }
  }

  mutating func receive(
    _ message: consuming SynodMessage, from: NodeID, now: Nanoseconds, effects: inout SynodEffects
  ) {
    switch consume message {
    case .prepare(let ballot): handlePrepare(ballot, from: from, effects: &effects)
    case .promise(let ballot, let accepted):
      handlePromise(ballot, accepted, from: from, effects: &effects)
    case .accept(let entry): handleAccept(entry, from: from, effects: &effects)
    case .accepted(let entry): handleAccepted(entry, from: from, effects: &effects)
    case .nack(let refused, let promised):
      handleNack(refused, promised, from: from, now: now, effects: &effects)
    }
  }

  /// To each of these, once all that is changed by now is on disk; its own part hears it too.
  mutating func send(_ message: SynodMessage, to nodes: NodeSet, effects: inout SynodEffects) {
    for node in nodes {
      if node == id {
        toItself.append((durability.currentNumber, message))
      } else {
        durability.send(message, to: node, effects: &effects)
      }
    }
  }

  /// What it has said to itself and may hear by now.
  private mutating func hearItself(now: Nanoseconds, effects: inout SynodEffects) {
    while let place = toItself.firstIndex(where: { durability.isDurable($0.write) }) {
      receive(toItself.remove(at: place).message, from: id, now: now, effects: &effects)
    }
  }

  /// What of the promise, or of the own number, goes to the disk.
  private var promiseToStore: Term {
    if breaks(.forgetPromise), roles.acceptors.contains(id) { return accepted?.term ?? 0 }
    return breaks(.reuseBallot) ? promisedOthers : currentTerm
  }

  @inline(__always)
  func breaks(_ rule: BrokenSynodRule) -> Bool { configuration.broken.contains(rule) }

  /// How many of `size` acceptors make a quorum.
  var needed: Int { membership.voters.majority }
  var size: Int { membership.voters.count }
}
