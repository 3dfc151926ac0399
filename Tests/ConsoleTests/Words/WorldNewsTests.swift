import Command
import Consensus
import Host
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// News of acts, crashes, the network, clients and checks.
struct WorldNewsTests {
  private typealias F = Fixture

  private func all(_ record: EventRecord, in snapshot: ClusterSnapshot, _ language: Language = .english)
    -> [String]
  {
    Explainer(language: language).allNews(record, in: snapshot, source: Shelf()).map(\.text)
  }

  /// n2, the leader, has just crashed.
  private var headless: ClusterSnapshot {
    F.cluster { snapshot in
      snapshot.leader = nil
      snapshot.leaderlessSince = F.now
      snapshot.nodes[1].condition = .down
      snapshot.nodes[1].view.timer = nil
      snapshot.nodes[0].view.timer?.deadline = F.now + 66 * F.millisecond
      snapshot.landmarks = [Landmark(kind: .crash, time: F.now, node: F.n(2), event: 1)]
    }
  }

  @Test("The first sentence")
  func opening() {
    #expect(
      Explainer(language: .english).opening(F.cluster()).text
        == "Five nodes, no leader. Each waits its own random 150–300 ms; who wakes first asks for votes (§5.2)"
    )
    #expect(
      Explainer(language: .chinese).opening(F.cluster(3)).text
        == "三个节点，没有领导者。各自随机等待 150–300 ms，先醒的请其余节点投票（§5.2）")
    #expect(Explainer(language: .english).opening(F.cluster(1)).text.hasPrefix("One node, no leader. It "))
  }

  @Test("A crash of the leader names the next timer")
  func leaderCrash() {
    let record = F.record(.action("kill leader", .done(on: [F.n(2)])))
    #expect(
      all(record, in: headless) == [
        "you: kill n2", "n2 crashed. The next timer is n1's, in 66 ms (§5.2)",
      ])
    #expect(
      all(record, in: headless, .chinese) == [
        "你：kill n2", "n2 宕机了。下一个到期的定时器是 n1 的，还有 66 ms（§5.2）",
      ])
    #expect(F.say(record, .english, in: headless) == "n2 crashed. The next timer is n1's, in 66 ms (§5.2)")
  }

  @Test("A majority is counted over all nodes, dead ones included")
  func crashWithoutMajority() {
    var snapshot = headless
    snapshot.nodes[2].condition = .down
    snapshot.nodes[3].condition = .down
    let text = F.say(F.record(.action("kill n2", .done(on: [F.n(2)]))), .english, in: snapshot)
    #expect(
      text == "n2, the leader, crashed: 2 of 5 are up and 3 are needed, so no other can be elected (§5.2)")
  }

  @Test("A crash of followers says whether the cluster goes on")
  func followerCrash() {
    var snapshot = F.cluster { $0.nodes[3].condition = .down }
    let record = F.record(.action("kill n4", .done(on: [F.n(4)])))
    #expect(
      F.say(record, .english, in: snapshot)
        == "n4 crashed: 4 of 5 are up and 3 are needed, so the cluster can go on (§5.5)")
    snapshot.nodes[2].condition = .down
    snapshot.nodes[4].condition = .down
    #expect(
      F.say(F.record(.action("kill 3,4,5", .done(on: [F.n(3), F.n(4), F.n(5)]))), .english, in: snapshot)
        == "n3, n4 and n5 crashed: 2 of 5 are up and 3 are needed, so nothing can be committed (§5.3)")
  }

  @Test("A restart comes from disk (Figure 2)")
  func restart() {
    #expect(
      F.say(F.record(.action("restart n4", .done(on: [F.n(4)]))), .english)
        == """
        n4 restarts: term, vote and log come from disk; commitIndex starts at 0 until a leader tells it \
        (Figure 2)
        """)
  }

  @Test("Stalling a node is told, pausing the clock is not")
  func stall() {
    #expect(
      F.say(F.record(.action("pause n4", .done(on: [F.n(4)]))), .english)
        == "n4 paused: alive but deaf. The others cannot tell that from a crash (§5.5)")
    #expect(F.say(F.record(.action("pause", .done())), .english) == "you: pause")
  }

  @Test("An act on a role names the nodes that it came to, in both languages")
  func roles() {
    let paused = F.record(.action("pause leader", .done(on: [F.n(2)])))
    let others = "The others cannot tell that from a crash (§5.5)"
    #expect(all(paused, in: F.cluster()) == ["you: pause n2", "n2 paused: alive but deaf. \(others)"])
    #expect(all(paused, in: F.cluster(), .chinese).first == "你：pause n2")
    #expect(all(paused, in: F.cluster(), .chinese).last?.hasPrefix("n2 停顿了") == true)
    let resumed = F.record(.action("resume all", .done(on: [F.n(2), F.n(4)])))
    #expect(F.say(resumed, .english)?.hasPrefix("n2 and n4 woke up") == true)
    #expect(F.say(resumed, .chinese)?.hasPrefix("n2、n4 醒来了") == true)
    let wiped = F.record(.action("wipe follower", .done(on: [F.n(1)])))
    #expect(F.say(wiped, .english) == "you: wipe n1")
  }

  @Test("What did not work says why")
  func inVain() {
    let record = F.record(.action("kill n2", .nothing(.downAlready(F.n(2)))))
    #expect(F.say(record, .english) == "you: kill n2. Nothing changed: n2 is down already")
    #expect(F.say(record, .chinese) == "你：kill n2。没有变化：n2 已经宕机")
  }

  @Test("Acts of a file are not the person's")
  func fileActs() {
    var narrator = Explainer(language: .english)
    narrator.voice = .scenario
    let news = narrator.news(
      F.record(.action("timeout n2", .done(on: [F.n(2)]))), in: F.cluster(), source: Shelf())
    #expect(news?.text == "the scenario: timeout n2")
  }

  private func links(_ one: [Int], _ other: [Int]) -> [Link] {
    one.flatMap { a in
      other.flatMap { b in [Link(from: F.n(a), to: F.n(b)), Link(from: F.n(b), to: F.n(a))] }
    }
  }

  @Test("A partition says which side can commit")
  func partition() {
    let snapshot = F.cluster { $0.cutLinks = links([1, 2], [3, 4, 5]) }
    let record = F.record(.action("partition 1,2 | 3,4,5", .done()))
    #expect(
      F.say(record, .english, in: snapshot)
        == """
        The network is split: n1 n2 | n3 n4 n5. Only n3, n4 and n5 can elect a leader and commit: 3 are up \
        there, and 3 of 5 are needed (§5.2)
        """)
    var weak = snapshot
    weak.nodes[4].condition = .down
    #expect(
      F.say(record, .english, in: weak)
        == """
        The network is split: n1 n2 | n3 n4 n5. No side has 3 of 5 nodes up, so nothing can be committed \
        (§5.2)
        """)
  }

  @Test("A link that is cut in one direction does not split the network")
  func oneWay() {
    let snapshot = F.cluster { $0.cutLinks = [Link(from: F.n(1), to: F.n(2))] }
    #expect(snapshot.sides == nil)
    #expect(
      F.say(F.record(.action("cut 1>2", .done())), .english, in: snapshot)
        == "Nothing gets from n1 to n2 now; what n2 sends still reaches n1 (§5.5)")
    let oneWayAll = F.cluster { snapshot in
      snapshot.cutLinks = (2...5).map { Link(from: F.n(1), to: F.n($0)) }
    }
    #expect(oneWayAll.sides == nil)
    let apart = F.cluster { $0.cutLinks = links([1], [2, 3, 4, 5]) }
    #expect(apart.sides == [[F.n(1)], [F.n(2), F.n(3), F.n(4), F.n(5)]])
  }

  @Test("A process that reads late is told as such, paused and awake")
  func readsLate() {
    let snapshot = F.cluster { $0.nodes[3].unread = 7 }
    func say(_ act: Verb, _ node: Int) -> String? {
      F.say(F.record(.action(act, .done(on: [F.n(node)]))), .english, in: snapshot)
    }
    #expect(
      say("pause 4 queued", 4)
        == "n4 paused: what arrives waits unread. The others cannot tell that from a crash (§5.5)")
    #expect(
      say("resume 4", 4) == "n4 woke up with memory intact: what waited is read now, in order and late (§5.5)"
    )
    #expect(say("resume 3", 3)?.hasSuffix("what was missed must be sent again (§5.5)") == true)
  }

  @Test("Clients that are cut off from nodes are told as such, also beside other cuts")
  func clientsCut() {
    let (request, answer) = (
      Link(from: .clients, to: .node(F.n(2))), Link(from: .node(F.n(2)), to: .clients)
    )
    func say(_ links: [Link]) -> String? {
      F.say(F.record(.action("cut clients>2", .done())), .english, in: F.cluster { $0.cutLinks = links })
    }
    let between = Link(from: F.n(1), to: F.n(2))
    #expect(say([request, between])?.hasPrefix("What clients ask of n2 gets lost now") == true)
    #expect(say([answer])?.hasPrefix("The answers of n2 to clients get lost now") == true)
    #expect(say([request, answer])?.hasPrefix("Clients and n2 cannot hear each other now") == true)
    #expect(
      F.say(F.record(.action("cut clients>2", .nothing(.cutAlready(request)))), .english)
        == "you: cut clients>2. Nothing changed: the link from the clients to n2 is cut already")
    #expect(
      F.say(F.record(.action("cut clients>2", .nothing(.cutAlready(request)))), .chinese)
        == "你：cut clients>2。没有变化：从 客户端 到 n2 的链路已经断开")
  }

  @Test("Healing")
  func heal() {
    #expect(
      F.say(F.record(.action("heal", .done())), .english)
        == """
        All links carry messages again: whoever hears a higher term takes it over and follows its leader, \
        whose log all copy (§5.1, §5.3)
        """)
  }

  @Test("A broken rule is an alarm above all else")
  func violation() {
    let violation = ViolationSnapshot(
      invariant: "election-safety", section: "§5.2", time: F.now, event: 1, nodes: [F.n(2), F.n(4)],
      detail: "n2 and n4 both lead term 3")
    let news = Explainer(language: .english)
      .news(F.record(.violation(violation)), in: F.cluster(), source: Shelf())
    #expect(
      news == News(rank: 9, text: "BROKEN election-safety: n2 and n4 both lead term 3 (§5.2)", alarm: true))
  }

  @Test("A failed expectation is an alarm, a kept one is not")
  func expectations() {
    let kept = Explainer(language: .english)
      .news(F.record(.expectation("safe", held: true, saw: "")), in: F.cluster(), source: Shelf())
    #expect(kept?.alarm == false)
    let failed = Explainer(language: .english)
      .news(F.record(.expectation("leader 2", held: false, saw: "n1")), in: F.cluster(), source: Shelf())
    #expect(failed == News(rank: 9, text: "Expected, not seen: leader 2; seen instead: n1.", alarm: true))
  }

  @Test("Heartbeats are never news, delivered, sent or lost")
  func heartbeats() {
    let heartbeat = F.message(.heartbeat, 2, 3)
    for what in [
      .delivered(heartbeat), .lost(heartbeat, .receiverDown), .lost(heartbeat, .cut), .timer(.heartbeat),
      .written, .internalStep,
    ] as [EventRecord.What] {
      #expect(F.say(F.record(what, at: 3), .english) == nil, "\(what)")
    }
  }

  @Test("Stepping tells of heartbeats too")
  func steps() {
    let narrator = Explainer(language: .english)
    func text(_ what: EventRecord.What) -> String {
      narrator.stepText(F.record(what, at: 3), in: F.cluster(), source: Shelf())
    }
    #expect(
      text(.delivered(F.message(.heartbeat, 2, 3)))
        == "n3 hears from n2, the leader: its election timer starts again (§5.2)")
    #expect(text(.written) == "n3's disk write is done: what it holds now survives a crash (Figure 2)")
    #expect(
      text(.lost(F.message(.heartbeat, 2, 3), .loss))
        == """
        Lost on the way: AppendEntries (heartbeat) from n2 to n3; the sender would have to send it again \
        (§5.5)
        """)
  }

  static let clientCases: [(EventRecord.What, OperationSnapshot.State, String)] = [
    (
      .clientAsked(operation: 9, attempt: 1), .asking(NodeID(2)),
      "alice→dave 15: the client asks n2 (§8)"
    ),
    (
      .clientAsked(operation: 9, attempt: 3), .asking(NodeID(2)),
      "alice→dave 15: the client asks n2, try 3, under the same request number (§8)"
    ),
    (
      .clientRetries(operation: 9, because: .redirected(to: NodeID(4))), .asking(NodeID(2)),
      "alice→dave 15: the node asked does not lead and names n4; the client asks there (§8)"
    ),
    (
      .clientRetries(operation: 9, because: .redirected(to: nil)), .asking(NodeID(2)),
      "alice→dave 15: the node asked knows no leader; the client asks another one (§8)"
    ),
    (
      .clientRetries(operation: 9, because: .timedOut(after: 500_000_000)), .asking(NodeID(2)),
      """
      alice→dave 15: no answer for 500 ms, so the client asks again under the same request number: it \
      counts once (§8, D§6.3)
      """
    ),
    (
      .clientEnded(operation: 9), .answered(LogPosition(index: 58, term: 3)),
      "alice→dave 15 is answered: it was applied as entry 58 (§8)"
    ),
    (
      .clientEnded(operation: 9), .refused(reason: "insufficient funds", nil),
      "alice→dave 15 is refused: insufficient funds. No coin moved (§2)"
    ),
    (
      .clientEnded(operation: 9), .turnedAway(by: F.n(3), leader: nil),
      """
      alice→dave 15: n3 does not lead and knows no leader. Only a leader may answer, so it ends there (§8)
      """
    ),
    (
      .clientEnded(operation: 9), .turnedAway(by: F.n(3), leader: F.n(1)),
      "alice→dave 15: n3 does not lead; it names n1. Only a leader may answer, so it ends there (§8)"
    ),
    (
      .clientEnded(operation: 9), .unknown,
      "alice→dave 15: the client gave up without an answer. It may or may not have happened (§8)"
    ),
  ]

  @Test("What a client does", arguments: clientCases)
  func clients(what: EventRecord.What, state: OperationSnapshot.State, text: String) {
    let snapshot = F.cluster { $0.operations = [F.operation(state)] }
    #expect(F.say(F.record(what, at: 2), .english, in: snapshot) == text)
    // The demo's clients are always told of more quietly than the person's.
    let demo = F.cluster { $0.operations = [F.operation(state, isByPerson: false)] }
    let narrator = Explainer(language: .english)
    let own = narrator.news(F.record(what, at: 2), in: snapshot, source: Shelf())?.rank ?? 0
    #expect((narrator.news(F.record(what, at: 2), in: demo, source: Shelf())?.rank ?? 9) < own)
  }

  @Test("Without a leader the client goes round (§8)")
  func nobodyLeads() {
    var snapshot = headless
    snapshot.operations = [F.operation(.asking(F.n(1)))]
    let record = F.record(.clientRetries(operation: 9, because: .redirected(to: nil)), at: 1)
    #expect(
      F.say(record, .english, in: snapshot)
        == "No node leads: alice's client asks one after the other until one does (§8)")
    #expect(
      F.say(record, .chinese, in: snapshot)
        == "没有领导者：alice 客户端会逐个询问，直到有节点成为领导者（§8）")
  }

  @Test("An empty entry of a new leader, committed (§8)")
  func noOpCommitted() {
    let record = F.record(
      .committed(first: 1, index: 1, term: 1, copies: [F.n(1), F.n(2), F.n(3)], needed: 3, of: 5))
    #expect(
      F.say(record, .english, source: Shelf(entries: [(F.at(1, 1), .noOp)]))
        == """
        n2's first entry of term 1 is empty and now on n1, n2 and n3, 3 of 5: committing it tells n2 what \
        is committed (§5.3, §5.4, §8)
        """)
  }

  @Test("A follower that applies an entry does not tell of its verdict again")
  func verdictOnce() {
    let applied = EventRecord.Applied(position: F.at(58, 3), outcome: .refused("wrong nonce"), operation: nil)
    var follower = F.record(.learnedCommit(index: 58, from: F.n(2)), at: 3)
    follower.applied = [applied]
    #expect(all(follower, in: F.cluster()).count == 1)
    var leader = F.record(
      .committed(first: 58, index: 58, term: 3, copies: [F.n(1), F.n(2), F.n(3)], needed: 3, of: 5))
    leader.applied = [applied]
    #expect(
      all(leader, in: F.cluster()).last
        == """
        Entry 58 is committed, and the ledger refuses it (wrong nonce): every replica decides the same, and \
        no coin moves (§2)
        """)
  }

  @Test("A plain line has time, node and sentence")
  func plain() {
    let narrator = Explainer(language: .english)
    let record = F.record(.backedUp(follower: F.n(4), oldNext: 58, newNext: 53))
    #expect(
      narrator.plainLine(record, in: F.cluster(), source: Shelf())
        == "12.437 n2 goes back in n4's log: it sends next from entry 53, before from 58 (§5.3)")
    let quiet = F.record(.learnedCommit(index: 58, from: F.n(2)), at: 3)
    #expect(narrator.plainLine(quiet, in: F.cluster(), source: Shelf()) == nil)
  }

  @Test("Of several decisions the one that matters most is the news")
  func ranking() {
    var record = F.record(
      .countedVote(from: F.n(3), term: 3, votes: [F.n(1), F.n(2), F.n(3)], needed: 3, of: 5))
    let more: [Decision] = [
      .becameLeader(term: 3, votes: [F.n(1), F.n(2), F.n(3)], needed: 3, of: 5),
      .appended(F.at(58, 3), noOp: true),
    ]
    record.decisions += more.map { AnyDecision($0) }
    #expect(F.say(record, .english)?.hasPrefix("n2 leads term 3") == true)
    #expect(all(record, in: F.cluster()).count == 3)
  }

  @Test("A majority that lacks the candidate's own vote does not lead before that is on disk")
  func ownVoteUnwritten() {
    let votes: NodeSet = [F.n(1), F.n(3), F.n(4)]
    #expect(
      F.say(F.record(.countedVote(from: F.n(4), term: 3, votes: votes, needed: 3, of: 5)), .english)
        == "n2 counts n4's vote: 3 of 5 in term 3; it would lead once its own vote is on disk (§5.2)")
    #expect(
      F.say(F.record(.electionRanOut(term: 3, votes: votes, needed: 3, of: 5)), .english)
        == """
        n2's election in term 3 ran out: 3 of 5 voted for it, but its own vote was not on disk yet (§5.2)
        """)
  }
}
