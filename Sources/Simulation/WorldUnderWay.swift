import Command
import Consensus
import Host

/// What is under way in a cluster, and must come to an end once enough of its members are well: changes of
/// membership, repairs, transfers of leadership, and what clients were asked to do.
extension World {
  /// What of this kind is under way, in words; nil: nothing.
  func underWay(_ predicate: Predicate) -> String? {
    switch predicate {
    case .joint: firstJoint
    case .joining: firstJoining
    case .damaged: firstDamaged
    case .handingOver: firstTransfer
    default: firstUnanswered
    }
  }

  /// The positions of the members that are alive. What a removed server still believes is nobody's concern.
  private var liveMembers: [Int] {
    let members = membersNow.members
    return nodes.indices.filter { nodes[$0].isAlive && members.contains(nodes[$0].id) }
  }

  private var firstJoint: String? {
    liveMembers.first { nodes[$0].replica.membership.isJoint }.map {
      "\(nodes[$0].id) uses \(nodes[$0].replica.membership)"
    }
  }

  private var firstJoining: String? {
    for position in liveMembers {
      // One that lost its disk meanwhile never gets in: it must be removed and added again.
      let waiting = nodes[position].replica.membership.joining.first {
        let server = nodes[$0.number - 1]
        return server.isAlive && server.replica.standing != .wiped
      }
      if let waiting { return "\(waiting) waits for its vote, as \(nodes[position].id) knows" }
    }
    return nil
  }

  private var firstDamaged: String? {
    for position in liveMembers {
      if case .damaged(let formerLast) = nodes[position].replica.standing {
        return "\(nodes[position].id) is damaged; its log ended at \(formerLast)"
      }
    }
    return nil
  }

  private var firstTransfer: String? {
    for position in liveMembers where nodes[position].replica.role == .leader {
      if let target = nodes[position].replica.view.transferTarget {
        return "\(nodes[position].id) hands over to \(target)"
      }
    }
    return nil
  }

  private var firstUnanswered: String? {
    for client in clients {
      if let asked = client.known.first(where: { $0.own }) {
        return "\(client.session.name) has no answer to operation \(asked.number)"
      }
    }
    return nil
  }
}
