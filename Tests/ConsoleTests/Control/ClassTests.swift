import Assets
import Canvas
import Command
import Consensus
import Host
import Lessons
import SimulationHost
import Testing
import Words

@testable import Console
@testable import Panels

/// A teacher who holds a class at the console.
@Suite struct ClassTests {
  private static let lesson = """
    raftcoin 1
    lesson one
    title en Who leads?
    title zh 谁来领导？
    minutes 5

    world
    seed 33
    nodes 5

    step timers
    say en Five nodes wait.
    say zh 五个节点在等。
    tell en Nobody may see this.
    tell zh 谁也不该看到这句。
    when key

    step leader
    ask who
    when answered
    when leader
    say en {leader} leads.
    say zh {leader} 领导。
    when key
    end

    question who after 5s
    text en Will somebody lead?
    text zh 会有领导者吗？
    choice en yes
    choice zh 会
    right if leader
    choice en no
    choice zh 不会
    because en Timers end.
    because zh 定时器会到期。
    """

  private static let plan = """
    raftcoin 1
    class test 20

    lesson one 5
    say en the lesson
    say zh 这一课

    vote one who 4 leave 2
    say en the vote
    say zh 表决

    show one 8 leave 1
    say en the show
    say zh 演示
    """

  private final class Room {
    let console: ConsoleController
    var wall: UInt64 = 1_000_000_000
    private let kept = Kept()
    private final class Kept { var notes: [LessonNote] = [] }
    var notes: [LessonNote] { kept.notes }

    init() throws {
      let lesson = try LessonParser.parse(bytes: Array(ClassTests.lesson.utf8), file: "one").get()
      let kept = kept
      console = ConsoleController(
        host: try SimulationHost(scenario: Scenario(), seed: 1),
        options: ConsoleOptions(
          size: Size(width: 80, height: 24), waitsAtStart: true, showsStart: true,
          lessons: [ScenarioEntry(name: "one", lines: [.english: "Who leads?"], minutes: 5)],
          onOpenLesson: { _ in
            Result { try LessonPlayer(lesson) { try SimulationHost(scenario: $0, seed: 1) } }
              .mapError { ScenarioProblem("\($0)") }
          },
          onLesson: { kept.notes.append($0) }, plan: ClassPlan(text: ClassTests.plan), opensPlan: true,
          workClock: { 0 }))
      console.tick(wall: wall)
    }

    func press(_ keys: String) {
      for word in keys.split(separator: " ") {
        for key in Desk.keys(String(word)) { console.handle(.key(key), wall: wall) }
      }
    }

    func type(_ line: String) {
      for word in line.split(separator: " ") {
        press("\(word)")
        console.handle(.key(.character(" ")), wall: wall)
      }
      press("Enter")
    }

    func wait(seconds: Int) {
      for _ in 0..<(seconds * 20) {
        wall += 50_000_000
        console.tick(wall: wall)
      }
    }

    var text: String {
      let canvas = console.frame().canvas
      return (0..<canvas.size.height).map { canvas.row($0) }.joined(separator: "\n")
    }
    var poll: PollModel? { if case .poll(let poll) = console.model.overlay { poll } else { nil } }
    var list: ListModel? { if case .list(let list) = console.model.overlay { list } else { nil } }
  }

  @Test func thePlanOpensLessonsAndOneComesBackToIt() throws {
    let room = try Room()
    #expect(room.list?.rows.map(\.left) == ["1  5 min", "2  4 min", "3  8 min"])
    #expect(room.list?.head.first?.contains("20 minutes; the plan takes 17") == true)
    room.press("PgDn")
    #expect(room.list == nil && room.console.model.lesson?.caption == "Five nodes wait.")
    #expect(!room.text.contains("Nobody may see this"))
    room.press("PgDn")
    // The planned vote opens by itself; without hands the question is as ever.
    #expect(room.poll != nil)
    room.press("Esc")
    #expect(room.poll == nil)
    room.press("1 Space")
    room.wait(seconds: 20)
    room.press("Space Space")
    #expect(room.list?.rows.map(\.isDone) == [true, false, true])
    #expect(room.notes.contains(.answer("one", question: "who", picked: 1, right: 1)))
    #expect(room.notes.contains(.step("one", "leader")))
  }

