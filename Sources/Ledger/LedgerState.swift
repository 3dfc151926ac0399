import OrderedCollections

/// The coin ledger: the state machine that every replica applies the log's entries to.
///
/// Applying is total (any bytes have a receipt, nothing traps) and deterministic (the same entries give the
/// same state on every machine). Coins are neither made nor lost: the sum of all balances is the supply
/// fixed at the genesis, which also bounds every balance, so that no addition can overflow.
///
/// ## Retries
/// An account's nonce is the serial number of dissertation §6.3, and an account keeps its last receipt:
/// - A transaction is decided when its nonce is one more than the account's last. Whatever depends on the
///   state (funds, destination, whether a name is free) is decided then and once: **a refusal uses up the
///   nonce too**, and its receipt is kept. Otherwise a wallet that was told "insufficient funds" could find
///   itself debited later, when a late copy of the same transfer is applied after funds have arrived.
/// - A repeat of the last transaction changes nothing and gets the first receipt again.
/// - Any other nonce is refused (`Refusal.wrongNonce`) and changes nothing.
/// - What is wrong in every state (`malformed`, `zeroAmount`, `toItself`, an `open` that is not the
///   treasury's) or has no account to be kept with (an unknown sender) changes nothing either.
///
/// A copy shares its arrays with the original until one of them is changed.
public struct LedgerState: Sendable, Equatable {
  /// In order of opening, the treasury first.
  public private(set) var accounts: [Account] = []
  /// All coins, as fixed at the genesis.
  public let supply: UInt64
  /// The index of the last applied entry, no-ops included; 0: none yet.
  public private(set) var applied: UInt64
  /// How its wallets sign.
  public let signatures: SignatureScheme
  /// The ledger that they sign for.
  public let chain: ChainName
  /// A rule broken on purpose: a repeated transaction is decided and applied again instead of getting its first
  /// receipt.
  public var appliesRetriesTwice = false
  /// Where each account stands, by storage key. A handful is looked through; nothing depends on a hash table's
  /// order.
  private var places: OrderedSet<AccountID> = []

  public init(genesis: Genesis) {
    self.init(supply: genesis.supply, signatures: genesis.signatures, chain: genesis.chain, applied: 0)
    for (index, pair) in genesis.keys.enumerated() {
      append(Account(name: genesis.names[index], publicKey: pair.publicKey, balance: genesis.coins[index]))
    }
  }

  /// Without accounts, which are then appended.
  init(supply: UInt64, signatures: SignatureScheme, chain: ChainName, applied: UInt64) {
    self.supply = supply
    self.signatures = signatures
    self.chain = chain
    self.applied = applied
  }

  // MARK: Questions

  /// The account of this name, byte for byte. Looks at each account.
  ///
  /// Swift's `==` would take é in one scalar and in two for one name, by the Unicode tables of the build: what
  /// `apply` decides must not depend on them. Names are brought into one spelling where they are read.
  public func account(named name: String) -> Account? {
    accounts.first { $0.hasName(name) }
  }

  /// The account with this id; nil as long as it is not open.
  public func account(_ id: AccountID) -> Account? {
    position(of: id).map { accounts[$0] }
  }

  /// The place of an account in `accounts`, which is also its place in a read's balances.
  public func position(of id: AccountID) -> Int? {
    places.firstIndex(of: id)
  }

  /// Adds up all balances, for comparison with `supply`. Wraps around rather than traps should a broken
  /// ledger hold more than 64 bits of coins.
  public func sumOfBalances() -> UInt64 {
    accounts.reduce(0) { $0 &+ $1.balance }
  }

  /// What a node looks at where a transaction enters: its form, and the signature for this ledger. Both are right
  /// or wrong in every state, so the answer stands however old this replica's state is; whatever depends on the
  /// state (who is known, funds, nonce) is decided when the transaction is applied.
  ///
  /// - Parameter publicKey: What the sender presents as its key. It counts where this replica does not know the
  ///   account (yet): the account's storage key is the hash of the right one.
  /// - Returns: nil where the transaction may enter.
  public func check(_ signed: SignedTransaction, publicKey: [UInt8]) -> Refusal? {
    if let refusal = signed.transaction.formRefusal { return refusal }
    let from = signed.transaction.from
    if case .open = signed.transaction.body, from != accounts[Self.treasury].id { return .badSignature }
    let known = account(from)?.publicKey
    guard known != nil || AccountID(publicKey: publicKey) == from else { return .badSignature }
    let key = known ?? publicKey
    return signed.hasValidSignature(publicKey: key, on: chain, scheme: signatures) ? nil : .badSignature
  }

  // MARK: Applying

