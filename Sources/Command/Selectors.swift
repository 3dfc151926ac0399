import Consensus

/// Which node a verb means. `leader` and the like are looked up when the verb acts.
public enum NodeSelector: Hashable, Sendable {
  case node(NodeID)
  /// The live leader of the highest term.
  case leader
  /// The lowest numbered follower that is alive.
  case follower
  /// Drawn from the run's seed.
  case random
  /// All nodes to which the verb applies.
  case all

  /// Whether it names nodes by what they are.
  var isRole: Bool { if case .node = self { false } else { true } }
}

/// One direction between two nodes, or between the clients and a node, written `1>2`, `clients>2`, `2>clients`.
public struct Link: Hashable, Sendable {
  /// What a link leads from or to.
  public enum End: Hashable, Sendable {
    case node(NodeID)
    /// All clients, which the network takes for one place.
    case clients
  }

  public let from: End
  public let to: End

  public init(from: End, to: End) {
    self.from = from
    self.to = to
  }

  public init(from: NodeID, to: NodeID) { self.init(from: .node(from), to: .node(to)) }

  /// The two nodes that it joins; nil where one end is the clients.
  public var nodes: (from: NodeID, to: NodeID)? {
    guard case (.node(let from), .node(let to)) = (from, to) else { return nil }
    return (from, to)
  }

  /// The node whose requests or answers it carries; nil where it joins two nodes.
  public var clientsNode: NodeID? {
    switch (from, to) {
    case (.clients, .node(let node)), (.node(let node), .clients): node
    default: nil
    }
  }
}

/// A message in flight between two nodes.
public enum MessageSelector: Hashable, Sendable {
  /// By its number on screen.
  case number(UInt64)
  /// The one of this kind that arrives next, on any link or on this one: as the protocol names it, a
  /// `Vocabulary.heartbeat` or a `MessagePurpose`.
  case kind(String, Link?)
}

// Each prints as it is read.

extension NodeSelector: CustomStringConvertible {
  /// `n2`, `leader`, `all`.
  public var description: String {
    switch self {
    case .node(let node): node.description
    case .leader: "leader"
    case .follower: "follower"
    case .random: "random"
    case .all: "all"
    }
  }
}

extension NodeSelector {
  /// Several, as they are read: `n1,leader`.
  @Sendable static func text(_ nodes: [NodeSelector]) -> String {
    nodes.map(\.description).joined(separator: ",")
  }

  /// The same with bare numbers, as in a partition: `1,leader`.
  @Sendable static func bareText(_ nodes: [NodeSelector]) -> String {
    nodes.map { if case .node(let node) = $0 { "\(node.number)" } else { $0.description } }
      .joined(separator: ",")
  }
}

extension Link.End: CustomStringConvertible {
  /// The word for all clients.
  static let clientsWord = "clients"

  /// `n1`, `clients`.
  public var description: String {
    switch self {
    case .node(let node): node.description
    case .clients: Self.clientsWord
    }
  }
}

extension Link: CustomStringConvertible {
  /// `1>2`, `clients>2`.
  public var description: String { "\(Self.text(from))>\(Self.text(to))" }

  private static func text(_ end: End) -> String {
    if case .node(let node) = end { "\(node.number)" } else { end.description }
  }
}

extension MessageSelector: CustomStringConvertible {
  /// `412`, `heartbeat`, `RequestVote 1>2`.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .kind(let kind, let link): kind + (link.map { " \($0)" } ?? "")
    }
  }
}
