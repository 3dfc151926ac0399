/// The one binary encoding of ledger commands, version 1. All numbers are big endian; the table gives the
/// bytes of each field.
///
/// | command | bytes |
/// |---|---|
/// | transfer | version 1, kind 1, from 8, nonce 8, to 8, amount 8; id 16, signature 64 |
/// | open | version 1, kind 1, from 8, nonce 8, amount 8, key length 1, key, name length 1, name; same |
/// | read of all balances | version 1, kind 1, reader 8, serial 8 |
///
/// What comes before the `;` are the fields; the *unsigned bytes*, which are hashed and signed, are a tag
/// followed by the fields. The id travels with the command so that a replica which applies it need not hash
/// again: five replicas apply what one of them let in. It is compared with the fields where the command is
/// decoded, which is where it enters.
enum Wire {
  static let version: UInt8 = 1

  enum Kind: UInt8 {
    case transfer = 1
    case open = 2
    case readBalances = 3
  }

  static let idLength = 16
  static let signatureLength = 64
  static let publicKeyLength = 32
  /// Fields of a transfer.
  static let transferLength = 2 + 4 * 8
  /// A whole transfer, with id and signature.
  static let signedTransferLength = transferLength + idLength + signatureLength
  static let readLength = 2 + 2 * 8

  /// The eight bytes at `offset`, big endian. The caller has checked that they are there.
  @inline(__always)
  static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// A length byte and the content. More than 255 bytes are never a valid field; their length is written as
  /// 255, which no decoder takes.
  static func append(field content: some Collection<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(clamping: content.count))
    bytes.append(contentsOf: content)
  }
}

/// The fields of an encoded transfer, read in place: no allocation, no hashing.
struct WireTransfer {
  let from: AccountID
  let nonce: UInt64
  let to: AccountID
  let amount: UInt64
  let id: TransactionID

  /// nil unless the bytes are one whole transfer of the known version.
  @inline(__always)
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Wire.signedTransferLength, bytes[0] == Wire.version,
      bytes[1] == Wire.Kind.transfer.rawValue
    else { return nil }
    from = AccountID(value: Wire.word(bytes, at: 2))
    nonce = Wire.word(bytes, at: 10)
    to = AccountID(value: Wire.word(bytes, at: 18))
    amount = Wire.word(bytes, at: 26)
    id = TransactionID(high: Wire.word(bytes, at: 34), low: Wire.word(bytes, at: 42))
  }
}

/// Reads bytes from the front; every read that would run over the end gives nil instead.
struct WireReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func word() -> UInt64? {
    guard bytes.count - position >= 8 else { return nil }
    defer { position += 8 }
    return Wire.word(bytes, at: position)
  }

  mutating func take(_ count: Int) -> [UInt8]? {
    guard bytes.count - position >= count else { return nil }
    defer { position += count }
    return [UInt8](bytes[position..<position + count])
  }

  /// A length byte and that many bytes.
  mutating func field() -> [UInt8]? {
    guard let count = byte() else { return nil }
    return take(Int(count))
  }
}
