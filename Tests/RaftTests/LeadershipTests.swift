import Consensus
import Testing

@testable import Raft

@Suite("Pre-vote, check-quorum and the transfer of leadership (dissertation §9.6, §6.2, §4.2.3, §3.10)")
struct LeadershipTests {
  private static let high = Server.electionTimeout.upperBound
  private static let low = Server.electionTimeout.lowerBound

  // MARK: Pre-vote

  @Test(
    "a node that comes back from a partition raises the term without pre-vote, and not with it",
    arguments: [false, true])
  func rejoining(preVote: Bool) {
    var group = cluster(of: 5) { $0.preVote = preVote }
    let term = group[1].replica.currentTerm
    group.cut = nodes(5)
    for time in stride(from: Self.high, through: 10 * Self.high, by: Int(Self.high)) {
      group.pass(to: time, awake: [5])
    }
    #expect((group[5].replica.currentTerm > term) == !preVote)
    group.cut = []
    group.heartbeat(1)
    #expect((group[1].replica.currentTerm > term) == !preVote)
    #expect((group[1].replica.role == .leader) == preVote)
  }

  @Test("pre-vote elects a leader when nobody hears one, and its answers change nothing")
  func preVoteElects() {
    var group = cluster(of: 3, leader: nil) { $0.preVote = true }
    group[2].receive(.preVote(.init(term: 7, lastLog: .origin)), from: 1)
    #expect(group[2].replica.currentTerm == 0 && group[2].replica.votedFor == nil)
    group.elect(1)
    #expect(group.leader == 1)
    #expect(group[1].replica.currentTerm == 1)
    #expect(group.decisions.map(\.name).contains("counted-pre-vote"))
  }

  static let preVoteRows: [(log: [Term], term: Term, last: LogPosition, granted: Bool)] = [
    ([], 1, .origin, true), ([1, 1], 2, position(2, 1), true), ([1, 1], 1, position(2, 1), false),
    ([1, 1], 2, position(1, 1), false), ([1, 2], 3, position(9, 1), false),
    ([1, 2], 3, position(1, 2), false), ([1, 2], 3, position(2, 2), true),
  ]

  @Test("a pre-vote needs a new term and a log that is up to date", arguments: preVoteRows)
  func preVoteRules(_ row: (log: [Term], term: Term, last: LogPosition, granted: Bool)) {
    var server = Server(2, of: 3, log: row.log)
    server.now = 10 * Self.high
    let effects = server.receive(.preVote(.init(term: row.term, lastLog: row.last)), from: 1)
    guard case .preVoteReply(let reply)? = effects.sends.first?.message else {
      Issue.record("no answer")
      return
    }
    #expect(reply.voteGranted == row.granted)
    #expect(reply.proposed == row.term && reply.term == server.replica.currentTerm)
  }

  @Test("a pre-vote counts for the term that it was asked for only")
  func latePreVote() {
    var server = Server(1, of: 3, log: [1])
    server.reconfigure { $0.preVote = true }
    server.step(.fireElectionTimer)
    server.receive(append(term: 4), from: 3)
    server.step(.fireElectionTimer)
    func answer(_ proposed: Term) -> RaftMessage {
      .preVoteReply(.init(term: 1, proposed: proposed, voteGranted: true))
    }
    server.receive(answer(2), from: 2)
    #expect(server.replica.currentTerm == 4, "asked in the time of term 1")
    server.receive(answer(5), from: 2)
    #expect(server.replica.currentTerm == 5)
  }

  @Test("whoever heard a leader within the shortest election timeout refuses a pre-vote")
  func preVoteHearsLeader() {
    for (wait, granted) in [(Self.low - 1, false), (Self.low, true)] {
      var server = Server(2, of: 3)
      server.receive(append(term: 1), from: 3)
      server.now = wait
      let effects = server.receive(.preVote(.init(term: 2, lastLog: position(9, 1))), from: 1)
      #expect(effects.sends.count == 1)
      if case .preVoteReply(let reply)? = effects.sends.first?.message {
        #expect(reply.voteGranted == granted)
      }
    }
  }

  // MARK: Check-quorum

