/// An entry that may be applied, and its place in the log.
public struct CommittedEntry: Sendable {
  public let index: LogIndex
  public let entry: Entry
  @inlinable public init(index: LogIndex, entry: Entry) {
    self.index = index
    self.entry = entry
  }
}

/// Committed entries in the order in which they are to be applied, as runs that lie where the log has them.
public struct CommittedEntries: Sendable, Sequence {
  /// Consecutive entries of the log.
  public struct Run: Sendable {
    /// The index of the first of `entries`.
    public let firstIndex: LogIndex
    public let entries: EntryBatch

    @inlinable init(firstIndex: LogIndex, entries: consuming EntryBatch) {
      self.firstIndex = firstIndex
      self.entries = entries
    }
  }

  // The first run lies outside the array, for mostly there is one only; it is empty where there is none.
  @usableFromInline var first = Run(firstIndex: 0, entries: EntryBatch())
  @usableFromInline var more: [Run] = []

  @inlinable public init() {}

  @inlinable public var isEmpty: Bool { first.entries.isEmpty }
  /// How many entries.
  public var count: Int { more.reduce(first.entries.count) { $0 + $1.entries.count } }

  /// Appends `entries`, the first of which has the index `firstIndex`; nothing if there are none.
  @inlinable public mutating func append(_ entries: consuming EntryBatch, from firstIndex: LogIndex) {
    if entries.isEmpty { return }
    let run = Run(firstIndex: firstIndex, entries: entries)
    if isEmpty { first = run } else { more.append(run) }
  }

  public mutating func append(_ other: CommittedEntries) {
    other.forEachRun { append($0.entries, from: $0.firstIndex) }
  }

  /// Keeps the memory.
  @inlinable public mutating func removeAll() {
    if isEmpty { return }
    first = Run(firstIndex: 0, entries: EntryBatch())
    if !more.isEmpty { more.removeEach() }
  }

  @inlinable public func forEachRun(_ body: (borrowing Run) -> Void) {
    if !isEmpty { body(first) }
    for run in more { body(run) }
  }

  public func makeIterator() -> Iterator { Iterator(self) }

  public struct Iterator: IteratorProtocol {
    private var current: Run?
    private var rest: ArraySlice<Run>
    private var position = 0

    fileprivate init(_ entries: CommittedEntries) {
      current = entries.isEmpty ? nil : entries.first
      rest = entries.more[...]
    }

    public mutating func next() -> CommittedEntry? {
      guard let run = current else { return nil }
      let item = CommittedEntry(index: run.firstIndex + UInt64(position), entry: run.entries[position])
      position += 1
      if position == run.entries.count {
        current = rest.popFirst()
        position = 0
      }
      return item
    }
  }
}
