extension LedgerState {
  /// SHA-256 of a canonical encoding of all accounts, 32 bytes: two replicas that have applied the same
  /// entries have the same, and two with the same hold the same accounts, balances and receipts. Which index
  /// was applied last is not part of it, as a no-op changes nothing. Computed anew each time.
  public func stateHash() -> [UInt8] {
    [UInt8](Hashing.sha256(canonicalBytes()))
  }

  /// The first four hexadecimal digits of `stateHash()`, for the eye.
  public func shortHash() -> String {
    String(Hashing.hex(Hashing.words(of: canonicalBytes()).high).prefix(4))
  }

  /// A tag, the number of accounts, and each in order of opening. Whatever varies in length carries its
  /// length, so different states never have the same bytes.
  private func canonicalBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32 + accounts.count * 128)
    bytes.append(contentsOf: Hashing.stateTag.utf8)
    Wire.append(UInt64(accounts.count), to: &bytes)
    for account in accounts {
      Wire.append(account.id.value, to: &bytes)
      bytes.append(contentsOf: account.publicKey)
      Self.append(account, to: &bytes)
    }
    return bytes
  }

  /// All of an account but its key. Always inlined, as a call would copy the account.
  @inline(__always)
  static func append(_ account: borrowing Account, to bytes: inout [UInt8]) {
    Wire.append(field: account.name.utf8, to: &bytes)
    Wire.append(account.balance, to: &bytes)
    Wire.append(account.nonce, to: &bytes)
    Wire.append(account.lastTransaction.high, to: &bytes)
    Wire.append(account.lastTransaction.low, to: &bytes)
    Wire.append(account.lastIndex, to: &bytes)
    bytes.append(account.lastRefusal.map(code) ?? 0)
  }

  /// Part of the hash, so never renumbered.
  static func code(of refusal: Refusal) -> UInt8 {
    switch refusal {
    case .unknownAccount: 1
    case .insufficientFunds: 2
    case .badSignature: 3
    case .wrongNonce: 4
    case .zeroAmount: 5
    case .toItself: 6
    case .accountExists: 7
    case .malformed: 8
    case .anotherChosen: 9
    }
  }
}
