/// Decisions about reads that do not go through the log (dissertation §6.4).
public enum ReadDecision: Sendable, Equatable {
  /// A new leader does not yet know what is committed: the read waits for an entry of its term (§6.4, step
  /// 1).
  case waitsForTerm(Term)
  /// The read is to see everything up to `readIndex`, once round `round` has shown that this is still the
  /// leader (steps 2 and 3).
  case tookIndex(readIndex: LogIndex, round: UInt64)
  /// A quorum answered the round: the leader still led when it began (step 3).
  case confirmed(round: UInt64, heard: NodeSet, needed: Int, of: Int)
  /// A quorum's answers allow reads without asking, until then by this leader's clock (§6.4.1).
  case extendedLease(until: Nanoseconds, span: Nanoseconds)
  case served(readIndex: LogIndex, ReadRule)
  /// A leader that steps down answers no reads that wait.
  case turnedAway(count: Int)
}

extension ReadDecision: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .waitsForTerm(let term): tell("read-waits-for-term", "D§6.4", rank: 4, ["term": term])
    case .tookIndex(let index, let round):
      tell("took-read-index", "D§6.4", rank: 4, ["readIndex": index, "round": round])
    case .confirmed(let round, let heard, let needed, let size):
      tell(
        "confirmed-leadership", "D§6.4", rank: 2,
        ["round": round, "heard": heard, "needed": needed, "of": size])
    case .extendedLease(let time, let span):
      tell("extended-lease", "D§6.4.1", rank: 1, ["until_ns": .moment(time), "span_ns": .span(span)])
    case .served(let index, let rule):
      tell(
        "served-read", rule == .lease ? "D§6.4.1" : "D§6.4", rank: 5,
        ["readIndex": index, "rule": rule.rawValue], variants: [rule.rawValue])
    case .turnedAway(let count): tell("turned-reads-away", "D§6.4", rank: 5, ["count": count])
    }
  }
}
