import Assets
import Command
import Consensus
import Host
import SimulationHost
import Testing
import Words

@testable import Lessons

/// The challenges that come with the program, and their files.
struct ChallengeTests {
  private static func challenge(_ name: String) throws -> Challenge {
    let shipped = try #require(ShippedChallenges.all.first { $0.name == name })
    return try ChallengeParser.parse(bytes: shipped.bytes, file: name, vocabulary: Vocabulary.of).get()
  }

  private static func player(_ challenge: Challenge) throws -> LessonPlayer {
    try LessonPlayer(challenge.lesson, open: ShippedLessonTests.open)
  }

  private static func problems(_ text: String) -> [String] {
    switch ChallengeParser.parse(bytes: Array(text.utf8), file: "f", vocabulary: Vocabulary.of) {
    case .success: []
    case .failure(let errors): errors.description.split(separator: "\n").map(String.init)
    }
  }

  @Test(arguments: ShippedChallenges.all.map(\.name))
  func theStoredRunReachesTheGoalWithParAndNeedsEachOfItsActs(name: String) throws {
    let challenge = try Self.challenge(name)
    #expect(challenge.name == name)
    let outcome = challenge.outcome(of: challenge.solution, in: try Self.player(challenge))
    #expect(outcome.isWon && outcome.vain.isEmpty, "\(outcome)")
    let cost = challenge.cost(of: challenge.solution)
    #expect(cost == challenge.par)
    #expect(challenge.stars(cost: cost, hints: 0) == 3)
    #expect(challenge.needless(of: challenge.solution) { try? Self.player(challenge) } == [])
    // Nor does nothing at all.
    #expect(!challenge.outcome(of: [], in: try Self.player(challenge)).isWon)
  }

  @Test func bothLanguagesSayAll() throws {
    let codes = Language.allCases.map(\.rawValue).sorted()
    for shipped in ShippedChallenges.all {
      let challenge = try Self.challenge(shipped.name)
      for text in [challenge.title, challenge.goal] + challenge.hints {
        #expect(text.texts.keys.sorted() == codes, "\(shipped.name)")
      }
      #expect(!challenge.hints.isEmpty)
    }
  }

  /// One-way cuts made at once: fewer than par never reach the goal, whichever they are.
  @Test func aCutLessThanParIsNeverEnough() throws {
    let challenge = try Self.challenge("two-crowns")
    let nodes = (1...5).map { NodeID($0) }
    let links = nodes.flatMap { from in nodes.filter { $0 != from }.map { Link(from: from, to: $0) } }
    for link in links {
      let act = Step(when: challenge.solution[0].when, verb: .cut(link))
      #expect(!challenge.outcome(of: [act], in: try Self.player(challenge)).isWon, "\(link)")
    }
  }

  @Test func whatIsNotAllowedCountsAsVainAndWhatIsNotNeededIsFound() throws {
    var challenge = try Self.challenge("silence")
    let first = challenge.solution[0].when
    let kill4 = Step(when: first, verb: .kill([.node(NodeID(4))]))
    #expect(
      challenge.needless(of: challenge.solution + [kill4]) { try? Self.player(challenge) } == [0, 1, 2, 3])
    let cut = Step(when: first, verb: .cut(Link(from: NodeID(1), to: NodeID(2))))
    #expect(challenge.outcome(of: [cut], in: try Self.player(challenge)).vain == [0])
    #expect(challenge.cost(of: .kill([.leader])) == 1 && challenge.cost(of: .kill([.all])) == 5)
    #expect([3, 4, 5, 6].map { challenge.stars(cost: $0, hints: 0) } == [3, 2, 2, 1])
    #expect(challenge.stars(cost: 3, hints: 9) == 1)
    // A par that no run reaches would show.
    challenge.par = 2
    #expect(challenge.cost(of: challenge.solution) != challenge.par)
  }

  @Test func linksOfClientsAreNotCut() throws {
    let challenge = try Self.challenge("deaf-cure")
    #expect(!challenge.allows(.cut(Link(from: .clients, to: .node(NodeID(1))))))
    #expect(challenge.allows(.cut(Link(from: NodeID(2), to: NodeID(1)))))
  }

  @Test func aRecordingIsJudgedAsItsActs() throws {
    let challenge = try Self.challenge("long-crowns")
    let player = try Self.player(challenge)
    #expect(challenge.outcome(of: challenge.solution, in: player).isWon)
    #expect(player.acts == challenge.solution.map { Step(when: $0.when, verb: $0.verb) })
    let recorded = try #require(challenge.acts(in: try player.host.recording()))
    #expect(recorded == player.acts)
    #expect(challenge.acts(in: Scenario(steps: challenge.solution)) == challenge.solution)
    var other = try player.host.recording()
    other.header.seed = 99
    #expect(challenge.acts(in: other) == nil)
  }

  @Test func allMistakesAreToldAtOnceWithTheirPlaces() {
    let problems = Self.problems(
      """
      raftcoin 1
      challenge c
      title en T
      goal en
      allow kil
      par two exact
      lern en X
      world
      nodes 99
      win leeder within 5s
      solution
      after 1s kill 1
      at 1s kil 1
      """)
    let expected = [
      "f:4:8: goal en needs a text", "f:5:7: `kil` is no verb", "f:6:5: par needs a number",
      "f:7:1: `lern` has no place",
      "f:9:7:", "f:10:5: `leeder` is not a predicate", "f:12:1: a line of the solution",
      "f:13:7: there is no verb `kil`",
    ]
    for text in expected { #expect(problems.contains { $0.hasPrefix(text) }, "\(text) in \(problems)") }
  }

  @Test("whatever words a line of a challenge or a quiz has lost, what is wrong is told with its place")
  func lostWords() {
    let files =
      ShippedChallenges.all.prefix(4).map { ($0.bytes, true) }
      + ShippedQuiz.raft.suffix(2).map { ($0.bytes, false) }
    for (bytes, isChallenge) in files {
      let lines = String(decoding: bytes, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() where line.contains(" ") {
        let words = line.split(separator: " ")
        for kept in [words.prefix(1), words.prefix(2), words.dropFirst(), words.prefix(0)] {
          var text = lines
          text[number] = kept.joined(separator: " ")[...]
          let left = Array(text.joined(separator: "\n").utf8)
          let errors =
            isChallenge
            ? ChallengeParser.parse(bytes: left, file: "f", vocabulary: Vocabulary.of).failure
            : LessonParser.parse(bytes: left, file: "f", vocabulary: Vocabulary.of).failure
          #expect(errors?.diagnostics.allSatisfy { $0.line > 0 && $0.column > 0 } != false)
        }
      }
    }
  }
}

extension Result {
  fileprivate var failure: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}
