import Words

/// A section or a figure of the Raft paper (extended version), with `D` of Ongaro's dissertation, or with `PMS` of Paxos Made Simple; its text is what
/// it says, in a line or two. One that sentences cite for the first time is a line in `Sections` of each language.
package struct Section: NamedTextKey {
  package static let topic = "Sections"
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }

  /// Those that a text cites, in its order, with where they stand in it. Where all is ASCII, an S is the sign.
  package static func citations(in text: String) -> [(range: Range<String.Index>, section: Section)] {
    let sections = text.matches(of: /(D|PMS )?([§S])(\d+(?:\.\d+)*)/).compactMap { match in
      let section = Section(rawValue: (match.1 ?? "") + "§" + match.3)
      return match.2 == "§" || allCases.contains(section) ? (range: match.range, section: section) : nil
    }
    let figures = figureWords.flatMap { text.ranges(of: $0 + " ") }.compactMap { word in
      text[word.upperBound...].prefixMatch(of: /\d+/).map { number in
        (
          range: word.lowerBound..<number.range.upperBound,
          section: Section(rawValue: "Figure \(number.output)")
        )
      }
    }
    return (sections + figures).sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// What each language calls a figure.
  private static let figureWords = Language.allCases.map { $0.text(PartSentences.figure) }
}

/// The words that one must know to read a screen. A text is the word, a colon, and what it means in plain words.
package enum PlainWord: String, TextKey {
  case term, leader, follower, candidate, vote, majority, log, entry, committed, electionTimeout, heartbeat,
    partition, configuration, commitIndex

  package static let topic = "PlainWords"

  /// The word, and its sentence.
  package func parts(_ language: Language) -> (word: String, meaning: String) {
    let parts = language.text(self).split(maxSplits: 1) { $0 == ":" || $0 == "：" }
    return (String(parts[0]), parts.dropFirst().joined().trimmingPrefix(" ").description)
  }
}

/// Words with what they mean in brackets, as they are written where they are used first. A gloss may use a word that
/// stands before it here.
enum Gloss: String, TextKey {
  case electionTimeout, majority, committed, term

  static let topic = "Glosses"
}

/// Which words were used already, so that the first use of each says what it means.
package struct FirstUses: Sendable, Equatable {
  private var events: [Gloss: UInt64] = [:]
  /// nil: nothing is said.
  package var language: Language?

  package init(_ language: Language? = nil) { self.language = language }

  /// The text about an event, each word that it is the first to use followed by its gloss, behind its number if it
  /// has one: "term 1 (number of an election)".
  package mutating func glossed(_ text: String, event: UInt64) -> String {
    guard let language else { return text }
    var text = text
    for gloss in Gloss.allCases where events[gloss] ?? event == event {
      let whole = language.text(gloss)
      guard let bracket = whole.firstIndex(where: { $0 == "(" || $0 == "（" }) else { continue }
      let lead = whole[..<bracket]
      let word = lead.last == " " ? String(lead.dropLast()) : String(lead)
      guard let found = text.firstRange(of: word) else { continue }
      var end = found.upperBound
      if let number = text[end...].prefixMatch(of: /\ ?\d+/) { end = number.range.upperBound }
      // A part of another word is not the word.
      let neighbours = [text[..<found.lowerBound].last, text[end...].first].compactMap { $0 }
      guard !neighbours.contains(where: { $0 == "-" || $0.isASCII && $0.isLetter }) else { continue }
      text.insert(contentsOf: whole.dropFirst(word.count), at: end)
      events[gloss] = event
    }
    return text
  }
}
