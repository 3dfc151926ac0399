import Command
import Words

/// What a handout says besides the lessons' own texts.
public enum HandoutWords: String, TextKey {
  case title, forTeacher, step, yourAnswer, answer, tell, logs, timers, line, node, left, words
}

/// What students get on paper: captions, questions to answer, empty logs and timers to fill in, the words to know; for
/// the teacher with the answers and notes. It is made by playing the lessons, so that page and wall agree.
public struct Handout: Sendable {
  enum Block: Sendable, Equatable {
    case heading(Int, String)
    case text(String)
    /// In a box of its own.
    case note(String)
    case choices([String], right: [Int])
    case table(head: [String], rows: [[String]])
    case list([String])
  }

  /// Of a log that is filled in, and as many nodes as most lessons have.
  private static let columns = 8
  private static let nodes = 5
  private static let mostStops = 1000

  private(set) var blocks: [Block] = []
  private let language: Language
  private let isKey: Bool

  /// - Parameters:
  ///   - isKey: For the teacher.
  ///   - words: The words to know, each with its sentence.
  /// - Throws: what `open` throws.
  public init(
    _ lessons: [Lesson], _ language: Language, isKey: Bool, words: [String],
    open: @escaping LessonPlayer.Opener
  ) throws {
    self.language = language
    self.isKey = isKey
    blocks.append(.heading(1, language.text(HandoutWords.title)))
    if isKey { blocks.append(.text(language.text(HandoutWords.forTeacher))) }
    for lesson in lessons { try add(lesson, open) }
    blocks += [.heading(2, language.text(HandoutWords.words)), .list(words)]
  }

  /// All that the reference student sees of a lesson.
  private mutating func add(_ lesson: Lesson, _ open: @escaping LessonPlayer.Opener) throws {
    let player = try LessonPlayer(lesson, open: open)
    for _ in 0..<Self.mostStops where player.task != .ended {
      player.advance(to: .max)
      player.proceed()
    }
    blocks.append(.heading(2, lesson.title.text(in: language)))
    var step: Int?
    var drawn: Set<String> = []
    for said in player.said {
      switch said {
      case .caption(let text, let place):
        if place != step {
          let number = lesson.mainSteps.count { $0 <= place }
          blocks.append(.heading(3, language.text(HandoutWords.step, ["number": number])))
          step = place
        }
        blocks.append(.text(text.text(in: language)))
      case .tell(let text):
        if isKey { blocks.append(.note(language.text(HandoutWords.tell, ["text": text.text(in: language)]))) }
      case .question(let question, let right): add(question, right: right)
      case .point(let targets):
        for target in targets {
          if let sheet = sheet(target), drawn.insert(sheet.name).inserted { blocks += sheet.blocks }
        }
      }
    }
  }

  private mutating func add(_ question: LessonQuestion, right: [Int]) {
    blocks.append(.text(question.text.text(in: language)))
    blocks.append(.choices(question.choices.map { $0.text.text(in: language) }, right: isKey ? right : []))
    guard isKey else { return blocks.append(.text(language.text(HandoutWords.yourAnswer))) }
    let because = question.because?.text(in: language) ?? ""
    let numbers = right.map { "\($0 + 1)" }.joined(separator: ", ")
    blocks.append(.note(language.text(HandoutWords.answer, ["number": numbers, "because": because])))
  }

  /// What is filled in by hand where a lesson points at it; nil: nothing.
  private func sheet(_ target: LessonTarget) -> (name: String, blocks: [Block])? {
    let node = language.text(HandoutWords.node)
    let nodes = (1...Self.nodes).map { "n\($0)" }
    switch target {
    case .logs, .entry, .meter:
      let head = [node] + (1...Self.columns).map(String.init)
      let rows = nodes.map { [$0] + Array(repeating: "", count: Self.columns) }
      return ("logs", [.text(language.text(HandoutWords.logs)), .table(head: head, rows: rows)])
    case .timers:
      let head = [node, language.text(HandoutWords.left), language.text(HandoutWords.line)]
      let rows = nodes.map { [$0, "", "|" + String(repeating: "-----|", count: 6)] }
      return ("timers", [.text(language.text(HandoutWords.timers)), .table(head: head, rows: rows)])
    default: return nil
    }
  }

  // MARK: As text

  public var markdown: String {
    var lines: [String] = []
    for block in blocks {
      switch block {
      case .heading(let level, let text):
        lines.append(String(repeating: "#", count: level) + " " + Self.plain(text))
      case .text(let text): lines.append(Self.plain(text))
      case .note(let text): lines.append("> " + Self.plain(text))
      case .choices(let choices, let right):
        lines += choices.enumerated().map {
          "\($0 + 1). " + (right.contains($0) ? "**\(Self.plain($1))**" : Self.plain($1))
        }
      case .list(let items): lines += items.map { "- " + Self.plain($0) }
      case .table(let head, let rows):
        let all = [head, head.map { _ in "---" }] + rows
        lines += all.map { "| " + $0.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |" }
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }

  /// Signs that Markdown would take for its own.
  private static func plain(_ text: String) -> String {
    text.replacing("*", with: "\\*").replacing("<", with: "&lt;")
  }

  /// A page of its own, as a browser prints it on A4.
  public var html: String {
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"\(language.rawValue)\"><head><meta charset=\"utf-8\">",
      "<title>\(Self.escaped(language.text(HandoutWords.title)))</title>",
      """
      <style>
      @page { size: A4; margin: 18mm }
      body { font: 11pt/1.4 serif; max-width: 174mm; margin: auto }
      h2 { break-before: page; border-bottom: 1px solid } h1 + h2 { break-before: auto }
      h3 { margin-bottom: 0 } table, blockquote, ol { break-inside: avoid }
      table { border-collapse: collapse } td, th { border: 1px solid; min-width: 9mm; height: 7mm; padding: 0 1mm }
      blockquote { border-left: 3px solid; margin-left: 0; padding-left: 3mm }
      </style></head><body>
      """,
    ]
    for block in blocks {
      switch block {
      case .heading(let level, let text): lines.append("<h\(level)>\(Self.escaped(text))</h\(level)>")
      case .text(let text): lines.append("<p>\(Self.escaped(text))</p>")
      case .note(let text): lines.append("<blockquote>\(Self.escaped(text))</blockquote>")
      case .choices(let choices, let right):
        let items = choices.enumerated().map {
          let text = Self.escaped($1)
          return "<li>" + (right.contains($0) ? "<b>\(text)</b>" : text) + "</li>"
        }
        lines.append("<ol>" + items.joined() + "</ol>")
      case .list(let items):
        lines.append("<ul>" + items.map { "<li>\(Self.escaped($0))</li>" }.joined() + "</ul>")
      case .table(let head, let rows):
        let body = rows.map { "<tr>" + $0.map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>" }
        let top = "<tr>" + head.map { "<th>\(Self.escaped($0))</th>" }.joined() + "</tr>"
        lines.append("<table>" + ([top] + body).joined(separator: "\n") + "</table>")
      }
    }
    return lines.joined(separator: "\n") + "\n</body></html>\n"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
