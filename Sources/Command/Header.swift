import Consensus
import Ledger

/// The protocol by which the nodes agree, as the header's `protocol` line names it.
public enum ConsensusProtocol: String, Sendable, CaseIterable {
  case raft
  case paxos
}

/// An account that exists from the start.
public struct OpeningBalance: Equatable, Sendable {
  public let name: String
  public let coins: UInt64
  public init(name: String, coins: UInt64) {
    self.name = name
    self.coins = coins
  }
}

/// The header of a scenario: the world before anything happened.
public struct Header: Equatable, Sendable {
  static let mostAccounts = 1000

  /// nil: to be drawn, shown and saved.
  public var seed: UInt64?
  public var consensus = ConsensusProtocol.raft
  public var nodes = 5
  public var accounts = ["alice", "bob", "carol", "dave"].map { OpeningBalance(name: $0, coins: 100) }
  public var treasury: UInt64 = 1000
  public var electionTimeout: ClosedRange<Nanoseconds> = 150_000_000...300_000_000
  public var heartbeat: Nanoseconds = 50_000_000
  public var latency: ClosedRange<Nanoseconds> = 5_000_000...15_000_000
  public var disk: ClosedRange<Nanoseconds> = 1_000_000...3_000_000
  public var appendLimit = 64
  public var noOp = true
  // What the dissertation adds to the paper's Figure 2, each off unless a line asks for it.
  /// Pre-vote (dissertation §9.6).
  public var preVote = false
  /// A leader without a quorum's answers steps down (§6.2); who hears a leader ignores other candidates
  /// (§4.2.3).
  public var checkQuorum = false
  /// How balances are read (§6.4).
  public var reads = ReadRule.log
  /// How much faster one clock may run than another, for leases (§6.4.1).
  public var clockBoundPartsPerMillion: UInt32 = 0
  /// Applied entries after which a node takes a snapshot of its ledger (ch. 5); 0: never.
  public var snapshotAfter = 0
  /// The most bytes of a snapshot in one InstallSnapshot (§5.3 there).
  public var snapshotChunk = 4096
  /// AppendEntries with entries under way to one follower (§10.2.1).
  public var window = 1
  /// Whether voters change through a joint configuration (§4.3), or one at a time at once (§4.1).
  public var jointChanges = true
  /// How wallets sign.
  public var signatures = SignatureScheme.ed25519

  public init() {}
}

/// What may stand in the header of a scenario file, in the order in which it is written.
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

  /// Lines of the format's first version: they are written also where they say the usual.
  private static let always: [HeaderKey] = [
    .raftcoin, .seed, .consensus, .nodes, .accounts, .treasury, .electionTimeout, .heartbeat, .latency, .disk,
    .appendLimit, .noOp,
  ]

  /// How each line is read and written.
  var line: HeaderLine {
    switch self {
    case .raftcoin:
      HeaderLine(
        text: { _ in "\(ScenarioParser.version)" },
        read: { reader, _, _ throws(Diagnostic) in
          try reader.version()
        })
    case .seed:
      HeaderLine(
        text: { $0.seed.map { "\($0)" } },
        read: { reader, name, header throws(Diagnostic) in
          header.seed = try reader.number(name, "N", 0...(.max))
        })
    case .consensus:
      HeaderLine(
        text: { $0.consensus.rawValue },
        read: { reader, _, header throws(Diagnostic) in
          header.consensus = try reader.consensus()
        })
    case .nodes: .number(\.nodes, in: 1...NodeID.highest)
    case .accounts:
      HeaderLine(
        text: { $0.accounts.map { "\($0.name) \($0.coins)" }.joined(separator: ", ") },
        read: {
          reader, _, header throws(Diagnostic) in
          header.accounts = try reader.openingBalances()
        })
    case .treasury:
      HeaderLine(
        text: { "\($0.treasury)" },
        read: { reader, name, header throws(Diagnostic) in
          header.treasury = try reader.amount(name, "AMOUNT")
        })
    case .electionTimeout: .range(\.electionTimeout, isPositive: true)
    case .heartbeat:
      HeaderLine(
        text: { Quantities.timeText($0.heartbeat) },
        read: { reader, name, header throws(Diagnostic) in
          let token = reader.peek(nil)
          let time = try reader.time(name)
          try reader.requirePositive(time, token, name)
          header.heartbeat = time
        })
    case .latency: .range(\.latency)
    case .disk: .range(\.disk)
    case .appendLimit: .number(\.appendLimit, in: 1...4096)
    case .noOp: .onOff(\.noOp)
    case .signatures: .choice(\.signatures, "SCHEME")
    case .preVote: .onOff(\.preVote)
    case .checkQuorum: .onOff(\.checkQuorum)
    case .reads: .choice(\.reads, "RULE")
    case .clockBound:
      HeaderLine(
        text: { Quantities.percentText($0.clockBoundPartsPerMillion) },
        read: {
          reader, name, header throws(Diagnostic) in
          header.clockBoundPartsPerMillion = try reader.quantity(.percent, name, "PERCENT") {
            text throws(Quantities.Fault) in
            try Quantities.percent(text)
          }
        })
    case .snapshotAfter: .number(\.snapshotAfter, in: 0...1_000_000)
    case .snapshotChunk: .number(\.snapshotChunk, "BYTES", in: 1...(1 << 20))
    case .window: .number(\.window, in: 1...1024)
    case .changes: .either(\.jointChanges, "joint", or: "single")
    }
  }

  /// The line as a header has it; nil where it need not be written.
  func text(of header: Header) -> String? {
    let line = line
    guard let text = line.text(header), Self.always.contains(self) || text != line.text(Header()) else {
      return nil
    }
    return "\(rawValue) \(text)"
  }
}

