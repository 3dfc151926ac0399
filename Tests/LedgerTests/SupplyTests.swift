import Testing

@testable import Ledger

/// Coins are neither made nor lost, and no addition can overflow.
@Suite struct SupplyTests {
  @Test func aSupplyThatFits() throws {
    let genesis = try Genesis(seed: 1, accounts: [("alice", UInt64.max - 10)], treasury: 10)
    #expect(genesis.supply == .max)
    var state = LedgerState(genesis: genesis)
    #expect(state.sumOfBalances() == .max)
    let all = genesis.keys[0].transfer(10, to: genesis.keys[1], nonce: 1)
    #expect(state.apply(LedgerCommand.transaction(all).encoded(), at: 1).outcome == .done)
    #expect(state.accounts.map(\.balance) == [0, .max])
    let back = genesis.keys[1].transfer(.max, to: genesis.keys[0], nonce: 1)
    #expect(state.apply(LedgerCommand.transaction(back).encoded(), at: 2).outcome == .done)
    #expect(state.accounts.map(\.balance) == [.max, 0])
  }

  struct Bad: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let accounts: [(name: String, coins: UInt64)]
    let treasury: UInt64
    let error: GenesisError

    init(_ accounts: [(name: String, coins: UInt64)], treasury: UInt64, _ error: GenesisError) {
      testDescription = error.description
      self.accounts = accounts
      self.treasury = treasury
      self.error = error
    }
  }

  static let bad: [Bad] = [
    Bad([("alice", .max)], treasury: 1, .supplyTooLarge),
    Bad([("alice", 1)], treasury: .max, .supplyTooLarge),
    Bad([("alice", 1 << 63), ("bob", 1 << 63)], treasury: 0, .supplyTooLarge),
    Bad([("alice", 1), ("alice", 1)], treasury: 0, .duplicateName("alice")),
    Bad([("Zo\u{EB}", 1), ("Zoe\u{308}", 1)], treasury: 0, .duplicateName("Zo\u{EB}")),
    Bad([("treasury", 1)], treasury: 0, .duplicateName("treasury")),
    Bad([("", 1)], treasury: 0, .invalidName("")),
    Bad([("a b", 1)], treasury: 0, .invalidName("a b")),
  ]

  @Test(arguments: bad)
  func noLedgerBeginsLikeThis(_ bad: Bad) {
    #expect(throws: bad.error) {
      try Genesis(seed: 1, accounts: bad.accounts, treasury: bad.treasury)
    }
  }

  @Test func aTreasuryAloneIsALedger() throws {
    let state = LedgerState(genesis: try Genesis(seed: 1, accounts: [], treasury: 0))
    #expect(state.accounts.map(\.name) == ["treasury"])
    #expect(state.supply == 0)
    #expect(state.sumOfBalances() == 0)
  }

  /// Transfers, repeats, garbage, strangers, reads and new accounts, compared after each with a slow and
  /// obvious twin.
  @Test func aHundredThousandRandomOperations() throws {
    let fixture = try Fixture(coins: 1_000, treasury: 5_000)
    var twin = Twin(fixture.genesis)
    var state = fixture.state
    var generator = TestGenerator(state: 2026)
    let stranger = KeyPair(seed: 7, name: "stranger")
    var previous: [UInt8] = []
    var counts: [String: Int] = [:]
    for index in 1...100_000 as ClosedRange<UInt64> {
      let amount = UInt64.random(in: 0...900, using: &generator)
      let payload: [UInt8]
      let expected: Receipt.Outcome
      switch Int.random(in: 0..<100, using: &generator) {
      case 0..<83:
        (payload, expected) = twin.transfer(amount, &generator)
      case 83..<88 where !previous.isEmpty:
        // Directly repeated, so the answer is the same.
        (payload, expected) = (previous, twin.lastOutcome)
      case 88..<92:
        payload = (0..<amount % 220).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        expected = .refused(.malformed)
      case 92..<94:
        payload = Twin.encoded(stranger.account, 1, to: twin.pairs[1].account, amount + 1)
        expected = .refused(.unknownAccount)
      case 94 where twin.pairs.count < 12:
        (payload, expected) = twin.open("n\(index)", min(amount, twin.balances[0]))
      default:
        payload = LedgerCommand.readBalances(reader: 1, serial: index).encoded()
        expected = .balances(twin.balances)
      }
      let receipt = state.apply(payload, at: index)
      #expect(receipt.outcome == expected)
      #expect(state.sumOfBalances() == state.supply)
      counts[String(describing: receipt.refusal), default: 0] += 1
      if receipt.isRepeat { counts["repeat", default: 0] += 1 }
      previous = twin.lastPayload
    }
    #expect(state.accounts.map(\.balance) == twin.balances)
    #expect(state.accounts.map(\.nonce) == twin.nonces)
    #expect(state.accounts.count == 12)
    // Nothing was tested if nearly all went one way.
    for refusal in [Refusal.insufficientFunds, .unknownAccount, .wrongNonce, .malformed, .toItself] {
      #expect(counts[String(describing: Refusal?.some(refusal)), default: 0] > 1_000)
    }
    #expect(counts[String(describing: Refusal?.none), default: 0] > 20_000)
    #expect(counts["repeat", default: 0] > 1_000)
  }
}

