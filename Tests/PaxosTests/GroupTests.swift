import Consensus
import Testing

@testable import Paxos

/// Tests by the names of DSLabs' lab 3 and of OmniPaxos.
@Suite("Several servers")
struct GroupTests {
  @Test("Paxos runs in singleton group")
  func singleton() {
    var group = Group(1)
    group.elect(1)
    group.propose(7, at: 1)
    #expect(group.commands(1) == [7])
  }

  @Test("Progress in majority, No progress in minority, Progress after partition healed")
  func majority() {
    var group = Group(5)
    group.elect(1)
    group.isolate(1, 2)
    group.propose(7, at: 1)
    #expect(group.commands(1).isEmpty)
    group.elect(3)
    group.propose(8, at: 3)
    #expect(group.commands(3) == [8])
    group.cut = []
    group.heartbeat(3)
    for _ in 1...3 { group.heartbeat(3) }
    #expect(group.leaders == [3])
    #expect((1...5).allSatisfy { group.commands($0) == [8] })
  }

  @Test("One server switches partitions: what is chosen stays chosen")
  func switches() {
    var group = Group(5)
    group.elect(1)
    group.isolate(1, 2, 3)
    group.propose(7, at: 1)
    #expect(group.commands(1) == [7])
    group.isolate(1, 2)
    group.elect(4)
    group.propose(8, at: 4)
    #expect(group.commands(4) == [7, 8])
  }

  @Test("Message count: 2(n-1) a command, and 2(n-1) once for phase 1")
  func messageCount() {
    var group = Group(5)
    group.elect(1)
    // Prepare, Promise, the first Accept and its answer.
    #expect(group.delivered == 16)
    let before = group.delivered
    for number in 1...10 { group.propose(UInt64(number), at: 1) }
    #expect(group.delivered - before == 80)
  }

  @Test("Handling of logs with holes")
  func holes() {
    var group = Group(3)
    group.elect(1)
    group.cut = [[1, 2], [1, 3]]
    group.propose(1, at: 1)
    group.cut = [[1, 3], [2, 1]]
    group.propose(2, at: 1)
    #expect(group[2].machine.durable.ahead.keys.sorted() == [2])
    group.isolate(1)
    group.elect(2)
    #expect(group.decisions.contains(.filledGap(slot: 1, behind: 2, ballot: group[2].replica.currentTerm)))
    group.cut = []
    for _ in 1...3 { group.heartbeat(2) }
    #expect((1...3).allSatisfy { group.commands($0) == [2] })
    #expect(group[1].replica.log.entry(at: 1)?.kind == .noOp)
  }

  @Test("a hole is mended at once where another message shows it")
  func mended() {
    var group = Group(3)
    group.elect(1)
    group.cut = [[1, 2]]
    group.propose(1, at: 1)
    group.cut = []
    group.propose(2, at: 1)
    group.heartbeat(1)
    #expect(group.commands(2) == [1, 2])
  }

  @Test(
    "leader_fail_leader_propose: a new proposer chooses what the old one left, and what clients ask of it")
  func leaderFails() {
    var group = Group(3)
    group.elect(1)
    group.isolate(1, 2)
    group.cut.insert([2, 1])
    group.propose(1, at: 1)
    #expect(group.commands(1).isEmpty)
    group.isolate(1)
    group.elect(2)
    group.propose(2, at: 2)
    #expect(group.commands(2) == [1, 2] && group.commands(3) == [1])
  }

  /// Whose messages are lost, both ways in turn, while phase 1 or phase 2 is under way: the link comes back, and the
  /// next heartbeats mend it.
  @Test(
    "reconnect_after_dropped_{prepare, promise, accepts, accepted}",
    arguments: [[1, 2], [2, 1]], [true, false])
  func reconnects(link: [Int], inPhase1: Bool) {
    var group = Group(3)
    if inPhase1 { group.cut = [link] }
    group.elect(1)
    group.cut = [link]
    for number in 1...3 { group.propose(UInt64(number), at: 1) }
    #expect(group.commands(1) == [1, 2, 3] && (link == [2, 1] || group.commands(2).isEmpty))
    group.cut = []
    for _ in 1...3 { group.heartbeat(1) }
    #expect((1...3).allSatisfy { group.commands($0) == [1, 2, 3] } && group.leaders == [1])
  }

  @Test("follower_fail_{leader,follower}_propose: a follower that was down catches up, and may lead")
  func followerFails() {
    var group = Group(3)
    group.elect(1)
    group.isolate(2)
    group[2].restart()
    group.propose(1, at: 1)
    group.propose(2, at: 3)
    #expect(group.commands(1) == [1] && group[3].answers.last == .notLeader(hint: NodeID(1)))
    group.cut = []
    group.elect(2)
    group.propose(3, at: 2)
    group.heartbeat(2)
    #expect((1...3).allSatisfy { group.commands($0) == [1, 3] })
  }

