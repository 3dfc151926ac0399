/// What a configuration decides, as small total functions on sets. Dead nodes count in the size.
extension NodeSet {
  /// How many of these nodes make a majority; of no nodes none can.
  public var majority: Int { Consensus.majority(of: count) }

  /// Whether `nodes` hold a majority of this set.
  public func hasMajority(of nodes: NodeSet) -> Bool { !isEmpty && intersection(nodes).count >= majority }

  /// The highest value that a majority of this set has reached; 0 for the empty set.
  /// - Parameters:
  ///   - values: By node number; what is missing counts as 0.
  ///   - floor: Where a majority has reached no more than this, this is the answer.
  func majorityValue(_ values: [UInt64], above floor: UInt64 = 0) -> UInt64 {
    values.withUnsafeBufferPointer { values in
      let majority = majority
      var best = floor
      // Mostly there are too few above it.
      guard countReaching(floor &+ 1, values) >= majority else { return floor }
      var rest = bits
      while rest != 0 {
        let value = Self.value(rest.trailingZeroBitCount, values)
        rest &= rest &- 1
        if value > best, countReaching(value, values) >= majority { best = value }
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

extension Membership {
  /// Whether `nodes` decide: a majority of the voters, and while the configuration is joint also one of the
  /// outgoing voters (§4.3: "agreement requires majorities from both").
  public func isQuorum(_ nodes: NodeSet) -> Bool {
    voters.hasMajority(of: nodes) && (outgoing.isEmpty || outgoing.hasMajority(of: nodes))
  }

  /// The highest value that a quorum has reached: with matchIndex the index that may be committed.
  /// - Parameters:
  ///   - values: By node number; what is missing counts as 0.
  ///   - floor: Where a quorum has reached no more than this, this is the answer.
  public func agreedValue(_ values: [UInt64], above floor: UInt64 = 0) -> UInt64 {
    let incoming = voters.majorityValue(values, above: floor)
    return outgoing.isEmpty ? incoming : min(incoming, outgoing.majorityValue(values, above: floor))
  }
}
