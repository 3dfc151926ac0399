import Consensus
import Testing

@testable import Raft

/// The election and pre-vote groups of etcd's raft_test, under its names.
@Suite("etcd raft_test: elections")
struct ElectionGroupTests {
  private static func group(_ size: Int, preVote: Bool, logs: [Int: [Term]] = [:]) -> Group {
    Group(size, logs: logs) { $0.preVote = preVote }
  }

  static let sizes: [(size: Int, down: [Int])] = [
    (3, []), (3, [3]), (3, [2, 3]), (4, [3, 4]), (5, [3, 4]), (5, [3, 4, 5]),
  ]

  @Test("LeaderElection, LeaderElectionPreVote: with a majority alive, and only then", arguments: sizes)
  func leaderElection(size: Int, down: [Int]) {
    let wins = size - down.count >= majority(of: size)
    for preVote in [false, true] {
      var group = Self.group(size, preVote: preVote)
      group.wait(1000)
      group.cut = NodeSet(down.map { NodeID($0) })
      group.elect(1)
      #expect(group.leaders == (wins ? [1] : []))
      // Who only asks begins no term.
      #expect(group[1].replica.currentTerm == (wins || !preVote ? 1 : 0))
    }
  }

  @Test("LeaderElection: a log behind loses, whoever asks first", arguments: [false, true])
  func logBehindLoses(preVote: Bool) {
    var group = Self.group(3, preVote: preVote, logs: [1: [1], 2: [1, 1], 3: [1, 1]])
    group.wait(1000)
    group.elect(1)
    #expect(group.leaders.isEmpty)
    group.elect(2)
    #expect(group.leaders == [2])
  }

  @Test("LeaderCycle, LeaderCyclePreVote: each can be elected after the other", arguments: [false, true])
  func leaderCycle(preVote: Bool) {
    var group = Self.group(3, preVote: preVote)
    for number in [1, 2, 3, 1, 2, 3] {
      group.wait(1000)
      group.elect(number)
      #expect(group.leaders == [number])
    }
    #expect(group[1].replica.currentTerm == 6)
  }

  @Test(
    "LeaderElectionOverwriteNewerLogs, …PreVote: a newer term that won no entry on a majority",
    arguments: [false, true])
  func overwriteNewerLogs(preVote: Bool) {
    // 1 and 2 hold an entry of term 1, 3 was elected in term 2 by 4 and 5 and stored an entry alone.
    var group = Self.group(5, preVote: preVote, logs: [1: [1], 2: [1], 3: [2], 4: [], 5: []])
    for number in [3, 4, 5] {
      group[number].disk = disk(
        terms: number == 3 ? [2] : [], term: 2, vote: NodeID(3))
      group[number].restart()
    }
    group.wait(1000)
    group.elect(1)
    if !preVote {
      // The first try teaches it the term; 4 and 5 have voted in it.
      #expect(group.leaders.isEmpty && group[1].replica.currentTerm == 2)
    }
    group.wait(1000)
    group.elect(1)
    group.wait(1000)
    if group.leaders.isEmpty { group.elect(1) }
    #expect(group.leaders == [1])
    #expect(group.servers.allSatisfy { $0.terms == [1, group[1].replica.currentTerm] })
  }

  @Test(
    "VoteFromAnyState: a vote of a newer term is given by a follower, a candidate and a leader",
    arguments: Role.allCases)
  func voteFromAnyState(role: Role) {
    var server = Server(1, of: 3)
    if role != .follower { server.elect(votes: role == .leader ? [2] : []) }
    #expect(server.replica.role == role)
    let effects = server.receive(requestVote(term: 9), from: 2)
    #expect(effects.voteReplies == [true] && server.replica.role == .follower)
    #expect(server.replica.currentTerm == 9 && server.disk.vote == NodeID(2))
  }

