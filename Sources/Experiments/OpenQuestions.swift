import Consensus

/// What the dissertation leaves open (§9.7): each is answered by trials that differ in one thing.
enum OpenQuestions {
  private static let nodes = 5

  /// A wide-area cluster whose links are not alike.
  static func unequalLatency(trials: Int, _ runner: TrialRunner) throws(ExperimentProblem) -> ExperimentResult
  {
    func links(_ latency: (Int, Int) -> UInt64) -> ElectionSetup {
      var setup = wide
      for from in 0..<nodes {
        for to in 0..<nodes {
          let milliseconds = latency(from, to)
          setup.latencies[from][to] = .milliseconds(milliseconds)...(.milliseconds(milliseconds + 5))
        }
      }
      return setup
    }
    return try compare(
      .unequalLatency,
      setup: [
        "Five servers, timeouts of 300-600 ms, no disk time; n1 leads and crashes. The mean latency of all links is",
        "about the same in each row, but for the last.",
      ],
      plans: [
        ("all links 35-40 ms", links { _, _ in 35 }),
        // Sites of three and two: of the 20 links, 8 are short and 12 long.
        ("two sites: 5-10 ms within, 55-60 ms across", links { ($0 < 3) == ($1 < 3) ? 5 : 55 }),
        ("n5 far away: 75-80 ms, others 8-13 ms", links { $0 == 4 || $1 == 4 ? 75 : 8 }),
        ("one way slow: up 60-65 ms, down 10-15 ms", links { $0 < $1 ? 60 : 10 }),
        ("n5 very far away: 250-255 ms, others 35-40 ms", links { $0 == 4 || $1 == 4 ? 250 : 35 }),
      ], trials: trials, runner)
  }

  /// A local cluster in which clocks run at different speeds.
  static func clockDrift(trials: Int, _ runner: TrialRunner) throws(ExperimentProblem) -> ExperimentResult {
    func clocks(_ percents: [Int64]) -> ElectionSetup {
      var setup = local
      setup.drifts = percents.map { $0 * 10_000 }
      return setup
    }
    return try compare(
      .clockDrift,
      setup: [
        "Five servers, timeouts of 150-300 ms by each server's own clock, 5-15 ms one way, a disk write 1-3 ms;",
        "n1 leads and crashes. n5's clock, or all clocks, run fast (+) or slow (-).",
      ],
      plans: [
        ("no drift", clocks([0, 0, 0, 0, 0])),
        ("n5 +1%", clocks([0, 0, 0, 0, 1])),
        ("n5 +10%", clocks([0, 0, 0, 0, 10])),
        ("n5 +25%", clocks([0, 0, 0, 0, 25])),
        ("n5 -25%", clocks([0, 0, 0, 0, -25])),
        ("n5 +50%", clocks([0, 0, 0, 0, 50])),
        ("from -20% to +20%", clocks([0, -20, -7, 7, 20])),
        ("all -20%", clocks([-20, -20, -20, -20, -20])),
      ], trials: trials, runner)
  }

  /// A local cluster whose network loses messages.
  static func heavyLoss(trials: Int, _ runner: TrialRunner) throws(ExperimentProblem) -> ExperimentResult {
    func losing(_ percent: UInt32) -> ElectionSetup {
      var setup = local
      setup.loss = percent * 10_000
      return setup
    }
    return try compare(
      .heavyLoss,
      setup: [
        "Five servers, timeouts of 150-300 ms, 5-15 ms one way, a disk write 1-3 ms; n1 leads and crashes.",
        "Every message is lost with this chance. A lost vote is not asked for again in its term.",
      ],
      plans: [0, 5, 10, 20, 30, 40, 50].map { ("\($0)% lost", losing($0)) }, trials: trials, runner)
  }

