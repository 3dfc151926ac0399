import Command
import Host
import Lessons
import Predictions
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// What every text of every language must keep to: who translates reads here what a file lacks.
struct TextTests {
  static let topics: [any TextKey.Type] =
    Language.topics + VerbTable.topics + [PastReasons.self, ReasonSentences.self] + Lesson.topics
    + Explainer.topics
    + Panels.topics
    + KeyTable.topics + Prediction.topics
  static let names = topics.map { $0.topic }.sorted()
  static let translations = Language.allCases.filter { $0 != .english }

  private static func keys<Key: TextKey>(_ topic: Key.Type) -> [String] { topic.allCases.map(\.rawValue) }

  private static func texts(_ language: Language, _ topic: String) throws -> [String: String] {
    let entries = try #require(try language.entries(of: topic), "\(language)/\(topic).strings is missing")
    return Dictionary(entries.map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
  }

  /// Calls with every text, and the English one beside it.
  private static func compare(
    _ language: Language, _ check: (_ name: String, _ english: String, _ text: String) -> Void
  ) throws {
    for topic in names where topic != Glossary.topic {
      let english = try texts(.english, topic)
      for (key, text) in try texts(language, topic) {
        if let other = english[key], other.hasPrefix("@") {
          #expect(text == other, "\(language)/\(topic).\(key) is another text in English")
          continue
        }
        check("\(language)/\(topic).\(key)", english[key] ?? "", text)
      }
    }
  }

  @Test(arguments: Language.allCases)
  func everyLanguageHasTheSameFiles(language: Language) {
    #expect(language.topics.sorted() == Self.names)
  }

  @Test(arguments: Language.allCases, topics.map { ($0.topic, keys($0)) })
  func everyFileHasTheKeysOfItsTopic(language: Language, topic: (name: String, keys: [String])) throws {
    let entries = try #require(try language.entries(of: topic.name))
    let found = entries.map(\.key)
    let place = "\(language)/\(topic.name).strings"
    #expect(Set(topic.keys).subtracting(found).isEmpty, "\(place) lacks these")
    // A protocol may have a sentence of its own.
    let known =
      topic.keys + ConsensusProtocol.allCases.flatMap { of in topic.keys.map { "\(of.rawValue).\($0)" } }
    #expect(Set(found).subtracting(known).isEmpty, "nobody asks \(place) for these")
    #expect(Set(found).count == found.count, "\(place) has a key twice")
    for entry in entries { #expect(!entry.text.isEmpty, "\(place): \(entry.key)") }
  }

  /// Where a language may choose which of the values it tells.
  private static let mayChoose: Set<String> = [
    "Label.storedWall", "PartSentences.brokenRule", "PastReasons.notShared",
  ]

  @Test(arguments: translations)
  func everyTextHasThePlacesOfTheEnglishOne(language: Language) throws {
    try Self.compare(language) { name, english, text in
      guard !Self.mayChoose.contains(String(name.drop { $0 != "/" }.dropFirst())) else { return }
      #expect(Template.places(in: text).sorted() == Template.places(in: english).sorted(), "\(name)")
    }
  }

  /// A family's own text stands before the common one.
  @Test func aFamilyHasItsOwnTexts() {
    let rule = Paragraph(rawValue: "rule")
    #expect(Language.english.text(rule, of: ["granted-vote"]).hasPrefix("Rule: a node grants a vote"))
    let common = Language.english.text(BreakSentences.beside)
    #expect(Language.english.text(BreakSentences.beside, of: ["granted-vote"]) == common)
  }

  /// Every place of a sentence is one that the narrator can fill.
  @Test func everyPlaceOfASentenceIsKnown() throws {
    for topic in Self.names where topic.hasSuffix("Sentences") {
      for (key, text) in try Self.texts(.english, topic) {
        for place in Template.places(in: text) {
          #expect(Place(rawValue: place) != nil, "\(topic).\(key): {\(place)}")
        }
      }
    }
  }

  // MARK: Words

  /// A term, its English forms, its word in another language, and the words that are not used for it.
  struct Term {
    let forms: [String]
    let word: String
    let avoided: [String]

    init(_ key: Glossary, _ language: Language) {
      let parts = language.text(key).split(separator: " ").map(String.init)
      forms = Language.english.text(key).split(separator: " ").map(String.init)
      word = parts.first ?? ""
      avoided = Array(parts.dropFirst(2))
    }
  }

  /// The words of an English text, without its places and without what stands in it as code.
  private static func words(_ english: String) -> [String] {
    var bare = Template.fill(english) { _ in " " }
    while let open = bare.firstIndex(of: "`"),
      let close = bare[bare.index(after: open)...].firstIndex(of: "`")
    {
      bare.replaceSubrange(open...close, with: " ")
    }
    return bare.lowercased().split { !$0.isLetter }.map(String.init)
  }

  @Test(arguments: translations)
  func everyTermHasOneWord(language: Language) throws {
    let terms = Glossary.allCases.map { Term($0, language) }
    try Self.compare(language) { name, english, text in
      let words = Self.words(english)
      for term in terms {
        for other in term.avoided { #expect(!text.contains(other), "\(name): \(other), not \(term.word)") }
        if words.contains(where: { term.forms.contains($0) }) {
          #expect(text.contains(term.word), "\(name): \(term.word)")
        }
      }
    }
  }

  // MARK: The format

  @Test func aFileOfTexts() throws {
    let text = """
      /* Greetings
         "no" = "text"; */
      "hello" = "Hello, \\"you\\"\\nand \\\\n"; // said
      "place"
        = "{node}" ;
      """
    let entries = try StringsFile.entries(of: text)
    #expect(entries.map(\.key) == ["hello", "place"])
    #expect(entries.map(\.text) == ["Hello, \"you\"\nand \\n", "{node}"])
  }

  @Test(arguments: [
    ("\"a\" \"b\";", 1, "="), ("\n\"a\" = \"b\"\n", 3, ";"), ("a = \"b\";", 1, "a key in quotes"),
    ("\"a\" = \"b", 1, "the end of the text, a quote"), ("\n/* a", 2, "the end of the comment, */"),
  ])
  func whatIsWrongWithAFile(text: String, line: Int, expected: String) {
    #expect(throws: StringsFile.Fault(line: line, expected: expected)) { try StringsFile.entries(of: text) }
  }

  @Test func languages() {
    #expect(Language.allCases.first == .english)
    #expect(Language(rawValue: "zh") == .chinese && Language(rawValue: "xx") == nil)
    #expect(Language(locale: "zh_CN.UTF-8") == .chinese && Language(locale: "C.UTF-8") == nil)
    #expect(Phrase.languages.text(in: .chinese).hasPrefix("中文、English"))
    #expect(Set(Language.allCases.map(\.next)).count == Language.allCases.count)
  }
}
