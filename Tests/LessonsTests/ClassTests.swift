import Assets
import Command
import Consensus
import Host
import SimulationHost
import Testing
import Words

@testable import Lessons

/// What a teacher gets: the plan, the handout, the results.
struct ClassTests {
  private static func plan() throws -> ClassPlan {
    try #require(ClassPlan(text: String(decoding: ShippedPlan.bytes, as: UTF8.self)))
  }

  @Test func thePlanOfSixtyMinutesTakesFifty() throws {
    let plan = try Self.plan()
    #expect(plan.minutes == 60 && plan.need(done: []) == 50)
    #expect(plan.items.count { $0.kind == .vote } == 3)
    for item in plan.items {
      let lesson = try ShippedLessonTests.lesson(item.lesson)
      if let question = item.question { #expect(lesson.question(question) != nil) }
      #expect(Set(item.text.texts.keys) == Set(Language.allCases.map(\.rawValue)))
    }
  }

  @Test func whoIsLateLeavesOutWhatThePlanCanSpare() throws {
    let plan = try Self.plan()
    #expect(plan.leftOut(done: [], in: 50) == [])
    let first = plan.leftOut(done: [], in: 49)
    #expect(first.map { plan.items[$0].kind } == [.show])
    #expect(plan.need(done: Set(plan.leftOut(done: [0, 1], in: 25)).union([0, 1])) <= 25)
    // More than can be spared gives all of that.
    #expect(plan.leftOut(done: [], in: 0).count == plan.items.count { $0.leave != nil })
  }

  @Test(arguments: [
    "raftcoin 1\nclass a 60\nlesson x\n", "class a 60\n", "class a 60\nlesson x 3\nsing la 1\n",
    "class a 60\nlesson x 3 leave early\nsay en a\n",
  ])
  func aPlanWithAMistakeIsNone(text: String) { #expect(ClassPlan(text: text) == nil) }

  // MARK: Where somebody was

  @Test(arguments: ["election", "partition", "figure-8"])
  func whatWasDoneLeadsToTheSamePlaceAgain(name: String) throws {
    let lesson = try ShippedLessonTests.lesson(name)
    let player = try LessonPlayer(lesson, open: ShippedLessonTests.open)
    while player.task != .ended {
      player.advance(to: .max)
      let place = LessonPlace(lesson: name, path: player.run.path)
      let read = try #require(LessonPlace(text: place.text))
      #expect(read == place)
      if player.run.path.count % 4 == 3 {
        let other = try LessonPlayer(lesson, open: ShippedLessonTests.open)
        other.follow(read.path)
        other.advance(to: .max)
        #expect(other.run == player.run)
        #expect(other.host.now == player.host.now)
        #expect((other.host as? SimulationHost)?.hashText == (player.host as? SimulationHost)?.hashText)
      }
      player.proceed()
    }
  }

  /// An event may come before the line that waits for it.
  @Test func theWorldTakesNoticeOfWhatALessonAsks() throws {
    let text = """
      raftcoin 1
      lesson x
      title en X
      world
      seed 1
      step a
      when event became-leader
      check leader
      end
      """
    let lesson = try LessonParser.parse(bytes: Array(text.utf8), file: "x", vocabulary: Vocabulary.of).get()
    #expect(lesson.worlds[0].asked.map(\.events) == [["became-leader"]])
    let player = try LessonPlayer(lesson, open: ShippedLessonTests.open)
    player.advance(to: .max)
    #expect(player.task == .ended)
  }

  @Test func whatWasTriedBesideTheLessonIsNotKept() throws {
    let player = try LessonPlayer(ShippedLessonTests.lesson("election"), open: ShippedLessonTests.open)
    player.answer(0)
    player.key()
    let path = player.run.path
    player.perform(.kill([.node(NodeID(5))]))
    #expect(player.task == .aside && player.run.path == path)
    player.home()
    #expect(player.run.path.count <= path.count)
  }

  // MARK: The handout

  private static func handout(_ language: Language, isKey: Bool) throws -> Handout {
    try Handout(
      [ShippedLessonTests.lesson("election"), ShippedLessonTests.lesson("replication")], language,
      isKey: isKey,
      words: ["term: a number"], open: ShippedLessonTests.open)
  }

  @Test(arguments: Language.allCases)
  func theHandoutAsksAndTheKeyAnswers(language: Language) throws {
    let paper = try Self.handout(language, isKey: false)
    let key = try Self.handout(language, isKey: true)
    for text in [paper.markdown, paper.html] {
      #expect(!text.contains(language.text(HandoutWords.answer, ["number": "2", "because": ""]).prefix(5)))
    }
    let tells = try ShippedLessonTests.lesson("election").steps.flatMap(\.lines).compactMap { line in
      if case .tell(let text) = line.what { text.text(in: language) } else { nil }
    }
    #expect(tells.count >= 2)
    for tell in tells { #expect(!paper.markdown.contains(tell) && key.markdown.contains(tell)) }
    // The place of a caption is filled as on the wall, and tables are there to fill in.
    #expect(!paper.markdown.contains("{") && paper.markdown.contains("| n5 |"))
    #expect(key.html.contains("<b>") && !paper.html.contains("<b>"))
    #expect(try Self.handout(language, isKey: true).html == key.html)
  }

  // MARK: Results

  @Test func resultsAreMergedTheHardestQuestionFirst() {
    var table = ResultTable()
    let anna = """
      {"lesson":"election","step":"timers"}
      {"lesson":"election","question":"split","picked":1,"right":3}
      {"lesson":"election","question":"split","picked":3,"right":3}
      {"lesson":"commit","question":"can-pay","picked":1,"right":1}
      """
    let class1 = """
      {"lesson":"commit","question":"can-pay","vote":1,"hands":[30,10],"right":1}
      {"lesson":"commit","question":"can-pay","vote":2,"hands":[36,4],"right":1}
      """
    table.add(Array(anna.utf8), of: "anna")
    table.add(
      Array(#"{"name":"bo, b","lesson":"election","question":"split","picked":3,"right":3}"#.utf8), of: "x")
    table.add(Array(class1.utf8), of: "teacher")
    #expect(
      table.csv == """
        student,steps,election split,commit can-pay
        anna,1,0,1
        "bo, b",0,1,
        right %,,50,100
        vote 1 %,,,75
        vote 2 %,,,90

        """)
    #expect(table.unreadable == 0)
  }

  /// Wherever a file ends, the lines before are read, and at most one is lost.
  @Test func aFileThatIsCutOffLosesOneLineAtMost() {
    let line = #"{"lesson":"election","question":"q1","picked":1,"right":1}"# + "\n"
    let second = line.replacing("q1", with: "q2")
    let bytes = Array((line + second).utf8)
    for end in 0...bytes.count {
      var table = ResultTable()
      table.add(
        Array(bytes.prefix(end)) + Array("\n".utf8) + Array(line.replacing("q1", with: "q3").utf8), of: "a")
      #expect(table.csv.contains("election q3"))
      if end >= line.utf8.count { #expect(table.csv.contains("election q1")) }
      #expect(table.unreadable <= 1)
    }
  }
}
