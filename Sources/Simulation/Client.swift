import Command
import Consensus
import Host
import Ledger
import Linearizability
import Session

/// A client of the simulated world: its session, and what the world knows of its operations besides.
struct Client: Sendable {
  var session: Session
  /// As the history numbers it; a client that gave up continues under a new number.
  var process: Int
  /// Operations that have not ended.
  var known: [KnownOperation] = []
  /// Transactions given up that may still be applied: the process that sent each, and its serial number.
  var unsettled: [(process: Int, nonce: UInt64)] = []
  /// Only the newest timer counts.
  var timerSerial: UInt64 = 0

  /// What the world knows of an operation, and its client does not.
  struct KnownOperation: Sendable {
    /// As it may be shown while it waits in line.
    let shown: OperationSnapshot
    let isStale: Bool
    /// The record of the event that asked for it.
    let cause: UInt64
    /// The process that asked for it, once it has.
    var process: Int?
    /// Where a leader has put the last attempt.
    var stored: LogPosition?
  }

  /// Whether it can begin something; `mutating` so that it works in place, as those of a node.
  mutating func isFree() -> Bool { session.isFree }

  /// Changes what is known of an operation that has not ended.
  mutating func update(_ operation: UInt64, _ change: (inout KnownOperation) -> Void) {
    if let place = known.firstIndex(where: { $0.shown.number == operation }) { change(&known[place]) }
  }

  /// The operation under way, as it may be shown.
  var currentSnapshot: OperationSnapshot? {
    session.current.flatMap { operation in
      snapshot(of: operation) { known in
        known.stored.map { .stored($0) } ?? operation.asked.map { .asking($0) }
      }
    }
  }

  /// Those that wait in line.
  var queuedSnapshots: [OperationSnapshot] {
    session.queue.compactMap { operation in snapshot(of: operation) { _ in .queued } }
  }

  func snapshot(
    of operation: SessionOperation, state: (KnownOperation) -> OperationSnapshot.State?
  ) -> OperationSnapshot? {
    guard let known = known.first(where: { $0.shown.number == operation.number }) else { return nil }
    var shown = known.shown
    shown.state = state(known) ?? .queued
    shown.attempts = operation.attempts
    shown.asked = operation.asked
    return shown
  }
}

/// A client's request on its way to a node, or a node's answer on its way to a client. It has no number and is no
/// message between members, but its link is cut, held and turned like theirs.
struct Call: Sendable {
  enum Content: Sendable {
    case request(SessionRequest)
    case answer(SessionAnswer)
  }
  let client: Int
  let content: Content
  let link: Link
  /// Drawn when it was sent, as the link was then: it vanishes where it would arrive.
  let isLost: Bool
  let cause: UInt64

  /// What happens when it arrives.
  var event: EventKind { link.to == .clients ? .response : .request }
}

/// One line of the client history: what a client asked or learned, and when.
public struct HistoryEvent: Sendable, Equatable {
  /// In Jepsen's words: asked, done, surely without effect, outcome unknown.
  public enum Kind: String, Sendable {
    case invoke, ok, fail, info
  }
  /// Which client, by a number that changes whenever it gave up.
  public var process: Int
  /// Whether it asked, or what it learned.
  public var kind: Kind
  /// What was asked.
  public var operation: OperationSnapshot.Kind
  /// For a read that succeeded.
  public var value: [Holding]?
  /// Why it failed, or why nobody knows.
  public var error: String?
  /// In nanoseconds since the start.
  public var time: Nanoseconds
}
