import Crypto

/// What a wallet asks of the ledger, before it is signed.
public struct Transaction: Hashable, Sendable {
  /// What is asked for.
  public enum Body: Hashable, Sendable {
    /// Moves whole coins to another account. The amount is at least 1.
    case transfer(to: AccountID, amount: UInt64)
    /// A new account, paid from the treasury, which alone may sign it. The amount may be 0; the public key
    /// has 32 bytes; for the name see `AccountName`.
    case open(name: String, publicKey: [UInt8], amount: UInt64)
  }

  /// Who pays and signs.
  public var from: AccountID
  /// The client's serial number (dissertation §6.3): one more than the account's last, beginning with 1.
  public var nonce: UInt64
  public var body: Body

  public init(from: AccountID, nonce: UInt64, body: Body) {
    self.from = from
    self.nonce = nonce
    self.body = body
  }

  /// The name of this transaction: a hash of its unsigned bytes, computed anew each time.
  public var id: TransactionID { TransactionID(unsignedBytes: unsignedBytes) }

  /// What is hashed, and signed together with the ledger's name: a tag and the encoded fields (`Wire`).
  var unsignedBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Hashing.transactionTag.utf8.count + Wire.transferLength)
    bytes.append(contentsOf: Hashing.transactionTag.utf8)
    appendFields(to: &bytes)
    return bytes
  }

  func appendFields(to bytes: inout [UInt8]) {
    bytes.append(Wire.version)
    switch body {
    case .transfer(let to, let amount):
      bytes.append(Wire.Kind.transfer.rawValue)
      Wire.append(from.value, to: &bytes)
      Wire.append(nonce, to: &bytes)
      Wire.append(to.value, to: &bytes)
      Wire.append(amount, to: &bytes)
    case .open(let name, let publicKey, let amount):
      bytes.append(Wire.Kind.open.rawValue)
      Wire.append(from.value, to: &bytes)
      Wire.append(nonce, to: &bytes)
      Wire.append(amount, to: &bytes)
      Wire.append(field: publicKey, to: &bytes)
      Wire.append(field: name.utf8, to: &bytes)
    }
  }

  /// What is wrong with the transaction by itself, in whatever state a ledger is; nil when it is well formed.
  public var formRefusal: Refusal? {
    switch body {
    case .transfer(let to, let amount):
      if amount == 0 { return .zeroAmount }
      return to == from ? .toItself : nil
    case .open(let name, let publicKey, _):
      let isWellFormed = AccountName.isValid(name) && publicKey.count == Wire.publicKeyLength
      return isWellFormed ? nil : .malformed
    }
  }
}

/// A transaction with its sender's signature over the ledger's name and the unsigned bytes.
public struct SignedTransaction: Sendable, Equatable {
  public let transaction: Transaction
  /// `transaction.id`, computed once.
  public let id: TransactionID
  /// 64 bytes.
  public let signature: [UInt8]

  /// Whether the owner of this public key (32 bytes; any others give false) signed exactly this transaction for this
  /// ledger.
  public func hasValidSignature(
    publicKey: [UInt8], on chain: ChainName, scheme: SignatureScheme = .ed25519
  ) -> Bool {
    guard scheme == .ed25519 else {
      return publicKey.count == Wire.publicKeyLength
        && signature == StandInSignature.make(publicKey: publicKey, chain: chain, id: id)
    }
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: chain.signedBytes(transaction.unsignedBytes))
  }
}

/// What may be an account's name.
public enum AccountName {
  /// The name of the account that holds all coins not given out at the start.
  public static let treasury = "treasury"
  /// In UTF-8 bytes.
  public static let longest = 64

  /// 1 to 64 bytes of UTF-8, and nothing that would disturb a line of text: no control or format characters,
  /// no white space. Names are compared byte for byte; whoever reads them from a person brings them into one
  /// spelling first (NFC, Unicode Standard Annex #15).
  public static func isValid(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= longest else { return false }
    return !name.unicodeScalars.contains { scalar in
      disturbing.contains { $0.contains(scalar.value) }
    }
  }

  /// The general categories Cc, Cf, Zl, Zp and Zs of Unicode 15. They stand here as numbers, because a name is
  /// looked at where an entry is applied: replicas of two builds whose Unicode tables differ must agree.
  private static let disturbing: [ClosedRange<UInt32>] = [
    0x0...0x20, 0x7F...0xA0, 0xAD...0xAD, 0x600...0x605, 0x61C...0x61C, 0x6DD...0x6DD, 0x70F...0x70F,
    0x890...0x891, 0x8E2...0x8E2, 0x1680...0x1680, 0x180E...0x180E, 0x2000...0x200F, 0x2028...0x202F,
    0x205F...0x2064, 0x2066...0x206F, 0x3000...0x3000, 0xFEFF...0xFEFF, 0xFFF9...0xFFFB, 0x110BD...0x110BD,
    0x110CD...0x110CD, 0x13430...0x1343F, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0001...0xE0001,
    0xE0020...0xE007F,
  ]
}
