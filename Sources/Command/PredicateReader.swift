import Consensus
import Ledger
import Words

/// The words that begin a predicate.
enum PredicateWord: String, TextKey {
  case leader, no, term, committed, balance, alive, converged, joint, joining, damaged
  case handingOver = "handing-over"
  case unanswered, safe, violated, refused, message
  case leads, candidate, follower, voted, knows, first, timer, learner, snapshot, members, log, logs
  case nextIndex = "next-index"
  case matchIndex = "match-index"
  case promised, accepted, chosen
  case copies, vanished, operation, read, leaders, elections, paid, available, gap, latency, event
  case all = "all:"
  case any = "any:"
  case not

  static let expected = Phrase(Expected.predicate, ["words": Phrase.list(allCases.map(\.rawValue))])
}

/// What each kind of message is, for completions, by its name.
public struct MessageKinds: NamedTextKey {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

extension LineReader {
  /// More would only be a riddle.
  private static let mostNegations = 8

  func predicate(_ need: Need) throws(Diagnostic) -> Predicate { try predicate(need.owner) }

  /// - Parameter isPart: Whether it stands within another one, where no list may stand: a reader must be able to
  ///   say it.
  func predicate(_ owner: String, negations: Int = 0, isPart: Bool = false) throws(Diagnostic) -> Predicate {
    let token = try word(Need(kind: .predicate, owner: owner, label: "PREDICATE"))
    guard let word = PredicateWord(rawValue: token.text) else {
      throw wrong(
        token, .noPredicate, expected: PredicateWord.expected,
        nearestOf: PredicateWord.allCases.map(\.rawValue))
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
      let leader = Phrase(verbatim: "`leader`")
      guard take(word: "leader") else { throw instead(of: leader, missing(.needsLeader, expected: leader)) }
      return take(word: "for") ? .leaders(.equal, 0, for: try time("for")) : .not(.leader(nil))
    case .term:
      if isNodeCompared { return .node(try node(word), .term(try comparison(.equal), try term("term"))) }
      return .term(try comparison(.equal), try term("term"))
    case .committed:
      guard take(word: "grew") else { return .committed(try comparison(.atLeast), try number("committed")) }
      return .grew(try comparison(.atLeast), try number("grew"), within: try span("within", for: "grew"))
    case .alive: return .alive(try comparison(.equal), try number("alive"))
    case .balance: return try balance()
    case .violated: return .violated(try invariant())
    case .refused: return .refused(try refusal())
    case .message: return try messageInFlight()
    case .not:
      guard negations < Self.mostNegations else {
        throw wrong(token, .tooManyNots, ["most": Self.mostNegations], expected: Phrase(Expected.fewerNots))
      }
      return .not(try predicate("not", negations: negations + 1, isPart: true))
    case .all, .any:
      guard !isPart else { throw wrong(token, .listInside, expected: Phrase(Expected.plainPredicate)) }
      var parts: [Predicate] = []
      repeat { parts.append(try predicate(token.text, isPart: true)) } while take(sign: ",")
      return word == .all ? .all(parts) : .any(parts)
    case .leads, .candidate, .follower, .voted, .knows, .first, .timer, .learner, .snapshot, .log:
      return try fact(word)
    case .members: return .members(try nodeSet("members"))
    case .logs: return try equalLogs()
    case .promised, .accepted: return try ballotFact(word)
    case .chosen: return try chosen()
    case .nextIndex: return try progress(.next)
    case .matchIndex: return try progress(.match)
    case .copies: return try copies()
    case .vanished: return .vanished(try entry("vanished"))
    case .operation: return try operation()
    case .read:
      let name = try account(Need(kind: .account, owner: "read", label: "NAME"))
      return .read(name: name, try comparison(.equal), try amount("read", "N"))
    case .leaders, .elections, .paid, .available, .gap, .latency: return try count(word)
    case .event: return try event()
    }
  }

  /// A node if the next word can be one: after `leader`, where a verb may follow instead.
  private func optionalNode() throws(Diagnostic) -> NodeSelector? {
    guard let token = peek(.argument(.node)), !token.isSign else { return nil }
    let isRole = NodeSelector.roles(for: .node).contains { $0.description == token.text }
    guard isRole || NodeSelector.digits(of: token.text).isNatural else { return nil }
    return try node(Need(kind: .node, owner: "leader", label: "NODE"))
  }

  func comparison(_ usual: Comparison) throws(Diagnostic) -> Comparison {
    guard let token = peek(nil), token.isSign else { return usual }
    guard let sign = Comparison(rawValue: token.text) else {
      throw unexpected(token, Phrase(Expected.comparison))
    }
    position += 1
    return sign
  }

