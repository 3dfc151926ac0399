/// CRC-32C (Castagnoli; RFC 3720 §12.1), which finds every change of up to three bits in a record of this
/// program's sizes, and every burst of up to 32. It finds accidents, not forgers.
enum Checksum {
  private static let table: [UInt32] = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 1 ? 0x82F6_3B78 ^ (value >> 1) : value >> 1 }
    return value
  }

  /// - Parameter sofar: The checksum of what stands before `bytes`, where there is something.
  static func crc32c(_ bytes: some Sequence<UInt8>, after sofar: UInt32 = 0) -> UInt32 {
    let table = Self.table
    var value = sofar ^ 0xFFFF_FFFF
    for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
    return value ^ 0xFFFF_FFFF
  }
}
