import Command
import Consensus
import Simulation

/// The servers that run as they should and hear each other, and those that they are to do without.
struct HealedPart {
  let inside: NodeSet
  let outside: NodeSet
  private let faults: FaultsInForce
  /// The links between servers that carry nothing.
  private let cuts: [(from: NodeID, to: NodeID)]

  /// nil where some server, or the clients, hear or are heard by only some of those that hear each other.
  init?(_ faults: FaultsInForce, _ world: AnyWorld) {
    self.faults = faults
    let servers = NodeSet(world.servers)
    let bad = faults.down.union(faults.stalled).union(faults.slowDisks)
    let fit = servers.filter { !bad.contains($0) && faults.skews[$0.number - 1] == 0 }
    var neighbours = [NodeSet](repeating: servers, count: NodeID.highest + 1)
    let cuts = faults.cutLinks.compactMap(\.nodes)
    for (from, to) in cuts {
      neighbours[from.number].remove(to)
      neighbours[to.number].remove(from)
    }
    func party(of node: NodeID) -> NodeSet { neighbours[node.number].intersection(NodeSet(fit)) }
    guard let first = fit.max(by: { (party(of: $0).count, $1) < (party(of: $1).count, $0) }) else {
      return nil
    }
    let inside = party(of: first)
    guard inside.allSatisfy({ party(of: $0) == inside }) else { return nil }
    // Clients must reach them all, and hear them.
    guard faults.cutLinks.allSatisfy({ $0.clientsNode.map { !inside.contains($0) } ?? true }) else {
      return nil
    }
    self.cuts = cuts
    self.inside = inside
    outside = servers.subtracting(inside)
  }

  /// Why it need not go on at all.
  func excuse(_ header: Header, _ world: AnyWorld) -> Excuse? {
    let sound = inside.subtracting(world.harmed)
    let known = world.configurations
    // Where a configuration may be on its way that only some know, all that anybody knows count.
    let mayDecide =
      world.settledMembers.map { $0.isQuorum(sound) } ?? known.allSatisfy { $0.isQuorum(sound) }
    guard mayDecide else { return .noMajority }
    if !header.protectsLeaders, known.contains(where: { $0 != header.firstMembers }) {
      return .anybodyMayDepose
    }
    return bearsOutside(header, world) ? nil : .halfHealed
  }

  /// Whether every living member is inside.
  func isAlone(_ world: AnyWorld) -> Bool { outside.subtracting(faults.down).isEmpty }

  /// Whether what those outside can still say or hear does no harm to those that keep the rules.
  private func bearsOutside(_ header: Header, _ world: AnyWorld) -> Bool {
    let idle = faults.down.union(faults.stalled)
    let half = outside.filter { node in
      let out = cuts.count { $0.from == node && inside.contains($0.to) }
      let back = cuts.count { $0.to == node && inside.contains($0.from) }
      return !idle.contains(node) && (out < inside.count || back < inside.count)
    }
    if half.isEmpty { return true }
    if Self.bearsHalfCut(half, header, world) { return true }
    // A leader of a term that is over may go on talking, if it is deaf, so that it stays what it is.
    guard !header.preVote, !header.checkQuorum, half.count == 1, let talker = half.first else { return false }
    let isDeaf = cuts.count { $0.to == talker && inside.contains($0.from) } == inside.count
    return isDeaf && Self.deposedLeader(in: world, as: inside) == talker
  }

  /// A leader that does not know that a later term has begun.
  /// - Parameter others: One of these must know of that term and be able to stand, or they all follow the old
  ///   leader for as long as it talks: whoever lost promised state stands for nothing (D§3.8).
  static func deposedLeader(in world: AnyWorld, as others: NodeSet) -> NodeID? {
    let living = world.servers.filter { world.isAlive($0) }
    let views = living.map { (node: $0, view: world.view(of: $0).view) }
    let able = others.subtracting(world.harmed)
    let highest = views.filter { able.contains($0.node) }.map(\.view.term).max() ?? 0
    return views.first { $0.view.role == .leader && $0.view.term < highest }?.node
  }

  /// Whether the others must bear it that these are only deaf, or only mute: where candidates ask first and a
  /// leader that hears nobody gives up, whoever they are; with one of these rules alone, all but leaders, and but
  /// candidates: one may have its votes already, and lead as soon as its own is on a slow disk.
  static func bearsHalfCut(_ outsiders: [NodeID], _ header: Header, _ world: AnyWorld) -> Bool {
    if header.preVote, header.checkQuorum { return true }
    guard header.preVote || header.checkQuorum else { return false }
    return outsiders.allSatisfy { !world.isAlive($0) || world.view(of: $0).view.role == .follower }
  }
}
