import Command
import Consensus
import Host
import Ledger
import Raft
import Testing

@testable import Simulation

/// Each rule is shown a breach through the whole set of invariants; and a set that is blind for that rule, a
/// checker broken on purpose, is shown to miss it, so that the first test would fail.
@Suite("The checker itself")
struct CheckerTests {
  private static func log(_ terms: [Term], payload: UInt8 = 0) -> EntryLog {
    var log = EntryLog()
    for term in terms { log.append(Entry(term: term, kind: .command, payload: [payload])) }
    return log
  }

  private static func applied(_ index: LogIndex, _ term: Term = 1, payload: UInt8 = 0) -> CommittedEntry {
    CommittedEntry(index: index, entry: Entry(term: term, kind: .command, payload: [payload]))
  }

  private static func seen(
    _ number: Int, _ role: Role = .follower, term: Term = 1, becameLeader: Bool = false,
    log: EntryLog = EntryLog(), changedFrom: LogIndex? = nil, applied: [CommittedEntry] = [],
    effects: [AppliedEffect] = [], commitIndex: LogIndex = 0
  ) -> Observation {
    var seen = Observation(
      node: NodeID(number), role: role, term: term, becameLeader: becameLeader, log: log,
      changedFrom: changedFrom, applied: applied)
    seen.effects = effects
    seen.commitIndex = commitIndex
    return seen
  }

  /// A transfer of alice's, done.
  private static func effect(
    _ ledger: LedgerState, nonce: UInt64 = 1, id: UInt64 = 1, paid: UInt64 = 10, got: UInt64 = 10
  ) -> AppliedEffect {
    var effect = AppliedEffect()
    effect.outcome = 1
    effect.nonce = nonce
    effect.transaction = TransactionID(high: 0, low: id)
    effect.sender = 1
    effect.receiver = 2
    effect.senderBalance = ledger.accounts[1].balance &- paid
    effect.receiverBalance = ledger.accounts[2].balance &+ got
    return effect
  }

  /// Does what breaks the rule, and nothing that is within it.
  private static func commit(_ name: InvariantName, _ rules: inout Invariants) throws {
    let genesis = try Genesis(
      seed: 1, accounts: [("alice", 100), ("bob", 100)], treasury: 1_000, signatures: .standIn)
    let ledger = LedgerState(genesis: genesis)
    func check(_ seen: Observation) {
      rules.check(seen, leaders: [])
      rules.checkLedger(seen, ledger)
    }
    func apply(_ index: LogIndex, _ effect: AppliedEffect) {
      check(seen(1, applied: [applied(index)], effects: [effect]))
    }
    // A disk takes in a value under a ballot.
    func accept(_ number: Int, _ ballot: Term, _ payload: UInt8) {
      let value = SlotValue(Entry(term: ballot, kind: .command, payload: [payload]))
      rules.accepted(
        AcceptedSlot(node: NodeID(number), slot: 1, ballot: ballot, value: value),
        of: Membership(voters: [NodeID(1), NodeID(2), NodeID(3)]))
    }
    switch name {
    case .electionSafety:
      check(seen(1, .leader, term: 2, becameLeader: true))
      check(seen(2, .leader, term: 2, becameLeader: true))
    case .leaderAppendOnly:
      check(seen(1, .leader, term: 3, log: log([1, 1, 3, 3])))
      check(seen(1, .leader, term: 3, log: log([1, 1]), changedFrom: 3))
    case .logMatching:
      check(seen(1, log: log([1, 1]), changedFrom: 1))
      check(seen(2, log: log([1, 1], payload: 9), changedFrom: 1))
    case .leaderCompleteness:
      check(seen(1, log: log([1, 1]), applied: [applied(1), applied(2)]))
      check(seen(3, .leader, term: 3, becameLeader: true, log: log([1])))
    case .stateMachineSafety:
      check(seen(1, applied: [applied(1)]))
      check(seen(2, applied: [applied(1, payload: 7)]))
    case .committedEntryUnchanged:
      check(seen(1, log: log([1, 1]), changedFrom: 1, commitIndex: 2))
      check(seen(1, log: log([1, 2]), changedFrom: 2, commitIndex: 2))
    case .durableMajority:
      rules.checkDisks(
        CommitFacts(
          position: LogPosition(index: 1, term: 1), logHolders: [], diskHolders: [NodeID(2)],
          voters: [([NodeID(1), NodeID(2), NodeID(3)], needed: 2)]))
    case .termMonotonic:
      for term: Term in [3, 2] { rules.diskWritten(NodeID(1), term: term, vote: nil) }
    case .commitMonotonic:
      for index: LogIndex in [3, 2] { rules.checkCommit(NodeID(1), commitIndex: index, lastApplied: 0) }
    case .voteUnchanged:
      for vote in [2, 3] { rules.diskWritten(NodeID(1), term: 1, vote: NodeID(vote)) }
    case .matchIndexDurable:
      rules.checkMatch(NodeID(1), term: 1, of: NodeID(2), LogPosition(index: 1, term: 1), isOnDisk: false)
    case .snapshotsEqual:
      for number in [1, 2] {
        let membership = Membership(voters: [NodeID(1)])
        let snapshot = Snapshot(
          last: LogPosition(index: 4, term: 1), membership: membership, data: [UInt8(number)])
        rules.snapshotSaved(NodeID(number), snapshot)
      }
    case .leaseExclusive:
      let lease = LeaseExclusive.Lease(leader: NodeID(1), term: 1, until: 5)
      let elected = seen(2, .leader, term: 2, becameLeader: true)
      rules.check(elected, leaders: [], leases: [lease])
    case .promiseKept:
      rules.promised(NodeID(1), 31)
      accept(1, 22, 7)
    case .oneValueABallot:
      accept(1, 22, 7)
      accept(2, 22, 8)
    case .chosenKept:
      check(seen(1, .leader, term: 11, log: log([11], payload: 7), changedFrom: 1))
      for number in [1, 2] { accept(number, 11, 7) }
      check(seen(2, .leader, term: 22, log: log([22], payload: 8), changedFrom: 1))
    case .chosenOnce:
      check(seen(1, .leader, term: 11, log: log([11], payload: 7), changedFrom: 1))
      check(seen(2, .leader, term: 22, log: log([22], payload: 8), changedFrom: 1))
      for number in [1, 2] { accept(number, 22, 8) }
      for number in [2, 3] { accept(number, 11, 7) }
    case .chosenProposed: for number in [1, 2] { accept(number, 11, 7) }
    case .executedChosen: check(seen(1, applied: [applied(2)]))
    case .constantSupply:
      apply(1, effect(ledger, nonce: 1, paid: 0, got: 0))
      apply(2, effect(ledger, nonce: 2, id: 2, got: 11))
    case .noNegativeBalance: apply(1, effect(ledger, paid: 101, got: 101))
    case .nonceUsedOnce:
      apply(1, effect(ledger))
      apply(2, effect(ledger, id: 2))
    case .transactionAppliedOnce:
      apply(1, effect(ledger))
      apply(2, effect(ledger, nonce: 2))
    case .linearizability: break
    }
  }

