import Consensus
import Testing
import Words

@testable import Command

/// What is printed is read as the same value.
@Suite struct RoundTripTests {
  @Test(arguments: Verb.blanks) func everyVerb(blank: Verb) throws {
    var random = RandomScenarios(seed: 7)
    for _ in 0..<120 {
      let line = random.line(blank.form)
      let verb = try VerbParser.parse(syntax: line)
      #expect(verb.description == line && verb.form.key == blank.form.key)
      #expect(try VerbParser.parse(syntax: verb.description) == verb, "\(verb)")
    }
  }

  @Test func thousandsOfPredicates() throws {
    var random = RandomScenarios(seed: 11)
    let context = PaletteContext(accounts: random.accounts)
    for _ in 0..<4000 {
      let predicate = random.predicate()
      #expect(
        try VerbParser.parse(line: "expect \(predicate)", context: context) == .expect(predicate),
        "\(predicate)")
    }
  }

  @Test func thousandsOfTimes() throws {
    var random = RandomScenarios(seed: 13)
    for _ in 0..<4000 {
      let time = random.time()
      #expect(try Quantities.time(Quantities.timeText(time)) == time)
    }
  }

  @Test(arguments: [
    ("1h", Nanoseconds(3_600_000_000_000)), ("1.5h", 5_400_000_000_000), ("0.25h", 900_000_000_000),
    ("0.00000000001h", 36), ("1000h", 3_600_000_000_000_000), ("0h", 0),
  ]) func timesCanBeWrittenInHours(text: String, time: Nanoseconds) throws {
    #expect(try Quantities.time(text) == time)
    #expect(try VerbParser.time(text) == time)
  }

  @Test(arguments: ["1001h", "1000.00000000001h", "0.0000000000001h", "h", "1H", "1hh"])
  func hoursThatAreNoTime(text: String) {
    #expect(throws: Quantities.Fault.self) { try Quantities.time(text) }
  }

  @Test func wholeScenarios() throws {
    var random = RandomScenarios(seed: 17)
    for _ in 0..<300 {
      let scenario = random.scenario()
      let read = try ScenarioParser.parse(text: scenario.text, file: "x").get()
      var expected = scenario
      // The one line that must be written otherwise (see `Scenario.text`).
      if let first = expected.steps.first, first.when == nil, case .latency = first.verb {
        expected.steps[0].when = .after(0)
      }
      #expect(read.withoutLines == expected)
      // Printing is stable.
      #expect(read.text == scenario.text)
    }
  }

  @Test func aBareLatencyIsNotTakenForTheHeader() throws {
    let scenario = Scenario(steps: [Step(verb: .latency(1...2, nil))])
    #expect(scenario.text.hasSuffix("\n\nafter 0s latency 1ns..2ns\n"))
  }

  @Test(arguments: [
    (Nanoseconds(0), "0s"), (1, "1ns"), (1500, "1500ns"), (3000, "3us"), (999_999, "999999ns"),
    (150_000_000, "150ms"), (12_500_000, "12.5ms"), (1_000_001, "1.000001ms"), (12_437_500_000, "12.4375s"),
    (1_000_000_001, "1.000000001s"), (60_000_000_000, "60s"),
  ]) func timesAreExact(time: Nanoseconds, text: String) {
    #expect(Quantities.timeText(time) == text)
  }

  @Test("times are shown in seconds to the millisecond, and cut")
  func secondsText() {
    let times: [Nanoseconds] = [0, 999_999, 8_210_999_999, 12_000_000_000, .max]
    #expect(
      times.map(Quantities.secondsText) == ["0.000", "0.000", "8.210", "12.000", "18446744073.709"])
  }

  @Test(
    "measured numbers are shown without an exponent",
    arguments: [
      (0.0, 0, "0"), (1.5, 0, "2"), (2.345, 2, "2.35"), (0.004, 2, "0.00"), (-0.004, 2, "0.00"),
      (-1.25, 1, "-1.3"), (1_234_567.8, 0, "1234568"), (3.05, 3, "3.050"), (0.999, 2, "1.00"),
      (.infinity, 2, nil), (.nan, 1, nil), (-1e15, 0, nil),
    ] as [(Double, Int, String?)])
  func fixedText(value: Double, decimals: Int, text: String?) {
    #expect(Quantities.fixedText(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (Verb.transfer(from: "alice", to: "bob", amount: 10), "transfer alice bob 10"),
    (.balance(name: "alice", from: .node(NodeID(2)), stale: true), "balance alice from n2 stale"),
    (.kill([.node(NodeID(1)), .leader]), "kill n1,leader"),
    (
      .partition([[.node(NodeID(1)), .node(NodeID(2))], [.node(NodeID(3)), .leader]]),
      "partition 1,2 | 3,leader"
    ),
    (.loss(partsPerMillion: 125_000, Link(from: NodeID(1), to: NodeID(2))), "loss 12.5% 1>2"),
    (.load(milliRate: 2500), "load 2.5"), (.load(milliRate: nil), "load off"),
    (.speed(thousandths: nil), "speed auto"), (.speed(thousandths: 10), "speed 0.01"),
    (.skew([.leader], partsPerMillion: -5000), "skew leader -0.5%"), (.step(1), "step"), (.step(3), "step 3"),
    (.pauseClock, "pause"), (.pause([.all]), "pause all"),
    (.pause([.leader], queued: true), "pause leader queued"),
    (.expect(.not(.leader(nil))), "expect no leader"),
    (.expect(.not(.not(.leader(nil)))), "expect not no leader"),
    (.expect(.committed(.equal, 5)), "expect committed = 5"),
    (.expect(.committed(.atLeast, 5)), "expect committed 5"), (.expect(.term(.equal, 3)), "expect term 3"),
    (.expect(.refused(.insufficientFunds)), "expect refused insufficient funds"),
    (.expect(.inFlight("heartbeat", nil)), "expect message heartbeat in flight"),
    (.expect(.inFlight("InstallSnapshot", nil)), "expect message InstallSnapshot in flight"),
    (.expect(.leads(nil, for: 1_500_000_000)), "expect leader for 1.5s"),
    (.expect(.not(.leads(.leader, for: 1_000_000))), "expect not leader leader for 1ms"),
  ]) func verbsPrint(verb: Verb, text: String) {
    #expect(verb.description == text)
  }

  /// Roles are told as the nodes that they came to, nodes by their numbers as they were typed.
  @Test func rolesComeToNodes() {
    let (n2, n4) = (NodeID(2), NodeID(4))
    #expect(Verb.pause([.leader], queued: true).text(on: [n2]) == "pause n2 queued")
    #expect(Verb.resume([.all]).text(on: [n2, n4]) == "resume n2,n4")
    #expect(Verb.kill([.node(n2), .node(n4)]).text(on: [n2]) == "kill n2,n4")
    #expect(Verb.kill([.leader]).text(on: []) == "kill leader")
    #expect(Verb.transfer(from: "leader", to: "bob", amount: 1).text(on: [n2]) == "transfer leader bob 1")
  }

  @Test func aNoteNeverBreaksItsLine() {
    #expect(Verb.note(Note("a\nkill 1 # b")).description == "note a kill 1 ＃ b")
    #expect(Verb.note(Note("#1")).description == "note ＃1")
  }

  @Test func aNoteInSeveralLanguagesIsOneNote() throws {
    let text =
      "raftcoin 1\n\nnote hello\nnote zh: 你好\nkill 1\nnote zh:再见\nnote en: bye\nnote n1: is no language\n"
    let scenario = try ScenarioParser.parse(text: text, file: "f").get()
    let notes = scenario.steps.compactMap { if case .note(let note) = $0.verb { note } else { nil } }
    #expect(notes.map { $0.text(in: .english).text } == ["hello", "bye", "n1: is no language"])
    let chinese = try #require(Language(rawValue: "zh"))
    #expect(notes.map { $0.text(in: chinese).text } == ["你好", "再见", "n1: is no language"])
    #expect(scenario.steps.map(\.line) == [3, 5, 6, 8])
    let again = try ScenarioParser.parse(text: scenario.text, file: "f").get()
    #expect(again.steps.map(\.verb) == scenario.steps.map(\.verb))
  }

  @Test func aSecondNoteInTheSameLanguageIsAnotherOne() throws {
    let text = "raftcoin 1\n\nnote en: one\nnote en: two\nat 1s note zh: 三\n"
    #expect(try ScenarioParser.parse(text: text, file: "f").get().steps.count == 3)
  }
}
