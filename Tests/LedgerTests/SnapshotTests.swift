import Testing

@testable import Ledger

@Suite("A ledger's state as bytes")
struct LedgerSnapshotTests {
  private static func state() throws -> LedgerState {
    let genesis = try Genesis(
      seed: 3, accounts: [("alice", 100), ("bob", 50)], treasury: 1000, signatures: .standIn)
    var state = LedgerState(genesis: genesis)
    let alice = genesis.keys[1]
    for (nonce, amount) in [(1, 30), (2, 5000), (2, 5000)] as [(UInt64, UInt64)] {
      let transfer = Transaction(
        from: alice.account, nonce: nonce, body: .transfer(to: genesis.keys[2].account, amount: amount))
      _ = state.apply(
        LedgerCommand.transaction(alice.sign(transfer, on: genesis.chain)).encoded(), at: state.applied + 1)
    }
    return state
  }

  @Test("what is read is what was written: balances, nonces and receipts")
  func roundTrip() throws {
    let state = try Self.state()
    let read = try #require(LedgerState(snapshot: state.snapshot(), chain: state.chain))
    #expect(read == state)
    #expect(read.stateHash() == state.stateHash() && read.applied == 3)
    #expect(read.account(named: "alice")?.lastReceipt?.refusal == .insufficientFunds)
  }

  @Test("a flipped bit anywhere, and any other length, is refused")
  func damaged() throws {
    let state = try Self.state()
    let (bytes, chain) = (state.snapshot(), state.chain)
    for place in bytes.indices {
      var wrong = bytes
      wrong[place] ^= 1 << UInt8(place % 8)
      #expect(LedgerState(snapshot: wrong, chain: chain) == nil, "\(place)")
    }
    for length in 0..<bytes.count {
      #expect(LedgerState(snapshot: Array(bytes.prefix(length)), chain: chain) == nil)
    }
    #expect(LedgerState(snapshot: bytes + [0], chain: chain) == nil)
  }
}