/// The ledger said once more, without regard to speed: balances and nonces in arrays.
private struct Twin {
  var pairs: [KeyPair]
  var balances: [UInt64]
  var nonces: [UInt64]
  /// The last transfer or opening that used up a nonce, and its answer.
  var lastPayload: [UInt8] = []
  var lastOutcome = Receipt.Outcome.done

  init(_ genesis: Genesis) {
    pairs = genesis.keys
    balances = genesis.coins
    nonces = genesis.coins.map { _ in 0 }
  }

  mutating func transfer(
    _ amount: UInt64, _ generator: inout TestGenerator
  ) -> ([UInt8], Receipt.Outcome) {
    let from = pairs.indices.randomElement(using: &generator) ?? 0
    let to = pairs.indices.randomElement(using: &generator) ?? 0
    // Mostly the next nonce, sometimes one too late; never the last, which might be a repeat.
    let nonce = nonces[from] + (Int.random(in: 0..<10, using: &generator) == 0 ? 2 : 1)
    let payload = Self.encoded(pairs[from].account, nonce, to: pairs[to].account, amount)
    if amount == 0 { return (payload, .refused(.zeroAmount)) }
    if from == to { return (payload, .refused(.toItself)) }
    if nonce != nonces[from] + 1 { return (payload, .refused(.wrongNonce)) }
    nonces[from] = nonce
    lastPayload = payload
    if balances[from] < amount {
      lastOutcome = .refused(.insufficientFunds)
    } else {
      balances[from] -= amount
      balances[to] += amount
      lastOutcome = .done
    }
    return (payload, lastOutcome)
  }

  mutating func open(_ name: String, _ amount: UInt64) -> ([UInt8], Receipt.Outcome) {
    let pair = KeyPair(seed: 8, name: name)
    nonces[0] += 1
    lastPayload = LedgerCommand.transaction(pairs[0].open(name, pair, amount, nonce: nonces[0])).encoded()
    lastOutcome = .done
    balances[0] -= amount
    pairs.append(pair)
    balances.append(amount)
    nonces.append(0)
    return (lastPayload, .done)
  }

  /// Applying does not look at the signature, so this one has none that is valid.
  static func encoded(
    _ from: AccountID, _ nonce: UInt64, to: AccountID, _ amount: UInt64
  ) -> [UInt8] {
    let transaction = Transaction(from: from, nonce: nonce, body: .transfer(to: to, amount: amount))
    let zeros = [UInt8](repeating: 0, count: 64)
    return LedgerCommand.transaction(
      SignedTransaction(transaction: transaction, id: transaction.id, signature: zeros)
    ).encoded()
  }
}
