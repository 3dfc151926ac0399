import Command
import Consensus
import Ledger
import Raft
import Testing

@testable import Simulation

/// Every check must be able to fail: each is shown what breaks its rule, and what merely looks like it.
@Suite("The invariants catch what breaks them (Figure 3)")
struct InvariantTests {
  private func log(_ terms: [Term], payload: UInt8 = 0) -> EntryLog {
    var log = EntryLog()
    for term in terms { log.append(Entry(term: term, kind: .command, payload: [payload])) }
    return log
  }

  private func seen(
    _ number: Int, _ role: Role = .follower, term: Term = 1, becameLeader: Bool = false,
    log: EntryLog = EntryLog(),
    changedFrom: LogIndex? = nil, applied: [CommittedEntry] = []
  ) -> Observation {
    Observation(
      node: NodeID(number), role: role, term: term, becameLeader: becameLeader, log: log,
      changedFrom: changedFrom, applied: applied)
  }

  private func applied(_ index: LogIndex, term: Term, payload: UInt8 = 0) -> CommittedEntry {
    CommittedEntry(index: index, entry: Entry(term: term, kind: .command, payload: [payload]))
  }

  @Test("Election Safety: two leaders of one term")
  func electionSafety() {
    var rule = ElectionSafety()
    #expect(rule.check(seen(1, .leader, term: 1, becameLeader: true)) == nil)
    #expect(rule.check(seen(2, .leader, term: 2, becameLeader: true)) == nil)
    #expect(rule.check(seen(3, term: 2)) == nil)
    let breach = rule.check(seen(3, .leader, term: 2, becameLeader: true))
    #expect(breach?.invariant == .electionSafety)
    #expect(breach?.nodes == [NodeID(2), NodeID(3)])
    #expect(breach?.detail.description.contains("term 2") == true)
  }

