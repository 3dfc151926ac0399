import Canvas
import Command
import Consensus
import Host
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// What to try: fits the moment, never comes twice, goes when done.
struct HintTests {
  private typealias F = Fixture

  @Test("A lesson from start to end")
  func lesson() {
    var chooser = HintChooser(language: .english)
    let calm = F.cluster()
    #expect(
      chooser.hint(for: calm, lastAct: nil)
        == Hint(
          keys: "t Enter",
          text: "sends 10 coins, alice to bob: when does bob have them?"))

    chooser.personActed(.transfer)
    let stored = F.cluster { $0.operations = [F.operation(.stored(F.at(58, 3)))] }
    let kill = chooser.hint(for: stored, lastAct: .transfer)
    #expect(
      kill == Hint(keys: "k Enter", text: "kills the leader now. 15 coins: lost, paid once, or paid twice?"))

    chooser.personActed(.kill)
    let headless = F.cluster { snapshot in
      snapshot.leader = nil
      snapshot.leaderlessSince = F.now
      snapshot.nodes[1].condition = .down
    }
    #expect(chooser.hint(for: headless, lastAct: .kill)?.text.contains("who will answer?") == true)

    let recovered = F.cluster { snapshot in
      snapshot.leader = F.n(1)
      snapshot.nodes[1].condition = .down
      snapshot.operations = [F.operation(.answered(F.at(58, 3)))]
    }
    #expect(
      chooser.hint(for: recovered, lastAct: .kill)
        == Hint(keys: "r Enter", text: "restarts n2: what does it still know?"))

    chooser.personActed(.restart)
    let answered = F.cluster { $0.operations = [F.operation(.answered(F.at(58, 3)))] }
    #expect(chooser.hint(for: answered, lastAct: .restart)?.text.contains("happens to the coins") == true)
    chooser.personActed(.kill)
    #expect(chooser.hint(for: answered, lastAct: .kill)?.keys == "p 1 2 Enter")

    chooser.personActed(.partition)
    let split = F.cluster { snapshot in
      snapshot.operations = answered.operations
      for (a, b) in [(1, 3), (1, 4), (1, 5), (2, 3), (2, 4), (2, 5)] {
        snapshot.cutLinks += [Link(from: F.n(a), to: F.n(b)), Link(from: F.n(b), to: F.n(a))]
      }
    }
    #expect(chooser.hint(for: split, lastAct: .partition)?.text.contains("which side answers") == true)
    chooser.personActed(.transfer)
    chooser.personActed(.why)
    #expect(chooser.hint(for: split, lastAct: .why)?.keys != "w", "the card has no cause")
    chooser.cardHasCause = true
    #expect(chooser.hint(for: split, lastAct: .why)?.keys == "w")
    chooser.personActed(.why)
    #expect(chooser.hint(for: split, lastAct: .why) == nil)

    chooser.personActed(.heal)
    #expect(chooser.hint(for: answered, lastAct: .heal)?.keys == "e ←")
    chooser.personActed(.entry)
    #expect(chooser.hint(for: answered, lastAct: .entry) == nil)
  }

  @Test("A hint that nobody follows makes room for another, and comes back")
  func makesRoom() {
    var chooser = HintChooser(language: .english)
    let calm = F.cluster()
    func keys(at second: UInt64) -> String? {
      chooser.hint(for: calm, lastAct: nil, played: second * 1_000_000_000)?.keys
    }
    #expect(keys(at: 0) == "t Enter")
    #expect(keys(at: 19) == "t Enter")
    #expect(keys(at: 20) == "p 1 2 Enter")
    #expect(keys(at: 39) == "p 1 2 Enter")
    #expect(keys(at: 40) == "t Enter")
    chooser.personActed(.partition)
    #expect(keys(at: 60) == "t Enter")
  }

  @Test("A hint stays until it is followed or its moment has passed, and does not come back")
  func stays() {
    var chooser = HintChooser(language: .chinese)
    let calm = F.cluster()
    let first = chooser.hint(for: calm, lastAct: nil)
    #expect(first?.text.contains("10 枚币给 bob") == true)
    #expect(chooser.hint(for: calm, lastAct: .other) == first)
    let down = F.cluster { $0.nodes[4].condition = .down }
    #expect(chooser.hint(for: down, lastAct: .kill)?.keys == "r Enter")
    #expect(chooser.hint(for: calm, lastAct: .restart)?.keys != "r Enter")
    #expect(chooser.hint(for: down, lastAct: .kill)?.keys != "r Enter")
  }

  @Test("At the very start, before any leader, nothing is proposed")
  func start() {
    var chooser = HintChooser(language: .english)
    let start = F.cluster { snapshot in
      snapshot.leader = nil
      snapshot.leaderlessSince = 0
    }
    #expect(chooser.hint(for: start, lastAct: nil) == nil)
  }

  @Test("With one account nobody is asked to pay; with two nodes nobody is asked to split")
  func possible() {
    var chooser = HintChooser(language: .english)
    #expect(chooser.hint(for: F.cluster { $0.accounts = ["treasury", "alice"] }, lastAct: nil) == nil)
    var pair = HintChooser(language: .english)
    let two = F.cluster(2)
    _ = pair.hint(for: two, lastAct: nil)
    pair.personActed(.transfer)
    let answered = F.cluster(2) { $0.operations = [F.operation(.answered(nil))] }
    _ = pair.hint(for: answered, lastAct: .transfer)
    pair.personActed(.kill)
    #expect(pair.hint(for: answered, lastAct: .kill) == nil)
  }

  @Test("Verbs are acts")
  func acts() {
    #expect(PersonAct(.kill([NodeSelector.leader])) == .kill)
    #expect(PersonAct(.isolate([.leader])) == .partition)
    #expect(PersonAct(.why) == .why)
    #expect(PersonAct(.align) == .other)
  }
}

@Suite struct HintWidthTests {
  /// The keys that each question is shown with.
  static let keys: [HintSentences: String] = [
    .allUp: "p 1 2 Enter", .why: "w", .healed: "e ←", .nodeDown: "r Enter", .ownWaits: "k Enter",
    .ownAnswered: "k Enter", .undo: "u", .gallery: "o",
  ]

  @Test(arguments: HintSentences.allCases, Language.allCases)
  func everyQuestionFitsTheWall(sentence: HintSentences, language: Language) {
    let text = Explainer(language: language).say(
      sentence,
      [
        .coins: .number(10), .account: .text("alice"), .other: .text("bob"), .node: .node(NodeID(5)),
      ])
    var model = Story.waiting.model(Size(width: 80, height: 24), language)
    model.hint = Hint(keys: Self.keys[sentence] ?? "t Enter", text: text)
    let frame = Panels.frame(withKeysFor: model).canvas
    #expect(frame.text.contains(text), "\(text)")
  }
}
