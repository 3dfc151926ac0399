import Consensus

/// What decides a replica's further behaviour, as numbers: for explorers that must know whether two states are
/// the same.
extension RaftReplica {
  /// Appends all but times and the random generator. Write numbers count from the last confirmed one, so that
  /// states with another past and the same future are the same.
  ///
  /// Of the parts that only snapshots, reads beside the log, hand-overs and membership changes use, nothing is
  /// told: whoever explores those must not take states for the same by this.
  public func appendState(to words: inout [UInt64]) {
    words.append(currentTerm)
    words.append(UInt64(votedFor?.number ?? 0) << 8 | UInt64(knownLeader?.number ?? 0))
    words.append(commitIndex << 32 | lastApplied)
    let role: UInt64 = role == .leader ? 2 : role == .candidate ? 1 : 0
    words.append(role << 32 | UInt64(votes.bits) << 8 | (isPreVoting ? 1 : 0))
    words.append(UInt64(voteArrivals))
    words.append(log.lastIndex)
    var index = log.firstIndex
    while index <= log.lastIndex {
      let entry = log[index]
      words.append(entry.term << 8 | UInt64(entry.kind.rawValue))
      words.append(Self.number(of: entry.payload))
      index += 1
    }
    if self.role == .leader {
      for peer in peers {
        let known = progress[peer.number]
        words.append(matchIndex[peer.number] << 32 | known.nextIndex)
        words.append(known.sentThrough << 8 | (known.state == .probe ? 0 : 1))
        words.append(contentsOf: known.inFlight)
      }
    }
    words.append(durability.isDurable(ownVoteWrite) ? 1 : 0)
    durability.appendState(to: &words)
    for (writes, outgoing) in durability.held {
      words.append(writes << 8 | UInt64(outgoing.to.number))
      for byte in outgoing.message.encoded() { words.append(UInt64(byte)) }
    }
  }

  private static func number(of payload: [UInt8]) -> UInt64 {
    payload.reduce(UInt64(payload.count)) { $0 &* 257 &+ UInt64($1) }
  }
}
