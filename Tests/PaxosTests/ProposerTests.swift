import Consensus
import Testing

@testable import Paxos

@Suite("The proposer (PMS §2.2 to §2.5, §3)")
struct ProposerTests {
  /// n1 of three prepares; its own promise is on disk.
  private static func preparing(_ disk: StoredState = StoredState(), of size: Int = 3) -> (Server, Term) {
    var server = Server(1, of: size, disk: disk)
    server.step(.fireElectionTimer)
    return (server, server.replica.currentTerm)
  }

  @Test("§2.5: ballots are its own, and higher than any it has promised or been told of")
  func ballots() {
    var (server, own) = Self.preparing(disk(promised: ballot(4, 3)))
    #expect(own == ballot(5, 1))
    server.receive(.nack(.init(ballot: own, promised: ballot(9, 2), gone: nil)), from: 2)
    #expect(server.replica.role == .follower)
    server.step(.fireElectionTimer)
    #expect(server.replica.currentTerm == ballot(10, 1))
    #expect("\(Ballot(ballot(4, 3)))" == "4.n3" && ballot(4, 3) > ballot(4, 2) && ballot(5, 1) > ballot(4, 9))
  }

  @Test(
    "nothing is proposed before its own promise is on disk, so no ballot is used twice (Tencent/phxpaxos#145)"
  )
  func ownPromiseIsDurable() {
    var server = Server()
    server.diskIsFast = false
    let prepared = server.step(.fireElectionTimer)
    #expect(prepared.sends.count == 2)
    for other in [2, 3] { #expect(server.receive(promise(ballot(1, 1)), from: other).accepts.isEmpty) }
    #expect(server.replica.role == .candidate)
    #expect(server.flushDisk().accepts.count == 2)
    server.restart()
    server.step(.fireElectionTimer)
    #expect(server.replica.currentTerm == ballot(2, 1))
  }

  @Test("P2c: in each slot the value of the highest ballot among the promises")
  func highestBallot() {
    var (server, own) = Self.preparing(disk(promised: ballot(3, 1), [value(1, under: ballot(3, 1))]), of: 5)
    server.receive(promise(own, [value(2, under: ballot(1, 2))]), from: 2)
    let led = server.receive(
      promise(own, [value(3, under: ballot(2, 3)), value(4, under: ballot(1, 2))]), from: 3)
    #expect(led.accepts.count == 4)
    #expect(led.accepts.first?.entries == [value(1, under: own), value(4, under: own)])
  }

  @Test("P2c: what nobody who promised has accepted is free: its own value")
  func ownValue() {
    var (server, own) = Self.preparing()
    #expect(server.receive(promise(own), from: 2).accepts.allSatisfy { $0.entries.isEmpty })
    let proposed = server.step(.propose(token: 1, command: value(7).payload))
    #expect(proposed.accepts.map(\.entries) == [[value(7, under: own)], [value(7, under: own)]])
    #expect(server.answers == [.accepted(LogPosition(index: 1, term: own))])
  }

  @Test("§3: a gap that nobody filled gets a no-op (there: 136 and 137)")
  func noOpIntoGap() {
    var (server, own) = Self.preparing()
    let led = server.receive(promise(own, [value(9, under: ballot(0, 3))], at: 3), from: 2)
    let noOp = Entry(term: own, kind: .noOp)
    #expect(led.accepts.first?.entries == [noOp, noOp, value(9, under: own)])
    #expect(led.decisionNames.filter { $0 == "filled-gap" }.count == 2)
  }

  @Test("a promise in parts counts when all are there, in whatever order and however often they come")
  func parts() {
    var (server, own) = Self.preparing()
    let second = promise(own, [value(2, under: ballot(0, 2))], at: 2, part: 2, of: 2)
    server.receive(second, from: 2)
    server.receive(second, from: 2)
    #expect(server.replica.role == .candidate)
    let led = server.receive(promise(own, [value(1, under: ballot(0, 2))], part: 1, of: 2), from: 2)
    #expect(led.accepts.first?.entries == [value(1, under: own), value(2, under: own)])
  }

  @Test("promises of different questions are not put together (Cjen1/OCons#21)")
  func otherQuestion() {
    var (server, own) = Self.preparing()
    server.receive(promise(own, asked: 5, at: 5), from: 2)
    server.receive(promise(own, asked: 5, at: 5), from: 3)
    #expect(server.replica.role == .candidate)
  }

  @Test("one acceptor's promise counts once")
  func countsOnce() {
    var (server, own) = Self.preparing(of: 5)
    for _ in 1...3 { server.receive(promise(own), from: 2) }
    #expect(server.replica.role == .candidate)
    server.receive(promise(own), from: 3)
    #expect(server.replica.role == .leader)
  }

  @Test("§2.2: chosen when a majority accepted it under this ballot; those of an earlier one do not count")
  func chosen() {
    var (server, own) = Self.preparing(disk(promised: ballot(1, 1), [value(1, under: ballot(1, 1))]), of: 5)
    for other in [2, 3] { server.receive(promise(own), from: other) }
    for other in [2, 3] { server.receive(accepted(ballot(1, 1), through: 1), from: other) }
    #expect(server.replica.commitIndex == 0)
    server.receive(accepted(own, through: 1), from: 2)
    #expect(server.replica.commitIndex == 0)
    server.receive(accepted(own, through: 1), from: 2)
    #expect(server.replica.commitIndex == 0)
    #expect(server.receive(accepted(own, through: 1), from: 3).applies == 1..<2)
  }

  @Test("Figure 8 of Raft: what an earlier ballot left is chosen by counting, under the new one")
  func figure8() {
    var (server, own) = Self.preparing(disk(promised: ballot(1, 1), [value(1, under: ballot(1, 1))]))
    server.receive(promise(own), from: 2)
    #expect(server.receive(accepted(own, through: 1), from: 2).decisionNames.contains("chosen"))
  }

  @Test("§2.3, §2.4: refused for a higher ballot it gives way at once, and waits a fresh random time")
  func givesWay() {
    var (server, own) = Self.preparing()
    server.receive(promise(own), from: 2)
    server.now = 100
    let refused = server.receive(.nack(.init(ballot: own, promised: ballot(2, 3), gone: nil)), from: 2)
    #expect(refused.decisionNames == ["gave-way"])
    #expect(server.replica.role == .follower && (250...400).contains(server.replica.nextWake))
    #expect(server.step(.propose(token: 1, command: [1])).replies.map(\.outcome) == [.notLeader(hint: nil)])
  }

  @Test("who wakes while its own ballot is under way does not duel with itself (BeatPaxos ace65e7)")
  func noSelfDuel() {
    var (server, own) = Self.preparing()
    server.receive(.nack(.init(ballot: ballot(0, 1), promised: own, gone: nil)), from: 2)
    #expect(server.replica.role == .candidate && server.replica.currentTerm == own)
  }

  @Test("membership and handing over: not here, because")
  func declines() {
    var (server, own) = Self.preparing()
    server.receive(promise(own), from: 2)
    server.step(.changeMembership(token: 1, .remove(NodeID(2))))
    server.step(.transferLeadership(token: 2, to: NodeID(2)))
    #expect(server.answers == [.refused(.fixedMembers(NodeID(2))), .refused(.noHandOver(NodeID(2)))])
    let texts = [RequestRefusal.fixedMembers(NodeID(2)), .noHandOver(NodeID(2))].map(\.text)
    #expect(texts.allSatisfy { $0.hasPrefix("not here, because") })
  }
}
