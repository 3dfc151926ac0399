import Command
import Consensus
import Host
import Paxos
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels
@testable import Simulation

/// What every value that explains itself has in every language: who adds a decision reads here what it lacks.
struct ExplanationTests {
  private static let heard = LeaderHeard(leader: NodeID(2), ago: 40_000_000, atLeast: 150_000_000)
  private static let deaf = LeaderHeard(leader: nil, ago: 40_000_000, atLeast: 150_000_000)
  private static let p = LogPosition(index: 58, term: 2)
  private static func m(_ joint: Bool, _ learners: Bool) -> Membership {
    var m = Membership(voters: [NodeID(1), NodeID(2), NodeID(3)])
    if joint { m.outgoing = [NodeID(4), NodeID(5)] }
    if learners { m.learners = [NodeID(6)] }
    return m
  }
  static let configurations = [m(false, false), m(false, true), m(true, false), m(true, true)]
  /// One of every decision, in every variant that has a text of its own.
  static let decisions: [Decision] =
    [
      .leadership(.askedPreVote(term: 4, waited: 172_000_000, last: p)),
      .leadership(.askedPreVote(term: 4, waited: 172_000_000, last: .origin)),
      .leadership(.grantedPreVote(candidate: NodeID(4), term: 5)),
      .leadership(.refusedPreVote(candidate: NodeID(4), term: 5, .staleTerm(currentTerm: 6))),
      .leadership(.refusedPreVote(candidate: NodeID(4), term: 5, .logBehind(own: p, candidate: .origin))),
      .leadership(.refusedPreVote(candidate: NodeID(4), term: 5, .hearsLeader(ago: 33_000_000))),
      .leadership(.countedPreVote(from: NodeID(4), term: 5, votes: [NodeID(4)], needed: 3, of: 5)),
      .leadership(.countedPreVote(from: NodeID(2), term: 5, votes: [NodeID(2)], needed: 3, of: 5)),
      .leadership(.wasRefusedPreVote(by: NodeID(4), term: 5)),
      .leadership(.ignoredVoteRequest(candidate: NodeID(4), term: 5, ago: 22_000_000)),
      .leadership(.withheldCandidacy(heard)), .leadership(.withheldCandidacy(deaf)),
      .leadership(.lostQuorum(term: 5, heard: [NodeID(2)], needed: 3, of: 5)),
      .leadership(.transferBegan(to: NodeID(4), match: 4, last: 9)),
      .leadership(.sentTimeoutNow(to: NodeID(4), last: 9)),
      .leadership(.receivedTimeoutNow(from: NodeID(4), term: 9)),
      .leadership(.transferGivenUp(to: NodeID(4), match: 4, last: 9)),
      .leadership(.heldBackCommand(successor: NodeID(4))),
      .membership(.caughtUp(NodeID(6), match: 8, last: 9)),
      .membership(.removedLeaderSteppedDown(9, 3)), .membership(.removedLeaderSteppedDown(9, 3, early: true)),
      .reading(.waitsForTerm(4)), .reading(.tookIndex(readIndex: 4, round: 8)),
      .reading(.confirmed(round: 8, heard: [NodeID(2), NodeID(3)], needed: 2, of: 3)),
      .reading(.extendedLease(until: 12_345_678_900, span: 1_333_333_333)),
      .reading(.served(readIndex: 8, .index)), .reading(.served(readIndex: 8, .lease)),
      .reading(.served(readIndex: 8, .log)), .reading(.turnedAway(count: 3)),
      .snapshot(.asked(applied: 50, entries: 20)), .snapshot(.compacted(snapshot: p, through: 40)),
      .snapshot(.began(follower: NodeID(4), snapshot: p, needs: 9, bytes: 4000)),
      .snapshot(.resumed(follower: NodeID(4), snapshot: p, offset: 500)),
      .snapshot(.finished(follower: NodeID(4), snapshot: p)),
      .snapshot(.again(follower: NodeID(4), snapshot: p)),
      .snapshot(.received(from: NodeID(4), snapshot: p, through: 7, total: 700)),
      .snapshot(.refused(from: NodeID(4), snapshot: p)),
      .snapshot(.installed(from: NodeID(4), snapshot: p, kept: 3)),
      .snapshot(.passedOver(from: NodeID(4), snapshot: p, committed: 77)),
      .changedFlow(follower: NodeID(4), old: .probe, new: .replicate, next: 8),
      .changedFlow(follower: NodeID(4), old: .replicate, new: .probe, next: 8),
      .changedFlow(follower: NodeID(4), old: .probe, new: .snapshot, next: 8),
      .steppedDown(from: .follower, oldTerm: 2, newTerm: 3, heardFrom: NodeID(4)),
      .countedVote(from: NodeID(4), term: 3, votes: [NodeID(1), NodeID(4), NodeID(5)], needed: 3, of: 5),
      .electionRanOut(term: 3, votes: [NodeID(1), NodeID(4), NodeID(5)], needed: 3, of: 5),
      .countedCopy(
        from: NodeID(1), index: 58, copies: [NodeID(1), NodeID(2), NodeID(3), NodeID(4)], needed: 3, of: 5),
      .refusedAppend(leader: NodeID(4), term: 3, .missingPrevious(previous: p, lastIndex: 0)),
      .grantedVote(candidate: NodeID(4), term: 3, own: LogPosition(index: 9, term: 5), candidateLast: p),
    ]
    + configurations.flatMap {
      [
        .membership(.appended(p, $0)), .membership(.adopted(8, $0)), .membership(.wentBack(to: 8, $0)),
        .membership(.committed(8, $0)),
      ] as [Decision]
    }
    + RefusalCardTests.refusals.flatMap {
      [.membership(.refused(.add(NodeID(7)), $0.0)), .leadership(.refusedTransfer(to: NodeID(4), $0.0))]
        as [Decision]
    } + StandingSentenceTests.decisions.map { .integrity($0) } + Fixture.decisions

