import Canvas
import Command
import Consensus
import Host
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

private let wall = Size(width: 80, height: 24)
private let desk = Size(width: 120, height: 36)

@Suite struct LabelTests {
  @Test(arguments: Label.allCases)
  func everyLabelHasBothLanguages(_ label: Label) {
    let english = label.text(.english)
    let chinese = label.text(.chinese)
    #expect(!english.isEmpty && english.allSatisfy { $0.isASCII || $0 == "§" })
    // The paper's names stay; everything else has Chinese letters.
    if ![.matchNext, .storedOf].contains(label) {
      #expect(chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(label)")
    }
  }

  @Test func valuesTakeTheirPlaces() {
    #expect(Label.upShort.text(.english, ["4", "5", "3"]) == "4/5 up, need 3")
    #expect(Label.upShort.text(.chinese, ["4", "5", "3"]) == "4/5 在线，需 3")
    #expect(Label.entry.text(.english, []) == "entry {0}")
  }

  @Test(arguments: Label.allCases)
  func nothingIsLostInAscii(_ label: Label) {
    let spelt = Glyphs(ascii: true).spell(label.text(.english))
    #expect(spelt.allSatisfy { $0.isASCII })
  }
}

@Suite struct TightScreenTests {
  /// Whatever else a partition needs room for, whether the rules hold never gives way.
  @Test(arguments: [60, 66, 72, 80, 100, 120], Language.allCases)
  func whetherTheRulesHoldNeverGivesWay(_ width: Int, _ language: Language) {
    for story in [Story.partition, .nineNodes] {
      var model = story.model(Size(width: width, height: 24), language)
      let last = model.snapshot.nodes.count
      model.snapshot.cutLinks = (1...2).flatMap { a in
        (3...last).flatMap { b in
          [
            Link(from: NodeID(a), to: NodeID(b)), Link(from: NodeID(b), to: NodeID(a)),
          ]
        }
      }
      for index in model.snapshot.nodes.indices { model.snapshot.nodes[index].view.term += 130 }
      model.speedThousandths = 118
      for eyes in [nil, NodeID(1)] {
        model.eyes = eyes
        #expect(model.snapshot.sides?.count == 2)
        #expect(Panels.frame(for: model).canvas.row(0).contains(Label.safe.text(language)) || eyes != nil)
        var broken = model
        broken.snapshot.violation = Story.violationSnapshot.violation
        broken.violationPassed = true
        #expect(Panels.frame(for: broken).canvas.row(0).contains(Label.broken.text(language)))
      }
    }
  }

  /// In a view of two branches and under a card no node gives way that matters.
  @Test func theSelectedNodeStaysInSight() {
    for number in 1...9 {
      var model = Story.nineNodes.model(Size(width: 60, height: 16))
      model.selection = .node(NodeID(number))
      model.card = WhyCard(title: "n\(number)", sentences: ["one", "two"])
      let text = Panels.frame(for: model).canvas.text
      #expect(text.contains("[n\(number)]●") || text.contains("[n\(number)]★"))
    }
  }

  @Test func aLeaderWithoutFollowersKeepsItsVariables() {
    var model = Story.oneNode.model(wall)
    model.overlay = .inspector(NodeID(1), scroll: 0)
    let text = Panels.frame(for: model).canvas.text
    #expect(!text.contains(Label.notLeader.text(.english)) && text.contains("nextIndex[]"))
  }

  @Test func theCaptionOfAnEmptySequenceStandsFree() {
    var model = Story.beforeElection.model(wall)
    model.view = .sequence
    model.recent = []
    model.snapshot.messages = []
    #expect(Panels.frame(for: model).canvas.text.contains(Label.sequenceEmpty.text(.english)))
  }

  @Test func aPromptOffersWholeWordsOnly() {
    var model = Story.waiting.model(Size(width: 60, height: 16))
    model.prompt = PromptModel(
      label: "kill", help: "1-5 · Enter: n5, the leader · or type a verb's argument · Esc")
    #expect(Panels.frame(for: model).canvas.row(15) == " kill 1-5 · Enter: n5, the leader")
  }
}

