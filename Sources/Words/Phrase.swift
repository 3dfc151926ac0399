/// Something to be said, whatever the language will be: a text by its key and what stands in its places.
public struct Phrase: Hashable, Sendable {
  private indirect enum Content: Hashable {
    case verbatim(String)
    case text(topic: Topic, key: String, values: [String: Phrase])
    case list([String], by: Formats)
    case languages
  }

  private let content: Content

  private init(content: Content) { self.content = content }

  /// - Parameter values: By place; a place without a value keeps its name in braces.
  public init(_ key: some TextKey, _ values: [String: any Sayable] = [:]) {
    content = .text(topic: Topic(type(of: key)), key: key.rawValue, values: values.mapValues(\.phrase))
  }

  /// The same in every language: what a person typed, names, numbers.
  public init(verbatim text: String) { content = .verbatim(text) }

  /// Words that are the same in every language, joined as each language joins them.
  public static func list(_ words: some Sequence<String>, by separator: Formats = .listComma) -> Phrase {
    Phrase(content: .list(Array(words), by: separator))
  }

  /// The names of all languages, each as it calls itself: first the one that is spoken.
  public static let languages = Phrase(content: .languages)

  /// The text in this language, with all its places filled.
  public func text(in language: Language) -> String {
    switch content {
    case .verbatim(let text): text
    case .text(let topic, let key, let values):
      Template.fill(language.text(topic, key)) { values[String($0)]?.text(in: language) }
    case .list(let words, let separator): words.joined(separator: language.text(separator))
    case .languages:
      ([language] + Language.allCases.filter { $0 != language }).map(\.name)
        .joined(separator: language.text(Formats.listComma))
    }
  }

  public var english: String { text(in: .english) }
}

/// What can stand in a place of a phrase.
public protocol Sayable {
  var phrase: Phrase { get }
}

extension Phrase: Sayable {
  public var phrase: Phrase { self }
}

extension Sayable where Self: CustomStringConvertible {
  public var phrase: Phrase { Phrase(verbatim: description) }
}

extension String: Sayable {}
extension Int: Sayable {}
extension UInt64: Sayable {}
