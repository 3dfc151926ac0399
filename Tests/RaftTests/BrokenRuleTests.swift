import Consensus
import Testing

@testable import Raft

/// Each case plays one scene twice: with the rule kept, and with it broken. Nothing else may differ.
@Suite("Broken rules: each switches one rule")
struct BrokenRuleTests {
  @Test("count-old-term: an old term's entry on a majority (§5.4.2, Figure 8)", arguments: [false, true])
  func countOldTerm(isBroken: Bool) {
    var leader = Server(1, log: [1, 2], broken: isBroken ? [.countOldTerm] : [])
    leader.elect(votes: [2, 3])
    leader.receive(stored(2, term: 3), from: 2)
    let effects = leader.receive(stored(2, term: 3), from: 3)
    #expect(leader.replica.commitIndex == (isBroken ? 2 : 0))
    #expect(effects.decisionNames.contains("held-back-old-term") != isBroken)
  }

  @Test("forget-vote: a second candidate of the same term after a restart (§5.2)", arguments: [false, true])
  func forgetVote(isBroken: Bool) {
    var voter = Server(1, broken: isBroken ? [.forgetVote] : [])
    #expect(voter.receive(requestVote(term: 1), from: 2).voteReplies == [true])
    #expect(voter.receive(requestVote(term: 1), from: 3).voteReplies == [false])
    voter.restart()
    #expect(voter.replica.currentTerm == 1, "the term is on disk either way")
    #expect(voter.receive(requestVote(term: 1), from: 3).voteReplies == [isBroken])
  }

  @Test("living-majority: two of five, the rest silent (§5.2)", arguments: [false, true])
  func livingMajority(isBroken: Bool) {
    var candidate = Server(1, broken: isBroken ? [.livingMajority] : [])
    candidate.now = 1000
    candidate.elect(votes: [2])
    #expect(candidate.replica.role == (isBroken ? .leader : .candidate))
    #expect(candidate.replica.needed == (isBroken ? 2 : 3))
  }

  @Test("living-majority: a member counts as alive for one election timeout")
  func livingWindow() {
    var server = Server(1, broken: [.livingMajority])
    let window = Server.electionTimeout.upperBound
    server.now = window
    server.step(.setElectionTimer(.max))
    #expect(server.replica.needed == 3, "all taken for alive at the start")
    server.receive(append(term: 1), from: 4)
    server.now = window + 1
    server.step(.setElectionTimer(.max))
    #expect(server.replica.needed == 2)
    server.now = 2 * window + 1
    server.step(.setElectionTimer(.max))
    #expect(server.replica.needed == 1)
    server.step(.breakRules(BrokenRules()))
    #expect(server.replica.needed == 3)
  }

  @Test("vote-any-log: a candidate whose log is behind (§5.4.1)", arguments: [false, true])
  func voteAnyLog(isBroken: Bool) {
    var voter = Server(1, log: [1, 1], broken: isBroken ? [.voteAnyLog] : [])
    let effects = voter.receive(requestVote(term: 2, last: position(1, 1)), from: 2)
    #expect(effects.voteReplies == [isBroken])
  }

  @Test("skip-previous-check: the previous entry is of another term (§5.3)", arguments: [false, true])
  func skipPreviousCheck(isBroken: Bool) {
    var follower = Server(1, log: [1, 1], broken: isBroken ? [.skipPreviousCheck] : [])
    let effects = follower.receive(append(term: 3, after: position(2, 2), [3], commit: 3), from: 2)
    #expect(follower.terms == (isBroken ? [1, 1, 3] : [1, 1]))
    #expect(Array(effects.applies) == (isBroken ? [1, 2, 3] : []))
  }

  @Test("skip-previous-check: a gap is refused, there is no place to store what follows it")
  func skipPreviousCheckOverGap() {
    var follower = Server(1, log: [1], broken: [.skipPreviousCheck])
    follower.receive(append(term: 1, after: position(3, 1), [1], commit: 4), from: 2)
    #expect(follower.terms == [1] && follower.replica.commitIndex == 0)
  }

  @Test("truncate-on-stale: an old AppendEntries arrives late (Figure 2)", arguments: [false, true])
  func truncateOnStale(isBroken: Bool) {
    var follower = Server(1, broken: isBroken ? [.truncateOnStale] : [])
    follower.receive(append(term: 1, [1, 1, 1], commit: 3), from: 2)
    follower.receive(append(term: 1, [1]), from: 2)
    #expect(follower.terms == (isBroken ? [1] : [1, 1, 1]))
    #expect(follower.disk.log.lastIndex == (isBroken ? 1 : 3))
    follower.receive(append(term: 1), from: 2)
    #expect(follower.terms == (isBroken ? [] : [1, 1, 1]), "a heartbeat from before the first entry")
  }