@Suite struct RingTests {
  /// At the sizes of the design, where the boxes of the picture stand.
  @Test func fiveNodesOnTheWall() throws {
    let ring = try #require(
      Ring.fitting(Rect(x: 1, y: 2, width: 78, height: 14), count: 5, meter: Size(width: 14, height: 4)))
    #expect(ring.boxes.map(\.x) == [29, 57, 49, 9, 1])
    #expect(ring.boxes.map(\.y) == [2, 6, 12, 12, 6])
    #expect(ring.meter.y == 6)
  }

  @Test func fiveNodesOnTheDesk() throws {
    let ring = try #require(
      Ring.fitting(Rect(x: 1, y: 2, width: 60, height: 20), count: 5, meter: Size(width: 14, height: 4)))
    #expect(ring.boxes.map(\.x) == [20, 39, 33, 7, 1])
    #expect(ring.boxes.map(\.y) == [2, 9, 18, 18, 9])
  }

  @Test(arguments: 1...9)
  func boxesNeverOverlapNorLeaveTheArea(_ count: Int) {
    for width in stride(from: 40, through: 100, by: 3) {
      for height in 5...40 {
        let area = Rect(x: 1, y: 2, width: width, height: height)
        guard let ring = Ring.fitting(area, count: count, meter: Size(width: 17, height: 4)) else { continue }
        let all = ring.boxes + [ring.meter]
        for (index, box) in all.enumerated() {
          #expect(box.x >= area.x && box.right <= area.right && box.y >= area.y && box.bottom <= area.bottom)
          for other in all[(index + 1)...] { #expect(!box.intersects(other)) }
        }
        for from in 0..<count {
          for to in 0..<count where from != to {
            for point in ring.path(from: from, to: to) {
              #expect(!ring.boxes.contains { $0.contains(point) })
            }
          }
        }
      }
    }
  }

  @Test func nineNodesAtTheSmallestSizeAreATable() {
    #expect(
      Ring.fitting(Rect(x: 1, y: 2, width: 58, height: 10), count: 9, meter: Size(width: 17, height: 4))
        == nil)
    let text = Panels.frame(withKeysFor: Story.nineNodes.model(Size(width: 60, height: 16))).canvas.text
    for number in 1...9 { #expect(text.contains(" n\(number) ")) }
  }
}

@Suite struct ClusterViewTests {
  private func text(_ model: ConsoleModel) -> String { Panels.frame(withKeysFor: model).canvas.text }

