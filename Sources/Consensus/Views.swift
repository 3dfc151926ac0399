/// A message between members, as an observer sees it.
public protocol ReplicaMessage: Sendable {
  var summary: MessageSummary { get }
}

/// What kind of message flies, in the words of the paper, with the numbers that a picture needs.
public enum MessageKind: Sendable, Equatable {
  /// RequestVote (Raft Figure 2).
  case voteRequest
  case voteReply(granted: Bool)
  /// AppendEntries with entries `first...last`.
  case append(first: LogIndex, last: LogIndex)
  /// AppendEntries without entries.
  case heartbeat
  /// The answer to AppendEntries: stored through `match`, or refused.
  case appendReply(success: Bool, match: LogIndex)

  /// The paper's name of the message.
  public var name: String {
    switch self {
    case .voteRequest: "RequestVote"
    case .voteReply: "RequestVoteReply"
    case .append, .heartbeat: "AppendEntries"
    case .appendReply: "AppendEntriesReply"
    }
  }
}

/// A message's kind, its sender's term, and all its fields by the paper's names.
public struct MessageSummary: Sendable, Equatable {
  public let kind: MessageKind
  public let term: Term
  public let fields: [Field]

  public init(kind: MessageKind, term: Term, fields: [Field]) {
    self.kind = kind
    self.term = term
    self.fields = fields
  }
}

/// A named value of a message, a decision or a replica.
public struct Field: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case number(UInt64)
    case flag(Bool)
    case text(String)
    case node(NodeID)
    case nodes(NodeSet)
    case position(LogPosition)
    case numbers([UInt64])
    case none
  }
  public let name: String
  public let value: Value
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

public enum Role: String, Sendable, Equatable, CaseIterable {
  case follower
  case candidate
  case leader
}

/// Every variable of Figure 2 that a replica holds, and what its timer waits for.
public struct ReplicaView: Sendable, Equatable {
  public enum Timer: Sendable, Equatable {
    case election
    case heartbeat
  }
  /// A leader's knowledge of one other member (Figure 2, volatile state on leaders).
  public struct Progress: Sendable, Equatable {
    public let node: NodeID
    public let nextIndex: LogIndex
    public let matchIndex: LogIndex
    public init(node: NodeID, nextIndex: LogIndex, matchIndex: LogIndex) {
      self.node = node
      self.nextIndex = nextIndex
      self.matchIndex = matchIndex
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
