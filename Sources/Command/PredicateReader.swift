import Consensus
import Ledger
import Words

/// The words that begin a predicate.
enum PredicateWord: String, TextKey {
  case leader, no, term, committed, balance, alive, converged, joint, joining, damaged
  case handingOver = "handing-over"
  case unanswered, safe, violated, refused, message, not

  static let expected = Phrase(Expected.predicate, ["words": Phrase.list(allCases.map(\.rawValue))])

  /// For completions.
  var summary: Phrase { Phrase(self) }
}

/// What each kind of message is, for completions, by its name.
struct MessageKinds: NamedTextKey {
  let rawValue: String
}

extension LineReader {
  /// More would only be a riddle.
  private static let mostNegations = 8

  mutating func predicate(_ owner: String, negations: Int = 0) throws(Diagnostic) -> Predicate {
    let token = try word(.argument(.predicate), owner, "PREDICATE", PredicateWord.expected)
    guard let word = PredicateWord(rawValue: token.text) else {
      let shown = quoted(token.text)
      throw fault(
        at: token, Phrase(Problem.noPredicate, ["word": shown]), PredicateWord.expected,
        suggestion: nearest(to: token.text, in: PredicateWord.allCases.map(\.rawValue)))
    }
    switch word {
    case .converged: return .converged
    case .joint: return .joint
    case .joining: return .joining
    case .damaged: return .damaged
    case .handingOver: return .handingOver
    case .unanswered: return .unanswered
    case .safe: return .safe
    case .leader:
      let node = try optionalNode()
      return take(word: "for") ? .leads(node, for: try time("for")) : .leader(node)
    case .no:
      guard take(word: "leader") else {
        if let token = peek(nil) { throw unexpected(token, Phrase(verbatim: "`leader`")) }
        throw fault(
          at: nil, Phrase(Problem.needsLeader), Phrase(verbatim: "`leader`"))
      }
      return .not(.leader(nil))
    case .term: return .term(try comparison(.equal), try number("term"))
    case .committed: return .committed(try comparison(.atLeast), try number("committed"))
    case .alive: return .alive(try comparison(.equal), try number("alive"))
    case .balance: return try balance()
    case .violated: return .violated(try invariant())
    case .refused: return .refused(try refusal())
    case .message: return try messageInFlight()
    case .not:
      guard negations < Self.mostNegations else {
        throw fault(
          at: token,
          Phrase(Problem.tooManyNots, ["most": Self.mostNegations]),
          Phrase(Expected.fewerNots))
      }
      return .not(try predicate("not", negations: negations + 1))
    }
  }

  /// A node if the next word can be one: after `leader`, where a verb may follow instead.
  private mutating func optionalNode() throws(Diagnostic) -> NodeSelector? {
    guard let token = peek(.argument(.node)), !token.isSign else { return nil }
    let digits = token.text.hasPrefix("n") ? token.text.dropFirst() : token.text[...]
    let isNumber = !digits.isEmpty && digits.allSatisfy { ("0"..."9").contains($0) }
    guard isNumber || NodeSelector.roles.contains(token.text) else { return nil }
    return try node(.node, "leader", "NODE")
  }

  private mutating func comparison(_ usual: Comparison) throws(Diagnostic) -> Comparison {
    guard let token = peek(nil), token.isSign else { return usual }
    guard let sign = Comparison(rawValue: token.text) else {
      throw unexpected(token, Phrase(Expected.comparison))
    }
    position += 1
    return sign
  }

  private mutating func number(_ owner: String) throws(Diagnostic) -> UInt64 {
    let expected = Phrase(Expected.natural, ["highest": UInt64.max])
    let token = try word(.argument(.index), owner, "N", expected)
    do {
      return try Quantities.natural(token.text)
    } catch {
      throw fault(at: token, error.problem(with: token.text, as: Phrase(Expected.aNumber)), expected)
    }
  }

  private mutating func balance() throws(Diagnostic) -> Predicate {
    let name = try account("balance", "NAME")
    let sign = try comparison(.equal)
    let coins = try amount("balance", "N")
    return .balance(
      name: name, sign, coins, on: take(word: "on") ? try node(.node, "on", "NODE") : nil)
  }

  private mutating func invariant() throws(Diagnostic) -> String {
    let expected = Argument.Kind.invariant.expected(nodes: known.nodes)
    let token = try word(.argument(.invariant), "violated", "NAME", expected)
    let names = known.console.invariants
    if !names.isEmpty, !names.contains(token.text) {
      let shown = quoted(token.text)
      problems.append(
        fault(
          at: token, Phrase(Problem.noInvariant, ["word": shown]), expected,
          suggestion: nearest(to: token.text, in: names)))
    }
    return token.text
  }

  /// One of the ledger's refusals, which are words with blanks.
  private mutating func refusal() throws(Diagnostic) -> Refusal {
    let first = peek(nil)
    let start = position
    for refusal in Refusal.allCases {
      let words = refusal.rawValue.split(separator: " ").map(String.init)
      position = start
      var index = 0
      while index < words.count {
        guard let token = peek(.words(words[index...].joined(separator: " "))) else { break }
        guard !token.isSign, token.text == words[index] else { break }
        position += 1
        index += 1
      }
      if index == words.count { return refusal }
    }
    position = start
    let reasons = Refusal.allCases.map(\.rawValue)
    let expected = Phrase(Expected.reason, ["words": Phrase.list(reasons)])
    guard first != nil else {
      throw fault(at: nil, Phrase(Problem.needsReason), expected)
    }
    let words = line.tokens[start...].prefix(2).map(\.text)
    let pair = words.joined(separator: " ")
    throw fault(
      at: first, Phrase(Problem.noReason, ["word": quoted(pair)]),
      expected,
      suggestion: nearest(to: pair, in: reasons) ?? nearest(to: words[0], in: reasons))
  }

  private mutating func messageInFlight() throws(Diagnostic) -> Predicate {
    let kinds = known.console.vocabulary.messageKinds
    let expected = Phrase(Expected.kind, ["words": Phrase.list(kinds)])
    for kind in kinds where take(word: kind) { return try inFlight(kind) }
    let token = try word(.word(Vocabulary.heartbeat), "message", "KIND", expected)
    if kinds.isEmpty { return try inFlight(token.text) }
    throw fault(
      at: token, Phrase(Problem.noKind, ["word": quoted(token.text)]), expected,
      suggestion: nearest(to: token.text, in: kinds))
  }

  /// The rest of `message KIND [FROM>TO] in flight`.
  private mutating func inFlight(_ kind: String) throws(Diagnostic) -> Predicate {
    var link: Link?
    if let token = peek(.argument(.nodeLink)), token.text != "in" {
      link = try self.link("message", .nodeLink)
    }
    for word in ["in", "flight"] where !take(word: word) {
      let rest = Phrase(verbatim: "`in flight`")
      if let token = peek(nil) { throw unexpected(token, rest) }
      throw fault(at: nil, Phrase(Problem.needsInFlight), rest)
    }
    return .inFlight(kind, link)
  }
}
