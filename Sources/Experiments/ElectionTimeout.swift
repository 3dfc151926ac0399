import Consensus

/// Raft Figure 16: how long the cluster is without a leader, by the range of its election timeouts.
enum ElectionTimeout {
  /// What is assumed of the servers. The network and the timers are the same in all.
  enum Server: CaseIterable {
    /// As those that were measured: a server waits for its disk (dissertation §10.1), so a candidate writes its
    /// own vote before it asks for others'. The broadcast time is what Raft §5.6 defines: from sending requests to
    /// having the answers, without what the sender wrote before.
    case measured
    /// The same, with the candidate's own write counted in the published broadcast time: each write is a third
    /// shorter.
    case ownWriteCounted
    /// As the first, with writes that all take their mean.
    case even
    /// `Raft`'s replicas as they are, on the first one's disks: they go on while they write, and a voter writes
    /// once.
    case alongside

    var heading: String {
      switch self {
      case .measured: "waits for disk"
      case .ownWriteCounted: "faster disk"
      case .even: "even disk"
      case .alongside: "goes on"
      }
    }

    func disk(_ disk: ClosedRange<Nanoseconds>) -> ClosedRange<Nanoseconds> {
      switch self {
      case .measured, .alongside: return disk
      case .ownWriteCounted: return disk.lowerBound * 2 / 3...disk.upperBound * 2 / 3
      case .even:
        let mean = disk.lowerBound + (disk.upperBound - disk.lowerBound) / 2
        return mean...mean
      }
    }
  }

  /// Published: 100 trials where timeouts do not differ, 1,000 elsewhere.
  private static let slowShare = 10
  /// Where the x axis of the lower graph ends.
  private static let publishedAxis = 600.0
  /// What counts as a miss.
  static let tolerance = 0.1
  /// The columns of the tables, of all that was published.
  private static let shown = [0, 0.1, 0.5, 0.9, 0.99, 1]
  /// What Linux gives a timer by default (prctl(2), PR_SET_TIMERSLACK).
  private static let timerSlack: Nanoseconds = .microseconds(50)

  static func setup(
    _ timeout: ClosedRange<UInt64>, _ broadcast: Broadcast, _ server: Server = .measured
  ) -> ElectionSetup {
    var setup = ElectionSetup(
      electionTimeout: .milliseconds(timeout.lowerBound)...(.milliseconds(timeout.upperBound)),
      latency: broadcast.latency, disk: server.disk(broadcast.disk))
    setup.logs = .twoLonger
    setup.writing = server == .alongside ? .alongside : .holding
    setup.timeoutUnit = .milliseconds(1)
    setup.timerSlack = timerSlack
    return setup
  }

  /// One range of timeouts: what was published, and the times for each server.
  private struct Simulated {
    let line: PublishedCurve
    let times: [Server: Distribution]

    var measured: Distribution { times[.measured] ?? Distribution([]) }
    func median(_ server: Server) -> Double? { times[server]?.percentile(0.5) }
  }

  static func run(
    trials: Int, broadcast: Broadcast, published: [PublishedCurve], _ runner: TrialRunner
  ) throws(ExperimentProblem) -> ExperimentResult {
    var lines: [PublishedCurve] = []
    for line in published where !lines.contains(where: { $0.timeout == line.timeout }) {
      lines.append(line)
    }
    let curves = try runner.run(
      Server.allCases.flatMap { server in
        lines.map { line in
          .init(
            name: line.name, setup: setup(line.timeout, broadcast, server),
            trials: line.isFixed ? max(1, trials / slowShare) : trials)
        }
      })
    let all = lines.enumerated().map { position, line in
      let times = Server.allCases.indices.map { curves[$0 * lines.count + position].heard }
      return Simulated(line: line, times: Dictionary(uniqueKeysWithValues: zip(Server.allCases, times)))
    }
    var result = ExperimentResult(
      experiment: .electionTimeout, setup: description(broadcast),
      columns: ["graph", "timeout_ms", "source", "share", "milliseconds"])
    for graph in ["randomness", "scale"] {
      let pairs = published.filter { $0.graph == graph }.compactMap { line in
        all.first { $0.line.timeout == line.timeout }.map { (line: line, times: $0.measured) }
      }
      result.charts.append(chart(graph, pairs))
      result.tables.append(table(pairs))
      for (line, times) in pairs { result.rows += csv(line, times) }
    }
    result.tables.append(comparison(all))
    result.findings = all.map { finding($0.line, $0.measured) } + reasons(all)
    return result
  }

  private static func description(_ broadcast: Broadcast) -> [String] {
    [
      "Five servers; n1 leads, sends its heartbeat to all at one moment and crashes within the next heartbeat",
      "interval, half of the minimum timeout. Two of the four survivors cannot be elected: their logs are shorter.",
      "Time runs from the crash until every other server has the new leader's first heartbeat.",
      "The servers are as those that were measured: each waits for its disk and hears nothing meanwhile",
      "(dissertation §10.1). A candidate writes its own vote, asks, and each voter writes the new term and then its",
      "vote. The published broadcast of about 15 ms is taken as Raft §5.6 defines it: the round trip and the voter's",
      "two writes.",
      broadcast.description,
      "Only their sum is published. How it divides and how the writes spread (here from next to nothing to twice the",
      "mean) is assumed; other assumptions were tried with the curves in view, and the table of medians shows how much",
      "hangs on them. Timeouts are whole milliseconds, and a timer is up to 0.05 ms late (Linux's slack).",
    ]
  }

