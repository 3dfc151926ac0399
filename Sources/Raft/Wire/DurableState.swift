import Consensus

/// Persistent state on all servers (Raft Figure 2), and a snapshot (dissertation ch. 5): what a restart finds.
public struct RaftDurableState: DurableState {
  public private(set) var term: Term = 0
  public private(set) var vote: NodeID?
  public private(set) var log = EntryLog()
  public private(set) var integrity = DiskIntegrity.sound
  private var savedSnapshot: Snapshot?
  /// Stored bytes that a fault has changed, in order of index. Every other entry is known to be stored as it
  /// was written, so that its bytes need not be kept beside it.
  private var altered: [AlteredRecord] = []
  /// The same of the snapshot, and of term and vote.
  private var alteredSnapshot: AlteredRecord?
  private var alteredVote: AlteredRecord?
  /// The newest configuration among the entries that were discarded without a snapshot.
  private(set) var discardedMembership: MembershipRecord?

  public init() {}

  public var snapshot: Snapshot? { alteredSnapshot?.isDamaged == true ? nil : savedSnapshot }

  /// The newest configuration that the log's entries do not show; nil: the first one.
  var baseMembership: MembershipRecord? {
    if let snapshot, snapshot.last.index >= discardedMembership?.index ?? 0 {
      return MembershipRecord(index: snapshot.last.index, membership: snapshot.membership)
    }
    return discardedMembership
  }

  /// Whether it may lack what its server once had because that was lost with an earlier disk.
  var beganAnew: Bool { discardedMembership?.index == 0 }

  /// A snapshot to save, and what becomes of the log with it: one unit, as the renaming of a file is.
  /// Shared, so that the writes of every day stay small.
  public final class SnapshotWrite: Sendable, Equatable {
    public let snapshot: Snapshot
    /// The log's entries up to here go; later ones stay.
    public let compactThrough: LogIndex
    /// Nothing of the log stays: its entries are not those that the snapshot stands for.
    public let replacesLog: Bool

    init(snapshot: Snapshot, compactThrough: LogIndex, replacesLog: Bool) {
      self.snapshot = snapshot
      self.compactThrough = compactThrough
      self.replacesLog = replacesLog
    }

    public static func == (left: SnapshotWrite, right: SnapshotWrite) -> Bool {
      left.snapshot == right.snapshot && left.compactThrough == right.compactThrough
        && left.replacesLog == right.replacesLog
    }
  }

  /// One unit of writing: new term and vote first, then the integrity, then a snapshot, then the deletion of a
  /// conflicting suffix, then entries. But an integrity of `wiped` goes before term and vote: a record of these that
  /// can be read again must not speak for a member that forgot what it voted.
  public struct Write: DurableWrite {
    public let number: UInt64
    public let entries: EntryBatch
    /// The index of the first of `entries`.
    public let firstIndex: LogIndex
    /// nil in the writes of every day, which only add entries.
    private let besides: Besides?

    /// nil: unchanged.
    public var termAndVote: TermAndVote? { besides?.termAndVote }
    /// nil: unchanged.
    public var integrity: DiskIntegrity? { besides?.integrity }
    public var snapshotWrite: SnapshotWrite? { besides?.snapshotWrite }
    /// Entries from here on are deleted before `entries` are appended; 0: the log's front and the snapshot too.
    public var truncateFrom: LogIndex? { besides?.truncateFrom }

    /// What a write changes besides adding entries. Shared, so that most writes stay small.
    private final class Besides: Sendable {
      let termAndVote: TermAndVote?
      let integrity: DiskIntegrity?
      let snapshotWrite: SnapshotWrite?
      let truncateFrom: LogIndex?

      init(
        termAndVote: TermAndVote?, integrity: DiskIntegrity?, snapshotWrite: SnapshotWrite?,
        truncateFrom: LogIndex?
      ) {
        self.termAndVote = termAndVote
        self.integrity = integrity
        self.snapshotWrite = snapshotWrite
        self.truncateFrom = truncateFrom
      }
    }

    /// A write that only adds entries.
    init(number: UInt64, entries: consuming EntryBatch, firstIndex: LogIndex) {
      self.number = number
      self.entries = entries
      self.firstIndex = firstIndex
      besides = nil
    }

