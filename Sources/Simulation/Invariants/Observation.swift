import Consensus
import Host
import Ledger

/// What one event changed on one node, as the invariants look at it.
struct Observation {
  let node: NodeID
  let role: Role
  let term: Term
  let becameLeader: Bool
  let log: EntryLog
  /// The first log index that this event deleted or added.
  let changedFrom: LogIndex?
  var applied: [CommittedEntry]
  /// What applying each of `applied` did, in the same order; empty where that is not known.
  var effects: [AppliedEffect] = []
  var commitIndex: LogIndex = 0
  var lastApplied: LogIndex = 0
  /// Set where this event committed what no node had committed before.
  var commit: CommitFacts?
}

/// Who holds the newest committed entry, and of whom that asks how many.
struct CommitFacts {
  let position: LogPosition
  /// In their logs in memory.
  let logHolders: NodeSet
  /// On their disks, dead nodes included.
  let diskHolders: NodeSet
  /// Of each of these sets so many are needed: one, or two while a joint configuration is in force.
  let voters: [(NodeSet, needed: Int)]
}

/// What applying one entry did to one replica's ledger.
struct AppliedEffect: Sendable, Equatable {
  /// 0: not a transaction; 1: done; from 2 on the ledger's refusals in their order.
  var outcome: UInt8 = 0
  var isRepeat = false
  var nonce: UInt64 = 0
  var transaction: TransactionID?
  /// Places in the ledger's accounts, where the replica knows these. The receiver may have been opened by this.
  var sender: Int?
  var receiver: Int?
  /// Afterwards.
  var senderBalance: UInt64 = 0
  var receiverBalance: UInt64 = 0

  /// An entry that holds no transaction.
  init() {}

  init(_ payload: borrowing [UInt8], _ receipt: borrowing Receipt, _ ledger: borrowing LedgerState) {
    guard let head = TransactionHead(payload) else { return }
    outcome =
      switch receipt.outcome {
      case .done: 1
      case .refused(let refusal): 2 + UInt8(Refusal.allCases.firstIndex(of: refusal) ?? 0)
      case .balances: 0
      }
    isRepeat = receipt.isRepeat
    nonce = head.nonce
    transaction = receipt.transaction
    sender = ledger.position(of: head.from)
    if let to = head.to {
      receiver = ledger.position(of: to)
    } else if isDone {
      // The account that was opened.
      receiver = ledger.accounts.count - 1
    }
    if let sender { senderBalance = ledger.accounts[sender].balance }
    if let receiver { receiverBalance = ledger.accounts[receiver].balance }
  }

  /// What must be the same on every replica.
  struct Result: Sendable, Equatable {
    let outcome: UInt8
    let isRepeat: Bool
    let senderBalance: UInt64
    let receiverBalance: UInt64
  }

  var result: Result {
    Result(
      outcome: outcome, isRepeat: isRepeat, senderBalance: senderBalance, receiverBalance: receiverBalance)
  }

  var isDone: Bool { outcome == 1 && !isRepeat }

  /// Whether it used up its sender's nonce: it was decided by the state, done or refused.
  var usesNonce: Bool {
    if isRepeat || sender == nil || outcome == 0 { return false }
    if outcome == 1 { return true }
    let deciding: [Refusal] = [.insufficientFunds, .unknownAccount, .accountExists]
    return deciding.contains(Refusal.allCases[Int(outcome) - 2])
  }
}

/// A rule that broke: by which nodes, and the numbers.
struct Breach {
  let invariant: InvariantName
  let nodes: NodeSet
  let detail: ViolationDetail
}

/// One value for each node number.
struct PerNode<Value: Sendable>: Sendable {
  private var values: [Value]

  init(_ value: Value) { values = Array(repeating: value, count: NodeID.highest + 1) }

  subscript(node: NodeID) -> Value {
    get { values[node.number] }
    _modify { yield &values[node.number] }
  }
}
