import Consensus
import Testing

@testable import Raft

/// The read-only group of etcd's raft_test, under its names (dissertation §6.4).
@Suite("etcd raft_test: reads")
struct ReadGroupTests {
  private static func group(_ size: Int = 3, spare: Int = 0, _ rule: ReadRule = .index) -> Group {
    var group = Group(size, spare: spare) {
      $0.reads = rule
      $0.checkQuorum = rule == .lease
    }
    group.wait(1000)
    group.elect(1)
    return group
  }

  private func answer(_ match: LogIndex, round: UInt64) -> RaftMessage {
    .appendEntriesReply(.init(term: 1, result: .stored(through: match), round: round))
  }

  @Test("ReadOnlyOptionSafe: after every commit a read sees it", arguments: 1...10)
  func safe(commands: Int) {
    var group = Self.group()
    for _ in 0..<commands { group.step(1, .propose(token: 1, command: [7])) }
    group.settle()
    #expect(group.request(1, .read(token: 5)) == [.readable(index: UInt64(commands) + 1, .index)])
  }

  @Test("ReadOnlyOptionSafe: no answer without a quorum, and none from who leads no more")
  func withoutQuorum() {
    var group = Self.group()
    group.cut = [NodeID(2), NodeID(3)]
    #expect(group.request(1, .read(token: 5)).isEmpty)
    #expect(group[1].replica.view.waitingReads == 1)
    group.cut = [NodeID(1)]
    group.elect(2)
    group.cut = []
    group.heartbeat(2)
    #expect(group[1].answers.last == .notLeader(hint: nil) && group[1].replica.view.waitingReads == 0)
  }

  @Test("ReadOnlyWithLearner: a learner's answer is none of the quorum's")
  func withLearner() {
    var group = Self.group(2, spare: 1)
    _ = group.request(1, .changeMembership(token: 1, .addLearner(NodeID(3))))
    group.cut = [NodeID(2)]
    #expect(group.request(1, .read(token: 5)).isEmpty)
    group.cut = []
    group.heartbeat(1)
    #expect(group[1].answers.last == .readable(index: group[1].replica.commitIndex, .index))
  }

  @Test("ReadOnlyOptionLease: at once within the lease, by asking after it")
  func lease() {
    var group = Self.group(3, .lease)
    group.heartbeat(1)
    group.cut = [NodeID(2), NodeID(3)]
    #expect(group.request(1, .read(token: 5)) == [.readable(index: 1, .lease)])
    group.wait(Server.electionTimeout.lowerBound - 1)
    #expect(group.request(1, .read(token: 6)) == [.readable(index: 1, .lease)])
    group.wait(1)
    #expect(group.request(1, .read(token: 7)).isEmpty)
  }

  @Test("ReadOnlyOptionLease: without check-quorum there is no lease")
  func leaseNeedsCheckQuorum() {
    var group = Group(3) { $0.reads = .lease }
    group.elect(1)
    group.heartbeat(1)
    #expect(group.request(1, .read(token: 5)) == [.readable(index: 1, .index)])
  }

  @Test(
    "a lease is shorter by the bound on the clocks",
    arguments: [(150, 0, 150), (150, 500_000, 100), (1000, 1_000_000, 500), (0, 10, 0)]
      as [(Nanoseconds, UInt64, Nanoseconds)])
  func leaseBound(timeout: Nanoseconds, bound: UInt64, span: Nanoseconds) {
    #expect(RaftReplica.leaseSpan(timeout, boundPartsPerMillion: bound) == span)
  }

  @Test("ReadOnlyForNewLeader: a new leader waits for an entry of its own term, then serves what waited")
  func newLeader() {
    var group = Self.group()
    group.step(1, .propose(token: 1, command: [7]))
    group.settle()
    group[2].step(.fireElectionTimer)
    group[2].receive(vote(true, term: 2), from: 3)
    #expect(group[2].replica.role == .leader && group[2].replica.commitIndex < 3)
    let effects = group[2].step(.read(token: 5))
    #expect(effects.replies.isEmpty && effects.decisionNames.contains("read-waits-for-term"))
    group.heartbeat(2)
    group.heartbeat(2)
    #expect(group[2].answers.last == .readable(index: 3, .index))
  }

  @Test("ReadOnlyDuplicateRequest: an answer that comes twice confirms one round once")
  func duplicate() {
    var leader = Server(1, of: 5) { $0.reads = .index }
    leader.elect(votes: [2, 3])
    leader.step(.propose(token: 1, command: [7]))
    for peer in [2, 3] { leader.receive(answer(1, round: 1), from: peer) }
    let asked = leader.step(.read(token: 5))
    guard let round = asked.appends.last?.1.round else {
      Issue.record("nobody was asked")
      return
    }
    #expect(leader.receive(answer(1, round: round), from: 2).replies.isEmpty)
    #expect(leader.receive(answer(1, round: round), from: 2).replies.isEmpty)
    #expect(
      leader.receive(answer(1, round: round), from: 3).replies.map(\.outcome) == [.readable(index: 1, .index)]
    )
  }

  @Test("an answer to an earlier round confirms no later read")
  func earlierRound() {
    var leader = Server(1, of: 3) { $0.reads = .index }
    leader.elect(votes: [2])
    leader.step(.propose(token: 1, command: [7]))
    leader.receive(answer(1, round: 1), from: 2)
    let first = leader.step(.read(token: 5)).appends.last?.1.round ?? 0
    leader.step(.read(token: 6))
    let served = leader.receive(answer(1, round: first), from: 2).replies
    #expect(served.map(\.token) == [5])
  }

  @Test("reads through the log, where that is the rule")
  func throughLog() {
    var group = Group(3)
    group.elect(1)
    #expect(group.request(1, .read(token: 5)) == [.readThroughLog])
  }
}
