import Canvas
import Command
import Consensus
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Host
@testable import Panels

/// Going back, branches, undo, sharing: what the keys ask of the host and what the screen says.
@Suite struct PastTests {
  /// Three elections a second apart, of which all have happened.
  private func desk(branches: Int = 1, size: Size = Size(width: 80, height: 24)) -> Desk {
    let script = (1...3).map { number in
      FakeHost.Event(
        time: UInt64(number) * 1_000_000_000, node: NodeID(number), what: .timer(.election),
        decisions: [.startedElection(term: UInt64(number), waited: 172_000_000, last: .origin)])
    }
    let host = FakeHost(script: script)
    let desk = Desk(host, size: size)
    host.advance(to: 4_000_000_000)
    let end = Moment(time: 4_000_000_000, event: 3)
    host.past = TimelineSnapshot(
      branches: (1...branches).map { number in
        TimelineSnapshot.Branch(
          id: BranchID(number), name: "branch \(number)", origin: number == 1 ? .start : .act(.heal),
          parent: number == 1 ? nil : BranchID(1), parted: number == 1 ? .start : Moment(time: 9, event: 1),
          end: end, landmarks: [Landmark(kind: .election, time: 1_000_000_000, node: nil, event: 1)],
          acts: [
            RecordedAct(
              time: 0, event: 0, verb: .kill([.node(NodeID(2))]), outcome: .done(on: [NodeID(2)]),
              byPerson: true)
          ])
      }, currentID: BranchID(branches), playhead: end)
    desk.wait(milliseconds: 16)
    desk.press("Space")
    if desk.model.playing { desk.press("Space") }
    return desk
  }

  static let moves: [(keys: String, move: TimeMove)] = [
    (",", .back(1)), ("N", .previousLandmark), ("PgUp", .previousLandmark), ("Home", .start), ("End", .live),
    ("u", .undo),
  ]

  @Test(arguments: moves) func keysMoveThroughTime(keys: String, move: TimeMove) {
    let desk = desk()
    desk.press(keys)
    #expect(desk.host.moves.last == move)
    #expect(!desk.model.playing)
  }

  @Test func aStepBackGlidesAndTellsWhatHasNotYetHappened() {
    let desk = desk()
    desk.press(",")
    #expect(desk.host.now == 2_000_000_000)
    #expect(desk.model.news.last?.text.hasPrefix("not yet: ") == true)
    #expect(desk.model.snapshot.time > 2_000_000_000)
    desk.wait(milliseconds: 200)
    #expect(desk.model.snapshot.time == 2_000_000_000)
  }

  @Test func whatHappensAgainIsNoLongerNotYet() {
    let desk = desk()
    desk.press(", ,")
    #expect(desk.model.news.contains { $0.text.hasPrefix("not yet: ") })
    desk.press("End")
    desk.wait(milliseconds: 300)
    #expect(!desk.model.news.contains { $0.text.hasPrefix("not yet: ") })
  }

  @Test func whoIsLiveAlreadyIsTold() {
    let desk = desk()
    desk.press("End")
    #expect(desk.model.notice == Language.english.text(Notices.isLive))
    desk.press(", End")
    #expect(desk.model.notice == nil)
  }

  @Test func thePastCannotBeMissed() {
    for (language, word) in [(Language.english, "PAST"), (.chinese, "过去")] {
      let desk = desk()
      if language == .chinese { desk.press("L") }
      desk.press(", ,")
      desk.wait(milliseconds: 300)
      let canvas = desk.console.frame().canvas
      #expect(canvas.row(0).contains(word))
      for x in 0..<80 { #expect(canvas[x, 0]?.style.attributes.contains(.reverse) == true) }
    }
  }

  @Test func newsOfLaterEventsAreTakenBack() {
    let desk = desk()
    desk.wait(milliseconds: 3000)
    desk.press("Home")
    #expect(!desk.model.news.contains { $0.event > 0 })
  }

  @Test func theViewsListHoldsTheBranchesAndEnterSwitches() {
    let desk = desk(branches: 2)
    desk.press("v")
    #expect(desk.listRows.contains("branches"))
    desk.press("End Up Enter")
    #expect(desk.host.moves.last == .branch(BranchID(1)))
    #expect(desk.model.news.last?.text == "This is the branch: the first run.")
  }

  @Test func theViewOfBranchesIsThereOnceThereAreTwo() {
    #expect(!View.available(desk().model.timeline, of: .raft).contains(.branches))
    #expect(View.available(desk(branches: 2).model.timeline, of: .raft).contains(.branches))
  }

  @Test func aClickOnTheBarGoesThere() {
    let desk = desk()
    #expect(desk.click(.time(0)))
    #expect(desk.host.moves.last == .time(0))
  }

  @Test func theWheelOnTheBarScrubs() {
    let desk = desk()
    let y = 22
    let before = desk.host.now
    desk.console.handle(
      .mouse(InputEvent.Mouse(action: .wheelUp, at: Point(x: 20, y: y))), wall: desk.wall)
    #expect(desk.host.moves.last == .time(before - 62_500_000))
    desk.console.handle(
      .mouse(InputEvent.Mouse(action: .wheelDown, at: Point(x: 20, y: y))), wall: desk.wall)
    #expect(desk.host.moves.last == .live)
  }

  @Test func theShareLineIsCopiedAndShown() {
    let desk = desk()
    desk.press("y")
    #expect(desk.console.takeCopy() == "rc1:abc")
    #expect(desk.console.takeCopy() == nil)
    guard case .card(_, let lines) = desk.model.overlay else {
      Issue.record("no card")
      return
    }
    #expect(lines.first == "rc1:abc")
  }

  @Test func messagesAreDroppedDoubledAndHeldByKey() {
    for (key, verb) in [("d", "drop 7"), ("D", "duplicate message 7"), ("z", "hold message 7")] {
      let host = FakeHost()
      host.picture.messages = [.fake(7, arrives: .max)]
      let desk = Desk(host)
      desk.press("m \(key)")
      #expect(desk.verbs == [verb], "\(desk.model.notice ?? "")")
    }
    let desk = Desk()
    desk.press("d")
    #expect(desk.verbs == [])
    #expect(desk.model.notice == "select a message first: m, or a click")
  }
}
