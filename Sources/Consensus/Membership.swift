/// Who belongs to a cluster and who decides: a configuration of dissertation ch. 4, as an entry of the log
/// holds it. A server uses the newest one in its log, committed or not (§4.1).
public struct Membership: Hashable, Sendable, CustomStringConvertible {
  /// Those who vote: C_new, or the only configuration.
  public var voters: NodeSet
  /// C_old while both decide together (joint consensus, §4.3); empty otherwise.
  public var outgoing: NodeSet
  /// Those who receive the log and do not vote (§4.2.1).
  public var learners: NodeSet
  /// The learners that become voters as soon as they have caught up.
  public var joining: NodeSet
  /// How many of the voters decide: a majority, unless Paxos was given other sizes. No log and no snapshot says so.
  public var quorums: QuorumSizes

  public init(
    voters: NodeSet, outgoing: NodeSet = [], learners: NodeSet = [], joining: NodeSet = [],
    quorums: QuorumSizes = QuorumSizes()
  ) {
    self.voters = voters
    self.outgoing = outgoing
    self.learners = learners
    self.joining = joining
    self.quorums = quorums
  }

  /// Whether C_old and C_new decide together.
  public var isJoint: Bool { !outgoing.isEmpty }
  /// All that receive the log.
  public var all: NodeSet { deciders.union(learners) }
  /// All whose votes and copies count.
  public var deciders: NodeSet { voters.union(outgoing) }

  /// "n1 n2 n3", "n1 n2 n3 n4 and n1 n2 n3 (joint)", "n1 n2 n3, learners n4".
  public var description: String {
    let deciding = isJoint ? "\(voters) and \(outgoing) (joint)" : "\(voters)"
    return learners.isEmpty ? deciding : "\(deciding), learners \(learners)"
  }

  private static let version: UInt8 = 1

  /// Version 1: a byte 1, then voters, outgoing, learners and joining as two bytes each, big endian, bit n
  /// for node n.
  public func encoded() -> [UInt8] {
    [Self.version]
      + [voters, outgoing, learners, joining].flatMap { [UInt8($0.bits >> 8), UInt8($0.bits & 0xFF)] }
  }

  /// nil unless the bytes are what `encoded()` makes of some membership.
  public init?(decoding bytes: [UInt8]) {
    guard bytes.count == 9, bytes[0] == Self.version else { return nil }
    func set(_ place: Int) -> NodeSet? {
      let bits = UInt16(bytes[1 + 2 * place]) << 8 | UInt16(bytes[2 + 2 * place])
      let set = NodeSet(bits: bits)
      return set.bits == bits && bits >> (UInt16(NodeID.highest) + 1) == 0 ? set : nil
    }
    guard let voters = set(0), let outgoing = set(1), let learners = set(2), let joining = set(3) else {
      return nil
    }
    self.init(voters: voters, outgoing: outgoing, learners: learners, joining: joining)
  }
}

/// A change that somebody asks for.
public enum MembershipChange: Sendable, Equatable {
  /// Brings a node in; it votes once it has caught up (§4.2.1).
  case add(NodeID)
  /// Brings a node in that stays without a vote.
  case addLearner(NodeID)
  /// Gives a learner that has caught up its vote.
  case promote(NodeID)
  case remove(NodeID)

  public var node: NodeID {
    switch self {
    case .add(let node), .addLearner(let node), .promote(let node), .remove(let node): node
    }
  }

  /// As the verb spells it, without the node and what follows it: a learner is added by `add` too.
  public var name: String {
    switch self {
    case .add, .addLearner: "add"
    case .promote: "promote"
    case .remove: "remove"
    }
  }
}

extension Membership {
  /// Why a change makes no sense for this configuration, whatever its servers are doing.
  public func refusal(of change: MembershipChange) -> RequestRefusal? {
    let node = change.node
    switch change {
    case .add: return deciders.contains(node) || joining.contains(node) ? .memberAlready(node) : nil
    case .addLearner: return all.contains(node) ? .memberAlready(node) : nil
    case .promote:
      if deciders.contains(node) { return .memberAlready(node) }
      return learners.contains(node) ? nil : .noSuchNode(node)
    case .remove:
      guard all.contains(node) else { return .noSuchNode(node) }
      return voters == [node] ? .lastNode(node) : nil
    }
  }

  /// The first configuration on the way to `change`: a joint one where the voters change (§4.3), else the
  /// new one.
  public func firstStep(of change: MembershipChange, jointly: Bool) -> Membership {
    var next = self
    let node = change.node
    switch change {
    case .add:
      next.learners.insert(node)
      next.joining.insert(node)
    case .addLearner: next.learners.insert(node)
    case .promote:
      next.learners.remove(node)
      next.joining.remove(node)
      next.voters.insert(node)
    case .remove:
      next.learners.remove(node)
      next.joining.remove(node)
      next.voters.remove(node)
    }
    if jointly, next.voters != voters { next.outgoing = voters }
    return next
  }

