import Consensus
import Host
import Ledger

/// What one event changed on one node, as the invariants look at it.
struct Observation {
  let node: NodeID
  let role: Role
  let term: Term
  let becameLeader: Bool
  let log: EntryLog
  /// The first log index that this event deleted or added.
  let changedFrom: LogIndex?
  let applied: [CommittedEntry]
}

/// A rule that broke: by which nodes, and the numbers.
struct Breach {
  let invariant: InvariantName
  let nodes: NodeSet
  let detail: ViolationDetail
}

/// Every invariant by its name in the verbs, with its section.
enum InvariantName: String, CaseIterable, Sendable {
  case electionSafety = "election-safety"
  case leaderAppendOnly = "leader-append-only"
  case logMatching = "log-matching"
  case leaderCompleteness = "leader-completeness"
  case stateMachineSafety = "state-machine-safety"
  case constantSupply = "constant-supply"
  /// Of the clients' history; watched by a monitor of its own.
  case linearizability

  var section: String {
    switch self {
    case .electionSafety: "§5.2, Figure 3"
    case .leaderAppendOnly, .logMatching: "§5.3, Figure 3"
    case .leaderCompleteness: "§5.4, Figure 3"
    case .stateMachineSafety: "§5.4.3, Figure 3"
    case .constantSupply: "ledger"
    case .linearizability: "§8"
    }
  }
}

/// The five properties of Raft Figure 3 and the ledger's own, evaluated after every event at a cost in
/// proportion to what the event changed.
struct Invariants: Sendable {
  private var electionSafety = ElectionSafety()
  private var leaderAppendOnly = LeaderAppendOnly()
  private var logMatching = LogMatching()
  private var leaderCompleteness = LeaderCompleteness()
  private var stateMachineSafety = StateMachineSafety()
  private(set) var evaluations: UInt64 = 0
  private(set) var lastChecked: Nanoseconds = 0
  /// The names of all rules that broke so far, in order of breaking.
  private(set) var broken: [InvariantName] = []

  /// Counts an event; nothing else changes where no node changed.
  mutating func eventHappened(at time: Nanoseconds) {
    evaluations += 1
    lastChecked = time
  }

  mutating func check(
    _ seen: Observation, ledger: borrowing LedgerState, leaders: [(NodeID, Term, EntryLog)]
  ) -> Breach? {
    let breach =
      electionSafety.check(seen) ?? leaderAppendOnly.check(seen) ?? logMatching.check(seen)
      ?? stateMachineSafety.check(seen)
      ?? leaderCompleteness.check(seen, leaders: leaders, committed: stateMachineSafety.newest)
      ?? ConstantSupply.check(seen, ledger: ledger)
    if let breach, !broken.contains(breach.invariant) {
      broken.append(breach.invariant)
      return breach
    }
    return nil
  }

  /// Nothing is known any more of what a node's volatile state was.
  mutating func nodeCrashed(_ node: NodeID) { leaderAppendOnly.forget(node) }

  /// A restarted node's log is what its disk held.
  mutating func nodeRestarted(_ node: NodeID, log: EntryLog) -> Breach? {
    let seen = Observation(
      node: node, role: .follower, term: 0, becameLeader: false, log: log,
      changedFrom: log.firstIndex, applied: [])
    guard let breach = logMatching.check(seen), !broken.contains(breach.invariant) else { return nil }
    broken.append(breach.invariant)
    return breach
  }

  mutating func discard(through index: LogIndex) {
    logMatching.discard(through: index)
    stateMachineSafety.discard(through: index)
  }
}

/// A list by log index whose front can be discarded.
struct IndexedRecords<Value: Sendable>: Sendable {
  private var values: [Value] = []
  private var base: LogIndex = 0

  var lastIndex: LogIndex { base + UInt64(values.count) }
  var last: Value? { values.last }

  subscript(index: LogIndex) -> Value? {
    index > base && index <= lastIndex ? values[Int(index - base - 1)] : nil
  }

  mutating func append(_ value: Value) { values.append(value) }

  mutating func update(at index: LogIndex, _ change: (inout Value) -> Void) {
    if index > base, index <= lastIndex { change(&values[Int(index - base - 1)]) }
  }

  mutating func discard(through index: LogIndex) {
    guard index > base else { return }
    let count = Int(min(index, lastIndex) - base)
    values.removeFirst(count)
    base += UInt64(count)
  }
}
