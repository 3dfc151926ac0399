import Canvas
import Command

/// One line of text with a cursor, and the keys that edit it.
struct TextField: Sendable, Equatable {
  /// In characters: what is pasted beyond is cut off.
  static let longest = 500

  private(set) var characters: [Character] = []
  private(set) var cursor = 0

  init(_ text: String = "") { insert(text) }

  var text: String { String(characters) }
  var isEmpty: Bool { characters.isEmpty }

  /// Inserts at the cursor; line ends become blanks, other controls vanish.
  mutating func insert(_ text: String) {
    let clean = TextField.clean(text).prefix(max(0, TextField.longest - characters.count))
    var before = String(characters[..<cursor])
    before += clean
    // A combining mark may have joined the character before the cursor; only composed can it be drawn.
    let joined = Array(before.composed)
    characters.replaceSubrange(..<cursor, with: joined)
    cursor = joined.count
  }

  mutating func replace(with text: String, cursor: Int? = nil) {
    characters = Array(TextField.clean(text).prefix(TextField.longest))
    self.cursor = min(max(0, cursor ?? characters.count), characters.count)
  }

  mutating func move(to place: Int) { cursor = min(max(0, place), characters.count) }

  /// Handles a key that edits.
  /// - Returns: false when the key is no editing key.
  mutating func edit(_ key: InputEvent.Key) -> Bool {
    switch key {
    case .left: move(to: cursor - 1)
    case .right: move(to: cursor + 1)
    case .home, .control("a"): move(to: 0)
    case .end, .control("e"): move(to: characters.count)
    case .backspace, .control("h"):
      if cursor > 0 {
        characters.remove(at: cursor - 1)
        cursor -= 1
      }
    case .delete:
      if cursor < characters.count { characters.remove(at: cursor) }
    case .control("u"):
      characters.removeSubrange(..<cursor)
      cursor = 0
    case .control("w"): deleteWord()
    default: return false
    }
    return true
  }

  private mutating func deleteWord() {
    var start = cursor
    while start > 0, characters[start - 1] == " " { start -= 1 }
    while start > 0, characters[start - 1] != " " { start -= 1 }
    characters.removeSubrange(start..<cursor)
    cursor = start
  }

  static func clean(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\r", "\t", "\u{2028}", "\u{2029}": result.append(" ")
      default:
        if scalar.properties.generalCategory != .control { result.append(scalar) }
      }
    }
    return String(result).composed
  }
}
