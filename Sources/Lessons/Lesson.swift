import Command
import Consensus

/// A lesson: a scenario that is cut into steps, with what it says, asks and waits for. The lines that it adds touch the
/// screen or the lesson's own place, never the world.
public struct Lesson: Sendable, Equatable {
  /// By which it is opened: `election`.
  public var name: String
  public var title: LessonText
  /// How long it takes, more or less.
  public var minutes = 7
  /// The lessons that are to be done before.
  public var after: [String] = []
  /// The words of the glossary that it explains.
  public var teaches: [String] = []
  /// The clusters that it begins one after another, each with what is done before the first step.
  public var worlds: [Scenario] = []
  public var steps: [LessonStep] = []
  public var questions: [LessonQuestion] = []
  /// What it counts in a quiz; 0: it is no question of one.
  public var points = Points()
  /// For what these are given.
  public var rubric: [RubricLine] = []

  func question(_ name: String) -> LessonQuestion? { questions.first { $0.name == name } }

  /// The numbers of the steps on the straight way: not those to which only a branch leads.
  public var mainSteps: [Int] { steps.indices.filter { !steps[$0].isSide } }
}

/// A part of a lesson: one goes back to its start.
public struct LessonStep: Sendable, Equatable {
  public var name: String
  /// Which of the lesson's worlds it plays in.
  public var world: Int
  /// Only a branch leads to it.
  public var isSide = false
  var lines: [LessonLine] = []
}

/// A line of a step.
struct LessonLine: Sendable, Equatable {
  enum What: Sendable, Equatable {
    case say(LessonText)
    case point([LessonTarget])
    case ask(String)
    /// Waits, as a scenario does, until something holds or a time has come.
    case wait(When)
    case waitFor(StudentAct)
    case branch(LessonCondition, to: String)
    case goto(String)
    case end
    /// These verbs belong to the run, besides the awaited one; empty: all verbs do.
    case allow([String])
    case check(Predicate)
    /// This holds, which shows that the choice of this number, from 0, is the right one.
    case proof(question: String, choice: Int, Predicate)
    case hint(LessonText)
    case student(StudentDoes)
    /// Done at once.
    case verb(Verb)
  }

  /// In the file, from 1.
  var number: Int
  var what: What
}

/// What a lesson waits for from whoever takes it.
enum StudentAct: Sendable, Equatable {
  /// That it may go on.
  case key
  /// An answer to the question that was asked last.
  case answered
  case did(ActPattern)
}

/// When a branch is taken.
enum LessonCondition: Sendable, Equatable {
  /// Judged where the line stands.
  case world(Predicate)
  /// Taken until the step ends.
  case did(ActPattern)
  case answeredWrong
}

/// What the reference student does at the next wait.
enum StudentDoes: Sendable, Equatable {
  case verb(Verb)
  case answerWrong
}

/// A question of a lesson.
public struct LessonQuestion: Sendable, Equatable {
  /// When a choice is the right one.
  enum Right: Sendable, Equatable {
    case never
    case always
    case holds(Predicate)
  }
  public struct Choice: Sendable, Equatable {
    public var text: LessonText
    var right = Right.never
  }

  public var name: String
  public var text: LessonText
  public var choices: [Choice] = []
  /// Why the right choice is right; told once there is an answer.
  public var because: LessonText?
  /// How long a copy of the run goes on before the right choice is looked for there.
  var span: Nanoseconds = 0
  /// What is done in that copy first.
  var acts: [Verb] = []
}
