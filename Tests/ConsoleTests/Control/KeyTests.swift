import Canvas
import Command
import Consensus
import Host
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

@Suite struct KeyTests {
  @Test func noKeyIsBoundTwice() {
    var seen: [InputEvent.Key] = []
    for binding in KeyTable.bindings {
      #expect(!binding.keys.isEmpty)
      for key in binding.keys {
        #expect(!seen.contains(key), "\(key)")
        seen.append(key)
      }
    }
  }

  @Test func everyActHasAKey() {
    for act in KeyAct.allCases { #expect(KeyTable.bindings.contains { $0.act == act }, "\(act)") }
  }

  @Test func withoutAPastTheKeysOfTimeSayWhy() {
    for keys in [",", "N", "Home", "End", "y"] {
      let desk = Desk()
      desk.press(keys)
      #expect(desk.model.notice == "not here, because this cluster keeps no past", "\(keys)")
      #expect(desk.verbs == [])
    }
    let desk = Desk()
    desk.press("u")
    #expect(desk.model.notice == "there is nothing to undo")
  }

  /// A key that is off opens nothing and says why.
  @Test(arguments: ["t", "k", "r", "p", "x", "h", "l"])
  func aKeyWhoseVerbTheHostLacksSaysWhy(key: String) {
    let host = FakeHost()
    host.unavailable = ["transfer", "kill", "restart", "partition", "isolate", "cut", "heal", "load"]
    let desk = Desk(host)
    desk.press(key)
    #expect(desk.model.notice?.hasPrefix("not available yet") == true)
    #expect(desk.model.prompt == nil && desk.verbs == [])
  }

  @Test func aKeyOfTwoVerbsIsOffOnlyWhereBothAre() {
    let host = FakeHost()
    host.unavailable = ["pause"]
    let desk = Desk(host)
    desk.press("s")
    #expect(desk.model.prompt?.label == "pause ▸")
  }

  /// On a screen of one line nothing is seen, so nothing is done.
  @Test(arguments: [(50, 12), (59, 36), (120, 15), (1, 1), (0, 0)])
  func belowTheSmallestScreenAKeyOnlyQuits(width: Int, height: Int) {
    let desk = Desk(FakeHost(heartbeat: 50_000_000), size: Size(width: width, height: height))
    let before = desk.model
    desk.press("k Enter t Enter h l : ? o w Space . b L 3")
    desk.paste("k1\n")
    desk.console.handle(.mouse(.init(action: .rightClick, at: Point(x: 0, y: 0))), wall: desk.wall)
    #expect(desk.verbs == [])
    #expect(desk.model.prompt == nil && desk.model.overlay == nil && desk.model.card == nil)
    #expect(desk.model.playing && desk.model.selection == before.selection && desk.model.big == before.big)
    #expect(desk.model.language == before.language)
    desk.press("q")
    #expect(desk.console.wantsQuit)
  }

  /// A window may shrink while something is open that takes letters.
  @Test(arguments: ["k", ":", "t", "?", "o /", "w", "Enter"], ["q", "ｑ", "C-c"])
  func belowTheSmallestScreenAKeyQuitsWhateverIsOpen(open: String, quit: String) {
    let desk = Desk()
    desk.press(open)
    desk.console.handle(.resize(Size(width: 50, height: 12)), wall: desk.wall)
    desk.press("Enter 1 Enter")
    #expect(desk.verbs == [])
    #expect(!desk.console.wantsQuit)
    desk.press(quit)
    #expect(desk.console.wantsQuit)
  }

  @Test func whatWasOpenIsThereAgainOnALargerScreen() {
    let desk = Desk()
    desk.press(":")
    desk.type("transfer alice")
    desk.console.handle(.resize(Size(width: 50, height: 12)), wall: desk.wall)
    desk.type(" bob 5")
    desk.console.handle(.resize(Size(width: 80, height: 24)), wall: desk.wall)
    #expect(desk.model.prompt?.text == "transfer alice")
  }

  /// Keys, and what the console shows after them.
  static let effects: [(keys: String, holds: @Sendable (ConsoleModel) -> Bool)] = [
    ("Space", { !$0.playing }),
    ("Space Space", { $0.playing }),
    ("　", { !$0.playing }),
    (".", { !$0.playing }),
    ("。", { !$0.playing }),
    ("-", { !$0.paceIsAutomatic && $0.speedThousandths == 200 }),
    ("- -", { $0.speedThousandths == 100 }),
    ("+", { $0.speedThousandths == 500 }),
    ("=", { $0.speedThousandths == 500 }),
    ("- 0", { $0.paceIsAutomatic }),
    ("3", { $0.selection == .node(NodeID(3)) }),
    ("３", { $0.selection == .node(NodeID(3)) }),
    ("8", { $0.selection == nil && $0.notice == "there is no n8" }),
    ("m", { $0.selection == .message(7) && !$0.playing }),
    ("m m", { $0.selection == .message(8) }),
    ("m m m", { $0.selection == .message(7) }),
    ("e", { $0.selection == .entry(LogPosition(index: 7, term: 2), on: NodeID(2)) }),
    ("e Left", { $0.selection == .entry(LogPosition(index: 6, term: 2), on: NodeID(2)) }),
    ("e Left Left", { $0.selection == .entry(LogPosition(index: 5, term: 1), on: NodeID(2)) }),
    ("e Right", { $0.selection == .entry(LogPosition(index: 7, term: 2), on: NodeID(2)) }),
    ("e Down", { $0.selection == .entry(LogPosition(index: 7, term: 2), on: NodeID(2)) }),
    ("e Left Down", { $0.selection == .entry(LogPosition(index: 6, term: 2), on: NodeID(3)) }),
    ("a", { $0.selection == .account("alice") }),
    ("a Down", { $0.selection == .account("bob") }),
    ("a Up", { $0.selection == .account("treasury") }),
    ("Down", { $0.selection == .node(NodeID(2)) }),
    ("1 Right", { $0.selection == .node(NodeID(2)) }),
    ("1 Left", { $0.selection == .node(NodeID(5)) }),
    ("2 Down", { $0.selection == .node(NodeID(3)) }),
    ("3 Left", { $0.selection == .node(NodeID(4)) }),
    ("5 Right", { $0.selection == .node(NodeID(2)) }),
    ("5 Up", { $0.selection == .node(NodeID(1)) }),
    ("1 Up", { $0.selection == .node(NodeID(1)) }),
    ("3 Esc", { $0.selection == nil }),
    ("w", { $0.card != nil && !$0.playing }),
    ("w Esc", { $0.card == nil && !$0.playing }),
    ("w Space", { $0.card == nil && $0.playing }),
    ("Enter", { $0.overlay == .inspector(NodeID(2), scroll: 0) }),
    ("4 Enter", { $0.overlay == .inspector(NodeID(4), scroll: 0) }),
    ("4 Enter Down Down Up", { $0.overlay == .inspector(NodeID(4), scroll: 1) }),
    ("4 Enter 5", { $0.overlay == .inspector(NodeID(5), scroll: 0) }),
    ("4 Enter Esc", { $0.overlay == nil && $0.selection == .node(NodeID(4)) }),
    ("4 Enter k Esc", { $0.overlay != nil && $0.prompt == nil }),
    ("e Enter", { if case .card = $0.overlay { true } else { false } }),
    ("?", { if case .list(let list) = $0.overlay { list.title == "keys" } else { false } }),
    ("？", { if case .list(let list) = $0.overlay { list.title == "keys" } else { false } }),
    ("F1", { if case .list(let list) = $0.overlay { list.title == "keys" } else { false } }),
    ("? Esc", { $0.overlay == nil }),
    ("Tab", { $0.view == .logs }),
    ("Shift-Tab", { $0.view == .checks }),
    ("v Down Down Enter", { $0.view == .ledger && $0.overlay == nil }),
    ("v Down Down Up Enter", { $0.view == .logs }),
    ("v End Enter", { $0.view == .checks }),
    ("v / char Enter", { $0.view == .charts }),
    ("b", { $0.big }),
    ("T", { $0.look.theme == .light }),
    ("T T T T", { $0.look.theme == .dark }),
    ("L", { $0.language == .chinese }),
    ("L L", { $0.language == .english }),
    (":", { $0.prompt?.label == ":" }),
    ("k", { $0.prompt?.label == "kill ▸" && $0.prompt?.help.contains("n2, the leader") == true }),
    ("K", { $0.notice?.contains("Caps Lock") == true }),
    ("f", { $0.notice?.contains("does nothing") == true }),
    ("g", { $0.notice?.contains("look ahead") == true }),
    ("C-b", { $0.notice?.contains("Ctrl-B") == true }),
    ("F5", { $0.notice?.contains("F5") == true }),
    ("é", { $0.notice?.contains("é") == true }),
    ("中", { $0.notice?.contains("请切换到英文输入") == true }),
    ("あ", { $0.notice?.contains("switch to English input") == true }),
    ("、", { $0.notice?.contains("switch to English input") == true }),
    ("C-z", { $0.notice == nil && $0.playing }),
  ]

  @Test(arguments: effects.indices) func keysHaveTheirEffect(row: Int) {
    let (keys, holds) = Self.effects[row]
    let host = FakeHost(heartbeat: 50_000_000)
    host.picture.messages = [.fake(7, arrives: 40_000_000), .fake(8, arrives: 45_000_000)]
    let desk = Desk(host)
    desk.press(keys)
    #expect(holds(desk.model), "\(keys)")
    #expect(desk.verbs == [])
  }

  @Test func onADeskTheViewsBesideTheRingAreSkipped() {
    let desk = Desk(size: Size(width: 120, height: 36))
    desk.press("Tab")
    #expect(desk.model.view == .coins)
    desk.press("Tab")
    #expect(desk.model.view == .sequence)
  }

  @Test func aNoticeGoesAfterTwoSeconds() {
    let desk = Desk()
    desk.press("Space g")
    desk.wait(milliseconds: 1900)
    #expect(desk.model.notice != nil)
    desk.wait(milliseconds: 200)
    #expect(desk.model.notice == nil)
  }

  @Test func mouseKeyTurnsTheMouseOff() {
    let desk = Desk()
    #expect(desk.console.mouseOn)
    desk.press("M")
    #expect(!desk.console.mouseOn)
    #expect(!desk.click(.select(.node(NodeID(3)))) || desk.model.selection == nil)
  }

  @Test(arguments: ["q", "C-c", "? Esc q", "v Esc q", "k C-c", "? C-c", ": C-c", "Enter q"])
  func quits(keys: String) {
    let desk = Desk()
    desk.press(keys)
    #expect(desk.console.wantsQuit)
  }

  @Test(arguments: ["Esc", "Esc Esc Esc Esc", "k Esc Esc", "? q", "v q", "? z q", ": q", "w Esc Esc Esc Esc"])
  func doesNotQuit(keys: String) {
    let desk = Desk()
    desk.press(keys)
    #expect(!desk.console.wantsQuit)
    #expect(desk.verbs == [])
  }

  @Test func terminateQuits() {
    let desk = Desk()
    desk.console.handle(.terminate, wall: desk.wall)
    #expect(desk.console.wantsQuit)
  }

  @Test func aWideTerminalGetsASCII() {
    let desk = Desk()
    desk.console.handle(.ambiguousIsWide, wall: desk.wall)
    #expect(desk.model.look.ascii)
  }

  /// The row only arranges: its keys and words are the table's.
  @Test(arguments: [KeyRow.Moment.usual, .message, .past])
  func theKeysRowSaysWhatTheTableSays(moment: KeyRow.Moment) {
    for width in [80, 120, 200] {
      for language in Language.allCases {
        let row = KeyRow.lines(width: width, language: language, big: false, moment: moment)
          .joined(separator: " ")
        #expect(row.contains("Space"))
        for act in [KeyAct.why, .help] {
          let binding = KeyTable.binding(for: act)
          let key = binding?.rowLabel?.text(in: language) ?? binding?.label ?? "?"
          #expect(row.contains(" \(key) \(binding?.word?.text(in: language) ?? "?")"))
        }
      }
    }
  }

  @Test func markdownHoldsEveryKey() {
    let text = KeyTable.markdown
    #expect(text.split(separator: "\n").count == KeyTable.bindings.count + 2)
    #expect(text.contains("| `k` |"))
    #expect(text.contains("`y`"))
  }
}

@Suite struct ListTests {
  static let filters: [(text: String, first: String)] = [
    ("isolates", "p"), ("x", "x"), ("partition", "p"), ("caps", ""), ("F1", "? F1"), ("T", "T"),
    ("heal", "h"), ("7", "1-9"), ("scenario", "o"), ("transfer", "t"),
  ]

