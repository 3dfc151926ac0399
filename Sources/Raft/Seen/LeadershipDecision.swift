import Consensus

/// Decisions about who leads, beyond Figure 2: pre-vote (dissertation §9.6), check-quorum (§6.2), loyalty to a
/// leader that is heard (§4.2.3) and the transfer of leadership (§3.10).
public enum LeadershipDecision: Sendable, Equatable {
  /// Why a pre-vote is not given (dissertation §9.6).
  public enum PreVoteRefusal: Sendable, Equatable {
    /// The term asked for is not a new one (§5.1).
    case staleTerm(currentTerm: Term)
    /// The voter's log is more up to date (§5.4.1).
    case logBehind(own: LogPosition, candidate: LogPosition)
    /// There is a leader that was heard so short a time ago (dissertation §9.6).
    case hearsLeader(ago: Nanoseconds)
  }

  /// No leader was heard for `waited`: it asks whether it could win `term`, and does not begin it.
  case askedPreVote(term: Term, waited: Nanoseconds, last: LogPosition)
  case grantedPreVote(candidate: NodeID, term: Term)
  case refusedPreVote(candidate: NodeID, term: Term, PreVoteRefusal)
  case countedPreVote(from: NodeID, term: Term, votes: NodeSet, needed: Int, of: Int)
  case wasRefusedPreVote(by: NodeID, term: Term)
  /// A request for a vote is passed over, its higher term too: the leader was heard so short a time ago.
  case ignoredVoteRequest(candidate: NodeID, term: Term, ago: Nanoseconds)
  /// Its election timer was made to fire while it hears a leader: it does not stand.
  case withheldCandidacy(LeaderHeard)
  /// A leader heard only these within an election timeout: it steps down.
  case lostQuorum(term: Term, heard: NodeSet, needed: Int, of: Int)
  /// A leader hands over: it takes no commands until its successor has all entries.
  case transferBegan(to: NodeID, match: LogIndex, last: LogIndex)
  /// The successor has all entries: it is told to stand at once.
  case sentTimeoutNow(to: NodeID, last: LogIndex)
  case receivedTimeoutNow(from: NodeID, term: Term)
  /// The successor did not take over within an election timeout: the old leader goes on.
  case transferGivenUp(to: NodeID, match: LogIndex, last: LogIndex)
  case refusedTransfer(to: NodeID, RequestRefusal)
  /// A command was turned away because leadership is being handed over.
  case heldBackCommand(successor: NodeID)
}

extension LeadershipDecision: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .askedPreVote(let term, let waited, let last):
      tell("asked-pre-vote", "D§9.6", rank: 8, ["term": term, "waited_ns": .span(waited), "last": last])
    case .grantedPreVote(let candidate, let term):
      tell("granted-pre-vote", "D§9.6", rank: 5, ["candidate": candidate, "term": term])
    case .refusedPreVote(let candidate, let term, .staleTerm(let currentTerm)):
      tell(
        "refused-pre-vote", "D§9.6", rank: 6,
        ["candidate": candidate, "term": term, "reason": "stale-term", "currentTerm": currentTerm])
    case .refusedPreVote(let candidate, let term, .logBehind(let own, let last)):
      tell(
        "refused-pre-vote", "D§9.6", rank: 6,
        ["candidate": candidate, "term": term, "reason": "log-behind", "own": own, "candidateLast": last])
    case .refusedPreVote(let candidate, let term, .hearsLeader(let ago)):
      tell(
        "refused-pre-vote", "D§9.6", rank: 6,
        ["candidate": candidate, "term": term, "reason": "hears-leader", "ago_ns": .span(ago)])
    case .countedPreVote(let from, let term, let votes, let needed, let size):
      tell(
        "counted-pre-vote", "D§9.6", rank: 5,
        ["from": from, "term": term, "votes": votes, "needed": needed, "of": size],
        variants: [from == tell.node ? "itself" : nil])
    case .wasRefusedPreVote(let node, let term):
      tell("was-refused-pre-vote", "D§9.6", rank: 3, ["by": node, "term": term])
    case .ignoredVoteRequest(let candidate, let term, let ago):
      tell(
        "ignored-vote-request", "D§4.2.3", rank: 7,
        ["candidate": candidate, "term": term, "ago_ns": .span(ago)])
    case .withheldCandidacy(let heard):
      tell(
        "withheld-candidacy", "D§4.2.3", rank: 7,
        ["leader": heard.leader, "ago_ns": .span(heard.ago), "atLeast_ns": .span(heard.atLeast)],
        variants: [heard.leader == nil ? "started" : nil])
    case .lostQuorum(let term, let heard, let needed, let size):
      tell("lost-quorum", "D§6.2", rank: 8, ["term": term, "heard": heard, "needed": needed, "of": size])
    case .transferBegan(let node, let match, let last):
      tell(
        "transfer-began", "D§3.10", rank: 8, sign: .handsOver(to: node),
        ["to": node, "match": match, "last": last])
    case .sentTimeoutNow(let node, let last):
      tell("sent-timeout-now", "D§3.10", rank: 8, ["to": node, "last": last])
    case .receivedTimeoutNow(let from, let term):
      tell("received-timeout-now", "D§3.10", rank: 7, sign: .endsHandOver, ["from": from, "term": term])
    case .transferGivenUp(let node, let match, let last):
      tell(
        "transfer-given-up", "D§3.10", rank: 8, sign: .endsHandOver,
        ["to": node, "match": match, "last": last])
    case .refusedTransfer(let node, let refusal):
      tell(
        "refused-transfer", "D§3.10", rank: 8, sign: .declines, ["to": node, "reason": refusal.explanation()])
    case .heldBackCommand(let successor):
      tell("held-back-command", "D§3.10", rank: 2, ["successor": successor])
    }
  }
}
