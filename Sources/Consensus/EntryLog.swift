/// A log in chunks, so that a copy of a whole world costs one array of references, and appending to it
/// copies nothing unless both go on from the same place. Indexes start at 1; the front may be discarded.
///
/// It has no holes: from `firstIndex` to `lastIndex` everything is there, and whoever reads it relies on that. A
/// protocol that accepts entries out of order, as Multi-Paxos does, keeps those behind its first hole beside the
/// log, by index, and `place` moves them in once the hole is filled. So `lastIndex` is what an acknowledgement may
/// name, and a hole can be neither applied nor sent nor counted by mistake.
public struct EntryLog: Sendable {
  /// log2 of `chunkSize`.
  @usableFromInline static let chunkShift: UInt64 = 5
  /// Entries of one chunk; a power of two.
  public static let chunkSize = 1 << Int(chunkShift)

  /// Chunk `c` holds the indexes `(firstChunk + c) * chunkSize + 1 …`.
  @usableFromInline var chunks: [EntryChunk] = []
  @usableFromInline var firstChunk: UInt64 = 0

  /// The last entry that was discarded from the front; `.origin` while nothing was.
  public private(set) var base: LogPosition = .origin
  public private(set) var lastIndex: LogIndex = 0
  /// Term of the last entry, or of the base when the log is empty.
  public private(set) var lastTerm: Term = 0

  public init() {}

  /// An empty log whose entries up to `base` are known only by that position: a snapshot stands for them.
  public init(base: LogPosition) {
    self.base = base
    lastIndex = base.index
    lastTerm = base.term
    firstChunk = base.index >> Self.chunkShift
    let held = Int(base.index & Self.offsetMask)
    guard held > 0 else { return }
    // The slots before the first entry are never looked at.
    let chunk = Self.makeChunk(firstChunk)
    _ = chunk.claim(0, count: held)
    chunk.slots.initialize(repeating: Entry(term: 0, kind: .noOp), count: held)
    chunks = [chunk]
  }

  @usableFromInline static var offsetMask: UInt64 { UInt64(chunkSize - 1) }

  private static func makeChunk(_ number: UInt64) -> EntryChunk {
    EntryChunk(firstIndex: number << chunkShift + 1, capacity: chunkSize)
  }

  /// Index of the first entry still held (one past the last when there is none).
  @inlinable public var firstIndex: LogIndex { base.index + 1 }
  @inlinable public var last: LogPosition { LogPosition(index: lastIndex, term: lastTerm) }
  public var count: Int { Int(lastIndex - base.index) }

  /// The entry at `index`, which must lie in `firstIndex...lastIndex`.
  @inlinable public subscript(index: LogIndex) -> Entry {
    let (chunk, slot) = place(of: index)
    return chunks[chunk].slots[slot]
  }

  /// In which of `chunks` the entry at `index` lies, or will, and in which of its slots.
  @inlinable @inline(__always) func place(of index: LogIndex) -> (chunk: Int, slot: Int) {
    let offset = index &- 1
    return (Int((offset >> Self.chunkShift) &- firstChunk), Int(offset & Self.offsetMask))
  }

  /// The entry at `index`, or nil where the log holds none (beyond its end, or discarded).
  public func entry(at index: LogIndex) -> Entry? {
    index > base.index && index <= lastIndex ? self[index] : nil
  }

  /// The term of the entry at `index`; of the base too; nil where it is not known.
  @inlinable @inline(__always) public func term(at index: LogIndex) -> Term? {
    if index == lastIndex { return lastTerm }
    if index == base.index { return base.term }
    guard index > base.index, index < lastIndex else { return nil }
    let (chunk, slot) = place(of: index)
    return chunks[chunk].slots[slot].term
  }

  /// The entry at `index` by its name; of term 0 where the term is not known.
  @inlinable @inline(__always) public func position(at index: LogIndex) -> LogPosition {
    LogPosition(index: index, term: term(at: index) ?? 0)
  }

