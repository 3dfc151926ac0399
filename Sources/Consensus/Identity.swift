/// A server of a cluster: 1…9, written `n1`…`n9`.
public struct NodeID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The largest cluster that has names.
  public static let highest = 9

  /// 1…9.
  public let number: Int

  public init(_ number: Int) { self.number = number }

  public var description: String { "n\(number)" }

  public static func < (left: NodeID, right: NodeID) -> Bool { left.number < right.number }
}

/// A set of nodes, in node order whatever the order of insertion.
public struct NodeSet: Hashable, Sendable, ExpressibleByArrayLiteral, Sequence, CustomStringConvertible {
  /// Bit `n` stands for node `n`; bit 0 is never set.
  public private(set) var bits: UInt16

  public init() { bits = 0 }
  public init(bits: UInt16) { self.bits = bits & ~1 }
  public init(arrayLiteral nodes: NodeID...) {
    self.init()
    for node in nodes { insert(node) }
  }
  public init(_ nodes: some Sequence<NodeID>) {
    self.init()
    for node in nodes { insert(node) }
  }

  @inlinable public var count: Int { bits.nonzeroBitCount }
  @inlinable public var isEmpty: Bool { bits == 0 }
  /// Whether the node is in the set.
  @inlinable @inline(__always)
  public func contains(_ node: NodeID) -> Bool {
    UInt(bitPattern: node.number) < 16 && bits & (1 &<< UInt16(truncatingIfNeeded: node.number)) != 0
  }
  /// Adds a node.
  public mutating func insert(_ node: NodeID) { bits |= 1 << UInt16(node.number) }
  /// Takes a node out.
  public mutating func remove(_ node: NodeID) { bits &= ~(1 << UInt16(node.number)) }
  /// The nodes of either set.
  public func union(_ other: NodeSet) -> NodeSet { NodeSet(bits: bits | other.bits) }
  /// The nodes of both sets.
  public func intersection(_ other: NodeSet) -> NodeSet { NodeSet(bits: bits & other.bits) }
  /// The nodes of this set that are not in `other`.
  public func subtracting(_ other: NodeSet) -> NodeSet { NodeSet(bits: bits & ~other.bits) }

  public func makeIterator() -> AnyIterator<NodeID> {
    var rest = bits
    return AnyIterator {
      guard rest != 0 else { return nil }
      let number = rest.trailingZeroBitCount
      rest &= rest - 1
      return NodeID(number)
    }
  }

  /// "n1 n2 n5"
  public var description: String { map(\.description).joined(separator: " ") }
}

/// Raft's term, Paxos's round: a logical clock (Raft §5.1).
public typealias Term = UInt64

/// A place in the log; the first entry has index 1 (Raft Figure 2).
public typealias LogIndex = UInt64

/// Virtual or wall time since the start, or a span of it, in nanoseconds.
public typealias Nanoseconds = UInt64

/// An entry's index and term, which together name it: two logs that hold an entry of the same index and
/// term agree on it and on all before it (Log Matching, Raft §5.3).
public struct LogPosition: Hashable, Sendable, CustomStringConvertible {
  public var index: LogIndex
  public var term: Term

  public init(index: LogIndex, term: Term) {
    self.index = index
    self.term = term
  }

  /// Before the first entry.
  public static let origin = LogPosition(index: 0, term: 0)

  /// Whether a log that ends here is at least as up to date as one that ends at `other`: the later last
  /// term wins, and only if equal the longer log (Raft §5.4.1).
  public func isAtLeastAsUpToDate(as other: LogPosition) -> Bool {
    term != other.term ? term > other.term : index >= other.index
  }

  /// "58@3": index 58, term 3.
  public var description: String { "\(index)@\(term)" }
}

/// How many of `clusterSize` nodes make a majority. Dead nodes count in the size.
@inlinable public func majority(of clusterSize: Int) -> Int { clusterSize / 2 + 1 }
