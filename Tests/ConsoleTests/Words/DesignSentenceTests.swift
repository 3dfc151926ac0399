import Consensus
import Host
import Raft
import Testing

@testable import Console
@testable import Explanation
@testable import Panels

/// The twelve sentences that the design fixes, word for word.
struct DesignSentenceTests {
  private typealias F = Fixture

  private func expect(
    _ record: EventRecord, in snapshot: ClusterSnapshot = Fixture.cluster(), source: Shelf = Shelf(),
    _ english: String, _ chinese: String
  ) {
    #expect(F.say(record, .english, in: snapshot, source: source) == english)
    #expect(F.say(record, .chinese, in: snapshot, source: source) == chinese)
  }

  @Test("1: an election starts (§5.2)")
  func started() {
    expect(
      F.record(.startedElection(term: 3, waited: 172 * F.millisecond, last: F.at(57, 2))),
      """
      n2 heard from no leader for 172 ms, its election timeout: it starts term 3, votes for itself and \
      asks the others (§5.2)
      """,
      "n2 已有 172 ms 没收到领导者的消息，选举超时：它开始任期 3，先投自己一票，再请其余节点投票（§5.2）")
  }

  @Test("2: a vote that is given already (§5.2)")
  func voted() {
    expect(
      F.record(.refusedVote(candidate: F.n(4), term: 3, .alreadyVoted(for: F.n(2))), at: 3),
      "n3 refuses n4: one vote per term, and its vote of term 3 went to n2 (§5.2)",
      "n3 拒绝 n4：每个任期只投一票，任期 3 的票已投给 n2（§5.2）")
  }

  @Test("3: a log that is behind (§5.4.1)")
  func logBehind() {
    let reason = Decision.VoteRefusal.logBehind(own: F.at(58, 3), candidate: F.at(60, 2))
    expect(
      F.record(.refusedVote(candidate: F.n(4), term: 4, reason), at: 1),
      """
      n1 refuses n4: n1's last entry is of term 3, n4's of term 2; the later last term wins, and only if \
      equal the longer log (§5.4.1)
      """,
      "n1 拒绝 n4：n1 最后一条日志属于任期 3，n4 的属于任期 2；先比最后一条的任期，相同才比长度（§5.4.1）")
  }

  @Test("4: a leader (§5.2)")
  func leader() {
    expect(
      F.record(.becameLeader(term: 3, votes: [F.n(1), F.n(2), F.n(3)], needed: 3, of: 5)),
      """
      n2 leads term 3: n1, n2 and n3 voted for it, 3 of 5. Any two majorities share a node, and a node \
      votes once a term: term 3 has no other leader (§5.2)
      """,
      """
      n2 成为任期 3 的领导者：n1、n2、n3 投了票，5 票中得 3 票。任意两个多数派必有共同节点，\
      而每个节点只投一票：任期 3 不会有第二个领导者（§5.2）
      """)
  }

  /// n1 and n4 stand in term 3 with two votes each, n5 is down since term 2.
  private var tie: ClusterSnapshot {
    F.cluster { snapshot in
      snapshot.leader = nil
      for (place, voted) in [(0, 1), (1, 1), (2, 4), (3, 4)] {
        snapshot.nodes[place].view.role = .follower
        snapshot.nodes[place].view.votedFor = F.n(voted)
        snapshot.nodes[place].view.knownLeader = nil
        snapshot.nodes[place].terms = [2, 2, 2, 2, 2, 2, 2, 2]
      }
      snapshot.nodes[3].view.role = .candidate
      snapshot.nodes[3].view.votes = [F.n(3), F.n(4)]
      snapshot.nodes[3].electors = [F.n(3), F.n(4)]
      snapshot.nodes[0].view.role = .candidate
      snapshot.nodes[0].view.term = 4
      snapshot.nodes[0].view.votes = []
      snapshot.nodes[4].condition = .down
      snapshot.nodes[4].view.term = 2
      snapshot.nodes[4].view.knownLeader = nil
      snapshot.nodes[4].terms = [2, 2]
    }
  }

