/// The state machine as of one entry of the log, for which all entries up to it may be forgotten
/// (dissertation ch. 5).
public struct Snapshot: Sendable, Equatable {
  /// The last entry that it stands for (`lastIndex`, `lastTerm`).
  public let last: LogPosition
  /// The newest configuration as of that entry.
  public let membership: Membership
  /// The state machine's own encoding; opaque here.
  public let data: [UInt8]
  /// `Snapshot.checksum(of: data)` where it was taken.
  public let checksum: UInt64

  /// - Parameter checksum: As it was announced with the data; nil: the snapshot is taken here.
  public init(last: LogPosition, membership: Membership, data: [UInt8], checksum: UInt64? = nil) {
    self.last = last
    self.membership = membership
    self.data = data
    self.checksum = checksum ?? Self.checksum(of: data)
  }

  /// Whether the data are those that the checksum was made of.
  public var isIntact: Bool { Self.checksum(of: data) == checksum }

  /// FNV-1a, 64 bits (Fowler, Noll, Vo), over the length and the bytes: finds accidents, not forgers.
  public static func checksum(of data: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var length = UInt64(data.count)
    for _ in 0..<8 {
      hash = (hash ^ (length & 0xFF)) &* 0x100_0000_01B3
      length >>= 8
    }
    for byte in data { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}

/// By which rule a read may be served (dissertation §6.4).
public enum ReadRule: String, Sendable, Equatable, CaseIterable {
  /// The read is an entry of the log like any command (§8).
  case log
  /// The leader asks a quorum whether it still leads (ReadIndex, §6.4).
  case index
  /// The leader trusts that no other can have been elected yet, within a bound on the clocks (§6.4.1).
  case lease
}