  static let explanations: [Explanation] =
    decisions.map { $0.explanation(at: NodeID(2)) }
    + PaxosExplanationTests.decisions.map { $0.explanation(at: NodeID(2)) }
    + RefusalCardTests.refusals.map { $0.0.explanation() }

  /// And of how a rule broke, which is a part of another sentence.
  static let all =
    explanations + ReasonTests.details.map { $0.explanation() } + messages.map { $0.explanation() }
    + PaxosExplanationTests.messages + PaxosExplanationTests.parts
    + SynodExplanationTests.refusals.map { $0.explanation() }

  private static let messages: [RaftMessage.Kind] = [
    .voteRequest, .voteReply(granted: true), .voteReply(granted: false), .append(first: 5, last: 5),
    .append(first: 5, last: 7), .heartbeat, .appendReply(success: true, match: 5),
    .appendReply(success: false, match: 0), .preVoteRequest, .preVoteReply(granted: true),
    .preVoteReply(granted: false), .timeoutNow, .installSnapshot(last: 5, offset: 10, end: 20, total: 100),
    .installReply(accepted: true, through: 20), .installReply(accepted: false, through: 0),
  ]

  /// Values that are no decision's: an invariant, a configuration, a text of a host that knows no more.
  private static func isPart(_ name: String) -> Bool {
    InvariantNames.allCases.contains { $0.rawValue == name } || ["configuration", "other"].contains(name)
  }

  /// What only the scene adds: variants, and values.
  private static let scenes: [String: (variants: Set<String>, places: Set<String>)] = [
    "started-election": (["by-hand"], ["electionTimeout"]),
    "election-ran-out": (["no-winner", "no-winner-one-down", "no-winner-many-down"], ["tally", "down"]),
    "appended": (["operation"], ["operation", "majority", "voterCount"]),
    "deleted-conflict": (["kept", "unsure", "same"], ["keepers"]),
    "held-back-old-term": (["unsure"], []), "ignored-vote-request": (["leads"], []),
    "refused-append": (["missing-previous-bare", "conflicting-previous-bare"], []),
    "committed": (["no-op", "unsure"], []),
    "became-leader": (["short", "unsure"], []), "granted-vote": (["unsure"], []),
    "match-not-on-disk": (["another"], ["operation"]),
    "did-not-count-damaged": (["repaired-since"], []),
    "RequestVote": (["follows"], ["ownTerm", "vote", "own", "theirs", "leader", "since"]),
    "PreVote": (["follows"], ["ownTerm", "own", "theirs", "leader", "since"]),
    "AppendEntries": (
      ["inside", "from-start"], ["what", "previous", "ownPrevious", "ownTerm", "own"]
    ),
    "configuration": (["learners", "outgoing", "outgoing-learners"], ["voters", "outgoing", "learners"]),
  ]

