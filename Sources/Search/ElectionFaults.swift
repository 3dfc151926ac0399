import Command
import Consensus
import Simulation

/// Elections that come at a bad time.
extension FaultDraw {
  mutating func elections(_ world: RaftWorld) -> [Verb] {
    let first = node(world)
    switch generator.below(8) {
    case 0: return [.align]
    case 1:
      // Several at the same instant.
      let several = world.servers.filter { $0 == first || generator.below(2) == 0 }
      return [.timeout(several.map { .node($0) })]
    case 2, 3: return reelection(world) ?? [.timeout([.node(first)])]
    default: return candidates(first, world)
    }
  }

  /// Two candidates close together; a voter that forgets would matter then.
  private mutating func candidates(_ first: NodeID, _ world: RaftWorld) -> [Verb] {
    let now = world.now
    let second = node(world)
    let third = node(world)
    guard first != second else { return [.timeout([.node(first)])] }
    plan(.timeout([.node(second)]), at: now + span(0, 40))
    if kinds.contains(.crash), third != first, generator.below(2) == 0 {
      let time = now + span(2, 60)
      plan(.kill([.node(third)]), at: time)
      plan(.restart([.node(third)]), at: time + span(0, 5))
    }
    return [.timeout([.node(first)])]
  }

  /// A leader is deposed and soon elected again while one of its links is held: then what it said, or was
  /// answered, in the earlier term arrives in the later one.
  private mutating func reelection(_ world: RaftWorld) -> [Verb]? {
    guard allowed.contains(.message), let leader = world.leader else { return nil }
    let others = world.servers.filter { $0 != leader && world.isAlive($0) }.shuffled(using: &generator)
    guard others.count > 1 else { return nil }
    let link =
      generator.below(2) == 0
      ? Link(from: leader, to: others[0]) : Link(from: others[0], to: leader)
    let between = 2 * header.latency.upperBound + 2 * header.disk.upperBound
    let deposed = world.now + span(5, 100)
    let again = deposed + between + span(5, 150)
    plan(leads(others[1]), at: deposed)
    plan(leads(leader), at: again)
    plan(.release(link), at: again + between + span(0, 200))
    return [.hold(link)]
  }

  /// Has a server elected. Where those that hear a leader do not let themselves be asked, it must hand over.
  private func leads(_ node: NodeID) -> Verb {
    header.protectsLeaders && allowed.contains(.lead) ? .lead(.node(node)) : .timeout([.node(node)])
  }

  /// A leader that hears nobody and is deposed by one that then dies: its heartbeats of a term that is over go
  /// on, and nobody may be held back by them (§5.1, §5.2).
  mutating func deafLeader(_ world: RaftWorld) -> [Verb]? {
    guard let leader = world.leader, world.nodeCount >= 3 else { return nil }
    let others = world.servers.filter { $0 != leader && world.isAlive($0) }
    guard others.count >= majority(of: header.nodes), let next = others.shuffled(using: &generator).first
    else { return nil }
    let now = world.now
    plan(.timeout([.node(next)]), at: now + span(20, 100))
    plan(.killLeader(otherThan: leader), at: now + 2 * header.electionTimeout.upperBound)
    return world.servers.filter { $0 != leader }.map { .cut(Link(from: $0, to: leader)) }
  }
}
