import Canvas
import Command
import Consensus
import Foundation
import Host
import SimulationHost
import Testing
import Words

@testable import Predictions

/// Ten drawn worlds a template; `RAFTCOIN_PREDICTIONS=1000 swift test --filter TemplateTests` looks at as many as one
/// likes, and prints a table.
struct TemplateTests {
  private static let wanted = ProcessInfo.processInfo.environment["RAFTCOIN_PREDICTIONS"].flatMap {
    UInt64($0)
  }

  private static func host(_ header: Header) -> SimulationHost? {
    try? SimulationHost(scenario: Scenario(header: header), seed: header.seed ?? 0)
  }

  @Test(arguments: Prediction.all.map(\.name))
  func whatIsCalledRightComesTrue(name: Prediction.Name) throws {
    let template = try #require(Prediction.all.first { $0.name == name })
    var check = PredictionCheck(template, isTimed: Self.wanted != nil)
    for seed in 1...max(1, Self.wanted ?? 10) { check.run(seed: seed) { Self.host($0) } }
    if Self.wanted != nil { print(check.line) }
    #expect(check.contradictedByRun == [])
    #expect(check.contradictedAnew.count <= max(1, check.certain / 50))
    #expect(check.questions.count * 50 >= check.worlds)
    for question in check.questions { Self.expectReadable(question) }
  }

  @Test(arguments: Prediction.all(of: .paxos).map(\.name))
  func soItDoesUnderPaxos(name: Prediction.Name) throws {
    let template = try #require(Prediction.all.first { $0.name == name })
    var check = PredictionCheck(template, isTimed: false)
    for seed in 1...3 as ClosedRange<UInt64> {
      check.run(seed: seed) { header in
        var header = header
        header.consensus = .paxos
        return Self.host(header)
      }
    }
    #expect(check.contradictedByRun == [] && check.contradictedAnew == [] && !check.questions.isEmpty)
    for question in check.questions { Self.expectReadable(question) }
  }

  /// Choices differ, and every text stands in its file, has its places filled, and fits a line of 76 columns.
  private static func expectReadable(_ question: Question) {
    #expect(Set(question.choices.map(\.answer)).count == question.choices.count)
    #expect((2...9).contains(question.choices.count))
    for language in Language.allCases {
      #expect(Set(question.choices.map { $0.text.text(in: language) }).count == question.choices.count)
      let comments = question.choices.indices.flatMap { question.comments(on: $0) }
      for phrase in [question.text] + comments + question.choices.map(\.text) {
        let text = phrase.text(in: language)
        #expect(!text.contains("PredictionWords") && Template.places(in: text).isEmpty, "\(text)")
        #expect(TextWidth.of(text) <= 76, "\(text)")
      }
    }
  }

  @Test func everyTemplateHasItsTexts() {
    #expect(Set(Prediction.all.map(\.name)) == Set(Prediction.Name.allCases))
    for name in Prediction.Name.allCases {
      #expect(
        !Wording(name: name, consensus: .raft).say("title").english.contains("PredictionWords"), "\(name)")
    }
  }
}

struct ScoreTests {
  @Test func pointsOfTheSureAndOfThoseWhoGuess() {
    var score = Score()
    #expect(score.note(.vote, isRight: true, isSure: true) == 2)
    #expect(score.note(.vote, isRight: true, isSure: false) == 1)
    #expect(score.note(.vote, isRight: false, isSure: false) == 0)
    #expect(score.misled.isEmpty)
    #expect(score.note(.vote, isRight: false, isSure: true) == -1)
    #expect(score.points == 2 && score.asked == 4 && score.right == 2)
    #expect(score.misled.map(\.name) == [.vote])
  }

  /// What was missed comes back after 3 questions and after 10.
  @Test func whatWasMissedComesBack() {
    var score = Score()
    var generator = SeededGenerator(seed: 1)
    _ = score.note(.vanish, isRight: false, isSure: true)
    var asked: [Prediction.Name] = []
    for _ in 0..<12 {
      let next = score.next(of: Prediction.all, using: &generator)[0].name
      score.begin(next)
      _ = score.note(next, isRight: true, isSure: true)
      asked.append(next)
    }
    #expect(asked.indices.filter { asked[$0] == .vanish } == [2, 9])
  }

  /// It is about the act, the same for the same picture, never the template that was answered last; the run stays.
  @Test func whatIsAskedNext() throws {
    let host = try SimulationHost(scenario: Scenario(), seed: 3)
    host.advance(to: 500_000_000)
    let (hash, picture, future) = (host.hashText, host.snapshot(), try #require(host.future()))
    let kill = Verb.kill([.leader])
    var (one, other) = (Score(), Score())
    let (asked, again) = (
      one.ask(about: kill, in: picture, future), other.ask(about: kill, in: picture, future)
    )
    let (first, same) = (try #require(asked), try #require(again))
    #expect(first.1.verb == kill && first.0.choices.map(\.text.english) == same.0.choices.map(\.text.english))
    _ = one.note(first.0.template.name, isRight: true, isSure: true)
    let next = one.ask(about: kill, in: picture, future)
    #expect(next.map { $0.0.template.name != first.0.template.name } == true)
    #expect(host.hashText == hash)
  }

  @Test func whereLinksAreCutItMayAskAboutHealing() throws {
    let host = try SimulationHost(scenario: Scenario(), seed: 3)
    host.advance(to: 500_000_000)
    #expect(host.perform(.isolate([.leader])).isDone)
    host.advance(to: 1_500_000_000)
    var score = Score()
    var verbs: [Verb?] = []
    for _ in Prediction.all {
      let future = try #require(host.future())
      guard let (question, occasion) = score.ask(about: nil, in: host.snapshot(), future) else { break }
      verbs.append(occasion.verb)
      _ = score.note(question.template.name, isRight: true, isSure: false)
    }
    #expect(verbs.contains(.heal) && verbs.allSatisfy { $0 == nil || $0 == .heal })
  }
}