  @Test("PreVoteFromAnyState: the answer changes neither term, role nor vote", arguments: Role.allCases)
  func preVoteFromAnyState(role: Role) {
    var server = Server(1, of: 3) { $0.preVote = true }
    if role != .follower {
      server.step(.fireElectionTimer)
      server.receive(.preVoteReply(.init(term: 0, proposed: 1, voteGranted: true)), from: 2)
      if role == .leader { server.receive(vote(true, term: 1), from: 2) }
    }
    #expect(server.replica.role == role)
    let before = server.replica.view
    server.now += 1000
    let effects = server.receive(.preVote(.init(term: 9, lastLog: .origin)), from: 3)
    // A leader hears itself.
    #expect(
      effects.sends.map(\.message) == [
        .preVoteReply(.init(term: before.term, proposed: 9, voteGranted: role != .leader))
      ])
    #expect(server.replica.view == before)
  }

  @Test("DuelingCandidates: the one that is cut off comes back with a higher term and a shorter log")
  func duelingCandidates() {
    var group = Self.group(3, preVote: false)
    group.cut = [NodeID(3)]
    group.elect(1)
    group.elect(3)
    #expect(group.leaders == [1] && group[3].replica.role == .candidate)
    group.cut = []
    group.elect(3)
    #expect(group.leaders.isEmpty && group.servers.allSatisfy { $0.replica.currentTerm == 2 })
    #expect(group[1].replica.role == .follower && group[3].terms.isEmpty)
  }

  @Test("DuelingPreCandidates: with pre-vote the leader is not disturbed")
  func duelingPreCandidates() {
    var group = Self.group(3, preVote: true)
    group.wait(1000)
    group.cut = [NodeID(3)]
    group.elect(1)
    group.elect(3)
    group.cut = []
    group.elect(3)
    #expect(group.leaders == [1] && group[1].replica.currentTerm == 1)
    #expect(group[3].replica.currentTerm <= 1)
  }

  @Test("CandidateConcede: a candidate follows the leader of its term and takes over its log")
  func candidateConcede() {
    var group = Self.group(3, preVote: false)
    group.cut = [NodeID(1)]
    group.elect(1)
    group.elect(3)
    group.cut = []
    group.heartbeat(3)
    group.step(3, .propose(token: 1, command: [7]))
    group.settle()
    #expect(group[1].replica.role == .follower && group[1].replica.currentTerm == 1)
    #expect(group.servers.allSatisfy { $0.terms == [1, 1] })
  }

  @Test("SingleNodeCandidate, SingleNodePreCandidate, SingleNodeCommit", arguments: [false, true])
  func singleNode(preVote: Bool) {
    var group = Self.group(1, preVote: preVote)
    group.elect(1)
    #expect(group.leaders == [1])
    group.step(1, .propose(token: 1, command: [7]))
    #expect(group[1].replica.commitIndex == 2)
  }

  @Test("OldMessages: an entry of a leader of an older term is not stored")
  func oldMessages() {
    var group = Self.group(3, preVote: false)
    for number in [1, 2, 1] { group.elect(number) }
    group[1].receive(append(term: 2, after: position(2, 2), [2]), from: 2)
    group.step(1, .propose(token: 1, command: [7]))
    group.settle()
    #expect(group.servers.allSatisfy { $0.terms == [1, 2, 3, 3] })
    #expect(group[1].replica.commitIndex == 4)
  }

  @Test(
    "Proposal: stored and committed with a majority",
    arguments: [(3, []), (3, [3]), (3, [2, 3]), (4, [3, 4]), (5, [4, 5])] as [(Int, [Int])])
  func proposal(size: Int, down: [Int]) {
    var group = Self.group(size, preVote: false)
    group.cut = NodeSet(down.map { NodeID($0) })
    group.elect(1)
    group.step(1, .propose(token: 1, command: [7]))
    group.settle()
    let wins = size - down.count >= majority(of: size)
    #expect(group[1].replica.commitIndex == (wins ? 2 : 0))
  }

  @Test("CandidateSelfVoteAfterLostElection: the own vote that becomes durable too late counts for nothing")
  func lateSelfVote() {
    var server = Server(1, of: 3)
    server.diskIsFast = false
    server.step(.fireElectionTimer)
    server.receive(append(term: 1), from: 2)
    #expect(server.replica.role == .follower)
    server.flushDisk()
    #expect(server.replica.role == .follower && server.replica.view.votes.isEmpty)
  }

  @Test("LeaderMsgAppSelfAckAfterTermChange: the own copy of an old term commits nothing in a new one")
  func lateOwnCopy() {
    var server = Server(1, of: 3)
    server.elect(votes: [2])
    server.diskIsFast = false
    server.step(.propose(token: 1, command: [7]))
    server.receive(append(term: 2), from: 3)
    server.flushDisk()
    #expect(server.replica.commitIndex == 0 && server.replica.role == .follower)
  }

  @Test("NodeWithSmallerTermCanCompleteElection: pre-vote after a partition, from the smaller term")
  func smallerTermCompletes() {
    var group = Self.group(3, preVote: true)
    group.wait(1000)
    group.elect(1)
    // 3 misses two elections; then the leader is gone.
    group.cut = [NodeID(3)]
    _ = group.request(1, .transferLeadership(token: 1, to: NodeID(2)))
    _ = group.request(2, .transferLeadership(token: 2, to: NodeID(1)))
    #expect(group[1].replica.currentTerm == 3 && group[3].replica.currentTerm == 1)
    group.cut = [NodeID(1)]
    group.wait(1000)
    group.elect(3)
    #expect(!group.leaders.contains(3))
    group.wait(1000)
    group.elect(2)
    #expect(group[2].replica.role == .leader)
  }

  @Test("PreVoteWithSplitVote: a split is decided in a later term")
  func preVoteSplit() {
    var group = Self.group(3, preVote: true)
    group.wait(1000)
    group.elect(1)
    group.cut = [NodeID(1)]
    group.wait(1000)
    group.step(2, .fireElectionTimer)
    group.step(3, .fireElectionTimer)
    group.settle()
    if group.leaders == [1] {
      group.wait(1000)
      group.elect(3)
    }
    #expect(group.leaders.count == 2 && group.leaders.contains(1))
  }

  @Test("FastLogRejection: the hint skips a whole term, so a long foreign log takes few messages")
  func fastLogRejection() {
    let common: [Term] = [1, 2, 2, 4]
    var group = Self.group(
      3, preVote: false,
      logs: [1: common + Array(repeating: 5, count: 60), 2: common + Array(repeating: 3, count: 60), 3: []])
    for number in [2, 3] {
      group[number].disk = disk(
        terms: number == 2 ? [1, 2, 2] + Array(repeating: 3, count: 60) : [], term: 5)
      group[number].restart()
    }
    group.elect(1)
    #expect(group[2].terms == group[1].terms)
    #expect(group.delivered < 20, "\(group.delivered)")
  }

  @Test("LogReplicationWithReorderedMessage: answers in the wrong order are no harm")
  func reorderedAnswers() {
    var leader = Server(1, of: 3) { $0.window = 8 }
    leader.elect(votes: [2, 3])
    for _ in 0..<4 { leader.step(.propose(token: 1, command: [7])) }
    for match in [4, 2, 1, 3] as [LogIndex] { leader.receive(stored(match, term: 1), from: 2) }
    #expect(leader.replica.commitIndex == 4)
    let progress = leader.replica.view.progress[0]
    #expect(progress.matchIndex == 4 && progress.nextIndex == 5)
  }

  @Test(
    "a leader knows nothing of followers from its earlier leadership (Figure 2: reinitialized after election)"
  )
  func earlierLeadership() {
    var leader = Server(1, of: 5)
    leader.elect(votes: [2, 3])
    leader.step(.propose(token: 1, command: [7]))
    leader.receive(stored(1, term: 1), from: 2)
    // Another leads term 2 for a while; 2's entry may be gone by now.
    leader.receive(append(term: 2), from: 3)
    leader.elect(votes: [4, 5])
    #expect(leader.replica.role == .leader && leader.replica.currentTerm == 3)
    #expect(leader.replica.view.progress.allSatisfy { $0.matchIndex == 0 && $0.nextIndex == 2 })
    leader.step(.propose(token: 2, command: [8]))
    leader.receive(stored(2, term: 3), from: 4)
    #expect(leader.replica.commitIndex == 0, "two of five hold it")
    leader.receive(stored(2, term: 3), from: 2)
    #expect(leader.replica.commitIndex == 2)
  }
}
