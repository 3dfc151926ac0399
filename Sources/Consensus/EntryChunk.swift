import Synchronization

/// A run of entries in one piece of memory, which any number of logs, messages and writes share.
///
/// A slot is written once, by whoever claims it, and never changes. Each log knows how many slots it may look
/// at: a log that wants to append to a chunk claims the slot behind its own last entry; where another log
/// has claimed it already (a second branch of the same history), it goes on in a copy. So an entry that a
/// leader appends reaches its followers' logs and disks without being copied at all, and copies of a world
/// may run on in other threads.
@usableFromInline
final class EntryChunk: @unchecked Sendable {
  /// The log index of slot 0; 0 for entries that were put together for one message.
  @usableFromInline let firstIndex: LogIndex
  @usableFromInline let capacity: Int
  @usableFromInline let slots: UnsafeMutablePointer<Entry>
  /// How many slots are taken. A slot below this is written before anyone is told of it.
  private let claimed: Atomic<Int>

  init(firstIndex: LogIndex, capacity: Int) {
    self.firstIndex = firstIndex
    self.capacity = capacity
    slots = .allocate(capacity: capacity)
    claimed = Atomic(0)
  }

  deinit {
    slots.deinitialize(count: claimed.load(ordering: .acquiring))
    slots.deallocate()
  }

  /// Takes `count` slots from `position` on, which the caller then writes, if that is the first free one and all fit.
  @inline(__always)
  func claim(_ position: Int, count: Int = 1) -> Bool {
    position + count <= capacity
      && claimed.compareExchange(
        expected: position, desired: position + count, ordering: .acquiringAndReleasing
      ).exchanged
  }

  /// The same, and writes them.
  func put(_ source: UnsafePointer<Entry>, count: Int, at position: Int) -> Bool {
    guard claim(position, count: count) else { return false }
    (slots + position).initialize(from: source, count: count)
    return true
  }

  /// A chunk of the same place in the log with the first `count` entries of this one.
  func copy(_ count: Int) -> EntryChunk {
    let copy = EntryChunk(firstIndex: firstIndex, capacity: capacity)
    _ = copy.put(slots, count: count, at: 0)
    return copy
  }
}

/// Consecutive entries as a message or a write carries them: a reference into a chunk, and where they lie in it,
/// so that to look at them neither loads nor counts the reference.
public struct EntryBatch: Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
  @usableFromInline let chunk: EntryChunk?
  /// The first of them; it lives as long as `chunk`.
  @usableFromInline nonisolated(unsafe) let first: UnsafePointer<Entry>?
  @usableFromInline let length: Int

  @inlinable init(chunk: EntryChunk, offset: Int, count: Int) {
    self.chunk = chunk
    first = UnsafePointer(chunk.slots + offset)
    length = count
  }

  /// A part of a batch.
  @inlinable init(_ whole: EntryBatch, from position: Int, count: Int) {
    chunk = whole.chunk
    first = whole.first.map { $0 + position }
    length = count
  }

  /// No entries.
  @inlinable public init() {
    chunk = nil
    first = nil
    length = 0
  }

  /// A copy of these entries.
  public init(_ entries: some Collection<Entry>) {
    guard !entries.isEmpty else {
      self.init()
      return
    }
    let chunk = EntryChunk(firstIndex: 0, capacity: entries.count)
    _ = chunk.claim(0, count: entries.count)
    _ = UnsafeMutableBufferPointer(start: chunk.slots, count: entries.count).initialize(
      fromContentsOf: entries)
    self.init(chunk: chunk, offset: 0, count: entries.count)
  }

  public init(arrayLiteral entries: Entry...) { self.init(entries) }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { length }
  @inlinable public var count: Int { length }
  @inlinable public var isEmpty: Bool { length == 0 }

  /// The entry at `position`, which must lie in `0..<count`.
  @inlinable public subscript(position: Int) -> Entry {
    guard let first, position >= 0, position < length else { return Entry(term: 0, kind: .noOp) }
    return first[position]
  }

  /// Whether any of them is a configuration.
  @inlinable public var holdsConfiguration: Bool {
    guard let first else { return false }
    for position in 0..<length where first[position].kind == .configuration { return true }
    return false
  }

  /// The entries from `position` on.
  @inlinable public func dropping(_ position: Int) -> EntryBatch {
    position >= count ? EntryBatch() : EntryBatch(self, from: position, count: count - position)
  }

  /// At most the first `limit` entries.
  @inlinable public func keeping(_ limit: Int) -> EntryBatch {
    limit >= count ? self : limit <= 0 ? EntryBatch() : EntryBatch(self, from: 0, count: limit)
  }
}

extension EntryBatch: Equatable {
  public static func == (left: EntryBatch, right: EntryBatch) -> Bool {
    if left.count != right.count { return false }
    if left.first == right.first { return true }
    return left.elementsEqual(right)
  }
}