  @Test(arguments: filters) func helpFilters(text: String, first: String) {
    let desk = Desk()
    desk.press("? /")
    desk.type(text)
    #expect((desk.listRows.first ?? "") == first)
  }

  @Test func enterRunsTheMarkedLine() {
    let desk = Desk()
    desk.press("? heal Enter")
    #expect(desk.verbs == ["heal"])
    #expect(desk.model.overlay == nil)
    desk.press("? / kill Enter")
    #expect(desk.verbs == ["heal"])
    #expect(desk.model.prompt?.label == "kill ▸")
  }

  /// No letter moves or quits where a filter takes letters.
  @Test(arguments: ["quorum", "join", "kill", "goto", "G", "-", "n1", ":"]) func aListTakesAllThatIsTyped(
    _ text: String
  ) {
    let desk = Desk()
    desk.press("?")
    desk.type(text)
    guard case .list(let list) = desk.model.overlay else {
      Issue.record("the list closed")
      return
    }
    #expect(list.filter == text && !desk.console.wantsQuit)
    #expect(desk.model.keyRows == [Language.english.text(Menus.listKeys)] && desk.model.hint == nil)
  }

  @Test func headingsAreNeverMarked() {
    let desk = Desk()
    desk.press("?")
    for key in ["Home", "Up", "Down", "Down", "End", "Down", "PgUp", "PgUp", "PgDn"] {
      desk.press(key)
      guard case .list(let list) = desk.model.overlay else {
        Issue.record("help closed at \(key)")
        return
      }
      #expect(!list.rows[list.marked].heading)
    }
  }

