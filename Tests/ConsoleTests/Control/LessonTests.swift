import Assets
import Canvas
import Command
import Consensus
import Host
import Lessons
import Raft
import Simulation
import SimulationHost
import Testing
import Words

@testable import Console
@testable import Panels

/// Somebody who takes a lesson at the console.
@Suite struct LessonTests {
  private static let text = """
    raftcoin 1
    lesson test
    title en Who leads?
    title zh 谁来领导？
    minutes 5

    world
    seed 33
    nodes 5

    step timers
    say en Five nodes wait.
    say zh 五个节点在等。
    point node 3, node 4
    ask first
    when answered

    step leader
    say en Now watch.
    say zh 现在看。
    when leader
    say en {leader} leads.
    say zh {leader} 领导。
    point leader
    when key

    step kill
    say en Stop it.
    say zh 停掉它。
    hint en Press k, then Enter.
    hint zh 按 k，再按 Enter。
    student kill leader
    when did kill leader
    end

    question first
    text en Who is first?
    text zh 谁先？
    choice en nobody
    choice zh 没有人
    choice en the shortest bar
    choice zh 最短的条
    right always
    because en It waits least (§5.2).
    because zh 它等得最少（§5.2）。
    """

  private final class Room {
    let console: ConsoleController
    var wall: UInt64 = 1_000_000_000
    private let marks = Marks()
    private final class Marks { var kept: [String] = [] }
    var kept: [String] { marks.kept }

    init(
      size: Size = Size(width: 80, height: 24), speed: UInt64? = nil,
      bytes: [UInt8] = Array(LessonTests.text.utf8)
    ) throws {
      let lesson = try LessonParser.parse(bytes: bytes, file: "test", vocabulary: Vocabulary.of).get()
      let marks = marks
      console = ConsoleController(
        host: try SimulationHost(scenario: Scenario(), seed: 1),
        options: ConsoleOptions(
          size: size, speedThousandths: speed, onDone: { marks.kept.append($0) },
          lessons: [ScenarioEntry(name: "test", lines: [.english: "Who leads?"], minutes: 5)],
          opensLesson: "test",
          onOpenLesson: { _ in
            Result {
              try LessonPlayer(lesson) { try SimulationHost(scenario: $0, seed: 1) }
            }.mapError { ScenarioProblem("\($0)") }
          }, workClock: { 0 }))
      console.tick(wall: wall)
    }

    func press(_ keys: String) {
      for word in keys.split(separator: " ") {
        for key in Desk.keys(String(word)) { console.handle(.key(key), wall: wall) }
      }
    }

    func wait(seconds: Int) { for _ in 0..<(seconds * 20) { tick() } }

    func tick() {
      wall += 50_000_000
      console.tick(wall: wall)
    }

