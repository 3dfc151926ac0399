import Consensus

/// Persistent state on all servers (Raft Figure 2): what a restart finds.
public struct RaftDurableState: DurableState {
  public private(set) var term: Term = 0
  public private(set) var vote: NodeID?
  public private(set) var log = EntryLog()

  public init() {}

  /// One unit of writing: new term and vote first, then the deletion of a conflicting suffix, then entries.
  public struct Write: DurableWrite {
    public let number: UInt64
    /// nil: unchanged.
    public let termAndVote: TermAndVote?
    /// Entries from here on are deleted before `entries` are appended.
    public let truncateFrom: LogIndex?
    public let entries: ArraySlice<Entry>
    /// The index of the first of `entries`.
    public let firstIndex: LogIndex

    public var changedFrom: LogIndex? { truncateFrom ?? (entries.isEmpty ? nil : firstIndex) }

    public struct TermAndVote: Sendable, Equatable {
      public let term: Term
      public let vote: NodeID?
    }

    public var units: Int {
      (termAndVote == nil ? 0 : 1) + (truncateFrom == nil ? 0 : 1) + entries.count
    }
  }

  public mutating func perform(_ write: Write) { perform(write, units: write.units) }

  public mutating func perform(_ write: Write, units: Int) {
    var left = units
    if let termAndVote = write.termAndVote {
      guard left > 0 else { return }
      left -= 1
      term = termAndVote.term
      vote = termAndVote.vote
    }
    if let index = write.truncateFrom {
      guard left > 0 else { return }
      left -= 1
      log.truncate(from: index)
    }
    // An entry is stored under its own index or not at all; only a broken rule can leave it no place.
    guard left > 0, !write.entries.isEmpty, write.firstIndex == log.lastIndex + 1 else { return }
    log.append(contentsOf: write.entries.prefix(left))
  }

  public mutating func discardLog(through index: LogIndex) { log.discard(through: index) }

  public mutating func loseLogTail(from index: LogIndex) { log.truncate(from: index) }
}