  /// Those that the set watches itself.
  private static let watched = InvariantName.allCases.filter { $0 != .linearizability }

  private func catches(_ name: InvariantName, _ rules: Invariants) throws -> Bool {
    var rules = rules
    try Self.commit(name, &rules)
    return rules.violations.contains { $0.invariant == name.name }
  }

  @Test("every rule is caught when it breaks, and is the only one that is", arguments: watched)
  func caught(name: InvariantName) throws {
    #expect(try catches(name, Invariants(keepsTerms: name.needsKeptTerms ?? true)))
    var rules = Invariants(keepsTerms: name.needsKeptTerms ?? true)
    try Self.commit(name, &rules)
    #expect(rules.violations.map(\.invariant) == [name.name])
    #expect(rules.tallies[name.rawValue].evaluations > 0)
  }

  @Test("a checker that is blind for a rule does not pass that test", arguments: watched)
  func blindChecker(name: InvariantName) throws {
    var rules = Invariants(keepsTerms: name.needsKeptTerms ?? true)
    rules.blind = name
    #expect(try !catches(name, rules))
  }

  @Test("each rule says when it was last evaluated, and how often")
  func tallies() throws {
    var world = try world(seed: 1) { $0.snapshotAfter = 20 }
    _ = world.perform(.load(milliRate: 20_000))
    world.run(5 * second)
    let snapshots = world.snapshot(landmarks: [], leaderlessSince: nil).invariants
    #expect(snapshots.map(\.name) == Self.watched.filter { $0.needsKeptTerms != false }.map(\.name))
    for snapshot in snapshots {
      #expect(snapshot.evaluations > 0 && snapshot.lastChecked > 0 && snapshot.lastChecked <= world.now)
      #expect(!snapshot.section.isEmpty)
    }
    let elections = try #require(snapshots.first)
    let commits = try #require(snapshots.first { $0.name == "commit-monotonic" })
    #expect(elections.evaluations < commits.evaluations)
  }

  /// Through a whole world, by rules that are broken on purpose.
  @Test(
    "broken rules break the invariants they must",
    arguments: [
      (BrokenRule.applyRetryTwice, ["transaction-applied-once", "nonce-used-once"]),
      (.keepLastApplied, ["state-machine-safety"]),
      (.loseLogTail, ["durable-majority", "match-index-durable"]),
      (.replyBeforeDurable, ["durable-majority", "match-index-durable"]),
      (.countVoteTwice, ["election-safety"]),
    ])
  func throughTheWorld(rule: BrokenRule, expected: [String]) throws {
    var found: Set<String> = []
    for seed in 1...20 where !found.isSuperset(of: expected) {
      found.formUnion(try Self.stormNames(rule, seed: UInt64(seed)))
      #expect(try Self.stormNames(nil, seed: UInt64(seed)).isEmpty, "and without it nothing breaks")
    }
    #expect(found.isSuperset(of: expected), "\(rule.name): \(found.sorted())")
  }

  private static func stormNames(_ rule: BrokenRule?, seed: UInt64) throws -> [String] {
    var generator = SeededGenerator(seed: seed, stream: 0xC0)
    // Slow disks: what is promised too early is seen.
    var world = try world(seed: seed) {
      $0.signatures = .standIn
      $0.disk = 20 * millisecond...60 * millisecond
    }
    if let rule { _ = world.perform(.bug(name: rule.name, on: true)) }
    _ = world.perform(.duplicate(partsPerMillion: 300_000, nil))
    _ = world.perform(.load(milliRate: 50_000))
    while world.now < 8 * second, world.violatedNames.count < 3 {
      let until = world.now + generator.draw(50, 400) * millisecond
      while world.now < until { world.runAll(through: until) }
      switch generator.below(4) {
      case 0: _ = world.perform(.kill([.random]))
      case 1: _ = world.perform(.timeout([.random]))
      default: _ = world.perform(.restart([.all]))
      }
    }
    return world.violatedNames
  }
}
