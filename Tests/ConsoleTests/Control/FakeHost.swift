import Command
import Consensus
import Raft
import Words

@testable import Host

/// A cluster that does what a test wrote down: no protocol, only a clock, a script and the traces of acts.
final class FakeHost: ClusterHost {
  /// What happens at one moment.
  struct Event {
    var time: Nanoseconds
    var node: NodeID?
    var what: EventRecord.What
    var decisions: [Decision] = []
    var cause: UInt64?
    /// What the picture becomes.
    var change: (inout ClusterSnapshot) -> Void = { _ in }
  }

  var picture: ClusterSnapshot
  private(set) var performed: [Verb] = []
  private(set) var kept: [EventRecord] = []
  private(set) var script: [Event]
  /// Every so often a heartbeat arrives, for ever; 0: only the script happens.
  var heartbeat: Nanoseconds
  /// The events of this instant set off each other for ever.
  var endless: Nanoseconds?
  /// Virtual time that each call of `advance` covers; a test sees whether work is bounded.
  private(set) var advances = 0
  var unavailable: [String] = []
  var recordsActs = true
  var refusesActs: ActionRefusal?
  /// What it answers of its past; nil: it keeps none.
  var past: TimelineSnapshot?
  private(set) var moves: [TimeMove] = []
  /// The violation at which it stands still, as the protocol asks for.
  private(set) var frozenAt: ViolationSnapshot?

  init(
    nodes: Int = 5, accounts: [String] = ["alice", "bob", "carol", "dave"], leader: Int? = 2,
    script: [Event] = [], heartbeat: Nanoseconds = 0
  ) {
    self.script = script.sorted { $0.time < $1.time }
    self.heartbeat = heartbeat
    picture = .fake(nodes: nodes, accounts: accounts, leader: leader)
  }

  var now: Nanoseconds { picture.time }
  func snapshot() -> ClusterSnapshot { picture }
  var vocabulary: Vocabulary {
    Vocabulary(
      brokenRules: BrokenRule.allCases.map(\.name),
      messageKinds: RaftMessage.kindNames + [Vocabulary.heartbeat])
  }

  var nextEventTime: Nanoseconds? {
    let beat = heartbeat == 0 ? nil : (now / heartbeat + 1) * heartbeat
    return [script.first?.time, beat, endless].compactMap { $0 }.min()
  }

  func advance(to time: Nanoseconds, untilNote: Bool, while mayGoOn: () -> Bool) -> Bool {
    advances += 1
    guard frozenAt == nil else { return true }
    while let next = nextEventTime, next <= time {
      let record = happen(at: next)
      if frozenAt != nil { return true }
      if untilNote, case .note = record.what { return true }
      if picture.eventCount % 256 == 0, !mayGoOn() { return false }
    }
    picture.time = max(picture.time, time)
    return false
  }

  func step() -> EventRecord? {
    guard frozenAt == nil, let next = nextEventTime else { return nil }
    return happen(at: next)
  }

  func continuePastViolation() { frozenAt = nil }

  @discardableResult
  private func happen(at time: Nanoseconds) -> EventRecord {
    picture.time = max(picture.time, time)
    guard let event = script.first, event.time <= time else {
      return record(node: NodeID(1), .timer(.election), [], nil)
    }
    script.removeFirst()
    event.change(&picture)
    if case .violation(let violation) = event.what { frozenAt = violation }
    return record(node: event.node, event.what, event.decisions, event.cause)
  }

  @discardableResult
  private func record(
    node: NodeID?, _ what: EventRecord.What, _ decisions: [Decision], _ cause: UInt64?
  ) -> EventRecord {
    picture.eventCount += 1
    let record = EventRecord(
      number: picture.eventCount, time: now, node: node, what: what, decisions: decisions, cause: cause)
    kept.append(record)
    if kept.count > 4000 { kept.removeFirst(2000) }
    return record
  }

  func perform(_ verb: Verb) -> ActionOutcome {
    performed.append(verb)
    let outcome: ActionOutcome = refusesActs.map { .nothing($0) } ?? apply(verb)
    if recordsActs { record(node: nil, .action(verb, outcome), [], nil) }
    return outcome
  }

  private func apply(_ verb: Verb) -> ActionOutcome {
    switch verb {
    case .kill(let nodes): return set(nodes, .down)
    case .restart(let nodes): return set(nodes, .up)
    case .pause(let nodes, _): return set(nodes, .stalled)
    case .resume(let nodes): return set(nodes, .up)
    case .load(let rate):
      picture.loadMilliRate = rate
      return .done()
    default: return .done()
    }
  }

