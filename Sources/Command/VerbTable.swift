import Canvas
import Words

/// How a verb is written: a form's name may be shared (`pause`), its key is its own.
public struct VerbForm: Sendable {
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

  /// By which its summary is found.
  public struct Key: TextKey {
    public static var topic: String { "Verbs" }
    public static let allCases = VerbTable.forms.map(\.key)
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
  }

  public let key: Key
  public let name: String
  let arguments: [Argument]
  public let scope: Scope
  /// Reads the arguments, and makes the verb of them.
  let read: @Sendable (LineReader) throws(Diagnostic) -> Verb
  /// The verb at hand in another cluster; nil where it makes no sense there.
  let renumbered: @Sendable (Renumbering) -> Verb?

  init<each Value: Sendable>(
    _ name: String, key: String? = nil, _ slots: repeat Slot<each Value>, scope: Scope = .world,
    verb: @escaping @Sendable (repeat each Value) -> Verb
  ) {
    self.key = Key(rawValue: key ?? name)
    self.name = name
    var arguments: [Argument] = []
    repeat arguments.append((each slots).argument)
    self.arguments = arguments
    self.scope = scope
    read = { reader throws(Diagnostic) in verb(repeat try (each slots).read(reader, name)) }
    renumbered = { number in try? verb(repeat (each slots).renumbered(number)) }
  }

  /// What it does, in a line.
  public var summary: Phrase {
    Phrase(key, ["languages": Phrase.list(Language.allCases.map(\.rawValue), by: .or)])
  }

  /// A word that must follow the name, and tells this form from others of the same name.
  var openingKeyword: String? {
    guard let first = arguments.first, !first.isOptional else { return nil }
    return first.keyword
  }

  /// `balance NAME [from NODE] [stale]`.
  public var usage: String { ([name] + arguments.map(\.usage)).joined(separator: " ") }
}

/// All verbs: what the reader and the completer look in, and the table of `raftcoin verbs`.
public enum VerbTable {
  /// In the order of the table.
  public static let forms: [VerbForm] = Verb.blanks.map(\.form)

  /// The names of all verbs, each once, in the order of the table.
  public static let names: [String] = forms.reduce(into: []) { names, form in
    if !names.contains(form.name) { names.append(form.name) }
  }

  /// The forms that share a name.
  static func forms(named name: String) -> [VerbForm] { formsByName[name] ?? [] }

  private static let formsByName = Dictionary(grouping: forms, by: \.name)

  /// The table that `raftcoin verbs` prints: a line for each form, its summary in one column, and the same for the
  /// words that begin a predicate.
  public static func text(_ language: Language) -> String {
    let width = forms.map(\.usage.count).max() ?? 0
    var lines: [String] = []
    for scope in VerbForm.Scope.allCases {
      if !lines.isEmpty { lines.append("") }
      lines.append(language.text(scope))
      for form in forms where form.scope == scope {
        let usage = TextWidth.fit(form.usage, width: width)
        lines.append("  \(usage)  \(form.summary.text(in: language))")
      }
    }
    lines += ["", language.text(Offer.predicates)]
    for word in PredicateWord.allCases {
      lines.append("  \(TextWidth.fit(word.rawValue, width: width))  \(language.text(word))")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
