import Command
import Consensus
import Host

/// The links of a group: which are cut or held, and what is on its way.
extension Group {
  @inline(__always)
  func isHeld(_ flight: Flight) -> Bool {
    switch flight.state {
    case .held: true
    case .free: network.holds.contains(from: flight.from.number, to: flight.to.number)
    case .passing, .dropped: false
    }
  }

  /// All messages in flight with their slots, in order of arrival.
  var flying: [(slot: Int, flight: Flight)] {
    flights.all.sorted { ($0.flight.arrives, $0.flight.number) < ($1.flight.arrives, $1.flight.number) }
  }

  func matches(_ slot: Int, _ flight: Flight, _ kind: String, _ link: Link?) -> Bool {
    if let link, link != flight.link { return false }
    let message = flights.message(slot)
    if let purpose = MessagePurpose(rawValue: kind) { return message.purpose == purpose }
    return kind == Vocabulary.heartbeat
      ? message.isHeartbeat : R.Message.kindNames[message.kindNumber] == kind
  }

  func isLink(_ link: Link) -> Bool {
    link.from.number <= nodes.count && link.to.number <= nodes.count && link.from != link.to
  }

  func snapshot(of flight: Flight, _ message: borrowing R.Message, now: Nanoseconds) -> MessageSnapshot {
    MessageSnapshot(
      number: flight.number, from: flight.from, to: flight.to, sent: flight.sent,
      arrives: flight.isWaiting ? max(now, flight.arrives) : flight.arrives, summary: message.summary,
      cause: flight.cause, isHeld: isHeld(flight))
  }

  mutating func isolate(_ selectors: [NodeSelector]) -> ActionOutcome {
    let inside = resolve(selectors) { $0.isAlive }
    guard !inside.isEmpty else { return .nothing(.noSuchNodeToIsolate) }
    for position in inside {
      for other in nodes.indices where other != position { cutBothWays(position, other) }
    }
    return .done(on: ids(of: inside))
  }

  mutating func cut(_ link: Link) -> ActionOutcome {
    guard isLink(link) else { return .nothing(.noLink(link)) }
    if network.cuts.contains(link) { return .nothing(.cutAlready(link)) }
    network.cuts.insert(link)
    return .done()
  }

  mutating func heal() -> ActionOutcome {
    guard !network.cuts.isEmpty else { return .nothing(.noLinkCut) }
    network.cuts = LinkSet()
    return .done()
  }

  /// The groups keep their links, all links between groups are cut; nodes that no group names form one more.
  mutating func partition(_ groups: [[NodeSelector]]) -> ActionOutcome {
    var sides = groups.map { Set(resolve($0) { $0.isAlive }) }
    let named = sides.reduce(into: Set<Int>()) { $0.formUnion($1) }
    let rest = Set(nodes.indices).subtracting(named)
    if !rest.isEmpty { sides.append(rest) }
    guard sides.filter({ !$0.isEmpty }).count > 1 else { return .nothing(.oneSide) }
    network.cuts = LinkSet()
    for left in nodes.indices {
      for right in nodes.indices where left < right {
        if !sides.contains(where: { $0.contains(left) && $0.contains(right) }) { cutBothWays(left, right) }
      }
    }
    return .done()
  }

  private mutating func cutBothWays(_ left: Int, _ right: Int) {
    network.cuts.insert(Link(from: nodes[left].id, to: nodes[right].id))
    network.cuts.insert(Link(from: nodes[right].id, to: nodes[left].id))
  }
}
