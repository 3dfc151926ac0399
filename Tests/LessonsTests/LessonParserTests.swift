import Command
import Consensus
import Testing

@testable import Lessons

/// What is wrong with a lesson file is told all at once, with its places.
struct LessonParserTests {
  private static func parse(_ text: String) -> Result<Lesson, ScenarioErrors> {
    LessonParser.parse(bytes: Array(text.utf8), file: "x.lesson")
  }

  private static let head = "raftcoin 1\nlesson x\ntitle en X\n\nworld\nseed 1\n\nstep a\n"

  private static let question = "question q\ntext en Q\nchoice en A\nright always\nchoice en B\n"

  /// A file, and the places and English words of what is wrong with it.
  private static let wrong: [(text: String, errors: [String])] = [
    (
      "raftcoin 1\n",
      [
        "1:1: lesson needs a name", "1:1: the lesson has no title", "2:1: the lesson has no world",
        "2:1: the lesson has no end",
      ]
    ),
    (head + "say en\nend\n", ["9:7: say en needs a text"]),
    (head + "say Hello there\nend\n", ["9:5: say needs a language and a text"]),
    (head + "point moon\nend\n", ["9:7: `moon` is nothing that a lesson can point at"]),
    (head + "ask why\nend\n", ["9:5: there is no question `why`"]),
    (head + "goto b\nend\n", ["9:6: there is no step `b`"]),
    (head + "if leader\nend\n", ["9:10: if needs a predicate and a step"]),
    (head + "if leeder goto a\nend\n", ["9:4: `leeder` is not a predicate"]),
    (head + "when did kil 3\nend\n", ["9:10: `kil` is no verb"]),
    (head + "check comitted 3\nend\n", ["9:7: `comitted` is not a predicate"]),
    (head + "student kill 9\nend\n", ["9:14: there is no node 9"]),
    (head + "seed 3\nend\n", ["9:1: "]),
    (head + "kill 1\nend\nstep a\n", ["11:6: a is there already"]),
    (
      head + "end\nquestion q\ntext en Q\nchoice en A\n",
      ["10:1: the question q is never asked", "10:1: the question q has fewer than two choices"]
    ),
    (
      head + "ask q\nend\nquestion q\ntext en Q\nchoice en A\nright if leeder\nchoice en B\n",
      ["14:10: `leeder` is not a predicate"]
    ),
    ("raftcoin 1\nlesson x\ntitle en X\nworld\nstep a\nend\n", ["5:1: this world has no seed"]),
    (head, ["9:1: the lesson has no end"]),
    (
      "raftcoin 1\nlesson x\ntitle en X\npoints many\nworld\nseed 1\nstep a\nend\n",
      ["4:8: points needs a number of points"]
    ),
    (
      "raftcoin 1\nlesson x\ntitle en X\nrubric 0.3 en A\nworld\nseed 1\nstep a\nend\n",
      ["4:8: rubric needs a number of points"]
    ),
    (head + "ask q\nproof q 3 leader\nend\n" + question, ["10:9: there is no choice 3"]),
    (
      head + "ask q\nproof q 2 leader\nend\n" + question,
      ["10:9: the run shows choice 2 of q to be right, and the key says otherwise"]
    ),
  ]

  @Test(arguments: wrong)
  func everyMistakeIsToldWithItsPlace(text: String, errors: [String]) throws {
    guard case .failure(let found) = Self.parse(text) else {
      Issue.record("this is wrong: \(text)")
      return
    }
    let lines = found.diagnostics.map { String($0.description.dropFirst("x.lesson:".count)) }
    #expect(lines.count == errors.count, "\(lines)")
    for (line, error) in zip(lines, errors) { #expect(line.hasPrefix(error)) }
  }

  @Test func aLessonIsAScenarioInSteps() throws {
    let text =
      Self.head + """
        say en One
        say zh 一
        timeout 1
        when leader 1 within 2s
        if did kill follower goto b
        student kill leader
        when did kill leader
        ask q
        when answered
        end
        step b
        goto a
        question q after 2s
        text en Q
        try heal
        choice en A
        choice zh 甲
        right if not leader 1
        choice en B
        because en C
        """
    let lesson = try Self.parse(text).get()
    #expect(lesson.steps.map(\.name) == ["a", "b"])
    #expect(lesson.mainSteps == [0])
    #expect(lesson.steps[0].lines.map(\.number) == [9, 11, 12, 13, 14, 15, 16, 17, 18])
    #expect(lesson.steps[0].lines[2].what == .wait(.when(.leader(.node(NodeID(1))), within: 2_000_000_000)))
    #expect(lesson.questions[0].choices.map(\.right) == [.holds(.not(.leader(.node(NodeID(1))))), .never])
    #expect(lesson.questions[0].acts == [.heal])
    #expect(lesson.questions[0].span == 2_000_000_000)
  }
}
