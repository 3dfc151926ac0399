import Command
import Consensus
import Host

/// What is under way in a cluster, and must come to an end once enough of its members are well: changes of
/// membership, repairs, transfers of leadership, and what clients were asked to do.
extension World {
  /// What of this kind is under way, in words; nil: nothing.
  mutating func underWay(_ predicate: Predicate) -> String? {
    switch predicate {
    case .joint: firstOfMembers { $0.joint() }
    case .joining: firstJoining()
    case .damaged: firstOfMembers { $0.damage() }
    case .handingOver: firstOfMembers { $0.handover() }
    default: clients.unanswered()
    }
  }

  /// What the first live member says. What a removed server still believes is nobody's concern.
  private mutating func firstOfMembers(_ say: (inout SimulatedNode<R>) -> String?) -> String? {
    let members = membersNow.members
    for place in nodes.indices where members.contains(NodeID(place + 1)) && isAlive(place) {
      if let something = say(&nodes[place]) { return something }
    }
    return nil
  }

  private mutating func isAlive(_ place: Int) -> Bool { nodes[place].isAliveInPlace() }

  private mutating func firstJoining() -> String? {
    let members = membersNow.members
    for place in nodes.indices where members.contains(NodeID(place + 1)) && isAlive(place) {
      for node in nodes[place].membershipInPlace().joining where isAlive(node.number - 1) {
        // One that lost its disk meanwhile never gets in: it must be removed and added again.
        if nodes[node.number - 1].standingInPlace() == .wiped { continue }
        return "\(node) waits for its vote, as \(NodeID(place + 1)) knows"
      }
    }
    return nil
  }
}

extension SimulatedNode {
  fileprivate mutating func joint() -> String? {
    replica.membership.isJoint ? "\(id) uses \(replica.membership)" : nil
  }

  fileprivate mutating func damage() -> String? {
    guard case .damaged(let formerLast) = replica.standing else { return nil }
    return "\(id) is damaged; its log ended at \(formerLast)"
  }

  fileprivate mutating func handover() -> String? {
    guard replica.role == .leader, let target = replica.view.transferTarget else { return nil }
    return "\(id) hands over to \(target)"
  }
}
