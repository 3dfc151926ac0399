import Command
import Consensus
import Host
import Raft
import Testing

@testable import Simulation

@Suite("Whom a client believes")
struct HintTests {
  /// The nodes that a client asks, one after the other, until it asks `last` or has asked so many. All nodes are
  /// down; the test answers for them.
  private func asked(
    _ hints: [Int: Int], until last: Int, first: Int = 4, atMost count: Int = 60
  ) throws -> [Int] {
    var world = try World<RaftReplica>(header: Header(), seed: 1, observers: [])
    _ = world.perform(.kill([.all]))
    world.clients[1].believedLeader = NodeID(first)
    _ = world.perform(.transfer(from: "alice", to: "bob", amount: 1))
    var asked: [Int] = []
    var answered = 0
    while asked.count < count, asked.last != last {
      let operation = try #require(world.clients[1].current)
      if operation.attempts > answered, let node = operation.asked {
        answered = operation.attempts
        asked.append(node.number)
        if asked.last == last { break }
        world.respond(
          node.number - 1, client: 1, operation: operation.number,
          .redirected(hint: hints[node.number].map { NodeID($0) }))
      }
      world.runAll(through: world.now + millisecond)
    }
    return asked
  }

  @Test("a hint is followed")
  func followed() throws {
    #expect(try asked([4: 2], until: 2) == [4, 2])
  }

  @Test("who knows no leader is followed by the next in order")
  func inOrder() throws {
    #expect(try asked([:], until: 3) == [4, 5, 1, 2, 3])
  }

  @Test("two that name each other, as removed servers may, do not keep a client for themselves")
  func circle() throws {
    let asked = try asked([4: 5, 5: 4, 1: 3], until: 3)
    #expect(asked.suffix(2) == [1, 3])
    #expect(asked.dropLast(2).allSatisfy { $0 == 4 || $0 == 5 })
    #expect(asked.count <= 12)
  }

  @Test("nor does a larger circle, nor one that all others point into")
  func largerCircles() throws {
    #expect(try asked([4: 5, 5: 1, 1: 4, 2: 4], until: 3).last == 3)
    #expect(try asked([4: 5, 5: 4, 1: 4, 2: 5], until: 3).last == 3)
  }

  @Test("who knows no leader may be about to be elected: hints to it are followed for longer")
  func candidate() throws {
    let asked = try asked([1: 5], until: 3, first: 5, atMost: 400)
    #expect(asked.prefix(6) == [5, 1, 5, 1, 5, 1])
    #expect(asked.suffix(3) == [1, 2, 3] && (100...200).contains(asked.count))
  }

  @Test("who denied leading often, and leads after all, is found when its turn comes")
  func elected() throws {
    var operation = Client.Operation(number: 1, kind: .balances, own: true, state: .queued, begun: 0)
    for _ in 0..<3 { operation.denials.append(NodeID(2)) }
    #expect(operation.follows(hintTo: NodeID(2)))
    operation.denials.append(NodeID(2))
    #expect(!operation.follows(hintTo: NodeID(2)) && operation.follows(hintTo: NodeID(3)))
    operation.forgive(NodeID(2))
    #expect(operation.follows(hintTo: NodeID(2)))
    // All others name node 3, which names node 1: it is no longer believed, and asked in its turn nevertheless.
    let asked = try asked([1: 3, 2: 3, 3: 1, 4: 3, 5: 3], until: 0, first: 1, atMost: 60)
    #expect(asked.suffix(20).contains(3) && Set(asked) == [1, 2, 3, 4, 5])
  }
}
