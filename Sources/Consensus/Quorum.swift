/// What a configuration decides, as small total functions on sets. Dead nodes count in the size.
extension NodeSet {
  /// How many of these nodes make a majority; of no nodes none can.
  public var majority: Int { Consensus.majority(of: count) }

  /// Whether `nodes` hold a majority of this set.
  public func hasMajority(of nodes: NodeSet) -> Bool { !isEmpty && intersection(nodes).count >= majority }

  /// The highest value that so many of this set have reached; 0 for the empty set.
  /// - Parameters:
  ///   - values: By node number; what is missing counts as 0.
  ///   - floor: Where so many have reached no more than this, this is the answer.
  func value(_ values: [UInt64], reachedBy needed: Int, above floor: UInt64 = 0) -> UInt64 {
    values.withUnsafeBufferPointer { values in
      var best = floor
      // Mostly there are too few above it.
      guard countReaching(floor &+ 1, values) >= needed else { return floor }
      var rest = bits
      while rest != 0 {
        let value = Self.value(rest.trailingZeroBitCount, values)
        rest &= rest &- 1
        if value > best, countReaching(value, values) >= needed { best = value }
      }
      return best
    }
  }

  @inline(__always)
  private func countReaching(_ bound: UInt64, _ values: UnsafeBufferPointer<UInt64>) -> Int {
    var count = 0
    var rest = bits
    while rest != 0 {
      if Self.value(rest.trailingZeroBitCount, values) >= bound { count &+= 1 }
      rest &= rest &- 1
    }
    return count
  }

  @inline(__always)
  private static func value(_ number: Int, _ values: UnsafeBufferPointer<UInt64>) -> UInt64 {
    number < values.count ? values[number] : 0
  }
}

/// How many acceptors each phase of Paxos takes. "It is only necessary that phase 1 quorums and phase 2 quorums
/// intersect" (Howard, Malkhi and Spiegelman, *Flexible Paxos: Quorum Intersection Revisited*, OPODIS 2016), so of n
/// acceptors any two sizes do whose sum is more than n.
public struct QuorumSizes: Hashable, Sendable {
  /// Promises that let a proposer propose, itself among them; 0: those of a majority.
  public var prepare = 0
  /// Acceptances that choose a value; 0: those of a majority.
  public var accept = 0

  public init() {}
}

extension Membership {
  /// How many of the voters make one of them the leader.
  public var neededToLead: Int { quorums.prepare == 0 ? voters.majority : quorums.prepare }
  /// How many of the voters' copies commit an entry.
  public var neededToCommit: Int { quorums.accept == 0 ? voters.majority : quorums.accept }
  /// So many of the voters the others can do without, whatever happens.
  public var spare: Int { max(0, voters.count - max(neededToLead, neededToCommit)) }

  /// Whether `nodes` decide, who leads and what is committed: enough of the voters, and while the configuration is
  /// joint also a majority of the outgoing voters (§4.3: "agreement requires majorities from both").
  public func isQuorum(_ nodes: NodeSet) -> Bool {
    voters.intersection(nodes).count >= max(neededToLead, neededToCommit)
      && (outgoing.isEmpty || outgoing.hasMajority(of: nodes))
  }

  /// The highest value that as many have reached as commit an entry: with matchIndex the index that may be committed.
  /// - Parameters:
  ///   - values: By node number; what is missing counts as 0.
  ///   - floor: Where so many have reached no more than this, this is the answer.
  public func agreedValue(_ values: [UInt64], above floor: UInt64 = 0) -> UInt64 {
    let incoming = voters.value(values, reachedBy: neededToCommit, above: floor)
    if outgoing.isEmpty { return incoming }
    return min(incoming, outgoing.value(values, reachedBy: outgoing.majority, above: floor))
  }
}
