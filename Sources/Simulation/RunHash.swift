import Crypto

/// A SHA-256 over everything that happened, fed in words so that it costs little for each event.
struct RunHash: Sendable {
  private var digest = SHA256()
  private var words: [UInt64] = []

  init() { words.reserveCapacity(Self.capacity) }

  private static let capacity = 512

  mutating func absorb(_ word: UInt64) {
    words.append(word.littleEndian)
    if words.count == Self.capacity { flush() }
  }

  mutating func absorb(_ text: String) {
    absorb(UInt64(text.utf8.count))
    absorb(bytes: Array(text.utf8)[...])
  }

  mutating func absorb(bytes: ArraySlice<UInt8>) {
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for byte in bytes {
      word |= UInt64(byte) << shift
      shift += 8
      if shift == 64 {
        absorb(word)
        word = 0
        shift = 0
      }
    }
    absorb(word)
  }

  private mutating func flush() {
    words.withUnsafeBytes { digest.update(bufferPointer: $0) }
    words.removeAll(keepingCapacity: true)
  }

  /// The hash so far, in hexadecimal.
  var hexadecimal: String {
    var copy = self
    copy.flush()
    let digits = Array("0123456789abcdef".unicodeScalars)
    var text = String.UnicodeScalarView()
    for byte in copy.digest.finalize() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(text)
  }
}
