import Command
import Consensus
import Host
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// Cards of what is selected, and of the most important thing when nothing is.
struct SelectionCardTests {
  private typealias F = Fixture

  private func sentences(
    _ selection: Selection?, _ snapshot: ClusterSnapshot, source: Shelf = Shelf(),
    _ language: Language = .english
  ) -> [String] {
    Explainer(language: language).card(for: selection, in: snapshot, source: source).sentences
  }

  @Test("A leader: why it leads, and who has not confirmed")
  func leader() {
    let all = sentences(.node(F.n(2)), F.cluster())
    #expect(
      all.first
        == """
        n2 leads term 3: a majority of all nodes voted for it. Its next heartbeat goes out in 12 ms (§5.2)
        """)
    #expect(all.contains("Every other node has confirmed its whole log, up to entry 57 (§5.3)"))
    let ahead = F.cluster { $0.nodes[1].lastIndex = 58 }
    #expect(
      sentences(.node(F.n(2)), ahead)
        .contains("Not confirmed through its last entry 58: n1, n3, n4 and n5 (§5.3)"))
  }

  @Test("A leader cut off from the majority: it can commit nothing, and steps down when it hears (§5.1)")
  func staleLeader() {
    let snapshot = F.cluster { snapshot in
      snapshot.nodes[3].view.term = 4
      for other in [3, 4, 5] {
        snapshot.cutLinks.append(Link(from: F.n(2), to: F.n(other)))
      }
    }
    let all = sentences(.node(F.n(2)), snapshot)
    #expect(
      all.contains(
        "It does not know that n4 is in term 4: hearing of that, it would step down at once (§5.1)"))
    #expect(
      all.contains(
        "Only 2 of 5 nodes can hear it and answer, and 3 are needed: it can commit nothing now (§5.3)"))
  }

  @Test("A follower: whom it follows, and what it would take to lead (§5.4.1)")
  func follower() {
    let snapshot = F.cluster { snapshot in
      snapshot.nodes[3].electors = [F.n(4)]
    }
    let all = sentences(.node(F.n(4)), snapshot)
    #expect(
      all.first
        == """
        n4 follows n2, the leader of term 3. Its election timer ends in 140 ms unless it hears from n2 \
        before (§5.2)
        """)
    #expect(all[1].hasSuffix("of those that are up, n4 could vote for its log (§5.4.1)"))
    let good = sentences(.node(F.n(1)), snapshot)
    #expect(good[1].hasSuffix("of those that are up, n1, n2, n3, n4 and n5 could vote for its log (§5.4.1)"))
  }

  @Test("A follower whose timer does not run: what it would take to lead is no question")
  func followerWithoutTimer() {
    let snapshot = F.cluster { $0.nodes[3].view.timer = nil }
    let all = sentences(.node(F.n(4)), snapshot)
    #expect(
      all.first
        == """
        n4 follows n2, the leader of term 3. No election timer of its own runs: it does not stand for \
        election (§5.2)
        """)
    #expect(all.dropFirst().first?.hasPrefix("Its log ends") == true)
  }

  @Test("A candidate counts votes against all nodes (§5.2)")
  func candidate() {
    let snapshot = F.cluster { snapshot in
      snapshot.nodes[0].view.role = .candidate
      snapshot.nodes[0].view.term = 4
      snapshot.nodes[0].view.votes = [F.n(1), F.n(3)]
    }
    #expect(
      sentences(.node(F.n(1)), snapshot).first
        == "n1 is a candidate in term 4: n1 and n3 voted for it, 2 of 5, and 3 are needed (§5.2)")
    let early = F.cluster { $0.nodes[0].view.role = .candidate }
    #expect(sentences(.node(F.n(1)), early).first?.contains("its own is still being written") == true)
  }

  @Test("A dead node keeps its disk and counts in the total")
  func dead() {
    let snapshot = F.cluster { snapshot in
      snapshot.nodes[4].condition = .down
      snapshot.nodes[4].since = 9_200 * F.millisecond
      snapshot.nodes[4].view.term = 2
      snapshot.nodes[4].view.durable = 52
    }
    let all = sentences(.node(F.n(5)), snapshot)
    #expect(
      all[0]
        == """
        n5 is down since 9.200 s. Its disk keeps term 2, its vote and its log through entry 52 (Figure 2)
        """)
    #expect(all[1] == "It still counts: 4 of 5 are up, and a majority is 3 of 5 (§5.2)")
  }

  /// Entry 58 of the leader on n1 and n2, a copy to n3 under way, n5 down without it.
  private var spreading: ClusterSnapshot {
    F.cluster { snapshot in
      for place in [0, 1] {
        snapshot.nodes[place].terms.append(3)
        snapshot.nodes[place].lastIndex = 58
        snapshot.nodes[place].view.durable = 58
      }
      snapshot.nodes[4].condition = .down
      snapshot.messages = [F.message(.append(first: 58, last: 58), 2, 3)]
      snapshot.operations = [F.operation(.stored(F.at(58, 3)))]
    }
  }

  @Test("An entry that waits: who has it, who would be next, who is waiting")
  func waiting() {
    let entry = EntryDescription.transfer(from: "alice", to: "dave", amount: 15, nonce: 7)
    let card = Explainer(language: .english)
      .card(
        for: .entry(F.at(58, 3), on: F.n(2)), in: spreading,
        source: Shelf(entries: [(F.at(58, 3), entry)]))
    #expect(card.title == "[entry 58]")
    #expect(
      card.sentences == [
        "Entry 58 of term 3 holds: alice→dave 15.",
        "Entry 58 waits: stored on n1 and n2, 2 of 5, and 3 are needed. Until then no ledger changes (§5.3)",
        "A copy is under way to n3 and arrives in 4 ms (§5.3)",
        "Not on the disks of: n3 and n4 (§5.3)",
        "Down and without it: n5; they still count in the 5 (§5.3)",
        "Until then alice's client gets no answer (§8)",
      ])
  }

  @Test("An old term's entry on a majority is not committed (§5.4.2, Figure 8)")
  func figure8() {
    let snapshot = F.cluster { snapshot in
      snapshot.committed = 51
      for place in 0..<5 {
        snapshot.nodes[place].view.committed = 51
        snapshot.nodes[place].terms = place < 3 ? [2, 2, 2] : [2, 2]
        snapshot.nodes[place].lastIndex = place < 3 ? 52 : 51
        snapshot.nodes[place].view.durable = place < 3 ? 52 : 51
      }
      snapshot.nodes[1].view.term = 4
    }
    let all = sentences(.entry(F.at(52, 2), on: F.n(1)), snapshot)
    #expect(all.contains { $0.hasPrefix("Entry 52 is on 3 of 5 and yet not committed: it is of term 2") })
  }

  @Test("An entry that another has beaten is said to have never been committed")
  func beaten() {
    let snapshot = F.cluster { snapshot in
      snapshot.nodes[4].terms = [2, 2, 2]
      snapshot.nodes[4].lastIndex = 52
      snapshot.nodes[4].view.committed = 51
      snapshot.nodes[4].view.durable = 52
    }
    #expect(
      sentences(.entry(F.at(52, 2), on: F.n(5)), snapshot).last
        == """
        Another entry 52, of term 3, is committed: this one never was, and gives way when a leader reaches \
        n5 (§5.3)
        """)
    #expect(snapshot.fate(of: F.at(52, 3)) == .committed)
  }

  @Test("A committed entry stays so when every node that knew has crashed")
  func committedOnDisks() {
    let snapshot = F.cluster { snapshot in
      for place in 0..<5 {
        snapshot.nodes[place].condition = .down
        snapshot.nodes[place].view.committed = 0
        snapshot.nodes[place].view.role = .follower
      }
      snapshot.leader = nil
    }
    #expect(snapshot.fate(of: F.at(57, 3)) == .committed)
    #expect(snapshot.fate(of: F.at(57, 2)) == .open)
  }

  @Test("A committed entry names those that do not know it yet (§5.3)")
  func notKnown() {
    let snapshot = F.cluster { $0.nodes[2].view.committed = 56 }
    let all = sentences(.entry(F.at(57, 3), on: F.n(1)), snapshot)
    #expect(all.contains("It is committed, but not known to be so by: n3 (§5.3)"))
    #expect(all.contains { $0.hasPrefix("It is committed: n1, n2, n3, n4 and n5 stored it, 5 of 5") })
  }

  static let receptions: [(MessageSnapshot, [Decision], String)] = [
    (
      Fixture.message(.voteRequest, 4, 1, term: 4),
      [
        .adoptedTerm(oldTerm: 3, newTerm: 4, heardFrom: Fixture.n(4)),
        .grantedVote(
          candidate: Fixture.n(4), term: 4, own: Fixture.at(57, 3), candidateLast: Fixture.at(57, 3)),
      ], "would vote yes"
    ),
    (
      Fixture.message(.voteRequest, 4, 1, term: 4),
      [
        .refusedVote(
          candidate: Fixture.n(4), term: 4, .logBehind(own: Fixture.at(57, 3), candidate: Fixture.at(90, 2)))
      ], "its own log is more up to date"
    ),
    (
      Fixture.message(.voteRequest, 4, 1, term: 3),
      [.refusedVote(candidate: Fixture.n(4), term: 3, .alreadyVoted(for: Fixture.n(2)))],
      "its vote of term 3 went to n2"
    ),
    (
      Fixture.message(.voteRequest, 4, 1, term: 2),
      [.refusedVote(candidate: Fixture.n(4), term: 2, .staleTerm(currentTerm: 3))],
      "it is in term 3, the message of term 2"
    ),
    (
      Fixture.message(.voteRequest, 4, 1, term: 4),
      [.leadership(.ignoredVoteRequest(candidate: Fixture.n(4), term: 4, ago: 20 * Fixture.millisecond))],
      "As things are: n1 passes over n4's request"
    ),
    (
      Fixture.message(.append(first: 59, last: 60), 2, 1),
      [
        .refusedAppend(
          leader: Fixture.n(2), term: 3, .missingPrevious(previous: Fixture.at(58, 3), lastIndex: 57))
      ], "entry 58 of term 3 must come before, and its log ends at 57"
    ),
    (
      Fixture.message(.append(first: 52, last: 60), 2, 1),
      [
        .refusedAppend(
          leader: Fixture.n(2), term: 3, .conflictingPrevious(previous: Fixture.at(51, 3), ownTerm: 2))
      ], "entry 51 before it must be of term 3, and there it is of term 2"
    ),
    (
      Fixture.message(.append(first: 58, last: 58), 2, 1),
      [.storedEntries(first: 58, last: 58, from: Fixture.n(2))], "store them and answer"
    ),
    (Fixture.message(.heartbeat, 2, 1), [], "restart its election timer"),
    (Fixture.message(.voteReply(granted: true), 1, 3), [], "would not count it"),
    (
      Fixture.message(.voteReply(granted: true), 1, 3),
      [.countedVote(from: Fixture.n(1), term: 3, votes: [Fixture.n(1), Fixture.n(3)], needed: 3, of: 5)],
      "would count this vote"
    ),
    (Fixture.message(.appendReply(success: true, match: 57), 1, 2), [], "would count n1 among the copies"),
    (
      Fixture.message(.appendReply(success: false, match: 0), 1, 2, term: 4),
      [.steppedDown(from: .leader, oldTerm: 3, newTerm: 4, heardFrom: Fixture.n(1))],
      "would step down: the message is of term 4, and n2 is in term 3"
    ),
  ]

  @Test("A message: what its receiver would do as things are", arguments: receptions)
  func message(message: MessageSnapshot, decisions: [Decision], expected: String) {
    let snapshot = F.cluster { $0.messages = [message] }
    let all = sentences(.message(412), snapshot, source: Shelf(foreseen: decisions))
    #expect(all.contains("It arrives in 4 ms, at 12.441 s."))
    #expect(all.last?.contains(expected) == true, "\(all)")
    #expect(
      sentences(.message(412), snapshot, source: Shelf(foreseen: decisions), .chinese).count == all.count)
    // A host that cannot tell leaves it at that.
    #expect(sentences(.message(412), snapshot).count == all.count - 1)
  }

  @Test("A message tells why it was sent")
  func messageCause() {
    var record = F.record(.startedElection(term: 3, waited: 172 * F.millisecond, last: F.at(57, 2)))
    record.number = 7
    let snapshot = F.cluster { $0.messages = [F.message(.voteRequest, 2, 1)] }
    let all = sentences(.message(412), snapshot, source: Shelf(records: [record]))
    #expect(all.contains { $0.hasPrefix("It was sent because of event 7 at 12.437 s: n2 heard from no") })
  }

  @Test("An account: its balance on each replica, and who is behind by how much")
  func account() {
    let snapshot = F.cluster { snapshot in
      snapshot.nodes[2].balances[1] = 90
      snapshot.nodes[2].view.applied = 55
      snapshot.nodes[3].balances[1] = nil
      snapshot.nodes[3].view.applied = 0
      snapshot.nodes[4].condition = .down
      snapshot.nodes[4].balances = []
    }
    let all = sentences(.account("alice"), snapshot)
    #expect(all[0] == "alice has 85 on n1 and n2.")
    #expect(all[1] == "alice has 90 on n3.")
    #expect(all[2] == "alice is not known yet to the ledgers of n4.")
    #expect(
      all.contains(
        "The ledger of n3 is 2 behind: it applied up to entry 55, and 57 is committed (§5.3)"))
    #expect(all.last?.contains("request numbers") == true)
    #expect(sentences(.account("zoe"), snapshot) == ["No account has the name zoe."])
  }

  @Test("Nothing selected: the most important thing first")
  func mostImportant() {
    var snapshot = F.cluster { snapshot in
      snapshot.leader = nil
      snapshot.leaderlessSince = F.now - 84 * F.millisecond
      snapshot.operations = [F.operation(.stored(F.at(58, 3)))]
      snapshot.cutLinks = [Link(from: F.n(1), to: F.n(2))]
      snapshot.nodes[2].view.applied = 40
      snapshot.landmarks = [Landmark(kind: .election, time: 5_000_000, node: F.n(2), event: 3)]
    }
    func first() -> String { sentences(nil, snapshot).first ?? "" }
    #expect(
      first() == "No node leads, for 84 ms now; 5 of 5 are up, and 3 are needed to elect one (§5.2)")
    snapshot.leader = F.n(2)
    #expect(first() == "alice→dave 15 is entry 58 of term 3 and not yet committed (§5.3)")
    snapshot.operations = []
    #expect(first().hasPrefix("Nothing gets from n1 to n2"))
    snapshot.cutLinks = []
    #expect(
      first() == "n3 lags: it has applied up to entry 40, and the cluster has committed up to 57 (§5.3)")
    snapshot.nodes[2].view.applied = 57
    #expect(first() == "At 0.005 s, n2 won an election (§5.2)")
    snapshot.landmarks = []
    #expect(first().hasPrefix("n2 leads term 3"))
  }

  @Test("What is gone says so")
  func gone() {
    #expect(sentences(.message(1), F.cluster()) == ["It is gone: what it was is among the news."])
    #expect(sentences(.node(F.n(9)), F.cluster()).count == 1)
    #expect(sentences(.landmark(event: 99), F.cluster()).count == 1)
  }
}
