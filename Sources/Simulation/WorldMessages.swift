import Command
import Consensus
import Host

/// Faults of single messages in flight: dropped, held, released, doubled.
extension World {
  /// Whether a message that would arrive now does. One that is held stays where it is, in its slot.
  mutating func isLetThrough(_ flight: Flight, in slot: Int) -> Bool {
    if flight.state == .dropped {
      _ = group.flights.take(slot)
      return false
    }
    guard group.isHeld(flight) else { return true }
    group.flights.update(slot) { $0.isWaiting = true }
    return false
  }

  /// Acts on the message meant: of a kind the next to arrive to which the verb applies.
  mutating func withMessage(
    _ selector: MessageSelector, where applies: (Group<R>, Flight) -> Bool = { _, _ in true },
    otherwise: (UInt64) -> ActionRefusal = { .noMessage(.number($0)) },
    act: (inout World, Int, Flight) -> Void
  ) -> ActionOutcome {
    let meant = group.flying.filter { slot, flight in
      switch selector {
      case .number(let number): flight.number == number
      case .kind(let kind, let link): group.matches(slot, flight, kind, link)
      }
    }
    guard let first = meant.first else { return .nothing(.noMessage(selector)) }
    guard let (slot, flight) = meant.first(where: { applies(group, $0.flight) }) else {
      return .nothing(otherwise(first.flight.number))
    }
    act(&self, slot, flight)
    return .done()
  }

  mutating func drop(_ slot: Int, _ flight: Flight) {
    hash.absorb(0x5_0000)
    hash.absorb(flight.number)
    if recorder.keepsRecords {
      recorder.add(
        .lost(group.snapshot(of: flight, group.flights.message(slot), now: now), .dropped), node: flight.to,
        at: now)
    }
    if flight.isWaiting {
      _ = group.flights.take(slot)
    } else {
      group.flights.drop(slot)
    }
  }

  /// One more like it, which arrives right after it.
  mutating func duplicate(_ slot: Int, _ flight: Flight) {
    launch(
      group.flights.message(slot), from: flight.from, to: flight.to, arrives: max(now, flight.arrives),
      isLost: false)
  }

  mutating func hold(_ message: MessageSelector) -> ActionOutcome {
    withMessage(
      message, where: { !$0.isHeld($1) }, otherwise: { .heldAlready(message: $0) },
      act: { world, slot, _ in world.group.flights.update(slot) { $0.state = .held } })
  }

  mutating func hold(_ link: Link) -> ActionOutcome {
    guard group.isLink(link) else { return .nothing(.noLink(link)) }
    if group.network.holds.contains(link) { return .nothing(.linkHeldAlready(link)) }
    group.network.holds.insert(link)
    return .done()
  }

  mutating func release(_ message: MessageSelector) -> ActionOutcome {
    withMessage(
      message, where: { $0.isHeld($1) }, otherwise: { .notHeld(message: $0) },
      act: { $0.release(slot: $1, $2) })
  }

  /// What is held arrives when it would have, or now where that is past; in the order of arrival.
  mutating func release(_ link: Link?) -> ActionOutcome {
    let held = group.flying.filter { _, flight in
      group.isHeld(flight) && (link.map { $0 == flight.link } ?? true)
    }
    let links = group.network.holds.links.filter { link == nil || $0 == link }
    guard !held.isEmpty || !links.isEmpty else { return .nothing(.nothingHeld(link)) }
    for link in links { group.network.holds.remove(link) }
    for (slot, flight) in held { release(slot: slot, flight) }
    releaseCalls(link)
    return .done()
  }

  private mutating func release(slot: Int, _ flight: Flight) {
    let isLinkHeld = group.network.holds.contains(flight.link)
    group.flights.update(slot) {
      $0.state = isLinkHeld ? .passing : .free
      $0.isWaiting = false
    }
    if flight.isWaiting { queue.push(.message, at: now, index: slot) }
  }
}
