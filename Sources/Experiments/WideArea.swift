import Consensus

/// The dissertation's simulated wide-area network (§9.4), and the same with logs that differ (§9.5).
enum WideArea {
  static let latency: ClosedRange<Nanoseconds> = .milliseconds(30)...(.milliseconds(40))
  static let timeout: ClosedRange<Nanoseconds> = .milliseconds(300)...(.milliseconds(600))
  /// The text's figures, in milliseconds, by servers that are down: the mean, and what 99.9% stay below.
  private static let published: [Int: (mean: Double, tail: Double)] = [1: (475, 1500), 2: (650, 3000)]

  static func setup(down: Int, logs: ElectionSetup.Logs) -> ElectionSetup {
    var setup = ElectionSetup(electionTimeout: timeout, latency: latency, disk: nil)
    setup.start = .freshTimers(down: down)
    setup.logs = logs
    return setup
  }

  static func run(trials: Int, _ runner: TrialRunner) throws(ExperimentProblem) -> ExperimentResult {
    var result = ExperimentResult(
      experiment: .wanElection,
      setup: [
        "Five servers, 30-40 ms one way, timeouts of 300-600 ms; all start with fresh timers and disks take no",
        "time, as in the dissertation's simulator. Time runs from the start until a leader is made.",
      ],
      columns: ["down", "logs", "source", "share", "milliseconds"])
    var table = Table(["servers down", "logs", "mean", "p50", "p90", "p99", "p99.9", "max", "2+ terms"])
    let kinds = [(ElectionSetup.Logs.equal, "equal"), (.allDiffer, "all differ")]
    let all = try runner.run(
      kinds.flatMap { logs, title in
        (0...2).map {
          .init(
            name: "\($0) down, logs \(title)", setup: setup(down: $0, logs: logs), trials: trials)
        }
      })
    for (position, (logs, title)) in kinds.enumerated() {
      let curves = Array(all[(position * 3)..<(position * 3 + 3)])
      var drawn: [Chart.Curve] = []
      for (down, curve) in curves.enumerated() {
        let times = curve.elected
        let text = logs == .equal ? published[down] : nil
        table.add(
          ["\(down)", title, Table.time(times.mean)]
            + [0.5, 0.9, 0.99, 0.999, 1].map { Table.time(times.percentile($0)) }
            + [Table.fixed(curve.secondTermShare * 100, decimals: 1) + "%"])
        drawn.append(
          .init(name: "\(down) down, simulated", mark: .line, position: down, points: times.curve(limit: 400))
        )
        result.rows += times.curve(limit: 1000).map { ["\(down)", title, "simulated"] + $0.fields }
        if let text {
          let tail = Distribution.Point(x: text.tail, y: 0.999)
          drawn.append(
            .init(
              name: "\(down) down, published: 99.9% within", mark: .points, position: down, points: [tail]))
          result.rows.append(["\(down)", title, "published"] + tail.fields)
          result.findings.append(finding(down, times, text))
        }
      }
      result.charts.append(
        Chart(title: "Elections across a continent, logs \(title)", curves: drawn))
    }
    result.tables = [table]
    result.findings += [
      "Two down: the first candidate needs the vote of each server that is left, so one that times out before the "
        + "request arrives splits the vote; then all wait for another timeout.",
      "Logs all differ: a server whose log is too short begins a term in vain, so second terms are many more; but "
        + "its request resets nobody's timer (only a granted vote does), so that elections take little longer (§9.5).",
    ]
    return result
  }

  private static func finding(
    _ down: Int, _ times: Distribution, _ text: (mean: Double, tail: Double)
  ) -> String {
    guard let mean = times.mean, let tail = times.percentile(0.999) else {
      return "\(down) down: not every trial found a leader."
    }
    let verdict = tail <= text.tail ? "as published" : "which misses the published"
    return "\(down) down: the mean is \(Table.time(mean)) ms, published about \(Table.time(text.mean)) "
      + "(\(Table.difference(mean, against: text.mean))); 99.9% within \(Table.time(tail)) ms, "
      + "\(verdict) \(Table.time(text.tail))."
  }
}
