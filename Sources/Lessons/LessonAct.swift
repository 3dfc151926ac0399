import Command
import Consensus

/// What a student did that counts in a lesson.
public enum LessonAct: Sendable, Equatable {
  /// Went on.
  case key
  /// Answered with the choice of this number, from 0.
  case answer(Int)
  /// Acted, at this time of the world.
  case verb(Verb, at: Nanoseconds)
}

extension LessonAct: CustomStringConvertible {
  /// A line: `key`, `answer 2`, `at 96000000 kill leader`.
  public var description: String {
    switch self {
    case .key: "key"
    case .answer(let choice): "answer \(choice + 1)"
    case .verb(let verb, let time): "at \(time) \(verb)"
    }
  }

  /// From such a line; nil: it is none.
  public init?(_ line: Substring) {
    let words = line.split(separator: " ", maxSplits: 2).map { String($0) }
    switch (words.first, words.count) {
    case ("key", 1): self = .key
    case ("answer", 2):
      guard let number = Int(words[1]), number > 0 else { return nil }
      self = .answer(number - 1)
    case ("at", 3):
      guard let time = Nanoseconds(words[1]), let verb = try? VerbParser.parse(syntax: words[2]) else {
        return nil
      }
      self = .verb(verb, at: time)
    default: return nil
    }
  }
}

/// A place in a lesson, as it is kept for whoever comes back: its lines are the lesson's name and the acts that led there.
public struct LessonPlace: Sendable, Equatable {
  public var lesson: String
  public var path: [LessonAct]

  public init(lesson: String, path: [LessonAct]) {
    self.lesson = lesson
    self.path = path
  }

  public var text: String {
    (["lesson \(lesson)"] + path.map(\.description)).joined(separator: "\n") + "\n"
  }

  /// nil: it names no lesson. What follows a line that is no act is left out.
  public init?(text: String) {
    let lines = text.split(separator: "\n")
    guard let first = lines.first, first.hasPrefix("lesson "), first.count > 7 else { return nil }
    lesson = String(first.dropFirst(7))
    path = []
    for line in lines.dropFirst() {
      guard let act = LessonAct(line) else { break }
      path.append(act)
    }
  }
}

/// What a lesson has said, asked or pointed at, with its places filled.
public enum LessonSaid: Sendable, Equatable {
  case caption(LessonText, step: Int)
  case tell(LessonText)
  case point([LessonTarget])
  case question(LessonQuestion, right: [Int])
}
