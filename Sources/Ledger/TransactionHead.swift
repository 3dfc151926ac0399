/// Who a payload speaks of, read in place: for observers that follow what entries do.
public struct TransactionHead: Sendable, Equatable {
  public let from: AccountID
  public let nonce: UInt64
  /// The receiver; nil for an `open`.
  public let to: AccountID?

  /// nil unless the bytes begin like a transaction and are long enough for its fields.
  public init?(_ payload: borrowing [UInt8]) {
    guard payload.count >= Wire.transferLength, payload[0] == Wire.version,
      let kind = Wire.Kind(rawValue: payload[1]), kind != .readBalances
    else { return nil }
    (from, nonce, to) = payload.withUnsafeBytes { bytes in
      (
        AccountID(value: Wire.word(bytes, at: 2)), Wire.word(bytes, at: 10),
        kind == .transfer ? AccountID(value: Wire.word(bytes, at: 18)) : nil
      )
    }
  }
}
