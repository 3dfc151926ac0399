import Consensus

/// A list by log index in chunks, whose front can be discarded: a copy of a world shares all chunks, and an
/// append after it rewrites one.
struct IndexedRecords<Value: Sendable>: Sendable {
  private static var shift: UInt64 { 5 }
  private static var chunkSize: Int { 1 << Int(shift) }

  /// Chunk `c` holds the indexes `(firstChunk + c) * chunkSize + 1 …`, the first of them from `base + 1` on
  /// only where it begins a chunk.
  private var chunks: [[Value]] = []
  /// The chunk that the first element of `chunks` is.
  private var firstChunk: UInt64 = 0
  /// How many places of the first chunk were never filled.
  private var missing: UInt64 = 0
  private(set) var base: LogIndex = 0
  private(set) var lastIndex: LogIndex = 0

  subscript(index: LogIndex) -> Value? {
    guard index > base, index <= lastIndex else { return nil }
    let (chunk, offset) = place(of: index)
    return chunks[chunk][offset]
  }

  var last: Value? { self[lastIndex] }

  private func place(of index: LogIndex) -> (chunk: Int, offset: Int) {
    let chunk = Int(((index - 1) >> Self.shift) - firstChunk)
    let offset = (index - 1) & UInt64(Self.chunkSize - 1)
    return (chunk, Int(chunk == 0 ? offset - missing : offset))
  }

  /// Adds the value of the index after `lastIndex`.
  mutating func append(_ value: Value) {
    let chunk = Int((lastIndex >> Self.shift) - firstChunk)
    if chunk == chunks.count {
      var fresh: [Value] = []
      fresh.reserveCapacity(Self.chunkSize)
      fresh.append(value)
      chunks.append(fresh)
    } else {
      chunks[chunk].append(value)
    }
    lastIndex += 1
  }

  mutating func update(at index: LogIndex, _ change: (inout Value) -> Void) {
    guard index > base, index <= lastIndex else { return }
    let (chunk, offset) = place(of: index)
    change(&chunks[chunk][offset])
  }

  /// Forgets what is known of the indexes up to this one; where it lies past the end, the list goes on there.
  mutating func discard(through index: LogIndex) {
    guard index > base else { return }
    base = index
    if index >= lastIndex {
      chunks.removeAll()
      lastIndex = index
      firstChunk = index >> Self.shift
      missing = index & UInt64(Self.chunkSize - 1)
      return
    }
    let boundary = index >> Self.shift
    guard boundary > firstChunk else { return }
    chunks.removeSubrange(..<Int(boundary - firstChunk))
    firstChunk = boundary
    missing = 0
  }
}