  /// Applies the entry at `index`, whatever its bytes, and gives its receipt.
  ///
  /// The signature is not verified, nor is a transfer's id compared with its fields: both were where the
  /// transaction entered the cluster (`check(_:publicKey:)`, `LedgerCommand.init(decoding:)`).
  public mutating func apply(_ payload: [UInt8], at index: UInt64) -> Receipt {
    applied = index
    if let transfer = payload.withUnsafeBytes({ WireTransfer($0) }) {
      return apply(transfer, at: index)
    }
    guard let command = try? LedgerCommand(decoding: payload) else {
      return Receipt(index: index, transaction: nil, outcome: .refused(.malformed))
    }
    switch command {
    case .readBalances:
      return Receipt(index: index, transaction: nil, outcome: .balances(accounts.map(\.balance)))
    case .transaction(let signed):
      guard case .open(let name, let publicKey, let amount) = signed.transaction.body else {
        // Transfers have been read above.
        return Receipt(index: index, transaction: signed.id, outcome: .refused(.malformed))
      }
      let account = Account(name: name, publicKey: publicKey, balance: amount)
      return open(account, from: signed.transaction, id: signed.id, at: index)
    }
  }

  /// Goes past the entry at `index`, which is to follow what was applied and has no command, such as the no-op that
  /// opens a term.
  public mutating func skip(at index: UInt64) {
    applied = index
  }

  private mutating func apply(_ transfer: WireTransfer, at index: UInt64) -> Receipt {
    if transfer.amount == 0 { return refuse(transfer.id, .zeroAmount, at: index) }
    if transfer.to == transfer.from { return refuse(transfer.id, .toItself, at: index) }
    guard let sender = position(of: transfer.from) else {
      return refuse(transfer.id, .unknownAccount, at: index, isFinal: false)
    }
    if let receipt = answerWithoutDeciding(sender, transfer.nonce, transfer.id, at: index) { return receipt }
    guard let receiver = position(of: transfer.to) else {
      return decide(sender, transfer.nonce, transfer.id, .unknownAccount, at: index)
    }
    let (rest, isShort) = accounts[sender].balance.subtractingReportingOverflow(transfer.amount)
    // The supply bounds the sum, so this cannot overflow; if ever it did, nothing would move.
    let (sum, overflows) = accounts[receiver].balance.addingReportingOverflow(transfer.amount)
    if isShort || overflows {
      return decide(sender, transfer.nonce, transfer.id, .insufficientFunds, at: index)
    }
    accounts[sender].balance = rest
    accounts[receiver].balance = sum
    return decide(sender, transfer.nonce, transfer.id, nil, at: index)
  }

  private mutating func open(
    _ account: Account, from transaction: Transaction, id: TransactionID, at index: UInt64
  ) -> Receipt {
    guard let sender = position(of: transaction.from) else {
      return refuse(id, .unknownAccount, at: index)
    }
    guard sender == Self.treasury else { return refuse(id, .badSignature, at: index) }
    if let receipt = answerWithoutDeciding(sender, transaction.nonce, id, at: index) { return receipt }
    guard position(of: account.id) == nil, self.account(named: account.name) == nil else {
      return decide(sender, transaction.nonce, id, .accountExists, at: index)
    }
    guard accounts[sender].balance >= account.balance else {
      return decide(sender, transaction.nonce, id, .insufficientFunds, at: index)
    }
    accounts[sender].balance -= account.balance
    append(account)
    return decide(sender, transaction.nonce, id, nil, at: index)
  }

  /// The receipt of a repeat, or the refusal of a nonce that is not the next; nil when the transaction is to
  /// be decided now.
  private func answerWithoutDeciding(
    _ sender: Int, _ nonce: UInt64, _ id: TransactionID, at index: UInt64
  ) -> Receipt? {
    let last = accounts[sender].nonce
    if nonce > last && nonce - last == 1 { return nil }
    guard nonce == last, last > 0, accounts[sender].lastTransaction == id else {
      return refuse(id, .wrongNonce, at: index, isFinal: nonce <= last)
    }
    if appliesRetriesTwice { return nil }
    return Receipt(
      index: accounts[sender].lastIndex, transaction: id,
      outcome: accounts[sender].lastRefusal.map { .refused($0) } ?? .done, isRepeat: true)
  }

  /// Uses up the nonce and keeps the receipt.
  private mutating func decide(
    _ sender: Int, _ nonce: UInt64, _ id: TransactionID, _ refusal: Refusal?, at index: UInt64
  ) -> Receipt {
    accounts[sender].nonce = nonce
    accounts[sender].lastTransaction = id
    accounts[sender].lastIndex = index
    accounts[sender].lastRefusal = refusal
    return Receipt(index: index, transaction: id, outcome: refusal.map { .refused($0) } ?? .done)
  }

  /// A refusal that changes nothing.
  /// - Parameter isFinal: Whether the same transaction would be refused in every later state too.
  private func refuse(
    _ id: TransactionID, _ refusal: Refusal, at index: UInt64, isFinal: Bool = true
  ) -> Receipt {
    Receipt(index: index, transaction: id, outcome: .refused(refusal), isFinal: isFinal)
  }

  /// The treasury's place in `accounts`.
  private static let treasury = 0

  /// Adds an account, the last in order.
  mutating func append(_ account: Account) {
    places.append(account.id)
    accounts.append(account)
  }
}
