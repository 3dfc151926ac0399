import Ledger
import Words

/// What `Tab` can add to a typed line.
public struct Completion: Equatable, Sendable {
  /// One way to go on with the line.
  public struct Candidate: Equatable, Sendable {
    public var text: String
    /// A few words, in the context's language; may be empty.
    public var summary: String
  }

  /// The characters of the line, from 0, that are completed: the word before the cursor.
  public var replaced: Range<Int>
  /// What to put there: as much as all candidates agree on, never less than was typed; a whole word, where
  /// there is one candidate, with a blank after it if more may follow.
  public var replacement: String
  /// In the order in which they are best shown.
  public var candidates: [Candidate]
  /// What is expected where nothing can be listed: "an amount of whole coins …".
  public var hint: String?

  /// The line and the cursor after completing.
  public func applied(to line: String) -> (line: String, cursor: Int) {
    let characters = Array(line)
    let lower = min(replaced.lowerBound, characters.count)
    let upper = min(max(replaced.upperBound, lower), characters.count)
    let head = String(characters[..<lower]) + replacement
    return (head + String(characters[upper...]), head.count)
  }
}

/// Completes typed lines. It asks the parser what it would have read next, so the two cannot disagree.
public enum Completer {
  /// - Parameters:
  ///   - line: The typed line.
  ///   - cursor: In characters from 0; what stands behind it is not looked at.
  public static func complete(_ line: String, cursor: Int, context: PaletteContext) -> Completion {
    complete(line, cursor: cursor, context: context) { reader in _ = try? reader.verb() }
  }

  /// The same for a prompt that takes the arguments of one verb: the line holds only these.
  public static func complete(
    argumentsOf verb: String, _ line: String, cursor: Int, context: PaletteContext
  ) -> Completion {
    complete(line, cursor: cursor, context: context) { reader in
      _ = try? VerbTable.forms(named: verb).first { !$0.arguments.isEmpty }?.read(reader)
    }
  }

  private static func complete(
    _ line: String, cursor: Int, context: PaletteContext, _ read: (LineReader) -> Void
  ) -> Completion {
    let characters = Array(line)
    let cursor = min(max(0, cursor), characters.count)
    let head = Array(characters[..<cursor])
    let source = SourceLine(head)
    let nothing = Completion(replaced: cursor..<cursor, replacement: "", candidates: [], hint: nil)
    guard source.characters.count == head.count, head.count <= SourceLine.longest else { return nothing }
    var tokens = source.tokens
    var typed = Token(text: "", start: cursor, end: cursor, isSign: false)
    if let last = tokens.last, last.end == cursor, !last.isSign { typed = tokens.removeLast() }

    let reader = LineReader(SourceLine(characters: head, tokens: tokens), known: Known(context))
    read(reader)
    let offers = reader.wanted.flatMap { candidates(for: $0, context) }
    let lowered = typed.text.lowercased()
    let separator = context.language.text(Formats.semicolon)
    let fitting = offers.filter { $0.text.lowercased().hasPrefix(lowered) }.map { text, meanings in
      Completion.Candidate(
        text: text, summary: meanings.map { $0.text(in: context.language) }.joined(separator: separator))
    }
    let hints = reader.wanted.compactMap { hint(for: $0, context) }
    var replacement = commonBeginning(of: fitting.map(\.text)) ?? typed.text
    if replacement.count < typed.text.count { replacement = typed.text }
    let mayBeList = reader.wanted.contains(.argument(.nodes))
    let blankFollows = cursor < characters.count && characters[cursor].isWhitespace
    if fitting.count == 1, !mayBeList, !blankFollows { replacement += " " }
    return Completion(
      replaced: typed.start..<cursor, replacement: replacement, candidates: fitting,
      hint: offers.isEmpty && !hints.isEmpty ? hints.joined(separator: " · ") : nil)
  }

  private static func commonBeginning(of texts: [String]) -> String? {
    guard var common = texts.first else { return nil }
    for text in texts.dropFirst() {
      common = String(zip(common, text).prefix { $0 == $1 }.map(\.0))
    }
    return common
  }

  private static func hint(for want: Wanted, _ context: PaletteContext) -> String? {
    guard case .argument(let kind) = want else { return nil }
    return kind.expected(nodes: context.nodes, kinds: context.vocabulary.kinds).text(
      in: context.language)
  }

  /// A word and what it means: of a verb what each of its forms does.
  private typealias Offered = (text: String, meanings: [Phrase])

  private static func candidates(for want: Wanted, _ context: PaletteContext) -> [Offered] {
    switch want {
    case .verb: VerbTable.names.map { name in (name, VerbTable.forms(named: name).map(\.summary)) }
    case .word(let word): words([word])
    case .argument(let kind): arguments(kind, context)
    }
  }

  private static func arguments(_ kind: Argument.Kind, _ context: PaletteContext) -> [Offered] {
    switch kind {
    case .account, .value: context.accounts.map { ($0, []) } + words([AccountName.treasury])
    case .nodes, .node, .numberOrRole:
      nodes(context)
        + NodeSelector.roles(for: kind).map { role in
          let offer = role == .all ? Offer.allNodes : Offer(rawValue: role.description)
          return (role.description, offer.map { [Phrase($0)] } ?? [])
        }
    case .link: nodes(context) + words([Link.End.clientsWord])
    case .nodeLink: nodes(context)
    case .storedPart: words(["snapshot", "record"])
    case .predicate: PredicateWord.allCases.map { ($0.rawValue, [Phrase($0)]) }
    case .bug, .invariant, .decision, .view, .theme, .language, .scenario:
      context.names(of: kind).map { ($0, []) }
    default: []
    }
  }

  private static func nodes(_ context: PaletteContext) -> [Offered] {
    (1...max(1, context.nodes)).map { ("n\($0)", [Phrase(Offer.node, ["number": $0])]) }
  }

  private static func words(_ words: [String]) -> [Offered] {
    words.map { ($0, summary(of: $0).map { [$0] } ?? []) }
  }

  private static func summary(of word: String) -> Phrase? {
    switch word {
    case "from", "on": Phrase(Offer.whichNode)
    case "off": Phrase(Offer.none)
    case "for": Phrase(Offer.forHowLong)
    // After `no`, where it is no node.
    case "leader": nil
    default: Offer(rawValue: word).map { Phrase($0) } ?? messageKind(word)
    }
  }

  private static func messageKind(_ word: String) -> Phrase? {
    let kind = MessageKinds(rawValue: word)
    return Language.english.textIfAny(kind).map { _ in Phrase(kind) }
  }
}
