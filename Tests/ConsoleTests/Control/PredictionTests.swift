import Canvas
import Command
import Host
import Panels
import Predictions
import SimulationHost
import Testing

@testable import Console

/// A question before something happens: its keys, and what the run then shows.
@Suite struct PredictionTests {
  private final class Classroom {
    let host: SimulationHost
    private(set) var answers: [GivenAnswer] = []
    private(set) var console: ConsoleController!
    private var wall: UInt64 = 0

    init() throws {
      host = try SimulationHost(scenario: Scenario(), seed: 3)
      host.advance(to: 1_500_000_000)
      console = ConsoleController(
        host: host,
        options: ConsoleOptions(
          size: Size(width: 80, height: 24), speedThousandths: 1000,
          onAnswer: { [weak self] answer, _ in self?.answers.append(answer) }, workClock: { 0 }))
    }

    func press(_ keys: String) {
      for word in keys.split(separator: " ") {
        for key in Desk.keys(String(word)) { console.handle(.key(key), wall: wall) }
      }
    }

    func play() {
      for _ in 0..<700 where console.model.playing {
        wall += 16_000_000
        console.tick(wall: wall)
      }
    }
  }

  @Test func itIsAskedAnsweredAndThenShown() throws {
    let room = try Classroom()
    let leader = try #require(room.host.snapshot().leader)
    room.press("k g")
    #expect(room.console.prompt == nil && !room.console.model.playing)
    let question = try #require(room.console.prediction?.question)
    #expect(room.console.model.lesson?.caption == "Now comes: kill \(leader)")
    #expect(room.host.snapshot().leader == leader)
    room.press("\(question.right + 1)")
    guard case .question(_, let choices) = room.console.model.lesson?.task else {
      Issue.record("no question")
      return
    }
    #expect(choices[question.right].hasPrefix("["))
    room.press("Enter")
    room.play()
    #expect(room.host.snapshot().node(leader)?.condition == .down)
    #expect(room.host.now == question.decided)
    #expect(room.console.model.lesson?.answer?.isRight == true)
    #expect(room.console.score.points == 2 && room.answers.map(\.isSure) == [true])
    room.press("Enter")
    #expect(room.console.model.lesson == nil)
  }

  /// The start screen asks about the cluster behind it, before anything has happened.
  @Test func theStartScreenAsks() throws {
    let host = try SimulationHost(scenario: Scenario(), seed: 3)
    let console = ConsoleController(
      host: host,
      options: ConsoleOptions(
        size: Size(width: 80, height: 24), waitsAtStart: true, showsStart: true, workClock: { 0 }))
    for key in Desk.keys("2") { console.handle(.key(key), wall: 0) }
    console.tick(wall: 50_000_000)
    #expect(console.prediction != nil && !console.model.playing && host.now == 0)
  }

  @Test func aGuessCostsNothing() throws {
    let room = try Classroom()
    room.press("k g")
    let question = try #require(room.console.prediction?.question)
    room.press("\(question.right == 0 ? 2 : 1) g Enter")
    #expect(room.console.model.lesson?.answer?.isRight == false)
    #expect(room.host.now == question.decided && room.console.score.points == 0)
  }

  @Test func whatIsNoAnswer() throws {
    let room = try Classroom()
    room.press("k g Enter")
    #expect(room.console.notice != nil && room.answers.isEmpty)
    room.press("9 Enter")
    #expect(room.answers.isEmpty)
    room.press("Esc")
    #expect(room.console.prediction == nil && room.host.snapshot().upCount == 5)
  }

  /// It was about a moment that has passed.
  @Test func aQuestionGoesWithItsMoment() throws {
    let room = try Classroom()
    room.press("k g Space")
    room.play()
    #expect(room.console.prediction == nil)
    room.press("k g 1 Enter k 2")
    #expect(room.console.prediction == nil)
  }
}
