import Consensus

/// Two branches at the same virtual time, and what differs.
public struct BranchComparison: Sendable, Equatable {
  /// One thing in which two clusters differ; `left` and `right` as in the comparison.
  public enum Difference: Sendable, Equatable {
    case leader(left: NodeID?, right: NodeID?)
    case committed(left: LogIndex, right: LogIndex)
    case condition(NodeID, left: NodeSnapshot.Condition, right: NodeSnapshot.Condition)
    case role(NodeID, left: Role, right: Role)
    case term(NodeID, left: Term, right: Term)
    /// The first index at which the shown parts of a node's two logs differ, and where each log ends.
    case log(NodeID, from: LogIndex, leftEnd: LogIndex, rightEnd: LogIndex)
    /// What a node's ledger says of an account; nil: it knows no such account, or is down.
    case balance(NodeID, account: String, left: UInt64?, right: UInt64?)
    /// The hash of a node's ledger; nil: it is down.
    case ledger(NodeID, left: String?, right: String?)
  }

  public var left: BranchID
  public var right: BranchID
  /// The last moment that both share.
  public var parted: Moment
  /// The time of both pictures.
  public var time: Nanoseconds
  public var leftSnapshot: ClusterSnapshot
  public var rightSnapshot: ClusterSnapshot
  public var differences: [Difference]

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
    differences = Self.differences(leftSnapshot, rightSnapshot)
  }

  /// What differs, the cluster's first, then node by node; empty for equal pictures.
  public static func differences(_ left: ClusterSnapshot, _ right: ClusterSnapshot) -> [Difference] {
    var found: [Difference] = []
    if left.leader != right.leader { found.append(.leader(left: left.leader, right: right.leader)) }
    if left.committed != right.committed {
      found.append(.committed(left: left.committed, right: right.committed))
    }
    for node in left.nodes {
      guard let other = right.node(node.id) else { continue }
      found += differences(node, other)
      found += balances(node, left.accounts, other, right.accounts)
      if node.stateHash != other.stateHash {
        found.append(.ledger(node.id, left: node.stateHash, right: other.stateHash))
      }
    }
    return found
  }

  private static func differences(_ left: NodeSnapshot, _ right: NodeSnapshot) -> [Difference] {
    var found: [Difference] = []
    if left.condition != right.condition {
      found.append(.condition(left.id, left: left.condition, right: right.condition))
    }
    if left.view.role != right.view.role {
      found.append(.role(left.id, left: left.view.role, right: right.view.role))
    }
    if left.view.currentTerm != right.view.currentTerm {
      found.append(.term(left.id, left: left.view.currentTerm, right: right.view.currentTerm))
    }
    if let from = firstDifference(left, right) {
      found.append(.log(left.id, from: from, leftEnd: left.lastIndex, rightEnd: right.lastIndex))
    }
    return found
  }

  /// Among the entries that both show; an entry that only one has differs too.
  private static func firstDifference(_ left: NodeSnapshot, _ right: NodeSnapshot) -> LogIndex? {
    let first = max(left.firstShown, right.firstShown)
    let last = max(left.lastIndex, right.lastIndex)
    guard first <= last else { return nil }
    return (first...last).first { left.term(at: $0) != right.term(at: $0) }
  }

  private static func balances(
    _ left: NodeSnapshot, _ leftNames: [String], _ right: NodeSnapshot, _ rightNames: [String]
  ) -> [Difference] {
    let names = leftNames + rightNames.filter { !leftNames.contains($0) }
    return names.compactMap { name in
      let here = balance(left, leftNames, name)
      let there = balance(right, rightNames, name)
      return here == there ? nil : .balance(left.id, account: name, left: here, right: there)
    }
  }

  private static func balance(_ node: NodeSnapshot, _ names: [String], _ name: String) -> UInt64? {
    guard let place = names.firstIndex(of: name), place < node.balances.count else { return nil }
    return node.balances[place]
  }
}
