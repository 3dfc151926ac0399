import Command
import Consensus
import Host
import Simulation
import SimulationHost
import Testing

/// A rule that breaks freezes the host at that event, every time it is come to, until told to go on.
struct ViolationTests {
  static let second: Nanoseconds = 1_000_000_000
  /// Two sides that each count a majority of the living elect two leaders of one term sooner or later, and
  /// commit different entries.
  static let lines = """
    bug living-majority on
    when leader
    load 10
    after 1s partition 1,2 | 3,4,5
    after 200ms kill leader
    after 3s heal
    at 30s note over
    """

  static func host(header: String = "") throws -> SimulationHost {
    let text = "raftcoin 1\nseed 3\n\(header)\n\(lines)\n"
    return try SimulationHost(
      scenario: try ScenarioParser.parse(text: text, file: "test").get(), seed: 3)
  }

  static func frozen() throws -> SimulationHost {
    let host = try host()
    #expect(host.runToFirstViolation())
    return host
  }

  @Test func theHostFreezesAtTheEvent() throws {
    let host = try Self.frozen()
    let violation = try #require(host.frozenAt)
    #expect(violation.time == host.now)
    #expect(host.snapshot().violation == violation)
    #expect(host.snapshot().landmarks.last?.kind == .violation)
    let hash = host.hashText
    host.advance(to: host.now + Self.second)
    #expect(host.step() == nil)
    #expect(host.hashText == hash)
    let records = host.records(after: violation.event - 1)
    #expect(records.first?.number == violation.event)
    #expect(records.contains { $0.what == .violation(violation) })
  }

  @Test func whatIsToBreakFreezesNothing() throws {
    let plain = try Self.host()
    var names: [String] = []
    while plain.now < 30 * Self.second {
      plain.advance(to: 30 * Self.second)
      guard let broken = plain.frozenAt else { continue }
      let records = plain.records(after: broken.event - 1)
      names += records.compactMap { if case .violation(let other) = $0.what { other.invariant } else { nil } }
      plain.continuePastViolation()
    }
    let host = try Self.host(header: "breaks \(names.joined(separator: " "))")
    host.advance(to: 30 * Self.second)
    #expect(host.now == 30 * Self.second && host.frozenAt == nil && host.snapshot().violation == nil)
    #expect(host.hashText == plain.hashText && host.snapshot().brokenInvariants == names)
    let one = try Self.host(header: "breaks \(names[0])")
    #expect(one.runToFirstViolation() == (names.count > 1))
  }

  @Test func toldToGoOnItGoesOn() throws {
    let host = try Self.frozen()
    let first = try #require(host.frozenAt)
    host.continuePastViolation()
    #expect(host.frozenAt == nil)
    #expect(host.step() != nil)
    var names = [first.invariant]
    while host.now < 30 * Self.second {
      host.advance(to: 30 * Self.second)
      if let next = host.frozenAt {
        #expect(!names.contains(next.invariant), "each rule is told once")
        names.append(next.invariant)
      }
      host.continuePastViolation()
    }
    // Every violation is a landmark, and has a record of its own.
    let landmarks = host.snapshot().landmarks.filter { $0.kind == .violation }
    #expect(landmarks.count >= names.count)
    #expect(names.count > 1, "this run breaks one rule after the other")
    for landmark in landmarks {
      guard case .violation = host.record(landmark.event)?.what else {
        Issue.record("no violation in record \(landmark.event)")
        continue
      }
    }
  }

  @Test func playedAgainItFreezesAgain() throws {
    let host = try Self.frozen()
    let (violation, moment) = (try #require(host.frozenAt), try #require(host.timeline).playhead)
    host.continuePastViolation()
    host.advance(to: host.now + Self.second)
    #expect(host.move(.time(violation.time - 100_000_000)).isDone)
    #expect(host.frozenAt == nil)
    host.advance(to: violation.time + Self.second)
    #expect(host.frozenAt == violation)
    #expect(try #require(host.timeline).playhead == moment)
    // Jumping over it does not.
    #expect(host.move(.live).isDone)
    #expect(host.frozenAt == nil)
  }

  @Test func goingBackFromItShowsWhatLedThere() throws {
    let host = try Self.frozen()
    let violation = try #require(host.frozenAt)
    #expect(host.move(.back(1)).isDone)
    #expect(host.snapshot().violation == nil)
    let record = try #require(host.step())
    #expect(record.number == violation.event)
    #expect(host.frozenAt == violation)
    #expect(host.move(.previousLandmark).isDone)
    #expect(host.snapshot().violation == nil)
    #expect(host.move(.nextLandmark).isDone)
    #expect(host.snapshot().violation == violation)
  }

  @Test func theRecordingBreaksTheSameRule() throws {
    let host = try Self.frozen()
    let recording = try host.recording()
    let world = try makeWorld(header: recording.header, seed: 3, observers: [.invariants])
    var runner = ScenarioRunner(world: world, steps: recording.steps)
    runner.runToEnd(limit: nil) { _ in }
    #expect(runner.world.violatedNames.first == host.frozenAt?.invariant)
    #expect(recording.expectedViolations.isEmpty)
  }

  @Test func aFileThatExpectsAViolationOpensThere() throws {
    let text = "raftcoin 1\nseed 3\n\(Self.lines)\nexpect violated election-safety\n"
    let scenario = try ScenarioParser.parse(text: text, file: "test").get()
    #expect(!scenario.expectedViolations.isEmpty)
    let host = try SimulationHost(scenario: scenario, seed: 1)
    #expect(host.runToFirstViolation())
    #expect(host.frozenAt != nil)
  }
}
