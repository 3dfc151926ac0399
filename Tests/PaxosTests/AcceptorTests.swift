import Consensus
import Testing

@testable import Paxos

@Suite("The acceptor (PMS §2.2)")
struct AcceptorTests {
  @Test("P1: an acceptor accepts the first proposal that it receives")
  func firstProposal() {
    var server = Server()
    let reply = server.receive(accept(ballot(1, 2), [7]), from: 2).accepted
    #expect(reply.map(\.through) == [1])
    #expect(server.machine.durable.log.term(at: 1) == ballot(1, 2))
  }

  @Test("P1a: it promises a higher ballot, and refuses a lower one with what it has promised")
  func promises() {
    var server = Server()
    #expect(server.receive(prepare(ballot(2, 2)), from: 2).promises.count == 1)
    let refused = server.receive(prepare(ballot(1, 3)), from: 3)
    #expect(refused.promises.isEmpty)
    #expect(refused.nacks.map(\.promised) == [ballot(2, 2)])
    #expect(server.receive(prepare(ballot(2, 3)), from: 3).promises.count == 1)
  }

  @Test("P1a: it accepts nothing under a lower ballot than it has promised")
  func keepsItsPromise() {
    var server = Server()
    server.receive(prepare(ballot(2, 2)), from: 2)
    let refused = server.receive(accept(ballot(1, 3), [7]), from: 3)
    #expect(refused.accepted.isEmpty && refused.nacks.map(\.ballot) == [ballot(1, 3)])
    #expect(server.replica.log.lastIndex == 0)
    #expect(server.receive(accept(ballot(2, 2), [7]), from: 2).accepted.map(\.through) == [1])
  }

  @Test("to accept under a ballot is to promise it too (Paxos.tla, Phase2b)")
  func acceptingPromises() {
    var server = Server()
    server.receive(accept(ballot(3, 2), [7]), from: 2)
    #expect(server.machine.durable.term == ballot(3, 2))
    #expect(server.receive(prepare(ballot(2, 3)), from: 3).promises.isEmpty)
    #expect(server.receive(accept(ballot(2, 3), [8]), from: 3).accepted.isEmpty)
  }

  @Test(
    "a promise tells all that is accepted from the slot that was asked, each with its ballot, holes or not")
  func tellsWhatItAccepted() {
    var server = Server()
    server.receive(accept(ballot(1, 2), [1, 2]), from: 2)
    server.receive(accept(ballot(2, 3), [4], at: 4), from: 3)
    let parts = server.receive(prepare(ballot(3, 2), from: 2), from: 2).promises
    #expect(parts.map(\.first) == [2, 4])
    #expect(parts.flatMap { $0.entries.map(\.term) } == [ballot(1, 2), ballot(2, 3)])
    #expect(parts.map(\.part) == [1, 2] && parts.allSatisfy { $0.parts == 2 && $0.asked == 2 })
  }

  @Test("§2.2, §2.5: a promise and an acceptance leave once they are on disk, and outlive a crash")
  func stableStorage() {
    var server = Server()
    server.diskIsFast = false
    #expect(server.receive(prepare(ballot(2, 2)), from: 2).sends.isEmpty)
    #expect(server.flushDisk().promises.count == 1)
    #expect(server.receive(accept(ballot(2, 2), [7]), from: 2).sends.isEmpty)
    #expect(server.flushDisk().accepted.count == 1)
    server.restart()
    #expect(server.replica.currentTerm == ballot(2, 2))
    #expect(server.replica.log.entry(at: 1) == value(7, under: ballot(2, 2)))
  }

  @Test("what a crash tears of a write leaves the promise before what was accepted under it")
  func tornWrite() {
    var server = Server(
      disk: disk(promised: ballot(1, 2), [value(1, under: ballot(1, 2)), value(2, under: ballot(1, 2))]))
    server.diskIsFast = false
    server.receive(accept(ballot(2, 3), [1, 2, 3]), from: 3)
    server.restart(tearing: 2)
    #expect(server.replica.currentTerm == ballot(2, 3))
    // Of three slots one is accepted again; what was accepted behind it stays.
    #expect((1...3).map { server.replica.log.term(at: $0) } == [ballot(2, 3), ballot(1, 2), nil])
  }

  @Test("no acknowledgement over a hole (oxia-db/oxia#1239)")
  func hole() {
    var server = Server()
    #expect(server.receive(accept(ballot(1, 2), [1]), from: 2).accepted.map(\.through) == [1])
    #expect(
      server.receive(accept(ballot(1, 2), [3], at: 3, chosen: 3), from: 2).accepted.map(\.through) == [1])
    #expect(server.replica.commitIndex == 1 && server.replica.log.lastIndex == 1)
    #expect(server.machine.durable.ahead.keys.sorted() == [3])
    let filled = server.receive(accept(ballot(1, 2), [2], at: 2, chosen: 3), from: 2)
    #expect(filled.accepted.map(\.through) == [3] && filled.applies == 2..<4)
    #expect(server.machine.durable.log.lastIndex == 3 && server.machine.durable.ahead.isEmpty)
  }

  @Test("a slot is known to be chosen only under the ballot that it was accepted under")
  func learns() {
    var server = Server(disk: disk(promised: ballot(1, 2), [value(1, under: ballot(1, 2))]))
    #expect(
      server.receive(accept(ballot(2, 3), at: 2, chosen: 1, last: 1), from: 3).decisionNames.contains(
        "cannot-learn"))
    #expect(server.replica.commitIndex == 0)
    server.receive(accept(ballot(2, 3), [9], chosen: 1), from: 3)
    #expect(server.replica.commitIndex == 1)
    #expect(server.replica.log.entry(at: 1) == value(9, under: ballot(2, 3)))
  }

  @Test("an acceptance again under a higher ballot keeps what is accepted behind it")
  func keepsWhatLiesBehind() {
    let old = ballot(1, 2)
    var server = Server(
      disk: disk(promised: old, [value(1, under: old), value(2, under: old), value(3, under: old)]))
    server.receive(accept(ballot(2, 3), [8], at: 2), from: 3)
    #expect((1...3).map { server.machine.durable.log.term(at: $0) } == [old, ballot(2, 3), old])
  }

  @Test(
    "an acceptor that has compacted the slots asked for does not promise: it could not tell what it accepted")
  func compacted() {
    var server = Server(
      disk: disk(promised: ballot(1, 2), [value(1, under: ballot(1, 2)), value(2, under: ballot(1, 2))])
    ) {
      $0.snapshotAfter = 100
    }
    server.receive(accept(ballot(1, 2), [1, 2], chosen: 2), from: 2)
    server.step(.takeSnapshot)
    server.step(.snapshotTaken(through: 2, data: [1]))
    #expect(server.replica.log.base.index == 2)
    #expect(server.receive(prepare(ballot(2, 3), from: 2), from: 3).nacks.map(\.gone) == [2])
    #expect(
      server.receive(accept(ballot(1, 2), at: 3), from: 2).nacks.count == 1, "nor does it follow a lower one")
    #expect(server.receive(prepare(ballot(2, 3), from: 3), from: 3).promises.count == 1)
  }
}
