/// What is under way with a snapshot of the own state machine.
package struct CompactionState: Sendable {
  /// The applied index at which one was asked for; nil: none is awaited.
  package var askedAt: LogIndex?
  /// The write that saves one; nil: none is being written.
  package var write: UInt64?
  package var compactThrough: LogIndex = 0

  package init() {}
}

/// A snapshot on its way to another server. It is kept whole until it is there, whatever is taken meanwhile.
package struct SnapshotTransfer: Sendable {
  package let snapshot: Snapshot
  /// Bytes that the receiver is known to have.
  package var acknowledged: UInt64 = 0

  package init(_ snapshot: Snapshot) { self.snapshot = snapshot }

  /// Which bytes to send next, or again where they were not answered.
  /// - Parameter most: At most so many; at least one is sent.
  package func piece(atMost most: Int) -> Range<Int> {
    let start = min(Int(acknowledged), snapshot.data.count)
    return start..<min(snapshot.data.count, start + max(1, most))
  }
}

/// A snapshot of which not all has come yet. In memory only: a crash begins anew.
package struct IncomingSnapshot: Sendable {
  package let last: LogPosition
  package let checksum: UInt64
  package let total: UInt64
  package private(set) var bytes: [UInt8] = []

  package init(last: LogPosition, checksum: UInt64, total: UInt64) {
    self.last = last
    self.checksum = checksum
    self.total = total
  }

  /// Whether pieces that say this belong to it.
  package func isOf(last: LogPosition, checksum: UInt64, total: UInt64) -> Bool {
    self.last == last && self.checksum == checksum && self.total == total
  }

  /// Keeps a piece that continues what is there, and passes over any other.
  /// - Returns: how many bytes there are now.
  package mutating func take(_ piece: ArraySlice<UInt8>, at offset: UInt64) -> UInt64 {
    if UInt64(bytes.count) == offset, offset &+ UInt64(piece.count) <= total {
      bytes.append(contentsOf: piece)
    }
    return UInt64(bytes.count)
  }
}
