/// Whether a member's disk still holds what the member has promised. It is itself on disk.
///
/// A member that lost promised state "cannot safely rejoin the cluster with its prior identity" (dissertation
/// §3.8). How much it may still do depends on what it lost: an entry can be had again from a leader, a vote
/// cannot.
public enum Standing: Sendable, Equatable {
  /// All that it promised is there.
  case sound
  /// Its log held a damaged entry, and it forgot that one and all behind it. Its log once ended at
  /// `formerLast`, so it may have acknowledged entries up to there that it has no more.
  case damaged(formerLast: LogIndex)
  /// Its disk was lost with term, vote and log. It follows, and decides nothing until it has been removed and
  /// added again.
  case wiped

  /// A stable name for files.
  public var name: String {
    switch self {
    case .sound: "sound"
    case .damaged: "damaged"
    case .wiped: "wiped"
    }
  }
}

/// Decisions of and about a member that lost promised state (dissertation §3.8; Alagappan et al.,
/// Protocol-Aware Recovery for Consensus-Based Storage, FAST 2018).
public enum StandingDecision: Sendable, Equatable {
  /// Read at a restart: the entry `first` does not match its checksum. It is forgotten with all behind it, up
  /// to `formerLast`.
  case foundDamage(first: LogIndex, formerLast: LogIndex)
  /// Started on a disk that is not the one it served with.
  case foundWiped
  /// No vote: it may have forgotten entries up to `formerLast` that it acknowledged, and its log ends at `own`.
  case refusedVoteDamaged(candidate: NodeID, term: Term, own: LogIndex, formerLast: LogIndex)
  /// No vote: it may have voted for another in this term and forgotten it.
  case refusedVoteWiped(candidate: NodeID, term: Term)
  /// It does not stand for election, for the same reasons.
  case withheldCandidacyDamaged(term: Term, waited: Nanoseconds, own: LogIndex, formerLast: LogIndex)
  case withheldCandidacyWiped(term: Term, waited: Nanoseconds)
  /// The leader does not count the copies of a follower whose log was damaged; they reach to `match`.
  case didNotCountDamaged(from: NodeID, match: LogIndex, formerLast: LogIndex)
  /// The leader does not count the copies of a follower that was wiped.
  case didNotCountWiped(from: NodeID, match: LogIndex)
  /// The leader forgets that the follower acknowledged entries up to `oldMatch`: it lost them.
  case tookBackCopies(follower: NodeID, oldMatch: LogIndex)
  /// Its log matches a leader's through its former last index: it votes and counts again.
  case repaired(leader: NodeID?, formerLast: LogIndex)

  /// A stable name for files.
  public var name: String {
    switch self {
    case .foundDamage: "found-damage"
    case .foundWiped: "found-wiped"
    case .refusedVoteDamaged: "refused-vote-damaged"
    case .refusedVoteWiped: "refused-vote-wiped"
    case .withheldCandidacyDamaged: "withheld-candidacy-damaged"
    case .withheldCandidacyWiped: "withheld-candidacy-wiped"
    case .didNotCountDamaged: "did-not-count-damaged"
    case .didNotCountWiped: "did-not-count-wiped"
    case .tookBackCopies: "took-back-copies"
    case .repaired: "repaired"
    }
  }

  /// Where the rule stands (D: the dissertation).
  public var section: String { "D§3.8" }

  public var fields: [Field] {
    switch self {
    case .foundDamage(let first, let formerLast):
      [Field("first", .number(first)), Field("formerLast", .number(formerLast))]
    case .foundWiped: []
    case .refusedVoteDamaged(let candidate, let term, let own, let formerLast):
      [
        Field("candidate", .node(candidate)), Field("term", .number(term)),
        Field("lastIndex", .number(own)), Field("formerLast", .number(formerLast)),
      ]
    case .refusedVoteWiped(let candidate, let term):
      [Field("candidate", .node(candidate)), Field("term", .number(term))]
    case .withheldCandidacyDamaged(let term, let waited, let own, let formerLast):
      [
        Field("term", .number(term)), Field("waited_ns", .number(waited)),
        Field("lastIndex", .number(own)), Field("formerLast", .number(formerLast)),
      ]
    case .withheldCandidacyWiped(let term, let waited):
      [Field("term", .number(term)), Field("waited_ns", .number(waited))]
    case .didNotCountDamaged(let from, let match, let formerLast):
      [Field("from", .node(from)), Field("match", .number(match)), Field("formerLast", .number(formerLast))]
    case .didNotCountWiped(let from, let match): [Field("from", .node(from)), Field("match", .number(match))]
    case .tookBackCopies(let follower, let oldMatch):
      [Field("follower", .node(follower)), Field("oldMatch", .number(oldMatch))]
    case .repaired(let leader, let formerLast):
      [Field("leader", leader.map { .node($0) } ?? .none), Field("formerLast", .number(formerLast))]
    }
  }
}
