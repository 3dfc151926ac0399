import Command
import Consensus
import Host

/// Faults of single messages in flight: dropped, held, released, doubled.
extension World {
  /// Whether a message that would arrive now does. One that is held stays where it is, in its slot.
  mutating func isLetThrough(_ flight: Flight, in slot: Int) -> Bool {
    if flight.state == .dropped {
      _ = flights.take(slot)
      return false
    }
    guard isHeld(flight) else { return true }
    flights.update(slot) { $0.isWaiting = true }
    return false
  }

  @inline(__always)
  func isHeld(_ flight: Flight) -> Bool {
    switch flight.state {
    case .held: true
    case .free: network.isHeld(from: flight.from.number, to: flight.to.number)
    case .passing, .dropped: false
    }
  }

  /// All messages in flight with their slots, in order of arrival.
  var flying: [(slot: Int, flight: Flight)] {
    flights.all.sorted { ($0.flight.arrives, $0.flight.number) < ($1.flight.arrives, $1.flight.number) }
  }

  private func matches(_ slot: Int, _ flight: Flight, _ kind: Predicate.Kind, _ link: Link?) -> Bool {
    if let link, link != flight.link { return false }
    let own = flights.message(slot).kind
    return kind == .heartbeat ? own == .heartbeat : own.name == kind.rawValue
  }

  func isLink(_ link: Link) -> Bool {
    link.from.number <= nodes.count && link.to.number <= nodes.count && link.from != link.to
  }

  /// Acts on the message meant: of a kind the next to arrive to which the verb applies.
  mutating func withMessage(
    _ selector: MessageSelector, where applies: (World, Flight) -> Bool = { _, _ in true },
    otherwise: (UInt64) -> ActionRefusal = { .noMessage(.number($0)) },
    act: (inout World, Int, Flight) -> Void
  ) -> ActionOutcome {
    let meant = flying.filter { slot, flight in
      switch selector {
      case .number(let number): flight.number == number
      case .kind(let kind, let link): matches(slot, flight, kind, link)
      }
    }
    guard let first = meant.first else { return .nothing(.noMessage(selector)) }
    guard let (slot, flight) = meant.first(where: { applies(self, $0.flight) }) else {
      return .nothing(otherwise(first.flight.number))
    }
    act(&self, slot, flight)
    return .done()
  }

  mutating func drop(_ slot: Int, _ flight: Flight) {
    hash.absorb(0x5_0000)
    hash.absorb(flight.number)
    if recorder.keepsRecords {
      recorder.add(.lost(snapshot(of: flight, flights.message(slot)), .dropped), node: flight.to, at: now)
    }
    if flight.isWaiting {
      _ = flights.take(slot)
    } else {
      flights.drop(slot)
    }
  }

  /// One more like it, which arrives right after it.
  mutating func duplicate(_ slot: Int, _ flight: Flight) {
    launch(
      flights.message(slot), from: flight.from, to: flight.to, arrives: max(now, flight.arrives),
      isLost: false)
  }

  mutating func hold(_ message: MessageSelector) -> ActionOutcome {
    withMessage(
      message, where: { !$0.isHeld($1) }, otherwise: { .heldAlready(message: $0) },
      act: { world, slot, _ in world.flights.update(slot) { $0.state = .held } })
  }

  mutating func hold(_ link: Link) -> ActionOutcome {
    guard isLink(link) else { return .nothing(.noLink(link)) }
    if network.isHeld(link) { return .nothing(.linkHeldAlready(link)) }
    network.hold(link)
    return .done()
  }

  mutating func release(_ message: MessageSelector) -> ActionOutcome {
    withMessage(
      message, where: { $0.isHeld($1) }, otherwise: { .notHeld(message: $0) },
      act: { $0.release(slot: $1, $2) })
  }

  /// What is held arrives when it would have, or now where that is past; in the order of arrival.
  mutating func release(_ link: Link?) -> ActionOutcome {
    let held = flying.filter { _, flight in
      isHeld(flight) && (link.map { $0 == flight.link } ?? true)
    }
    let links = network.heldLinks.filter { link == nil || $0 == link }
    guard !held.isEmpty || !links.isEmpty else { return .nothing(.nothingHeld(link)) }
    network.release(link)
    for (slot, flight) in held { release(slot: slot, flight) }
    releaseCalls(link)
    return .done()
  }

  private mutating func release(slot: Int, _ flight: Flight) {
    let isLinkHeld = network.isHeld(flight.link)
    flights.update(slot) {
      $0.state = isLinkHeld ? .passing : .free
      $0.isWaiting = false
    }
    if flight.isWaiting { queue.push(.message, at: now, index: slot) }
  }
}
