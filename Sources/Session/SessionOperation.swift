import Consensus
import Ledger

/// An operation as its client sees it.
public struct SessionOperation: Sendable {
  /// What a client can ask of the ledger.
  public enum Request: Sendable, Equatable {
    case transfer(to: AccountID, amount: UInt64)
    case open(name: String, publicKey: [UInt8], amount: UInt64)
    /// All balances at once.
    case balances
  }

  /// Given by the host; names the operation among all clients'.
  public let number: UInt64
  public let request: Request
  /// Whether it is asked until its outcome is known, whatever that takes.
  public var persists = false
  /// Ask this node only.
  public var onlyNode: NodeID?
  /// Ask this node first.
  public var firstNode: NodeID?
  /// Whether it is asked once only: without an answer its outcome stays unknown.
  public var asksOnce = false
  /// Whether an answer that may be old will do.
  public var isStale = false
  /// When it is given up, its outcome unknown; nil: never.
  public var deadline: Nanoseconds?

  /// Whether it was ever asked: an operation that is signed anew begins once.
  public internal(set) var isBegun = false
  /// A read that a client makes for itself before it goes on.
  public internal(set) var isRecovery = false
  public internal(set) var attempts = 0
  /// The node that was asked last.
  public internal(set) var asked: NodeID?
  /// Set when signed.
  public internal(set) var signed: SignedTransaction?
  /// Set when signed or, for a read, numbered.
  var payload: [UInt8] = []
  /// The number of the node that was asked last without anybody having named it; 0: none.
  var turn = 0
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

  public init(number: UInt64, request: Request) {
    self.number = number
    self.request = request
  }

  /// The number of the node after which the round-robin goes on: the one asked last or, in a long search, the one last
  /// reached in turn. A node that was named and knows no leader does not count then, or those that name each other
  /// would keep the client from others.
  var lastInTurn: Int {
    guard let asked else { return 0 }
    let takesLong = silences.count >= 3 || ignorances.count > Self.mostIgnorances
    return takesLong && ignorances.contains(asked) ? turn : asked.number
  }

  private static let mostSilences = 4
  private static let mostDenials = 4
  private static let mostIgnorances = 64

  /// Whether the client still believes who names this node as the leader.
  mutating func follows(hintTo node: NodeID) -> Bool {
    silences.count(where: { $0 == node }) < Self.mostSilences
      && denials.count(where: { $0 == node }) < Self.mostDenials
      && ignorances.count(where: { $0 == node }) < Self.mostIgnorances
  }

  /// Asks the only node that is to be asked, or the first; else the one that is believed to lead, else the next in
  /// order.
  mutating func ask(believedLeader: NodeID?, of servers: Int, publicKey: [UInt8]) -> SessionRequest {
    let named = onlyNode ?? (attempts == 0 ? firstNode : nil) ?? believedLeader
    let to = named ?? NodeID(lastInTurn % servers + 1)
    if attempts == 0 || believedLeader == nil { turn = to.number }
    attempts += 1
    asked = to
    awaitsNode = true
    // Once all others were asked in turn, a node that was silent or denied leading has another chance.
    if !follows(hintTo: to) { forgive(to) }
    return SessionRequest(
      operation: number, attempt: attempts, to: to, payload: payload, signed: signed, publicKey: publicKey,
      isStale: isStale)
  }

  /// Whether the node that was asked last is yet to answer, and this is the attempt, by the number's last eight bits.
  mutating func awaitsAnswer(to attempt: UInt8) -> Bool {
    awaitsNode && attempt == UInt8(truncatingIfNeeded: attempts)
  }

  /// Another chance for a node, once all others were asked in turn.
  mutating func forgive(_ node: NodeID) {
    silences.removeAll { $0 == node }
    denials.removeAll { $0 == node }
    ignorances.removeAll { $0 == node }
  }
}

