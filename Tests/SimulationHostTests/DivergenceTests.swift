import Command
import Consensus
import Foundation
import Host
import Simulation
import SimulationHost
import Testing

/// Where a run with a broken rule parts from the run with the rule kept.
struct DivergenceTests {
  /// Of both protocols: each name once.
  private static let rules =
    Vocabulary.of(.raft).brokenRules
    + Vocabulary.of(.paxos).brokenRules.filter { !Vocabulary.of(.raft).brokenRules.contains($0) }

  /// The scenario of a rule, run to where an invariant breaks, or to its last line.
  static func host(_ rule: String) throws -> SimulationHost {
    let host = try SimulationHost(scenario: TranscriptTests.scenario("bug-" + rule), seed: 1)
    while host.frozenAt == nil, !host.isFinished { host.advance(to: host.now + 100_000_000) }
    return host
  }

  private static func decided(_ happening: Divergence.Happening?) -> String {
    guard let record = happening?.record else { return "nothing" }
    let names =
      record.decisions.map(\.name) + record.applied.map { "applied \($0.position) \($0.outcome)" }
    return names.isEmpty ? "no decision" : names.joined(separator: ", ")
  }

  /// Rule, time of the deciding event in nanoseconds, its number here, its node, what was decided, and what would
  /// have been. `RAFTCOIN_REGENERATE=1` writes the table anew; read it in the diff.
  @Test func theDecidingEventOfEachRule() throws {
    let file = TranscriptTests.folder.appendingPathComponent("deciding-events.tsv")
    let lines = try Self.rules.map { rule in
      let host = try Self.host(rule)
      let found = try #require(host.divergence(before: host.frozenAt))
      let record = try #require(found.record)
      let fields = [
        found.rule, "\(record.time)", found.made.map { "\($0.record.number)" } ?? "-",
        record.node?.description ?? "-", Self.decided(found.made), Self.decided(found.instead),
      ]
      return fields.joined(separator: "\t")
    }
    let text = lines.joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["RAFTCOIN_REGENERATE"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  /// The same acts with the rule kept break nothing; and to look changes nothing here.
  @Test(arguments: rules)
  func withTheRuleKeptNothingBreaks(_ rule: String) throws {
    let host = try Self.host(rule)
    let (hash, here) = (host.hashText, host.timeline?.playhead)
    let branch = try #require(host.branch(keeping: rule))
    #expect(host.branch(keeping: rule) == branch && host.timeline?.branches.count == 2)
    #expect(host.hashText == hash && host.timeline?.playhead == here && host.timeline?.currentID == .first)
    let both = try host.compare(.first, branch, at: host.now)
    #expect(both.rightSnapshot.violation == nil && both.rightSnapshot.brokenRules.isEmpty)
    #expect(both.leftSnapshot.violation == host.frozenAt)
    _ = host.move(.branch(branch))
    // To the end of the file, and what its lines say of the break does not come true.
    while host.frozenAt == nil, !host.isFinished { host.advance(to: host.now + 100_000_000) }
    #expect(host.frozenAt == nil)
  }

  /// With the rule kept from the deciding event on nothing breaks; kept only after it, it breaks all the same.
  @Test(arguments: ["vote-any-log", "skip-previous-check", "stale-leader-read"])
  func theHarmDependsOnTheDecidingEvent(_ rule: String) throws {
    let host = try Self.host(rule)
    let violation = try #require(host.frozenAt)
    let event = try #require(host.divergence(before: violation)?.made?.record.number)
    for (last, breaks) in [(event - 1, false), (event, true)] {
      _ = host.move(.branch(.first))
      _ = host.move(.event(last))
      #expect(host.perform(.bug(name: rule, on: false)).isDone)
      while host.frozenAt == nil, host.now < violation.time { host.advance(to: violation.time) }
      #expect((host.frozenAt?.invariant == violation.invariant) == breaks, "kept after event \(last)")
    }
  }

  /// What breaks later goes back to the decision by which the first rule broke.
  @Test func whatBreaksLater() throws {
    let host = try Self.host("lose-log-tail")
    let crash = host.divergence(before: host.frozenAt)?.made?.record
    host.continuePastViolation()
    while host.frozenAt == nil, !host.isFinished { host.advance(to: host.now + 100_000_000) }
    #expect(host.frozenAt?.invariant == "leader-completeness")
    #expect(crash != nil && host.divergence(before: host.frozenAt)?.made?.record == crash)
  }

  /// A rule that is broken by hand, and what a person did before and after it.
  @Test func aRuleThatAPersonBreaks() throws {
    let scenario = try ScenarioParser.parse(text: "raftcoin 1\nseed 1\nload 5\n", file: "test").get()
    let host = try SimulationHost(scenario: scenario, seed: 1)
    host.advance(to: 500_000_000)
    #expect(host.divergence(before: host.frozenAt) == nil && host.branch(keeping: "vote-any-log") == nil)
    _ = host.perform(.isolate([.node(NodeID(5))]))
    host.advance(to: 1_000_000_000)
    _ = host.perform(.bug(name: "vote-any-log", on: true))
    #expect(host.divergence(before: host.frozenAt) == nil)
    _ = host.perform(.heal)
    _ = host.perform(.timeout([.node(NodeID(5))]))
    host.advance(to: 1_200_000_000)
    let found = try #require(host.divergence(before: host.frozenAt))
    #expect(found.rule == "vote-any-log")
    #expect(found.made?.record.decisions.last?.name == "granted-vote")
    #expect(found.instead?.record.decisions.last?.name == "refused-vote")
    #expect(found.made?.record == found.made.flatMap { host.record($0.record.number) })
    let branch = try #require(host.branch(keeping: "vote-any-log"))
    let acts = host.timeline?.branch(branch)?.acts.filter(\.byPerson).map(\.verb.description)
    #expect(acts == ["isolate n5", "heal", "timeout n5"])
  }
}
