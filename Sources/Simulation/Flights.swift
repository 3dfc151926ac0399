import Command
import Consensus

/// The messages in flight, in slots that events refer to. Once somebody has asked how many there are of a kind they
/// are counted as they come and go, so that who waits for one need not look through all of them after every event.
struct Flights<Message: ReplicaMessage>: Sendable {
  private static var width: Int { NodeID.highest + 1 }
  private static var links: Int { width * width }
  /// What is counted, in the order of the counts.
  private static var names: [String] {
    Message.kindNames + [Vocabulary.heartbeat] + MessagePurpose.allCases.map(\.rawValue)
  }

  private var slots = Slots<Flight>()
  /// What each carries, in the same slots: apart, so that who looks for a message copies none.
  private var messages: [Message?] = []
  /// By kind, then by link; in the place of link 0, which there is not, those of all links. Heartbeats, and what
  /// has a purpose, are counted among their kind and once more behind all kinds. Empty while nobody asks.
  private var counts: [Int32] = []
  /// The kind that was asked for last, and its place among the kinds.
  private var asked: (name: String, kind: Int?) = ("", nil)

  /// Those that have not been dropped, with their slots.
  var all: [(slot: Int, flight: Flight)] {
    slots.values.enumerated().compactMap { slot, flight in
      guard let flight, flight.state != .dropped else { return nil }
      return (slot, flight)
    }
  }

  /// How many there are of a kind, by its name or as heartbeats, on one link or on all.
  mutating func count(of kind: String, on link: Link?) -> Int {
    if counts.isEmpty {
      counts = Array(repeating: 0, count: Self.names.count * Self.links)
      for (slot, flight) in all { note(slot, flight, 1) }
    }
    // Who waits asks for the same after every event.
    if asked.name != kind {
      asked = (kind, Self.names.firstIndex(of: kind))
    }
    guard let place = asked.kind else { return 0 }
    return Int(counts[place * Self.links + (link.map { $0.from.number * Self.width + $0.to.number } ?? 0)])
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
    count(flight, as: message.kindNumber, change)
    let kinds = Message.kindNames.count
    if message.isHeartbeat { count(flight, as: kinds, change) }
    switch message.purpose {
    case .elect: count(flight, as: kinds + 1, change)
    case .replicate: count(flight, as: kinds + 2, change)
    case nil: break
    }
  }

  private mutating func count(_ flight: Flight, as kind: Int, _ change: Int32) {
    counts[kind * Self.links] += change
    counts[kind * Self.links + flight.from.number * Self.width + flight.to.number] += change
  }
}
