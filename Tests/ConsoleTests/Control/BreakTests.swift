import Assets
import Canvas
import Command
import Consensus
import Host
import Raft
import Simulation
import SimulationHost
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// What the console shows where a rule breaks.
@Suite struct BreakTests {
  /// Those in whose scenario something is only disturbed: no invariant breaks.
  static let disturbing: Set = [
    "any-message-resets-timer", "skip-pre-vote", "vote-despite-leader", "step-down-early",
  ]
  static let breaking =
    BrokenRule.allCases.map(\.name).filter { !disturbing.contains($0) } + ["own-value", "ack-over-hole"]

  static func host(_ name: String) throws -> SimulationHost {
    let shipped = try #require(ShippedScenarios.all.first { $0.name == name })
    let scenario = try ScenarioParser.parse(
      text: String(decoding: shipped.bytes, as: UTF8.self), file: name, vocabulary: Vocabulary.of
    ).get()
    return try SimulationHost(scenario: scenario, seed: 1)
  }

  /// Somebody who opens the scenario of a rule, and lets it go on at each note until a rule breaks.
  final class Class {
    let console: ConsoleController
    var wall: UInt64 = 0

    init(_ rule: String, fromList: Bool = false, size: Size = Size(width: 80, height: 24)) throws {
      let host = try BreakTests.host(fromList ? "first-election" : "bug-" + rule)
      console = ConsoleController(
        host: host,
        options: ConsoleOptions(
          size: size, speedThousandths: 2000,
          scenarios: ShippedScenarios.all.map { ScenarioEntry(name: $0.name, lines: [:]) },
          onOpenScenario: { name in
            (try? BreakTests.host(name)).map { .success($0) } ?? .failure(ScenarioProblem("none"))
          }, workClock: { 0 }))
      if fromList {
        for _ in 0..<10 { tick() }
        press("o")
        for scalar in ("bug-" + rule).unicodeScalars { console.handle(.key(.character(scalar)), wall: wall) }
        // The rule's card, and from it its story.
        for _ in 0..<2 { console.handle(.key(.enter), wall: wall) }
      }
      for _ in 0..<60 where !isFrozen && console.model.card == nil {
        for _ in 0..<700 where console.model.playing { tick() }
        if !isFrozen, console.model.card == nil { press(" ") }
      }
    }

    var isFrozen: Bool { console.host.frozenAt != nil }
    var rows: [String] {
      let canvas = console.frame().canvas
      return (0..<canvas.size.height).map(canvas.row)
    }

    func tick() {
      wall += 50_000_000
      console.tick(wall: wall)
    }

    func press(_ key: Unicode.Scalar) { console.handle(.key(.character(key)), wall: wall) }
  }

  @Test(arguments: breaking, [false, true])
  func itFreezesHoweverItWasOpened(_ rule: String, fromList: Bool) throws {
    let room = try Class(rule, fromList: fromList)
    #expect(room.isFrozen && !room.console.model.playing)
    let violation = try #require(room.console.host.frozenAt)
    let told = Explainer(language: .english).name(ofInvariant: violation.invariant)
    // Clock, term and play state, and under them the broken rule; keys change nothing of that.
    for key in "mea1wlyTb".unicodeScalars {
      let rows = room.rows
      #expect(rows[0].contains(seconds(room.console.host.now)), "\(rows[0])")
      #expect(rows[0].contains("term ") || rows[0].contains("ballot "), "\(rows[0])")
      #expect(rows[0].contains(Label.paused.text(.english)), "\(rows[0])")
      #expect(rows[1].hasPrefix(" ✗ BROKEN \(told)"), "\(rows[1])")
      room.press(key)
      room.tick()
    }
    #expect(room.console.host.frozenAt == violation)
  }

  /// However far the run has gone on, the story is that of the moment at which the rule broke, and says so. In these two
  /// no other rule, which would have a story of its own, breaks soon after.
  @Test(arguments: ["vote-any-log", "apply-retry-twice"])
  func theStoryStaysWhenTheRunHasGoneOn(_ rule: String) throws {
    let room = try Class(rule)
    let broken = try #require(room.console.host.frozenAt)
    room.press("w")
    let then = try #require(room.console.model.card)
    room.press(" ")
    for _ in 0..<4 { room.tick() }
    #expect(room.console.model.card == nil && !room.isFrozen)
    room.console.model.selection = nil
    room.press("w")
    var now = try #require(room.console.model.card)
    if room.console.host.now > broken.time {
      #expect(now.sentences.removeFirst().hasPrefix("This tells how it stood at "))
    }
    now.sentences.removeAll { $0.hasPrefix("Since then: ") }
    #expect(now == then)
  }

