/// A word or a sign of a line, and where it stands.
struct Token: Equatable {
  var text: String
  /// In characters from the line's start, from 0.
  var start: Int
  var end: Int
  /// One of `, | > >= <= = ..`.
  var isSign: Bool

  var column: Int { start + 1 }
}

/// One line cut into tokens, in composed spelling; its comment is left out. Lexing cannot fail: what makes no
/// sense stays a word for whoever reads it to refuse.
struct SourceLine {
  /// The characters before the comment.
  let characters: [Character]
  let tokens: [Token]

  /// Longer lines are refused: nothing that a person writes needs them.
  static let longest = 65_536

  /// Where something that is missing should have stood.
  var endColumn: Int { (tokens.last?.end).map { $0 + 1 } ?? 1 }

  init(characters: [Character], tokens: [Token]) {
    self.characters = characters
    self.tokens = tokens
  }

  init(_ text: [Character]) {
    let text = text.allSatisfy { $0.isASCII } ? text : Array(String(text).composed)
    characters = Array(text.prefix(Self.lengthWithoutComment(text)))
    tokens = Self.tokens(of: characters)
  }

  /// The text after a place, without blanks at its ends and with tabs as blanks, and where it starts.
  func rest(after position: Int) -> (text: String, start: Int) {
    var start = position
    while start < characters.count, characters[start].isWhitespace { start += 1 }
    var end = characters.count
    while end > start, characters[end - 1].isWhitespace { end -= 1 }
    return (String(characters[start..<end].map { $0.isBreak ? " " : $0 }), start)
  }

  /// `#` begins a comment at the start of a line or after a blank; elsewhere it is a character.
  private static func lengthWithoutComment(_ text: [Character]) -> Int {
    text.indices.first { text[$0] == "#" && ($0 == 0 || text[$0 - 1].isWhitespace) } ?? text.count
  }

  private static func tokens(of characters: [Character]) -> [Token] {
    var tokens: [Token] = []
    var word = ""
    var wordStart = 0
    func endWord(_ end: Int) {
      guard !word.isEmpty else { return }
      tokens.append(Token(text: word, start: wordStart, end: end, isSign: false))
      word = ""
    }
    var index = 0
    while index < characters.count {
      let character = characters[index].halfWidth
      let next = index + 1 < characters.count ? characters[index + 1].halfWidth : " "
      if characters[index].isWhitespace {
        endWord(index)
      } else if let sign = Self.sign(character, next) {
        endWord(index)
        tokens.append(Token(text: sign, start: index, end: index + sign.count, isSign: true))
        index += sign.count - 1
      } else {
        if word.isEmpty { wordStart = index }
        word.append(character)
      }
      index += 1
    }
    endWord(characters.count)
    return tokens
  }

  private static func sign(_ character: Character, _ next: Character) -> String? {
    switch (character, next) {
    case (">", "="): ">="
    case ("<", "="): "<="
    case (".", "."): ".."
    case (",", _), ("|", _), (">", _), ("<", _), ("=", _): String(character)
    default: nil
    }
  }
}

extension Character {
  /// Blanks that would move the cursor elsewhere than one column on.
  var isBreak: Bool { self == "\t" || isNewline }

  /// An input method's full-width letters, digits and signs (U+FF01…U+FF5E) and its full stops as their
  /// ASCII twins; any other character as it is, also `＃`, since only `#` begins a comment.
  var halfWidth: Character {
    guard unicodeScalars.count == 1, let scalar = unicodeScalars.first, scalar.value >= 0x3000 else {
      return self
    }
    if scalar.value == 0x3002 { return "." }
    guard (0xFF01...0xFF5E).contains(scalar.value), scalar != "＃" else { return self }
    return Unicode.Scalar(scalar.value - 0xFEE0).map(Character.init) ?? self
  }
}
