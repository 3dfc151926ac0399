import Consensus

/// The chance of a split vote with a fixed network latency (dissertation §9.2).
enum SplitVote {
  /// A vote is split when the first `c` of the available servers time out within one latency of each other,
  /// where `c` = available − ⌊cluster / 2⌋ + 1: too few are left to elect the first. Timeouts are uniform.
  /// - Parameters:
  ///   - cluster: servers, failed ones included.
  ///   - available: those that run; a majority at least.
  ///   - latency: one way, as a fraction (0…1) of the range from which timeouts are drawn.
  static func chance(cluster: Int, available: Int, latency: Double) -> Double {
    let first = available - cluster / 2
    guard available >= majority(of: cluster), first <= available else { return 1 }
    let latency = min(max(latency, 0), 1)
    var sum = 0.0
    for count in max(0, first)...available {
      sum += choose(available, count) * power(latency, count) * power(1 - latency, available - count)
    }
    return sum
  }

  private static func choose(_ total: Int, _ chosen: Int) -> Double {
    var result = 1.0
    for step in 0..<min(chosen, total - chosen) { result *= Double(total - step) / Double(step + 1) }
    return result.rounded()
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    repeatElement(base, count: exponent).reduce(1, *)
  }

  /// A fresh election with these servers down, in whose first term a vote may be split.
  static func setup(
    cluster: Int, down: Int, latency: ClosedRange<Nanoseconds>, range: Nanoseconds
  ) -> ElectionSetup {
    // The shortest wait is as long as the range, so that no second term begins before the first is decided.
    var setup = ElectionSetup(
      nodes: cluster, electionTimeout: range...(2 * range), latency: latency, disk: nil)
    setup.start = .freshTimers(down: down)
    return setup
  }
}
