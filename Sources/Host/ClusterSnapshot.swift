import Command
import Consensus

/// What a cluster looks like at one moment, in words that every protocol shares. A console sees nothing else. A host
/// fills in what it knows.
public struct ClusterSnapshot: Sendable, Equatable {
  public var time: Nanoseconds
  public var consensus = ConsensusProtocol.raft
  public var seed: UInt64 = 0
  /// All members in order, dead ones included.
  public var nodes: [NodeSnapshot] = []
  /// Between members, by arrival (then by number).
  public var messages: [MessageSnapshot] = []
  /// Directed links that carry nothing now (partition, isolation, cut), in order.
  public var cutLinks: [Link] = []
  /// The live leader of the highest term.
  public var leader: NodeID?
  /// When the last leader was lost (or 0 before the first); nil while there is one.
  public var leaderlessSince: Nanoseconds?
  /// The highest commitIndex that any node has reached so far.
  public var committed: LogIndex = 0
  /// Names in the order in which the accounts were opened, the treasury first.
  public var accounts: [String] = []
  /// All coins, the treasury's included: constant.
  public var supply: UInt64 = 0
  /// Operations under way and the latest that ended, oldest first.
  public var operations: [OperationSnapshot] = []
  /// The latest entries that were applied, oldest first, by ascending index; empty: this host keeps none.
  public var postings: [Posting] = []
  /// What the newest entries of all logs hold, as far as this host tells.
  public var contents: [LogPosition: EntryDescription] = [:]
  /// What the values hold that servers of single-decree Paxos want, propose and have accepted.
  public var values: [[UInt8]: EntryDescription] = [:]
  public var invariants: [InvariantSnapshot] = []
  /// The first violation, where one happened that was not to happen.
  public var violation: ViolationSnapshot?
  /// The invariants that broke, in order of breaking. Of those that were to break, by the scenario's header, no alarm
  /// tells.
  public var brokenInvariants: [String] = []
  /// Demo transfers a second, in thousandths; nil: off.
  public var loadMilliRate: UInt64?
  /// The network's global dials.
  public var latency: ClosedRange<Nanoseconds> = 0...0
  public var lossPartsPerMillion: UInt32 = 0
  public var electionTimeout: ClosedRange<Nanoseconds> = 0...0
  public var heartbeatInterval: Nanoseconds = 0
  /// Events so far: the number of the newest record.
  public var eventCount: UInt64 = 0
  /// Landmarks so far, oldest first (a bounded number of them).
  public var landmarks: [Landmark] = []
  /// Directed links whose messages are held back, in order.
  public var heldLinks: [Link] = []
  /// Rules that are broken on purpose now.
  public var brokenRules: [String] = []
  /// Of these, those that change nothing in this cluster: the line of the header that they would need.
  public var idleRules: [String: String] = [:]
  /// The node for which a person decides; nil: there is none.
  public var hand: HandSnapshot?
  /// How far the lines of a scenario have come; nil: this run has none.
  public var script: ScriptSnapshot?
  /// What the run has cost; nil: that is not counted.
  public var figures: RunFigures?
  /// Whose knowledge this picture is; nil: it shows all that is.
  public var knowledge: Knowledge?

