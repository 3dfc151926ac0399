import Consensus

/// Which of a replica's state is on its disk, and which messages wait for it to get there.
struct Durability: Sendable {
  private struct HeldMessage: Sendable {
    let number: UInt64
    let outgoing: Outgoing<RaftMessage>
  }

  /// The last entry that is durable and still part of the log.
  private(set) var durableIndex: LogIndex
  /// The number of the last write asked for, and of the last one confirmed.
  private var asked: UInt64 = 0
  private var confirmed: UInt64 = 0
  /// The log's last index after the first unconfirmed write; those of later writes are in `morePending`, for mostly
  /// there is one only. Meaningless when none is pending.
  private var firstPending: LogIndex = 0
  private var morePending: [LogIndex] = []
  // Oldest first; the first lies outside the array, for mostly there is one only.
  private var firstHeld: HeldMessage?
  private var moreHeld: [HeldMessage] = []

  // What this step has changed, to leave as one write.
  private(set) var isDirty = false
  /// Whether it is more than entries that were appended.
  private var isRare = false
  private var changedTermOrVote = false
  private var changedIntegrity = false
  private var truncatedFrom: LogIndex?
  /// The first entry that was appended; 0: none.
  private var appendedFrom: LogIndex = 0
  private var snapshot: RaftDurableState.SnapshotWrite?
  private var lastIndexAfterStep: LogIndex

  init(durableIndex: LogIndex) {
    self.durableIndex = durableIndex
    lastIndexAfterStep = durableIndex
  }

  mutating func termOrVoteChanged() {
    changedTermOrVote = true
    isRare = true
    isDirty = true
  }

  mutating func integrityChanged() {
    changedIntegrity = true
    isRare = true
    isDirty = true
  }

  /// Entries from `index` to the log's new end were appended.
  mutating func logAppended(from index: LogIndex, lastIndex: LogIndex) {
    if appendedFrom == 0 { appendedFrom = index }
    lastIndexAfterStep = lastIndex
    isDirty = true
  }

  /// The log was cut: what lay behind no longer counts as durable, written or about to be. From 0: its front is gone
  /// too.
  mutating func logTruncated(from index: LogIndex) {
    truncatedFrom = index
    lastIndexAfterStep = index - min(index, 1)
    isRare = true
    isDirty = true
    forgetDurable(from: index)
  }

  /// A snapshot is to be saved and the log's front to go. Where it replaces the whole log, what was durable
  /// of that no longer counts.
  mutating func snapshotChanged(_ write: RaftDurableState.SnapshotWrite, lastIndex: LogIndex) {
    snapshot = write
    lastIndexAfterStep = lastIndex
    isRare = true
    isDirty = true
    guard write.replacesLog else { return }
    forgetDurable(from: 1)
    truncatedFrom = nil
  }

  private mutating func forgetDurable(from index: LogIndex) {
    let end = index - min(index, 1)
    durableIndex = min(durableIndex, end)
    firstPending = min(firstPending, end)
    for position in morePending.indices { morePending[position] = min(morePending[position], end) }
  }

  /// The number that the state of this moment will have been written under.
  var currentNumber: UInt64 { isDirty ? asked + 1 : asked }

  func isDurable(_ number: UInt64) -> Bool { confirmed >= number }

  mutating func send(
    _ message: consuming RaftMessage, to: NodeID,
    effects: inout RaftEffects
  ) {
    let number = currentNumber
    if confirmed >= number {
      effects.sends.append(Outgoing(to: to, message: message))
    } else if firstHeld == nil {
      firstHeld = HeldMessage(number: number, outgoing: Outgoing(to: to, message: message))
    } else {
      moreHeld.append(HeldMessage(number: number, outgoing: Outgoing(to: to, message: message)))
    }
  }

  /// Ends a step that has changed something: asks for one write of all that.
  mutating func flush(
    term: Term, vote: NodeID?, integrity: DiskIntegrity, log: borrowing EntryLog,
    effects: inout RaftEffects
  ) {
    if asked == confirmed {
      firstPending = lastIndexAfterStep
    } else {
      morePending.append(lastIndexAfterStep)
    }
    asked += 1
    effects.write = RaftDurableState.Write(
      number: asked,
      changes: isRare ? takeChanges(term: term, vote: vote, integrity: integrity) : [],
      entries: appendedFrom == 0
        ? EntryBatch() : log.entries(from: appendedFrom, limit: Int(lastIndexAfterStep + 1 - appendedFrom)),
      firstIndex: appendedFrom == 0 ? lastIndexAfterStep + 1 : appendedFrom)
    isDirty = false
    appendedFrom = 0
  }

  /// What has changed besides entries that were appended, in the order in which it is written: term and vote, the
  /// integrity, a snapshot, the deletion of a conflicting suffix. But an integrity of `wiped` goes before term and
  /// vote: a record of these that can be read again must not speak for a member that forgot what it voted.
  private mutating func takeChanges(term: Term, vote: NodeID?, integrity: DiskIntegrity) -> [DurableRecord] {
    var changes: [DurableRecord] = []
    if changedTermOrVote { changes.append(.termAndVote(term: term, vote: vote)) }
    if changedIntegrity { changes.insert(.integrity(integrity), at: integrity == .wiped ? 0 : changes.count) }
    if let snapshot { changes.append(.snapshot(snapshot)) }
    if let truncatedFrom { changes.append(.truncation(from: truncatedFrom)) }
    isRare = false
    changedTermOrVote = false
    changedIntegrity = false
    truncatedFrom = nil
    snapshot = nil
    return changes
  }

  mutating func confirm(
    upTo number: UInt64, effects: inout RaftEffects
  ) {
    let number = min(number, asked)
    guard number > confirmed else { return }
    let done = Int(number - confirmed)
    confirmed = number
    if done > 1 { durableIndex = morePending[done - 2] } else { durableIndex = firstPending }
    if !morePending.isEmpty {
      if done <= morePending.count { firstPending = morePending[done - 1] }
      morePending.removeFirst(min(done, morePending.count))
    }
    if let number = firstHeld?.number, number <= confirmed { release(effects: &effects) }
  }

  /// Sends what waited for the writes up to the last one confirmed.
  private mutating func release(effects: inout RaftEffects) {
    if let first = firstHeld.take() { effects.sends.append(first.outgoing) }
    if moreHeld.isEmpty { return }
    var ready = 0
    while ready < moreHeld.count, moreHeld[ready].number <= confirmed {
      effects.sends.append(moreHeld[ready].outgoing)
      ready += 1
    }
    if ready < moreHeld.count { firstHeld = moreHeld[ready] }
    moreHeld.removeFirst(min(ready + 1, moreHeld.count))
  }

  /// What is not yet on disk and what waits for it; numbers count from the last confirmed write.
  func appendState(to words: inout [UInt64]) {
    words.append(durableIndex)
    words.append(asked - confirmed)
    if asked > confirmed {
      for (position, lastIndex) in ([firstPending] + morePending).enumerated() {
        words.append(UInt64(position + 1) << 32 | lastIndex)
      }
    }
    for item in (firstHeld.map { [$0] } ?? []) + moreHeld {
      words.append((item.number - min(item.number, confirmed)) << 8 | UInt64(item.outgoing.to.number))
      for byte in item.outgoing.message.encoded() { words.append(UInt64(byte)) }
    }
  }
}