    init(
      number: UInt64, termAndVote: TermAndVote?, integrity: DiskIntegrity? = nil,
      snapshotWrite: SnapshotWrite? = nil, truncateFrom: LogIndex?, entries: EntryBatch, firstIndex: LogIndex
    ) {
      self.number = number
      self.entries = entries
      self.firstIndex = firstIndex
      let isPlain =
        termAndVote == nil && integrity == nil && snapshotWrite == nil && truncateFrom == nil
      besides =
        isPlain
        ? nil
        : Besides(
          termAndVote: termAndVote, integrity: integrity, snapshotWrite: snapshotWrite,
          truncateFrom: truncateFrom)
    }

    public var changedFrom: LogIndex? {
      if let snapshotWrite, snapshotWrite.replacesLog { return snapshotWrite.snapshot.last.index + 1 }
      return truncateFrom ?? (entries.isEmpty ? nil : firstIndex)
    }

    public var snapshot: Snapshot? { snapshotWrite?.snapshot }

    /// Its units as they are written.
    var records: [DurableRecord] {
      var records: [DurableRecord] = []
      if integrity == .wiped { records.append(.integrity(.wiped)) }
      if let termAndVote { records.append(.termAndVote(term: termAndVote.term, vote: termAndVote.vote)) }
      if let integrity, integrity != .wiped { records.append(.integrity(integrity)) }
      if let snapshotWrite { records.append(.snapshot(snapshotWrite)) }
      if let truncateFrom { records.append(.truncation(from: truncateFrom)) }
      for (offset, entry) in entries.enumerated() {
        records.append(.entry(firstIndex + UInt64(offset), entry))
      }
      return records
    }

    /// `currentTerm` and `votedFor` (Raft Figure 2), which are one record: a vote holds in its term only.
    public struct TermAndVote: Sendable, Equatable {
      public let term: Term
      public let vote: NodeID?
    }

    public var units: Int {
      (termAndVote == nil ? 0 : 1) + (integrity == nil ? 0 : 1) + (snapshotWrite == nil ? 0 : 1)
        + (truncateFrom == nil ? 0 : 1)
        + entries.count
    }
  }

  public mutating func perform(_ write: Write) { perform(write, units: write.units) }

  public mutating func perform(_ write: Write, units: Int) {
    var left = units
    if write.integrity == .wiped {
      guard left > 0 else { return }
      left -= 1
      integrity = .wiped
    }
    if let termAndVote = write.termAndVote {
      guard left > 0 else { return }
      left -= 1
      term = termAndVote.term
      vote = termAndVote.vote
      alteredVote = nil
    }
    if let newIntegrity = write.integrity, newIntegrity != .wiped {
      guard left > 0 else { return }
      left -= 1
      integrity = newIntegrity
    }
    if let snapshotWrite = write.snapshotWrite {
      guard left > 0 else { return }
      left -= 1
      save(snapshotWrite)
    }
    if let index = write.truncateFrom {
      guard left > 0 else { return }
      left -= 1
      if index == 0 { forgetLog() } else { log.truncate(from: index) }
      forgetAlteredOutside()
    }
    // An entry is stored under its own index or not at all; only a broken rule can leave it no place.
    guard left > 0, !write.entries.isEmpty, write.firstIndex == log.lastIndex + 1 else { return }
    log.append(contentsOf: write.entries.keeping(left))
  }

  /// The log goes from its front to its end, with what stands for entries before it.
  private mutating func forgetLog() {
    log = EntryLog()
    savedSnapshot = nil
    alteredSnapshot = nil
    // What a new server was told when it began is no part of its log.
    if !beganAnew { discardedMembership = nil }
    forgetAlteredOutside()
  }

  private mutating func save(_ write: SnapshotWrite) {
    savedSnapshot = write.snapshot
    alteredSnapshot = nil
    if write.replacesLog || log.lastIndex < write.snapshot.last.index {
      log = EntryLog(base: write.snapshot.last)
    } else {
      log.compact(through: write.compactThrough)
    }
    forgetAlteredOutside()
  }

  public mutating func discardLog(through index: LogIndex) {
    let old = log
    guard log.discardBlocks(through: index) else { return }
    discardedMembership = old.newestMembership(through: log.base.index) ?? discardedMembership
    forgetAlteredOutside()
  }

