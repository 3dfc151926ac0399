import Crypto

/// A key pair, Ed25519 (RFC 8032) or its stand-in, derived from a run's seed and an account's name: the same on every
/// machine, so that a recording replays. This is what makes it a classroom's key and not a bank's: whoever
/// knows the seed knows every key.
public struct KeyPair: Sendable {
  /// nil: this pair signs with the stand-in.
  private let privateKey: Curve25519.Signing.PrivateKey?
  /// 32 bytes.
  public let publicKey: [UInt8]
  /// The storage key of the account that this pair owns.
  public let account: AccountID

  /// The private key is the SHA-256 of a tag, the seed (big endian) and the name's UTF-8 as it is written.
  /// Two spellings of a name (é in one scalar or in two) give different pairs: they are two names.
  ///
  /// The stand-in's public key is the digest itself.
  public init(seed: UInt64, name: String, scheme: SignatureScheme = .ed25519) {
    var bytes = [UInt8](Hashing.keyTag.utf8)
    Wire.append(seed, to: &bytes)
    bytes.append(contentsOf: name.utf8)
    let digest = Hashing.sha256(bytes)
    switch scheme {
    case .ed25519:
      guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: digest) else {
        preconditionFailure("any 32 bytes are an Ed25519 private key, and a SHA-256 digest has 32")
      }
      privateKey = key
      publicKey = [UInt8](key.publicKey.rawRepresentation)
    case .standIn:
      privateKey = nil
      publicKey = [UInt8](digest)
    }
    account = AccountID(publicKey: publicKey)
  }

  /// The transaction with this pair's signature for one ledger: no other accepts it. Should the library fail to
  /// sign, the signature is 64 zeros, which no ledger accepts.
  public func sign(_ transaction: Transaction, on chain: ChainName) -> SignedTransaction {
    let unsigned = transaction.unsignedBytes
    let id = TransactionID(unsignedBytes: unsigned)
    guard let privateKey else {
      return SignedTransaction(
        transaction: transaction, id: id,
        signature: StandInSignature.make(publicKey: publicKey, chain: chain, id: id))
    }
    let signature = try? privateKey.signature(for: chain.signedBytes(unsigned)).withUnsafeBytes { Array($0) }
    return SignedTransaction(
      transaction: transaction, id: id,
      signature: signature ?? [UInt8](repeating: 0, count: Wire.signatureLength))
  }
}
