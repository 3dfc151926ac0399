import Consensus

@testable import Raft

/// A group of servers with the dissertation's additions switched on as asked, first leader elected.
func cluster(
  of size: Int, spare: Int = 0, leader: Int? = 1, _ switchOn: (inout ReplicaConfiguration) -> Void = { _ in }
) -> Group {
  var group = Group(
    (1...(size + spare)).map { number in
      var server = Server(number, of: size, noOp: true)
      server.reconfigure(switchOn)
      return server
    })
  if let leader {
    group.elect(leader)
    group.heartbeat(leader)
  }
  return group
}

extension Server {
  /// Starts anew with another configuration; its disk stays.
  mutating func reconfigure(_ change: (inout ReplicaConfiguration) -> Void) {
    change(&configuration)
    restart()
  }

  var members: NodeSet { replica.membership.voters }
}

extension Group {
  var leader: Int? {
    servers.filter { $0.replica.role == .leader }.max { $0.replica.currentTerm < $1.replica.currentTerm }?
      .id.number
  }

  /// Everybody's clock at this time, and whoever wants to wake wakes.
  mutating func pass(to time: Nanoseconds, awake: [Int]? = nil) {
    for number in awake ?? Array(1...servers.count) {
      self[number].now = max(self[number].now, time)
      while self[number].replica.nextWake <= self[number].now {
        let before = self[number].replica.nextWake
        step(number, .wake)
        settle()
        if self[number].replica.nextWake <= before { break }
      }
    }
  }

  /// Asks the leader for something and gives its first answer.
  @discardableResult
  mutating func ask(_ number: Int, _ input: Input<RaftMessage>) -> RequestReply.Outcome? {
    step(number, input)
    let outcome = lastReplies.first?.outcome
    settle()
    return outcome
  }
}

func nodes(_ numbers: Int...) -> NodeSet { NodeSet(numbers.map { NodeID($0) }) }
