import Canvas
import Consensus
import Explanation
import Host
import Lessons
import Panels
import Predictions
import Words

/// A shipped scenario or lesson: its name, and one line about it in each language.
package struct ScenarioEntry: Sendable, Equatable {
  /// How the name of a scenario begins that shows what happens without a rule.
  static let ruleStory = "bug-"

  package var name: String
  var lines: [Language: String]
  /// How long a lesson takes.
  var minutes: Int
  package init(name: String, lines: [Language: String], minutes: Int = 0) {
    self.name = name
    self.lines = lines
    self.minutes = minutes
  }

  /// The rule that is broken in it, where it is about one.
  var brokenRule: String? {
    name.hasPrefix(Self.ruleStory) ? String(name.dropFirst(Self.ruleStory.count)) : nil
  }

  init(_ challenge: Challenge) {
    let lines = Language.allCases.map { ($0, challenge.title.text(in: $0)) }
    self.init(name: challenge.name, lines: Dictionary(uniqueKeysWithValues: lines))
  }

  /// The line as it stands beside the name, which it does not repeat.
  func listed(_ language: Language) -> String {
    let line = line(language)
    let parts = line.split(separator: ": ", maxSplits: 1)
    let isName = parts.first?.lowercased().replacing(" ", with: "-") == name || parts.first == "Bug"
    return parts.count == 2 && isName ? String(parts[1]) : line
  }

  /// In this language, else in English.
  func line(_ language: Language) -> String { lines[language] ?? lines[.english] ?? "" }
}

/// What came of a lesson, by the lesson's name: what is kept on this machine. Numbers of choices are from 1.
package enum LessonNote: Sendable, Equatable {
  /// Where it stands now: what leads there again.
  case place(LessonPlace)
  /// It was left.
  case left
  case step(String, String)
  case answer(String, question: String, picked: Int, right: Int)
  /// The hands of the room, of the first vote on a question or the second.
  case vote(String, question: String, number: Int, hands: [Int], right: Int)
}

/// Why a scenario could not be opened, in words for the person.
package struct ScenarioProblem: Error, Equatable, Sendable {
  var text: String
  package init(_ text: String) { self.text = text }
}

