/// One member of a consensus group as a pure value: it reads no clock, no disk and no random source but its
/// own seed; it is moved by `step` alone and says what it wants done as effects.
public protocol Replica: Sendable {
  associatedtype Message: ReplicaMessage
  associatedtype Durable: DurableState
  /// The rules of its protocol that decide, with their values.
  associatedtype Decision: Explained
  /// The names of all its decisions.
  static var decisionNames: [String] { get }
  /// The rules of its protocol that can be broken on purpose.
  associatedtype Rule: BreakableRule

  /// The only way to make a replica: what is not in `durable` did not survive.
  init(id: NodeID, configuration: ReplicaConfiguration, durable: Durable, seed: UInt64, now: Nanoseconds)

  /// Whether an entry keeps the term that it was stored with, so that index and term name it for ever, as in Raft. In
  /// Paxos the same value is accepted again under higher ballots.
  static var entriesKeepTheirTerm: Bool { get }

  /// Why nobody can make this change, as of Paxos whose acceptors stay the same here; nil: it is for a leader to say.
  static func refusal(of change: MembershipChange) -> RequestRefusal?

  /// What a decision answers where a person could decide in this replica's place: whether it grants what the sender
  /// of a message asks for; nil: it is no decision of that kind.
  static func grants(_ decision: Decision) -> Bool?

  /// Handles one input. Appends what it wants done to `effects`, which the caller empties and reuses.
  mutating func step(
    _ input: consuming Input<Message>, now: Nanoseconds,
    effects: inout Effects<Message, Durable.Write, Decision>)

  // What an observer may look at after every step, at no cost.
  var role: Role { get }
  /// When it last began to lead, by its own clock; 0 where it never has. It may have stepped down since.
  var leadsSince: Nanoseconds { get }
  var currentTerm: Term { get }
  var commitIndex: LogIndex { get }
  var lastApplied: LogIndex { get }
  /// The last entry known to be on its own disk.
  var durableIndex: LogIndex { get }
  /// Whether its disk still holds what it has promised.
  var integrity: DiskIntegrity { get }
  /// As leader: up to where another member's disk, or its own, is known to hold its log; otherwise 0.
  func matchIndex(of node: NodeID) -> LogIndex

  /// The configuration that it uses.
  var membership: Membership { get }

  /// Why its election timer does not fire before its time, should somebody want it to at `now` of its clock; nil:
  /// nothing is in the way, and where no rule says so (in Raft: without check-quorum) a leader heard is nothing.
  func leaderHeard(now: Nanoseconds) -> LeaderHeard?

  /// When the replica next wants `.wake`.
  var nextWake: Nanoseconds { get }

  /// What may be shown of it, in words that every protocol shares; without `variables`.
  var view: NodeView { get }

  /// The view as a list of the protocol's own variables, in the paper's order.
  static func variables(of view: NodeView) -> [NodeView.Variable]

  /// Who votes for it or still could: while it stands, in its election; else in one that it would begin now. None
  /// where a protocol has no votes. For who only watches.
  /// - Parameters:
  ///   - others: The members whose process runs, itself among them.
  ///   - flying: The messages in flight; only who stands looks at them.
  func electors(among others: [Self], flying: [(from: NodeID, to: NodeID, message: Message)]) -> NodeSet

  /// The part of the log that an observer may look at.
  var log: EntryLog { get }
  /// What it has stored behind the log's first hole, by index; empty where a protocol stores in order only.
  var ahead: [LogIndex: Entry] { get }

  /// What it proposes under its own ballot, where that stands in no log of its own, as in single-decree Paxos.
  var proposal: Entry? { get }

  /// Forgets entries that every member holds and has applied. Changes no decision.
  mutating func discardLog(through index: LogIndex)

  /// What it draws from now on comes from this seed; what it has drawn, as a timer that runs, stays.
  mutating func redraw(_ seed: UInt64)

