import Consensus

/// Numbers with units. Those of verbs and scenarios are written and read without floating point.
public enum Quantities {
  static let hour: Nanoseconds = 3_600_000_000_000
  /// The longest time that can be written.
  static let longestTime: Nanoseconds = 1000 * hour
  /// To how much the waits of one file may come together. A fifth of what 64 bits hold, so that no sum of the
  /// clock with a time that can be written comes near their end, not even by a clock that runs twice as fast.
  static let longestRun: Nanoseconds = 1_000_000 * hour
  /// Operations a second, in thousandths.
  static let highestMilliRate: UInt64 = 1_000_000_000
  /// 100 times real time, in thousandths.
  static let highestSpeed: UInt64 = 100_000
  static let whole: UInt64 = 1_000_000

  enum Fault: Error, Equatable {
    case notANumber
    case tooLarge
    /// More decimals than count.
    case tooFine
    case noUnit
    case unknownUnit(String)
    case signed
  }

  /// Digits only.
  static func natural(_ text: some StringProtocol) throws(Fault) -> UInt64 {
    if text.first?.isSign ?? false { throw .signed }
    guard text.isNatural else { throw .notANumber }
    guard let value = UInt64(text) else { throw .tooLarge }
    return value
  }

  /// `8.2` or `8.n2`, a ballot of Paxos as it travels; `0`: before any.
  static func ballot(_ text: some StringProtocol) throws(Fault) -> Term {
    if text == "0" { return 0 }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw .notANumber }
    let (round, node) = (try natural(parts[0]), try natural(NodeSelector.digits(of: String(parts[1]))))
    guard round > 0, (1...UInt64(NodeID.highest)).contains(node) else { throw .notANumber }
    guard round < UInt64.max / 10 else { throw .tooLarge }
    return Ballot(round: round, node: NodeID(Int(node))).term
  }

  /// Digits with an optional fraction, times `scale`, which is a power of ten or a small multiple of one: exactly.
  static func decimal(_ text: some StringProtocol, scale: UInt64) throws(Fault) -> UInt64 {
    if text.first?.isSign ?? false { throw .signed }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, whole.isNatural else { throw .notANumber }
    guard let units = UInt64(whole) else { throw .tooLarge }
    let (value, overflow) = units.multipliedReportingOverflow(by: scale)
    guard !overflow else { throw .tooLarge }
    guard parts.count == 2 else { return value }
    guard parts[1].isNatural else { throw .notANumber }
    var fraction: UInt64 = 0
    var place = scale
    for digit in parts[1] {
      let digitValue = UInt64(digit.wholeNumberValue ?? 0)
      guard digitValue == 0 || (place >= 10 && place.isMultiple(of: 10)) else { throw .tooFine }
      place /= 10
      fraction += digitValue * place
    }
    let (sum, carried) = value.addingReportingOverflow(fraction)
    guard !carried else { throw .tooLarge }
    return sum
  }

  private static let units: [Substring: Nanoseconds] = [
    "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
    "h": hour,
  ]

  /// `150ms`, `2.5s`, `3us`, `100ns`, `1m`, `1.5h`.
  static func time(_ text: String) throws(Fault) -> Nanoseconds {
    let number = text.prefix { $0.isDigit || $0 == "." || $0.isSign }
    let unit = text.dropFirst(number.count)
    guard !number.isEmpty else { throw .notANumber }
    guard !unit.isEmpty else { throw .noUnit }
    guard let scale = units[unit] else {
      throw unit.allSatisfy(\.isLetter) ? .unknownUnit(String(unit)) : .notANumber
    }
    let value = try decimal(number, scale: scale)
    guard value <= longestTime else { throw .tooLarge }
    return value
  }

  /// `10%` in parts per million, at most all of them.
  static func percent(_ text: String) throws(Fault) -> UInt32 {
    guard text.hasSuffix("%") else {
      _ = try decimal(text, scale: 10_000)
      throw .noUnit
    }
    let value = try decimal(text.dropLast(), scale: 10_000)
    guard value <= whole else { throw .tooLarge }
    return UInt32(value)
  }

  /// `+5%`, `-0.5%` in parts per million, below 100 % either way.
  static func signedPercent(_ text: String) throws(Fault) -> Int64 {
    let negative = text.hasPrefix("-") || text.hasPrefix("−")
    let value = Int64(try percent(negative || text.hasPrefix("+") ? String(text.dropFirst()) : text))
    guard value < Int64(whole) else { throw .tooLarge }
    return negative ? -value : value
  }

  /// `value / scale` with just the decimals it needs; `scale` is a power of ten.
  public static func decimalText(_ value: UInt64, scale: UInt64) -> String {
    let fraction = value % scale
    guard fraction > 0 else { return "\(value / scale)" }
    var digits = String(String(scale + fraction).dropFirst())
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(value / scale).\(digits)"
  }

  /// Exactly, in the largest unit that suits: `12.4375s`, `150ms`, `3us`, `1500ns`.
  public static func timeText(_ time: Nanoseconds) -> String {
    switch time {
    case 0: "0s"
    case 1_000_000_000...: decimalText(time, scale: 1_000_000_000) + "s"
    case 1_000_000...: decimalText(time, scale: 1_000_000) + "ms"
    default: time.isMultiple(of: 1000) ? "\(time / 1000)us" : "\(time)ns"
    }
  }

  static func rangeText(_ range: ClosedRange<Nanoseconds>) -> String {
    "\(timeText(range.lowerBound))..\(timeText(range.upperBound))"
  }

  static func percentText(_ partsPerMillion: UInt32) -> String {
    decimalText(UInt64(partsPerMillion), scale: 10_000) + "%"
  }

  static func signedPercentText(_ partsPerMillion: Int64) -> String {
    (partsPerMillion < 0 ? "-" : "+") + decimalText(partsPerMillion.magnitude, scale: 10_000) + "%"
  }
}

// What people are told, and never read again.
extension Quantities {
  /// A time in seconds with three decimals, cut and without the unit: "8.210".
  public static func secondsText(_ time: Nanoseconds) -> String {
    "\(time / 1_000_000_000).\(String(1000 + time / 1_000_000 % 1000).dropFirst())"
  }

  /// A measured number, rounded to so many decimals (0…3) and without an exponent; nil where it is not finite, or
  /// 10^15 and more.
  public static func fixedText(_ value: Double, decimals: Int) -> String? {
    guard value.isFinite, abs(value) < 1e15 else { return nil }
    var scale: Int64 = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int64((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    return sign + "\(scaled / scale)" + (decimals > 0 ? ".\(String(scale + scaled % scale).dropFirst())" : "")
  }
}

extension Character {
  var isDigit: Bool { ("0"..."9").contains(self) }

  /// ASCII's or a text's own.
  var isSign: Bool { self == "-" || self == "+" || self == "−" }
}

extension StringProtocol {
  /// Digits alone, at least one.
  var isNatural: Bool { !isEmpty && allSatisfy(\.isDigit) }

  /// A number or a ballot.
  var isTerm: Bool { isNatural || (try? Quantities.ballot(self)) != nil }
}
