import Consensus
import Testing

@testable import Raft

@Suite("Durability (Figure 2: before responding to RPCs)")
struct DurabilityTests {
  private func slow(_ number: Int = 2, log: [Term] = [], term: Term? = nil) -> Server {
    var server = Server(number, log: log, term: term)
    server.diskIsFast = false
    return server
  }

  @Test("no vote is sent before it is on disk")
  func voteWaits() {
    var server = slow()
    #expect(server.receive(requestVote(term: 1), from: 1).sends.isEmpty)
    #expect(server.disk.vote == nil)
    #expect(server.flushDisk().voteReplies == [true])
    #expect(server.disk.vote == NodeID(1) && server.disk.term == 1)
  }

  @Test("no entry is acknowledged before it is on disk; replies keep their order")
  func appendWaits() {
    var server = slow(term: 1)
    #expect(server.receive(append(term: 1, [1]), from: 1).sends.isEmpty)
    #expect(server.receive(append(term: 1, after: position(1, 1), [1]), from: 1).sends.isEmpty)
    #expect(server.replica.durableIndex == 0 && server.replica.log.lastIndex == 2)
    #expect(server.flushDisk().appendReplies == [.stored(through: 1), .stored(through: 2)])
    #expect(server.replica.durableIndex == 2)
  }

  @Test("a crash before the write forgets the promise that was never sent")
  func crashBeforeWrite() {
    var server = slow()
    server.receive(requestVote(term: 1), from: 1)
    server.restart()
    #expect(server.replica.currentTerm == 0)
    server.receive(requestVote(term: 1), from: 3)
    #expect(server.flushDisk().voteReplies == [true])
  }

  @Test("RequestVote names the durable log, not the one in memory")
  func requestVoteNamesDurableLog() {
    var server = slow(log: [1], term: 1)
    server.receive(append(term: 1, after: position(1, 1), [1, 1]), from: 1)
    #expect(server.step(.fireElectionTimer).voteRequests.first?.lastLog == position(1, 1))
    server.flushDisk()
    #expect(server.step(.fireElectionTimer).voteRequests.first?.lastLog == position(3, 1))
  }

  @Test("a leader counts its own copy only once it is on its disk")
  func leaderCountsDurableCopy() {
    var server = Server()
    server.elect(votes: [2, 3])
    server.diskIsFast = false
    let effects = server.step(.propose(token: 1, command: [1]))
    #expect(effects.appends.count == 4)
    server.receive(stored(1, term: 1), from: 2)
    server.receive(stored(1, term: 1), from: 3)
    #expect(server.replica.commitIndex == 0)
    #expect(Array(server.flushDisk().applies) == [1])
  }

  @Test("entries cut off while being written do not count as durable")
  func truncationOfPendingWrite() {
    var server = slow(log: [1], term: 2)
    server.receive(append(term: 2, after: position(1, 1), [2, 2, 2]), from: 1)
    server.receive(append(term: 3, after: position(1, 1), [3]), from: 3)
    #expect(server.terms == [1, 3])
    var first = server
    first.step(.durable(upTo: 1))
    #expect(first.replica.durableIndex == 1)
    server.flushDisk()
    #expect(server.replica.durableIndex == 2)
    #expect(server.disk.log.last == position(2, 3))
  }

  @Test("a restart keeps term, vote and log, and nothing else (Figure 2)")
  func restartKeepsPersistentState() {
    var server = Server(noOp: true)
    server.elect(votes: [2, 3])
    server.receive(stored(1, term: 1), from: 2)
    server.receive(stored(1, term: 1), from: 3)
    #expect(server.replica.commitIndex == 1)
    server.now = 1000
    server.restart()
    let view = server.replica.view
    #expect(view.role == .follower)
    #expect(view.term == 1 && view.votedFor == NodeID(1))
    #expect(server.terms == [1])
    #expect(view.committed == 0 && view.applied == 0)
    #expect(view.knownLeader == nil && view.votes.isEmpty && view.progress.isEmpty)
    #expect(Server.electionTimeout.contains(server.replica.nextWake - 1000))
  }

  @Test("a torn write is a prefix of its units: term and vote, deletion, entries")
  func tornWrites() {
    let write = RaftDurableState.Write(
      number: 2, changes: [.termAndVote(term: 9, vote: NodeID(4)), .truncation(from: 2)],
      entries: EntryBatch(entries([5, 5], from: 2)), firstIndex: 2)
    #expect(write.units == 4)
    #expect(write.changedFrom == 2)
    let expected: [(Term, [Term])] = [
      (3, [1, 2, 2]), (9, [1, 2, 2]), (9, [1]), (9, [1, 5]), (9, [1, 5, 5]),
    ]
    for (units, (term, log)) in expected.enumerated() {
      var state = disk(terms: [1, 2, 2], term: 3)
      state.perform(write, units: units)
      #expect(state.term == term, "\(units) units")
      #expect((1...state.log.lastIndex).map { state.log[$0].term } == log, "\(units) units")
    }
  }
}
