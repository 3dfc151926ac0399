import Command
import Consensus
import Raft
import Words

@testable import Console
@testable import Explanation
@testable import Host
@testable import Panels

/// A record source from arrays.
struct Shelf: RecordSource {
  var records: [EventRecord] = []
  var entries: [(LogPosition, EntryDescription)] = []
  /// What the receiver of any message would decide.
  var foreseen: [Decision]?
  func record(_ number: UInt64) -> EventRecord? { records.first { $0.number == number } }
  func describe(_ position: LogPosition) -> EntryDescription? {
    entries.first { $0.0 == position }?.1
  }
  func foresee(_ message: UInt64) -> [AnyDecision]? { foreseen?.map { AnyDecision($0) } }
}

extension EventRecord {
  /// With decisions of Raft.
  init(
    number: UInt64, time: Nanoseconds, node: NodeID?, what: What, decisions: [Decision],
    applied: [Applied] = [], cause: UInt64?
  ) {
    self.init(
      number: number, time: time, node: node, what: what, decisions: decisions.map { AnyDecision($0) },
      applied: applied, cause: cause)
  }
}

extension Explainer {
  func news(_ record: EventRecord, in snapshot: ClusterSnapshot, source: Shelf) -> News? {
    news(of: Scene(record, in: snapshot, source))
  }
  func allNews(_ record: EventRecord, in snapshot: ClusterSnapshot, source: Shelf) -> [News] {
    allNews(of: Scene(record, in: snapshot, source))
  }
  func stepText(_ record: EventRecord, in snapshot: ClusterSnapshot, source: Shelf) -> String {
    stepText(of: Scene(record, in: snapshot, source))
  }
  func plainLine(_ record: EventRecord, in snapshot: ClusterSnapshot, source: Shelf) -> String? {
    plainLine(of: Scene(record, in: snapshot, source))
  }
  func card(for record: EventRecord, in snapshot: ClusterSnapshot, source: Shelf) -> WhyCard {
    card(of: Scene(record, in: snapshot, source))
  }
  func card(for selection: Selection?, in snapshot: ClusterSnapshot, source: Shelf) -> WhyCard {
    card(for: selection, in: snapshot, source)
  }
}

/// As it is typed.
extension Verb: ExpressibleByStringLiteral {
  public init(stringLiteral line: String) {
    do { self = try VerbParser.parse(syntax: line) } catch { fatalError("\(error)") }
  }
}

enum Fixture {
  static let millisecond: Nanoseconds = 1_000_000
  static let now: Nanoseconds = 12_437 * millisecond

  static func n(_ number: Int) -> NodeID { NodeID(number) }
  static func at(_ index: LogIndex, _ term: Term) -> LogPosition { LogPosition(index: index, term: term) }

  /// A follower of term 3 with entries 50…57, those from 52 on of term 3, all on disk.
  static func node(_ number: Int) -> NodeSnapshot {
    let view = NodeView(
      role: .follower, term: 3, votedFor: n(2), committed: 57, applied: 57, durable: 57,
      knownLeader: n(2), votes: [],
      timer: NodeView.Timer(
        .election, start: now, deadline: now + UInt64(100 + 10 * number) * millisecond), progress: [])
    return NodeSnapshot(
      id: n(number), condition: .up, since: 0, view: view, firstShown: 50,
      terms: [2, 2, 3, 3, 3, 3, 3, 3], lastIndex: 57, balances: [1000, 85, 120], stateHash: "9f3c",
      writingUntil: nil, electors: NodeSet((1...5).map { n($0) }))
  }

  /// Five nodes, n2 leads term 3, entry 57 committed everywhere.
  static func cluster(_ count: Int = 5, change: (inout ClusterSnapshot) -> Void = { _ in }) -> ClusterSnapshot
  {
    var nodes = (1...count).map { node($0) }
    if count > 1 {
      nodes[1].view.role = .leader
      nodes[1].view.timer = NodeView.Timer(.heartbeat, start: now, deadline: now + 12 * millisecond)
      nodes[1].view.progress = (1...count).filter { $0 != 2 }.map {
        NodeView.Progress(node: n($0), nextIndex: 58, matchIndex: 57)
      }
    }
    var snapshot = ClusterSnapshot(
      time: now, consensus: .raft, seed: 42, nodes: nodes, messages: [], cutLinks: [], leader: n(2),
      leaderlessSince: nil, committed: 57, accounts: ["treasury", "alice", "bob"], supply: 1205,
      operations: [], invariants: [], violation: nil, loadMilliRate: 2000,
      latency: (5 * millisecond)...(15 * millisecond), lossPartsPerMillion: 0,
      electionTimeout: (150 * millisecond)...(300 * millisecond), heartbeatInterval: 50 * millisecond,
      eventCount: 1, landmarks: [])
    change(&snapshot)
    return snapshot
  }

  static func record(
    _ decision: Decision, at node: Int = 2, what: EventRecord.What = .internalStep
  ) -> EventRecord {
    EventRecord(number: 1, time: now, node: n(node), what: what, decisions: [decision], cause: 7)
  }

  static func record(_ what: EventRecord.What, at node: Int? = nil) -> EventRecord {
    EventRecord(number: 1, time: now, node: node.map { n($0) }, what: what, cause: 7)
  }

