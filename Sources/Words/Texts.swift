import Synchronization

/// The texts of all languages. A file is read when one of its texts is wanted first.
enum Texts {
  private struct File: Hashable {
    let language: Int
    let topic: Topic
  }

  private static let read = Mutex<[File: [String: String]]>([:])

  /// nil: there is none.
  static func text(_ language: Language, _ topic: Topic, _ key: String) -> String? {
    let file = File(language: language.index, topic: topic)
    return read.withLock { read in
      if let texts = read[file] { return texts[key] }
      let entries = (try? language.entries(of: topic.keys.topic)) ?? []
      let texts = Dictionary(entries.map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
      read[file] = texts
      return texts[key]
    }
  }
}

extension Language {
  /// The topics of which the language's folder has a file.
  public var topics: [String] {
    EmbeddedTexts.files.filter { $0.language == rawValue }.map(\.topic)
  }

  /// What stands in the file of a topic, in its order; nil: there is no such file.
  /// - Throws: what is wrong with the file.
  public func entries(of topic: String) throws(StringsFile.Fault) -> [StringsFile.Entry]? {
    guard let file = EmbeddedTexts.files.first(where: { $0.language == rawValue && $0.topic == topic }) else {
      return nil
    }
    return try StringsFile.entries(of: file.text.description)
  }
}
