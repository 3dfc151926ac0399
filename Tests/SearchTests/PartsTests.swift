import Command
import Consensus
import Testing

@testable import Search

@Suite("What a search says and reads")
struct ReportTests {
  @Test("a report is read back as it was written")
  func reports() throws {
    let lines = [
      "72 fine 5340 8712345678 - -", "1 violated:log-matching 0 0 undecided signed",
      "18446744073709551615 stuck 1 2 - -",
    ]
    for line in lines { #expect(try #require(SeedReport(line: line)).line == line) }
  }

  @Test(
    "what is no report is passed over",
    arguments: ["", "1 fine", "x fine 1 2 - -", "1 odd 1 2 - -", "1 fine 1 2 - - -", "-1 fine 1 2 - -"])
  func noReport(line: String) { #expect(SeedReport(line: line) == nil) }

  @Test("lists of faults")
  func faults() throws {
    #expect(try FaultKind.list("all") == FaultKind.allCases)
    #expect(try FaultKind.list("none") == [])
    #expect(try FaultKind.list("crash, loss,crash") == [.crash, .loss])
    #expect(throws: UnknownFault(word: "fire")) { try FaultKind.list("crash,fire") }
    #expect(throws: UnknownFault(word: "")) { try FaultKind.list("") }
    #expect(UnknownFault(word: "fire").description.contains("expected all, none, or some of crash,"))
  }
}

@Suite("A scenario taken apart")
struct PartsTests {
  private func scenario(_ text: String) throws -> Scenario {
    try ScenarioParser.parse(text: "raftcoin 1\nseed 1\nnodes 5\n" + text, file: "test").get()
  }

  private let broke = Finding.violated(name: "log-matching", detail: "")

  @Test("several nodes become several actions, and one line again")
  func split() throws {
    let scenario = try scenario("at 0s bug forget-vote on\nat 1s kill 1,2\nat 2s restart 1\nat 9s kill 3\n")
    let parts = ScenarioParts(scenario, finding: broke, time: 5_000_000_000)
    #expect(parts.actions.map(\.description) == ["at 1s kill n1", "at 1s kill n2", "at 2s restart n1"])
    #expect(parts.count == 2)
    #expect(
      parts.final(broke, at: 3_000_000_000).steps.map(\.description) == [
        "at 0s bug forget-vote on", "at 1s kill n1,n2", "at 2s restart n1",
        "at 3s expect violated log-matching",
      ])
  }

  @Test("the healing of a run that got stuck is kept apart")
  func recovery() throws {
    let scenario = try scenario(
      "at 1s kill 1\nat 2s heal\nat 2s restart 1\nat 2s open witness 7\nwhen balance witness 7 within 9s\nload off\n"
    )
    let stuck = ScenarioParts(scenario, finding: .stuck(.converged, saw: ""), time: 11_000_000_000)
    #expect(stuck.actions.map(\.description) == ["at 1s kill n1"])
    #expect(stuck.recovery.count == 5)
    #expect(stuck.scenario.steps.count == 6)
    let broken = ScenarioParts(scenario, finding: broke, time: 3_000_000_000)
    #expect(broken.actions.count == 4 && broken.recovery.isEmpty)
  }

  @Test("with another header the waits are as long as its clusters may take")
  func waits() throws {
    let scenario = try scenario(
      "at 2s heal\nat 2s open witness 7\nwhen leader for 1s within 9s\nwhen balance witness 7 within 9s\n")
    var parts = ScenarioParts(scenario, finding: .stuck(.converged, saw: ""), time: 11_000_000_000)
    parts.header.electionTimeout = 100_000_000...200_000_000
    #expect(
      parts.scenario.steps.suffix(2).map(\.description) == [
        "when leader for 600ms within 24s", "when balance witness 7 within 24s",
      ])
    parts.header.electionTimeout = 200_000_000...400_000_000
    #expect(parts.scenario.steps.suffix(2).map(\.description).first == "when leader for 1.2s within 48s")
    #expect(parts.limit == 11_000_000_000 + 2 * 48_000_000_000)
  }

  @Test("a wait in vain is the same as another for the same thing, numbers aside")
  func same() {
    func stuck(_ predicate: Predicate?) -> Finding { .stuck(predicate, saw: "") }
    let leads = Predicate.leads(nil, for: 1)
    #expect(stuck(.converged).isSame(as: .stuck(.converged, saw: "otherwise")))
    #expect(stuck(leads).isSame(as: stuck(.leads(nil, for: 2))))
    #expect(!stuck(leads).isSame(as: stuck(Healing.progress)))
    #expect(!stuck(Healing.progress).isSame(as: stuck(.converged)))
    #expect(!stuck(.not(.joint)).isSame(as: stuck(.not(.damaged))))
    #expect(!stuck(.converged).isSame(as: stuck(nil)))
    #expect(stuck(.converged).exitStatus == 3)
  }

  @Test("a node goes, and the nodes above it move down")
  func withoutNode() throws {
    let lines = [
      ("at 1s kill n4", "at 1s kill n3"), ("at 1s kill n2", nil), ("at 1s kill n1", "at 1s kill n1"),
      ("at 1s partition 1,2 | 3,4,5", "at 1s partition 1 | 2,3,4"), ("at 1s partition 2 | 1,3,4,5", nil),
      ("at 1s cut 5>1", "at 1s cut 4>1"), ("at 1s cut 2>1", nil), ("at 1s heal", "at 1s heal"),
      ("at 1s latency 1ms..2ms 3>4", "at 1s latency 1ms..2ms 2>3"), ("at 1s drop RequestVote 2>3", nil),
      ("at 1s cut clients>4", "at 1s cut clients>3"), ("at 1s hold 2>clients", nil),
      ("at 1s pause n3 queued", "at 1s pause n2 queued"),
      ("at 1s balance alice from n4", "at 1s balance alice from n3"), ("at 1s balance alice from n2", nil),
      ("at 1s balance alice from n5 stale", "at 1s balance alice from n4 stale"),
      ("at 1s skew n5 +10%", "at 1s skew n4 +10%"), ("at 1s slow-disk n2 1ms..2ms", nil),
      ("at 1s lead n5", "at 1s lead n4"), ("at 1s lead random", "at 1s lead random"),
      ("at 1s promote n2", nil),
      ("at 1s add n4 learner", "at 1s add n3 learner"), ("at 1s remove leader", "at 1s remove leader"),
      ("at 1s hold message AppendEntries 3>4", "at 1s hold message AppendEntries 2>3"),
      ("at 1s snapshot all", "at 1s snapshot all"), ("at 1s release all", "at 1s release all"),
      ("at 1s load off", "at 1s load off"), ("at 1s reorder on", "at 1s reorder on"),
    ]
    for (line, expected) in lines {
      let step = try #require(try scenario(line + "\n").steps.first)
      #expect(step.without(NodeID(2))?.description == expected, "\(line)")
    }
  }
}
