import Consensus
import Host

/// A stalled process: the machine goes on, its disk writes and its network receives, but nobody looks.
extension World {
  /// - Parameter queued: What arrives waits in order, in a buffer as that of a socket; otherwise it is lost.
  mutating func stall(_ position: Int, queued: Bool) {
    hash.absorb(0x3_0000 | UInt64(position))
    nodes[position].condition = .stalled
    nodes[position].since = now
    nodes[position].scheduledWake = .max
    // Who is stalled before it has read everything goes on keeping what arrives.
    if queued, nodes[position].unread == nil { nodes[position].unread = [] }
  }

  /// It hears first what its disk has written, then reads what waited, and only then looks at its clock.
  mutating func resume(_ position: Int) {
    hash.absorb(0x4_0000 | UInt64(position))
    nodes[position].condition = .up
    nodes[position].since = now
    if nodes[position].unreported > 0 {
      queue.push(.report, at: now, index: position, stamp: nodes[position].life)
    }
    readOn(position)
  }

  /// The next of what waits is read by an event of its own. What arrives before all is read waits behind it, so
  /// that links keep their order.
  private mutating func readOn(_ position: Int) {
    if nodes[position].unread?.isEmpty == false {
      queue.push(.unread, at: now, index: position, stamp: nodes[position].life)
    } else {
      nodes[position].unread = nil
      scheduleWake(position)
    }
  }

  mutating func readNext(_ position: Int, life: UInt64) -> Bool {
    guard let arrival = nodes[position].takeUnread(life: life) else { return false }
    switch arrival {
    case .message(let flight, let message): read(flight, message)
    case .request(let request): read(request, isLost: false)
    }
    // It may have been told to start anew by what it read.
    if nodes[position].life == life { readOn(position) }
    return true
  }

  /// What a server that is replaced has sent to others must not be read any more.
  mutating func forgetUnread(from sender: NodeID) {
    for position in nodes.indices {
      nodes[position].unread?.removeAll { arrival in
        if case .message(let flight, _) = arrival { flight.from == sender } else { false }
      }
    }
  }
}
