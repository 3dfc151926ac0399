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

/// The start screen and the lists of what there is.
@Suite struct GalleryTests {
  private static let scenarios = [
    ScenarioEntry(name: "first-election", lines: [.english: "First election: five timers run"]),
    ScenarioEntry(name: "figure-8", lines: [.english: "Figure 8: an entry is overwritten"]),
    ScenarioEntry(name: "bug-forget-vote", lines: [.english: "Bug: n3 votes twice"]),
  ]

  private final class Room {
    let host = FakeHost(leader: nil, heartbeat: 1_000_000)
    let console: ConsoleController
    var kept: [String] { marks.kept }
    private let marks = Marks()
    private final class Marks { var kept: [String] = [] }

    init(done: Set<String> = [], scenarios: [ScenarioEntry] = GalleryTests.scenarios) {
      let marks = marks
      console = ConsoleController(
        host: host,
        options: ConsoleOptions(
          size: Size(width: 80, height: 24), waitsAtStart: true, showsStart: true, done: done,
          onDone: { marks.kept.append($0) }, scenarios: scenarios,
          onOpenScenario: { _ in .success(FakeHost(nodes: 3)) }, workClock: { 0 }))
      console.tick(wall: 1_000_000_000)
    }

    func press(_ keys: String) {
      for word in keys.split(separator: " ") {
        for key in Desk.keys(String(word)) { console.handle(.key(key), wall: 1_000_000_000) }
      }
    }

    var list: ListModel? {
      if case .list(let list) = console.model.overlay { list } else { nil }
    }
    var rows: [String] { list?.rows.map(\.left) ?? [] }
  }

  @Test func itShowsWhatThereIsWithItsCounts() {
    let room = Room(done: ["story figure-8", "story of somebody else"])
    #expect(room.rows == ["1 Just watch", "2 Predict", "3 Stories", "4 Broken rules"])
    #expect(room.list?.rows[2].right.contains("2 scenarios") == true)
    #expect(room.list?.rows[2].right.contains("1 seen · next: first-election") == true)
    #expect(Room(scenarios: []).rows == ["1 Just watch", "2 Predict", "3 Broken rules"])
    #expect(room.host.now == 0)
  }

  @Test func enterWatchesADigitChoosesAndAVerbSkips() {
    let watching = Room()
    watching.press("Enter")
    #expect(watching.list == nil && watching.console.model.playing)
    let choosing = Room()
    choosing.press("3")
    #expect(choosing.rows == ["first-election", "figure-8"])
    let acting = Room()
    acting.press("k 1")
    #expect(acting.host.performed == [.kill([.node(NodeID(1))])] && acting.list == nil)
    let full = Room()
    full.console.handle(.key(.character("３")), wall: 1_000_000_000)
    #expect(full.rows == ["first-election", "figure-8"])
  }

  @Test func plainWordsCiteNothing() {
    let lost = "Lost: the answer to AppendEntries (stored through 1) from n4 to n5, which is down (§5.5)"
    #expect(
      WordLevel.plain.text(lost, in: .english)
        == "Lost: the answer to log copies (stored through 1) from n4 to n5, which is down")
    #expect(WordLevel.paper.text(lost, in: .english) == lost)
    #expect(WordLevel.plain.text("它写在磁盘上（D§6.3、图 2）。", in: .chinese) == "它写在磁盘上。")
  }

  @Test func looksLeaveItOpen() {
    let room = Room()
    room.press("L b T")
    #expect(room.list?.head == ["五个节点，一本账，没有老板。看它们怎样达成一致。"])
    #expect(room.console.model.big && !room.console.model.playing)
    room.press("q")
    #expect(room.console.wantsQuit)
  }

  @Test func arrowsTurnTheListsAndTheFilterFindsInAll() {
    let room = Room(done: ["story first-election"])
    room.press("Esc o")
    #expect(room.rows == ["first-election", "figure-8"] && room.list?.marked == 1)
    #expect(room.list?.rows.map(\.isDone) == [true, false])
    #expect(room.list?.rows[0].right == "five timers run")
    room.press("Left")
    #expect(room.rows.count == BrokenRule.allCases.count && room.rows.contains("vote-any-log"))
    room.press("bug-forget")
    #expect(room.rows == ["broken rules", "forget-vote"])
    room.press("C-u figure")
    #expect(room.rows == ["stories", "figure-8"])
  }

  @Test func aRuleHasACardWithItsStory() {
    let room = Room()
    room.press("4 Down Enter")
    #expect(room.list?.title == "forget-vote" && room.list?.head.last == "n3 votes twice")
    room.press("Down Enter")
    #expect(room.host.performed.map(\.description) == ["bug forget-vote on"])
    room.press("o Left Down Enter Enter")
    #expect(room.console.model.snapshot.nodes.count == 3 && room.console.story?.name == "bug-forget-vote")
    room.console.noteDone()
    room.console.noteDone()
    #expect(room.kept == ["story bug-forget-vote"])
  }
}
