import Consensus

/// Raft Figure 16: how long the cluster is without a leader, by the range of its election timeouts.
enum ElectionTimeout {
  /// Published: 100 trials where timeouts do not differ, 1,000 elsewhere.
  private static let slowShare = 10
  /// Where the x axis of the lower graph ends.
  private static let publishedAxis = 600.0
  /// What counts as a miss.
  static let tolerance = 0.1

  static func setup(_ timeout: ClosedRange<UInt64>, _ broadcast: Broadcast) -> ElectionSetup {
    var setup = ElectionSetup(
      electionTimeout: .milliseconds(timeout.lowerBound)...(.milliseconds(timeout.upperBound)),
      latency: broadcast.latency, disk: broadcast.disk)
    setup.logs = .twoLonger
    return setup
  }

  static func run(
    trials: Int, broadcast: Broadcast, published: PublishedElections, _ runner: TrialRunner
  ) throws(ExperimentProblem) -> ExperimentResult {
    var result = ExperimentResult(
      .electionTimeout,
      setup: [
        "Five servers; n1 leads, sends its heartbeat to all at one moment and crashes within the next heartbeat",
        "interval, half of the minimum timeout. Two of the four survivors cannot be elected: their logs are shorter.",
        "\(broadcast.description). Published: about 15 ms; not fitted.",
        "Time runs from the crash until every other server has the new leader's first heartbeat.",
      ],
      columns: ["graph", "timeout_ms", "source", "share", "milliseconds"])
    var plans: [TrialRunner.Plan] = []
    for line in published.lines where !plans.contains(where: { $0.name == name(line) }) {
      let isSlow = line.timeout.lowerBound == line.timeout.upperBound
      plans.append(
        .init(
          name(line), setup(line.timeout, broadcast), trials: isSlow ? max(1, trials / slowShare) : trials))
    }
    let curves = try runner.run(plans)
    for graph in ["randomness", "scale"] {
      let lines = published.lines.filter { $0.graph == graph }
      let pairs = lines.compactMap { line in curves.first { $0.name == name(line) }.map { (line, $0.heard) } }
      result.charts.append(chart(graph, pairs))
      result.tables.append(table(pairs))
      for (line, simulated) in pairs {
        result.rows += csv(line, simulated)
        if !result.findings.contains(where: { $0.hasPrefix(name(line) + " ms:") }) {
          result.findings.append(finding(name(line), simulated, line.curve))
        }
      }
    }
    return result
  }

  private static func name(_ line: PublishedElections.Line) -> String {
    "\(line.timeout.lowerBound)-\(line.timeout.upperBound)"
  }

  private static func chart(
    _ graph: String, _ pairs: [(line: PublishedElections.Line, simulated: Distribution)]
  ) -> Chart {
    var curves: [Chart.Curve] = []
    for (position, pair) in pairs.enumerated() {
      curves.append(
        Chart.Curve(
          name: "\(name(pair.line)) ms, simulated", letter: Letters.small(position), mark: .line,
          colour: position, points: pair.simulated.curve(limit: 400)))
    }
    for (position, pair) in pairs.enumerated() {
      curves.append(
        Chart.Curve(
          name: "\(name(pair.line)) ms, published", letter: Letters.capital(position), mark: .points,
          colour: position,
          points: pair.line.curve.percentiles.map { .init(x: $0.time, y: $0.share) }))
    }
    return Chart(
      title: graph == "randomness"
        ? "Figure 16, above: more or less randomness" : "Figure 16, below: shorter or longer timeouts",
      xLabel: "ms", yLabel: "elections that took no longer", isLogarithmic: graph == "randomness",
      xLimit: graph == "randomness" ? nil : publishedAxis, curves: curves)
  }

  private static func table(
    _ pairs: [(line: PublishedElections.Line, simulated: Distribution)]
  ) -> Table {
    let shares = pairs.first?.line.curve.percentiles.map(\.share) ?? []
    var table = Table(["timeout, ms", ""] + shares.map(label) + ["mean"])
    for (line, simulated) in pairs {
      let own = shares.map { simulated.percentile($0) } + [simulated.mean]
      let theirs = line.curve.percentiles.map { Optional($0.time) } + [line.curve.mean]
      table.add([name(line), "simulated"] + own.map(Table.time))
      table.add(["", "published"] + theirs.map(Table.time))
      table.add(
        ["", "off by"]
          + zip(own, theirs).map { pair in
            guard let own = pair.0, let theirs = pair.1 else { return "-" }
            return Table.difference(own, against: theirs)
          })
    }
    return table
  }

  static func label(_ share: Double) -> String {
    switch share {
    case 0: "min"
    case 1: "max"
    default: "p" + (Table.fixed(share * 100, decimals: share * 100 == (share * 100).rounded() ? 0 : 1))
    }
  }

  /// Where a curve misses the published one, and by how much.
  static func finding(_ name: String, _ simulated: Distribution, _ published: PublishedCurve) -> String {
    if simulated.sorted.isEmpty {
      return
        "\(name) ms: none of \(simulated.count) trials found a leader in ten minutes; published: a median of "
        + "\(Table.time(published.percentiles.first { $0.share == 0.5 }?.time)) ms."
    }
    var hits: [String] = []
    var misses: [String] = []
    func compare(_ label: String, _ own: Double?, _ theirs: Double) {
      guard let own else {
        misses.append("\(label) not reached (published \(Table.time(theirs)))")
        return
      }
      if abs(own / theirs - 1) <= tolerance {
        hits.append(label)
      } else {
        misses.append("\(label) by \(Table.difference(own, against: theirs))")
      }
    }
    for (share, time) in published.percentiles { compare(label(share), simulated.percentile(share), time) }
    if let mean = published.mean { compare("mean", simulated.mean, mean) }
    let close = hits.isEmpty ? "nowhere within 10%" : "within 10% at " + hits.joined(separator: " ")
    return "\(name) ms: \(close)"
      + (misses.isEmpty ? "." : "; misses " + misses.joined(separator: ", ") + ".")
  }

  private static func csv(_ line: PublishedElections.Line, _ simulated: Distribution) -> [[String]] {
    func row(_ source: String, _ share: Double, _ time: Double) -> [String] {
      [line.graph, name(line), source, Table.fixed(share, decimals: 4), Table.fixed(time, decimals: 3)]
    }
    return simulated.curve(limit: .max).map { row("simulated", $0.y, $0.x) }
      + line.curve.percentiles.map { row("published", $0.share, $0.time) }
  }
}
