import Command
import Host
import Words

/// What a quiz says besides its own texts.
public enum QuizWords: String, TextKey {
  case about, choice, paper, keys, head, minute, writeHere, digit, right, wrong, answer, failed, tick, yes,
    instead
  case scored, scoredStudy, total, totalStudy, partial, reworded, rewordedPaxos, order, group
  case studyTitle, studyPoints, studyHead, studyQuestion, studyOf
}

/// A quiz line by line, for pipes, screen readers and terminals of any kind: each question is a lesson, whose run shows
/// the answer once there is one.
public final class QuizSession {
  public enum Mode: String, Sendable {
    /// A digit answers, and the program counts.
    case choice
    /// An answer is written, and who reads it ticks what it says.
    case paper
  }

  /// What came of a question.
  public struct Result: Sendable {
    /// By the name of its lesson.
    public var question: String
    public var points: Points
    public var of: Points
    /// What was chosen for each part, by its number from 1, or what was written, a line each.
    public var answers: [String]
    /// The numbers of the lines of the rubric, from 1, that were ticked.
    public var ticked: [Int]
  }

  /// What stands around a session.
  public struct Surroundings {
    /// The next line that is typed; nil: the end.
    var read: () -> String?
    var write: (String) -> Void
    var open: LessonPlayer.Opener
    /// What the cluster looks like, in lines.
    var picture: (ClusterSnapshot) -> [String]
    /// Minutes since the beginning.
    var minute: () -> Int

    public init(
      read: @escaping () -> String?, write: @escaping (String) -> Void, open: @escaping LessonPlayer.Opener,
      picture: @escaping (ClusterSnapshot) -> [String], minute: @escaping () -> Int = { 0 }
    ) {
      (self.read, self.write, self.open, self.picture, self.minute) = (read, write, open, picture, minute)
    }
  }

  private let questions: [Lesson]
  private let study: StudyScores
  private let mode: Mode
  private let minutes: Int
  private let language: Language
  private let surroundings: Surroundings
  private var shown: (caption: String, picture: [String]) = ("", [])

  /// - Parameters:
  ///   - study: With whose scores those of `.paper` are compared.
  ///   - minutes: How many there are for it; the program only says which one it is.
  public init(
    _ questions: [Lesson], study: StudyScores, mode: Mode, minutes: Int, language: Language,
    _ surroundings: Surroundings
  ) {
    (self.questions, self.study, self.mode, self.minutes) = (questions, study, mode, minutes)
    (self.language, self.surroundings) = (language, surroundings)
  }

  /// What the two ways are.
  public static func about(in language: Language) -> [String] {
    [language.text(QuizWords.about), language.text(QuizWords.choice), language.text(QuizWords.paper)]
  }

  /// Asks all questions, or those up to where the lines end or say `q`.
  /// - Parameter note: Takes each result as soon as it is there.
  public func run(_ note: (Result) -> Void) {
    tell(.keys)
    var results: [Result] = []
    for lesson in questions {
      guard let result = take(lesson) else { break }
      results.append(result)
      note(result)
      tellScore(of: result)
    }
    sum(results)
  }

  private func tell(_ key: QuizWords, _ values: [String: any Sayable] = [:]) {
    surroundings.write(language.text(key, values))
  }

  private func tell(_ text: LessonText, before: String = "") {
    surroundings.write(before + text.text(in: language))
  }

  private func blank() { surroundings.write("") }

  /// - Returns: what is typed; nil: nothing will be any more.
  private func read() -> String? {
    surroundings.read().flatMap { $0.filter { !$0.isWhitespace } == "q" ? nil : $0 }
  }

  // MARK: A question

  private func take(_ lesson: Lesson) -> Result? {
    blank()
    tell(.head, ["points": lesson.points, "title": lesson.title.text(in: language)])
    guard let player = try? LessonPlayer(lesson, open: surroundings.open) else { return nil }
    shown = ("", [])
    var result = Result(question: lesson.name, points: Points(), of: lesson.points, answers: [], ticked: [])
    switch mode {
    case .choice:
      guard play(player, &result) else { return nil }
      let right = player.answers.count { $0.picked == $0.right }
      result.points = Points(halves: lesson.points.halves * right / max(1, lesson.questions.count))
    case .paper:
      tell(.minute, ["minute": surroundings.minute(), "minutes": minutes])
      guard let written = write(lesson, player) else { return nil }
      result.answers = written
      guard play(player, &result), let ticked = tick(lesson) else { return nil }
      result.ticked = ticked.sorted().map { $0 + 1 }
      result.points = lesson.points(for: ticked)
    }
    return result
  }