  /// What an earlier life had applied, told right after `init`. The state machine starts anew, so a replica makes
  /// nothing of it, unless just that rule is broken.
  mutating func keepLastApplied(_ index: LogIndex)
}

extension Replica {
  public static var entriesKeepTheirTerm: Bool { true }
  public var ahead: [LogIndex: Entry] { [:] }
  public static func refusal(of change: MembershipChange) -> RequestRefusal? { nil }
  @inlinable public var proposal: Entry? { nil }
}

/// What every member of a group is told of it.
public struct ReplicaConfiguration: Sendable, Equatable {
  /// The voters of the first configuration, dead ones included, in order; what the log says later
  /// replaces it.
  public var members: [NodeID]
  /// The range from which an election timeout is drawn (Raft §5.2, §9.3).
  public var electionTimeout: ClosedRange<Nanoseconds>
  /// Between two heartbeats of a leader.
  public var heartbeatInterval: Nanoseconds
  /// The most entries in one AppendEntries.
  public var appendLimit: Int
  /// Whether a leader opens its term with an empty entry (Raft §8).
  public var noOp: Bool
  /// Rules broken on purpose, from the start; `Input.breakRules` changes them later.
  public var broken: BrokenRules
  /// Whether who wants to stand asks first whether it could win, without a new term (dissertation §9.6).
  public var preVote = false
  /// Whether a leader without a quorum's answers for an election timeout steps down (§6.2), and whoever
  /// hears from a leader ignores requests for votes (§4.2.3).
  public var checkQuorum = false
  /// How reads are served that do not go through the log. `lease` needs `checkQuorum`; without it reads are
  /// served by `index`.
  public var reads = ReadRule.log
  /// By how many millionths one member's clock may run faster than another's; a lease ends earlier by so
  /// much.
  public var clockBoundPartsPerMillion: UInt64 = 0
  /// How many applied entries after the last snapshot make a new one; 0: never.
  public var snapshotAfter = 0
  /// The most bytes of a snapshot in one InstallSnapshot.
  public var snapshotChunk = 4096
  /// The most AppendEntries with entries under way to one follower.
  public var window = 1
  /// Whether a change of the voters goes through a joint configuration (§4.3), or adds or removes one server
  /// at once (§4.1).
  public var jointChanges = true
  /// Who plays which part in single-decree Paxos; nil: everybody each.
  public var roles: PaxosRoles?
  /// How many acceptors promise and accept, under Paxos.
  public var quorums = QuorumSizes()

  public init(
    members: [NodeID], electionTimeout: ClosedRange<Nanoseconds>, heartbeatInterval: Nanoseconds,
    appendLimit: Int, noOp: Bool, broken: BrokenRules = BrokenRules()
  ) {
    self.members = members
    self.electionTimeout = electionTimeout
    self.heartbeatInterval = heartbeatInterval
    self.appendLimit = appendLimit
    self.noOp = noOp
    self.broken = broken
  }
}

/// What can happen to a replica.
public enum Input<Message: Sendable>: Sendable {
  /// The time of `nextWake` has come.
  case wake
  /// A message of another member.
  case receive(from: NodeID, Message)
  /// A client's command, to be replicated; answered by a `RequestReply` with the same token.
  case propose(token: UInt64, command: [UInt8])
  /// All writes up to this number are on disk.
  case durable(upTo: UInt64)
  /// The election timer fires now, whatever its deadline, unless `leaderHeard` says why not (a fault a person asks
  /// for).
  case fireElectionTimer
  /// The election timer is set to fire at this time, or at the first later one at which it may.
  case setElectionTimer(Nanoseconds)
  /// What it remembers of another member is this from now on (a fault a person asks for). Nothing where it does not
  /// lead, or keeps nothing of the kind.
  case setIndex(FollowerIndex, of: NodeID, LogIndex)
  /// From now on exactly these rules are broken (a fault a person asks for).
  case breakRules(BrokenRules)
  /// A message of another member, to be granted whatever rule is against it, where that is possible (a fault a person
  /// asks for).
  case receiveAnyway(from: NodeID, Message)
  /// A client's read that does not go through the log; answered by a `RequestReply` with the same token.
  case read(token: UInt64)
  /// Somebody wants the cluster to change; answered likewise.
  case changeMembership(token: UInt64, MembershipChange)
  /// Somebody wants another leader (dissertation §3.10); answered likewise.
  case transferLeadership(token: UInt64, to: NodeID)
  /// A person has a proposer of Paxos take a step; answered likewise, where it is taken with no place in the log.
  case propositionStep(token: UInt64, ProposerStep)
  /// Somebody wants the log compacted now; asks for a snapshot where there is something to compact.
  case takeSnapshot
  /// The state machine's state as of entry `through`, as `Effects.wantsSnapshot` asked for.
  case snapshotTaken(through: LogIndex, data: [UInt8])
}

