import Consensus

/// A list by log index in chunks, whose front can be discarded: a copy of a world shares all chunks, and an
/// append after it rewrites one.
struct IndexedRecords<Value: Sendable>: Sendable {
  private static var chunkSize: UInt64 { 32 }

  /// Chunk `c` holds the indexes from `start + c * chunkSize + 1` on.
  private var chunks: [[Value]] = []
  private var start: LogIndex = 0
  /// Up to here nothing is known any more.
  private(set) var base: LogIndex = 0
  private(set) var lastIndex: LogIndex = 0

  subscript(index: LogIndex) -> Value? {
    guard index > base, index <= lastIndex else { return nil }
    let (chunk, offset) = place(of: index)
    return chunks[chunk][offset]
  }

  var last: Value? { self[lastIndex] }

  private func place(of index: LogIndex) -> (chunk: Int, offset: Int) {
    let (chunk, offset) = (index - 1 - start).quotientAndRemainder(dividingBy: Self.chunkSize)
    return (Int(chunk), Int(offset))
  }

  /// Adds the value of an index after `lastIndex`. Where it is not the next one, the list begins anew with it.
  mutating func append(_ value: Value, at index: LogIndex) {
    if index > lastIndex + 1 {
      chunks.removeAll()
      start = index - 1
      base = start
    }
    lastIndex = index
    let chunk = place(of: index).chunk
    if chunk == chunks.count {
      var fresh: [Value] = []
      fresh.reserveCapacity(Int(Self.chunkSize))
      fresh.append(value)
      chunks.append(fresh)
    } else {
      chunks[chunk].append(value)
    }
  }

  mutating func update(at index: LogIndex, _ change: (inout Value) -> Void) {
    guard index > base, index <= lastIndex else { return }
    let (chunk, offset) = place(of: index)
    change(&chunks[chunk][offset])
  }

  /// Forgets what is known of the indexes up to this one.
  mutating func discard(through index: LogIndex) {
    guard index > base else { return }
    base = min(index, lastIndex)
    let passed = (base - start) / Self.chunkSize
    chunks.removeFirst(Int(passed))
    start += passed * Self.chunkSize
  }
}
