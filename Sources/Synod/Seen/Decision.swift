import Consensus

/// A rule of single-decree Paxos that decided something, with the numbers that decided it. Sections are those of
/// *Paxos Made Simple*. What Multi-Paxos decides too has the same name.
public enum SynodDecision: Sendable, Equatable {
  // Phase 1.
  case prepared(ballot: Term, to: NodeSet, isByHand: Bool)
  /// Its ballot was not accepted by a quorum in time.
  case ranOut(ballot: Term, promises: NodeSet, needed: Int, of: Int)
  /// Every number of its own is lower than this one: only where the server stands first in a ballot.
  case outranked(by: Term)
  /// `accepted`: the ballot under which it had accepted a value, of which it tells.
  case promised(candidate: NodeID, ballot: Term, old: Term, accepted: Term?)
  case refusedPromise(candidate: NodeID, ballot: Term, promised: Term)
  case countedPromise(from: NodeID, ballot: Term, accepted: Term?, promises: NodeSet, needed: Int, of: Int)
  case abandoned(ballot: Term, higher: Term, by: NodeID)
  case redirected(proposer: NodeID?)

  // Phase 2.
  /// `adopted`: the ballot of the value that it had to take over; nil: it is its own.
  case proposed(ballot: Term, adopted: Term?)
  case accepted(ballot: Term, from: NodeID)
  case refusedAccept(proposer: NodeID, ballot: Term, promised: Term)
  case countedAcceptance(from: NodeID, ballot: Term, acceptors: NodeSet, needed: Int, of: Int)
  case chosen(ballot: Term, acceptors: NodeSet, needed: Int, of: Int)

  case integrity(IntegrityDecision)
}

extension SynodDecision: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .prepared, .ranOut, .outranked, .promised, .refusedPromise, .countedPromise: return phase1(tell)
    case .proposed, .accepted, .refusedAccept, .countedAcceptance, .chosen: return phase2(tell)
    case .abandoned(let ballot, let higher, let node):
      return tell(
        "gave-way", "PMS §2.2", rank: 7, sign: .stepsDown(from: .candidate),
        ["ballot": Self.name(ballot), "higher": Self.name(higher), "heardFrom": node],
        variants: [Role.candidate.rawValue])
    case .redirected(let proposer):
      return tell(
        "redirected-to-proposer", "PMS §2.1", rank: 2, sign: .redirects, ["knownLeader": proposer],
        variants: [proposer == nil ? "nowhere" : nil])
    case .integrity(let decision): return decision.explanation(tell)
    }
  }

  private static func name(_ ballot: Term) -> String { "\(Ballot(ballot))" }

  private func phase1(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .prepared(let ballot, let nodes, let isByHand):
      return tell(
        "prepared", "PMS §2.2", rank: 8, sign: .stands(in: ballot),
        ["ballot": Self.name(ballot), "to": nodes], variants: [isByHand ? "told" : nil])
    case .ranOut(let ballot, let promises, let needed, let size):
      return tell(
        "preparation-ran-out", "PMS §2.4", rank: 7, sign: .electionRanOut,
        ["ballot": Self.name(ballot), "promises": promises, "needed": needed, "of": size],
        variants: [promises.count >= needed ? "promised" : nil])
    case .outranked(let ballot):
      return tell("outranked", "PMS §2.4", rank: 7, ["ballot": Self.name(ballot)])
    case .promised(let candidate, let ballot, let old, let accepted):
      return tell(
        "promised", "PMS §2.2", rank: 6,
        [
          "candidate": candidate, "ballot": Self.name(ballot), "old": Self.name(old),
          "accepted": accepted.map(Self.name),
        ], variants: [old == ballot ? "again" : accepted == nil ? "nothing" : nil])
    case .refusedPromise(let candidate, let ballot, let promised):
      return tell(
        "refused-promise", "PMS §2.2", rank: 7,
        ["candidate": candidate, "ballot": Self.name(ballot), "promised": Self.name(promised)])
    case .countedPromise(let from, let ballot, let accepted, let promises, let needed, let size):
      return tell(
        "counted-promise", "PMS §2.2", rank: 5,
        [
          "from": from, "ballot": Self.name(ballot), "accepted": accepted.map(Self.name),
          "promises": promises, "needed": needed, "of": size,
        ], variants: [from == tell.node ? "itself" : nil])
    default: return tell("", "", [:])
    }
  }

  private func phase2(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .proposed(let ballot, let adopted):
      return tell(
        "proposed", "PMS §2.2", rank: 8, ["ballot": Self.name(ballot), "adopted": adopted.map(Self.name)],
        variants: [adopted == nil ? "own" : nil])
    case .accepted(let ballot, let from):
      return tell(
        "accepted-values", "PMS §2.2", rank: 6, sign: .stores, ["ballot": Self.name(ballot), "from": from])
    case .refusedAccept(let proposer, let ballot, let promised):
      return tell(
        "refused-accept", "PMS §2.2", rank: 7,
        ["leader": proposer, "ballot": Self.name(ballot), "promised": Self.name(promised)])
    case .countedAcceptance(let from, let ballot, let acceptors, let needed, let size):
      return tell(
        "counted-acceptance", "PMS §2.3", rank: acceptors.count > needed ? 2 : 4, sign: .countsCopy(of: 1),
        [
          "from": from, "ballot": Self.name(ballot), "acceptors": acceptors, "needed": needed, "of": size,
        ], variants: [from == tell.node ? "itself" : nil])
    case .chosen(let ballot, let acceptors, let needed, let size):
      return tell(
        "chosen", "PMS §2.2", rank: 9, sign: .commits(in: ballot),
        ["ballot": Self.name(ballot), "acceptors": acceptors, "needed": needed, "of": size])
    default: return tell("", "", [:])
    }
  }
}

extension SynodReplica {
  /// As `SynodDecision.explanation` gives them.
  public static let decisionNames = [
    "accepted-values", "chosen", "counted-acceptance", "counted-promise", "found-damaged-vote", "found-wiped",
    "gave-way", "outranked", "preparation-ran-out", "prepared", "promised", "proposed",
    "redirected-to-proposer", "refused-accept", "refused-promise", "refused-vote-wiped",
  ]

  public static func grants(_ decision: SynodDecision) -> Bool? {
    switch decision {
    case .promised, .accepted: true
    case .refusedPromise, .refusedAccept, .integrity(.refusedVote): false
    default: nil
    }
  }
}
