import Consensus
import Ledger
import Testing

@testable import Command

private let n1 = NodeID(1)
private let n2 = NodeID(2)
private let n3 = NodeID(3)
private func ballot(_ term: Term) -> TermName { TermName(term, of: .paxos) }

@Suite struct VerbParserTests {
  let context = PaletteContext(
    nodes: 5, accounts: ["alice", "bob", "小明"], views: ["cluster", "logs"], themes: ["dark", "light"],
    scenarios: ["first-election", "split-vote"], invariants: ["election-safety"],
    vocabulary: .sample)

  @Test(arguments: [
    ("transfer alice bob 10", Verb.transfer(from: "alice", to: "bob", amount: 10)),
    (
      "transfer alice bob 10 via 2 once",
      .transfer(from: "alice", to: "bob", amount: 10, via: .node(n2), once: true)
    ),
    ("transfer treasury 小明 18446744073709551615", .transfer(from: "treasury", to: "小明", amount: .max)),
    ("  transfer\talice　bob 1０ ", .transfer(from: "alice", to: "bob", amount: 10)),
    ("balance alice", .balance(name: "alice", from: nil, stale: false)),
    ("balance alice stale", .balance(name: "alice", from: nil, stale: true)),
    ("balance alice from 2 stale", .balance(name: "alice", from: .node(n2), stale: true)),
    ("balance alice from leader", .balance(name: "alice", from: .leader, stale: false)),
    ("open erin", .open(name: "erin", amount: nil)), ("open erin 50", .open(name: "erin", amount: 50)),
    ("load 20", .load(milliRate: 20_000)), ("load 2.5", .load(milliRate: 2500)),
    ("load off", .load(milliRate: nil)), ("load 0", .load(milliRate: nil)),
  ]) func clients(line: String, verb: Verb) throws {
    #expect(try VerbParser.parse(line: line, context: context) == verb)
  }

  @Test(arguments: [
    ("kill 1", Verb.kill([.node(n1)])), ("kill n2", .kill([.node(n2)])), ("kill leader", .kill([.leader])),
    ("kill 1,2", .kill([.node(n1), .node(n2)])), ("kill n1 , n2", .kill([.node(n1), .node(n2)])),
    ("kill 1，2", .kill([.node(n1), .node(n2)])), ("kill random,random", .kill([.random, .random])),
    ("restart all", .restart([.all])), ("pause 1", .pause([.node(n1)])), ("pause", .pauseClock),
    ("pause 1,2 queued", .pause([.node(n1), .node(n2)], queued: true)),
    ("resume follower", .resume([.follower])), ("timeout random", .timeout([.random])), ("align", .align),
    ("spread # evenly", .spread),
    ("slow-disk 1 5ms..20ms", .slowDisk([.node(n1)], 5_000_000...20_000_000)),
  ]) func nodes(line: String, verb: Verb) throws {
    #expect(try VerbParser.parse(line: line, context: context) == verb)
  }

  @Test(arguments: [
    ("partition 1,2 | 3,4,5", [[1, 2], [3, 4, 5]]), ("partition 1|2|3", [[1], [2], [3]]),
    ("partition n1,n2|n3", [[1, 2], [3]]), ("partition 1｜2，3", [[1], [2, 3]]),
  ]) func partitions(line: String, groups: [[Int]]) throws {
    let expected = groups.map { $0.map { NodeSelector.node(NodeID($0)) } }
    #expect(try VerbParser.parse(line: line, context: context) == .partition(expected))
  }

