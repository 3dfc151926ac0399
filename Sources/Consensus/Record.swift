/// Why bytes are not a record, or not the one that was wanted. Offsets count from the record's first byte.
public enum RecordError: Error, Equatable {
  /// The bytes end before what was to be read at `offset`.
  case truncated(at: Int, needed: Int)
  case unknownVersion(UInt8, at: Int)
  case unknownKind(UInt8, at: Int)
  case checksumMismatch(stored: UInt32, computed: UInt32)
  /// A value that no writer writes: a node that cannot be, a flag that is neither yes nor no, …
  case outOfRange(field: String, value: UInt64, at: Int)
  /// Bytes are left over.
  case trailing(at: Int, count: Int)
}

/// Writes one record: the form that messages have on a wire and durable state on a disk.
///
/// | field | bytes |
/// |---|---|
/// | version | 1 |
/// | kind | 1 |
/// | length of the body | 4 |
/// | CRC-32C of all of the above and the body | 4 |
/// | body | as its kind says |
///
/// Numbers are big endian. A kind never changes its meaning: what changes gets another kind, and what all
/// kinds share gets another version.
public struct RecordWriter: Sendable {
  public static let version: UInt8 = 1
  static let headerLength = 10

  private var bytes: [UInt8]

  public init(kind: UInt8) { bytes = [Self.version, kind, 0, 0, 0, 0, 0, 0, 0, 0] }

  /// One byte.
  public mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// A byte, 1 for true and 0 for false.
  public mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Eight bytes.
  public mutating func word(_ value: UInt64) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Index and term, eight bytes each.
  public mutating func position(_ value: LogPosition) {
    word(value.index)
    word(value.term)
  }

  /// A node, or 0 for none.
  public mutating func node(_ value: NodeID?) { bytes.append(UInt8(clamping: value?.number ?? 0)) }

  /// A length in four bytes and the content, which is shorter than 4 GiB.
  public mutating func content(_ value: some Collection<UInt8>) {
    count(value.count)
    bytes.append(contentsOf: value)
  }

