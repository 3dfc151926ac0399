import Consensus
import Testing

@testable import Raft

/// A server that comes back with a log of these terms whose entry `index` is damaged.
func damaged(_ terms: [Term], at index: LogIndex, term: Term? = nil) -> Server {
  var server = Server(2, log: terms, term: term)
  server.damage(index)
  server.restart()
  return server
}

/// A server whose disk was lost.
func wiped() -> Server {
  var server = Server(2, log: [1, 1], term: 3, vote: NodeID(4))
  server.disk.wipe()
  server.restart()
  return server
}

@Suite("Damaged logs (dissertation §3.8)")
struct DamagedLogTests {
  @Test("damage is found at the restart, not before; what lies before it is kept")
  func foundAtRestart() {
    var server = Server(2, log: [1, 1, 2, 2])
    server.damage(3)
    #expect(server.replica.integrity == .sound && server.disk.integrity == .sound)
    #expect(server.receive(requestVote(term: 3, last: position(4, 2)), from: 1).voteReplies == [true])
    server.restart()
    #expect(server.terms == [1, 1])
    #expect(server.replica.integrity == .damaged(formerLast: position(4, 2)))
    #expect(server.replica.durableIndex == 2)
  }

  @Test("where the log ended is on disk with the first write, and survives the next restart")
  func remembered() {
    var server = damaged([1, 1, 2, 2], at: 3)
    let effects = server.step(.setElectionTimer(0))
    let found = Decision.integrity(.foundDamage(first: 3, formerLast: position(4, 2)))
    #expect(effects.decisions == [found])
    #expect(server.disk.integrity == .damaged(formerLast: position(4, 2)) && server.disk.log.lastIndex == 2)
    server.restart()
    #expect(server.replica.integrity == .damaged(formerLast: position(4, 2)))
    #expect(server.step(.setElectionTimer(0)).decisions == [found])
  }

  @Test("a crash before that write finds the damage again")
  func crashBeforeRemembering() {
    var server = damaged([1, 1], at: 1)
    server.diskIsFast = false
    server.step(.setElectionTimer(0))
    server.restart()
    #expect(server.replica.integrity == .damaged(formerLast: position(2, 1)) && server.terms.isEmpty)
  }

  @Test(
    "a second damage before the repair changes nothing of what was promised", arguments: [3, 8] as [LogIndex])
  func damagedTwice(end: LogIndex) {
    var server = damaged([1, 1, 1, 1, 3, 3], at: 3, term: 4)
    server.step(.setElectionTimer(0))
    // Entries that lie behind the former last index, but not yet for sure when the next crash comes.
    server.diskIsFast = false
    server.receive(append(term: 4, after: position(2, 1), Array(repeating: 1, count: Int(end) - 2)), from: 1)
    _ = server.flushDisk()
    server.damage(1)
    server.restart()
    #expect(server.replica.integrity == .damaged(formerLast: position(6, 3)) && server.terms.isEmpty)
  }

  // MARK: Term and vote

  @Test("there is nothing to damage beyond the log, nor before its base")
  func nothingThere() {
    var disk = disk(terms: [1, 1], term: 1)
    let hits = [StoredPart.entry(0), .entry(3), .snapshot].map { disk.corrupt($0) }
    #expect(hits == [false, false, false])
    var blank = RaftDurableState()
    let hitsBlank = blank.corrupt(.termAndVote)
    #expect(!hitsBlank)
    #expect(disk.firstDamagedIndex() == nil)
  }

  @Test("damage that is overwritten or cut off before a restart is gone")
  func overwritten() {
    var server = Server(2, log: [1, 1, 1])
    server.damage(2)
    server.receive(append(term: 2, after: position(1, 1), [2, 2]), from: 1)
    server.restart()
    #expect(server.replica.integrity == .sound && server.terms == [1, 2, 2])
  }