/// How an operation ended, as its client knows it. Positions are those of the entry that decided; nil where no
/// entry did.
public enum SessionOutcome: Sendable {
  case done(LogPosition?)
  case balances(AccountStates, LogPosition?)
  /// It had no effect and never will.
  case refused(Refusal, LogPosition?)
  /// The only node that was to be asked does not lead; it names whom it takes for the leader.
  case turnedAway(by: NodeID, leader: NodeID?)
  /// The client gave up: it may have taken effect, or may yet.
  case unknown
}

/// What a client sends to a node.
public struct SessionRequest: Sendable {
  public let operation: UInt64
  /// 1, 2, …
  public let attempt: Int
  public let to: NodeID
  public let payload: [UInt8]
  /// What `payload` holds, where it is a transaction.
  public let signed: SignedTransaction?
  /// The sender's, of which the hash is its account's storage key: so a node that has not yet seen the account
  /// opened can verify the signature all the same.
  public let publicKey: [UInt8]
  public let isStale: Bool
}

/// What a node answers.
public struct SessionAnswer: Sendable {
  /// What the node says.
  public enum Content: Sendable {
    /// It does not lead; the answer to this attempt, by the number's last eight bits.
    case redirected(hint: NodeID?, attempt: UInt8)
    /// Turned away where it entered, because it is wrong in every state: it surely had no effect.
    case refusedAtDoor(Refusal, TransactionID)
    case receipt(Receipt, LogPosition, state: AccountStates)
    case staleBalances(AccountStates)
  }
  public let operation: UInt64
  public let from: NodeID
  public let content: Content

  public init(operation: UInt64, from: NodeID, content: Content) {
    self.operation = operation
    self.from = from
    self.content = content
  }
}

/// What a client wants done, in order. One buffer is reused for all steps.
public struct SessionEffects: Sendable {
  /// One thing that a client wants done, or that came of what it was told. Times are nanoseconds of its
  /// clock. What is large is kept apart, so that the list is small.
  public enum Effect: Sendable {
    /// An operation is asked for the first time; one that the host does not know is a read that the client makes
    /// for itself.
    case began(operation: UInt64)
    indirect case send(SessionRequest)
    /// The client wants `.wake` then; what it wanted before is void.
    case wake(at: Nanoseconds)
    /// The operation is asked again, now or after a wait; who was asked last.
    case retries(operation: UInt64, RetryReason, asked: NodeID?)
    /// The operation's first signature can never be applied; it waits in line to be signed under a new number.
    case signsAnew(operation: UInt64)
    /// No transaction of this wallet with this serial number or a lower one is applied any more (dissertation §6.3).
    case settled(through: UInt64)
    indirect case ended(SessionOperation, SessionOutcome)
    /// The input said nothing new: a late or doubled answer.
    case nothing
  }
  /// Why a client asks again.
  public enum RetryReason: Sendable, Equatable {
    case timedOut
    case redirected(to: NodeID?)
    /// Its sender's account is not open yet.
    case undecided
  }

  public var list: [Effect] = []
  /// The next operation's number, and the next read's serial number, over all clients of a host.
  public private(set) var nextOperation: UInt64 = 1
  private var nextReadSerial: UInt64 = 1

  public init() {}

  /// The number of the next operation: 1, 2, … over all clients of a host.
  public mutating func takeOperationNumber() -> UInt64 {
    defer { nextOperation += 1 }
    return nextOperation
  }

  mutating func takeReadSerial() -> UInt64 {
    defer { nextReadSerial += 1 }
    return nextReadSerial
  }
}

/// What a read tells: each account's balance and last serial number, in the ledger's order.
public struct AccountStates: Sendable {
  public private(set) var names: [String] = []
  public private(set) var balances: [UInt64] = []
  private var nonces: [UInt64] = []
  /// The last entry that the ledger had applied; 0: none.
  public private(set) var applied: UInt64 = 0

  public static let none = AccountStates()

  private init() {}

  public init(_ ledger: LedgerState) {
    names = ledger.accounts.map(\.name)
    balances = ledger.accounts.map(\.balance)
    nonces = ledger.accounts.map(\.nonce)
    applied = ledger.applied
  }

  func nonce(of name: String) -> UInt64? { names.firstIndex(of: name).map { nonces[$0] } }
}