  @Test func aChipStandsWhereItsMessageIs() throws {
    var places: [Int] = []
    for step in 0...10 {
      var model = Story.waiting.model(wall)
      model.snapshot.messages = [
        Story.message(
          7, 2, 5, .append(first: 58, last: 58), term: 3,
          sent: model.snapshot.time - UInt64(step) * 1_000_000,
          arrives: model.snapshot.time + UInt64(10 - step) * 1_000_000)
      ]
      let frame = Panels.frame(withKeysFor: model)
      let chip = frame.targets.last { $0.target == .select(.message(7)) }
      places.append(try #require(chip).area.x)
    }
    #expect(places == places.sorted(by: >))
    let (first, last) = (try #require(places.first), try #require(places.last))
    #expect(first > 45 && last < 28)
  }

  @Test func chipsCoverNoBox() throws {
    for story in Story.allCases {
      for size in [wall, desk] {
        let frame = Panels.frame(withKeysFor: story.model(size))
        let boxes = frame.targets.filter {
          if case .select(.node) = $0.target { $0.area.height > 1 } else { false }
        }
        for chip in frame.targets {
          guard case .select(.message) = chip.target else { continue }
          #expect(!boxes.contains { $0.area.intersects(chip.area) })
        }
      }
    }
  }

  @Test func aFlightUnderSixFramesIsADotAtItsGoal() {
    var model = Story.waiting.model(wall)
    #expect(text(model).contains("52-58←"))
    model.speedThousandths = 1000
    #expect(!text(model).contains("52-58←"))
    #expect(text(model).contains("•"))
  }

  @Test func manyOnOneLinkAreACount() {
    var model = Story.waiting.model(wall)
    let now = model.snapshot.time
    model.snapshot.messages = (1...5).map {
      Story.message($0, 2, 5, .heartbeat, term: 3, sent: now - 5_000_000, arrives: now + 1_000_000 * $0)
    }
    #expect(text(model).contains("5 msg"))
  }

  @Test(arguments: [
    (RaftMessage.Kind.voteRequest, "V?", "vote for me? →"), (.voteReply(granted: true), "+", "yes →"),
    (.voteReply(granted: false), "-", "no →"), (.append(first: 58, last: 58), "58←", "entry 58 →"),
    (.append(first: 52, last: 58), "52-58←", "entries 52-58 →"),
    (.appendReply(success: true, match: 58), "ok58", "stored 58 →"), (.heartbeat, "•", "heartbeat →"),
  ])
  func chips(_ kind: RaftMessage.Kind, short: String, words: String) throws {
    for (big, expected) in [(false, short), (true, words)] {
      var model = Story.waiting.model(wall)
      model.big = big
      let now = model.snapshot.time
      model.snapshot.messages = [
        Story.message(7, 2, 5, kind, term: 3, sent: now - 5_000_000, arrives: now + 5_000_000)
      ]
      let frame = Panels.frame(withKeysFor: model)
      let chip = try #require(frame.targets.last { $0.target == .select(.message(7)) }).area
      let shown = (chip.x..<chip.right).compactMap { x in
        frame.canvas[x, chip.y].flatMap { Unicode.Scalar($0.scalar) }
      }
      #expect(String(String.UnicodeScalarView(shown)) == expected)
    }
  }

  @Test func theSelectedMessageShowsItsNumber() {
    var model = Story.waiting.model(wall)
    model.selection = .message(404)
    #expect(text(model).contains("[404 52-58←]"))
  }

  @Test func selectedNodesStandInBracketsInEveryView() {
    for view in View.allCases {
      for size in [wall, desk] {
        var model = Story.waiting.model(size, view: view)
        model.selection = .node(NodeID(4))
        #expect(text(model).contains("[n4]"), "\(view) \(size.width)")
        model.selection = .entry(LogPosition(index: 58, term: 3), on: NodeID(2))
        #expect(text(model).contains("[entry 58]"), "\(view) \(size.width)")
        model.selection = .account("bob")
        #expect(text(model).contains("[bob"), "\(view) \(size.width)")
        model.selection = .message(404)
        #expect(
          text(model).contains("[404 ") || text(model).contains("[message 404]"), "\(view) \(size.width)")
        model.selection = .landmark(event: 70)
        #expect(text(model).contains("[✗]"), "\(view) \(size.width)")
      }
    }
  }

  @Test func theMeterCountsDurableCopiesOnTheDeadToo() {
    // n2 is down with entry 58 on its disk: a copy; n5 is down without it.
    #expect(text(Story.leaderDead.model(wall)).contains("■ ■ □ □ ✗"))
    // A leader that still writes an entry does not count for it.
    var model = Story.stalledNode.model(wall)
    model.selection = .entry(LogPosition(index: 59, term: 3), on: NodeID(2))
    #expect(text(model).contains("0 of 5, need 3"))
  }

  @Test func theMeterCountsVotesDuringAnElection() {
    let text = text(Story.election.model(wall))
    #expect(text.contains("votes for n2") && text.contains("■ ■ □ □ ✗") && text.contains("2 of 5, need 3"))
  }

  @Test func timersShowWhatIsLeft() {
    #expect(text(Story.waiting.model(wall)).contains("████░░░░ 140 ms"))
  }
}

@Suite struct TableTests {
  private func lines(_ model: ConsoleModel) -> [String] {
    Panels.frame(withKeysFor: model).canvas.text.split(separator: "\n").map(String.init)
  }

  @Test func theLedgerMarksOnlyWhatIsOldAndDifferent() throws {
    let lines = lines(Story.waiting.model(wall, view: .ledger))
    let alice = try #require(lines.first { $0.contains(" alice  ") })
    #expect(alice.split(separator: " ") == ["│", "alice", "85", "85", "90", "~", "100", "~", "–", "│"])
    let dave = try #require(lines.first { $0.contains(" dave  ") })
    #expect(dave.split(separator: " ") == ["│", "dave", "100", "100", "100", "100", "–", "│"])
    let applied = try #require(lines.first { $0.contains("applied") })
    #expect(applied.split(separator: " ") == ["│", "applied", "57", "57", "56", "~", "0", "~", "–", "│"])
  }

