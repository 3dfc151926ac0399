import Consensus
import Testing

@testable import Raft

@Suite("Changes of the configuration (dissertation ch. 4)")
struct MembershipTests {
  @Test(
    "a node is added as a learner, catches up, and votes after a joint configuration",
    arguments: [false, true])
  func add(jointly: Bool) {
    var group = cluster(of: 3, spare: 1) { $0.jointChanges = jointly }
    for number in 1...10 { group.ask(1, .propose(token: UInt64(number), command: [1])) }
    #expect(group[4].replica.log.count == 0 && group[4].replica.nextWake == .max)
    #expect(group.ask(1, .changeMembership(token: 1, .add(NodeID(4)))) == .accepted(position(12, 1)))
    for _ in 0..<3 { group.heartbeat(1) }
    for server in group.servers { #expect(server.members == nodes(1, 2, 3, 4)) }
    #expect(group[1].replica.membership.learners.isEmpty && !group[1].replica.membership.isJoint)
    #expect(group[4].replica.log.last == group[1].replica.log.last)
    #expect(group[4].replica.nextWake != .max)
    let names = group.decisions.map(\.name)
    #expect(names.contains("caught-up"))
    let wereJoint = group.decisions.contains {
      if case .membership(.appended(_, let membership)) = $0 { membership.isJoint } else { false }
    }
    #expect(wereJoint == jointly)
  }

  @Test("a learner neither votes nor counts, and is promoted only when it has caught up")
  func learner() {
    var group = cluster(of: 3, spare: 1)
    group.cut = nodes(4)
    group.ask(1, .changeMembership(token: 1, .addLearner(NodeID(4))))
    for number in 1...100 { group.ask(1, .propose(token: UInt64(number), command: [1])) }
    #expect(group[1].replica.commitIndex == 102)
    #expect(
      group.ask(1, .changeMembership(token: 2, .promote(NodeID(4))))
        == .refused(.notCaughtUp(NodeID(4), match: 0, last: 102)))
    group.cut = []
    for _ in 0..<4 { group.heartbeat(1) }
    #expect(group[1].members == nodes(1, 2, 3), "nobody asked for its vote")
    group[4].step(.fireElectionTimer)
    #expect(group[4].replica.role == .follower)
    group.cut = nodes(2, 3)
    group.ask(1, .propose(token: 9, command: [1]))
    #expect(group[1].replica.commitIndex == 102, "a learner's copy does not count")
    group.cut = []
    group.heartbeat(1)
    #expect(group.ask(1, .changeMembership(token: 3, .promote(NodeID(4)))) == .accepted(position(104, 1)))
    group.heartbeat(1)
    #expect(group[4].members == nodes(1, 2, 3, 4))
  }

  @Test("a joint configuration commits and elects only with a majority of both sides (§4.3)")
  func joint() {
    var group = cluster(of: 3, spare: 2)
    for added in [4, 5] {
      group.ask(1, .changeMembership(token: 1, .addLearner(NodeID(added))))
      for _ in 0..<3 { group.heartbeat(1) }
    }
    // Removing n1, n2, one after the other, leaves n3; the others of the old side are cut off.
    group.cut = nodes(2, 3)
    let before = group[1].replica.commitIndex
    group.ask(1, .changeMembership(token: 2, .promote(NodeID(4))))
    #expect(group[1].replica.membership.isJoint)
    #expect(group[1].replica.commitIndex == before, "n1 and n4 are no majority of n1 n2 n3")
    group.cut = nodes(3)
    group.heartbeat(1)
    group.heartbeat(1)
    #expect(!group[1].replica.membership.isJoint && group[1].members == nodes(1, 2, 3, 4))
  }

  @Test(
    "a removed leader manages the change without counting itself, then steps down (§4.2.2)",
    arguments: [false, true])
  func removeLeader(jointly: Bool) {
    var group = cluster(of: 3) { $0.jointChanges = jointly }
    #expect(group.ask(1, .changeMembership(token: 1, .remove(NodeID(1)))) == .accepted(position(2, 1)))
    group.settle()
    #expect(group[1].replica.role == .follower && group[1].replica.nextWake == .max)
    #expect(group[2].members == nodes(2, 3))
    #expect(group[2].replica.commitIndex == group[2].replica.log.lastIndex, "told before it stepped down")
    group.elect(2)
    #expect(group.leader == 2)
    #expect(group.decisions.map(\.name).contains("removed-leader-stepped-down"))
  }