  // MARK: Drawing

  private typealias Pair = (line: PublishedCurve, times: Distribution)

  private static func chart(_ graph: String, _ pairs: [Pair]) -> Chart {
    let isUpper = graph == "randomness"
    let end = isUpper ? .infinity : publishedAxis
    func curves(
      _ source: String, _ mark: Chart.Mark, points: (Pair) -> [Distribution.Point]
    ) -> [Chart.Curve] {
      pairs.enumerated().map { position, pair in
        .init(
          name: "\(pair.line.name) ms, \(source)", mark: mark, position: position,
          points: points(pair).filter { $0.x <= end })
      }
    }
    return Chart(
      title: isUpper
        ? "Figure 16, above: more or less randomness" : "Figure 16, below: shorter or longer timeouts",
      isLogarithmic: isUpper,
      curves: curves("simulated", .line) { $0.times.curve(limit: 400) }
        + curves("published", .points) { $0.line.percentiles.map { .init(x: $0.time, y: $0.share) } })
  }

  private static func table(_ pairs: [Pair]) -> Table {
    var table = Table(["timeout, ms", ""] + shown.map(label) + ["mean"])
    for (line, simulated) in pairs {
      let own = shown.map { simulated.percentile($0) } + [simulated.mean]
      let theirs = shown.map { line.time(at: $0) } + [line.mean]
      table.add([line.name, "simulated"] + own.map(Table.time))
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

  /// The medians by what is assumed of the servers.
  private static func comparison(_ all: [Simulated]) -> Table {
    var table = Table(["median, ms", "published"] + Server.allCases.map(\.heading))
    for range in all {
      table.add(
        [range.line.name, Table.time(range.line.time(at: 0.5))]
          + Server.allCases.map { Table.time(range.median($0)) })
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

  private static func csv(_ line: PublishedCurve, _ simulated: Distribution) -> [[String]] {
    simulated.curve(limit: .max).map { [line.graph, line.name, "simulated"] + $0.fields }
      + line.percentiles.map { share, time in
        [line.graph, line.name, "published"] + Distribution.Point(x: time, y: share).fields
      }
  }

  // MARK: What it says

  /// Where a curve misses the published one, and by how much.
  static func finding(_ published: PublishedCurve, _ simulated: Distribution) -> String {
    let name = published.name
    if simulated.sorted.isEmpty {
      return
        "\(name) ms: none of \(simulated.count) trials found a leader in ten minutes; published: a median of "
        + "\(Table.time(published.time(at: 0.5))) ms."
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

  /// Why the curves run as they do, and why they miss where they miss.
  private static func reasons(_ all: [Simulated]) -> [String] {
    func range(_ timeout: ClosedRange<UInt64>) -> Simulated? { all.first { $0.line.timeout == timeout } }
    func median(_ server: Server, _ timeout: ClosedRange<UInt64>) -> String {
      Table.time(range(timeout)?.median(server))
    }
    func ended(_ server: Server) -> String {
      range(150...150)?.times[server].map { "\($0.sorted.count) of \($0.count)" } ?? "none"
    }
    let afterTimers = all.filter { !$0.line.isFixed }.compactMap { range in
      range.line.time(at: 0).map { $0 - Double(range.line.timeout.lowerBound) / 2 }
    }
    return [
      "Waits for disk or goes on: whoever times out while the first candidate still writes its own vote has voted for "
        + "itself, too. Replicas that go on while they write ask at once, and their voters write once: at 150-151 ms "
        + "half of their elections end within \(median(.alongside, 150...151)) ms instead of "
        + "\(median(.measured, 150...151)) ms.",
      "150-150 ms: all four time out together, term after term. The timers' small delays drive them apart, until "
        + "a candidate whose write happens to be quick has asked before the others time out: "
        + "\(ended(.measured)) trials ended within ten minutes, with an even disk \(ended(.even)).",
      "Even disk: if no write were quicker than the mean, 150-155 ms would take \(median(.even, 150...155)) ms at the "
        + "median instead of \(median(.measured, 150...155)) ms. So the narrow ranges hang on a spread that is not "
        + "published, and that they come near is no proof of it.",
      "Faster disk: if the published broadcast counted the candidate's own write, too, each write would be a third "
        + "shorter. That is nearer at \(all.count(where: isNearerOnFasterDisk)) of the \(all.count) medians; "
        + "the text does not say which is meant.",
      "12-24 ms: the timeouts are as short as a broadcast, so servers time out again before votes are written. "
        + "The published median is \(Table.time(range(12...24)?.line.time(at: 0.5))); here it is \(median(.measured, 12...24)), on a "
        + "faster disk \(median(.ownWriteCounted, 12...24)), on an even one \(median(.even, 12...24)). The quickest "
        + "published elections came only \(Table.time(afterTimers.min())) to \(Table.time(afterTimers.max())) ms after the "
        + "earliest possible time-out, so the measured servers were at times quicker than 15 ms. Why is not known.",
    ]
  }

  /// Whether the second reading of the broadcast time is nearer to the published median than the first.
  private static func isNearerOnFasterDisk(_ range: Simulated) -> Bool {
    func distance(_ server: Server) -> Double {
      guard let own = range.median(server), let theirs = range.line.time(at: 0.5) else {
        return .infinity
      }
      return max(own / theirs, theirs / own)
    }
    return distance(.ownWriteCounted) < distance(.measured)
  }
}
