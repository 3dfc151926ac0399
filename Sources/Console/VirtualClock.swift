import Consensus

/// Turns wall time into virtual time at a speed in thousandths. What does not divide is carried on, so that
/// a thousand short ticks make exactly one long one.
struct VirtualClock: Sendable, Equatable {
  /// Of a nanosecond, in thousandths.
  private var remainder: UInt64 = 0

  /// The virtual nanoseconds that `wall` nanoseconds make at this speed.
  mutating func virtual(wall: UInt64, thousandths: UInt64) -> Nanoseconds {
    let product = UInt128(wall) * UInt128(thousandths) + UInt128(remainder)
    guard let time = Nanoseconds(exactly: product / 1000) else {
      remainder = 0
      return .max
    }
    remainder = UInt64(product % 1000)
    return time
  }

  mutating func reset() { remainder = 0 }
}

extension UInt64 {
  /// As much of this as `part` is of `whole`, which is no smaller.
  func share(_ part: UInt64, of whole: UInt64) -> UInt64 {
    UInt64(UInt128(self) * UInt128(part) / UInt128(whole))
  }

  /// The sum, or the largest number where it does not fit.
  func addingSaturated(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
