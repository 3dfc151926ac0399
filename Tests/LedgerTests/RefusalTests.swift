import Ledger
import Testing

/// Every refusal, where a transaction enters (`check`) and where it is applied.
@Suite struct RefusalTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let make: @Sendable (Fixture) throws -> SignedTransaction
    let entering: Refusal?
    let applied: Refusal?
    /// The sender's nonce after it was applied.
    var nonceAfter: UInt64 = 0
  }

  static let stranger = KeyPair(seed: 42, name: "stranger")

  static let cases: [Case] = [
    Case(
      testDescription: "a good transfer", make: { $0.alice.transfer(30, to: $0.bob, nonce: 1) },
      entering: nil, applied: nil, nonceAfter: 1),
    Case(
      testDescription: "everything alice has", make: { $0.alice.transfer(100, to: $0.bob, nonce: 1) },
      entering: nil, applied: nil, nonceAfter: 1),
    Case(
      testDescription: "one coin more than alice has",
      make: { $0.alice.transfer(101, to: $0.bob, nonce: 1) },
      entering: nil, applied: .insufficientFunds, nonceAfter: 1),
    Case(
      testDescription: "as much as fits in 64 bits",
      make: { $0.alice.transfer(.max, to: $0.bob, nonce: 1) },
      entering: nil, applied: .insufficientFunds, nonceAfter: 1),
    Case(
      testDescription: "unknown sender", make: { stranger.transfer(1, to: $0.bob, nonce: 1) },
      entering: nil, applied: .unknownAccount),
    Case(
      testDescription: "unknown destination", make: { $0.alice.transfer(1, to: stranger, nonce: 1) },
      entering: nil, applied: .unknownAccount, nonceAfter: 1),
    Case(
      testDescription: "zero", make: { $0.alice.transfer(0, to: $0.bob, nonce: 1) },
      entering: .zeroAmount, applied: .zeroAmount),
    Case(
      testDescription: "to itself", make: { $0.alice.transfer(1, to: $0.alice, nonce: 1) },
      entering: .toItself, applied: .toItself),
    Case(
      testDescription: "nonce 0", make: { $0.alice.transfer(1, to: $0.bob, nonce: 0) },
      entering: nil, applied: .wrongNonce),
    Case(
      testDescription: "a nonce left out", make: { $0.alice.transfer(1, to: $0.bob, nonce: 2) },
      entering: nil, applied: .wrongNonce),
    Case(
      testDescription: "the highest nonce", make: { $0.alice.transfer(1, to: $0.bob, nonce: .max) },
      entering: nil, applied: .wrongNonce),
    // What the door has to find: applying does not verify signatures.
    Case(
      testDescription: "signed by another",
      make: {
        $0.alice.transfer(30, to: $0.bob, nonce: 1)
          .tampered(signature: $0.bob.transfer(30, to: $0.alice, nonce: 1).signature)
      },
      entering: .badSignature, applied: nil, nonceAfter: 1),
    Case(
      testDescription: "open", make: { $0.treasury.open("erin", stranger, 50, nonce: 1) },
      entering: nil, applied: nil, nonceAfter: 1),
    Case(
      testDescription: "open without coins", make: { $0.treasury.open("erin", stranger, 0, nonce: 1) },
      entering: nil, applied: nil, nonceAfter: 1),
    Case(
      testDescription: "open: existing name", make: { $0.treasury.open("bob", stranger, 50, nonce: 1) },
      entering: nil, applied: .accountExists, nonceAfter: 1),
    Case(
      testDescription: "open: existing key", make: { $0.treasury.open("erin", $0.bob, 50, nonce: 1) },
      entering: nil, applied: .accountExists, nonceAfter: 1),
    Case(
      testDescription: "open: more than the treasury holds",
      make: { $0.treasury.open("erin", stranger, 1001, nonce: 1) },
      entering: nil, applied: .insufficientFunds, nonceAfter: 1),
    Case(
      testDescription: "open: not by the treasury",
      make: { $0.alice.open("erin", stranger, 50, nonce: 1) },
      entering: .badSignature, applied: .badSignature),
    Case(
      testDescription: "open: by a stranger", make: { _ in stranger.open("erin", stranger, 50, nonce: 1) },
      entering: .badSignature, applied: .unknownAccount),
    Case(
      testDescription: "open: wrong nonce", make: { $0.treasury.open("erin", stranger, 50, nonce: 2) },
      entering: nil, applied: .wrongNonce),
    Case(
      testDescription: "open: no name", make: { $0.treasury.open("", stranger, 50, nonce: 1) },
      entering: .malformed, applied: .malformed),
    Case(
      testDescription: "open: short key",
      make: {
        $0.treasury.sign(
          Transaction(
            from: $0.treasury.account, nonce: 1,
            body: .open(name: "erin", publicKey: [1, 2, 3], amount: 1)), on: Fixture.chain)
      },
      entering: .malformed, applied: .malformed),
  ]

  @Test(arguments: cases)
  func whereItEntersAndWhereItIsApplied(_ test: Case) throws {
    var fixture = try Fixture()
    let signed = try test.make(fixture)
    #expect(fixture.check(signed, from: Self.stranger) == test.entering)
    let before = fixture.state
    let receipt = fixture.apply(signed)
    #expect(receipt.refusal == test.applied)
    #expect(receipt.index == 1)
    #expect(!receipt.isRepeat)
    #expect(receipt.transaction == (test.applied == .malformed ? nil : signed.id))
    #expect((fixture.state.account(signed.transaction.from)?.nonce ?? 0) == test.nonceAfter)
    #expect(fixture.state.sumOfBalances() == fixture.state.supply)
    if test.applied != nil {
      #expect(fixture.state.accounts.map(\.balance) == before.accounts.map(\.balance))
      #expect(fixture.state.accounts.count == before.accounts.count)
    } else {
      #expect(fixture.state.accounts.map(\.balance) != before.accounts.map(\.balance) || isGift(signed))
    }
    if test.nonceAfter == 0 { #expect(fixture.state.accounts == before.accounts) }
  }

  private func isGift(_ signed: SignedTransaction) -> Bool {
    if case .open = signed.transaction.body { true } else { false }
  }

  @Test func everyRefusalHasACase() {
    let seen = Set(Self.cases.flatMap { [$0.entering, $0.applied] }.compactMap(\.self))
    // That another value was chosen is an answer of the cluster, not of the ledger.
    #expect(seen == Set(Refusal.allCases).subtracting([.anotherChosen]))
  }

  @Test func aTransferMovesCoins() throws {
    var fixture = try Fixture()
    let receipt = fixture.apply(fixture.alice.transfer(30, to: fixture.bob, nonce: 1))
    #expect(receipt.outcome == .done)
    #expect(fixture.state.accounts.map(\.balance) == [1000, 70, 130, 100, 100])
  }

  @Test func anOpenedAccountComesLastAndCanPay() throws {
    var fixture = try Fixture()
    let erin = KeyPair(seed: 42, name: "erin")
    #expect(fixture.check(erin.transfer(5, to: fixture.bob, nonce: 1), from: erin) == nil)
    #expect(!fixture.apply(erin.transfer(5, to: fixture.bob, nonce: 1)).isFinal)
    #expect(fixture.apply(fixture.treasury.open("erin", erin, 50, nonce: 1)).outcome == .done)
    #expect(fixture.state.accounts.map(\.name) == ["treasury", "alice", "bob", "carol", "dave", "erin"])
    #expect(fixture.state.account(erin.account) == fixture.state.account(named: "erin"))
    #expect(fixture.state.position(of: erin.account) == 5)
    #expect(fixture.check(erin.transfer(5, to: fixture.bob, nonce: 1)) == nil)
    #expect(fixture.apply(erin.transfer(5, to: fixture.bob, nonce: 1)).outcome == .done)
    #expect(fixture.state.accounts.map(\.balance) == [950, 100, 105, 100, 100, 45])
  }

  /// What `apply` decides must not depend on the Unicode tables of a build, so é in one scalar and in two are two
  /// names here; whoever reads names composes them.
  @Test func namesAreComparedByteForByte() throws {
    var fixture = try Fixture()
    let one = KeyPair(seed: 42, name: "one")
    let two = KeyPair(seed: 42, name: "two")
    let three = KeyPair(seed: 42, name: "three")
    #expect(fixture.apply(fixture.treasury.open("Zo\u{EB}", one, 1, nonce: 1)).outcome == .done)
    #expect(fixture.apply(fixture.treasury.open("Zoe\u{308}", two, 1, nonce: 2)).outcome == .done)
    #expect(fixture.state.account(named: "Zo\u{EB}")?.id == one.account)
    #expect(fixture.state.account(named: "Zoe\u{308}")?.id == two.account)
    let again = fixture.apply(fixture.treasury.open("Zoe\u{308}", three, 1, nonce: 3))
    #expect(again.refusal == .accountExists)
  }

  @Test(arguments: [
    ("a", true), ("小明", true), (String(repeating: "x", count: 64), true), ("a-b.c", true),
    ("", false), (String(repeating: "x", count: 65), false), ("a b", false), ("a\u{7}", false),
    ("a\n", false), ("\u{1B}[31m", false), ("\u{202E}a", false), ("a\u{3000}b", false),
    ("a\u{7F}", false), ("a\u{9F}", false), ("a\u{A0}", false), ("a\u{A1}", true), ("a\u{AD}", false),
    ("a\u{200B}", false), ("a\u{200F}", false), ("a\u{2010}", true), ("a\u{2028}", false),
    ("a\u{2065}", true), ("a\u{E0041}", false), ("a\u{301}", true),
  ])
  func names(_ name: String, _ isValid: Bool) {
    #expect(AccountName.isValid(name) == isValid)
  }
}
