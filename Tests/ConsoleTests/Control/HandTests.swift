import Canvas
import Command
import Consensus
import Host
import Panels
import SimulationHost
import Testing
import Words

@testable import Console
@testable import Explanation

/// A person at the keyboard decides for a node.
@Suite struct HandTests {
  private final class Seat {
    let host: SimulationHost
    private(set) var decisions: [HandSnapshot.Answer] = []
    private(set) var console: ConsoleController!
    private var wall: UInt64 = 0

    init(language: Language = .english, seed: UInt64 = 3, nodes: Int = 5, _ verbs: Verb...) throws {
      var scenario = Scenario()
      scenario.header.nodes = nodes
      host = try SimulationHost(scenario: scenario, seed: seed)
      for verb in verbs { _ = host.perform(verb) }
      console = ConsoleController(
        host: host,
        options: ConsoleOptions(
          size: Size(width: 80, height: 24), language: language, speedThousandths: 1000,
          onDecision: { [weak self] _, answer in self?.decisions.append(answer) }, workClock: { 0 }))
    }

    var stage: LessonModel? { console.model.lesson }
    var question: MessageSnapshot? { host.snapshot().hand?.question }

    func type(_ text: String) {
      for scalar in text.unicodeScalars { console.handle(.key(.character(scalar)), wall: wall) }
    }

    func press(_ key: String) {
      for key in Desk.keys(key) { console.handle(.key(key), wall: wall) }
    }

    func play() {
      for _ in 0..<100 where console.model.playing {
        wall += 16_000_000
        console.tick(wall: wall)
      }
    }
  }

  private static let hand = Verb.hand(.node(NodeID(3)), to: "ann")

  @Test func timeWaitsForYesAndGoesOn() throws {
    let seat = try Seat()
    seat.type(":hand 3 ann")
    seat.press("Enter")
    #expect(seat.stage?.title == "ann is n3")
    seat.play()
    let asked = try #require(seat.question)
    #expect(!seat.console.model.playing && seat.host.now < 500_000_000)
    #expect(
      seat.stage?.caption
        == "n1 asks for your vote in term 1. Your term: 0; your vote in it: nobody. Your log ends in: none; n1's: none. "
        + "Give it?"
    )
    #expect(seat.stage?.answer == nil, "what the rule says is not shown before the answer")
    seat.press("i")
    #expect(seat.console.model.eyes == NodeID(3))
    seat.press("y")
    #expect(seat.console.model.playing && seat.decisions.map(\.isRight) == [true])
    seat.play()
    #expect(seat.stage?.answer?.isRight == true)
    #expect(seat.stage?.answer?.text.hasPrefix("Right. n3 votes for n1 in term 1") == true)
    #expect(seat.question?.number != asked.number)
  }

  @Test func aYesAgainstTheRuleIsWarnedOfAndThenDone() throws {
    let seat = try Seat(seed: 7, nodes: 3, Self.hand, .align)
    seat.play()
    #expect(seat.question?.summary.kind.name == "RequestVote")
    seat.press("y")
    #expect(seat.question != nil && !seat.console.model.playing)
    #expect(seat.stage?.answer?.isRight == false)
    #expect(seat.stage?.answer?.text.contains("(§5.2)") == true)
    #expect(seat.stage?.task == .act("y do it anyway, against the rule · n no"))
    seat.press("y")
    #expect(seat.decisions.map(\.given) == [.yes, .anyway])
    #expect(seat.decisions.allSatisfy { !$0.isRight })
    #expect(seat.stage?.answer?.text.hasPrefix("Done against the rule") == true)
  }

  @Test func noToWhatTheRuleGrantsIsASlowNode() throws {
    let seat = try Seat(language: .chinese, Self.hand)
    seat.play()
    seat.press("n")
    #expect(seat.decisions.map(\.isRight) == [false])
    #expect(seat.stage?.answer?.text.contains("慢节点") == true)
    #expect(seat.host.snapshot().node(NodeID(3))?.view.votedFor == nil)
  }

  @Test func withoutAnAnswerTimeMayGoOn() throws {
    let seat = try Seat(Self.hand)
    seat.play()
    let asked = seat.host.now
    seat.press("Space")
    seat.play()
    #expect(seat.question != nil && seat.host.now > asked)
    seat.type(":hand 3 nobody")
    seat.press("Enter")
    #expect(seat.stage == nil)
  }

  @Test func lineByLine() throws {
    let scenario = try ScenarioParser.parse(text: "raftcoin 1\nseed 3\nhand 3 ann\n", file: "test").get()
    var prompt = LinePrompt(
      host: try SimulationHost(scenario: scenario, seed: 3),
      options: ConsoleOptions(size: Size(width: 80, height: 24)))
    _ = prompt.takeLines()
    var lines = prompt.answer("run 500ms")
    while prompt.mark != "> " { lines += prompt.answer("more") }
    #expect(lines.suffix(2).first?.hasPrefix("n1 asks for your vote in term 1.") == true)
    #expect(lines.last == "yes or no?")
    #expect(
      prompt.answer("y").first?.hasSuffix(
        "Right. n3 votes for n1 in term 1: it gave its vote to nobody else, and both logs are empty (§5.2, §5.4.1)"
      ) == true)
    #expect(prompt.answer("n").first?.contains("n3 votes for n1") == true, "next, where nothing is asked")
  }
}
