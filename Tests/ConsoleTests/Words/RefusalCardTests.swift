import Consensus
import Host
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// Each refusal of a leader has the rule that it follows, with the section, in both languages.
@Suite struct RefusalCardTests {
  static let refusals: [(RequestRefusal, section: String)] = [
    (.changeUnderWay(index: 7), "D§4.1"), (.noCommitInTerm(3), "D§4.1"), (.noSuchNode(NodeID(7)), "D§4.1"),
    (.memberAlready(NodeID(2)), "D§4.1"), (.lastNode(NodeID(1)), "D§4.1"),
    (.losesMajority(heard: [NodeID(1)], needed: 2, of: 3), "D§4.1"),
    (.notCaughtUp(NodeID(4), match: 3, last: 90), "D§4.2.1"), (.leadsAlready(NodeID(2)), "D§3.10"),
    (.notVoter(NodeID(4)), "D§3.10"), (.silent(NodeID(4), for: 400_000_000), "D§3.10"),
    (.transferUnderWay(to: NodeID(4)), "D§3.10"),
    (
      .hearsLeader(NodeID(1), LeaderHeard(leader: NodeID(2), ago: 40_000_000, atLeast: 150_000_000)),
      "D§4.2.3"
    ),
    (.hearsLeader(NodeID(1), LeaderHeard(leader: nil, ago: 40_000_000, atLeast: 150_000_000)), "D§4.2.3"),
  ]

  @Test(arguments: refusals, [Language.english, .chinese])
  func theRuleNamesItsSection(_ refusal: (RequestRefusal, section: String), _ language: Language) {
    let decision: Decision =
      refusal.section == "D§3.10"
      ? .leadership(.refusedTransfer(to: NodeID(4), refusal.0))
      : .membership(.refused(.add(NodeID(7)), refusal.0))
    let card = Explainer(language: language).reasons(of: Telling(what: decision.explanation()))
    #expect(card.count == 2)
    #expect(card.first?.contains(refusal.section) == true)
    #expect(card.first?.hasPrefix(language == .english ? "Rule: " : "规则：") == true)
    #expect(card.last?.hasPrefix(language == .english ? "Otherwise: " : "否则：") == true)
  }

  /// The leader that answers is named although the verb has no node of its own.
  @Test func theActsDecisionsAreTold() {
    var snapshot = Fixture.cluster()
    snapshot.leader = NodeID(2)
    let record = EventRecord(
      number: 8, time: 5, node: nil, what: .action("add n7", .nothing(.request(.noCommitInTerm(3)))),
      decisions: [.membership(.refused(.add(NodeID(7)), .noCommitInTerm(3)))], cause: nil)
    let card = Explainer(language: .english).card(for: record, in: snapshot, source: Shelf())
    #expect(card.title.hasSuffix("n2"))
    #expect(card.sentences.first?.hasPrefix("n2, the leader, refuses the change (add n7)") == true)
  }

  /// The verb says who was heard, when, and for how long that binds; the card has the rule.
  @Test func aTimerThatIsFiredInVain() {
    let heard = LeaderHeard(leader: NodeID(2), ago: 40_000_000, atLeast: 150_000_000)
    let record = EventRecord(
      number: 8, time: 5, node: nil,
      what: .action("timeout n1", .nothing(.request(.hearsLeader(NodeID(1), heard)))),
      decisions: [.leadership(.withheldCandidacy(heard))], cause: nil)
    let (english, chinese) = (Explainer(language: .english), Explainer(language: .chinese))
    let card = english.card(for: record, in: Fixture.cluster(), source: Shelf())
    #expect(
      card.sentences.first
        == "you: timeout n1. Nothing changed: n1 heard n2 40 ms ago; it does not stand within 150 ms, "
        + "the shortest election timeout")
    #expect(card.sentences.dropFirst().first?.hasPrefix("Rule: with check-quorum, ") == true)
    let other = chinese.card(for: record, in: Fixture.cluster(), source: Shelf())
    #expect(other.sentences.first?.contains("n1 在 40 ms 前还收到 n2 的消息；不到最短选举超时 150 ms 不参选") == true)
    #expect(other.sentences.count == 3)
  }

  @Test(arguments: [NodeID(2), nil]) func theDecisionHasItsCard(leader: NodeID?) {
    let heard = LeaderHeard(leader: leader, ago: 40_000_000, atLeast: 150_000_000)
    let record = Fixture.record(.leadership(.withheldCandidacy(heard)))
    for language in [Language.english, .chinese] {
      let card = Explainer(language: language).card(for: record, in: Fixture.cluster(), source: Shelf())
      #expect(card.sentences.count == 4 && !card.sentences.joined().contains("{"))
      #expect(card.sentences[2].contains("40") && card.sentences[2].contains("150"))
    }
  }

  /// Spans are milliseconds, names are words.
  @Test func numbersAreReadable() {
    let decision = Decision.leadership(
      .askedPreVote(term: 4, waited: 172_000_000, last: LogPosition(index: 3, term: 1)))
    let told = Telling(what: decision.explanation())
    let english = Explainer(language: .english).reasons(of: told)[1]
    #expect(english == "Numbers: term 4, waited 172 ms, last entry 3@1")
    let chinese = Explainer(language: .chinese).reasons(of: told)[1]
    #expect(!chinese.contains("_ns") && chinese.contains("任期 4"))
  }
}
