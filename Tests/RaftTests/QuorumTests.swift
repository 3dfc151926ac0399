import Consensus
import Testing

/// The same questions answered slowly and obviously: by looking at every subset or sorting every value.
private enum Twin {
  static func hasMajority(_ voters: [Int], of nodes: Set<Int>) -> Bool {
    voters.filter { nodes.contains($0) }.count * 2 > voters.count
  }

  static func isQuorum(_ incoming: [Int], _ outgoing: [Int], _ nodes: Set<Int>) -> Bool {
    hasMajority(incoming, of: nodes) && (outgoing.isEmpty || hasMajority(outgoing, of: nodes))
  }

  /// The highest value v of all that occur for which those at v or above are a quorum.
  static func agreed(_ incoming: [Int], _ outgoing: [Int], _ values: [UInt64]) -> UInt64 {
    let candidates = (incoming + outgoing).map { values[$0] }.sorted(by: >)
    return candidates.first { value in
      isQuorum(incoming, outgoing, Set((1...9).filter { values[$0] >= value }))
    } ?? 0
  }
}

@Suite("Quorums and configurations (dissertation ch. 4)")
struct QuorumTests {
  private static func members(_ set: NodeSet) -> [Int] { (1...9).filter { set.contains(NodeID($0)) } }

  private static func set(_ generator: inout SeededGenerator) -> NodeSet {
    NodeSet(bits: UInt16(generator.below(1 << 10)))
  }

  @Test("majority, joint majority and agreed index as a slow twin has them, 50,000 times")
  func randomCases() {
    var generator = SeededGenerator(seed: 4)
    var joint = 0
    var agreements = 0
    for _ in 0..<50_000 {
      let isJoint = generator.below(2) == 0
      let configuration = Membership(
        voters: Self.set(&generator), outgoing: isJoint ? Self.set(&generator) : [])
      let incoming = Self.members(configuration.voters)
      let outgoing = Self.members(configuration.outgoing)
      let nodes = Self.set(&generator)
      let range = [2, 5, 1000][Int(generator.below(3))] as UInt64
      let values = (0...9).map { _ in generator.below(range) }
      #expect(
        configuration.isQuorum(nodes) == Twin.isQuorum(incoming, outgoing, Set(Self.members(nodes))))
      let agreed = configuration.agreedValue(values)
      #expect(agreed == Twin.agreed(incoming, outgoing, values))
      let floor = generator.below(range)
      #expect(configuration.agreedValue(values, above: floor) == max(floor, agreed))
      joint += configuration.isJoint ? 1 : 0
      agreements += agreed > 0 ? 1 : 0
    }
    #expect(joint > 20_000 && agreements > 20_000)
  }

  @Test("two quorums of the configurations on either side of a step always share a node")
  func overlap() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let old = Membership(voters: Self.set(&generator).union([NodeID(1)]))
      for change in [MembershipChange.promote(NodeID(9)), .remove(NodeID(1)), .remove(NodeID(5))] {
        let joint = old.firstStep(of: change, jointly: true)
        for (left, right) in [(old, joint), (joint, joint.withoutOutgoing)] where !right.voters.isEmpty {
          for bits in 0..<UInt16(1 << 9) where left.isQuorum(NodeSet(bits: bits << 1)) {
            let rest = left.all.union(right.all).subtracting(NodeSet(bits: bits << 1))
            #expect(!right.isQuorum(rest))
          }
        }
      }
    }
  }

  @Test("configurations survive their encoding, 50,000 times; other bytes are refused")
  func encoding() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<50_000 {
      let membership = Membership(
        voters: Self.set(&generator), outgoing: Self.set(&generator), learners: Self.set(&generator),
        joining: Self.set(&generator))
      #expect(Membership(decoding: membership.encoded()) == membership)
    }
    #expect(Membership(decoding: []) == nil)
    #expect(Membership(decoding: [2, 0, 2, 0, 0, 0, 0, 0, 0]) == nil)
    #expect(Membership(decoding: [1, 0, 3, 0, 0, 0, 0, 0, 0]) == nil, "node 0")
    #expect(Membership(decoding: [1, 4, 2, 0, 0, 0, 0, 0, 0]) == nil, "node 10")
    #expect(Membership(decoding: [1, 0, 2, 0, 0, 0, 0, 0, 0, 0]) == nil)
  }

  private static let three: NodeSet = [NodeID(1), NodeID(2), NodeID(3)]
  private static let learner = Membership(voters: three, learners: [NodeID(4)])

  static let refusals: [(Membership, MembershipChange, RequestRefusal?)] = [
    (Membership(voters: three), .add(NodeID(4)), nil),
    (Membership(voters: three), .add(NodeID(3)), .memberAlready(NodeID(3))),
    (learner, .add(NodeID(4)), nil),
    (learner, .addLearner(NodeID(4)), .memberAlready(NodeID(4))),
    (learner, .promote(NodeID(4)), nil),
    (learner, .promote(NodeID(3)), .memberAlready(NodeID(3))),
    (learner, .promote(NodeID(5)), .noSuchNode(NodeID(5))),
    (learner, .remove(NodeID(4)), nil),
    (learner, .remove(NodeID(5)), .noSuchNode(NodeID(5))),
    (Membership(voters: [NodeID(2)]), .remove(NodeID(2)), .lastNode(NodeID(2))),
    (Membership(voters: [NodeID(2)], learners: [NodeID(4)]), .remove(NodeID(4)), nil),
  ]

  @Test("changes that make no sense are refused", arguments: refusals)
  func refusal(_ row: (Membership, MembershipChange, RequestRefusal?)) {
    #expect(row.0.refusal(of: row.1) == row.2)
  }
}
