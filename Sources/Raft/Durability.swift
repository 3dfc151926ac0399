import Consensus

/// Which of a replica's state is on its disk, and which messages wait for it to get there.
struct Durability: Sendable {
  private struct PendingWrite: Sendable {
    let number: UInt64
    /// The log's last index once this write is durable.
    var lastIndex: LogIndex
  }

  private struct HeldMessage: Sendable {
    let number: UInt64
    let to: NodeID
    let message: RaftMessage
  }

  /// The last entry that is durable and still part of the log.
  private(set) var durableIndex: LogIndex
  /// The number of the last write asked for, and of the last one confirmed.
  private var asked: UInt64 = 0
  private var confirmed: UInt64 = 0
  private var pending: [PendingWrite] = []
  private var held: [HeldMessage] = []

  // What this step has changed, to leave as one write.
  private var isDirty = false
  private var changedTermOrVote = false
  private var changedStanding = false
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
    isDirty = true
  }

  mutating func standingChanged() {
    changedStanding = true
    isDirty = true
  }

  /// Entries from `index` to the log's new end were appended.
  mutating func logAppended(from index: LogIndex, lastIndex: LogIndex) {
    if appendedFrom == 0 { appendedFrom = index }
    lastIndexAfterStep = lastIndex
    isDirty = true
  }

  /// The log was cut: what lay behind no longer counts as durable, written or about to be.
  mutating func logTruncated(from index: LogIndex) {
    truncatedFrom = index
    lastIndexAfterStep = index - 1
    isDirty = true
    forgetDurable(from: index)
  }

  /// A snapshot is to be saved and the log's front to go. Where it replaces the whole log, what was durable
  /// of that no longer counts.
  mutating func snapshotChanged(_ write: RaftDurableState.SnapshotWrite, lastIndex: LogIndex) {
    snapshot = write
    lastIndexAfterStep = lastIndex
    isDirty = true
    if write.replacesLog { forgetDurable(from: 1) }
  }

  private mutating func forgetDurable(from index: LogIndex) {
    durableIndex = min(durableIndex, index - 1)
    for position in pending.indices {
      pending[position].lastIndex = min(pending[position].lastIndex, index - 1)
    }
  }

  /// The number that the state of this moment will have been written under.
  var currentNumber: UInt64 { isDirty ? asked + 1 : asked }

  func isDurable(_ number: UInt64) -> Bool { confirmed >= number }

  mutating func send(
    _ message: RaftMessage, to: NodeID, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    let number = currentNumber
    if confirmed >= number {
      effects.sends.append(Outgoing(to: to, message: message))
    } else {
      held.append(HeldMessage(number: number, to: to, message: message))
    }
  }

  /// Ends a step: asks for one write of all that it changed.
  @inline(__always)
  mutating func flush(
    term: Term, vote: NodeID?, standing: Standing, log: borrowing EntryLog,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    if isDirty { write(term: term, vote: vote, standing: standing, log: log, effects: &effects) }
  }

  private mutating func write(
    term: Term, vote: NodeID?, standing: Standing, log: borrowing EntryLog,
    effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    asked += 1
    let entries =
      appendedFrom == 0
      ? EntryBatch() : log.entries(from: appendedFrom, limit: Int(lastIndexAfterStep + 1 - appendedFrom))
    effects.write = RaftDurableState.Write(
      number: asked,
      termAndVote: changedTermOrVote ? RaftDurableState.Write.TermAndVote(term: term, vote: vote) : nil,
      standing: changedStanding ? standing : nil, snapshotWrite: snapshot, truncateFrom: truncatedFrom,
      entries: entries,
      firstIndex: appendedFrom == 0 ? lastIndexAfterStep + 1 : appendedFrom)
    pending.append(PendingWrite(number: asked, lastIndex: lastIndexAfterStep))
    isDirty = false
    changedTermOrVote = false
    changedStanding = false
    truncatedFrom = nil
    appendedFrom = 0
    snapshot = nil
  }

  mutating func confirm(
    upTo number: UInt64, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    guard number > confirmed else { return }
    confirmed = min(number, asked)
    var done = 0
    while done < pending.count, pending[done].number <= confirmed {
      durableIndex = pending[done].lastIndex
      done += 1
    }
    if done == pending.count {
      pending.removeEach()
    } else {
      pending.removeFirst(done)
    }
    var ready = 0
    while ready < held.count, held[ready].number <= confirmed {
      effects.sends.append(Outgoing(to: held[ready].to, message: held[ready].message))
      ready += 1
    }
    if ready == held.count {
      held.removeEach()
    } else {
      held.removeFirst(ready)
    }
  }

  /// What is not yet on disk and what waits for it; numbers count from the last confirmed write.
  func appendState(to words: inout [UInt64]) {
    words.append(durableIndex)
    words.append(asked - confirmed)
    for write in pending { words.append((write.number - confirmed) << 32 | write.lastIndex) }
    for item in held {
      words.append((item.number - min(item.number, confirmed)) << 8 | UInt64(item.to.number))
      for byte in item.message.encoded() { words.append(UInt64(byte)) }
    }
  }
}
