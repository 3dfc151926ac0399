import Command
import Consensus
import Simulation

extension Scenario {
  /// The world before its first line, with the header's seed; nil where its opening balances are impossible.
  func world(observers: Observers) -> AnyWorld? {
    try? makeWorld(header: header, seed: header.seed ?? 0, observers: observers)
  }
}

extension SimulatedWorld {
  /// All servers there are or were, those included that were added.
  var servers: [NodeID] { (1...nodeCount).map { NodeID($0) } }

  /// The configuration in force, if no server knows a later one, and none is on its way: a leader that is cut off
  /// may not know of it.
  var settledMembers: Membership? {
    guard changesMembers else { return view(of: NodeID(1)).view.membership }
    let views = servers.map { view(of: $0).view }
    guard views.contains(where: { $0.membershipIndex > 0 }) else { return views[0].membership }
    guard let leader else { return nil }
    let known = views[leader.number - 1]
    guard let members = known.membership, !members.isJoint, known.membershipIndex <= known.committed,
      views.allSatisfy({ $0.membershipIndex <= known.membershipIndex })
    else { return nil }
    return members
  }

  /// The newest configuration that each server knows.
  var configurations: [Membership] {
    (changesMembers ? servers : [NodeID(1)]).compactMap { view(of: $0).view.membership }
  }

  /// Those whose disk does not hold all that they have promised, whether they know it or not.
  var harmed: NodeSet { NodeSet(servers.filter { !isSound($0) }) }

  /// Those whose disk was lost, and who have not come back as new servers; dead ones included.
  var wiped: NodeSet { NodeSet(servers.filter { disk(of: $0).integrity == .wiped }) }
}
