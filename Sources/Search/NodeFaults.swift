import Command
import Consensus
import Simulation

/// Faults inside servers: crashes, stalls, slow disks, wrong clocks.
extension FaultDraw {
  mutating func crash(_ world: AnyWorld) -> [Verb] {
    let now = world.now
    var victims: [NodeID] = []
    switch generator.below(8) {
    case 0: victims = world.servers
    case 1, 2: victims = world.servers.filter { _ in generator.flip() }
    default: victims = [victim(world)]
    }
    victims.removeAll { !world.isAlive($0) }
    for node in victims {
      // A node that is back at once is the most dangerous one.
      let isQuick = generator.below(3) == 0
      plan(.restart([.node(node)]), at: now + (isQuick ? span(0, 10) : span(10, 1500)))
    }
    return victims.isEmpty ? [] : [.kill(victims.map { .node($0) })]
  }

  mutating func pause(_ world: AnyWorld) -> [Verb] {
    let node = victim(world)
    plan(.resume([.node(node)]), at: world.now + span(20, 1500))
    // What arrives meanwhile is lost, or is read late.
    return [.pause([.node(node)], queued: generator.flip())]
  }

  mutating func slowDisk(_ world: AnyWorld) -> [Verb] {
    let node = victim(world)
    let low = span(1, 60)
    return [.slowDisk([.node(node)], low...(low + span(1, 200)))]
  }

  mutating func skew(_ world: AnyWorld) -> [Verb] {
    if bug == .leaseWithoutBound { return slowLeader(world) }
    let node = node(world)
    let drawn = Int64(generator.draw(0, 800_000))
    // A lease holds only where no clock runs faster than the bound says (dissertation §6.4.1).
    let bound = Int64(header.clockBoundPartsPerMillion)
    let parts = header.reads == .lease ? drawn * bound / 800_000 : drawn - 400_000
    return [.skew([.node(node)], partsPerMillion: parts)]
  }

  /// One clock at a time that is slow, by as much as makes the others too fast by just the bound.
  private mutating func slowLeader(_ world: AnyWorld) -> [Verb] {
    let node = victim(world)
    let repairs = world.servers.filter { $0 != node && world.faults.skews[$0.number - 1] != 0 }.map {
      Verb.skew([.node($0)], partsPerMillion: 0)
    }
    let bound = Int64(header.clockBoundPartsPerMillion)
    return repairs + [.skew([.node(node)], partsPerMillion: -bound * 1_000_000 / (1_000_000 + bound))]
  }
}
