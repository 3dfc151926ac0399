import Canvas
import Command
import Consensus
import Host
import Joining
import Lessons
import SimulationHost
import Testing
import Words

@testable import Console
@testable import Panels

/// Terminals that have joined a class: who may do what, one count of votes, wallets, nodes, and what replays.
struct ClassroomTests {
  fileprivate static func introduction(_ part: Part, _ name: String) -> Introduction {
    Introduction(
      part: part, name: name, size: Size(width: 80, height: 24), colours: 256, ascii: false, theme: "dark")
  }

  private final class Room {
    let console: ConsoleController
    var wall: UInt64 = 1_000_000_000

    init(_ header: String = "", lesson text: String? = nil) throws {
      let scenario = try ScenarioParser.parse(
        bytes: Array(("raftcoin 1\nseed 7\n" + header).utf8), file: "x", vocabulary: Vocabulary.of
      ).get()
      let lesson = try text.map { try LessonParser.parse(bytes: Array($0.utf8), file: "x").get() }
      console = ConsoleController(
        host: try SimulationHost(scenario: scenario, seed: 7),
        options: ConsoleOptions(
          size: Size(width: 80, height: 24), speedThousandths: 1000, opensLesson: lesson?.name,
          onOpenLesson: { _ in
            Result { try LessonPlayer(lesson!) { try SimulationHost(scenario: $0, seed: 1) } }
              .mapError { ScenarioProblem("\($0)") }
          },
          workClock: { 0 }))
      console.openClassroom(path: "/srv/class/s")
      console.tick(wall: wall)
    }

    @discardableResult
    func join(_ id: Int, _ part: Part, _ name: String, user: UInt32 = 1, isOwner: Bool = false) -> String? {
      console.join(id, ClassroomTests.introduction(part, name), user: user, isOwner: isOwner)
    }

    func wait(seconds: Int) {
      for _ in 0..<(seconds * 10) {
        wall += 100_000_000
        console.tick(wall: wall)
        _ = console.joinedPictures(wall: wall)
      }
    }

    /// Says something about what is in sight now.
    func say(_ text: String, from id: Int) {
      console.take(text, from: id, seeing: seen(id)?.context, wall: wall)
    }

    func seen(_ id: Int) -> (id: Int, picture: Picture, own: String, context: String)? {
      console.joinedPictures(wall: wall).first { $0.id == id }
    }

    func own(_ id: Int) -> String { seen(id)?.own ?? "" }
    func text(_ id: Int) -> String { seen(id)?.picture.canvas.text ?? "" }
    var refused: Int { console.classroom?.refused ?? -1 }
  }

  // MARK: Who may do what

