/// A rule of the protocol that decided something, with the numbers that decided it. The deciding node is
/// known from where the decision was made. Sentences are made from it elsewhere, in any language.
public enum Decision: Sendable, Equatable {
  public enum VoteRefusal: Sendable, Equatable {
    /// The request is of a term that is over (Raft §5.1).
    case staleTerm(currentTerm: Term)
    /// One vote per term, and it is given (§5.2).
    case alreadyVoted(for: NodeID)
    /// The voter's log is more up to date (§5.4.1).
    case logBehind(own: LogPosition, candidate: LogPosition)
  }

  public enum AppendRefusal: Sendable, Equatable {
    /// The sender's term is over (§5.1).
    case staleTerm(currentTerm: Term)
    /// There is no entry before the first one sent: the log ends at `lastIndex` (§5.3).
    case missingPrevious(previous: LogPosition, lastIndex: LogIndex)
    /// The entry before the first one sent is of another term (§5.3).
    case conflictingPrevious(previous: LogPosition, ownTerm: Term)
  }

  /// No leader was heard for `waited`: it starts `term`, votes for itself and asks the others (§5.2).
  case startedElection(term: Term, waited: Nanoseconds, last: LogPosition)
  /// The election of `term` ran out without a majority for this candidate (§5.2).
  case electionRanOut(term: Term, votes: NodeSet, needed: Int, of: Int)
  case grantedVote(candidate: NodeID, term: Term, own: LogPosition, candidateLast: LogPosition)
  case refusedVote(candidate: NodeID, term: Term, VoteRefusal)
  /// A candidate counts a vote (its own: when durable).
  case countedVote(from: NodeID, term: Term, votes: NodeSet, needed: Int, of: Int)
  /// A candidate is told no.
  case wasRefused(by: NodeID, term: Term)
  /// A majority voted for it (§5.2).
  case becameLeader(term: Term, votes: NodeSet, needed: Int, of: Int)
  /// A candidate or leader returns to follower: it met a higher term (§5.1), or a candidate the leader of
  /// its own term (§5.2).
  case steppedDown(from: Role, oldTerm: Term, newTerm: Term, heardFrom: NodeID)
  /// A follower moves to a higher term (§5.1).
  case adoptedTerm(oldTerm: Term, newTerm: Term, heardFrom: NodeID)
  /// A follower learns who leads its term.
  case followsLeader(leader: NodeID, term: Term)
  /// The leader appended a client's command (§5.3) or its opening empty entry (§8).
  case appended(LogPosition, noOp: Bool)
  /// A client's command was turned away: only the leader takes commands (§8).
  case redirectedClient(knownLeader: NodeID?)
  /// A follower appended entries after the consistency check passed (§5.3).
  case storedEntries(first: LogIndex, last: LogIndex, from: NodeID)
  /// A follower deletes entries that conflict with the leader's (§5.3).
  case deletedConflict(first: LogIndex, last: LogIndex, ownTerm: Term, leaderTerm: Term, leader: NodeID)
  case refusedAppend(leader: NodeID, term: Term, AppendRefusal)
  /// The leader counts a copy of its newest entries; `copies` are the nodes that hold `index` durably (§5.3).
  case countedCopy(from: NodeID, index: LogIndex, copies: NodeSet, needed: Int, of: Int)
  /// The leader goes back along a follower's log after a refusal (§5.3).
  case backedUp(follower: NodeID, oldNext: LogIndex, newNext: LogIndex)
  /// An entry of the leader's own term is on a majority (§5.3, §5.4). `first` is the first newly committed.
  case committed(first: LogIndex, index: LogIndex, term: Term, copies: NodeSet, needed: Int, of: Int)
  /// On a majority, yet of an older term: not committed by counting (§5.4.2, Figure 8).
  case heldBackOldTerm(index: LogIndex, entryTerm: Term, currentTerm: Term, copies: NodeSet, of: Int)
  /// A follower learns the leader's commitIndex (§5.3).
  case learnedCommit(index: LogIndex, from: NodeID)
  /// A reply of an earlier term or role: it changes nothing.
  case ignoredStale(from: NodeID, messageTerm: Term, currentTerm: Term)

