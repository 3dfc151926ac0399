/// What an entry of the log asks of the ledger.
public enum LedgerCommand: Sendable, Equatable {
  case transaction(SignedTransaction)
  /// A linearizable read of all balances, by way of the log (Raft §8, dissertation §6.4): it is answered
  /// where it is applied. `reader` and `serial` name it among the reads of all clients.
  case readBalances(reader: UInt64, serial: UInt64)

  /// The one binary encoding (`Wire`), version 1.
  public func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .transaction(let signed):
      bytes.reserveCapacity(Wire.signedTransferLength)
      signed.transaction.appendFields(to: &bytes)
      Wire.append(signed.id.high, to: &bytes)
      Wire.append(signed.id.low, to: &bytes)
      bytes.append(contentsOf: signed.signature)
    case .readBalances(let reader, let serial):
      bytes.reserveCapacity(Wire.readLength)
      bytes.append(Wire.version)
      bytes.append(Wire.Kind.readBalances.rawValue)
      Wire.append(reader, to: &bytes)
      Wire.append(serial, to: &bytes)
    }
    return bytes
  }

  /// Any bytes may be given. Throws `Refusal.malformed` unless they are exactly what `encoded()` makes of
  /// some command: wrong version or kind, too few or too many bytes, a name that is not UTF-8 or not valid,
  /// an id that is not the hash of the fields.
  public init(decoding bytes: [UInt8]) throws(Refusal) {
    guard let command = bytes.withUnsafeBytes({ Self.decode($0) }) else { throw .malformed }
    self = command
  }

  /// The payload without its signature: what may enter a hash that must be equal on every machine, since
  /// some platforms randomise signatures. Payloads that hold no transaction are given back whole.
  public static func withoutSignature(_ payload: [UInt8]) -> ArraySlice<UInt8> {
    let isTransaction =
      payload.count > Wire.signatureLength && payload[0] == Wire.version
      && (payload[1] == Wire.Kind.transfer.rawValue || payload[1] == Wire.Kind.open.rawValue)
    return payload.dropLast(isTransaction ? Wire.signatureLength : 0)
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer) -> LedgerCommand? {
    var reader = WireReader(bytes)
    guard reader.byte() == Wire.version, let kind = reader.byte().flatMap(Wire.Kind.init) else { return nil }
    switch kind {
    case .transfer:
      guard let transfer = WireTransfer(bytes) else { return nil }
      let transaction = Transaction(
        from: transfer.from, nonce: transfer.nonce,
        body: .transfer(to: transfer.to, amount: transfer.amount))
      return signed(transaction, id: transfer.id, signature: [UInt8](bytes.suffix(Wire.signatureLength)))
    case .open:
      return decodeOpen(&reader)
    case .readBalances:
      guard let client = reader.word(), let serial = reader.word(), reader.isAtEnd else { return nil }
      return .readBalances(reader: client, serial: serial)
    }
  }

  private static func decodeOpen(_ reader: inout WireReader) -> LedgerCommand? {
    guard let from = reader.word(), let nonce = reader.word(), let amount = reader.word(),
      let publicKey = reader.field(), let nameBytes = reader.field(),
      let name = String(validating: nameBytes, as: UTF8.self),
      let high = reader.word(), let low = reader.word(),
      let signature = reader.take(Wire.signatureLength), reader.isAtEnd
    else { return nil }
    let transaction = Transaction(
      from: AccountID(value: from), nonce: nonce,
      body: .open(name: name, publicKey: publicKey, amount: amount))
    guard transaction.formRefusal == nil else { return nil }
    return signed(transaction, id: TransactionID(high: high, low: low), signature: signature)
  }

  private static func signed(
    _ transaction: Transaction, id: TransactionID, signature: [UInt8]
  ) -> LedgerCommand? {
    guard transaction.id == id else { return nil }
    return .transaction(SignedTransaction(transaction: transaction, id: id, signature: signature))
  }
}
