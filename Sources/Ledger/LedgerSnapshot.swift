/// A ledger's whole state as bytes, for snapshots of a replicated log.
///
/// Version 1: version 1, signature scheme 1, supply 8, applied 8, number of accounts 8; for each account public
/// key length 1, key, name length 1, name, balance 8, nonce 8, last transaction 16, last index 8, last refusal
/// 1; then SHA-256 of all that, 32. Numbers are big endian.
extension LedgerState {
  private static let snapshotVersion: UInt8 = 1
  private static let digestLength = 32

  /// The same bytes on every machine for the same state.
  public func snapshot() -> [UInt8] {
    var bytes: [UInt8] = [Self.snapshotVersion, signatures.code]
    bytes.reserveCapacity(64 + accounts.count * 128)
    Wire.append(supply, to: &bytes)
    Wire.append(applied, to: &bytes)
    Wire.append(UInt64(accounts.count), to: &bytes)
    for account in accounts {
      Wire.append(field: account.publicKey, to: &bytes)
      Self.append(account, to: &bytes)
    }
    bytes += Hashing.sha256(bytes)
    return bytes
  }

  /// nil unless the bytes are exactly what `snapshot()` makes of some state: a bit that has flipped, too few or
  /// too many bytes, an unknown version, balances that do not add up to the supply.
  /// - Parameter chain: The ledger's name, which is no part of its state.
  public init?(snapshot bytes: [UInt8], chain: ChainName) {
    guard bytes.count > Self.digestLength else { return nil }
    let body = [UInt8](bytes.dropLast(Self.digestLength))
    guard [UInt8](Hashing.sha256(body)) == [UInt8](bytes.suffix(Self.digestLength)) else { return nil }
    guard let decoded = body.withUnsafeBytes({ Self.read($0, chain) }) else { return nil }
    self = decoded
  }

  private static func read(_ bytes: UnsafeRawBufferPointer, _ chain: ChainName) -> LedgerState? {
    var reader = WireReader(bytes)
    guard reader.byte() == snapshotVersion, let scheme = reader.byte().flatMap(SignatureScheme.init(code:)),
      let supply = reader.word(), let applied = reader.word(), let count = reader.word()
    else { return nil }
    var state = LedgerState(supply: supply, signatures: scheme, chain: chain, applied: applied)
    var left = supply
    for _ in 0..<count {
      guard let account = readAccount(&reader), account.balance <= left, state.account(account.id) == nil
      else { return nil }
      left -= account.balance
      state.append(account)
    }
    return reader.isAtEnd && left == 0 ? state : nil
  }

  private static func readAccount(_ reader: inout WireReader) -> Account? {
    guard let key = reader.field(), key.count == Wire.publicKeyLength, let nameBytes = reader.field(),
      let name = String(validating: nameBytes, as: UTF8.self),
      let balance = reader.word(), let nonce = reader.word(), let high = reader.word(),
      let low = reader.word(), let index = reader.word(), let refusal = reader.byte()
    else { return nil }
    var account = Account(name: name, publicKey: key, balance: balance)
    account.nonce = nonce
    account.lastTransaction = TransactionID(high: high, low: low)
    account.lastIndex = index
    if refusal != 0 {
      guard let known = Refusal.allCases.first(where: { code(of: $0) == refusal }) else { return nil }
      account.lastRefusal = known
    }
    return account
  }
}
