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
    #expect(effects.applies.map(\.index) == (isBroken ? [1, 2, 3] : []))
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
    #expect(effects.applies.map(\.index) == (isBroken ? [3] : [1, 2, 3]))
  }

  @Test("a rule is broken and kept again while running")
  func atRunTime() {
    var voter = Server(1, log: [1])
    voter.step(.breakRules(BrokenRules([.voteAnyLog])))
    #expect(voter.receive(requestVote(term: 2), from: 2).voteReplies == [true])
    voter.step(.breakRules(BrokenRules()))
    #expect(voter.receive(requestVote(term: 3), from: 2).voteReplies == [false])
  }
}
