import Consensus
import Host

/// A stalled process: the machine goes on, its disk writes and its network receives, but nobody looks.
extension World {
  /// - Parameter queued: What arrives waits in order, in a buffer as that of a socket; otherwise it is lost.
  mutating func stall(_ position: Int, queued: Bool) {
    hash.absorb(0x3_0000 | UInt64(position))
    group.nodes[position].condition = .stalled
    group.nodes[position].since = now
    group.nodes[position].scheduledWake = .max
    if hand?.position == position { hand?.asked = nil }
    // Who is stalled before it has read everything goes on keeping what arrives.
    if queued, group.nodes[position].unread == nil { group.nodes[position].unread = [] }
  }

  /// It hears first what its disk has written, then reads what waited, and only then looks at its clock.
  mutating func resume(_ position: Int) {
    hash.absorb(0x4_0000 | UInt64(position))
    group.nodes[position].condition = .up
    group.nodes[position].since = now
    if group.nodes[position].unreported > 0 {
      queue.push(.report, at: now, index: position, stamp: group.nodes[position].incarnation)
    }
    readOn(position)
  }

  /// The next of what waits is read by an event of its own. What arrives before all is read waits behind it, so
  /// that links keep their order.
  mutating func readOn(_ position: Int) {
    if group.nodes[position].unread?.isEmpty == false {
      queue.push(.unread, at: now, index: position, stamp: group.nodes[position].incarnation)
    } else {
      group.nodes[position].unread = nil
      scheduleWake(position)
    }
  }

  mutating func readNext(_ position: Int, incarnation: UInt64) -> Bool {
    guard question?.flight.to.number != position + 1,
      let arrival = group.nodes[position].takeUnread(incarnation: incarnation)
    else { return false }
    switch arrival {
    case .message(let flight, let message):
      if isAsked(about: flight, message) { return true }
      let decided = hand?.decided
      read(flight, message, anyway: decided?.message == flight.number && decided?.anyway == true)
    case .request(let request, let client, let cause): read(request, of: client, isLost: false, cause: cause)
    }
    // It may have been told to start anew by what it read.
    if group.nodes[position].incarnation == incarnation { readOn(position) }
    return true
  }
}