  @Test(
    "a leader that hears nobody steps down after an election timeout, not before", arguments: [false, true])
  func cutOffLeader(checkQuorum: Bool) {
    var group = cluster(of: 5) { $0.checkQuorum = checkQuorum }
    let start = group[1].now
    group.cut = nodes(1, 2)
    for time in stride(from: start, through: start + 2 * Self.high, by: 10) {
      group.pass(to: time, awake: [1])
      if time - start < Self.high { #expect(group[1].replica.role == .leader) }
    }
    #expect((group[1].replica.role == .leader) == !checkQuorum)
    #expect(group.decisions.map(\.name).contains("lost-quorum") == checkQuorum)
  }

  @Test("a leader with a quorum's answers goes on")
  func quorumGoesOn() {
    var group = cluster(of: 5) { $0.checkQuorum = true }
    group.cut = nodes(4, 5)
    for time in stride(from: UInt64(50), through: 5000, by: 50) { group.pass(to: time) }
    #expect(group.leader == 1)
  }

  @Test("a request for a vote changes nothing while a leader is heard (§4.2.3)", arguments: [false, true])
  func loyalty(isTransfer: Bool) {
    for (wait, isHeeded) in [(Self.low - 1, isTransfer), (Self.low, true)] {
      var server = Server(2, of: 3)
      server.reconfigure { $0.checkQuorum = true }
      server.receive(append(term: 1), from: 3)
      server.now = wait
      let request = RaftMessage.RequestVote(term: 5, lastLog: position(9, 4), isTransfer: isTransfer)
      let effects = server.receive(.requestVote(request), from: 1)
      #expect(effects.voteReplies == (isHeeded ? [true] : []))
      #expect(server.replica.currentTerm == (isHeeded ? 5 : 1))
    }
  }

  @Test("a vote waits while a leader is heard, also in a term that another message has told of (§4.2.3)")
  func loyaltyInKnownTerm() {
    for (wait, isHeeded) in [(Self.low - 1, false), (Self.low, true)] {
      var server = Server(2, of: 3)
      server.reconfigure { $0.checkQuorum = true }
      server.receive(append(term: 1), from: 3)
      server.now = wait
      server.receive(vote(false, term: 5), from: 1)
      #expect(server.replica.currentTerm == 5)
      let effects = server.receive(requestVote(term: 5, last: position(9, 4)), from: 1)
      #expect(effects.voteReplies == (isHeeded ? [true] : []))
    }
  }

  @Test("a leader whom others ask for votes but do not answer has no quorum (§6.2)")
  func oneWayCut() {
    var server = Server(1, of: 3, noOp: true)
    server.reconfigure {
      $0.checkQuorum = true
      $0.preVote = true
    }
    server.step(.fireElectionTimer)
    server.receive(.preVoteReply(.init(term: 0, proposed: 1, voteGranted: true)), from: 2)
    server.receive(vote(true, term: 1), from: 2)
    #expect(server.replica.role == .leader)
    let start = server.now
    for time in stride(from: start, through: start + Server.electionTimeout.upperBound, by: 50) {
      server.now = time
      server.receive(.preVote(.init(term: 2, lastLog: .origin)), from: 2)
      server.step(.wake)
    }
    #expect(server.replica.role == .follower)
  }

  // MARK: Timers fired or set by hand

  /// Server 2 of 3, which has heard leader 3 of term 1 at time 0.
  private func follower(checkQuorum: Bool = true, broken: [BrokenRule] = []) -> Server {
    var server = Server(2, of: 3, broken: broken)
    server.reconfigure { $0.checkQuorum = checkQuorum }
    server.receive(append(term: 1), from: 3)
    return server
  }

  @Test("who hears a leader does not stand when its timer is fired by hand (§4.2.3)")
  func forcedTimer() {
    for wait in [0, 40, Self.low - 1] {
      var server = follower()
      server.now = wait
      let deadline = server.replica.nextWake
      let effects = server.step(.fireElectionTimer)
      let heard = LeaderHeard(leader: NodeID(3), ago: wait, atLeast: Self.low)
      #expect(effects.decisions == [.leadership(.withheldCandidacy(heard))] && effects.sends.isEmpty)
      #expect(server.replica.leaderHeard(now: wait) == heard && heard.left == Self.low - wait)
      #expect(server.replica.role == .follower && server.replica.nextWake == deadline)
    }
    var server = follower()
    server.now = Self.low
    #expect(server.step(.fireElectionTimer).voteRequests.count == 2)
    #expect(server.replica.leaderHeard(now: server.now) == nil)
  }

  @Test("nor when its timer is set (§4.2.3)", arguments: [0, 40, 149, 150, 190] as [Nanoseconds])
  func setTimer(deadline: Nanoseconds) {
    var server = follower()
    server.now = 40
    server.step(.setElectionTimer(deadline))
    #expect(server.replica.nextWake == max(deadline, Self.low))
    var free = follower(checkQuorum: false)
    free.now = 40
    free.step(.setElectionTimer(deadline))
    #expect(free.replica.nextWake == max(deadline, 40))
  }

  @Test("where the rule is off or broken, a forced timer asks nobody")
  func forcedTimerWithoutRule() {
    for var server in [follower(checkQuorum: false), follower(broken: [.voteDespiteLeader])] {
      #expect(server.step(.fireElectionTimer).voteRequests.count == 2)
    }
  }

  @Test(
    "the leader itself may ask for an election, and a leader that was deposed has promised nobody anything")
  func forcedTimerOfOthers() {
    var successor = follower()
    #expect(successor.receive(.timeoutNow(.init(term: 1)), from: 3).voteRequests.count == 2)
    // A timer fired meanwhile would ask in the term after, without the leader's order.
    #expect(successor.step(.fireElectionTimer).decisionNames == ["withheld-candidacy"])
    var leader = Server(1, of: 3)
    leader.reconfigure { $0.checkQuorum = true }
    leader.elect(votes: [2])
    leader.receive(vote(false, term: 5), from: 3)
    #expect(leader.replica.role == .follower && leader.step(.fireElectionTimer).voteRequests.count == 2)
  }

  @Test("a node that has just started does not know what it heard before")
  func forcedTimerAfterRestart() {
    var server = Server(2, of: 3, log: [1], term: 1)
    server.now = 1000
    server.reconfigure { $0.checkQuorum = true }
    server.now += 40
    #expect(
      server.replica.leaderHeard(now: server.now) == LeaderHeard(leader: nil, ago: 40, atLeast: Self.low))
    #expect(server.step(.fireElectionTimer).voteRequests.isEmpty)
    var new = Server(2, of: 3)
    new.reconfigure { $0.checkQuorum = true }
    #expect(new.step(.fireElectionTimer).voteRequests.count == 2, "without a term there was no leader")
  }

