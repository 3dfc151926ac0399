import Command
import Consensus
import Host

/// What is up to whoever takes a lesson, or what the lesson waits for.
public enum LessonTask: Sendable, Equatable {
  /// To go on.
  case go
  /// To do one of these.
  case act([ActPattern])
  /// To answer the question.
  case question
  /// To read what was right, and go on.
  case answered
  /// Nothing: the world runs until this.
  case world(When)
  /// Something else was tried, on a branch beside the lesson; to go on is to come back.
  case aside
  /// Nothing: a line of the lesson did not come true, and what was seen. Back to the step's start.
  case failed(line: Int, saw: String)
  case ended
}

/// The place in a lesson: what it has come to by what the world showed and by the student's acts.
public struct LessonRun: Sendable, Equatable {
  /// The number of the step, from 0.
  public internal(set) var step = 0
  /// What is said of this step, with its places filled at the moment when it was said; nil: nothing. What the student
  /// was told before the latest act is said no more once time runs on, since the picture leaves it behind.
  public internal(set) var caption: LessonText?
  /// What the light falls on; the first is to be selected. Empty: on all alike.
  public internal(set) var spotlight: [LessonTarget] = []
  /// The view that the lesson has asked for; nil: none yet.
  public internal(set) var view: String?
  /// The question that was asked last, with its places filled, until the lesson goes on.
  public internal(set) var question: LessonQuestion?
  /// The numbers of its right choices, from 0, in this very run.
  public internal(set) var rightChoices: [Int] = []
  /// The choice that was made; nil: none yet.
  public internal(set) var choice: Int?
  public internal(set) var task = LessonTask.go
  /// What the teacher is told here, and nobody else; nil: nothing yet.
  public internal(set) var tell: LessonText?
  /// What the student did to come here: done again in a new run, it leads here again.
  public internal(set) var path: [LessonAct] = []
  /// The hints that were given since the lesson began to wait.
  public var hints: [LessonText] { Array(allHints.prefix(hintCount)) }
  /// Whether no hint is left: then the program can offer to do it.
  public var offersHelp: Bool { hintCount >= allHints.count }
  /// Whether the choice that was made is right; nil: none was made.
  public var isRight: Bool? { choice.map { rightChoices.contains($0) } }

  /// The next line of the step.
  var line = 0
  /// The student has done what the caption waited for.
  var isCaptionOver = false
  var allHints: [LessonText] = []
  var hintCount = 0
  /// Those that the student may still take in this step.
  var branches: [LessonBranch] = []
  /// The verbs that belong to the run besides; empty: all do; nil: none.
  var allowed: [String]?
  /// What the reference student does next.
  var student: [StudentDoes] = []
  /// The student's acts in this step that no line has asked for yet.
  var acts: [StudentsAct] = []
  /// When the wait for the world began.
  var waitBegan: Nanoseconds = 0

  init() {}

  /// The start of a step, after what was before.
  init(step: Int, after before: LessonRun) {
    self.step = step
    view = before.view
    tell = before.tell
    path = before.path
  }

  /// Whether the student did something here that no line has asked for.
  public var hasOtherActs: Bool { !acts.isEmpty }

  /// How often such an act is still to be done.
  public func left(of pattern: ActPattern) -> Int { pattern.count - acts.count { $0.isMeant(by: pattern) } }

  public var waitsForWorld: Bool { if case .world = task { true } else { false } }

  func allows(_ verb: Verb) -> Bool { allowed.map { $0.isEmpty || $0.contains(verb.form.name) } ?? false }
}

/// A branch that can be taken until the step ends.
struct LessonBranch: Sendable, Equatable {
  var condition: LessonCondition
  var step: String
}

/// What a student did, and what the cluster looked like then.
struct StudentsAct: Sendable, Equatable {
  var verb: Verb
  var picture: ClusterSnapshot
  /// When it was done.
  var time: Nanoseconds

  func isMeant(by pattern: ActPattern) -> Bool { pattern.matches(verb, in: picture) }
}

extension LessonCondition {
  func isMet(by verb: Verb, in picture: ClusterSnapshot) -> Bool {
    if case .did(let pattern) = self { pattern.matches(verb, in: picture) } else { false }
  }
}
