import Consensus

extension Verb {
  /// The verb in a cluster whose nodes have other numbers.
  /// - Parameter number: A node's new number; nil where the node is gone.
  /// - Returns: nil where the verb makes no sense without the nodes that are gone.
  public func renumbered(_ number: (NodeID) -> NodeID?) -> Verb? {
    let form = form
    let values = form.arguments.compactMap { $0.value.renumbered(number) }
    return values.count == form.arguments.count ? form.verb(Values(values)) : nil
  }
}

extension Value {
  fileprivate func renumbered(_ number: (NodeID) -> NodeID?) -> Value? {
    func rest(_ nodes: [NodeSelector]) -> [NodeSelector]? {
      let rest = nodes.compactMap { node -> NodeSelector? in
        guard case .node(let id) = node else { return node }
        return number(id).map { .node($0) }
      }
      return rest.isEmpty ? nil : rest
    }
    switch self {
    case .nodes(let nodes): return rest(nodes).map { .nodes($0) }
    case .groups(let groups):
      let rest = groups.compactMap { rest($0) }
      return rest.count < 2 ? nil : .groups(rest)
    case .link(let link): return link.renumbered(number).map { .link($0) }
    case .message(.kind(let kind, let link?)):
      return link.renumbered(number).map { .message(.kind(kind, $0)) }
    default: return self
    }
  }
}

extension Link {
  fileprivate func renumbered(_ number: (NodeID) -> NodeID?) -> Link? {
    func end(_ end: End) -> End? {
      guard case .node(let node) = end else { return end }
      return number(node).map { .node($0) }
    }
    guard let from = end(from), let to = end(to) else { return nil }
    return Link(from: from, to: to)
  }
}