  @Test(arguments: [
    ("isolate leader", Verb.isolate([.leader])), ("cut 1>2", .cut(Link(from: n1, to: n2))),
    ("cut n1 > n2", .cut(Link(from: n1, to: n2))), ("heal", .heal),
    ("latency 5ms..15ms", .latency(5_000_000...15_000_000, nil)),
    ("abandon alice", .abandon(name: "alice")),
    ("latency 0s..2.5s 3>1", .latency(0...2_500_000_000, Link(from: n3, to: n1))),
    ("loss 10%", .loss(partsPerMillion: 100_000, nil)),
    ("loss 0.0001% 1>2", .loss(partsPerMillion: 1, Link(from: n1, to: n2))),
    ("loss 100%", .loss(partsPerMillion: 1_000_000, nil)),
    ("duplicate 5%", .duplicate(partsPerMillion: 50_000, nil)), ("reorder on", .reorder(true)),
    ("reorder off", .reorder(false)),
    ("duplicate 5% 1>2", .duplicate(partsPerMillion: 50_000, Link(from: n1, to: n2))),
    ("duplicate message 412", .duplicateMessage(.number(412))), ("drop 412", .drop(.number(412))),
    ("drop RequestVote", .drop(.kind("RequestVote", nil))),
    ("drop heartbeat 1>2", .drop(.kind("heartbeat", Link(from: n1, to: n2)))),
    ("hold 1>2", .hold(Link(from: n1, to: n2))), ("release 1>2", .release(Link(from: n1, to: n2))),
    ("hold message 7", .holdMessage(.number(7))),
    ("release message AppendEntries n3>n1", .releaseMessage(.kind("AppendEntries", Link(from: n3, to: n1)))),
    ("cut clients>2", .cut(Link(from: .clients, to: .node(n2)))),
    ("cut n2 > clients", .cut(Link(from: .node(n2), to: .clients))),
    ("loss 10% 3>clients", .loss(partsPerMillion: 100_000, Link(from: .node(n3), to: .clients))),
    ("hold clients>1", .hold(Link(from: .clients, to: .node(n1)))),
    ("release 1>clients", .release(Link(from: .node(n1), to: .clients))),
    ("release all", .releaseAll), ("skew 1 +5%", .skew([.node(n1)], partsPerMillion: 50_000)),
    ("skew 1 −0.5%", .skew([.node(n1)], partsPerMillion: -5000)),
    ("bug forget-vote on", .bug(name: "forget-vote", on: true)),
    ("bug count-old-term off", .bug(name: "count-old-term", on: false)),
    ("add 6", .add(NodeID(6), learner: false)), ("add 6 learner", .add(NodeID(6), learner: true)),
    ("promote 6", .promote(.node(NodeID(6)))), ("remove n3", .remove(.node(n3))),
    ("remove leader", .remove(.leader)), ("promote follower", .promote(.follower)),
    ("lead 2", .lead(.node(n2))),
    ("snapshot all", .snapshot([.all])),
    ("next-index 1>3 99", .setIndex(.next, Link(from: n1, to: n3), 99)),
    ("match-index 1>3 2", .setIndex(.match, Link(from: n1, to: n3), 2)),
    ("hand 3 ann", .hand(.node(n3), to: "ann")), ("hand leader nobody", .hand(.leader, to: nil)),
    ("answer 3 yes", .answer(.node(n3), .yes)), ("answer n3 anyway", .answer(.node(n3), .anyway)),
  ]) func network(line: String, verb: Verb) throws {
    #expect(try VerbParser.parse(line: line, context: context) == verb)
  }

  @Test(arguments: [
    ("speed 0.25", Verb.speed(thousandths: 250)), ("speed 100x", .speed(thousandths: 100_000)),
    ("speed auto", .speed(thousandths: nil)), ("play", .play), ("step", .step(1)), ("step 20", .step(20)),
    ("back", .back(1)), ("back 3", .back(3)), ("goto 8.21s", .goto(8_210_000_000)), ("fork", .fork),
    ("view logs", .view("logs")), ("big", .big), ("theme light", .theme("light")),
    ("language zh", .language("zh")), ("why", .why), ("scenario", .scenario(nil)),
    ("scenario split-vote", .scenario("split-vote")), ("quit", .quit), ("expect safe", .expect(.safe)),
    ("note  a, b | c#d  e # gone", .note(Note("a, b | c#d  e"))),
  ]) func clockAndConsole(line: String, verb: Verb) throws {
    #expect(try VerbParser.parse(line: line, context: context) == verb)
  }

  @Test(arguments: [
    ("wipe 1", Verb.wipe([.node(n1)])), ("corrupt leader 7", .corrupt([.leader], .entry(7))),
    ("corrupt 2,3", .corrupt([.node(n2), .node(n3)], nil)),
    ("corrupt 2 snapshot", .corrupt([.node(n2)], .snapshot)),
    ("corrupt all record", .corrupt([.all], .termAndVote)),
  ]) func disks(line: String, verb: Verb) throws {
    #expect(try VerbParser.parse(line: line, context: context) == verb)
    #expect(try VerbParser.parse(syntax: line) == verb)
  }

