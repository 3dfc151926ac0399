import Canvas
import Consensus

/// What can be reproduced, by the name on the command line.
public enum Experiment: String, Sendable, CaseIterable {
  case figure7 = "figure-7"
  case figure8 = "figure-8"
  case electionTimeout = "election-timeout"
  case splitVote = "split-vote"
  case wanElection = "wan-election"
  case unequalLatency = "unequal-latency"
  case clockDrift = "clock-drift"
  case heavyLoss = "heavy-loss"
  case timeoutRanges = "timeout-ranges"
  case partialNetwork = "partial-network"

  /// One line on it.
  public var summary: String {
    switch self {
    case .figure7: "the logs that a new leader may meet, brought into line (Raft Figure 7)"
    case .figure8: "an entry of an earlier term, on a majority and yet overwritten (Raft Figure 8)"
    case .electionTimeout: "how long a cluster is without a leader, by election timeout (Raft Figure 16)"
    case .splitVote: "how often a vote is split: the formula against replicas (dissertation §9.2)"
    case .wanElection: "elections across a continent, 30-40 ms one way (dissertation §9.4, §9.5)"
    case .unequalLatency: "an open question of the dissertation (§9.7): links of different latency"
    case .clockDrift: "an open question of the dissertation (§9.7): clocks of different speed"
    case .heavyLoss: "an open question of the dissertation (§9.7): networks that lose messages"
    case .timeoutRanges: "an open question of the dissertation (§9.7): servers with different timeout ranges"
    case .partialNetwork: "who is still paid when some links fail: Raft, Raft with pre-vote, Multi-Paxos"
    }
  }

  /// The shipped scenario that shows it; nil where trials are run.
  public var scenario: String? {
    switch self {
    case .figure7, .figure8: rawValue
    default: nil
    }
  }

  /// Trials for each curve where none are asked for: as many as were published, or enough for the tail.
  var usualTrials: Int { self == .wanElection || self == .splitVote ? 10_000 : 1000 }

  /// One line for each experiment.
  public static var list: String {
    let width = allCases.map(\.rawValue.count).max() ?? 0
    return allCases.map {
      TextWidth.fit($0.rawValue, width: width) + "  " + $0.summary + "\n"
    }.joined()
  }

  /// Runs the trials; `tell` hears how far they are.
  /// - Parameters:
  ///   - broadcast: how `election-timeout`'s broadcast is made up; the others have theirs.
  ///   - published: the bytes of the published curves' file.
  ///   - isStopped: asked between trials; true ends them.
  /// - Throws: what is wrong with the numbers, or that the trials were stopped.
  public func run(
    trials: Int?, seed: UInt64, broadcast: Broadcast = Broadcast(), published: [UInt8],
    isStopped: @escaping () -> Bool = { false }, tell: @escaping (Progress) -> Void
  ) throws(ExperimentProblem) -> ExperimentResult {
    let trials = trials ?? usualTrials
    guard (1...1_000_000).contains(trials) else {
      throw ExperimentProblem("--trials \(trials): expected 1 to 1000000")
    }
    let runner = TrialRunner(seed: seed, isStopped: isStopped, show: tell)
    switch self {
    case .figure7, .figure8, .partialNetwork:
      throw ExperimentProblem("\(rawValue) is played by whole clusters, not a row of trials")
    case .electionTimeout:
      return try ElectionTimeout.run(
        trials: trials, broadcast: broadcast, published: PublishedCurve.all(csv: published), runner)
    case .splitVote: return try SplitVote.run(trials: trials, runner)
    case .wanElection: return try WideArea.run(trials: trials, runner)
    case .unequalLatency: return try OpenQuestions.unequalLatency(trials: trials, runner)
    case .clockDrift: return try OpenQuestions.clockDrift(trials: trials, runner)
    case .heavyLoss: return try OpenQuestions.heavyLoss(trials: trials, runner)
    case .timeoutRanges: return try OpenQuestions.timeoutRanges(trials: trials, runner)
    }
  }
}

/// A network round trip and a disk write.
public struct Broadcast: Sendable, Equatable {
  /// One way.
  public var latency: ClosedRange<Nanoseconds> = 200_000...300_000
  /// Of one durable write.
  public var disk: ClosedRange<Nanoseconds> = 100_000...14_400_000

  /// The published broadcast takes about 15 ms (dissertation §9.4: "network round trip plus disk write"). On its
  /// gigabit Ethernet nearly all of that is the disk: 0.25 ms each way, and 14.5 ms for the voter's two writes, of
  /// the new term and of its vote. How they spread is not published; from next to nothing to twice the mean is an
  /// assumption on which the narrow ranges depend.
  public init() {}

  /// A sentence.
  var description: String {
    func range(_ times: ClosedRange<Nanoseconds>) -> String {
      func milliseconds(_ time: Nanoseconds) -> String {
        let text = Table.fixed(Double(time) / 1e6, decimals: 2)
        return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
      }
      return milliseconds(times.lowerBound) + "-" + milliseconds(times.upperBound) + " ms"
    }
    let trip = Double(latency.lowerBound) + Double(latency.upperBound)
    let writes = Double(disk.lowerBound) + Double(disk.upperBound)
    return "One way takes \(range(latency)) and a write \(range(disk)): "
      + "\(Table.fixed((trip + writes) / 1e6, decimals: 1)) ms for a broadcast on average."
  }
}

/// How far the trials are.
public struct Progress: Sendable, Equatable {
  /// Of all curves together.
  public let done: Int
  public let total: Int
  /// The curve at work.
  public let curve: String
}

/// What an experiment found.
public struct ExperimentResult: Sendable, Equatable {
  let experiment: Experiment
  /// How it was set up: one text in pieces.
  let setup: [String]
  var charts: [Chart] = []
  var tables: [Table] = []
  /// What it says, a sentence each; where it misses what was published, by how much.
  var findings: [String] = []
  /// The columns of the CSV file and its lines.
  let columns: [String]
  var rows: [[String]] = []

  /// Comma-separated values (RFC 4180), with a heading.
  public var csv: String {
    ([columns] + rows).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline })
      ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }

  /// The charts as one SVG document.
  public var svg: String { Chart.document(charts) }

  /// Everything as text: setup, charts, tables, findings.
  public func text(width: Int) -> String {
    var blocks = [
      Prose.wrapped("\(experiment.rawValue): \(experiment.summary)", width: width, indent: 0)
        + Prose.wrapped(setup.joined(separator: " "), width: width, indent: 0)
    ]
    for chart in charts {
      let legend = chart.curves.map { "  \($0.letter) \($0.name)\n" }.joined()
      blocks.append(chart.text(width: width, height: 22) + legend)
    }
    blocks += tables.map { $0.text(width: width) }
    if !findings.isEmpty {
      blocks.append(findings.map { Prose.wrapped($0, width: width, indent: 2) }.joined())
    }
    return blocks.joined(separator: "\n")
  }
}
