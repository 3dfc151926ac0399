import Consensus
import Testing

@testable import Raft

@Suite("§5.3 Log replication")
struct ReplicationTests {
  typealias Row = (
    own: [Term], previous: LogPosition, sent: [Term], after: [Term],
    result: RaftMessage.AppendEntriesReply.Result
  )

  static let consistency: [Row] = [
    ([], .origin, [1], [1], .stored(through: 1)),
    ([1, 1], position(2, 1), [2, 2], [1, 1, 2, 2], .stored(through: 4)),
    // A log that ends too early: the hint is its end.
    ([1], position(3, 1), [1], [1], .refused(previous: 3, conflictTerm: nil, conflictIndex: 2)),
    ([], position(1, 1), [], [], .refused(previous: 1, conflictTerm: nil, conflictIndex: 1)),
    // An entry of another term: the hint is that term, and where it begins.
    (
      [1, 2, 2, 2], position(4, 3), [3], [1, 2, 2, 2],
      .refused(previous: 4, conflictTerm: 2, conflictIndex: 2)
    ),
    // A conflict is deleted, with all that follows it.
    ([1, 1, 2, 2, 2], position(2, 1), [3], [1, 1, 3], .stored(through: 3)),
    ([1, 1, 2, 2], position(1, 1), [1, 3, 3], [1, 1, 3, 3], .stored(through: 4)),
    // What is there already stays, and so does what follows it.
    ([1, 1, 2, 2], position(1, 1), [1], [1, 1, 2, 2], .stored(through: 2)),
    ([1, 1, 2, 2], position(1, 1), [], [1, 1, 2, 2], .stored(through: 1)),
    ([1, 1, 2, 2], .origin, [1, 1, 2, 2], [1, 1, 2, 2], .stored(through: 4)),
  ]

  @Test("consistency check, conflict deletion, and no needless truncation", arguments: consistency)
  func appendEntries(_ row: Row) {
    var server = Server(2, log: row.own, term: 5)
    let effects = server.receive(append(term: 5, after: row.previous, row.sent), from: 1)
    #expect(server.terms == row.after)
    #expect(effects.appendReplies == [row.result])
    #expect(server.disk.log.lastIndex == server.replica.log.lastIndex)
    #expect(server.replica.durableIndex == UInt64(row.after.count))
  }

  @Test("AppendEntries in any order, any number of times, ends in the same log", arguments: 0..<20)
  func duplicatedAndReordered(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let terms: [Term] = [1, 1, 2, 2, 2, 4, 4, 5]
    var messages: [RaftMessage] = []
    for index in 0..<terms.count {
      let previous = index == 0 ? LogPosition.origin : position(UInt64(index), terms[index - 1])
      for count in 0...min(3, terms.count - index) {
        messages.append(append(term: 5, after: previous, Array(terms[index..<(index + count)])))
      }
    }
    var server = Server(2, log: [1, 1, 1, 1, 3, 3], term: 4)
    var longest = 0
    for _ in 0..<6 {
      for message in messages.shuffled(using: &generator) {
        server.receive(message, from: 1)
        let agreed = zip(server.terms, terms).prefix { $0 == $1 }.count
        #expect(agreed >= longest, "an old message deleted entries of the leader")
        longest = agreed
      }
    }
    #expect(server.terms == terms)
  }

  @Test("a follower commits what the leader has committed, and only what it was shown to hold")
  func followerCommits() {
    var server = Server(2, log: [1, 1, 1], term: 2)
    // Entry 3 is not known to be the leader's.
    let effects = server.receive(append(term: 2, after: position(1, 1), [1], commit: 3), from: 1)
    #expect(Array(effects.applies) == [1, 2])
    #expect(server.replica.commitIndex == 2)
    #expect(server.receive(append(term: 2, after: position(1, 1), [], commit: 1), from: 1).applies.isEmpty)
    #expect(server.replica.commitIndex == 2)
  }

  @Test("only the leader takes commands; others name the leader they know (§8)")
  func redirect() {
    var server = Server(2)
    #expect(server.step(.propose(token: 1, command: [1])).replies.map(\.outcome) == [.notLeader(hint: nil)])
    server.receive(append(term: 1), from: 3)
    let effects = server.step(.propose(token: 8, command: [1]))
    #expect(effects.replies.map(\.outcome) == [.notLeader(hint: NodeID(3))])
    #expect(effects.replies.map(\.token) == [8])
    #expect(server.terms.isEmpty)
  }

