import Command
import Consensus
import Host
import Words

/// One schedule under Raft and under Multi-Paxos: two worlds with the same seed and one clock, as two branches of a
/// timeline. What only one cluster can show (logs, ledger, news) is of the current one; the other goes where that goes.
/// An act is done in both, or where it is impossible in one of them in none.
public final class ComparisonHost: ClusterHost {
  public static let protocols: [ConsensusProtocol] = [.raft, .paxos]

  /// Of each protocol, in their order.
  public let hosts: [SimulationHost]
  private var place = 0

  /// - Parameters:
  ///   - scenario: What it says of the protocol does not count.
  ///   - seed: Used where the scenario names none.
  /// - Throws: `GenesisError` when the opening balances are impossible.
  public init(scenario: Scenario, seed: UInt64) throws {
    hosts = try Self.protocols.map { consensus in
      var scenario = scenario
      scenario.header.consensus = consensus
      return try SimulationHost(scenario: scenario, seed: seed, isCompared: true)
    }
  }

  private var shown: SimulationHost { hosts[place] }
  private var others: [SimulationHost] { hosts.filter { $0 !== shown } }

  /// Runs each to its last line, and then both on to the same time.
  /// - Returns: the hash of each where its own lines ended, as `raftcoin run` prints it.
  public func runToEnd() -> [String] {
    let hashes = hosts.map { host in
      while !host.isFinished, host.tree.advanceOne() {}
      return host.hashText
    }
    let end = hosts.map(\.now).max() ?? 0
    for host in hosts { host.follow(to: end) { true } }
    return hashes
  }

  /// Where both first did something else that matters; nil: nowhere so far.
  public var firstDifference: FirstDifference? {
    let states = hosts.map(\.tree.state)
    return FirstDifference(
      states[0].milestones ?? [], states[1].milestones ?? [], at: now,
      patience: hosts[0].scenario.header.electionTimeout.upperBound)
  }

  // MARK: Forward

  public var now: Nanoseconds { shown.now }
  public var standstill: Nanoseconds? { shown.standstill }
  public var nextEventTime: Nanoseconds? { hosts.compactMap(\.nextEventTime).min() }
  public var vocabulary: Vocabulary { shown.vocabulary }
  public func snapshot() -> ClusterSnapshot { shown.snapshot() }

  /// The other goes to the same time, past rules that break there: its picture tells of them.
  private func followShown(while mayGoOn: () -> Bool = { true }) {
    for other in others { other.follow(to: now, while: mayGoOn) }
  }

  @discardableResult
  public func advance(to time: Nanoseconds, untilNote: Bool, while mayGoOn: () -> Bool) -> Bool {
    defer { followShown(while: mayGoOn) }
    return shown.advance(to: time, untilNote: untilNote, while: mayGoOn)
  }

  public func advance(to time: Nanoseconds, until predicate: Predicate, while mayGoOn: () -> Bool) -> Bool? {
    defer { followShown(while: mayGoOn) }
    return shown.advance(to: time, until: predicate, while: mayGoOn)
  }

  public func step() -> EventRecord? {
    defer { followShown() }
    return shown.step()
  }

  public func perform(_ verb: Verb) -> ActionOutcome {
    switch verb {
    case .step(let count):
      for _ in 0..<max(1, count) where step() == nil { break }
      return .done()
    case .back(let count): return move(.back(count))
    case .goto(let time): return move(.time(time))
    case .fork: return move(.fork(nil))
    default:
      for host in hosts {
        let outcome = host.outcome(of: verb)
        if !outcome.isDone { return outcome }
      }
      for other in others { _ = other.perform(verb) }
      return shown.perform(verb)
    }
  }

  /// Who decides for a node would decide for two.
  public func unavailability(of verb: Verb) -> Phrase? {
    switch verb {
    case .hand, .answer: NotHere(.sideBySide).reason
    default: nil
    }
  }

