/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014): small,
/// fast, and the same on every machine. Not for keys.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A stream of its own for one purpose, so that draws of one kind never shift those of another.
  public init(seed: UInt64, stream: UInt64) {
    state = Self.mix(seed &+ Self.mix(stream &+ 0x9E37_79B9_7F4A_7C15))
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A draw from `low...high`, both included.
  public mutating func draw(_ low: UInt64, _ high: UInt64) -> UInt64 {
    guard high > low else { return low }
    let span = high - low
    guard span < .max else { return next() }
    return low + next().multipliedFullWidth(by: span + 1).high
  }

  /// A draw from `0..<bound`; 0 when the bound is 0.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    bound == 0 ? 0 : next().multipliedFullWidth(by: bound).high
  }

  /// True with a chance of `partsPerMillion` in a million. Always draws once.
  public mutating func chance(partsPerMillion: UInt32) -> Bool {
    let draw = next()
    // Mostly there is no chance, and the draw need not be scaled.
    return partsPerMillion > 0 && draw.multipliedFullWidth(by: 1_000_000).high < UInt64(partsPerMillion)
  }
}
