import Words

/// What a scenario says to whoever watches it, in one language or in several.
///
/// A line `note TEXT` names no language; `note zh: TEXT` does, where a folder of texts has that name. A line that
/// names a language right after a note without that language says the same as that note: both are one note.
public struct Note: Sendable, Equatable {
  /// A text, and the language that it names; nil: none.
  public struct Text: Sendable, Equatable {
    public let language: Language?
    public let text: String
  }

  /// As they stand in the file; there is at least one.
  public private(set) var texts: [Text]

  /// A note that names no language.
  public init(_ text: String) { texts = [Text(language: nil, text: text)] }

  /// From what stands behind the verb.
  init(line: String) {
    self.init(line)
    guard let colon = line.firstIndex(of: ":"), let language = Language(rawValue: String(line[..<colon]))
    else {
      return
    }
    let rest = line[line.index(after: colon)...].drop { $0 == " " }
    texts = [Text(language: language, text: String(rest))]
  }

  /// Takes the text of a line that names a language which this note lacks.
  /// - Returns: whether it did.
  mutating func add(_ other: Note) -> Bool {
    guard let new = other.texts.first, other.texts.count == 1, let language = new.language,
      !texts.contains(where: { $0.language == language })
    else { return false }
    texts.append(new)
    return true
  }

  /// The text for this language: its own, else the one that names none, else the English one, else the first.
  public func text(in language: Language) -> Text {
    for wanted in [language, nil, .english] {
      if let text = texts.first(where: { $0.language == wanted }) { return text }
    }
    return texts[0]
  }

  /// What stands behind the verb: a line for each text, from the second on with the verb.
  var lines: String {
    texts.map { text in
      (text.language.map { "\($0): " } ?? "") + Self.oneLine(text.text)
    }.joined(separator: "\nnote ")
  }

  /// A note fits one line and must not be cut at what would read as a comment. Notes that were read never
  /// need this; those made by a program may.
  private static func oneLine(_ text: String) -> String {
    var line = ""
    var afterBlank = true
    for character in text {
      let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
      line.append(isControl || character.isBreak ? " " : character == "#" && afterBlank ? "＃" : character)
      afterBlank = isControl || character.isWhitespace
    }
    return line
  }
}
