import Consensus
import Ledger
import Words

/// What may stand in the header of a scenario file.
enum HeaderKey: String, CaseIterable {
  case raftcoin, seed
  case consensus = "protocol"
  case nodes, accounts, treasury
  case electionTimeout = "election-timeout"
  case heartbeat, latency, disk
  case appendLimit = "append-limit"
  case noOp = "no-op"
  case signatures
  case preVote = "pre-vote"
  case checkQuorum = "check-quorum"
  case reads
  case clockBound = "clock-bound"
  case snapshotAfter = "snapshot-after"
  case snapshotChunk = "snapshot-chunk"
  case window
  case changes
}

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

  static let highestAppendLimit: UInt64 = 4096
  static let longestSnapshotAfter: UInt64 = 1_000_000
  static let largestSnapshotChunk: UInt64 = 1 << 20
  static let widestWindow: UInt64 = 1024
  static let mostAccounts = 1000

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
      try read(key, &reader)
      try reader.requireEnd()
    } catch {
      problems.append(error)
    }
    problems = reader.problems + problems
    seen[key] = (Place(line: number, column: column), problems.isEmpty)
    return problems
  }

  private mutating func read(_ key: HeaderKey, _ reader: inout LineReader) throws(Diagnostic) {
    let name = key.rawValue
    switch key {
    case .raftcoin: try readVersion(&reader)
    case .seed:
      header.seed = try Self.number(&reader, name, "N", 0...(.max))
    case .consensus: try readProtocol(&reader)
    case .nodes: header.nodes = Int(try Self.number(&reader, name, "N", 1...UInt64(NodeID.highest)))
    case .accounts: try readAccounts(&reader)
    case .treasury: header.treasury = try reader.amount(name, "AMOUNT")
    case .electionTimeout:
      header.electionTimeout = try Self.positive(&reader, name) { reader throws(Diagnostic) in
        try reader.timeRange(name)
      }
    case .heartbeat:
      header.heartbeat = try Self.positive(&reader, name) { reader throws(Diagnostic) in
        let time = try reader.time(name)
        return time...time
      }.lowerBound
    case .latency: header.latency = try reader.timeRange(name)
    case .disk: header.disk = try reader.timeRange(name)
    case .appendLimit:
      header.appendLimit = Int(try Self.number(&reader, name, "N", 1...Self.highestAppendLimit))
    case .noOp: header.noOp = try reader.onOff(name, "on|off")
    case .signatures: try readSignatures(&reader)
    case .preVote, .checkQuorum, .reads, .clockBound, .snapshotAfter, .snapshotChunk, .window, .changes:
      try readExtension(key, &reader)
    }
  }

  private func readVersion(_ reader: inout LineReader) throws(Diagnostic) {
    let expected = Phrase(verbatim: "`raftcoin \(ScenarioParser.version)`")
    let token = try reader.word(.word("1"), "raftcoin", "a format version", expected)
    if token.text == "\(ScenarioParser.version)" { return }
    let shown = quoted(token.text)
    if let number = try? Quantities.natural(token.text) {
      let isNewer = number > ScenarioParser.version
      throw reader.fault(
        at: token,
        Phrase(
          isNewer ? Problem.newerFormat : Problem.noSuchFormat,
          ["number": number, "version": ScenarioParser.version]), expected)
    }
    throw reader.fault(
      at: token, Phrase(Problem.noFormat, ["word": shown]), expected)
  }

  private mutating func readProtocol(_ reader: inout LineReader) throws(Diagnostic) {
    let expected = Phrase(verbatim: "`raft`")
    let token = try reader.word(.word("raft"), "protocol", "NAME", expected)
    guard let consensus = ConsensusProtocol(rawValue: token.text) else {
      let shown = quoted(token.text)
      throw reader.fault(
        at: token, Phrase(Problem.noProtocol, ["word": shown]), expected,
        suggestion: nearest(to: token.text, in: ["raft"]))
    }
    guard consensus == .raft else {
      throw reader.fault(
        at: token, Phrase(Problem.paxosLater), expected)
    }
    header.consensus = consensus
  }

  private mutating func readSignatures(_ reader: inout LineReader) throws(Diagnostic) {
    let names = SignatureScheme.allCases.map(\.rawValue)
    for name in names where reader.take(word: name) {
      header.signatures = SignatureScheme(rawValue: name) ?? .ed25519
      return
    }
    let expected = Phrase.list(["`ed25519`", "`stand-in`"], by: .or)
    let token = try reader.word(.word("ed25519"), "signatures", "SCHEME", expected)
    throw reader.unexpected(token, expected, suggestion: nearest(to: token.text, in: names))
  }

  private mutating func readAccounts(_ reader: inout LineReader) throws(Diagnostic) {
    var accounts: [OpeningBalance] = []
    var names: Set<String> = []
    repeat {
      let token = try reader.word(.argument(.newAccount), "accounts", "NAME", AccountName.expected)
      let shown = quoted(token.text)
      if let problem = AccountName.fault(in: token.text) {
        reader.problems.append(reader.fault(at: token, problem, AccountName.expected))
      } else if !names.insert(token.text).inserted {
        reader.problems.append(
          reader.fault(
            at: token, Phrase(Problem.accountTwice, ["word": shown]),
            Phrase(Expected.eachAccountOnce)))
      } else if accounts.count == Self.mostAccounts {
        throw reader.fault(
          at: token,
          Phrase(Problem.tooManyAccounts, ["most": Self.mostAccounts]),
          Phrase(Expected.fewer))
      }
      accounts.append(OpeningBalance(name: token.text, coins: try reader.amount(token.text, "AMOUNT")))
    } while reader.take(sign: ",")
    header.accounts = accounts
  }

  static func number(
    _ reader: inout LineReader, _ owner: String, _ label: String, _ range: ClosedRange<UInt64>
  ) throws(Diagnostic) -> UInt64 {
    let expected = Phrase(Expected.numberFromTo, ["low": range.lowerBound, "high": range.upperBound])
    let token = try reader.word(.argument(.message), owner, label, expected)
    let number: UInt64
    do {
      number = try Quantities.natural(token.text)
    } catch {
      throw reader.fault(at: token, error.problem(with: token.text, as: Phrase(Expected.aNumber)), expected)
    }
    guard range.contains(number) else {
      throw reader.fault(
        at: token, Phrase(Problem.valueOutOfRange, ["owner": owner, "number": number]), expected)
    }
    return number
  }

  private static func positive(
    _ reader: inout LineReader, _ owner: String,
    _ read: (inout LineReader) throws(Diagnostic) -> ClosedRange<Nanoseconds>
  ) throws(Diagnostic) -> ClosedRange<Nanoseconds> {
    let token = reader.peek(nil)
    let range = try read(&reader)
    guard range.lowerBound > 0 else {
      throw reader.fault(
        at: token, Phrase(Problem.zero, ["owner": owner]), Phrase(Expected.moreThanZero))
    }
    return range
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
}
