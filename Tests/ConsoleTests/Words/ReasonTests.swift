import Command
import Consensus
import Host
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels
@testable import Simulation

/// Refusals and broken rules carry numbers; each language has its own sentence of them.
struct ReasonTests {
  private static let (a, b) = (NodeID(2), NodeID(4))
  private static let entry = LogPosition(index: 58, term: 3)

  static let refusals: [ActionRefusal] = [
    .downAlready(a), .notDown(a), .notRunning(a), .notPaused(a), .noElectionTimer(a), .noElectionTimers,
    .nobody(.leader), .nobody(.follower), .nobody(.random), .noSuchNodeToIsolate, .noLiveNodeToAsk,
    .noAccount("erin"), .noLink(Link(from: a, to: b)), .cutAlready(Link(from: a, to: b)), .noLinkCut,
    .noMessage(.number(412)), .noMessage(.kind("heartbeat", nil)),
    .noMessage(.kind("RequestVote", Link(from: a, to: b))), .heldAlready(message: 412),
    .notHeld(message: 412),
    .linkHeldAlready(Link(from: a, to: b)), .nothingHeld(nil), .nothingHeld(Link(from: a, to: b)),
    .wipedAlready(a), .nothingStored(a, nil), .nothingStored(a, .entry(58)),
    .nothingStored(a, .snapshot), .nothingStored(a, .termAndVote), .noBrokenRule("rule-9"),
    .brokenAlready("rule-9"), .notBroken("rule-9"), .oneSide,
    .several([.downAlready(a), .downAlready(b)]),
    .request(.hearsLeader(a, LeaderHeard(leader: b, ago: 40_000_000, atLeast: 150_000_000))),
    .request(.hearsLeader(a, LeaderHeard(leader: nil, ago: 40_000_000, atLeast: 150_000_000))),
  ]

  static let details: [ViolationDetail] = [
    .bothLead(a, b, term: 7), .leaderLostEntry(a, term: 7, entry: entry),
    .leaderRewrote(a, term: 7, from: 58),
    .differentCommands(a, b, entry: entry),
    .differentPrevious(a, b, entry: entry, previous: 1, otherPrevious: 6),
    .leaderLacks(a, term: 7, entry: entry, instead: nil), .leaderLacks(a, term: 7, entry: entry, instead: 6),
    .appliedDifferently(a, entry, b, LogPosition(index: 58, term: 6)),
    .appliedDifferently(a, entry, a, LogPosition(index: 58, term: 6)),
    .appliedDifferently(a, entry, b, entry),
    .supplyChanged(a, coins: 1410, after: 58, supply: 1400), .notOrdered(operations: 3),
    .appliedWithOtherResult(a, b, entry: entry), .committedEntryLost(a, entry: entry, instead: nil),
    .committedEntryLost(a, entry: entry, instead: 6), .committedDifferently(a, entry: entry, before: 1),
    .notOnMajority(entry, holders: [a, b], needed: 3, of: 5),
    .notOnMajority(entry, holders: [], needed: 3, of: 5), .termWentBack(a, from: 7, to: 6),
    .commitWentBack(a, from: 58, to: 57), .appliedWentBack(a, from: 58, to: 57),
    .balanceOutOfRange(a, account: "erin", coins: 1410, after: 58, supply: 1400),
    .nonceUsedTwice(a, account: "erin", nonce: 9, entry: 58),
    .appliedTwice(a, account: "erin", nonce: 9, first: 57, second: 58),
    .voteChanged(a, term: 7, from: a, to: b), .voteChanged(a, term: 7, from: b, to: nil),
    .matchNotOnDisk(a, term: 7, b, entry: entry), .differentSnapshots(a, b, entry: entry),
    .electedDuringLease(a, term: 7, b, itsTerm: 6, left: 12_000_000),
  ]

  /// Names and numbers, which no language may leave out.
  private static func facts(_ text: String) -> Set<Substring> {
    Set(text.split { !($0.isASCII && ($0.isNumber || $0.isLetter)) }.filter { $0.contains { $0.isNumber } })
  }

  private static func check(_ english: String, _ chinese: String, _ plain: String) {
    #expect(!english.contains("{") && !chinese.contains("{"))
    #expect(facts(english) == facts(chinese))
    #expect(facts(plain) == facts(english))
    #expect(chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
  }

  @Test(arguments: refusals) func everyRefusalInBothLanguages(refusal: ActionRefusal) {
    let (english, chinese) = (Explainer(language: .english), Explainer(language: .chinese))
    Self.check(english.text(of: refusal), chinese.text(of: refusal), refusal.description)
  }

  @Test(arguments: details) func everyBreachInBothLanguages(detail: ViolationDetail) {
    let (english, chinese) = (Explainer(language: .english), Explainer(language: .chinese))
    Self.check(english.text(of: detail), chinese.text(of: detail), detail.description)
  }

  @Test func whatIsNotAvailableSaysSoInBothLanguages() {
    let refusal = ActionRefusal.because(Phrase(PastReasons.isStart))
    #expect(Explainer(language: .english).text(of: refusal) == "this is the start")
    #expect(Explainer(language: .chinese).text(of: refusal) == "已在起点")
  }
}