  @Test("late, repeated and reordered replies never lower matchIndex")
  func matchIndexGrows() {
    var server = Server(log: [1, 1, 1], term: 1)
    server.elect(votes: [2, 3])
    for (index, match) in [(2, 2), (1, 2), (3, 3), (2, 3)] as [(LogIndex, LogIndex)] {
      server.receive(stored(index, term: 2), from: 2)
      #expect(server.replica.view.progress.first?.matchIndex == match)
      #expect((server.replica.view.progress.first?.nextIndex ?? 0) > match)
    }
  }

  @Test("a heartbeat carries again what was not acknowledged")
  func retries() {
    var server = Server()
    server.elect(votes: [2, 3])
    server.step(.propose(token: 1, command: [1]))
    // One AppendEntries is under way: what comes meanwhile waits for the next.
    #expect(server.step(.propose(token: 2, command: [2])).sends.isEmpty)
    server.now = server.replica.nextWake
    let appends = server.step(.wake).appends
    #expect(appends.map { $0.1.entries.count } == [2, 2, 2, 2])
  }

  @Test("at most `appendLimit` entries in one AppendEntries")
  func appendLimit() {
    var server = Server(log: Array(repeating: 1, count: 20), term: 1, appendLimit: 8)
    server.elect(votes: [2, 3])
    let refused = RaftMessage.appendEntriesReply(
      .init(term: 2, result: .refused(previous: 20, conflictTerm: nil, conflictIndex: 1)))
    #expect(server.receive(refused, from: 2).appends.map { $0.1.entries.count } == [8])
    #expect(server.receive(stored(8, term: 2), from: 2).appends.map { $0.1.lastIndex } == [16])
    #expect(server.receive(stored(16, term: 2), from: 2).appends.map { $0.1.lastIndex } == [20])
    #expect(server.receive(stored(20, term: 2), from: 2).appends.isEmpty)
  }

  @Test("a log far behind, or of many strange entries, is repaired in few round trips", arguments: [0, 1])
  func repairIsFast(strange: Int) {
    let good = Array(repeating: Term(1), count: 50) + Array(repeating: Term(9), count: 50)
    let behind: [Term] =
      strange == 0
      ? [] : Array(repeating: 1, count: 50) + (2...5).flatMap { Array(repeating: Term($0), count: 10) }
    var group = Group([
      Server(1, of: 3, log: good, term: 9), Server(2, of: 3, log: good, term: 9),
      Server(3, of: 3, log: behind, term: 9),
    ])
    group.elect(1)
    let before = group.delivered
    group.heartbeat(1)
    #expect(group[3].terms == good)
    #expect(group.delivered - before <= 24)
  }

  /// Figure 7: the leader of term 8, and followers that lack entries, have too many, or both.
  static let figure7Leader: [Term] = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
  static let figure7: [(name: String, terms: [Term])] = [
    ("a", [1, 1, 1, 4, 4, 5, 5, 6, 6]),
    ("b", [1, 1, 1, 4]),
    ("c", [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]),
    ("d", [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]),
    ("e", [1, 1, 1, 4, 4, 4, 4]),
    ("f", [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]),
  ]

  @Test("Figure 7: every follower's log becomes the leader's", arguments: [true, false])
  func figure7Converges(noOp: Bool) {
    var servers = [Server(1, of: 7, log: Self.figure7Leader, term: 7, noOp: noOp)]
    for (place, follower) in Self.figure7.enumerated() {
      servers.append(Server(place + 2, of: 7, log: follower.terms, term: 7, noOp: noOp))
    }
    var group = Group(servers)
    group.elect(1)
    #expect(group[1].replica.role == .leader && group[1].replica.currentTerm == 8)
    // (c) and (d) hold more up-to-date logs and refuse; four votes of seven are enough.
    #expect(group[1].replica.view.votes.contains(NodeID(5)) == false)
    group.step(1, .propose(token: 1, command: [1]))
    group.settle()
    group.heartbeat(1)
    let expected = Self.figure7Leader + (noOp ? [8, 8] : [8])
    for (place, follower) in Self.figure7.enumerated() {
      #expect(group[place + 2].terms == expected, "follower (\(follower.name))")
      #expect(group[place + 2].replica.commitIndex == UInt64(expected.count))
      for index in 1...UInt64(expected.count) {
        #expect(group[place + 2].replica.log[index] == group[1].replica.log[index])
      }
    }
  }
}
