import Consensus
import Posix

/// The dissertation's formula for split votes (§9.2) against what replicas do.
enum SplitVote {
  /// The range from which timeouts are drawn.
  private static let range: Nanoseconds = .milliseconds(1000)
  private static let clusters = [(5, 0), (5, 1), (5, 2), (9, 2), (9, 4)]
  /// One way, in thousandths of the range.
  private static let latencies: [UInt64] = [25, 50, 100, 150, 200, 250, 300]
  /// How many of five are down, and what the dissertation gives for latencies from 0.1 to 0.2 of the range (§9.2).
  private static let published = [(1, 0.16), (2, 0.40)]

  static func run(trials: Int, _ runner: TrialRunner) throws(ExperimentProblem) -> ExperimentResult {
    var result = ExperimentResult(
      experiment: .splitVote,
      setup: [
        "All servers that are up start with fresh timers, drawn uniformly from a range; latencies are parts of it.",
        "An election is split when its first term finds no leader. Disks take no time, logs are equal.",
        "The formula: a server votes for itself if it times out before the first candidate's request arrives, one",
        "latency later. If that befalls so many that too few are left for a majority, the vote is split. With two",
        "of five down one such server is enough, with none down it takes three of the four others.",
      ],
      columns: ["cluster", "down", "latency", "source", "split_share"])
    var table = Table(["cluster", "latency", "formula", "replicas", "off by", "standard errors"])
    var curves: [Chart.Curve] = []
    var worst = 0.0
    let plans =
      clusters.flatMap { cluster, down in latencies.map { plan(cluster, down, $0...$0, trials: trials) } }
      + published.map { plan(5, $0.0, 100...200, trials: trials) }
    var shares = try runner.run(plans).map(\.secondTermShare)[...]
    for (position, (cluster, down)) in clusters.enumerated() {
      let name = "\(cluster) servers, \(down) down"
      var seen: [Distribution.Point] = []
      for latency in latencies {
        let share = shares.removeFirst()
        let x = Double(latency) / 1000
        let expected = chance(cluster: cluster, available: cluster - down, latency: x)
        let errors = standardErrors(share, expected, trials: trials)
        worst = max(worst, abs(errors))
        seen.append(.init(x: x, y: share))
        table.add([
          name, Table.fixed(x, decimals: 3), percent(expected), percent(share),
          Table.fixed((share - expected) * 100, decimals: 1) + " points", Table.fixed(errors, decimals: 1),
        ])
        for (source, value) in [("formula", expected), ("replicas", share)] {
          result.rows.append([
            "\(cluster)", "\(down)", Table.fixed(x, decimals: 3), source, Table.fixed(value, decimals: 4),
          ])
        }
      }
      curves.append(
        .init(
          name: "\(name), formula", mark: .line, position: position,
          points: (0...60).map {
            let x = 0.3 * Double($0) / 60
            return .init(x: x, y: chance(cluster: cluster, available: cluster - down, latency: x))
          }))
      curves.append(.init(name: "\(name), replicas", mark: .points, position: position, points: seen))
    }
    result.charts = [
      Chart(
        title: "Split votes by one-way latency, as a part of the timeout range", xLabel: "part",
        yLabel: "split votes", curves: curves)
    ]
    result.tables = [table]
    result.findings = [
      "Farthest from the formula: \(Table.fixed(worst, decimals: 1)) standard errors. Chance alone keeps nineteen of "
        + "twenty rows within 2, so much more would be a mistake in the formula or in the replicas.",
      "What it teaches: a range of ten times the latency splits few votes while most servers are up; the more are "
        + "down, the more the vote of each that is left counts.",
    ]
    for ((down, text), share) in zip(published, shares) {
      let about = down == 1 ? "about" : "nearly"
      result.findings.append(
        "5 servers, \(down) down, latencies from 0.1 to 0.2: \(percent(share)) split; published \(about) "
          + "\(Chart.percent(text)).")
      for (source, value) in [("published", text), ("replicas", share)] {
        result.rows.append(["5", "\(down)", "0.1-0.2", source, Table.fixed(value, decimals: 4)])
      }
    }
    return result
  }

  /// - Parameter thousandths: One way, in thousandths of the range.
  private static func plan(
    _ cluster: Int, _ down: Int, _ thousandths: ClosedRange<UInt64>, trials: Int
  ) -> TrialRunner.Plan {
    let latency = (range / 1000 * thousandths.lowerBound)...(range / 1000 * thousandths.upperBound)
    return .init(
      name: "\(cluster) servers, \(down) down",
      setup: setup(cluster: cluster, down: down, latency: latency), trials: trials)
  }

  // MARK: The formula

  /// A vote is split when the first `c` of the available servers time out within one latency of each other,
  /// where `c` = available − ⌊cluster / 2⌋ + 1: too few are left to elect the first. Timeouts are uniform.
  /// - Parameters:
  ///   - cluster: servers, failed ones included.
  ///   - available: those that run; a majority at least.
  ///   - latency: one way, as a fraction (0…1) of the range from which timeouts are drawn.
  static func chance(cluster: Int, available: Int, latency: Double) -> Double {
    guard available >= majority(of: cluster) else { return 1 }
    let latency = min(max(latency, 0), 1)
    var sum = 0.0
    for count in (available - cluster / 2)...available {
      sum +=
        choose(available, count) * pow(latency, Double(count)) * pow(1 - latency, Double(available - count))
    }
    return sum
  }

  private static func choose(_ total: Int, _ chosen: Int) -> Double {
    var result = 1.0
    for step in 0..<min(chosen, total - chosen) { result *= Double(total - step) / Double(step + 1) }
    return result.rounded()
  }

  /// A fresh election with these servers down, in whose first term a vote may be split.
  static func setup(cluster: Int, down: Int, latency: ClosedRange<Nanoseconds>) -> ElectionSetup {
    // The shortest wait is as long as the range, so that no second term begins before the first is decided.
    var setup = ElectionSetup(
      nodes: cluster, electionTimeout: range...(2 * range), latency: latency, disk: nil)
    setup.start = .freshTimers(down: down)
    return setup
  }

  /// How far a share of trials lies from its expectation, in standard errors.
  static func standardErrors(_ share: Double, _ expected: Double, trials: Int) -> Double {
    let error = (expected * (1 - expected) / Double(trials)).squareRoot()
    return error > 0 ? (share - expected) / error : 0
  }

  private static func percent(_ share: Double) -> String { Table.fixed(share * 100, decimals: 1) + "%" }
}