  /// Plays to the end; each stop takes a line.
  /// - Returns: false where the lines or the run ended before.
  private func play(_ player: LessonPlayer, _ result: inout Result) -> Bool {
    while true {
      player.advance(to: .max)
      show(player)
      let before = player.run
      switch player.task {
      case .ended: return true
      case .failed(let line, let saw):
        tell(.failed, ["line": line, "saw": saw])
        return false
      case .question where mode == .choice:
        guard let choice = choose(player) else { return false }
        result.answers.append("\(choice + 1)")
        player.answer(choice)
      case .answered:
        tellVerdict(player)
        guard read() != nil else { return false }
        player.key()
      case .go:
        guard read() != nil else { return false }
        player.key()
      default: player.proceed()
      }
      if player.run == before { return false }
    }
  }

  /// Says what is new since it was said last.
  private func show(_ player: LessonPlayer) {
    let caption = player.run.caption?.text(in: language) ?? ""
    let snapshot = player.host.snapshot()
    let picture = snapshot.time > 0 ? surroundings.picture(snapshot) : shown.picture
    if caption != shown.caption, !caption.isEmpty { surroundings.write(caption) }
    if picture != shown.picture { for line in picture { surroundings.write("  " + line) } }
    shown = (caption, picture)
  }

  private func choose(_ player: LessonPlayer) -> Int? {
    guard let question = player.run.question else { return nil }
    tell(question.text)
    for (place, choice) in question.choices.enumerated() { tell(choice.text, before: "  \(place + 1)  ") }
    while let line = read() {
      if let digit = Int(line.filter { !$0.isWhitespace }), question.choices.indices.contains(digit - 1) {
        return digit - 1
      }
      tell(.digit, ["of": question.choices.count])
    }
    return nil
  }

  private func tellVerdict(_ player: LessonPlayer) {
    guard let question = player.run.question, let right = player.run.rightChoices.first else { return }
    let values: [String: any Sayable] = [
      "number": right + 1, "choice": question.choices[right].text.text(in: language),
      "because": question.because?.text(in: language) ?? "",
    ]
    if mode == .paper { tell(question.text) }
    tell(mode == .paper ? .answer : player.run.isRight == true ? .right : .wrong, values)
  }

  // MARK: On paper

  /// Says all that is asked, and takes an answer.
  private func write(_ lesson: Lesson, _ player: LessonPlayer) -> [String]? {
    show(player)
    var before: LessonRun?
    while player.task != .question, player.run != before {
      before = player.run
      player.advance(to: .max)
      show(player)
      if player.task == .go { player.key() }
    }
    for question in lesson.questions { tell(question.text) }
    tell(.writeHere)
    var lines: [String] = []
    while let line = read() {
      if line.allSatisfy(\.isWhitespace) { return lines }
      lines.append(line)
    }
    return nil
  }

  private func tick(_ lesson: Lesson) -> Set<Int>? {
    tell(.tick)
    var ticked: Set<Int> = []
    for (place, line) in lesson.rubric.enumerated() {
      let points =
        line.isInstead ? language.text(QuizWords.instead, ["points": line.points]) : "\(line.points)"
      tell(line.text, before: "  [\(points)] ")
      guard let typed = read() else { return nil }
      if typed.first.map({ language.text(QuizWords.yes).contains($0.lowercased()) }) == true {
        ticked.insert(place)
      }
    }
    return ticked
  }

  // MARK: The score

  private func tellScore(of result: Result) {
    // The question's place in the study: a lesson's name ends in its number.
    let place = (result.question.split(separator: "-").last.flatMap { Int($0) } ?? 0) - 1
    let values: [String: any Sayable] = ["number": place + 1, "points": result.points, "of": result.of]
    guard mode == .paper, study.means.indices.contains(place) else { return tell(.scored, values) }
    tell(.scoredStudy, values.merging(["mean": Self.text(study.means[place], digits: 2)]) { old, _ in old })
  }

  private func sum(_ results: [Result]) {
    blank()
    let points = results.map(\.points).reduce(Points(), +)
    let values: [String: any Sayable] = [
      "points": points, "of": results.map(\.of).reduce(Points(), +), "done": results.count,
      "count": study.means.count,
    ]
    if mode == .choice { return tell(.total, values) }
    guard results.count == study.means.count else { return tell(.partial, values) }
    tell(
      .totalStudy,
      [
        "points": points, "mean": Self.text(study.mean, digits: 1), "below": study.below(points),
        "count": study.scores.count,
      ])
    let spread = [
      "deviation": Self.text(study.deviation, digits: 1),
      "margin": Self.text(2 * study.deviation / 60.0.squareRoot(), digits: 1),
    ]
    let notes: [QuizWords] =
      study.subject == "paxos" ? [.rewordedPaxos, .group] : [.reworded, .order, .group]
    for key in notes { tell(key, spread) }
  }

  /// Rounded; as `25.7`.
  public static func text(_ value: Double, digits: Int) -> String {
    let unit = digits == 1 ? 10 : 100
    let rounded = Int((value * Double(unit)).rounded())
    let rest = "\(rounded % unit)"
    return "\(rounded / unit)." + String(repeating: "0", count: digits - rest.count) + rest
  }
}

extension Lesson {
  /// The topics of this room.
  public static let topics: [any TextKey.Type] = [LessonProblems.self, QuizWords.self, HandoutWords.self]
}
