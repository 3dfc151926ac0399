import Consensus

/// A rule of Multi-Paxos that decided something, with the numbers that decided it. Sections are those of *Paxos Made
/// Simple*.
public enum PaxosDecision: Sendable, Equatable {
  // Phase 1.
  /// No distinguished proposer was heard for `waited`: it prepares `ballot` for all slots from `first` on.
  case prepared(ballot: Term, waited: Nanoseconds, first: LogIndex)
  /// Its ballot has not been promised by a quorum in time.
  case preparationRanOut(ballot: Term, promises: NodeSet, needed: Int, of: Int)
  /// An acceptor promises, and tells of so many slots what it has accepted.
  case promised(candidate: NodeID, ballot: Term, old: Term, first: LogIndex, accepted: Int)
  case refusedPromise(candidate: NodeID, ballot: Term, promised: Term)
  /// The proposer asks for slots of which the acceptor has kept no more than a snapshot.
  case refusedBehind(candidate: NodeID, ballot: Term, first: LogIndex, gone: LogIndex)
  case wasRefusedAsBehind(by: NodeID, ballot: Term, gone: LogIndex)
  /// A promise comes in parts and counts once all are there.
  case gotPart(from: NodeID, ballot: Term, parts: Int, of: Int)
  case countedPromise(from: NodeID, ballot: Term, accepted: Int, promises: NodeSet, needed: Int, of: Int)
  case leads(ballot: Term, promises: NodeSet, needed: Int, of: Int)
  /// What others had accepted in these slots is proposed again, under this ballot.
  case adopted(first: LogIndex, last: LogIndex, ballot: Term, values: Int)
  /// `behind`: the last slot that was told of; nil where what was told is passed over.
  case filledGap(slot: LogIndex, behind: LogIndex?, ballot: Term)

  // Who proposes.
  case gaveWay(from: Role, ballot: Term, higher: Term, heardFrom: NodeID)
  case follows(leader: NodeID, ballot: Term)
  case redirected(knownLeader: NodeID?)
  case ignored(from: NodeID, ballot: Term, own: Term)
  case declined(RequestRefusal)

  // Phase 2.
  case proposed(LogPosition)
  /// `hole`: the first slot before them in which nothing is accepted.
  case accepted(first: LogIndex, last: LogIndex, ballot: Term, from: NodeID, hole: LogIndex?)
  case refusedAccept(leader: NodeID, ballot: Term, promised: Term)
  case countedAcceptance(
    from: NodeID, index: LogIndex, ballot: Term, acceptors: NodeSet, needed: Int, of: Int)
  case chosen(first: LogIndex, index: LogIndex, ballot: Term, acceptors: NodeSet, needed: Int, of: Int)
  /// From a proposer, or as one from the promises.
  case learned(index: LogIndex, from: NodeID?)
  /// The slot is chosen, and what is stored there was not accepted under the ballot that says so.
  case cannotLearn(slot: LogIndex, stored: Term?, ballot: Term, from: NodeID)
  case sendsAgain(to: NodeID, first: LogIndex)

  // What every protocol here has.
  case reading(ReadDecision)
  case snapshot(SnapshotDecision)
  case integrity(IntegrityDecision)
}

