/// What a member keeps on its disk and a restart finds: in Raft the persistent state of Figure 2, in Paxos what an
/// acceptor has promised and accepted (Paxos Made Simple §2.5); and a snapshot (dissertation ch. 5).
public struct StoredState: DurableState {
  public private(set) var term: Term = 0
  public private(set) var vote: NodeID?
  public private(set) var log = EntryLog()
  /// Entries behind the log's first hole, where a protocol accepts such, by index.
  public private(set) var ahead: [LogIndex: Entry] = [:]
  public private(set) var integrity = DiskIntegrity.sound
  private var savedSnapshot: Snapshot?
  /// Stored bytes that a fault has changed. Every other part is known to be stored as it was written, so that its
  /// bytes need not be kept beside it.
  private var altered: [StoredPart: AlteredRecord] = [:]
  /// The newest configuration among the entries that were discarded without a snapshot.
  package private(set) var discardedMembership: MembershipRecord?

  public init() {}

  public var snapshot: Snapshot? { isDamaged(.snapshot) ? nil : savedSnapshot }

  /// The newest configuration that the log's entries do not show; nil: the first one.
  package var baseMembership: MembershipRecord? {
    if let snapshot, snapshot.last.index >= discardedMembership?.index ?? 0 {
      return MembershipRecord(index: snapshot.last.index, membership: snapshot.membership)
    }
    return discardedMembership
  }

  /// Whether it may lack what its server once had because that was lost with an earlier disk.
  package var beganAnew: Bool { discardedMembership?.index == 0 }

  /// A snapshot to save, and what becomes of the log with it: one unit, as the renaming of a file is.
  @usableFromInline package struct SnapshotWrite: Sendable, Equatable {
    @usableFromInline let snapshot: Snapshot
    /// The log's entries up to here go; later ones stay.
    @usableFromInline let compactThrough: LogIndex
    /// Nothing of the log stays: its entries are not those that the snapshot stands for.
    @usableFromInline let replacesLog: Bool

    package init(snapshot: Snapshot, compactThrough: LogIndex, replacesLog: Bool) {
      self.snapshot = snapshot
      self.compactThrough = compactThrough
      self.replacesLog = replacesLog
    }
  }

  /// One unit of writing: what changes besides adding entries, in an order that `Durability` knows, then entries.
  public struct Write: DurableWrite {
    public let number: UInt64
    /// Empty in the writes of every day, which only add entries. A truncation deletes before `entries` are appended.
    @usableFromInline package let changes: [DurableRecord]
    public let entries: EntryBatch
    /// The index of the first of `entries`.
    public let firstIndex: LogIndex
    /// Whether each of `entries` takes its own place, whatever lies there or is missing before it, as an acceptor's
    /// do; else they are appended.
    public let takesPlaces: Bool

    @inlinable package init(
      number: UInt64, changes: [DurableRecord], entries: EntryBatch, firstIndex: LogIndex,
      takesPlaces: Bool = false
    ) {
      self.number = number
      self.changes = changes
      self.entries = entries
      self.firstIndex = firstIndex
      self.takesPlaces = takesPlaces
    }

    /// `currentTerm` and `votedFor` (Raft Figure 2), which are one record: a vote holds in its term only; nil:
    /// unchanged.
    public var termAndVote: (term: Term, vote: NodeID?)? {
      for case .termAndVote(let term, let vote) in changes { return (term, vote) }
      return nil
    }

    public var changedFrom: LogIndex? {
      for change in changes {
        switch change {
        case .snapshot(let write) where write.replacesLog: return write.snapshot.last.index + 1
        // What takes its place may lie before it.
        case .truncation(let index): return takesPlaces && !entries.isEmpty ? min(index, firstIndex) : index
        default: continue
        }
      }
      return entries.isEmpty ? nil : firstIndex
    }

    public var snapshot: Snapshot? {
      for case .snapshot(let write) in changes { return write.snapshot }
      return nil
    }

    public var units: Int { changes.count + entries.count }
  }

  public mutating func perform(_ write: Write) { perform(write, units: write.units) }

  public mutating func perform(_ write: Write, units: Int) {
    if !write.changes.isEmpty { for change in write.changes.prefix(units) { perform(change) } }
    let left = units - write.changes.count
    guard left > 0, !write.entries.isEmpty else { return }
    if write.takesPlaces {
      log.place(write.entries.keeping(left), at: write.firstIndex, ahead: &ahead)
      for offset in write.entries.indices where !altered.isEmpty && offset < left {
        altered[.entry(write.firstIndex + UInt64(offset))] = nil
      }
    } else if write.firstIndex == log.lastIndex + 1 {
      // An entry is stored under its own index or not at all; only a broken rule can leave it no place.
      log.append(contentsOf: write.entries.keeping(left))
    }
  }

  private mutating func perform(_ change: DurableRecord) {
    switch change {
    case .termAndVote(let term, let vote):
      self.term = term
      self.vote = vote
      altered[.termAndVote] = nil
    case .integrity(let integrity): self.integrity = integrity
    case .snapshot(let write): save(write)
    case .truncation(from: 0): forgetLog()
    case .truncation(let index):
      truncate(from: index)
    case .entry(_, let entry): log.append(entry)
    }
  }

  /// The log goes from its front to its end, with what stands for entries before it.
  private mutating func forgetLog() {
    log = EntryLog()
    ahead = [:]
    savedSnapshot = nil
    // What a new server was told when it began is no part of its log.
    if !beganAnew { discardedMembership = nil }
    forgetAlteredOutside()
  }

