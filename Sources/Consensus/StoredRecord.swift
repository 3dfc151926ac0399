/// One record on a member's disk: what a `StoredState.Write` consists of, in the order in which its units
/// are written. As records (see `RecordWriter`):
///
/// | kind | record | body |
/// |---|---|---|
/// | 65 | term and vote | term 8, vote 1 (0: none) |
/// | 66 | integrity | 1, and 16 where damaged |
/// | 67 | truncation | first index that is deleted 8 (0: the whole log and the snapshot) |
/// | 68 | entry | index 8, term 8, kind 1, length 4, payload |
/// | 69 | snapshot | last index 8, last term 8, length 4, membership, checksum 8, compact through 8, whether the log goes 1, length 4, data |
///
/// A term, a vote or an entry is in doubt alone, not with the others: each has a checksum of its own.
@usableFromInline package enum DurableRecord: Sendable, Equatable {
  case termAndVote(term: Term, vote: NodeID?)
  case integrity(DiskIntegrity)
  case truncation(from: LogIndex)
  case entry(LogIndex, Entry)
  case snapshot(StoredState.SnapshotWrite)

  package func encoded() -> [UInt8] {
    var writer: RecordWriter
    switch self {
    case .termAndVote(let term, let vote):
      writer = RecordWriter(kind: 65)
      writer.word(term)
      writer.node(vote)
    case .integrity(let integrity):
      writer = RecordWriter(kind: 66)
      writer.integrity(integrity)
    case .truncation(let index):
      writer = RecordWriter(kind: 67)
      writer.word(index)
    case .entry(let index, let entry):
      writer = RecordWriter(kind: 68)
      writer.word(index)
      writer.entry(entry)
    case .snapshot(let write):
      writer = RecordWriter(kind: 69)
      writer.position(write.snapshot.last)
      writer.content(write.snapshot.membership.encoded())
      writer.word(write.snapshot.checksum)
      writer.word(write.compactThrough)
      writer.flag(write.replacesLog)
      writer.content(write.snapshot.data)
    }
    return writer.finished()
  }

  /// Throws unless the bytes are exactly what `encoded()` makes of some record.
  package init(decoding bytes: [UInt8]) throws(RecordError) {
    var reader = try RecordReader(bytes)
    switch reader.kind {
    case 65:
      self = .termAndVote(term: try reader.number("term"), vote: try reader.node("vote"))
    case 66: self = .integrity(try reader.integrity())
    case 67: self = .truncation(from: try reader.number("from"))
    case 68:
      let index = try reader.number("index")
      guard index > 0 else { throw reader.outOfRange("index", index, width: 8) }
      self = .entry(index, try reader.entry())
    case 69: self = .snapshot(try Self.snapshot(&reader))
    default: throw reader.unknownKind
    }
    try reader.finish()
  }

  private static func snapshot(_ reader: inout RecordReader) throws(RecordError)
    -> StoredState.SnapshotWrite
  {
    let last = try reader.position("last")
    let membership = try reader.membership()
    let checksum = try reader.word()
    let compactThrough = try reader.number("compactThrough")
    let replacesLog = try reader.flag("replacesLog")
    return StoredState.SnapshotWrite(
      snapshot: Snapshot(
        last: last, membership: membership, data: try reader.content("data"), checksum: checksum),
      compactThrough: compactThrough, replacesLog: replacesLog)
  }
}

/// The stored bytes of one record, changed by a fault.
struct AlteredRecord: Sendable {
  /// Tells which bits flip.
  private let place: UInt64
  private let original: DurableRecord
  private var bytes: [UInt8]
  private var flips: UInt64 = 0

  init(_ record: DurableRecord) {
    place =
      switch record {
      case .entry(let index, _), .truncation(let index): index
      case .snapshot(let write): write.snapshot.last.index
      case .termAndVote(let term, _): term
      case .integrity: 0
      }
    original = record
    bytes = record.encoded()
  }

  /// Flips one bit, another one each time; which, depends on the place alone.
  mutating func flipBit() {
    // Knuth's multiplicative hash spreads neighbours over the record.
    let bit = ((place &* 0x9E37_79B9_7F4A_7C15) >> 32 &+ flips) % UInt64(bytes.count * 8)
    flips += 1
    bytes[Int(bit / 8)] ^= 1 << UInt8(bit % 8)
  }

  /// Whether the bytes do not read as what was written.
  var isDamaged: Bool { (try? DurableRecord(decoding: bytes)) != original }
}
