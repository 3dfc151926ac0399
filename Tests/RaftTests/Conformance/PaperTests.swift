import Consensus
import Testing

@testable import Raft

/// What etcd's raft_paper_test asks of a Raft, under its names: a sentence of the paper each.
@Suite("etcd raft_paper_test")
struct PaperTests {
  enum Start: String, CaseIterable, Sendable {
    case follower, candidate, leader
  }

  /// Server 1 of 3 in this role, in term 1.
  private func server(_ start: Start, of size: Int = 3, log: [Term] = [], noOp: Bool = false) -> Server {
    var server = Server(1, of: size, log: log, term: 1, noOp: noOp)
    switch start {
    case .follower:
      server.receive(append(term: 1, after: position(UInt64(log.count), log.last ?? 0)), from: 2)
    case .candidate:
      server = Server(1, of: size, log: log, term: 0, noOp: noOp)
      server.step(.fireElectionTimer)
    case .leader:
      server = Server(1, of: size, log: log, term: 0, noOp: noOp)
      server.elect(votes: Array((2...size).prefix(size / 2)))
    }
    return server
  }

  // MARK: §5.1

  @Test(
    "FollowerUpdateTermFromMessage, CandidateUpdateTermFromMessage, LeaderUpdateTermFromMessage",
    arguments: Start.allCases)
  func updateTermFromMessage(start: Start) {
    var server = server(start)
    #expect(server.replica.role.rawValue == start.rawValue && server.replica.currentTerm == 1)
    server.receive(append(term: 2), from: 2)
    #expect(server.replica.currentTerm == 2 && server.replica.role == .follower)
  }

  @Test("RejectStaleTermMessage", arguments: Start.allCases)
  func rejectStaleTermMessage(start: Start) {
    var server = server(start, log: [])
    server.receive(append(term: 5), from: 2)
    let before = server.terms
    let refused = server.receive(append(term: 4, [4]), from: 3)
    #expect(refused.appendReplies == [.staleTerm] && server.terms == before)
    #expect(server.receive(requestVote(term: 4, last: position(9, 4)), from: 3).voteReplies == [false])
    #expect(server.replica.currentTerm == 5)
  }

  // MARK: §5.2

  @Test("StartAsFollower")
  func startAsFollower() {
    #expect(Server(1, of: 3).replica.role == .follower)
    #expect(Server(1, of: 3, log: [1, 2], vote: NodeID(1)).replica.role == .follower)
  }

  @Test("LeaderBcastBeat: one heartbeat to everyone when its interval is over, none before")
  func leaderBcastBeat() {
    var leader = server(.leader)
    leader.receive(stored(0, term: 1), from: 2)
    leader.now = leader.replica.nextWake - 1
    #expect(leader.step(.wake).appends.isEmpty)
    leader.now += 1
    let beats = leader.step(.wake).appends
    #expect(beats.map(\.to.number) == [2, 3] && beats.allSatisfy { $0.1.entries.isEmpty })
    #expect(leader.replica.nextWake == leader.now + Server.heartbeat)
  }

  @Test(
    "FollowerStartElection, CandidateStartNewElection: next term, own vote, everybody asked",
    arguments: [Start.follower, .candidate])
  func startElection(start: Start) {
    var server = server(start)
    server.now = server.replica.nextWake
    let effects = server.step(.wake)
    #expect(server.replica.role == .candidate && server.replica.currentTerm == 2)
    #expect(server.replica.view.votes == [NodeID(1)] && server.disk.vote == NodeID(1))
    #expect(effects.voteRequests.map(\.term) == [2, 2])
  }

