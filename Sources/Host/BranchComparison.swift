import Consensus

/// Two branches at the same virtual time, and where they differ.
public struct BranchComparison: Sendable, Equatable {
  public let left: BranchID
  public let right: BranchID
  /// The last moment that both share.
  public let parted: Moment
  /// The time of both pictures.
  public let time: Nanoseconds
  public let leftSnapshot: ClusterSnapshot
  public let rightSnapshot: ClusterSnapshot
  /// Whether they have different leaders, or committed different numbers of entries.
  public let clusterDiffers: Bool
  /// The nodes that differ in condition, role, term or log.
  public let differingNodes: NodeSet
  /// Whether none of these differs, and no ledger or balance. Messages, votes, timers and operations are not compared.
  public let isSame: Bool
  /// Of two protocols, where they first did something else; nil: nowhere yet.
  public var firstDifference: FirstDifference?

  public init(
    left: BranchID, right: BranchID, parted: Moment, time: Nanoseconds, leftSnapshot: ClusterSnapshot,
    rightSnapshot: ClusterSnapshot
  ) {
    self.left = left
    self.right = right
    self.parted = parted
    self.time = time
    self.leftSnapshot = leftSnapshot
    self.rightSnapshot = rightSnapshot
    // Of two protocols the logs differ by what each writes there for itself.
    let sameProtocol = leftSnapshot.consensus == rightSnapshot.consensus
    clusterDiffers =
      leftSnapshot.leader != rightSnapshot.leader
      || sameProtocol && leftSnapshot.committed != rightSnapshot.committed
    let pairs = leftSnapshot.nodes.compactMap { node in rightSnapshot.node(node.id).map { (node, $0) } }
    differingNodes = NodeSet(
      pairs.filter { node, other in
        node.condition != other.condition || node.view.role != other.view.role
          || sameProtocol
            && (Self.differ(node, other) || Self.holdDifferent(node, leftSnapshot, other, rightSnapshot))
      }.map(\.0.id))
    let sameLedgers = pairs.allSatisfy { node, other in
      node.stateHash == other.stateHash
        && Self.balances(node, leftSnapshot) == Self.balances(other, rightSnapshot)
    }
    isSame = !clusterDiffers && differingNodes.isEmpty && sameLedgers
  }

  /// Of the logs, those entries are compared that both show; an entry that only one has differs too.
  private static func differ(_ left: NodeSnapshot, _ right: NodeSnapshot) -> Bool {
    let first = max(left.firstShown, right.firstShown)
    let last = max(left.lastIndex, right.lastIndex)
    return left.view.term != right.view.term
      || first <= last && (first...last).contains { left.term(at: $0) != right.term(at: $0) }
  }

  /// Whether entries of one index and term hold different values, as far as both pictures say what: a ballot is the
  /// same with the rule broken and with the rule kept.
  private static func holdDifferent(
    _ left: NodeSnapshot, _ here: ClusterSnapshot, _ right: NodeSnapshot, _ there: ClusterSnapshot
  ) -> Bool {
    here.contents.contains { position, value in
      guard left.term(at: position.index) == position.term, right.term(at: position.index) == position.term,
        let other = right.rivals[position.index] ?? there.contents[position]
      else { return false }
      return left.rivals[position.index] ?? value != other
    }
  }

  /// The balances that a node knows, by account.
  private static func balances(_ node: NodeSnapshot, _ snapshot: ClusterSnapshot) -> [String: UInt64] {
    var balances: [String: UInt64] = [:]
    for (name, coins) in zip(snapshot.accounts, node.balances) { balances[name] = coins }
    return balances
  }
}
