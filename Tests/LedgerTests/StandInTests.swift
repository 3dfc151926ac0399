import Testing

@testable import Ledger

@Suite("The stand-in for signatures")
struct StandInTests {
  private func genesis(_ seed: UInt64 = 42) throws -> Genesis {
    try Genesis(seed: seed, accounts: [("alice", 100), ("bob", 100)], treasury: 1000, signatures: .standIn)
  }

  @Test func whatItsOwnerSignedIsTaken() throws {
    let genesis = try genesis()
    let signed = genesis.keys[1].transfer(30, to: genesis.keys[2], nonce: 1, on: genesis.chain)
    #expect(LedgerState(genesis: genesis).check(signed, publicKey: []) == nil)
    #expect(signed.signature.count == 64)
    #expect(try LedgerCommand(decoding: LedgerCommand.transaction(signed).encoded()) == .transaction(signed))
  }

  @Test func whatWasAlteredOrSignedByAnotherIsRefused() throws {
    let genesis = try genesis()
    let state = LedgerState(genesis: genesis)
    let signed = genesis.keys[1].transfer(30, to: genesis.keys[2], nonce: 1, on: genesis.chain)
    let other = genesis.keys[2].sign(signed.transaction, on: genesis.chain)
    let forged = [
      signed.tampered { $0.nonce = 2 }, signed.tampered(signature: other.signature),
      signed.tampered { $0.body = .transfer(to: $0.from, amount: 1) },
      signed.tampered(signature: [UInt8](repeating: 0, count: 64)),
    ]
    for forgery in forged { #expect(state.check(forgery, publicKey: []) != nil) }
  }

  /// Flipping any bit of a signature makes it another.
  @Test func everyBitOfASignatureCounts() throws {
    let genesis = try genesis()
    let state = LedgerState(genesis: genesis)
    let signed = genesis.keys[1].transfer(30, to: genesis.keys[2], nonce: 1, on: genesis.chain)
    for bit in 0..<512 {
      var signature = signed.signature
      signature[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(state.check(signed.tampered(signature: signature), publicKey: []) == .badSignature)
    }
  }

  @Test func oneSchemeDoesNotTakeTheOthers() throws {
    let real = try Genesis(seed: 42, accounts: [("alice", 100), ("bob", 100)], treasury: 1000)
    let standIn = try genesis()
    #expect(real.keys[1].account != standIn.keys[1].account)
    let signed = standIn.keys[1].transfer(30, to: standIn.keys[2], nonce: 1, on: standIn.chain)
    let key = standIn.keys[1].publicKey
    #expect(!signed.hasValidSignature(publicKey: key, on: standIn.chain, scheme: .ed25519))
    #expect(signed.hasValidSignature(publicKey: key, on: standIn.chain, scheme: .standIn))
    #expect(!signed.hasValidSignature(publicKey: [1, 2, 3], on: standIn.chain, scheme: .standIn))
  }

  @Test func itIsTheSameInEveryRunAndDiffersBySeed() throws {
    let first = try genesis().keys.map(\.publicKey)
    #expect(try genesis().keys.map(\.publicKey) == first)
    #expect(try genesis(43).keys.map(\.publicKey) != first)
  }
}

@Suite("A retry applied again, the rule broken on purpose")
struct RetryTwiceTests {
  @Test(arguments: [false, true]) func aRepeatMovesCoinsOnlyWhileTheRuleIsBroken(isBroken: Bool) throws {
    var ledger = try Fixture()
    ledger.state.appliesRetriesTwice = isBroken
    let signed = ledger.alice.transfer(30, to: ledger.bob, nonce: 1)
    #expect(!ledger.apply(signed).isRepeat)
    #expect(ledger.apply(signed).isRepeat == !isBroken)
    #expect(ledger.balance("bob") == (isBroken ? 160 : 130))
    #expect(ledger.state.sumOfBalances() == ledger.state.supply)
  }
}
