import Assets
import Consensus
import Testing

@testable import Experiments

struct ExperimentTests {
  static func run(_ experiment: Experiment, trials: Int, seed: UInt64 = 1) throws -> ExperimentResult {
    try experiment.run(
      trials: trials, seed: seed, published: quickFigure16, tell: { _ in })
  }

  /// Without the row whose elections take minutes.
  private static let quickFigure16 = Array(
    PublishedFigures.raftFigure16.split(separator: UInt8(ascii: "\n")).filter {
      !String(decoding: $0, as: UTF8.self).contains("150-150")
    }.joined(separator: [UInt8(ascii: "\n")]))

  @Test(arguments: Experiment.allCases.filter { $0.scenario == nil && $0 != .partialNetwork })
  func everyExperimentIsDeterministicAndSaysSomething(experiment: Experiment) throws {
    let trials = experiment == .electionTimeout ? 4 : 8
    let first = try Self.run(experiment, trials: trials)
    #expect(try Self.run(experiment, trials: trials) == first)
    #expect(try Self.run(experiment, trials: trials, seed: 2) != first)
    #expect(!first.charts.isEmpty)
    #expect(!first.tables.isEmpty)
    #expect(!first.findings.isEmpty)
    #expect(first.rows.allSatisfy { $0.count == first.columns.count })
    #expect(first.text(width: 80).split(separator: "\n").count > 20)
  }

  @Test(arguments: [Experiment.figure7, .figure8]) func figuresOfLogsAreShippedScenarios(
    experiment: Experiment
  ) throws {
    let name = try #require(experiment.scenario)
    #expect(ShippedScenarios.bytes(of: name) != nil)
    #expect(throws: ExperimentProblem.self) { try Self.run(experiment, trials: 1) }
  }

  @Test func theListHasOneLineForEach() {
    let lines = Experiment.list.split(separator: "\n")
    #expect(lines.count == Experiment.allCases.count)
    #expect(lines.first?.hasPrefix("figure-7 ") == true)
  }

  @Test(arguments: [0, -1, 1_000_001]) func wrongTrialsAreNamed(trials: Int) {
    #expect(throws: ExperimentProblem("--trials \(trials): expected 1 to 1000000")) {
      try Self.run(.heavyLoss, trials: trials)
    }
  }

  /// A broad range of timeouts is the easy case: what is assumed of the disk hardly matters there.
  @Test func theUsualTimeoutsComeOutAsPublished() throws {
    let published = try PublishedCurve.all(csv: PublishedFigures.raftFigure16)
    let line = try #require(published.first { $0.timeout == 150...300 })
    let curve = try TrialRunner(seed: 1).run([
      .init(name: "150-300", setup: ElectionTimeout.setup(150...300, Broadcast()), trials: 300)
    ])[0]
    for (share, time) in line.percentiles where (0.1...0.9).contains(share) {
      let own = try #require(curve.heard.percentile(share))
      #expect(abs(own / time - 1) < 0.2, "\(share)")
    }
  }

  /// The half with little randomness is what the papers show it for.
  @Test func narrowRangesComeOutNearThePublished() throws {
    let published = try PublishedCurve.all(csv: PublishedFigures.raftFigure16)
    for (timeout, tolerance) in [(150...151, 0.3), (150...155, 0.3), (150...175, 0.25)] {
      let range = UInt64(timeout.lowerBound)...UInt64(timeout.upperBound)
      let line = try #require(published.first { $0.timeout == range })
      let curve = try TrialRunner(seed: 1).run([
        .init(
          name: "", setup: ElectionTimeout.setup(range, Broadcast()),
          trials: timeout.count == 2 ? 100 : 300)
      ])[0]
      let own = try #require(curve.heard.percentile(0.5))
      let theirs = try #require(line.time(at: 0.5))
      #expect(abs(own / theirs - 1) < tolerance, "\(timeout)")
    }
  }

  /// "Leader election consistently took longer than 10 seconds" (Raft §9.3).
  @Test func withoutRandomnessElectionsTakeLongerThanTenSeconds() throws {
    let curve = try TrialRunner(seed: 1).run([
      .init(name: "", setup: ElectionTimeout.setup(150...150, Broadcast()), trials: 4)
    ])[0]
    #expect(curve.heard.unfinished == 0)
    #expect(try #require(curve.heard.percentile(0)) > 10_000)
  }

  /// What the output says of its own assumption: without quick writes the narrow ranges take far longer.
  @Test func narrowRangesHangOnQuickWrites() throws {
    let medians = try [ElectionTimeout.Server.measured, .even].map { server in
      try TrialRunner(seed: 1).run([
        .init(name: "", setup: ElectionTimeout.setup(150...155, Broadcast(), server), trials: 100)
      ])[0].heard.percentile(0.5)
    }
    let measured = try #require(medians[0])
    let even = try #require(medians[1])
    #expect(even > 1.5 * measured)
  }

  @Test(arguments: [Experiment.heavyLoss, .splitVote]) func trialsCanBeStopped(experiment: Experiment) throws
  {
    var done = 0
    do {
      _ = try experiment.run(
        trials: 1000, seed: 1, published: [], isStopped: { done >= 64 }, tell: { done = $0.done })
      Issue.record("it went on")
    } catch {
      #expect(error.isStop)
      #expect(error.description.hasPrefix("stopped after 64 of "))
    }
  }

  @Test func progressCountsToTheEnd() throws {
    var told: [Progress] = []
    _ = try Experiment.heavyLoss.run(
      trials: 3, seed: 1, published: [], tell: { told.append($0) })
    #expect(told.first?.done == 0)
    #expect(told.last == Progress(done: 21, total: 21, curve: "done"))
  }
}

