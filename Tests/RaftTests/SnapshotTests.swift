import Consensus
import Testing

@testable import Raft

@Suite("Snapshots, compaction and flow (§7; dissertation ch. 5, §10.2.1)")
struct SnapshotTests {
  private static let state: [UInt8] = (0..<100).map { UInt8($0) }

  /// A leader whose log begins after a snapshot of everything, and a follower that has nothing.
  private func lagging(chunk: Int = 30) -> Group {
    var group = cluster(of: 3) { $0.snapshotChunk = chunk }
    group.cut = nodes(3)
    for number in 1...20 { group.ask(1, .propose(token: UInt64(number), command: [1])) }
    let start = group[1].now
    for time in stride(from: start, through: start + 2 * Server.electionTimeout.upperBound, by: 50) {
      group.pass(to: time, awake: [1])
    }
    group.step(1, .takeSnapshot)
    group.step(1, .snapshotTaken(through: 21, data: Self.state))
    group.settle()
    return group
  }

  @Test("a snapshot is asked for after so many entries; the log goes once it is durable")
  func compaction() {
    var server = Server(1, of: 1, noOp: true)
    server.reconfigure { $0.snapshotAfter = 10 }
    server.elect(votes: [])
    var wanted: [LogIndex] = []
    for number in 2...10 {
      if let index = server.step(.propose(token: UInt64(number), command: [1])).wantsSnapshot {
        wanted.append(index)
      }
    }
    #expect(wanted == [10])
    #expect(server.replica.compaction.askedAt == 10)
    server.diskIsFast = false
    server.step(.snapshotTaken(through: 10, data: Self.state))
    #expect(server.replica.log.firstIndex == 1, "not before it is durable")
    server.flushDisk()
    #expect(server.replica.log.firstIndex == 11 && server.disk.log.firstIndex == 11)
    #expect(server.disk.snapshot?.data == Self.state)
    server.restart()
    #expect(server.replica.commitIndex == 10 && server.replica.lastApplied == 10)
    #expect(server.replica.log.last == position(10, 1))
  }

  @Test(
    "a follower whose entries are gone gets the snapshot in pieces, then entries",
    arguments: [1, 30, 100, 1000])
  func install(chunk: Int) {
    var group = lagging(chunk: chunk)
    #expect(group[1].replica.log.firstIndex == 22)
    group.cut = []
    for _ in 0..<4 { group.heartbeat(1) }
    #expect(group[3].replica.log.base == position(21, 1))
    #expect(group[3].disk.snapshot?.data == Self.state)
    #expect(group[3].replica.commitIndex == 21)
    group.ask(1, .propose(token: 9, command: [1]))
    #expect(group[3].replica.log.last == position(22, 1))
    group[3].restart()
    #expect(group[3].replica.commitIndex == 21 && group[3].replica.log.last == position(22, 1))
  }

  @Test(
    "sending goes on after a cut where it was; a follower that lost what it had gets it again",
    arguments: [false, true])
  func resume(restarted: Bool) {
    var group = lagging(chunk: 10)
    group.cut = []
    group[1].now = group[1].replica.nextWake
    var messages = group[1].step(.wake).sends.filter { $0.to == NodeID(3) }.map(\.message)
    // Four pieces by hand, then silence.
    for _ in 0..<5 {
      let replies = messages.flatMap { group[3].receive($0, from: 1).sends }
      messages = replies.flatMap { group[1].receive($0.message, from: 3).sends }.map(\.message)
    }
    let has = group[3].replica.incoming?.bytes.count ?? 0
    #expect(has >= 30 && has < 100)
    if restarted { group[3].restart() }
    let mark = group.decisions.count
    for _ in 0..<4 { group.heartbeat(1) }
    #expect(group[3].replica.log.base == position(21, 1))
    let pieces = group.decisions[mark...].compactMap { decision -> UInt64? in
      if case .snapshot(.received(_, _, let through, _)) = decision { through } else { nil }
    }
    #expect(pieces.contains(10) == restarted)
    #expect(pieces.last == 100)
  }

  @Test("a snapshot that does not make its checksum is refused and sent again")
  func damaged() {
    var group = lagging(chunk: 100)
    group[1].now = group[1].replica.nextWake
    var messages = group[1].step(.wake).sends.filter { $0.to == NodeID(3) }.map(\.message)
    while case .appendEntries? = messages.first {
      let replies = messages.flatMap { group[3].receive($0, from: 1).sends }
      messages = replies.flatMap { group[1].receive($0.message, from: 3).sends }.map(\.message)
    }
    guard case .installSnapshot(let good)? = messages.first else {
      Issue.record("no snapshot")
      return
    }
    var data = Array(good.data)
    data[50] ^= 4
    let bad = RaftMessage.InstallSnapshot(
      term: good.term, last: good.last, membership: good.membership, offset: 0, data: data[...],
      total: good.total, checksum: good.checksum, round: 0)
    let refused = group[3].receive(.installSnapshot(bad), from: 1)
    #expect(refused.restore == nil && refused.decisionNames.contains("refused-snapshot"))
    #expect(group[3].replica.log.base == .origin)
    let again = group[1].receive(refused.sends[0].message, from: 3)
    #expect(again.decisionNames.contains("sends-snapshot-again"))
    group[3].receive(again.sends[0].message, from: 1)
    #expect(group[3].replica.log.base == position(21, 1))
  }

