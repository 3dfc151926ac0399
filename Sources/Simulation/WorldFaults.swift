import Command
import Consensus
import Host
import Ledger

/// Faults inside a node, and rules broken on purpose.
extension World {
  /// The node's clock goes on from what it shows, faster or slower.
  mutating func setSkew(_ position: Int, _ partsPerMillion: Int64) {
    guard group.nodes[position].clock.partsPerMillion != partsPerMillion else { return }
    group.nodes[position].clock.turn(to: partsPerMillion, at: now)
    scheduleWake(position)
  }

  /// The machine is lost with its disk: a live node goes down with it.
  mutating func wipe(_ position: Int) {
    if group.nodes[position].isAlive { kill(position) }
    hash.absorb(0xA_0000 | UInt64(position))
    group.nodes[position].noteLoss()
    group.nodes[position].durable.wipe()
    group.nodes[position].safeIndex = 0
    watch.diskDamaged(position)
  }

  /// Flips a bit of what is stored, of the last entry where nothing is named. A live node has it in memory too and
  /// notices nothing before it reads its disk again.
  mutating func corrupt(_ position: Int, _ part: StoredPart?) {
    let part = part ?? .entry(group.nodes[position].durable.log.lastIndex)
    hash.absorb(0xB_0000 | UInt64(position))
    switch part {
    case .entry(let index): hash.absorb(index)
    // No entry has these indexes.
    case .snapshot: hash.absorb(0)
    case .termAndVote: hash.absorb(.max)
    }
    _ = group.nodes[position].durable.corrupt(part)
  }

  /// Damages what a leader remembers of a follower.
  mutating func set(_ which: FollowerIndex, on link: Link, to index: LogIndex) -> ActionOutcome {
    guard group.isLink(link), let (leader, follower) = link.nodes else { return .nothing(.noLink(link)) }
    let place = leader.number - 1
    guard group.view(of: place).progress.contains(where: { $0.node == follower }) else {
      return .nothing(.keepsNoProgress(leader))
    }
    hash.absorb((which == .next ? 0xC_0000 : 0xE_0000) | UInt64(leader.number) << 8 | UInt64(follower.number))
    hash.absorb(index)
    step(place, .setIndex(which, of: follower, index))
    return .done(on: [leader])
  }

  /// A server whose disk was lost comes back as a new one, now that a configuration without it is in force.
  mutating func startAnew(_ position: Int, as known: KnownMembers) {
    if group.nodes[position].isAlive { kill(position) }
    // A new server has a new address: what its former self sent must not speak for it.
    let id = group.nodes[position].id
    for (slot, flight) in group.flying where flight.from == id || flight.to == id { drop(slot, flight) }
    group.forgetUnread(from: id)
    // The question may have been its own.
    if let hand, hand.asked != nil, question == nil, group.nodes[hand.position].isUp {
      self.hand?.asked = nil
      readOn(hand.position)
    }
    group.nodes[position].durable.startAnew(
      besides: known.members, committed: known.committed, term: known.term)
    group.nodes[position].lostThrough = 0
    watch.diskDamaged(position)
    restart(position)
  }

  /// Breaks a rule in every node from now on, or mends it.
  mutating func breakRule(named name: String, _ isBroken: Bool) -> ActionOutcome {
    guard let rule = R.Rule(name: name) else { return .nothing(.noBrokenRule(name)) }
    guard group.broken.contains(rule) != isBroken else {
      return .nothing(isBroken ? .brokenAlready(name) : .notBroken(name))
    }
    if isBroken { group.configuration.broken.insert(rule) } else { group.configuration.broken.remove(rule) }
    hash.absorb(0x6_0000 | UInt64(rule.rawValue) << 1 | (isBroken ? 1 : 0))
    let appliesTwice = group.broken.contains(R.Rule.applyRetryTwice)
    group.checkpoint.appliesRetriesTwice = appliesTwice
    for position in group.nodes.indices {
      group.nodes[position].ledger.appliesRetriesTwice = appliesTwice
      if group.nodes[position].isAlive { step(position, .breakRules(group.broken)) }
    }
    return .done()
  }
}
