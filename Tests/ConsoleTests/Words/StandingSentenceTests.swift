import Consensus
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// What is said of members that lost promised state, as n2 of five nodes tells it.
struct StandingSentenceTests {
  private typealias F = Fixture

  private static let last = LogPosition(index: 58, term: 2)

  static let decisions: [IntegrityDecision] = [
    .foundDamage(first: 41, formerLast: Self.last), .foundDamage(first: 58, formerLast: Self.last),
    .foundWiped, .foundDamagedVote(term: 3),
    .foundDamagedSnapshot(last: LogPosition(index: 40, term: 1), formerLast: Self.last),
    .foundDamagedSnapshot(last: LogPosition(index: 40, term: 1), formerLast: nil),
    .refusedVote(candidate: NodeID(4), term: 3, own: 40, formerLast: Self.last),
    .refusedVote(candidate: NodeID(4), term: 3, own: 0, formerLast: nil),
    .withheldCandidacy(term: 4, waited: 172_000_000, own: 40, formerLast: Self.last),
    .withheldCandidacy(term: 4, waited: 172_000_000, own: 0, formerLast: nil),
    .didNotCount(from: NodeID(4), match: 47, formerLast: Self.last),
    .didNotCount(from: NodeID(4), match: 47, formerLast: nil),
    .tookBackCopies(follower: NodeID(4), oldMatch: 58),
    .repaired(leader: NodeID(4), matched: LogPosition(index: 60, term: 5), formerLast: Self.last),
    .repaired(leader: nil, matched: Self.last, formerLast: Self.last),
    .repaired(leader: NodeID(4), matched: LogPosition(index: 44, term: 5), formerLast: Self.last),
    .repaired(leader: nil, matched: LogPosition(index: 44, term: 5), formerLast: Self.last),
  ]

  @Test("The damage is told with its numbers, in both languages")
  func told() {
    let record = F.record(
      .integrity(.refusedVote(candidate: F.n(4), term: 3, own: 40, formerLast: Self.last)))
    #expect(
      F.say(record, .english)
        == "n2 gives n4 no vote in term 3: its log was damaged, ends at 40 and once ended at 58 (D§3.8)")
    #expect(
      F.say(record, .chinese)
        == "n2 在任期 3 不投给 n4：它的日志损坏过，现在止于第 40 条，先前止于第 58 条（D§3.8）")
  }

  @Test("Each has a sentence with its section, and a card of four", arguments: decisions)
  func complete(decision: IntegrityDecision) {
    let record = F.record(.integrity(decision))
    let english = F.say(record, .english) ?? ""
    #expect(english.hasSuffix("(\(decision.section))") && english.count <= 150, "\(english)")
    let chinese = F.say(record, .chinese) ?? ""
    #expect(chinese.hasSuffix("（\(decision.section.replacing(", ", with: "、"))）"), "\(chinese)")
    for (language, marks) in [
      (Language.english, ["Rule: ", "Numbers: ", "Otherwise: "]), (.chinese, ["规则：", "依据：", "否则："]),
    ] {
      let card = Explainer(language: language).card(for: record, in: F.cluster(), source: Shelf())
      #expect(card.sentences.count == 4)
      for (sentence, mark) in zip(card.sentences.dropFirst(), marks) { #expect(sentence.hasPrefix(mark)) }
      let text = card.sentences.joined(separator: " ")
      #expect(!text.contains("{"))
      for field in decision.fields {
        guard case .number(let number) = field.value, field.name != "waited_ns" else { continue }
        #expect(text.contains(String(number)), "\(number) in \(text)")
      }
    }
  }
}
