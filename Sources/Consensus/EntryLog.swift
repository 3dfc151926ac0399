/// One entry of a replicated log: what to do, and the term in which a leader received it.
public struct Entry: Sendable, Equatable {
  public enum Kind: UInt8, Sendable {
    /// Opaque bytes for the state machine.
    case command = 0
    /// The empty entry with which a leader opens its term (Raft §8).
    case noOp = 1
  }

  public let term: Term
  public let kind: Kind
  /// Shared by every replica and every copy of the world that holds this entry.
  public let payload: [UInt8]

  public init(term: Term, kind: Kind, payload: [UInt8] = []) {
    self.term = term
    self.kind = kind
    self.payload = payload
  }
}

/// A log in chunks, so that a copy of a whole world costs one array of references and an append after a
/// copy rewrites one chunk. Indexes start at 1; whole chunks may be discarded from the front.
public struct EntryLog: Sendable {
  /// Entries of one chunk; a power of two.
  @usableFromInline static let chunkShift: UInt64 = 5
  public static let chunkSize = 1 << Int(chunkShift)

  /// Chunk `c` holds the indexes `(firstChunk + c) * chunkSize + 1 …`.
  @usableFromInline var chunks: [[Entry]] = []
  @usableFromInline var firstChunk: UInt64 = 0

  /// The last entry that was discarded from the front; `.origin` while nothing was.
  public private(set) var base: LogPosition = .origin
  public private(set) var lastIndex: LogIndex = 0
  /// Term of the last entry, or of the base when the log is empty.
  public private(set) var lastTerm: Term = 0

  public init() {}

  /// Index of the first entry still held (one past the last when there is none).
  public var firstIndex: LogIndex { base.index + 1 }
  public var last: LogPosition { LogPosition(index: lastIndex, term: lastTerm) }
  public var count: Int { Int(lastIndex - base.index) }

  /// The entry at `index`, which must lie in `firstIndex...lastIndex`.
  @inlinable public subscript(index: LogIndex) -> Entry {
    let offset = index &- 1
    let chunk = Int((offset >> Self.chunkShift) &- firstChunk)
    return chunks[chunk][Int(offset & UInt64(Self.chunkSize - 1))]
  }

  /// The entry at `index`, or nil where the log holds none (beyond its end, or discarded).
  public func entry(at index: LogIndex) -> Entry? {
    index > base.index && index <= lastIndex ? self[index] : nil
  }

  /// The term of the entry at `index`; of the base too; nil where it is not known.
  @inlinable public func term(at index: LogIndex) -> Term? {
    if index == lastIndex { return lastTerm }
    if index == base.index { return base.term }
    return index > base.index && index < lastIndex ? self[index].term : nil
  }

  /// Whether it holds the entry that is named by `position`, or discarded it.
  @inlinable public func holds(_ position: LogPosition) -> Bool {
    position.index <= base.index || term(at: position.index) == position.term
  }

  public mutating func append(_ entry: Entry) {
    let chunk = Int((lastIndex >> Self.chunkShift) &- firstChunk)
    if chunk == chunks.count {
      var fresh: [Entry] = []
      fresh.reserveCapacity(Self.chunkSize)
      fresh.append(entry)
      chunks.append(fresh)
    } else {
      chunks[chunk].append(entry)
    }
    lastIndex &+= 1
    lastTerm = entry.term
  }

  public mutating func append(contentsOf entries: ArraySlice<Entry>) {
    for entry in entries { append(entry) }
  }

  /// Deletes the entries from `index` on; nothing if the log ends before. Discarded entries stay discarded:
  /// `index` must be past the base.
  public mutating func truncate(from index: LogIndex) {
    guard index <= lastIndex, index > base.index else { return }
    let keep = index - 1
    let chunk = Int((keep >> Self.chunkShift) &- firstChunk)
    let rest = Int(keep & UInt64(Self.chunkSize - 1))
    if rest == 0 {
      chunks.removeSubrange(chunk...)
    } else {
      chunks.removeSubrange((chunk + 1)...)
      chunks[chunk].removeSubrange(rest...)
    }
    lastIndex = keep
    lastTerm = keep == base.index ? base.term : self[keep].term
  }

  /// Discards whole chunks from the front, none of them holding an entry past `index`.
  /// - Returns: whether anything was discarded.
  @discardableResult
  public mutating func discard(through index: LogIndex) -> Bool {
    let boundary = min(index, lastIndex) >> Self.chunkShift
    guard boundary > firstChunk else { return false }
    let newBase = boundary << Self.chunkShift
    base = LogPosition(index: newBase, term: newBase == lastIndex ? lastTerm : self[newBase].term)
    chunks.removeSubrange(..<Int(boundary - firstChunk))
    firstChunk = boundary
    return true
  }

  /// At most `limit` entries from `index` on, as an array of their own: a slice would share the last
  /// chunk's storage and make the next append copy it.
  public func entries(from index: LogIndex, limit: Int) -> [Entry] {
    guard index <= lastIndex, index > base.index, limit > 0 else { return [] }
    let end = min(lastIndex, index + UInt64(limit) - 1)
    if index == end { return [self[index]] }
    var result: [Entry] = []
    result.reserveCapacity(Int(end - index) + 1)
    var next = index
    while next <= end {
      result.append(self[next])
      next += 1
    }
    return result
  }

  /// The first index of the run of entries of `term` that ends at `index`, not looking before the base.
  public func firstIndex(ofTermAt index: LogIndex) -> LogIndex {
    guard let term = term(at: index) else { return index }
    var first = index
    while first > base.index + 1, self.term(at: first - 1) == term { first -= 1 }
    return first
  }
}
