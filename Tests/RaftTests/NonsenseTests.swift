import Consensus
import Testing

@testable import Raft

/// Messages that can be decoded and that no server in its right mind would send, and answers to questions
/// that nobody asked: whatever comes in whatever order, a replica goes on.
struct Nonsense {
  private var generator: SeededGenerator
  var server: Server

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    let bits = generator.next()
    server = Server(1, of: 1 + Int(bits % 4), log: [1, 1, 2], noOp: bits & 16 == 0, appendLimit: 3) {
      $0.preVote = bits & 32 == 0
      $0.checkQuorum = bits & 64 == 0
      $0.window = bits & 128 == 0 ? 1 : 3
      $0.snapshotAfter = bits & 256 == 0 ? 0 : 4
      $0.snapshotChunk = 2
      $0.reads = [.log, .index, .lease][Int(bits >> 9) % 3]
      $0.jointChanges = bits & 2048 == 0
    }
    server.diskIsFast = bits & 4096 == 0
  }

  private mutating func flag() -> Bool { generator.below(2) == 0 }

  /// Mostly what is near to what the server knows, now and then the largest that can be read.
  private mutating func number() -> UInt64 {
    switch generator.below(12) {
    case 0: return RecordReader.largest
    case 1: return server.replica.log.lastIndex
    case 2: return server.replica.currentTerm
    case 3: return server.replica.log.base.index
    case 4: return server.replica.commitIndex
    default: return generator.below(12)
    }
  }

  private mutating func term() -> Term {
    let current = server.replica.currentTerm
    return generator.below(40) == 0 ? number() : current + generator.below(8) / 7
  }

  private mutating func position() -> LogPosition { LogPosition(index: number(), term: number()) }

  private mutating func someNodes() -> NodeSet { NodeSet(bits: UInt16(generator.below(64))) }

  private mutating func membership() -> Membership {
    Membership(voters: someNodes(), outgoing: someNodes(), learners: someNodes(), joining: someNodes())
  }

  private mutating func entries() -> [Entry] {
    (0..<generator.below(4)).map { _ in
      switch generator.below(5) {
      case 0: Entry(term: number(), kind: .configuration, payload: membership().encoded())
      case 1: Entry(term: number(), kind: .configuration, payload: [7])
      default: Entry(term: number(), kind: .command, payload: [1])
      }
    }
  }

  private mutating func integrity() -> DiskIntegrity {
    switch generator.below(6) {
    case 0: .damaged(formerLast: position())
    case 1: .wiped
    default: .sound
    }
  }

  private mutating func answer() -> RaftMessage {
    switch generator.below(3) {
    case 0:
      return .appendEntriesReply(
        .init(term: term(), result: .stored(through: number()), round: number(), integrity: integrity()))
    case 1:
      let refused = RaftMessage.AppendEntriesReply.Result.refused(
        previous: number(), conflictTerm: flag() ? number() : nil, conflictIndex: number())
      return .appendEntriesReply(
        .init(term: term(), result: refused, round: number(), integrity: integrity()))
    default:
      let results: [RaftMessage.InstallSnapshotReply.Result] = [
        .received(through: number()), .installed, .refused, .staleTerm,
      ]
      let last = flag() ? server.replica.snapshot?.last ?? position() : position()
      return .installSnapshotReply(
        .init(
          term: term(), last: last, result: results[Int(generator.below(4))], round: number(),
          integrity: integrity()))
    }
  }

  private mutating func message() -> RaftMessage {
    switch generator.below(10) {
    case 0: return .requestVote(.init(term: term(), lastLog: position(), isTransfer: flag()))
    case 1: return .requestVoteReply(.init(term: term(), voteGranted: flag()))
    case 2: return .preVote(.init(term: term() + 1, lastLog: position()))
    case 3: return .preVoteReply(.init(term: term(), proposed: term() + 1, voteGranted: flag()))
    case 4: return .timeoutNow(.init(term: term()))
    case 5:
      let data: [UInt8] = Array(repeating: 1, count: Int(generator.below(4)))
      return .installSnapshot(
        .init(
          term: term(), last: position(), membership: membership(), offset: generator.below(3),
          data: data[...], total: flag() ? UInt64(data.count) : number(),
          checksum: flag() ? Snapshot.checksum(of: data) : 0, round: number()))
    case 6:
      return .appendEntries(
        .init(
          term: term(), previous: flag() ? server.replica.log.last : position(), leaderCommit: number(),
          entries: EntryBatch(entries()), round: number()))
    default: return answer()
    }
  }

  private mutating func request() -> Input<RaftMessage> {
    let node = NodeID(1 + Int(generator.below(9)))
    switch generator.below(12) {
    case 0: return .fireElectionTimer
    case 1: return .setElectionTimer(number())
    case 2: return .changeMembership(token: 1, .add(node))
    case 3: return .changeMembership(token: 2, .remove(node))
    case 4: return .changeMembership(token: 3, .promote(node))
    case 5: return .transferLeadership(token: 4, to: node)
    case 6: return .takeSnapshot
    case 7: return .snapshotTaken(through: number(), data: [1, 2, 3])
    case 8: return .durable(upTo: number())
    case 9: return .read(token: 5)
    case 10: return .propose(token: 6, command: [1])
    default: return .wake
    }
  }

  mutating func act() {
    server.now += generator.below(40)
    switch generator.below(20) {
    case 0: server.restart()
    case 1: server.flushDisk()
    case 2: server.elect(votes: [2, 3])
    case 3:
      let index = number()
      // A vote that is lost never comes back, so it is lost seldom.
      _ = server.disk.corrupt(index % 32 == 31 ? .termAndVote : index % 4 == 1 ? .snapshot : .entry(index))
    case 4...8: server.step(request())
    default:
      let message = message()
      // What a server is sent can be sent, so it can be written and read.
      if let same = try? RaftMessage(decoding: message.encoded()) {
        server.receive(same, from: 1 + Int(generator.below(9)))
      }
    }
  }
}

@Suite("A replica survives whatever can be decoded")
struct NonsenseTests {
  @Test("250 nonsensical inputs in a row, in 48 orders")
  func survives() {
    var led = 0
    for seed in 0..<48 as Range<UInt64> {
      var nonsense = Nonsense(seed: seed)
      var hasLed = false
      for _ in 0..<250 {
        nonsense.act()
        hasLed = hasLed || nonsense.server.replica.role == .leader
      }
      let replica = nonsense.server.replica
      #expect(replica.view.role == replica.role && replica.log.lastIndex >= replica.log.base.index)
      if hasLed { led += 1 }
    }
    #expect(led >= 12, "among them leaders: \(led)")
  }
}
