import Command
import Consensus
import Synod
import Testing
import Words

@testable import Explanation

/// One of every decision and message of single-decree Paxos, in every variant that has a text of its own.
struct SynodExplanationTests {
  private static let n4 = NodeID(4)
  private static let b: Term = 43
  private static let three: NodeSet = [NodeID(1), NodeID(2), NodeID(4)]

  private static let decisions: [SynodDecision] = [
    .prepared(ballot: b, to: three, isByHand: false), .prepared(ballot: b, to: three, isByHand: true),
    .ranOut(ballot: b, promises: [n4], needed: 3, of: 5),
    .ranOut(ballot: b, promises: three, needed: 3, of: 5),
    .outranked(by: b), .promised(candidate: n4, ballot: b, old: 31, accepted: 31),
    .promised(candidate: n4, ballot: b, old: 31, accepted: nil),
    .promised(candidate: n4, ballot: b, old: b, accepted: nil),
    .refusedPromise(candidate: n4, ballot: 31, promised: b),
    .countedPromise(from: n4, ballot: b, accepted: 31, promises: three, needed: 3, of: 5),
    .countedPromise(from: NodeID(2), ballot: b, accepted: nil, promises: three, needed: 3, of: 5),
    .abandoned(ballot: 31, higher: b, by: n4), .redirected(proposer: n4), .redirected(proposer: nil),
    .proposed(ballot: b, adopted: 31), .proposed(ballot: b, adopted: nil), .accepted(ballot: b, from: n4),
    .refusedAccept(proposer: n4, ballot: 31, promised: b),
    .countedAcceptance(from: n4, ballot: b, acceptors: three, needed: 3, of: 5),
    .countedAcceptance(from: NodeID(2), ballot: b, acceptors: three, needed: 3, of: 5),
    .chosen(ballot: b, acceptors: three, needed: 3, of: 5), .integrity(.foundWiped),
    .integrity(.foundDamagedVote(term: b)),
    .integrity(.refusedVote(candidate: n4, term: b, own: 0, formerLast: nil)),
  ]

  private static let messages: [SynodMessage] = [
    .prepare(b), .promise(b, accepted: nil), .promise(b, accepted: Entry(term: 31, kind: .command)),
    .accept(Entry(term: b, kind: .command)), .accepted(Entry(term: b, kind: .command)),
    .nack(refused: 31, promised: b),
  ]

  static let all: [Explanation] =
    decisions.map { $0.explanation(at: NodeID(2)) } + messages.map(\.summary.kind)

  /// Why a step by hand is refused, which is a part of another sentence.
  static let refusals: [RequestRefusal] = [
    .noBallots, .notProposer(n4), .lostItsPromises(n4), .notItsBallot(n4, b), .ballotNotHigher(31, than: b),
    .notPromised(b, by: three, needed: 3, of: 5), .proposedAlready(b), .nothingToPropose(n4),
    .mustTakeOver(b, of: 31), .notNextSlot(3, next: 2), .oneSlotOnly, .anotherChosen,
  ]

  @Test func everyDecisionIsNamed() {
    #expect(Set(Self.decisions.map(\.name)) == Set(SynodReplica.decisionNames))
  }

  @Test("each has all its parts, every place of them filled, and speaks of no leader, log or term")
  func texts() {
    for language in Language.allCases {
      let explainer = Explainer(language: language, consensus: .synod)
      for what in Self.all + Self.refusals.map({ $0.explanation() }) {
        let isMessage = SynodMessage.kindNames.contains(what.name)
        var told = Telling(what: what, more: [("self", .node(NodeID(2)))])
        if isMessage { told.more += ["from", "to", "term"].map { ($0, .text("x")) } }
        #expect(explainer.text(.says, of: told) != nil, "\(language): \(what.name)")
        #expect(explainer.text(.rule, of: told) != nil || isMessage, "\(language): \(what.name)")
        for part in Paragraph.Part.allCases {
          let text = explainer.text(part, of: told) ?? ""
          #expect(!text.contains("{"), "\(language): \(what.name) \(text)")
          for word in ["slots", "leader", "槽位", "领导者"] where Self.all.contains(what) {
            #expect(!text.contains(word), "\(what.name): \(text)")
          }
        }
      }
    }
  }
}
