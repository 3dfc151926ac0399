import Command

/// What the seeds of a search came to so far.
public struct SearchTally: Sendable {
  public let total: UInt64
  public private(set) var seeds: UInt64 = 0
  private var events: UInt64 = 0
  private var simulated: Double = 0
  private var undecided: UInt64 = 0
  private var signed: UInt64 = 0
  private let began = ContinuousClock.now

  init(total: UInt64) { self.total = total }

  mutating func add(_ report: SeedReport) {
    seeds += 1
    events += report.events
    simulated += Double(report.simulated) / 1e9
    if report.gaveUp { undecided += 1 }
    if report.isSigned { signed += 1 }
  }

  mutating func addCrash() { seeds += 1 }

  private var seconds: Double { max(began.duration(to: .now) / .seconds(1), 1e-9) }
  private var rate: Double { Double(seeds) / seconds }

  /// For whoever waits.
  public var line: String {
    let left = rate > 0 ? Self.clock(Double(total - min(seeds, total)) / rate) : "?"
    return "\(seeds)/\(total) seeds, \(Self.one(rate)) a second, \(Self.clock(simulated)) simulated "
      + "(\(Int(simulated / seconds)) times real time), \(left) left"
  }

  /// For the end.
  public var summary: String {
    var text =
      "\(seeds) seeds in \(Self.one(seconds)) s: \(Self.one(rate)) seeds a second; \(Self.clock(simulated)) simulated, "
      + "\(Int(simulated / seconds)) times real time; \(events) events; \(signed) with real signatures"
    if undecided > 0 { text += "; \(undecided) histories too entangled to decide" }
    return text
  }

  private static func one(_ value: Double) -> String {
    Quantities.fixedText(value, decimals: 1) ?? "-"
  }

  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return whole < 3600
      ? "\(whole / 60):\(two(whole % 60))" : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }
}