/// What a replica wants done, in order within each list; the driver does `write`, `sends`, `restore`, `applies`,
/// `replies`. One buffer is reused for all steps.
public struct Effects<Message: Sendable, Write: Sendable, Decision: Sendable>: Sendable {
  public var sends: [Outgoing<Message>] = []
  /// To be written as one unit after all earlier ones; answered by `.durable(upTo: number)`.
  public var write: Write?
  /// The state machine's state is to be replaced by this, before anything of `applies`.
  public var restore: Snapshot?
  /// The committed entries to apply, in order: which ones of the replica's log. They never change, so they may be
  /// read from there until the log's front is discarded.
  public var applies: Range<LogIndex> = 0..<0
  /// After `applies`: the state machine's state is wanted, to be answered by `.snapshotTaken`, at once or
  /// later, as of any entry from this one on.
  public var wantsSnapshot: LogIndex?
  public var replies: [RequestReply] = []
  /// The rules that decided, with their numbers; filled only when `recordsDecisions`.
  public var decisions: [Decision] = []
  public var recordsDecisions: Bool

  public init(recordsDecisions: Bool) { self.recordsDecisions = recordsDecisions }

  /// Adds a decision, which is not even made where decisions are not recorded.
  @inlinable @inline(__always)
  public mutating func decide(_ decision: @autoclosure () -> Decision) {
    if recordsDecisions { decisions.append(decision()) }
  }

  /// Asks for a message to be sent.
  @inlinable @inline(__always)
  public mutating func send(_ message: consuming Message, to node: NodeID) {
    sends.append(Outgoing(to: node, message: message))
  }

  /// Answers what came with this token.
  @inlinable
  public mutating func reply(_ outcome: RequestReply.Outcome, to token: UInt64) {
    replies.append(RequestReply(token: token, outcome: outcome))
  }

  /// Empties the buffer for the next step and keeps its memory.
  @inlinable public mutating func removeAll() {
    sends.removeEach()
    if write != nil { write = nil }
    if restore != nil { restore = nil }
    wantsSnapshot = nil
    applies = 0..<0
    replies.removeEach()
    decisions.removeEach()
  }
}

extension Array {
  /// Removes all elements and keeps the memory. For the few elements of one step this costs a fraction of
  /// `removeAll(keepingCapacity:)`, which goes through the replacing of ranges and through metadata.
  @inlinable @inline(__always)
  public mutating func removeEach() {
    while popLast() != nil {}
  }
}

/// A message that is to be sent to another member.
public struct Outgoing<Message: Sendable>: Sendable {
  public let to: NodeID
  public let message: Message
  @inlinable public init(to: NodeID, message: Message) {
    self.to = to
    self.message = message
  }
}

/// An entry that may be applied, and its place in the log.
public struct CommittedEntry: Sendable {
  public let index: LogIndex
  public let entry: Entry
  @inlinable public init(index: LogIndex, entry: Entry) {
    self.index = index
    self.entry = entry
  }
}

