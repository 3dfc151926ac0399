import Crypto

/// A SHA-256 over everything that happened, fed in words so that it costs little for each event.
struct RunHash: Sendable {
  /// Whether anybody will ask for it; else nothing is digested.
  private let isWanted: Bool
  private var digest = SHA256()
  /// What is not in the digest yet; the first `count` of them count.
  private var words: [UInt64] = Array(repeating: 0, count: capacity)
  private var count = 0

  private static let capacity = 512

  init(isWanted: Bool) { self.isWanted = isWanted }

  mutating func absorb(_ word: UInt64) {
    words[count] = word.littleEndian
    count += 1
    if count == Self.capacity { flush() }
  }

  /// The same for three words at once, as every event has them.
  mutating func absorb(_ first: UInt64, _ second: UInt64, _ third: UInt64) {
    if count > Self.capacity - 4 { flush() }
    let place = count
    words.withUnsafeMutableBufferPointer { words in
      words[place] = first.littleEndian
      words[place + 1] = second.littleEndian
      words[place + 2] = third.littleEndian
    }
    count += 3
  }

  mutating func absorb(_ text: String) {
    absorb(UInt64(text.utf8.count))
    absorb(bytes: Array(text.utf8)[...])
  }

  mutating func absorb(bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { bytes in
      var place = 0
      while place + 8 <= bytes.count {
        absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
        place += 8
      }
      absorb(bytes[place...].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }

  private mutating func flush() {
    if isWanted {
      words.withUnsafeBytes { digest.update(bufferPointer: .init(rebasing: $0[..<(count * 8)])) }
    }
    count = 0
  }

  /// The hash so far, in hexadecimal.
  var hexadecimal: String {
    var copy = self
    copy.flush()
    return copy.digest.finalize().map { String(0x100 + UInt16($0), radix: 16).dropFirst() }.joined()
  }
}