  @Test("entries behind the snapshot stay where the log agrees with it; else the whole log goes (Figure 13)")
  func retains() {
    for (own, kept) in [([1, 1, 1, 1], 2), ([1, 2, 2, 2], 0), ([1], 0)] as [([Term], Int)] {
      var server = Server(2, of: 3, log: own, term: 3)
      let snapshot = Snapshot(
        last: position(2, 1), membership: Membership(voters: nodes(1, 2, 3)), data: Self.state)
      server.receive(
        .installSnapshot(
          .init(
            term: 3, last: snapshot.last, membership: snapshot.membership, offset: 0,
            data: snapshot.data[...], total: 100, checksum: snapshot.checksum, round: 0)), from: 1)
      #expect(server.replica.log.count == kept && server.replica.log.base == position(2, 1))
      #expect(server.disk.log.last == server.replica.log.last)
      #expect(server.replica.durableIndex == UInt64(2 + kept))
    }
  }

  @Test("an old snapshot changes nothing")
  func old() {
    var server = Server(2, of: 3)
    server.receive(append(term: 1, [1, 1, 1], commit: 3), from: 1)
    let effects = server.receive(
      .installSnapshot(
        .init(
          term: 1, last: position(2, 1), membership: Membership(voters: nodes(1)), offset: 0,
          data: Self.state[...], total: 100, checksum: 0, round: 0)), from: 1)
    #expect(effects.decisionNames.contains("passed-over-snapshot"))
    #expect(server.replica.log.count == 3 && server.members == nodes(1, 2, 3))
  }

  private static func whole(
    through last: LogPosition, term: Term, members: NodeSet = nodes(1, 2, 3)
  ) -> RaftMessage {
    let snapshot = Snapshot(last: last, membership: Membership(voters: members), data: state)
    return .installSnapshot(
      .init(
        term: term, last: last, membership: snapshot.membership, offset: 0, data: snapshot.data[...],
        total: UInt64(state.count), checksum: snapshot.checksum, round: 0))
  }

  @Test("what is applied up to the snapshot already is not replaced by it")
  func same() {
    var server = Server(2, of: 3)
    server.receive(append(term: 1, [1, 1, 1], commit: 2), from: 1)
    let effects = server.receive(Self.whole(through: position(2, 1), term: 1), from: 1)
    #expect(effects.restore == nil && effects.decisionNames.contains("passed-over-snapshot"))
  }

  @Test("of a log that a snapshot replaces nothing is durable any more")
  func replacedLog() {
    var server = Server(2, of: 3, log: [1, 2, 2, 2], term: 3)
    server.diskIsFast = false
    server.receive(Self.whole(through: position(2, 1), term: 3), from: 1)
    #expect(server.replica.log.lastIndex == 2 && server.replica.durableIndex == 0)
    server.flushDisk()
    #expect(server.replica.durableIndex == 2)
  }

  @Test("an old message with entries that a snapshot stands for deletes nothing")
  func overlapsBase() {
    var server = Server(2, of: 3)
    server.receive(Self.whole(through: position(3, 1), term: 2), from: 1)
    server.receive(append(term: 2, after: position(3, 1), [2, 2]), from: 1)
    let effects = server.receive(append(term: 2, after: position(1, 1), [1, 1, 2]), from: 1)
    #expect(!effects.decisionNames.contains("deleted-conflict"))
    #expect(server.replica.log.lastIndex == 5 && server.replica.durableIndex == 5)
    #expect(server.disk.log.lastIndex == 5)
  }

  @Test("an answer to a piece of another snapshot says nothing of this one")
  func otherSnapshot() {
    var group = lagging(chunk: 10)
    group.cut = []
    group[1].now = group[1].replica.nextWake
    var messages = group[1].step(.wake).sends.filter { $0.to == NodeID(3) }.map(\.message)
    while case .appendEntries? = messages.first {
      let replies = messages.flatMap { group[3].receive($0, from: 1).sends }
      messages = replies.flatMap { group[1].receive($0.message, from: 3).sends }.map(\.message)
    }
    let term = group[1].replica.currentTerm
    for result in [.received(through: 10), .installed] as [RaftMessage.InstallSnapshotReply.Result] {
      let effects = group[1].receive(
        .installSnapshotReply(.init(term: term, last: position(11, 1), result: result, round: 0)), from: 3)
      #expect(effects.sends.isEmpty)
    }
    #expect(group[1].replica.view.progress.last?.flow == "snapshot")
  }

