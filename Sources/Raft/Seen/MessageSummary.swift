import Consensus

/// What an observer sees of each message.
extension RaftMessage {
  public var summary: MessageSummary {
    switch self {
    case .requestVote(let message):
      MessageSummary(
        kind: kind, term: message.term,
        fields: [
          Field("term", .number(message.term)), Field("lastLogIndex", .number(message.lastLog.index)),
          Field("lastLogTerm", .number(message.lastLog.term)),
        ] + (message.isTransfer ? [Field("isTransfer", .flag(true))] : []))
    case .requestVoteReply(let message):
      MessageSummary(
        kind: kind, term: message.term,
        fields: [Field("term", .number(message.term)), Field("voteGranted", .flag(message.voteGranted))])
    case .appendEntries(let message):
      MessageSummary(
        kind: kind, term: message.term,
        fields: [
          Field("term", .number(message.term)), Field("prevLogIndex", .number(message.previous.index)),
          Field("prevLogTerm", .number(message.previous.term)),
          Field("entries", .number(UInt64(message.entries.count))),
          Field("entryTerms", .numbers(message.entries.map(\.term))),
          Field("leaderCommit", .number(message.leaderCommit)),
        ] + Self.field(round: message.round))
    case .appendEntriesReply(let message):
      MessageSummary(kind: kind, term: message.term, fields: Self.fields(of: message))
    case .preVote(let message):
      MessageSummary(
        kind: kind, term: message.term,
        fields: [
          Field("term", .number(message.term)), Field("lastLogIndex", .number(message.lastLog.index)),
          Field("lastLogTerm", .number(message.lastLog.term)),
        ])
    case .preVoteReply(let message):
      MessageSummary(
        kind: kind, term: message.term,
        fields: [
          Field("term", .number(message.term)), Field("proposedTerm", .number(message.proposed)),
          Field("voteGranted", .flag(message.voteGranted)),
        ])
    case .timeoutNow(let message):
      MessageSummary(kind: kind, term: message.term, fields: [Field("term", .number(message.term))])
    case .installSnapshot(let message):
      MessageSummary(kind: kind, term: message.term, fields: Self.fields(of: message))
    case .installSnapshotReply(let message):
      MessageSummary(kind: kind, term: message.term, fields: Self.fields(of: message))
    }
  }

  private static func fields(of reply: AppendEntriesReply) -> [Field] {
    var fields = [Field("term", .number(reply.term))]
    switch reply.result {
    case .stored(let through):
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
    return fields + field(round: reply.round) + reply.standing.fields
  }

  private static func fields(of message: InstallSnapshot) -> [Field] {
    [
      Field("term", .number(message.term)), Field("lastIncludedIndex", .number(message.last.index)),
      Field("lastIncludedTerm", .number(message.last.term)), Field("offset", .number(message.offset)),
      Field("end", .number(message.end)), Field("total", .number(message.total)),
      Field("done", .flag(message.end == message.total)),
    ] + message.membership.fields + field(round: message.round)
  }

  private static func fields(of reply: InstallSnapshotReply) -> [Field] {
    var fields = [
      Field("term", .number(reply.term)), Field("lastIncludedIndex", .number(reply.last.index)),
    ]
    switch reply.result {
    case .received(let end): fields += [Field("received", .number(end))]
    case .installed: fields += [Field("installed", .flag(true))]
    case .refused, .staleTerm: fields += [Field("success", .flag(false))]
    }
    return fields + field(round: reply.round) + reply.standing.fields
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
