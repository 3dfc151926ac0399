import Consensus
import Testing

@testable import Raft

@Suite("Who votes for a server, or still could")
struct ElectorTests {
  private func nodes(_ numbers: Int...) -> NodeSet { NodeSet(numbers.map { NodeID($0) }) }

  /// Stands in term 4, and has the vote of n2 beside its own.
  private var candidate: RaftReplica {
    var server = Server(1, log: [1, 1], term: 3)
    server.now = server.replica.nextWake
    server.step(.wake)
    server.receive(.requestVoteReply(.init(term: 4, voteGranted: true)), from: 2)
    return server.replica
  }

  @Test("one vote a term: whoever has given it to another is lost (§5.2)")
  func oneVoteATerm() {
    let others = [
      candidate, Server(2, log: [1, 1], term: 4, vote: NodeID(1)).replica,
      Server(3, log: [1, 1], term: 4, vote: NodeID(5)).replica, Server(4, log: [1, 1], term: 4).replica,
    ]
    #expect(candidate.electors(among: others, flying: []) == nodes(1, 2, 4))
    #expect(candidate.electors(among: [], flying: []) == nodes(1, 2))
    let later = Server(4, log: [1, 1], term: 5).replica
    #expect(candidate.electors(among: [later], flying: []) == nodes(1, 2))
    let earlier = Server(4, log: [1, 1], term: 3, vote: NodeID(5)).replica
    #expect(candidate.electors(among: [earlier], flying: []) == nodes(1, 2, 4))
  }

  @Test("what flies may still bring a vote, of this term")
  func flying() {
    let request = RaftMessage.requestVote(.init(term: 4, lastLog: position(2, 1)))
    let vote = RaftMessage.requestVoteReply(.init(term: 4, voteGranted: true))
    let refusal = RaftMessage.requestVoteReply(.init(term: 4, voteGranted: false))
    let old = RaftMessage.requestVoteReply(.init(term: 3, voteGranted: true))
    func electors(_ message: RaftMessage, from: Int, to: Int) -> NodeSet {
      candidate.electors(among: [], flying: [(NodeID(from), NodeID(to), message)])
    }
    #expect(electors(request, from: 1, to: 5) == nodes(1, 2, 5))
    #expect(electors(vote, from: 5, to: 1) == nodes(1, 2, 5))
    #expect(electors(vote, from: 5, to: 4) == nodes(1, 2))
    #expect(electors(refusal, from: 5, to: 1) == nodes(1, 2))
    #expect(electors(old, from: 5, to: 1) == nodes(1, 2))
  }

  @Test("a follower could get the votes of those whose logs are not ahead (§5.4.1)")
  func logs() {
    let others = [[1, 1, 2], [1, 1], [1, 1, 1, 1], [1, 1, 3]].enumerated().map { place, terms in
      Server(place + 1, of: 4, log: terms.map { Term($0) }).replica
    }
    #expect(others[0].electors(among: others, flying: []) == nodes(1, 2, 3))
    #expect(others[1].electors(among: others, flying: []) == nodes(2))
    #expect(others[3].electors(among: others, flying: []) == nodes(1, 2, 3, 4))
  }
}