  @Test("the configuration travels with the snapshot")
  func membership() {
    var group = cluster(of: 3, spare: 1)
    group.cut = nodes(3)
    group.ask(1, .changeMembership(token: 1, .addLearner(NodeID(4))))
    let start = group[1].now
    for time in stride(from: start, through: start + 2 * Server.electionTimeout.upperBound, by: 50) {
      group.pass(to: time, awake: [1])
    }
    group.step(1, .takeSnapshot)
    group.step(1, .snapshotTaken(through: 2, data: Self.state))
    group.cut = []
    for _ in 0..<4 { group.heartbeat(1) }
    #expect(group[3].replica.log.base == position(2, 1))
    #expect(group[3].replica.membership.learners == nodes(4))
    group[3].restart()
    #expect(group[3].replica.membership.learners == nodes(4))
  }

  // MARK: Flow

  @Test(
    "a window of messages follow each other without answers; with a window of one they wait",
    arguments: [1, 3])
  func window(size: Int) {
    var server = Server(1, of: 3, noOp: true)
    server.reconfigure { $0.window = size }
    server.elect(votes: [2])
    server.receive(stored(1, term: 1), from: 2)
    var sent = 0
    for number in 1...10 {
      sent += server.step(.propose(token: UInt64(number), command: [1])).appends.count { $0.to == NodeID(2) }
    }
    #expect(sent == size)
    let more = server.receive(stored(2, term: 1), from: 2).appends.filter { $0.to == NodeID(2) }
    #expect(more.count == 1)
    #expect(more.first?.1.entries.count == 10 - size, "what waited goes together")
  }

  @Test("a lost message is found by the next heartbeat, and sending starts again from there")
  func lostInPipeline() {
    var group = cluster(of: 3) { $0.window = 4 }
    group.cut = nodes(3)
    for number in 1...3 { group.ask(1, .propose(token: UInt64(number), command: [1])) }
    #expect(group[1].replica.view.progress.last?.inFlight == 3)
    group.cut = []
    group.heartbeat(1)
    #expect(group[3].replica.log.lastIndex == 4)
    #expect(group[1].replica.view.progress.last?.flow == nil)
    #expect(
      group.decisions.contains(.changedFlow(follower: NodeID(3), old: .replicate, new: .probe, next: 2)))
  }

  @Test("a new leader probes, one message at a time, until the logs meet")
  func probes() {
    var server = Server(1, of: 3, log: [1, 1, 2], noOp: true)
    server.reconfigure { $0.window = 8 }
    server.elect(votes: [2])
    #expect(server.replica.view.progress.map(\.flow) == ["probe", "probe"])
    #expect(server.step(.propose(token: 1, command: [1])).appends.isEmpty)
    let refused = RaftMessage.appendEntriesReply(
      .init(term: 3, result: .refused(previous: 3, conflictTerm: nil, conflictIndex: 2)))
    let effects = server.receive(refused, from: 2)
    #expect(effects.appends.map { $0.1.previous.index } == [1])
    server.receive(stored(5, term: 3), from: 2)
    #expect(server.replica.view.progress[0].flow == nil)
  }

  @Test("a second refusal without news waits for the next heartbeat: it may be a copy or late")
  func secondRefusal() {
    var server = Server(1, of: 3, noOp: true)
    server.reconfigure { $0.window = 8 }
    server.elect(votes: [2])
    server.receive(stored(1, term: 1), from: 2)
    for number in 1...3 { server.step(.propose(token: UInt64(number), command: [1])) }
    let refused = RaftMessage.appendEntriesReply(
      .init(term: 1, result: .refused(previous: 3, conflictTerm: nil, conflictIndex: 2)))
    func sent(_ effects: RaftEffects) -> Int { effects.appends.count { $0.to == NodeID(2) } }
    #expect(sent(server.receive(refused, from: 2)) == 1)
    server.receive(stored(1, term: 1), from: 2)
    server.step(.propose(token: 4, command: [1]))
    #expect(sent(server.receive(refused, from: 2)) == 0)
    server.now = server.replica.nextWake
    server.step(.wake)
    #expect(sent(server.receive(refused, from: 2)) == 1)
  }

  @Test("a late answer to something earlier does not end the probing")
  func lateAnswer() {
    var server = Server(1, of: 3, log: [1, 1, 1], noOp: true)
    server.reconfigure { $0.window = 8 }
    server.elect(votes: [2])
    server.receive(
      .appendEntriesReply(
        .init(term: 2, result: .refused(previous: 3, conflictTerm: nil, conflictIndex: 3))), from: 2)
    server.receive(stored(1, term: 2), from: 2)
    #expect(server.replica.view.progress[0].flow == "probe")
    server.receive(stored(2, term: 2), from: 2)
    #expect(server.replica.view.progress[0].flow == nil)
  }
}