  /// Whether it holds the entry that is named by `position`, or discarded it.
  @inlinable @inline(__always) public func holds(_ position: LogPosition) -> Bool {
    position.index <= base.index || term(at: position.index) == position.term
  }

  /// Appends one entry behind the last. Where a copy of this log has gone on from here already, this one goes on
  /// in a copy of the chunk.
  public mutating func append(_ entry: consuming Entry) {
    let (chunk, position) = place(of: lastIndex + 1)
    if chunk == chunks.count { chunks.append(Self.makeChunk(lastIndex >> Self.chunkShift)) }
    if !chunks[chunk].claim(position) {
      chunks[chunk] = chunks[chunk].copy(position)
      _ = chunks[chunk].claim(position)
    }
    lastIndex &+= 1
    lastTerm = entry.term
    (chunks[chunk].slots + position).initialize(to: entry)
  }

  /// Appends the entries behind the first `known`, sharing their chunk where this log stands at the same place
  /// in it.
  public mutating func append(contentsOf batch: EntryBatch, dropping known: Int = 0) {
    guard let first = batch.first, known >= 0, known < batch.count else { return }
    var done = known
    while done < batch.count { done += appendRun(batch.chunk, first + done, count: batch.count - done) }
    lastTerm = first[batch.count - 1].term
  }

  /// Appends as many entries as the current chunk takes.
  private mutating func appendRun(_ source: EntryChunk?, _ first: UnsafePointer<Entry>, count: Int) -> Int {
    let (number, position) = place(of: lastIndex + 1)
    let count = min(count, Self.chunkSize - position)
    if number == chunks.count {
      if let source, source.firstIndex == lastIndex + 1, position == 0, UnsafePointer(source.slots) == first {
        chunks.append(source)
      } else {
        chunks.append(Self.makeChunk(lastIndex >> Self.chunkShift))
      }
    }
    // The entries lie where they belong already when the chunk is the sender's own.
    let isThere = UnsafePointer(chunks[number].slots) + position == first
    if !isThere, !chunks[number].put(first, count: count, at: position) {
      chunks[number] = chunks[number].copy(position)
      _ = chunks[number].put(first, count: count, at: position)
    }
    lastIndex &+= UInt64(count)
    return count
  }

  /// Deletes the entries from `index` on; nothing if the log ends before. Discarded entries stay discarded:
  /// `index` must be past the base.
  public mutating func truncate(from index: LogIndex) {
    guard index <= lastIndex, index > base.index else { return }
    let keep = index - 1
    let (chunk, slot) = place(of: index)
    chunks.removeSubrange((slot == 0 ? chunk : chunk + 1)...)
    lastIndex = keep
    lastTerm = keep == base.index ? base.term : self[keep].term
  }

  /// Puts entries at their places: over what lies there, as where an entry is accepted again under a higher ballot;
  /// behind the last; or behind a hole, which is in `ahead`, from where they come into the log once it is filled.
  /// What was discarded from the front stays discarded.
  public mutating func place(_ entries: EntryBatch, at first: LogIndex, ahead: inout [LogIndex: Entry]) {
    let known = Int(max(firstIndex, first) - first)
    guard known < entries.count else { return }
    let first = first + UInt64(known)
    guard first <= lastIndex + 1 else {
      for (offset, entry) in entries.enumerated() { ahead[first + UInt64(offset)] = entry }
      return
    }
    let behind = self.entries(from: first + UInt64(entries.count - known), limit: .max)
    truncate(from: first)
    append(contentsOf: entries, dropping: known)
    append(contentsOf: behind)
    absorb(&ahead)
  }

  /// Moves those of `ahead` in that follow the last entry, and forgets those that have become older than the log.
  package mutating func absorb(_ ahead: inout [LogIndex: Entry]) {
    if ahead.isEmpty { return }
    for index in ahead.keys where index <= lastIndex { ahead[index] = nil }
    while let next = ahead.removeValue(forKey: lastIndex + 1) { append(next) }
  }

