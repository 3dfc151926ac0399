/// A text by its name: a case of an enum, whose texts stand in one file for each language. The enum's name is
/// the file's, the raw value is the key in it.
public protocol TextKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
  /// The name of the file, without its extension.
  static var topic: String { get }
}

extension TextKey {
  public static var topic: String { String(describing: Self.self) }
}

/// Keys that are no cases of an enum: the names of values of which each brings its own texts. They are those
/// that stand in the English file; of any other `Language.textIfAny` is nil.
public protocol NamedTextKey: TextKey {
  init(rawValue: String)
}

extension NamedTextKey {
  public static var allCases: [Self] {
    ((try? Language.english.entries(of: topic)) ?? []).map { Self(rawValue: $0.key) }
  }
}

/// An enum of keys as a value: its file.
struct Topic: Hashable {
  let keys: any TextKey.Type

  init(_ keys: any TextKey.Type) { self.keys = keys }

  static func == (left: Topic, right: Topic) -> Bool { left.keys == right.keys }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(keys)) }
}

extension Language {
  /// The text of this key as it stands in the file, places and all; the English one where this language lacks
  /// it.
  public func text(_ key: some TextKey) -> String { text(Topic(type(of: key)), key.rawValue) }

  /// The same with its places filled.
  public func text(_ key: some TextKey, _ values: [String: any Sayable]) -> String {
    Phrase(key, values).text(in: self)
  }

  /// The text that the file has under `FAMILY.KEY`, where it tells this otherwise for one of these families, the first
  /// before the others; else that of the key.
  public func text(_ key: some TextKey, of families: [String]) -> String {
    let topic = Topic(type(of: key))
    for family in families {
      if let text = textIfAny(topic, "\(family).\(key.rawValue)") { return text }
    }
    return text(topic, key.rawValue)
  }

  /// The same; nil where the English file lacks it too.
  public func textIfAny(_ key: some TextKey) -> String? { textIfAny(Topic(type(of: key)), key.rawValue) }

  func text(_ topic: Topic, _ key: String) -> String {
    textIfAny(topic, key) ?? "\(topic.keys.topic).\(key)"
  }

  private func textIfAny(_ topic: Topic, _ key: String) -> String? {
    Texts.text(self, topic, key) ?? (self == .english ? nil : Texts.text(.english, topic, key))
  }
}

/// How texts with places are filled. A place is a name in braces, as `{node}`.
public enum Template {
  /// - Parameter value: What stands in a place of this name; nil keeps the place with its braces.
  public static func fill(_ template: String, _ value: (Substring) -> String?) -> String {
    // Bytes, not characters: braces are ASCII, and a frame fills hundreds of places.
    let bytes = template.utf8
    var result = ""
    var start = template.startIndex
    while let open = bytes[start...].firstIndex(of: UInt8(ascii: "{")),
      let close = bytes[open...].firstIndex(of: UInt8(ascii: "}"))
    {
      result += template[start..<open]
      result += value(template[bytes.index(after: open)..<close]) ?? String(template[open...close])
      start = bytes.index(after: close)
    }
    return start == template.startIndex ? template : result + template[start...]
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
