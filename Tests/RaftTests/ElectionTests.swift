import Consensus
import Testing

@testable import Raft

@Suite("§5.2 Leader election")
struct ElectionTests {
  @Test("a timeout starts an election: next term, own vote, everybody asked")
  func timeoutStartsElection() {
    var server = Server(log: [1, 1], term: 3)
    server.now = server.replica.nextWake
    let effects = server.step(.wake)
    #expect(server.replica.role == .candidate)
    #expect(server.replica.currentTerm == 4)
    #expect(server.replica.view.votedFor == NodeID(1))
    #expect(effects.sends.map(\.to) == [2, 3, 4, 5].map { NodeID($0) })
    #expect(effects.voteRequests.allSatisfy { $0 == .init(term: 4, lastLog: position(2, 1)) })
  }

  @Test("a wake before the deadline does nothing")
  func earlyWake() {
    var server = Server()
    server.now = server.replica.nextWake - 1
    #expect(server.step(.wake).sends.isEmpty)
    #expect(server.replica.role == .follower)
  }

  @Test("timeouts are drawn from the range and differ (§9.3)")
  func timeoutsAreDrawn() {
    let deadlines = (1...9).map { Server($0, of: 9).replica.nextWake }
    #expect(deadlines.allSatisfy(Server.electionTimeout.contains))
    #expect(Set(deadlines).count > 1)
  }

  @Test("one vote per term; the same candidate is granted again")
  func oneVotePerTerm() {
    var server = Server()
    #expect(server.receive(requestVote(term: 1), from: 2).voteReplies == [true])
    #expect(server.receive(requestVote(term: 1, last: position(9, 1)), from: 3).voteReplies == [false])
    #expect(server.receive(requestVote(term: 1), from: 2).voteReplies == [true])
    #expect(server.receive(requestVote(term: 2), from: 3).voteReplies == [true])
  }

  @Test("a vote survives a restart")
  func voteSurvivesRestart() {
    var server = Server()
    server.receive(requestVote(term: 1), from: 2)
    server.restart()
    #expect(server.receive(requestVote(term: 1), from: 3).voteReplies == [false])
    #expect(server.receive(requestVote(term: 1), from: 2).voteReplies == [true])
  }

  @Test("granting resets the election timer, refusing does not")
  func timerOnVotes() {
    var server = Server(log: [1, 2])
    let deadline = server.replica.nextWake
    server.now = 140
    server.receive(requestVote(term: 2, last: position(1, 1)), from: 2)
    #expect(server.replica.nextWake == deadline)
    server.receive(requestVote(term: 2, last: position(2, 2)), from: 3)
    #expect(server.replica.view.timer?.start == 140)
  }

  @Test(
    "a majority of all members elects, the candidate's own vote included",
    arguments: [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4), (8, 5), (9, 5)])
  func majorityElects(size: Int, needed: Int) {
    var server = Server(of: size)
    server.step(.fireElectionTimer)
    for voter in 2..<(needed + 1) {
      #expect(server.replica.role == .candidate)
      server.receive(vote(true, term: 1), from: voter)
    }
    #expect(server.replica.role == .leader)
  }

  @Test("a duplicated vote counts once")
  func duplicateVotes() {
    var server = Server()
    server.elect(votes: [2, 2, 2, 2])
    #expect(server.replica.role == .candidate)
    #expect(server.replica.view.votes == [NodeID(1), NodeID(2)])
  }

  @Test("refusals are no votes")
  func refusals() {
    var server = Server()
    server.step(.fireElectionTimer)
    for voter in 2...5 { server.receive(vote(false, term: 1), from: voter) }
    #expect(server.replica.role == .candidate)
  }

  @Test("the own vote counts only once it is durable")
  func ownVoteMustBeDurable() {
    var server = Server()
    server.diskIsFast = false
    server.step(.fireElectionTimer)
    #expect(server.replica.view.votes.isEmpty)
    for voter in 2...5 { server.receive(vote(true, term: 1), from: voter) }
    #expect(server.replica.role == .candidate)
    server.flushDisk()
    #expect(server.replica.role == .leader)
    #expect(server.disk.term == 1 && server.disk.vote == NodeID(1))
  }

  @Test("a single node elects itself and commits alone")
  func singleNode() {
    var server = Server(of: 1, noOp: true)
    server.now = server.replica.nextWake
    server.step(.wake)
    #expect(server.replica.role == .leader)
    let effects = server.step(.propose(token: 1, command: [7]))
    #expect(Array(effects.applies) == [2])
    #expect(server.replica.commitIndex == 2)
  }

  @Test("a split vote ends in a new election of a new term")
  func splitVote() {
    var group = Group((1...4).map { Server($0, of: 4) })
    group.step(1, .fireElectionTimer)
    group.step(2, .fireElectionTimer)
    group.cut = [NodeID(3), NodeID(4)]
    group.settle()
    #expect(group[1].replica.role == .candidate && group[2].replica.role == .candidate)
    group.cut = []
    var first = group[1]
    first.now = first.replica.nextWake
    #expect(first.step(.wake).decisionNames.prefix(2) == ["election-ran-out", "started-election"])
    group[2].now = group[2].replica.nextWake
    group.step(2, .wake)
    group.settle()
    #expect(group[2].replica.role == .leader)
    #expect(group.servers.map(\.replica.currentTerm) == [2, 2, 2, 2])
  }

  @Test("a leader keeps others from elections with heartbeats")
  func heartbeats() {
    var server = Server()
    server.elect(votes: [2, 3])
    #expect(server.replica.nextWake == Server.heartbeat)
    server.now = Server.heartbeat
    #expect(server.step(.wake).appends.map(\.to) == [2, 3, 4, 5].map { NodeID($0) })
    #expect(server.step(.fireElectionTimer).sends.isEmpty)
    #expect(server.replica.role == .leader && server.replica.currentTerm == 1)

    var follower = Server(2)
    follower.now = 100
    follower.receive(append(term: 1), from: 1)
    #expect(follower.replica.nextWake >= 250)
  }

  /// The voter's last entry, the candidate's, and whether the vote is given.
  static let restriction: [(own: [Term], candidate: LogPosition, granted: Bool)] = [
    ([], .origin, true),
    ([1], .origin, false),
    ([1, 1], position(2, 1), true),
    ([1, 1], position(3, 1), true),
    ([1, 1, 1], position(2, 1), false),
    ([1, 1, 1], position(1, 2), true),  // A later term wins over a longer log.
    ([1, 2], position(9, 1), false),
    ([1, 4, 4], position(3, 4), true),
  ]

  @Test("§5.4.1: the later last term wins, then the longer log", arguments: restriction)
  func electionRestriction(_ row: (own: [Term], candidate: LogPosition, granted: Bool)) {
    var server = Server(log: row.own, term: 5)
    let effects = server.receive(requestVote(term: 6, last: row.candidate), from: 2)
    #expect(effects.voteReplies == [row.granted])
    #expect(server.replica.view.votedFor == (row.granted ? NodeID(2) : nil))
    #expect(server.replica.currentTerm == 6)
  }
}
