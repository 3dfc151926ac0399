import Command
import Consensus
import Raft

extension Vocabulary {
  /// What clusters of this protocol bring.
  public static func of(_ consensus: ConsensusProtocol) -> Vocabulary {
    // A header names no other protocol yet.
    Vocabulary(of: RaftReplica.self)
  }

  private init<R: Replica>(of replica: R.Type) {
    self.init(
      brokenRules: R.Rule.allCases.map(\.name), messageKinds: R.Message.kindNames + [Vocabulary.heartbeat])
  }
}