extension PaxosDecision: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .prepared, .preparationRanOut, .promised, .refusedPromise, .refusedBehind, .wasRefusedAsBehind,
      .gotPart,
      .countedPromise, .leads, .adopted, .filledGap:
      phase1(tell)
    case .proposed, .accepted, .refusedAccept, .countedAcceptance, .chosen, .learned, .cannotLearn,
      .sendsAgain:
      phase2(tell)
    case .gaveWay(let role, let ballot, let higher, let from):
      tell(
        "gave-way", "PMS §2.2", rank: role == .leader ? 8 : 6, sign: .stepsDown(from: role),
        ["ballot": Self.name(ballot), "higher": Self.name(higher), "heardFrom": from],
        variants: [role.rawValue])
    case .follows(let leader, let ballot):
      tell("follows-proposer", "PMS §2.4", rank: 4, ["leader": leader, "ballot": Self.name(ballot)])
    case .redirected(let leader):
      tell(
        "redirected-to-proposer", "PMS §3", rank: 2, sign: .redirects, ["knownLeader": leader],
        variants: [leader == nil ? "nowhere" : nil])
    case .ignored(let from, let ballot, let own):
      tell(
        "ignored-ballot", "PMS §2.2", rank: 1,
        ["from": from, "ballot": Self.name(ballot), "own": Self.name(own)])
    case .declined(let refusal):
      tell("not-in-paxos", "PMS §3", rank: 8, sign: .declines, ["reason": refusal.explanation()])
    case .reading(let decision): decision.explanation(tell)
    case .snapshot(let decision): decision.explanation(tell)
    case .integrity(let decision): decision.explanation(tell)
    }
  }

  static func name(_ ballot: Term) -> String { "\(Ballot(ballot))" }

  private func phase1(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .prepared(let ballot, let waited, let first):
      return tell(
        "prepared", "PMS §2.2", rank: 8, sign: .stands(in: ballot),
        ["ballot": Self.name(ballot), "waited_ns": .span(waited), "first": first])
    case .preparationRanOut(let ballot, let promises, let needed, let size):
      return tell(
        "preparation-ran-out", "PMS §2.4", rank: 7, sign: .electionRanOut,
        ["ballot": Self.name(ballot), "promises": promises, "needed": needed, "of": size])
    case .promised(let candidate, let ballot, let old, let first, let accepted):
      return tell(
        "promised", "PMS §2.2", rank: 6, sign: .supports(candidate),
        [
          "candidate": candidate, "ballot": Self.name(ballot), "old": Self.name(old), "first": first,
          "accepted": accepted,
        ], variants: [old == ballot ? "again" : accepted == 0 ? "nothing" : nil])
    case .refusedPromise(let candidate, let ballot, let promised):
      return tell(
        "refused-promise", "PMS §2.2", rank: 7, sign: .refuses(candidate),
        ["candidate": candidate, "ballot": Self.name(ballot), "promised": Self.name(promised)])
    case .refusedBehind(let candidate, let ballot, let first, let gone):
      return tell(
        "refused-promise-behind", "PMS §2.2", rank: 7, sign: .refuses(candidate),
        ["candidate": candidate, "ballot": Self.name(ballot), "first": first, "gone": gone])
    case .wasRefusedAsBehind(let node, let ballot, let gone):
      return tell(
        "was-refused-behind", "PMS §2.2", rank: 5, ["by": node, "ballot": Self.name(ballot), "gone": gone])
    case .gotPart(let from, let ballot, let parts, let all):
      return tell(
        "got-part", "PMS §3", rank: 3, ["from": from, "ballot": Self.name(ballot), "parts": parts, "of": all])
    case .countedPromise(let from, let ballot, let accepted, let promises, let needed, let size):
      return tell(
        "counted-promise", "PMS §2.2", rank: 5,
        [
          "from": from, "ballot": Self.name(ballot), "accepted": accepted, "promises": promises,
          "needed": needed,
          "of": size,
        ], variants: [from == tell.node ? "itself" : nil])
    case .leads(let ballot, let promises, let needed, let size):
      return tell(
        "leads-ballot", "PMS §2.2, §3", rank: 9, sign: .leads,
        ["ballot": Self.name(ballot), "promises": promises, "needed": needed, "of": size])
    case .adopted(let first, let last, let ballot, let values):
      return tell(
        "adopted-values", "PMS §2.2", rank: 7,
        ["first": first, "last": last, "ballot": Self.name(ballot), "values": values],
        variants: [first == last ? "one" : nil])
    case .filledGap(let slot, let behind, let ballot):
      return tell(
        "filled-gap", "PMS §3", rank: 7, ["slot": slot, "behind": behind, "ballot": Self.name(ballot)],
        variants: [behind == nil ? "unasked" : nil])
    default: return tell("", "", [:])
    }
  }

  private func phase2(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .proposed(let entry):
      return tell(
        "proposed", "PMS §3", rank: 2, sign: .appends(entry),
        ["slot": entry.index, "ballot": Self.name(entry.term), "entry": entry])
    case .accepted(let first, let last, let ballot, let from, let hole):
      return tell(
        "accepted-values", "PMS §2.2", rank: hole == nil ? 3 : 6, sign: .stores,
        ["first": first, "last": last, "ballot": Self.name(ballot), "from": from, "hole": hole],
        variants: [hole == nil ? nil : "hole", first < last ? "range" : nil])
    case .refusedAccept(let leader, let ballot, let promised):
      return tell(
        "refused-accept", "PMS §2.2", rank: 7,
        ["leader": leader, "ballot": Self.name(ballot), "promised": Self.name(promised)])
    case .countedAcceptance(let from, let index, let ballot, let acceptors, let needed, let size):
      return tell(
        "counted-acceptance", "PMS §2.2", rank: acceptors.count > needed ? 2 : 4,
        sign: .countsCopy(of: index),
        [
          "from": from, "index": index, "ballot": Self.name(ballot), "acceptors": acceptors, "needed": needed,
          "of": size,
        ], variants: [from == tell.node ? "itself" : nil])
    case .chosen(let first, let index, let ballot, let acceptors, let needed, let size):
      return tell(
        "chosen", "PMS §2.2", rank: 5, sign: .commits(in: ballot),
        [
          "first": first, "index": index, "ballot": Self.name(ballot), "acceptors": acceptors,
          "needed": needed,
          "of": size,
        ], variants: [first < index ? "range" : nil])
    case .learned(let index, let from):
      return tell(
        "learned-chosen", "PMS §2.3", rank: 2, ["index": index, "from": from],
        variants: [from == nil ? "promises" : nil])
    case .cannotLearn(let slot, let stored, let ballot, let from):
      return tell(
        "cannot-learn", "PMS §2.3", rank: 5, sign: .needsRepair(in: ballot),
        ["slot": slot, "stored": stored.map(Self.name), "ballot": Self.name(ballot), "from": from],
        variants: [stored == nil ? "hole" : nil])
    case .sendsAgain(let acceptor, let first):
      return tell("sends-again", "PMS §3", rank: 5, ["to": acceptor, "first": first])
    default: return tell("", "", [:])
    }
  }
}

