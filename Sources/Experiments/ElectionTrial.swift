import Consensus

/// Why trials could not be run, or not to their end.
public struct ExperimentProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
  /// Whoever ran them had them stopped.
  public let isStop: Bool

  init(_ description: String, isStop: Bool = false) {
    self.description = description
    self.isStop = isStop
  }
}

/// One election, from the layout of the logs to the new leader's first heartbeat.
enum ElectionTrial {
  /// Runs trial `number`; the same setup, seed and number give the same outcome.
  static func run(_ setup: ElectionSetup, seed: UInt64, number: Int) throws(ExperimentProblem)
    -> ElectionOutcome
  {
    var draws = SeededGenerator(seed: seed, stream: UInt64(number))
    var cluster = ElectionCluster(setup: setup, seed: draws.next())
    try layOut(setup.logs, &cluster, nodes: setup.nodes)
    let begun: Nanoseconds
    switch setup.start {
    case .leaderCrash:
      guard cluster.replica(NodeID(1)).role == .leader else {
        throw ExperimentProblem("n1 could not be made leader")
      }
      cluster.begin()
      begun = try broadcastAndCrash(&cluster, heartbeat: setup.heartbeat, &draws)
    case .freshTimers(let count):
      cluster.restartAll(down: chosen(count, of: setup.nodes, &draws))
      cluster.begin()
      begun = cluster.now
    }
    return wait(&cluster, begun: begun, limit: setup.limit)
  }

  /// Gives the servers their logs, by elections and commands of which only some servers hear.
  private static func layOut(
    _ logs: ElectionSetup.Logs, _ cluster: inout ElectionCluster, nodes: Int
  ) throws(ExperimentProblem) {
    let all = NodeSet((1...nodes).map { NodeID($0) })
    switch logs {
    case .equal:
      cluster.instantly(among: all, NodeID(1), .fireElectionTimer)
    case .twoLonger:
      guard nodes == 5 else { throw ExperimentProblem("two longer logs are laid out among five servers") }
      // An entry of term 1 reaches n3 only; then n1 is elected by those who lack it, and since a leader deletes
      // only what conflicts, n2 and n3 keep it.
      cluster.instantly(among: all, NodeID(2), .fireElectionTimer)
      cluster.instantly(among: [NodeID(2), NodeID(3)], NodeID(2), .propose(token: 1, command: [1]))
      cluster.instantly(among: all, NodeID(1), .fireElectionTimer)
      guard cluster.replica(NodeID(3)).log.lastIndex > cluster.replica(NodeID(1)).log.lastIndex else {
        throw ExperimentProblem("the two longer logs could not be laid out")
      }
    case .allDiffer:
      cluster.instantly(among: all, NodeID(1), .fireElectionTimer)
      for holders in stride(from: nodes - 1, through: 1, by: -1) {
        cluster.instantly(
          among: NodeSet((1...holders).map { NodeID($0) }), NodeID(1),
          .propose(token: UInt64(holders), command: [UInt8(holders)]))
      }
    }
  }

  /// - Returns: the time of the crash.
  private static func broadcastAndCrash(
    _ cluster: inout ElectionCluster, heartbeat: Nanoseconds, _ draws: inout SeededGenerator
  ) throws(ExperimentProblem) -> Nanoseconds {
    let broadcast = cluster.nextWake(of: NodeID(1))
    let crash = broadcast + draws.below(heartbeat)
    while cluster.runOne(through: crash) {}
    guard cluster.replica(NodeID(1)).role == .leader else {
      throw ExperimentProblem("n1 lost its leadership before its crash")
    }
    cluster.crash(NodeID(1))
    return crash
  }

  private static func chosen(_ count: Int, of nodes: Int, _ draws: inout SeededGenerator) -> NodeSet {
    var left = (1...nodes).map { NodeID($0) }
    var chosen = NodeSet()
    for _ in 0..<min(count, nodes) {
      chosen.insert(left.remove(at: Int(draws.below(UInt64(left.count)))))
    }
    return chosen
  }

  private static func wait(
    _ cluster: inout ElectionCluster, begun: Nanoseconds, limit: Nanoseconds
  ) -> ElectionOutcome {
    let opening = cluster.highestTerm
    var outcome = ElectionOutcome()
    var seen: Term = 0
    while cluster.runOne(through: begun + limit) {
      guard let newest = cluster.newest else { continue }
      if newest.term != seen {
        seen = newest.term
        // The first leader counts as elected, also one that is overtaken before all have heard of it.
        if outcome.elected == nil {
          outcome.elected = newest.time - begun
          outcome.failedTerms = newest.term - opening - 1
        }
      }
      if let leader = cluster.acknowledgedLeader {
        outcome.heard = cluster.now - begun
        outcome.leader = leader
        return outcome
      }
    }
    return outcome
  }
}
