/// What a server is in its term (Raft §5.1, Figure 4).
public enum Role: String, Sendable, Equatable, CaseIterable {
  case follower
  case candidate
  case leader
}

/// What a leader keeps of each follower (Raft Figure 2), as a predicate and a verb call it.
public enum FollowerIndex: String, Sendable, CaseIterable {
  case next = "next-index"
  case match = "match-index"
}

/// What may be shown of a replica, in words that every protocol shares. What a protocol does not have, and what a host
/// may not know, is absent.
public struct NodeView: Sendable, Equatable {
  /// A replica's timer while it runs.
  public struct Timer: Sendable, Equatable {
    /// What it waits for: to stand for election, or as a leader to send heartbeats (Raft §5.2).
    public enum Kind: Sendable, Equatable {
      case election
      case heartbeat
    }
    public var kind: Kind
    /// Since when it runs.
    public var start: Nanoseconds
    /// When it fires.
    public var deadline: Nanoseconds
    public init(_ kind: Kind, start: Nanoseconds, deadline: Nanoseconds) {
      self.kind = kind
      self.start = start
      self.deadline = deadline
    }
  }
  /// A leader's knowledge of one other member.
  public struct Progress: Sendable, Equatable {
    public let node: NodeID
    public let nextIndex: LogIndex
    public let matchIndex: LogIndex
    /// The protocol's word for how entries are sent to it, where that is not one message after another.
    public var flow: String?
    /// AppendEntries with entries that are on their way to it, not yet answered.
    public var inFlight: Int
    /// Of a snapshot that it is being sent.
    public var snapshot: SnapshotProgress?
    public init(
      node: NodeID, nextIndex: LogIndex, matchIndex: LogIndex, flow: String? = nil,
      inFlight: Int = 0, snapshot: SnapshotProgress? = nil
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
  public struct SnapshotProgress: Sendable, Equatable {
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

  /// A variable of the protocol, by its paper's name.
  public struct Variable: Sendable, Equatable {
    /// Whether it outlives a crash, and who has it.
    public enum Kind: Sendable, Equatable {
      case persistent
      case volatile
      /// Volatile, and of leaders only: a number for each of the others.
      case leader
    }
    /// What it holds.
    public enum Value: Sendable, Equatable {
      case number(UInt64)
      case node(NodeID?)
      /// By `Progress` of each other member; nil where it does not lead.
      case perMember([UInt64]?)
    }
    public let kind: Kind
    public let name: String
    public let value: Value
    public init(_ kind: Kind, _ name: String, _ value: Value) {
      self.kind = kind
      self.name = name
      self.value = value
    }
  }

  public var role: Role
  /// The term or ballot that it is in.
  public var term: Term
  /// Whom it voted for, or promised, in `term`.
  public var votedFor: NodeID?
  /// Up to where it knows its log to be committed, and has applied it.
  public var committed: LogIndex
  public var applied: LogIndex
  /// The last entry known to be on this replica's own disk.
  public var durable: LogIndex
  /// Whom it believes to lead that term.
  public var knownLeader: NodeID?
  /// Votes a candidate has, its own once durable.
  public var votes: NodeSet
  /// nil: none runs, as with a server that has no vote.
  public var timer: Timer?
  /// Empty unless leader.
  public var progress: [Progress]
  /// Whether its disk still holds what it has promised.
  public var integrity = DiskIntegrity.sound

  /// The variables of its protocol that it has on disk or in memory, in the paper's order; `Replica.variables`.
  public var variables: [Variable] = []

  // Of the parts that not every cluster has in use.
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
  public var receiving: SnapshotProgress?
  /// Of a server of single-decree Paxos.
  public var part: PaxosPart?

  public init(
    role: Role, term: Term, votedFor: NodeID?, committed: LogIndex, applied: LogIndex, durable: LogIndex,
    knownLeader: NodeID?, votes: NodeSet, timer: Timer?, progress: [Progress]
  ) {
    self.role = role
    self.term = term
    self.votedFor = votedFor
    self.committed = committed
    self.applied = applied
    self.durable = durable
    self.knownLeader = knownLeader
    self.votes = votes
    self.timer = timer
    self.progress = progress
  }
}
