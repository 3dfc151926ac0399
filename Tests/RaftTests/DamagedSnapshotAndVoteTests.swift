import Consensus
import Testing

@testable import Raft

@Suite("Damaged snapshots, terms and votes (dissertation §3.8)")
struct DamagedSnapshotAndVoteTests {
  private func withDamagedVote() -> Server {
    var server = Server(2, log: [1, 1, 2], term: 5, vote: NodeID(4))
    #expect(server.disk.holds(.termAndVote))
    _ = server.disk.corrupt(.termAndVote)
    return server
  }

  @Test("a damaged record of term and vote costs the vote, not the log")
  func damagedVote() {
    var server = withDamagedVote()
    #expect(server.replica.integrity == .sound && server.replica.votedFor == NodeID(4))
    server.restart()
    #expect(server.replica.integrity == .wiped && server.terms == [1, 1, 2])
    #expect(server.replica.currentTerm == 2 && server.replica.votedFor == nil)
    let effects = server.receive(requestVote(term: 5, last: position(9, 4)), from: 3)
    #expect(effects.decisions.first == .integrity(.foundDamagedVote(term: 2)))
    #expect(effects.voteReplies == [false], "it may have voted in this term")
    #expect(server.disk.integrity == .wiped && server.disk.term == 5 && !server.disk.isDamaged)
    server.restart()
    #expect(server.replica.integrity == .wiped)
    #expect(server.step(.setElectionTimer(0)).decisions == [.integrity(.foundWiped)])
  }

  @Test("a crash before the first write finds it again; a term that is written meanwhile mends the record")
  func damagedVoteAgain() {
    var server = withDamagedVote()
    server.restart()
    server.diskIsFast = false
    server.receive(append(term: 6), from: 1)
    server.restart()
    #expect(server.replica.integrity == .wiped && server.replica.currentTerm == 2)

    var other = withDamagedVote()
    other.receive(append(term: 6), from: 1)
    other.restart()
    #expect(other.replica.integrity == .sound && other.replica.currentTerm == 6)
  }

  @Test("whatever a crash leaves of the first write, the vote is not given twice")
  func tornAfterDamagedVote() {
    var server = withDamagedVote()
    server.restart()
    server.diskIsFast = false
    server.receive(append(term: 6), from: 1)
    let isWriting = server.machine.beginWrite(of: 1)
    #expect(isWriting && server.machine.unitsUnderWay == 2)
    #expect(server.machine.writes[0].changes.count == 2)
    for units in 0...2 {
      var torn = server.machine
      torn.crash(units: units)
      torn.restart(server.configuration, seed: 1)
      #expect(torn.replica.integrity == .wiped, "\(units) of 2")
    }
  }

  // MARK: Snapshots

  /// A server of an older log, of which only the entries after `base` are left behind a snapshot.
  private func compacted(to base: LogIndex, terms: [Term]) -> Server {
    var server = Server(2, log: terms)
    let last = position(6, server.disk.log.term(at: 6) ?? 0)
    let snapshot = Snapshot(last: last, membership: Membership(voters: [NodeID(1)]), data: [1, 2, 3])
    server.disk.perform(
      RaftDurableState.Write(
        number: 2, changes: [.snapshot(.init(snapshot: snapshot, compactThrough: base, replacesLog: false))],
        entries: EntryBatch(), firstIndex: 0))
    #expect(server.disk.log.base.index == base && server.disk.holds(.snapshot))
    server.restart()
    return server
  }