  @Test("Leader Append-Only: a leader that deletes, replaces or rewrites")
  func leaderAppendOnly() {
    let broken: [(EntryLog, LogIndex?)] = [
      (log([1, 1]), nil), (log([1, 1, 2, 3]), 3), (log([1, 1, 3, 3, 3]), 4),
    ]
    for (after, changedFrom) in broken {
      var rule = LeaderAppendOnly()
      #expect(rule.check(seen(1, .leader, term: 3, log: log([1, 1, 3, 3]))) == nil)
      #expect(
        rule.check(seen(1, .leader, term: 3, log: after, changedFrom: changedFrom))?.invariant
          == .leaderAppendOnly)
    }
  }

  @Test("Leader Append-Only: a leader that appends, and a follower that deletes, are within the rule")
  func leaderAppendOnlyHolds() {
    var rule = LeaderAppendOnly()
    #expect(rule.check(seen(1, .leader, term: 3, log: log([1, 1, 3]))) == nil)
    #expect(rule.check(seen(1, .leader, term: 3, log: log([1, 1, 3, 3]), changedFrom: 4)) == nil)
    #expect(rule.check(seen(1, .follower, term: 4, log: log([1]), changedFrom: 2)) == nil)
    #expect(rule.check(seen(1, .leader, term: 5, log: log([1]))) == nil)
    rule.forget(NodeID(1))
    #expect(rule.check(seen(1, .leader, term: 5, log: EntryLog())) == nil)
  }

  @Test("Log Matching: one (index, term), two commands; or two pasts")
  func logMatching() {
    var rule = LogMatching()
    #expect(rule.check(seen(1, log: log([1, 2, 4]), changedFrom: 1)) == nil)
    #expect(rule.check(seen(2, log: log([1, 2, 4]), changedFrom: 2)) == nil)
    #expect(rule.check(seen(3, log: log([1, 3]), changedFrom: 1)) == nil)
    let commands = rule.check(seen(4, log: log([1], payload: 9), changedFrom: 1))
    #expect(commands?.invariant == .logMatching)
    #expect(commands?.nodes == [NodeID(1), NodeID(4)])
    #expect(rule.check(seen(4, log: log([1, 3, 4]), changedFrom: 3))?.invariant == .logMatching)
    #expect(rule.check(seen(4, log: log([1, 3, 4]))) == nil, "what did not change is not looked at again")
  }

  @Test(
    "Leader Completeness: a leader elected without a committed entry, or there when it is found committed")
  func leaderCompleteness() {
    let committed = LogPosition(index: 2, term: 1)
    for terms in [[1], [1, 2], []] as [[Term]] {
      var rule = LeaderCompleteness()
      #expect(rule.check(seen(1), leaders: [], committed: committed) == nil)
      let late = seen(3, .leader, term: 3, becameLeader: true, log: log(terms))
      #expect(rule.check(late, leaders: [], committed: committed)?.invariant == .leaderCompleteness)
      rule = LeaderCompleteness()
      let leaders = [(NodeID(3), Term(3), log(terms))]
      #expect(rule.check(seen(1), leaders: leaders, committed: committed)?.nodes == [NodeID(3)])
    }
  }

  @Test("Leader Completeness: an entry counts from the term in which it was committed, not from its own")
  func leaderCompletenessCountsFromCommit() {
    var rule = LeaderCompleteness()
    let committed = LogPosition(index: 2, term: 1)
    let between = [(NodeID(3), Term(2), log([1]))]
    #expect(rule.check(seen(1, .leader, term: 4), leaders: between, committed: committed) == nil)
    let later = seen(2, .leader, term: 5, becameLeader: true, log: log([1]))
    #expect(rule.check(later, leaders: between, committed: committed)?.nodes == [NodeID(2)])
  }

  @Test("Leader Completeness: a leader with it, and an old leader without it, are within the rule")
  func leaderCompletenessHolds() {
    var rule = LeaderCompleteness()
    let committed = LogPosition(index: 2, term: 2)
    let new = seen(3, .leader, term: 3, becameLeader: true, log: log([1, 2, 3]))
    let leaders = [(NodeID(1), Term(1), log([1, 1])), (NodeID(3), Term(3), log([1, 2, 3]))]
    #expect(rule.check(new, leaders: leaders, committed: committed) == nil)
    // Late votes make a leader of a term that is over (found by `check`): later terms are none of its business.
    let late = seen(4, .leader, term: 1, becameLeader: true, log: log([1]))
    #expect(rule.check(late, leaders: leaders, committed: committed) == nil)
  }

  @Test("State Machine Safety: two entries applied at one index")
  func stateMachineSafety() {
    var rule = StateMachineSafety()
    #expect(rule.check(seen(1, applied: [applied(1, term: 1), applied(2, term: 1)])) == nil)
    #expect(rule.check(seen(2, applied: [applied(1, term: 1)])) == nil)
    #expect(rule.newest == LogPosition(index: 2, term: 1))
    var effect = AppliedEffect()
    effect.outcome = 1
    var before = rule
    var told = seen(1, applied: [applied(3, term: 1)])
    told.effects = [effect]
    #expect(before.check(told) == nil && before.check(told) == nil)
    effect.receiverBalance = 5
    told.effects = [effect]
    #expect(
      before.check(told)?.detail
        == .appliedWithOtherResult(NodeID(1), NodeID(1), entry: LogPosition(index: 3, term: 1)))
    for other in [applied(2, term: 2), applied(2, term: 1, payload: 5)] {
      var copy = rule
      let breach = copy.check(seen(2, applied: [other]))
      #expect(breach?.invariant == .stateMachineSafety)
      #expect(breach?.nodes == [NodeID(1), NodeID(2)])
    }
  }

  private func facts(_ index: LogIndex, _ term: Term, disks: NodeSet, voters: [NodeSet]) -> CommitFacts {
    CommitFacts(
      position: LogPosition(index: index, term: term), logHolders: disks, diskHolders: disks,
      voters: voters.map { ($0, needed: $0.majority) })
  }

  @Test("Committed Entry Unchanged: a log that loses one, and a node that takes another for committed")
  func committedEntryUnchanged() {
    var rule = CommittedEntryUnchanged()
    var first = seen(1, .leader, log: log([1, 1, 2]), changedFrom: 1)
    first.commitIndex = 2
    first.commit = facts(2, 1, disks: [NodeID(1), NodeID(2)], voters: [])
    #expect(rule.check(first) == nil)
    #expect(rule.newest == LogPosition(index: 2, term: 1))
    // The second node held entry 2 although it did not know that it was committed.
    var lost = rule
    let breach = lost.check(seen(2, log: log([1, 3]), changedFrom: 2))
    #expect(
      breach?.detail == .committedEntryLost(NodeID(2), entry: LogPosition(index: 2, term: 1), instead: 3))
    // On a node that is still in an earlier term, a late message of that term's leader may replace it.
    var later = CommittedEntryUnchanged()
    var second = seen(1, .leader, term: 4, log: log([1, 1, 2]), changedFrom: 1)
    second.commitIndex = 2
    second.commit = facts(2, 1, disks: [NodeID(1), NodeID(2)], voters: [])
    #expect(later.check(second) == nil)
    #expect(later.check(seen(2, term: 3, log: log([1, 3]), changedFrom: 2)) == nil)
    // The third never held it, and may replace what it had; but not take that for committed.
    #expect(rule.check(seen(3, log: log([1, 4]), changedFrom: 1)) == nil)
    var other = seen(3, log: log([1, 4]))
    other.commitIndex = 2
    #expect(
      rule.check(other)?.detail
        == .committedDifferently(NodeID(3), entry: LogPosition(index: 2, term: 4), before: 1))
  }

  @Test("Committed Entry Unchanged: what lies behind may change, and a new life begins with its disk's log")
  func committedEntryUnchangedHolds() {
    var rule = CommittedEntryUnchanged()
    var first = seen(1, .leader, log: log([1, 1, 2]), changedFrom: 1)
    first.commitIndex = 2
    #expect(rule.check(first) == nil)
    #expect(rule.check(seen(1, log: log([1, 1, 3, 3]), changedFrom: 3)) == nil)
    rule.begin(NodeID(1), log: log([1]))
    #expect(rule.check(seen(1, log: log([1, 1]), changedFrom: 2)) == nil)
    rule.discard(through: 1)
    #expect(rule.check(seen(1, log: log([1, 7]), changedFrom: 2))?.invariant == .committedEntryUnchanged)
  }

  @Test("Durable Majority: of every set of voters in force, dead ones included")
  func durableMajority() {
    let rule = DurableMajority()
    let all: NodeSet = [NodeID(1), NodeID(2), NodeID(3), NodeID(4), NodeID(5)]
    let two: NodeSet = [NodeID(2), NodeID(4)]
    let three: NodeSet = [NodeID(1), NodeID(2), NodeID(3)]
    #expect(rule.check(facts(5, 2, disks: three, voters: [all])) == nil)
    #expect(
      rule.check(facts(5, 2, disks: two, voters: [all]))?.detail
        == .notOnMajority(LogPosition(index: 5, term: 2), holders: two, needed: 3, of: 5))
    #expect(rule.check(facts(5, 2, disks: three, voters: [all, [NodeID(4), NodeID(5)]])) != nil)
    #expect(rule.check(facts(5, 2, disks: [], voters: [[NodeID(1)]])) != nil)
  }

  @Test("Term and commit never go back within what they are kept by: the disk, and one life")
  func monotonic() {
    var terms = TermMonotonic()
    #expect(terms.check(NodeID(1), 3) == nil && terms.check(NodeID(2), 1) == nil)
    #expect(terms.check(NodeID(1), 2)?.detail == .termWentBack(NodeID(1), from: 3, to: 2))
    terms.forget(NodeID(1))
    #expect(terms.check(NodeID(1), 0) == nil)
    var commits = CommitMonotonic()
    #expect(commits.check(NodeID(1), commitIndex: 5, lastApplied: 4) == nil)
    var copy = commits
    #expect(
      copy.check(NodeID(1), commitIndex: 4, lastApplied: 4)?.detail
        == .commitWentBack(NodeID(1), from: 5, to: 4))
    #expect(
      commits.check(NodeID(1), commitIndex: 5, lastApplied: 3)?.detail
        == .appliedWentBack(NodeID(1), from: 4, to: 3))
    commits.begin(NodeID(1), commitIndex: 0, lastApplied: 0)
    #expect(commits.check(NodeID(1), commitIndex: 0, lastApplied: 0) == nil)
  }

  @Test("Vote Unchanged: another vote in the same term, or none any more")
  func voteUnchanged() {
    var rule = VoteUnchanged()
    let (node, first, second) = (NodeID(1), NodeID(2), NodeID(3))
    #expect(rule.check(node, term: 3, vote: nil) == nil && rule.check(node, term: 3, vote: first) == nil)
    #expect(rule.check(node, term: 3, vote: first) == nil && rule.check(second, term: 3, vote: second) == nil)
    var other = rule
    #expect(
      other.check(node, term: 3, vote: second)?.detail == .voteChanged(node, term: 3, from: first, to: second)
    )
    other = rule
    #expect(
      other.check(node, term: 3, vote: nil)?.detail == .voteChanged(node, term: 3, from: first, to: nil))
    // A new term is a new vote, and an emptied disk has none.
    other = rule
    #expect(other.check(node, term: 4, vote: nil) == nil && other.check(node, term: 4, vote: second) == nil)
    rule.forget(node)
    #expect(rule.check(node, term: 3, vote: second) == nil)
  }

  @Test("Match Index Durable: what a leader counts on and the disk does not hold")
  func matchIndexDurable() {
    var rule = MatchIndexDurable()
    let (leader, follower) = (NodeID(1), NodeID(2))
    let entry = LogPosition(index: 5, term: 2)
    func news(_ matches: [LogIndex]) -> [Bool] {
      matches.map { rule.isNews(leader, of: follower, match: $0) }
    }
    #expect(news([0]) == [false] && !rule.reaches(1, on: follower))
    #expect(news([5, 5]) == [true, false])
    #expect(rule.reaches(5, on: follower) && !rule.reaches(6, on: follower) && !rule.reaches(1, on: leader))
    #expect(rule.check(leader, term: 2, of: follower, entry, isOnDisk: true) == nil)
    let breach = rule.check(leader, term: 2, of: follower, entry, isOnDisk: false)
    #expect(breach?.detail == .matchNotOnDisk(leader, term: 2, follower, entry: entry))
    // Taken back, it is news again; and a leader of another term begins with nothing.
    #expect(news([0, 5]) == [false, true])
    rule.begin(leader)
    #expect(news([3]) == [true])
  }

  @Test("Snapshots Equal: other bytes, another term or another configuration at one index")
  func snapshotsEqual() {
    func snapshot(_ index: LogIndex, term: Term = 1, voters: NodeSet = [NodeID(1)], _ bytes: [UInt8] = [1])
      -> Snapshot
    {
      Snapshot(
        last: LogPosition(index: index, term: term), membership: Membership(voters: voters), data: bytes)
    }
    let (first, second) = (NodeID(1), NodeID(2))
    var rule = SnapshotsEqual()
    #expect(rule.check(first, snapshot(7)) == nil && rule.check(second, snapshot(7)) == nil)
    #expect(rule.check(second, snapshot(8, [2])) == nil)
    for other in [snapshot(7, [2]), snapshot(7, term: 2), snapshot(7, voters: [second])] {
      var copy = rule
      #expect(copy.check(second, other)?.detail == .differentSnapshots(first, second, entry: other.last))
    }
    for index in 9...80 as ClosedRange<LogIndex> { #expect(rule.check(first, snapshot(index)) == nil) }
    #expect(rule.check(second, snapshot(7, [2])) == nil, "long ago")
    #expect(rule.check(second, snapshot(80, [2])) != nil)
  }

  @Test("Lease Exclusive: elected while another leader of an earlier term may serve reads")
  func leaseExclusive() {
    let elected = seen(2, .leader, term: 4, becameLeader: true)
    func lease(_ number: Int = 1, term: Term = 3, until: Nanoseconds = 101) -> LeaseExclusive.Lease {
      LeaseExclusive.Lease(leader: NodeID(number), term: term, until: until)
    }
    #expect(
      LeaseExclusive.check(elected, [lease()], now: 100)?.detail
        == .electedDuringLease(NodeID(2), term: 4, NodeID(1), itsTerm: 3, left: 1))
    #expect(LeaseExclusive.check(elected, [lease(until: 100)], now: 100) == nil, "it is over")
    #expect(LeaseExclusive.check(elected, [lease(term: 5)], now: 100) == nil, "late votes in an old term")
    #expect(LeaseExclusive.check(elected, [lease(2)], now: 100) == nil, "its own, of before")
    #expect(LeaseExclusive.check(seen(2, .leader, term: 4), [lease()], now: 100) == nil)
    #expect(LeaseExclusive.check(elected, [], now: 100) == nil)
  }

  /// The configuration that a step leaves behind may ask less than the one by which it committed: four, of whom
  /// two are not heard, agree by twos here, and the step that commits C_old,new goes on to a C_new of three.
  @Test("Durable Majority: of the configuration that was in force when it was acknowledged")
  func durableMajorityOfBefore() throws {
    var world = try world(seed: 1, nodes: 4)
    expect(&world, reaches: .committed(.atLeast, 1))
    world.run(second)
    let (_, others) = try #require(world.leaderAndOthers)
    _ = world.perform(.kill([node(others[1]), node(others[2])]))
    _ = world.perform(.bug(name: BrokenRule.livingMajority.name, on: true))
    world.run(400 * millisecond)
    #expect(world.violation == nil && world.leader != nil)
    #expect(world.perform(.remove(.node(NodeID(others[2])))).isDone)
    world.run(second)
    #expect(world.violatedNames.first == "durable-majority")
    let detail = try #require(world.violation?.detail.explanation())
    #expect(detail.name == "not-on-majority" && detail.number("needed") == 3 && detail.number("of") == 4)
  }

  @Test("rules go on after the front of the logs is discarded")
  func discarding() {
    var safety = StateMachineSafety()
    var matching = LogMatching()
    let terms = Array(repeating: Term(1), count: 10)
    _ = safety.check(seen(1, applied: (1...10).map { applied($0, term: 1) }))
    _ = matching.check(seen(1, log: log(terms), changedFrom: 1))
    safety.discard(through: 5)
    matching.discard(through: 5)
    #expect(safety.check(seen(2, applied: [applied(7, term: 2)]))?.invariant == .stateMachineSafety)
    #expect(matching.check(seen(2, log: log(terms, payload: 3), changedFrom: 7))?.invariant == .logMatching)
  }

  @Test("the set reports each rule once, and all rules have names and sections")
  func reportedOnce() throws {
    var rules = Invariants()
    rules.check(seen(1, .leader, term: 2, becameLeader: true), leaders: [])
    #expect(rules.violations.isEmpty)
    let second = seen(2, .leader, term: 2, becameLeader: true)
    for _ in 1...2 {
      rules.check(second, leaders: [])
      #expect(rules.violations.map(\.invariant) == [InvariantName.electionSafety.name])
    }
    #expect(InvariantName.allCases.count == 24)
    #expect(
      InvariantName.allCases.allSatisfy { rule in
        [true, false].allSatisfy { !rule.section(keepsTerms: $0).isEmpty }
      })
  }

  @Test("a restarted node's disk is checked against all that was ever stored")
  func restartedLog() throws {
    let ledger = LedgerState(genesis: try Genesis(seed: 1, accounts: [("alice", 100)], treasury: 1_000))
    var rules = Invariants()
    let first = seen(1, log: log([1, 1]), changedFrom: 1)
    rules.check(first, leaders: [])
    rules.nodeRestarted(NodeID(1), log: log([1, 1]), ledger: ledger)
    #expect(rules.violations.isEmpty)
    rules.nodeRestarted(NodeID(2), log: log([1, 1], payload: 4), ledger: ledger)
    #expect(rules.violations.map(\.invariant) == [InvariantName.logMatching.name])
  }
}