  @Test(arguments: [
    ("leader", Predicate.leader(nil)), ("leader 2", .leader(.node(n2))), ("no leader", .not(.leader(nil))),
    ("not leader", .not(.leader(nil))), ("term 3", .term(.equal, 3)), ("term >= 3", .term(.atLeast, 3)),
    ("term<=3", .term(.atMost, 3)), ("committed 5", .committed(.atLeast, 5)),
    ("committed = 5", .committed(.equal, 5)),
    ("balance alice 100", .balance(name: "alice", .equal, 100, on: nil)),
    ("balance bob >=1 on n3", .balance(name: "bob", .atLeast, 1, on: .node(n3))),
    ("alive 3", .alive(.equal, 3)), ("converged", .converged), ("safe", .safe),
    ("joint", .joint), ("not joining", .not(.joining)), ("damaged", .damaged),
    ("handing-over", .handingOver), ("not unanswered", .not(.unanswered)),
    ("violated election-safety", .violated("election-safety")),
    ("refused insufficient funds", .refused(.insufficientFunds)),
    ("refused malformed", .refused(.malformed)),
    ("message AppendEntries in flight", .inFlight("AppendEntries", nil)),
    ("message heartbeat 1>2 in flight", .inFlight("heartbeat", Link(from: n1, to: n2))),
    ("message PreVote in flight", .inFlight("PreVote", nil)),
    ("message PreVoteReply 2>1 in flight", .inFlight("PreVoteReply", Link(from: n2, to: n1))),
    ("message TimeoutNow in flight", .inFlight("TimeoutNow", nil)),
    ("message InstallSnapshot in flight", .inFlight("InstallSnapshot", nil)),
    ("message InstallSnapshotReply in flight", .inFlight("InstallSnapshotReply", nil)),
    ("message replicate 1>2 in flight", .inFlight("replicate", Link(from: NodeID(1), to: NodeID(2)))),
    ("leader for 2s", .leads(nil, for: 2_000_000_000)),
    ("leader 1 for 300ms", .leads(.node(n1), for: 300_000_000)),
    ("not leader for 1s", .not(.leads(nil, for: 1_000_000_000))),
    ("not not safe", .not(.not(.safe))),
    ("no leader for 2s", .leaders(.equal, 0, for: 2_000_000_000)),
    ("leads 2", .node(.node(n2), .leads)), ("candidate n3", .node(.node(n3), .stands)),
    ("follower leader", .node(.leader, .follows)), ("term 3 = 2", .node(.node(n3), .term(.equal, 2))),
    ("term n3 2", .node(.node(n3), .term(.equal, 2))),
    ("term leader >= 2", .node(.leader, .term(.atLeast, 2))),
    ("voted 3 for 1", .node(.node(n3), .voted(for: .node(n1)))),
    ("knows 2 committed 4", .node(.node(n2), .knowsCommitted(.atLeast, 4))),
    ("first timer 3", .node(.node(n3), .hasFirstTimer)),
    ("timer 3 20ms", .node(.node(n3), .timer(.atMost, 20_000_000))),
    ("timer gap 10ms", .timerGap(.atLeast, 10_000_000)),
    ("timer 3 >= 20ms", .node(.node(n3), .timer(.atLeast, 20_000_000))),
    ("learner 3", .node(.node(n3), .learns)), ("snapshot 1 8", .node(.node(n1), .snapshot(.atLeast, 8))),
    ("log 1 = 1 1 2", .node(.node(n1), .log([1, 1, 2]))),
    ("log 1 = _ _ 3", .node(.node(n1), .log([nil, nil, 3]))),
    ("log 1 ends 3", .node(.node(n1), .logEnds(in: 3))), ("log 2 empty", .node(.node(n2), .log([]))),
    ("logs equal 1 2", .equalLogs(.node(n1), .node(n2), to: nil)),
    ("logs equal 1 2 to 5", .equalLogs(.node(n1), .node(n2), to: 5)),
    ("next-index 1>3 5", .progress(.next, Link(from: n1, to: n3), .equal, 5)),
    ("match-index 1>3 <= 5", .progress(.match, Link(from: n1, to: n3), .atMost, 5)),
    ("copies 3@2 3", .copies(EntryName(3, term: 2), .atLeast, 3)),
    ("copies 3 = 2", .copies(EntryName(3), .equal, 2)),
    ("copies 3@2 by 1,n3", .copiesBy(EntryName(3, term: 2), [n1, n3])),
    ("vanished 3@2", .vanished(EntryName(3, term: 2))),
    ("operation asked", .operation(nil, .asked)), ("operation unknown", .operation(nil, .unknown)),
    ("operation 2 answered", .operation(2, .answered)),
    ("operation stored on 2", .operation(nil, .stored(.atLeast, 2))),
    ("operation retried >= 2 times", .operation(nil, .retried(.atLeast, 2))),
    ("read bob 110", .read(name: "bob", .equal, 110)), ("members 1,2,3", .members([n1, n2, n3])),
    ("leaders >= 2", .leaders(.atLeast, 2, for: nil)),
    ("leaders >= 2 for 2s", .leaders(.atLeast, 2, for: 2_000_000_000)),
    ("elections 3 within 1s", .elections(.atLeast, 3, within: 1_000_000_000)),
    ("committed grew 3 within 1s", .grew(.atLeast, 3, within: 1_000_000_000)),
    ("not paid within 1s", .not(.paid(within: 1_000_000_000))),
    ("available 95% over 1m", .available(.atLeast, 950_000, over: 60_000_000_000)),
    ("gap 500ms", .gap(.atMost, 500_000_000)),
    ("latency <= 2s", .latency(.atMost, 2_000_000_000)),
    ("event became-leader", .event("became-leader", nil)),
    ("event became-leader node 2", .event("became-leader", .node(n2))),
    (
      "all: copies 3 by 1,2, leader 1, safe",
      .all([.copiesBy(EntryName(3), [n1, n2]), .leader(.node(n1)), .safe])
    ),
    (
      "any: log 1 = 1 1, leader, not safe",
      .any([.node(.node(n1), .log([1, 1])), .leader(nil), .not(.safe)])
    ),
  ]) func predicates(text: String, predicate: Predicate) throws {
    #expect(try VerbParser.parse(line: "expect \(text)", context: context) == .expect(predicate))
  }

