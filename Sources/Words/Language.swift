/// A language of the program: a folder of `Assets/Words`.
///
/// A new one is added by adding its folder, named by the language's code (ISO 639): the same files as in `en`,
/// each with the same keys, and in each text the same places.
public struct Language: Hashable, Sendable, RawRepresentable, CaseIterable, CustomStringConvertible {
  /// The folder's name: "en", "zh".
  public let rawValue: String
  /// Its place among all languages.
  let index: Int

  /// nil: there is no folder of this name.
  public init?(rawValue: String) {
    guard let language = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = language
  }

  private init(code: String, index: Int) {
    rawValue = code
    self.index = index
  }

  /// In which the program was written, and which speaks where another language has no text.
  public static let english = Language(code: "en", index: 0)

  /// English first, then by their codes.
  public static let allCases: [Language] = {
    let codes = Set(EmbeddedTexts.files.map(\.language)).subtracting([english.rawValue])
    return [english] + codes.sorted().enumerated().map { Language(code: $1, index: $0 + 1) }
  }()

  /// The language that a locale such as `zh_CN.UTF-8` asks for; nil: none of ours.
  public init?(locale: String) {
    guard let language = Self.allCases.first(where: { locale.hasPrefix($0.rawValue) }) else { return nil }
    self = language
  }

  /// The next one, round and round.
  public var next: Language { Self.allCases[(index + 1) % Self.allCases.count] }

  public var description: String { rawValue }

  /// What the language calls itself.
  public var name: String { text(Formats.languageName) }
}

extension Language {
  /// The topics of this room.
  public static let topics: [any TextKey.Type] = [Formats.self, Glossary.self]
}
