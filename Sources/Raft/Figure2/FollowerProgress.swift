import Consensus

/// How a leader sends entries to one follower.
public enum ReplicationState: String, Sendable, Equatable, CaseIterable {
  /// Where both logs meet is not known: one message at a time.
  case probe
  /// The logs meet: messages follow each other without waiting, up to the window.
  case replicate
  /// The entries it needs are gone: it gets a snapshot first.
  case snapshot
}

/// What a leader knows of one follower besides its matchIndex (Figure 2, volatile state on leaders).
struct FollowerProgress: Sendable {
  /// The next entry to send to it; while messages follow each other, the one after those sent.
  var nextIndex: LogIndex = 1
  /// The highest entry sent and not yet answered, where one message at a time is sent; at or below matchIndex
  /// when nothing is under way.
  var sentThrough: LogIndex = 0
  var state = ReplicationState.probe
  /// The last entries of the messages under way, oldest first, where more than one may be.
  var inFlight: [LogIndex] = []
  /// The snapshot that it is being sent.
  var snapshot: SnapshotTransfer?
  /// Sending to it has begun anew since the last heartbeat and since it last acknowledged an entry. Until either,
  /// no other answer makes it begin again: in a network that doubles and reorders messages, each copy of an old
  /// answer would have what is under way sent once more, and each of those is answered in several copies.
  var hasBackedUp = false
  /// Nothing leaves before the next heartbeat or an acknowledgement.
  var waits = false

  init(nextIndex: LogIndex = 1) { self.nextIndex = nextIndex }

  /// Whether another message with entries may leave to it, `match` being its matchIndex.
  func isFree(match: LogIndex, window: Int) -> Bool {
    if waits { return false }
    return switch state {
    case .replicate where window > 1: inFlight.count < window
    case .probe, .replicate: sentThrough <= match
    case .snapshot: false
    }
  }

  /// Entries up to `last` leave, possibly none.
  mutating func sent(through last: LogIndex, window: Int) {
    sentThrough = last
    guard window > 1, state == .replicate, last >= nextIndex else { return }
    nextIndex = last + 1
    inFlight.append(last)
  }

  /// Everything up to `match` has arrived; `isNew`: that was not known.
  mutating func acknowledged(_ match: LogIndex, isNew: Bool) {
    if isNew {
      hasBackedUp = false
      waits = false
    }
    var done = 0
    while done < inFlight.count, inFlight[done] <= match { done += 1 }
    if done > 0 { inFlight.removeFirst(done) }
    nextIndex = max(nextIndex, match + 1)
  }
}