  /// The configuration that the leader uses; without a leader the newest in any log. Nil: all nodes decide.
  public var membership: Membership? {
    if let own = leader.flatMap({ node($0)?.view.membership }) { return own }
    return nodes.max { ($0.view.membershipIndex, $1.id) < ($1.view.membershipIndex, $0.id) }?.view.membership
  }
  /// Those whose votes and copies count: of the new configuration, while two decide together.
  public var voters: NodeSet { membership?.voters ?? NodeSet(nodes.map(\.id)) }
  public var voterCount: Int { voters.count }
  private var deciding: Membership { membership ?? Membership(voters: voters) }
  /// How many of the voters make one of them the leader, and how many copies commit an entry: in Raft a majority both.
  public var neededToLead: Int { deciding.neededToLead }
  public var neededToCommit: Int { deciding.neededToCommit }
  /// Whether these nodes can get anything committed, should only they be left: enough of them to commit, and the
  /// leader or enough to make one.
  public func canGoOn(_ nodes: NodeSet) -> Bool {
    let count = nodes.intersection(voters).count
    return count >= neededToCommit && (count >= neededToLead || leader.map(nodes.contains) ?? false)
  }
  /// Voters that are alive and not stalled.
  public var upCount: Int {
    let voters = voters
    return nodes.count { $0.condition == .up && voters.contains($0.id) }
  }
  public var highestTerm: Term { nodes.map(\.view.term).max() ?? 0 }
  /// The member with this number; nil where there is none.
  public func node(_ id: NodeID) -> NodeSnapshot? { nodes.first { $0.id == id } }
  /// This entry as it was first applied; nil: it was not, or that is kept no longer.
  public func posting(at position: LogPosition) -> Posting? {
    place(of: position.index).flatMap { postings[$0].position == position ? postings[$0] : nil }
  }
  /// Whether another entry is known at the same index: then its index alone does not name it.
  public func hasRival(_ position: LogPosition) -> Bool {
    nodes.contains { $0.term(at: position.index).map { $0 != position.term } ?? false }
      || place(of: position.index).map { postings[$0].position != position } ?? false
  }
  /// Where this index stands among `postings`. They have no gaps where a log has none, so it is found at once.
  private func place(of index: LogIndex) -> Int? {
    guard let first = postings.first?.position.index, index >= first else { return nil }
    var place = Int(min(index - first, LogIndex(postings.count - 1)))
    while postings[place].position.index > index { place -= 1 }
    return postings[place].position.index == index ? place : nil
  }
  /// The nodes whose disk (or, for the living, durable log) holds exactly this entry.
  public func holders(of position: LogPosition) -> NodeSet {
    NodeSet(nodes.filter { $0.durablyHolds(position) }.map(\.id))
  }
  /// Whether this log has, where the operation is said to stand, what it asked for: where two leaders of one term wrote,
  /// index and term do not tell.
  public func has(_ operation: OperationSnapshot, in node: NodeSnapshot) -> Bool {
    guard let position = operation.position, node.term(at: position.index) == position.term else {
      return false
    }
    guard let entry = node.rivals[position.index] ?? contents[position] else { return true }
    return switch (entry, operation.kind) {
    case (.transfer(let from, let to, let amount, _), let kind):
      kind == .transfer(from: from, to: to, amount: amount)
    case (.open(let name, let amount), let kind): kind == .open(name: name, amount: amount)
    case (.balances, let kind): kind == .balances
    case (.noOp, _), (.configuration, _): false
    }
  }
  /// The nodes whose disk (or, for the living, durable log) holds what was asked for.
  public func holders(of operation: OperationSnapshot) -> NodeSet {
    guard let index = operation.position?.index else { return [] }
    return NodeSet(nodes.filter { index <= $0.view.durable && has(operation, in: $0) }.map(\.id))
  }
}

extension ClusterSnapshot {
  /// A picture in which there is nothing yet.
  public init(at time: Nanoseconds) { self.init(time: time) }
}

/// What one member looks like, alive or not. Times are nanoseconds since the start.
public struct NodeSnapshot: Sendable, Equatable {
  /// Whether a member's process runs.
  public enum Condition: String, Sendable, Equatable {
    case up
    case down
    /// Alive, and deaf or reading late: a stalled process.
    case stalled
    /// Nobody has told: of the rest only that is so which was heard of it (`ClusterSnapshot.knowledge`).
    case unknown
  }
  public var id: NodeID
  public var condition = Condition.up
  /// Since when it is in this condition.
  public var since: Nanoseconds = 0
  /// Its variables. For a node that is down: term, vote and durable index from its disk, all else as a
  /// fresh follower's.
  public var view: NodeView
  /// The newest entries: `terms[i]` is the term of entry `firstShown + i`; of a dead node, those on disk.
  public var firstShown: LogIndex = 1
  public var terms: [Term] = []
  public var lastIndex: LogIndex = 0
  /// What it holds behind the first hole of its log, by index: the terms. Empty where a protocol stores in order.
  public var ahead: [LogIndex: Term] = [:]
  /// Of its newest entries those that are not what `ClusterSnapshot.contents` says of their index and term: with Log
  /// Matching broken two logs can differ there.
  public var rivals: [LogIndex: EntryDescription] = [:]
  /// Entries that it held and holds no more, oldest first (a bounded number of them).
  public var lost: [LostEntry] = []
  /// Aligned with `ClusterSnapshot.accounts`; nil: this replica does not know the account. Empty when down.
  public var balances: [UInt64?] = []
  /// A short hash of the ledger's state (4 or more hex digits); nil when down.
  public var stateHash: String?
  /// When the disk write under way ends; nil when idle.
  public var writingUntil: Nanoseconds?
  /// Who votes for it or still could: while it stands, in its election; else in one that it would begin now.
  public var electors = NodeSet()
  /// How much faster than the world's clock its own runs, in parts per million.
  public var skewPartsPerMillion: Int64 = 0
  /// How long one durable write takes, where that is not the usual.
  public var slowDisk: ClosedRange<Nanoseconds>?
  /// How many messages and requests have arrived at a process that will read them late; nil: it does not.
  public var unread: Int?

