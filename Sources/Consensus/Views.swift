/// A message between members, as an observer sees it.
public protocol ReplicaMessage: Sendable {
  /// What kinds there are, as the paper and scenarios spell them.
  static var kindNames: [String] { get }
  /// The place of its own among `kindNames`, at no cost.
  var kindNumber: Int { get }
  /// Whether it says no more than that its sender leads, at no cost.
  var isHeartbeat: Bool { get }
  var summary: MessageSummary { get }
}

/// What may be shown of a message, the same for every protocol.
public struct MessageSummary: Sendable, Equatable {
  /// With what a leader keeps another member up to date.
  public enum Update: Sendable, Equatable {
    case entries(first: LogIndex, last: LogIndex)
    /// With nothing but its word that it leads.
    case heartbeat
    case snapshot
  }

  /// What kind of message it is: by the paper's name, with the numbers that a picture needs.
  public let kind: Explanation
  /// nil: it does something else.
  public let update: Update?
  /// Its sender's.
  public let term: Term
  /// All its fields by the paper's names.
  public let fields: [Field]

  public init(kind: Explanation, update: Update?, term: Term, fields: [Field]) {
    self.kind = kind
    self.update = update
    self.term = term
    self.fields = fields
  }
}

/// A named value of a message, a decision or a replica.
public struct Field: Sendable, Equatable {
  /// What a field holds, so that each language can say it in its own way. Times are nanoseconds.
  public enum Value: Sendable, Equatable {
    case number(UInt64)
    case count(Int)
    case duration(Nanoseconds)
    /// A moment by somebody's clock.
    case time(Nanoseconds)
    case flag(Bool)
    case text(String)
    case node(NodeID)
    case nodes(NodeSet)
    case position(LogPosition)
    case numbers([UInt64])
    /// Of what refuses: why. In files its name.
    indirect case reason(Explanation)
    case none
  }
  public let name: String
  public let value: Value
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// What stands in a field as it is.
public protocol FieldValue {
  var fieldValue: Field.Value { get }
}

extension Field.Value: FieldValue {
  public var fieldValue: Field.Value { self }
}

extension FieldValue where Self == Field.Value {
  public static func span(_ nanoseconds: Nanoseconds) -> Self { .duration(nanoseconds) }
  public static func moment(_ nanoseconds: Nanoseconds) -> Self { .time(nanoseconds) }
}

extension UInt64: FieldValue { public var fieldValue: Field.Value { .number(self) } }
extension Int: FieldValue { public var fieldValue: Field.Value { .count(self) } }
extension Bool: FieldValue { public var fieldValue: Field.Value { .flag(self) } }
extension String: FieldValue { public var fieldValue: Field.Value { .text(self) } }
extension NodeID: FieldValue { public var fieldValue: Field.Value { .node(self) } }
extension NodeSet: FieldValue { public var fieldValue: Field.Value { .nodes(self) } }
extension LogPosition: FieldValue { public var fieldValue: Field.Value { .position(self) } }
extension Explanation: FieldValue { public var fieldValue: Field.Value { .reason(self) } }
extension Optional: FieldValue where Wrapped: FieldValue {
  public var fieldValue: Field.Value { self?.fieldValue ?? Field.Value.none }
}

/// What a server is in its term (Raft §5.1, Figure 4).
public enum Role: String, Sendable, Equatable, CaseIterable {
  case follower
  case candidate
  case leader
}

/// How a leader sends entries to one follower.
public enum FollowerFlow: String, Sendable, Equatable, CaseIterable {
  /// Where both logs meet is not known: one message at a time.
  case probe
  /// The logs meet: messages follow each other without waiting, up to the window.
  case replicate
  /// The entries it needs are gone: it gets a snapshot first.
  case snapshot
}

/// Every variable of Figure 2 that a replica holds, and what its timer waits for.
public struct ReplicaView: Sendable, Equatable {
  /// What a replica's timer waits for: to stand for election, or as a leader to send heartbeats (Raft §5.2).
  public enum Timer: Sendable, Equatable {
    case election
    case heartbeat
  }
  /// A leader's knowledge of one other member (Figure 2, volatile state on leaders).
  public struct Progress: Sendable, Equatable {
    public let node: NodeID
    public let nextIndex: LogIndex
    public let matchIndex: LogIndex
    public var flow: FollowerFlow
    /// AppendEntries with entries that are on their way to it, not yet answered.
    public var inFlight: Int
    /// Of a snapshot that it is being sent.
    public var snapshot: Transfer?
    public init(
      node: NodeID, nextIndex: LogIndex, matchIndex: LogIndex, flow: FollowerFlow = .replicate,
      inFlight: Int = 0, snapshot: Transfer? = nil
    ) {
      self.node = node
      self.nextIndex = nextIndex
      self.matchIndex = matchIndex
      self.flow = flow
      self.inFlight = inFlight
      self.snapshot = snapshot
    }
  }
  /// How much of a snapshot has arrived.
  public struct Transfer: Sendable, Equatable {
    /// The last entry that the snapshot stands for.
    public let last: LogPosition
    /// In bytes.
    public let done: UInt64
    public let total: UInt64
    public init(last: LogPosition, done: UInt64, total: UInt64) {
      self.last = last
      self.done = done
      self.total = total
    }
  }

  public var role: Role
  public var currentTerm: Term
  public var votedFor: NodeID?
  public var commitIndex: LogIndex
  public var lastApplied: LogIndex
  /// The last entry known to be on this replica's own disk.
  public var durableIndex: LogIndex
  /// Whom it believes to lead the current term.
  public var knownLeader: NodeID?
  /// Votes a candidate has, its own once durable.
  public var votes: NodeSet
  public var timer: Timer
  public var timerStart: Nanoseconds
  public var timerDeadline: Nanoseconds
  /// Empty unless leader.
  public var progress: [Progress]
  /// Whether its disk still holds what it has promised.
  public var standing = Standing.sound

  // Of the parts beyond Figure 2; empty where they are not in use.
  /// Whether this candidate only asks whether it could win (dissertation §9.6).
  public var isPreVoting = false
  /// The configuration that it uses: the newest in its log (§4.1); nil where the protocol has none.
  public var membership: Membership?
  /// The entry that holds it; 0: the first configuration.
  public var membershipIndex: LogIndex = 0
  /// Until when a leader may answer reads without asking (§6.4.1), by its own clock.
  public var leaseUntil: Nanoseconds?
  /// Reads that wait until the leader knows that it still leads (§6.4).
  public var waitingReads = 0
  /// To whom a leader is handing over (§3.10).
  public var transferTarget: NodeID?
  /// The last entry that its newest durable snapshot stands for.
  public var snapshot: LogPosition?
  /// The snapshot that it is receiving.
  public var receiving: Transfer?

  public init(
    role: Role, currentTerm: Term, votedFor: NodeID?, commitIndex: LogIndex, lastApplied: LogIndex,
    durableIndex: LogIndex, knownLeader: NodeID?, votes: NodeSet, timer: Timer,
    timerStart: Nanoseconds, timerDeadline: Nanoseconds, progress: [Progress]
  ) {
    self.role = role
    self.currentTerm = currentTerm
    self.votedFor = votedFor
    self.commitIndex = commitIndex
    self.lastApplied = lastApplied
    self.durableIndex = durableIndex
    self.knownLeader = knownLeader
    self.votes = votes
    self.timer = timer
    self.timerStart = timerStart
    self.timerDeadline = timerDeadline
    self.progress = progress
  }
}