  /// `w` tells the story: which rule is off, where the right program says no; and puts the other run beside this one.
  @Test(arguments: breaking)
  func theStory(_ rule: String) throws {
    let room = try Class(rule)
    let here = room.console.host.timeline?.playhead
    room.press("w")
    let card = try #require(room.console.model.card)
    let found = try #require(room.console.host.divergence(before: room.console.host.frozenAt))
    #expect(card.fillsPicture && card.cause == found.made?.record.number)
    let told = card.sentences.joined(separator: "\n")
    #expect(told.contains("The bug \(rule): "))
    #expect(found.made.map { told.contains("event \($0.record.number):") } ?? true)
    #expect(!told.contains("{"))
    // All of it can be read: what does not fit is scrolled to.
    for size in [Size(width: 60, height: 16), Size(width: 80, height: 24), Size(width: 120, height: 36)] {
      for language in Language.allCases {
        room.console.handle(.resize(size), wall: room.wall)
        room.console.setLanguage(language)
        let painter = Painter(room.console.model)
        let width = try #require(painter.layout.card).width
        let hidden = Panels.hiddenCardRows(of: room.console.model)
        var seen = ""
        for row in 0...hidden {
          seen += room.console.frame().canvas.text
          if row < hidden { room.console.handle(.key(.down), wall: room.wall) }
        }
        for line in painter.cardLines(width: width) {
          #expect(seen.contains(line.text), "\(size) \(language): \(line.text)")
        }
        room.console.model.cardScroll = 0
      }
    }
    room.console.setLanguage(.english)
    room.console.handle(.resize(Size(width: 80, height: 24)), wall: room.wall)
    // The branch that it speaks of is the one beside this run, and the playhead has not moved.
    room.console.handle(.key(.backTab), wall: room.wall)
    room.tick()
    let both = try #require(room.console.model.comparison)
    #expect(room.console.model.card == nil && room.rows[5...].joined().contains("without bug: \(rule)"))
    #expect(both.left == .first && both.rightSnapshot.brokenRules.isEmpty)
    #expect(room.console.host.timeline?.playhead == here && room.isFrozen)
  }

  /// An answer that no order explains is told in clients and coins, under a picture of the operations.
  @Test func aHistoryWithoutOrder() throws {
    let room = try Class("stale-leader-read")
    room.press("w")
    let card = try #require(room.console.model.card)
    let history = try #require(card.history)
    #expect(history.operations.map(\.isImpossible) == [false, true])
    #expect(history.operations.map(\.client) == ["alice", "carol"])
    #expect(history.operations.map { $0.node?.number } == [2, 1])
    let told = card.sentences.joined(separator: "\n")
    #expect(told.contains("told at 0.908 s: alice 100, bob 100, carol 100."))
    #expect(told.contains("carol's client asked n1 for balances") && !told.contains("alice's client asked"))
    #expect(told.contains("n1 answers the read of carol's client at once, and asks no other node."))
    #expect(told.contains("alice 100, when it was 0 already; bob 100, when it was 200 already."))
    let rows = room.rows.joined(separator: "\n")
    #expect(rows.contains("alice→bob 100") && rows.contains("✗ alice 100, bob 100: cannot be"))
  }

  /// Who pays twice is told so in coins.
  @Test func aPaymentMadeTwice() throws {
    let room = try Class("apply-retry-twice")
    room.press("w")
    let told = try #require(room.console.model.card).sentences.joined(separator: "\n")
    #expect(told.contains("alice has paid 30 coins too many, and bob has them."))
  }

  /// Where a rule that is off only disturbs, the card at the end says where the right program says no.
  @Test(arguments: disturbing.sorted())
  func theEndOfADisturbance(_ rule: String) throws {
    let room = try Class(rule)
    let card = try #require(room.console.model.card)
    let found = try #require(room.console.host.divergence(before: room.console.host.frozenAt))
    #expect(!room.isFrozen && card.fillsPicture && card.cause == found.made?.record.number)
    #expect(card.sentences.contains { $0.contains("The bug \(rule): ") })
    room.console.handle(.key(.backTab), wall: room.wall)
    room.tick()
    #expect(room.console.model.comparison?.rightSnapshot.brokenRules == [])
  }

