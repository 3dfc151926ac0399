import Ledger
import Testing

/// One versioned encoding; decoding and applying take any bytes.
@Suite struct EncodingTests {
  static func commands() throws -> [LedgerCommand] {
    let fixture = try Fixture()
    let erin = KeyPair(seed: 42, name: "erin")
    return [
      .transaction(fixture.alice.transfer(30, to: fixture.bob, nonce: 1)),
      .transaction(fixture.alice.transfer(.max, to: AccountID(value: .max), nonce: .max)),
      .transaction(fixture.treasury.open("erin", erin, 0, nonce: 1)),
      .transaction(fixture.treasury.open("小明", erin, .max, nonce: 2)),
      .transaction(fixture.treasury.open(String(repeating: "x", count: 64), erin, 1, nonce: 3)),
      .readBalances(reader: 0, serial: 0),
      .readBalances(reader: .max, serial: 77),
    ]
  }

  @Test func everyCommandComesBack() throws {
    for command in try Self.commands() {
      #expect(try LedgerCommand(decoding: command.encoded()) == command)
    }
  }

  @Test func sizes() throws {
    let sizes = try Self.commands().map { $0.encoded().count }
    #expect(sizes == [114, 114, 144, 146, 204, 18, 18])
  }

  @Test func everyTruncationAndEveryExtraByteIsRefused() throws {
    for command in try Self.commands() {
      let bytes = command.encoded()
      for count in 0..<bytes.count { expectMalformed(Array(bytes.prefix(count))) }
      for extra in [0, 1, 64, 255] as [UInt8] { expectMalformed(bytes + [extra]) }
      expectMalformed(bytes + bytes)
    }
  }

  @Test func unknownVersionsAndKindsAreRefused() throws {
    for command in try Self.commands() {
      var bytes = command.encoded()
      for version in UInt8.min...UInt8.max where version != 1 {
        bytes[0] = version
        expectMalformed(bytes)
      }
      bytes[0] = 1
      for kind in UInt8.min...UInt8.max where kind == 0 || kind > 3 {
        bytes[1] = kind
        expectMalformed(bytes)
      }
    }
  }

  /// A flipped bit in the fields or the id no longer fits the id; one in the signature is found by verifying.
  @Test func everyFlippedBitOfATransactionIsFoundWhereItEnters() throws {
    let fixture = try Fixture()
    for command in try Self.commands() {
      guard case .transaction(let signed) = command, fixture.check(signed) == nil else { continue }
      let bytes = command.encoded()
      for bit in 0..<bytes.count * 8 {
        var flipped = bytes
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        if bit / 8 < bytes.count - 64 {
          expectMalformed(flipped)
        } else if bit % 61 == 0 {
          // Verifying takes longest: a sample of the signature's bits.
          guard case .transaction(let forged) = try LedgerCommand(decoding: flipped) else {
            Issue.record("bit \(bit) made another command")
            continue
          }
          #expect(fixture.check(forged) == .badSignature)
        }
      }
    }
  }

  /// Whatever a replica is given to apply, it stays whole.
  @Test func applyingFlippedBitsKeepsTheSupply() throws {
    for command in try Self.commands() {
      let bytes = command.encoded()
      for bit in 0..<bytes.count * 8 {
        var fixture = try Self.fixture()
        var flipped = bytes
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        _ = fixture.apply(flipped)
        #expect(fixture.state.sumOfBalances() == 1400)
      }
    }
  }

  /// Deriving keys is the slow part, so they are derived once.
  private static let shared = Result { try Fixture() }
  private static func fixture() throws -> Fixture { try shared.get() }

  @Test func randomBytesAreRefused() {
    var generator = TestGenerator(state: 1)
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...220, using: &generator)
      var bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      // Half of them begin like a transaction.
      if count > 1, Bool.random(using: &generator) {
        bytes[0] = 1
        bytes[1] = UInt8.random(in: 1...2, using: &generator)
      }
      guard count < 2 || bytes[0] != 1 || bytes[1] != 3 else { continue }
      expectMalformed(bytes)
    }
  }

  @Test func aNameThatIsNotUTF8IsRefused() throws {
    let fixture = try Fixture()
    let open = fixture.treasury.open("erin", KeyPair(seed: 42, name: "erin"), 1, nonce: 1)
    var bytes = LedgerCommand.transaction(open).encoded()
    // version, kind, from, nonce, amount, key length, key, name length
    let nameStart = 2 + 24 + 33 + 1
    #expect(Array(bytes[nameStart..<nameStart + 4]) == Array("erin".utf8))
    bytes[nameStart] = 0xFF
    expectMalformed(bytes)
  }

  @Test func withoutSignatureLeavesOutTheLast64BytesOfATransaction() throws {
    for command in try Self.commands() {
      let bytes = command.encoded()
      let kept = LedgerCommand.withoutSignature(bytes)
      switch command {
      case .transaction(let signed):
        #expect(Array(kept) + signed.signature == bytes)
      case .readBalances:
        #expect(Array(kept) == bytes)
      }
    }
    #expect(LedgerCommand.withoutSignature([]).isEmpty)
    #expect(LedgerCommand.withoutSignature([1, 1, 2]) == [1, 1, 2])
  }

  private func expectMalformed(_ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) {
    #expect(throws: Refusal.malformed, sourceLocation: location) { try LedgerCommand(decoding: bytes) }
  }
}
