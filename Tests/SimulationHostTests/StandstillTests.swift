import Command
import Consensus
import Host
import Raft
import Testing

@testable import Simulation
@testable import SimulationHost

/// A run that cannot leave an instant: here one of very few events, as the program has no fault that makes more.
struct StandstillTests {
  static func runner(_ lines: String, limit: UInt64 = 8) throws -> ScenarioRunner {
    let text = "raftcoin 1\nseed 1\nnodes 3\nlatency 0s..0s\ndisk 0s..0s\n" + lines
    let scenario = try ScenarioParser.parse(text: text, file: "test").get()
    var world = try makeWorld(
      header: scenario.header, seed: 1, observers: [.records, .invariants, .linearizability])
    world.mostInOneInstant = limit
    return ScenarioRunner(world: world, steps: scenario.steps)
  }

  static func host(_ lines: String, limit: UInt64 = 8) throws -> SimulationHost {
    let host = try SimulationHost(scenario: Scenario(), seed: 1)
    host.tree = Timeline(RunState(runner: try runner(lines, limit: limit)))
    return host
  }

  @Test func noLineActsAfterIt() throws {
    var runner = try Self.runner("at 1ms note here\nwhen leader\nafter 1s expect safe\n")
    runner.runToEnd(limit: 60_000_000_000) { _ in }
    #expect(runner.world.standsStill && !runner.isFinished)
    #expect(runner.world.now < 1_000_000_000)
    #expect(runner.lastLine?.line == 6)
    #expect(runner.remainingSteps.count == 2 && runner.results.isEmpty)
    // Neither what is asked for next nor the end of an instant takes for ever.
    runner.run(through: 90_000_000_000)
    runner.finishInstant()
    let goesOn = runner.advanceOne(through: .max)
    #expect(!goesOn)
  }

  @Test func theHostSaysSoAndCanStillBeAsked() throws {
    let host = try Self.host("")
    #expect(host.standstill == nil)
    for second in 1...3 { host.advance(to: UInt64(second) * 1_000_000_000) }
    let time = try #require(host.standstill)
    #expect(host.now == time && time < 1_000_000_000)
    #expect(host.nextEventTime == nil && host.step() == nil && host.frozenAt == nil)
    let snapshot = host.snapshot()
    guard case .nothing(.because(let reason)) = host.perform(.kill([.node(NodeID(1))])) else {
      Issue.record("an act was done where the clock stands still")
      return
    }
    #expect(reason.english.hasPrefix("the clock stands still at 0."))
    #expect(host.snapshot() == snapshot)
    // Before it all is possible: here to keep the messages that make the events.
    #expect(host.move(.start).isDone)
    #expect(host.standstill == nil)
    #expect(host.perform(.kill([.all])).isDone)
    host.advance(to: 5_000_000_000)
    #expect(host.standstill == nil && host.now == 5_000_000_000)
  }

  @Test func itIsWrittenAndPlayedAgain() throws {
    let host = try Self.host("")
    host.advance(to: 1_000_000_000)
    let recording = try host.recording()
    #expect(recording.steps.last?.when == .at(host.now))
  }

  @Test func lookingAheadForABrokenRuleEnds() throws {
    let host = try Self.host("at 1s expect violated constant-supply\n")
    #expect(!host.runToFirstViolation())
  }

  /// An instant with many events, but an end, is left in pieces, and comes out the same.
  @Test func aLongInstantIsDoneInPieces() throws {
    let lines = "append-limit 1\nat 1s load 200\nisolate follower\nat 4s load off\nat 5s heal\n"
    let (pieces, whole) = (try Self.host(lines, limit: .max), try Self.host(lines, limit: .max))
    var calls = 0
    while pieces.now < 6_000_000_000 {
      _ = pieces.advance(to: 6_000_000_000, untilNote: false, while: { false })
      calls += 1
      try #require(calls < 1000)
    }
    #expect(calls > 1)
    #expect(whole.move(.time(6_000_000_000)).isDone)
    #expect(pieces.hashText == whole.hashText && pieces.snapshot() == whole.snapshot())
  }
}
