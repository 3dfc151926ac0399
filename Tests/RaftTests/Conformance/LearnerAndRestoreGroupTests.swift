import Consensus
import Testing

@testable import Raft

/// The learner, configuration and restore groups of etcd's raft_test, under its names (dissertation ch. 4, 5).
@Suite("etcd raft_test: learners, configurations, snapshots")
struct LearnerAndRestoreGroupTests {
  private static func group(_ size: Int, spare: Int = 1, jointly: Bool = true) -> Group {
    var group = Group(size, spare: spare) { $0.jointChanges = jointly }
    group.elect(1)
    return group
  }

  private func change(_ change: MembershipChange) -> Input<RaftMessage> {
    .changeMembership(token: 9, change)
  }

  @Test("LearnerElectionTimeout, LearnerCampaign: it has no timer and does not stand")
  func learnerDoesNotStand() {
    var group = Self.group(2)
    _ = group.request(1, change(.addLearner(NodeID(3))))
    #expect(group[3].replica.nextWake == .max && group[3].replica.view.membership?.learners == [NodeID(3)])
    group.elect(3)
    group[3].receive(.timeoutNow(.init(term: 1)), from: 1)
    #expect(group[3].replica.role == .follower && group[3].replica.currentTerm == 1)
  }

  @Test("LearnerPromotion: promoted, it has a timer, stands and leads")
  func learnerPromotion() {
    var group = Self.group(2)
    _ = group.request(1, change(.addLearner(NodeID(3))))
    _ = group.request(1, change(.promote(NodeID(3))))
    group.heartbeat(1)
    #expect(group[3].replica.view.membership?.voters == [NodeID(1), NodeID(2), NodeID(3)])
    #expect(group[3].replica.nextWake != .max)
    group.wait(1000)
    group.elect(3)
    #expect(group.leaders == [3])
  }

  @Test("LearnerCanVote: its configuration may be the older one")
  func learnerCanVote() {
    var group = Self.group(2)
    _ = group.request(1, change(.addLearner(NodeID(3))))
    let last = group[3].replica.log.last
    #expect(group[3].receive(requestVote(term: 9, last: last), from: 2).voteReplies == [true])
  }

  @Test("LearnerLogReplication: it gets the log, and its copy commits nothing")
  func learnerLogReplication() {
    var group = Self.group(2)
    _ = group.request(1, change(.addLearner(NodeID(3))))
    group.cut = [NodeID(2)]
    let before = group[1].replica.commitIndex
    _ = group.request(1, .propose(token: 1, command: [7]))
    #expect(group[3].replica.log.last == group[1].replica.log.last)
    #expect(group[1].replica.commitIndex == before)
    group.cut = []
    group.heartbeat(1)
    #expect(group[1].replica.commitIndex == before + 1)
  }

  @Test("AddNode, AddNodeCheckQuorum: a new server first catches up, then votes", arguments: [false, true])
  func addNode(jointly: Bool) {
    var group = Self.group(2, jointly: jointly)
    _ = group.request(1, change(.add(NodeID(3))))
    let membership = group[1].replica.view.membership
    #expect(membership == Membership(voters: [NodeID(1), NodeID(2), NodeID(3)]))
    #expect(group[3].replica.log.last == group[1].replica.log.last)
  }

  @Test("AddLearner, RemoveLearner, RemoveNode", arguments: [false, true])
  func addAndRemove(jointly: Bool) {
    var group = Self.group(3, jointly: jointly)
    _ = group.request(1, change(.addLearner(NodeID(4))))
    #expect(group[1].replica.view.membership?.learners == [NodeID(4)])
    _ = group.request(1, change(.remove(NodeID(4))))
    #expect(group[1].replica.view.membership?.learners.isEmpty == true)
    _ = group.request(1, change(.remove(NodeID(3))))
    #expect(group[1].replica.view.membership == Membership(voters: [NodeID(1), NodeID(2)]))
    #expect(group[1].replica.view.progress.map(\.node) == [NodeID(2)])
  }

  @Test("RemoveNode: the last voter stays")
  func lastVoter() {
    var group = Self.group(1)
    #expect(group.request(1, change(.remove(NodeID(1)))) == [.refused(.lastNode(NodeID(1)))])
  }

