import Command
import Consensus
import Host
import Paxos
import Testing
import Words

@testable import Explanation
@testable import Simulation

/// One of every decision and message of Paxos, in every variant that has a text of its own.
struct PaxosExplanationTests {
  private static let n4 = NodeID(4)
  private static let b: Term = 43
  private static let three: NodeSet = [NodeID(1), NodeID(2), NodeID(4)]

  static let decisions: [PaxosDecision] = [
    .prepared(ballot: b, waited: 172_000_000, first: 58),
    .preparationRanOut(ballot: b, promises: [NodeID(2)], needed: 3, of: 5),
    .promised(candidate: n4, ballot: b, old: 31, first: 58, accepted: 3),
    .promised(candidate: n4, ballot: b, old: 31, first: 58, accepted: 0),
    .promised(candidate: n4, ballot: b, old: b, first: 58, accepted: 3),
    .refusedPromise(candidate: n4, ballot: b, promised: 51),
    .refusedBehind(candidate: n4, ballot: b, first: 58, gone: 90),
    .wasRefusedAsBehind(by: n4, ballot: b, gone: 90), .gotPart(from: n4, ballot: b, parts: 1, of: 2),
    .countedPromise(from: n4, ballot: b, accepted: 3, promises: three, needed: 3, of: 5),
    .countedPromise(from: NodeID(2), ballot: b, accepted: 3, promises: three, needed: 3, of: 5),
    .leads(ballot: b, promises: three, needed: 3, of: 5),
    .adopted(first: 58, last: 60, ballot: b, values: 2), .adopted(first: 58, last: 58, ballot: b, values: 1),
    .filledGap(slot: 59, behind: 60, ballot: b),
    .filledGap(slot: 59, behind: nil, ballot: b),
    .gaveWay(from: .leader, ballot: b, higher: 51, heardFrom: n4),
    .gaveWay(from: .candidate, ballot: b, higher: 51, heardFrom: n4), .follows(leader: n4, ballot: b),
    .redirected(knownLeader: n4), .redirected(knownLeader: nil), .ignored(from: n4, ballot: 31, own: b),
    .declined(.fixedMembers(n4)), .declined(.noHandOver(n4)), .proposed(LogPosition(index: 58, term: b)),
    .accepted(first: 58, last: 58, ballot: b, from: n4, hole: nil),
    .accepted(first: 58, last: 60, ballot: b, from: n4, hole: nil),
    .accepted(first: 58, last: 60, ballot: b, from: n4, hole: 57),
    .refusedAccept(leader: n4, ballot: b, promised: 51),
    .countedAcceptance(from: n4, index: 58, ballot: b, acceptors: three, needed: 3, of: 5),
    .countedAcceptance(from: NodeID(2), index: 58, ballot: b, acceptors: three, needed: 3, of: 5),
    .chosen(first: 58, index: 58, ballot: b, acceptors: three, needed: 3, of: 5),
    .chosen(first: 58, index: 60, ballot: b, acceptors: three, needed: 3, of: 5),
    .learned(index: 58, from: n4), .learned(index: 58, from: nil),
    .cannotLearn(slot: 58, stored: 31, ballot: b, from: n4),
    .cannotLearn(slot: 58, stored: nil, ballot: b, from: n4),
    .sendsAgain(to: n4, first: 58),
  ]

  /// What is a part of another sentence: why it declines, and how a rule broke.
  static let parts: [Explanation] =
    [RequestRefusal.fixedMembers(n4), .noHandOver(n4)].map { $0.explanation() }
    + [
      ViolationDetail.brokenPromise(n4, slot: 58, ballot: 31, promised: b),
      .twoValues(slot: 58, ballot: b, three), .chosenOverruled(three, slot: 58, ballot: 51, chosenUnder: b),
      .chosenTwice(slot: 58, first: 31, second: b, acceptors: three), .neverProposed(slot: 58, ballot: b),
      .executedOverHole(n4, slot: 58, after: 56), .executedUnchosen(n4, slot: 58, isAnother: false),
      .executedUnchosen(n4, slot: 58, isAnother: true),
    ].map { $0.explanation() }