  static let rounds: [(size: Int, votes: [Int: Bool], role: Role)] = [
    // Won with a majority.
    (1, [:], .leader),
    (3, [2: true, 3: true], .leader),
    (3, [2: true], .leader),
    (5, [2: true, 3: true, 4: true, 5: true], .leader),
    (5, [2: true, 3: true, 4: true], .leader),
    (5, [2: true, 3: true], .leader),
    // Denied by a majority: it stays a candidate here until it hears a leader or its timer runs out.
    (3, [2: false, 3: false], .candidate),
    (5, [2: false, 3: false, 4: false, 5: false], .candidate),
    (5, [2: true, 3: false, 4: false, 5: false], .candidate),
    // Not enough answers.
    (3, [:], .candidate),
    (5, [2: true], .candidate),
    (5, [2: false, 3: false], .candidate),
    (5, [:], .candidate),
  ]

  @Test("LeaderElectionInOneRoundRPC", arguments: rounds)
  func leaderElectionInOneRound(size: Int, votes: [Int: Bool], role: Role) {
    var server = Server(1, of: size)
    server.step(.fireElectionTimer)
    for (voter, granted) in votes.sorted(by: { $0.key < $1.key }) {
      server.receive(vote(granted, term: 1), from: voter)
    }
    #expect(server.replica.role == role && server.replica.currentTerm == 1)
  }

  @Test(
    "FollowerVote: one vote in a term, first come, first served",
    arguments: [
      (nil, 2, true), (nil, 3, true), (2, 2, true), (3, 3, true), (2, 3, false), (3, 2, false),
    ] as [(Int?, Int, Bool)])
  func followerVote(given: Int?, candidate: Int, granted: Bool) {
    var server = Server(1, of: 3, term: 1, vote: given.map { NodeID($0) })
    #expect(server.receive(requestVote(term: 1), from: candidate).voteReplies == [granted])
  }

  @Test(
    "CandidateFallback: a leader of its own or a later term makes it a follower", arguments: [1, 2] as [Term])
  func candidateFallback(term: Term) {
    var server = server(.candidate)
    server.receive(append(term: term), from: 2)
    #expect(server.replica.role == .follower && server.replica.currentTerm == term)
    #expect(server.replica.view.knownLeader == NodeID(2))
  }

  /// The waits that a server draws, from one election to the next.
  private func waits(seed: UInt64, _ count: Int) -> [Nanoseconds] {
    var server = Server(1, of: 3)
    server.machine = Machine(id: server.id, configuration: server.configuration, seed: seed)
    return (0..<count).map { _ in
      defer { server.step(.wake) }
      let began = server.now
      server.now = server.replica.nextWake
      return server.now - began
    }
  }

  @Test("FollowerElectionTimeoutRandomized, CandidateElectionTimeoutRandomized")
  func electionTimeoutRandomized() {
    let first = (0..<500).map { waits(seed: UInt64($0), 1)[0] }
    let later = waits(seed: 7, 500).dropFirst()
    for drawn in [Set(first), Set(later)] {
      #expect(drawn.allSatisfy { Server.electionTimeout.contains($0) })
      #expect(drawn.count > 100, "many different waits")
      #expect(drawn.contains { $0 < 160 } && drawn.contains { $0 > 290 })
    }
  }

  @Test("FollowersElectionTimeoutNonconflict, CandidatesElectionTimeoutNonconflict")
  func electionTimeoutNonconflict() {
    // Five servers: how often the two shortest waits are the same. The range has 151 values.
    var conflicts = 0
    for trial in 0..<300 as Range<UInt64> {
      let drawn = (0..<5).map { waits(seed: trial * 5 + $0, 2)[Int(trial % 2)] }.sorted()
      if drawn[0] == drawn[1] { conflicts += 1 }
    }
    #expect(conflicts <= 90)
  }

  // MARK: §5.3

  /// A leader of term 1 with its empty entry committed.
  private func committedLeader(of size: Int = 3) -> Server {
    var leader = server(.leader, of: size, noOp: true)
    for peer in 2...size { leader.receive(stored(1, term: 1), from: peer) }
    return leader
  }

