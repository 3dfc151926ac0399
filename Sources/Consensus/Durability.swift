/// Which of a replica's state is on its disk, and which messages wait for it to get there.
public struct Durability<Message: Sendable>: Sendable {
  @usableFromInline struct HeldMessage: Sendable {
    @usableFromInline let number: UInt64
    @usableFromInline let outgoing: Outgoing<Message>

    @inlinable init(number: UInt64, outgoing: Outgoing<Message>) {
      self.number = number
      self.outgoing = outgoing
    }
  }

  /// The last entry that is durable and still part of the log.
  public var durableIndex: LogIndex
  /// The number of the last write asked for, and of the last one confirmed.
  @usableFromInline var asked: UInt64 = 0
  @usableFromInline var confirmed: UInt64 = 0
  /// The log's last index after the first unconfirmed write; those of later writes are in `morePending`, for mostly
  /// there is one only. Meaningless when none is pending.
  @usableFromInline var firstPending: LogIndex = 0
  @usableFromInline var morePending: [LogIndex] = []
  // Oldest first; the first lies outside the array, for mostly there is one only.
  @usableFromInline var firstHeld: HeldMessage?
  @usableFromInline var moreHeld: [HeldMessage] = []

  // What this step has changed, to leave as one write.
  public var isDirty = false
  /// Whether it is more than entries that were appended.
  @usableFromInline var isRare = false
  @usableFromInline var changedTermOrVote = false
  @usableFromInline var changedIntegrity = false
  @usableFromInline var truncatedFrom: LogIndex?
  /// The first entry that was appended, or placed; 0: none.
  @usableFromInline var appendedFrom: LogIndex = 0
  /// The entries that took their places, if any did.
  @usableFromInline var placed: EntryBatch?
  @usableFromInline var snapshot: StoredState.SnapshotWrite?
  @usableFromInline var lastIndexAfterStep: LogIndex

  @inlinable public init(durableIndex: LogIndex) {
    self.durableIndex = durableIndex
    lastIndexAfterStep = durableIndex
  }

  @inlinable public mutating func termOrVoteChanged() {
    changedTermOrVote = true
    isRare = true
    isDirty = true
  }

  @inlinable public mutating func integrityChanged() {
    changedIntegrity = true
    isRare = true
    isDirty = true
  }

  /// Entries from `index` to the log's new end were appended.
  @inlinable public mutating func logAppended(from index: LogIndex, lastIndex: LogIndex) {
    if appendedFrom == 0 { appendedFrom = index }
    lastIndexAfterStep = lastIndex
    isDirty = true
  }

  /// Entries took their places from `index` on, whatever lay there: of the log as it is now, these are not durable
  /// yet. One run of them a step.
  package mutating func logPlaced(_ entries: EntryBatch, at index: LogIndex, lastIndex: LogIndex) {
    placed = entries
    appendedFrom = index
    lastIndexAfterStep = lastIndex
    isDirty = true
    forgetDurable(from: index)
  }

  /// The log was cut: what lay behind no longer counts as durable, written or about to be. From 0: its front is gone
  /// too.
  @inlinable public mutating func logTruncated(from index: LogIndex) {
    truncatedFrom = index
    lastIndexAfterStep = index - min(index, 1)
    isRare = true
    isDirty = true
    forgetDurable(from: index)
  }

  /// A snapshot is to be saved and the log's front to go. Where it replaces the whole log, what was durable
  /// of that no longer counts.
  @inlinable package mutating func snapshotChanged(_ write: StoredState.SnapshotWrite, lastIndex: LogIndex) {
    snapshot = write
    lastIndexAfterStep = lastIndex
    isRare = true
    isDirty = true
    guard write.replacesLog else { return }
    forgetDurable(from: 1)
    truncatedFrom = nil
  }

