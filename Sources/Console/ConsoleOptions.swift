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
  package var size: Size
  package var look = Look()
  package var language: Language = .english
  /// What it begins with.
  package var view = View.cluster
  /// In thousandths of real time, 1…100,000; nil plays at the automatic pace.
  package var speedThousandths: UInt64?
  /// How its news speak.
  package var words: WordLevel = .paper
  /// Whether it proposes what to try.
  package var hints = true
  /// Whether it begins with the mouse on.
  package var mouse = true
  /// Whether time waits at its start for a key.
  package var waitsAtStart = false
  /// Whether time waits at the notes of a scenario.
  package var stopsAtNotes = true
  /// Whether the wall marks balances that change.
  package var marksChanges = true
  /// What the run that it opens with is; nil: no scenario.
  package var story: ScenarioEntry?
  /// Whether it begins with the start screen, while time waits.
  package var showsStart = false
  /// What the person has done in sessions before.
  package var done: Set<String> = []
  /// Keeps what the person has done.
  package var onDone: (String) -> Void = { _ in }
  /// The lessons, in the order of the course.
  package var lessons: [ScenarioEntry] = []
  /// The lesson that it begins with.
  package var opensLesson: String?
  /// Opens a lesson by its name.
  package var onOpenLesson: (String) -> Result<LessonPlayer, ScenarioProblem> = {
    .failure(ScenarioProblem("no lesson \($0)"))
  }
  /// The challenges, and the one that it begins with.
  package var challenges: [Challenge] = []
  package var opensChallenge: String?
  /// Begins one.
  package var onOpenChallenge: (Challenge) -> Result<LessonPlayer, ScenarioProblem> = {
    .failure(ScenarioProblem("no challenge \($0.name)"))
  }
  /// Keeps how one has ended, and the run as a share line.
  package var onChallenge: (ChallengeResult, String) -> Void = { _, _ in }
  /// Keeps what came of a lesson.
  package var onLesson: (LessonNote) -> Void = { _ in }
  /// Of a class.
  package var plan: ClassPlan?
  /// Whether it begins with that.
  package var opensPlan = false
  /// Keeps what was answered to a question, and the run to where it was asked as a share line.
  package var onAnswer: (GivenAnswer, String) -> Void = { _, _ in }
  /// Keeps what somebody of this name decided for a node.
  package var onDecision: (String, HandSnapshot.Answer) -> Void = { _, _ in }
  /// The shipped scenarios, in the order of the list.
  package var scenarios: [ScenarioEntry] = []
  /// Opens a scenario by its name and gives the cluster that plays it.
  package var onOpenScenario: (String) -> Result<any ClusterHost, ScenarioProblem> = {
    .failure(ScenarioProblem("no scenario \($0)"))
  }
  /// A clock that only goes forward, in nanoseconds: bounds the work of one tick.
  package var workClock: () -> UInt64 = WorkClock.since(.now)
}

extension ConsoleOptions {
  package init(size: Size) { self.init(size: size, look: Look()) }
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