  /// C_new, after C_old,new (§4.3).
  public var withoutOutgoing: Membership {
    var next = self
    next.outgoing = []
    return next
  }
}

extension Membership {
  /// Its sets by name; those of a joint configuration only where there are any.
  public var fields: [Field] {
    [Field("voters", .nodes(voters))]
      + (isJoint ? [Field("outgoing", .nodes(outgoing))] : [])
      + (learners.isEmpty ? [] : [Field("learners", .nodes(learners))])
  }
}

/// Why a member does not do what it is asked to: a leader mostly, or one whose election timer is to fire.
public enum RequestRefusal: Sendable, Equatable {
  /// One change at a time: that at `index` is not finished (dissertation §4.1).
  case changeUnderWay(index: LogIndex)
  /// No change before an entry of the leader's own term is committed (the single-server erratum).
  case noCommitInTerm(Term)
  case noSuchNode(NodeID)
  case memberAlready(NodeID)
  /// A cluster keeps at least one voter.
  case lastNode(NodeID)
  /// Of the new configuration only `heard` answer, fewer than its majority.
  case losesMajority(heard: NodeSet, needed: Int, of: Int)
  /// A learner that is still behind (§4.2.1).
  case notCaughtUp(NodeID, match: LogIndex, last: LogIndex)
  /// Leadership goes to a voter that is not the leader.
  case leadsAlready(NodeID)
  case notVoter(NodeID)
  /// It has not answered for so long (§3.10: a transfer to it could not end).
  case silent(NodeID, for: Nanoseconds)
  case transferUnderWay(to: NodeID)
  /// This one does not stand for election: it hears a leader (§4.2.3).
  case hearsLeader(NodeID, LeaderHeard)
  /// The acceptors of Paxos are for ever the same here.
  case fixedMembers(NodeID)
  /// Paxos has no word for handing over: whoever prepares a higher ballot proposes from then on.
  case noHandOver(NodeID)
  /// Raft has neither of the two steps of a proposer.
  case noBallots
  /// It proposes nothing: another part is its own.
  case notProposer(NodeID)
  /// Its disk has lost what it had promised or tried.
  case lostItsPromises(NodeID)
  /// A proposer's numbers are those that end with its node (Paxos Made Simple §2.5).
  case notItsBallot(NodeID, Term)
  case ballotNotHigher(Term, than: Term)
  /// Nothing is proposed under a ballot before a quorum has promised it.
  case notPromised(Term, by: NodeSet, needed: Int, of: Int)
  /// One value a ballot.
  case proposedAlready(Term)
  case nothingToPropose(NodeID)
  /// Of those who promised, one has accepted another value under this ballot (P2c).
  case mustTakeOver(Term, of: Term)
  /// The next slot in which nothing is proposed yet.
  case notNextSlot(LogIndex, next: LogIndex)
  /// Single-decree Paxos chooses one value.
  case oneSlotOnly
  /// It was not this client's.
  case anotherChosen

  /// In English, for outcomes of verbs.
  public var text: String {
    switch self {
    case .changeUnderWay(let index): "the change at entry \(index) is not finished: one at a time"
    case .noCommitInTerm(let term): "the leader has not yet committed an entry of its own term \(term)"
    case .noSuchNode(let node): "\(node) is no member"
    case .memberAlready(let node): "\(node) is a member already"
    case .lastNode(let node): "\(node) is the last voter"
    case .losesMajority(let heard, let needed, let size):
      "of the \(size) voters that would be left only \(heard.isEmpty ? "none" : "\(heard)") answer; "
        + "\(needed) are needed"
    case .notCaughtUp(let node, let match, let last): "\(node) has entries up to \(match) of \(last) only"
    case .leadsAlready(let node): "\(node) leads already"
    case .notVoter(let node): "\(node) has no vote, so it cannot lead"
    case .silent(let node, let span): "\(node) has not answered for \(span / 1_000_000) ms"
    case .transferUnderWay(let node): "leadership is being handed to \(node)"
    case .hearsLeader(let node, let heard):
      (heard.leader.map { "\(node) heard \($0) \(heard.ago / 1_000_000) ms ago" }
        ?? "\(node) started \(heard.ago / 1_000_000) ms ago and may have heard a leader before")
        + "; it does not stand within \(heard.atLeast / 1_000_000) ms, the shortest election timeout"
    case .fixedMembers: "not here, because Paxos runs with the same acceptors for ever in this program"
    case .noHandOver(let node):
      "not here, because Paxos has no handing over: `timeout \(node)` has it prepare a higher ballot"
    case .noBallots: "not here, because Raft has no ballots: its leader needs no promises to propose"
    case .notProposer(let node): "\(node) is no proposer"
    case .lostItsPromises(let node): "the disk of \(node) lost what it had promised, so it proposes nothing"
    case .notItsBallot(let node, let ballot):
      "\(Ballot(ballot)) is no number of \(node): its own end with .\(node), so no two use the same (PMS §2.5)"
    case .ballotNotHigher(let ballot, let known):
      "\(Ballot(ballot)) is not higher than \(Ballot(known)), which it has promised or tried (PMS §2.2)"
    case .notPromised(let ballot, let nodes, let needed, let size):
      "\(Ballot(ballot)) is promised to it by \(nodes.count) of \(size)\(nodes.isEmpty ? "" : ", \(nodes)"); "
        + "\(needed) are needed (PMS §2.2)"
    case .proposedAlready(let ballot):
      "it has proposed a value under \(Ballot(ballot)): one a number (PMS §2.2)"
    case .nothingToPropose(let node): "\(node) has nothing to take over and no value of its own: name one"
    case .mustTakeOver(let ballot, let accepted):
      "under \(Ballot(ballot)) it must propose what was accepted under \(Ballot(accepted)): of what those who "
        + "promised have accepted, that has the highest number (PMS §2.2, P2c)"
    case .notNextSlot(let slot, let next): "\(slot) is not the next free slot, which is \(next)"
    case .oneSlotOnly: "not here, because single-decree Paxos has one slot, 1"
    case .anotherChosen: "another value was chosen"
    }
  }
}

