import Command
import Consensus

/// The messages in flight, in slots that events refer to. Once somebody has asked how many there are of a kind they
/// are counted as they come and go, so that who waits for one need not look through all of them after every event.
struct Flights<Message: ReplicaMessage>: Sendable {
  private static var width: Int { NodeID.highest + 1 }
  private static var links: Int { width * width }

  private var slots = Slots<Flight>()
  /// What each carries, in the same slots: apart, so that who looks for a message copies none.
  private var messages: [Message?] = []
  /// By kind, then by link; in the place of link 0, which there is not, those of all links. Empty while nobody asks.
  private var counts: [Int32] = []

  /// Those that have not been dropped, with their slots.
  var all: [(slot: Int, flight: Flight)] {
    slots.values.enumerated().compactMap { slot, flight in
      guard let flight, flight.state != .dropped else { return nil }
      return (slot, flight)
    }
  }

  /// How many there are of a kind, on one link or on all.
  mutating func count(of kind: Predicate.Kind, on link: Link?) -> Int {
    if counts.isEmpty {
      counts = Array(repeating: 0, count: MessageKind.places * Self.links)
      for (slot, flight) in all { note(slot, flight, 1) }
    }
    let place = link.map { $0.from.number * Self.width + $0.to.number } ?? 0
    return kind.places.reduce(0) { $0 + Int(counts[$1 * Self.links + place]) }
  }

  /// What flies in this slot, a dropped message included.
  subscript(slot: Int) -> Flight? { slots.values[slot] }

  /// What a message in flight carries.
  func message(_ slot: Int) -> Message { messages[slot]! }

  mutating func insert(_ flight: Flight, _ message: consuming Message) -> Int {
    let slot = slots.insert(flight)
    if slot < messages.count { messages[slot] = message } else { messages.append(message) }
    if !counts.isEmpty { note(slot, flight, 1) }
    return slot
  }

  /// Takes out what arrives, or has been dropped on the way.
  mutating func take(_ slot: Int) -> Message? {
    if !counts.isEmpty, let flight = slots.values[slot], flight.state != .dropped { note(slot, flight, -1) }
    slots.remove(slot)
    // Moved out: a copy would count all that the message refers to, and uncount it again.
    return messages[slot].take()
  }

  /// What is dropped keeps its slot, since an event will still ask for it.
  mutating func drop(_ slot: Int) {
    guard let flight = slots.values[slot], flight.state != .dropped else { return }
    if !counts.isEmpty { note(slot, flight, -1) }
    slots.update(slot) { $0.state = .dropped }
  }

  /// Changes whether a message is held; it stays in flight.
  mutating func update(_ slot: Int, _ change: (inout Flight) -> Void) {
    slots.update(slot, change)
  }

  private mutating func note(_ slot: Int, _ flight: Flight, _ change: Int32) {
    guard let message = messages[slot] else { return }
    let first = message.kind.place * Self.links
    counts[first] += change
    counts[first + flight.from.number * Self.width + flight.to.number] += change
  }
}

extension MessageKind {
  /// How many kinds are told apart.
  fileprivate static let places = 10

  /// Its place among them, whatever its numbers are.
  fileprivate var place: Int {
    switch self {
    case .voteRequest: 0
    case .voteReply: 1
    case .append: 2
    case .heartbeat: 3
    case .appendReply: 4
    case .preVoteRequest: 5
    case .preVoteReply: 6
    case .timeoutNow: 7
    case .installSnapshot: 8
    case .installReply: 9
    }
  }
}

extension Predicate.Kind {
  /// The places of what is meant: an AppendEntries may be a heartbeat.
  fileprivate var places: ClosedRange<Int> {
    switch self {
    case .requestVote: 0...0
    case .requestVoteReply: 1...1
    case .appendEntries: 2...3
    case .heartbeat: 3...3
    case .appendEntriesReply: 4...4
    case .preVote: 5...5
    case .preVoteReply: 6...6
    case .timeoutNow: 7...7
    case .installSnapshot: 8...8
    case .installSnapshotReply: 9...9
    }
  }
}
