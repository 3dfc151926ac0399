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

@Suite struct NewsTests {
  static let second: UInt64 = 1_000_000_000

  private func item(_ event: UInt64, rank: Int, alarm: Bool = false) -> Newsroom.Item {
    Newsroom.Item(
      source: .phrase(Phrase(verbatim: "e\(event)")), time: event, event: event, rank: rank,
      text: "e\(event)", alarm: alarm)
  }

  @Test func atMostOneLineASecondAndTheHigherRankFirst() {
    var desk = Newsroom()
    desk.offer(item(1, rank: 3), wall: 0)
    desk.release(wall: 0)
    #expect(desk.lines.map(\.text) == ["e1"])
    desk.offer(item(3, rank: 4), wall: 100)
    desk.offer(item(4, rank: 7), wall: 100)
    desk.offer(item(5, rank: 4), wall: 100)
    desk.release(wall: Self.second - 1)
    #expect(desk.lines.count == 1)
    desk.release(wall: Self.second)
    #expect(desk.lines.map(\.text) == ["e1", "e4"])
    // e3 happened before e4: after it, it would be told in the wrong order.
    desk.release(wall: 2 * Self.second)
    #expect(desk.lines.map(\.text) == ["e1", "e4", "e5"])
    desk.release(wall: 9 * Self.second)
    #expect(desk.lines.count == 3)
  }

  @Test func anEventOfRankIsToldHoweverLateAndInItsPlace() {
    var desk = Newsroom()
    desk.show(item(1, rank: 9), wall: 0)
    desk.offer(item(2, rank: 8), wall: 0)
    desk.offer(item(3, rank: 9), wall: 0)
    desk.offer(item(4, rank: 7), wall: 0)
    for _ in 0..<20 { desk.offer(item(5, rank: 6), wall: 0) }
    desk.release(wall: 10 * Self.second)
    #expect(desk.lines.map(\.text) == ["e1", "e2"])
    // What somebody asked for is shown at once, after all that came before it.
    desk.show(item(6, rank: 5), wall: 10 * Self.second)
    #expect(desk.lines.map(\.text) == ["e1", "e2", "e3", "e6"])
    #expect(desk.pending.isEmpty)
  }

  @Test func whileTimeIsHurriedAsManyComeAtOnceAsThereAreRows() {
    var desk = Newsroom()
    desk.isHurried = true
    desk.show(item(1, rank: 9), wall: 0)
    for event: UInt64 in 2...6 { desk.offer(item(event, rank: 8), wall: 0) }
    desk.release(wall: Self.second)
    #expect(desk.lines.map(\.text) == ["e1", "e2", "e3", "e4"])
    desk.release(wall: 3 * Self.second)
    #expect(desk.lines.map(\.text).suffix(1) == ["e5"])
    desk.rows = 1
    for event: UInt64 in 7...9 { desk.offer(item(event, rank: 8), wall: 3 * Self.second) }
    desk.release(wall: 6 * Self.second)
    #expect(desk.lines.last?.text == "e6")
  }

  @Test func whatWaitedTooLongIsNoNews() {
    var desk = Newsroom()
    desk.show(item(1, rank: 9), wall: 0)
    desk.offer(item(2, rank: 5), wall: 0)
    desk.offer(item(3, rank: 7), wall: 0)
    desk.offer(item(4, rank: 5), wall: 2 * Self.second)
    desk.release(wall: 4 * Self.second)
    #expect(desk.lines.map(\.text) == ["e1", "e4"])
    #expect(desk.nextRelease == nil)
  }

  @Test func ofEqualRankTheNewestIsTold() {
    var desk = Newsroom()
    desk.show(item(1, rank: 9), wall: 0)
    for event: UInt64 in 2...9 { desk.offer(item(event, rank: 6), wall: event) }
    desk.release(wall: Self.second)
    #expect(desk.lines.map(\.text) == ["e1", "e9"])
    #expect(desk.pending.isEmpty)
  }

  @Test func aLineStaysTwoSeconds() {
    var desk = Newsroom()
    for event: UInt64 in 1...3 { desk.show(item(event, rank: 9), wall: 0) }
    desk.offer(item(4, rank: 5), wall: 0)
    desk.release(wall: Self.second)
    #expect(desk.lines.count == 3)
    #expect(desk.nextRelease == 2 * Self.second)
    desk.release(wall: 2 * Self.second)
    #expect(desk.lines.count == 4)
  }

  @Test func anAlarmWaitsForNobody() {
    var desk = Newsroom()
    desk.show(item(1, rank: 9), wall: 0)
    desk.offer(item(2, rank: 9, alarm: true), wall: 1)
    #expect(desk.lines.last?.alarm == true)
  }