  /// Its last entry, where that is known; of a log whose entries all stand in a snapshot the last one in there.
  public var last: LogPosition {
    term(at: lastIndex).map { LogPosition(index: lastIndex, term: $0) } ?? view.snapshot ?? .origin
  }
  /// The term of its entry at `index`, where that is among the shown ones.
  public func term(at index: LogIndex) -> Term? {
    guard index >= firstShown, index < firstShown + UInt64(terms.count) else { return ahead[index] }
    return terms[Int(index - firstShown)]
  }
  /// Whether it holds nothing at `index`, and something behind it.
  public func hasHole(at index: LogIndex) -> Bool {
    index > lastIndex && ahead[index] == nil && ahead.keys.contains { $0 > index }
  }
  /// Whether its disk holds exactly this entry. Of entries before `firstShown` it says no.
  public func durablyHolds(_ position: LogPosition) -> Bool {
    position.index <= view.durable && term(at: position.index) == position.term
      && rivals[position.index] == nil
  }
}

/// An entry that a node held and holds no more: overwritten, or not yet on disk when it crashed.
public struct LostEntry: Sendable, Equatable {
  public var position: LogPosition
  /// When, in nanoseconds since the start.
  public var time: Nanoseconds
  public init(_ position: LogPosition, at time: Nanoseconds) {
    self.position = position
    self.time = time
  }
}

extension NodeSnapshot {
  /// A member of which nothing else is known yet.
  public init(_ id: NodeID, _ view: NodeView) { self.init(id: id, view: view) }
}

extension ClusterSnapshot {
  /// The live node that has applied most, of several the leader: what the others are compared with. A new leader may
  /// know less for a while, and sums that follow it would go back.
  public var reference: NodeSnapshot? {
    nodes.filter { $0.condition != .down && !$0.balances.isEmpty }
      .max { ($0.view.applied, $0.id == leader ? 1 : 0) < ($1.view.applied, $1.id == leader ? 1 : 0) }
  }

  /// What the reference says of each account that it knows.
  public var balances: [String: UInt64] {
    guard let node = reference else { return [:] }
    return Dictionary(zip(accounts, node.balances).compactMap { name, coins in coins.map { (name, $0) } }) {
      first, _ in first
    }
  }

  /// As the reference says; nil: it knows no such account.
  public func coins(of account: String) -> UInt64? {
    guard let node = reference, let index = accounts.firstIndex(of: account) else { return nil }
    return node.coins(at: index)
  }
}

extension NodeSnapshot {
  /// The balance at this place among the accounts; nil: it does not know the account.
  public func coins(at index: Int) -> UInt64? { balances.indices.contains(index) ? balances[index] : nil }
}

/// A message from one member to another. Times are nanoseconds since the start.
public struct MessageSnapshot: Sendable, Equatable {
  /// As shown on screen and named by `drop`.
  public var number: UInt64
  public var from: NodeID
  public var to: NodeID
  public var sent: Nanoseconds
  public var arrives: Nanoseconds
  public var summary: MessageSummary
  /// The event that sent it.
  public var cause: UInt64
  /// Held back, by itself or with its link: it arrives at the earliest when it is released.
  public var isHeld: Bool
  public init(
    number: UInt64, from: NodeID, to: NodeID, sent: Nanoseconds, arrives: Nanoseconds,
    summary: MessageSummary, cause: UInt64, isHeld: Bool = false
  ) {
    self.number = number
    self.from = from
    self.to = to
    self.sent = sent
    self.arrives = arrives
    self.summary = summary
    self.cause = cause
    self.isHeld = isHeld
  }
}

/// A client's operation and the stations it has passed.
public struct OperationSnapshot: Sendable, Equatable {
  /// What the client asks for. Amounts are whole coins.
  public enum Kind: Sendable, Equatable {
    case transfer(from: String, to: String, amount: UInt64)
    case open(name: String, amount: UInt64)
    case balances
  }
  /// How far it has come.
  public enum State: Sendable, Equatable {
    /// Waits until its wallet's earlier operation has ended.
    case queued
    /// On its way to, or being handled by, this node.
    case asking(NodeID)
    /// In a leader's log at this position, not yet committed.
    case stored(LogPosition)
    case committed(LogPosition)
    case answered(LogPosition?)
    case refused(reason: String, LogPosition?)
    /// The only node that was to be asked does not lead, and names whom it takes for the leader.
    case turnedAway(by: NodeID, leader: NodeID?)
    /// The client gave up: whether it happened is not known to it.
    case unknown
  }
  public var number: UInt64
  public var kind: Kind
  /// Typed by the person or written in a file, not demo load.
  public var isByPerson: Bool
  public var state = State.queued
  /// How often it was sent to a node.
  public var attempts = 0
  /// The node asked last; nil: none yet.
  public var asked: NodeID?
  public var begun: Nanoseconds
  public var ended: Nanoseconds?
  /// Whose client asks; nil: this host does not say.
  public var account: String?
  /// What a read told; nil: it has told nothing yet, or this is no read.
  public var answer: ReadAnswer?

