import Consensus
import Ledger

/// The protocol by which the nodes agree, as the header's `protocol` line names it.
public enum ConsensusProtocol: String, Sendable, CaseIterable {
  case raft
  case paxos
  /// Single-decree Paxos.
  case synod

  /// Under which names texts tell things otherwise for it than for Raft, its own first.
  public var families: [String] {
    switch self {
    case .raft: []
    case .paxos: [rawValue]
    case .synod: [rawValue, Self.paxos.rawValue]
    }
  }

  /// A term as a cell of a log has it; in Paxos a ballot, "4.3".
  public func cell(_ term: Term) -> String { self == .raft ? "\(term)" : Ballot(term).cell }

  /// "58@4.3": index 58, and the term as a cell has it.
  public func cell(_ position: LogPosition) -> String { "\(position.index)@\(cell(position.term))" }

  /// A term as a sentence has it: "4.n3".
  public func name(ofTerm term: Term) -> String { self == .raft ? "\(term)" : "\(Ballot(term))" }

  /// A term where it stands alone in a picture: "t4", "4.n3".
  public func mark(ofTerm term: Term) -> String { self == .raft ? "t\(term)" : name(ofTerm: term) }
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
  /// Who plays which part in single-decree Paxos; nil: everybody each.
  public var roles: PaxosRoles?
  /// How many acceptors promise and accept, under Paxos.
  public var quorums = QuorumSizes()
  /// The rules that are to break: that is what the file shows, so nothing stops where they do.
  public var breaks: [String] = []
  /// How wallets sign.
  public var signatures = SignatureScheme.ed25519

  public init() {}

  /// Who belongs to the cluster at first.
  public var firstMembers: Membership {
    Membership(voters: NodeSet((1...nodes).map { NodeID($0) }), quorums: quorums)
  }

  /// Whether as many as promise and as many as accept always share an acceptor.
  public var quorumsMeet: Bool { firstMembers.neededToLead + firstMembers.neededToCommit > nodes }
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
  case changes, roles
  case prepareQuorum = "prepare-quorum"
  case acceptQuorum = "accept-quorum"
  case breaks

  /// What Paxos has no word for; of `reads` only a lease.
  static let ofRaft: [HeaderKey] = [.preVote, .checkQuorum, .reads, .clockBound, .window, .changes]
  /// What only Multi-Paxos has a word for.
  static let ofPaxos: [HeaderKey] = [.prepareQuorum, .acceptQuorum]
  /// What needs a log of many slots.
  static let ofManySlots: [HeaderKey] = [.snapshotAfter, .snapshotChunk]

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
        read: { reader, _, _ throws(Diagnostic) in try reader.version() })
    case .seed: HeaderLine(\.seed, .seed)
    case .consensus: HeaderLine(\.consensus, .consensus)
    case .nodes: HeaderLine(\.nodes, .number(in: 1...NodeID.highest))
    case .accounts: HeaderLine(\.accounts, .openingBalances)
    case .treasury: HeaderLine(\.treasury, .amount)
    case .electionTimeout: HeaderLine(\.electionTimeout, .positiveTimes)
    case .heartbeat: HeaderLine(\.heartbeat, .positiveTime)
    case .latency: HeaderLine(\.latency, .times)
    case .disk: HeaderLine(\.disk, .times)
    case .appendLimit: HeaderLine(\.appendLimit, .number(in: 1...4096))
    case .noOp: HeaderLine(\.noOp, .onOff)
    case .signatures: HeaderLine(\.signatures, .choice("SCHEME"))
    case .preVote: HeaderLine(\.preVote, .onOff)
    case .checkQuorum: HeaderLine(\.checkQuorum, .onOff)
    case .reads: HeaderLine(\.reads, .choice("RULE"))
    case .clockBound: HeaderLine(\.clockBoundPartsPerMillion, .percent)
    case .snapshotAfter: HeaderLine(\.snapshotAfter, .number(in: 0...1_000_000))
    case .snapshotChunk: HeaderLine(\.snapshotChunk, .number("BYTES", in: 1...(1 << 20)))
    case .window: HeaderLine(\.window, .number(in: 1...1024))
    case .changes: HeaderLine(\.jointChanges, .either("joint", or: "single"))
    case .roles: HeaderLine(\.roles, .roles)
    case .prepareQuorum: HeaderLine(\.quorums.prepare, .number(in: 1...NodeID.highest))
    case .acceptQuorum: HeaderLine(\.quorums.accept, .number(in: 1...NodeID.highest))
    case .breaks: HeaderLine(\.breaks, .invariants)
    }
  }

  /// The line as a header has it; nil where it need not be written.
  func text(of header: Header) -> String? {
    let line = line
    let text = line.text(header)
    guard !text.isEmpty, Self.always.contains(self) || text != line.text(Header()) else { return nil }
    return "\(rawValue) \(text)"
  }
}

extension Header {
  /// Every line of the header, also what has its usual value, so that a recording means the same for ever;
  /// lines that came to the format later stand only where they say something else than the usual.
  /// There must be at least one account. The seed is left out while it is not drawn.
  public var lines: [String] { HeaderKey.allCases.compactMap { $0.text(of: self) } }

  /// What of it decides what happens, besides the seed: not what its file expects.
  public var linesOfWorld: [String] {
    HeaderKey.allCases.filter { $0 != .seed && $0 != .breaks }.compactMap { $0.text(of: self) }
  }
}

/// How a line of a header is read and written, without its key.
struct HeaderLine {
  typealias Read = (LineReader, _ name: String, inout Header) throws(Diagnostic) -> Void

  /// What it says in this header; empty: nothing.
  let text: (Header) -> String
  let read: Read

  init(text: @escaping (Header) -> String, read: @escaping Read) {
    self.text = text
    self.read = read
  }

  init<Value>(_ value: WritableKeyPath<Header, Value>, _ shape: Shape<Value>) {
    text = { shape.text($0[keyPath: value]) }
    read = { reader, name, header throws(Diagnostic) in
      header[keyPath: value] = try shape.read(reader)(Need(kind: shape.kind, owner: name, label: shape.label))
    }
  }
}
