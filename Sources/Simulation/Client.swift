import Command
import Consensus
import Host
import Ledger

/// The client of dissertation §6.3: one wallet, one operation at a time; others wait in line.
struct Client: Sendable {
  let name: String
  let keys: KeyPair
  /// As the history numbers it; a client that gave up continues under a new number.
  var process: Int
  /// The serial number of the next transaction, as far as the client knows.
  var nextNonce: UInt64 = 1
  /// After giving up, the account's state is read before anything else.
  var mustRead = false
  /// Transactions given up that may still be applied: the process that sent each, and its serial number.
  var unsettled: [(process: Int, nonce: UInt64)] = []
  var believedLeader: NodeID?
  var current: Operation?
  var queue: [Operation] = []
  /// Only the newest timer counts.
  var timerSerial: UInt64 = 0

  /// An operation as its client sees it.
  struct Operation: Sendable {
    let number: UInt64
    var kind: OperationSnapshot.Kind
    let own: Bool
    var state: OperationSnapshot.State
    var begun: Nanoseconds
    /// Whether the history has its invocation.
    var isInvoked = false
    /// Set when signed (or, for a read, numbered).
    var payload: [UInt8] = []
    var signed: SignedTransaction?
    var attempts = 0
    var asked: NodeID?
    /// Whether `asked` has not answered.
    var awaitsNode = false
    /// Each time that a node did not answer in time. A hint that names one that was silent too often is not
    /// followed, or a deposed leader and those that still follow it would keep a client to themselves.
    var silences: [NodeID] = []
    /// Each time that a node answered that another one leads. Two removed servers may name each other for ever.
    var denials: [NodeID] = []
    /// Each time that a node answered that it knows no leader. It may be about to be elected by those that name
    /// it, so it is asked for longer.
    var ignorances: [NodeID] = []
    /// For `balance … from NODE`: ask this node only.
    var onlyNode: NodeID?
    var stale = false
    /// A read that a client makes for itself before it goes on.
    var isRecovery = false
    /// When a demo client gives up.
    var deadline: Nanoseconds?
    var cause: UInt64 = 0

    private static let mostSilences = 4
    private static let mostDenials = 4
    private static let mostIgnorances = 64

    /// Whether the client still believes who names this node as the leader.
    func follows(hintTo node: NodeID) -> Bool {
      silences.count(where: { $0 == node }) < Self.mostSilences
        && denials.count(where: { $0 == node }) < Self.mostDenials
        && ignorances.count(where: { $0 == node }) < Self.mostIgnorances
    }

    /// Another chance for a node, once all others were asked in turn.
    mutating func forgive(_ node: NodeID) {
      silences.removeAll { $0 == node }
      denials.removeAll { $0 == node }
      ignorances.removeAll { $0 == node }
    }

    var snapshot: OperationSnapshot {
      OperationSnapshot(
        number: number, kind: kind, own: own, state: state, attempts: attempts, asked: asked, begun: begun,
        ended: nil)
    }
  }
}

/// A request on its way to a node.
struct Request: Sendable {
  let client: Int
  let operation: UInt64
  let to: NodeID
  let payload: [UInt8]
  let signed: SignedTransaction?
  let stale: Bool
  let isLost: Bool
  let cause: UInt64
}

/// A node's answer on its way to a client.
struct Response: Sendable {
  enum Content: Sendable {
    case redirected(hint: NodeID?)
    /// Turned away where it entered: it surely had no effect.
    case refusedAtDoor(Refusal)
    case receipt(Receipt, LogPosition, state: AccountStates)
    case staleBalances(AccountStates)
  }
  let client: Int
  let operation: UInt64
  let from: NodeID
  let content: Content
  let isLost: Bool
  let cause: UInt64
}

/// What a read tells: each account's balance and last nonce, in ledger order.
struct AccountStates: Sendable {
  var names: [String] = []
  var balances: [UInt64] = []
  var nonces: [UInt64] = []

  static let none = AccountStates()

  init() {}

  init(_ ledger: LedgerState) {
    names = ledger.accounts.map(\.name)
    balances = ledger.accounts.map(\.balance)
    nonces = ledger.accounts.map(\.nonce)
  }
}

/// One line of the client history: what a client asked or learned, and when.
public struct HistoryEvent: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case invoke, ok, fail, info
  }
  public var process: Int
  public var kind: Kind
  public var operation: OperationSnapshot.Kind
  /// For a read that succeeded.
  public var value: [(name: String, balance: UInt64)]?
  public var error: String?
  public var time: Nanoseconds

  public static func == (left: HistoryEvent, right: HistoryEvent) -> Bool {
    left.process == right.process && left.kind == right.kind && left.operation == right.operation
      && left.error == right.error && left.time == right.time
      && (left.value ?? []).elementsEqual(right.value ?? [], by: { $0 == $1 })
  }
}
