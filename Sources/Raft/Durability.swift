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
  private var changedTermOrVote = false
  private var truncatedFrom: LogIndex?
  private var appended: ArraySlice<Entry> = []
  private var lastIndexAfterStep: LogIndex

  init(durableIndex: LogIndex) {
    self.durableIndex = durableIndex
    lastIndexAfterStep = durableIndex
  }

  private var isDirty: Bool { changedTermOrVote || truncatedFrom != nil || !appended.isEmpty }

  mutating func termOrVoteChanged() { changedTermOrVote = true }

  mutating func logAppended(_ entries: ArraySlice<Entry>, lastIndex: LogIndex) {
    appended = entries
    lastIndexAfterStep = lastIndex
  }

  /// The log was cut: what lay behind no longer counts as durable, written or about to be.
  mutating func logTruncated(from index: LogIndex) {
    truncatedFrom = index
    lastIndexAfterStep = index - 1
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
  mutating func flush(
    term: Term, vote: NodeID?, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    guard isDirty else { return }
    asked += 1
    effects.write = RaftDurableState.Write(
      number: asked,
      termAndVote: changedTermOrVote ? RaftDurableState.Write.TermAndVote(term: term, vote: vote) : nil,
      truncateFrom: truncatedFrom, entries: appended,
      firstIndex: lastIndexAfterStep + 1 - UInt64(appended.count))
    pending.append(PendingWrite(number: asked, lastIndex: lastIndexAfterStep))
    changedTermOrVote = false
    truncatedFrom = nil
    appended = []
  }

  mutating func confirm(
    upTo number: UInt64, effects: inout Effects<RaftMessage, RaftDurableState.Write>
  ) {
    guard number > confirmed else { return }
    confirmed = min(number, asked)
    let done = pending.prefix { $0.number <= number }
    if let last = done.last { durableIndex = last.lastIndex }
    pending.removeFirst(done.count)
    let ready = held.prefix { $0.number <= number }
    for item in ready { effects.sends.append(Outgoing(to: item.to, message: item.message)) }
    held.removeFirst(ready.count)
  }
}
