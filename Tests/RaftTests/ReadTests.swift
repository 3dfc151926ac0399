import Consensus
import Testing

@testable import Raft

@Suite("Linearizable reads (dissertation §6.4)")
struct ReadTests {
  private static let low = Server.electionTimeout.lowerBound

  private func readable(_ group: Group) -> [RequestReply.Outcome] {
    group.replies.filter { $0.token >= 100 }.map(\.outcome)
  }

  @Test("where reads go through the log, a read is to be proposed")
  func throughLog() {
    var group = cluster(of: 3)
    #expect(group.ask(1, .read(token: 100)) == .readThroughLog)
  }

  @Test("ReadIndex: answered once a quorum has answered a round that began after the read")
  func readIndex() {
    var group = cluster(of: 3) { $0.reads = .index }
    group.cut = nodes(2, 3)
    #expect(group.ask(1, .read(token: 100)) == nil)
    #expect(readable(group).isEmpty)
    group.cut = nodes(3)
    group.heartbeat(1)
    #expect(readable(group) == [.readable(index: 1, .index)])
  }

  @Test("an answer to an earlier round says nothing about now")
  func earlierRound() {
    var server = Server(1, of: 3, noOp: true)
    server.reconfigure { $0.reads = .index }
    server.elect(votes: [2])
    server.receive(stored(1, term: 1), from: 2)
    let old = server.replica.reads.round
    server.step(.read(token: 1))
    func answer(_ round: UInt64) -> RaftMessage {
      .appendEntriesReply(.init(term: 1, result: .stored(through: 1), round: round))
    }
    #expect(server.receive(answer(old), from: 2).replies.isEmpty)
    let outcome = server.receive(answer(server.replica.reads.round), from: 3).replies.map(\.outcome)
    #expect(outcome == [.readable(index: 1, .index)])
  }

  @Test("a new leader waits with reads until an entry of its term is committed")
  func waitsForTerm() {
    var group = cluster(of: 3, leader: nil) { $0.reads = .index }
    group.step(1, .fireElectionTimer)
    group.cut = []
    // The votes, but no answer to AppendEntries yet.
    var server = Server(1, of: 3, log: [1, 1], noOp: true)
    server.reconfigure { $0.reads = .index }
    server.elect(votes: [2])
    server.step(.read(token: 100))
    let first = server.receive(
      .appendEntriesReply(.init(term: 2, result: .stored(through: 2), round: server.replica.reads.round)),
      from: 2)
    #expect(first.replies.isEmpty)
    let second = server.receive(stored(3, term: 2), from: 2)
    let third = server.receive(
      .appendEntriesReply(.init(term: 2, result: .stored(through: 3), round: server.replica.reads.round)),
      from: 2)
    #expect((second.replies + third.replies).map(\.outcome) == [.readable(index: 3, .index)])
  }

  @Test("a leader that steps down turns its waiting reads away")
  func turnedAway() {
    var group = cluster(of: 3) { $0.reads = .index }
    group.cut = nodes(1)
    group.ask(1, .read(token: 100))
    let effects = group[1].receive(append(term: 9), from: 2)
    #expect(effects.replies.map(\.outcome) == [.notLeader(hint: nil)])
    #expect(group[1].step(.read(token: 101)).replies.map(\.outcome) == [.notLeader(hint: NodeID(2))])
  }

  @Test("one voter answers itself")
  func alone() {
    var group = cluster(of: 1) { $0.reads = .index }
    #expect(group.ask(1, .read(token: 100)) == .readable(index: 1, .index))
  }

  @Test("a lease lasts the shortest election timeout from the start of a round, less the clocks' bound")
  func lease() {
    for bound in [0, 100_000, 1_000_000] as [UInt64] {
      var group = cluster(of: 3) {
        $0.reads = .lease
        $0.checkQuorum = true
        $0.clockBoundPartsPerMillion = bound
      }
      group.heartbeat(1)
      let start = group[1].now
      let span = Self.low * 1_000_000 / (1_000_000 + bound)
      #expect(group[1].replica.view.leaseUntil == start + span)
      group.cut = nodes(2, 3)
      group[1].now = start + span - 1
      #expect(group.ask(1, .read(token: 100)) == .readable(index: 1, .lease))
      group[1].now = start + span
      #expect(group.ask(1, .read(token: 101)) == nil)
    }
  }

  @Test("a lease counts from when the round began, not from when it was answered")
  func slowRound() {
    var server = Server(1, of: 3, noOp: true)
    server.reconfigure {
      $0.reads = .lease
      $0.checkQuorum = true
    }
    server.elect(votes: [2])
    let began = server.now
    let answer = RaftMessage.appendEntriesReply(
      .init(term: 1, result: .stored(through: 1), round: server.replica.reads.round))
    server.now = began + 40
    server.receive(answer, from: 2)
    #expect(
      server.replica.reads.leaseUntil
        == began
        + RaftReplica.leaseSpan(
          Self.low, boundPartsPerMillion: server.configuration.clockBoundPartsPerMillion))
  }

  @Test("a lease says that nobody else leads, not what is committed: before that is known, a read waits")
  func leaseBeforeCommitInTerm() {
    var server = Server(1, of: 3, log: [1, 1], noOp: true)
    server.reconfigure {
      $0.reads = .lease
      $0.checkQuorum = true
    }
    server.now = Self.low
    server.elect(votes: [2])
    server.receive(
      .appendEntriesReply(.init(term: 2, result: .stored(through: 2), round: server.replica.reads.round)),
      from: 2)
    #expect(server.replica.reads.leaseUntil != nil)
    #expect(server.step(.read(token: 100)).replies.isEmpty)
  }

  @Test("without check-quorum there is no lease: reads ask a quorum")
  func leaseNeedsCheckQuorum() {
    var group = cluster(of: 3) { $0.reads = .lease }
    group.heartbeat(1)
    group.cut = nodes(2, 3)
    #expect(group.ask(1, .read(token: 100)) == nil)
    #expect(group[1].replica.view.leaseUntil == nil)
  }

  @Test("a leader that has told a successor to stand never trusts a lease of that term again")
  func transferForfeitsLease() {
    var group = cluster(of: 3) {
      $0.reads = .lease
      $0.checkQuorum = true
    }
    group.heartbeat(1)
    group.cut = nodes(3)
    group[1].step(.transferLeadership(token: 1, to: NodeID(3)))
    #expect(group[1].step(.read(token: 100)).replies.isEmpty)
    let start = group[1].now
    for time in stride(from: start, through: start + Server.electionTimeout.upperBound, by: 50) {
      group.pass(to: time, awake: [1])
    }
    #expect(group.decisions.map(\.name).contains("transfer-given-up"))
    #expect(group[1].replica.role == .leader)
    #expect(group[1].step(.read(token: 101)).replies.isEmpty)
    #expect(group[1].replica.view.leaseUntil == nil)
  }
}