  private static func texts(_ language: Language) throws -> [String: String] {
    let entries = try #require(try language.entries(of: Paragraph.topic))
    return Dictionary(entries.map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
  }

  @Test(arguments: explanations) func eachHasAllItsParts(what: Explanation) throws {
    for language in Language.allCases {
      let told = Telling(what: what)
      #expect(Explainer(language: language).text(.says, of: told) != nil, "\(language): \(what.name).says")
      let card = Explainer(language: language).reasons(of: told)
      let isRefusal = what.fields.contains { if case .reason = $0.value { true } else { false } }
      #expect(card.count == (isRefusal ? 2 : 3), "\(language): \(what.name) \(card)")
      #expect(!what.section.isEmpty && (0...9).contains(what.rank))
    }
  }

  /// No text is one that nobody asks for, and each place is a field of every value that the text is for.
  @Test(arguments: Language.allCases) func eachTextIsOfAValue(language: Language) throws {
    let texts = try Self.texts(language)
    for (key, text) in texts {
      // What a protocol says otherwise is of the same values.
      let words = key.split(separator: ".").map(String.init)
      let parts = ConsensusProtocol(rawValue: words[0]) == nil ? words : Array(words.dropFirst())
      #expect(parts.count == 2 || parts.count == 3, "\(key)")
      #expect(Paragraph.Part(rawValue: parts.last ?? "") != nil, "\(key)")
      let name = parts[0]
      let values = (Self.all + SynodExplanationTests.all).filter { $0.name == name }
      let scene = Self.scenes[name] ?? ([], [])
      #expect(!values.isEmpty || Self.isPart(name), "\(key): nothing has this name")
      if parts.count == 3 {
        let known = values.flatMap(\.variants) + scene.variants
        #expect(known.contains(parts[1]), "\(key): nothing has this variant")
      }
      if text.hasPrefix("@") {
        #expect(texts[String(text.dropFirst())]?.hasPrefix("@") == false, "\(key): \(text)")
      }
    }
  }

  @Test("Each place is filled, in whatever part and language", arguments: all)
  func everyPlaceIsAField(what: Explanation) {
    var told = Telling(what: what, more: [("self", .node(NodeID(2)))])
    for place in Self.scenes[what.name]?.places ?? [] { told.more.append((place, .text("x"))) }
    if Self.messages.contains(where: { $0.name == what.name })
      || PaxosExplanationTests.messages.contains(where: { $0.name == what.name })
    {
      told.more += ["from", "to", "term"].map { ($0, .text("x")) }
    }
    for language in Language.allCases {
      for part in Paragraph.Part.allCases {
        // A heartbeat is drawn as a dot.
        if part == .chip || part == .mark, what.variants == ["heartbeat"] { continue }
        for variant in [nil] + (Self.scenes[what.name]?.variants ?? []).map(Optional.some) {
          var scene = told
          if let variant { scene.fits(variant) }
          // A sentence for refusals of another reason has places of its own.
          if let variant, variant.hasSuffix("-bare"), !what.variants.contains(String(variant.dropLast(5))) {
            continue
          }
          let text = Explainer(language: language).text(part, of: scene) ?? ""
          #expect(!text.contains("{"), "\(language): \(what.name) \(variant ?? "") \(part): \(text)")
        }
      }
    }
  }

  @Test(arguments: InvariantName.allCases) func everyInvariantHasItsTexts(invariant: InvariantName) {
    for language in Language.allCases {
      #expect(language.textIfAny(InvariantNames(rawValue: invariant.name)) != nil, "\(language)")
      #expect(Explainer(language: language).text(.rule, of: invariant.name) != invariant.name, "\(language)")
    }
  }

  /// The cards of the world quote the rules of decisions by their names.
  @Test(arguments: [
    "learned-commit", "started-election", "became-leader", "took-read-index", "redirected-client",
    "adopted-term", "deleted-conflict",
  ])
  func aRuleThatIsQuotedHasNoPlaces(name: String) {
    for language in Language.allCases {
      let rule = Explainer(language: language).text(.rule, of: name)
      #expect(rule != name && !rule.contains("{"))
    }
  }
}
