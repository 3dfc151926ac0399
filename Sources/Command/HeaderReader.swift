import Consensus
import Ledger
import Words

/// A place in a file: line and column from 1.
struct Place: Equatable {
  var line: Int
  var column: Int
}

/// Gathers the header from its lines and checks what concerns several of them.
struct HeaderReader {
  var header = Header()
  /// Where the values of the keys that were seen stand; false: the line had an error.
  private var seen: [HeaderKey: (place: Place, isGood: Bool)] = [:]

  func hasSeen(_ key: HeaderKey) -> Bool { seen[key] != nil }

  /// Whether later lines can be checked against this key's value.
  func canTrust(_ key: HeaderKey) -> Bool { seen[key]?.isGood ?? true }

  /// Reads one line, whose first word is `key`, and returns what is wrong with it, columns only.
  mutating func read(_ key: HeaderKey, _ line: SourceLine, number: Int) -> [Diagnostic] {
    var reader = LineReader(line, known: Known(.file))
    let first = line.tokens[0]
    if let (place, _) = seen[key] {
      let instead =
        key == .latency
        ? Phrase(Expected.oneLatency)
        : Phrase(Expected.once)
      return [
        reader.fault(
          at: first,
          Phrase(Problem.keyTwice, ["key": key.rawValue, "line": place.line]),
          instead)
      ]
    }
    reader.position = 1
    let column = line.tokens.count > 1 ? line.tokens[1].column : line.endColumn
    var problems: [Diagnostic] = []
    do {
      try key.line.read(&reader, key.rawValue, &header)
      try reader.requireEnd()
    } catch {
      problems.append(error)
    }
    problems = reader.problems + problems
    seen[key] = (Place(line: number, column: column), problems.isEmpty)
    return problems
  }

  /// What is wrong between lines that are right in themselves.
  func contradictions() -> [Diagnostic] {
    [heartbeatContradiction(), supplyContradiction(), leaseContradiction()].compactMap { $0 }
  }

  func diagnostic(_ key: HeaderKey, orElse other: HeaderKey, _ problem: Phrase, _ expected: Phrase)
    -> Diagnostic?
  {
    guard canTrust(key), canTrust(other), let place = (seen[key] ?? seen[other])?.place else { return nil }
    return Diagnostic(line: place.line, column: place.column, problem: problem, expected: expected)
  }

  /// Followers that time out between two heartbeats would depose every leader (Raft §5.6).
  private func heartbeatContradiction() -> Diagnostic? {
    let low = Quantities.timeText(header.electionTimeout.lowerBound)
    let beat = Quantities.timeText(header.heartbeat)
    guard header.heartbeat >= header.electionTimeout.lowerBound else { return nil }
    return diagnostic(
      .heartbeat, orElse: .electionTimeout,
      Phrase(Problem.heartbeatLate, ["beat": beat, "low": low]),
      Phrase(Expected.shorterHeartbeat))
  }

  private func supplyContradiction() -> Diagnostic? {
    var supply = header.treasury
    var overflows = false
    for account in header.accounts {
      let (sum, overflow) = supply.addingReportingOverflow(account.coins)
      supply = sum
      overflows = overflows || overflow
    }
    guard overflows else { return nil }
    return diagnostic(
      .accounts, orElse: .treasury,
      Phrase(Problem.supplyTooLarge),
      Phrase(Expected.smallerSupply, ["highest": UInt64.max]))
  }

  /// A lease stands on voters who stay with a leader that they hear.
  private func leaseContradiction() -> Diagnostic? {
    guard header.reads == .lease, !header.checkQuorum else { return nil }
    return diagnostic(
      .reads, orElse: .checkQuorum,
      Phrase(Problem.leaseAlone),
      Phrase(Expected.checkQuorumToo))
  }
}

// What a header's lines are read with.
extension LineReader {
  mutating func version() throws(Diagnostic) {
    let expected = Phrase(verbatim: "`raftcoin \(ScenarioParser.version)`")
    let token = try word(.word("1"), "raftcoin", "a format version", expected)
    if token.text == "\(ScenarioParser.version)" { return }
    let shown = quoted(token.text)
    if let number = try? Quantities.natural(token.text) {
      let isNewer = number > ScenarioParser.version
      throw fault(
        at: token,
        Phrase(
          isNewer ? Problem.newerFormat : Problem.noSuchFormat,
          ["number": number, "version": ScenarioParser.version]), expected)
    }
    throw fault(
      at: token, Phrase(Problem.noFormat, ["word": shown]), expected)
  }

  mutating func consensus() throws(Diagnostic) -> ConsensusProtocol {
    let expected = Phrase(verbatim: "`raft`")
    let token = try word(.word("raft"), "protocol", "NAME", expected)
    guard let consensus = ConsensusProtocol(rawValue: token.text) else {
      let shown = quoted(token.text)
      throw fault(
        at: token, Phrase(Problem.noProtocol, ["word": shown]), expected,
        suggestion: nearest(to: token.text, in: ["raft"]))
    }
    guard consensus == .raft else {
      throw fault(
        at: token, Phrase(Problem.paxosLater), expected)
    }
    return consensus
  }

  mutating func openingBalances() throws(Diagnostic) -> [OpeningBalance] {
    var accounts: [OpeningBalance] = []
    var names: Set<String> = []
    repeat {
      let token = try word(.argument(.newAccount), "accounts", "NAME", AccountName.expected)
      let shown = quoted(token.text)
      if let problem = AccountName.fault(in: token.text) {
        problems.append(fault(at: token, problem, AccountName.expected))
      } else if !names.insert(token.text).inserted {
        problems.append(
          fault(
            at: token, Phrase(Problem.accountTwice, ["word": shown]),
            Phrase(Expected.eachAccountOnce)))
      } else if accounts.count == Header.mostAccounts {
        throw fault(
          at: token,
          Phrase(Problem.tooManyAccounts, ["most": Header.mostAccounts]),
          Phrase(Expected.fewer))
      }
      accounts.append(OpeningBalance(name: token.text, coins: try amount(token.text, "AMOUNT")))
    } while take(sign: ",")
    return accounts
  }

  mutating func number(_ owner: String, _ label: String, _ range: ClosedRange<UInt64>) throws(Diagnostic)
    -> UInt64
  {
    let expected = Phrase(Expected.numberFromTo, ["low": range.lowerBound, "high": range.upperBound])
    let token = try word(.argument(.message), owner, label, expected)
    let number: UInt64
    do {
      number = try Quantities.natural(token.text)
    } catch {
      throw fault(at: token, error.problem(with: token.text, as: Phrase(Expected.aNumber)), expected)
    }
    guard range.contains(number) else {
      throw fault(
        at: token, Phrase(Problem.valueOutOfRange, ["owner": owner, "number": number]), expected)
    }
    return number
  }

  func requirePositive(_ time: Nanoseconds, _ token: Token?, _ owner: String) throws(Diagnostic) {
    guard time == 0 else { return }
    throw fault(at: token, Phrase(Problem.zero, ["owner": owner]), Phrase(Expected.moreThanZero))
  }

  /// One of a few words.
  mutating func choice(_ owner: String, _ label: String, _ words: [String]) throws(Diagnostic) -> String {
    for word in words where take(word: word) { return word }
    let expected = Phrase.list(words.map { "`\($0)`" }, by: .or)
    let token = try word(.word(words.first ?? ""), owner, label, expected)
    throw unexpected(token, expected, suggestion: nearest(to: token.text, in: words))
  }
}
