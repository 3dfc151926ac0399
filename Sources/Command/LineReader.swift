import Consensus
import Words

/// What could stand where a line ends: what the completer offers.
enum Wanted: Equatable {
  case verb
  case word(String)
  /// Some words together, as the reasons of refusals.
  case words(String)
  case argument(Argument.Kind)
}

/// Reads a line token by token. What makes the rest of the line senseless is thrown; what is merely wrong
/// (an unknown account, node 7 of 5) is noted in `problems`, so that one pass finds everything.
struct LineReader {
  let line: SourceLine
  var position = 0
  var known: Known
  var problems: [Diagnostic] = []
  /// Everything that was looked for at the line's end.
  private(set) var wanted: [Wanted] = []
  /// Words that could have stood at `triedAt` instead.
  private var tried: [String] = []
  private var triedAt = -1

  init(_ line: SourceLine, known: Known) {
    self.line = line
    self.known = known
  }

  var isAtEnd: Bool { position >= line.tokens.count }

  /// The next token; at the end of the line nil, and what was wanted is remembered.
  mutating func peek(_ want: Wanted?) -> Token? {
    guard isAtEnd else { return line.tokens[position] }
    if let want, !wanted.contains(want) { wanted.append(want) }
    return nil
  }

  mutating func take(word: String) -> Bool {
    guard let token = peek(.word(word)) else { return false }
    if token.text == word, !token.isSign {
      position += 1
      return true
    }
    if triedAt != position { tried = [] }
    triedAt = position
    tried.append(word)
    return false
  }

  mutating func take(sign: String) -> Bool {
    guard !isAtEnd, line.tokens[position].isSign, line.tokens[position].text == sign else { return false }
    position += 1
    return true
  }

  /// Words that could stand where the reader is.
  var possible: [String] { triedAt == position ? tried : [] }

  func fault(
    at token: Token?, _ problem: Phrase, _ expected: Phrase, suggestion: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      column: token?.column ?? line.endColumn, problem: problem, expected: expected, suggestion: suggestion)
  }

  /// The next word, of which `owner` needs `label`.
  mutating func word(_ want: Wanted, _ owner: String, _ label: String, _ expected: Phrase) throws(Diagnostic)
    -> Token
  {
    guard let token = peek(want) else {
      throw fault(at: nil, Phrase(Problem.needs, ["owner": owner, "label": label]), expected)
    }
    guard !token.isSign else { throw unexpected(token, expected) }
    position += 1
    return token
  }

  func unexpected(_ token: Token, _ expected: Phrase, suggestion: String? = nil) -> Diagnostic {
    let shown = quoted(token.text)
    return fault(
      at: token, Phrase(Problem.doesNotFit, ["word": shown]), expected, suggestion: suggestion)
  }

  /// Nothing may follow.
  func requireEnd() throws(Diagnostic) {
    guard position < line.tokens.count else { return }
    let token = line.tokens[position]
    let words = possible.map { "`\($0)`" }
    let expected =
      words.isEmpty
      ? Phrase(Expected.endOfLine)
      : Phrase(Expected.wordsOrEndOfLine, ["words": Phrase.list(words, by: .orTight)])
    throw unexpected(
      token, expected,
      suggestion: nearest(to: token.text, in: possible))
  }

  /// Reads a quantity, with messages of its kind.
  mutating func quantity<Number>(
    _ kind: Argument.Kind, _ owner: String, _ label: String, keyword: String? = nil,
    _ parse: (String) throws(Quantities.Fault) -> Number
  ) throws(Diagnostic) -> Number {
    let expected = kind.expected(nodes: known.nodes)
    let token = try word(.argument(kind), owner, label, expected)
    do {
      return try parse(token.text)
    } catch {
      throw fault(at: token, error.problem(with: token.text, as: kind.noun), expected)
    }
  }

  mutating func amount(_ owner: String, _ label: String) throws(Diagnostic) -> UInt64 {
    try quantity(.amount, owner, label) { text throws(Quantities.Fault) in try Quantities.natural(text) }
  }

  mutating func time(_ owner: String, _ label: String = "TIME") throws(Diagnostic) -> Nanoseconds {
    try quantity(.time, owner, label) { text throws(Quantities.Fault) in try Quantities.time(text) }
  }

  mutating func timeRange(_ owner: String, _ label: String = "LOW..HIGH") throws(Diagnostic)
    -> ClosedRange<Nanoseconds>
  {
    let expected = Argument.Kind.timeRange.expected(nodes: known.nodes)
    let first = peek(nil)
    let low = try quantity(.timeRange, owner, label) { text throws(Quantities.Fault) in
      try Quantities.time(text)
    }
    guard take(sign: "..") else {
      if let token = peek(nil) { throw unexpected(token, Phrase(Expected.higherTime)) }
      throw fault(
        at: nil, Phrase(Problem.needsTwoTimes, ["owner": owner]), expected)
    }
    let high = try quantity(.timeRange, owner, label) { text throws(Quantities.Fault) in
      try Quantities.time(text)
    }
    guard low <= high else {
      let range = "\(Quantities.timeText(low))..\(Quantities.timeText(high))"
      throw fault(at: first, Phrase(Problem.descends, ["range": range]), expected)
    }
    return low...high
  }

  mutating func onOff(_ owner: String, _ label: String) throws(Diagnostic) -> Bool {
    if take(word: "on") { return true }
    if take(word: "off") { return false }
    let expected = Argument.Kind.onOff.expected(nodes: known.nodes)
    let token = try word(.argument(.onOff), owner, label, expected)
    throw unexpected(token, expected, suggestion: nearest(to: token.text, in: ["on", "off"]))
  }
}