  @Test("a damaged snapshot costs the log too, until a leader has sent what it stood for")
  func damagedSnapshot() {
    var server = compacted(to: 6, terms: [1, 1, 1, 2, 2, 2, 3])
    #expect(server.replica.commitIndex == 6)
    _ = server.disk.corrupt(.snapshot)
    #expect(server.disk.snapshot == nil && server.disk.isDamaged)
    server.restart()
    #expect(server.replica.integrity == .damaged(formerLast: position(7, 3)))
    #expect(
      server.replica.log.lastIndex == 0 && server.replica.commitIndex == 0 && server.replica.durableIndex == 0
    )
    let effects = server.receive(requestVote(term: 9, last: position(9, 9)), from: 3)
    #expect(effects.voteReplies == [false])
    #expect(
      effects.decisions.first
        == .integrity(.foundDamagedSnapshot(last: position(6, 2), formerLast: position(7, 3))))
    #expect(server.disk.log.lastIndex == 0 && server.disk.log.base.index == 0 && !server.disk.isDamaged)
    server.restart()
    #expect(server.replica.integrity == .damaged(formerLast: position(7, 3)))
    server.receive(append(term: 9, [1, 1, 1, 2, 2, 2, 3]), from: 1)
    #expect(server.replica.integrity == .sound && server.disk.log.lastIndex == 7)
  }

  @Test("a snapshot that comes with the first message replaces what was lost, in one write")
  func snapshotAtOnce() {
    var server = compacted(to: 6, terms: [1, 1, 1, 2, 2, 2, 3])
    _ = server.disk.corrupt(.snapshot)
    server.restart()
    let data: [UInt8] = [7, 7]
    server.receive(
      .installSnapshot(
        .init(
          term: 4, last: position(8, 4), membership: Membership(voters: [NodeID(1), NodeID(2)]), offset: 0,
          data: data[...], total: 2, checksum: Snapshot.checksum(of: data), round: 0)), from: 1)
    #expect(server.replica.integrity == .sound && server.replica.commitIndex == 8)
    #expect(server.disk.snapshot?.data == data && server.disk.log.base == position(8, 4))
  }

  @Test("a log from its first entry on needs no snapshot: nothing is lost")
  func sparedSnapshot() {
    var server = compacted(to: 0, terms: [1, 1, 1, 2, 2, 2, 3])
    _ = server.disk.corrupt(.snapshot)
    server.restart()
    #expect(server.replica.integrity == .sound && server.replica.log.lastIndex == 7)
    #expect(server.replica.commitIndex == 0, "it applies the entries again")
    let effects = server.receive(requestVote(term: 9, last: position(9, 9)), from: 3)
    #expect(effects.voteReplies == [true])
    #expect(
      effects.decisions.first == .integrity(.foundDamagedSnapshot(last: position(6, 2), formerLast: nil)))
  }

  @Test(
    "damage among entries that the own snapshot stands for costs nothing, damage behind them costs the rest",
    arguments: [
      (damage: [4], integrity: DiskIntegrity.sound, last: 8), (damage: [6], integrity: .sound, last: 8),
      (damage: [4, 7], integrity: .damaged(formerLast: position(8, 1)), last: 6),
      (damage: [8], integrity: .damaged(formerLast: position(8, 1)), last: 7),
    ] as [(damage: [LogIndex], integrity: DiskIntegrity, last: LogIndex)])
  func damageWithinSnapshot(_ row: (damage: [LogIndex], integrity: DiskIntegrity, last: LogIndex)) {
    var server = Server(2, of: 3, log: Array(repeating: 1, count: 8))
    server.disk.perform(
      RaftDurableState.Write(
        number: 2,
        changes: [
          .snapshot(
            .init(
              snapshot: Snapshot(
                last: position(6, 1), membership: Membership(voters: nodes(1, 2, 3)), data: [7]),
              compactThrough: 2, replacesLog: false))
        ],
        entries: EntryBatch(), firstIndex: 9))
    for index in row.damage { server.damage(index) }
    server.restart()
    for _ in 0..<2 {
      #expect(server.replica.integrity == row.integrity && server.replica.log.lastIndex == row.last)
      #expect(server.replica.lastApplied == 6)
      server.step(.wake)
      #expect(server.disk.log.lastIndex == row.last && server.disk.integrity == row.integrity)
      #expect(server.disk.log.base == server.replica.log.base)
      server.restart()
    }
    server.receive(append(term: 1, after: position(row.last, 1), [1, 1, 1]), from: 1)
    #expect(server.replica.integrity == .sound && server.replica.log.lastIndex == row.last + 3)
  }

  @Test(
    "damage behind a snapshot, and a snapshot that repairs it: by its length, or by an entry of the leader's term",
    arguments: [(3, 1, true), (9, 1, false), (9, 2, true)] as [(LogIndex, Term, Bool)])
  func repairedBySnapshot(_ row: (formerLast: LogIndex, term: Term, isRepaired: Bool)) {
    var server = damaged(Array(repeating: 1, count: Int(row.formerLast)), at: 2)
    let data: [UInt8] = [9]
    let snapshot = RaftMessage.installSnapshot(
      .init(
        term: 2, last: position(5, row.term), membership: Membership(voters: [NodeID(1), NodeID(2)]),
        offset: 0, data: data[...], total: 1, checksum: Snapshot.checksum(of: data), round: 0))
    let effects = server.receive(snapshot, from: 1)
    let before = DiskIntegrity.damaged(formerLast: position(row.formerLast, 1))
    #expect(server.replica.integrity == (row.isRepaired ? .sound : before))
    guard case .installSnapshotReply(let reply)? = effects.sends.last?.message else {
      Issue.record("no answer")
      return
    }
    #expect(reply.result == .installed && reply.integrity == before)
  }
}
