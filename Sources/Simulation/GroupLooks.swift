import Command
import Consensus
import Host

/// What can be asked of a group after every event: it looks at nodes where they lie. What is under way must come to
/// an end once enough of the members are well: changes of membership, repairs, transfers of leadership.
extension Group {
  /// What of this kind is under way, in words; nil: nothing.
  mutating func underWay(_ predicate: Predicate) -> String? {
    switch predicate {
    case .joint:
      firstOfMembers {
        $0.replica.membership.isJoint ? "\($0.id) uses \($0.replica.membership)" : nil
      }
    case .joining: firstJoining()
    case .damaged:
      firstOfMembers {
        guard case .damaged(let formerLast) = $0.replica.integrity else { return nil }
        return "\($0.id) is damaged; its log ended at \(formerLast)"
      }
    case .handingOver:
      firstOfMembers {
        guard $0.replica.role == .leader, let target = $0.replica.view.transferTarget else { return nil }
        return "\($0.id) hands over to \(target)"
      }
    default: nil
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

  func isAlive(_ place: Int) -> Bool { nodes[place].condition != .down }

  private mutating func firstJoining() -> String? {
    let members = membersNow.members
    for place in nodes.indices where members.contains(NodeID(place + 1)) && isAlive(place) {
      for node in nodes[place].membershipInPlace().joining where isAlive(node.number - 1) {
        // One that lost its disk meanwhile never gets in: it must be removed and added again.
        if nodes[node.number - 1].machine.replica.integrity == .wiped { continue }
        return "\(node) waits for its vote, as \(NodeID(place + 1)) knows"
      }
    }
    return nil
  }

  /// In memory; of dead nodes, on their disks.
  var highestTerm: Term {
    nodes.indices.reduce(0) {
      max($0, isAlive($1) ? nodes[$1].machine.replica.currentTerm : nodes[$1].machine.durable.term)
    }
  }

  var aliveCount: UInt64 { UInt64(nodes.indices.count(where: isAlive)) }

  /// The node whose balances are meant; where none is named the live one that has applied most, of several the
  /// first.
  mutating func holder(_ selector: NodeSelector?) -> Int? {
    if let selector {
      return resolve([selector]) { $0.isAlive }.first { nodes[$0].isAlive }
    }
    var best: (position: Int, applied: LogIndex)?
    for place in nodes.indices where isAlive(place) {
      let applied = nodes[place].machine.replica.lastApplied
      if best.map({ applied > $0.applied }) ?? true { best = (place, applied) }
    }
    return best?.position
  }

  // MARK: Converged

  /// Looks again only once something has changed that it depends on: to compare logs and ledgers after every
  /// heartbeat would cost more than the run.
  var hasConverged: Bool {
    mutating get {
      if let knownConverged { return knownConverged }
      let holds = difference == nil
      knownConverged = holds
      return holds
    }
  }

  /// In what the live replicas differ; nil where all have the same last entry, entries, commitIndex and ledger, and
  /// none has a damaged log that is not repaired: that one counts for no quorum although it looks like the others.
  var difference: String? {
    mutating get { difference(among: membersNow.members) }
  }

  private func difference(among members: NodeSet) -> String? {
    let alive = nodes.filter { $0.isAlive && members.contains($0.id) }
    guard let first = alive.first else { return "no live node" }
    for node in alive {
      if case .damaged(let last) = node.replica.integrity {
        return "\(node.id) is not repaired: its log was damaged and once ended at \(last)"
      }
    }
    for node in alive.dropFirst() {
      // What is accepted and never chosen is overwritten by the next proposal, if there is one.
      if R.entriesKeepTheirTerm, node.replica.log.last != first.replica.log.last {
        return "\(first.id) ends at \(first.replica.log.last), \(node.id) at \(node.replica.log.last)"
      }
      if node.replica.commitIndex != first.replica.commitIndex {
        return
          "\(first.id) has commitIndex \(first.replica.commitIndex), \(node.id) \(node.replica.commitIndex)"
      }
      var index = max(node.replica.log.firstIndex, first.replica.log.firstIndex)
      let end = R.entriesKeepTheirTerm ? first.replica.log.lastIndex : first.replica.commitIndex
      while index <= end {
        if !Self.areSame(first.replica.log[index], node.replica.log[index]) {
          return "\(first.id) and \(node.id) differ at entry \(index)"
        }
        index += 1
      }
      if node.ledger.stateHash() != first.ledger.stateHash() {
        return "the ledgers of \(first.id) and \(node.id) differ"
      }
    }
    return nil
  }

  /// Where entries do not keep their term, the same value may have been accepted under several.
  private static func areSame(_ one: Entry, _ other: Entry) -> Bool {
    R.entriesKeepTheirTerm ? one == other : SlotValue(one) == SlotValue(other)
  }
}
