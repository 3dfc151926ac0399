import Consensus
import Testing

@testable import Raft

/// The check-quorum and disruption groups of etcd's raft_test, under its names.
@Suite("etcd raft_test: check-quorum and disruption")
struct CheckQuorumGroupTests {
  private static func group(_ size: Int, preVote: Bool = false, checkQuorum: Bool = true) -> Group {
    Group(size) {
      $0.preVote = preVote
      $0.checkQuorum = checkQuorum
    }
  }

  /// Only its own clock moves: it has heard nobody for the shortest election timeout, and stands.
  private static func disturb(_ group: inout Group, by number: Int) {
    group[number].now += Server.electionTimeout.lowerBound
    group.elect(number)
  }

  @Test("LeaderStepdownWhenQuorumActive: answers keep a leader")
  func quorumActive() {
    var group = Self.group(3)
    group.elect(1)
    for _ in 0..<30 { group.heartbeat(1) }
    #expect(group.leaders == [1])
  }

  @Test("LeaderStepdownWhenQuorumLost: after an election timeout without answers")
  func quorumLost() {
    var group = Self.group(3)
    group.elect(1)
    group.cut = [NodeID(2), NodeID(3)]
    let since = group[1].now
    while group.leaders == [1], group[1].now < since + 1000 { group.heartbeat(1) }
    #expect(group.leaders.isEmpty)
    #expect(group[1].now - since == Server.electionTimeout.upperBound)
    #expect(group[1].replica.currentTerm == 1, "it keeps its term")
  }

  @Test("LeaderSupersedingWithCheckQuorum, LeaderElectionWithCheckQuorum: only once the leader is not heard")
  func superseding() {
    var group = Self.group(3)
    group.elect(1)
    group.heartbeat(1)
    group.elect(3)
    #expect(group[3].replica.currentTerm == 1, "it hears the leader itself")
    Self.disturb(&group, by: 3)
    #expect(group.leaders == [1] && group[3].replica.currentTerm == 2, "the others hear the leader")
    group.wait(1000)
    group.elect(3)
    #expect(group.leaders.contains(3), "they have not heard it for an election timeout")
  }

  @Test(
    "FreeStuckCandidateWithCheckQuorum: a candidate with a newer term gets out through the leader's stepping down"
  )
  func freeStuckCandidate() {
    var group = Self.group(3)
    group.wait(1000)
    group.elect(1)
    group.cut = [NodeID(1)]
    Self.disturb(&group, by: 3)
    group.elect(3)
    #expect(group[3].replica.role == .candidate && group[3].replica.currentTerm == 3)
    group.cut = []
    group.heartbeat(1)
    // The answer to the heartbeat names the newer term.
    #expect(group[1].replica.role == .follower && group[1].replica.currentTerm == 3)
    group.wait(1000)
    group.elect(3)
    #expect(group.leaders == [3])
  }

  @Test("NonPromotableVoterWithCheckQuorum: who is no member does not stand")
  func nonPromotable() {
    var group = Group(2, spare: 1) { $0.checkQuorum = true }
    group.elect(1)
    #expect(group[3].replica.nextWake == .max)
    group.elect(3)
    #expect(group[3].replica.role == .follower && group.leaders == [1])
  }

  @Test(
    "DisruptiveFollower: one that hears nobody deposes the leader, unless pre-vote holds it back",
    arguments: [false, true])
  func disruptiveFollower(preVote: Bool) {
    var group = Self.group(3, preVote: preVote)
    group.wait(1000)
    group.elect(1)
    group.heartbeat(1)
    Self.disturb(&group, by: 3)
    group.heartbeat(1)
    #expect(group[1].replica.role == (preVote ? .leader : .follower))
    #expect(group[1].replica.currentTerm == (preVote ? 1 : 2))
  }

  @Test("DisruptiveFollowerPreVote: one that is behind after a partition asks in vain")
  func disruptiveFollowerBehind() {
    var group = Self.group(3, preVote: true)
    group.wait(1000)
    group.elect(1)
    group.cut = [NodeID(3)]
    for _ in 0..<3 { group.step(1, .propose(token: 1, command: [7])) }
    group.settle()
    for _ in 0..<5 {
      group.wait(10)
      group.elect(3)
      group.heartbeat(1)
    }
    #expect(group[3].replica.currentTerm == 1)
    group.cut = []
    group.elect(3)
    group.heartbeat(1)
    #expect(group.leaders == [1] && group[1].replica.currentTerm == 1 && group[3].terms.count == 4)
  }

  @Test("PreVoteWithCheckQuorum: two that lost their leader elect one of them")
  func preVoteWithCheckQuorum() {
    var group = Self.group(3, preVote: true)
    group.wait(1000)
    group.elect(1)
    group.cut = [NodeID(1)]
    group.wait(1000)
    group.elect(3)
    #expect(group[3].replica.role == .leader && group[3].replica.currentTerm == 2)
  }

  @Test("a leader that comes back to a newer one follows it, and its uncommitted entries go")
  func oldLeaderFollows() {
    var group = Self.group(3, preVote: true)
    group.wait(1000)
    group.elect(1)
    group.cut = [NodeID(1)]
    group.step(1, .propose(token: 1, command: [7]))
    group.wait(1000)
    group.elect(2)
    group.cut = []
    group.heartbeat(2)
    #expect(group.leaders == [2] && group[1].terms == [1, 2])
  }
}