  @Test func divergenceIsMarkedUnderItsColumn() throws {
    let lines = lines(Story.waiting.model(wall, view: .logs))
    let header = try #require(lines.first { $0.contains("50 51 52") })
    let mark = try #require(lines.first { $0.contains("^ on n4 n5 only: never committed") })
    let column = try #require(mark.unicodeScalars.firstIndex(of: "^"))
    let offset = mark.unicodeScalars.distance(from: mark.unicodeScalars.startIndex, to: column)
    let before = String(header.unicodeScalars.prefix(offset + 1))
    #expect(before.hasSuffix("52"))
  }

  @Test func equalLogsAreNotMarked() {
    #expect(!lines(Story.threeNodes.model(wall, view: .logs)).contains { $0.contains("^") })
  }

  @Test func theDeskShowsTenIndexesAndTheTwoHundredTwenty() {
    #expect(lines(Story.waiting.model(desk))[2].contains("50 51 52 53 54 55 56 57 │[58] 59"))
    var model = Story.threeNodes.model(Size(width: 200, height: 50))
    for index in model.snapshot.nodes.indices {
      let old = model.snapshot.nodes[index]
      model.snapshot.nodes[index].terms = Array(repeating: 2, count: 40)
      model.snapshot.nodes[index].firstShown = 1
      model.snapshot.nodes[index].lastIndex = 40
      model.snapshot.nodes[index].view.committed = old.id.number == 1 ? 40 : 39
    }
    model.snapshot.committed = 40
    #expect(lines(model)[2].contains("21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40"))
  }

  @Test func amountsTooWideAreRoundedDown() {
    #expect(compact(1_234_567, width: 5) == "1.2M")
    #expect(compact(999, width: 3) == "999")
    #expect(compact(199_999, width: 4) == "199k")
    #expect(compact(.max, width: 5) == "18.4E")
  }

  @Test(arguments: [
    (OperationSnapshot.State.queued, "queued"), (.unknown, "unknown: the client gave up"),
    (.refused(reason: "insufficient funds", nil), "refused: insufficient funds"),
    (.asking(NodeID(3)), "asked n2 try 2"),
    (.stored(LogPosition(index: 58, term: 3)), "stored n1 n2, 1 more"),
    (.committed(LogPosition(index: 57, term: 3)), "committed ✓"),
    (.answered(LogPosition(index: 57, term: 3)), "answered ✓"),
  ])
  func stations(_ state: OperationSnapshot.State, expected: String) {
    for size in [wall, desk] {
      var model = Story.waiting.model(size)
      let transfer = OperationSnapshot.Kind.transfer(from: "alice", to: "dave", amount: 15)
      model.snapshot.operations = [Story.operation(1, transfer, isByPerson: true, state, attempts: 2)]
      let text = lines(model).joined(separator: "\n")
      if size == wall { #expect(text.contains("alice→dave 15  ") && text.contains(expected)) }
      if size == desk { #expect(text.contains("alice→dave 15 ")) }
    }
  }
}

@Suite struct RowTests {
  private func lastRow(_ model: ConsoleModel) -> String {
    let canvas = Panels.frame(withKeysFor: model).canvas
    return canvas.row(canvas.size.height - 1)
  }

  @Test func keysAsOnTheWall() {
    #expect(
      KeyRow.lines(width: 80, language: .english, big: false) == [
        " Space play . step t transfer k kill r restart p partition h heal w why ? keys"
      ])
    #expect(
      KeyRow.lines(width: 80, language: .chinese, big: false) == [
        " Space 播放 . 单步  t 转账 k 宕机 r 重启 p 分区 h 恢复  w 为什么  ? 按键"
      ])
  }

  @Test(arguments: [Language.english, .chinese])
  func whyAndHelpLeaveLast(_ language: Language) {
    for width in 20...130 {
      for line in KeyRow.lines(width: width, language: language, big: false) {
        #expect(TextWidth.of(line) <= width)
      }
      let all = KeyRow.lines(width: width, language: language, big: false).joined()
      #expect(all.contains(" w ") && all.contains(" ? "))
    }
  }

