import Ledger
import Testing

@Suite struct SignatureTests {
  @Test func onlyTheOwnersSignatureIsValid() throws {
    let fixture = try Fixture()
    let signed = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
    #expect(signed.hasValidSignature(publicKey: fixture.alice.publicKey))
    #expect(!signed.hasValidSignature(publicKey: fixture.bob.publicKey))
    #expect(!signed.hasValidSignature(publicKey: []))
    #expect(!signed.hasValidSignature(publicKey: Array(fixture.alice.publicKey.dropLast())))
    #expect(!signed.hasValidSignature(publicKey: [UInt8](repeating: 0xFF, count: 32)))
  }

  @Test func aSignatureIsForItsFieldsAlone() throws {
    let fixture = try Fixture()
    let erin = KeyPair(seed: 42, name: "erin")
    let transfer = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
    let open = fixture.treasury.open("erin", erin, 5, nonce: 1)
    let bob = fixture.bob.account
    let carol = fixture.genesis.keys[3].account
    let otherKey = [UInt8](repeating: 1, count: 32)
    let forged = [
      try transfer.tampered { $0.nonce = 2 },
      try transfer.tampered { $0.body = .transfer(to: bob, amount: 31) },
      try transfer.tampered { $0.body = .transfer(to: carol, amount: 30) },
      try transfer.tampered { $0.from = carol },
      try transfer.tampered(signature: [UInt8](repeating: 0, count: 64)),
      try open.tampered { $0.body = .open(name: "erim", publicKey: erin.publicKey, amount: 5) },
      try open.tampered { $0.body = .open(name: "erin", publicKey: erin.publicKey, amount: 6) },
      try open.tampered { $0.body = .open(name: "erin", publicKey: otherKey, amount: 5) },
    ]
    #expect(fixture.state.check(transfer) == nil)
    #expect(fixture.state.check(open) == nil)
    for forgery in forged { #expect(fixture.state.check(forgery) == .badSignature) }
  }

  @Test(arguments: [0, 1, 63, 65, 128])
  func aSignatureHas64Bytes(_ count: Int) throws {
    let fixture = try Fixture()
    let transaction = fixture.alice.transfer(30, to: fixture.bob, nonce: 1).transaction
    #expect(throws: Refusal.badSignature) {
      try SignedTransaction(transaction: transaction, signature: [UInt8](repeating: 0, count: count))
    }
  }

  @Test func theIdDoesNotDependOnTheSignature() throws {
    let fixture = try Fixture()
    let signed = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
    let other = try signed.tampered(signature: [UInt8](repeating: 9, count: 64))
    #expect(signed.id == other.id)
    #expect(signed.id == signed.transaction.id)
  }

  @Test func differentTransactionsHaveDifferentIds() throws {
    let fixture = try Fixture()
    var ids: Set<TransactionID> = []
    var count = 0
    for nonce in 1...5 as ClosedRange<UInt64> {
      for amount in 1...5 as ClosedRange<UInt64> {
        ids.insert(fixture.alice.transfer(amount, to: fixture.bob, nonce: nonce).id)
        ids.insert(fixture.bob.transfer(amount, to: fixture.alice, nonce: nonce).id)
        ids.insert(fixture.treasury.open("erin", fixture.bob, amount, nonce: nonce).id)
        count += 3
      }
    }
    #expect(ids.count == count)
  }
}