  /// Under Paxos a term is a ballot, and is printed as it is read.
  @Test(arguments: [
    ("term 8.2", Predicate.term(.equal, ballot(82)), "term 8.2"),
    ("term >= 8.n2", .term(.atLeast, ballot(82)), "term >= 8.2"),
    ("term 3 = 12.9", .node(.node(n3), .term(.equal, ballot(129))), "term n3 = 12.9"),
    ("term 3 = 0", .node(.node(n3), .term(.equal, ballot(0))), "term n3 = 0"),
    ("log 3 = 1.1 _ 2.3", .node(.node(n3), .log([ballot(11), nil, ballot(23)])), "log n3 = 1.1 _ 2.3"),
    ("log 3 ends 2.n3", .node(.node(n3), .logEnds(in: ballot(23))), "log n3 ends 2.3"),
    ("copies 3@8.2 3", .copies(EntryName(3, term: ballot(82)), .atLeast, 3), "copies 3@8.2 >= 3"),
    ("vanished 3@8.n2", .vanished(EntryName(3, term: ballot(82))), "vanished 3@8.2"),
  ]) func ballots(text: String, predicate: Predicate, printed: String) throws {
    let header = "raftcoin 1\nprotocol paxos\n"
    for line in [text, printed] {
      let scenario = try ScenarioParser.parse(text: header + "expect " + line, file: "f").get()
      guard case .expect(let read) = scenario.steps.first?.verb else {
        Issue.record("no expectation")
        continue
      }
      #expect(read == predicate && read.description == printed)
    }
  }

