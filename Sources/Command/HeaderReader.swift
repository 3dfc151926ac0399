import Consensus
import Ledger
import Words

/// Gathers the header from its lines and checks what concerns several of them.
struct HeaderReader {
  var header = Header()
  /// Where the values of the keys that were seen stand; false: the line had an error.
  private var seen: [HeaderKey: (place: (line: Int, column: Int), isGood: Bool)] = [:]

  /// Whether later lines can be checked against this key's value.
  func canTrust(_ key: HeaderKey) -> Bool { seen[key]?.isGood ?? true }

  /// Reads one line, whose first word is `key`, and returns what is wrong with it, columns only.
  mutating func read(_ key: HeaderKey, _ line: SourceLine, number: Int) -> [Diagnostic] {
    let reader = LineReader(line, known: Known(.file))
    if let (place, _) = seen[key] {
      let expected = Phrase(key == .latency ? Expected.oneLatency : .once)
      return [
        reader.wrong(
          line.tokens[0], .keyTwice, ["key": key.rawValue, "line": place.line], expected: expected)
      ]
    }
    reader.position = 1
    let column = line.tokens.count > 1 ? line.tokens[1].column : line.endColumn
    var problems: [Diagnostic] = []
    do {
      try key.line.read(reader, key.rawValue, &header)
      try reader.requireEnd()
    } catch {
      problems.append(error)
    }
    problems = reader.problems + problems
    seen[key] = ((number, column), problems.isEmpty)
    return problems
  }

  /// What is wrong between lines that are right in themselves.
  func contradictions() -> [Diagnostic] {
    let low = header.electionTimeout.lowerBound
    var found: [Diagnostic?] = []
    // Followers that time out between two heartbeats would depose every leader (Raft §5.6).
    if header.heartbeat >= low {
      let times = ["beat": Quantities.timeText(header.heartbeat), "low": Quantities.timeText(low)]
      let problem = Phrase(Problem.heartbeatLate, times)
      found.append(at(.heartbeat, orElse: .electionTimeout, problem, Phrase(Expected.shorterHeartbeat)))
    }
    if !supplyFits {
      let expected = Phrase(Expected.smallerSupply, ["highest": UInt64.max])
      found.append(at(.accounts, orElse: .treasury, Phrase(Problem.supplyTooLarge), expected))
    }
    // A lease stands on voters who stay with a leader that they hear.
    if header.consensus == .raft, header.reads == .lease, !header.checkQuorum {
      let expected = Phrase(Expected.checkQuorumToo)
      found.append(at(.reads, orElse: .checkQuorum, Phrase(Problem.leaseAlone), expected))
    }
    if header.consensus != .raft {
      for key in HeaderKey.ofRaft where key != .reads || header.consensus == .synod || header.reads == .lease
      {
        found.append(foreign(key, .lineOfRaft, .protocolRaft))
      }
    }
    if header.consensus != .paxos {
      for key in HeaderKey.ofPaxos { found.append(foreign(key, .lineOfPaxos, .protocolPaxos)) }
    } else {
      for (key, size) in quorums where size > header.nodes {
        let problem = Phrase(
          Problem.quorumTooLarge, ["key": key.rawValue, "count": size, "of": header.nodes])
        let expected = Phrase(Expected.numberFromTo, ["low": 1, "high": header.nodes])
        found.append(at(key, orElse: .nodes, problem, expected))
      }
    }
    if header.consensus == .synod {
      for key in HeaderKey.ofManySlots { found.append(foreign(key, .lineOfManySlots, .protocolOfManySlots)) }
    } else {
      found.append(foreign(.roles, .lineOfSynod, .protocolSynod))
    }
    if let roles = header.roles, !roles.all.subtracting(everybody).isEmpty {
      let expected = Phrase(Expected.numberFromTo, ["low": 1, "high": header.nodes])
      found.append(at(.roles, orElse: .nodes, Phrase(Problem.rolesBeyond), expected))
    }
    return found.compactMap(\.self)
  }

  private var everybody: NodeSet { NodeSet((1...max(1, header.nodes)).map { NodeID($0) }) }

