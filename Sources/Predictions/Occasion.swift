import Command
import Consensus
import Host
import Words

/// When a question may be asked: what the cluster looks like, and what a person is about to do.
public struct Occasion: Sendable {
  public let snapshot: ClusterSnapshot
  /// nil: nothing.
  public let verb: Verb?
  /// Draws what a template leaves open, and the order of choices; the same at the same moment of the same run.
  var generator: SeededGenerator

  public init(_ snapshot: ClusterSnapshot, verb: Verb? = nil) {
    self.snapshot = snapshot
    self.verb = verb
    generator = SeededGenerator(seed: snapshot.seed, stream: snapshot.eventCount &+ 0x9E4D)
  }

  /// Whether the usual rules hold here: none is broken, and all nodes are voters that do what they are to do.
  var isUsual: Bool {
    let voters = snapshot.voters
    return snapshot.brokenRules.isEmpty && snapshot.violation == nil && snapshot.knowledge == nil
      && snapshot.membership?.isJoint != true && snapshot.heldLinks.isEmpty
      && !snapshot.messages.contains(where: \.isHeld)
      && snapshot.nodes.allSatisfy {
        voters.contains($0.id) && $0.view.integrity == .sound
          && ($0.condition == .up || $0.condition == .down)
      }
  }

  /// Whether something is about to show: an election, or what becomes of a person's transfer.
  public var isPromising: Bool { isUsual && (leaderIsLost && timers.count > 1 || transfer != nil) }

  /// The nodes that are meant; nil: chance says which.
  func nodes(_ selectors: [NodeSelector]) -> NodeSet? {
    var nodes = NodeSet()
    for selector in selectors {
      switch selector {
      case .node(let node): nodes.insert(node)
      case .leader:
        guard let leader = snapshot.leader else { return nil }
        nodes.insert(leader)
      case .follower, .random, .all: return nil
      }
    }
    return nodes
  }

  /// Those that the verb kills.
  var killed: NodeSet { if case .kill(let who) = verb { nodes(who) ?? [] } else { [] } }
  /// The one that the verb restarts.
  var restarted: NodeSnapshot? {
    guard case .restart(let who) = verb, let nodes = nodes(who), nodes.count == 1 else { return nil }
    return nodes.first { _ in true }.flatMap(snapshot.node)
  }
  /// Whether nobody leads, with nothing to be done, or the verb is to kill the leader.
  var leaderIsLost: Bool {
    guard let leader = snapshot.leader else { return verb == nil }
    return killed.contains(leader)
  }
  /// Those that live once the verb is done.
  var living: [NodeSnapshot] {
    let killed = killed
    return snapshot.nodes.filter { $0.condition == .up && !killed.contains($0.id) }
  }
  /// Their election timers: the first to end is first.
  var timers: [(node: NodeID, left: Nanoseconds)] {
    living.compactMap { node in
      guard let timer = node.view.timer, timer.kind == .election else { return nil }
      return (node.id, timer.deadline.since(snapshot.time))
    }.sorted { ($0.left, $0.node) < ($1.left, $1.node) }
  }
  /// A person's transfer that is under way, the newest.
  var transfer: OperationSnapshot? {
    snapshot.operations.last { operation in
      guard operation.isByPerson, operation.ended == nil, case .transfer = operation.kind else {
        return false
      }
      if case .queued = operation.state { return false }
      return true
    }
  }
  /// A small payment from one account to another; nil: there are no two.
  var payment: Verb? {
    guard snapshot.accounts.count > 2 else { return nil }
    return .transfer(from: snapshot.accounts[1], to: snapshot.accounts[2], amount: 1)
  }
  /// Whether these two hear each other.
  func joined(_ one: NodeID, _ other: NodeID) -> Bool {
    !snapshot.cutLinks.contains(Link(from: one, to: other))
      && !snapshot.cutLinks.contains(Link(from: other, to: one))
  }

  /// Some numbers to choose from in their order: the right one, and of the others the first that are possible.
  func few(_ right: Int, _ others: [Int], in possible: ClosedRange<Int>, most: Int = 4) -> [Int] {
    var numbers = [right]
    for number in others where numbers.count < most && possible.contains(number) && !numbers.contains(number)
    {
      numbers.append(number)
    }
    return numbers.sorted()
  }

  mutating func pick<Value>(_ values: [Value]) -> Value? {
    values.isEmpty ? nil : values[Int(generator.below(UInt64(values.count)))]
  }
}

extension ClusterSnapshot {
  /// How many nodes are needed, of how many, and how many live.
  var counts: Places { ["needed": neededToCommit, "of": voterCount, "up": upCount] }

  /// Whether an entry is known to be committed.
  func isCommitted(_ position: LogPosition) -> Bool {
    position.index <= committed
      && nodes.contains { $0.condition == .up && $0.knowsCommitted(position) }
  }
}

extension NodeSnapshot {
  /// Whether its log holds this entry, on its disk or not yet.
  func holds(_ position: LogPosition) -> Bool { term(at: position.index) == position.term }

  func knowsCommitted(_ position: LogPosition) -> Bool {
    view.committed >= position.index && holds(position)
  }
}

extension EventRecord {
  func shows(_ sign: Sign) -> Bool { decisions.contains { $0.sign == sign } }

  func applies(_ position: LogPosition) -> Bool { applied.contains { $0.position == position } }

  /// The first decision of this name, with its numbers.
  func explanation(_ name: String) -> Explanation? {
    decisions.first { $0.name == name }?.explanation(at: node)
  }
}

extension AnyDecision {
  /// Whether votes or copies have come to a decision.
  var isCount: Bool {
    switch sign {
    case .leads, .electionRanOut, .commits: true
    default: false
    }
  }
}

extension Explanation {
  /// Whose votes or copies it counted.
  var countedNodes: NodeSet? {
    for field in fields { if case .nodes(let nodes) = field.value { return nodes } }
    return nil
  }
}
