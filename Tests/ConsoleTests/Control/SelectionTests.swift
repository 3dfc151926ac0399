import Canvas
import Command
import Consensus
import Host
import Testing

@testable import Console
@testable import Explanation
@testable import Panels

@Suite struct SelectionTests {
  private func delivery(_ message: MessageSnapshot, leaves: [MessageSnapshot]) -> FakeHost.Event {
    FakeHost.Event(
      time: message.arrives, node: message.to, what: .delivered(message),
      change: { $0.messages = leaves })
  }

  @Test func aDeliveredMessageHandsOnToItsAnswer() {
    let request = MessageSnapshot.fake(7, from: 2, to: 1, arrives: 10_000_000)
    let answer = MessageSnapshot.fake(
      9, from: 1, to: 2, arrives: 20_000_000, kind: .voteReply(granted: true), cause: 1)
    let host = FakeHost(script: [delivery(request, leaves: [answer])])
    host.picture.messages = [request]
    let desk = Desk(host)
    desk.press("m .")
    desk.wait(milliseconds: 200)
    #expect(desk.model.selection == .message(9))
  }

  @Test func aMessageWithoutAnswerHandsOnToItsReceiver() {
    let request = MessageSnapshot.fake(7, from: 2, to: 1, arrives: 10_000_000)
    let host = FakeHost(script: [delivery(request, leaves: [])])
    host.picture.messages = [request]
    let desk = Desk(host)
    desk.press("m Space")
    desk.wait(milliseconds: 200)
    #expect(desk.model.selection == .node(NodeID(1)))
  }

  @Test func anAnswerThatWaitedForTheDiskIsFound() {
    let request = MessageSnapshot.fake(7, from: 2, to: 1, arrives: 10_000_000)
    let answer = MessageSnapshot.fake(9, from: 1, to: 2, arrives: 30_000_000, cause: 2)
    let records = [
      EventRecord(number: 1, time: 10, node: NodeID(1), what: .delivered(request), cause: nil),
      EventRecord(number: 2, time: 12, node: NodeID(1), what: .written, cause: 1),
    ]
    var picture = ClusterSnapshot.fake(nodes: 3, accounts: ["a"], leader: 2)
    picture.messages = [answer]
    #expect(SelectionRules.handedOn(.message(7), records: records, in: picture) == .message(9))
  }

  @Test func aLostMessageHandsOnToWhereItWent() {
    let request = MessageSnapshot.fake(7, from: 2, to: 3, arrives: 10_000_000)
    let lost = EventRecord(number: 1, time: 10, node: nil, what: .lost(request, .cut), cause: nil)
    let picture = ClusterSnapshot.fake(nodes: 3, accounts: ["a"], leader: 2)
    #expect(SelectionRules.handedOn(.message(7), records: [lost], in: picture) == .node(NodeID(3)))
    #expect(SelectionRules.handedOn(.message(7), records: [], in: picture) == nil)
  }

  @Test func anOverwrittenEntryHandsOnToWhatTookItsPlace() {
    var picture = ClusterSnapshot.fake(nodes: 3, accounts: ["a"], leader: 2)
    let old = Selection.entry(LogPosition(index: 6, term: 1), on: NodeID(3))
    let new = Selection.entry(LogPosition(index: 6, term: 2), on: NodeID(3))
    #expect(SelectionRules.handedOn(old, records: [], in: picture) == new)
    picture.nodes[2].terms = [1, 1]
    picture.nodes[2].lastIndex = 2
    #expect(SelectionRules.handedOn(old, records: [], in: picture) == .node(NodeID(3)))
  }

  @Test func arrowsReachEveryNodeOfEveryRing() {
    for count in 1...9 {
      let picture = ClusterSnapshot.fake(nodes: count, accounts: ["a"], leader: 1)
      var reached: [NodeID] = [NodeID(1)]
      var open = reached
      while let node = open.popLast() {
        for direction in [SelectionRules.Direction.left, .right, .up, .down] {
          guard case .node(let next)? = SelectionRules.moved(.node(node), direction, in: picture),
            !reached.contains(next)
          else { continue }
          reached.append(next)
          open.append(next)
        }
      }
      #expect(reached.count == count, "\(count) nodes")
    }
  }