  /// Where it stands in the log, if it does.
  public var position: LogPosition? {
    switch state {
    case .stored(let position), .committed(let position): position
    case .answered(let position), .refused(_, let position): position
    case .queued, .asking, .turnedAway, .unknown: nil
    }
  }
}

extension OperationSnapshot {
  /// An operation that nobody was asked for yet.
  public init(_ number: UInt64, _ kind: Kind, isByPerson: Bool, begun: Nanoseconds) {
    self.init(number: number, kind: kind, isByPerson: isByPerson, begun: begun)
  }
}

/// A rule that is checked all the time, the section of its paper, and how often and when it last was.
public struct InvariantSnapshot: Sendable, Equatable {
  /// Hyphenated, as `violated NAME` spells it: `election-safety`.
  public var name: String
  public var section: String
  public var lastChecked: Nanoseconds = 0
  public var evaluations: UInt64 = 0
}

extension InvariantSnapshot {
  /// A rule that was not looked at yet.
  public init(_ name: String, section: String) { self.init(name: name, section: section) }
}

/// A rule that broke: the section of its paper, and at which time (nanoseconds since the start) and event.
public struct ViolationSnapshot: Sendable, Equatable {
  public var invariant: String
  public var section: String
  public var time: Nanoseconds
  public var event: UInt64
  public var nodes: NodeSet
  /// Which nodes, entries and numbers.
  public var detail: ViolationDetail
  public init(
    invariant: String, section: String, time: Nanoseconds, event: UInt64, nodes: NodeSet,
    detail: ViolationDetail
  ) {
    self.invariant = invariant
    self.section = section
    self.time = time
    self.event = event
    self.nodes = nodes
    self.detail = detail
  }
}

/// How far the lines of a scenario have come.
public struct ScriptSnapshot: Sendable, Equatable {
  /// The note that was said last; nil: none was.
  public var note: Note?
  /// Its event; 0: none.
  public var noteEvent: UInt64
  /// How many notes were said, and how many the scenario has.
  public var noteNumber: Int
  public var noteCount: Int
  /// Of its expectations: those that were met so far, and those that were not.
  public var metCount: Int
  public var missed: [String]
  /// Whether no line is left that can run.
  public var isOver: Bool
  /// Whether it is for somebody who watches: it says something, or expects something.
  public var tellsStory: Bool { noteCount > 0 || metCount > 0 || !missed.isEmpty }
  public init(
    note: Note? = nil, noteEvent: UInt64 = 0, noteNumber: Int = 0, noteCount: Int = 0, metCount: Int = 0,
    missed: [String] = [], isOver: Bool = false
  ) {
    self.note = note
    self.noteEvent = noteEvent
    self.noteNumber = noteNumber
    self.noteCount = noteCount
    self.metCount = metCount
    self.missed = missed
    self.isOver = isOver
  }
}

/// A moment worth returning to.
public struct Landmark: Sendable, Equatable {
  /// What happened there.
  public enum Kind: String, Sendable, Equatable {
    case election
    case crash
    case restart
    case partition
    case heal
    /// One of the person's own operations was committed.
    case ownCommit
    case violation
    /// A scenario said something to whoever watches.
    case note
  }
  public var kind: Kind
  public var time: Nanoseconds
  /// Whose event it is; nil of `partition`, `heal` and `violation`.
  public var node: NodeID?
  public var event: UInt64
  public init(kind: Kind, time: Nanoseconds, node: NodeID?, event: UInt64) {
    self.kind = kind
    self.time = time
    self.node = node
    self.event = event
  }
}

extension Nanoseconds {
  /// The span since `earlier`; 0 if that is not earlier.
  public func since(_ earlier: Nanoseconds) -> Nanoseconds { self > earlier ? self - earlier : 0 }

  /// So much later; the largest time where there is none so late.
  public func after(_ span: Nanoseconds) -> Nanoseconds {
    let (time, isTooLarge) = addingReportingOverflow(span)
    return isTooLarge ? .max : time
  }
}