  @Test func timeGoesByAndThePlanSaysWhatToLeaveOut() throws {
    let room = try Room()
    room.press("Enter o")
    #expect(room.list?.head == ["0 min gone, 20 left · the rest of the plan takes 17"])
    for (minutes, out) in [(4, "3"), (12, "2, 3")] {
      room.wall += UInt64(minutes - room.console.classSession!.minutesGone(wall: room.wall)) * 60_000_000_000
      room.console.tick(wall: room.wall)
      #expect(room.list?.head.last == "Late: leave out \(out).")
    }
    #expect(room.list?.rows[2].right == "(leave out) the show")
    #expect(room.console.nextWake != nil)
  }

  @Test func aVoteOfFewOrMostGoesStraightToTheRun() throws {
    let room = try Room()
    room.press("2")
    #expect(room.poll?.choices == ["yes", "no"] && room.poll?.votes == [])
    room.press("3")
    room.type("0 2")
    #expect(room.poll?.votes == [[30, 2]])
    #expect(room.notes.contains(.vote("one", question: "who", number: 1, hands: [30, 2], right: 1)))
    #expect(room.text.contains("93 %") && !room.text.contains("Timers end"))
    room.press("Space")
    #expect(room.poll == nil && room.console.model.lesson?.answer == nil)
    room.wait(seconds: 20)
    #expect(room.console.model.lesson?.answer?.text == "Right was 1, yes: 93 % of the hands. Timers end.")
    // Nobody's own answer is kept for it.
    #expect(!room.notes.contains { if case .answer = $0 { true } else { false } })
    room.press("Space")
    #expect(room.console.model.lesson?.answer == nil)
  }

  @Test func whereHalfAreRightTheRoomTalksAndVotesAgain() throws {
    let room = try Room()
    room.press("2 h")
    room.type("20 18")
    #expect(room.poll?.note == "Talk to your neighbour: 2:00")
    room.wait(seconds: 31)
    #expect(room.poll?.note == "Talk to your neighbour: 1:29")
    room.wait(seconds: 90)
    #expect(room.poll?.note == "Time is up: raise your hand again.")
    room.press("h")
    room.type("35 3")
    #expect(room.poll?.votes == [[20, 18], [35, 3]])
    #expect(room.text.contains("20  52 %") && room.text.contains("35  92 %"))
    room.press("Space")
    room.wait(seconds: 20)
    #expect(room.console.model.lesson?.answer?.text.contains("52 % → 92 %") == true)
  }

  @Test func whatCannotBeCountedIsRefused() throws {
    let room = try Room()
    room.press("2 h")
    room.type("1 2 3")
    #expect(room.console.model.notice?.hasPrefix("hands takes") == true && room.poll?.votes == [])
    room.press("Esc h")
    room.type("1")
    #expect(room.poll == nil)
  }

  @Test func aTransferThatIsAwaitedIsOffered() throws {
    let shipped = try #require(ShippedLessons.all.first { $0.name == "partition" }).bytes
    let lesson = try LessonParser.parse(bytes: shipped, file: "partition", vocabulary: Vocabulary.of).get()
    let player = try LessonPlayer(lesson) { try SimulationHost(scenario: $0, seed: 1) }
    while player.awaited?.form.name != "transfer" || player.awaited?.description.contains("carol") != true {
      player.advance(to: .max)
      player.proceed()
    }
    let path = player.run.path
    let console = ConsoleController(
      host: try SimulationHost(scenario: Scenario(), seed: 1),
      options: ConsoleOptions(
        size: Size(width: 80, height: 24), opensLesson: "partition",
        onOpenLesson: { _ in
          Result {
            let player = try LessonPlayer(lesson) { try SimulationHost(scenario: $0, seed: 1) }
            player.follow(path)
            return player
          }.mapError { ScenarioProblem("\($0)") }
        }, workClock: { 0 }))
    console.tick(wall: 1)
    #expect(console.transferOffer == "carol bob 20 via n3")
    #expect(console.model.lesson?.task == .act("t Enter   transfer carol bob 20 via 3"))
  }
}
