import Assets
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
    let world = try makeWorld(header: scenario.header, seed: 5, observers: observers)
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    runner.runToEnd(limit: limit) { _ in }
    return runner
  }

  @Test func aVerbTakesNoTime() throws {
    let runner = try Self.run("at 1s kill 1\nkill 2\nexpect alive 3\n")
    #expect(runner.results.map(\.held) == [true])
    #expect(runner.world.now == 1_000_000_000)
  }

  @Test(
    "whether somebody looks after each event changes nothing", arguments: ShippedScenarios.all.map(\.name))
  func looksChangeNothing(name: String) throws {
    let bytes = try #require(ShippedScenarios.bytes(of: name))
    let scenario = try ScenarioParser.parse(bytes: bytes, file: name).get()
    let world = try makeWorld(
      header: scenario.header, seed: scenario.header.seed ?? 5, observers: [.invariants, .linearizability])
    var looked = ScenarioRunner(world: world, steps: scenario.steps)
    var alone = looked
    looked.runToEnd(limit: nil) { _ in }
    alone.runToEnd(limit: nil)
    #expect(alone.world.hashText == looked.world.hashText && alone.results == looked.results)
    #expect(alone.acts == looked.acts && alone.world.violatedNames == looked.world.violatedNames)
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
    let world = try makeWorld(header: Header(), seed: 1, observers: [])
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

  private static let all = NodeSet((1...5).map { NodeID($0) })

  private static func host(_ text: String) throws -> SimulationHost {
    let scenario = try ScenarioParser.parse(text: "raftcoin 1\nseed 5\n" + text, file: "test").get()
    return try SimulationHost(scenario: scenario, seed: 5)
  }

  /// With every node down nothing is queued; the lines go on all the same.
  @Test func whereNothingHappensTheNextLineIsTheNextEvent() throws {
    let host = try Self.host("at 1s kill all\nafter 2s restart all\nwhen leader\n")
    // What was in flight has arrived by then.
    host.advance(to: 1_500_000_000)
    #expect(host.nextEventTime == 3_000_000_000)
    let restarted = try #require(host.step())
    #expect(restarted.what == .action(.restart([.all]), .done(on: Self.all)) && host.now == 3_000_000_000)
    while !host.isFinished, let next = host.nextEventTime { host.advance(to: next) }
    #expect(host.snapshot().leader != nil)
  }

  /// A wait that nothing can end any more ends at its limit, and then nothing is to come.
  @Test func whereNothingHappensAWaitEndsAtItsLimit() throws {
    let host = try Self.host("at 1s kill all\nwhen leader within 5s\nafter 1s restart all\n")
    host.advance(to: 1_500_000_000)
    #expect(host.nextEventTime == 6_000_000_000)
    host.advance(to: 6_000_000_000)
    #expect(host.isFinished)
    #expect(host.nextEventTime == nil && host.step() == nil)
  }

  /// After a single step a line may be due at once.
  @Test func aLineThatIsDueIsTheNextEvent() throws {
    let host = try Self.host("at 1s kill all\nwhen no leader within 5s note all down\n")
    while let record = host.step(), record.what != .action(.kill([.all]), .done(on: Self.all)) {}
    #expect(host.now == 1_000_000_000 && host.nextEventTime == 1_000_000_000)
    #expect(host.step()?.what == .note(Note("all down")))
    host.advance(to: 1_500_000_000)
    #expect(host.nextEventTime == nil)
  }

  @Test func theWholeClusterRestartsInTheHostToo() throws {
    let shipped = try #require(ShippedScenarios.all.first { $0.name == "whole-cluster-restart" })
    let scenario = try ScenarioParser.parse(bytes: shipped.bytes, file: shipped.name).get()
    let host = try SimulationHost(scenario: scenario, seed: 6)
    while !host.isFinished, let next = host.nextEventTime { host.advance(to: next) }
    let expected = host.records(after: 0).compactMap { record in
      if case .expectation(_, let held, _) = record.what { held } else { nil }
    }
    #expect(expected == Array(repeating: true, count: 8))
  }

  /// Whoever must answer a keyboard asks for a little at a time; what is left of an instant comes later, and the
  /// run is the same.
  @Test func aRunInPiecesOfAnInstantIsTheSame() throws {
    let text = "latency 0ms..0ms\ndisk 0ms..0ms\nload 2000\n"
    let whole = try Self.host(text)
    whole.advance(to: 1_000_000_000)
    let pieces = try Self.host(text)
    var calls = 0
    var isWhole = false
    while !isWhole {
      let before = pieces.snapshot().eventCount
      isWhole = true
      _ = pieces.advance(to: 1_000_000_000, untilNote: false) {
        isWhole = false
        return false
      }
      calls += 1
      #expect(pieces.snapshot().eventCount - before < 2000)
    }
    #expect(calls > 10)
    #expect(pieces.hashText == whole.hashText && pieces.snapshot() == whole.snapshot())
  }

  /// The events of an instant may have no end: who writes a run down does not wait for it.
  @Test func anInstantIsFinishedUpToABound() throws {
    let text = "raftcoin 1\nseed 5\nlatency 0ms..0ms\ndisk 0ms..0ms\nload 2000\n"
    let scenario = try ScenarioParser.parse(text: text, file: "test").get()
    let world = try makeWorld(header: scenario.header, seed: 5, observers: .records)
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    // To the midst of an instant with more events than one.
    while runner.world.eventCount < 500 || runner.world.nextTime != runner.world.now {
      _ = runner.advanceOne(through: .max)
    }
    let before = runner.world.eventCount
    runner.finishInstant(atMost: 1)
    #expect(runner.world.eventCount == before + 1)
    let now = runner.world.now
    runner.finishInstant()
    #expect(runner.world.now == now && runner.world.nextTime.map { $0 > now } == true)
  }

  /// Names are composed where they are read, so one account has one name in everything that is written.
  @Test func aNameInPartsIsTheAccountOfTheHeader() throws {
    var runner = try Self.run(
      "accounts \u{E9}a 100, bob 50\nwhen leader\ntransfer e\u{301}a bob 30\nwhen balance bob 80 within 5s\n")
    #expect(!runner.hasFailed)
    let spelt = runner.withWorld { $0.takeHistory() }.compactMap { event -> String? in
      if case .transfer(let from, _, _) = event.operation { from } else { nil }
    }
    #expect(!spelt.isEmpty && spelt.allSatisfy { $0.utf8.elementsEqual("\u{E9}a".utf8) })
  }

  @Test func aKilledLeaderIsALandmarkWithItsNode() throws {
    let host = try SimulationHost(scenario: Scenario(), seed: 3)
    host.advance(to: 1_000_000_000)
    let leader = try #require(host.snapshot().leader)
    #expect(host.perform(.kill([.leader])).isDone)
    let snapshot = host.snapshot()
    #expect(snapshot.landmarks.last?.kind == .crash)
    #expect(snapshot.landmarks.last?.node == leader)
    #expect(snapshot.leaderlessSince == snapshot.time)
    #expect(!host.perform(.kill([.node(leader)])).isDone)
  }
}
