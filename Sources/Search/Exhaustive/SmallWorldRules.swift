import Consensus
import Raft

/// The properties of Raft Figure 3, looked at after every event of a small world.
struct SmallWorldRules {
  static let names = [
    "election-safety", "leader-append-only", "log-matching", "leader-completeness", "state-machine-safety",
  ]

  /// Who led which term.
  private var leaders: [(term: Term, node: NodeID)] = []
  /// What was applied at each index, by whoever was first.
  private var applied: [Entry] = []
  /// The log of each leader when last seen.
  private var ledLogs: [(node: NodeID, term: Term, log: EntryLog)] = []
  private(set) var violation: String?

  mutating func crashed(_ node: NodeID) { ledLogs.removeAll { $0.node == node } }

  mutating func check(
    _ replica: RaftReplica, wasLeader: Bool, applied entries: [CommittedEntry], logs: [EntryLog]
  ) {
    violation =
      violation ?? electionSafety(replica, wasLeader) ?? leaderAppendOnly(replica) ?? logMatching(
        replica, logs)
      ?? stateMachineSafety(replica, entries) ?? leaderCompleteness(replica)
  }

  private mutating func electionSafety(_ replica: RaftReplica, _ wasLeader: Bool) -> String? {
    guard replica.role == .leader, !wasLeader else { return nil }
    let term = replica.currentTerm
    if let other = leaders.first(where: { $0.term == term }) {
      return other.node == replica.id
        ? nil : "election-safety: \(other.node) and \(replica.id) both lead term \(term)"
    }
    leaders.append((term, replica.id))
    leaders.sort { $0.term < $1.term }
    return nil
  }

  private mutating func leaderAppendOnly(_ replica: RaftReplica) -> String? {
    let before = ledLogs.first { $0.node == replica.id }
    ledLogs.removeAll { $0.node == replica.id }
    guard replica.role == .leader else { return nil }
    ledLogs.append((replica.id, replica.currentTerm, replica.log))
    ledLogs.sort { $0.node < $1.node }
    guard let before, before.term == replica.currentTerm else { return nil }
    for index in 1...max(1, before.log.lastIndex) where index <= before.log.lastIndex {
      if replica.log.entry(at: index) != before.log[index] {
        return
          "leader-append-only: \(replica.id), leader of term \(before.term), no longer holds its entry \(index)"
      }
    }
    return nil
  }

  private func logMatching(_ replica: RaftReplica, _ logs: [EntryLog]) -> String? {
    for (position, log) in logs.enumerated() where position != replica.id.number - 1 {
      var index = min(log.lastIndex, replica.log.lastIndex)
      while index > 0, log.term(at: index) != replica.log.term(at: index) { index -= 1 }
      while index > 0 {
        if log[index] != replica.log[index] {
          return
            "log-matching: \(replica.id) and n\(position + 1) agree on an entry, and not on entry \(index)"
        }
        index -= 1
      }
    }
    return nil
  }

  private mutating func stateMachineSafety(_ replica: RaftReplica, _ entries: [CommittedEntry]) -> String? {
    for item in entries {
      let place = Int(item.index) - 1
      if place < applied.count {
        if applied[place] != item.entry {
          return
            "state-machine-safety: \(replica.id) applies another entry \(item.index) than was applied before"
        }
      } else if place == applied.count {
        applied.append(item.entry)
      }
    }
    return nil
  }

  private func leaderCompleteness(_ replica: RaftReplica) -> String? {
    guard replica.role == .leader, let last = applied.last, replica.currentTerm > last.term else {
      return nil
    }
    for (place, entry) in applied.enumerated() where replica.log.entry(at: LogIndex(place + 1)) != entry {
      return
        "leader-completeness: \(replica.id) leads term \(replica.currentTerm) without the committed entry "
        + "\(place + 1)@\(entry.term)"
    }
    return nil
  }

  /// What the rules remember decides what may still break.
  func appendState(to words: inout [UInt64]) {
    for leader in leaders { words.append(leader.term << 8 | UInt64(leader.node.number)) }
    for entry in applied { words.append(entry.term << 8 | UInt64(entry.payload.first ?? 0)) }
    words.append(UInt64(leaders.count) << 32 | UInt64(applied.count))
  }
}
