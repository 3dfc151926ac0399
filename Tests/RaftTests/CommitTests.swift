import Consensus
import Testing

@testable import Raft

@Suite("§5.4.2, §8 Commitment")
struct CommitTests {
  @Test(
    "an entry commits with its majority-th durable copy",
    arguments: [(2, 2), (3, 2), (4, 3), (5, 3), (7, 4), (9, 5)])
  func majorityCommits(size: Int, needed: Int) {
    var server = Server(of: size)
    server.elect(votes: Array(2...needed))
    server.step(.propose(token: 1, command: [1]))
    for follower in 2...needed {
      #expect(server.replica.commitIndex == 0)
      let effects = server.receive(stored(1, term: 1), from: follower)
      #expect(effects.applies.count == (follower == needed ? 1 : 0))
      // The same copy again is no other copy.
      server.receive(stored(1, term: 1), from: follower)
    }
    #expect(server.replica.commitIndex == 1)
  }

  @Test("Figure 8: an old term's entry on a majority is not committed until one of the own term is")
  func figure8() {
    // (c): S1, back as leader of term 4, holds entry 2 of term 2 and copies it to S2 and S3.
    var server = Server(log: [1, 2], term: 3)
    server.elect(votes: [2, 3])
    server.receive(stored(2, term: 4), from: 2)
    let effects = server.receive(stored(2, term: 4), from: 3)
    #expect(server.replica.commitIndex == 0)
    #expect(effects.applies.isEmpty)
    let copies: NodeSet = [NodeID(1), NodeID(2), NodeID(3)]
    #expect(
      effects.decisions == [
        .heldBackOldTerm(index: 2, entryTerm: 2, currentTerm: 4, copies: copies, of: 5)
      ])
    // (e): an entry of term 4 on a majority commits all before it.
    server.step(.propose(token: 1, command: [4]))
    server.receive(stored(3, term: 4), from: 2)
    let last = server.receive(stored(3, term: 4), from: 3)
    #expect(server.replica.commitIndex == 3)
    #expect(Array(last.applies) == [1, 2, 3])
  }

  @Test("Figure 8 (d): such an entry can still be overwritten")
  func figure8Overwritten() {
    var group = Group([
      Server(1, log: [1, 2], term: 3), Server(2, log: [1, 2], term: 3), Server(3, log: [1], term: 3),
      Server(4, log: [1], term: 3), Server(5, log: [1, 3], term: 3),
    ])
    group.cut = [NodeID(4), NodeID(5)]
    group.elect(1)
    group.heartbeat(1)
    #expect(group.servers.prefix(3).map(\.terms) == [[1, 2], [1, 2], [1, 2]])
    #expect(group.servers.allSatisfy { $0.replica.commitIndex == 0 })
    group.cut = [NodeID(1)]
    group.elect(5)
    group.elect(5)
    #expect(group[5].replica.role == .leader)
    group.heartbeat(5)
    #expect(group.servers.dropFirst().allSatisfy { $0.terms == [1, 3] })
  }

  @Test(
    "§8: a leader opens its term with an empty entry, which commits what came before",
    arguments: [true, false])
  func noOp(isOn: Bool) {
    var group = Group((1...3).map { Server($0, of: 3, log: [1, 1], term: 1, noOp: isOn) })
    group.elect(2)
    group.heartbeat(2)
    #expect(group[2].terms == (isOn ? [1, 1, 2] : [1, 1]))
    #expect(group[2].replica.commitIndex == (isOn ? 3 : 0))
    #expect((group[2].replica.log.entry(at: 3)?.kind == .noOp) == isOn)
  }

  @Test("entries are applied once, in order, on every member")
  func appliedInOrder() {
    var group = Group((1...3).map { Server($0, of: 3, noOp: true) })
    group.elect(1)
    for token in 1...20 { group.step(1, .propose(token: UInt64(token), command: [UInt8(token)])) }
    group.settle()
    group.heartbeat(1)
    for server in group.servers {
      #expect(server.replica.lastApplied == 21)
      #expect(server.replica.commitIndex == 21)
      #expect(server.replica.log[21].payload == [20])
    }
  }
}
