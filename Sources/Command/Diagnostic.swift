import Words

/// What is wrong at one place of a scenario file or of a typed line, and what was expected there.
public struct Diagnostic: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file's name as the person gave it; nil for a typed line.
  public var file: String? = nil
  /// From 1.
  public var line = 1
  /// From 1, counted in characters (a tab and a wide character are one each).
  public var column: Int
  public var problem: Phrase
  public var expected: Phrase
  /// The nearest right word, where one was misspelt.
  public var suggestion: String? = nil

  public init(
    file: String? = nil, line: Int = 1, column: Int, problem: Phrase, expected: Phrase,
    suggestion: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
    self.expected = expected
    self.suggestion = suggestion
  }

  /// `FILE:LINE:COLUMN: what is wrong; what was expected`; without the place for a typed line.
  public var description: String { text(in: .english) }

  /// The same in any language.
  public func text(in language: Language) -> String {
    let place = file.map { "\($0):\(line):\(column): " } ?? ""
    let parts: [String: any Sayable] = ["problem": problem, "expected": expected, "word": suggestion ?? ""]
    return place + language.text(suggestion == nil ? Problem.whole : .wholePerhaps, parts)
  }
}

/// Everything that is wrong with a scenario file, in the order of its lines.
public struct ScenarioErrors: Error, Equatable, Sendable, CustomStringConvertible {
  /// Never empty.
  public let diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  /// One line for each.
  public var description: String { shortened(to: .max) }

  /// One line for each of the first, and one that counts the rest: of a file that is no scenario every line
  /// is wrong.
  public func shortened(to count: Int) -> String {
    var lines = diagnostics.prefix(count).map(\.description)
    if diagnostics.count > count { lines.append("… and \(diagnostics.count - count) more") }
    return lines.joined(separator: "\n")
  }
}

/// A word as messages quote it: between grave accents, controls replaced, cut after 40 characters.
func quoted(_ word: some StringProtocol) -> String {
  var shown = ""
  for scalar in word.unicodeScalars.prefix(40) {
    let control = scalar.properties.generalCategory == .control
    shown.unicodeScalars.append(control ? "\u{FFFD}" : scalar)
  }
  return word.unicodeScalars.count > 40 ? "`\(shown)…`" : "`\(shown)`"
}
