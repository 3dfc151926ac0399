import Consensus

// What a person decides who stands in for a server: to vote, and to store.
extension RaftReplica {
  public static func grants(_ decision: Decision) -> Bool? {
    switch decision {
    case .grantedVote, .storedEntries, .leadership(.grantedPreVote): true
    case .refusedVote, .refusedAppend, .integrity(.refusedVote): false
    case .leadership(.refusedPreVote), .leadership(.ignoredVoteRequest): false
    default: nil
    }
  }
}
