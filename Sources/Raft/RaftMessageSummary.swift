import Consensus

/// What an observer sees of each message.
extension RaftMessage {
  public var summary: MessageSummary {
    switch self {
    case .requestVote(let message):
      MessageSummary(
        kind: .voteRequest, term: message.term,
        fields: [
          Field("term", .number(message.term)), Field("lastLogIndex", .number(message.lastLog.index)),
          Field("lastLogTerm", .number(message.lastLog.term)),
        ] + (message.isTransfer ? [Field("isTransfer", .flag(true))] : []))
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
        ] + Self.field(round: message.round))
    case .appendEntriesReply(let message): Self.summary(of: message)
    case .preVote(let message):
      MessageSummary(
        kind: .preVoteRequest, term: message.term,
        fields: [
          Field("term", .number(message.term)), Field("lastLogIndex", .number(message.lastLog.index)),
          Field("lastLogTerm", .number(message.lastLog.term)),
        ])
    case .preVoteReply(let message):
      MessageSummary(
        kind: .preVoteReply(granted: message.voteGranted), term: message.term,
        fields: [
          Field("term", .number(message.term)), Field("proposedTerm", .number(message.proposed)),
          Field("voteGranted", .flag(message.voteGranted)),
        ])
    case .timeoutNow(let message):
      MessageSummary(
        kind: .timeoutNow, term: message.term, fields: [Field("term", .number(message.term))])
    case .installSnapshot(let message): Self.summary(of: message)
    case .installSnapshotReply(let message): Self.summary(of: message)
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
      kind: .appendReply(success: success, match: match), term: reply.term,
      fields: fields + field(round: reply.round) + reply.standing.fields)
  }

  private static func summary(of message: InstallSnapshot) -> MessageSummary {
    MessageSummary(
      kind: .installSnapshot(
        last: message.last.index, offset: message.offset, end: message.end, total: message.total),
      term: message.term,
      fields: [
        Field("term", .number(message.term)), Field("lastIncludedIndex", .number(message.last.index)),
        Field("lastIncludedTerm", .number(message.last.term)), Field("offset", .number(message.offset)),
        Field("end", .number(message.end)), Field("total", .number(message.total)),
        Field("done", .flag(message.end == message.total)),
      ] + message.membership.fields + field(round: message.round))
  }

  private static func summary(of reply: InstallSnapshotReply) -> MessageSummary {
    var accepted = false
    var through: UInt64 = 0
    var fields = [
      Field("term", .number(reply.term)), Field("lastIncludedIndex", .number(reply.last.index)),
    ]
    switch reply.result {
    case .received(let end):
      accepted = true
      through = end
      fields += [Field("received", .number(end))]
    case .installed:
      accepted = true
      fields += [Field("installed", .flag(true))]
    case .refused, .staleTerm: fields += [Field("success", .flag(false))]
    }
    return MessageSummary(
      kind: .installReply(accepted: accepted, through: through), term: reply.term,
      fields: fields + field(round: reply.round) + reply.standing.fields)
  }

  private static func field(round: UInt64) -> [Field] { round == 0 ? [] : [Field("round", .number(round))] }
}

extension Standing {
  /// Nothing for a sound member, so that its messages look as if there were no others.
  fileprivate var fields: [Field] {
    switch self {
    case .sound: []
    case .damaged(let formerLast):
      [Field("standing", .text(name)), Field("formerLast", .position(formerLast))]
    case .wiped: [Field("standing", .text(name))]
    }
  }
}