  @Test("CommitAfterRemoveNode: what waited for a removed server is committed without it")
  func commitAfterRemove() {
    var group = Self.group(2, spare: 0)
    // The change is committed by both; the command after it needs only the one that is left.
    group.step(1, change(.remove(NodeID(2))))
    group.step(1, .propose(token: 1, command: [7]))
    group.settle()
    #expect(group[1].replica.commitIndex == group[1].replica.log.lastIndex)
    #expect(group[1].replica.view.membership == Membership(voters: [NodeID(1)]))
  }

  @Test("StepConfig, StepIgnoreConfig: a second change while one is under way is refused")
  func oneAtATime() {
    var group = Self.group(3, spare: 2)
    group.step(1, change(.addLearner(NodeID(4))))
    #expect(group.request(1, change(.addLearner(NodeID(5)))) == [.refused(.changeUnderWay(index: 2))])
    #expect(group.request(1, change(.addLearner(NodeID(5)))) == [.accepted(position(3, 1))])
  }

  @Test("NewLeaderPendingConfig: a new leader takes no change before it has committed in its term")
  func newLeaderPendingConfig() {
    var leader = Server(1, of: 3, log: [1], noOp: true)
    leader.elect(votes: [2])
    let early = leader.step(change(.addLearner(NodeID(4))))
    #expect(early.replies.map(\.outcome) == [.refused(.noCommitInTerm(2))])
    leader.receive(stored(2, term: 2), from: 2)
    let later = leader.step(change(.addLearner(NodeID(4))))
    #expect(later.replies.map(\.outcome) == [.accepted(position(3, 2))])
  }

  @Test("ConfChangeCheckBeforeCampaign: the newest configuration counts, committed or not (§4.1)")
  func newestConfigurationCounts() {
    var group = Self.group(3, spare: 0)
    group.cut = [NodeID(2)]
    _ = group.request(1, change(.remove(NodeID(3))))
    group.cut = []
    // 3 uses the joint configuration, which is not committed; 2 does not know it yet.
    #expect(group[3].replica.view.membership?.isJoint == true && group[3].replica.commitIndex < 2)
    #expect(group[2].replica.view.membership?.isJoint == false)
    group.heartbeat(1)
    #expect(group[2].replica.view.membership == Membership(voters: [NodeID(1), NodeID(2)]))
  }

  // MARK: Snapshots

  /// A leader of three whose log begins behind a snapshot of six entries; server 3 has none of it.
  private func compacted() -> Group {
    var group = Self.group(3, spare: 0)
    group.cut = [NodeID(3)]
    for _ in 0..<5 { group.step(1, .propose(token: 1, command: [7])) }
    group.settle()
    group.wait(1000)
    group.step(1, .takeSnapshot)
    group.step(1, .snapshotTaken(through: 6, data: [1, 2, 3]))
    group.settle()
    return group
  }

  @Test(
    "Restore, RestoreFromSnapMsg, ProvideSnap, SlowNodeRestore: a follower without the log gets the snapshot")
  func restore() {
    var group = compacted()
    #expect(group[1].replica.log.base == position(6, 1))
    group.cut = []
    group.heartbeat(1)
    group.heartbeat(1)
    #expect(group[3].loaded?.last == position(6, 1) && group[3].loaded?.data == [1, 2, 3])
    #expect(group[3].replica.commitIndex == 6 && group[3].replica.lastApplied == 6)
    group.step(1, .propose(token: 1, command: [7]))
    group.settle()
    #expect(group[3].replica.log.last == group[1].replica.log.last)
    #expect(group[1].replica.view.progress[1].flow != "snapshot")
  }

  @Test("a restart comes back with the snapshot and what lies behind it")
  func restartFromSnapshot() {
    var group = compacted()
    group.step(1, .propose(token: 1, command: [7]))
    group.settle()
    group[1].restart()
    #expect(group[1].disk.snapshot?.last == position(6, 1))
    #expect(group[1].replica.commitIndex == 6 && group[1].replica.log.last == position(7, 1))
  }

