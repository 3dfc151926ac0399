import Consensus

/// The one encoding of messages, as records (see `RecordWriter`); the kind is the place in `kindNames`, from 1:
///
/// | kind | message | body |
/// |---|---|---|
/// | 1 | RequestVote | term 8, last log index 8, last log term 8, whether the leader asked for it 1 |
/// | 2 | RequestVoteReply | term 8, granted 1 |
/// | 3 | AppendEntries | term 8, previous index 8, previous term 8, leaderCommit 8, round 8, number of entries 4, entries |
/// | 4 | AppendEntriesReply | term 8, result 1, what the result needs, round 8, integrity |
/// | 5 | PreVote | term 8, last log index 8, last log term 8 |
/// | 6 | PreVoteReply | term 8, proposed term 8, granted 1 |
/// | 7 | TimeoutNow | term 8 |
/// | 8 | InstallSnapshot | term 8, last index 8, last term 8, membership, offset 8, total 8, checksum 8, round 8, data |
/// | 9 | InstallSnapshotReply | term 8, last index 8, last term 8, result 1, bytes received 8 if 0, round 8, integrity |
///
/// An entry is term 8, kind 1, payload. Payload, data and membership are a length 4 and so many bytes. The
/// result of AppendEntries is 0 (stored: index 8), 1 (refused: previous index 8, whether there is a conflicting
/// term 1, that term 8 or 0, conflict index 8) or 2 (stale term); that of InstallSnapshot 0 (received), 1
/// (installed), 2 (refused) or 3 (stale term). An integrity is 0 (sound), 2 (wiped) or 3 (damaged: former last index
/// 8, its term 8).
extension RaftMessage {
  /// The message as one record, in the form that the table above gives.
  public func encoded() -> [UInt8] {
    var writer = RecordWriter(kind: UInt8(kindNumber + 1))
    writer.word(term)
    switch self {
    case .requestVote(let message):
      writer.position(message.lastLog)
      writer.flag(message.isTransfer)
    case .requestVoteReply(let message): writer.flag(message.voteGranted)
    case .appendEntries(let message):
      writer.position(message.previous)
      writer.word(message.leaderCommit)
      writer.word(message.round)
      writer.count(message.entries.count)
      for entry in message.entries { writer.entry(entry) }
    case .appendEntriesReply(let message):
      writer.result(message.result)
      writer.word(message.round)
      writer.integrity(message.integrity)
    case .preVote(let message): writer.position(message.lastLog)
    case .preVoteReply(let message):
      writer.word(message.proposed)
      writer.flag(message.voteGranted)
    case .timeoutNow: break
    case .installSnapshot(let message):
      writer.position(message.last)
      writer.content(message.membership.encoded())
      writer.word(message.offset)
      writer.word(message.total)
      writer.word(message.checksum)
      writer.word(message.round)
      writer.content(message.data)
    case .installSnapshotReply(let message):
      writer.position(message.last)
      writer.result(message.result)
      writer.word(message.round)
      writer.integrity(message.integrity)
    }
    return writer.finished()
  }

  /// Throws unless the bytes are exactly what `encoded()` makes of some message.
  public init(decoding bytes: [UInt8]) throws(RecordError) {
    var reader = try RecordReader(bytes)
    switch reader.kind {
    case 1:
      self = .requestVote(
        .init(
          term: try reader.number("term"), lastLog: try reader.position("lastLog"),
          isTransfer: try reader.flag("isTransfer")))
    case 2:
      self = .requestVoteReply(
        .init(term: try reader.number("term"), voteGranted: try reader.flag("voteGranted")))
    case 3: self = .appendEntries(try Self.append(&reader))
    case 4:
      self = .appendEntriesReply(
        .init(
          term: try reader.number("term"), result: try reader.appendResult(),
          round: try reader.number("round"), integrity: try reader.integrity()))
    case 5:
      self = .preVote(.init(term: try reader.number("term"), lastLog: try reader.position("lastLog")))
    case 6:
      self = .preVoteReply(
        .init(
          term: try reader.number("term"), proposed: try reader.number("proposed"),
          voteGranted: try reader.flag("voteGranted")))
    case 7: self = .timeoutNow(.init(term: try reader.number("term")))
    case 8: self = .installSnapshot(try Self.snapshot(&reader))
    case 9:
      self = .installSnapshotReply(
        .init(
          term: try reader.number("term"), last: try reader.position("last"),
          result: try reader.installResult(), round: try reader.number("round"),
          integrity: try reader.integrity()))
    default: throw reader.unknownKind
    }
    try reader.finish()
  }

  private static func append(_ reader: inout RecordReader) throws(RecordError) -> AppendEntries {
    let term = try reader.number("term")
    let previous = try reader.position("previous")
    let leaderCommit = try reader.number("leaderCommit")
    let round = try reader.number("round")
    let count = try reader.count("entries", width: RecordReader.entryWidth)
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    for _ in 0..<count { entries.append(try reader.entry()) }
    return AppendEntries(
      term: term, previous: previous, leaderCommit: leaderCommit, entries: EntryBatch(entries), round: round)
  }

  private static func snapshot(_ reader: inout RecordReader) throws(RecordError) -> InstallSnapshot {
    let term = try reader.number("term")
    let last = try reader.position("last")
    let membership = try reader.membership()
    let offset = try reader.number("offset")
    let total = try reader.number("total")
    let checksum = try reader.word()
    let round = try reader.number("round")
    return InstallSnapshot(
      term: term, last: last, membership: membership, offset: offset,
      data: try reader.content("data")[...], total: total, checksum: checksum, round: round)
  }
}

extension RecordWriter {
  fileprivate mutating func result(_ result: RaftMessage.AppendEntriesReply.Result) {
    switch result {
    case .stored(let through):
      byte(0)
      word(through)
    case .refused(let previous, let conflictTerm, let conflictIndex):
      byte(1)
      word(previous)
      flag(conflictTerm != nil)
      word(conflictTerm ?? 0)
      word(conflictIndex)
    case .staleTerm: byte(2)
    }
  }

  fileprivate mutating func result(_ result: RaftMessage.InstallSnapshotReply.Result) {
    switch result {
    case .received(let through):
      byte(0)
      word(through)
    case .installed: byte(1)
    case .refused: byte(2)
    case .staleTerm: byte(3)
    }
  }
}

extension RecordReader {
  fileprivate mutating func appendResult() throws(RecordError)
    -> RaftMessage.AppendEntriesReply.Result
  {
    let code = try byte()
    switch code {
    case 0: return .stored(through: try number("matchIndex"))
    case 1:
      let previous = try number("previous")
      let hasTerm = try flag("conflict")
      let term = try number("conflictTerm")
      guard hasTerm || term == 0 else { throw outOfRange("conflictTerm", term, width: 8) }
      return .refused(
        previous: previous, conflictTerm: hasTerm ? term : nil, conflictIndex: try number("conflictIndex"))
    case 2: return .staleTerm
    default: throw outOfRange("result", UInt64(code), width: 1)
    }
  }
  fileprivate mutating func installResult() throws(RecordError)
    -> RaftMessage.InstallSnapshotReply.Result
  {
    let code = try byte()
    switch code {
    case 0: return .received(through: try number("received"))
    case 1: return .installed
    case 2: return .refused
    case 3: return .staleTerm
    default: throw outOfRange("result", UInt64(code), width: 1)
    }
  }
}