  /// A crash is told as it was, though the nodes were started again in the same instant.
  @Test func aCrashIsToldAsItWas() throws {
    let host = try Self.host("bug-reply-before-durable")
    var crash: EventRecord?
    while crash == nil {
      host.advance(to: host.now + 10_000_000)
      host.continuePastViolation()
      crash = host.records(after: 0).first { if case .action(.kill, _) = $0.what { true } else { false } }
    }
    let record = try #require(crash)
    #expect(host.snapshot().upCount == 2)
    let scene = Scene(record, in: host.snapshot(), host)
    let news = Explainer(language: .english).news(of: scene)
    #expect(news?.text.contains("n1, n2 and n3 crashed: 0 of 3 are up") == true)
    #expect(Explainer(language: .english).card(of: scene).sentences.contains { $0.contains("0 of 3") })
  }

  /// Once a rule is broken nothing is said of what is committed that may not be so.
  @Test func nothingIsPromisedOnceARuleIsBroken() throws {
    let room = try Class("count-old-term", size: Size(width: 120, height: 36))
    let text = room.rows.joined(separator: "\n")
    #expect(text.contains("logs") && !text.contains("never committed") && !text.contains("left of"))
    let card = room.console.explainer.card(
      for: .entry(LogPosition(index: 1, term: 1), on: NodeID(1)), in: room.console.model.snapshot,
      room.console.host)
    #expect(!card.sentences.contains { $0.contains("never was") })
  }

  /// Two leaders of one term wrote the same index: copies are of the payment, not of index and term.
  @Test func copiesAreOfThePayment() throws {
    let host = try Self.host("bug-forget-vote")
    while !host.isFinished {
      host.advance(to: host.now + 100_000_000)
      host.continuePastViolation()
    }
    let picture = host.snapshot()
    func holders(_ from: String) -> NodeSet? {
      picture.operations.first { $0.account == from }.map(picture.holders(of:))
    }
    #expect(holders("carol") == [NodeID(2)] && holders("alice") == [NodeID(1), NodeID(3)])
    #expect(picture.brokenInvariants == ["election-safety", "log-matching", "state-machine-safety"])
  }

  /// A presenter's key goes on after each break, to the end. The story that is told there is the last one, with who was
  /// told since; and each log shows what it holds, though index and term are the same.
  @Test func thePresentersKey() throws {
    let room = try Class("forget-vote", size: Size(width: 120, height: 36))
    var breaks = 0
    for _ in 0..<20 where room.console.model.card == nil {
      breaks += room.isFrozen ? 1 : 0
      room.console.handle(.key(.pageDown), wall: room.wall)
      for _ in 0..<700 where room.console.model.playing { room.tick() }
    }
    #expect(breaks == 3 && room.console.model.snapshot.script?.isOver == true)
    room.press("w")
    let card = try #require(room.console.model.card)
    #expect(card.title.contains("state machine safety"))
    for start in [
      "This tells how it stood at", "True: n1 leads term 1 too", "Since then: carol's client had n2's answer",
    ] {
      #expect(card.sentences.contains { $0.hasPrefix(start) }, "\(start)")
    }
    room.console.closeCard()
    room.console.open(view: .logs)
    let rows = room.rows
    for (node, held) in [("n1", "a→b 30"), ("n2", "c→d 50"), ("n3", "a→b 30")] {
      #expect(rows.contains { $0.contains(node) && $0.contains(held) }, "\(node)")
    }
    #expect(rows[0].contains("★ n1 ★ n2") || rows[0].contains("★ n1 leads  ★ n2"), "\(rows[0])")
  }

  /// Whose count makes it committed, and of how many.
  @Test func theCountIsTheLeaders() throws {
    let room = try Class("count-learner")
    room.press("w")
    let told = try #require(room.console.model.card).sentences.joined(separator: "\n")
    #expect(told.contains("by its count n1 and n4 stored it, 2 of 3"))
    #expect(told.contains("on the disk of n1 only, 1 of 3 instead of 2"))
    // `?` says what the broken rule asks for.
    let help = HelpList(shown: Panels.onScreen(room.console.model), ascii: false).lines(filter: "", .english)
    #expect(
      help.contains {
        $0.row.left == "durable majority" && $0.row.right.contains("on the disks of a majority")
      })
  }

  /// A second rule that breaks has its own story.
  @Test func theSecondBreak() throws {
    let room = try Class("lease-without-bound")
    #expect(room.console.model.snapshot.violation?.invariant == "lease-exclusive")
    for _ in 0..<20 where room.console.model.snapshot.violation?.invariant != "linearizability" {
      room.press(" ")
      for _ in 0..<700 where room.console.model.playing { room.tick() }
    }
    room.press("w")
    let card = try #require(room.console.model.card)
    #expect(card.history?.operations.last?.client == "carol")
    #expect(card.sentences.contains { $0.contains("alice 100, when it was 0 already") })
  }
}
