/// Who a payload speaks of, read in place: for observers that follow what entries do.
public struct TransactionHead: Sendable, Equatable {
  public let from: AccountID
  public let nonce: UInt64
  /// The receiver; nil for an `open`.
  public let to: AccountID?

  /// nil unless the bytes begin like a transaction and are long enough for its fields.
  public init?(_ payload: borrowing [UInt8]) {
    let head = payload.withUnsafeBytes { bytes -> TransactionHead? in
      guard bytes.count >= Wire.transferLength, bytes[0] == Wire.version else { return nil }
      switch Wire.Kind(rawValue: bytes[1]) {
      case .transfer: return TransactionHead(bytes, to: AccountID(value: Wire.word(bytes, at: 18)))
      case .open: return TransactionHead(bytes, to: nil)
      default: return nil
      }
    }
    guard let head else { return nil }
    self = head
  }

  private init(_ bytes: UnsafeRawBufferPointer, to: AccountID?) {
    from = AccountID(value: Wire.word(bytes, at: 2))
    nonce = Wire.word(bytes, at: 10)
    self.to = to
  }
}