struct PublishedCurveTests {
  @Test func allCurvesOfFigure16AreThere() throws {
    let lines = try PublishedCurve.all(csv: PublishedFigures.raftFigure16)
    #expect(
      lines.filter { $0.graph == "randomness" }.map(\.timeout.upperBound) == [150, 151, 155, 175, 200, 300])
    #expect(lines.filter { $0.graph == "scale" }.map(\.timeout.lowerBound) == [12, 25, 50, 100, 150])
    let usual = try #require(lines.first { $0.timeout == 150...155 })
    #expect(usual.mean == 345.2)
    #expect(usual.percentiles.map(\.share) == [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1])
    #expect(usual.percentiles[3].time == 287.3)
  }

  @Test func theFileNamesItsSourceAndLicence() {
    let text = String(decoding: PublishedFigures.raftFigure16, as: UTF8.self)
    #expect(text.contains("Ongaro"))
    #expect(text.contains("CC-BY"))
  }

  @Test(arguments: ["a,b,p50\nrandomness,150-100,3", "a,b,p50\nrandomness,150-160", "a,b,p50\nx,1-2,three"])
  func wrongLinesAreNamed(text: String) {
    #expect(throws: ExperimentProblem.self) { try PublishedCurve.all(csv: Array(text.utf8)) }
  }
}

struct OutputTests {
  @Test func percentilesLieBetweenSamples() {
    let times = Distribution([30, 10, 20, 40, 50])
    #expect(times.percentile(0) == 10)
    #expect(times.percentile(0.5) == 30)
    #expect(times.percentile(0.625) == 35)
    #expect(times.percentile(1) == 50)
    #expect(times.mean == 30)
    #expect(Distribution([]).percentile(0.5) == nil)
    #expect(Distribution([]).mean == nil)
  }

  @Test func trialsWithoutAnEndLieBehindAllOthers() {
    let times = Distribution([1, 2], unfinished: 2)
    #expect(times.percentile(0.33) == 1.99)
    #expect(times.percentile(0.5) == nil)
    #expect(times.curve(limit: 10).last == .init(x: 2, y: 0.5))
  }

  @Test(arguments: [
    ("one two three", 7, 0, "one two\nthree\n"), ("one two three", 80, 2, "one two three\n"),
    ("one two three", 8, 2, "one two\n  three\n"), ("", 10, 2, ""), ("unbreakable", 3, 1, "unbreakable\n"),
  ])
  func sentencesAreBrokenBetweenWords(text: String, width: Int, indent: Int, lines: String) {
    #expect(Prose.wrapped(text, width: width, indent: indent) == lines)
  }

