import Command
import Words

/// A word of a line, and its column from 1.
struct Word {
  var text: String
  var column: Int
}

/// A line of a lesson file: its words, and the text from each word on.
struct OwnLine {
  let words: [Word]
  private let characters: [Character]

  init(_ text: String) {
    var characters = Array(text)
    let comment = characters.indices.first {
      characters[$0] == "#" && ($0 == 0 || characters[$0 - 1].isWhitespace)
    }
    if let comment { characters.removeLast(characters.count - comment) }
    while characters.last?.isWhitespace == true { characters.removeLast() }
    var words: [Word] = []
    for (place, character) in characters.enumerated() where !character.isWhitespace {
      if place > 0, !characters[place - 1].isWhitespace {
        words[words.count - 1].text.append(character)
      } else {
        words.append(Word(text: String(character), column: place + 1))
      }
    }
    self.words = words
    self.characters = characters
  }

  var first: String { words.first?.text ?? "" }
  var endColumn: Int { characters.count + 1 }
  func word(_ place: Int) -> String? { place < words.count ? words[place].text : nil }
  func column(_ place: Int) -> Int { place < words.count ? words[place].column : endColumn }
  func text(from place: Int) -> String { String(characters.dropFirst(column(place) - 1)) }
  /// The line with its first words as blanks, so that all else keeps its column.
  func blank(words count: Int) -> String {
    let start = column(count) - 1
    return String(repeating: " ", count: start) + text(from: count)
  }
}

/// Reads a file whose lines are partly its own and partly those of a scenario.
protocol OwnLineReading {
  var file: String { get }
  var diagnostics: [Diagnostic] { get set }
  /// By how much a word is longer in the scenario than in the file, by the lines' numbers from 1.
  var shifts: [Int: Int] { get set }
}

extension OwnLineReading {
  mutating func report(
    _ number: Int, _ column: Int, _ problem: LessonProblems, _ expected: LessonProblems,
    _ values: [String: any Sayable] = [:], near: [String] = [], to word: String = ""
  ) {
    diagnostics.append(
      Diagnostic(
        file: file, line: number + 1, column: column, problem: Phrase(problem, values),
        expected: Phrase(expected, values),
        suggestion: near.isEmpty ? nil : nearest(1, to: word, in: near).first))
  }

  mutating func report(_ problem: Diagnostic, _ number: Int, shift: Int = 0) {
    var problem = problem
    problem.file = file
    problem.line = number + 1
    problem.column += shift
    diagnostics.append(problem)
  }

  /// What is wrong with the scenario, with its places in the file.
  mutating func report(_ errors: ScenarioErrors) {
    for var problem in errors.diagnostics {
      problem.column = max(1, problem.column - (shifts[problem.line] ?? 0))
      diagnostics.append(problem)
    }
  }

  mutating func misplaced(_ line: OwnLine, _ number: Int, _ expected: LessonProblems, _ words: [String]) {
    report(
      number, line.column(0), .outOfPlace, expected, ["word": "`\(line.first)`"], near: words, to: line.first)
  }

  mutating func name(_ line: OwnLine, _ number: Int, at place: Int = 1) -> Word? {
    guard place < line.words.count else {
      report(number, line.endColumn, .noName, .name, ["owner": line.first])
      return nil
    }
    return line.words[place]
  }

  /// A language and what is said in it.
  mutating func said(_ line: OwnLine, _ number: Int, at place: Int = 1) -> (language: String, text: String)? {
    guard let code = line.word(place), (2...3).contains(code.count),
      code.allSatisfy({ $0.isASCII && $0.isLowercase })
    else {
      report(number, line.column(place), .noLanguage, .language, ["owner": line.first])
      return nil
    }
    guard line.words.count > place + 1 else {
      report(number, line.endColumn, .needsText, .text, ["owner": "\(line.first) \(code)"])
      return nil
    }
    return (code, line.text(from: place + 1))
  }

  /// The line as it stands in the scenario, with this verb in the place of its first words.
  mutating func inScenario(_ line: OwnLine, _ number: Int, verb: String, words: Int = 1) -> String {
    shifts[number + 1] = verb.count + 1 - (line.column(words) - 1)
    return "\(verb) \(line.text(from: words))"
  }
}