extension RequestRefusal: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .changeUnderWay(let index): tell("change-under-way", "D§4.1", ["index": index])
    case .noCommitInTerm(let term): tell("no-commit-in-term", "D§4.1", ["term": term])
    case .noSuchNode(let node): tell("no-such-node", "D§4.1", ["node": node])
    case .memberAlready(let node): tell("member-already", "D§4.1", ["node": node])
    case .lastNode(let node): tell("last-node", "D§4.1", ["node": node])
    case .losesMajority(let heard, let needed, let size):
      tell("loses-majority", "D§4.1", ["heard": heard, "needed": needed, "of": size])
    case .notCaughtUp(let node, let match, let last):
      tell("not-caught-up", "D§4.2.1", ["node": node, "match": match, "last": last])
    case .leadsAlready(let node): tell("leads-already", "D§3.10", ["node": node])
    case .notVoter(let node): tell("not-voter", "D§3.10", ["node": node])
    case .silent(let node, let span):
      tell("silent", "D§3.10", ["node": node, "for_ns": .span(span)])
    case .transferUnderWay(let node): tell("transfer-under-way", "D§3.10", ["node": node])
    case .hearsLeader(let node, let heard):
      tell(
        "hears-leader", "D§4.2.3",
        [
          "node": node, "leader": heard.leader, "ago_ns": .span(heard.ago),
          "atLeast_ns": .span(heard.atLeast),
        ], variants: [heard.leader == nil ? "started" : nil])
    case .fixedMembers(let node): tell("fixed-members", "PMS §3", ["node": node])
    case .noHandOver(let node): tell("no-hand-over", "PMS §2.4", ["node": node])
    case .noBallots: tell("no-ballots", "PMS §2.2", [:])
    case .notProposer(let node): tell("not-proposer", "PMS §2.1", ["node": node])
    case .lostItsPromises(let node): tell("lost-its-promises", "PMS §2.5", ["node": node])
    case .notItsBallot(let node, let ballot):
      tell("not-its-ballot", "PMS §2.5", ["node": node, "ballot": "\(Ballot(ballot))"])
    case .ballotNotHigher(let ballot, let known):
      tell("ballot-not-higher", "PMS §2.2", ["ballot": "\(Ballot(ballot))", "known": "\(Ballot(known))"])
    case .notPromised(let ballot, let nodes, let needed, let size):
      tell(
        "not-promised", "PMS §2.2",
        ["ballot": "\(Ballot(ballot))", "promises": nodes, "needed": needed, "of": size])
    case .proposedAlready(let ballot): tell("proposed-already", "PMS §2.2", ["ballot": "\(Ballot(ballot))"])
    case .nothingToPropose(let node): tell("nothing-to-propose", "PMS §2.2", ["node": node])
    case .mustTakeOver(let ballot, let accepted):
      tell(
        "must-take-over", "PMS §2.2",
        ["ballot": "\(Ballot(ballot))", "accepted": "\(Ballot(accepted))"])
    case .notNextSlot(let slot, let next): tell("not-next-slot", "PMS §3", ["slot": slot, "next": next])
    case .oneSlotOnly: tell("one-slot-only", "PMS §2.1", [:])
    case .anotherChosen: tell("another-chosen", "PMS §2.1", [:])
    }
  }
}
