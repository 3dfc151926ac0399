import Consensus
import Testing

@testable import Raft

/// A network that delivers each message several times, in any order, while no time passes: whatever the servers
/// send is an answer to something. What they send must come to an end.
private struct Flood {
  var servers: [Server]
  private(set) var delivered = 0
  private var flights: [(from: NodeID, to: NodeID, message: RaftMessage)] = []
  private var generator: SeededGenerator
  private let copies = 3

  init(_ group: Group, seed: UInt64) {
    servers = group.servers
    generator = SeededGenerator(seed: seed)
  }

  mutating func step(_ number: Int, _ input: Input<RaftMessage>) {
    for sent in servers[number - 1].step(input).sends {
      for _ in 0..<copies { flights.append((NodeID(number), sent.to, sent.message)) }
    }
  }

  /// Delivers until nothing is on its way, or so many messages that there is no end to it.
  mutating func settle(limit: Int) {
    while !flights.isEmpty, delivered < limit {
      delivered += 1
      flights.swapAt(Int(generator.below(UInt64(flights.count))), flights.count - 1)
      let next = flights.removeLast()
      step(next.to.number, .receive(from: next.from, next.message))
    }
  }

  mutating func heartbeat(_ number: Int) {
    let now = servers[number - 1].replica.nextWake
    for position in servers.indices { servers[position].now = now }
    step(number, .wake)
  }
}

@Suite("In a network that doubles and reorders messages, answers to answers come to an end")
struct FloodTests {
  /// Legitimate causes are few: some hundred entries or pieces, each acknowledged once as news, each message and
  /// each answer in three copies.
  private static let limit = 60_000

  /// A leader with `entries` entries, of which server 3 has none.
  private func lagging(
    entries: Int, _ configure: (inout ReplicaConfiguration) -> Void
  ) -> Group {
    var group = cluster(of: 3) {
      $0.appendLimit = 2
      $0.reads = .index
      configure(&$0)
    }
    group.cut = nodes(3)
    for number in 1...entries { group.ask(1, .propose(token: UInt64(number), command: [1])) }
    return group
  }

  private func silent(_ group: inout Group) {
    let start = group[1].now
    for time in stride(from: start, through: start + 2 * Server.electionTimeout.upperBound, by: 50) {
      group.pass(to: time, awake: [1])
    }
  }

  @Test("a follower that lags is sent what it lacks", arguments: [1, 2, 8], 1...5 as ClosedRange<UInt64>)
  func entries(window: Int, seed: UInt64) {
    var flood = Flood(lagging(entries: 100) { $0.window = window }, seed: seed)
    for _ in 0..<20 {
      flood.heartbeat(1)
      flood.settle(limit: Self.limit)
    }
    #expect(flood.delivered < Self.limit)
    #expect(flood.servers[2].replica.log.lastIndex == 101)
  }

  @Test("a snapshot in pieces", arguments: 1...5 as ClosedRange<UInt64>)
  func pieces(seed: UInt64) {
    var group = lagging(entries: 20) { $0.snapshotChunk = 1 }
    silent(&group)
    group.step(1, .takeSnapshot)
    group.step(1, .snapshotTaken(through: 21, data: (0..<100).map { UInt8($0) }))
    group.settle()
    var flood = Flood(group, seed: seed)
    for _ in 0..<20 {
      flood.heartbeat(1)
      flood.settle(limit: Self.limit)
    }
    #expect(flood.delivered < Self.limit)
    #expect(flood.servers[2].replica.log.base == position(21, 1))
  }

  @Test(
    "who needs entries that are gone, while a snapshot is being written to a slow disk",
    arguments: [1, 8], 1...5 as ClosedRange<UInt64>)
  func front(window: Int, seed: UInt64) {
    var group = lagging(entries: 20) { $0.window = window }
    silent(&group)
    group.step(1, .snapshotTaken(through: 10, data: [1]))
    group.settle()
    #expect(group[1].replica.log.firstIndex == 11)
    group[1].diskIsFast = false
    group.step(1, .snapshotTaken(through: 20, data: [2]))
    group.settle()
    var flood = Flood(group, seed: seed)
    for number in 1...5 {
      flood.heartbeat(1)
      flood.step(1, .propose(token: UInt64(100 + number), command: [1]))
      flood.settle(limit: Self.limit)
    }
    #expect(flood.delivered < Self.limit)
    #expect(flood.servers[2].replica.log.lastIndex == 1)
    flood.servers[0].diskIsFast = true
    for number in 1...5 {
      flood.heartbeat(1)
      flood.step(1, .propose(token: UInt64(200 + number), command: [1]))
      flood.settle(limit: Self.limit)
    }
    #expect(flood.delivered < Self.limit)
    #expect(flood.servers[2].replica.log.base.index >= 10)
    #expect(flood.servers[2].replica.log.last == flood.servers[0].replica.log.last)
  }

  @Test("a follower that lost acknowledged entries", arguments: [1, 8], 1...5 as ClosedRange<UInt64>)
  func damaged(window: Int, seed: UInt64) {
    var group = lagging(entries: 40) { $0.window = window }
    group.cut = []
    group.heartbeat(1)
    group[3].damage(5)
    group[3].restart()
    var flood = Flood(group, seed: seed)
    for _ in 0..<20 {
      flood.heartbeat(1)
      flood.settle(limit: Self.limit)
    }
    #expect(flood.delivered < Self.limit)
    #expect(flood.servers[2].replica.integrity == .sound)
  }
}
