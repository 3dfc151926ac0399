/// The name of one ledger, as chains of coins have one so that a transaction signed for one of them is not good on
/// another (Ethereum's EIP-155 gives the reason). It follows from how the ledger begins: from the seed, from how
/// wallets sign, and from the opening balances.
///
/// It is signed with every transaction and sent with none: each side knows it. It is no part of a transaction's
/// id.
public struct ChainName: Hashable, Sendable, CustomStringConvertible {
  let high: UInt64
  let low: UInt64

  /// - Parameter opening: Every account at the start with its coins, the treasury first.
  init(seed: UInt64, opening: [(name: String, coins: UInt64)], signatures: SignatureScheme) {
    var bytes = [UInt8](Hashing.chainTag.utf8)
    Wire.append(seed, to: &bytes)
    bytes.append(signatures.code)
    for (name, coins) in opening {
      Wire.append(field: name.utf8, to: &bytes)
      Wire.append(coins, to: &bytes)
    }
    (high, low) = Hashing.words(of: bytes)
  }

  /// What a wallet signs: the name, then the transaction's unsigned bytes.
  func signedBytes(_ unsigned: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16 + unsigned.count)
    Wire.append(high, to: &bytes)
    Wire.append(low, to: &bytes)
    bytes.append(contentsOf: unsigned)
    return bytes
  }

  /// Thirty-two hexadecimal digits.
  public var description: String { Hashing.hex(high) + Hashing.hex(low) }
}