  public mutating func loseLogTail(from index: LogIndex) {
    log.truncate(from: index)
    forgetAlteredOutside()
  }

  // MARK: Damage

  public func holds(_ part: StoredPart) -> Bool {
    switch part {
    case .entry(let index): log.entry(at: index) != nil
    case .snapshot: savedSnapshot != nil
    case .termAndVote: term > 0
    }
  }

  public mutating func corrupt(_ part: StoredPart) -> Bool {
    guard holds(part) else { return false }
    switch part {
    case .entry(let index):
      if !altered.contains(where: { $0.place == index }) {
        altered.append(AlteredRecord(.entry(index, log[index]), at: index))
        altered.sort { $0.place < $1.place }
      }
      for position in altered.indices where altered[position].place == index { altered[position].flipBit() }
    case .snapshot:
      alteredSnapshot =
        alteredSnapshot ?? savedSnapshot.map { AlteredRecord(.snapshot($0), at: $0.last.index) }
      alteredSnapshot?.flipBit()
    case .termAndVote:
      alteredVote = alteredVote ?? AlteredRecord(.termAndVote(term: term, vote: vote), at: term)
      alteredVote?.flipBit()
    }
    return true
  }

  private mutating func forgetAlteredOutside() {
    guard !altered.isEmpty else { return }
    altered.removeAll { $0.place <= log.base.index || $0.place > log.lastIndex }
  }

  /// Reads the disk as a restart does.
  /// - Returns: The first entry after `index` whose record does not read as it was written, or nil.
  func firstDamagedIndex(after index: LogIndex = 0) -> LogIndex? {
    altered.first { $0.place > index && $0.isDamaged }?.place
  }

  public var isDamaged: Bool {
    firstDamagedIndex() != nil || alteredVote?.isDamaged == true || alteredSnapshot?.isDamaged == true
  }

  /// What a restart reads.
  struct Reading {
    /// Without term and vote and without a snapshot that do not match their checksums; damaged entries are still in it.
    var state: RaftDurableState
    var lacksVote = false
    /// The last entry of a snapshot that is damaged.
    var lostSnapshot: LogPosition?
    /// Where the log ended that went with the snapshot.
    var lostLog: LogPosition?
  }

  func read() -> Reading {
    var reading = Reading(state: self)
    if alteredVote?.isDamaged == true {
      reading.lacksVote = true
      // It has been in this term at least.
      reading.state.term = log.lastTerm
      reading.state.vote = nil
      reading.state.integrity = .wiped
    }
    guard let savedSnapshot, snapshot == nil else { return reading }
    reading.lostSnapshot = savedSnapshot.last
    reading.state.savedSnapshot = nil
    reading.state.alteredSnapshot = nil
    // A log from its first entry on needs no snapshot, nor one whose front every member held when it was discarded.
    guard log.base.index > 0, savedSnapshot.last.index >= log.base.index else { return reading }
    reading.lostLog = log.last
    if reading.state.integrity == .sound { reading.state.integrity = .damaged(formerLast: log.last) }
    reading.state.forgetLog()
    return reading
  }

  public mutating func wipe() {
    self = RaftDurableState()
    integrity = .wiped
  }

  public mutating func startAnew(besides voters: NodeSet, committed: LogIndex, term: Term) {
    self = RaftDurableState()
    self.term = term
    if committed > 0 { integrity = .damaged(formerLast: LogPosition(index: committed, term: term)) }
    discardedMembership = MembershipRecord(index: 0, membership: Membership(voters: voters))
  }
}

/// A configuration and the entry that holds it; index 0: the first one.
@usableFromInline struct MembershipRecord: Sendable, Equatable {
  var index: LogIndex
  @usableFromInline var membership: Membership
}

extension EntryLog {
  /// The newest configuration among the entries held up to `index`.
  func newestMembership(through index: LogIndex) -> MembershipRecord? {
    var index = min(index, lastIndex)
    while index >= firstIndex, index > 0 {
      let entry = self[index]
      if entry.kind == .configuration, let membership = Membership(decoding: entry.payload) {
        return MembershipRecord(index: index, membership: membership)
      }
      index -= 1
    }
    return nil
  }
}
