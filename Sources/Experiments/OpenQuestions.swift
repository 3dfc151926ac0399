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
    let veryFar = links { $0 == 4 || $1 == 4 ? 250 : 35 }
    var guarded = veryFar
    guarded.preVote = true
    return try compare(
      .unequalLatency,
      setup: [
        "Five servers, timeouts of 300-600 ms, no disk time; n1 leads and crashes. The mean latency of all links is",
        "about the same in each case, but for the last two.",
      ],
      plans: [
        ("all links 35-40 ms", links { _, _ in 35 }),
        // Sites of three and two: of the 20 links, 8 are short and 12 long.
        ("two sites: 5-10 ms within, 55-60 ms across", links { ($0 < 3) == ($1 < 3) ? 5 : 55 }),
        ("n5 far away: 75-80 ms, others 8-13 ms", links { $0 == 4 || $1 == 4 ? 75 : 8 }),
        ("one way slow: up 60-65 ms, down 10-15 ms", links { $0 < $1 ? 60 : 10 }),
        ("n5 very far away: 250-255 ms, others 35-40 ms", veryFar),
        ("the same, with pre-vote", guarded),
      ], trials: trials, runner
    ) { curves in
      [
        "A candidate needs two votes. With n1 dead two servers are left at each of the two sites, so one vote must "
          + "come from across, and two candidates are often under way before either has heard of the other: "
          + "\(share(curves[1].secondTermShare)) took a second term, against \(share(curves[0].secondTermShare)).",
        "A server far away seldom wins, since its request comes late and the others do not need its vote: the "
          + "nearer three decide, so the mean latency of a cluster says little.",
        "One way slow: request and vote together take as long for everyone, but n5's requests travel fast and n2's "
          + "slowly. Whose request travels fast has asked before the others time out: n5 wins "
          + "\(share(curves[3].winShare(NodeID(5)))), n2 \(share(curves[3].winShare(NodeID(2)))).",
        "Very far: a new leader's first heartbeat reaches n5 about as late as n5's own timeout comes, so n5 begins "
          + "terms that it hardly ever wins and that bring the new leader down. With pre-vote (§9.6) it asks first and "
          + "is refused: \(Table.time(curves[5].heard.mean)) ms on average instead of "
          + "\(Table.time(curves[4].heard.mean)), and \(Table.time(curves[5].heard.percentile(0.99))) at p99 instead "
          + "of \(Table.time(curves[4].heard.percentile(0.99))). What remains: the nearer three cannot count on n5, so "
          + "each needs both others.",
      ]
    }
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
      ], trials: trials, runner
    ) { curves in
      [
        "A timeout is measured on the server's own clock. A fast clock times out first, so its server wins more "
          + "often: n5 \(share(curves[0].winShare(NodeID(5)))) of the elections without drift, "
          + "\(share(curves[3].winShare(NodeID(5)))) at +25%. A slow one only loses: three others are left to time out.",
        "Differences between clocks even help, since timers that differ do not split votes; what harms is all "
          + "clocks being slow, which makes every timeout longer in true time.",
        "Safety never depends on clocks (§3.9). Real ones are off by less than 0.01%, a hundredth of the smallest drift "
          + "here. Leases are another matter: they count on a bound (§6.4.1).",
      ]
    }
  }

  /// A local cluster whose network loses messages.
  static func heavyLoss(trials: Int, _ runner: TrialRunner) throws(ExperimentProblem) -> ExperimentResult {
    let losses: [UInt32] = [0, 5, 10, 20, 30, 40, 50]
    func losing(_ percent: UInt32) -> ElectionSetup {
      var setup = local
      setup.loss = percent * 10_000
      return setup
    }
    return try compare(
      .heavyLoss,
      setup: [
        "Five servers, timeouts of 150-300 ms, 5-15 ms one way, a disk write 1-3 ms; n1 leads and crashes.",
        "Every message is lost with this chance. A vote that is lost is asked for again only in the next term.",
      ],
      plans: losses.map { ("\($0)% lost", losing($0)) }, trials: trials, runner
    ) { curves in
      let whole = 1 - (curves.first?.secondTermShare ?? 0)
      return [
        "Request and answer must both arrive, with the chance q = (1 - loss)^2, and two of the three others must "
          + "answer: 3q^2(1 - q) + q^3. Times the share of first terms that end without any loss, the first term "
          + "should find a leader in: "
          + zip(losses, curves).dropFirst().map { loss, curve in
            "\(share(whole * twoOfThree(answered: loss))) at \(loss)% (seen: \(share(1 - curve.secondTermShare)))"
          }.joined(separator: ", ") + ".",
        "So a few lost messages cost little, since a majority is enough; but each failed term costs a whole timeout, "
          + "and at 50% most terms fail. Lost heartbeats, besides, make servers time out under a good leader.",
      ]
    }
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
      ], trials: trials, runner
    ) { curves in
      [
        "Whose range begins first is elected: a range is a priority. n5 at 100-150 ms wins "
          + "\(share(curves[2].winShare(NodeID(5)))); servers with longer ranges win almost never, and the others "
          + "hardly wait longer for that.",
        "Ranges one behind the other split no votes where the gaps are longer than a request takes: "
          + "\(share(curves[5].secondTermShare)) took a second term against \(share(curves[0].secondTermShare)), and the "
          + "longest election took \(Table.time(curves[5].heard.percentile(1))) ms against "
          + "\(Table.time(curves[0].heard.percentile(1))). The price: where the first in the row is down or its log too "
          + "short, everybody waits for the second.",
      ]
    }
  }

  // MARK: The common part

  private static let wide = ElectionSetup(
    electionTimeout: WideArea.timeout, latency: WideArea.latency, disk: nil)
  private static let local = ElectionSetup(
    electionTimeout: .milliseconds(150)...(.milliseconds(300)),
    latency: .milliseconds(5)...(.milliseconds(15)), disk: .milliseconds(1)...(.milliseconds(3)))

  private static func share(_ share: Double) -> String { Chart.percent(share) }

  /// The chance that of three requests two or three are answered, where so many percent of all messages are lost.
  private static func twoOfThree(answered loss: UInt32) -> Double {
    let arrives = 1 - Double(loss) / 100
    let answered = arrives * arrives
    return 3 * answered * answered * (1 - answered) + answered * answered * answered
  }

  /// - Parameter reasons: why the cases differ as they do.
  private static func compare(
    _ experiment: Experiment, setup: [String], plans: [(name: String, setup: ElectionSetup)], trials: Int,
    _ runner: TrialRunner, reasons: ([TrialRunner.Curve]) -> [String]
  ) throws(ExperimentProblem) -> ExperimentResult {
    var result = ExperimentResult(
      experiment: experiment,
      setup: setup + [
        "Time runs from the crash until every other server has the new leader's first heartbeat.",
        "\"2+ terms\" is the share of elections whose first term found no leader; n2 to n5 are the shares they won.",
      ],
      columns: ["case", "share", "milliseconds"])
    let curves = try runner.run(plans.map { .init(name: $0.name, setup: $0.setup, trials: trials) })
    let survivors = (2...nodes).map { NodeID($0) }
    var table = Table(
      ["case", "mean", "p50", "p90", "p99", "max", "2+ terms"] + survivors.map { "\($0)" }, hasLetters: true)
    for curve in curves {
      let times = curve.heard
      table.add(
        [curve.name, Table.time(times.mean)]
          + [0.5, 0.9, 0.99, 1].map { Table.time(times.percentile($0)) }
          + [Chart.percent(curve.secondTermShare)] + survivors.map { Chart.percent(curve.winShare($0)) })
      result.rows += times.curve(limit: 1000).map { [curve.name] + $0.fields }
    }
    result.tables = [table]
    result.charts = [
      Chart(
        title: experiment.rawValue, isLogarithmic: true,
        curves: curves.enumerated().map { position, curve in
          .init(
            name: curve.name, mark: .line, position: position, points: curve.heard.curve(limit: 400))
        })
    ]
    result.findings = findings(curves) + reasons(curves)
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
