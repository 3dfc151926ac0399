import Consensus
import Words

/// What could stand where a line ends: what the completer offers.
enum Wanted: Equatable {
  case verb
  /// Or some words together, as the reasons of refusals.
  case word(String)
  case argument(Argument.Kind)
}

/// Reads a line token by token. What makes the rest of the line senseless is thrown; what is merely wrong
/// (an unknown account, node 7 of 5) is noted in `problems`, so that one pass finds everything.
final class LineReader {
  let line: SourceLine
  let known: Known
  var position = 0
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
  func peek(_ want: Wanted?) -> Token? {
    guard isAtEnd else { return line.tokens[position] }
    if let want, !wanted.contains(want) { wanted.append(want) }
    return nil
  }

  func take(word: String) -> Bool {
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

  func take(sign: String) -> Bool {
    guard !isAtEnd, line.tokens[position].isSign, line.tokens[position].text == sign else { return false }
    position += 1
    return true
  }

  /// Words that could stand where the reader is.
  var possible: [String] { triedAt == position ? tried : [] }

  // MARK: What must stand there

  /// The next word, which `owner` needs as `label`.
  func word(_ want: Wanted, _ owner: String, _ label: String, _ expected: Phrase) throws(Diagnostic) -> Token
  {
    guard let token = peek(want) else {
      throw missing(.needs, ["owner": owner, "label": label], expected: expected)
    }
    guard !token.isSign else { throw unexpected(token, expected) }
    position += 1
    return token
  }

  func word(_ need: Need) throws(Diagnostic) -> Token {
    try word(.argument(need.kind), need.owner, need.label, expected(need.kind))
  }

  /// A word by which what follows is known.
  func require(_ keyword: String, for owner: String) throws(Diagnostic) {
    guard !take(word: keyword) else { return }
    let expected = Phrase(verbatim: "`\(keyword)`")
    throw instead(
      of: expected, missing(.needsKeyword, ["owner": owner, "keyword": keyword], expected: expected))
  }

  /// One of a few words, each with what it means.
  func choice<Value>(_ need: Need, _ choices: [(word: String, value: Value)]) throws(Diagnostic) -> Value {
    for choice in choices where take(word: choice.word) { return choice.value }
    let expected = Phrase.list(choices.map { "`\($0.word)`" }, by: .or)
    let token = try word(.word(choices.first?.word ?? ""), need.owner, need.label, expected)
    throw unexpected(token, expected, nearestOf: choices.map(\.word))
  }

  /// Nothing may follow.
  func requireEnd() throws(Diagnostic) {
    guard !isAtEnd else { return }
    let words = possible.map { "`\($0)`" }
    let expected =
      words.isEmpty
      ? Phrase(Expected.endOfLine)
      : Phrase(Expected.wordsOrEndOfLine, ["words": Phrase.list(words, by: .orTight)])
    throw unexpected(line.tokens[position], expected, nearestOf: possible)
  }

  // MARK: What is wrong

  func expected(_ kind: Argument.Kind) -> Phrase {
    kind.expected(nodes: known.nodes, kinds: known.console.vocabulary.kinds)
  }

  /// What is wrong with a token, which `problem` speaks of as `word`.
  /// - Parameter words: The right ones, of which the nearest is suggested.
  func wrong(
    _ token: Token, _ problem: Problem, _ values: [String: any Sayable] = [:], expected: Phrase,
    nearestOf words: [String] = []
  ) -> Diagnostic {
    let values = values.merging(["word": quoted(token.text)]) { own, _ in own }
    return Diagnostic(
      column: token.column, problem: Phrase(problem, values), expected: expected,
      suggestion: nearest(to: token.text, in: words))
  }

  func unexpected(_ token: Token, _ expected: Phrase, nearestOf words: [String] = []) -> Diagnostic {
    wrong(token, .doesNotFit, expected: expected, nearestOf: words)
  }

  /// What is missing at the line's end.
  func missing(_ problem: Problem, _ values: [String: any Sayable] = [:], expected: Phrase) -> Diagnostic {
    Diagnostic(column: line.endColumn, problem: Phrase(problem, values), expected: expected)
  }

  /// What stands here instead of what is expected; `missing` where nothing does.
  func instead(of expected: Phrase, _ missing: Diagnostic) -> Diagnostic {
    isAtEnd ? missing : unexpected(line.tokens[position], expected)
  }
}

// Numbers.
extension LineReader {
  /// Reads a quantity, with messages of its kind.
  /// - Parameter expected: Where that is not what is always expected of its kind.
  func quantity<Number>(
    _ need: Need, expected: Phrase? = nil, _ parse: (String) throws(Quantities.Fault) -> Number
  ) throws(Diagnostic) -> Number {
    let expected = expected ?? self.expected(need.kind)
    let token = try word(.argument(need.kind), need.owner, need.label, expected)
    do {
      return try parse(token.text)
    } catch {
      let problem = error.problem(with: token.text, as: need.kind.noun)
      throw Diagnostic(column: token.column, problem: problem, expected: expected)
    }
  }