  // The parts of the dissertation beyond the paper's Figure 2, a topic each.
  case leadership(LeadershipDecision)
  case membership(MembershipDecision)
  case reading(ReadDecision)
  case snapshot(SnapshotDecision)
  /// The leader changes how it sends to a follower, from entry `next` on.
  case changedFlow(follower: NodeID, old: FollowerFlow, new: FollowerFlow, next: LogIndex)
  /// Of and about a member that lost promised state (dissertation §3.8).
  case standing(StandingDecision)

  /// A stable name for files.
  public var name: String {
    switch self {
    case .startedElection: "started-election"
    case .electionRanOut: "election-ran-out"
    case .grantedVote: "granted-vote"
    case .refusedVote: "refused-vote"
    case .countedVote: "counted-vote"
    case .wasRefused: "was-refused"
    case .becameLeader: "became-leader"
    case .steppedDown: "stepped-down"
    case .adoptedTerm: "adopted-term"
    case .followsLeader: "follows-leader"
    case .appended: "appended"
    case .redirectedClient: "redirected-client"
    case .storedEntries: "stored-entries"
    case .deletedConflict: "deleted-conflict"
    case .refusedAppend: "refused-append"
    case .countedCopy: "counted-copy"
    case .backedUp: "backed-up"
    case .committed: "committed"
    case .heldBackOldTerm: "held-back-old-term"
    case .learnedCommit: "learned-commit"
    case .ignoredStale: "ignored-stale"
    case .leadership(let decision): decision.name
    case .membership(let decision): decision.name
    case .reading(let decision): decision.name
    case .snapshot(let decision): decision.name
    case .changedFlow: "changed-flow"
    case .standing(let decision): decision.name
    }
  }

  /// Where the rule stands in the Raft paper (extended version), or with `D` in Ongaro's dissertation.
  public var section: String {
    switch self {
    case .startedElection, .electionRanOut, .countedVote, .wasRefused, .becameLeader, .followsLeader: "§5.2"
    case .grantedVote: "§5.2, §5.4.1"
    case .refusedVote(_, _, let reason):
      switch reason {
      case .staleTerm: "§5.1"
      case .alreadyVoted: "§5.2"
      case .logBehind: "§5.4.1"
      }
    case .steppedDown(_, let oldTerm, let newTerm, _): oldTerm == newTerm ? "§5.2" : "§5.1"
    case .adoptedTerm, .ignoredStale: "§5.1"
    case .appended(_, let noOp): noOp ? "§8" : "§5.3"
    case .redirectedClient: "§8"
    case .refusedAppend(_, _, .staleTerm): "§5.1"
    case .storedEntries, .deletedConflict, .refusedAppend, .countedCopy, .backedUp, .learnedCommit: "§5.3"
    case .committed: "§5.3, §5.4"
    case .heldBackOldTerm: "§5.4.2, Figure 8"
    case .leadership(let decision): decision.section
    case .membership(let decision): decision.section
    case .reading(let decision): decision.section
    case .snapshot(let decision): decision.section
    case .standing(let decision): decision.section
    case .changedFlow: "D§10.2.1"
    }
  }

