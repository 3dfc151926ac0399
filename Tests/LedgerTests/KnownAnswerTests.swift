import Ledger
import Testing

/// Constants: the same in every process, build mode and machine. A change here breaks recordings.
@Suite struct KnownAnswerTests {
  @Test func keys() throws {
    let genesis = try Fixture().genesis
    #expect(genesis.keys.map(\.account.description) == [])
    #expect(hex(genesis.keys[1].publicKey) == "")
    #expect(KeyPair(seed: 43, name: "alice").account.description == "")
  }

  @Test func storageKeysAndIds() throws {
    // SHA-256 of the empty string begins e3b0c44298fc1c14 (FIPS 180-4 examples).
    #expect(AccountID(publicKey: []).description == "e3b0c44298fc1c14")
    let fixture = try Fixture()
    let transfer = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
    #expect(transfer.id.description == "")
    let open = fixture.treasury.open("小明", KeyPair(seed: 42, name: "小明"), 50, nonce: 1)
    #expect(open.id.description == "")
  }

  @Test func encoding() throws {
    let fixture = try Fixture()
    let bytes = LedgerCommand.transaction(fixture.alice.transfer(30, to: fixture.bob, nonce: 1)).encoded()
    #expect(hex(LedgerCommand.withoutSignature(bytes)) == "")
    #expect(
      hex(LedgerCommand.readBalances(reader: 2, serial: 513).encoded())
        == "010300000000000000020000000000000201")
  }

  @Test func stateHashes() throws {
    var fixture = try Fixture()
    #expect(fixture.state.shortHash() == "")
    let erin = KeyPair(seed: 42, name: "erin")
    for signed in [
      fixture.alice.transfer(30, to: fixture.bob, nonce: 1),
      fixture.alice.transfer(30, to: fixture.bob, nonce: 1),
      fixture.bob.transfer(500, to: fixture.alice, nonce: 1),
      fixture.treasury.open("erin", erin, 50, nonce: 1),
      erin.transfer(7, to: fixture.alice, nonce: 1),
    ] { _ = fixture.apply(signed) }
    #expect(hex(fixture.state.stateHash()) == "")
    #expect(fixture.state.shortHash() == hex(fixture.state.stateHash().prefix(2)))
  }

  /// The hash tells apart whatever two replicas could differ in.
  @Test func theHashSeesBalancesNoncesReceiptsAndNames() throws {
    let fixture = try Fixture()
    var hashes = [fixture.state.stateHash()]
    func add(_ signed: SignedTransaction, at index: UInt64) {
      var state = fixture.state
      _ = state.apply(LedgerCommand.transaction(signed).encoded(), at: index)
      hashes.append(state.stateHash())
    }
    add(fixture.alice.transfer(30, to: fixture.bob, nonce: 1), at: 1)
    add(fixture.alice.transfer(30, to: fixture.bob, nonce: 1), at: 2)
    add(fixture.alice.transfer(31, to: fixture.bob, nonce: 1), at: 1)
    add(fixture.alice.transfer(500, to: fixture.bob, nonce: 1), at: 1)
    add(fixture.alice.transfer(1, to: AccountID(value: 0), nonce: 1), at: 1)
    add(fixture.treasury.open("erin", KeyPair(seed: 42, name: "erin"), 0, nonce: 1), at: 1)
    add(fixture.treasury.open("erik", KeyPair(seed: 42, name: "erin"), 0, nonce: 1), at: 1)
    #expect(Set(hashes).count == hashes.count)
  }
}
