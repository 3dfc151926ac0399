import Consensus

/// What an observer sees of each message.
extension RaftMessage {
  public var summary: MessageSummary { MessageSummary(kind: kind, term: term, fields: fields) }

  /// All its fields by the paper's names.
  private var fields: [Field] {
    switch self {
    case .requestVote(let message):
      named(["lastLogIndex": message.lastLog.index, "lastLogTerm": message.lastLog.term])
        + (message.isTransfer ? [Field("isTransfer", .flag(true))] : [])
    case .requestVoteReply(let message): named(["voteGranted": message.voteGranted])
    case .appendEntries(let message):
      named([
        "prevLogIndex": message.previous.index, "prevLogTerm": message.previous.term,
        "entries": UInt64(message.entries.count),
        "entryTerms": Field.Value.numbers(message.entries.map(\.term)), "leaderCommit": message.leaderCommit,
      ]) + Self.field(round: message.round)
    case .appendEntriesReply(let message):
      result(of: message) + Self.field(round: message.round) + message.integrity.fields
    case .preVote(let message):
      named(["lastLogIndex": message.lastLog.index, "lastLogTerm": message.lastLog.term])
    case .preVoteReply(let message):
      named(["proposedTerm": message.proposed, "voteGranted": message.voteGranted])
    case .timeoutNow: named([:])
    case .installSnapshot(let message):
      named([
        "lastIncludedIndex": message.last.index, "lastIncludedTerm": message.last.term,
        "offset": message.offset, "end": message.end, "total": message.total,
        "done": message.end == message.total,
      ]) + message.membership.fields + Self.field(round: message.round)
    case .installSnapshotReply(let message):
      named(["lastIncludedIndex": message.last.index]) + Self.result(of: message)
        + Self.field(round: message.round) + message.integrity.fields
    }
  }

  private func named(_ fields: KeyValuePairs<String, any FieldValue>) -> [Field] {
    [Field("term", .number(term))] + fields.map { Field($0.key, $0.value.fieldValue) }
  }

  private func result(of reply: AppendEntriesReply) -> [Field] {
    switch reply.result {
    case .stored(let through): named(["success": true, "matchIndex": through])
    case .refused(let previous, let conflictTerm, let conflictIndex):
      named([
        "success": false, "prevLogIndex": previous, "conflictTerm": conflictTerm,
        "conflictIndex": conflictIndex,
      ])
    case .staleTerm: named(["success": false])
    }
  }

  private static func result(of reply: InstallSnapshotReply) -> [Field] {
    switch reply.result {
    case .received(let end): [Field("received", .number(end))]
    case .installed: [Field("installed", .flag(true))]
    case .refused, .staleTerm: [Field("success", .flag(false))]
    }
  }

  private static func field(round: UInt64) -> [Field] { round == 0 ? [] : [Field("round", .number(round))] }
}

extension DiskIntegrity {
  /// Nothing for a sound member, so that its messages look as if there were no others.
  fileprivate var fields: [Field] {
    if self == .sound { return [] }
    return [Field("standing", .text(name))] + (formerLast.map { [Field("formerLast", .position($0))] } ?? [])
  }
}
