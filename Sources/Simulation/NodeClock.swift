import Consensus
import Host

/// A node's own clock, which may run fast or slow: it is what its replica is told as `now`.
///
/// Integer arithmetic throughout. A change of speed changes no reading, so the clock never goes back, and
/// `time(of:)` is the exact inverse of `reading(at:)`: the first moment at which a reading is reached.
struct NodeClock: Sendable {
  private static let whole: Int64 = 1_000_000

  /// When the speed was last changed, in the world's time and in this clock's.
  private var changed: Nanoseconds = 0
  private var reading: Nanoseconds = 0
  /// How much faster than the world's clock it runs, in parts per million.
  private(set) var partsPerMillion: Int64 = 0

  /// Whether it shows the world's time.
  private(set) var isTrue = true

  /// This clock's nanoseconds in a million of the world's; at least one, so that time never stands still.
  private var speed: UInt64 { UInt64(max(1, Self.whole + partsPerMillion)) }

  /// Changes the speed at the world's time `now`.
  mutating func turn(to partsPerMillion: Int64, at now: Nanoseconds) {
    reading = reading(at: now)
    changed = now
    self.partsPerMillion = max(1 - Self.whole, min(partsPerMillion, Self.whole - 1))
    isTrue = reading == changed && partsPerMillion == 0
  }

  /// What it shows at the world's time `now`, which may lie ahead.
  @inline(__always)
  func reading(at now: Nanoseconds) -> Nanoseconds {
    isTrue ? now : skewedReading(at: now)
  }

  private func skewedReading(at now: Nanoseconds) -> Nanoseconds {
    guard now > changed else { return reading - min(reading, Self.scale(changed - now, speed, 1_000_000)) }
    return reading.after(Self.scale(now - changed, speed, 1_000_000))
  }

  /// The world's time at which it first shows `wanted`; for what lies before the last change of speed, the
  /// time at which it would have, had it always run like this.
  @inline(__always)
  func time(of wanted: Nanoseconds) -> Nanoseconds {
    isTrue ? wanted : skewedTime(of: wanted)
  }

  private func skewedTime(of wanted: Nanoseconds) -> Nanoseconds {
    guard wanted > reading else {
      return changed - min(changed, Self.scale(reading - wanted, 1_000_000, speed))
    }
    if wanted == .max { return .max }
    return changed.after(Self.scale(wanted - reading, 1_000_000, speed, roundingUp: true))
  }

  /// `span * factor / divisor`, in wide arithmetic; at most the largest number.
  private static func scale(
    _ span: Nanoseconds, _ factor: UInt64, _ divisor: UInt64, roundingUp: Bool = false
  ) -> Nanoseconds {
    let product = UInt128(span) * UInt128(factor) + (roundingUp ? UInt128(divisor - 1) : 0)
    return UInt64(clamping: product / UInt128(divisor))
  }
}