  @Test("LeaderStartReplication")
  func leaderStartReplication() {
    var leader = committedLeader()
    let effects = leader.step(.propose(token: 1, command: [7]))
    #expect(leader.replica.log.lastIndex == 2 && leader.replica.commitIndex == 1)
    #expect(effects.appends.map(\.to.number) == [2, 3])
    for (_, request) in effects.appends {
      #expect(request.previous == position(1, 1) && request.leaderCommit == 1)
      #expect(request.entries.map(\.payload) == [[7]] && request.entries.map(\.term) == [1])
    }
  }

  @Test("LeaderCommitEntry: committed on a majority, and the next message tells the followers")
  func leaderCommitEntry() {
    var leader = committedLeader()
    leader.step(.propose(token: 1, command: [7]))
    let effects = leader.receive(stored(2, term: 1), from: 2)
    #expect(leader.replica.commitIndex == 2 && Array(effects.applies) == [2])
    leader.now = leader.replica.nextWake
    #expect(leader.step(.wake).appends.allSatisfy { $0.1.leaderCommit == 2 })
  }

  static let acknowledgements: [(size: Int, by: [Int], committed: Bool)] = [
    (1, [], true), (3, [], false), (3, [2], true), (3, [2, 3], true), (5, [], false), (5, [2], false),
    (5, [2, 3], true), (5, [2, 3, 4], true), (5, [2, 3, 4, 5], true),
  ]

  @Test("LeaderAcknowledgeCommit", arguments: acknowledgements)
  func leaderAcknowledgeCommit(size: Int, by: [Int], committed: Bool) {
    var leader = Server(1, of: size)
    leader.elect(votes: size == 1 ? [] : Array(2...size))
    leader.step(.propose(token: 1, command: [7]))
    for peer in by { leader.receive(stored(1, term: 1), from: peer) }
    #expect((leader.replica.commitIndex == 1) == committed)
  }

  @Test(
    "LeaderCommitPrecedingEntries: with an entry of its own, all of earlier terms before it",
    arguments: [[], [2], [1, 2], [1]] as [[Term]])
  func leaderCommitPrecedingEntries(log: [Term]) {
    var leader = Server(1, of: 3, log: log, term: 2)
    leader.elect(votes: [2])
    leader.step(.propose(token: 1, command: [7]))
    let last = UInt64(log.count) + 1
    let effects = leader.receive(stored(last, term: 3), from: 2)
    #expect(Array(effects.applies) == Array(1...last))
    #expect(leader.replica.log.entries(in: effects.applies).map(\.entry.term) == log + [3])
  }

  @Test("FollowerCommitEntry", arguments: [([1], 1), ([1, 1], 2), ([1, 1], 1)] as [([Term], LogIndex)])
  func followerCommitEntry(terms: [Term], commit: LogIndex) {
    var follower = server(.follower)
    let effects = follower.receive(append(term: 1, terms, commit: commit), from: 2)
    #expect(follower.replica.commitIndex == commit)
    let applied = follower.replica.log.entries(in: effects.applies)
    #expect(applied.map(\.entry) == Array(entries(terms).prefix(Int(commit))))
  }

  static let checks: [(previous: LogPosition, accepted: Bool)] = [
    // Before everything, at committed entries, at the last one.
    (position(0, 0), true), (position(1, 1), true), (position(2, 2), true),
    // Another term there, and nothing there.
    (position(1, 2), false), (position(2, 1), false), (position(3, 3), false),
  ]

  @Test("FollowerCheckMsgApp", arguments: checks)
  func followerCheckMsgApp(previous: LogPosition, accepted: Bool) {
    var follower = Server(1, of: 3, log: [1, 2])
    let replies = follower.receive(append(term: 2, after: previous), from: 2).appendReplies
    if accepted {
      #expect(replies == [.stored(through: previous.index)])
    } else {
      guard case .refused(previous.index, _, let hint)? = replies.first else {
        Issue.record("\(replies)")
        return
      }
      #expect(hint <= 3)
    }
    #expect(follower.terms == [1, 2])
  }

