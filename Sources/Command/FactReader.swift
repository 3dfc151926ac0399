import Consensus
import Words

// Predicates of one node, of entries, of operations, and of what is counted over time.
extension LineReader {
  func node(_ word: PredicateWord) throws(Diagnostic) -> NodeSelector {
    try node(Need(kind: .node, owner: word.rawValue, label: "NODE"))
  }

  /// Whether a node and a number follow, and not a number alone: `3 = 2`, `n3 2`, `leader 2`.
  var isNodeCompared: Bool {
    guard let token = peek(nil), !token.isSign else { return false }
    guard token.text.isTerm else { return true }
    let next = position + 1 < line.tokens.count ? line.tokens[position + 1] : nil
    return next.map { $0.isSign && Comparison(rawValue: $0.text) != nil } ?? false
  }

  /// A predicate of one node, after its first word.
  func fact(_ word: PredicateWord) throws(Diagnostic) -> Predicate {
    if word == .first { try require("timer", for: "first") }
    if word == .timer, take(word: "gap") { return .timerGap(try comparison(.atLeast), try time("gap")) }
    let node = try node(word)
    switch word {
    case .leads: return .node(node, .leads)
    case .candidate: return .node(node, .stands)
    case .follower: return .node(node, .follows)
    case .learner: return .node(node, .learns)
    case .first: return .node(node, .hasFirstTimer)
    case .voted:
      try require("for", for: "voted")
      return .node(node, .voted(for: try self.node(word)))
    case .knows:
      try require("committed", for: "knows")
      return .node(node, .knowsCommitted(try comparison(.atLeast), try number("committed")))
    case .timer: return .node(node, .timer(try comparison(.atMost), try time("timer")))
    case .snapshot: return .node(node, .snapshot(try comparison(.atLeast), try number("snapshot")))
    default: return .node(node, try log())
    }
  }

  /// The rest of `log NODE = 1 1 2`, `log NODE ends T`, `log NODE empty`.
  private func log() throws(Diagnostic) -> NodeFact {
    if take(word: "ends") { return .logEnds(in: try term("ends")) }
    if take(word: "empty") { return .log([]) }
    let expected = Phrase(writesBallots ? Expected.logBallots : .logTerms)
    let noTerms = missing(.needs, ["owner": "log", "label": "= TERMS"], expected: expected)
    guard take(sign: "=") else { throw instead(of: expected, noTerms) }
    var terms: [TermName?] = []
    while let token = peek(nil), !token.isSign, token.text == "_" || token.text.isTerm {
      if token.text == "_" { position += 1 }
      terms.append(token.text == "_" ? nil : try term("log"))
    }
    guard !terms.isEmpty else { throw instead(of: expected, noTerms) }
    return .log(terms)
  }

  func equalLogs() throws(Diagnostic) -> Predicate {
    try require("equal", for: "logs")
    let (one, other) = (try node(.logs), try node(.logs))
    return .equalLogs(one, other, to: take(word: "to") ? try number("to") : nil)
  }

  func progress(_ index: FollowerIndex) throws(Diagnostic) -> Predicate {
    let link = try link(Need(kind: .nodeLink, owner: index.rawValue, label: "FROM>TO"))
    return .progress(index, link, try comparison(.equal), try number(index.rawValue))
  }

  /// Numbered nodes with commas. A comma that no number follows belongs to who asked.
  func nodeSet(_ owner: String) throws(Diagnostic) -> NodeSet {
    var set = NodeSet()
    var goesOn = true
    while goesOn {
      let token = peek(nil)
      let node = try nodeNumber(Need(kind: .nodeNumber, owner: owner, label: "NODES"))
      if let token, set.contains(node) {
        throw wrong(token, .nodeTwice, expected: Phrase(Expected.eachNodeOnce))
      }
      set.insert(node)
      let next = position + 1 < line.tokens.count ? line.tokens[position + 1] : nil
      goesOn = next.map { NodeSelector.digits(of: $0.text).isNatural } == true && take(sign: ",")
    }
    return set
  }

  func copies() throws(Diagnostic) -> Predicate {
    let entry = try entry("copies")
    if take(word: "by") { return .copiesBy(entry, try nodeSet("by")) }
    return .copies(entry, try comparison(.atLeast), try number("copies"))
  }

  /// `3`, `3@2`, under Paxos `3@8.2`.
  func entry(_ owner: String) throws(Diagnostic) -> EntryName {
    let expected = Phrase(writesBallots ? Expected.entryOfBallot : .entry)
    let token = try word(.argument(.index), owner, "INDEX", expected)
    let parts = token.text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count <= 2, let index = try? Quantities.natural(parts[0]), index > 0 else {
      throw unexpected(token, expected)
    }
    return EntryName(index, term: parts.count == 2 ? try term(parts[1], in: token, expected) : nil)
  }

  func operation() throws(Diagnostic) -> Predicate {
    let first = peek(nil)
    let number =
      first?.text.isNatural == true
      ? try number(Need(kind: .index, owner: "operation", label: "N"), in: 1...(.max)) : nil
    if take(word: "stored") {
      try require("on", for: "stored")
      return .operation(number, .stored(try comparison(.atLeast), try self.number("on")))
    }
    if take(word: "retried") {
      let fate = OperationFate.retried(try comparison(.atLeast), try self.number("retried"))
      try require("times", for: "retried")
      return .operation(number, fate)
    }
    let fates: [(String, OperationFate)] = [
      ("asked", .asked), ("answered", .answered), ("unanswered", .unanswered), ("unknown", .unknown),
    ]
    for (word, fate) in fates where take(word: word) { return .operation(number, fate) }
    let expected = Phrase.list(
      ["asked", "stored on N", "answered", "unanswered", "unknown", "retried N times"], by: .or)
    let token = try word(.word("asked"), "operation", "FATE", expected)
    throw unexpected(token, expected, nearestOf: ["stored", "retried"] + fates.map(\.0))
  }

  // MARK: Over time

  func span(_ keyword: String, for owner: String) throws(Diagnostic) -> Nanoseconds {
    try require(keyword, for: owner)
    return try time(keyword)
  }

  func count(_ word: PredicateWord) throws(Diagnostic) -> Predicate {
    let owner = word.rawValue
    switch word {
    case .leaders:
      let (sign, number) = (try comparison(.equal), try number(owner))
      return .leaders(sign, number, for: take(word: "for") ? try time("for") : nil)
    case .elections:
      let (sign, number) = (try comparison(.atLeast), try number(owner))
      return .elections(sign, number, within: try span("within", for: owner))
    case .available:
      let sign = try comparison(.atLeast)
      let parts = try quantity(Need(kind: .percent, owner: owner, label: "PERCENT"), Quantities.percent)
      return .available(sign, parts, over: try span("over", for: owner))
    case .gap: return .gap(try comparison(.atMost), try time(owner))
    case .latency: return .latency(try comparison(.atMost), try time(owner))
    default: return .paid(within: try span("within", for: owner))
    }
  }

  /// The rest of `event NAME [node NODE]`.
  func event() throws(Diagnostic) -> Predicate {
    let token = try word(Need(kind: .decision, owner: "event", label: "NAME"))
    let names = known.console.vocabulary.decisions
    if !names.isEmpty, !names.contains(token.text) {
      problems.append(
        wrong(token, .noSuch, ["owner": "event"], expected: expected(.decision), nearestOf: names))
    }
    return .event(token.text, take(word: "node") ? try node(.event) : nil)
  }
}
