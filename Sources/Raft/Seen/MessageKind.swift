import Consensus

// What kinds of messages there are.
extension RaftMessage {
  /// A message in the words of the paper, with the numbers that a picture needs.
  public enum Kind: Sendable, Equatable {
    /// RequestVote (Raft Figure 2).
    case voteRequest
    case voteReply(granted: Bool)
    /// AppendEntries with entries `first...last`.
    case append(first: LogIndex, last: LogIndex)
    /// AppendEntries without entries.
    case heartbeat
    /// The answer to AppendEntries: stored through `match`, or refused.
    case appendReply(success: Bool, match: LogIndex)
    /// PreVote (dissertation §9.6): would I get your vote in this term?
    case preVoteRequest
    case preVoteReply(granted: Bool)
    /// The leader tells its successor to stand at once (§3.10).
    case timeoutNow
    /// Bytes `offset..<end` of a snapshot of `total` bytes that stands for the entries up to `last` (ch. 5).
    case installSnapshot(last: LogIndex, offset: UInt64, end: UInt64, total: UInt64)
    /// The answer to InstallSnapshot: has the bytes up to `through`, or refused the whole.
    case installReply(accepted: Bool, through: UInt64)

    /// The place of its name among `kindNames`.
    fileprivate var number: Int {
      switch self {
      case .voteRequest: 0
      case .voteReply: 1
      case .append, .heartbeat: 2
      case .appendReply: 3
      case .preVoteRequest: 4
      case .preVoteReply: 5
      case .timeoutNow: 6
      case .installSnapshot: 7
      case .installReply: 8
      }
    }

    /// The paper's name of the message.
    public var name: String { RaftMessage.kindNames[number] }
  }
}

extension RaftMessage.Kind: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .voteRequest, .preVoteRequest, .timeoutNow: tell(name, "", [:])
    case .heartbeat: tell(name, "", [:], variants: ["heartbeat"])
    case .voteReply(let granted), .preVoteReply(let granted):
      tell(name, "", ["granted": granted], variants: [granted ? "yes" : "no"])
    case .append(let first, let last):
      tell(name, "", ["first": first, "last": last], variants: [first >= last ? "one" : "several"])
    case .appendReply(let success, let match):
      tell(name, "", ["match": match], variants: [success ? "yes" : "no"])
    case .installSnapshot(let last, let offset, let end, let total):
      tell(
        name, "",
        [
          "last": last, "offset": offset, "end": end, "total": total,
          "percent": Self.percent(end, of: total),
        ])
    case .installReply(let accepted, let through):
      tell(name, "", ["through": through], variants: [accepted ? "yes" : "no"])
    }
  }

  private static func percent(_ part: UInt64, of whole: UInt64) -> UInt64 {
    whole == 0 ? 100 : UInt64((Double(min(part, whole)) / Double(whole) * 100).rounded(.down))
  }
}

extension RaftMessage {
  public static let kindNames = [
    "RequestVote", "RequestVoteReply", "AppendEntries", "AppendEntriesReply", "PreVote", "PreVoteReply",
    "TimeoutNow", "InstallSnapshot", "InstallSnapshotReply",
  ]

  public var kindNumber: Int { kind.number }

  public var isHeartbeat: Bool {
    if case .appendEntries(let message) = self { message.entries.isEmpty } else { false }
  }

  public var purpose: MessagePurpose? {
    switch self {
    case .requestVote: .elect
    case .appendEntries(let message): message.entries.isEmpty ? nil : .replicate
    default: nil
    }
  }

  public var isOfElection: Bool {
    switch self {
    case .requestVote, .requestVoteReply, .preVote, .preVoteReply: true
    default: false
    }
  }

  public var entryCount: Int {
    if case .appendEntries(let message) = self { message.entries.count } else { 0 }
  }

  /// Which kind it is, with its numbers.
  public var kind: Kind {
    switch self {
    case .requestVote: .voteRequest
    case .requestVoteReply(let message): .voteReply(granted: message.voteGranted)
    case .appendEntries(let message):
      message.entries.isEmpty
        ? .heartbeat : .append(first: message.previous.index + 1, last: message.lastIndex)
    case .appendEntriesReply(let reply):
      if case .stored(let through) = reply.result {
        .appendReply(success: true, match: through)
      } else {
        .appendReply(success: false, match: 0)
      }
    case .preVote: .preVoteRequest
    case .preVoteReply(let message): .preVoteReply(granted: message.voteGranted)
    case .timeoutNow: .timeoutNow
    case .installSnapshot(let message):
      .installSnapshot(
        last: message.last.index, offset: message.offset, end: message.end, total: message.total)
    case .installSnapshotReply(let reply):
      switch reply.result {
      case .received(let end): .installReply(accepted: true, through: end)
      case .installed: .installReply(accepted: true, through: 0)
      case .refused, .staleTerm: .installReply(accepted: false, through: 0)
      }
    }
  }
}

extension MessageSummary {
  /// What may be shown of a message of this kind.
  public init(kind: RaftMessage.Kind, term: Term, fields: [Field]) {
    let update: Update? =
      switch kind {
      case .append(let first, let last): .entries(first: first, last: last)
      case .heartbeat: .heartbeat
      case .installSnapshot: .snapshot
      default: nil
      }
    self.init(kind: kind.explanation(), update: update, term: term, fields: fields)
  }
}
