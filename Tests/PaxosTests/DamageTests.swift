import Consensus
import Testing

@testable import Paxos

@Suite("A disk that lost what was promised or accepted (PMS §2.2)")
struct DamageTests {
  private static let old = ballot(1, 2)
  private static let three = disk(
    promised: old, [value(1, under: old), value(2, under: old), value(3, under: old)])

  /// n1 with slots 2 and 3 lost.
  private static func damaged() -> Server {
    var server = Server(disk: three)
    _ = server.machine.durable.corrupt(.entry(2))
    server.restart()
    return server
  }

  @Test("it promises nothing, prepares nothing, and says what it is")
  func staysOut() {
    var server = Self.damaged()
    #expect(server.replica.integrity == .damaged(formerLast: LogPosition(index: 3, term: Self.old)))
    #expect(server.receive(prepare(ballot(2, 3)), from: 3).sends.isEmpty)
    #expect(server.step(.fireElectionTimer).sends.isEmpty)
    let reply = server.receive(accept(ballot(2, 3), at: 2), from: 3).accepted
    #expect(reply.map(\.integrity) == [.damaged(formerLast: LogPosition(index: 3, term: Self.old))])
  }

  @Test("it is whole once it has every slot through its former last again")
  func wholeByIndex() {
    var server = Self.damaged()
    server.receive(accept(Self.old, [1, 2], last: 2), from: 2)
    #expect(server.replica.integrity != .sound, "the proposer of its own ballot may have said this before")
    server.receive(accept(Self.old, [3], at: 3), from: 2)
    #expect(server.replica.integrity == .sound && server.machine.durable.integrity == .sound)
    #expect(server.receive(prepare(ballot(2, 3)), from: 3).promises.count == 1)
  }

  @Test("or once it has all that the proposer of a later ballot has")
  func wholeByBallot() {
    var server = Self.damaged()
    server.receive(accept(ballot(2, 3), [1, 2], last: 2), from: 3)
    #expect(server.replica.integrity == .sound)
  }

  @Test("a proposer does not count it")
  func doesNotCount() {
    var server = Server(3)
    server.step(.fireElectionTimer)
    let own = server.replica.currentTerm
    server.receive(promise(own), from: 2)
    server.step(.propose(token: 1, command: [1]))
    server.receive(accepted(own, through: 1, .damaged(formerLast: .origin)), from: 1)
    #expect(server.replica.commitIndex == 0)
    server.receive(accepted(own, through: 1), from: 1)
    #expect(server.replica.commitIndex == 1)
  }

  @Test("and fills up with no-ops what one damaged twice has to reach and nobody else would fill")
  func fillsUp() {
    for (ballotOfLost, last) in [(Self.old, 1), (nil, 3)] as [(Term?, LogIndex)] {
      var server = Server(3)
      server.step(.fireElectionTimer)
      let own = server.replica.currentTerm
      server.receive(promise(own), from: 2)
      server.step(.propose(token: 1, command: [1]))
      let lost = LogPosition(index: 3, term: ballotOfLost ?? own)
      server.receive(accepted(own, through: 0, .damaged(formerLast: lost)), from: 1)
      #expect(server.replica.log.lastIndex == 1, "it has not all that there is yet")
      server.receive(accepted(own, through: 1, .damaged(formerLast: lost)), from: 1)
      #expect(server.replica.log.lastIndex == last)
      #expect(server.replica.commitIndex == 0)
    }
  }

  @Test("a lost promise is lost for ever")
  func lostPromise() {
    for wipes in [false, true] {
      var server = Server(disk: Self.three)
      if wipes { server.machine.durable.wipe() } else { _ = server.machine.durable.corrupt(.termAndVote) }
      server.restart()
      #expect(server.replica.integrity == .wiped)
      #expect(server.receive(prepare(ballot(9, 3)), from: 3).sends.isEmpty)
      server.receive(accept(ballot(9, 3), [1, 2, 3, 4], chosen: 4), from: 3)
      #expect(server.replica.integrity == .wiped && server.replica.commitIndex == 4, "it learns")
    }
  }

  @Test("what lies behind a hole is forgotten with the damage, and remembered as forgotten")
  func damageBehindHole() {
    var server = Server(
      disk: disk(promised: ballot(2, 3), [value(1, under: Self.old), nil, value(3, under: ballot(2, 3))]))
    _ = server.machine.durable.corrupt(.entry(3))
    server.restart()
    #expect(server.replica.integrity == .damaged(formerLast: LogPosition(index: 3, term: ballot(2, 3))))
    #expect(server.replica.log.lastIndex == 1 && server.replica.ahead.isEmpty)
  }

  @Test("a snapshot that comes in the step that finds the old one damaged is on disk, and the old log is not")
  func snapshotAfterDamage() {
    var server = Server(disk: Self.three) {
      $0.snapshotAfter = 100
    }
    server.receive(accept(Self.old, [1, 2], chosen: 2), from: 2)
    server.step(.takeSnapshot)
    server.step(.snapshotTaken(through: 2, data: [1]))
    _ = server.machine.durable.corrupt(.snapshot)
    server.restart()
    let whole = Snapshot(
      last: LogPosition(index: 5, term: ballot(2, 3)), membership: server.replica.membership, data: [7])
    server.receive(
      .installSnapshot(
        .init(
          ballot: ballot(2, 3), last: whole.last, offset: 0, data: [7], total: 1, checksum: whole.checksum,
          round: 1)),
      from: 3)
    #expect(server.machine.durable.snapshot == whole)
    #expect(server.machine.durable.log.base == whole.last && server.machine.durable.log.lastIndex == 5)
    server.restart()
    #expect(server.replica.commitIndex == 5)
  }
}
