import Consensus
import Ledger
import Testing
import Words

@testable import Command

@Suite struct ScenarioParserTests {
  private func parse(_ text: String) throws(ScenarioErrors) -> Scenario {
    try ScenarioParser.parse(text: text, file: "x.raft").get()
  }

  private func errors(_ text: String) -> [String] {
    errors(Array(text.utf8))
  }

  private func errors(_ bytes: [UInt8]) -> [String] {
    switch ScenarioParser.parse(bytes: bytes, file: "x.raft") {
    case .success: []
    case .failure(let errors): errors.diagnostics.map(\.description)
    }
  }

  /// The names of the protocol that the header asks for are checked at once; without any they are not.
  @Test func namesOfTheProtocol() throws {
    let text = "raftcoin 1\nat 1s bug forget-vot on"
    #expect(try parse(text).steps.first?.verb == .bug(name: "forget-vot", on: true))
    guard
      case .failure(let errors) = ScenarioParser.parse(text: text, file: "x", vocabulary: { _ in .sample })
    else {
      Issue.record("an unknown name was read")
      return
    }
    let expected = "the name of a broken rule (`raftcoin bugs` lists them), perhaps `forget-vote`"
    #expect(
      errors.diagnostics.map(\.description) == ["x:2:11: there is no bug `forget-vot`; expected \(expected)"])
  }

  @Test func theSmallestFile() throws {
    #expect(try parse("raftcoin 1") == Scenario())
  }

  @Test func everyHeaderKey() throws {
    let scenario = try parse(
      """
      # a comment may come first
      raftcoin 1

      seed 42       # the answer
      protocol raft
      nodes 3
      accounts alice 100, 小明 50
      treasury 0
      election-timeout 100ms..0.2s
      heartbeat 3us
      latency 100ns..1m
      disk 0s..3ms
      append-limit 4096
      no-op off
      latency 1ms..2ms 1>2
      """)
    var header = Header()
    header.seed = 42
    header.nodes = 3
    header.accounts = [OpeningBalance(name: "alice", coins: 100), OpeningBalance(name: "小明", coins: 50)]
    header.treasury = 0
    header.electionTimeout = 100_000_000...200_000_000
    header.heartbeat = 3000
    header.latency = 100...60_000_000_000
    header.disk = 0...3_000_000
    header.appendLimit = 4096
    header.noOp = false
    #expect(scenario.header == header)
    let link = Link(from: NodeID(1), to: NodeID(2))
    #expect(scenario.steps == [Step(verb: .latency(1_000_000...2_000_000, link), line: 15)])
  }

  @Test(arguments: [
    ("at 2.5s kill leader", When.at(2_500_000_000)), ("after 300ms kill leader", .after(300_000_000)),
    ("after 3µs kill leader", .after(3000)),
    ("when leader kill leader", .when(.leader(nil), within: 60_000_000_000)),
    ("when leader 2 within 5s kill leader", .when(.leader(.node(NodeID(2))), within: 5_000_000_000)),
    (
      "when refused insufficient funds within 1s kill leader",
      .when(.refused(.insufficientFunds), within: 1_000_000_000)
    ),
    (
      "when balance alice >= 5 on 2 kill leader",
      .when(.balance(name: "alice", .atLeast, 5, on: .node(NodeID(2))), within: 60_000_000_000)
    ),
    ("when not safe kill leader", .when(.not(.safe), within: 60_000_000_000)),
  ]) func whenForms(line: String, when: When) throws {
    #expect(try parse("raftcoin 1\n\(line)").steps == [Step(when: when, verb: .kill([.leader]), line: 2)])
  }

  @Test func whenMayStandAlone() throws {
    let steps = try parse("raftcoin 1\nat 1s\nwhen leader\nafter 1s # later").steps
    #expect(steps.map(\.verb) == [nil, nil, nil])
    #expect(steps.map(\.line) == [2, 3, 4])
  }

  @Test func latencyIsTheVerbAfterTheHeader() throws {
    let scenario = try parse("raftcoin 1\nlatency 1ms..2ms\nheal\nlatency 3ms..4ms")
    #expect(scenario.header.latency == 1_000_000...2_000_000)
    #expect(scenario.steps.last?.verb == .latency(3_000_000...4_000_000, nil))
  }

  @Test func clockVerbsAreAccepted() throws {
    let steps = try parse("raftcoin 1\nspeed 2\npause\nplay\nstep 3\nspeed auto").steps
    #expect(steps.count == 5)
  }

  @Test func accountsMayBeOpenedBefore() throws {
    let steps = try parse("raftcoin 1\nopen erin 5\ntransfer erin treasury 1\nexpect balance erin 4").steps
    #expect(steps.count == 3)
    #expect(
      errors("raftcoin 1\ntransfer erin bob 1\nopen erin") == [
        "x.raft:2:10: there is no account `erin`; expected alice, bob, carol, dave or treasury"
      ])
  }

  @Test(arguments: [
    ("\u{FEFF}raftcoin 1\nheal"), ("raftcoin 1\r\nheal\r\n"), ("raftcoin 1\rheal\r"),
    ("\traftcoin\t1\n\theal\t"),
    ("\n\n  # comment\nraftcoin 1 # one\n\n#\nheal#x heal".replacing("#x heal", with: " #x")),
  ]) func linesEndAndBeginInManyWays(text: String) throws {
    #expect(try parse(text).steps.map(\.verb) == [.heal])
  }

  // MARK: Errors

  @Test(arguments: [
    ("", ["1:1: the file says nothing; expected `raftcoin 1` as the first line"]),
    ("# only\n", ["1:1: the file says nothing; expected `raftcoin 1` as the first line"]),
    ("heal", ["1:1: the format version is missing; expected `raftcoin 1` as the first line"]),
    (
      "raftcion 1\nheal",
      ["1:1: the format version is missing; expected `raftcoin 1` as the first line, perhaps `raftcoin`"]
    ),
    ("raftcoin", ["1:9: `raftcoin` needs a format version; expected `raftcoin 1`"]),
    ("raftcoin one", ["1:10: `one` is not a format version; expected `raftcoin 1`"]),
    (
      "raftcoin 2\nfrobnicate",
      [
        "1:10: format 2 is newer than this program, which reads format 1, and one line is not known here: line 2, "
          + "where `frobnicate` is neither a line of the header nor a verb; expected a newer raftcoin to open it, "
          + "or a file that begins with `raftcoin 1`"
      ]
    ),
    (
      "raftcoin 2\nseed 4\nsplit 1\nkill 1 softly\nkill 2\nheal 7",
      [
        "1:10: format 2 is newer than this program, which reads format 1, and 3 lines are not known here: the first "
          + "is line 3, where `split` is neither a line of the header nor a verb; expected a newer raftcoin to open "
          + "it, or a file that begins with `raftcoin 1`"
      ]
    ),
    (
      "raftcoin 2\nkill 1",
      [
        "1:10: format 2 is newer than this program, which reads format 1, although all its other lines are known "
          + "here; expected a newer raftcoin to open it, or a file that begins with `raftcoin 1`"
      ]
    ),
    (
      "raftcoin 0\nkill 1",
      ["1:10: format 0 is none that a raftcoin ever wrote: the first is 1; expected `raftcoin 1`"]
    ),
    ("raftcoin 1 2", ["1:12: `2` does not fit here; expected the end of the line"]),
  ]) func firstLine(text: String, expected: [String]) {
    #expect(errors(text) == expected.map { "x.raft:\($0)" })
  }

  @Test(arguments: [
    ("seed -1", "2:6: `-1` has a sign; expected a number from 0 to 18446744073709551615"),
    (
      "seed 18446744073709551616",
      "2:6: `18446744073709551616` is too large; expected a number from 0 to 18446744073709551615"
    ),
    ("seed 1\nseed 2", "3:1: `seed` stands in line 2 already; expected it once"),
    (
      "protocol rafft",
      "2:10: there is no protocol `rafft`; expected `raft` or `paxos` or `synod`, perhaps `raft`"
    ),
    (
      "protocol paxos\nwindow 1\npre-vote on",
      """
      4:10: `pre-vote` is a line of Raft: Paxos has no word for it; expected `protocol raft`, or a header without this line
      """
    ),
    (
      "expect copies 3@8.2 3",
      """
      2:15: `8.2` is a ballot of Paxos, and terms of Raft are numbers; expected an entry: its index, from 1, with \
      its term where that matters, such as `3` or `3@2`
      """
    ),
    (
      "expect log 1 = 1 8.n2",
      "2:18: `8.n2` is a ballot of Paxos, and terms of Raft are numbers; expected a number without a sign, at most 18446744073709551615"
    ),
    (
      "protocol paxos\nexpect term 1 = 82",
      "3:17: `82` is not a ballot; expected a ballot, such as `2.1`: round 2 of n1"
    ),
    (
      "protocol paxos\nexpect log 1 = 1.0",
      "3:16: `1.0` does not fit here; expected `=` and the ballots of its slots, such as `= 1.1 1.1 2.3` (`_` for a hole, or where it was compacted), or `ends 2.3`, or `empty`"
    ),
    (
      "protocol paxos\nexpect vanished 3@1844674407370955161.1",
      "3:17: `1844674407370955161.1` is too large; expected a slot, from 1, with its ballot where that matters, such as `3` or `3@2.1`"
    ),
    ("nodes 0", "2:7: `nodes 0` is out of range; expected a number from 1 to 9"),
    ("nodes 10", "2:7: `nodes 10` is out of range; expected a number from 1 to 9"),
    ("nodes", "2:6: `nodes` needs N; expected a number from 1 to 9"),
    (
      "accounts",
      "2:9: `accounts` needs NAME; expected a name of letters, digits, `-` and `_` that begins with a letter, at most 24 columns wide"
    ),
    (
      "accounts alice",
      "2:15: `alice` needs AMOUNT; expected an amount of whole coins without a sign, at most 18446744073709551615"
    ),
    ("accounts alice 1 bob 2", "2:18: `bob` does not fit here; expected the end of the line"),
    ("accounts alice 1, alice 2", "2:19: the account `alice` stands twice; expected each account once"),
    (
      "accounts 1st 1",
      "2:10: `1st` begins with a digit; expected a name of letters, digits, `-` and `_` that begins with a letter, at most 24 columns wide"
    ),
    (
      "accounts a.b 1",
      "2:10: `a.b` contains `.`; expected a name of letters, digits, `-` and `_` that begins with a letter, at most 24 columns wide"
    ),
    (
      "accounts 小小小小小小小小小小小小x 1",
      "2:10: `小小小小小小小小小小小小x` is wider than 24 columns; expected a name of letters, digits, `-` and `_` that begins with a letter, at most 24 columns wide"
    ),
    (
      "accounts treasury 1",
      "2:10: `treasury` is the name of the treasury; expected a name of letters, digits, `-` and `_` that begins with a letter, at most 24 columns wide"
    ),
    (
      "accounts a 18446744073709551615, b 1\ntreasury 0",
      "2:10: all balances and the treasury together are too large; expected a supply of at most 18446744073709551615 coins"
    ),
    (
      "treasury 18446744073709551615",
      "2:10: all balances and the treasury together are too large; expected a supply of at most 18446744073709551615 coins"
    ),
    ("election-timeout 0ms..5ms", "2:18: `election-timeout` is 0; expected more than 0"),
    ("heartbeat 0s", "2:11: `heartbeat` is 0; expected more than 0"),
    (
      "heartbeat 150ms",
      "2:11: a heartbeat every 150ms comes too late for an election time-out of 150ms; expected a heartbeat shorter than the lowest election time-out"
    ),
    (
      "election-timeout 10ms..20ms",
      "2:18: a heartbeat every 50ms comes too late for an election time-out of 10ms; expected a heartbeat shorter than the lowest election time-out"
    ),
    (
      "heartbeat 5 ms",
      "2:11: `5` has no unit; expected a time such as `150ms`, `2.5s`, `3m` or `1h`, at most `1000h`"
    ),
    (
      "heartbeat 5parsec",
      "2:11: `5parsec` has the unknown unit `parsec`; expected a time such as `150ms`, `2.5s`, `3m` or `1h`, at most `1000h`"
    ),
    (
      "heartbeat 1.5ns",
      "2:11: `1.5ns` has too many decimals; expected a time such as `150ms`, `2.5s`, `3m` or `1h`, at most `1000h`"
    ),
    (
      "heartbeat 99999999m",
      "2:11: `99999999m` is too large; expected a time such as `150ms`, `2.5s`, `3m` or `1h`, at most `1000h`"
    ),
    (
      "latency 1ms..2ms\nlatency 3ms..4ms",
      "3:1: `latency` stands in line 2 already; expected one `latency` in the header (the verb needs `at 0s` before it here)"
    ),
    ("append-limit 4097", "2:14: `append-limit 4097` is out of range; expected a number from 1 to 4096"),
    (
      "snapshot-chunk 0", "2:16: `snapshot-chunk 0` is out of range; expected a number from 1 to 1048576"
    ),
    (
      "snapshot-chunk 1048577",
      "2:16: `snapshot-chunk 1048577` is out of range; expected a number from 1 to 1048576"
    ),
    (
      "accept-quorum 3",
      "2:15: `accept-quorum` is a line of Paxos: in Raft a majority decides; expected `protocol paxos` too, or a header without this line"
    ),
    (
      "protocol paxos\naccept-quorum 6",
      "3:15: `accept-quorum 6`, and there are 5 nodes; expected a number from 1 to 5"
    ),
    (
      "protocol paxos\nnodes 4\naccept-quorum 1",
      "4:15: 3 of 4 promise and 1 of 4 accept: they need not share a node, so two values could be chosen; expected sizes that add up to more than 4, such as `prepare-quorum 4`; or, to see the harm, a line `bug small-quorums on` below"
    ),
    ("snapshot-chunk", "2:15: `snapshot-chunk` needs BYTES; expected a number from 1 to 1048576"),
    ("no-op maybe", "2:7: `maybe` does not fit here; expected `on` or `off`"),
    (
      "node 5",
      "2:1: `node` is neither a line of the header nor a verb; expected one of these (`raftcoin verbs` lists the verbs), perhaps `nodes`"
    ),
    ("heal\nnodes 5", "3:1: `nodes` is a line of the header; expected `nodes` above the first verb"),
  ]) func headerErrors(lines: String, expected: String) {
    #expect(errors("raftcoin 1\n" + lines) == ["x.raft:\(expected)"])
  }

  @Test("quorums that need not meet are for a file that breaks their rule")
  func smallQuorums() throws {
    let lines = ["prepare-quorum 2", "accept-quorum 2"]
    let text = (["raftcoin 1", "protocol paxos", "nodes 4"] + lines).joined(separator: "\n")
    #expect(errors(text).count == 1)
    let scenario = try ScenarioParser.parse(text: text + "\nbug small-quorums on", file: "x").get()
    #expect(scenario.header.lines.suffix(2) == lines)
  }

  @Test(arguments: [
    (
      "at 2s heal\nat 1s heal",
      "4:4: `at 1s` is before line 3, which is at 2s; expected `at`s that do not descend"
    ),
    ("kil 1", "3:1: there is no verb `kil`; expected a verb (`raftcoin verbs` lists them), perhaps `kill`"),
    (
      "wen leader",
      "3:1: there is no verb `wen`; expected a verb (`raftcoin verbs` lists them), perhaps `when`"
    ),
    ("at 1s frobnicate", "3:7: there is no verb `frobnicate`; expected a verb (`raftcoin verbs` lists them)"),
    (
      "at soon heal",
      "3:4: `soon` is not a time; expected a time such as `150ms`, `2.5s`, `3m` or `1h`, at most `1000h`"
    ),
    (
      "kill 7",
      "3:6: there is no node 7: the cluster has 5; expected a node: 1…5, leader, follower, random or all"
    ),
    ("view logs", "3:1: `view` works only in the console; expected a verb that acts on the cluster"),
    (
      "when leader within kill 1",
      "3:20: `kill` is not a time; expected a time such as `150ms`, `2.5s`, `3m` or `1h`, at most `1000h`"
    ),
    (
      "when leader withn 5s",
      "3:13: there is no verb `withn`; expected a verb (`raftcoin verbs` lists them), perhaps `within`"
    ),
    (
      "expect ledaer",
      "3:8: `ledaer` is not a predicate; expected a predicate: leader, no, term, committed, balance, alive, converged, joint, joining, damaged, handing-over, unanswered, safe, violated, refused, message, leads, candidate, follower, voted, knows, first, timer, learner, snapshot, members, log, logs, next-index, match-index, promised, accepted, chosen, copies, vanished, operation, read, leaders, elections, paid, available, gap, latency, event, all:, any:, not, perhaps `leader`"
    ),
    (
      "transfer alice bob +5",
      "3:20: `+5` has a sign; expected an amount of whole coins without a sign, at most 18446744073709551615"
    ),
    (", heal", "3:1: there is no verb `,`; expected a verb (`raftcoin verbs` lists them)"),
  ]) func stepErrors(lines: String, expected: String) {
    #expect(errors("raftcoin 1\nheal\n" + lines) == ["x.raft:\(expected)"])
  }

  /// 64 bits hold 5124 times the longest time; lines that may wait as long would trap.
  @Test(arguments: [
    "after 1000h", "after 3600000s kill 1", "when leader within 1000h", "when alive 5 within 60000m",
  ])
  func waitsWhoseSumNoClockHolds(line: String) {
    func file(_ count: Int) -> String {
      "raftcoin 1\n" + Array(repeating: line, count: count).joined(separator: "\n")
    }
    #expect(errors(file(1000)).isEmpty)
    let found = errors(file(5200))
    #expect(found.count == 1)
    let column =
      line.split(separator: " ").prefix { $0.last != "h" && $0.last != "s" && $0.last != "m" }
      .joined(separator: " ").count + 2
    #expect(
      found.first
        == "x.raft:1002:\(column): up to here the lines may wait longer than `1000000h` together; expected shorter "
        + "waits, or fewer: all `after` and `within` together at most `1000000h`")
  }

  @Test func anAtSaysHowLateItIsWhateverCameBefore() {
    let waits = Array(repeating: "when leader within 1000h", count: 999).joined(separator: "\n")
    #expect(errors("raftcoin 1\n\(waits)\nat 1000h\n\(waits)").isEmpty)
  }

  @Test func theUsualPatienceCountsToo() {
    let waits = String(repeating: "when leader\n", count: 61)
    let longs = String(repeating: "after 1000h\n", count: 999) + "after 59940m\n"
    #expect(errors("raftcoin 1\n" + longs + waits).count == 1)
    #expect(errors("raftcoin 1\n" + longs + waits.dropLast(12)).isEmpty)
  }

  @Test func allErrorsComeAtOnce() {
    let text = """
      raftcoin 1
      nodes 3
      sed 4
      accounts alice 1, 2bob 3
      kill 4
      transfer alcie bbo 3
      at 1s kil 2
      """
    #expect(
      errors(text) == [
        "x.raft:3:1: `sed` is neither a line of the header nor a verb; expected one of these "
          + "(`raftcoin verbs` lists the verbs), perhaps `seed`",
        "x.raft:4:19: `2bob` begins with a digit; expected a name of letters, digits, `-` and `_` that begins "
          + "with a letter, at most 24 columns wide",
        "x.raft:5:6: there is no node 4: the cluster has 3; expected a node: 1…3, leader, follower, random or all",
        "x.raft:7:7: there is no verb `kil`; expected a verb (`raftcoin verbs` lists them), perhaps `kill`",
      ])
    #expect(
      errors("raftcoin 1\ntransfer alcie bbo 3") == [
        "x.raft:2:10: there is no account `alcie`; expected alice, bob, carol, dave or treasury, perhaps `alice`",
        "x.raft:2:16: there is no account `bbo`; expected alice, bob, carol, dave or treasury, perhaps `bob`",
      ])
  }

  @Test func columnsCountCharacters() {
    #expect(errors("raftcoin 1\nnote 小明\nopen 小明\ntransfer 小明 👩‍👩‍👧 1").first?.hasPrefix("x.raft:4:13: ") == true)
  }

  @Test func bytesThatAreNotText() {
    let start = Array("raftcoin 1\nnote é".utf8)
    #expect(errors(start + [0xFF, 0x0A]) == ["x.raft:2:7: a byte here is not UTF-8; expected text in UTF-8"])
    #expect(
      errors(start + [0x00]) == ["x.raft:2:7: there is a control character (U+0000); expected plain text"])
    #expect(errors([0xFF, 0xFE, 0x72, 0x00]) == ["x.raft:1:1: this is UTF-16; expected text in UTF-8"])
  }

  @Test func hugeLines() throws {
    let long = "raftcoin 1\nnote " + String(repeating: "x", count: SourceLine.longest)
    #expect(errors(long) == ["x.raft:2:65537: the line is too long; expected at most 65536 characters"])
    let fits = "raftcoin 1\nkill " + String(repeating: "1", count: 60_000)
    #expect(errors(fits).first?.hasPrefix("x.raft:2:6: `1111111111") == true)
    #expect(errors(fits).first?.utf8.count ?? 0 < 200)
  }

  @Test func errorsAreBounded() {
    let found = errors("raftcoin 1\n" + String(repeating: "x\n", count: 5000))
    #expect(found.count == ScenarioParser.mostErrors + 1)
    #expect(
      found.last == "x.raft:1001:2: there are more errors than these; expected these to be put right first")
  }

  @Test func severalErrorsAreSeveralLines() {
    let diagnostics = [1, 2].map {
      Diagnostic(
        file: "f", line: $0, column: 3, problem: Phrase(verbatim: "p"), expected: Phrase(verbatim: "e"))
    }
    #expect(ScenarioErrors(diagnostics).description == "f:1:3: p; expected e\nf:2:3: p; expected e")
  }

  @Test(arguments: [
    "alice", "小明", "_", "a-b_c9", "Ωmega", "é", "e\u{301}", "नमस्ते", "abcdefghijklmnopqrstuvwx",
  ])
  func goodNames(name: String) { #expect(AccountName.fault(in: name) == nil) }

  @Test(arguments: [
    "", "1a", "-a", "a b", "treasury", "a#", "a\u{200B}", "٣x", "abcdefghijklmnopqrstuvwxy", "🙂",
    "a" + String(repeating: "\u{301}", count: 60),
  ]) func badNames(name: String) { #expect(AccountName.fault(in: name) != nil) }
}

@Suite struct ShortenedErrorTests {
  /// Of a file that is no scenario every line is wrong: the rest is counted.
  @Test func theRestIsCounted() {
    let text = "raftcoin 1\n" + String(repeating: "nonsense\n", count: 14)
    guard case .failure(let errors) = ScenarioParser.parse(text: text, file: "f") else {
      Issue.record("nonsense was taken for a scenario")
      return
    }
    let lines = errors.shortened(to: 10).split(separator: "\n")
    #expect(lines.count == 11 && lines.last == "… and 4 more")
    #expect(errors.shortened(to: 14).split(separator: "\n").count == 14)
    #expect(errors.description.split(separator: "\n").count == 14)
  }
}