  public func comesLandmark(within span: Nanoseconds, while mayGoOn: () -> Bool) -> Bool? {
    shown.comesLandmark(within: span, while: mayGoOn)
  }
  public func foretell(_ predicates: [Predicate], trying verbs: [Verb], after span: Nanoseconds)
    -> [Foretold]?
  { shown.foretell(predicates, trying: verbs, after: span) }
  public func future() -> (any ClusterFuture)? { shown.future() }

  // MARK: What happened

  public func records(after number: UInt64) -> [EventRecord] { shown.records(after: number) }
  public func record(_ number: UInt64) -> EventRecord? { shown.record(number) }
  public func snapshot(after number: UInt64) -> ClusterSnapshot? { shown.snapshot(after: number) }
  public func describe(_ position: LogPosition) -> EntryDescription? { shown.describe(position) }
  public func foresee(_ message: UInt64) -> [AnyDecision]? { shown.foresee(message) }
  public var frozenAt: ViolationSnapshot? { shown.frozenAt }
  public var unorderedHistory: UnorderedHistory? { shown.unorderedHistory }
  public func continuePastViolation() { shown.continuePastViolation() }
  public func divergence(before violation: ViolationSnapshot?) -> Divergence? {
    shown.divergence(before: violation)
  }
  public func shareLine() throws(NotHere) -> String { try shown.shareLine() }
  public func recording(of branch: BranchID?) throws(NotHere) -> Scenario {
    let number = branch?.number ?? place + 1
    guard hosts.indices.contains(number - 1) else { throw NotHere(.noSuchBranch) }
    return try hosts[number - 1].recording(of: nil)
  }

  // MARK: Time

  /// A branch of each cluster; what was simulated and left is not among them.
  public var timeline: TimelineSnapshot? {
    let all = hosts.compactMap { host in host.timeline?.current.map { (host, $0) } }
    let branches = all.enumerated().map { place, known in
      let consensus = known.0.scenario.header.consensus
      var branch = TimelineSnapshot.Branch(
        BranchID(place + 1), named: consensus.rawValue, .cluster(consensus),
        parent: place == 0 ? nil : .first, parted: .start)
      branch.end = known.1.end
      branch.landmarks = known.1.landmarks
      branch.acts = known.1.acts
      return branch
    }
    return shown.timeline.map {
      TimelineSnapshot(branches: branches, currentID: BranchID(place + 1), playhead: $0.playhead)
    }
  }

  public func move(_ move: TimeMove) -> ActionOutcome {
    switch move {
    case .branch(let id):
      guard hosts.indices.contains(id.number - 1) else {
        return .notHere(.unknownBranch, ["number": id.number])
      }
      place = id.number - 1
      return .done()
    case .undo, .fork: return .notHere(.sideBySide)
    default:
      let outcome = shown.move(move)
      for other in others where outcome.isDone {
        if other.now > now { _ = other.move(now == 0 ? .start : .time(now)) }
      }
      followShown()
      return outcome
    }
  }

  /// Both as they are now, in the order of the protocols.
  public func compare(_ left: BranchID, _ right: BranchID, at time: Nanoseconds) throws(NotHere)
    -> BranchComparison
  {
    let pictures = hosts.map { $0.snapshot() }
    var comparison = BranchComparison(
      left: BranchID(1), right: BranchID(2), parted: .start, time: now, leftSnapshot: pictures[0],
      rightSnapshot: pictures[1])
    comparison.firstDifference = firstDifference
    return comparison
  }

  public func branch(keeping rule: String) -> BranchID? { nil }
}

extension SimulationHost {
  /// Runs on to a time, through rules that break.
  fileprivate func follow(to time: Nanoseconds, while mayGoOn: () -> Bool) {
    while now < time, standstill == nil, mayGoOn() {
      continuePastViolation()
      advance(to: time, untilNote: false, while: mayGoOn)
    }
  }

  /// What would come of an act now, which is not done.
  fileprivate func outcome(of verb: Verb) -> ActionOutcome {
    var attempt = tree.state
    var unseen: [EventRecord] = []
    return attempt.perform(verb, into: &unseen)
  }
}