/// The answer to a proposal, a read or a request. Accepted means that it is in the leader's log, not that it
/// is committed.
public struct RequestReply: Sendable {
  /// What became of what was asked for.
  public enum Outcome: Sendable, Equatable {
    case accepted(LogPosition)
    case notLeader(hint: NodeID?)
    /// A read may be served now from what this member has applied, up to `index` or later.
    case readable(index: LogIndex, ReadRule)
    /// The reads of this cluster go through the log: it is to be proposed as a command.
    case readThroughLog
    /// The leader brings this node up to date and then hands over to it.
    case transferring(to: NodeID)
    case refused(RequestRefusal)
  }
  public let token: UInt64
  public let outcome: Outcome
  @inlinable public init(token: UInt64, outcome: Outcome) {
    self.token = token
    self.outcome = outcome
  }
}

/// What a member keeps on disk, and how a write changes it.
public protocol DurableState: Sendable {
  associatedtype Write: DurableWrite
  init()
  /// Performs a whole write.
  mutating func perform(_ write: Write)
  /// Performs what a crash left of an unfinished write: its first `units`.
  mutating func perform(_ write: Write, units: Int)
  /// Forgets log entries that every member holds.
  mutating func discardLog(through index: LogIndex)
  /// Loses the entries from `index` on although they were written: what `BreakableRule.loseLogTail` does to a
  /// crashed member.
  mutating func loseLogTail(from index: LogIndex)
  /// Whether there is such a part.
  func holds(_ part: StoredPart) -> Bool
  /// Flips one bit of a stored part. Nobody notices before the disk is read again, at a restart: then the part's
  /// checksum tells, and the replica made from this state does without it.
  /// - An entry goes with all behind it, and `integrity` is `damaged`: what this member had stored from there on is
  ///   no longer safe with it.
  /// - A snapshot goes with the log behind it, and `integrity` is `damaged`; unless the log still holds all that
  ///   the snapshot stands for.
  /// - Term and vote cannot be had again from others: `integrity` is `wiped`.
  /// - Returns: false where there is no such part.
  mutating func corrupt(_ part: StoredPart) -> Bool
  /// Whether a restart would find damage.
  var isDamaged: Bool { get }
  /// Loses everything. A replica made from this state knows no more than that it is not new: its `integrity`
  /// is `wiped`, and it decides nothing, ever.
  mutating func wipe()
  /// Makes this the disk of a new server. For a wiped member only once a configuration without it is
  /// committed, and before it is added again: what it may have promised then binds nobody in that configuration
  /// or a later one.
  ///
  /// In an older one it may. A server that was removed before, and never heard of it, still counts the new server
  /// as the old one. So the new one begins in a term in which nobody leads with an older configuration, and until
  /// its log has matched a leader's through what was committed by then, it grants no vote and its copies are not
  /// counted, as after damage.
  /// - Parameters:
  ///   - voters: The others, as the operator who adds it knows them.
  ///   - committed: What the operator knows to be committed, the server's removal included.
  ///   - term: The term of the member that the operator knows it from.
  mutating func startAnew(besides voters: NodeSet, committed: LogIndex, term: Term)
  var log: EntryLog { get }
  /// What is stored behind the log's first hole, by index; empty where a protocol stores in order only.
  var ahead: [LogIndex: Entry] { get }
  /// The term or ballot that it has promised to be in, and to whom it gave its vote in it.
  var term: Term { get }
  var vote: NodeID? { get }
  /// As stored; damage that was not found yet is not in it.
  var integrity: DiskIntegrity { get }
  /// What a restarted state machine begins with; nil: the state before the first entry held, or the snapshot is
  /// damaged.
  var snapshot: Snapshot? { get }
}

/// A write of a member to its disk: units in an order, of which a crash may leave only the first.
public protocol DurableWrite: Sendable {
  /// Consecutive, from 1 in each life of a replica.
  var number: UInt64 { get }
  /// Into how many units a crash can tear it.
  var units: Int { get }
  /// The first log index that this write deletes or adds; nil when it leaves the log alone.
  var changedFrom: LogIndex? { get }
  /// The snapshot that this write saves.
  var snapshot: Snapshot? { get }
}
