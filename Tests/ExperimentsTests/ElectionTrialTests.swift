import Consensus
import Testing

@testable import Experiments

struct ElectionTrialTests {
  static let lan = ElectionTimeout.setup(150...300, Broadcast(), .alongside)

  @Test func theSameSeedAndNumberGiveTheSameTrial() throws {
    for number in 0..<20 {
      let first = try ElectionTrial.run(Self.lan, seed: 7, number: number)
      #expect(try ElectionTrial.run(Self.lan, seed: 7, number: number) == first)
    }
    #expect(
      try ElectionTrial.run(Self.lan, seed: 7, number: 0) != ElectionTrial.run(Self.lan, seed: 8, number: 0))
    #expect(
      try ElectionTrial.run(Self.lan, seed: 7, number: 0) != ElectionTrial.run(Self.lan, seed: 7, number: 1))
  }

  /// n4 and n5 lack an entry that n2 and n3 have (§5.4.1): whoever times out first, they are not elected.
  @Test func onlyTheLongerLogsAreElected() throws {
    var winners = NodeSet()
    for number in 0..<60 {
      winners.insert(try #require(try ElectionTrial.run(Self.lan, seed: 1, number: number).leader))
    }
    #expect(winners == [NodeID(2), NodeID(3)])
  }

  @Test func equalLogsElectAnySurvivor() throws {
    var setup = Self.lan
    setup.logs = .equal
    var winners = NodeSet()
    for number in 0..<60 {
      winners.insert(try #require(try ElectionTrial.run(setup, seed: 1, number: number).leader))
    }
    #expect(winners == [NodeID(2), NodeID(3), NodeID(4), NodeID(5)])
  }

  /// The smallest possible downtime is about half of the minimum timeout (dissertation §9.4), and then the vote.
  @Test func noElectionIsQuickerThanTheTimersAllow() throws {
    for number in 0..<60 {
      let outcome = try ElectionTrial.run(Self.lan, seed: 3, number: number)
      let elected = try #require(outcome.elected)
      let heard = try #require(outcome.heard)
      // There and back.
      #expect(elected >= .milliseconds(75) + .microseconds(400))
      #expect(heard >= elected + .microseconds(200))
    }
  }

  @Test func twoOfFiveElectNobody() throws {
    var setup = WideArea.setup(down: 3, logs: .equal)
    setup.limit = .milliseconds(5000)
    let outcome = try ElectionTrial.run(setup, seed: 1, number: 0)
    #expect(outcome.elected == nil)
    #expect(outcome.leader == nil)
  }

  /// A server whose clock runs twice as fast waits half as long, so it wins.
  @Test func theFastClockWins() throws {
    var setup = Self.lan
    setup.logs = .equal
    setup.drifts = [0, 0, 0, 0, 1_000_000]
    for number in 0..<20 {
      #expect(try ElectionTrial.run(setup, seed: 1, number: number).leader == NodeID(5))
    }
  }

  @Test func allClocksSlowDelayTheElectionInProportion() throws {
    var setup = Self.lan
    setup.disk = nil
    setup.timerSlack = 0
    setup.latencies = setup.latencies.map { $0.map { _ in 0...0 } }
    let usual = try #require(try ElectionTrial.run(setup, seed: 1, number: 5).elected)
    setup.drifts = Array(repeating: -500_000, count: 5)
    let slow = try #require(try ElectionTrial.run(setup, seed: 1, number: 5).elected)
    // Timers take twice as long; the moment of the crash, drawn in true time, stays.
    #expect(slow > usual + .milliseconds(150))
    #expect(slow <= usual + .milliseconds(300) + .milliseconds(75))
  }

  @Test func logsThatAllDifferLeaveTheLongestThree() throws {
    var winners = NodeSet()
    let setup = WideArea.setup(down: 0, logs: .allDiffer)
    for number in 0..<60 {
      winners.insert(try #require(try ElectionTrial.run(setup, seed: 1, number: number).leader))
    }
    #expect(winners == [NodeID(1), NodeID(2), NodeID(3)])
  }

  /// All of 1 ms one way and writes of 10 ms: a server that waits for its disk writes its own vote before it asks, and
  /// a voter writes twice. One that goes on asks at once, and a voter writes once.
  @Test(arguments: [(ElectionSetup.Writing.holding, UInt64(32)), (.alongside, 12)])
  func whatAnElectionTakesAfterTheTimeout(writing: ElectionSetup.Writing, milliseconds: UInt64) throws {
    var setup = ElectionSetup(
      electionTimeout: .milliseconds(400)...(.milliseconds(400)), heartbeat: .microseconds(100),
      latency: .milliseconds(1)...(.milliseconds(1)), disk: .milliseconds(10)...(.milliseconds(10)))
    setup.writing = writing
    // The others wait far longer, so n2 is alone.
    for other in 2..<5 { setup.electionTimeouts[other] = .milliseconds(900)...(.milliseconds(900)) }
    let outcome = try ElectionTrial.run(setup, seed: 1, number: 0)
    #expect(outcome.leader == NodeID(2))
    // From the heartbeat's arrival; the crash came up to 0.1 ms after its sending.
    let latest = Nanoseconds.milliseconds(1 + 400 + milliseconds)
    let elected = try #require(outcome.elected)
    #expect((latest - .microseconds(100)...latest).contains(elected))
    #expect(outcome.failedTerms == 0)
  }

  /// Whoever times out while another writes its own vote votes for itself.
  @Test func waitingForTheDiskSplitsVotes() throws {
    func failedTerms(_ server: ElectionTimeout.Server) throws -> UInt64 {
      let setup = ElectionTimeout.setup(150...151, Broadcast(), server)
      return try (0..<60).reduce(0) { try $0 + ElectionTrial.run(setup, seed: 1, number: $1).failedTerms }
    }
    #expect(try failedTerms(.measured) > 2 * failedTerms(.alongside))
  }

  /// Only the timers' slack drives timers of one length apart.
  @Test func equalTimeoutsElectSomebodyInTheEnd() throws {
    var setup = ElectionTimeout.setup(150...150, Broadcast())
    let outcome = try ElectionTrial.run(setup, seed: 1, number: 0)
    #expect(outcome.leader != nil)
    #expect(outcome.failedTerms > 20)
    setup.timerSlack = 0
    setup.limit = .milliseconds(20_000)
    #expect(try ElectionTrial.run(setup, seed: 1, number: 0).leader == nil)
  }

  @Test func timeoutsAreWholeUnitsEachAsLikely() {
    var setup = ElectionTimeout.setup(150...152, Broadcast())
    setup.timerSlack = 0
    var seen: [Nanoseconds: Int] = [:]
    for seed in 0..<300 {
      let cluster = ElectionCluster(setup: setup, seed: UInt64(seed))
      for node in 1...5 { seen[cluster.nextWake(of: NodeID(node)), default: 0] += 1 }
    }
    #expect(Set(seen.keys) == [.milliseconds(150), .milliseconds(151), .milliseconds(152)])
    #expect(seen.values.allSatisfy { (400...600).contains($0) })
  }

  @Test func aTimerIsLateByItsSlackAtMost() {
    let setup = ElectionTimeout.setup(150...150, Broadcast())
    var late = Set<Nanoseconds>()
    for seed in 0..<50 {
      late.insert(
        ElectionCluster(setup: setup, seed: UInt64(seed)).nextWake(of: NodeID(1)) - .milliseconds(150))
    }
    #expect(late.count > 40)
    #expect(late.allSatisfy { $0 <= .microseconds(50) })
  }

  @Test func preVoteElectsToo() throws {
    var setup = Self.lan
    setup.logs = .equal
    setup.preVote = true
    for number in 0..<20 {
      #expect(try ElectionTrial.run(setup, seed: 1, number: number).leader != nil)
    }
  }

  @Test func wrongSetupsAreNamed() {
    var setup = ElectionSetup(
      nodes: 3, electionTimeout: .milliseconds(150)...(.milliseconds(300)), latency: 0...0, disk: nil)
    setup.logs = .twoLonger
    #expect(throws: ExperimentProblem("two longer logs are laid out among five servers")) {
      try ElectionTrial.run(setup, seed: 1, number: 0)
    }
  }
}

struct SplitVoteTests {
  /// The dissertation's own readings of its formula (§9.2), and what it gives exactly.
  @Test(arguments: [
    (5, 3, 0.2, 0.488), (5, 4, 0.2, 0.1808), (9, 5, 0.2, 0.67232), (9, 5, 0.1, 0.40951),
    (9, 7, 0.2, 0.148), (9, 6, 0.2, 0.34464), (7, 6, 0.2, 0.09888), (3, 2, 0.0, 0.0),
    (5, 5, 1.0, 1.0), (5, 2, 0.1, 1.0),
  ])
  func theFormulaGivesTheKnownChances(cluster: Int, available: Int, latency: Double, chance: Double) {
    #expect(abs(SplitVote.chance(cluster: cluster, available: available, latency: latency) - chance) < 0.0005)
  }

  @Test(arguments: [(5, 1, 0.2), (5, 2, 0.1), (9, 4, 0.1)])
  func replicasSplitAsOftenAsTheFormulaSays(cluster: Int, down: Int, latency: Double) throws {
    let one = Nanoseconds(latency * 1e9)
    let setup = SplitVote.setup(cluster: cluster, down: down, latency: one...one)
    let curve = try TrialRunner(seed: 5).run([.init(name: "", setup: setup, trials: 400)])[0]
    let expected = SplitVote.chance(cluster: cluster, available: cluster - down, latency: latency)
    // The seed is fixed: this cannot fail by chance, only by a change of behaviour.
    let errors = SplitVote.standardErrors(curve.secondTermShare, expected, trials: 400)
    #expect(abs(errors) < 3)
  }
}