  static let appends: [(previous: LogPosition, sent: [Term], log: [Term], fresh: [Term])] = [
    (position(2, 2), [3], [1, 2, 3], [3]),
    (position(1, 1), [3, 4], [1, 3, 4], [3, 4]),
    (position(0, 0), [1], [1, 2], []),
    (position(0, 0), [3], [3], [3]),
  ]

  @Test("FollowerAppendEntries", arguments: appends)
  func followerAppendEntries(previous: LogPosition, sent: [Term], log: [Term], fresh: [Term]) {
    var follower = Server(1, of: 3, log: [1, 2])
    let effects = follower.receive(append(term: 4, after: previous, sent), from: 2)
    #expect(follower.terms == log && follower.disk.log.lastIndex == UInt64(log.count))
    let stored = effects.decisions.compactMap {
      if case .storedEntries(let first, let last, _) = $0 { Int(last - first) + 1 } else { nil }
    }
    #expect(stored == (fresh.isEmpty ? [] : [fresh.count]))
  }

  /// Figure 7 (a) to (f).
  static let figure7: [[Term]] = [
    [1, 1, 1, 4, 4, 5, 5, 6, 6], [1, 1, 1, 4], [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7], [1, 1, 1, 4, 4, 4, 4], [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
  ]

  @Test("LeaderSyncFollowerLog: Figure 7", arguments: figure7)
  func leaderSyncFollowerLog(terms: [Term]) {
    let own: [Term] = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
    // The third server holds nothing and votes, as the follower of (c) and (d) need not.
    var group = Group([
      Server(1, of: 3, log: own, term: 8), Server(2, of: 3, log: terms, term: 8), Server(3, of: 3, term: 8),
    ])
    group.elect(1)
    group.step(1, .propose(token: 1, command: [7]))
    group.settle()
    #expect(group[2].terms == own + [9] && group[1].replica.commitIndex == 11)
  }

  // MARK: §5.4.1

  @Test(
    "VoteRequest: it names the candidate's last entry",
    arguments: [([1], 2), ([1, 2], 3)] as [([Term], Term)])
  func voteRequest(log: [Term], term: Term) {
    var server = Server(1, of: 3, term: term - 1)
    server.receive(append(term: term - 1, log), from: 2)
    server.now = server.replica.nextWake
    let requests = server.step(.wake).voteRequests
    #expect(requests.count == 2)
    #expect(
      requests.allSatisfy {
        $0.term == term && $0.lastLog == position(UInt64(log.count), log.last ?? 0)
      })
  }

  static let voters: [(own: [Term], last: LogPosition, granted: Bool)] = [
    // The same last term.
    ([1], position(1, 1), true), ([1], position(2, 1), true), ([1, 1], position(1, 1), false),
    // The candidate's is later.
    ([1], position(1, 2), true), ([1], position(2, 2), true), ([1, 1], position(1, 2), true),
    // The voter's is later.
    ([2], position(1, 1), false), ([2], position(2, 1), false), ([2, 1], position(1, 1), false),
  ]

  @Test("Voter: no vote for a log less up to date than its own", arguments: voters)
  func voter(own: [Term], last: LogPosition, granted: Bool) {
    var server = Server(1, of: 3, log: own, term: 2)
    #expect(server.receive(requestVote(term: 3, last: last), from: 2).voteReplies == [granted])
  }

  // MARK: §5.4.2

  @Test(
    "LeaderOnlyCommitsLogFromCurrentTerm",
    arguments: [(1, 0), (2, 0), (3, 3)] as [(LogIndex, LogIndex)])
  func leaderOnlyCommitsLogFromCurrentTerm(match: LogIndex, commit: LogIndex) {
    var leader = Server(1, of: 3, log: [1, 2], term: 2)
    leader.elect(votes: [2])
    leader.step(.propose(token: 1, command: [7]))
    leader.receive(stored(match, term: 3), from: 2)
    #expect(leader.replica.commitIndex == commit)
  }
}