  /// A line that says something which its protocol has no word for.
  private func foreign(_ key: HeaderKey, _ problem: Problem, _ expected: Expected) -> Diagnostic? {
    guard canTrust(key), key.text(of: header) != nil, let place = seen[key]?.place else { return nil }
    return Diagnostic(
      line: place.line, column: place.column, problem: Phrase(problem, ["key": key.rawValue]),
      expected: Phrase(expected))
  }

  private var quorums: [(key: HeaderKey, size: Int)] {
    [(.prepareQuorum, header.quorums.prepare), (.acceptQuorum, header.quorums.accept)]
  }

  /// The rule that a file breaks whose quorums need not meet.
  static let ruleOfQuorums = "small-quorums"

  /// What is wrong with quorums of the two phases that need not share an acceptor: two values could be chosen.
  func quorumsApart() -> Diagnostic? {
    guard header.consensus == .paxos, !header.quorumsMeet, canTrust(.nodes) else { return nil }
    let members = header.firstMembers
    let (prepare, accept) = (members.neededToLead, members.neededToCommit)
    let values: [String: any Sayable] = [
      "prepare": prepare, "accept": accept, "of": header.nodes, "least": header.nodes + 1 - accept,
    ]
    return at(
      .prepareQuorum, orElse: .acceptQuorum, Phrase(Problem.quorumsApart, values),
      Phrase(Expected.quorumsThatMeet, values))
  }

  private var supplyFits: Bool {
    var rest = UInt64.max - header.treasury
    return header.accounts.allSatisfy { account in
      guard account.coins <= rest else { return false }
      rest -= account.coins
      return true
    }
  }

  /// nil where one of the two lines is wrong in itself.
  private func at(
    _ key: HeaderKey, orElse other: HeaderKey, _ problem: Phrase, _ expected: Phrase
  ) -> Diagnostic? {
    guard canTrust(key), canTrust(other), let place = (seen[key] ?? seen[other])?.place else { return nil }
    return Diagnostic(line: place.line, column: place.column, problem: problem, expected: expected)
  }
}

// What only a header holds.

extension Shape<UInt64?> {
  static var seed: Shape {
    Shape(
      .index, "N", text: { $0?.description ?? "" },
      read: { reader in { need throws(Diagnostic) in try reader.value(need, in: 0...(.max)) } })
  }
}

extension Shape<Int> {
  static func number(_ label: String = "N", in range: ClosedRange<Int>) -> Shape {
    Shape(.index, label, text: \.description) { reader in
      { need throws(Diagnostic) in
        Int(try reader.value(need, in: UInt64(range.lowerBound)...UInt64(range.upperBound)))
      }
    }
  }
}

extension Shape<UInt64> {
  static var positiveTime: Shape { .time.checked { $0 > 0 } }
}

extension Shape<ClosedRange<Nanoseconds>> {
  static var positiveTimes: Shape { .times.checked { $0.lowerBound > 0 } }
}

extension Shape {
  /// The same, refused as 0 where it is not positive.
  fileprivate func checked(_ isPositive: @escaping @Sendable (Value) -> Bool) -> Shape {
    Shape(kind, label, text: text) { reader in
      { need throws(Diagnostic) in
        let token = reader.peek(nil)
        let value = try read(reader)(need)
        guard let token, !isPositive(value) else { return value }
        throw reader.wrong(token, .zero, ["owner": need.owner], expected: Phrase(Expected.moreThanZero))
      }
    }
  }
}

extension Shape where Value: RawRepresentable<String> & CaseIterable {
  static func choice(_ label: String) -> Shape {
    Shape(.text, label, text: \.rawValue) { reader in
      { need throws(Diagnostic) in
        try reader.choice(need, Value.allCases.map { ($0.rawValue, $0) })
      }
    }
  }
}

extension Shape<ConsensusProtocol> {
  static var consensus: Shape { Shape(.text, "NAME", text: \.rawValue, read: LineReader.consensus) }
}

