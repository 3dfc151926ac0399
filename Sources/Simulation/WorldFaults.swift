import Command
import Consensus
import Host
import Ledger

/// Faults inside a node, and rules broken on purpose.
extension World {
  /// The node's clock goes on from what it shows, faster or slower.
  mutating func setSkew(_ position: Int, _ partsPerMillion: Int64) {
    guard nodes[position].clock.partsPerMillion != partsPerMillion else { return }
    nodes[position].clock.turn(to: partsPerMillion, at: now)
    scheduleWake(position)
  }

  /// Breaks a rule in every node from now on, or mends it.
  mutating func breakRule(named name: String, _ isBroken: Bool) -> ActionOutcome {
    guard let rule = BrokenRule(name: name) else { return .nothing(.noBrokenRule(name)) }
    guard broken.contains(rule) != isBroken else {
      return .nothing(isBroken ? .brokenAlready(name) : .notBroken(name))
    }
    if isBroken { configuration.broken.insert(rule) } else { configuration.broken.remove(rule) }
    hash.absorb(0x6_0000 | UInt64(rule.rawValue) << 1 | (isBroken ? 1 : 0))
    let appliesTwice = broken.contains(.applyRetryTwice)
    checkpoint.appliesRetriesTwice = appliesTwice
    for position in nodes.indices {
      nodes[position].ledger.appliesRetriesTwice = appliesTwice
      if nodes[position].isAlive { step(position, .breakRules(broken)) }
    }
    return .done
  }
}