  /// The numbers, by name, for files and tests.
  public var fields: [Field] {
    switch self {
    case .startedElection(let term, let waited, let last):
      [Field("term", .number(term)), Field("waited_ns", .number(waited)), Field("last", .position(last))]
    case .electionRanOut(let term, let votes, let needed, let size):
      Self.tally(term: term, "votes", votes, needed, size)
    case .grantedVote(let candidate, let term, let own, let last):
      [
        Field("candidate", .node(candidate)), Field("term", .number(term)),
        Field("own", .position(own)), Field("candidateLast", .position(last)),
      ]
    case .refusedVote(let candidate, let term, let reason):
      [Field("candidate", .node(candidate)), Field("term", .number(term))] + reason.fields
    case .countedVote(let from, let term, let votes, let needed, let size):
      [Field("from", .node(from))] + Self.tally(term: term, "votes", votes, needed, size)
    case .wasRefused(let node, let term): [Field("by", .node(node)), Field("term", .number(term))]
    case .becameLeader(let term, let votes, let needed, let size):
      Self.tally(term: term, "votes", votes, needed, size)
    case .steppedDown(let role, let oldTerm, let newTerm, let from):
      [
        Field("from", .text(role.rawValue)), Field("oldTerm", .number(oldTerm)),
        Field("newTerm", .number(newTerm)), Field("heardFrom", .node(from)),
      ]
    case .adoptedTerm(let oldTerm, let newTerm, let from):
      [
        Field("oldTerm", .number(oldTerm)), Field("newTerm", .number(newTerm)),
        Field("heardFrom", .node(from)),
      ]
    case .followsLeader(let leader, let term): [Field("leader", .node(leader)), Field("term", .number(term))]
    case .appended(let position, let noOp): [Field("entry", .position(position)), Field("noOp", .flag(noOp))]
    case .redirectedClient(let leader): [Field("knownLeader", leader.map { .node($0) } ?? .none)]
    case .storedEntries(let first, let last, let from):
      [Field("first", .number(first)), Field("last", .number(last)), Field("from", .node(from))]
    case .deletedConflict(let first, let last, let own, let leaderTerm, let leader):
      [
        Field("first", .number(first)), Field("last", .number(last)), Field("ownTerm", .number(own)),
        Field("leaderTerm", .number(leaderTerm)), Field("leader", .node(leader)),
      ]
    case .refusedAppend(let leader, let term, let reason):
      [Field("leader", .node(leader)), Field("term", .number(term))] + reason.fields
    case .countedCopy(let from, let index, let copies, let needed, let size):
      [Field("from", .node(from)), Field("index", .number(index))]
        + Self.tally(term: nil, "copies", copies, needed, size)
    case .backedUp(let follower, let oldNext, let newNext):
      [
        Field("follower", .node(follower)), Field("oldNext", .number(oldNext)),
        Field("newNext", .number(newNext)),
      ]
    case .committed(let first, let index, let term, let copies, let needed, let size):
      [Field("first", .number(first)), Field("index", .number(index))]
        + Self.tally(term: term, "copies", copies, needed, size)
    case .heldBackOldTerm(let index, let entryTerm, let currentTerm, let copies, let size):
      [
        Field("index", .number(index)), Field("entryTerm", .number(entryTerm)),
        Field("currentTerm", .number(currentTerm)), Field("copies", .nodes(copies)),
        Field("of", .number(UInt64(size))),
      ]
    case .learnedCommit(let index, let from): [Field("index", .number(index)), Field("from", .node(from))]
    case .ignoredStale(let from, let messageTerm, let currentTerm):
      [
        Field("from", .node(from)), Field("messageTerm", .number(messageTerm)),
        Field("currentTerm", .number(currentTerm)),
      ]
    case .leadership(let decision): decision.fields
    case .membership(let decision): decision.fields
    case .reading(let decision): decision.fields
    case .snapshot(let decision): decision.fields
    case .standing(let decision): decision.fields
    case .changedFlow(let follower, let old, let new, let next):
      [
        Field("follower", .node(follower)), Field("old", .text(old.rawValue)),
        Field("new", .text(new.rawValue)), Field("next", .number(next)),
      ]
    }
  }

  static func tally(term: Term?, _ name: String, _ nodes: NodeSet, _ needed: Int, _ size: Int)
    -> [Field]
  {
    (term.map { [Field("term", .number($0))] } ?? []) + [
      Field(name, .nodes(nodes)), Field("needed", .number(UInt64(needed))),
      Field("of", .number(UInt64(size))),
    ]
  }
}

extension Decision.VoteRefusal {
  fileprivate var fields: [Field] {
    switch self {
    case .staleTerm(let currentTerm):
      [Field("reason", .text("stale-term")), Field("currentTerm", .number(currentTerm))]
    case .alreadyVoted(let node): [Field("reason", .text("already-voted")), Field("votedFor", .node(node))]
    case .logBehind(let own, let candidate):
      [
        Field("reason", .text("log-behind")), Field("own", .position(own)),
        Field("candidateLast", .position(candidate)),
      ]
    }
  }
}

extension Decision.AppendRefusal {
  fileprivate var fields: [Field] {
    switch self {
    case .staleTerm(let currentTerm):
      [Field("reason", .text("stale-term")), Field("currentTerm", .number(currentTerm))]
    case .missingPrevious(let previous, let lastIndex):
      [
        Field("reason", .text("missing-previous")), Field("previous", .position(previous)),
        Field("lastIndex", .number(lastIndex)),
      ]
    case .conflictingPrevious(let previous, let ownTerm):
      [
        Field("reason", .text("conflicting-previous")), Field("previous", .position(previous)),
        Field("ownTerm", .number(ownTerm)),
      ]
    }
  }
}