  @Test("a follower that starts again learns again what is chosen")
  func restarts() {
    var group = Group(3)
    group.elect(1)
    for number in 1...5 { group.propose(UInt64(number), at: 1) }
    group.heartbeat(1)
    group[2].restart()
    #expect(group[2].replica.commitIndex == 0)
    for _ in 1...2 { group.heartbeat(1) }
    #expect(group[2].replica.commitIndex == 5)
  }

  @Test("sync_follower_snapshot, Old commands garbage collected")
  func snapshots() {
    var group = Group(3) {
      $0.snapshotAfter = 4
      $0.snapshotChunk = 2
    }
    group.elect(1)
    group.isolate(3)
    for number in 1...6 { group.propose(UInt64(number), at: 1) }
    group.step(1, .snapshotTaken(through: 6, data: [1, 2, 3, 4, 5]))
    group.settle()
    for _ in 1...3 { group.heartbeat(1) }
    #expect(group[1].replica.log.base.index == 6)
    group.step(1, .propose(token: 9, command: [9]))
    group.settle()
    group.cut = []
    for _ in 1...4 { group.heartbeat(1) }
    #expect(group[3].replica.commitIndex == group[1].replica.commitIndex)
    // double_snapshot: another behind the first.
    group.step(1, .snapshotTaken(through: 7, data: [6]))
    #expect(group[1].replica.log.base.index == 7)
  }

  /// Of `size` acceptors, as many as accept: the other phase takes as few as still meet them.
  private static func flexible(_ size: Int, accept: Int, broken: [BrokenPaxosRule] = []) -> Group {
    var group = Group(size) {
      $0.quorums.accept = accept
      $0.quorums.prepare = size + 1 - accept
      $0.broken = BrokenRules(broken)
    }
    group.elect(1)
    group.propose(7, at: 1)
    return group
  }

  @Test(
    "flexible_quorum_accept_phase: n − Q may fail under a proposer",
    arguments: [(5, 2), (5, 4), (4, 2), (7, 1)])
  func acceptPhase(size: Int, accept: Int) {
    var group = Self.flexible(size, accept: accept)
    group.isolate(1...accept)
    group.propose(8, at: 1)
    #expect(group.commands(1) == [7, 8])
    group.isolate(1..<accept)
    group.propose(9, at: 1)
    #expect(group.commands(1) == (accept == 1 ? [7, 8, 9] : [7, 8]))
  }

  @Test(
    "flexible_quorum_prepare_phase: Q − 1 may fail when the proposer changes",
    arguments: [(5, 2), (5, 4), (4, 2), (7, 1)])
  func preparePhase(size: Int, accept: Int) {
    var group = Self.flexible(size, accept: accept)
    group.isolate(1...accept)
    group.elect(size)
    #expect(!group.leaders.contains(size))
    group.isolate(1..<accept)
    group.elect(size)
    #expect(group.leaders.contains(size))
    // Those whom 7 was not brought hear of it from who accepted it.
    group.propose(8, at: size)
    if size - accept + 1 >= accept { #expect(group.commands(size) == [7, 8]) }
  }

  @Test("small-quorums: halves that share nobody choose two values", arguments: [false, true])
  func halves(isBroken: Bool) {
    var group = Group(4) {
      $0.quorums.accept = 2
      $0.quorums.prepare = 2
      $0.broken = BrokenRules(isBroken ? [BrokenPaxosRule.smallQuorums] : [])
    }
    group.isolate(1, 2)
    group.elect(1)
    group.propose(7, at: 1)
    group.elect(3)
    group.propose(8, at: 3)
    #expect(group.commands(1) == (isBroken ? [7] : []))
    #expect(group.commands(3) == (isBroken ? [8] : []))
  }

  @Test("a read is confirmed by as many as accept, not by as many as promise")
  func flexibleReads() {
    var group = Group(5) {
      $0.reads = .index
      $0.quorums.prepare = 2
      $0.quorums.accept = 4
    }
    group.elect(1)
    group.propose(7, at: 1)
    group.isolate(1, 2, 3)
    group.step(1, .read(token: 50))
    group.settle()
    #expect(group[1].answers.last != .readable(index: 1, .index))
    group.isolate(5)
    group.heartbeat(1)
    #expect(group[1].answers.last == .readable(index: 1, .index))
  }

  @Test("reads: a quorum says that the ballot still stands, and all that was taken over is chosen")
  func reads() {
    var group = Group(3) { $0.reads = .index }
    group.elect(1)
    group.propose(1, at: 1)
    group.step(1, .read(token: 50))
    group.settle()
    #expect(group[1].answers.last == .readable(index: 1, .index))
    group.isolate(1)
    group.elect(2)
    group.propose(2, at: 2)
    group.step(1, .read(token: 51))
    group.settle()
    #expect(group[1].answers.last == .readable(index: 1, .index), "no answer while it is alone")
    group.cut = []
    group.heartbeat(1)
    #expect(group[1].answers.last == .notLeader(hint: nil))
  }
}