  @Test("a new leader leaves a joint configuration that was committed before it led (§4.3)")
  func leavesCommittedJoint() {
    let joint = Membership(voters: nodes(1, 2), outgoing: nodes(1, 2, 3))
    var server = Server(2, of: 3, log: [1], noOp: true)
    server.receive(
      .appendEntries(
        .init(
          term: 1, previous: position(1, 1), leaderCommit: 2,
          entries: [Entry(term: 1, kind: .configuration, payload: joint.encoded())])), from: 1)
    #expect(server.replica.commitIndex == 2 && server.replica.membership == joint)
    server.elect(votes: [1])
    server.receive(stored(3, term: 2), from: 1)
    #expect(server.replica.commitIndex == 3)
    #expect(server.replica.membership == joint.withoutOutgoing && server.replica.log.lastIndex == 4)
  }

  @Test("one change at a time, and none before an entry of the own term is committed")
  func refusals() {
    var group = cluster(of: 3, spare: 2)
    group.cut = nodes(2, 3)
    group.ask(1, .changeMembership(token: 1, .addLearner(NodeID(4))))
    #expect(
      group.ask(1, .changeMembership(token: 2, .addLearner(NodeID(5))))
        == .refused(.changeUnderWay(index: 2)))
    var fresh = Server(1, of: 3, log: [1, 1])
    fresh.elect(votes: [2])
    #expect(
      fresh.step(.changeMembership(token: 1, .remove(NodeID(3)))).replies.map(\.outcome)
        == [.refused(.noCommitInTerm(2))])
    #expect(
      group.ask(2, .changeMembership(token: 1, .remove(NodeID(3)))) == .notLeader(hint: NodeID(1)))
  }

  @Test("a change that leaves no living majority is refused; the removal of a dead node is not")
  func losesMajority() {
    var group = cluster(of: 5)
    group.cut = nodes(4, 5)
    let start = group[1].now
    for time in stride(from: start, through: start + 2 * Server.electionTimeout.upperBound, by: 50) {
      group.pass(to: time, awake: [1])
    }
    #expect(
      group.ask(1, .changeMembership(token: 1, .remove(NodeID(2))))
        == .refused(.losesMajority(heard: nodes(1, 3), needed: 3, of: 4)))
    guard case .accepted? = group.ask(1, .changeMembership(token: 2, .remove(NodeID(5)))) else {
      Issue.record("refused")
      return
    }
    group.heartbeat(1)
    #expect(group[2].members == nodes(1, 2, 3, 4))
  }

  @Test("a configuration counts from when it is in the log, goes with its entry, and survives a restart")
  func newestInLog() {
    let next = Membership(voters: nodes(1, 2))
    let changed = RaftMessage.appendEntries(
      .init(
        term: 1, previous: position(1, 1), leaderCommit: 0,
        entries: [Entry(term: 1, kind: .configuration, payload: next.encoded())]))
    var server = Server(3, of: 3, log: [1])
    server.receive(changed, from: 1)
    #expect(server.members == nodes(1, 2))
    #expect(server.replica.mayStand, "until its removal is committed (§4.2.2)")
    var committed = server
    committed.receive(append(term: 1, after: position(2, 1), [], commit: 2), from: 1)
    #expect(!committed.replica.mayStand)
    committed.step(.fireElectionTimer)
    #expect(committed.replica.role == .follower && committed.replica.nextWake == .max)
    server.restart()
    #expect(server.members == nodes(1, 2))
    server.receive(append(term: 2, after: position(1, 1), [2]), from: 2)
    #expect(server.members == nodes(1, 2, 3) && server.replica.nextWake != .max)
    server.restart()
    #expect(server.members == nodes(1, 2, 3))
  }

  @Test("the front of the log may go: the configuration it held stays")
  func discardedConfiguration() {
    let next = Membership(voters: nodes(1, 2, 3), learners: nodes(4))
    var server = Server(2, of: 3)
    let all =
      [Entry(term: 1, kind: .configuration, payload: next.encoded())]
      + entries(Array(repeating: 1, count: 299), from: 2)
    server.receive(
      .appendEntries(.init(term: 1, previous: .origin, leaderCommit: 300, entries: EntryBatch(all))), from: 1)
    server.replica.discardLog(through: 260)
    server.disk.discardLog(through: 260)
    #expect(server.replica.log.firstIndex == 257 && server.replica.membership == next)
    server.restart()
    #expect(server.replica.membership == next)
  }
}
