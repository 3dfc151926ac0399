import Command
import Consensus
import Host

/// Plays a lesson on clusters: the one driver of the console, of `raftcoin lesson check` and of lines.
///
/// The world stands still while the lesson waits for whoever takes it, and runs while the lesson waits for the world
/// (`isRunning`, `advance`). An act that the lesson did not wait for is tried on a branch beside it: the world runs on
/// there, and whoever goes on, goes home or does what was awaited is back where the lesson stood. So nothing that is tried
/// changes what comes later, and the same right acts give the same bytes.
public final class LessonPlayer {
  /// Makes the cluster of a world.
  public typealias Opener = (Scenario) throws -> any ClusterHost

  public let lesson: Lesson
  /// The cluster that is shown; another one once the lesson begins its next world.
  public private(set) var host: any ClusterHost
  /// Where the lesson stands.
  public private(set) var run = LessonRun()
  /// What was answered so far: the question, and whether it was right.
  public private(set) var answers: [(question: String, isRight: Bool)] = []

  public init(_ lesson: Lesson, open: @escaping Opener) throws {
    self.lesson = lesson
    host = try open(lesson.worlds[0])
  }

  /// What is up to the student; `.aside` while something else is being tried.
  public var task: LessonTask { run.task }
  /// Whether the world is to run: the lesson waits for it, or something is being tried.
  public var isRunning: Bool { false }
  /// The number of the step on the straight way, from 1, and how many there are.
  public var progress: (step: Int, of: Int) { (1, lesson.mainSteps.count) }
  /// What the lesson waits for the student to do, as the reference student does it.
  public var awaited: Verb? { nil }

  /// Lets the world run through `time` while `isRunning`, and stops at the very event for which the lesson waits; then
  /// the lesson's next lines have been done too.
  public func advance(to time: Nanoseconds, while mayGoOn: () -> Bool = { true }) {}

  /// Goes on where that is up to the student, or comes back from what was tried.
  /// - Returns: whether the key meant something here.
  @discardableResult
  public func key() -> Bool { false }

  /// Does a verb of the cluster or of its time for the student. Verbs of the screen are the console's own.
  @discardableResult
  public func perform(_ verb: Verb) -> ActionOutcome { .done() }

  /// Answers the question with the choice of this number, from 0.
  /// - Returns: whether there was a question with such a choice.
  @discardableResult
  public func answer(_ choice: Int) -> Bool { false }

  /// Gives the next hint, if there is one.
  @discardableResult
  public func hint() -> Bool { false }

  /// Does for the student what is up to the student.
  public func proceed() {}

  /// Back to the start of the step; what was done since is a branch that is kept.
  public func home() {}

  /// Back to the start of the step before.
  /// - Returns: whether there is one.
  @discardableResult
  public func previousStep() -> Bool { false }

  /// Takes what the lesson asks of the screen: verbs of the console and of the pace, in order.
  public func takeScreenVerbs() -> [Verb] { [] }
}
