import Crypto

/// The storage key of an account: the first eight bytes, big endian, of the SHA-256 of its public key.
///
/// A ledger finds an account by a short key of fixed size, as chains that keep their state in a key-value
/// store do: hashing spreads the keys evenly whatever the public keys look like, and eight bytes are one
/// machine word. Two different keys with the same storage key are as likely as 1 in 2⁶⁴ for each pair; the
/// ledger refuses to open the second (`Refusal.accountExists`), so a collision can cost a name, never coins.
public struct AccountID: Hashable, Sendable, CustomStringConvertible {
  public let value: UInt64

  public init(value: UInt64) { self.value = value }

  /// The storage key that belongs to a public key.
  public init(publicKey: [UInt8]) { value = Hashing.words(of: publicKey).high }

  /// Sixteen hexadecimal digits.
  public var description: String { Hashing.hex(value) }
}

/// The name of a transaction: the first sixteen bytes, big endian, of the SHA-256 of its unsigned bytes.
///
/// The signature is not part of it, because some platforms randomise Ed25519 signatures: the same transfer
/// signed twice is still the same transfer, and has the same id on every machine.
public struct TransactionID: Hashable, Sendable, CustomStringConvertible {
  public let high: UInt64
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The id of the transaction with these unsigned bytes.
  init(unsignedBytes: [UInt8]) {
    (high, low) = Hashing.words(of: unsignedBytes)
  }

  /// Thirty-two hexadecimal digits.
  public var description: String { Hashing.hex(high) + Hashing.hex(low) }
}

/// Where the ledger uses SHA-256 (FIPS 180-4), all in one place.
///
/// | what | of which bytes | how much is kept |
/// |---|---|---|
/// | storage key (`AccountID`) | the public key | 8 bytes |
/// | transaction id (`TransactionID`) | the unsigned bytes, which begin with a tag | 16 bytes |
/// | private key (`KeyPair`) | a tag, the seed, the name | 32 bytes |
/// | a ledger's name (`ChainName`) | a tag, the seed, how wallets sign, each name and its coins | 16 bytes |
/// | state hash (`LedgerState.stateHash()`) | a tag, every account in order of opening | 32 bytes |
///
/// The tags keep the uses apart: bytes made for one can never be taken for another's.
enum Hashing {
  static let transactionTag = "raftcoin transaction"
  static let keyTag = "raftcoin key"
  static let chainTag = "raftcoin chain"
  static let stateTag = "raftcoin state"
  /// "standin" in ASCII: where the stand-in for signatures begins.
  static let standInTag: UInt64 = 0x73_7461_6E64_696E

  static func sha256(_ bytes: [UInt8]) -> SHA256.Digest {
    SHA256.hash(data: bytes)
  }

  /// The first two words of the digest, big endian.
  static func words(of bytes: [UInt8]) -> (high: UInt64, low: UInt64) {
    sha256(bytes).withUnsafeBytes { digest in
      (Wire.word(digest, at: 0), Wire.word(digest, at: 8))
    }
  }

  /// Sixteen digits.
  static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
