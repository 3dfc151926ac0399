import Consensus
import Testing

@testable import Raft

/// What MIT 6.5840's lab 3B asks about the number and size of messages (RPCBytes, Count).
@Suite("MIT 6.5840 3B: messages")
struct MessageCountTests {
  @Test("RPCBytes: each command travels to each follower once")
  func bytes() {
    var leader = Server(1, of: 3)
    leader.elect(votes: [2, 3])
    var sent = 0
    for index in 1...10 as ClosedRange<LogIndex> {
      let command = [UInt8](repeating: UInt8(index), count: 5000)
      for effects in [leader.step(.propose(token: index, command: command))]
        + [2, 3].map({ leader.receive(stored(index, term: 1), from: $0) })
      {
        sent += effects.sends.reduce(0) { $0 + $1.message.encoded().count }
      }
    }
    let payload = 2 * 10 * 5000
    #expect(sent >= payload && sent < payload + 10_000, "\(sent)")
  }

  @Test("Count: an election, ten agreements and a quiet second take few messages")
  func count() {
    var group = Group(3)
    group.elect(1)
    #expect(group.delivered <= 30)
    let afterElection = group.delivered
    for token in 1...10 as ClosedRange<UInt64> { group.step(1, .propose(token: token, command: [7])) }
    group.settle()
    #expect(group[1].replica.commitIndex == 11)
    #expect(group.delivered - afterElection <= (10 + 1 + 3) * 3)
    let before = group.delivered
    // A second of heartbeats, at twenty a second.
    for _ in 0..<20 { group.heartbeat(1) }
    #expect(group.delivered - before <= 20 * 4)
  }
}
