import Assets
import Command
import Consensus
import Host
import Panels
import SimulationHost
import Testing
import Words

@testable import Lessons

/// The lessons that come with the program, as three students take them.
struct ShippedLessonTests {
  static func lesson(_ name: String) throws -> Lesson {
    let shipped = try #require(ShippedLessons.all.first { $0.name == name })
    return try LessonParser.parse(bytes: shipped.bytes, file: name, vocabulary: Vocabulary.of).get()
  }

  static func open(_ world: Scenario) throws -> any ClusterHost {
    try SimulationHost(scenario: world, seed: 1)
  }

  @Test(arguments: ShippedLessons.all.map(\.name))
  func theReferenceTheSilentAndTheWrongStudentComeToTheSameEnd(name: String) throws {
    let known = try ShippedLessons.all.map { try Self.lesson($0.name) }
    var check = LessonCheck(
      try Self.lesson(name), known: known, open: Self.open,
      hash: { ($0 as? SimulationHost)?.hashText ?? "" }, rows: { wrap($0, width: $1) })
    #expect(check.run() == [])
  }

  @Test func whatALessonOfOnesOwnBeginsWithHasNoMistake() throws {
    let bytes = Array(ShippedLessons.template(named: "mine").utf8)
    var check = LessonCheck(
      try LessonParser.parse(bytes: bytes, file: "mine", vocabulary: Vocabulary.of).get(), known: [],
      open: Self.open, hash: { ($0 as? SimulationHost)?.hashText ?? "" }, rows: { wrap($0, width: $1) })
    #expect(check.run() == [])
  }

  @Test func namesAreThoseOfTheFilesAndBothLanguagesSayAll() throws {
    for shipped in ShippedLessons.all {
      let lesson = try Self.lesson(shipped.name)
      #expect(lesson.name == shipped.name)
      #expect(lesson.title.texts.keys.sorted() == Language.allCases.map(\.rawValue).sorted())
    }
  }

  /// In Chinese, too, a term has one word wherever it stands.
  @Test func aTermHasOneWord() throws {
    let chinese = try #require(Language(rawValue: "zh"))
    for shipped in ShippedLessons.all + ShippedChallenges.all {
      let text = String(decoding: shipped.bytes, as: UTF8.self)
      for term in Glossary.allCases {
        let words = chinese.text(term).split(separator: "/")
        for never in words.dropFirst().flatMap({ $0.split(separator: " ") }) {
          #expect(!text.contains(never), "\(shipped.name): \(never) is never used for \(term.rawValue)")
        }
      }
    }
  }
}

/// What the driver does with what it did not wait for.
struct LessonPlayerTests {
  private static func player(_ name: String = "election", until step: String) throws -> LessonPlayer {
    let player = try LessonPlayer(ShippedLessonTests.lesson(name), open: ShippedLessonTests.open)
    for _ in 0..<200 {
      player.advance(to: .max)
      if player.lesson.steps[player.run.step].name == step, case .act = player.task { return player }
      player.proceed()
    }
    Issue.record("\(step) is not reached")
    return player
  }

  @Test func anotherActIsTriedOnABranchAndLeftByTheKey() throws {
    let player = try Self.player(until: "return")
    let (host, before) = (player.host, player.host.snapshot())
    #expect(player.perform(.kill([.node(NodeID(5))])).isDone)
    #expect(player.task == .aside && player.isRunning)
    player.advance(to: host.now + 500_000_000)
    #expect(host.now > before.time)
    #expect(player.key())
    #expect(host.snapshot() == before)
    #expect(player.awaited == .restart([.node(NodeID(2))]))
  }

  @Test func whatIsAwaitedIsDoneWhereTheLessonStands() throws {
    let player = try Self.player(until: "return")
    let time = player.host.now
    player.perform(.kill([.node(NodeID(5))]))
    player.advance(to: time + 500_000_000)
    #expect(player.perform(.restart([.node(NodeID(2))])).isDone)
    #expect(player.host.now == time)
    #expect(player.task != .aside && player.awaited == nil)
    #expect(player.host.snapshot().node(NodeID(5))?.condition == .up)
  }

  @Test func aBranchOfTheLessonComesBackToItsStep() throws {
    let player = try Self.player(until: "kill")
    let time = player.host.now
    player.perform(.kill([.node(NodeID(4))]))
    #expect(player.lesson.steps[player.run.step].name == "wrong-node")
    player.advance(to: .max)
    #expect(player.task == .go)
    player.key()
    #expect(player.lesson.steps[player.run.step].name == "kill")
    #expect(player.host.now == time)
  }

  @Test func theSameActsGiveTheSameBytes() throws {
    let texts = try (0..<2).map { _ in
      let player = try Self.player("partition", until: "three-parts")
      return try player.host.recording().text
    }
    #expect(texts[0] == texts[1])
  }

  /// A caption is of the step under way, and goes once time runs on after what the student did.
  @Test func aCaptionGoesWhenTimeRunsOn() throws {
    let text = """
      raftcoin 1
      lesson short
      title en Short
      world
      seed 33
      nodes 5
      step wait
      say en Nobody leads.
      when key
      when leader
      say en {leader} leads.
      when key
      step alone
      when committed 1
      say en Done.
      when key
      end
      """
    let lesson = try LessonParser.parse(bytes: Array(text.utf8), file: "short", vocabulary: Vocabulary.of)
      .get()
    let player = try LessonPlayer(lesson, open: ShippedLessonTests.open)
    #expect(player.run.caption?.text(in: .english) == "Nobody leads." && player.part == (1, 2))
    player.key()
    #expect(player.isRunning && player.run.caption == nil && player.part == (2, 2))
    player.advance(to: .max)
    #expect(player.run.caption?.text(in: .english).hasSuffix("leads.") == true && player.part == (2, 2))
    player.key()
    #expect(player.progress == (2, 2) && player.run.caption == nil && player.part == (1, 1))
  }

  @Test func backIsOneStepWhereverTheLessonStands() throws {
    let player = try Self.player(until: "return")
    var steps: [String] = []
    repeat { steps.append(player.lesson.steps[player.run.step].name) } while player.previousStep()
    #expect(
      steps == [
        "return", "second", "silence", "kill", "heartbeats", "leader", "votes", "candidate", "timers",
      ])
    #expect(player.host.now == 0 && player.task == .question)
  }

  @Test func anActThatIsToBeDoneTwiceIsCountedDown() throws {
    let player = try Self.player("replication", until: "slow")
    guard case .act(let patterns) = player.task, let pattern = patterns.first, let verb = pattern.verb else {
      Issue.record("no act is awaited")
      return
    }
    #expect(player.run.left(of: pattern) == 2)
    player.perform(verb)
    #expect(player.task == .act([pattern]) && player.run.left(of: pattern) == 1)
    player.perform(verb)
    #expect(player.isRunning)
  }
}
