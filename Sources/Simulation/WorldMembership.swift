import Command
import Consensus
import Host
import Ledger

/// Requests of verbs to the leader: who belongs to the cluster, and who leads it.
extension World {
  /// Marks tokens of verbs among those of clients.
  static var requestToken: UInt64 { 1 << 63 }

  mutating func handOver(to selector: NodeSelector) -> ActionOutcome {
    guard let target = group.resolve([selector], where: { $0.isAlive }).first else {
      return .nothing(.nobody(selector))
    }
    let node = NodeID(target + 1)
    if header.consensus == .synod { return .nothing(.request(.noHandOver(node))) }
    hash.absorb(0x8_0000 | UInt64(target))
    return ask(about: node) { .transferLeadership(token: $0, to: node) }
  }

  /// A change of the node that is meant: one by its number need not be among the cluster's.
  mutating func change(
    of selector: NodeSelector, _ make: (NodeID) -> MembershipChange
  ) -> ActionOutcome {
    if case .node(let node) = selector { return change(make(node)) }
    guard let position = group.resolve([selector], where: { $0.isAlive }).first else {
      return .nothing(.nobody(selector))
    }
    return change(make(group.nodes[position].id))
  }

  mutating func change(_ change: MembershipChange) -> ActionOutcome {
    if let refusal = R.refusal(of: change) { return .nothing(.request(refusal)) }
    guard group.leader != nil else { return .nothing(.nobody(.leader)) }
    let node = change.node
    guard (1...NodeID.highest).contains(node.number) else { return .nothing(.request(.noSuchNode(node))) }
    while group.nodes.count < node.number {
      guard change.addsServer else { return .nothing(.request(.noSuchNode(node))) }
      // A server that nobody has heard of is one with an empty disk.
      addServer()
      scheduleWake(group.nodes.count - 1)
    }
    hash.absorb(0x7_0000 | UInt64(change.code) << 8 | UInt64(node.number))
    let known = group.membersNow
    let outcome = ask(about: node) { .changeMembership(token: $0, change) }
    let position = node.number - 1
    if change.addsServer, outcome.isDone, !known.members.contains(node),
      group.nodes[position].durable.integrity == .wiped
    {
      startAnew(position, as: known)
    }
    return outcome
  }

  /// Puts a request about a node to the leader, whose answer is the outcome.
  private mutating func ask(about node: NodeID, _ input: (UInt64) -> Input<R.Message>) -> ActionOutcome {
    guard let leader = group.leader, group.nodes[leader.number - 1].isUp else {
      return .nothing(.nobody(.leader))
    }
    return ask(leader.number - 1, about: node, input(Self.requestToken))
  }

  /// A person has a proposer take a step (Paxos Made Simple §2.2).
  mutating func take(
    _ phase: ProposerStep.Phase, by selector: NodeSelector, under ballot: Ballot,
    to selectors: [NodeSelector]?
  ) -> ActionOutcome {
    guard let place = group.resolve([selector], where: \.isUp).first else {
      return .nothing(.nobody(selector))
    }
    guard group.nodes[place].isUp else { return .nothing(.notRunning(group.nodes[place].id)) }
    let nodes = selectors.map { group.ids(of: group.resolve($0) { _ in true }) }
    hash.absorb(0xF_0000 | UInt64(place))
    hash.absorb(ballot.term)
    hash.absorb(UInt64(nodes?.bits ?? .max))
    if case .accept(let command, let slot) = phase {
      hash.absorb(slot ?? 0)
      hash.absorb(bytes: LedgerCommand.withoutSignature(command ?? []))
    }
    let step = ProposerStep(phase, ballot: ballot.term, to: nodes)
    return ask(place, about: group.nodes[place].id, .propositionStep(token: Self.requestToken, step))
  }

  private mutating func ask(_ place: Int, about node: NodeID, _ input: Input<R.Message>) -> ActionOutcome {
    group.requestOutcome = nil
    step(place, input)
    switch group.requestOutcome {
    case .refused(let refusal): return .nothing(.request(refusal))
    case .notLeader: return .nothing(.nobody(.leader))
    default: return .done(on: [node])
    }
  }
}

/// Who belongs to a cluster, through which entry that is known to be committed, and in which term.
struct KnownMembers {
  let members: NodeSet
  let committed: LogIndex
  let term: Term
}

extension MembershipChange {
  fileprivate var addsServer: Bool {
    switch self {
    case .add, .addLearner: true
    case .promote, .remove: false
    }
  }

  fileprivate var code: UInt8 {
    switch self {
    case .add: 1
    case .addLearner: 2
    case .promote: 3
    case .remove: 4
    }
  }
}

extension ReplicaConfiguration {
  /// What a scenario's header says beyond Figure 2.
  mutating func take(_ header: Header) {
    preVote = header.preVote
    checkQuorum = header.checkQuorum
    reads = header.reads
    clockBoundPartsPerMillion = UInt64(header.clockBoundPartsPerMillion)
    snapshotAfter = header.snapshotAfter
    snapshotChunk = header.snapshotChunk
    window = header.window
    jointChanges = header.jointChanges
    roles = header.roles
    // The one slot holds what was chosen, and no reads.
    if header.consensus == .synod { reads = .index }
    quorums = header.quorums
  }
}
