/// Decisions of and about a member that lost promised state (dissertation §3.8; Alagappan et al.,
/// Protocol-Aware Recovery for Consensus-Based Storage, FAST 2018).
public enum IntegrityDecision: Sendable, Equatable {
  /// Read at a restart: the entry `first` does not match its checksum. It is forgotten with all behind it, up
  /// to `formerLast`.
  case foundDamage(first: LogIndex, formerLast: LogPosition)
  /// Started on a disk that does not hold what it voted.
  case foundWiped
  /// Read at a restart: the record of term and vote does not match its checksum. `term` is that of its last entry.
  case foundDamagedVote(term: Term)
  /// Read at a restart: the snapshot that ends with `last` does not match its checksum. With it goes the log, up to
  /// `formerLast`; nil: the log still begins with the first entry, so nothing is lost.
  case foundDamagedSnapshot(last: LogPosition, formerLast: LogPosition?)
  // In these nil stands for a former last entry that nobody knows: the disk was wiped.
  /// No vote: it may have forgotten entries up to `formerLast` that it acknowledged, and its log ends at `own`; or
  /// it may have voted for another in this term and forgotten it.
  case refusedVote(candidate: NodeID, term: Term, own: LogIndex, formerLast: LogPosition?)
  /// It does not stand for election, for the same reasons.
  case withheldCandidacy(term: Term, waited: Nanoseconds, own: LogIndex, formerLast: LogPosition?)
  /// The leader does not count the copies of a follower whose log was damaged, or that was wiped; they reach to
  /// `match`.
  case didNotCount(from: NodeID, match: LogIndex, formerLast: LogPosition?)
  /// The leader forgets that the follower acknowledged entries up to `oldMatch`: it lost them.
  case tookBackCopies(follower: NodeID, oldMatch: LogIndex)
  /// Its log matches a leader's through `matched`, which lies at or behind its former last index, or is of a later
  /// term than its former last entry: it votes and counts again.
  case repaired(leader: NodeID?, matched: LogPosition, formerLast: LogPosition)
}

extension IntegrityDecision: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    let section = "D§3.8"
    switch self {
    case .foundDamage(let first, let formerLast):
      return tell(
        "found-damage", section, rank: 9,
        ["first": first, "formerLast": formerLast],
        variants: [first >= formerLast.index ? "last" : nil])
    case .foundWiped: return tell("found-wiped", section, rank: 9, [:])
    case .foundDamagedVote(let term):
      return tell("found-damaged-vote", section, rank: 9, ["term": term])
    case .foundDamagedSnapshot(let last, let formerLast):
      return tell(
        "found-damaged-snapshot", section, rank: 9,
        ["snapshot": last, "formerLast": formerLast],
        variants: [formerLast == nil ? "spared" : nil])
    case .refusedVote(let candidate, let term, let own, let formerLast?):
      return tell(
        "refused-vote-damaged", section, rank: 7,
        ["candidate": candidate, "term": term, "lastIndex": own, "formerLast": formerLast])
    case .refusedVote(let candidate, let term, _, nil):
      return tell("refused-vote-wiped", section, rank: 7, ["candidate": candidate, "term": term])
    case .withheldCandidacy(let term, let waited, let own, let formerLast?):
      return tell(
        "withheld-candidacy-damaged", section, rank: 7,
        ["term": term, "waited_ns": .span(waited), "lastIndex": own, "formerLast": formerLast])
    case .withheldCandidacy(let term, let waited, _, nil):
      return tell("withheld-candidacy-wiped", section, rank: 7, ["term": term, "waited_ns": .span(waited)])
    case .didNotCount(let from, let match, let formerLast?):
      return tell(
        "did-not-count-damaged", section, rank: 3, ["from": from, "match": match, "formerLast": formerLast])
    case .didNotCount(let from, let match, nil):
      return tell("did-not-count-wiped", section, rank: 3, ["from": from, "match": match])
    case .tookBackCopies(let follower, let oldMatch):
      return tell("took-back-copies", section, rank: 6, ["follower": follower, "oldMatch": oldMatch])
    case .repaired(let leader, let matched, let formerLast):
      let isLater = matched.index < formerLast.index
      return tell(
        "repaired", section, rank: 8,
        ["leader": leader, "matched": matched, "formerLast": formerLast],
        variants: [
          leader == nil ? (isLater ? "later-alone" : "alone") : isLater ? "later" : nil
        ])
    }
  }
}
