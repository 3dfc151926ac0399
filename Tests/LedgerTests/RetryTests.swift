import Ledger
import Testing

/// Dissertation §6.3: a retried command is applied once and gets its first answer.
@Suite struct RetryTests {
  @Test func aRepeatGetsTheFirstReceiptAndMovesNothing() throws {
    var fixture = try Fixture()
    let transfer = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
    let first = fixture.apply(transfer)
    let after = fixture.state.accounts
    for _ in 0..<3 {
      let again = fixture.apply(transfer)
      #expect(again.isRepeat)
      #expect(again.index == first.index)
      #expect(again.outcome == first.outcome)
      #expect(again.transaction == first.transaction)
    }
    #expect(fixture.state.accounts == after)
    #expect(fixture.state.applied == 4)
  }

  @Test func aRefusedTransferStaysRefusedWhenFundsArrive() throws {
    var fixture = try Fixture()
    let transfer = fixture.alice.transfer(150, to: fixture.bob, nonce: 1)
    #expect(fixture.apply(transfer).refusal == .insufficientFunds)
    #expect(fixture.apply(fixture.bob.transfer(100, to: fixture.alice, nonce: 1)).outcome == .done)
    let again = fixture.apply(transfer)
    #expect(again.refusal == .insufficientFunds)
    #expect(again.isRepeat)
    #expect(again.index == 1)
    #expect(fixture.balance("alice") == 200)
  }

  @Test func anUnknownDestinationStaysUnknownWhenItIsOpened() throws {
    var fixture = try Fixture()
    let erin = KeyPair(seed: 42, name: "erin")
    let transfer = fixture.alice.transfer(10, to: erin, nonce: 1)
    #expect(fixture.apply(transfer).refusal == .unknownAccount)
    #expect(fixture.apply(fixture.treasury.open("erin", erin, 0, nonce: 1)).outcome == .done)
    let again = fixture.apply(transfer)
    #expect(again.refusal == .unknownAccount)
    #expect(again.isRepeat)
    #expect(fixture.balance("erin") == 0)
    #expect(fixture.apply(fixture.alice.transfer(10, to: erin, nonce: 2)).outcome == .done)
  }

  @Test func aRepeatedOpenIsDoneOnce() throws {
    var fixture = try Fixture()
    let erin = KeyPair(seed: 42, name: "erin")
    let open = fixture.treasury.open("erin", erin, 50, nonce: 1)
    #expect(fixture.apply(open).outcome == .done)
    let again = fixture.apply(open)
    #expect(again.outcome == .done)
    #expect(again.isRepeat)
    #expect(fixture.balance("treasury") == 950)
    #expect(fixture.state.accounts.count == 6)
  }

  @Test func anOlderTransactionIsAReplay() throws {
    var fixture = try Fixture()
    let first = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
    _ = fixture.apply(first)
    _ = fixture.apply(fixture.alice.transfer(5, to: fixture.bob, nonce: 2))
    let after = fixture.state.accounts
    let replay = fixture.apply(first)
    #expect(replay.refusal == .wrongNonce)
    #expect(!replay.isRepeat)
    #expect(fixture.state.accounts == after)
  }

  @Test func anotherTransactionWithAUsedNonceIsNotARepeat() throws {
    var fixture = try Fixture()
    _ = fixture.apply(fixture.alice.transfer(30, to: fixture.bob, nonce: 1))
    let other = fixture.apply(fixture.alice.transfer(31, to: fixture.bob, nonce: 1))
    #expect(other.refusal == .wrongNonce)
    #expect(fixture.balance("alice") == 70)
  }

  @Test func aWrongNonceIsNotRemembered() throws {
    var fixture = try Fixture()
    let early = fixture.alice.transfer(1, to: fixture.bob, nonce: 2)
    #expect(fixture.apply(early).refusal == .wrongNonce)
    #expect(fixture.state.account(named: "alice")?.lastReceipt == nil)
    #expect(fixture.apply(fixture.alice.transfer(1, to: fixture.bob, nonce: 1)).outcome == .done)
    let now = fixture.apply(early)
    #expect(now.outcome == .done)
    #expect(!now.isRepeat)
  }

  @Test func theAccountKeepsItsLastReceipt() throws {
    var fixture = try Fixture()
    #expect(fixture.state.account(named: "alice")?.lastReceipt == nil)
    let done = fixture.apply(fixture.alice.transfer(1, to: fixture.bob, nonce: 1))
    #expect(fixture.state.account(named: "alice")?.lastReceipt == done)
    let refused = fixture.apply(fixture.alice.transfer(1000, to: fixture.bob, nonce: 2))
    #expect(fixture.state.account(named: "alice")?.lastReceipt == refused)
    #expect(fixture.state.account(named: "bob")?.lastReceipt == nil)
  }

  @Test func aReadAnswersInAccountOrderAndChangesNothing() throws {
    var fixture = try Fixture()
    _ = fixture.apply(fixture.alice.transfer(30, to: fixture.bob, nonce: 1))
    let before = fixture.state.accounts
    let read = LedgerCommand.readBalances(reader: 7, serial: 1).encoded()
    #expect(fixture.apply(read).outcome == .balances([1000, 70, 130, 100, 100]))
    #expect(fixture.state.accounts == before)
    _ = fixture.apply(fixture.alice.transfer(30, to: fixture.bob, nonce: 2))
    #expect(fixture.apply(read).outcome == .balances([1000, 40, 160, 100, 100]))
  }

  @Test func aNoOpOnlyMovesTheIndex() throws {
    var fixture = try Fixture()
    let before = fixture.state
    fixture.state.skip(at: 9)
    #expect(fixture.state.applied == 9)
    #expect(fixture.state.accounts == before.accounts)
    #expect(fixture.state.stateHash() == before.stateHash())
    #expect(fixture.state != before)
  }

  @Test func aCopyDoesNotFollowTheOriginal() throws {
    var fixture = try Fixture()
    let copy = fixture.state
    _ = fixture.apply(fixture.alice.transfer(30, to: fixture.bob, nonce: 1))
    #expect(copy.account(named: "alice")?.balance == 100)
    #expect(copy.applied == 0)
    #expect(copy.stateHash() != fixture.state.stateHash())
  }
}
