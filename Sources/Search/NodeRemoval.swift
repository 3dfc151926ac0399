import Command
import Consensus

/// A scenario without one of its nodes: the nodes above it move down by one.
extension Step {
  /// The step without node `gone`, whose higher neighbours move down by one; nil when nothing is left of it.
  func without(_ gone: NodeID) -> Step? {
    guard let verb else { return self }
    var step = self
    step.verb = verb.without(gone)
    return step.verb == nil ? nil : step
  }
}

extension Verb {
  /// The verb in a cluster without node `gone`; nil when it makes no sense any more.
  fileprivate func without(_ gone: NodeID) -> Verb? {
    switch self {
    case .kill(let nodes): Self.rest(nodes, gone).map { .kill($0) }
    case .restart(let nodes): Self.rest(nodes, gone).map { .restart($0) }
    case .pause(let nodes, let queued): Self.rest(nodes, gone).map { .pause($0, queued: queued) }
    case .resume(let nodes): Self.rest(nodes, gone).map { .resume($0) }
    case .timeout(let nodes): Self.rest(nodes, gone).map { .timeout($0) }
    case .isolate(let nodes): Self.rest(nodes, gone).map { .isolate($0) }
    case .slowDisk(let nodes, let range): Self.rest(nodes, gone).map { .slowDisk($0, range) }
    case .skew(let nodes, let parts): Self.rest(nodes, gone).map { .skew($0, partsPerMillion: parts) }
    case .wipe(let nodes): Self.rest(nodes, gone).map { .wipe($0) }
    case .corrupt(let nodes, let part): Self.rest(nodes, gone).map { .corrupt($0, part) }
    case .snapshot(let nodes): Self.rest(nodes, gone).map { .snapshot($0) }
    case .balance(let name, .node(let node), let isStale):
      node.without(gone).map { .balance(name: name, from: .node($0), stale: isStale) }
    case .add(let node, let learner): node.without(gone).map { .add($0, learner: learner) }
    case .promote(.node(let node)): node.without(gone).map { .promote(.node($0)) }
    case .remove(.node(let node)): node.without(gone).map { .remove(.node($0)) }
    case .lead(.node(let node)): node.without(gone).map { .lead(.node($0)) }
    case .partition(let groups): Self.rest(groups, gone)
    case .cut(let link): link.without(gone).map { .cut($0) }
    case .hold(let link): link.without(gone).map { .hold($0) }
    case .release(let link): link.without(gone).map { .release($0) }
    case .latency(let range, let link?): link.without(gone).map { .latency(range, $0) }
    case .loss(let parts, let link?): link.without(gone).map { .loss(partsPerMillion: parts, $0) }
    case .duplicate(let parts, let link?): link.without(gone).map { .duplicate(partsPerMillion: parts, $0) }
    case .drop(.kind(let kind, let link?)): link.without(gone).map { .drop(.kind(kind, $0)) }
    case .holdMessage(.kind(let kind, let link?)):
      link.without(gone).map { .holdMessage(.kind(kind, $0)) }
    case .releaseMessage(.kind(let kind, let link?)):
      link.without(gone).map { .releaseMessage(.kind(kind, $0)) }
    case .duplicateMessage(.kind(let kind, let link?)):
      link.without(gone).map { .duplicateMessage(.kind(kind, $0)) }
    default: self
    }
  }

  private static func rest(_ nodes: [NodeSelector], _ gone: NodeID) -> [NodeSelector]? {
    let rest = nodes.compactMap { selector -> NodeSelector? in
      guard case .node(let node) = selector else { return selector }
      return node.without(gone).map { .node($0) }
    }
    return rest.isEmpty ? nil : rest
  }

  private static func rest(_ groups: [[NodeSelector]], _ gone: NodeID) -> Verb? {
    let rest = groups.compactMap { Self.rest($0, gone) }
    return rest.count < 2 ? nil : .partition(rest)
  }
}

extension NodeID {
  fileprivate func without(_ gone: NodeID) -> NodeID? {
    self == gone ? nil : number > gone.number ? NodeID(number - 1) : self
  }
}

extension Link {
  fileprivate func without(_ gone: NodeID) -> Link? {
    guard let from = from.without(gone), let to = to.without(gone) else { return nil }
    return Link(from: from, to: to)
  }
}

extension Link.End {
  fileprivate func without(_ gone: NodeID) -> Link.End? {
    guard case .node(let node) = self else { return self }
    return node.without(gone).map { .node($0) }
  }
}
