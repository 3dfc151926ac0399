import Consensus

/// The encoding of messages, as records (see `RecordWriter`) of the form that Raft's have; the kind is the place in
/// `kindNames`, from 1. The ballot comes first, then the fields in their order: a number 8 bytes, a part of a promise 4,
/// an entry term 8, kind 1, payload. Payload and data are a length 4 and so many bytes, a result is its number 1 and
/// the bytes received 8 if 0.
extension PaxosMessage {
  public func encoded() -> [UInt8] {
    var writer = RecordWriter(kind: UInt8(kindNumber + 1))
    switch self {
    case .prepare(let message): writer.words(message.ballot, message.first)
    case .promise(let message):
      writer.words(message.ballot, message.asked)
      writer.count(message.part)
      writer.count(message.parts)
      writer.words(message.first, message.chosenThrough)
      writer.entries(message.entries)
    case .accept(let message):
      writer.words(message.ballot, message.first, message.chosenThrough, message.last, message.round)
      writer.entries(message.entries)
    case .accepted(let message):
      writer.words(message.ballot, message.through, message.end, message.round)
      writer.integrity(message.integrity)
    case .nack(let message):
      writer.words(message.ballot, message.promised)
      writer.flag(message.gone != nil)
      writer.word(message.gone ?? 0)
    case .installSnapshot(let message):
      writer.words(
        message.ballot, message.last.index, message.last.term, message.offset, message.total,
        message.checksum,
        message.round)
      writer.content(message.data)
    case .installSnapshotReply(let message):
      writer.words(message.ballot, message.last.index, message.last.term)
      switch message.result {
      case .received(let through):
        writer.byte(0)
        writer.word(through)
      case .installed: writer.byte(1)
      case .refused: writer.byte(2)
      }
      writer.word(message.round)
      writer.integrity(message.integrity)
    }
    return writer.finished()
  }
}

extension RecordWriter {
  fileprivate mutating func words(_ words: UInt64...) {
    for number in words { word(number) }
  }

  fileprivate mutating func entries(_ entries: EntryBatch) {
    count(entries.count)
    for entry in entries { self.entry(entry) }
  }
}
