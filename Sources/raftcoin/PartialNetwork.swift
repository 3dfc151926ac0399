import Canvas
import Command
import Consensus
import Simulation
import SimulationHost

/// `raftcoin experiment partial-network`: links fail so that some nodes still hear a majority and others do not. Whole
/// clusters run, each with its clients, and what is told is the longest time in which nobody was paid.
struct PartialNetwork {
  /// Which links fail, once the leader is there and payments are made.
  enum Failure: String, CaseIterable {
    /// Everybody hears n1 alone, and the leader is another.
    case quorumLoss = "quorum loss"
    /// The leader is cut off; of the others n1 alone hears a majority, and it lacks entries.
    case constrainedElection = "constrained election"
    /// Three nodes in a row, with the leader at one end.
    case chain
  }

  enum Cluster: String, CaseIterable {
    case raft = "Raft"
    case extended = "Raft, pre-vote and check-quorum"
    case paxos = "Multi-Paxos"

    fileprivate var lines: String {
      switch self {
      case .raft: ""
      case .extended: "pre-vote on\ncheck-quorum on\n"
      case .paxos: "protocol paxos\n"
      }
    }
  }

  /// When the links fail, and how long it is watched from then on.
  private static let failure: Nanoseconds = 2_000_000_000
  private static let watched: Nanoseconds = 10_000_000_000

  private static func cut(_ pairs: [(Int, Int)]) -> String {
    pairs.map { "cut \($0)>\($1)\ncut \($1)>\($0)\n" }.joined()
  }

  private static func scenario(_ failure: Failure, _ cluster: Cluster, seed: UInt64) -> String {
    let pairs = (1...5).flatMap { low in (low..<6).dropFirst().map { (low, $0) } }
    let (nodes, leader) = failure == .chain ? (3, 2) : (5, 3)
    // The clients' payments come by chance, so there is one more while n1 hears nothing.
    let before =
      failure == .constrainedElection ? "at 1800ms cut 3>1\nat 1810ms transfer alice bob 1\n" : ""
    let links =
      switch failure {
      case .quorumLoss: cut(pairs.filter { $0.0 != 1 })
      case .constrainedElection: cut(pairs.filter { $0.0 != 1 }) + "cut 1>3\n"
      case .chain: cut([(2, 3)])
      }
    return """
      raftcoin 1
      seed \(seed)
      nodes \(nodes)
      signatures stand-in
      \(cluster.lines)
      timeout \(leader)
      when leader \(leader)
      at 1s load 5
      \(before)at 2s
      \(links)at 12s
      """
  }

  /// The longest time in which no client learned that its transfer is done, from the failure on.
  static func longestWait(_ failure: Failure, _ cluster: Cluster, seed: UInt64) throws -> Nanoseconds {
    let text = scenario(failure, cluster, seed: seed)
    let read = try ScenarioParser.parse(text: text, file: failure.rawValue, vocabulary: Vocabulary.of).get()
    let world = try makeWorld(header: read.header, seed: seed, observers: .history)
    var runner = ScenarioRunner(world: world, steps: read.steps)
    var (last, longest) = (Self.failure, Nanoseconds(0))
    runner.runToEnd(limit: nil) { world in
      for event in world.takeHistory() where event.kind == .ok && event.time > Self.failure {
        guard case .transfer = event.operation else { continue }
        longest = max(longest, event.time - last)
        last = event.time
      }
    }
    return max(longest, Self.failure + watched - last)
  }

  /// A row for each failure, with the median of the seeds and the longest.
  static func table(seeds: Range<UInt64>, tell: (_ done: Int, _ of: Int) -> Void) throws -> String {
    let all = Failure.allCases.flatMap { failure in Cluster.allCases.map { (failure, $0) } }
    var cells: [String] = []
    for (failure, cluster) in all {
      tell(cells.count, all.count)
      let waits = try seeds.map { try longestWait(failure, cluster, seed: $0) }.sorted()
      cells.append("\(text(waits[waits.count / 2])), \(text(waits[waits.count - 1]))")
    }
    let head = [""] + Cluster.allCases.map(\.rawValue)
    let columns = head.count - 1
    let rows =
      [head]
      + Failure.allCases.enumerated().map { row, failure in
        [failure.rawValue] + cells[(row * columns)..<((row + 1) * columns)]
      }
    let lines = rows.map { row in
      row.indices.map { column in
        TextWidth.fit(row[column], width: rows.map { TextWidth.of($0[column]) }.max() ?? 0)
      }
    }
    return """
      The longest time without a payment in the 10 s after links have failed: the median of \(seeds.count) seeds, and \
      the longest.
      Five nodes, three in the chain; 5 payments a second, messages 5-15 ms, writes 1-3 ms, timeouts 150-300 ms.

      \(lines.map { $0.joined(separator: "  ") }.joined(separator: "\n"))

      quorum loss: everybody hears n1 alone, and n3 leads. constrained election: n3 is cut off, n1 alone hears the
      others and lacks entries: Raft elects only who has the log (§5.4.1), and who has it hears no majority. chain:
      n2 leads, n3 hears n1 alone. 10 s is all that was watched: nobody was paid.
      Print disagrees on quorum loss: OmniPaxos (EuroSys 2023) holds that Multi-Paxos makes no progress there, a post of
      2023 (zhiying12.github.io) that it does. It depends on when a node that hears the old proposer prepares a ballot
      of its own. Here that is once it has heard nothing of a ballot as high as it has promised, so it goes on, but late.

      """
  }

  private static func text(_ time: Nanoseconds) -> String {
    Quantities.decimalText(time / 10_000_000, scale: 100) + " s"
  }
}