    /// No word of it is cut, and the nodes are all there.
    func expectOnScreen(_ lesson: LessonModel) throws {
      let canvas = console.frame().canvas
      let rows = (0..<canvas.size.height).map { canvas.row($0) }
      // Rows end where a line was broken: blanks tell nothing.
      let all = rows.joined().filter { $0 != " " }
      var texts = [lesson.caption, lesson.title]
      if case .question(let text, let choices) = lesson.task { texts += [text] + choices }
      if let answer = lesson.answer { texts.append(answer.text) }
      for text in texts { #expect(all.contains(text.filter { $0 != " " }), "\(text)") }
      for node in console.model.snapshot.nodes { #expect(all.contains("\(node.id)"), "\(lesson.caption)") }
    }

    var lesson: LessonModel? { console.model.lesson }
    var time: Nanoseconds { console.host.now }

    /// Answers, and lets the world run to the leader.
    func toLeader() {
      press("2 Space")
      wait(seconds: 20)
    }
  }

  @Test func digitsAnswer() throws {
    for (key, isRight) in [("1", false), ("2", true), ("２", true)] {
      let room = try Room()
      guard case .question("Who is first?", ["nobody", "the shortest bar"]) = room.lesson?.task else {
        Issue.record("no question")
        return
      }
      #expect(room.console.model.selection == .node(NodeID(3)) && room.time == 0)
      room.press(key)
      #expect(room.lesson?.task == .goOn && room.lesson?.answer?.isRight == isRight)
      #expect(room.lesson?.answer?.text.contains("It waits least (§5.2).") == true)
    }
    let room = try Room()
    room.press("7")
    #expect(room.console.model.notice == "there is no such choice" && room.lesson?.answer == nil)
  }

  @Test func theWorldRunsOnlyWhileTheLessonWaitsForIt() throws {
    let room = try Room()
    room.wait(seconds: 3)
    #expect(room.time == 0)
    room.press("2 Space")
    guard case .wait = room.lesson?.task else {
      Issue.record("it does not wait: \(String(describing: room.lesson?.task))")
      return
    }
    room.wait(seconds: 1)
    #expect(room.time > 0)
    // The person may stop it.
    room.press("Space")
    let time = room.time
    room.wait(seconds: 1)
    #expect(room.time == time)
    room.press("Space")
    room.wait(seconds: 20)
    #expect(room.lesson?.task == .goOn && room.lesson?.caption.hasSuffix("leads.") == true)
    let leader = try #require(room.console.model.snapshot.leader)
    #expect(room.console.model.selection == .node(leader))
    #expect(room.console.model.news.isEmpty)
  }

  @Test func theAwaitedActEndsIt() throws {
    let room = try Room()
    room.toLeader()
    room.press("PgDn")
    #expect(room.lesson?.task == .act("k Enter   kill leader") && room.console.model.selection == nil)
    room.press("k Enter")
    #expect(room.lesson?.task == .over && room.kept == ["lesson test"])
  }

  @Test func whatElseIsTriedComesBack() throws {
    let room = try Room()
    room.toLeader()
    room.press("Space")
    let time = room.time
    let leader = try #require(room.console.model.snapshot.leader)
    let other = leader == NodeID(1) ? 2 : 1
    room.press("k \(other)")
    room.wait(seconds: 2)
    #expect(room.time > time && room.console.model.snapshot.upCount == 4)
    room.press("Space")
    #expect(room.time == time && room.console.model.snapshot.upCount == 5)
    #expect(room.lesson?.task == .act("k Enter   kill leader"))
  }

  @Test func stepsGoBack() throws {
    let room = try Room()
    room.toLeader()
    room.press("Space")
    #expect(room.lesson?.step == 3)
    room.press("PgUp")
    #expect(room.lesson?.step == 2)
    room.press("PgUp")
    #expect(room.lesson?.step == 1 && room.time == 0)
    room.press("PgUp")
    #expect(room.console.model.notice == "this is the first step")
    room.toLeader()
    let time = room.time
    room.press("Home")
    #expect(room.lesson?.step == 2 && room.time == 0)
    room.wait(seconds: 20)
    #expect(room.time == time)
  }

  @Test func aPasteAnswersNothing() throws {
    let room = try Room()
    room.console.handle(.paste("2"), wall: room.wall)
    #expect(room.lesson?.answer == nil && room.console.model.prompt == nil)
    #expect(room.console.model.notice == "nothing was pasted: a key answers the question")
    room.toLeader()
    room.press("Space")
    room.console.handle(.paste("kill leader"), wall: room.wall)
    #expect(room.console.model.prompt != nil && room.console.model.snapshot.upCount == 5)
  }

  @Test func theLastLessonNamesNoNext() throws {
    let room = try Room()
    #expect(room.lesson?.hasNext == false)
  }

  @Test func hintsComeToWhoDoesNothing() throws {
    let room = try Room()
    room.toLeader()
    room.press("Space")
    room.wait(seconds: 19)
    #expect(room.lesson?.hint == nil && room.console.nextWake != nil)
    room.wait(seconds: 2)
    #expect(room.lesson?.hint == "Press k, then Enter.")
    room.wait(seconds: 21)
    #expect(room.lesson?.hint == "Enter does it for you")
    room.press("Enter")
    #expect(room.lesson?.task == .over)
  }

  @Test func escLeavesAndTheListComesBack() throws {
    let room = try Room()
    room.toLeader()
    room.press("Esc")
    #expect(room.lesson != nil && room.console.model.notice == "Esc again leaves the lesson")
    room.press("w Esc Esc")
    #expect(room.lesson != nil)
    room.press("Esc")
    #expect(room.lesson == nil)
    room.press("t Enter Space")
    room.wait(seconds: 2)
    room.press("o Enter")
    #expect(room.lesson?.step == 2)
  }

  @Test func theLanguageTurnsInTheMiddle() throws {
    let room = try Room()
    room.press("L")
    #expect(room.lesson?.title == "谁来领导？" && room.lesson?.caption == "五个节点在等。")
    #expect(room.lesson?.task == .question("谁先？", choices: ["没有人", "最短的条"]))
  }

  @Test func theWayOnIsTheLessons() throws {
    let room = try Room()
    room.press(".")
    #expect(room.time == 0 && room.console.model.notice?.contains("waits for you") == true)
    room.press("u")
    room.press("Esc End")
    #expect(room.lesson?.step == 1)
  }

  /// A student who does what is asked comes to the end of each lesson, and each caption, question and choice is seen
  /// whole on the way, beside all nodes.
  @Test(arguments: ShippedLessons.all.map(\.name), Language.allCases)
  func eachLessonIsPlayedToItsEnd(_ name: String, _ language: Language) throws {
    let bytes = try #require(ShippedLessons.all.first { $0.name == name }?.bytes)
    let room = try Room(speed: 1000, bytes: bytes)
    room.console.setLanguage(language)
    room.console.refresh()
    var seen = ""
    for _ in 0..<20_000 where room.lesson?.task != .over {
      let lesson = try #require(room.lesson)
      if lesson.caption + "\(lesson.task)" != seen {
        seen = lesson.caption + "\(lesson.task)"
        try room.expectOnScreen(lesson)
      }
      switch lesson.task {
      case .goOn: room.press("Space")
      case .act:
        let verb = try #require(room.console.lesson?.player.awaited)
        room.console.perform([verb])
        room.console.refresh()
      case .question:
        let right = room.console.lesson?.player.run.rightChoices.first ?? 0
        room.press("\(right + 1)")
      case .wait: room.tick()
      case .over: break
      }
    }
    #expect(room.lesson?.task == .over && room.lesson?.step == room.lesson?.steps)
  }

  /// Whatever is pressed, the lesson can be begun again and taken to its end.
  @Test(arguments: 1...6)
  func noKeyLosesTheLesson(_ seed: UInt64) throws {
    let keys =
      "Space Space PgDn PgUp Home End Enter Enter Esc Tab w e m a i b v o k 1 2 3 4 5 r t p h l d u n N . , L ? Left Up"
      .split(separator: " ").map(String.init)
    var draw = seed
    let room = try Room()
    for _ in 0..<400 {
      draw = draw &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      room.press(keys[Int((draw >> 33) % UInt64(keys.count))])
      if draw >> 60 < 6 { room.tick() }
      if draw >> 60 == 15 { _ = room.console.frame() }
    }
    room.press("Esc Esc Esc Esc")
    room.console.openLesson("test")
    room.press("PgUp PgUp PgUp")
    #expect(room.lesson?.step == 1)
    room.toLeader()
    room.press("Space k Enter")
    #expect(room.lesson?.task == .over)
  }

  /// The stage never hides the nodes, and no cell of it is told by colour alone.
  @Test(arguments: GoldenTests.sizes, [Look.ThemeName.dark, .mono])
  func theLightFallsOnWhatIsPointedAt(_ size: Size, _ theme: Look.ThemeName) throws {
    let room = try Room(size: size)
    room.console.model.look.theme = theme
    let frame = room.console.frame()
    let rows = (0..<size.height).map { frame.canvas.row($0) }
    for node in 1...5 { #expect(rows.contains { $0.contains("n\(node)") }) }
    #expect(rows.contains { $0.contains("[n3]") })
    #expect(rows.contains { $0.contains("Who is first?") })
    if theme == .mono { #expect(rows.contains { $0.contains("►") && $0.contains("◄") }) }
  }
}
