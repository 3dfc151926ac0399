import Consensus
import Host
import Testing
import Words

@testable import Console

/// Each refusal of a leader has the rule that it follows, with the section, in both languages.
@Suite struct RefusalCardTests {
  static let refusals: [(RequestRefusal, section: String)] = [
    (.changeUnderWay(index: 7), "D§4.1"), (.noCommitInTerm(3), "D§4.1"), (.noSuchNode(NodeID(7)), "D§4.1"),
    (.memberAlready(NodeID(2)), "D§4.1"), (.lastNode(NodeID(1)), "D§4.1"),
    (.losesMajority(heard: [NodeID(1)], needed: 2, of: 3), "D§4.1"),
    (.notCaughtUp(NodeID(4), match: 3, last: 90), "D§4.2.1"), (.leadsAlready(NodeID(2)), "D§3.10"),
    (.notVoter(NodeID(4)), "D§3.10"), (.silent(NodeID(4), for: 400_000_000), "D§3.10"),
    (.transferUnderWay(to: NodeID(4)), "D§3.10"),
  ]

  @Test(arguments: refusals, [Language.english, .chinese])
  func theRuleNamesItsSection(_ refusal: (RequestRefusal, section: String), _ language: Language) {
    let narrator = Narrator(language: language)
    let decision: Decision =
      refusal.section == "D§3.10"
      ? .leadership(.refusedTransfer(to: NodeID(4), refusal.0))
      : .membership(.refused(.add(NodeID(7)), refusal.0))
    let card = narrator.extensionCard(of: decision) ?? []
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
    let card = Narrator(language: .english).card(for: record, in: snapshot, source: Shelf())
    #expect(card.title.hasSuffix("n2"))
    #expect(card.sentences.first?.hasPrefix("n2, the leader, refuses the change (add n7)") == true)
  }

  /// Spans are milliseconds, names are words.
  @Test func numbersAreReadable() {
    let decision = Decision.leadership(
      .askedPreVote(term: 4, waited: 172_000_000, last: LogPosition(index: 3, term: 1)))
    let english = Narrator(language: .english).extensionCard(of: decision)?[1]
    #expect(english == "Numbers: term 4, waited 172 ms, last entry 3@1")
    let chinese = Narrator(language: .chinese).extensionCard(of: decision)?[1]
    #expect(chinese?.contains("_ns") == false && chinese?.contains("任期 4") == true)
  }
}
