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
