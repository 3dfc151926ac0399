import Consensus
import Testing

@testable import Raft

@Suite("Lost disks, and new servers in their place (dissertation §3.8)")
struct LostDiskTests {
  @Test("a wiped member says what it is, gives no vote and does not stand")
  func wipedDecidesNothing() {
    var server = wiped()
    #expect(server.replica.integrity == .wiped && server.replica.currentTerm == 0)
    let effects = server.receive(requestVote(term: 3, last: position(9, 2)), from: 5)
    #expect(effects.voteReplies == [false])
    #expect(
      effects.decisions.filter { $0.section == "D§3.8" } == [
        .integrity(.foundWiped),
        .integrity(.refusedVote(candidate: NodeID(5), term: 3, own: 0, formerLast: nil)),
      ])
    server.step(.fireElectionTimer)
    #expect(server.replica.role == .follower && server.replica.currentTerm == 3)
  }

  @Test("a wiped member follows without counting, and no restart makes it forget that")
  func wipedFollows() {
    var server = wiped()
    let effects = server.receive(append(term: 3, [1, 3], commit: 2), from: 1)
    #expect(effects.applies.count == 2)
    guard case .appendEntriesReply(let reply)? = effects.sends.last?.message else {
      Issue.record("no reply")
      return
    }
    #expect(reply.integrity == .wiped && reply.result == .stored(through: 2))
    server.restart()
    #expect(server.replica.integrity == .wiped && server.terms == [1, 3])
  }

  @Test(
    "a wiped member is removed and added again: as a new server it votes and counts",
    arguments: [true, false])
  func comesBackAsNew(jointly: Bool) {
    var group = Group(3) { $0.jointChanges = jointly }
    group.elect(1)
    group[2].disk.wipe()
    group[2].restart()
    group.heartbeat(1)
    #expect(group[1].replica.uncounted == [NodeID(2)])
    #expect(group.request(1, .changeMembership(token: 1, .remove(NodeID(2)))).count == 1)
    #expect(group[1].replica.commitIndex == group[1].replica.log.lastIndex)
    // Only now is its disk made anew. Without a configuration of its own it does not stand.
    let committed = group[1].replica.commitIndex
    group[2].disk.startAnew(besides: [NodeID(1), NodeID(3)], committed: committed, term: 1)
    group[2].restart()
    #expect(group[2].replica.integrity == .damaged(formerLast: position(committed, 1)))
    #expect(group[2].replica.nextWake == .max && group[2].replica.currentTerm == 1)
    #expect(group.request(1, .changeMembership(token: 2, .add(NodeID(2)))).count == 1)
    group.heartbeat(1)
    group.heartbeat(1)
    #expect(group[2].replica.view.membership?.voters.contains(NodeID(2)) == true)
    #expect(group[2].replica.nextWake != .max && group[1].replica.uncounted.isEmpty)
    #expect(group[2].replica.integrity == .sound)
    group.cut = [NodeID(3)]
    let before = group[1].replica.commitIndex
    group.step(1, .propose(token: 3, command: [7]))
    group.settle()
    #expect(group[1].replica.commitIndex == before + 1)
  }

  @Test("a new server in a wiped one's place takes no snapshot before it knows its predecessor's removal")
  func noSnapshotBeforeSound() {
    var server = Server(2, of: 3)
    server.disk.wipe()
    server.disk.startAnew(besides: [NodeID(1), NodeID(3)], committed: 3, term: 1)
    server.restart()
    server.receive(append(term: 1, [1, 1], commit: 2), from: 1)
    #expect(server.replica.lastApplied == 2)
    #expect(server.step(.takeSnapshot).wantsSnapshot == nil, "which configuration was in force at entry 2?")
    let others = Membership(voters: [NodeID(1), NodeID(3)])
    server.receive(
      .appendEntries(
        .init(
          term: 1, previous: position(2, 1), leaderCommit: 3,
          entries: [Entry(term: 1, kind: .configuration, payload: others.encoded())])), from: 1)
    #expect(server.replica.integrity == .sound)
    #expect(server.step(.takeSnapshot).wantsSnapshot == 3)
    // Started again it holds more than it has applied.
    server.restart()
    server.receive(append(term: 1, after: position(3, 1), [], commit: 2), from: 1)
    #expect(server.replica.integrity == .sound && server.replica.lastApplied == 2)
    #expect(server.step(.takeSnapshot).wantsSnapshot == nil)
    server.receive(append(term: 1, after: position(3, 1), [], commit: 3), from: 1)
    #expect(server.step(.takeSnapshot).wantsSnapshot == 3)
  }

  @Test("a new server in a wiped one's place helps no server of an older configuration: no vote, no copy")
  func olderConfiguration() {
    var server = Server(4, of: 4)
    server.disk.wipe()
    server.disk.startAnew(besides: [NodeID(1), NodeID(3)], committed: 5, term: 3)
    server.restart()
    // A leader of a term before the one that committed the removal.
    let stale = server.receive(append(term: 2, [2]), from: 2)
    #expect(stale.sends.count == 1 && server.replica.log.lastIndex == 0)
    // A candidate that does not know of its removal, in a term that it has come to alone.
    let asked = server.receive(requestVote(term: 9, last: position(3, 2)), from: 2)
    #expect(asked.voteReplies == [false])
    #expect(server.replica.votedFor == nil && server.replica.currentTerm == 9)
    // Nothing was found damaged, and nothing is told as if it had been.
    #expect(!asked.decisions.contains { if case .integrity(.foundDamage) = $0 { true } else { false } })
  }
}
