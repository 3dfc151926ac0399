import Ledger
import Testing

@Suite struct SignatureTests {
  @Test func onlyTheOwnersSignatureIsValid() throws {
    let fixture = try Fixture()
    let signed = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
    #expect(signed.hasValidSignature(publicKey: fixture.alice.publicKey, on: Fixture.chain))
    #expect(!signed.hasValidSignature(publicKey: fixture.bob.publicKey, on: Fixture.chain))
    #expect(!signed.hasValidSignature(publicKey: [], on: Fixture.chain))
    for wrong in [Array(fixture.alice.publicKey.dropLast()), [UInt8](repeating: 0xFF, count: 32)] {
      #expect(!signed.hasValidSignature(publicKey: wrong, on: Fixture.chain))
    }
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
      transfer.tampered { $0.nonce = 2 },
      transfer.tampered { $0.body = .transfer(to: bob, amount: 31) },
      transfer.tampered { $0.body = .transfer(to: carol, amount: 30) },
      transfer.tampered { $0.from = carol },
      transfer.tampered(signature: [UInt8](repeating: 0, count: 64)),
      open.tampered { $0.body = .open(name: "erim", publicKey: erin.publicKey, amount: 5) },
      open.tampered { $0.body = .open(name: "erin", publicKey: erin.publicKey, amount: 6) },
      open.tampered { $0.body = .open(name: "erin", publicKey: otherKey, amount: 5) },
    ]
    #expect(fixture.check(transfer) == nil)
    #expect(fixture.check(open) == nil)
    for forgery in forged { #expect(fixture.check(forgery) == .badSignature) }
  }

  /// Every seed, every opening balance and every name makes another ledger.
  @Test(arguments: [SignatureScheme.ed25519, .standIn])
  func aTransferSignedForAnotherLedgerIsRefused(_ scheme: SignatureScheme) throws {
    let accounts: [(name: String, coins: UInt64)] = [("alice", 100), ("bob", 100)]
    let here = try Genesis(seed: 42, accounts: accounts, treasury: 1000, signatures: scheme)
    let others = [
      try Genesis(seed: 42, accounts: [("alice", 101), ("bob", 100)], treasury: 1000, signatures: scheme),
      try Genesis(seed: 42, accounts: accounts, treasury: 1001, signatures: scheme),
      try Genesis(seed: 42, accounts: accounts + [("carol", 0)], treasury: 1000, signatures: scheme),
    ]
    let (alice, bob) = (here.keys[1], here.keys[2])
    let own = alice.transfer(5, to: bob, nonce: 1, on: here.chain)
    let state = LedgerState(genesis: here)
    #expect(state.check(own, publicKey: alice.publicKey) == nil)
    for other in others {
      #expect(other.chain != here.chain)
      let signed = alice.transfer(5, to: bob, nonce: 1, on: other.chain)
      #expect(signed.id == own.id)
      #expect(state.check(signed, publicKey: alice.publicKey) == .badSignature)
    }
    #expect(try Genesis(seed: 43, accounts: accounts, treasury: 1000, signatures: scheme).chain != here.chain)
  }

  /// A node that has not yet seen an account opened goes by the key that the sender presents, of which the account's
  /// storage key is the hash.
  @Test func anUnknownSendersOwnKeyCounts() throws {
    let fixture = try Fixture()
    let erin = KeyPair(seed: 42, name: "erin")
    let transfer = erin.transfer(5, to: fixture.bob, nonce: 1)
    #expect(fixture.check(transfer, from: erin) == nil)
    #expect(fixture.check(transfer, from: fixture.bob) == .badSignature)
    let forged = transfer.tampered(
      signature: fixture.bob.sign(transfer.transaction, on: Fixture.chain).signature)
    #expect(fixture.check(forged, from: erin) == .badSignature)
    #expect(fixture.check(forged, from: fixture.bob) == .badSignature)
  }

  /// The door refuses a signature of another length; the bytes of its command do not decode.
  @Test(arguments: [0, 1, 63, 65, 128])
  func aSignatureHas64Bytes(_ count: Int) throws {
    let fixture = try Fixture()
    let forged = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
      .tampered(signature: [UInt8](repeating: 0, count: count))
    #expect(fixture.check(forged) == .badSignature)
    #expect(throws: Refusal.malformed) {
      try LedgerCommand(decoding: LedgerCommand.transaction(forged).encoded())
    }
  }

  @Test func theIdDoesNotDependOnTheSignature() throws {
    let fixture = try Fixture()
    let signed = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
    let other = signed.tampered(signature: [UInt8](repeating: 9, count: 64))
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
