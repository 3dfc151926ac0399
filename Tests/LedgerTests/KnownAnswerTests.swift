import Ledger
import Testing

/// Constants: the same in every process, build mode and machine. A change here breaks recordings.
@Suite struct KnownAnswerTests {
  @Test func keys() throws {
    let genesis = try Fixture().genesis
    #expect(
      genesis.keys.map(\.account.description) == [
        "0ce5507225d40c45", "1e3728827b7ec4ef", "232964411f36020c", "a429aa00825f9cd3", "2bc1f5553882e319",
      ])
    #expect(
      hex(genesis.keys[1].publicKey) == "8cb3694deadd75d44aa464f37089d6ac6b12d605c956e558f2a6238bc975e105")
    #expect(KeyPair(seed: 43, name: "alice").account.description == "8c53d7fad4511469")
  }

  @Test func storageKeysAndIds() throws {
    // SHA-256 of the empty string begins e3b0c44298fc1c14 (FIPS 180-4 examples).
    #expect(AccountID(publicKey: []).description == "e3b0c44298fc1c14")
    let fixture = try Fixture()
    let transfer = fixture.alice.transfer(30, to: fixture.bob, nonce: 1)
    #expect(transfer.id.description == "0411d17152a7cdf89dd2c765a19f0f93")
    let open = fixture.treasury.open("小明", KeyPair(seed: 42, name: "小明"), 50, nonce: 1)
    #expect(open.id.description == "f0efbd63f96e30ddd8262827ec725d63")
  }

  @Test func encoding() throws {
    let fixture = try Fixture()
    let bytes = LedgerCommand.transaction(fixture.alice.transfer(30, to: fixture.bob, nonce: 1)).encoded()
    // version, kind; from, nonce; to, amount; id
    #expect(
      hex(LedgerCommand.withoutSignature(bytes))
        == "0101" + "1e3728827b7ec4ef0000000000000001" + "232964411f36020c000000000000001e"
        + "0411d17152a7cdf89dd2c765a19f0f93")
    #expect(
      hex(LedgerCommand.readBalances(reader: 2, serial: 513).encoded())
        == "010300000000000000020000000000000201")
  }

  @Test func stateHashes() throws {
    var fixture = try Fixture()
    #expect(fixture.state.shortHash() == "a684")
    let erin = KeyPair(seed: 42, name: "erin")
    for signed in [
      fixture.alice.transfer(30, to: fixture.bob, nonce: 1),
      fixture.alice.transfer(30, to: fixture.bob, nonce: 1),
      fixture.bob.transfer(500, to: fixture.alice, nonce: 1),
      fixture.treasury.open("erin", erin, 50, nonce: 1),
      erin.transfer(7, to: fixture.alice, nonce: 1),
    ] { _ = fixture.apply(signed) }
    #expect(
      hex(fixture.state.stateHash()) == "e88d54b3c2f6887f39f43f3a7095258b38c46d1e7f9e2feea2abd808f5007203")
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