extension Header {
  /// Every line of the header, also what has its usual value, so that a recording means the same for ever;
  /// lines that came to the format later stand only where they say something else than the usual.
  /// There must be at least one account. The seed is left out while it is not drawn.
  public var lines: [String] { HeaderKey.allCases.compactMap { $0.text(of: self) } }
}

/// How a line of a header is read and written, without its key.
struct HeaderLine {
  typealias Read = (inout LineReader, _ name: String, inout Header) throws(Diagnostic) -> Void

  /// What it says in this header; nil: nothing.
  let text: (Header) -> String?
  let read: Read

  init(text: @escaping (Header) -> String?, read: @escaping Read) {
    self.text = text
    self.read = read
  }

  static func number(
    _ value: WritableKeyPath<Header, Int>, _ label: String = "N", in range: ClosedRange<Int>
  ) -> HeaderLine {
    HeaderLine(
      text: { "\($0[keyPath: value])" },
      read: { reader, name, header throws(Diagnostic) in
        let range = UInt64(range.lowerBound)...UInt64(range.upperBound)
        header[keyPath: value] = Int(try reader.number(name, label, range))
      })
  }

  static func onOff(_ value: WritableKeyPath<Header, Bool>) -> HeaderLine {
    HeaderLine(
      text: { $0[keyPath: value] ? "on" : "off" },
      read: { reader, name, header throws(Diagnostic) in
        header[keyPath: value] = try reader.onOff(name, "on|off")
      })
  }

  static func range(
    _ value: WritableKeyPath<Header, ClosedRange<Nanoseconds>>, isPositive: Bool = false
  ) -> HeaderLine {
    HeaderLine(
      text: { Quantities.rangeText($0[keyPath: value]) },
      read: {
        reader, name, header throws(Diagnostic) in
        let token = reader.peek(nil)
        let range = try reader.timeRange(name)
        if isPositive { try reader.requirePositive(range.lowerBound, token, name) }
        header[keyPath: value] = range
      })
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ value: WritableKeyPath<Header, Choice>, _ label: String
  ) -> HeaderLine {
    HeaderLine(
      text: { $0[keyPath: value].rawValue },
      read: { reader, name, header throws(Diagnostic) in
        let word = try reader.choice(name, label, Choice.allCases.map(\.rawValue))
        header[keyPath: value] = Choice(rawValue: word) ?? header[keyPath: value]
      })
  }

  static func either(
    _ value: WritableKeyPath<Header, Bool>, _ yes: String, or no: String
  ) -> HeaderLine {
    HeaderLine(
      text: { $0[keyPath: value] ? yes : no },
      read: { reader, name, header throws(Diagnostic) in
        header[keyPath: value] = try reader.choice(name, "\(yes)|\(no)", [yes, no]) == yes
      })
  }
}
