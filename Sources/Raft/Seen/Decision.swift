import Consensus

/// A rule of the protocol that decided something, with the numbers that decided it. The deciding node is
/// known from where the decision was made. Sentences are made from it elsewhere, in any language.
public enum Decision: Sendable, Equatable {
  /// Why a vote is not given (Raft Figure 2, RequestVote).
  public enum VoteRefusal: Sendable, Equatable {
    /// The request is of a term that is over (Raft §5.1).
    case staleTerm(currentTerm: Term)
    /// One vote per term, and it is given (§5.2).
    case alreadyVoted(for: NodeID)
    /// The voter's log is more up to date (§5.4.1).
    case logBehind(own: LogPosition, candidate: LogPosition)
  }

  /// Why entries are not taken (Raft Figure 2, AppendEntries).
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
  case changedFlow(follower: NodeID, old: ReplicationState, new: ReplicationState, next: LogIndex)
  /// Of and about a member that lost promised state (dissertation §3.8).
  case integrity(IntegrityDecision)
}

extension Decision: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .leadership(let decision): decision.explanation(tell)
    case .membership(let decision): decision.explanation(tell)
    case .reading(let decision): decision.explanation(tell)
    case .snapshot(let decision): decision.explanation(tell)
    case .integrity(let decision): decision.explanation(tell)
    case .changedFlow(let follower, let old, let new, let next):
      tell(
        "changed-flow", "D§10.2.1", rank: 4,
        ["follower": follower, "old": old.rawValue, "new": new.rawValue, "next": next],
        variants: [new.rawValue])
    case .startedElection(let term, let waited, let last):
      tell(
        "started-election", "§5.2", rank: 8, sign: .stands(in: term),
        ["term": term, "waited_ns": .span(waited), "last": last])
    case .electionRanOut(let term, let votes, let needed, let size):
      // A majority without its own vote is possible: that one counts once it is durable.
      tell(
        "election-ran-out", "§5.2", rank: 7, sign: .electionRanOut,
        ["term": term, "votes": votes, "needed": needed, "of": size],
        variants: [votes.count >= needed ? "unwritten" : nil, votes.isEmpty ? "no-votes" : nil])
    case .grantedVote(let candidate, let term, let own, let last):
      tell(
        "granted-vote", "§5.2, §5.4.1", rank: 6, sign: .supports(candidate),
        ["candidate": candidate, "term": term, "own": own, "candidateLast": last],
        variants: [Self.comparison(of: own, with: last)])
    case .refusedVote(let candidate, let term, .staleTerm(let currentTerm)):
      tell(
        "refused-vote", "§5.1", rank: 7, sign: .refuses(candidate),
        ["candidate": candidate, "term": term, "reason": "stale-term", "currentTerm": currentTerm])
    case .refusedVote(let candidate, let term, .alreadyVoted(let voted)):
      tell(
        "refused-vote", "§5.2", rank: 7, sign: .refuses(candidate),
        ["candidate": candidate, "term": term, "reason": "already-voted", "votedFor": voted],
        variants: [voted == tell.node ? "voted-itself" : nil])
    case .refusedVote(let candidate, let term, .logBehind(let own, let last)):
      tell(
        "refused-vote", "§5.4.1", rank: 7, sign: .refuses(candidate),
        ["candidate": candidate, "term": term, "reason": "log-behind", "own": own, "candidateLast": last],
        variants: [last.index == 0 ? "log-empty" : own.term == last.term ? "log-shorter" : nil])
    case .countedVote(let from, let term, let votes, let needed, let size):
      tell(
        "counted-vote", "§5.2", rank: 5,
        ["from": from, "term": term, "votes": votes, "needed": needed, "of": size],
        variants: [
          from == tell.node && votes.contains(from) ? "itself" : nil,
          votes.count >= needed && votes.count < size && !(tell.node.map(votes.contains) ?? true)
            ? "unwritten" : nil,
        ])
    case .wasRefused(let node, let term):
      tell("was-refused", "§5.2", rank: 3, ["by": node, "term": term])
    case .becameLeader(let term, let votes, let needed, let size):
      tell(
        "became-leader", "§5.2", rank: 9, sign: .leads,
        ["term": term, "votes": votes, "needed": needed, "of": size])
    case .steppedDown(let role, let oldTerm, let newTerm, let from):
      tell(
        "stepped-down", oldTerm == newTerm ? "§5.2" : "§5.1",
        rank: role == .leader ? 8 : role == .candidate ? 6 : 3, sign: .stepsDown(from: role),
        ["from": role.rawValue, "oldTerm": oldTerm, "newTerm": newTerm, "heardFrom": from],
        variants: [
          role == .candidate && oldTerm == newTerm ? "meets-leader" : role.rawValue,
          oldTerm == newTerm ? "same-term" : nil,
        ])
    case .adoptedTerm(let oldTerm, let newTerm, let from):
      tell("adopted-term", "§5.1", rank: 3, ["oldTerm": oldTerm, "newTerm": newTerm, "heardFrom": from])
    case .followsLeader(let leader, let term):
      tell("follows-leader", "§5.2", rank: 4, ["leader": leader, "term": term])
    case .appended(let position, let noOp):
      tell(
        "appended", noOp ? "§8" : "§5.3", rank: noOp ? 6 : 2, sign: .appends(position),
        ["entry": position, "noOp": noOp], variants: [noOp ? "no-op" : nil])
    case .redirectedClient(let leader):
      tell(
        "redirected-client", "§8", rank: 2, sign: .redirects, ["knownLeader": leader],
        variants: [leader == nil ? "nowhere" : nil])
    case .storedEntries(let first, let last, let from):
      tell(
        "stored-entries", "§5.3", rank: 3, sign: .stores,
        ["first": first, "last": last, "from": from],
        variants: [first < last ? "range" : nil])
    case .deletedConflict(let first, let last, let own, let leaderTerm, let leader):
      tell(
        "deleted-conflict", "§5.3", rank: 8, sign: .deletesEntries,
        ["first": first, "last": last, "ownTerm": own, "leaderTerm": leaderTerm, "leader": leader],
        variants: [first < last ? "range" : nil])
    case .refusedAppend(let leader, let term, .staleTerm(let currentTerm)):
      tell(
        "refused-append", "§5.1", rank: 7,
        ["leader": leader, "term": term, "reason": "stale-term", "currentTerm": currentTerm])
    case .refusedAppend(let leader, let term, .missingPrevious(let previous, let lastIndex)):
      tell(
        "refused-append", "§5.3", rank: 7, sign: .needsRepair(in: term),
        [
          "leader": leader, "term": term, "reason": "missing-previous", "previous": previous,
          "lastIndex": lastIndex,
        ], variants: [lastIndex == 0 ? "log-empty" : nil])
    case .refusedAppend(let leader, let term, .conflictingPrevious(let previous, let ownTerm)):
      tell(
        "refused-append", "§5.3", rank: 7, sign: .needsRepair(in: term),
        [
          "leader": leader, "term": term, "reason": "conflicting-previous", "previous": previous,
          "ownTerm": ownTerm,
        ])
    case .countedCopy(let from, let index, let copies, let needed, let size):
      tell(
        "counted-copy", "§5.3", rank: copies.count > needed ? 2 : 4, sign: .countsCopy(of: index),
        ["from": from, "index": index, "copies": copies, "needed": needed, "of": size],
        variants: [from == tell.node ? "itself" : nil])
    case .backedUp(let follower, let oldNext, let newNext):
      tell("backed-up", "§5.3", rank: 5, ["follower": follower, "oldNext": oldNext, "newNext": newNext])
    case .committed(let first, let index, let term, let copies, let needed, let size):
      tell(
        "committed", "§5.3, §5.4", rank: 5, sign: .commits(in: term),
        ["first": first, "index": index, "term": term, "copies": copies, "needed": needed, "of": size],
        variants: [first < index ? "range" : nil])
    case .heldBackOldTerm(let index, let entryTerm, let currentTerm, let copies, let size):
      tell(
        "held-back-old-term", "§5.4.2, Figure 8", rank: 8, sign: .holdsBack,
        ["index": index, "entryTerm": entryTerm, "currentTerm": currentTerm, "copies": copies, "of": size])
    case .learnedCommit(let index, let from):
      tell("learned-commit", "§5.3", rank: 2, ["index": index, "from": from])
    case .ignoredStale(let from, let messageTerm, let currentTerm):
      tell(
        "ignored-stale", "§5.1", rank: 1,
        ["from": from, "messageTerm": messageTerm, "currentTerm": currentTerm],
        variants: [messageTerm >= currentTerm ? "late" : nil])
    }
  }

  /// What decided between a voter's log, which ends with `own`, and a candidate's that is not behind it.
  private static func comparison(of own: LogPosition, with last: LogPosition) -> String? {
    switch (own, last) {
    case (.origin, .origin): "both-empty"
    case (.origin, _): "over-empty"
    case _ where own == last: "same"
    case _ where last.term > own.term: "later"
    case _ where last.term == own.term && last.index > own.index: "longer"
    default: nil
    }
  }
}