  /// Entries that are discarded together, a whole number of chunks. Restarts begin where a log begins, so
  /// recordings depend on this number, and not on the size of a chunk.
  public static let discardedTogether: LogIndex = 128

  /// Discards entries from the front in steps of `discardedTogether`, none of them past `index`.
  /// - Returns: whether anything was discarded.
  @discardableResult
  public mutating func discardBlocks(through index: LogIndex) -> Bool {
    let boundary = min(index, lastIndex) / Self.discardedTogether * Self.discardedTogether
    guard boundary > base.index else { return false }
    compact(through: boundary)
    return true
  }

  /// Discards exactly the entries up to `index`, for which a snapshot stands. Where `index` lies beyond the
  /// last entry it does nothing.
  public mutating func compact(through index: LogIndex) {
    guard index > base.index, index <= lastIndex, let term = term(at: index) else { return }
    base = LogPosition(index: index, term: term)
    let first = index >> Self.chunkShift
    chunks.removeSubrange(..<min(chunks.count, Int(first - firstChunk)))
    firstChunk = first
  }

  /// At most `limit` entries from `index` on, shared with the log where they lie in one chunk.
  @inlinable public func entries(from index: LogIndex, limit: Int) -> EntryBatch {
    guard index <= lastIndex, index > base.index, limit > 0 else { return EntryBatch() }
    let count = min(Int(lastIndex - index) + 1, limit)
    let (chunk, slot) = place(of: index)
    return slot + count <= Self.chunkSize
      ? EntryBatch(chunk: chunks[chunk], offset: slot, count: count) : gathered(from: index, count: count)
  }

  /// At most `limit` entries from `index` on, fewer where the next ones lie in another chunk: never a copy.
  @inlinable public func sharedEntries(from index: LogIndex, limit: Int) -> EntryBatch {
    guard index <= lastIndex, index > base.index, limit > 0 else { return EntryBatch() }
    let (chunk, slot) = place(of: index)
    let count = min(Int(lastIndex - index) + 1, min(limit, Self.chunkSize - slot))
    return EntryBatch(chunk: chunks[chunk], offset: slot, count: count)
  }

  /// The entries of `range`, one by one; those that the log does not hold are left out.
  public func entries(in range: Range<LogIndex>) -> [CommittedEntry] {
    var result: [CommittedEntry] = []
    forEachRun(of: range) { first, entries in
      for (place, entry) in entries.enumerated() {
        result.append(CommittedEntry(index: first + UInt64(place), entry: entry))
      }
    }
    return result
  }

  /// Looks at the entries of `range` where they lie, which counts no references: `body` is given the index of the
  /// first of some consecutive ones, and these, which it must not keep. Those that the log does not hold are left
  /// out.
  @inlinable @inline(__always)
  public func forEachRun(
    of range: Range<LogIndex>, _ body: (LogIndex, UnsafeBufferPointer<Entry>) -> Void
  ) {
    var index = max(range.lowerBound, firstIndex)
    while index < range.upperBound, index <= lastIndex {
      let (chunk, slot) = place(of: index)
      let count = min(Self.chunkSize - slot, Int(min(range.upperBound &- index, lastIndex &- index &+ 1)))
      body(index, UnsafeBufferPointer(start: chunks[chunk].slots + slot, count: count))
      index &+= UInt64(count)
    }
  }

  @usableFromInline func gathered(from index: LogIndex, count: Int) -> EntryBatch {
    let chunk = EntryChunk(firstIndex: 0, capacity: count)
    forEachRun(of: index..<(index + UInt64(count))) { first, entries in
      guard let start = entries.baseAddress else { return }
      _ = chunk.put(start, count: entries.count, at: Int(first - index))
    }
    return EntryBatch(chunk: chunk, offset: 0, count: count)
  }

  /// The first index of the run of entries of `term` that ends at `index`, not looking before the base.
  public func firstIndex(ofTermAt index: LogIndex) -> LogIndex {
    guard let term = term(at: index) else { return index }
    var first = index
    while first > base.index + 1, self.term(at: first - 1) == term { first -= 1 }
    return first
  }
}
