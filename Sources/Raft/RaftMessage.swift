import Consensus

/// The messages of Raft Figure 2. The sender (`candidateId`, `leaderId`, the replying server) travels
/// outside, with the envelope.
public enum RaftMessage: ReplicaMessage {
  case requestVote(RequestVote)
  case requestVoteReply(RequestVoteReply)
  case appendEntries(AppendEntries)
  case appendEntriesReply(AppendEntriesReply)

  /// Invoked by candidates to gather votes (§5.2).
  public struct RequestVote: Sendable, Equatable {
    public let term: Term
    /// The candidate's last durable entry (`lastLogIndex`, `lastLogTerm`).
    public let lastLog: LogPosition
  }

  public struct RequestVoteReply: Sendable, Equatable {
    public let term: Term
    public let voteGranted: Bool
  }

  /// Invoked by the leader to replicate entries (§5.3); without entries a heartbeat (§5.2).
  public struct AppendEntries: Sendable, Equatable {
    public let term: Term
    /// The entry before the first of `entries` (`prevLogIndex`, `prevLogTerm`).
    public let previous: LogPosition
    public let leaderCommit: LogIndex
    public let entries: [Entry]

    @usableFromInline init(term: Term, previous: LogPosition, leaderCommit: LogIndex, entries: [Entry]) {
      self.term = term
      self.previous = previous
      self.leaderCommit = leaderCommit
      self.entries = entries
    }

    /// The last index that the follower holds once it has accepted this.
    public var lastIndex: LogIndex { previous.index + UInt64(entries.count) }

    /// The term of the entry that it carries for `index`.
    func term(at index: LogIndex) -> Term? {
      index > previous.index && index <= lastIndex ? entries[Int(index - previous.index) - 1].term : nil
    }
  }

  public struct AppendEntriesReply: Sendable, Equatable {
    public enum Result: Sendable, Equatable {
      /// The follower's log matches the leader's through this index, durably.
      case stored(through: LogIndex)
      /// The consistency check failed at `previous` (§5.3). The hint: the term of the conflicting entry, if
      /// there is one, and the first index that the follower has of it, else one past its log's end.
      case refused(previous: LogIndex, conflictTerm: Term?, conflictIndex: LogIndex)
      /// The sender's term is over (§5.1).
      case staleTerm
    }
    public let term: Term
    public let result: Result
  }

  /// The sender's term.
  public var term: Term {
    switch self {
    case .requestVote(let message): message.term
    case .requestVoteReply(let message): message.term
    case .appendEntries(let message): message.term
    case .appendEntriesReply(let message): message.term
    }
  }

  public var summary: MessageSummary {
    switch self {
    case .requestVote(let message):
      MessageSummary(
        kind: .voteRequest, term: message.term,
        fields: [
          Field("term", .number(message.term)), Field("lastLogIndex", .number(message.lastLog.index)),
          Field("lastLogTerm", .number(message.lastLog.term)),
        ])
    case .requestVoteReply(let message):
      MessageSummary(
        kind: .voteReply(granted: message.voteGranted), term: message.term,
        fields: [Field("term", .number(message.term)), Field("voteGranted", .flag(message.voteGranted))])
    case .appendEntries(let message):
      MessageSummary(
        kind: message.entries.isEmpty
          ? .heartbeat : .append(first: message.previous.index + 1, last: message.lastIndex),
        term: message.term,
        fields: [
          Field("term", .number(message.term)), Field("prevLogIndex", .number(message.previous.index)),
          Field("prevLogTerm", .number(message.previous.term)),
          Field("entries", .number(UInt64(message.entries.count))),
          Field("entryTerms", .numbers(message.entries.map(\.term))),
          Field("leaderCommit", .number(message.leaderCommit)),
        ])
    case .appendEntriesReply(let message): Self.summary(of: message)
    }
  }

  private static func summary(of reply: AppendEntriesReply) -> MessageSummary {
    var fields = [Field("term", .number(reply.term))]
    var success = false
    var match: LogIndex = 0
    switch reply.result {
    case .stored(let through):
      success = true
      match = through
      fields += [Field("success", .flag(true)), Field("matchIndex", .number(through))]
    case .refused(let previous, let conflictTerm, let conflictIndex):
      fields += [
        Field("success", .flag(false)), Field("prevLogIndex", .number(previous)),
        Field("conflictTerm", conflictTerm.map { .number($0) } ?? .none),
        Field("conflictIndex", .number(conflictIndex)),
      ]
    case .staleTerm:
      fields += [Field("success", .flag(false))]
    }
    return MessageSummary(
      kind: .appendReply(success: success, match: match), term: reply.term, fields: fields)
  }
}