  static func message(
    _ kind: RaftMessage.Kind, _ from: Int, _ to: Int, term: Term = 3, fields: [Field] = []
  ) -> MessageSnapshot {
    MessageSnapshot(
      number: 412, from: n(from), to: n(to), sent: now - 4 * millisecond, arrives: now + 4 * millisecond,
      summary: MessageSummary(kind: kind, term: term, fields: fields), cause: 7)
  }

  static func operation(
    _ state: OperationSnapshot.State, isByPerson: Bool = true, attempts: Int = 1
  ) -> OperationSnapshot {
    OperationSnapshot(
      number: 9, kind: .transfer(from: "alice", to: "dave", amount: 15), isByPerson: isByPerson, state: state,
      attempts: attempts, asked: n(2), begun: now, ended: nil)
  }

  static func say(
    _ record: EventRecord, _ language: Language, in snapshot: ClusterSnapshot = cluster(),
    source: Shelf = Shelf()
  ) -> String? {
    Explainer(language: language).news(record, in: snapshot, source: source)?.text
  }

  /// One of every decision, in every variant that has a sentence of its own.
  static let decisions: [Decision] = [
    .startedElection(term: 3, waited: 172 * millisecond, last: at(57, 3)),
    .startedElection(term: 1, waited: 80 * millisecond, last: .origin),
    .electionRanOut(term: 3, votes: [n(1), n(3)], needed: 3, of: 5),
    .electionRanOut(term: 3, votes: [], needed: 3, of: 5),
    .grantedVote(candidate: n(4), term: 3, own: .origin, candidateLast: .origin),
    .grantedVote(candidate: n(4), term: 3, own: .origin, candidateLast: at(4, 1)),
    .grantedVote(candidate: n(4), term: 3, own: at(5, 2), candidateLast: at(5, 2)),
    .grantedVote(candidate: n(4), term: 3, own: at(9, 1), candidateLast: at(5, 2)),
    .grantedVote(candidate: n(4), term: 3, own: at(4, 2), candidateLast: at(5, 2)),
    .refusedVote(candidate: n(4), term: 2, .staleTerm(currentTerm: 3)),
    .refusedVote(candidate: n(4), term: 3, .alreadyVoted(for: n(1))),
    .refusedVote(candidate: n(4), term: 3, .alreadyVoted(for: n(2))),
    .refusedVote(candidate: n(4), term: 3, .logBehind(own: at(57, 3), candidate: at(52, 2))),
    .refusedVote(candidate: n(4), term: 4, .logBehind(own: at(57, 3), candidate: at(55, 3))),
    .refusedVote(candidate: n(4), term: 4, .logBehind(own: at(57, 3), candidate: .origin)),
    .countedVote(from: n(4), term: 3, votes: [n(2), n(4)], needed: 3, of: 5),
    .countedVote(from: n(2), term: 3, votes: [n(2)], needed: 3, of: 5),
    .wasRefused(by: n(4), term: 3),
    .becameLeader(term: 3, votes: [n(1), n(2), n(3)], needed: 3, of: 5),
    .steppedDown(from: .leader, oldTerm: 2, newTerm: 3, heardFrom: n(4)),
    .steppedDown(from: .candidate, oldTerm: 2, newTerm: 3, heardFrom: n(4)),
    .steppedDown(from: .candidate, oldTerm: 3, newTerm: 3, heardFrom: n(4)),
    .adoptedTerm(oldTerm: 2, newTerm: 3, heardFrom: n(4)),
    .followsLeader(leader: n(4), term: 3),
    .appended(at(58, 3), noOp: false),
    .appended(at(58, 3), noOp: true),
    .redirectedClient(knownLeader: n(4)),
    .redirectedClient(knownLeader: nil),
    .storedEntries(first: 58, last: 58, from: n(4)),
    .storedEntries(first: 52, last: 58, from: n(4)),
    .deletedConflict(first: 52, last: 52, ownTerm: 2, leaderTerm: 3, leader: n(4)),
    .deletedConflict(first: 52, last: 54, ownTerm: 2, leaderTerm: 3, leader: n(4)),
    .refusedAppend(leader: n(4), term: 2, .staleTerm(currentTerm: 3)),
    .refusedAppend(leader: n(4), term: 3, .missingPrevious(previous: at(57, 3), lastIndex: 55)),
    .refusedAppend(leader: n(4), term: 3, .conflictingPrevious(previous: at(57, 3), ownTerm: 2)),
    .countedCopy(from: n(1), index: 58, copies: [n(1), n(2)], needed: 3, of: 5),
    .countedCopy(from: n(2), index: 58, copies: [n(2)], needed: 3, of: 5),
    .backedUp(follower: n(4), oldNext: 58, newNext: 53),
    .committed(first: 58, index: 58, term: 3, copies: [n(1), n(2), n(3)], needed: 3, of: 5),
    .committed(first: 52, index: 58, term: 3, copies: [n(1), n(2), n(3)], needed: 3, of: 5),
    .heldBackOldTerm(index: 52, entryTerm: 2, currentTerm: 4, copies: [n(1), n(2), n(3)], of: 5),
    .learnedCommit(index: 58, from: n(4)),
    .ignoredStale(from: n(4), messageTerm: 2, currentTerm: 3),
    .ignoredStale(from: n(4), messageTerm: 3, currentTerm: 3),
  ]
}