extension PaxosReplica {
  /// As `PaxosDecision.explanation` gives them.
  public static let decisionNames = [
    "accepted-values", "adopted-values", "asked-for-snapshot", "began-snapshot", "cannot-learn", "chosen",
    "compacted-log", "confirmed-leadership", "counted-acceptance", "counted-promise", "did-not-count-damaged",
    "did-not-count-wiped", "filled-gap", "finished-snapshot", "follows-proposer", "found-damage",
    "found-damaged-snapshot", "found-damaged-vote", "found-wiped", "gave-way", "got-part", "ignored-ballot",
    "installed-snapshot", "leads-ballot", "learned-chosen", "not-in-paxos", "passed-over-snapshot",
    "preparation-ran-out", "prepared", "promised", "proposed", "read-waits-for-term", "received-snapshot",
    "redirected-to-proposer", "refused-accept", "refused-promise", "refused-promise-behind",
    "refused-snapshot",
    "refused-vote-damaged", "refused-vote-wiped", "repaired", "sends-again", "sends-snapshot-again",
    "served-read", "took-read-index", "turned-reads-away", "was-refused-behind", "withheld-candidacy-damaged",
    "withheld-candidacy-wiped",
  ]

  public static func grants(_ decision: PaxosDecision) -> Bool? {
    switch decision {
    case .promised, .accepted: true
    case .refusedPromise, .refusedBehind, .refusedAccept, .integrity(.refusedVote): false
    default: nil
    }
  }
}
