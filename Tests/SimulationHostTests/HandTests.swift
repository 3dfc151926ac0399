import Command
import Consensus
import Host
import Simulation
import Testing

@testable import SimulationHost

/// A person decides for a node: the clock waits for that, and the run replays to the byte.
struct HandTests {
  private static let second: Nanoseconds = 1_000_000_000
  private let hand = Verb.hand(.node(NodeID(3)), to: "ann")

  private func answer(_ answer: Verb.Answer) -> Verb { .answer(.node(NodeID(3)), answer) }

  /// Runs to the end, and answers each question in turn.
  private func play(_ host: SimulationHost, _ answers: [Verb.Answer], to end: Nanoseconds) {
    var next = 0
    while host.now < end {
      host.advance(to: end)
      guard host.snapshot().hand?.question != nil, host.now < end else { continue }
      if !host.perform(answer(answers[next % answers.count])).isDone { _ = host.perform(answer(.no)) }
      next += 1
    }
  }

  @Test func theClockWaitsForTheAnswer() throws {
    let host = try TimelineTests.host("", seed: 3)
    #expect(host.perform(hand).isDone)
    let isStopped = host.advance(to: Self.second, untilNote: false) { true }
    let asked = host.now
    #expect(isStopped && asked < Self.second && host.snapshot().hand?.question != nil)
    #expect(host.records(after: 0).last?.what.isAsked == true)
    #expect(host.perform(answer(.yes)).isDone && host.now == asked)
    host.advance(to: asked)
    #expect(host.snapshot().node(NodeID(3))?.view.votedFor == NodeID(1))
    // Who does not wait goes on: then the node is a slow one.
    let other = try TimelineTests.host("", seed: 3)
    _ = other.perform(hand)
    for _ in 0..<2 { other.advance(to: Self.second) }
    #expect(other.now == Self.second && other.snapshot().hand?.question != nil)
  }

  @Test func stepsAndThePastStopThereToo() throws {
    let host = try TimelineTests.host("", seed: 3)
    _ = host.perform(hand)
    while let record = host.step(), !record.what.isAsked {}
    let asked = host.now
    #expect(host.snapshot().hand?.question != nil)
    // As far as it was played nothing answered: coming from the past it is asked again.
    #expect(host.move(.time(0)).isDone)
    host.advance(to: Self.second)
    #expect(host.now == asked && host.timeline?.isPast == false)
    _ = host.perform(answer(.yes))
    host.advance(to: 2 * asked)
    let hash = host.hashText
    #expect(host.move(.time(0)).isDone)
    host.advance(to: 2 * asked)
    #expect(host.hashText == hash, "what was answered further on needs no person")
  }

  /// A recording has its answers, so that nobody is asked who only watches it.
  @Test(arguments: [[Verb.Answer.yes], [.no], [.yes, .no, .yes], [.anyway, .yes]])
  func aRunReplaysToTheByte(answers: [Verb.Answer]) throws {
    let end = 2 * Self.second
    let host = try TimelineTests.host("load 10\n", seed: 11)
    _ = host.perform(hand)
    play(host, answers, to: end)
    let recording = try host.recording()
    #expect(recording.text.contains("hand n3 ann") && recording.text.contains("answer n3 "))
    let again = try ScenarioParser.parse(text: recording.text, file: "recording").get()
    for _ in 0..<2 {
      let world = try makeWorld(header: again.header, seed: 11, observers: .invariants)
      var runner = ScenarioRunner(world: world, steps: again.steps)
      runner.runToEnd(limit: end)
      #expect(runner.world.hashText == host.hashText && runner.vainLines.isEmpty)
      let watched = try SimulationHost(scenario: again, seed: 11)
      watched.advance(to: end)
      if watched.frozenAt == nil { #expect(watched.now == end && watched.hashText == host.hashText) }
    }
  }
}

extension EventRecord.What {
  fileprivate var isAsked: Bool { if case .asked = self { true } else { false } }
}