  /// The column counts characters, from 1, and the text says what was expected.
  @Test(arguments: [
    ("", 1, "there is nothing to do; expected a verb (Tab completes; ? explains keys)"),
    ("kil 1", 1, "there is no verb `kil`; expected a verb (Tab completes; ? explains keys), perhaps `kill`"),
    (
      "KILL 1", 1, "there is no verb `KILL`; expected a verb (Tab completes; ? explains keys), perhaps `kill`"
    ),
    ("kill", 5, "`kill` needs NODE; expected a node: 1…5, leader, follower, random or all"),
    (
      "kill 7", 6,
      "there is no node 7: the cluster has 5; expected a node: 1…5, leader, follower, random or all"
    ),
    ("kill 0", 6, "there is no node 0; expected a node: 1…5, leader, follower, random or all"),
    (
      "kill laeder", 6,
      "`laeder` is not a node; expected a node: 1…5, leader, follower, random or all, perhaps `leader`"
    ),
    ("kill 1,1", 8, "`n1` stands twice; expected each node once"),
    ("kill 1,all", 8, "`all` stands with other nodes; expected `all` alone"),
    (
      "drop zero", 6,
      "`zero` is not a message; expected the number of a message, or its kind: RequestVote, RequestVoteReply, AppendEntries, AppendEntriesReply, PreVote, PreVoteReply, TimeoutNow, InstallSnapshot, InstallSnapshotReply, heartbeat, elect, replicate"
    ),
    (
      "drop hartbeat", 6,
      "`hartbeat` is not a message; expected the number of a message, or its kind: RequestVote, RequestVoteReply, AppendEntries, AppendEntriesReply, PreVote, PreVoteReply, TimeoutNow, InstallSnapshot, InstallSnapshotReply, heartbeat, elect, replicate, perhaps `heartbeat`"
    ),
    (
      "drop 0", 6,
      "messages are numbered from 1; expected the number of a message, or its kind: RequestVote, RequestVoteReply, AppendEntries, AppendEntriesReply, PreVote, PreVoteReply, TimeoutNow, InstallSnapshot, InstallSnapshotReply, heartbeat, elect, replicate"
    ),
    ("hold message 3 4", 16, "`4` does not fit here; expected the end of the line"),
    (
      "bug forget-vot on", 5,
      "there is no bug `forget-vot`; expected the name of a broken rule (o lists them), perhaps `forget-vote`"
    ),
    ("bug forget-vote", 16, "`bug` needs on|off; expected `on` or `off`"),
    ("kill 1 2", 8, "`2` does not fit here; expected the end of the line"),
    (
      "lead all", 6, "`all` is not a node; expected a node: 1…5, leader, follower or random"
    ),
    (
      "transfer alice bob", 19,
      "`transfer` needs AMOUNT; expected an amount of whole coins without a sign, at most 18446744073709551615"
    ),
    (
      "transfer alice bob -5", 20,
      "`-5` has a sign; expected an amount of whole coins without a sign, at most 18446744073709551615"
    ),
    (
      "transfer alice bob 18446744073709551616", 20,
      "`18446744073709551616` is too large; expected an amount of whole coins without a sign, at most 18446744073709551615"
    ),
    (
      "transfer 小明 bbo 1", 13, "there is no account `bbo`; expected alice, bob, 小明 or treasury, perhaps `bob`"
    ),
    (
      "balance alice form 2", 15,
      "`form` does not fit here; expected `from` or `stale` or the end of the line, perhaps `from`"
    ),
    (
      "open treasury", 6,
      "`treasury` is the name of the treasury; expected a name of letters, digits, `-` and `_` that begins with a letter, at most 24 columns wide"
    ),
    (
      "latency 5ms", 12,
      "`latency` needs two times; expected a range of times such as `5ms..15ms`, the lower first"
    ),
    ("latency 5..15", 9, "`5` has no unit; expected a range of times such as `5ms..15ms`, the lower first"),
    (
      "latency 5ms..1ms", 9,
      "`5ms..1ms` descends; expected a range of times such as `5ms..15ms`, the lower first"
    ),
    ("loss 10", 6, "`10` has no unit; expected a percentage from 0% to 100%, such as `10%`"),
    ("loss 101%", 6, "`101%` is too large; expected a percentage from 0% to 100%, such as `10%`"),
    (
      "load 1.0005", 6,
      "`1.0005` has too many decimals; expected operations a second, such as `20` or `2.5`, or `off`"
    ),
    ("speed 0", 7, "a speed of 0 never gets anywhere; expected a speed from 0.001 to 100, or `auto`"),
    ("cut 1>1", 5, "`1>1` leads to itself; expected a link between two nodes"),
    ("cut 1", 6, "`1` is only one end of a link; expected a link such as `1>2` or `clients>2`"),
    ("cut clients", 12, "`clients` is only one end of a link; expected a link such as `1>2` or `clients>2`"),
    ("cut clients>clients", 5, "`clients>clients` leads to itself; expected a link between two nodes"),
    (
      "cut client>2", 5,
      "`client` is not a node; expected a node: 1…5, leader, follower or random, perhaps `clients`"
    ),
    (
      "drop heartbeat clients>2", 16,
      "`clients` is not a node; expected a node: 1…5, leader, follower or random"
    ),
    (
      "expect message heartbeat 1>clients in flight", 28,
      "`clients` is not a node; expected a node: 1…5, leader, follower or random"
    ),
    ("partition 1,2", 14, "there is only one group; expected `|` and another group"),
    ("partition 1,2 | 2", 17, "`n2` stands twice; expected each node once"),
    ("reorder onn", 9, "`onn` does not fit here; expected `on` or `off`, perhaps `on`"),
    ("view log", 6, "there is no view `log`; expected cluster, logs, perhaps `logs`"),
    (
      "scenario split-vot", 10,
      "there is no scenario `split-vot`; expected the name of a scenario, perhaps `split-vote`"
    ),
    ("note", 5, "`note` needs TEXT; expected some words"),
    (
      "at 2s kill 1", 1,
      "`at` waits, and here a verb acts at once; expected a verb (Tab completes; ? explains keys)"
    ),
    ("nodes 5", 1, "`nodes` is a line of the header; expected a verb (Tab completes; ? explains keys)"),
    (
      "expect refused insuficient funds", 16,
      "`insuficient funds` is not a reason of the ledger; expected a reason: unknown account, insufficient funds, bad signature, wrong nonce, zero amount, to itself, account exists, malformed, another value chosen, perhaps `insufficient funds`"
    ),
    (
      "expect violated election-safty", 17,
      "there is no invariant `election-safty`; expected the name of an invariant, written with hyphens: `election-safety`, perhaps `election-safety`"
    ),
    (
      "expect log 1 = leader", 16,
      "`leader` does not fit here; expected `=` and the terms of its entries, such as `= 1 1 2` (`_` where it was compacted), or `ends T`, or `empty`"
    ),
    (
      "expect copies x@2 >= 3", 15,
      "`x@2` does not fit here; expected an entry: its index, from 1, with its term where that matters, such as `3` or `3@2`"
    ),
    (
      "expect operation answerd", 18,
      "`answerd` does not fit here; expected asked or stored on N or answered or unanswered or unknown or retried N times, perhaps `answered`"
    ),
    (
      "expect not all: leader", 12,
      "`all:` stands within another predicate; expected predicates without lists; `all:` or `any:` may stand once, in front"
    ),
    (
      "next-index 1>3 0", 16, "0 is out of range; expected a number from 1 to 1000000"
    ),
    ("expect members 1,2,1", 20, "`1` stands twice; expected each node once"),
    ("expect voted 3 1", 16, "`1` does not fit here; expected `for`"),
    (
      "expect elections >= 20", 23, "`elections` needs `within`; expected `within`"
    ),
    (
      "expect event became-leder", 14,
      "there is no event `became-leder`; expected the name of a decision, such as `became-leader`, perhaps `became-leader`"
    ),
    ("expect term > 3", 13, "`>` does not fit here; expected a number, or `=`, `>=` or `<=` before it"),
    (
      "expect message Heartbeat in flight", 16,
      "`Heartbeat` is not a kind of message; expected a kind: RequestVote, RequestVoteReply, AppendEntries, AppendEntriesReply, PreVote, PreVoteReply, TimeoutNow, InstallSnapshot, InstallSnapshotReply, heartbeat, elect, replicate, perhaps `heartbeat`"
    ),
    ("expect no", 10, "`no` needs `leader`; expected `leader`"),
    ("note a\u{1B}[2J", 7, "there is a control character (U+001B); expected plain text"),
  ]) func errors(line: String, column: Int, text: String) throws {
    let error = try #require(throws: Diagnostic.self) { try VerbParser.parse(line: line, context: context) }
    #expect(error.description == text)
    #expect(error.column == column)
  }

