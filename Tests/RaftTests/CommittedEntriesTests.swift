import Consensus
import Testing

@testable import Raft

struct CommittedEntriesTests {
  /// Terms stand for the entries; each run begins behind the one before it.
  private func committed(_ runs: [[Term]]) -> CommittedEntries {
    var result = CommittedEntries()
    var next: LogIndex = 1
    for terms in runs {
      result.append(EntryBatch(terms.map { Entry(term: $0, kind: .command) }), from: next)
      next += UInt64(terms.count)
    }
    return result
  }

  @Test(
    arguments: [[], [[1]], [[1, 2, 3]], [[1, 2], [3], [4, 5, 6]], [[], [1, 2], [], [3]]] as [[[Term]]])
  func theyAreIteratedOverInOrderWhateverTheRuns(runs: [[Term]]) {
    let all = committed(runs)
    let terms = runs.flatMap(\.self)
    #expect(all.map(\.entry.term) == terms)
    #expect(all.map(\.index) == terms.indices.map { UInt64($0 + 1) })
    #expect(all.count == terms.count && all.isEmpty == terms.isEmpty)
    var seen: [Term] = []
    all.forEachRun { run in
      #expect(run.firstIndex == UInt64(seen.count + 1))
      seen += run.entries.map(\.term)
    }
    #expect(seen == terms)
  }

  @Test func anotherStepsEntriesFollow() {
    var all = committed([[1], [2, 3]])
    var more = CommittedEntries()
    more.append(EntryBatch([Entry(term: 4, kind: .noOp)]), from: 4)
    all.append(more)
    #expect(all.map(\.index) == [1, 2, 3, 4])
    all.removeAll()
    #expect(all.isEmpty && all.count == 0 && all.map(\.index).isEmpty)
    all.append(more)
    #expect(all.map(\.entry.term) == [4])
  }

  /// The same work in pieces: a log of several chunks is applied in one step.
  @Test func aLongLogIsAppliedWholeInOneStep() {
    var log = EntryLog()
    let last = UInt64(3 * EntryLog.chunkSize + 5)
    for term in 1...last { log.append(Entry(term: term, kind: .command)) }
    var effects = Effects<RaftMessage, RaftDurableState.Write>(recordsDecisions: false)
    var durable = RaftDurableState()
    durable.perform(
      RaftDurableState.Write(
        number: 1, termAndVote: .init(term: last, vote: nil), truncateFrom: nil,
        entries: log.entries(from: 1, limit: Int(last)), firstIndex: 1))
    var replica = RaftReplica(
      id: NodeID(1),
      configuration: ReplicaConfiguration(
        members: [NodeID(1), NodeID(2)], electionTimeout: 1...2, heartbeatInterval: 1, appendLimit: 8,
        noOp: true), durable: durable, seed: 1, now: 0)
    replica.step(
      .receive(
        from: NodeID(2),
        .appendEntries(
          .init(
            term: last, previous: LogPosition(index: last, term: last), leaderCommit: last - 1,
            entries: EntryBatch()))), now: 0, effects: &effects)
    #expect(effects.applies.map(\.index) == Array(1...(last - 1)))
    #expect(effects.applies.map(\.entry.term) == Array(1...(last - 1)))
    #expect(replica.lastApplied == last - 1)
  }
}