  /// A number in a range; `problem` is what to say outside.
  func number(
    _ need: Need, in range: ClosedRange<UInt64>, expected: Phrase? = nil, _ problem: Problem = .outOfRange
  ) throws(Diagnostic) -> UInt64 {
    let token = peek(nil)
    let number = try quantity(need, expected: expected, Quantities.natural)
    guard let token, !range.contains(number) else { return number }
    throw wrong(
      token, problem, ["owner": need.owner, "number": number], expected: expected ?? self.expected(need.kind))
  }

  func count(_ need: Need) throws(Diagnostic) -> Int {
    Int(clamping: try number(need, in: 1...UInt64(Argument.Kind.highestCount)))
  }

  /// As many as stand there; 0 is one too.
  func counts(_ need: Need) throws(Diagnostic) -> [Int] {
    var counts: [Int] = []
    repeat {
      counts.append(Int(clamping: try number(need, in: 0...UInt64(Argument.Kind.highestCount))))
    } while !isAtEnd
    return counts
  }

  /// `7`, `snapshot`, `record`.
  func storedPart(_ need: Need) throws(Diagnostic) -> StoredPart {
    for part in [StoredPart.snapshot, .termAndVote] where take(word: part.description) { return part }
    return .entry(try number(need, in: 1...(.max)))
  }

  /// Thousandths, or nil for the word that stands for none.
  func rate(_ need: Need) throws(Diagnostic) -> UInt64? {
    let isRate = need.kind == .rate
    if take(word: isRate ? "off" : "auto") { return nil }
    let limit = isRate ? Quantities.highestMilliRate : Quantities.highestSpeed
    let token = peek(nil)
    let thousandths = try quantity(need) { text throws(Quantities.Fault) in
      let times = !isRate && (text.hasSuffix("x") || text.hasSuffix("×"))
      let value = try Quantities.decimal(times ? text.dropLast() : text[...], scale: 1000)
      guard value <= limit else { throw .tooLarge }
      return value
    }
    if thousandths > 0 { return thousandths }
    guard let token, !isRate else { return nil }
    throw wrong(token, .speedZero, expected: expected(need.kind))
  }

  func amount(_ owner: String, _ label: String = "AMOUNT") throws(Diagnostic) -> UInt64 {
    try quantity(Need(kind: .amount, owner: owner, label: label), Quantities.natural)
  }

  func time(_ owner: String) throws(Diagnostic) -> Nanoseconds {
    try quantity(Need(kind: .time, owner: owner, label: "TIME"), Quantities.time)
  }

  func timeRange(_ need: Need) throws(Diagnostic) -> ClosedRange<Nanoseconds> {
    let expected = expected(.timeRange)
    let first = peek(nil)
    let low = try quantity(need, Quantities.time)
    guard take(sign: "..") else {
      throw instead(
        of: Phrase(Expected.higherTime), missing(.needsTwoTimes, ["owner": need.owner], expected: expected))
    }
    let high = try quantity(need, Quantities.time)
    guard let first, low > high else { return low...high }
    let range = "\(Quantities.timeText(low))..\(Quantities.timeText(high))"
    throw wrong(first, .descends, ["range": range], expected: expected)
  }
}
