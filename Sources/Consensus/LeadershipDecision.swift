/// A leader was heard so short a time ago that who heard it helps nobody to depose it, and does not stand itself
/// (dissertation §4.2.3). The leader's lease may rest on that (§6.4.1).
public struct LeaderHeard: Sendable, Equatable {
  /// nil: it has heard none since it started, but may have just before.
  public let leader: NodeID?
  /// How long ago by its own clock, or since when it runs; less than `atLeast`.
  public let ago: Nanoseconds
  /// The shortest election timeout.
  public let atLeast: Nanoseconds

  public init(leader: NodeID?, ago: Nanoseconds, atLeast: Nanoseconds) {
    self.leader = leader
    self.ago = ago
    self.atLeast = atLeast
  }

  /// After so long by its own clock it may stand.
  public var left: Nanoseconds { atLeast - min(atLeast, ago) }
}

/// Decisions about who leads, beyond Figure 2: pre-vote (dissertation §9.6), check-quorum (§6.2), loyalty to a
/// leader that is heard (§4.2.3) and the transfer of leadership (§3.10).
public enum LeadershipDecision: Sendable, Equatable {
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

  public var name: String {
    switch self {
    case .askedPreVote: "asked-pre-vote"
    case .grantedPreVote: "granted-pre-vote"
    case .refusedPreVote: "refused-pre-vote"
    case .countedPreVote: "counted-pre-vote"
    case .wasRefusedPreVote: "was-refused-pre-vote"
    case .ignoredVoteRequest: "ignored-vote-request"
    case .withheldCandidacy: "withheld-candidacy"
    case .lostQuorum: "lost-quorum"
    case .transferBegan: "transfer-began"
    case .sentTimeoutNow: "sent-timeout-now"
    case .receivedTimeoutNow: "received-timeout-now"
    case .transferGivenUp: "transfer-given-up"
    case .refusedTransfer: "refused-transfer"
    case .heldBackCommand: "held-back-command"
    }
  }

  public var section: String {
    switch self {
    case .askedPreVote, .grantedPreVote, .refusedPreVote, .countedPreVote, .wasRefusedPreVote: "D§9.6"
    case .ignoredVoteRequest, .withheldCandidacy: "D§4.2.3"
    case .lostQuorum: "D§6.2"
    case .transferBegan, .sentTimeoutNow, .receivedTimeoutNow, .transferGivenUp, .refusedTransfer,
      .heldBackCommand:
      "D§3.10"
    }
  }

  public var fields: [Field] {
    switch self {
    case .askedPreVote(let term, let waited, let last):
      [Field("term", .number(term)), Field("waited_ns", .number(waited)), Field("last", .position(last))]
    case .grantedPreVote(let candidate, let term):
      [Field("candidate", .node(candidate)), Field("term", .number(term))]
    case .refusedPreVote(let candidate, let term, let reason):
      [Field("candidate", .node(candidate)), Field("term", .number(term))] + reason.fields
    case .countedPreVote(let from, let term, let votes, let needed, let size):
      [Field("from", .node(from))] + Decision.tally(term: term, "votes", votes, needed, size)
    case .wasRefusedPreVote(let node, let term): [Field("by", .node(node)), Field("term", .number(term))]
    case .ignoredVoteRequest(let candidate, let term, let ago):
      [Field("candidate", .node(candidate)), Field("term", .number(term)), Field("ago_ns", .number(ago))]
    case .withheldCandidacy(let heard):
      [
        Field("leader", heard.leader.map { .node($0) } ?? .none), Field("ago_ns", .number(heard.ago)),
        Field("atLeast_ns", .number(heard.atLeast)),
      ]
    case .lostQuorum(let term, let heard, let needed, let size):
      Decision.tally(term: term, "heard", heard, needed, size)
    case .transferBegan(let node, let match, let last), .transferGivenUp(let node, let match, let last):
      [Field("to", .node(node)), Field("match", .number(match)), Field("last", .number(last))]
    case .sentTimeoutNow(let node, let last): [Field("to", .node(node)), Field("last", .number(last))]
    case .receivedTimeoutNow(let from, let term): [Field("from", .node(from)), Field("term", .number(term))]
    case .refusedTransfer(let node, let refusal):
      [Field("to", .node(node)), Field("reason", .text(refusal.name))]
    case .heldBackCommand(let successor): [Field("successor", .node(successor))]
    }
  }
}

extension LeadershipDecision.PreVoteRefusal {
  fileprivate var fields: [Field] {
    switch self {
    case .staleTerm(let currentTerm):
      [Field("reason", .text("stale-term")), Field("currentTerm", .number(currentTerm))]
    case .logBehind(let own, let candidate):
      [
        Field("reason", .text("log-behind")), Field("own", .position(own)),
        Field("candidateLast", .position(candidate)),
      ]
    case .hearsLeader(let ago): [Field("reason", .text("hears-leader")), Field("ago_ns", .number(ago))]
    }
  }
}
