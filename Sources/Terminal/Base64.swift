/// Bytes as text of 64 letters (RFC 4648 §4).
enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var group: UInt32 = 0
    var count = 0
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      count += 1
      if count == 3 {
        append(group, 4, to: &result)
        (group, count) = (0, 0)
      }
    }
    if count > 0 {
      append(group << UInt32(8 * (3 - count)), count + 1, to: &result)
      result += Array(repeating: 0x3D, count: 3 - count)
    }
    return result
  }

  /// The first `count` letters of a group of 24 bits.
  private static func append(_ group: UInt32, _ count: Int, to result: inout [UInt8]) {
    for place in 0..<count { result.append(letters[Int(group >> UInt32(18 - 6 * place) & 63)]) }
  }
}