  /// A whole snapshot in one message.
  private func message(
    _ last: LogPosition, voters: NodeSet, learners: NodeSet = [], outgoing: NodeSet = [], term: Term = 3
  ) -> RaftMessage {
    let data: [UInt8] = [9, 9]
    return .installSnapshot(
      .init(
        term: term, last: last,
        membership: Membership(voters: voters, outgoing: outgoing, learners: learners), offset: 0,
        data: data[...], total: 2, checksum: Snapshot.checksum(of: data), round: 0))
  }

  @Test("RestoreWithLearner, RestoreWithVotersOutgoing, RestoreLearnerPromotion, LearnerReceiveSnapshot")
  func restoreMembership() {
    let cases: [(Membership, isVoter: Bool)] = [
      (Membership(voters: [NodeID(1), NodeID(2)], learners: [NodeID(3)]), false),
      (Membership(voters: [NodeID(1), NodeID(3)], outgoing: [NodeID(1), NodeID(2)]), true),
      (Membership(voters: [NodeID(1), NodeID(2), NodeID(3)]), true),
    ]
    for (membership, isVoter) in cases {
      var server = Server(3, of: 3)
      server.receive(
        message(
          position(11, 2), voters: membership.voters, learners: membership.learners,
          outgoing: membership.outgoing), from: 1)
      #expect(server.replica.view.membership == membership)
      #expect((server.replica.nextWake != .max) == isVoter)
      server.restart()
      #expect(server.replica.view.membership == membership && server.replica.commitIndex == 11)
    }
  }

  @Test("RestoreIgnoreSnapshot: one that is behind commitIndex changes nothing")
  func ignoreSnapshot() {
    var server = Server(3, of: 3, log: [1, 1, 1])
    server.receive(append(term: 3, after: position(3, 1), commit: 3), from: 1)
    server.receive(message(position(2, 1), voters: [NodeID(1)]), from: 1)
    #expect(server.loaded == nil && server.terms == [1, 1, 1])
    #expect(server.replica.view.membership?.voters.count == 3)
  }

  @Test(
    "Restore: entries behind a snapshot that the log agrees with stay (Figure 13)", arguments: [false, true])
  func keepsWhatAgrees(agrees: Bool) {
    var server = Server(3, of: 3, log: [1, 1, 2, 2])
    server.receive(message(position(3, agrees ? 2 : 3), voters: [NodeID(1), NodeID(3)]), from: 1)
    #expect(server.replica.log.base == position(3, agrees ? 2 : 3))
    #expect(server.terms == (agrees ? [2] : []))
    #expect(server.disk.log.lastIndex == (agrees ? 4 : 3))
  }

  @Test("a snapshot whose bytes do not make its checksum is refused and asked for again")
  func damagedSnapshot() {
    var server = Server(3, of: 3)
    let wrong = RaftMessage.installSnapshot(
      .init(
        term: 3, last: position(11, 2), membership: Membership(voters: [NodeID(1)]), offset: 0, data: [9, 8],
        total: 2, checksum: Snapshot.checksum(of: [9, 9]), round: 0))
    let effects = server.receive(wrong, from: 1)
    #expect(effects.decisionNames.contains("refused-snapshot") && server.loaded == nil)
    guard case .installSnapshotReply(let reply)? = effects.sends.last?.message else {
      Issue.record("no answer")
      return
    }
    #expect(reply.result == .refused)
    server.receive(message(position(11, 2), voters: [NodeID(1), NodeID(3)]), from: 1)
    #expect(server.loaded?.data == [9, 9])
  }

  @Test("the log goes only once the snapshot that stands for it is on disk")
  func compactedWhenDurable() {
    var server = Server(3, of: 3, log: [1, 1, 1])
    server.receive(append(term: 1, after: position(3, 1), commit: 3), from: 1)
    server.diskIsFast = false
    server.step(.takeSnapshot)
    server.step(.snapshotTaken(through: 3, data: [9]))
    #expect(server.replica.log.firstIndex == 1 && server.disk.snapshot == nil)
    var crashed = server
    crashed.restart()
    #expect(crashed.terms == [1, 1, 1])
    server.flushDisk()
    #expect(server.replica.log.base == position(3, 1) && server.disk.snapshot?.data == [9])
  }
}