  @Test func aTableThatIsTooWideNamesItsRowsByLetters() {
    var table = Table(["case", "mean"], hasLetters: true)
    table.add(["a long name", "1.0"])
    table.add(["another", "20.0"])
    #expect(table.text(width: 20) == "case         mean\na long name   1.0\nanother      20.0\n")
    #expect(table.text(width: 16) == "case  mean\na      1.0\nb     20.0\n")
  }

  @Test(arguments: Experiment.allCases.filter { $0.scenario == nil && $0 != .partialNetwork })
  func everythingFitsEightyColumns(experiment: Experiment) throws {
    let text = try ExperimentTests.run(experiment, trials: 2).text(width: 80)
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func csvQuotesWhatNeedsIt() {
    var result = ExperimentResult(experiment: .heavyLoss, setup: [], columns: ["case", "share"])
    result.rows = [["plain", "1"], ["a, \"b\"", "2"]]
    #expect(result.csv == "case,share\nplain,1\n\"a, \"\"b\"\"\",2\n")
  }

  @Test func aChartDrawsItsCurvesBetweenItsAxes() {
    let chart = Chart(
      title: "Title", xLabel: "ms", yLabel: "share",
      curves: [
        .init(
          name: "one & two", mark: .line, position: 0,
          points: [.init(x: 0, y: 0), .init(x: 10, y: 1)]),
        .init(name: "three", mark: .points, position: 0, points: [.init(x: 5, y: 0.5)]),
      ])
    let lines = chart.text(width: 40, height: 12).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "Title")
    #expect(lines[1].hasPrefix("100% │") && lines[1].hasSuffix("a"))
    #expect(lines[9].hasPrefix("  0% │a"))
    #expect(lines[5...6].contains { $0.contains("A") })
    #expect(lines[10].hasPrefix("     └"))
    #expect(lines.allSatisfy { $0.count <= 40 })
    let svg = Chart.document([chart])
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(svg.contains("one &amp; two"))
    #expect(svg.contains("<polyline"))
    #expect(svg.contains("<circle"))
    #expect(svg.hasSuffix("</svg>\n"))
  }

  @Test func whatLiesBehindThePublishedAxisIsNotDrawn() throws {
    let charts = try ExperimentTests.run(.electionTimeout, trials: 2).charts
    let ends = charts.map { chart in chart.curves.flatMap(\.points).map(\.x).max() ?? 0 }
    #expect(ends[0] > 600 && ends[1] <= 600)
  }

  @Test(arguments: [
    Chart(title: "", xLabel: "", yLabel: "", curves: []),
    Chart(
      title: "", xLabel: "", yLabel: "", isLogarithmic: true,
      curves: [
        .init(name: "", mark: .line, position: 0, points: [.init(x: 3, y: 1)])
      ]),
  ])
  func anEmptyOrSinglePointIsDrawnToo(chart: Chart) {
    #expect(!chart.text(width: 0, height: 0).isEmpty)
    #expect(Chart.document([chart]).hasSuffix("</svg>\n"))
  }

  @Test func logarithmicTicksAreRound() {
    let chart = Chart(
      title: "", xLabel: "", yLabel: "", isLogarithmic: true,
      curves: [
        .init(
          name: "", mark: .line, position: 0, points: [.init(x: 80, y: 0), .init(x: 1500, y: 1)])
      ])
    #expect(chart.xTicks.map { $0.rounded() } == [100, 200, 500, 1000])
    #expect(abs(chart.place(x: 346.4) - 0.5) < 0.001)
  }

  @Test func missesAreStatedByPercentile() {
    let published = PublishedCurve(
      graph: "scale", timeout: 1...2, percentiles: [(0, 100), (0.5, 200), (1, 300)], mean: 200)
    #expect(
      ElectionTimeout.finding(published, Distribution([100, 250, 300]))
        == "1-2 ms: within 10% at min max mean; misses p50 by +25%.")
    #expect(
      ElectionTimeout.finding(published, Distribution([], unfinished: 3))
        == "1-2 ms: none of 3 trials found a leader in ten minutes; published: a median of 200.0 ms.")
  }
}
