import Consensus
import Testing

@testable import Synod

@Suite("PMS §2.2 to §2.5: proposers and learners")
struct ProposerTests {
  private static let two: NodeSet = [NodeID(2), NodeID(3)]

  /// A proposer apart from its three acceptors, with a client's command "p" and number 1.n4.
  private func proposer(_ broken: BrokenSynodRule...) -> Server {
    let acceptors: NodeSet = [NodeID(1), NodeID(2), NodeID(3)]
    var server = Server(
      4, of: 5, broken: broken,
      roles: PaxosRoles(proposers: [NodeID(4), NodeID(5)], acceptors: acceptors, learners: []))
    server.step(.propose(token: 1, command: Array("p".utf8)))
    return server
  }

  @Test(
    "P2c: of what the promises tell, the value of the highest number",
    arguments: [
      ("x", 1, "y", 2, "y"), ("x", 2, "y", 1, "x"), (nil, 0, "y", 1, "y"), (nil, 0, nil, 0, "p"),
    ] as [(Character?, UInt64, Character?, UInt64, Character)])
  func takesOver(
    _ one: Character?, _ first: UInt64, _ other: Character?, _ second: UInt64, _ proposed: Character
  ) {
    var server = proposer()
    let number = ballot(1, 4)
    let former = { (name: Character?, round: UInt64) in name.map { value($0, ballot(round, 5)) } }
    #expect(server.receive(.promise(number, accepted: former(one, first)), from: 1).isEmpty)
    let said = server.receive(.promise(number, accepted: former(other, second)), from: 2)
    #expect(said == Array(repeating: .accept(value(proposed, number)), count: 3))
    // One value a number, whatever comes later.
    #expect(server.receive(.promise(number, accepted: value("z", ballot(1, 5))), from: 3).isEmpty)
  }

  @Test("a promise counts once, and only of an acceptor, and only for its number")
  func counting() {
    var server = proposer()
    for (message, sender) in [
      (SynodMessage.promise(ballot(1, 4), accepted: nil), 1), (.promise(ballot(1, 4), accepted: nil), 1),
      (.promise(ballot(1, 4), accepted: nil), 5), (.promise(ballot(1, 5), accepted: nil), 2),
    ] {
      #expect(server.receive(message, from: sender).isEmpty)
    }
  }

  @Test("§2.5: its number is on disk before it proposes, and is never used again")
  func ownNumber() {
    var server = proposer()
    server.diskIsFast = false
    server.now = server.replica.nextWake
    server.step(.wake)
    server.receive(.promise(ballot(2, 4), accepted: nil), from: 1)
    #expect(server.receive(.promise(ballot(2, 4), accepted: nil), from: 2).isEmpty)
    #expect(server.flushDisk().count == 3)
    server.restart()
    #expect(server.take(.prepare, ballot(2, 4)) == .ballotNotHigher(ballot(2, 4), than: ballot(2, 4)))
    #expect(server.take(.prepare, ballot(3, 4)) == nil)
  }

  @Test("§2.4: a refused proposer waits a random time and takes a higher number")
  func refused() {
    var server = proposer()
    server.receive(.nack(refused: ballot(1, 4), promised: ballot(7, 5)), from: 1)
    #expect(server.receive(.promise(ballot(1, 4), accepted: nil), from: 1).isEmpty)
    server.now = server.replica.nextWake
    #expect((150...300).contains(server.now))
    let said = server.step(.wake).map(\.message)
    #expect(said == Array(repeating: .prepare(ballot(8, 4)), count: 3))
  }

  @Test("§2.3: chosen once a quorum has accepted under one number; both clients are told the truth")
  func learning() {
    var server = proposer()
    server.step(.propose(token: 2, command: Array("q".utf8)))
    server.receive(.accepted(value("p", ballot(1, 4))), from: 1)
    server.receive(.accepted(value("p", ballot(1, 5))), from: 2)
    #expect(server.replica.commitIndex == 0)
    server.receive(.accepted(value("p", ballot(1, 5))), from: 3)
    #expect(server.replica.commitIndex == 1 && server.replica.nextWake == .max)
    #expect(
      server.answers == [.accepted(LogPosition(index: 1, term: ballot(1, 5))), .refused(.anotherChosen)])
  }

  @Test("what would break a rule is refused by hand, with the numbers") func byHand() {
    var server = Server(1, of: 5)
    let number = ballot(5, 1)
    let x = ProposerStep.Phase.accept(command: Array("x".utf8), slot: nil)
    let unnamed = ProposerStep.Phase.accept(command: nil, slot: nil)
    #expect(server.take(.prepare, ballot(5, 2)) == .notItsBallot(NodeID(1), ballot(5, 2)))
    #expect(server.take(x, number) == .notPromised(number, by: [], needed: 3, of: 5))
    #expect(server.take(.prepare, number, to: Self.two) == nil)
    server.receive(.promise(number, accepted: nil), from: 2)
    #expect(server.take(x, number) == .notPromised(number, by: [NodeID(1), NodeID(2)], needed: 3, of: 5))
    server.receive(.promise(number, accepted: value("y", ballot(3, 4))), from: 3)
    #expect(server.take(x, number) == .mustTakeOver(number, of: ballot(3, 4)))
    #expect(server.take(.accept(command: nil, slot: 2), number) == .oneSlotOnly)
    #expect(server.take(unnamed, number, to: [NodeID(3)]) == nil)
    #expect(server.take(unnamed, number) == .proposedAlready(number))
    var alone = Server(1, of: 1)
    #expect(alone.take(.prepare, number) == nil)
    #expect(alone.take(unnamed, number) == .nothingToPropose(NodeID(1)))
    #expect(alone.take(x, number) == nil)
    #expect(alone.replica.commitIndex == 1)
  }

  @Test("a number used twice after a crash; a server that stands first in a number has no higher one")
  func brokenNumbers() {
    var server = proposer(.reuseBallot)
    server.restart()
    #expect(server.take(.prepare, ballot(1, 4)) == nil)
    server = proposer(.idFirst)
    #expect(server.replica.attempt?.ballot == ballot(4001, 4))
    server.receive(.nack(refused: ballot(4001, 4), promised: ballot(5001, 5)), from: 1)
    server.now = server.replica.nextWake
    #expect(server.step(.wake).isEmpty)
    #expect(server.decisions.last == .outranked(by: ballot(5001, 5)))
  }
}
