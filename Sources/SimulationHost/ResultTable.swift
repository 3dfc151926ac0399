#if canImport(Glibc)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What several students answered, as a table: a row each, the questions hardest first.
public struct ResultTable: Sendable {
  /// A line of a results file; other lines are passed over, as one that a crash cut off.
  private struct Line: Decodable {
    /// Only who wants to has one.
    var name: String?
    var lesson: String?
    var step: String?
    var question: String?
    var template: String?
    var picked: Int?
    var right: Int?
    /// Of a vote of the room.
    var vote: Int?
    var hands: [Int]?
  }

  private struct Tally {
    var right = 0
    var given = 0
    var share: Double { given == 0 ? 0 : Double(right) / Double(given) }
  }

  private var students: [String] = []
  private var steps: [String: Set<String>] = [:]
  /// By student and question: whether the first answer was right.
  private var answers: [String: [String: Bool]] = [:]
  private var questions: [String: Tally] = [:]
  /// By vote and question: how many of a hundred were right.
  private var votes: [Int: [String: Int]] = [:]
  /// Lines that hold nothing that can be read.
  public private(set) var unreadable = 0

  public init() {}

  /// Takes a file.
  /// - Parameter student: Whose it is, where its lines do not say.
  public mutating func add(_ bytes: [UInt8], of student: String) {
    let decoder = JSONDecoder()
    for text in bytes.split(separator: 0x0A) {
      guard let line = try? decoder.decode(Line.self, from: Data(text)) else {
        unreadable += 1
        continue
      }
      take(line, of: line.name ?? student)
    }
  }

  private mutating func take(_ line: Line, of student: String) {
    let question =
      line.question.map { "\(line.lesson ?? "quiz") \($0)" } ?? line.template.map { "predict \($0)" }
    if let question, let vote = line.vote, let hands = line.hands, let right = line.right {
      let all = hands.reduce(0, +)
      guard all > 0, hands.indices.contains(right - 1) else { return }
      votes[vote, default: [:]][question] = hands[right - 1] * 100 / all
      if questions[question] == nil { questions[question] = Tally() }
      return
    }
    if !students.contains(student) { students.append(student) }
    if let lesson = line.lesson, let step = line.step {
      steps[student, default: []].insert("\(lesson) \(step)")
    }
    guard let question, let picked = line.picked, let right = line.right,
      answers[student]?[question] == nil
    else { return }
    answers[student, default: [:]][question] = picked == right
    questions[question, default: Tally()].given += 1
    questions[question, default: Tally()].right += picked == right ? 1 : 0
  }

  /// Of each student how many steps were reached, and of each question 1 where the first answer was right and 0 where
  /// not; then the share of right ones, and what each vote of the room came to, in percent.
  public var csv: String {
    let columns = questions.sorted { ($0.value.share, $0.key) < ($1.value.share, $1.key) }.map(\.key)
    func row(_ name: String, _ steps: String, _ cell: (String) -> String?) -> String {
      ([name, steps] + columns.map { cell($0) ?? "" }).map(Self.quoted).joined(separator: ",")
    }
    var lines = [(["student", "steps"] + columns).map(Self.quoted).joined(separator: ",")]
    for student in students.sorted() {
      lines.append(
        row(student, "\(steps[student]?.count ?? 0)") { answers[student]?[$0].map { $0 ? "1" : "0" } })
    }
    lines.append(
      row("right %", "") { name in
        questions[name].flatMap { $0.given > 0 ? "\($0.right * 100 / $0.given)" : nil }
      })
    for (vote, shares) in votes.sorted(by: { $0.key < $1.key }) {
      lines.append(row("vote \(vote) %", "") { shares[$0].map(String.init) })
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
