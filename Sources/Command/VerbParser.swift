import Consensus
import Ledger
import Words

/// Reads what is typed: the palette's lines and the prompts' arguments. Errors have no file; their column is
/// that of the typed text, from 1.
public enum VerbParser {
  /// A line of the palette: a verb without WHEN, whose nodes, accounts and names exist.
  public static func parse(line: String, context: PaletteContext) throws(Diagnostic) -> Verb {
    try read(line, Known(context)) { reader throws(Diagnostic) in try reader.verb() }
  }

  /// Syntax only: any verb of the table.
  public static func parse(syntax line: String) throws(Diagnostic) -> Verb {
    try read(line, Known(.anywhere)) { reader throws(Diagnostic) in try reader.verb() }
  }

  /// A time by itself, as `at` takes it: `150ms`, `2.5s`.
  public static func time(_ text: String) throws(Diagnostic) -> Nanoseconds {
    try read(text, Known(.anywhere)) { reader throws(Diagnostic) in try reader.time("this") }
  }

  /// A prompt's nodes: `2`, `n2`, `leader`, `1,2`, `1 2`, or their digits together, `12`.
  public static func nodes(_ text: String, context: PaletteContext) throws(Diagnostic) -> [NodeSelector] {
    try read(text, Known(context), joining: ",") { reader throws(Diagnostic) in
      try reader.nodes(Need(kind: .nodes, owner: "this", label: "NODE"))
    }
  }

  /// A prompt's link: `12`, `1 2` or `1>2`.
  public static func link(_ text: String, context: PaletteContext) throws(Diagnostic) -> Link {
    try read(text, Known(context), joining: ">") { reader throws(Diagnostic) in
      try reader.link(Need(kind: .link, owner: "this", label: "FROM>TO"))
    }
  }

  /// A prompt's partition: one side, as `nodes` takes it; the rest is the other. A side that is one role is
  /// isolated.
  public static func partition(oneSide text: String, context: PaletteContext) throws(Diagnostic) -> Verb {
    let side = try nodes(text, context: context)
    if [[.leader], [.follower], [.random]].contains(side) {
      return .isolate(side)
    }
    let all = (1...max(1, context.nodes)).map { NodeSelector.node(NodeID($0)) }
    let others = all.filter { !side.contains($0) }
    guard side.allSatisfy({ all.contains($0) }) else {
      throw Diagnostic(
        column: 1, problem: Phrase(Problem.sideNeedsNumbers), expected: Phrase(Expected.oneRole))
    }
    guard !others.isEmpty else {
      throw Diagnostic(
        column: 1, problem: Phrase(Problem.wholeSide), expected: Phrase(Expected.otherSide))
    }
    return .partition([side, others])
  }

  /// A prompt's transfer: `alice bob 25` or any unambiguous beginnings, `a b 25`; without an amount 10 coins.
  public static func transfer(_ text: String, context: PaletteContext) throws(Diagnostic) -> Verb {
    try read(text, Known(context)) { reader throws(Diagnostic) in
      let from = try reader.begunAccount("FROM")
      let to = try reader.begunAccount("TO")
      let amount = reader.isAtEnd ? 10 : try reader.amount("transfer")
      return .transfer(from: from, to: to, amount: amount)
    }
  }

  /// Reads the whole text with one rule. With `joining`, the words are those of a prompt: digits that stand
  /// together are taken apart, and the words are joined by that sign.
  private static func read<Outcome>(
    _ text: String, _ known: Known, joining sign: String? = nil,
    _ rule: (LineReader) throws(Diagnostic) -> Outcome
  ) throws(Diagnostic) -> Outcome {
    let characters = Array(text)
    if let diagnostic = ScenarioText.fault(in: characters) { throw diagnostic }
    var line = SourceLine(characters)
    if let sign { line = line.joined(by: sign) }
    let reader = LineReader(line, known: known)
    let outcome = try rule(reader)
    try reader.requireEnd()
    if let problem = reader.problems.first { throw problem }
    return outcome
  }
}

extension SourceLine {
  /// The same words with digits taken apart (`12` is 1 and 2) and one sign between each two.
  fileprivate func joined(by sign: String) -> SourceLine {
    var joined: [Token] = []
    for token in tokens where !(token.isSign && (token.text == "," || token.text == sign)) {
      let isNumber = token.text.isNatural
      let words =
        isNumber
        ? token.text.enumerated().map { offset, digit in
          Token(
            text: String(digit), start: token.start + offset, end: token.start + offset + 1, isSign: false)
        } : [token]
      for word in words {
        if !joined.isEmpty {
          joined.append(Token(text: sign, start: word.start, end: word.start, isSign: true))
        }
        joined.append(word)
      }
    }
    return SourceLine(characters: characters, tokens: joined)
  }
}

extension LineReader {
  /// An account by an unambiguous beginning, in any case of its letters; the whole name always means itself.
  fileprivate func begunAccount(_ label: String) throws(Diagnostic) -> String {
    let need = Need(kind: .account, owner: "transfer", label: label)
    guard let token = peek(.argument(.account)), !token.isSign else { return try account(need) }
    let names = (known.accounts?.names ?? []) + [AccountName.treasury]
    if names.contains(token.text) { return try account(need) }
    let beginning = token.text.lowercased()
    let same = names.filter { $0.lowercased() == beginning }
    let begun = same.isEmpty ? names.filter { $0.lowercased().hasPrefix(beginning) } : same
    guard begun.count <= 1 else {
      let words = Phrase.list(begun.prefix(6).map { "`\($0)`" })
      throw wrong(token, .ambiguous, ["words": words], expected: Phrase(Expected.moreLetters))
    }
    guard let name = begun.first else {
      _ = try account(need)
      throw problems.first ?? unexpected(token, expected(.account))
    }
    position += 1
    return name
  }
}