  @inlinable mutating func forgetDurable(from index: LogIndex) {
    let end = index - min(index, 1)
    durableIndex = min(durableIndex, end)
    firstPending = min(firstPending, end)
    for position in morePending.indices { morePending[position] = min(morePending[position], end) }
  }

  /// The number that the state of this moment will have been written under.
  @inlinable public var currentNumber: UInt64 { isDirty ? asked + 1 : asked }

  @inlinable public func isDurable(_ number: UInt64) -> Bool { confirmed >= number }

  /// Sends a message once all that is asked for so far is on disk.
  @inlinable public mutating func send<Decision>(
    _ message: consuming Message, to: NodeID, effects: inout Effects<Message, StoredState.Write, Decision>
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
  @inlinable public mutating func flush<Decision>(
    term: Term, vote: NodeID?, integrity: DiskIntegrity, log: borrowing EntryLog,
    effects: inout Effects<Message, StoredState.Write, Decision>
  ) {
    if asked == confirmed {
      firstPending = lastIndexAfterStep
    } else {
      morePending.append(lastIndexAfterStep)
    }
    asked += 1
    let first = appendedFrom == 0 ? lastIndexAfterStep + 1 : appendedFrom
    let entries =
      placed
      ?? (appendedFrom == 0
        ? EntryBatch() : log.entries(from: first, limit: Int(lastIndexAfterStep + 1 - first)))
    effects.write = StoredState.Write(
      number: asked,
      changes: isRare ? takeChanges(term: term, vote: vote, integrity: integrity) : [],
      entries: entries, firstIndex: first, takesPlaces: placed != nil)
    isDirty = false
    appendedFrom = 0
    if placed != nil { placed = nil }
  }

  /// What has changed besides entries that were appended, in the order in which it is written: term and vote, the
  /// integrity, a snapshot, the deletion of a conflicting suffix. But an integrity of `wiped` goes before term and
  /// vote: a record of these that can be read again must not speak for a member that forgot what it voted.
  @inlinable mutating func takeChanges(term: Term, vote: NodeID?, integrity: DiskIntegrity) -> [DurableRecord]
  {
    var changes: [DurableRecord] = []
    if changedTermOrVote { changes.append(.termAndVote(term: term, vote: vote)) }
    if changedIntegrity { changes.insert(.integrity(integrity), at: integrity == .wiped ? 0 : changes.count) }
    // What a snapshot stands for anew was lost before.
    if let index = truncatedFrom, let snapshot, !snapshot.replacesLog, index <= snapshot.snapshot.last.index {
      changes.append(.truncation(from: index))
      truncatedFrom = nil
    }
    if let snapshot { changes.append(.snapshot(snapshot)) }
    if let truncatedFrom { changes.append(.truncation(from: truncatedFrom)) }
    isRare = false
    changedTermOrVote = false
    changedIntegrity = false
    truncatedFrom = nil
    snapshot = nil
    return changes
  }

  /// The disk has everything up to write `number`: what waited for that leaves.
  @inlinable public mutating func confirm<Decision>(
    upTo number: UInt64, effects: inout Effects<Message, StoredState.Write, Decision>
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
  @inlinable mutating func release<Decision>(
    effects: inout Effects<Message, StoredState.Write, Decision>
  ) {
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

  /// What is not yet on disk, with numbers that count from the last confirmed write.
  package func appendState(to words: inout [UInt64]) {
    words.append(durableIndex)
    words.append(asked - confirmed)
    guard asked > confirmed else { return }
    for (position, lastIndex) in ([firstPending] + morePending).enumerated() {
      words.append(UInt64(position + 1) << 32 | lastIndex)
    }
  }

  /// The messages that wait, each with how many writes after the last confirmed one it waits for.
  package var held: [(writes: UInt64, outgoing: Outgoing<Message>)] {
    ((firstHeld.map { [$0] } ?? []) + moreHeld).map { ($0.number - min($0.number, confirmed), $0.outgoing) }
  }
}