  static let messages: [Explanation] = [
    Explanation(name: "Prepare", fields: fields(["ballot", "first"])),
    Explanation(
      name: "Promise", fields: fields(["ballot", "first", "accepted", "part", "parts", "chosenThrough"])),
    Explanation(
      name: "Promise", fields: fields(["ballot", "first", "accepted", "part", "parts", "chosenThrough"]),
      variants: ["part"]),
    Explanation(name: "Accept", fields: acceptFields, variants: ["one"]),
    Explanation(name: "Accept", fields: acceptFields, variants: ["several"]),
    Explanation(name: "Accept", fields: acceptFields, variants: ["heartbeat"]),
    Explanation(name: "Accepted", fields: fields(["ballot", "through", "round", "standing"])),
    Explanation(
      name: "Accepted", fields: fields(["ballot", "through", "round", "standing"]), variants: ["hole"]),
    Explanation(name: "Nack", fields: fields(["ballot", "refused"])),
    Explanation(name: "Nack", fields: fields(["ballot", "refused"]), variants: ["gone"]),
    Explanation(
      name: "InstallSnapshot", fields: fields(["ballot", "last", "offset", "end", "total", "percent"])),
    Explanation(
      name: "InstallSnapshotReply", fields: fields(["ballot", "last", "through"]), variants: ["yes"]),
  ]
  private static let acceptFields = fields(["ballot", "first", "last", "entries", "chosenThrough", "round"])
  private static func fields(_ names: [String]) -> [Field] { names.map { Field($0, .number(4)) } }

  @Test func everyDecisionIsNamed() {
    let shared: Set = [
      "asked-for-snapshot", "began-snapshot", "compacted-log", "confirmed-leadership",
      "did-not-count-damaged",
      "did-not-count-wiped", "finished-snapshot", "found-damage", "found-damaged-snapshot",
      "found-damaged-vote",
      "found-wiped", "installed-snapshot", "passed-over-snapshot", "read-waits-for-term", "received-snapshot",
      "refused-snapshot", "refused-vote-damaged", "refused-vote-wiped", "repaired", "sends-snapshot-again",
      "served-read", "took-read-index", "turned-reads-away", "withheld-candidacy-damaged",
      "withheld-candidacy-wiped",
    ]
    #expect(Set(Self.decisions.map(\.name)).union(shared) == Set(PaxosReplica.decisionNames))
  }

  @Test("a ballot is 4.n3 in a sentence and 4.3 in a cell, and a shared decision has its own words")
  func words() {
    let explainer = Explainer(language: .english, consensus: .paxos)
    let refusal = PaxosDecision.integrity(
      .refusedVote(candidate: Self.n4, term: 43, own: 5, formerLast: LogPosition(index: 9, term: 31)))
    let told = Telling(what: refusal.explanation(at: NodeID(2)), more: [("self", .node(NodeID(2)))])
    #expect(
      explainer.text(.says, of: told)
        == "n2 does not promise n4 ballot 4.n3: its log was damaged, ends at 5 and once ended at 9 (PMS §2.2)"
    )
    #expect(explainer.reasons(of: told)[1].contains("slot 9 of ballot 3.n1"))
  }

  @Test("how a rule of both protocols broke is told with ballots")
  func sharedRules() {
    let explainer = Explainer(language: .english, consensus: .paxos)
    let two = NodeID(2)
    #expect(
      explainer.text(of: .bothLead(two, Self.n4, term: 82)) == "n2 and n4 both propose under ballot 8.n2")
    #expect(
      explainer.text(of: .termWentBack(two, from: 82, to: 41))
        == "the promised ballot on the disk of n2 went back from 8.n2 to 4.n1")
    #expect(
      explainer.text(of: .matchNotOnDisk(two, term: 82, Self.n4, entry: LogPosition(index: 9, term: 31)))
        == "n2, the proposer of ballot 8.n2, counts on slot 9 of ballot 3.n1 of n4, which is not on that disk"
    )
  }
}