/// What the caller decides about a console before it opens.
package struct ConsoleOptions {
  /// Of the screen, until it is resized.
  var size: Size
  var look: Look
  var language: Language
  /// In thousandths of real time, 1…100,000; nil plays at the automatic pace.
  var speedThousandths: UInt64?
  /// How its news speak.
  var words: WordLevel
  /// Whether it proposes what to try.
  var hints: Bool
  /// Whether it begins with the mouse on.
  var mouse: Bool
  /// Whether time waits at its start for a key.
  var waitsAtStart: Bool
  /// Whether time waits at the notes of a scenario.
  var stopsAtNotes: Bool
  /// Whether the wall marks balances that change.
  var marksChanges: Bool
  /// What the run that it opens with is; nil: no scenario.
  var story: ScenarioEntry?
  /// Whether it begins with the start screen, while time waits.
  var showsStart: Bool
  /// What the person has done in sessions before.
  var done: Set<String>
  /// Keeps what the person has done.
  var onDone: (String) -> Void
  /// The lessons, in the order of the course.
  var lessons: [ScenarioEntry]
  /// The lesson that it begins with.
  var opensLesson: String?
  /// Opens a lesson by its name.
  var onOpenLesson: (String) -> Result<LessonPlayer, ScenarioProblem>
  /// The challenges, and the one that it begins with.
  var challenges: [Challenge]
  var opensChallenge: String?
  /// Begins one.
  var onOpenChallenge: (Challenge) -> Result<LessonPlayer, ScenarioProblem>
  /// Keeps how one has ended, and the run as a share line.
  var onChallenge: (ChallengeResult, String) -> Void
  /// Keeps what came of a lesson.
  var onLesson: (LessonNote) -> Void
  /// Of a class.
  var plan: ClassPlan?
  /// Whether it begins with that.
  var opensPlan: Bool
  /// Keeps what was answered to a question, and the run to where it was asked as a share line.
  var onAnswer: (GivenAnswer, String) -> Void
  /// Keeps what somebody of this name decided for a node.
  var onDecision: (String, HandSnapshot.Answer) -> Void
  /// The shipped scenarios, in the order of the list.
  var scenarios: [ScenarioEntry]
  /// Opens a scenario by its name and gives the cluster that plays it.
  var onOpenScenario: (String) -> Result<any ClusterHost, ScenarioProblem>
  /// A clock that only goes forward, in nanoseconds: bounds the work of one tick.
  var workClock: () -> UInt64

  package init(
    size: Size, look: Look = Look(), language: Language = .english, speedThousandths: UInt64? = nil,
    words: WordLevel = .paper, hints: Bool = true, mouse: Bool = true, waitsAtStart: Bool = false,
    stopsAtNotes: Bool = true,
    marksChanges: Bool = true, story: ScenarioEntry? = nil, showsStart: Bool = false, done: Set<String> = [],
    onDone: @escaping (String) -> Void = { _ in }, lessons: [ScenarioEntry] = [],
    opensLesson: String? = nil,
    onOpenLesson: @escaping (String) -> Result<LessonPlayer, ScenarioProblem> = { name in
      .failure(ScenarioProblem("no lesson \(name)"))
    },
    challenges: [Challenge] = [], opensChallenge: String? = nil,
    onOpenChallenge: @escaping (Challenge) -> Result<LessonPlayer, ScenarioProblem> = { challenge in
      .failure(ScenarioProblem("no challenge \(challenge.name)"))
    },
    onChallenge: @escaping (ChallengeResult, String) -> Void = { _, _ in },
    onLesson: @escaping (LessonNote) -> Void = { _ in }, plan: ClassPlan? = nil,
    opensPlan: Bool = false,
    onAnswer: @escaping (GivenAnswer, String) -> Void = { _, _ in },
    onDecision: @escaping (String, HandSnapshot.Answer) -> Void = { _, _ in },
    scenarios: [ScenarioEntry] = [],
    onOpenScenario: @escaping (String) -> Result<any ClusterHost, ScenarioProblem> = { name in
      .failure(ScenarioProblem("no scenario \(name)"))
    },
    workClock: @escaping () -> UInt64 = WorkClock.since(.now)
  ) {
    self.size = size
    self.look = look
    self.language = language
    self.speedThousandths = speedThousandths
    self.words = words
    self.hints = hints
    self.mouse = mouse
    self.waitsAtStart = waitsAtStart
    self.stopsAtNotes = stopsAtNotes
    self.marksChanges = marksChanges
    self.story = story
    self.showsStart = showsStart
    self.done = done
    self.onDone = onDone
    self.lessons = lessons
    self.opensLesson = opensLesson
    self.onOpenLesson = onOpenLesson
    self.challenges = challenges
    self.opensChallenge = opensChallenge
    self.onOpenChallenge = onOpenChallenge
    self.onChallenge = onChallenge
    self.onLesson = onLesson
    self.plan = plan
    self.opensPlan = opensPlan
    self.onAnswer = onAnswer
    self.onDecision = onDecision
    self.scenarios = scenarios
    self.onOpenScenario = onOpenScenario
    self.workClock = workClock
  }
}

/// The machine's steady clock, as nanoseconds since a start.
package enum WorkClock {
  /// How long ago this was, whenever it is asked.
  package static func since(_ start: ContinuousClock.Instant) -> () -> UInt64 {
    {
      let (seconds, attoseconds) = start.duration(to: .now).components
      return UInt64(max(0, seconds)) &* 1_000_000_000 &+ UInt64(max(0, attoseconds) / 1_000_000_000)
    }
  }
}
