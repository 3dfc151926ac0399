/// The number of a proposal (Paxos Made Simple §2.2), ordered by round and then by node. "Different proposers choose
/// their numbers from disjoint sets of numbers" (§2.5): a proposer's own are those that end with its node, so no two
/// ever use the same.
///
/// Wherever every protocol has a term, Paxos has a ballot. It travels as one number, ten rounds and the node, so 43
/// is the ballot 4.n3; they are ordered alike. It stands in this room, since the language reads and writes ballots,
/// and invariants and pictures name them.
public struct Ballot: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let round: UInt64
  public let node: NodeID

  public init(round: UInt64, node: NodeID) {
    self.round = round
    self.node = node
  }

  /// The ballot that travels as this number.
  public init(_ term: Term) { self.init(round: term / 10, node: NodeID(Int(term % 10))) }

  /// As it travels.
  public var term: Term { round * 10 + UInt64(node.number) }

  /// A proposer "remembers (in stable storage) the highest-numbered proposal it has tried to issue, and begins phase 1
  /// with a higher proposal number" (§2.5): higher than any that it has seen, too.
  public static func next(after seen: Term, of node: NodeID) -> Ballot {
    Ballot(round: Ballot(seen).round + 1, node: node)
  }

  /// The same where ballots are ordered by node first: the thousands of its round are the node. nil: none of its own is
  /// higher.
  public static func idFirst(after seen: Term, of node: NodeID) -> Ballot? {
    let (lowest, next) = (1000 * UInt64(node.number) + 1, Ballot(seen).round + 1)
    return next < lowest + 999 ? Ballot(round: max(lowest, next), node: node) : nil
  }

  /// "4.n3"; before any ballot "0".
  public var description: String { round == 0 ? "0" : "\(round).\(node)" }

  /// As a cell of a log has it, and a line of the language: "4.3".
  public var cell: String { round == 0 ? "0" : "\(round).\(node.number)" }

  public static func < (left: Ballot, right: Ballot) -> Bool { left.term < right.term }
}