  @Test func whoMayDoWhat() {
    let requests = [
      "2", "pay bob 1", "y", "next", "back", "poll", "hands 3 1", "kill 1", "transfer alice bob 1",
    ]
    func allowed(_ part: Part) -> [String] { requests.filter { part.may(JoinedRequest($0)) } }
    #expect(allowed(.watcher) == ["2"])
    #expect(allowed(.wallet("wei")) == ["2", "pay bob 1"])
    #expect(allowed(.node(3)) == ["2", "y"])
    #expect(allowed(.teacher) == ["next", "back", "poll", "hands 3 1"])
    #expect(
      JoinedRequest("２") == .vote(1) && JoinedRequest("hands x") == .other && JoinedRequest("") == .other)
  }

  @Test func whatIsNotAllowedIsRefusedCountedAndShownToTheTeacher() throws {
    let room = try Room()
    room.join(1, .watcher, "ada")
    room.join(2, .teacher, "t", isOwner: true)
    room.say("kill 1", from: 1)
    room.say("pay bob 1", from: 1)
    #expect(room.refused == 2 && room.own(1).contains("refused"))
    #expect(room.console.model.snapshot.nodes.allSatisfy { $0.condition == .up })
    #expect(room.text(2).contains("requests refused: 2"))
  }

  @Test func oneNameAWalletAndOnePersonANode() throws {
    let room = try Room()
    #expect(room.join(1, .wallet("wei"), "wei") == nil)
    #expect(room.join(2, .wallet("wei"), "ada")?.contains("wei has it") == true)
    #expect(room.join(3, .node(3), "ada") == nil)
    #expect(room.join(4, .node(3), "bea")?.contains("ada is n3") == true)
    #expect(room.join(5, .watcher, "ada")?.contains("--name") == true)
    #expect(room.join(6, .teacher, "t")?.contains("holds the class") == true)
    #expect(room.join(7, .watcher, "nobody") != nil && room.join(8, .watcher, "2x") != nil)
    // A name stays its user's when the terminal is lost.
    room.console.leave(1)
    #expect(room.join(9, .wallet("wei"), "wei", user: 2)?.contains("another user") == true)
    #expect(room.join(10, .wallet("wei"), "wei") == nil)
  }

  // MARK: Votes

  private static let lesson = """
    raftcoin 1
    lesson one
    title en Who leads?
    minutes 5
    world
    seed 33
    step a
    tell en Nobody may see this.
    ask who
    when answered
    when leader
    say en {leader} leads.
    when key
    end
    question who after 5s
    text en Will somebody lead?
    choice en yes
    right if leader
    choice en no
    because en Timers end.
    """

  @Test func handsAndTerminalsAreOneCountThatMayChangeUntilIt() throws {
    let room = try Room(lesson: Self.lesson)
    for id in 1...4 { room.join(id, .watcher, "s\(id)") }
    room.join(9, .teacher, "t", isOwner: true)
    #expect(room.text(9).contains("Nobody may see this") && !room.text(1).contains("Nobody may see"))
    room.say("1", from: 1)
    #expect(room.own(1) == "No vote is open.")
    room.say("poll", from: 9)
    for id in 1...3 { room.say("2", from: id) }
    room.say("1", from: 3)
    room.say("7", from: 4)
    #expect(room.own(3).contains("you chose 1") && room.own(4) == "There is no such choice.")
    // Everybody sees how many, nobody what.
    #expect(room.text(9).contains("3 of 4") && room.console.frame().canvas.text.contains("3 of 4"))
    let before = room.seen(4)?.context
    room.console.leave(2)
    room.say("hands 5 1", from: 9)
    #expect(room.console.lesson?.poll?.votes == [[6, 3]])
    // Two of three right: neighbours talk, and terminals vote anew. What was seen before is no answer to it.
    room.console.take("1", from: 4, seeing: before, wall: room.wall)
    #expect(room.own(4).contains("has changed"))
    room.say("1", from: 4)
    room.say("next", from: 9)
    #expect(room.console.lesson?.poll?.votes == [[6, 3], [1, 0]])
    room.say("2", from: 4)
    #expect(room.own(4) == "No vote is open.")
    room.say("next", from: 9)
    room.wait(seconds: 3)
    #expect(room.console.lesson?.poll == nil && room.text(1).contains("leads."))
  }

  // MARK: Wallets

  @Test func aWalletIsOpenedPaysAndIsToldAndTheRecordingHoldsIt() throws {
    let room = try Room()
    room.join(1, .wallet("wei"), "wei")
    room.wait(seconds: 4)
    #expect(room.own(1).hasPrefix("wei 10 coins"))
    room.say("pay bob 3", from: 1)
    #expect(room.own(1).contains("asked, no answer yet"))
    room.say("pay bob 3", from: 1)
    #expect(room.own(1).contains("One payment at a time"))
    room.wait(seconds: 8)
    #expect(room.own(1).contains("wei 7 coins · bob 3: paid"))
    room.say("pay bob 99", from: 1)
    room.wait(seconds: 3)
    #expect(room.own(1).contains("insufficient funds"))
    room.say("pay nobody-here 1", from: 1)
    #expect(room.own(1).contains("nobody-here"))
    room.console.leave(1)
    #expect(room.console.model.snapshot.balances["wei"] == 7)
    let host = try #require(room.console.host as? SimulationHost)
    let again = try SimulationHost(scenario: try host.recording(), seed: 0)
    again.advance(to: host.now)
    #expect(again.hashText == host.hashText && again.snapshot().balances == host.snapshot().balances)
  }

  @Test func withoutATreasuryAWalletBeginsEmpty() throws {
    let room = try Room("treasury 0\n")
    room.join(1, .wallet("wei"), "wei")
    room.wait(seconds: 4)
    #expect(room.own(1).hasPrefix("wei 0 coins"))
  }

  @Test func inALessonWalletsWait() throws {
    let room = try Room(lesson: Self.lesson)
    room.join(1, .wallet("wei"), "wei")
    #expect(room.own(1).contains("A lesson is on"))
    room.say("pay bob 1", from: 1)
    #expect(room.own(1).contains("A lesson is on") && room.refused == 0)
    #expect(room.console.lesson?.player.task == .question)
  }

  // MARK: Be the node

  @Test func aNodeIsAskedAtItsOwnTerminalAndGoesBackToTheRule() throws {
    let room = try Room()
    room.join(1, .node(3), "ada")
    room.join(2, .node(2), "bea")
    for _ in 0..<80 where room.console.model.snapshot.hand?.question == nil { room.wait(seconds: 1) }
    let question = try #require(room.console.model.snapshot.hand?.question)
    #expect(room.own(1).contains("y yes · n no") && room.text(1).contains("y yes · n no"))
    #expect(room.own(2).contains("ada decides for n3") && room.text(2).contains("time waits for ada"))
    #expect(
      !room.text(1).contains("Tab next") && !room.text(1).contains("i: next"), "no such key works there")
    room.say("y", from: 2)
    #expect(room.console.model.snapshot.hand?.question == question)
    room.say("n", from: 1)
    #expect(room.console.model.snapshot.hand?.question != question)
    for _ in 0..<80 where room.console.model.snapshot.hand?.question == nil { room.wait(seconds: 1) }
    // The terminal is lost in the middle of a question: the other one's turn.
    room.console.leave(1)
    room.wait(seconds: 1)
    #expect(room.console.model.snapshot.hand?.name == "bea")
    room.console.leave(2)
    room.wait(seconds: 1)
    #expect(room.console.model.snapshot.hand == nil && room.console.motion == .playing)
    let host = try #require(room.console.host as? SimulationHost)
    let again = try SimulationHost(scenario: try host.recording(), seed: 0)
    again.advance(to: host.now)
    #expect(again.hashText == host.hashText)
  }

  @Test func theRulesNoStaysUntilTheNodeHasAnswered() throws {
    let room = try Room("at 0s\nalign\n")
    room.join(1, .node(3), "ada")
    for _ in 0..<80 where room.console.model.snapshot.hand?.question == nil { room.wait(seconds: 1) }
    let question = try #require(room.console.model.snapshot.hand?.question)
    room.say("y", from: 1)
    room.wait(seconds: 20)
    #expect(room.console.model.snapshot.hand?.question == question)
    #expect(room.text(1).contains("the rule says no: n3 refuses") && !room.text(1).contains("`answer"))
    #expect(room.own(1).contains("y do it anyway, against the rule"))
    room.say("y", from: 1)
    #expect(room.console.model.snapshot.hand?.question != question)
  }

  // MARK: Pictures

  @Test func sameSizeAndEyesAreDrawnOnceAndEachAtItsOwn() throws {
    let room = try Room()
    for id in 1...3 { room.join(id, .watcher, "s\(id)") }
    room.join(4, .node(2), "ada")
    room.console.resize(3, to: Size(width: 60, height: 16))
    let seen = room.console.joinedPictures(wall: room.wall)
    #expect(
      seen[0].picture.number == seen[1].picture.number && seen[0].picture.number != seen[2].picture.number)
    #expect(seen[2].picture.canvas.size == Size(width: 60, height: 16))
    #expect(seen[3].picture.canvas.text.contains("as n2 knows it"))
    // What did not change has the same number.
    #expect(room.console.joinedPictures(wall: room.wall).map(\.picture.number) == seen.map(\.picture.number))
  }
}