  @Test func landmarksMoveLeftAndRight() {
    var picture = ClusterSnapshot.fake(nodes: 3, accounts: ["a"], leader: 2)
    picture.landmarks = [1, 2, 3].map { Landmark(kind: .election, time: $0, node: nil, event: $0) }
    #expect(SelectionRules.moved(.landmark(event: 2), .left, in: picture) == .landmark(event: 1))
    #expect(SelectionRules.moved(.landmark(event: 2), .right, in: picture) == .landmark(event: 3))
    #expect(SelectionRules.moved(.landmark(event: 3), .right, in: picture) == nil)
    picture.landmarks.removeFirst()
    #expect(SelectionRules.handedOn(.landmark(event: 1), records: [], in: picture) == nil)
  }

  @Test func anEmptyClusterHasNothingToSelect() {
    var picture = ClusterSnapshot.fake(nodes: 1, accounts: [], leader: nil)
    picture.nodes[0].terms = []
    picture.nodes[0].lastIndex = 0
    #expect(SelectionRules.newestEntry(in: picture) == nil)
    #expect(SelectionRules.nextMessage(after: nil, in: picture) == nil)
    picture.nodes = []
    #expect(SelectionRules.moved(nil, .left, in: picture) == nil)
    #expect(SelectionRules.newestEntry(in: picture) == nil)
  }
}

@Suite struct MouseTests {
  @Test func aClickSelectsADoubleClickInspects() {
    let desk = Desk()
    #expect(desk.click(.select(.node(NodeID(3)))))
    #expect(desk.model.selection == .node(NodeID(3)))
    #expect(desk.click(.select(.node(NodeID(4))), .doubleClick))
    #expect(desk.model.overlay == .inspector(NodeID(4), scroll: 0))
    #expect(desk.verbs == [])
  }

  @Test func aClickOnATabShowsTheView() {
    let desk = Desk()
    #expect(desk.click(.view(.charts)))
    #expect(desk.model.view == .charts)
  }

  @Test func inAPromptAClickNamesTheNode() {
    let desk = Desk()
    desk.press("k")
    desk.click(.select(.node(NodeID(3))))
    #expect(desk.verbs == ["kill n3"])
    desk.press("x")
    desk.click(.select(.node(NodeID(1))))
    desk.click(.select(.node(NodeID(2))))
    desk.press("Enter")
    #expect(desk.verbs == ["kill n3", "cut 1>2"])
    desk.press("t")
    desk.click(.select(.account("carol")))
    desk.click(.select(.account("alice")))
    desk.press("Enter")
    #expect(desk.verbs.last == "transfer carol alice 10")
  }

  @Test func aRightClickListsWhatApplies() {
    let desk = Desk()
    desk.click(.select(.node(NodeID(3))), .rightClick)
    #expect(
      desk.listRows == [
        "inspect", "why", "kill n3", "pause n3", "isolate n3", "hand leadership to n3",
        "compact the log of n3", "cut a link from n3",
      ])
    #expect(desk.click(.listRow(2)))
    #expect(desk.verbs == [])
    #expect(desk.click(.listRow(2)))
    #expect(desk.verbs == ["kill n3"])
    desk.click(.select(.node(NodeID(3))), .rightClick)
    #expect(desk.listRows == ["inspect", "why", "restart n3"])
    desk.press("Down Down Enter")
    #expect(desk.verbs == ["kill n3", "restart n3"])
    desk.click(.select(.node(NodeID(3))), .rightClick)
    desk.press("End Enter 4 Enter")
    #expect(desk.verbs.last == "cut 3>4")
  }

  @Test func theWheelScrollsLists() {
    let desk = Desk()
    desk.press("v")
    for action in [InputEvent.Mouse.Action.wheelDown, .wheelDown, .wheelUp] {
      desk.console.handle(.mouse(.init(action: action, at: Point(x: 0, y: 0))), wall: desk.wall)
    }
    desk.press("Enter")
    #expect(desk.model.view == .logs)
  }

  @Test func clicksOnNothingDoNothing() {
    let desk = Desk()
    let before = desk.model
    for point in [Point(x: -5, y: -5), Point(x: 500, y: 500)] {
      for action in [InputEvent.Mouse.Action.click, .rightClick, .doubleClick, .drag] {
        desk.console.handle(.mouse(.init(action: action, at: point)), wall: desk.wall)
      }
    }
    #expect(desk.model.selection == before.selection)
    #expect(desk.model.overlay == nil)
  }
}
