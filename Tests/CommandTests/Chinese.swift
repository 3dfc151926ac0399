import Words

extension Language {
  /// What the tests compare with English.
  static let chinese = Language(rawValue: "zh") ?? .english
}