  private mutating func save(_ write: SnapshotWrite) {
    savedSnapshot = write.snapshot
    altered[.snapshot] = nil
    if write.replacesLog || log.lastIndex < write.snapshot.last.index {
      log = EntryLog(base: write.snapshot.last)
    } else {
      log.compact(through: write.compactThrough)
    }
    log.absorb(&ahead)
    forgetAlteredOutside()
  }

  public mutating func discardLog(through index: LogIndex) {
    let old = log
    guard log.discardBlocks(through: index) else { return }
    discardedMembership = old.memberships(in: 0..<log.firstIndex).last ?? discardedMembership
    forgetAlteredOutside()
  }

  public mutating func loseLogTail(from index: LogIndex) {
    truncate(from: index)
  }

  private mutating func truncate(from index: LogIndex) {
    log.truncate(from: index)
    if !ahead.isEmpty { ahead = ahead.filter { $0.key < index } }
    forgetAlteredOutside()
  }

  // MARK: Damage

  /// A part as it was written; nil where there is none.
  private func record(of part: StoredPart) -> DurableRecord? {
    switch part {
    case .entry(let index): (log.entry(at: index) ?? ahead[index]).map { .entry(index, $0) }
    case .snapshot:
      // As it lies on a disk, whatever became of the log when it was saved.
      savedSnapshot.map {
        .snapshot(SnapshotWrite(snapshot: $0, compactThrough: $0.last.index, replacesLog: false))
      }
    case .termAndVote: term > 0 ? .termAndVote(term: term, vote: vote) : nil
    }
  }

  public func holds(_ part: StoredPart) -> Bool { record(of: part) != nil }

  public mutating func corrupt(_ part: StoredPart) -> Bool {
    guard let record = record(of: part) else { return false }
    altered[part, default: AlteredRecord(record)].flipBit()
    return true
  }

  private mutating func forgetAlteredOutside() {
    if !altered.isEmpty { altered = altered.filter { holds($0.key) } }
  }

  /// Reads the disk as a restart does.
  /// - Returns: The first entry after `index` whose record does not read as it was written, or nil.
  package func firstDamagedIndex(after index: LogIndex = 0) -> LogIndex? {
    altered.compactMap { part, record -> LogIndex? in
      if case .entry(let damaged) = part, damaged > index, record.isDamaged { damaged } else { nil }
    }.min()
  }

  private func isDamaged(_ part: StoredPart) -> Bool { altered[part]?.isDamaged == true }

  public var isDamaged: Bool { altered.values.contains(where: \.isDamaged) }

  /// What a restart reads.
  package struct Reading {
    /// Without term and vote and without a snapshot that do not match their checksums; damaged entries are still in it.
    package var state: StoredState
    package var lacksVote = false
    /// The last entry of a snapshot that is damaged.
    package var lostSnapshot: LogPosition?
    /// Where the log ended that went with the snapshot.
    package var lostLog: LogPosition?
  }

  package func read() -> Reading {
    var reading = Reading(state: self)
    if isDamaged(.termAndVote) {
      reading.lacksVote = true
      // It has been in this term at least.
      reading.state.term = log.lastTerm
      reading.state.vote = nil
      reading.state.integrity = .wiped
    }
    guard let savedSnapshot, snapshot == nil else { return reading }
    reading.lostSnapshot = savedSnapshot.last
    reading.state.savedSnapshot = nil
    reading.state.altered[.snapshot] = nil
    // A log from its first entry on needs no snapshot, nor one whose front every member held when it was discarded.
    guard log.base.index > 0, savedSnapshot.last.index >= log.base.index else { return reading }
    reading.lostLog = log.last
    if reading.state.integrity == .sound { reading.state.integrity = .damaged(formerLast: log.last) }
    reading.state.forgetLog()
    return reading
  }

  public mutating func wipe() {
    self = StoredState()
    integrity = .wiped
  }

  public mutating func startAnew(besides voters: NodeSet, committed: LogIndex, term: Term) {
    self = StoredState()
    self.term = term
    if committed > 0 { integrity = .damaged(formerLast: LogPosition(index: committed, term: term)) }
    discardedMembership = MembershipRecord(index: 0, membership: Membership(voters: voters))
  }
}

/// A configuration and the entry that holds it; index 0: the first one.
public struct MembershipRecord: Sendable, Equatable {
  public let index: LogIndex
  public let membership: Membership

  @inlinable public init(index: LogIndex, membership: Membership) {
    self.index = index
    self.membership = membership
  }
}

extension MembershipRecord {
  /// Those that consecutive entries hold, the first of which has this index; oldest first.
  package static func held(by entries: some Sequence<Entry>, from index: LogIndex) -> [MembershipRecord] {
    entries.enumerated().compactMap { offset, entry in
      guard entry.kind == .configuration, let membership = Membership(decoding: entry.payload) else {
        return nil
      }
      return MembershipRecord(index: index + UInt64(offset), membership: membership)
    }
  }
}

extension EntryLog {
  /// The configurations among the entries of `range` that it holds, oldest first.
  package func memberships(in range: Range<LogIndex>) -> [MembershipRecord] {
    var found: [MembershipRecord] = []
    forEachRun(of: range) { found += MembershipRecord.held(by: $1, from: $0) }
    return found
  }
}
