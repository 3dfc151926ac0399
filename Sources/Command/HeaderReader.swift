import Consensus
import Ledger

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
        ? Phrase(
          "one `latency` in the header (the verb needs `at 0s` before it here)",
          "文件头中只有一个 `latency`（此处的动词前需要 `at 0s`）")
        : Phrase("it once", "只出现一次")
      return [
        reader.fault(
          at: first,
          Phrase(
            "`\(key.rawValue)` stands in line \(place.line) already",
            "`\(key.rawValue)` 已在第 \(place.line) 行出现"),
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
    let expected = Phrase("`raftcoin \(ScenarioParser.version)`", "`raftcoin \(ScenarioParser.version)`")
    let token = try reader.word(.word("1"), "raftcoin", "a format version", expected)
    if token.text == "\(ScenarioParser.version)" { return }
    let shown = quoted(token.text)
    if let number = try? Quantities.natural(token.text) {
      let reason =
        number > ScenarioParser.version
        ? Phrase(
          "newer than this program, which reads format \(ScenarioParser.version)",
          "比本程序新，本程序只能读格式 \(ScenarioParser.version)")
        : Phrase("none that a raftcoin ever wrote: the first is 1", "从未有 raftcoin 写过：最早的是 1")
      throw reader.fault(
        at: token, Phrase("format \(number) is \(reason.english)", "格式 \(number) \(reason.chinese)"), expected
      )
    }
    throw reader.fault(
      at: token, Phrase("\(shown) is not a format version", "\(shown) 不是格式版本"), expected)
  }

  private mutating func readProtocol(_ reader: inout LineReader) throws(Diagnostic) {
    let expected = Phrase("`raft`", "`raft`")
    let token = try reader.word(.word("raft"), "protocol", "NAME", expected)
    guard let consensus = ConsensusProtocol(rawValue: token.text) else {
      let shown = quoted(token.text)
      throw reader.fault(
        at: token, Phrase("there is no protocol \(shown)", "没有协议 \(shown)"), expected,
        suggestion: nearest(to: token.text, in: ["raft"]))
    }
    guard consensus == .raft else {
      throw reader.fault(
        at: token, Phrase("`paxos` is not available yet", "`paxos` 尚不可用"), expected)
    }
    header.consensus = consensus
  }

  private mutating func readSignatures(_ reader: inout LineReader) throws(Diagnostic) {
    let names = SignatureScheme.allCases.map(\.rawValue)
    for name in names where reader.take(word: name) {
      header.signatures = SignatureScheme(rawValue: name) ?? .ed25519
      return
    }
    let expected = Phrase("`ed25519` or `stand-in`", "`ed25519` 或 `stand-in`")
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
            at: token, Phrase("the account \(shown) stands twice", "账户 \(shown) 出现两次"),
            Phrase("each account once", "每个账户一次")))
      } else if accounts.count == Self.mostAccounts {
        throw reader.fault(
          at: token,
          Phrase("there are more than \(Self.mostAccounts) accounts", "账户多于 \(Self.mostAccounts) 个"),
          Phrase("fewer", "更少"))
      }
      accounts.append(OpeningBalance(name: token.text, coins: try reader.amount(token.text, "AMOUNT")))
    } while reader.take(sign: ",")
    header.accounts = accounts
  }

  static func number(
    _ reader: inout LineReader, _ owner: String, _ label: String, _ range: ClosedRange<UInt64>
  ) throws(Diagnostic) -> UInt64 {
    let expected = Phrase(
      "a number from \(range.lowerBound) to \(range.upperBound)",
      "\(range.lowerBound) 到 \(range.upperBound) 的数")
    let token = try reader.word(.argument(.message), owner, label, expected)
    let number: UInt64
    do {
      number = try Quantities.natural(token.text)
    } catch {
      throw reader.fault(at: token, error.problem(with: token.text, as: Phrase("a number", "数字")), expected)
    }
    guard range.contains(number) else {
      throw reader.fault(
        at: token, Phrase("`\(owner) \(number)` is out of range", "`\(owner) \(number)` 超出范围"), expected)
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
        at: token, Phrase("`\(owner)` is 0", "`\(owner)` 为 0"), Phrase("more than 0", "大于 0 的值"))
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
      Phrase(
        "a heartbeat every \(beat) comes too late for an election time-out of \(low)",
        "每 \(beat) 一次心跳，赶不上 \(low) 的选举超时"),
      Phrase("a heartbeat shorter than the lowest election time-out", "心跳间隔短于最小的选举超时"))
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
      Phrase("all balances and the treasury together are too large", "所有余额与金库的总和太大"),
      Phrase("a supply of at most \(UInt64.max) coins", "总量不超过 \(UInt64.max) 枚币"))
  }
}
