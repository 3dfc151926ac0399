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
  case extendedLease(until: Nanoseconds)
  case served(readIndex: LogIndex, ReadRule)
  /// A leader that steps down answers no reads that wait.
  case turnedAway(count: Int)

  public var name: String {
    switch self {
    case .waitsForTerm: "read-waits-for-term"
    case .tookIndex: "took-read-index"
    case .confirmed: "confirmed-leadership"
    case .extendedLease: "extended-lease"
    case .served: "served-read"
    case .turnedAway: "turned-reads-away"
    }
  }

  public var section: String {
    switch self {
    case .extendedLease, .served(_, .lease): "D§6.4.1"
    default: "D§6.4"
    }
  }

  public var fields: [Field] {
    switch self {
    case .waitsForTerm(let term): [Field("term", .number(term))]
    case .tookIndex(let index, let round):
      [Field("readIndex", .number(index)), Field("round", .number(round))]
    case .confirmed(let round, let heard, let needed, let size):
      [Field("round", .number(round))] + Decision.tally(term: nil, "heard", heard, needed, size)
    case .extendedLease(let time): [Field("until_ns", .number(time))]
    case .served(let index, let rule):
      [Field("readIndex", .number(index)), Field("rule", .text(rule.rawValue))]
    case .turnedAway(let count): [Field("count", .number(UInt64(count)))]
    }
  }
}