  @Test func thePromptTakesTheLastRowAndTheCursorStandsInIt() {
    var model = Story.waiting.model(wall)
    model.prompt = PromptModel(
      label: "transfer ▸", text: "小明 b", cursor: 2, ghost: "ob 10", help: "Enter sends")
    let frame = Panels.frame(withKeysFor: model)
    #expect(lastRow(model).hasPrefix(" transfer ▸ 小明 bob 10  "))
    #expect(lastRow(model).hasSuffix("Enter sends"))
    #expect(frame.cursor == Point(x: 16, y: 23))
  }

  @Test func aLongPromptKeepsItsCursorInSight() throws {
    var model = Story.waiting.model(wall)
    let long = String(repeating: "transfer 小明 bob ", count: 20)
    for cursor in [0, 10, 150, long.count] {
      model.prompt = PromptModel(label: ":", text: long, cursor: cursor)
      let place = try #require(Panels.frame(withKeysFor: model).cursor)
      #expect(place.x >= 2 && place.x < 80 && place.y == 23)
    }
  }

  @Test func aNoticeTakesTheLastRow() {
    var model = Story.waiting.model(wall)
    model.notice = "j is not bound"
    #expect(lastRow(model) == " j is not bound")
  }

  @Test func speedsAndTimes() {
    #expect(
      [1, 10, 250, 1000, 100_000].map { Quantities.decimalText($0, scale: 1000) } == [
        "0.001", "0.01", "0.25", "1", "100",
      ])
    #expect(seconds(12_437_000_000) == "12.437" && seconds(5_000_000) == "0.005")
    #expect(span(11_600_000) == "12 ms" && span(12_000_000_000) == "12 s")
  }

  @Test func newsWrapAndTheNewestIsNeverLeftOut() {
    var model = Story.waiting.model(wall)
    model.news = [
      NewsLine(time: 0, text: String(repeating: "old ", count: 30), event: 1),
      NewsLine(time: 0, text: String(repeating: "new ", count: 100), event: 2),
    ]
    let text = Panels.frame(withKeysFor: model).canvas.text
    #expect(text.contains("new new") && !text.contains("old old") && text.contains("…"))
  }

  @Test func linesBreakAtBlanksAndBetweenWideCharacters() {
    #expect(wrap("one two three", width: 8) == ["one two", "three"])
    #expect(wrap("一二三，四五", width: 6) == ["一二", "三，四", "五"])
    #expect(wrap("abcdefghij", width: 4) == ["abcd", "efgh", "ij"])
    #expect(wrap("", width: 4) == [""])
  }
}

@Suite struct TargetTests {
  @Test func whatIsDrawnCanBeClicked() {
    let frame = Panels.frame(withKeysFor: Story.waiting.model(desk))
    let targets = frame.targets.map(\.target)
    for number in 1...5 { #expect(targets.contains(.select(.node(NodeID(number))))) }
    for message: UInt64 in [404, 405, 407] { #expect(targets.contains(.select(.message(message)))) }
    #expect(targets.contains(.select(.entry(LogPosition(index: 52, term: 2), on: NodeID(4)))))
    #expect(targets.contains(.select(.account("alice"))))
    #expect(targets.contains(.view(.checks)))
    #expect(targets.contains(.select(.landmark(event: 70))))
    #expect(targets.contains { if case .time = $0 { true } else { false } })
  }

  @Test func aClickOnTheRingSelectsItsNode() {
    let frame = Panels.frame(withKeysFor: Story.waiting.model(wall))
    #expect(frame.target(at: Point(x: 60, y: 7)) == .select(.node(NodeID(2))))
    #expect(frame.target(at: Point(x: 3, y: 1)) == .view(.cluster))
    #expect(frame.target(at: Point(x: 13, y: 1)) == .view(.logs))
    #expect(frame.target(at: Point(x: 3, y: 16)) == .select(.account("alice")))
    #expect(frame.target(at: Point(x: 79, y: 23)) == nil)
  }

  @Test func rowsOfAListCanBeClicked() {
    let frame = Panels.frame(withKeysFor: Extra.help.model(wall, .english))
    #expect(frame.targets.contains { $0.target == .listRow(30) })
    #expect(frame.canvas.text.contains("[key 30]"))
  }
}
