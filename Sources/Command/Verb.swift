import Consensus
import Ledger

/// Which node a verb means. `leader` and the like are looked up when the verb acts.
public enum NodeSelector: Hashable, Sendable {
  case node(NodeID)
  /// The live leader of the highest term.
  case leader
  /// The lowest numbered follower that is alive.
  case follower
  /// Drawn from the run's seed.
  case random
  /// All nodes to which the verb applies.
  case all

  /// Whether it names nodes by what they are.
  var isRole: Bool { if case .node = self { false } else { true } }
}

/// One direction between two nodes, or between the clients and a node, written `1>2`, `clients>2`, `2>clients`.
public struct Link: Hashable, Sendable {
  /// What a link leads from or to.
  public enum End: Hashable, Sendable {
    case node(NodeID)
    /// All clients, which the network takes for one place.
    case clients
  }

  public let from: End
  public let to: End

  public init(from: End, to: End) {
    self.from = from
    self.to = to
  }

  public init(from: NodeID, to: NodeID) { self.init(from: .node(from), to: .node(to)) }

  /// The two nodes that it joins; nil where one end is the clients.
  public var nodes: (from: NodeID, to: NodeID)? {
    guard case (.node(let from), .node(let to)) = (from, to) else { return nil }
    return (from, to)
  }

  /// The node whose requests or answers it carries; nil where it joins two nodes.
  public var clientsNode: NodeID? {
    switch (from, to) {
    case (.clients, .node(let node)), (.node(let node), .clients): node
    default: nil
    }
  }
}

/// A message in flight between two nodes.
public enum MessageSelector: Hashable, Sendable {
  /// By its number on screen.
  case number(UInt64)
  /// The one of this kind that arrives next, on any link or on this one.
  case kind(Predicate.Kind, Link?)
}

/// What can be said to a cluster or to the console: one language for keys, the palette, scenario files and
/// recordings. Times are nanoseconds, percentages parts per million, rates and speeds thousandths: no
/// floating point.
public enum Verb: Equatable, Sendable {
  // Clients
  case transfer(from: String, to: String, amount: UInt64)
  case balance(name: String, from: NodeSelector?, stale: Bool)
  case open(name: String, amount: UInt64?)
  /// Operations a second, in thousandths; nil is off.
  case load(milliRate: UInt64?)
  // Nodes
  case kill([NodeSelector])
  case restart([NodeSelector])
  /// `queued`: what arrives meanwhile is not lost but read when it is resumed.
  case pause([NodeSelector], queued: Bool = false)
  case resume([NodeSelector])
  case wipe([NodeSelector])
  /// nil: the last entry.
  case corrupt([NodeSelector], StoredPart?)
  case slowDisk([NodeSelector], ClosedRange<Nanoseconds>)
  case skew([NodeSelector], partsPerMillion: Int64)
  case timeout([NodeSelector])
  case align
  case spread
  // Network
  case partition([[NodeSelector]])
  case isolate([NodeSelector])
  case cut(Link)
  case heal
  case latency(ClosedRange<Nanoseconds>, Link?)
  case loss(partsPerMillion: UInt32, Link?)
  case duplicate(partsPerMillion: UInt32, Link?)
  case reorder(Bool)
  /// One message more like this one.
  case duplicateMessage(MessageSelector)
  case drop(MessageSelector)
  case hold(Link)
  case holdMessage(MessageSelector)
  case release(Link)
  case releaseMessage(MessageSelector)
  case releaseAll
  // Membership
  case add(NodeID, learner: Bool)
  case promote(NodeSelector)
  case remove(NodeSelector)
  case lead(NodeSelector)
  case snapshot([NodeSelector])
  // Broken rules
  case bug(name: String, on: Bool)
  // Time
  /// Thousandths of real time; nil is `auto`.
  case speed(thousandths: UInt64?)
  case pauseClock
  case play
  case step(Int)
  case back(Int)
  case goto(Nanoseconds)
  case fork
  // The console's own
  case view(String)
  case big
  case theme(String)
  case language(String)
  case why
  case scenario(String?)
  case quit
  // Files
  case expect(Predicate)
  case note(String)
}

/// A comparison with a number; without a sign it means what each predicate says.
public enum Comparison: String, Sendable, Equatable {
  case equal = "="
  case atLeast = ">="
  case atMost = "<="

  public func holds(_ value: UInt64, _ bound: UInt64) -> Bool {
    switch self {
    case .equal: value == bound
    case .atLeast: value >= bound
    case .atMost: value <= bound
    }
  }
}

/// Something that holds or does not hold at one moment of a run.
public indirect enum Predicate: Equatable, Sendable {
  /// Message kinds as the verbs name them.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case requestVote = "RequestVote"
    case requestVoteReply = "RequestVoteReply"
    case appendEntries = "AppendEntries"
    case appendEntriesReply = "AppendEntriesReply"
    // Of the dissertation: pre-vote §9.6, the transfer of leadership §3.10, snapshots ch. 5.
    case preVote = "PreVote"
    case preVoteReply = "PreVoteReply"
    case timeoutNow = "TimeoutNow"
    case installSnapshot = "InstallSnapshot"
    case installSnapshotReply = "InstallSnapshotReply"
    /// AppendEntries without entries.
    case heartbeat = "heartbeat"
  }

  /// Some node leads (nil), or this one.
  case leader(NodeSelector?)
  /// The same, without a break for so long.
  case leads(NodeSelector?, for: Nanoseconds)
  /// The highest term of any node.
  case term(Comparison, UInt64)
  /// The highest commitIndex that any node has reached.
  case committed(Comparison, UInt64)
  /// A balance; without a node, on the live replica that has applied most.
  case balance(name: String, Comparison, UInt64, on: NodeSelector?)
  case alive(Comparison, UInt64)
  case converged
  /// A live member uses a joint configuration (dissertation §4.3).
  case joint
  /// A live server that was added waits for its vote (dissertation §4.2.1).
  case joining
  /// The disk of a live member has lost what it had promised, and does not have it back.
  case damaged
  /// A live leader hands over to another server (dissertation §3.10).
  case handingOver
  /// Somebody, or a file, has asked for an operation that has no answer yet.
  case unanswered
  case safe
  case violated(String)
  case refused(Refusal)
  case inFlight(Kind, Link?)
  case not(Predicate)
}

/// When a line acts.
public enum When: Equatable, Sendable {
  /// At this time since the start.
  case at(Nanoseconds)
  /// This long after the previous line acted.
  case after(Nanoseconds)
  /// At the first moment at which the predicate holds.
  case when(Predicate, within: Nanoseconds)
}

/// One line of a scenario: when, what, or both.
public struct Step: Equatable, Sendable {
  public var when: When?
  public var verb: Verb?
  /// Line in the file, from 1.
  public var line: Int
  public init(when: When? = nil, verb: Verb? = nil, line: Int = 0) {
    self.when = when
    self.verb = verb
    self.line = line
  }
}

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

/// A scenario file, parsed: a header and lines in order.
public struct Scenario: Equatable, Sendable {
  public var header: Header
  public var steps: [Step]
  public init(header: Header = Header(), steps: [Step] = []) {
    self.header = header
    self.steps = steps
  }
}
