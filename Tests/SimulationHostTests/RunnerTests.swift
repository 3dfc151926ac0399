import Command
import Consensus
import Host
import Simulation
import SimulationHost
import Testing

/// "Exactly when things happen": the timing rules of the verbs.
struct RunnerTests {
  static func run(
    _ text: String, until limit: Nanoseconds? = nil,
    observers: Observers = [.records, .invariants, .history, .linearizability]
  ) throws -> ScenarioRunner {
    let scenario = try ScenarioParser.parse(text: "raftcoin 1\nseed 5\n" + text, file: "test").get()
    let world = try RaftWorld(header: scenario.header, seed: 5, observers: observers)
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    runner.runToEnd(limit: limit) { _ in }
    return runner
  }

  @Test func aVerbTakesNoTime() throws {
    let runner = try Self.run("at 1s kill 1\nkill 2\nexpect alive 3\n")
    #expect(runner.results.map(\.held) == [true])
    #expect(runner.world.now == 1_000_000_000)
  }

  @Test func afterCountsFromThePreviousLine() throws {
    let runner = try Self.run("at 1s\nafter 300ms kill 1\nafter 200ms expect alive 4\n")
    #expect(runner.results.map(\.time) == [1_500_000_000])
  }

  @Test func aWhenThatNeverHoldsFailsTheRun() throws {
    let runner = try Self.run("when alive 4 within 2s\nexpect safe\n")
    #expect(runner.hasFailed)
    #expect(runner.results.count == 1)
    #expect(runner.results.first?.held == false)
    #expect(runner.results.first?.time == 2_000_000_000)
  }

  @Test func anAtThatIsPastFailsThere() throws {
    let runner = try Self.run("when leader\nafter 1s\nat 10ms expect safe\n")
    #expect(runner.hasFailed)
  }

  @Test func anImpossibleActionIsANoOp() throws {
    let runner = try Self.run("kill 1\nkill 1\nexpect alive 4\n")
    #expect(runner.results.map(\.held) == [true])
  }

  @Test func aVerbThatDidNothingIsRememberedWithItsLine() throws {
    let runner = try Self.run("kill 1\nkill 1\nheal\nexpect alive 4\nnote all\nspeed 2\nadd 9\nadd 9\n")
    #expect(runner.vainLines.map(\.line) == [4, 5, 9, 10])
    #expect(runner.vainLines.first?.verb == .kill([.node(NodeID(1))]))
    #expect(runner.vainLines.map(\.reason).prefix(2) == [.downAlready(NodeID(1)), .noLinkCut])
  }

  @Test func aSecondChangeWhileOneIsUnderWayIsInVain() throws {
    let runner = try Self.run("when committed 1\nadd 6\nadd 7\n")
    #expect(runner.vainLines.map(\.line) == [5])
    guard case .request(.changeUnderWay) = runner.vainLines.first?.reason else {
      Issue.record("\(runner.vainLines)")
      return
    }
  }

  @Test(arguments: [
    ("expect safe", true), ("expect not safe", true), ("expect violated constant-supply", true),
    ("expect not violated linearizability", true), ("expect alive 5", false),
  ]) func whatNobodyChecksIsNeitherHeldNorFailed(line: String, needsObservers: Bool) throws {
    let bare = try Self.run(line + "\n", observers: [])
    #expect(bare.results.map(\.isChecked) == [!needsObservers])
    #expect(bare.results.map(\.held) == [!needsObservers])
    let watched = try Self.run(line + "\n")
    #expect(watched.results.map(\.isChecked) == [true])
  }

  @Test func aWaitForWhatNobodyChecksEndsTheRun() throws {
    let runner = try Self.run("at 1s\nwhen not safe kill 1\nexpect alive 5\n", observers: [.invariants])
    #expect(runner.hasFailed && runner.world.now == 1_000_000_000)
    #expect(runner.results.map(\.isChecked) == [false])
    #expect(runner.remainingSteps.map(\.line) == [5])
  }

  @Test func whatDidNotRunIsKnown() throws {
    let text = "at 1s\nwhen alive 4 within 2s kill 1\nexpect alive 3\nat 9s\nexpect safe\n"
    #expect(try Self.run(text, until: 2_000_000_000).remainingSteps.map(\.line) == [4, 5, 6, 7])
    let failed = try Self.run(text)
    #expect(failed.hasFailed && failed.remainingSteps.map(\.line) == [5, 6, 7])
    #expect(failed.lastLine?.line == 4)
    #expect(try Self.run("kill 1\n").remainingSteps.isEmpty)
  }

  /// Such lines cannot be read, but made.
  @Test func waitsBeyondTheEndOfTheClockDoNotTrap() throws {
    let world = try RaftWorld(header: Header(), seed: 1, observers: [])
    let waits = [When.after(.max), .when(.alive(.equal, 0), within: .max), .at(.max)]
    for wait in waits {
      let steps = [Step(when: .at(1)), Step(when: wait, verb: .heal)]
      var runner = ScenarioRunner(world: world, steps: steps)
      runner.runToEnd(limit: 1_000_000_000) { _ in }
      #expect(!runner.isFinished && runner.world.now == 1_000_000_000)
    }
  }

  @Test func untilEndsTheRun() throws {
    let runner = try Self.run("load 20\n", until: 3_000_000_000)
    #expect(runner.world.now == 3_000_000_000)
  }

  @Test func aFailedExpectationTellsWhatWasSeen() throws {
    let runner = try Self.run("at 1ms expect leader\n")
    #expect(runner.results.map(\.saw) == ["no leader"])
  }

  @Test func theHostPlaysTheSameRunInAnySteps() throws {
    let text = "raftcoin 1\nseed 9\nload 10\nwhen committed 5 kill leader\nafter 1s restart all\n"
    let scenario = try ScenarioParser.parse(text: text, file: "test").get()
    let fine = try SimulationHost(scenario: scenario, seed: 9)
    let coarse = try SimulationHost(scenario: scenario, seed: 9)
    for millisecond in 1...4000 { fine.advance(to: UInt64(millisecond) * 1_000_000) }
    coarse.advance(to: 4_000_000_000)
    #expect(fine.snapshot() == coarse.snapshot())
    #expect(fine.records(after: 0) == coarse.records(after: 0))
  }

  @Test func aKilledLeaderIsALandmarkWithItsNode() throws {
    let host = try SimulationHost(scenario: Scenario(), seed: 3)
    host.advance(to: 1_000_000_000)
    let leader = try #require(host.snapshot().leader)
    #expect(host.perform(.kill([.leader])) == .done)
    let snapshot = host.snapshot()
    #expect(snapshot.landmarks.last?.kind == .crash)
    #expect(snapshot.landmarks.last?.node == leader)
    #expect(snapshot.leaderlessSince == snapshot.time)
    #expect(host.perform(.kill([.node(leader)])) != .done)
  }
}
