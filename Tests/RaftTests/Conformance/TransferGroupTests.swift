import Consensus
import Testing

@testable import Raft

/// The leadership transfer group of etcd's raft_test, under its names (dissertation §3.10).
@Suite("etcd raft_test: transfer of leadership")
struct TransferGroupTests {
  private static func group(_ size: Int = 3, checkQuorum: Bool = false, snapshotAfter: Int = 0) -> Group {
    var group = Group(size) {
      $0.checkQuorum = checkQuorum
      $0.snapshotAfter = snapshotAfter
    }
    group.wait(1000)
    group.elect(1)
    group.heartbeat(1)
    return group
  }

  private func lead(_ number: Int) -> Input<RaftMessage> {
    .transferLeadership(token: 9, to: NodeID(number))
  }

  @Test("LeaderTransferToUpToDateNode, LeaderTransferWithCheckQuorum", arguments: [false, true])
  func upToDate(checkQuorum: Bool) {
    var group = Self.group(checkQuorum: checkQuorum)
    #expect(group.request(1, lead(2)) == [.transferring(to: NodeID(2))])
    #expect(group.leaders == [2])
    group.step(2, .propose(token: 1, command: [7]))
    group.settle()
    group.heartbeat(2)
    #expect(group.request(2, lead(1)).count == 1)
    #expect(group.leaders == [1])
  }

  @Test("LeaderTransferToUpToDateNodeFromFollower: a follower names the leader")
  func fromFollower() {
    var group = Self.group()
    #expect(group.request(2, lead(2)) == [.notLeader(hint: NodeID(1))])
    #expect(group.leaders == [1])
  }

  @Test("LeaderTransferToSlowFollower: it gets the missing entries first")
  func slowFollower() {
    var group = Self.group()
    group.cut = [NodeID(3)]
    group.step(1, .propose(token: 1, command: [7]))
    group.settle()
    group.cut = []
    _ = group.request(1, lead(3))
    group.heartbeat(1)
    #expect(group.leaders == [3] && group[3].terms == [1, 1, 2])
  }

  @Test("LeaderTransferAfterSnapshot: it gets a snapshot first")
  func afterSnapshot() {
    var group = Self.group()
    group.cut = [NodeID(3)]
    for _ in 0..<5 { group.step(1, .propose(token: 1, command: [7])) }
    group.settle()
    group.wait(1000)
    group.step(1, .takeSnapshot)
    group.step(1, .snapshotTaken(through: 6, data: [1, 2, 3]))
    group.settle()
    #expect(group[1].replica.log.firstIndex == 7)
    group.cut = []
    group.heartbeat(1)
    #expect(group.request(1, lead(3)) == [.transferring(to: NodeID(3))])
    #expect(group.leaders == [3])
    #expect(group[3].loaded?.data == [1, 2, 3])
  }

  @Test("LeaderTransferToSelf, LeaderTransferToNonExistingNode, TransferNonMember")
  func refused() {
    var group = Self.group()
    #expect(group.request(1, lead(1)) == [.refused(.leadsAlready(NodeID(1)))])
    #expect(group.request(1, lead(4)) == [.refused(.noSuchNode(NodeID(4)))])
    #expect(group.leaders == [1])
    var outsider = Server(4, of: 3, term: 1)
    outsider.receive(.timeoutNow(.init(term: 1)), from: 1)
    #expect(outsider.replica.role == .follower)
  }

  @Test("LeaderTransferToLearner: without a vote it cannot lead")
  func toLearner() {
    var group = Group(2, spare: 1)
    group.elect(1)
    _ = group.request(1, .changeMembership(token: 1, .addLearner(NodeID(3))))
    #expect(group.request(1, lead(3)) == [.refused(.notVoter(NodeID(3)))])
  }

  @Test("LeaderTransferTimeout: given up after an election timeout, and commands are taken again")
  func timeout() {
    var group = Self.group()
    group.cut = [NodeID(3)]
    _ = group.request(1, lead(3))
    #expect(group.request(1, .propose(token: 1, command: [7])) == [.notLeader(hint: nil)])
    let since = group[1].now
    while group[1].replica.view.transferTarget != nil, group[1].now < since + 1000 { group.heartbeat(1) }
    #expect(group[1].now == since + Server.electionTimeout.upperBound)
    #expect(group.request(1, .propose(token: 1, command: [7])) == [.accepted(position(2, 1))])
  }

  @Test("LeaderTransferIgnoreProposal: no command is taken meanwhile, and nothing is stored")
  func ignoreProposal() {
    var group = Self.group()
    group.cut = [NodeID(3)]
    _ = group.request(1, lead(3))
    let last = group[1].replica.log.lastIndex
    #expect(group.request(1, .propose(token: 1, command: [7])) == [.notLeader(hint: nil)])
    #expect(group[1].replica.log.lastIndex == last)
  }

  @Test("LeaderTransferReceiveHigherTermVote: a newer term ends it")
  func higherTerm() {
    var group = Self.group()
    group.cut = [NodeID(3)]
    _ = group.request(1, lead(3))
    group.elect(2)
    #expect(group.leaders == [2] && group[1].replica.view.transferTarget == nil)
  }

  @Test("LeaderTransferRemoveNode: no change while leadership is handed over")
  func removeNode() {
    var group = Self.group()
    group.cut = [NodeID(3)]
    _ = group.request(1, lead(3))
    #expect(
      group.request(1, .changeMembership(token: 1, .remove(NodeID(3))))
        == [.refused(.transferUnderWay(to: NodeID(3)))])
  }

  @Test("LeaderTransferSecondTransferToAnotherNode, …ToSameNode: one at a time", arguments: [2, 3])
  func second(other: Int) {
    var group = Self.group()
    group.cut = [NodeID(3)]
    _ = group.request(1, lead(3))
    #expect(group.request(1, lead(other)) == [.refused(.transferUnderWay(to: NodeID(3)))])
  }

  @Test("a successor that has not answered for an election timeout is refused")
  func silentSuccessor() {
    var group = Self.group()
    group.cut = [NodeID(3)]
    for _ in 0..<6 { group.heartbeat(1) }
    guard case .refused(.silent(NodeID(3), let span))? = group.request(1, lead(3)).first else {
      Issue.record("it was not refused")
      return
    }
    #expect(span >= Server.electionTimeout.upperBound)
  }
}