  @Test("any-message-resets-timer: a refused candidate (§5.2)", arguments: [false, true])
  func anyMessageResetsTimer(isBroken: Bool) {
    var server = Server(1, log: [1], broken: isBroken ? [.anyMessageResetsTimer] : [])
    let deadline = server.replica.nextWake
    server.now = 149
    server.receive(requestVote(term: 1), from: 2)
    #expect((server.replica.nextWake != deadline) == isBroken)
  }

  @Test("any-message-resets-timer leaves a leader's heartbeats alone")
  func leaderKeepsHeartbeat() {
    var server = Server(1, broken: [.anyMessageResetsTimer])
    server.elect(votes: [2, 3])
    let deadline = server.replica.nextWake
    server.receive(vote(true, term: 1), from: 4)
    #expect(server.replica.role == .leader && server.replica.nextWake == deadline)
  }

  @Test("count-vote-twice: one vote arrives twice (§5.2)", arguments: [false, true])
  func countVoteTwice(isBroken: Bool) {
    var candidate = Server(1, broken: isBroken ? [.countVoteTwice] : [])
    candidate.elect(votes: [2])
    #expect(candidate.replica.role == .candidate)
    candidate.receive(vote(true, term: 1), from: 2)
    #expect(candidate.replica.role == (isBroken ? .leader : .candidate))
  }

  @Test("count-vote-twice: votes of an earlier election do not count in the next")
  func countVoteTwicePerElection() {
    var candidate = Server(1, broken: [.countVoteTwice])
    candidate.elect(votes: [2])
    candidate.elect(votes: [])
    #expect(candidate.replica.role == .candidate && candidate.replica.currentTerm == 2)
  }

