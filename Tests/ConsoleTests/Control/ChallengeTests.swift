import Assets
import Canvas
import Command
import Consensus
import Host
import Lessons
import Simulation
import SimulationHost
import Testing
import Words

@testable import Console
@testable import Panels

/// Somebody who tries a challenge at the console.
@Suite struct ChallengeTests {
  private final class Room {
    let console: ConsoleController
    private var wall: UInt64 = 1_000_000_000
    private let marks = Marks()
    private final class Marks {
      var kept: [String] = []
      var results: [ChallengeResult] = []
    }
    var kept: [String] { marks.kept }
    var results: [ChallengeResult] { marks.results }

    init(_ name: String) throws {
      let bytes = try #require(ShippedChallenges.all.first { $0.name == name }).bytes
      let challenge = try ChallengeParser.parse(bytes: bytes, file: name, vocabulary: Vocabulary.of).get()
      let marks = marks
      console = ConsoleController(
        host: try SimulationHost(scenario: Scenario(), seed: 1),
        options: ConsoleOptions(
          size: Size(width: 80, height: 24), speedThousandths: 1000, onDone: { marks.kept.append($0) },
          challenges: [challenge], opensChallenge: name,
          onOpenChallenge: { challenge in
            Result {
              try LessonPlayer(challenge.lesson) { try SimulationHost(scenario: $0, seed: 1) }
            }.mapError { ScenarioProblem("\($0)") }
          },
          onChallenge: { result, _ in marks.results.append(result) }, workClock: { 0 }))
      console.tick(wall: wall)
    }

    func press(_ keys: InputEvent.Key...) {
      for key in keys { console.handle(.key(key), wall: wall) }
      console.tick(wall: wall)
    }

    func type(_ text: String) {
      for scalar in text.unicodeScalars { press(.character(scalar)) }
      press(.enter)
    }

    func wait(_ seconds: UInt64) {
      for _ in 0..<(seconds * 10) {
        wall += 100_000_000
        console.tick(wall: wall)
      }
    }

    var text: String { console.frame().canvas.text }
  }

  @Test func timeStandsUntilSomebodyLetsItGoAndActsAreCounted() throws {
    let room = try Room("two-crowns")
    #expect(room.text.contains("challenge: Two crowns") && room.text.contains("0 acts so far, par 2"))
    let began = room.console.host.now
    room.wait(1)
    #expect(room.console.host.now == began)
    room.type(":cut 1>2")
    room.type(":cut 2>1")
    #expect(room.text.contains("2 acts so far"))
    room.press(.character(" "))
    room.wait(3)
    #expect(room.results.map(\.stars) == [3] && room.kept == ["challenge two-crowns 3"])
    #expect(room.text.contains("Done with 2 acts, par 2: 3 of 3 stars."))
    #expect(room.text.contains("cut 1>2") && room.text.contains("an act of yours"))
    // Once more, from its beginning.
    room.press(.escape, .home)
    #expect(room.console.host.now == began && room.text.contains("0 acts so far"))
  }

  @Test func whatIsNotAllowedSaysWhyAndChangesNothing() throws {
    let room = try Room("two-crowns")
    room.press(.character("k"))
    #expect(room.text.contains("kill is not allowed in this challenge: only x cut"))
    room.type(":kill 1")
    #expect(room.console.host.snapshot().upCount == 5)
    room.type(":cut clients>1")
    #expect(room.text.contains("only links between nodes"))
    #expect(room.text.contains("0 acts so far"))
  }

  @Test func aHintCostsAStarAndAnActThatWasNotNeededIsNamed() throws {
    let room = try Room("silence")
    room.press(.character("c"))
    #expect(room.text.contains("How many of five must agree?"))
    room.press(.character("c"))
    #expect(room.text.contains("there is no further hint"))
    for node in 1...4 { room.type(":kill \(node)") }
    room.press(.character(" "))
    room.wait(12)
    #expect(
      room.results == [ChallengeResult(name: "silence", isWon: true, stars: 1, cost: 4, par: 3, hints: 1)])
    #expect(room.text.contains("was not needed"))
  }

  @Test func whatIsNotReachedInTimeIsLost() throws {
    let room = try Room("long-crowns")
    room.press(.character(" "))
    room.wait(11)
    #expect(room.results.map(\.isWon) == [false] && room.kept.isEmpty)
    #expect(room.text.contains("Not done, with 0 acts"))
  }

  @Test func lineByLine() throws {
    let bytes = try #require(ShippedChallenges.all.first { $0.name == "two-crowns" }).bytes
    let challenge = try ChallengeParser.parse(bytes: bytes, file: "two-crowns", vocabulary: Vocabulary.of)
      .get()
    var stars: [Int] = []
    var prompt = LinePrompt(
      host: try SimulationHost(scenario: Scenario(), seed: 1),
      options: ConsoleOptions(
        size: Size(width: 80, height: 24), challenges: [challenge],
        onOpenChallenge: { challenge in
          Result {
            try LessonPlayer(challenge.lesson) { try SimulationHost(scenario: $0, seed: 1) }
          }.mapError { ScenarioProblem("\($0)") }
        },
        onChallenge: { result, _ in stars.append(result.stars) }))
    func answer(_ line: String) -> [String] {
      var lines = prompt.answer(line)
      while prompt.mark != "> " { lines += prompt.answer("more") }
      return lines
    }
    while prompt.mark != "> " { _ = prompt.takeLines() }
    #expect(answer("challenge") == ["1 two-crowns: Two crowns"])
    let opened = answer("challenge 1")
    #expect(opened.first?.hasPrefix("challenge: Two crowns. ") == true)
    #expect(opened.last?.hasPrefix("0 acts so far, par 2") == true)
    #expect(answer("kill 1") == ["kill is not allowed in this challenge: only x cut"])
    #expect(answer("next").last?.hasPrefix("0 acts so far") == true && stars.isEmpty)
    #expect(answer("home").first == opened.first)
    #expect(answer("cut 1>2").last?.hasPrefix("1 acts so far") == true)
    _ = answer("cut 2>1")
    #expect(answer("run 3s").first == "Done with 2 acts, par 2: 3 of 3 stars.")
    #expect(stars == [3])
    #expect(answer("next") == ["home begins again; challenge: all of them; leave plays on freely"])
  }
}