  @Test(arguments: [
    ("150ms", Nanoseconds(150_000_000)), (" 2.5s ", 2_500_000_000), ("3us", 3000), ("3µs", 3000),
    ("100ns", 100),
    ("1m", 60_000_000_000), ("0.5m", 30_000_000_000), ("1.000000001s", 1_000_000_001),
    ("1000.0ms", 1_000_000_000),
    ("60000m", 3_600_000_000_000_000),
  ]) func times(text: String, time: Nanoseconds) throws {
    #expect(try VerbParser.time(text) == time)
  }

  @Test(arguments: [
    "", "5", "s", "1.s", ".5s", "1.5ns", "-1s", "+1s", "1e3s", "1S", "1 s", "60001m", "1001h", "1d", "1..2s",
    "1s 2s",
    "99999999999999999999s", "0.0000000001s", "1.0000000000000005s", "１ｓ２",
  ]) func wrongTimes(text: String) {
    #expect(throws: Diagnostic.self) { try VerbParser.time(text) }
  }

  @Test func errorsInChinese() throws {
    let error = try #require(throws: Diagnostic.self) {
      try VerbParser.parse(line: "transfer alice bbo 1", context: context)
    }
    #expect(error.text(in: .chinese) == "没有账户 `bbo`；应为alice、bob、小明或 treasury，也许是 `bob`")
  }
}