  /// A local cluster whose servers draw their timeouts from different ranges.
  static func timeoutRanges(trials: Int, _ runner: TrialRunner) throws(ExperimentProblem) -> ExperimentResult
  {
    func ranges(_ milliseconds: [ClosedRange<UInt64>]) -> ElectionSetup {
      var setup = local
      setup.electionTimeouts = milliseconds.map {
        .milliseconds($0.lowerBound)...(.milliseconds($0.upperBound))
      }
      return setup
    }
    let usual: ClosedRange<UInt64> = 150...300
    return try compare(
      .timeoutRanges,
      setup: [
        "Five servers, 5-15 ms one way, a disk write 1-3 ms, heartbeats each 75 ms; n1 leads and crashes.",
        "Timeouts are drawn from 150-300 ms but where a row says otherwise.",
      ],
      plans: [
        ("all 150-300 ms", ranges([usual, usual, usual, usual, usual])),
        ("all 300-600 ms", ranges([300...600, 300...600, 300...600, 300...600, 300...600])),
        ("n5 100-150 ms", ranges([usual, usual, usual, usual, 100...150])),
        ("n5 300-600 ms", ranges([usual, usual, usual, usual, 300...600])),
        ("n4 n5 300-600 ms", ranges([usual, usual, usual, 300...600, 300...600])),
        ("one behind the other", ranges([usual, 150...180, 190...220, 230...260, 270...300])),
      ], trials: trials, runner)
  }

  // MARK: The common part

  private static let wide = ElectionSetup(
    electionTimeout: WideArea.timeout, latency: WideArea.latency, disk: nil)
  private static let local = ElectionSetup(
    electionTimeout: .milliseconds(150)...(.milliseconds(300)),
    latency: .milliseconds(5)...(.milliseconds(15)), disk: .milliseconds(1)...(.milliseconds(3)))

  private static func compare(
    _ experiment: Experiment, setup: [String], plans: [(name: String, setup: ElectionSetup)], trials: Int,
    _ runner: TrialRunner
  ) throws(ExperimentProblem) -> ExperimentResult {
    var result = ExperimentResult(
      experiment,
      setup: setup + [
        "Time runs from the crash until every other server has the new leader's first heartbeat."
      ],
      columns: ["case", "share", "milliseconds"])
    let curves = try runner.run(plans.map { .init($0.name, $0.setup, trials: trials) })
    let survivors = (2...nodes).map { NodeID($0) }
    var table = Table(
      ["case", "mean", "p50", "p90", "p99", "max", "2+ terms"] + survivors.map { "\($0) wins" })
    for curve in curves {
      let times = curve.heard
      table.add(
        [curve.name, Table.time(times.mean)]
          + [0.5, 0.9, 0.99, 1].map { Table.time(times.percentile($0)) }
          + [Chart.percent(curve.secondTermShare)] + survivors.map { Chart.percent(curve.winShare($0)) })
      for point in times.curve(limit: 1000) {
        result.rows.append([
          curve.name, Table.fixed(point.y, decimals: 4), Table.fixed(point.x, decimals: 3),
        ])
      }
    }
    result.tables = [table]
    result.charts = [
      Chart(
        title: experiment.rawValue, xLabel: "ms", yLabel: "elections that took no longer",
        isLogarithmic: true,
        curves: curves.enumerated().map { position, curve in
          Chart.Curve(
            name: curve.name, letter: Letters.small(position), mark: .line, colour: position,
            points: curve.heard.curve(limit: 400))
        })
    ]
    result.findings = findings(curves)
    return result
  }

  /// Each case against the first.
  private static func findings(_ curves: [TrialRunner.Curve]) -> [String] {
    guard let first = curves.first, let reference = first.heard.mean else { return [] }
    return curves.dropFirst().map { curve in
      guard let mean = curve.heard.mean else { return "\(curve.name): no trial found a leader." }
      let lost = curve.heard.unfinished
      return "\(curve.name): \(Table.difference(mean, against: reference)) on average against \(first.name)"
        + (lost == 0 ? "." : "; \(lost) of \(curve.outcomes.count) trials found no leader in time.")
    }
  }
}
