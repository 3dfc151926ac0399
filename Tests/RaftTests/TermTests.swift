import Consensus
import Testing

@testable import Raft

@Suite("§5.1 Terms")
struct TermTests {
  static let staleRequests: [RaftMessage] = [
    requestVote(term: 4, last: position(9, 4)), append(term: 4, [4]),
  ]

  @Test("a request of a term that is over is refused and changes nothing", arguments: staleRequests)
  func staleRequestIsRefused(_ message: RaftMessage) {
    var server = Server(log: [1, 2], term: 5)
    let effects = server.receive(message, from: 2)
    #expect(server.replica.currentTerm == 5)
    #expect(server.terms == [1, 2])
    #expect(server.replica.view.votedFor == nil)
    #expect(effects.sends.map(\.message.term) == [5])
    #expect(effects.voteReplies == [false] || effects.appendReplies == [.staleTerm])
  }

  @Test(
    "a higher term is adopted, whatever message carries it",
    arguments: [requestVote(term: 7), append(term: 7), vote(false, term: 7), stored(0, term: 7)])
  func higherTermIsAdopted(_ message: RaftMessage) {
    var server = Server(log: [1], term: 5, vote: NodeID(3))
    let effects = server.receive(message, from: 2)
    #expect(server.replica.currentTerm == 7)
    #expect(server.disk.term == 7)
    #expect(effects.decisions.contains(.adoptedTerm(oldTerm: 5, newTerm: 7, heardFrom: NodeID(2))))
  }

  @Test("a leader and a candidate step down at a higher term", arguments: [true, false])
  func stepsDown(fromLeader: Bool) {
    var server = Server()
    server.elect(votes: fromLeader ? [2, 3] : [])
    let role: Role = fromLeader ? .leader : .candidate
    #expect(server.replica.role == role)
    server.now = 40
    let effects = server.receive(stored(0, term: 3), from: 4)
    #expect(server.replica.role == .follower)
    #expect(server.replica.currentTerm == 3)
    #expect(
      effects.decisions == [.steppedDown(from: role, oldTerm: 1, newTerm: 3, heardFrom: NodeID(4))])
    #expect(server.replica.view.votes.isEmpty)
    #expect(server.replica.view.progress.isEmpty)
    #expect(server.replica.nextWake > server.now)
  }

  @Test("a candidate returns to follower for a leader of its own term (§5.2)")
  func candidateRecognisesLeader() {
    var server = Server()
    server.step(.fireElectionTimer)
    let effects = server.receive(append(term: 1), from: 3)
    #expect(server.replica.role == .follower)
    #expect(server.replica.view.knownLeader == NodeID(3))
    #expect(server.replica.view.votedFor == NodeID(1))
    #expect(effects.decisionNames == ["stepped-down", "follows-leader"])
  }

  @Test("a candidate stays one at an old leader's message")
  func candidateIgnoresOldLeader() {
    var server = Server(term: 4)
    server.step(.fireElectionTimer)
    let effects = server.receive(append(term: 4, [4]), from: 3)
    #expect(server.replica.role == .candidate)
    #expect(effects.appendReplies == [.staleTerm])
  }

  @Test("replies of earlier terms count for nothing")
  func staleReplies() {
    var server = Server(log: [1], term: 4)
    server.elect(votes: [2, 3])
    let effects = server.receive(stored(1, term: 4), from: 4)
    #expect(effects.decisionNames == ["ignored-stale"])
    #expect(server.replica.view.progress.allSatisfy { $0.matchIndex == 0 })
  }
}
