import Consensus

/// What becomes of a node's number in another cluster; nil where the node is gone.
typealias Renumbering = (NodeID) -> NodeID?

extension Verb {
  /// The verb in a cluster whose nodes have other numbers.
  /// - Parameter number: A node's new number; nil where the node is gone.
  /// - Returns: nil where the verb makes no sense without the nodes that are gone.
  public func renumbered(_ number: (NodeID) -> NodeID?) -> Verb? { form.renumbered(number) }
}

/// A verb makes no sense without a node that is gone.
struct NodeIsGone: Error {}

extension NodeSelector {
  @Sendable static func renumbered(_ node: NodeSelector, _ number: Renumbering) -> NodeSelector? {
    guard case .node(let id) = node else { return node }
    return number(id).map { .node($0) }
  }

  /// Those that are left; nil where all are gone.
  @Sendable static func rest(_ nodes: [NodeSelector], _ number: Renumbering) -> [NodeSelector]? {
    let rest = nodes.compactMap { renumbered($0, number) }
    return rest.isEmpty ? nil : rest
  }

  /// The groups that are left; nil where that is no partition.
  @Sendable static func groups(_ groups: [[NodeSelector]], _ number: Renumbering) -> [[NodeSelector]]? {
    let left = groups.compactMap { rest($0, number) }
    return left.count < 2 ? nil : left
  }
}

extension Link {
  @Sendable static func renumbered(_ link: Link, _ number: Renumbering) -> Link? {
    func end(_ end: End) -> End? {
      guard case .node(let node) = end else { return end }
      return number(node).map { .node($0) }
    }
    guard let from = end(link.from), let to = end(link.to) else { return nil }
    return Link(from: from, to: to)
  }
}

extension MessageSelector {
  @Sendable static func renumbered(_ message: MessageSelector, _ number: Renumbering) -> MessageSelector? {
    guard case .kind(let kind, let link?) = message else { return message }
    return Link.renumbered(link, number).map { .kind(kind, $0) }
  }
}
