import Command
import Consensus
import Simulation

/// How much may be done to a cluster: all that Raft must survive, in any number, and no more.
enum FaultBounds {
  /// Why Raft need not survive this act now; nil: it must.
  static func excuse(
    for verb: Verb, _ header: Header, _ world: AnyWorld, bug: String? = nil
  ) -> Excuse? {
    switch verb {
    // What was promised can only be had back by a change of the members, which Paxos has not here.
    case .corrupt(_, .termAndVote) where header.consensus == .paxos: return .tooManyHarmed
    case .wipe where header.consensus == .paxos: return .tooManyHarmed
    case .corrupt(let nodes, .termAndVote), .wipe(let nodes): return loss(of: nodes, world)
    case .corrupt(let nodes, _): return damage(to: nodes, world)
    case .add(let node, _): return change(of: .node(node), world)
    case .promote(let node), .remove(let node): return change(of: node, world)
    case .skew(let nodes, let parts): return skew(nodes, parts, header, world)
    case .bug(let name, _): return name == bug ? nil : .otherRuleBroken
    default: return nil
    }
  }

  /// Damage reaches so many of the voters at a time that the others can go on, and the next only after it was repaired; none beside a
  /// lost disk, which asks for a change of members.
  private static func damage(to nodes: [NodeSelector], _ world: AnyWorld) -> Excuse? {
    guard let members = world.settledMembers else { return .membersUnknown }
    guard world.wiped.isEmpty else { return .tooManyHarmed }
    let harmed = world.harmed.union(named(nodes))
    return harmed.intersection(members.voters).count > members.spare ? .tooManyHarmed : nil
  }

  /// One disk, or one vote, is lost at a time, as its server is removed and added again, for which nobody else may be
  /// missing.
  private static func loss(of nodes: [NodeSelector], _ world: AnyWorld) -> Excuse? {
    guard let members = world.settledMembers else { return .membersUnknown }
    let harmed = world.harmed.union(named(nodes))
    return harmed.count > 1 || members.spare < 1 ? .tooManyHarmed : nil
  }

  private static func change(of node: NodeSelector, _ world: AnyWorld) -> Excuse? {
    let harmed = world.harmed
    guard !harmed.isEmpty else { return nil }
    return harmed == world.wiped && harmed == named([node]) ? nil : .changesBesideHarm
  }

  private static func skew(
    _ nodes: [NodeSelector], _ parts: Int64, _ header: Header, _ world: AnyWorld
  ) -> Excuse? {
    guard header.reads == .lease else { return nil }
    var speeds = world.faults.skews
    for node in named(nodes) where node.number <= speeds.count { speeds[node.number - 1] = parts }
    let whole: Int64 = 1_000_000
    let fastest = whole + (speeds.max() ?? 0)
    let slowest = whole + (speeds.min() ?? 0)
    return fastest * whole > slowest * (whole + Int64(header.clockBoundPartsPerMillion))
      ? .clocksBeyondBound : nil
  }

  /// A search names its victims.
  private static func named(_ nodes: [NodeSelector]) -> NodeSet {
    var set = NodeSet()
    for case .node(let node) in nodes { set.insert(node) }
    return set
  }
}
