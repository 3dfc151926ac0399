import Consensus
import Testing

@testable import Synod

@Suite("PMS §2.2: the acceptor")
struct AcceptorTests {
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let promised: Term
    let accepted: Entry?
    let message: SynodMessage
    let answer: [SynodMessage]
  }

  static let cases: [Case] = [
    Case(
      description: "Phase1b: a higher number is promised", promised: ballot(1, 2), accepted: nil,
      message: .prepare(ballot(2, 3)), answer: [.promise(ballot(2, 3), accepted: nil)]),
    Case(
      description: "Phase1b tells what is accepted", promised: ballot(1, 2),
      accepted: value("x", ballot(1, 2)),
      message: .prepare(ballot(2, 3)),
      answer: [.promise(ballot(2, 3), accepted: value("x", ballot(1, 2)))]),
    Case(
      description: "a copy of the request gets the same answer", promised: ballot(2, 3), accepted: nil,
      message: .prepare(ballot(2, 3)), answer: [.promise(ballot(2, 3), accepted: nil)]),
    Case(
      description: "unless something is accepted under it", promised: ballot(2, 3),
      accepted: value("x", ballot(2, 3)), message: .prepare(ballot(2, 3)), answer: []),
    Case(
      description: "a lower number is refused", promised: ballot(2, 3), accepted: nil,
      message: .prepare(ballot(2, 2)), answer: [.nack(refused: ballot(2, 2), promised: ballot(2, 3))]),
    Case(
      description: "P1a: a lower proposal is not accepted", promised: ballot(2, 3), accepted: nil,
      message: .accept(value("x", ballot(2, 2))),
      answer: [.nack(refused: ballot(2, 2), promised: ballot(2, 3))]),
    Case(
      description: "Phase2b: what is promised is accepted, and the learners are told", promised: ballot(2, 3),
      accepted: nil, message: .accept(value("x", ballot(2, 3))),
      answer: [.accepted(value("x", ballot(2, 3))), .accepted(value("x", ballot(2, 3)))]),
  ]

  @Test(arguments: cases) func answers(_ test: Case) {
    var server = Server(disk: disk(promised: test.promised, accepted: test.accepted))
    #expect(server.receive(test.message, from: 3) == test.answer)
  }

  @Test("to accept is to promise (Paxos.tla, Phase2b)") func acceptingPromises() {
    var server = Server()
    server.receive(.accept(value("x", ballot(2, 3))), from: 3)
    #expect(server.replica.currentTerm == ballot(2, 3))
  }

  @Test("PMS §2.5: nothing is said before it is on disk") func durable() {
    var server = Server()
    server.diskIsFast = false
    #expect(server.receive(.prepare(ballot(2, 3)), from: 3).isEmpty)
    #expect(server.flushDisk().map(\.message) == [.promise(ballot(2, 3), accepted: nil)])
    #expect(server.receive(.accept(value("x", ballot(2, 3))), from: 3).isEmpty)
    server.restart()
    #expect(server.replica.currentTerm == ballot(2, 3) && server.replica.accepted == nil)
  }

  @Test("an acceptor whose disk has lost anything is none any more", arguments: [0, 1, 2]) func lost(
    _ what: Int
  ) {
    var stored = disk(promised: ballot(2, 3), accepted: value("x", ballot(2, 3)))
    switch what {
    case 0: _ = stored.corrupt(.entry(1))
    case 1: _ = stored.corrupt(.termAndVote)
    default: stored.wipe()
    }
    var server = Server(disk: stored)
    #expect(server.receive(.prepare(ballot(9, 3)), from: 3).isEmpty)
    #expect(server.receive(.accept(value("x", ballot(9, 3))), from: 3).isEmpty)
    #expect(server.take(.prepare, ballot(9, 1)) == .lostItsPromises(NodeID(1)))
    // So it is after one more restart.
    server.restart()
    #expect(server.replica.integrity == .wiped)
  }
}