  @Test("a damaged member grants no vote, however good the candidate's log, but takes over its term")
  func noVote() {
    var server = damaged([1, 1, 1], at: 2)
    let effects = server.receive(requestVote(term: 5, last: position(9, 4)), from: 3)
    #expect(effects.voteReplies == [false])
    #expect(
      effects.decisions.contains(
        .integrity(
          .refusedVote(candidate: NodeID(3), term: 5, own: 1, formerLast: position(3, 1)))))
    #expect(server.replica.currentTerm == 5 && server.disk.vote == nil)
  }

  @Test("it does not stand for election, by its timer or by hand", arguments: [true, false])
  func noCandidacy(byTimer: Bool) {
    var server = damaged([1, 1, 1], at: 2)
    server.now = server.replica.nextWake
    let effects = server.step(byTimer ? .wake : .fireElectionTimer)
    #expect(server.replica.role == .follower && server.replica.currentTerm == 1)
    #expect(effects.sends.isEmpty)
    #expect(effects.decisionNames.last == "withheld-candidacy-damaged")
    #expect(server.replica.nextWake > server.now)
  }

  @Test("its replies say that they do not count, until the log matches through its former last index")
  func repair() {
    var server = damaged([1, 1, 1, 1], at: 2)
    func standings(_ effects: RaftEffects) -> [DiskIntegrity] {
      effects.sends.compactMap {
        if case .appendEntriesReply(let reply) = $0.message { reply.integrity } else { nil }
      }
    }
    let refused = server.receive(append(term: 2, after: position(4, 1), [2]), from: 1)
    #expect(refused.appendReplies == [.refused(previous: 4, conflictTerm: nil, conflictIndex: 2)])
    #expect(standings(refused) == [.damaged(formerLast: position(4, 1))])
    let partly = server.receive(append(term: 2, after: position(1, 1), [1, 1]), from: 1)
    #expect(standings(partly) == [.damaged(formerLast: position(4, 1))])
    let whole = server.receive(append(term: 2, after: position(3, 1), [1, 2]), from: 1)
    #expect(
      whole.decisions.contains(
        .integrity(.repaired(leader: NodeID(1), matched: position(5, 2), formerLast: position(4, 1)))))
    #expect(server.replica.integrity == .sound && server.disk.integrity == .sound)
    #expect(standings(server.receive(append(term: 2, after: position(5, 2)), from: 1)) == [.sound])
    #expect(server.receive(requestVote(term: 3, last: position(5, 2)), from: 3).voteReplies == [true])
  }

  @Test("the repair counts only once it is on disk")
  func repairIsDurable() {
    var server = damaged([1, 1], at: 1)
    server.diskIsFast = false
    server.receive(append(term: 2, [1, 1, 2]), from: 1)
    #expect(server.replica.integrity == .damaged(formerLast: position(2, 1)))
    server.flushDisk()
    #expect(server.replica.integrity == .sound)
    #expect(server.disk.integrity == .damaged(formerLast: position(2, 1)))
    server.flushDisk()
    #expect(server.disk.integrity == .sound)
  }

  /// What of a later leader's log repairs one that ended with entry 9 of term 3: `log` are its terms as far as sent.
  static let laterLeaders: [(term: Term, log: [Term], isRepaired: Bool)] = [
    // Shorter for good, but with an entry of a later term, its own or not: behind whatever was committed before.
    (5, [1, 1, 5], true), (4, [4], true), (5, [1, 1, 3, 5, 5], true), (5, [1, 1, 4], true),
    // Not without one: more of term 3 may come.
    (5, [1, 1], false), (5, [1, 1, 3, 3], false),
    // What the damaged log once reached is enough in any term.
    (5, [1, 1, 3, 3, 3, 3, 3, 3, 3], true), (3, [1, 1, 3, 3, 3, 3, 3, 3, 3], true),
    // The leader that wrote the former last entry may count what was acknowledged to it, and was lost.
    (3, [1, 1, 3], false), (3, [1, 1, 3, 3, 3, 3, 3, 3], false),
  ]

  @Test("an entry of a later term repairs, however short the leader's log", arguments: laterLeaders)
  func laterLeader(_ row: (term: Term, log: [Term], isRepaired: Bool)) {
    var server = damaged([1, 1, 3, 3, 3, 3, 3, 3, 3], at: 1)
    let effects = server.receive(append(term: row.term, row.log), from: 1)
    #expect((server.replica.integrity == .sound) == row.isRepaired)
    #expect((server.disk.integrity == .sound) == row.isRepaired)
    #expect(effects.decisionNames.contains("repaired") == row.isRepaired)
    let request = requestVote(term: 9, last: position(20, 8))
    #expect(server.receive(request, from: 3).voteReplies == [row.isRepaired])
  }

  @Test("nothing but a match repairs: not the entry that is refused, and not what came before the damage")
  func noMatch() {
    var server = damaged([1, 1, 3, 3], at: 2)
    server.receive(append(term: 5, after: position(3, 3), [5]), from: 1)
    #expect(server.replica.integrity == .damaged(formerLast: position(4, 3)))
    var kept = damaged([1, 5, 5, 5], at: 3)
    // It has an entry of term 5 and hears its leader, which counts what this one has acknowledged and lost.
    kept.receive(append(term: 5, after: position(2, 5)), from: 1)
    #expect(kept.replica.integrity == .damaged(formerLast: position(4, 5)))
  }

  @Test("an acknowledgement on its way when the entry was lost: the entry that it commits stays committed")
  func acknowledgementOnItsWay() {
    var group = Group(3)
    group.elect(1)
    group.heartbeat(1)
    group.cut = [NodeID(3)]
    // Two entries reach n2, whose answers are on their way.
    for token in 1...2 as ClosedRange<UInt64> { group[1].step(.propose(token: token, command: [1])) }
    let late = group[2].receive(append(term: 1, after: position(1, 1), [1, 1], commit: 1), from: 1)
    group[2].damage(3)
    group[2].restart()
    // The leader's heartbeat of before, without the lost entry, and then the answer.
    group[2].receive(append(term: 1, after: position(2, 1), commit: 1), from: 1)
    #expect(group[2].replica.integrity != .sound)
    for outgoing in late.sends { group[1].receive(outgoing.message, from: 2) }
    #expect(group[1].replica.commitIndex == 3)
    // The leader dies. Neither of the two others wins an election that would lose the entry.
    group.cut = [NodeID(1)]
    group.elect(3)
    group.elect(2)
    #expect(group[2].replica.role != .leader && group[3].replica.role != .leader)
  }

  @Test("a cluster at rest repairs a log that ended with entries of nobody else, and can then bear a crash")
  func repairedAtRest() {
    let long = Array(repeating: 1 as Term, count: 9)
    var group = Group(3, logs: [1: long, 2: [1], 3: [1]], term: 1)
    group[1].damage(9)
    group[1].restart()
    group.elect(2)
    for _ in 0..<3 { group.heartbeat(2) }
    #expect(group[1].terms == [1, 2] && group[1].replica.integrity == .sound)
    #expect(group[2].replica.uncounted.isEmpty)
    group.cut = [NodeID(3)]
    #expect(group.request(2, .propose(token: 1, command: [1])) == [.accepted(position(3, 2))])
    #expect(group[2].replica.commitIndex == 3)
  }

  @Test("the leader does not count a damaged follower's copies, and counts them when it is sound")
  func leaderDoesNotCount() {
    var leader = Server(1, of: 3, log: [1, 1])
    leader.elect(votes: [3])
    leader.step(.propose(token: 1, command: [1]))
    let effects = leader.receive(stored(3, term: 2, .damaged(formerLast: position(5, 1))), from: 2)
    #expect(leader.replica.commitIndex == 0)
    #expect(
      effects.decisions == [
        .integrity(.didNotCount(from: NodeID(2), match: 3, formerLast: position(5, 1)))
      ])
    leader.receive(stored(3, term: 2), from: 2)
    #expect(leader.replica.commitIndex == 3)
  }

  @Test("nor does it count them when something else makes it count")
  func leaderDoesNotCountLater() {
    var leader = Server(1, of: 3, log: [1, 1])
    leader.elect(votes: [3])
    leader.diskIsFast = false
    leader.step(.propose(token: 1, command: [1]))
    leader.receive(stored(3, term: 2, .damaged(formerLast: position(5, 1))), from: 2)
    leader.flushDisk()
    #expect(leader.replica.durableIndex == 3 && leader.replica.commitIndex == 0)
    leader.receive(stored(3, term: 2), from: 3)
    #expect(leader.replica.commitIndex == 3)
  }

  @Test("acknowledged entries that were lost are sent again")
  func leaderTakesBack() {
    var leader = Server(1, of: 3, log: [1, 1])
    leader.elect(votes: [3])
    leader.receive(stored(2, term: 2), from: 2)
    let refusal = RaftMessage.appendEntriesReply(
      .init(
        term: 2, result: .refused(previous: 2, conflictTerm: nil, conflictIndex: 1),
        integrity: .damaged(formerLast: position(2, 1))))
    let effects = leader.receive(refusal, from: 2)
    #expect(effects.decisions.first == .integrity(.tookBackCopies(follower: NodeID(2), oldMatch: 2)))
    #expect(effects.appends.map(\.1.previous.index) == [0])
    #expect(effects.appends.first?.1.entries.count == 2)
  }

  @Test("a whole group repairs a damaged follower far behind, and needs it for a quorum afterwards")
  func groupRepairs() {
    let terms = Array(repeating: 1 as Term, count: 200)
    var group = Group((1...3).map { Server($0, of: 3, log: terms, noOp: true) })
    group[2].damage(17)
    group[2].restart()
    group.elect(1)
    for _ in 0..<40 { group.heartbeat(1) }
    #expect(group[2].replica.integrity == .sound && group[2].terms == group[1].terms)
    #expect(group[1].replica.commitIndex == 201)
    group.cut = [NodeID(3)]
    group.step(1, .propose(token: 1, command: [1]))
    group.settle()
    #expect(group[1].replica.commitIndex == 202)
  }

  @Test("a damaged or wiped follower's answers confirm no read, keep no leader and let no successor be told")
  func countsForNothingElse() {
    var group = Group(3) {
      $0.reads = .index
      $0.checkQuorum = true
    }
    group.wait(1000)
    group.elect(1)
    group[2].disk.wipe()
    group[2].restart()
    group.heartbeat(1)
    group.cut = [NodeID(3)]
    #expect(group.request(1, .read(token: 1)).isEmpty)
    #expect(
      group.request(1, .transferLeadership(token: 2, to: NodeID(2))) == [.refused(.notVoter(NodeID(2)))])
    let since = group[1].now
    while group.leaders == [1], group[1].now < since + 1000 { group.heartbeat(1) }
    #expect(group.leaders.isEmpty && group[1].now - since <= Server.electionTimeout.upperBound)
  }
}