  func number(_ owner: String) throws(Diagnostic) -> UInt64 {
    let expected = Phrase(Expected.natural, ["highest": UInt64.max])
    return try quantity(Need(kind: .index, owner: owner, label: "N"), expected: expected, Quantities.natural)
  }

  /// A term; under Paxos a ballot.
  func term(_ owner: String) throws(Diagnostic) -> TermName {
    let expected =
      writesBallots ? Phrase(Expected.ballot) : Phrase(Expected.natural, ["highest": UInt64.max])
    let token = try word(.argument(.index), owner, "N", expected)
    return try term(token.text, in: token, expected)
  }

  /// The term that `text`, a part of a token, names.
  func term(_ text: some StringProtocol, in token: Token, _ expected: Phrase) throws(Diagnostic) -> TermName {
    do {
      let consensus = known.console.vocabulary.consensus
      return TermName(try writesBallots ? Quantities.ballot(text) : Quantities.natural(text), of: consensus)
    } catch {
      if !writesBallots, (try? Quantities.ballot(text)) != nil {
        throw wrong(token, .ballotInRaft, ["word": quoted(String(text))], expected: expected)
      }
      let noun = Phrase(writesBallots ? Expected.aBallot : .aNumber)
      throw Diagnostic(
        column: token.column, problem: error.problem(with: String(text), as: noun), expected: expected)
    }
  }

  var writesBallots: Bool { known.console.vocabulary.consensus != .raft }

  private func balance() throws(Diagnostic) -> Predicate {
    let name = try account(Need(kind: .account, owner: "balance", label: "NAME"))
    let sign = try comparison(.equal)
    let coins = try amount("balance", "N")
    let node = take(word: "on") ? try node(Need(kind: .node, owner: "on", label: "NODE")) : nil
    return .balance(name: name, sign, coins, on: node)
  }

  private func invariant() throws(Diagnostic) -> String {
    let token = try word(Need(kind: .invariant, owner: "violated", label: "NAME"))
    let names = known.console.invariants
    if !names.isEmpty, !names.contains(token.text) {
      problems.append(wrong(token, .noInvariant, expected: expected(.invariant), nearestOf: names))
    }
    return token.text
  }

  /// One of the ledger's refusals, which are words with blanks.
  private func refusal() throws(Diagnostic) -> Refusal {
    let first = peek(nil)
    let start = position
    for refusal in Refusal.allCases {
      let words = refusal.rawValue.split(separator: " ").map(String.init)
      position = start
      var index = 0
      while index < words.count {
        guard let token = peek(.word(words[index...].joined(separator: " "))) else { break }
        guard !token.isSign, token.text == words[index] else { break }
        position += 1
        index += 1
      }
      if index == words.count { return refusal }
    }
    position = start
    let reasons = Refusal.allCases.map(\.rawValue)
    let expected = Phrase(Expected.reason, ["words": Phrase.list(reasons)])
    guard let first else { throw missing(.needsReason, expected: expected) }
    let words = line.tokens[start...].prefix(2).map(\.text)
    let pair = words.joined(separator: " ")
    var problem = wrong(first, .noReason, ["word": quoted(pair)], expected: expected, nearestOf: reasons)
    if let near = nearest(to: pair, in: reasons) { problem.suggestion = near }
    throw problem
  }

  private func messageInFlight() throws(Diagnostic) -> Predicate {
    let kinds = known.console.vocabulary.kinds
    let expected = Phrase(Expected.kind, ["words": Phrase.list(kinds)])
    for kind in kinds where take(word: kind) { return try inFlight(kind) }
    let token = try word(.word(Vocabulary.heartbeat), "message", "KIND", expected)
    if kinds.isEmpty { return try inFlight(token.text) }
    throw wrong(token, .noKind, expected: expected, nearestOf: kinds)
  }

  /// The rest of `message KIND [FROM>TO] in flight`.
  private func inFlight(_ kind: String) throws(Diagnostic) -> Predicate {
    var link: Link?
    if let token = peek(.argument(.nodeLink)), token.text != "in" {
      link = try self.link(Need(kind: .nodeLink, owner: "message", label: ""))
    }
    let rest = Phrase(verbatim: "`in flight`")
    for word in ["in", "flight"] where !take(word: word) {
      throw instead(of: rest, missing(.needsInFlight, expected: rest))
    }
    return .inFlight(kind, link)
  }
}
