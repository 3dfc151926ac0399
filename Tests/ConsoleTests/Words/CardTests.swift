import Command
import Consensus
import Host
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// Cards: what happened, the rule, the numbers that decided, what would have changed it.
struct CardTests {
  private typealias F = Fixture

  private func card(_ decision: Decision, _ language: Language) -> WhyCard {
    Explainer(language: language).card(for: F.record(decision), in: F.cluster(), source: Shelf())
  }

  /// The numbers of a decision as a reader would look for them.
  private func numbers(of decision: Decision) -> [String] {
    decision.fields.flatMap { field -> [String] in
      switch field.value {
      case .number(let number) where field.name != "waited_ns": [String(number)]
      case .node(let node): [node.description]
      case .position(let position) where position.index > 0:
        [String(position.index), String(position.term)]
      default: []
      }
    }
  }

  @Test("Every decision has a card of four sentences", arguments: Fixture.decisions)
  func complete(decision: Decision) {
    for language in Language.allCases {
      let card = card(decision, language)
      #expect(card.sentences.count == 4)
      #expect(card.cause == 7)
      #expect(Set(card.sentences).count == 4)
      for sentence in card.sentences { #expect(!sentence.contains("{"), "\(sentence)") }
    }
    let english = card(decision, .english).sentences
    #expect(english[1].hasPrefix("Rule: "))
    #expect(english[2].hasPrefix("Numbers: "))
    #expect(english[3].hasPrefix("Otherwise: "))
    let chinese = card(decision, .chinese).sentences
    #expect(chinese[1].hasPrefix("规则："))
    #expect(chinese[2].hasPrefix("依据："))
    #expect(chinese[3].hasPrefix("否则："))
  }

  @Test("The rule quotes the decision's section", arguments: Fixture.decisions)
  func sections(decision: Decision) {
    let rule = card(decision, .english).sentences[1]
    for section in decision.section.split(separator: ", ") {
      #expect(rule.contains(section), "\(section) in \(rule)")
    }
  }

  @Test("A card holds every number of its decision", arguments: Fixture.decisions)
  func numbers(decision: Decision) {
    for language in Language.allCases {
      let text = card(decision, language).sentences.joined(separator: " ")
      for number in numbers(of: decision) { #expect(text.contains(number), "\(number) in \(text)") }
    }
  }

  @Test("The card of an event tells what else was decided in it")
  func besides() {
    var record = F.record(.adoptedTerm(oldTerm: 2, newTerm: 3, heardFrom: F.n(4)), at: 1)
    record.decisions.append(
      AnyDecision(
        Decision.grantedVote(candidate: F.n(4), term: 3, own: F.at(5, 2), candidateLast: F.at(5, 2))))
    let card = Explainer(language: .english).card(for: record, in: F.cluster(), source: Shelf())
    #expect(card.title == "event 1 at 12.437 s · n1")
    #expect(card.sentences.count == 5)
    #expect(card.sentences[0].hasPrefix("n1 votes for n4"))
    #expect(card.sentences[4].hasPrefix("In the same event: n1 moves from term 2 to term 3"))
  }

  @Test("A repeated request is explained by the client's numbering (D§6.3)")
  func repeated() {
    var record = F.record(
      .committed(first: 61, index: 61, term: 3, copies: [F.n(1), F.n(2), F.n(3)], needed: 3, of: 5))
    record.applied = [.init(position: F.at(61, 3), outcome: .repeated(first: 58), operation: nil)]
    let entry = EntryDescription.transfer(from: "alice", to: "dave", amount: 15, nonce: 7)
    let sentences = Explainer(language: .english)
      .card(for: record, in: F.cluster(), source: Shelf(entries: [(F.at(61, 3), entry)])).sentences
    #expect(sentences.contains { $0.hasPrefix("Rule: a client numbers its requests") })
    #expect(sentences.contains("Numbers: request number 7 of alice's client was applied as entry 58 before"))
  }

  static let events: [EventRecord.What] = [
    .delivered(Fixture.message(.heartbeat, 2, 3)), .delivered(Fixture.message(.voteRequest, 2, 3)),
    .lost(Fixture.message(.append(first: 58, last: 58), 2, 3), .loss), .timer(.election),
    .timer(.heartbeat), .written, .clientAsked(operation: 9, attempt: 1), .nodeAsked(operation: 9),
    .clientEnded(operation: 9), .clientRetries(operation: 9, because: .timedOut(after: 1)),
    .action("kill n2", .done(on: [NodeID(2)])), .action("restart n2", .done(on: [NodeID(2)])),
    .action("pause n2", .done(on: [NodeID(2)])),
    .action("partition 1,2 | 3,4,5", .done()), .action("heal", .done()),
    .action("timeout n2", .done(on: [NodeID(2)])),
    .action("transfer alice bob 5", .done()), .action("latency 5ms..15ms", .done()),
    .action("kill n2", .nothing(.downAlready(NodeID(2)))), .note(Note("look")),
    .expectation("safe", held: true, saw: ""), .internalStep,
  ]

  @Test("Every event has a card", arguments: events)
  func everyEvent(what: EventRecord.What) {
    for language in Language.allCases {
      for snapshot in [F.cluster(), F.cluster { $0.operations = [F.operation(.unknown)] }] {
        let card = Explainer(language: language)
          .card(for: F.record(what, at: 2), in: snapshot, source: Shelf())
        #expect(!card.sentences.isEmpty)
        for sentence in card.sentences { #expect(!sentence.contains("{") && !sentence.isEmpty) }
      }
    }
  }
}