  @Test("a restarted node may have promised something to a leader, and waits")
  func loyaltyAfterRestart() {
    var server = Server(2, of: 3, log: [1], term: 1)
    server.now = 1000
    server.reconfigure { $0.checkQuorum = true }
    #expect(server.receive(requestVote(term: 5, last: position(9, 4)), from: 1).voteReplies.isEmpty)
    server.now += Self.low
    #expect(server.receive(requestVote(term: 5, last: position(9, 4)), from: 1).voteReplies == [true])
  }

  // MARK: Transfer

  @Test("leadership goes to a voter that has all entries, at once")
  func transfer() {
    var group = cluster(of: 3) { $0.checkQuorum = true }
    group.step(1, .propose(token: 1, command: [1]))
    group.settle()
    #expect(group.ask(1, .transferLeadership(token: 9, to: NodeID(3))) == .transferring(to: NodeID(3)))
    #expect(group.leader == 3)
    #expect(group[3].replica.currentTerm == 2)
    #expect(group[1].replica.role == .follower)
  }

  @Test("a successor that lacks entries gets them first; commands wait meanwhile")
  func transferToLagging() {
    var group = cluster(of: 3)
    group.cut = nodes(3)
    group.step(1, .propose(token: 1, command: [1]))
    group.settle()
    #expect(group.ask(1, .transferLeadership(token: 9, to: NodeID(3))) == .transferring(to: NodeID(3)))
    #expect(group.leader == 1)
    #expect(group.ask(1, .propose(token: 2, command: [2])) == .notLeader(hint: nil))
    group.cut = []
    group.heartbeat(1)
    #expect(group.leader == 3)
    #expect(group[3].replica.commitIndex == 3)
  }

  @Test("a transfer that does not end within an election timeout is given up, and commands are taken again")
  func transferGivenUp() {
    var group = cluster(of: 3)
    group.cut = nodes(3)
    group.step(1, .propose(token: 1, command: [1]))
    group.settle()
    group.ask(1, .transferLeadership(token: 9, to: NodeID(3)))
    let start = group[1].now
    group.pass(to: start + Self.high - 1, awake: [1])
    #expect(group.ask(1, .propose(token: 2, command: [2])) == .notLeader(hint: nil))
    group.pass(to: start + Self.high, awake: [1])
    #expect(group.decisions.map(\.name).contains("transfer-given-up"))
    #expect(group.ask(1, .propose(token: 3, command: [3])) == .accepted(position(3, 1)))
  }

  @Test("a transfer to one that cannot lead is refused with the reason")
  func transferRefused() {
    var group = cluster(of: 3, spare: 1)
    #expect(
      group.ask(1, .transferLeadership(token: 1, to: NodeID(1))) == .refused(.leadsAlready(NodeID(1))))
    #expect(group.ask(1, .transferLeadership(token: 1, to: NodeID(7))) == .refused(.noSuchNode(NodeID(7))))
    #expect(
      group.ask(2, .transferLeadership(token: 1, to: NodeID(3))) == .notLeader(hint: NodeID(1)))
    group.ask(1, .changeMembership(token: 1, .addLearner(NodeID(4))))
    #expect(group.ask(1, .transferLeadership(token: 1, to: NodeID(4))) == .refused(.notVoter(NodeID(4))))
    group.cut = nodes(3)
    let start = group[1].now
    group.pass(to: start + Self.high, awake: [1])
    #expect(
      group.ask(1, .transferLeadership(token: 1, to: NodeID(3)))
        == .refused(.silent(NodeID(3), for: Self.high)))
    group.cut = []
  }

  @Test("TimeoutNow of an older term, or to one without a vote, does nothing")
  func staleTimeoutNow() {
    var server = Server(2, of: 3, term: 5)
    #expect(server.receive(.timeoutNow(.init(term: 4)), from: 1).voteRequests.isEmpty)
    var stranger = Server(4, of: 3, term: 5)
    #expect(stranger.receive(.timeoutNow(.init(term: 5)), from: 1).voteRequests.isEmpty)
    let effects = server.receive(.timeoutNow(.init(term: 5)), from: 1)
    #expect(effects.voteRequests.map(\.isTransfer) == [true, true])
  }
}
