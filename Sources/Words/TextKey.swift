/// A text by its name: a case of an enum, whose texts stand in one file for each language. The enum's name is
/// the file's, the raw value is the key in it.
public protocol TextKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
  /// The name of the file, without its extension.
  static var topic: String { get }
}

extension TextKey {
  public static var topic: String { String(describing: Self.self) }
}

extension Language {
  /// The text of this key as it stands in the file, places and all; the English one where this language lacks
  /// it.
  public func text(_ key: some TextKey) -> String { text(type(of: key).topic, key.rawValue) }

  /// The same with its places filled.
  public func text(_ key: some TextKey, _ values: [String: any Sayable]) -> String {
    Phrase(key, values).text(in: self)
  }

  func text(_ topic: String, _ key: String) -> String {
    if let text = Texts.text(self, topic, key) { return text }
    return self == .english ? "\(topic).\(key)" : Language.english.text(topic, key)
  }
}

/// How texts with places are filled. A place is a name in braces, as `{node}`.
public enum Template {
  /// - Parameter value: What stands in a place of this name; nil keeps the place with its braces.
  public static func fill(_ template: String, _ value: (Substring) -> String?) -> String {
    var result = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      result += value(rest[rest.index(after: open)..<close]) ?? String(rest[open...close])
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// The names of the places, in their order; one that stands twice comes twice.
  public static func places(in template: String) -> [String] {
    var places: [String] = []
    _ = fill(template) { name in
      places.append(String(name))
      return nil
    }
    return places
  }
}
