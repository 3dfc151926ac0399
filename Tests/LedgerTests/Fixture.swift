@testable import Ledger

/// Four accounts of a hundred coins and a treasury of a thousand, seed 42: the ledger of the default header.
struct Fixture {
  static let names = ["alice", "bob", "carol", "dave"]

  let genesis: Genesis
  let treasury: KeyPair
  let alice: KeyPair
  let bob: KeyPair
  var state: LedgerState
  /// The index of the next entry.
  var index: UInt64 = 1

  init(coins: UInt64 = 100, treasury: UInt64 = 1000) throws {
    genesis = try Genesis(seed: 42, accounts: Self.names.map { ($0, coins) }, treasury: treasury)
    self.treasury = genesis.keys[0]
    alice = genesis.keys[1]
    bob = genesis.keys[2]
    state = LedgerState(genesis: genesis)
  }

  /// The name of the ledger that `init()` makes.
  static let chain: ChainName = {
    guard let genesis = try? Genesis(seed: 42, accounts: names.map { ($0, 100) }, treasury: 1000) else {
      preconditionFailure("four accounts of a hundred coins are a genesis")
    }
    return genesis.chain
  }()

  /// What a node says at its door to a transaction whose sender presents this key.
  func check(_ signed: SignedTransaction, from key: KeyPair? = nil) -> Refusal? {
    state.check(signed, publicKey: (key ?? treasury).publicKey)
  }

  /// Applies at the next index.
  mutating func apply(_ payload: [UInt8]) -> Receipt {
    defer { index += 1 }
    return state.apply(payload, at: index)
  }

  mutating func apply(_ signed: SignedTransaction) -> Receipt {
    apply(LedgerCommand.transaction(signed).encoded())
  }

  func balance(_ name: String) -> UInt64? { state.account(named: name)?.balance }
}

extension KeyPair {
  func transfer(
    _ amount: UInt64, to other: KeyPair, nonce: UInt64, on chain: ChainName = Fixture.chain
  ) -> SignedTransaction {
    transfer(amount, to: other.account, nonce: nonce, on: chain)
  }

  func transfer(
    _ amount: UInt64, to other: AccountID, nonce: UInt64, on chain: ChainName = Fixture.chain
  ) -> SignedTransaction {
    sign(Transaction(from: account, nonce: nonce, body: .transfer(to: other, amount: amount)), on: chain)
  }

  func open(
    _ name: String, _ pair: KeyPair, _ amount: UInt64, nonce: UInt64
  ) -> SignedTransaction {
    sign(
      Transaction(
        from: account, nonce: nonce,
        body: .open(name: name, publicKey: pair.publicKey, amount: amount)), on: Fixture.chain)
  }
}

extension SignedTransaction {
  /// The same with other fields or another signature, as a forger would send it.
  func tampered(
    signature: [UInt8]? = nil, _ change: (inout Transaction) -> Void = { _ in }
  ) -> SignedTransaction {
    var transaction = transaction
    change(&transaction)
    return SignedTransaction(
      transaction: transaction, id: transaction.id, signature: signature ?? self.signature)
  }
}

/// A seeded source for the tests (SplitMix64), the same in every run.
struct TestGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension Account {
  /// The receipt of the transaction with nonce `nonce`; nil before the first.
  var lastReceipt: Receipt? {
    guard nonce > 0 else { return nil }
    return Receipt(
      index: lastIndex, transaction: lastTransaction,
      outcome: lastRefusal.map { .refused($0) } ?? .done)
  }
}
