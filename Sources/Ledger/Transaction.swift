import Crypto

/// What a wallet asks of the ledger, before it is signed.
public struct Transaction: Hashable, Sendable {
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
  public var unsignedBytes: [UInt8] {
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
  /// 64 bytes.
  public let signature: [UInt8]
  /// `transaction.id`, computed once.
  public let id: TransactionID

  /// Throws `Refusal.badSignature` unless the signature has 64 bytes. Whether it is the sender's is for
  /// `hasValidSignature(publicKey:)` to say.
  public init(transaction: Transaction, signature: [UInt8]) throws(Refusal) {
    guard signature.count == Wire.signatureLength else { throw .badSignature }
    self.init(transaction: transaction, id: transaction.id, checkedSignature: signature)
  }

  /// `id` is the transaction's own.
  init(transaction: Transaction, id: TransactionID, checkedSignature: [UInt8]) {
    self.transaction = transaction
    signature = checkedSignature
    self.id = id
  }

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
    return key.isValidSignature(signature, for: chain.signedBytes(of: transaction))
  }
}

/// What may be an account's name.
public enum AccountName {
  /// The name of the account that holds all coins not given out at the start.
  public static let treasury = "treasury"
  /// In UTF-8 bytes.
  public static let longest = 64

  /// 1 to 64 bytes of UTF-8, and nothing that would disturb a line of text: no control or format characters,
  /// no white space. Names are compared as Swift compares strings, by canonical equivalence, so one that is
  /// written in NFC and one in NFD are the same name.
  public static func isValid(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= longest else { return false }
    return name.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate: false
      default: true
      }
    }
  }
}