@Suite struct PromptTests {
  let context = PaletteContext(nodes: 5, accounts: ["alice", "anna", "bob", "小明", "Bo"])

  @Test(arguments: [
    ("2", [2]), ("n2", [2]), ("12", [1, 2]), ("1 2", [1, 2]), ("1,2", [1, 2]), ("n1, n2", [1, 2]),
    ("3１", [3, 1]),
  ]) func nodeLists(text: String, nodes: [Int]) throws {
    #expect(try VerbParser.nodes(text, context: context) == nodes.map { .node(NodeID($0)) })
  }

  @Test func rolesAreNodesToo() throws {
    #expect(try VerbParser.nodes("leader", context: context) == [.leader])
    #expect(try VerbParser.nodes("all", context: context) == [.all])
  }

  @Test(arguments: [("19", 2), ("kk", 1), ("1 x", 3), ("", 1), ("11", 2), ("1 >", 3)])
  func wrongNodes(text: String, column: Int) throws {
    let error = try #require(throws: Diagnostic.self) { try VerbParser.nodes(text, context: context) }
    #expect(error.column == column, "\(error)")
  }

  @Test(arguments: ["12", "1 2", "1>2", "n1>n2", "1,2"]) func links(text: String) throws {
    #expect(try VerbParser.link(text, context: context) == Link(from: NodeID(1), to: NodeID(2)))
  }

  @Test(arguments: ["1", "123", "11", "17", "x", ""]) func wrongLinks(text: String) {
    #expect(throws: Diagnostic.self) { try VerbParser.link(text, context: context) }
  }

  @Test func oneSideOfAPartition() throws {
    let sides = [[1, 3], [2, 4, 5]].map { $0.map { NodeSelector.node(NodeID($0)) } }
    #expect(try VerbParser.partition(oneSide: "13", context: context) == .partition(sides))
    #expect(try VerbParser.partition(oneSide: "leader", context: context) == .isolate([.leader]))
    #expect(throws: Diagnostic.self) { try VerbParser.partition(oneSide: "12345", context: context) }
    #expect(throws: Diagnostic.self) { try VerbParser.partition(oneSide: "all", context: context) }
    #expect(throws: Diagnostic.self) { try VerbParser.partition(oneSide: "1 leader", context: context) }
  }

  @Test(arguments: [
    ("alice bob 25", "alice", "bob", UInt64(25)), ("al bob 25", "alice", "bob", 25),
    ("an 小", "anna", "小明", 10),
    ("AL t", "alice", "treasury", 10), ("bo bob 1", "Bo", "bob", 1), ("bob Bo", "bob", "Bo", 10),
  ]) func transfers(text: String, from: String, to: String, amount: UInt64) throws {
    #expect(
      try VerbParser.transfer(text, context: context) == .transfer(from: from, to: to, amount: amount))
  }

  @Test(arguments: [
    ("a bob 25", 1, "`a` could be `alice`, `anna`; expected more letters"),
    ("alice", 6, "`transfer` needs TO; expected an account"),
    ("", 1, "`transfer` needs FROM; expected an account"),
    (
      "alice bob x", 11,
      "`x` is not an amount; expected an amount of whole coins without a sign, at most 18446744073709551615"
    ),
    ("alice zed", 7, "there is no account `zed`; expected alice, anna, bob, 小明, Bo or treasury"),
    ("alice bob 1 2", 13, "`2` does not fit here; expected the end of the line"),
  ]) func wrongTransfers(text: String, column: Int, message: String) throws {
    let error = try #require(throws: Diagnostic.self) { try VerbParser.transfer(text, context: context) }
    #expect(error.description == message)
    #expect(error.column == column)
  }

  @Test func anAmountThatIsLeftOutIsTen() throws {
    let verb = try VerbParser.transfer("al bob", context: context)
    #expect(verb == .transfer(from: "alice", to: "bob", amount: 10))
  }
}