  @Test func theDeskStaysSmall() {
    var desk = Newsroom()
    for event: UInt64 in 1...1000 {
      desk.offer(item(event, rank: Int(event % 9)), wall: 0)
      desk.show(item(event, rank: 1), wall: 0)
    }
    #expect(desk.shown.count == Newsroom.kept)
    #expect(desk.pending.count <= Newsroom.waiting)
  }

  @Test func anotherLanguageRewritesTheNews() {
    let desk = Desk()
    let english = desk.model.news.map(\.text)
    #expect(english.count == 1)
    desk.press("k 3 L")
    #expect(desk.model.news.contains { $0.text == "你：kill n3" })
    #expect(desk.model.news.first?.text != english.first)
    desk.press("L")
    #expect(desk.model.news.first?.text == english.first)
    #expect(desk.model.news.contains { $0.text == "you: kill n3" })
  }

  @Test func anotherLanguageRewritesCardNoticeAndHelp() {
    let desk = Desk()
    desk.press("2 w")
    let card = desk.model.card
    desk.press("L")
    #expect(desk.model.card != nil && desk.model.card != card)
    desk.press("Esc Enter Esc ?")
    let english = desk.listRows
    #expect(english.contains("时间"))
  }

  @Test func heartbeatsAreNeverNews() {
    let beats = (1...20).map { number in
      FakeHost.Event(
        time: UInt64(number) * 10_000_000, node: NodeID(1),
        what: .delivered(.fake(UInt64(number), arrives: 0, kind: .heartbeat)))
    }
    let desk = Desk(FakeHost(script: beats), speed: 1000)
    desk.wait(milliseconds: 5000)
    #expect(desk.host.kept.count == 20)
    #expect(desk.model.news.count == 1)
  }

  @Test func newsComesOneASecond() {
    let events = (0..<50).map { number in
      FakeHost.Event(
        time: UInt64(number) * 20_000_000 + 1, node: NodeID(2), what: .timer(.election),
        decisions: [.startedElection(term: UInt64(number) + 3, waited: 172_000_000, last: .origin)])
    }
    let desk = Desk(FakeHost(script: events), speed: 250)
    let before = desk.model.news.count
    desk.wait(milliseconds: 4000)
    #expect(desk.model.news.count - before >= 3)
    #expect(desk.model.news.count - before <= 4)
  }

  @Test func thePersonsActIsToldAsTheirsAndTheFilesAsItsOwn() {
    let event = FakeHost.Event(time: 1_000_000, node: nil, what: .action("heal", .done()))
    let desk = Desk(FakeHost(script: [event]), speed: 1000)
    desk.wait(milliseconds: 2000)
    #expect(desk.model.news.contains { $0.text.hasPrefix("the scenario: heal") || $0.text.contains("links") })
    #expect(!desk.model.news.contains { $0.text.hasPrefix("you:") })
    desk.press("h")
    #expect(desk.model.news.contains { $0.text == "you: heal" })
  }
}

@Suite struct WhyTests {
  @Test func againWalksBackAlongTheCauses() {
    let chain = (1...3).map { number in
      FakeHost.Event(
        time: UInt64(number) * 1_000_000, node: NodeID(number), what: .timer(.election),
        decisions: [.startedElection(term: UInt64(number), waited: 1, last: .origin)],
        cause: number == 1 ? nil : UInt64(number) - 1)
    }
    let desk = Desk(FakeHost(script: chain))
    desk.press(". . . 3 Esc w")
    let titles = [desk.model.card?.title]
    #expect(desk.model.card?.cause == 2)
    desk.press("w")
    #expect(desk.model.card?.cause == 1)
    #expect(desk.model.card?.title != titles[0])
    desk.press("w")
    #expect(desk.model.card?.cause == nil)
    desk.press("w")
    #expect(desk.model.notice == "that is where it began")
    #expect(desk.model.card != nil)
  }

  @Test func anotherSelectionGetsItsOwnCard() {
    let desk = Desk()
    desk.press("2 w")
    let first = desk.model.card
    desk.press("3")
    #expect(desk.model.card == nil)
    desk.press("w")
    #expect(desk.model.card != first)
  }

  @Test func hintsCanBeOff() {
    let console = ConsoleController(
      host: FakeHost(), options: ConsoleOptions(size: Size(width: 80, height: 24), hints: false))
    #expect(console.model.hint == nil)
    #expect(Desk().model.hint?.keys == "t Enter")
  }

  @Test func aFollowedHintGoes() {
    let desk = Desk()
    desk.press("t Enter")
    #expect(desk.model.hint?.keys != "t Enter")
  }
}
