import Words

/// The verbs: the one definition from which come the parser, the printer, the completer, the help and the
/// table of `raftcoin verbs`.
public enum VerbTable {
  /// What a verb acts on.
  public enum Scope: String, TextKey {
    public static var topic: String { "VerbScopes" }

    /// The cluster: recorded, and the same in a file and in the palette.
    case world
    /// The console's clock: not recorded, and nothing to `raftcoin run`.
    case clock
    /// The screen: palette only.
    case console
    /// Checks and narration.
    case file
  }

  /// A verb's form: its name may be shared (`pause`), its key is its own.
  public struct Definition: Sendable, Equatable {
    public let key: Key
    public let name: String
    public let arguments: [Argument]
    public let summary: Phrase
    public let scope: Scope

    /// A word that must follow the name, and tells this form from others of the same name.
    var openingKeyword: String? {
      guard let first = arguments.first, !first.isOptional else { return nil }
      return first.keyword
    }

    /// `balance NAME [from NODE] [stale]`.
    public var usage: String { ([name] + arguments.map(\.usage)).joined(separator: " ") }
  }

  /// All verbs, in the order of the table.
  public static let definitions: [Definition] = Key.allCases.map { definition(of: $0) }

  /// The names of all verbs, each once, in the order of the table.
  public static let names: [String] = definitions.reduce(into: []) { names, definition in
    if !names.contains(definition.name) { names.append(definition.name) }
  }

  /// The definition that a verb was read from.
  public static func definition(of verb: Verb) -> Definition { definition(of: verb.key) }

  /// The forms that share a name.
  static func definitions(named name: String) -> [Definition] {
    definitions.filter { $0.name == name }
  }

  /// The table that `raftcoin verbs` prints: a line for each form, its summary in one column.
  public static func text(_ language: Language) -> String {
    let width = definitions.map(\.usage.count).max() ?? 0
    var lines: [String] = []
    for scope in Scope.allCases {
      if !lines.isEmpty { lines.append("") }
      lines.append(language.text(scope))
      for definition in definitions where definition.scope == scope {
        let padding = String(repeating: " ", count: width - definition.usage.count)
        let summary = definition.summary.text(in: language)
        lines.append("  \(definition.usage)\(padding)  \(summary)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
