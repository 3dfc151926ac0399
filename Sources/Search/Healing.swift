import Command
import Consensus
import Simulation

/// What heals a part of a cluster for good, and what that part owes then: the second phase of a seed. It holds
/// for whoever draws a run and for whoever shrinks it.
enum Healing {
  /// An account that is opened after the healing, to see whether anything is still committed. It is paid from the
  /// treasury, which no load touches: nobody but the new account has these coins.
  static let witness = "witness"
  static let witnessCoins: UInt64 = 7

  /// Operations a second, in thousandths, while all are to become alike; nil: none, for what must come to an end
  /// does so also where nobody asks for anything. But a leader elected meanwhile commits what its predecessor left
  /// only with an entry of its own term (§5.4.2): where no empty one brings it, somebody must ask. Between two
  /// of these few operations all have time to become alike.
  static func lastLoad(_ header: Header) -> UInt64? { header.noOp ? nil : slowLoad }

  private static let slowLoad: UInt64 = 500

  /// How long a healed majority may take: some elections, and a client that has to look for the leader. It
  /// waits up to eight election timeouts for each node that is silent, and for a deposed leader four times.
  static func patience(_ header: Header) -> Nanoseconds { 120 * header.electionTimeout.upperBound }

  /// The same, and the time for which clients wait for single nodes that are dead, in one line behind each other.
  static func patience(_ header: Header, for predicate: Predicate) -> Nanoseconds {
    predicate == .not(.unanswered)
      ? patience(header) + UInt64(AskDraw.mostOfOneNode) * AskDraw.longestWait : patience(header)
  }

  /// Something new is committed.
  static let progress = Predicate.balance(name: witness, .equal, witnessCoins, on: nil)

  /// Who hears a leader lets it lead, where pre-vote or check-quorum sees to it (dissertation §9.6, §4.2.3).
  static func calm(_ header: Header) -> Predicate {
    .leads(nil, for: 3 * header.electionTimeout.upperBound)
  }

  /// What must come to an end once all that live are healed: every question is answered, joint configurations are
  /// left (§4.3), servers that were added get their vote (§4.2.1), the damaged become sound, transfers of
  /// leadership end (§3.10), and all become alike.
  static let ends: [Predicate] = [
    .not(.unanswered), .not(.joint), .not(.joining), .not(.damaged), .not(.handingOver), .converged,
  ]

  /// The verbs that undo every fault of these servers and of the network.
  static func repairs(of servers: [NodeID], _ header: Header, _ world: AnyWorld) -> [Verb] {
    let faults = world.faults
    var verbs = repairs(of: faults, header) + [.heal]
    for node in servers {
      if faults.slowDisks.contains(node) { verbs.append(.slowDisk([.node(node)], header.disk)) }
      if faults.skews[node.number - 1] != 0 { verbs.append(.skew([.node(node)], partsPerMillion: 0)) }
      if faults.down.contains(node) { verbs.append(.restart([.node(node)])) }
      if faults.stalled.contains(node) { verbs.append(.resume([.node(node)])) }
    }
    return verbs
  }

  /// The verbs that let messages travel as the header says, where no link is cut.
  private static func repairs(of faults: FaultsInForce, _ header: Header) -> [Verb] {
    let repairs: [(isNeeded: Bool, verb: Verb)] = [
      (faults.losesMessages, .loss(partsPerMillion: 0, nil)),
      (faults.doublesMessages, .duplicate(partsPerMillion: 0, nil)),
      (faults.reordersMessages, .reorder(false)), (faults.changesLatency, .latency(header.latency, nil)),
      (faults.holdsMessages, .releaseAll),
    ]
    return repairs.filter(\.isNeeded).map(\.verb)
  }

  /// Whom the others can do without for good: so many of the voters, at most. Where a configuration may be on its
  /// way that only some know, nobody.
  static func spareable(_ world: AnyWorld) -> (voters: NodeSet, count: Int) {
    guard let members = world.settledMembers else { return ([], 0) }
    let harmed = world.harmed.intersection(members.voters)
    let sound = members.voters.subtracting(harmed)
    return (sound, max(0, members.spare - harmed.count))
  }

  // MARK: What is owed

  /// Why the cluster need not come to this within so long, if nothing more is done to it; nil: it must.
  static func excuse(
    for predicate: Predicate, within span: Nanoseconds, _ header: Header, _ world: AnyWorld,
    asked: Bool = true
  ) -> Excuse? {
    guard span >= patience(header, for: predicate) else { return .tooLittleTime }
    guard header.hasFastNetwork else { return .slowNetwork }
    let faults = world.faults
    guard repairs(of: faults, header).isEmpty else { return .networkNotHealed }
    guard let part = HealedPart(faults, world) else { return .halfHealed }
    if let excuse = part.excuse(header, world) { return excuse }
    switch predicate {
    case .balance: return asked ? nil : .notAsked
    case .leads: return header.protectsLeaders ? nil : .anybodyMayDepose
    default:
      if !part.isAlone(world) { return .memberAway }
      // A read brings no entry where reads do not go through the log.
      let isProposed = header.noOp || (world.loadMilliRate ?? 0 > 0 && header.reads == .log)
      guard isProposed else { return .nothingProposed }
      return world.loadMilliRate ?? 0 <= slowLoad ? nil : .neverIdle
    }
  }
}

extension Header {
  /// Whether who hears a leader lets it lead: where candidates ask first, or who hears a leader does not answer
  /// them. Without either of these rules a removed server that does not know of it asks for votes for ever
  /// (dissertation §9.6, §4.2.3).
  var protectsLeaders: Bool { preVote || checkQuorum }

  /// Broadcast time well below the election timeout (§5.6), and heartbeats too; as `HeaderDraw` draws it.
  var hasFastNetwork: Bool {
    let low = electionTimeout.lowerBound
    return 8 * latency.upperBound <= low && disk.upperBound <= 2_000_000 + low / 20 && 3 * heartbeat <= low
  }
}