  private func set(_ selectors: [NodeSelector], _ condition: NodeSnapshot.Condition) -> ActionOutcome {
    var changed = NodeSet()
    for selector in selectors {
      let id: NodeID? =
        switch selector {
        case .node(let node): node
        case .leader: picture.leader
        default: picture.nodes.first?.id
        }
      guard let index = picture.nodes.firstIndex(where: { $0.id == id }),
        picture.nodes[index].condition != condition
      else { continue }
      changed.insert(picture.nodes[index].id)
      picture.nodes[index].condition = condition
      picture.nodes[index].since = now
      if condition == .down, picture.leader == id {
        picture.leader = nil
        picture.leaderlessSince = now
      }
      picture.landmarks.append(
        Landmark(
          kind: condition == .down ? .crash : .restart, time: now, node: id, event: picture.eventCount + 1))
    }
    return changed.isEmpty ? .nothing(.nobody(.all)) : .done(on: changed)
  }

  func unavailability(of verb: Verb) -> Phrase? {
    let name = verb.form.name
    return unavailable.contains(name) ? Phrase(verbatim: "not available yet: \(name)") : nil
  }

  var timeline: TimelineSnapshot? { past }

  func move(_ move: TimeMove) -> ActionOutcome {
    moves.append(move)
    guard var past else { return .notHere(.noPast) }
    switch move {
    case .time(let time): past.playhead = Moment(time: time, event: past.playhead.event)
    case .back(let count):
      let event = past.playhead.event - min(past.playhead.event, UInt64(count))
      past.playhead = Moment(time: record(event)?.time ?? 0, event: event)
    case .start: past.playhead = .start
    case .live: past.playhead = past.current?.end ?? .start
    case .branch(let id): past.currentID = id
    default: break
    }
    self.past = past
    picture.time = past.playhead.time
    picture.eventCount = past.playhead.event
    return .done()
  }

  func shareLine() throws(NotHere) -> String {
    guard past != nil else { throw NotHere(.noPast) }
    return "rc1:abc"
  }

  func records(after number: UInt64) -> [EventRecord] {
    Array(kept.suffix(Int(clamping: picture.eventCount - min(number, picture.eventCount))))
  }

  func record(_ number: UInt64) -> EventRecord? {
    guard let first = kept.first?.number, number >= first, number - first < kept.count else { return nil }
    return kept[Int(number - first)]
  }

  func describe(_ position: LogPosition) -> EntryDescription? { nil }
}

extension ClusterSnapshot {
  /// Nodes with entries 1…5 of term 1 and 6…7 of term 2; entry 7 is on the leader alone.
  static func fake(nodes count: Int, accounts: [String], leader: Int?) -> ClusterSnapshot {
    let nodes = (1...count).map { number in
      let leads = number == leader
      let terms: [Term] = [1, 1, 1, 1, 1, 2] + (leads ? [2] : [])
      var view = NodeView(
        role: leads ? .leader : .follower, term: 2, votedFor: leader.map { NodeID($0) },
        committed: 6, applied: 6, durable: UInt64(terms.count),
        knownLeader: leader.map { NodeID($0) }, votes: [],
        timer: NodeView.Timer(leads ? .heartbeat : .election, start: 0, deadline: 100_000_000_000),
        progress: [])
      view.variables = RaftReplica.variables(of: view)
      return NodeSnapshot(
        id: NodeID(number), condition: .up, since: 0, view: view, firstShown: 1, terms: terms,
        lastIndex: UInt64(terms.count), balances: [1000] + accounts.map { _ in 100 }, stateHash: "9f3c",
        writingUntil: nil)
    }
    return ClusterSnapshot(
      time: 0, consensus: .raft, seed: 42, nodes: nodes, messages: [], cutLinks: [],
      leader: leader.map { NodeID($0) }, leaderlessSince: leader == nil ? 0 : nil, committed: 6,
      accounts: ["treasury"] + accounts, supply: 1000 + 100 * UInt64(accounts.count), operations: [],
      invariants: [], violation: nil, loadMilliRate: 2000, latency: 5_000_000...15_000_000,
      lossPartsPerMillion: 0, electionTimeout: 150_000_000...300_000_000, heartbeatInterval: 50_000_000,
      eventCount: 0, landmarks: [])
  }
}

extension MessageSnapshot {
  static func fake(
    _ number: UInt64, from: Int = 2, to: Int = 1, arrives: Nanoseconds, kind: RaftMessage.Kind = .voteRequest,
    term: Term = 2, cause: UInt64 = 0
  ) -> MessageSnapshot {
    MessageSnapshot(
      number: number, from: NodeID(from), to: NodeID(to), sent: 0, arrives: arrives,
      summary: MessageSummary(kind: kind, term: term, fields: []), cause: cause)
  }
}

extension OperationSnapshot {
  static func fake(
    _ number: UInt64, isByPerson: Bool, _ state: State, ended: Nanoseconds? = nil, begun: Nanoseconds = 0
  ) -> OperationSnapshot {
    OperationSnapshot(
      number: number, kind: .transfer(from: "alice", to: "bob", amount: 10), isByPerson: isByPerson,
      state: state,
      attempts: 1, asked: NodeID(2), begun: begun, ended: ended)
  }
}