  /// Four bytes. A number that they do not hold is written as the nearest that they do.
  public mutating func count(_ value: Int) {
    withUnsafeBytes(of: UInt32(clamping: value).bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// The whole record.
  public func finished() -> [UInt8] {
    var record = bytes
    withUnsafeBytes(of: UInt32(clamping: bytes.count - Self.headerLength).bigEndian) {
      record.replaceSubrange(2..<6, with: $0)
    }
    let checksum = RecordReader.checksum(of: record)
    withUnsafeBytes(of: checksum.bigEndian) { record.replaceSubrange(6..<10, with: $0) }
    return record
  }
}

/// Reads one record. Total: whatever the bytes, it reads or throws.
public struct RecordReader: Sendable {
  public let kind: UInt8
  private let bytes: [UInt8]
  /// Where the record says that it ends.
  private let end: Int
  private var next = RecordWriter.headerLength

  /// The largest term or index that is read: far from where adding to it would overflow.
  public static let largest: UInt64 = 1 << 62

  /// Checks the header and the checksum.
  public init(_ bytes: [UInt8]) throws(RecordError) {
    let header = RecordWriter.headerLength
    guard bytes.count >= header else { throw .truncated(at: bytes.count, needed: header - bytes.count) }
    guard bytes[0] == RecordWriter.version else { throw .unknownVersion(bytes[0], at: 0) }
    let end = header + Int(Self.number(bytes[2..<6]))
    guard bytes.count >= end else { throw .truncated(at: bytes.count, needed: end - bytes.count) }
    let stored = UInt32(Self.number(bytes[6..<10]))
    let computed = Self.checksum(of: bytes[..<end])
    guard stored == computed else { throw .checksumMismatch(stored: stored, computed: computed) }
    kind = bytes[1]
    self.bytes = bytes
    self.end = end
  }

  private var left: Int { end - next }

  static func checksum(of record: some RandomAccessCollection<UInt8>) -> UInt32 {
    Checksum.crc32c(record.dropFirst(10), after: Checksum.crc32c(record.prefix(6)))
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func take(_ count: Int) throws(RecordError) -> ArraySlice<UInt8> {
    guard left >= count else { throw .truncated(at: end, needed: count - left) }
    defer { next += count }
    return bytes[next..<(next + count)]
  }

  /// One byte.
  public mutating func byte() throws(RecordError) -> UInt8 { UInt8(Self.number(try take(1))) }

  /// Eight bytes, whatever number they make.
  public mutating func word() throws(RecordError) -> UInt64 { Self.number(try take(8)) }

  /// A byte that is 0 or 1; any other is out of range.
  public mutating func flag(_ field: String) throws(RecordError) -> Bool {
    let value = try byte()
    guard value <= 1 else { throw outOfRange(field, UInt64(value), width: 1) }
    return value == 1
  }

  /// A term or an index.
  public mutating func number(_ field: String) throws(RecordError) -> UInt64 {
    let value = try word()
    guard value <= Self.largest else { throw outOfRange(field, value, width: 8) }
    return value
  }

  /// Index and term, neither above `largest`.
  public mutating func position(_ field: String) throws(RecordError) -> LogPosition {
    LogPosition(index: try number(field), term: try number(field))
  }

  /// A node in one byte, nil for 0; above 9 it is out of range.
  public mutating func node(_ field: String) throws(RecordError) -> NodeID? {
    let value = try byte()
    guard value <= NodeID.highest else { throw outOfRange(field, UInt64(value), width: 1) }
    return value == 0 ? nil : NodeID(Int(value))
  }

  /// A number of items, each of at least `width` bytes, so that no count asks for more memory than there are
  /// bytes.
  public mutating func count(_ field: String, width: Int) throws(RecordError) -> Int {
    let value = Int(Self.number(try take(4)))
    guard value <= left / max(1, width) else { throw outOfRange(field, UInt64(value), width: 4) }
    return value
  }

  /// A length in four bytes, and as many bytes as it says.
  public mutating func content(_ field: String) throws(RecordError) -> [UInt8] {
    let count = try count(field, width: 1)
    return Array(try take(count))
  }

  /// The error that the value just read, of `width` bytes, cannot be.
  public func outOfRange(_ field: String, _ value: UInt64, width: Int) -> RecordError {
    .outOfRange(field: field, value: value, at: next - width)
  }

  /// The kind is not one that the caller knows.
  public var unknownKind: RecordError { .unknownKind(kind, at: 1) }

  /// To be called when all is read: nothing may be left, neither of the record nor behind it.
  public func finish() throws(RecordError) {
    guard next == bytes.count else { throw .trailing(at: next, count: bytes.count - next) }
  }
}

extension RecordWriter {
  /// Term, kind, payload.
  public mutating func entry(_ entry: Entry) {
    word(entry.term)
    byte(entry.kind.rawValue)
    content(entry.payload)
  }

  /// A byte for the case, and with which entry a damaged log once ended. A 1 once stood for a damaged log of which
  /// only the index was kept, and is read no more.
  public mutating func integrity(_ integrity: DiskIntegrity) {
    switch integrity {
    case .sound: byte(0)
    case .wiped: byte(2)
    case .damaged(let formerLast):
      byte(3)
      position(formerLast)
    }
  }
}

extension RecordReader {
  /// The fewest bytes that an entry takes.
  public static let entryWidth = 13

  /// What `RecordWriter.entry` writes; a kind that is none is out of range.
  public mutating func entry() throws(RecordError) -> Entry {
    let term = try number("term")
    let kind = try byte()
    guard let kind = Entry.Kind(rawValue: kind) else { throw outOfRange("kind", UInt64(kind), width: 1) }
    return Entry(term: term, kind: kind, payload: try content("payload"))
  }

  /// A length in four bytes and an encoded membership; what `Membership.encoded()` never makes is out of
  /// range.
  public mutating func membership() throws(RecordError) -> Membership {
    let bytes = try content("membership")
    guard let membership = Membership(decoding: bytes) else {
      throw outOfRange("membership", UInt64(bytes.first ?? 0), width: bytes.count)
    }
    return membership
  }

  /// What `RecordWriter.integrity` writes; another first byte is out of range.
  public mutating func integrity() throws(RecordError) -> DiskIntegrity {
    let value = try byte()
    switch value {
    case 0: return .sound
    case 2: return .wiped
    case 3: return .damaged(formerLast: try position("formerLast"))
    default: throw outOfRange("standing", UInt64(value), width: 1)
    }
  }
}