  @Test func everyLineOfTheHelpRunsWithoutHarm() {
    let first = Desk()
    first.press("?")
    let lines = first.listRows.count
    #expect(lines > KeyTable.bindings.count + 20)
    for line in 0..<lines {
      let desk = Desk(scenarios: [ScenarioEntry(name: "one", lines: [.english: "first"])])
      desk.press("?")
      for _ in 0..<line { desk.press("Down") }
      desk.press("Enter")
      #expect(desk.verbs.allSatisfy { $0 == "heal" || $0 == "load off" })
    }
  }

  @Test func helpSpeaksChinese() {
    let desk = Desk(language: .chinese)
    desk.press("?")
    desk.type("宕机")
    #expect(desk.listRows.contains("k"))
  }

  @Test func scenariosOpen() {
    let entries = [
      ScenarioEntry(
        name: "first-election", lines: [.english: "five nodes, no leader", .chinese: "五个节点"]),
      ScenarioEntry(name: "split-vote", lines: [.english: "two candidates", .chinese: "两个候选人"]),
    ]
    let second = FakeHost(nodes: 3)
    var asked: [String] = []
    let desk = Desk(
      scenarios: entries,
      open: { name in
        asked.append(name)
        return name == "split-vote" ? .success(second) : .failure(ScenarioProblem("no such file"))
      })
    desk.press("Enter o Enter")
    #expect(asked == ["first-election"])
    #expect(desk.model.notice == "no such file")
    desk.press("4 o Down Enter")
    #expect(asked == ["first-election", "split-vote"])
    #expect(desk.model.snapshot.nodes.count == 3)
    #expect(desk.model.selection == nil)
    desk.press("k 3")
    #expect(second.performed == [.kill([.node(NodeID(3))])])
    #expect(desk.verbs == [])
  }
}