  private let ranOut = Decision.electionRanOut(
    term: 3, votes: [NodeID(1), NodeID(2)], needed: 3, of: 5)

  @Test("5: a term without a winner (§5.2)")
  func noWinner() {
    expect(
      F.record(ranOut, at: 1), in: tie,
      """
      Term 3 has no winner: 2 votes for n1, 2 for n4, and 3 are needed; n5 is down and still counts. Each \
      waits a new random time (§5.2)
      """,
      "任期 3 无人当选：n1 得 2 票，n4 得 2 票，需要 3 票；n5 已宕机，但仍计入总数。各自重新随机等待（§5.2）")
  }

  @Test("5: while another candidate can still win, nothing is said of the term")
  func stillOpen() {
    var snapshot = tie
    snapshot.nodes[3].electors.insert(F.n(5))
    let text = F.say(F.record(ranOut, at: 1), .english, in: snapshot)
    #expect(text == "n1's election in term 3 ran out: it counted 2 of 5 votes, and 3 are needed (§5.2)")
  }

  @Test("6: an entry that waits (§5.3)")
  func waits() {
    let snapshot = F.cluster { snapshot in
      for place in [0, 1] {
        snapshot.nodes[place].terms.append(3)
        snapshot.nodes[place].lastIndex = 58
        snapshot.nodes[place].view.durable = 58
      }
    }
    let english = Explainer(language: .english)
      .card(for: .entry(F.at(58, 3), on: F.n(1)), in: snapshot, source: Shelf()).sentences
    let chinese = Explainer(language: .chinese)
      .card(for: .entry(F.at(58, 3), on: F.n(1)), in: snapshot, source: Shelf()).sentences
    let text =
      "Entry 58 waits: stored on n1 and n2, 2 of 5, and 3 are needed. Until then no ledger changes (§5.3)"
    #expect(english.contains(text))
    #expect(
      chinese.contains("第 58 条在等待：n1、n2 已保存，5 个中的 2 个，需要 3 个。在此之前任何账本都不变（§5.3）"))
  }

  @Test("7: an entry is committed (§5.3, §5.4)")
  func committed() {
    expect(
      F.record(
        .committed(first: 58, index: 58, term: 3, copies: [F.n(1), F.n(2), F.n(3)], needed: 3, of: 5)),
      """
      Entry 58 is committed: it is of the leader's own term 3, and n1, n2 and n3 stored it, 3 of 5. Every \
      later leader will have it (§5.3, §5.4)
      """,
      """
      第 58 条已提交：它属于领导者当前的任期 3，且 n1、n2、n3 已保存，5 个中的 3 个。以后的领导者都会\
      有它（§5.3、§5.4）
      """)
  }

  @Test("8: on a majority, yet of an older term (§5.4.2, Figure 8)")
  func heldBack() {
    expect(
      F.record(
        .heldBackOldTerm(
          index: 52, entryTerm: 2, currentTerm: 4, copies: [F.n(1), F.n(2), F.n(3)], of: 5)),
      """
      Entry 52 is on 3 of 5 and yet not committed: it is of term 2, and the leader of term 4 counts copies \
      only for entries of term 4. Once one of those is committed, it is too (§5.4.2, Figure 8)
      """,
      """
      第 52 条已在 5 个节点中的 3 个上，却未提交：它属于任期 2，而任期 4 的领导者只对任期 4 的条目按\
      副本数提交；后者一旦提交，前者随之提交（§5.4.2，图 8）
      """)
  }

  @Test("9: a gap in the log (§5.3)")
  func refused() {
    let decision = Decision.refusedAppend(
      leader: F.n(2), term: 3, .missingPrevious(previous: F.at(57, 3), lastIndex: 55))
    let what = EventRecord.What.delivered(F.message(.append(first: 58, last: 58), 2, 3))
    expect(
      F.record(decision, at: 3, what: what),
      """
      n3 refuses entry 58: the one before it must be 57 of term 3, and n3's log ends at 55. The leader \
      sends again from 56 (§5.3)
      """,
      "n3 拒绝第 58 条：它前面必须是任期 3 的第 57 条，而 n3 的日志止于 55。领导者改从第 56 条重发（§5.3）")
  }

  @Test("10: an entry that gives way (§5.3)")
  func deleted() {
    let snapshot = F.cluster { snapshot in
      snapshot.nodes[3].terms = [2, 2, 3]
      snapshot.nodes[3].lastIndex = 52
      snapshot.nodes[4].terms = [2, 2, 2]
      snapshot.nodes[4].lastIndex = 52
      snapshot.nodes[4].condition = .down
    }
    expect(
      F.record(
        .deletedConflict(first: 52, last: 52, ownTerm: 2, leaderTerm: 3, leader: F.n(2)), at: 4),
      in: snapshot,
      """
      n4 deletes its entry 52 of term 2: the leader's 52 is of term 3. It was only on n4 and n5, never \
      committed; no coin had moved (§5.3)
      """,
      """
      n4 删除自己任期 2 的第 52 条：领导者的第 52 条属于任期 3。旧的只在 n4、n5 上，从未提交，账本从未\
      因它变动（§5.3）
      """)
  }

  @Test("10: what a later snapshot cannot prove is not said")
  func deletedLongAgo() {
    let decision = Decision.deletedConflict(first: 52, last: 52, ownTerm: 2, leaderTerm: 3, leader: F.n(2))
    let late = F.cluster { $0.eventCount = 3 }
    let text = F.say(F.record(decision, at: 4), .english, in: late)
    #expect(text?.contains("only on") == false)
    #expect(text?.contains("never committed") == true)
    // Known events that leave the logs alone keep the proof.
    var shelf = Shelf()
    for number in 2...3 as ClosedRange<UInt64> {
      shelf.records.append(
        EventRecord(number: number, time: F.now, node: nil, what: .internalStep, cause: nil))
    }
    #expect(
      F.say(F.record(decision, at: 4), .english, in: late, source: shelf)?.contains("only on n4") == true)
  }

  @Test("10: once a rule is broken nothing is promised")
  func deletedBroken() {
    let decision = Decision.deletedConflict(first: 52, last: 52, ownTerm: 2, leaderTerm: 3, leader: F.n(2))
    let broken = F.cluster { snapshot in
      snapshot.violation = ViolationSnapshot(
        invariant: "leader-completeness", section: "§5.4", time: 0, event: 1, nodes: [], detail: "")
    }
    #expect(F.say(F.record(decision, at: 4), .english, in: broken)?.contains("never") == false)
  }

  @Test("11: a leader steps down (§5.1)")
  func stepsDown() {
    expect(
      F.record(.steppedDown(from: .leader, oldTerm: 2, newTerm: 3, heardFrom: F.n(2)), at: 5),
      "n5 steps down: it led term 2 and hears of term 3; the higher term wins (§5.1)",
      "n5 退为跟随者：它是任期 2 的领导者，收到了任期 3 的消息；任期高者为准（§5.1）")
  }

  @Test("12: a repeated request (§8, D§6.3)")
  func repeated() {
    var record = F.record(
      .committed(first: 61, index: 61, term: 3, copies: [F.n(1), F.n(2), F.n(3)], needed: 3, of: 5))
    record.applied = [
      EventRecord.Applied(position: F.at(61, 3), outcome: .repeated(first: 58), operation: nil)
    ]
    let entry = EntryDescription.transfer(from: "alice", to: "dave", amount: 15, nonce: 7)
    expect(
      record, source: Shelf(entries: [(F.at(61, 3), entry)]),
      """
      Entry 61 repeats request number 7 of alice's client, applied as entry 58: it gets the old answer, and no \
      coin moves twice (§8, D§6.3)
      """,
      "第 61 条重复了 alice 客户端的请求编号 7，该请求已作为第 58 条执行：返回原来的答复，币不会付两次（§8，D§6.3）")
  }
}
