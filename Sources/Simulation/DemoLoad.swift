import Consensus

/// Demo load: when operations that nobody typed are due, and what is drawn for them.
struct DemoLoad: Sendable {
  /// Operations a second, in thousandths; nil: off.
  private(set) var milliRate: UInt64?
  /// Counts how often the rate was set; what was due at an earlier rate is void.
  private(set) var serial: UInt64 = 0
  private(set) var operations: UInt64 = 0
  private var stream: SeededGenerator
  /// Accounts at the start, the treasury's excluded.
  private let accounts: Int

  init(seed: UInt64, accounts: Int) {
    stream = Self.stream(of: seed)
    self.accounts = accounts
  }

  private static func stream(of seed: UInt64) -> SeededGenerator { SeededGenerator(seed: seed, stream: 0x10) }

  /// Draws anew what is asked from here on.
  mutating func redraw(_ seed: UInt64) { stream = Self.stream(of: seed) }

  mutating func set(_ milliRate: UInt64?) {
    self.milliRate = milliRate
    serial += 1
  }

  /// After how long the next is due: anything from nothing to twice the mean gap, uneven, and on the average the
  /// rate asked for.
  mutating func gap() -> Nanoseconds? {
    guard let milliRate, milliRate > 0 else { return nil }
    return stream.draw(0, 2_000_000_000_000 / milliRate)
  }

  /// The clients that it may use: at most eight, not the treasury.
  var clients: Range<Int> { 1..<max(1, min(accounts, 8) + 1) }

  mutating func draw() -> (who: UInt64, whom: UInt64, amount: UInt64) {
    (stream.next(), stream.next(), stream.draw(1, 10))
  }

  /// Counts an operation: whether it is a transfer, or a read as every fourth is.
  mutating func isTransfer() -> Bool {
    operations += 1
    return operations % 4 != 0
  }

  /// Any account of another, or the treasury's where there is none.
  func receiver(_ whom: UInt64, from client: Int) -> Int {
    let other = accounts < 2 ? 0 : 1 + Int(whom % UInt64(accounts - 1))
    return other < client ? other : other + 1
  }
}