extension Shape<PaxosRoles?> {
  static var roles: Shape {
    Shape(
      .text, "proposers NODES acceptors NODES [learners NODES]", text: { $0.map(LineReader.text) ?? "" },
      read: LineReader.roles)
  }
}

extension Shape<[OpeningBalance]> {
  static var openingBalances: Shape {
    Shape(
      .newAccount, "NAME", text: { $0.map { "\($0.name) \($0.coins)" }.joined(separator: ", ") },
      read: LineReader.openingBalances)
  }
}

extension Shape<[String]> {
  static var invariants: Shape {
    Shape(.invariant, "NAME…", text: { $0.joined(separator: " ") }, read: LineReader.invariants)
  }
}

extension LineReader {
  fileprivate func roles(_ need: Need) throws(Diagnostic) -> PaxosRoles? {
    try require("proposers", for: need.owner)
    let proposers = try nodeSet("proposers")
    try require("acceptors", for: need.owner)
    let acceptors = try nodeSet("acceptors")
    let learners = take(word: "learners") ? try nodeSet("learners") : []
    return PaxosRoles(proposers: proposers, acceptors: acceptors, learners: learners)
  }

  @Sendable fileprivate static func text(_ roles: PaxosRoles) -> String {
    func list(_ nodes: NodeSet) -> String { nodes.map { "\($0.number)" }.joined(separator: ",") }
    return "proposers \(list(roles.proposers)) acceptors \(list(roles.acceptors))"
      + (roles.learners.isEmpty ? "" : " learners \(list(roles.learners))")
  }

  fileprivate func invariants(_ need: Need) throws(Diagnostic) -> [String] {
    var names: [String] = []
    repeat {
      let token = try word(need)
      if names.contains(token.text) {
        problems.append(wrong(token, .nodeTwice, expected: Phrase(Expected.once)))
      }
      names.append(token.text)
    } while !isAtEnd
    return names
  }

  fileprivate func value(_ need: Need, in range: ClosedRange<UInt64>) throws(Diagnostic) -> UInt64 {
    let expected = Phrase(Expected.numberFromTo, ["low": range.lowerBound, "high": range.upperBound])
    return try number(need, in: range, expected: expected, .valueOutOfRange)
  }

  func version() throws(Diagnostic) {
    let expected = Phrase(verbatim: "`raftcoin \(ScenarioParser.version)`")
    let token = try word(.word("1"), "raftcoin", "a format version", expected)
    if token.text == "\(ScenarioParser.version)" { return }
    guard let number = try? Quantities.natural(token.text) else {
      throw wrong(token, .noFormat, expected: expected)
    }
    throw wrong(
      token, number > ScenarioParser.version ? .newerFormat : .noSuchFormat,
      ["number": number, "version": ScenarioParser.version], expected: expected)
  }

  func consensus(_ need: Need) throws(Diagnostic) -> ConsensusProtocol {
    for consensus in ConsensusProtocol.allCases where take(word: consensus.rawValue) { return consensus }
    let names = ConsensusProtocol.allCases.map(\.rawValue)
    let expected = Phrase.list(names.map { "`\($0)`" }, by: .or)
    let token = try word(.word(names[0]), need.owner, need.label, expected)
    throw wrong(token, .noProtocol, expected: expected, nearestOf: names)
  }

  func openingBalances(_ need: Need) throws(Diagnostic) -> [OpeningBalance] {
    var accounts: [OpeningBalance] = []
    var names: Set<String> = []
    repeat {
      let token = try word(need)
      let name = token.text
      if let problem = AccountName.fault(in: name) {
        problems.append(
          Diagnostic(column: token.column, problem: problem, expected: AccountName.expected))
      } else if !names.insert(name).inserted {
        problems.append(wrong(token, .accountTwice, expected: Phrase(Expected.eachAccountOnce)))
      } else if accounts.count == Header.mostAccounts {
        throw wrong(token, .tooManyAccounts, ["most": Header.mostAccounts], expected: Phrase(Expected.fewer))
      }
      accounts.append(OpeningBalance(name: name, coins: try amount(name)))
    } while take(sign: ",")
    return accounts
  }
}