  @Test("reply-before-durable: promises and the disk (Figure 2)", arguments: [false, true])
  func replyBeforeDurable(isBroken: Bool) {
    var server = Server(1, broken: isBroken ? [.replyBeforeDurable] : [])
    server.diskIsFast = false
    #expect(server.receive(requestVote(term: 1), from: 2).voteReplies == (isBroken ? [true] : []))
    #expect(
      server.receive(append(term: 1, [1]), from: 2).appendReplies == (isBroken ? [.stored(through: 1)] : []))
    #expect(server.disk.term == 0 && server.disk.log.lastIndex == 0)
    #expect(server.flushDisk().sends.count == (isBroken ? 0 : 2))
  }

  @Test("reply-before-durable: a leader's own copy still waits for its disk")
  func ownCopyWaits() {
    var leader = Server(1, broken: [.replyBeforeDurable])
    leader.elect(votes: [2, 3])
    leader.diskIsFast = false
    leader.step(.propose(token: 1, command: [1]))
    leader.receive(stored(1, term: 1), from: 2)
    #expect(leader.replica.commitIndex == 0)
  }

  @Test("keep-last-applied: what an earlier life applied", arguments: [false, true])
  func keepLastApplied(isBroken: Bool) {
    var server = Server(1, log: [1, 1, 1], broken: isBroken ? [.keepLastApplied] : [])
    server.replica.keepLastApplied(2)
    #expect(server.replica.lastApplied == (isBroken ? 2 : 0))
    let effects = server.receive(append(term: 1, after: position(3, 1), commit: 3), from: 2)
    #expect(Array(effects.applies) == (isBroken ? [3] : [1, 2, 3]))
  }

  @Test(
    "change-before-commit: a leader without a committed entry of its term (dissertation §4.1)",
    arguments: [false, true])
  func changeBeforeCommit(isBroken: Bool) {
    var leader = Server(1, of: 4, log: [1], noOp: true, broken: isBroken ? [.changeBeforeCommit] : []) {
      $0.jointChanges = false
    }
    leader.elect(votes: [2, 3])
    leader.step(.changeMembership(token: 1, .remove(NodeID(4))))
    #expect(leader.answers.last == (isBroken ? .accepted(position(3, 2)) : .refused(.noCommitInTerm(2))))
    #expect(leader.replica.needed == (isBroken ? 2 : 3))
  }

  @Test("change-before-commit keeps the rule that one change is made at a time")
  func oneChangeAtATime() {
    var leader = Server(1, of: 4, noOp: true, broken: [.changeBeforeCommit]) { $0.jointChanges = false }
    leader.elect(votes: [2, 3])
    leader.step(.changeMembership(token: 1, .remove(NodeID(4))))
    leader.step(.changeMembership(token: 2, .remove(NodeID(3))))
    #expect(leader.answers.last == .refused(.changeUnderWay(index: 2)))
  }

  @Test("count-learner: leader and learner hold an entry, no other voter (§4.2.1)", arguments: [false, true])
  func countLearner(isBroken: Bool) {
    var group = cluster(of: 3, spare: 1) {
      $0.broken = BrokenRules(isBroken ? [BrokenRule.countLearner] : [])
    }
    group.ask(1, .changeMembership(token: 1, .addLearner(NodeID(4))))
    for _ in 0..<3 { group.heartbeat(1) }
    #expect(group[4].replica.log.lastIndex == 2)
    group.cut = nodes(2, 3)
    group.ask(1, .propose(token: 9, command: [1]))
    #expect(group[1].replica.commitIndex == (isBroken ? 3 : 2))
    group.cut = nodes(2, 3, 4)
    group.ask(1, .propose(token: 10, command: [1]))
    #expect(group[1].replica.commitIndex == (isBroken ? 3 : 2), "one copy is never enough")
  }

  @Test("lease-without-bound: how long a lease lasts (dissertation §6.4.1)", arguments: [false, true])
  func leaseWithoutBound(isBroken: Bool) {
    var leader = Server(1, of: 3, noOp: true, broken: isBroken ? [.leaseWithoutBound] : []) {
      $0.reads = .lease
      $0.checkQuorum = true
      $0.clockBoundPartsPerMillion = 500_000
    }
    leader.elect(votes: [2])
    leader.receive(
      .appendEntriesReply(
        .init(term: 1, result: .stored(through: 1), round: leader.replica.reads.round)), from: 2)
    let timeout = Server.electionTimeout.lowerBound
    #expect(leader.replica.reads.leaseUntil == (isBroken ? timeout : timeout * 2 / 3))
    leader.now = timeout - 1
    leader.step(.read(token: 7))
    #expect(leader.answers.contains(.readable(index: 1, .lease)) == isBroken)
  }

  @Test(
    "skip-pre-vote: a timer runs out where candidates ask first (dissertation §9.6)",
    arguments: [false, true])
  func skipPreVote(isBroken: Bool) {
    var server = Server(1, broken: isBroken ? [.skipPreVote] : []) { $0.preVote = true }
    let effects = server.step(.fireElectionTimer)
    #expect(server.replica.currentTerm == (isBroken ? 1 : 0))
    #expect(effects.decisionNames.contains("started-election") == isBroken)
  }

  @Test("step-down-early: a leader that is removed (§4.2.2)", arguments: [false, true])
  func stepDownEarly(isBroken: Bool) {
    var group = cluster(of: 3) {
      $0.jointChanges = false
      if isBroken { $0.broken.insert(BrokenRule.stepDownEarly) }
    }
    group.ask(1, .changeMembership(token: 1, .remove(NodeID(1))))
    group.settle()
    #expect(group[1].replica.role == .follower && group[1].replica.log.lastIndex == 2)
    #expect(group[2].members == (isBroken ? nodes(1, 2, 3) : nodes(2, 3)))
    guard isBroken else { return }
    group.elect(1)
    #expect(group[1].replica.role == .follower, "it has won, and gives up again")
    #expect(group.decisions.count { $0.name == "removed-leader-stepped-down" } == 2)
  }

  @Test("vote-despite-leader: a candidate while the leader is heard (§4.2.3)", arguments: [false, true])
  func voteDespiteLeader(isBroken: Bool) {
    var voter = Server(1, broken: isBroken ? [.voteDespiteLeader] : []) { $0.checkQuorum = true }
    voter.now = 1000
    voter.receive(append(term: 1), from: 2)
    voter.receive(requestVote(term: 2), from: 3)
    #expect(voter.replica.currentTerm == (isBroken ? 2 : 1))
    var leader = Server(1, broken: isBroken ? [.voteDespiteLeader] : []) { $0.checkQuorum = true }
    leader.elect(votes: [2, 3])
    leader.receive(requestVote(term: 2), from: 4)
    #expect(leader.replica.role == (isBroken ? .follower : .leader), "a leader hears itself")
  }

  @Test("vote-despite-leader: a pre-vote while the leader is heard (§9.6)", arguments: [false, true])
  func preVoteDespiteLeader(isBroken: Bool) {
    var voter = Server(1, broken: isBroken ? [.voteDespiteLeader] : []) { $0.preVote = true }
    voter.now = 1000
    voter.receive(append(term: 1), from: 2)
    let effects = voter.receive(.preVote(.init(term: 2, lastLog: .origin)), from: 3)
    guard case .preVoteReply(let reply)? = effects.sends.first?.message else {
      Issue.record("no answer")
      return
    }
    #expect(reply.voteGranted == isBroken)
  }

  @Test("a rule is broken and kept again while running")
  func atRunTime() {
    var voter = Server(1, log: [1])
    voter.step(.breakRules(BrokenRules([BrokenRule.voteAnyLog])))
    #expect(voter.receive(requestVote(term: 2), from: 2).voteReplies == [true])
    voter.step(.breakRules(BrokenRules()))
    #expect(voter.receive(requestVote(term: 3), from: 2).voteReplies == [false])
  }
}
