/// Which balances have just changed, for the wall: each change is marked once and stands for a moment. Marks appear
/// at most three times a second, whatever happens: nothing may flash.
struct BalanceMarks: Sendable, Equatable {
  static let shortest: UInt64 = 340_000_000
  static let stay: UInt64 = 1_500_000_000

  /// Whether anything is marked at all.
  let isOn: Bool
  private(set) var changes: [String: Int64] = [:]

  init(isOn: Bool = true) { self.isOn = isOn }

  private var known: [String: UInt64] = [:]
  private var since: UInt64 = 0

  /// Wall time when the marks go; nil: there are none.
  var until: UInt64? { changes.isEmpty ? nil : since.addingSaturated(Self.stay) }

  /// - Parameter balances: By account, as they stand now.
  mutating func observe(_ balances: [String: UInt64], wall: UInt64) {
    guard isOn, wall >= since.addingSaturated(Self.shortest) else { return }
    var changed: [String: Int64] = [:]
    for (account, coins) in balances {
      guard let before = known[account], before != coins else { continue }
      changed[account] = Int64(clamping: coins) - Int64(clamping: before)
    }
    if !changed.isEmpty {
      (changes, since) = (changed, wall)
    } else if let until, wall >= until {
      changes = [:]
    }
    known = balances
  }
}
