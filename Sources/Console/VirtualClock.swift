import Consensus

/// Turns wall time into virtual time at a speed in thousandths. What does not divide is carried on, so that
/// a thousand short ticks make exactly one long one.
struct VirtualClock: Sendable, Equatable {
  /// Of a nanosecond, in thousandths.
  private var remainder: UInt64 = 0

  /// The virtual nanoseconds that `wall` nanoseconds make at this speed.
  mutating func virtual(wall: UInt64, thousandths: UInt64) -> Nanoseconds {
    let (high, low) = wall.multipliedFullWidth(by: thousandths)
    let (sum, carry) = low.addingReportingOverflow(remainder)
    let (top, overflow) = high.addingReportingOverflow(carry ? 1 : 0)
    guard !overflow, top < 1000 else {
      remainder = 0
      return .max
    }
    let (quotient, rest) = UInt64(1000).dividingFullWidth((top, sum))
    remainder = rest
    return quotient
  }

  mutating func reset() { remainder = 0 }
}

extension UInt64 {
  /// The sum, or the largest number where it does not fit.
  func addingSaturated(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
